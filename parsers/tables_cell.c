/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What does a cell say?  Blank, 0 and "/" are three things.  A number may
 * carry a sign, separators of thousands, a unit or a remark; anything in which
 * two numbers could stand side by side is unread, because nobody can say where
 * the border is.
 */
#include "parsers/charset.h"
#include "parsers/html_private.h"
#include "parsers/tables_private.h"

enum {
	CELL_TEXT_MAX = 200,	/* characters looked at */
	DIGITS_MAX = 14,	/* longer runs are several cells glued */
};

/* A text as characters with full-width forms folded. */
struct chars {
	uint32_t cp[CELL_TEXT_MAX];
	unsigned n;
	bool more;
};

static uint32_t fold_char(uint32_t cp)
{
	if (cp >= 0xFF01 && cp <= 0xFF5E)
		return cp - 0xFEE0;
	if (cp == 0x2212 || cp == 0xFE63)
		return '-';	/* minus signs */
	return html_is_space(cp) ? ' ' : cp;
}

static void chars_of(struct slice text, struct chars *out)
{
	size_t at = 0;

	out->n = 0;
	out->more = false;
	while (at < text.n) {
		uint32_t cp = fold_char(charset_next(text, &at));

		if (html_is_empty(cp) || (cp == ' ' && !out->n))
			continue;
		if (out->n == CELL_TEXT_MAX) {
			out->more = true;
			break;
		}
		out->cp[out->n++] = cp;
	}
	while (out->n && out->cp[out->n - 1] == ' ')
		out->n--;
}

static bool is_stroke(uint32_t cp)
{
	return cp == '/' || cp == '\\' || cp == '-' || cp == '_' ||
	       (cp >= 0x2010 && cp <= 0x2015) || cp == 0x2500 || cp == 0x2014 ||
	       cp == 0x30FC;
}

static bool all_strokes(const struct chars *c)
{
	for (unsigned i = 0; i < c->n; i++)
		if (!is_stroke(c->cp[i]) && c->cp[i] != ' ')
			return false;
	return c->n > 0 && c->n <= 8;
}

static bool is_digit(const struct chars *c, unsigned i)
{
	return i < c->n && c->cp[i] >= '0' && c->cp[i] <= '9';
}

/* The sign, or a word for it in 本年增/减; -1, 0 (none) or 1. */
static int read_sign(const struct chars *c, unsigned *at, bool *word)
{
	static const struct { uint32_t cp[2]; int sign; } signs[] = {
		{{0x589E, 0x52A0}, 1},	/* 增加 */
		{{0x51CF, 0x5C11}, -1},	/* 减少 */
		{{0x589E}, 1}, {{0x51CF}, -1}, {{'+'}, 1}, {{'-'}, -1},
	};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++) {
		unsigned n = signs[i].cp[1] ? 2 : 1;

		if (*at + n >= c->n ||
		    memcmp(c->cp + *at, signs[i].cp, n * sizeof(uint32_t)))
			continue;
		*at += n;
		*word = signs[i].cp[0] >= 0x80;
		if (*at < c->n && c->cp[*at] == ' ')
			++*at;
		return signs[i].sign;
	}
	return 0;
}

/* Digits, with separators only where three digits follow each. */
static unsigned read_digits(const struct chars *c, unsigned *at, char *to)
{
	unsigned n = 0;
	bool grouped = false;

	while (*at < c->n && n <= DIGITS_MAX) {
		if (is_digit(c, *at)) {
			to[n++] = (char)c->cp[(*at)++];
		} else if (c->cp[*at] == ',' && n && (grouped || n <= 3) &&
			   is_digit(c, *at + 1) && is_digit(c, *at + 2) &&
			   is_digit(c, *at + 3) && !is_digit(c, *at + 4)) {
			grouped = true;
			++*at;
		} else {
			break;
		}
	}
	return n;
}

/* "-", the digits without leading zeros, the fraction. */
static struct slice plain(int sign, const char *whole, unsigned whole_n,
			  const char *part, unsigned part_n, struct arena *a)
{
	char text[2 * DIGITS_MAX + 8];
	unsigned n = 0;
	bool zero = true;

	while (whole_n > 1 && *whole == '0') {
		whole++;
		whole_n--;
	}
	for (unsigned i = 0; i < whole_n; i++)
		zero = zero && whole[i] == '0';
	for (unsigned i = 0; i < part_n; i++)
		zero = zero && part[i] == '0';
	if (sign < 0 && !zero)
		text[n++] = '-';
	memcpy(text + n, whole, whole_n);
	n += whole_n;
	if (part_n) {
		text[n++] = '.';
		memcpy(text + n, part, part_n);
		n += part_n;
	}
	return arena_slice(a, (struct slice){text, n});
}

/* What follows a number must be a unit or remark, not another number. */
static enum cell_kind kind_of_rest(const struct chars *c, unsigned at)
{
	if (at < c->n && c->cp[at] == ' ')
		at++;
	if (at == c->n)
		return CELL_NUMBER;
	if (is_digit(c, at) || c->cp[at] == '.' || c->cp[at] == ',' ||
	    c->cp[at] == '+')
		return CELL_UNREAD;
	if (is_stroke(c->cp[at]))
		return is_digit(c, at + 1) ? CELL_TEXT : CELL_UNREAD;
	return CELL_VALUED;
}

/* CELL_TEXT where it is no number at all. */
static enum cell_kind read_number(const struct chars *c, struct arena *a,
				  struct slice *ret_value)
{
	char whole[DIGITS_MAX + 1], part[DIGITS_MAX + 1];
	unsigned whole_n, part_n = 0;
	unsigned at = 0;
	bool word = false;
	bool money = c->n > 1 && (c->cp[0] == 0xFFE5 || c->cp[0] == 0xA5);
	int sign;
	enum cell_kind kind;

	at += money;
	sign = read_sign(c, &at, &word);
	whole_n = read_digits(c, &at, whole);
	if (!whole_n)
		return CELL_TEXT;
	if (at < c->n && c->cp[at] == '.' && is_digit(c, at + 1)) {
		at++;
		while (is_digit(c, at) && part_n <= DIGITS_MAX)
			part[part_n++] = (char)c->cp[at++];
	}
	if (whole_n > DIGITS_MAX || part_n > DIGITS_MAX)
		return CELL_UNREAD;
	kind = kind_of_rest(c, at);
	if (kind == CELL_NUMBER && (word || money))
		kind = CELL_VALUED;
	if (kind == CELL_NUMBER || kind == CELL_VALUED)
		*ret_value = plain(sign, whole, whole_n, part, part_n, a);
	return kind;
}

bool table_cell(struct slice text, struct arena *a, struct report_cell *out)
{
	struct chars c;

	chars_of(text, &c);
	out->text = text.p ? text : (struct slice)SLICE_LIT("");
	out->value = SLICE_NONE;
	out->solved = false;
	if (!c.n) {
		out->kind = CELL_BLANK;
		return true;
	}
	if (all_strokes(&c)) {
		out->kind = CELL_NOT_APPLICABLE;
		return true;
	}
	out->kind = c.more ? CELL_TEXT : read_number(&c, a, &out->value);
	return !arena_err(a);
}
