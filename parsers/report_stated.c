/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers that the prose states, each with its sentence.
 *
 * A pattern is words in their order; "*" lets a few characters pass (no mark,
 * no digit), "#[条件]" is a number and one character of its unit.  A pattern
 * without a number states that there is nothing: 0.
 * For a name the patterns are tried in their order over the whole text, so that
 * "全年主动公开政府信息422条" goes before "公开政府信息246条" wherever they stand.
 *
 * Prose and tables often disagree (reports.md §2): what is found here is only
 * ever compared as a warning.
 */
#include "parsers/charset.h"
#include "parsers/html_private.h"
#include "parsers/report_private.h"

enum {
	GAP = 12,		/* characters that "*" lets pass */
	NOTHING_GAP = 24,	/* where nothing is stated */
	EVIDENCE_MAX = 600,	/* bytes of a sentence */
	NUMBER_MAX = 15,
	BEFORE = 9,		/* bytes */
};

static const struct pattern {
	const char *name;
	const char *need;	/* also in the sentence; NULL: nothing */
	const char *never;	/* not in the words matched; NULL */
	const char *words;
} patterns[] = {
	{"disclosed_cumulative", NULL, NULL, "累计主动公开*信息*#[条件]"},
	{"disclosed", NULL, "累计", "主动公开*信息*#[条件]"},
	{"disclosed", NULL, "累计", "主动公开*#[条]"},
	{"disclosed", NULL, "累计", "公开*政府信息*#[条]"},
	{"disclosed_policy", NULL, NULL, "政策法规类*信息*#[条件]"},
	{"disclosed_policy", "公开", NULL, "政策文件#[条件]"},
	{"disclosed_plan", NULL, NULL, "规划计划类*信息*#[条件]"},
	{"disclosed_business", NULL, NULL, "业务类*信息*#[条件]"},
	{"disclosed_work", "公开", NULL, "工作动态*#[条]"},
	{"disclosed_rules", "公开", NULL, "信息公开制度#[条件]"},
	{"disclosed_statutory", NULL, NULL, "法定*公开信息#[条件]"},
	{"disclosed_reports", "公开", NULL, "信息公开年报#[条件]"},
	{"electronic_full_text", NULL, NULL, "全文电子化*#[%％]"},
	{"applications_received", NULL, NULL, "收到*申请*#[件条份宗]"},
	{"applications_received", NULL, NULL, "受理*申请*#[件条份宗]"},
	{"applications_received", NULL, NULL, "收到#[件条份宗]*申请"},
	{"applications_received", NULL, NULL, "受理#[件条份宗]*申请"},
	{"applications_received", NULL, NULL, "新收*申请*#[件条份宗]"},
	{"applications_received", NULL, NULL, "未收到*申请"},
	{"applications_received", NULL, NULL, "未接收到*申请"},
	{"applications_received", NULL, NULL, "未接到*申请"},
	{"applications_received", NULL, NULL, "没有收到*申请"},
	{"applications_received", NULL, NULL, "没有受理*申请"},
	{"applications_received", NULL, NULL, "未受理*申请"},
	{"applications_answered", "申请", NULL, "答复*申请*#[件条份宗]"},
	{"applications_answered", "申请", NULL, "办结#[件条份宗]"},
	{"applications_answered", "申请", NULL, "答复#[件条份宗]"},
	{"reconsiderations", NULL, "诉讼", "行政复议*#[件起宗]"},
	{"reconsiderations", NULL, NULL, "没有*行政复议"},
	{"reconsiderations", NULL, NULL, "未发生*行政复议"},
	{"reconsiderations", NULL, NULL, "未收到*行政复议"},
	{"lawsuits", NULL, NULL, "诉讼*#[件起宗]"},
	{"lawsuits", NULL, NULL, "没有*诉讼"},
	{"lawsuits", NULL, NULL, "未发生*诉讼"},
	{"lawsuits", NULL, NULL, "未收到*诉讼"},
	{"penalty_cases", NULL, NULL, "行政处罚*案件#[件起宗]"},
	{"consultations", NULL, NULL, "接受*咨询#[次人件]"},
	{"consultations", NULL, NULL, "受理*咨询#[次人件]"},
	{"consultations_by_phone", NULL, NULL, "咨询电话*#[次人个]"},
	{"consultations_by_phone", NULL, NULL, "电话咨询*#[次人个]"},
	{"consultations_in_person", NULL, NULL, "当面咨询*#[次人]"},
	{"consultations_in_person", NULL, NULL, "接待咨询*#[次人]"},
	{"consultations_online", NULL, NULL, "网上咨询*#[次人件]"},
	{"column_visits", NULL, NULL, "专栏访问量*#[次人]"},
	{"interpretations", NULL, NULL, "解读材料*#[条篇件]"},
	{"decisions_consulted", NULL, NULL, "征求公众意见*#[次件]"},
	{"opinions_adopted", NULL, NULL, "采纳*意见*#[条件]"},
	{"accounts_closed", NULL, NULL, "关停*新媒体*#[个家]"},
	{"hotline_received", "12345", NULL, "办理#[件]12345"},
	{"hotline_received", "12345", NULL, "收到*#[件]"},
	{"hotline_done", "12345", NULL, "办结*#[件]"},
	{"hotline_open", "12345", NULL, "#[件]正在办理"},
	{"congress_proposals", NULL, NULL, "收到#[条件]*代表建议"},
	{"congress_proposals", NULL, NULL, "代表建议*#[条件]"},
};

enum { PATTERNS = sizeof(patterns) / sizeof(patterns[0]) };

static bool is_mark(uint32_t cp)
{
	return cp == ',' || cp == ';' || cp == 0xFF0C || cp == 0x3002 ||
	       cp == 0xFF1B || cp == '\t' || (cp >= '0' && cp <= '9');
}

/* The digits at s[at], separators within; the end, or at if there are none. */
static size_t number_end(struct slice s, size_t at)
{
	size_t end = at;

	while (end < s.n && ((s.p[end] >= '0' && s.p[end] <= '9') ||
			     (end > at && (s.p[end] == ',' ||
					   s.p[end] == '.') &&
			      end + 1 < s.n && s.p[end + 1] >= '0' &&
			      s.p[end + 1] <= '9')))
		end++;
	return end;
}

/* Behind one character of the units, 余, 多 and a space looked through;
 * SIZE_MAX where none follows. */
static size_t unit_end(struct slice s, size_t at, struct slice units)
{
	static const char *const looked_through[] = {" ", "余", "多", " "};
	size_t next;

	for (size_t i = 0; i < 4; i++)
		if (slice_starts(slice_sub(s, at, s.n), looked_through[i]))
			at += strlen(looked_through[i]);
	next = at;
	if (at == s.n)
		return SIZE_MAX;
	(void)charset_next(s, &next);
	return slice_find(units, slice_sub(s, at, next), 0) == SIZE_MAX
		       ? SIZE_MAX : next;
}

/* One pattern against a sentence from one place on. */
struct matcher {
	struct slice s;
	size_t at;
	struct slice number;
};

static bool take_number(struct matcher *m, struct slice units, int gap)
{
	size_t at = m->at;

	for (int i = 0; i < gap && at < m->s.n; i++) {
		size_t next = at;

		if (is_mark(charset_next(m->s, &next)))
			break;
		at = next;
	}
	m->number = slice_sub(m->s, at, number_end(m->s, at));
	if (!m->number.n || m->number.n > NUMBER_MAX)
		return false;
	m->at = unit_end(m->s, at + m->number.n, units);
	return m->at != SIZE_MAX;
}

static bool take_literal(struct matcher *m, struct slice literal, int gap)
{
	for (int i = 0; i <= gap && m->at < m->s.n; i++) {
		struct slice rest = slice_sub(m->s, m->at, m->s.n);

		if (rest.n >= literal.n &&
		    !memcmp(rest.p, literal.p, literal.n)) {
			m->at += literal.n;
			return true;
		}
		if (is_mark(charset_next(m->s, &m->at)))
			return false;
	}
	return false;
}

static bool match_words(struct slice words, struct matcher *m)
{
	int widest = slice_findc(words, '#', 0) == SIZE_MAX ? NOTHING_GAP
							    : GAP;
	int gap = 0;

	while (words.n) {
		size_t n = 1;

		if (words.p[0] == '*') {
			gap = widest;
			words = slice_sub(words, 1, words.n);
			continue;
		}
		if (words.p[0] == '#') {
			n = slice_findc(words, ']', 0);
			if (!take_number(m, slice_sub(words, 2, n), gap))
				return false;
			n++;
		} else {
			n = strcspn(words.p, "*#");
			if (!take_literal(m, slice_sub(words, 0, n), gap))
				return false;
		}
		gap = 0;
		words = slice_sub(words, n, words.n);
	}
	return true;
}

/* never counts a little before the words, too: 历年累计|主动公开. */
static bool match_at(const struct pattern *p, struct matcher *m)
{
	size_t begin = m->at > BEFORE ? m->at - BEFORE : 0;

	return match_words(slice_of(p->words), m) &&
	       (!p->never || slice_finds(slice_sub(m->s, begin, m->at),
					 p->never, 0) == SIZE_MAX);
}

/* Whether a sentence ends at s[at]; *ret_n: bytes of the mark. */
static bool ends_sentence(struct slice s, size_t at, size_t *ret_n)
{
	static const char *const ends[] = {"。", "；", "\n"};

	for (int i = 0; i < 3; i++) {
		*ret_n = strlen(ends[i]);
		if (at + *ret_n <= s.n && !memcmp(s.p + at, ends[i], *ret_n))
			return true;
	}
	return false;
}

struct slice report_sentence(struct slice text, size_t at)
{
	size_t begin = at;
	size_t end = at;
	size_t n;

	while (begin > 0 && at - begin < EVIDENCE_MAX / 2) {
		size_t from = begin - 1;

		while (from > 0 && ((unsigned char)text.p[from] & 0xC0) == 0x80)
			from--;
		if (ends_sentence(text, from, &n))
			break;
		begin = from;
	}
	while (end < text.n && end - at < EVIDENCE_MAX / 2 &&
	       !ends_sentence(text, end, &n))
		(void)charset_next(text, &end);
	return slice_sub(text, begin, end);
}

/* The words a pattern is looked for by: its first, or those behind its
 * number. */
static struct slice key_of(const struct pattern *p)
{
	const char *from = p->words[0] == '#' ? strchr(p->words, ']') + 1
					      : p->words;

	return (struct slice){from, strcspn(from, "*#")};
}

/* The pattern at a place where its key stands. */
static bool match_key(const struct pattern *p, struct slice sentence,
		      size_t key, struct slice *ret_number)
{
	struct matcher m = {.s = sentence, .at = key};

	if (p->need && slice_finds(sentence, p->need, 0) == SIZE_MAX)
		return false;
	if (p->words[0] == '#') {
		/* back over the unit, then over digits */
		while (m.at > 0 && (sentence.p[m.at - 1] & 0x80))
			m.at--;
		while (m.at > 0 && sentence.p[m.at - 1] >= '0' &&
		       sentence.p[m.at - 1] <= '9')
			m.at--;
	}
	if (!match_at(p, &m))
		return false;
	*ret_number = m.number;
	return true;
}

static const struct report_stated *find_name(const struct report_stated *found,
					     uint32_t count, const char *name)
{
	for (uint32_t i = 0; i < count; i++)
		if (!strcmp(found[i].name, name))
			return &found[i];
	return NULL;
}

/* The number without separators, with its %. */
static struct slice plain(struct slice number, const struct pattern *p,
			  struct arena *a)
{
	char text[NUMBER_MAX + 2];
	size_t n = 0;

	if (!number.p)
		return (struct slice)SLICE_LIT("0");
	for (size_t i = 0; i < number.n; i++)
		if (number.p[i] != ',')
			text[n++] = number.p[i];
	if (strchr(p->words, '%'))
		text[n++] = '%';
	return arena_slice(a, (struct slice){text, n});
}

/* *ret_at: where its key stands. */
static bool find_pattern(const struct pattern *p, struct slice text,
			 struct arena *a, struct report_stated *out,
			 size_t *ret_at)
{
	struct slice key = key_of(p);
	size_t at = 0;

	while ((at = slice_find(text, key, at)) != SIZE_MAX) {
		struct slice sentence = report_sentence(text, at);
		struct slice number = SLICE_NONE;
		size_t here = (size_t)(text.p + at - sentence.p);

		at += key.n;
		if (!match_key(p, sentence, here, &number))
			continue;
		out->name = p->name;
		out->value = plain(number, p, a);
		out->evidence = html_trim(sentence);
		*ret_at = at;
		return true;
	}
	return false;
}

/* Puts what has been found last into the order of the text. */
static void settle(struct report_stated *found, size_t *places, uint32_t last)
{
	const struct report_stated one = found[last];
	size_t place = places[last];
	uint32_t i = last;

	for (; i > 0 && places[i - 1] > place; i--) {
		found[i] = found[i - 1];
		places[i] = places[i - 1];
	}
	found[i] = one;
	places[i] = place;
}

bool report_read_stated(struct slice text, struct arena *a, struct report *out)
{
	struct report_stated *found =
		arena_array(a, PATTERNS + REPORT_CONTACTS, sizeof(*found));
	size_t places[PATTERNS];
	uint32_t count = 0;

	if (!found)
		return false;
	for (int i = 0; i < PATTERNS; i++)
		if (!find_name(found, count, patterns[i].name) &&
		    find_pattern(&patterns[i], text, a, &found[count],
				 &places[count]))
			settle(found, places, count++);
	count += report_read_contact(text, found + count);
	out->stated = count ? found : NULL;
	out->stated_count = count;
	return !arena_err(a);
}
