/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What expressions say: texts, numbers, dates.  Nothing is run: a name is
 * looked up where the script first gives it a value, a few steps deep, and
 * what cannot be known is empty or -1.
 */
#include "parsers/pager/scan.h"

#include "base/buf.h"

enum {
	NAMES_DEEP = 3,		/* variables looked up through variables */
	VALUE_BYTES = 4096,	/* of an expression */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* --- values --------------------------------------------------------------- */

int scan_unit(struct slice s, size_t at)
{
	int unit = 0;

	if (at + 5 > s.n || s.p[at] != 'u')
		return -1;
	for (size_t i = at + 1; i < at + 5; i++) {
		int digit = slice_hex_digit(s.p[i]);

		if (digit < 0)
			return -1;
		unit = unit << 4 | digit;
	}
	return unit;
}

/* A unit, with its second half where it is the first of a pair. */
static void add_unit(struct buf *out, struct slice s, size_t *at, int unit)
{
	unsigned cp = (unsigned)unit;
	int low = -1;

	*at += 4;
	if (cp >= 0xd800 && cp < 0xdc00 && *at + 2 < s.n &&
	    s.p[*at + 1] == '\\')
		low = scan_unit(s, *at + 2);
	if (low >= 0xdc00 && low < 0xe000) {
		cp = 0x10000 + ((cp - 0xd800) << 10) + ((unsigned)low - 0xdc00);
		*at += 6;
	}
	(void)buf_add_utf8(out, cp);	/* no escape gets longer */
}

static char control_of(char c)
{
	switch (c) {
	case 'n': return '\n';
	case 'r': return '\r';
	case 't': return '\t';
	case 'b': case 'f': case 'v': return ' ';
	default: return c;
	}
}

struct slice scan_unquote(struct slice literal, struct arena *a)
{
	struct slice s = slice_sub(literal, 1, literal.n ? literal.n - 1 : 0);
	struct buf out = {.max = s.n, .cap = s.n + 1};

	if (slice_findc(s, '\\', 0) == SIZE_MAX)
		return s;
	out.data = arena_alloc(a, out.cap);
	if (!out.data)
		return SLICE_NONE;
	for (size_t i = 0; i < s.n; i++) {
		int unit;

		if (s.p[i] != '\\' || i + 1 == s.n) {
			(void)buf_addc(&out, s.p[i]);	/* has room */
			continue;
		}
		unit = scan_unit(s, ++i);
		if (unit >= 0)
			add_unit(&out, s, &i, unit);
		else
			(void)buf_addc(&out, control_of(s.p[i])); /* too */
	}
	return buf_slice(&out);
}

/* The last part of "SiteInfo.searchId" as a C string; "" if it is long. */
static void last_part(struct slice name, char out[64])
{
	size_t from = name.n;

	while (from > 0 && name.p[from - 1] != '.')
		from--;
	name = slice_sub(name, from, name.n);
	if (name.n >= 64)
		name.n = 0;
	if (name.n)
		memcpy(out, name.p, name.n);
	out[name.n] = '\0';
}

/* Follows names to what they are given, a few steps. */
static struct slice look_up(struct slice script, struct slice expr)
{
	for (int deep = 0; deep < NAMES_DEEP; deep++) {
		struct scan_token t;
		char name[64];
		size_t at = 0;

		if (!scan_next(expr, &at, &t) || t.kind != SCAN_NAME ||
		    t.text.n != expr.n)
			return expr;
		last_part(t.text, name);
		expr = *name ? scan_given(script, name) : SLICE_NONE;
	}
	return SLICE_NONE;
}

/* One literal, or what a name is given as one. */
static void add_term(struct slice script, const struct scan_token *t,
		     struct buf *out, struct arena *a)
{
	struct slice value = t->text;
	struct scan_token literal = *t;
	size_t at = 0;

	if (t->kind == SCAN_NAME) {
		value = look_up(script, value);
		if (!value.n || !scan_next(value, &at, &literal) ||
		    literal.text.n != value.n)
			return;
	}
	if (literal.kind == SCAN_STRING)
		value = scan_unquote(literal.text, a);
	else if (literal.kind != SCAN_NUMBER)
		return;
	(void)buf_add_slice(out, value);	/* sticky */
}

struct slice scan_text(struct slice script, struct slice expr, struct arena *a)
{
	struct buf out = {.max = SCAN_TEXT_MAX};
	struct scan_token t, ahead;
	size_t at = 0;
	int names = 0;

	expr = slice_sub(expr, 0, VALUE_BYTES);
	if (!script.n)
		out.max = expr.n;	/* nothing to look up: no longer */
	/* In the arena, so that its failure is the only one there is. */
	out.cap = out.max + 1;
	out.data = arena_alloc(a, out.cap);
	if (!out.data)
		return SLICE_NONE;
	while (scan_next(expr, &at, &t)) {
		size_t next = at;

		if (t.kind == SCAN_PUNCT && out.len &&
		    (t.text.p[0] == '|' || t.text.p[0] == ':'))
			break;		/* the first that is not empty */
		if (t.kind == SCAN_PUNCT)
			continue;
		if (t.kind == SCAN_NAME && (++names > SCAN_TRIES ||
		    (scan_next(expr, &next, &ahead) &&
		     ahead.text.p[0] == '(')))
			continue;	/* a function: of its argument */
		add_term(script, &t, &out, a);
	}
	return arena_err(a) ? SLICE_NONE : buf_slice(&out);
}

int64_t scan_int(struct slice script, struct slice expr, int64_t max)
{
	struct scan_token t;
	size_t at = 0;
	int64_t value;

	expr = slice_trim(expr);
	if (slice_starts(expr, "parseInt(") || slice_starts(expr, "Number(")) {
		at = slice_findc(expr, '(', 0) + 1;
		expr = slice_sub(expr, at, slice_findc(expr, ')', at));
		expr = slice_trim(slice_sub(expr, 0,
					    slice_findc(expr, ',', 0)));
		at = 0;
	}
	expr = look_up(script, expr);
	if (!expr.n || !scan_next(expr, &at, &t) || t.text.n != expr.n)
		return -1;
	if (t.kind == SCAN_STRING)
		expr = slice_trim(slice_sub(expr, 1, expr.n - 1));
	at = 0;
	if (!scan_digits(expr, &at, max, &value) || at != expr.n)
		return -1;
	return value;
}

/* --- digits and dates ----------------------------------------------------- */

bool scan_digits(struct slice s, size_t *at, int64_t max, int64_t *ret_value)
{
	int64_t value = 0;
	bool fits = true;
	size_t i = *at;

	for (; i < s.n && is_digit(s.p[i]); i++) {
		fits = fits && value <= (max - (s.p[i] - '0')) / 10;
		if (fits)
			value = value * 10 + (s.p[i] - '0');
	}
	if (i == *at)
		return false;
	*at = i;
	if (fits)
		*ret_value = value;
	return fits;
}

/* Past the separator between year and month, month and day; 0 if none. */
static size_t date_gap(struct slice s, size_t at, const char *word)
{
	size_t n = strlen(word);

	if (at < s.n && strchr("-/.", s.p[at]) && s.p[at])
		return 1;
	return slice_starts(slice_sub(s, at, s.n), word) ? n : 0;
}

static bool date_at(struct slice s, size_t at, char out[11])
{
	int64_t year, month, day;
	size_t gap;

	if (!scan_digits(s, &at, 2100, &year) || year < 1990 ||
	    !(gap = date_gap(s, at, "年")))
		return false;
	at += gap;
	if (!scan_digits(s, &at, 12, &month) || !month ||
	    !(gap = date_gap(s, at, "月")))
		return false;
	at += gap;
	if (!scan_digits(s, &at, 31, &day) || !day)
		return false;
	out[0] = (char)('0' + year / 1000);
	out[1] = (char)('0' + year / 100 % 10);
	out[2] = (char)('0' + year / 10 % 10);
	out[3] = (char)('0' + year % 10);
	out[4] = out[7] = '-';
	out[5] = (char)('0' + month / 10);
	out[6] = (char)('0' + month % 10);
	out[8] = (char)('0' + day / 10);
	out[9] = (char)('0' + day % 10);
	out[10] = '\0';
	return true;
}

bool scan_date(struct slice s, char out[11])
{
	for (size_t i = 0; i < s.n; i++) {
		if (!is_digit(s.p[i]))
			continue;
		if (date_at(s, i, out))
			return true;
		while (i + 1 < s.n && is_digit(s.p[i + 1]))
			i++;
	}
	return false;
}
