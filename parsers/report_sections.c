/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sections of a report by their headings.
 *
 * A heading is a Chinese numeral with a mark, and few words: "一、总体情况".  On a
 * line of its own it counts when its words are those of a report or its number
 * goes on from the last one; in the middle of a line (layout lost) only when
 * its words are; without a mark ("一概述") when they are or end as headings do.
 * Rows of 申请 begin with numerals too and are no headings.
 */
#include "parsers/charset.h"
#include "parsers/html_private.h"
#include "parsers/report_private.h"

enum {
	HEADING_MAX = 40,	/* characters on a line of its own */
	INLINE_MAX = 30,	/* in the middle of a line */
	INLINE_BYTES = 4 * (INLINE_MAX + 1),
	NUMERAL_MAX = 2,	/* 十一 */
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

/* 申请's rows */
static const char *const row_words[] = {
	"本年新收", "上年结转", "办理结果", "结转下年度", NULL,
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

/* A number at s[at]: 一 to 十九, 第一部分; 0 if none.  marked: a mark follows
 * it, *at is behind that. */
static int take_number(struct slice s, size_t *at, bool *marked)
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
	struct found_section *out;
	uint32_t count;
};

static void add(struct finder *f, struct slice heading, size_t begin,
		size_t end, int number)
{
	struct found_section *s;

	if (f->count == SECTIONS_MAX)
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

/* A whole line as a heading. */
static bool own_line(struct finder *f, struct slice line, size_t begin)
{
	bool marked;
	size_t at = 0;
	int number = take_number(line, &at, &marked);
	struct slice words = trim_heading(slice_sub(line, at, line.n));
	size_t n = characters(words);

	if (!number || n < 2 || n > HEADING_MAX ||
	    report_has_any(words, row_words) ||
	    report_has_any(words, sentence_marks) ||
	    slice_findc(words, '\t', 0) != SIZE_MAX)
		return false;
	if (!topics_of(words) && (number != last_number(f) + 1 ||
				  (!marked && !ends_heading(words))))
		return false;
	add(f, words, begin, begin + line.n, number);
	return true;
}

static bool may_begin(struct slice line, size_t at)
{
	struct slice before = slice_sub(line, 0, at);

	return at == 0 || slice_ends(before, " ") || slice_ends(before, "\t") ||
	       slice_ends(before, "。") || slice_ends(before, "|");
}

/* Headings within a line. */
static void within_line(struct finder *f, struct slice line, size_t begin)
{
	for (size_t at = 0; at < line.n; at++) {
		size_t from = at;
		size_t end;
		bool marked = false;
		struct slice words;
		int number;

		/* numerals begin with E4 to E9 and 十 with E5 */
		if (((unsigned char)line.p[at] & 0xF0) != 0xE0 ||
		    !may_begin(line, at))
			continue;
		number = take_number(line, &from, &marked);
		if (!number || !marked)
			continue;
		end = inline_end(line, from);
		if (report_has_any(slice_sub(line, from, end),
				   sentence_marks) ||
		    characters(slice_sub(line, from, end)) > INLINE_MAX)
			end = closing_word(line, from, end);
		words = trim_heading(slice_sub(line, from, end));
		if (characters(words) > INLINE_MAX || !topics_of(words) ||
		    report_has_any(words, row_words) ||
		    report_has_any(words, sentence_marks))
			continue;
		add(f, words, begin + at, begin + end, number);
		at = end - 1;
	}
}

uint32_t report_find_sections(struct slice text, struct found_section *out)
{
	struct finder f = {.text = text, .out = out};
	struct slice rest = text;
	struct slice line;

	while ((line = slice_cut(&rest, '\n')).p) {
		struct slice words = html_trim(line);

		if (!words.n)
			continue;
		if (!own_line(&f, words, (size_t)(words.p - text.p)))
			within_line(&f, words, (size_t)(words.p - text.p));
	}
	return f.count;
}
