/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sections of a report by their headings.
 *
 * A heading is a Chinese numeral with a mark, and few words: "一、总体情况".  On a
 * line of its own it counts when its words are those of a report or its number
 * goes on from the last one; in the middle of a line (layout lost) only when
 * its words are; without a mark ("一概述") when they are or end as headings do.
 * Rows of 申请 begin with numerals too and are no headings.
 *
 * Short reports have no such headings, only those of the levels below, "（一）"
 * or else "1、": these are their sections then, where they count from 1 on lines
 * of their own.
 */
#include "parsers/charset.h"
#include "parsers/html_private.h"
#include "parsers/report_private.h"

enum {
	HEADING_MAX = 40,	/* characters on a line of its own */
	INLINE_MAX = 30,	/* in the middle of a line */
	INLINE_BYTES = 4 * (INLINE_MAX + 1),
	NUMERAL_MAX = 2,	/* 十一, 12 */
	LOWER_LEAST = 2,	/* fewer of the levels below are no sections */
};

static const struct topic_words {
	unsigned topic;
	const char *words[8]; /* NULL-terminated */
} topics[] = {
	{TOPIC_OVERVIEW, {"总体情况", "概述", "基本情况", "概况", "总体概况"}},
	{TOPIC_ACTIVE, {"主动公开"}},
	{TOPIC_APPLICATIONS, {"依申请公开", "信息公开申请", "申请公开",
			      "处理申请"}},
	{TOPIC_REVIEW, {"行政复议", "复议", "诉讼"}},
	{TOPIC_PROBLEMS, {"主要问题", "存在问题", "存在的问题", "改进措施",
			  "改进情况", "不足"}},
	{TOPIC_OTHER, {"其他需要", "需要报告的", "需要说明的"}},
	{TOPIC_FEES, {"收费"}},
};

enum level { LEVEL_CHINESE, LEVEL_BRACKET, LEVEL_ARABIC, LEVELS };

/* 申请's rows */
static const char *const row_words[] = {
	"新收", "结转", "办理结果", NULL,
};
/* at the end of the first two, where a character of those is mistyped */
static const char row_end[] = "政府信息公开申请数量";
/* those below them */
static const char *const lower_row_words[] = {
	"予以公开", "部分公开", "不予公开", "无法提供", "不予处理", "其他处理",
	"总计", "属于", "禁止公开", "三安全", "第三方", "不掌握", "现成信息",
	"补正", "信访举报", "重复申请", "公开出版物", "反复申请", "重新出具",
	"缴纳费用", NULL,
};
/* at the end of headings */
static const char *const closing_words[] = {"情况", "措施", "概述", "问题",
					    "事项", NULL};
static const char *const sentence_marks[] = {"。", "；", "，", ";", "！", "？",
					     NULL};

static unsigned topics_of(struct slice heading)
{
	unsigned found = 0;

	for (size_t i = 0; i < sizeof(topics) / sizeof(topics[0]); i++)
		if (report_has_any(heading, topics[i].words))
			found |= topics[i].topic;
	return found;
}

unsigned report_count_topics(unsigned set)
{
	unsigned n = 0;

	for (; set; set &= set - 1)
		n++;
	return n;
}

static int numeral_of(uint32_t cp)
{
	static const uint32_t numerals[] = {
		0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03, 0x516B,
		0x4E5D, 0x5341,
	};

	for (int i = 0; i < 10; i++)
		if (cp == numerals[i])
			return i + 1;
	return 0;
}

/* As take_number(), of a level below: "（一）", "12、". */
static int take_lower(struct slice s, enum level level, size_t *at)
{
	size_t next = *at;
	int number = 0;
	uint32_t cp;

	if (level == LEVEL_BRACKET) {
		cp = charset_next(s, &next);
		if (cp != '(' && cp != 0xFF08)
			return 0;
	}
	for (int i = 0; i < NUMERAL_MAX && next < s.n; i++) {
		size_t after = next;
		int digit;

		cp = charset_next(s, &after);
		digit = level == LEVEL_BRACKET ? numeral_of(cp)
			: cp >= '0' && cp <= '9' ? (int)(cp - '0') : -1;
		if (level == LEVEL_BRACKET ? !digit : digit < 0)
			break;
		if (level == LEVEL_ARABIC)
			number = number * 10 + digit;
		else
			number = number == 10 ? 10 + digit : digit;
		next = after;
	}
	if (!number || next == s.n)
		return 0;
	cp = charset_next(s, &next);
	if (level == LEVEL_BRACKET ? cp != ')' && cp != 0xFF09
				   : cp != 0x3001 && cp != '.' && cp != 0xFF0E)
		return 0;
	/* 2.5 is no heading */
	if (next < s.n && s.p[next] >= '0' && s.p[next] <= '9')
		return 0;
	*at = next;
	return number;
}

/* A number at s[at]: 一 to 十九, 第一部分; 0 if none.  marked: a mark follows
 * it, *at is behind that. */
static int take_chinese(struct slice s, size_t *at, bool *marked)
{
	size_t next = *at;
	size_t mark;
	int number = 0;
	bool part = slice_starts(slice_sub(s, next, s.n), "第");

	if (part)
		next += strlen("第");
	for (int i = 0; i < NUMERAL_MAX && next < s.n; i++) {
		size_t after = next;
		int digit = numeral_of(charset_next(s, &after));

		if (!digit)
			break;
		number = number == 10 ? 10 + digit : digit;
		next = after;
	}
	if (!number)
		return 0;
	mark = next;
	*marked = false;
	if (part) {
		if (!slice_starts(slice_sub(s, next, s.n), "部分"))
			return 0;
		mark = next + strlen("部分");
		*marked = true;
	}
	while (mark < s.n) {
		size_t after = mark;
		uint32_t cp = charset_next(s, &after);

		if (cp != 0x3001 && cp != '.' && cp != 0xFF0E && cp != ',' &&
		    cp != 0xFF0C && cp != ':' && cp != 0xFF1A &&
		    (cp == '\n' || !html_is_space(cp)))
			break;
		*marked = true;
		mark = after;
	}
	*at = mark;
	return number;
}

static int take_number(struct slice s, enum level level, size_t *at,
		       bool *marked)
{
	*marked = true;
	return level == LEVEL_CHINESE ? take_chinese(s, at, marked)
				      : take_lower(s, level, at);
}

static size_t characters(struct slice s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return n;
}

/* Without the marks that end it. */
static struct slice trim_heading(struct slice s)
{
	static const char *const ends[] = {"。", "：", ":", "；", " ", "\t",
					   "．", ".", NULL};
	bool again = true;

	while (again && s.n) {
		again = false;
		for (int i = 0; ends[i]; i++)
			if (slice_ends(s, ends[i])) {
				s.n -= strlen(ends[i]);
				again = true;
			}
	}
	return s;
}

/* Where the words of a heading in the middle of a line end. */
static size_t inline_end(struct slice line, size_t from)
{
	static const char *const stops[] = {" ", "\t", "。", "（一）", "(一)",
					    "：", NULL};
	size_t end = from + INLINE_BYTES < line.n ? from + INLINE_BYTES
						  : line.n;

	line.n = end;
	for (int i = 0; stops[i]; i++) {
		size_t at = slice_finds(line, stops[i], from);

		if (at < end)
			end = at;
	}
	return end;
}

/* A heading that runs into its text ends with a word that ends headings; to
 * where none does. */
static size_t closing_word(struct slice line, size_t from, size_t to)
{
	size_t best = to;

	line.n = to;
	for (int i = 0; closing_words[i]; i++) {
		size_t at = slice_finds(line, closing_words[i], from);

		if (at != SIZE_MAX && at + strlen(closing_words[i]) < best)
			best = at + strlen(closing_words[i]);
	}
	return best;
}

static bool ends_heading(struct slice words)
{
	for (int i = 0; closing_words[i]; i++)
		if (slice_ends(words, closing_words[i]))
			return true;
	return false;
}

struct finder {
	struct slice text;
	enum level level;
	struct found_section *out; /* NULL: only the topics */
	uint32_t count;
	unsigned topics;
};

static void add(struct finder *f, struct slice heading, size_t begin,
		size_t end, int number)
{
	struct found_section *s;

	f->topics |= topics_of(heading);
	if (!f->out || f->count == SECTIONS_MAX)
		return;
	if (f->count)
		f->out[f->count - 1].end = begin;
	s = &f->out[f->count++];
	*s = (struct found_section){
		.heading = heading, .begin = begin, .text = end,
		.end = f->text.n, .topics = topics_of(heading),
		.number = number,
	};
}

static int last_number(const struct finder *f)
{
	return f->count ? f->out[f->count - 1].number : 0;
}

static bool is_row(const struct finder *f, struct slice words, int number)
{
	return report_has_any(words, row_words) ||
	       (number <= 2 && slice_finds(words, row_end, 0) != SIZE_MAX) ||
	       (f->level != LEVEL_CHINESE &&
		report_has_any(words, lower_row_words));
}

/* A whole line as a heading. */
static bool own_line(struct finder *f, struct slice line, size_t begin)
{
	bool marked;
	size_t at = 0;
	int number = take_number(line, f->level, &at, &marked);
	struct slice words;
	size_t n;

	if (!number)
		return false;	/* nearly all lines */
	words = trim_heading(slice_sub(line, at, line.n));
	n = characters(words);
	if (n < 2 || n > HEADING_MAX ||
	    is_row(f, words, number) || report_has_any(words, sentence_marks) ||
	    slice_findc(words, '\t', 0) != SIZE_MAX)
		return false;
	if (!topics_of(words) && (number != last_number(f) + 1 ||
				  (!marked && !ends_heading(words))))
		return false;
	add(f, words, begin, begin + line.n, number);
	return true;
}

/* As own_line(), of a level below: "（二）健全制度，明确责任。", with text behind
 * it or not. */
static void lower_line(struct finder *f, struct slice line, size_t begin)
{
	bool marked;
	size_t at = 0;
	int number = take_number(line, f->level, &at, &marked);
	struct slice words;
	size_t end, n;

	if (!number || number != last_number(f) + 1)
		return;
	end = slice_finds(line, "。", at);
	words = trim_heading(slice_sub(line, at, end));
	n = characters(words);
	if (n < 2 || n > INLINE_MAX || is_row(f, words, number) ||
	    slice_findc(words, '\t', 0) != SIZE_MAX)
		return;
	end = end == SIZE_MAX ? line.n : end + strlen("。");
	add(f, words, begin, begin + end, number);
}

/* Within a line a heading begins behind one of these.  They are few, so they
 * are sought one by one; next: the first place behind each, from the place
 * last asked for on. */
static const struct slice start_marks[] = {
	SLICE_LIT(" "), SLICE_LIT("\t"), SLICE_LIT("|"), SLICE_LIT("。"),
};
enum { START_MARKS = sizeof(start_marks) / sizeof(start_marks[0]) };

struct starts {
	struct slice line;
	size_t next[START_MARKS];
};

/* The first place from `at` on where a heading may begin, or the length of
 * the line; at is not 0, and never less than it was before. */
static size_t heading_start(struct starts *s, size_t at)
{
	size_t first = s->line.n;

	for (int i = 0; i < START_MARKS; i++) {
		size_t n = start_marks[i].n;

		if (s->next[i] < at) {
			size_t mark = slice_find(s->line, start_marks[i],
						 at > n ? at - n : 0);

			s->next[i] = mark == SIZE_MAX ? s->line.n : mark + n;
		}
		if (s->next[i] < first)
			first = s->next[i];
	}
	return first;
}

/* Numerals begin with E4 to E9, a full-width bracket with EF. */
static bool begins_number(unsigned char byte)
{
	return (byte & 0xF0) == 0xE0 || byte == '(' ||
	       (byte >= '0' && byte <= '9');
}

/* Headings within a line. */
static void within_line(struct finder *f, struct slice line, size_t begin)
{
	struct starts starts = {.line = line};

	for (size_t at = 0; at < line.n; at = heading_start(&starts, at + 1)) {
		size_t from = at;
		size_t end;
		bool marked = false;
		struct slice words;
		int number;

		if (!begins_number((unsigned char)line.p[at]))
			continue;
		number = take_number(line, f->level, &from, &marked);
		if (!number || !marked)
			continue;
		end = inline_end(line, from);
		if (report_has_any(slice_sub(line, from, end),
				   sentence_marks) ||
		    characters(slice_sub(line, from, end)) > INLINE_MAX)
			end = closing_word(line, from, end);
		words = trim_heading(slice_sub(line, from, end));
		if (characters(words) > INLINE_MAX || !topics_of(words) ||
		    is_row(f, words, number) ||
		    report_has_any(words, sentence_marks))
			continue;
		add(f, words, begin + at, begin + end, number);
		at = end - 1;
	}
}

/* "四、…行政复议、" goes on in the next line. */
static bool is_open(struct slice heading)
{
	static const char *const ends[] = {"、", "的", "和", "及", "与", NULL};

	for (int i = 0; ends[i]; i++)
		if (slice_ends(heading, ends[i]))
			return true;
	return false;
}

/* Takes the next line into the heading found last where that is cut short. */
static void join_next(struct finder *f, struct slice *rest)
{
	struct found_section *s = f->count ? &f->out[f->count - 1] : NULL;
	struct slice after = *rest;
	struct slice line = html_trim(slice_cut(&after, '\n'));

	if (!s || !is_open(s->heading) || !line.n ||
	    characters(line) > INLINE_MAX || report_is_numbered(line) ||
	    report_has_any(line, sentence_marks) ||
	    slice_findc(line, '\t', 0) != SIZE_MAX ||
	    slice_findc(line, '|', 0) != SIZE_MAX)
		return;
	s->heading = trim_heading((struct slice){
		s->heading.p, (size_t)(line.p + line.n - s->heading.p)});
	s->topics = topics_of(s->heading);
	s->text = (size_t)(line.p + line.n - f->text.p);
	*rest = after;
}

static void find_lines(struct finder *f, bool inside)
{
	struct slice rest = f->text;
	struct slice line;

	while ((line = slice_cut(&rest, '\n')).p) {
		struct slice words = html_trim(line);
		size_t begin = (size_t)(words.p - f->text.p);

		if (!words.n)
			continue;
		if (!inside)
			lower_line(f, words, begin);
		else if (own_line(f, words, begin))
			join_next(f, &rest);
		else
			within_line(f, words, begin);
	}
}

unsigned report_topics_below(struct slice text)
{
	unsigned found = 0;

	for (int level = LEVEL_BRACKET; level < LEVELS; level++) {
		struct finder f = {.text = text, .level = (enum level)level};

		find_lines(&f, true);
		found |= f.topics;
	}
	return found;
}

bool report_is_numbered(struct slice line)
{
	for (int level = LEVEL_CHINESE; level < LEVELS; level++) {
		bool marked = false;
		size_t at = 0;

		if (take_number(line, (enum level)level, &at, &marked) &&
		    marked)
			return true;
	}
	return false;
}

uint32_t report_find_sections(struct slice text, struct found_section *out)
{
	struct finder f = {.text = text, .out = out};

	find_lines(&f, true);
	for (int level = LEVEL_BRACKET; !f.count && level < LEVELS; level++) {
		f.level = (enum level)level;
		find_lines(&f, false);
		if (f.count < LOWER_LEAST)
			f.count = 0;
	}
	return f.count;
}
