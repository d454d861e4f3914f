/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Years and dates as reports write them: Arabic or Chinese digits, full-width
 * or not, with spaces between, with lost zeros ("二一二年二月二十七日": the zero
 * of 二〇一二 was dropped by a filter), and masked ("201*年",
 * "20XX年").
 */
#include "parsers/charset.h"
#include "parsers/html_private.h"
#include "parsers/report_private.h"

enum { NO_DIGIT = -1, MASK = -2 };
enum { NIAN = 0x5E74, YUE = 0x6708, RI = 0x65E5, DU = 0x5EA6, TEN = 0x5341 };

/* A cursor over characters; spaces are looked through. */
struct cursor {
	struct slice text;
	size_t at;		/* behind the character last taken */
};

static uint32_t peek(const struct cursor *c, size_t *ret_next)
{
	size_t at = c->at;

	while (at < c->text.n) {
		uint32_t cp = charset_next(c->text, &at);

		*ret_next = at;
		if (cp == '\n')
			return 0;
		if (!html_is_space(cp) && !html_is_empty(cp))
			return cp;
	}
	return 0;
}

static bool take(struct cursor *c, uint32_t wanted)
{
	size_t next;

	if (peek(c, &next) != wanted)
		return false;
	c->at = next;
	return true;
}

/* 0 to 9, MASK or NO_DIGIT.  chinese: of which kind it is. */
static int digit_of(uint32_t cp, bool *chinese)
{
	static const uint32_t digits[] = {
		0x3007, 0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03,
		0x516B, 0x4E5D,	/* 〇一二三四五六七八九 */
	};

	*chinese = false;
	if (cp >= '0' && cp <= '9')
		return (int)(cp - '0');
	if (cp >= 0xFF10 && cp <= 0xFF19)
		return (int)(cp - 0xFF10);
	if (cp == '*' || cp == 0xFF0A || cp == 0xD7 || cp == 'X' || cp == 'x' ||
	    cp == 0xFF38 || cp == 0xFF58)
		return MASK;
	*chinese = true;
	if (cp == 0x25CB || cp == 0x96F6 || cp == 0x25EF || cp == 0x2B55 ||
	    cp == 0x039F || cp == 0x041E)
		return 0;	/* ○ 零 ◯ ⭕, letters that look alike */
	for (int i = 0; i < 10; i++)
		if (cp == digits[i])
			return i;
	return NO_DIGIT;
}

/* What is typed for 〇 between Chinese digits: 二0一八年. */
static bool is_typed_zero(uint32_t cp)
{
	return cp == '0' || cp == 'O' || cp == 'o' || cp == 0xFF10 ||
	       cp == 0xFF2F;
}

/* Up to four digits of one kind; how many. */
static int take_digits(struct cursor *c, int *digits, bool *chinese)
{
	int n = 0;
	size_t next;

	*chinese = false;
	while (n < 4) {
		bool kind;
		uint32_t cp = peek(c, &next);
		int digit = digit_of(cp, &kind);

		if (n && *chinese && is_typed_zero(cp)) {
			digit = 0;
			kind = true;
		}
		if (digit == NO_DIGIT || (n && digit != MASK &&
					  kind != *chinese))
			break;
		if (!n)
			*chinese = kind;
		digits[n++] = digit;
		c->at = next;
	}
	return n;
}

/* The year that digits spell: > 0, 0 if masked, -1 if none. */
static int year_of(const int *d, int n, bool chinese)
{
	int year = 0;

	if (n && d[0] != 2)
		return -1;
	if (n == 4) {
		for (int i = 0; i < n; i++) {
			if (d[i] == MASK)
				return d[1] == 0 ? 0 : -1;
			year = year * 10 + d[i];
		}
	} else if (chinese && n == 3) {
		year = 2000 + d[1] * 10 + d[2];	/* 二一二 */
	} else if (chinese && n == 2) {
		year = 2000 + d[1];		/* 二九 */
	}
	return year >= YEAR_FIRST && year <= YEAR_LAST ? year : -1;
}

static bool follows_digit(struct slice text, size_t at)
{
	bool chinese;
	size_t from = at;
	size_t next = at;

	/* back over one character */
	while (from > 0 && ((unsigned char)text.p[--from] & 0xC0) == 0x80)
		;
	if (from == at)
		return false;
	return digit_of(charset_next(text, &next), &chinese) >= 0 &&
	       digit_of(charset_next(text, &from), &chinese) >= 0 && !chinese;
}

/* A year that begins exactly at c; c moves behind its digits. */
static int take_year(struct cursor *c, int *ret_digits, bool *chinese)
{
	int digits[4];

	*ret_digits = take_digits(c, digits, chinese);
	return year_of(digits, *ret_digits, *chinese);
}

/* Asked for every byte of a text. */
static bool may_begin(struct slice text, size_t at)
{
	switch ((unsigned char)text.p[at]) {
	case '2':
	case 0xEF:	/* full-width 2; a BOM before any of them */
		return !follows_digit(text, at);
	case 0xE4:
		return slice_starts(slice_sub(text, at, text.n), "二") &&
		       !follows_digit(text, at);
	default:
		return false;
	}
}

bool report_find_year(struct slice text, size_t from, bool bare,
	       struct written_date *out)
{
	for (size_t at = from; at < text.n; at++) {
		struct cursor c = {.text = text, .at = at};
		bool chinese, other;
		int count;
		int year;
		size_t next;

		if (!may_begin(text, at))
			continue;
		year = take_year(&c, &count, &chinese);
		if (year < 0)
			continue;
		if (take(&c, NIAN))
			(void)take(&c, DU);	/* 年 or 年度 */
		else if (!bare || count != 4 || chinese ||
			 digit_of(peek(&c, &next), &other) >= 0)
			continue;
		*out = (struct written_date){.year = year, .begin = at,
					     .end = c.at};
		return true;
	}
	return false;
}

/* A number up to 31, Arabic or Chinese (二十七), or 0. */
static int take_small(struct cursor *c)
{
	int value = 0;
	int taken = 0;
	size_t next;

	while (taken < 3) {
		bool chinese;
		uint32_t cp = peek(c, &next);
		int digit = digit_of(cp, &chinese);

		if (cp == TEN)
			value = value ? value * 10 : 10;
		else if (digit < 0)
			break;
		else if (chinese && value >= 10)
			value += digit;
		else
			value = value * 10 + digit;
		c->at = next;
		taken++;
	}
	return value <= 31 ? value : 0;
}

static bool take_month(struct cursor *c, struct written_date *out)
{
	struct cursor day;

	if (take(c, NIAN)) {
		out->month = take_small(c);
		if (!take(c, YUE))
			return false;
		day = *c;
		out->day = take_small(&day);
		if (out->day && take(&day, RI))
			*c = day;
		else
			out->day = 0;
	} else if (take(c, '-') || take(c, '.') || take(c, '/')) {
		out->month = take_small(c);
		if (!take(c, '-') && !take(c, '.') && !take(c, '/'))
			return false;
		out->day = take_small(c);
		if (!out->day)
			return false;
	} else {
		return false;
	}
	return out->month >= 1 && out->month <= 12;
}

bool report_find_date(struct slice text, size_t from, struct written_date *out)
{
	for (size_t at = from; at < text.n; at++) {
		struct cursor c = {.text = text, .at = at};
		struct written_date date = {.begin = at};
		bool chinese;
		int count;

		if (!may_begin(text, at))
			continue;
		date.year = take_year(&c, &count, &chinese);
		if (date.year <= 0 || !take_month(&c, &date))
			continue;
		date.end = c.at;
		*out = date;
		return true;
	}
	return false;
}

bool report_may_end_date(struct slice text)
{
	size_t at = text.n;
	bool chinese;
	uint32_t cp;

	while (at > 0 && ((unsigned char)text.p[--at] & 0xC0) == 0x80)
		;
	if (at == text.n)
		return false;
	cp = charset_next(text, &at);
	return cp == RI || cp == YUE || cp == TEN ||
	       digit_of(cp, &chinese) >= 0;
}

struct slice report_date_iso(const struct written_date *date, struct arena *a)
{
	if (date->day)
		return slice_of(arena_printf(a, "%04d-%02d-%02d", date->year,
					     date->month, date->day));
	return slice_of(arena_printf(a, "%04d-%02d", date->year, date->month));
}
