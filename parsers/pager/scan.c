/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A tokenizer that knows strings, names, numbers and brackets, and on it what
 * pagers ask for: calls, fields of objects, values of variables.
 *
 * Regular expressions are not known: a quote in one may hide the rest of its
 * line, not more.
 */
#include "parsers/pager/scan.h"

#include "base/buf.h"

#include <string.h>

enum {
	NAMES_DEEP = 3,		/* variables looked up through variables */
	VALUE_BYTES = 4096,	/* of an expression */
	OBJECT_BYTES = 64 << 10,
};

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '$';
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

/* --- comments ------------------------------------------------------------- */

/* One past the string literal at from, or the end of the line where it is not
 * closed: what was looked at is never looked at again. */
static size_t string_end(struct slice s, size_t from, bool *ret_closed)
{
	char quote = s.p[from];
	size_t i = from + 1;

	while (i < s.n && s.p[i] != quote && s.p[i] != '\n')
		i += s.p[i] == '\\' ? 2 : 1;
	*ret_closed = i < s.n && s.p[i] == quote;
	if (*ret_closed)
		i++;
	return i < s.n ? i : s.n;
}

static size_t line_end(struct slice s, size_t from)
{
	size_t end = slice_findc(s, '\n', from);

	return end == SIZE_MAX ? s.n : end;
}

/* Only white space stands before at on its line.  Each byte is looked at
 * once more at most: "-->" is not white space. */
static bool begins_line(struct slice s, size_t at)
{
	while (at > 0 && is_blank(s.p[at - 1]) && s.p[at - 1] != '\n')
		at--;
	return at == 0 || s.p[at - 1] == '\n';
}

/* One past the comment at from; from where there is none. */
static size_t comment_end(struct slice s, size_t from)
{
	struct slice rest = slice_sub(s, from, s.n);
	size_t end;

	if (slice_starts(rest, "/*")) {
		end = slice_finds(s, "*/", from + 2);
		return end == SIZE_MAX ? s.n : end + 2;
	}
	if (slice_starts(rest, "//") || slice_starts(rest, "<!--") ||
	    (slice_starts(rest, "-->") && begins_line(s, from)))
		return line_end(s, from);
	return from;
}

struct slice scan_strip(struct slice js, struct arena *a)
{
	char *to = arena_alloc(a, js.n + 1);
	size_t i = 0;
	bool closed;

	if (!to)
		return SLICE_NONE;
	while (i < js.n) {
		char c = js.p[i];
		size_t end = i;

		if (c == '/' || c == '<' || c == '-') {
			end = comment_end(js, i);
			memset(to + i, ' ', end - i);
		} else if (c == '"' || c == '\'' || c == '`') {
			end = string_end(js, i, &closed);
			memcpy(to + i, js.p + i, end - i);
		}
		if (end == i) {
			to[i++] = c;
			continue;
		}
		i = end;
	}
	return (struct slice){to, js.n};
}

/* --- tokens --------------------------------------------------------------- */

bool scan_next(struct slice s, size_t *at, struct scan_token *ret_token)
{
	size_t from = *at;
	size_t end;
	bool closed;

	while (from < s.n && is_blank(s.p[from]))
		from++;
	if (from >= s.n) {
		*at = s.n;
		return false;
	}
	end = from + 1;
	ret_token->kind = SCAN_PUNCT;
	if (is_name(s.p[from])) {
		ret_token->kind = is_digit(s.p[from]) ? SCAN_NUMBER
						      : SCAN_NAME;
		while (end < s.n && (is_name(s.p[end]) || s.p[end] == '.'))
			end++;
	} else if (strchr("\"'`", s.p[from]) && s.p[from]) {
		end = string_end(s, from, &closed);
		if (closed)
			ret_token->kind = SCAN_STRING;
	}
	*at = end;
	ret_token->from = from;
	ret_token->text = slice_sub(s, from, ret_token->kind == SCAN_PUNCT
				    ? from + 1 : end);
	return true;
}

static int bracket(const struct scan_token *t)
{
	if (t->kind != SCAN_PUNCT)
		return 0;
	switch (t->text.p[0]) {
	case '(': case '[': case '{':
		return 1;
	case ')': case ']': case '}':
		return -1;
	default:
		return 0;
	}
}

size_t scan_close(struct slice s, size_t open, size_t max)
{
	struct scan_token t;
	size_t at = open;
	size_t depth = 0;

	if (max < s.n - open)
		s.n = open + max;
	while (scan_next(s, &at, &t)) {
		int turn = bracket(&t);

		if (turn > 0)
			depth++;
		else if (turn < 0 && --depth == 0)
			return t.from;
	}
	return SIZE_MAX;
}

size_t scan_word(struct slice s, const char *name, size_t from)
{
	struct slice needle = slice_of(name);
	size_t at = from;

	while ((at = slice_find(s, needle, at)) != SIZE_MAX) {
		size_t end = at + needle.n;

		if ((at == 0 || !is_name(s.p[at - 1])) &&
		    (end == s.n || !is_name(s.p[end])))
			return at;
		at = end;
	}
	return SIZE_MAX;
}

/* --- calls ---------------------------------------------------------------- */

/* Splits what stands between the brackets at its commas. */
static void split_args(struct slice inner, struct scan_call *call)
{
	struct scan_token t;
	size_t at = 0;
	size_t from = 0;
	int depth = 0;

	call->count = 0;
	while (call->count < SCAN_ARGS_MAX && scan_next(inner, &at, &t)) {
		depth += bracket(&t);
		if (depth || t.kind != SCAN_PUNCT || t.text.p[0] != ',')
			continue;
		call->args[call->count++] =
			slice_trim(slice_sub(inner, from, t.from));
		from = at;
	}
	inner = slice_trim(slice_sub(inner, from, inner.n));
	if (inner.n && call->count < SCAN_ARGS_MAX)
		call->args[call->count++] = inner;
}

/* "function createPage(" */
static bool is_definition(struct slice s, size_t at)
{
	while (at > 0 && is_blank(s.p[at - 1]))
		at--;
	return slice_ends(slice_sub(s, 0, at), "function");
}

bool scan_call(struct slice s, const char *prefix, bool whole, size_t *at,
	       struct scan_call *ret_call)
{
	struct slice needle = slice_of(prefix);

	for (int tries = 0; tries < SCAN_TRIES; tries++) {
		size_t from = slice_find(s, needle, *at);
		size_t open;
		size_t close;

		if (from == SIZE_MAX)
			return false;
		open = from + needle.n;
		while (open < s.n && is_name(s.p[open]))
			open++;
		ret_call->name = slice_sub(s, from, open);
		while (open < s.n && is_blank(s.p[open]))
			open++;
		*at = open;
		if (open == s.n || s.p[open] != '(' ||
		    (whole && ret_call->name.n != needle.n) ||
		    (from && is_name(s.p[from - 1])) || is_definition(s, from))
			continue;
		close = scan_close(s, open, SCAN_CALL_BYTES);
		if (close == SIZE_MAX)
			continue;
		split_args(slice_sub(s, open + 1, close), ret_call);
		*at = close;
		return true;
	}
	return false;
}

bool scan_first(struct slice s, const char *prefix, bool whole,
		bool (*take)(void *ctx, const struct scan_call *call),
		void *ctx)
{
	struct scan_call call;
	size_t at = 0;

	for (int n = 0; n < SCAN_TRIES; n++) {
		if (!scan_call(s, prefix, whole, &at, &call))
			return false;
		if (take(ctx, &call))
			return true;
	}
	return false;
}

/* --- objects -------------------------------------------------------------- */

static struct slice bare_key(const struct scan_token *t)
{
	if (t->kind == SCAN_STRING)
		return slice_sub(t->text, 1, t->text.n - 1);
	return t->text;
}

/* Where the expression that begins at *at ends: a comma, semicolon or closing
 * bracket outside of its own brackets. */
static struct slice take_value(struct slice s, size_t *at)
{
	struct scan_token t;
	size_t from = *at;
	int depth = 0;

	while (scan_next(s, at, &t)) {
		int turn = bracket(&t);

		if (depth == 0 && (turn < 0 || (t.kind == SCAN_PUNCT &&
		    (t.text.p[0] == ',' || t.text.p[0] == ';')))) {
			*at = t.from;
			return slice_trim(slice_sub(s, from, t.from));
		}
		depth += turn;
	}
	return slice_trim(slice_sub(s, from, s.n));
}

bool scan_each(struct slice object, size_t *at, struct slice *ret_key,
	       struct slice *ret_value)
{
	struct scan_token key, colon;

	while (scan_next(object, at, &key)) {
		size_t next = *at;

		if (key.kind == SCAN_PUNCT ||
		    !scan_next(object, &next, &colon) ||
		    colon.text.p[0] != ':')
			continue;
		*at = next;
		*ret_key = bare_key(&key);
		*ret_value = take_value(object, at);
		return true;
	}
	return false;
}

struct slice scan_field(struct slice object, const char *key)
{
	struct slice name, value;
	size_t at = 0;

	while (scan_each(object, &at, &name, &value))
		if (slice_eqs(name, key))
			return value;
	return SLICE_NONE;
}

/* The "{" that encloses at, not further back than OBJECT_BYTES. */
static size_t enclosing(struct slice s, size_t at)
{
	size_t low = at > OBJECT_BYTES ? at - OBJECT_BYTES : 0;
	int depth = 0;

	while (at > low) {
		at--;
		if (s.p[at] == '}')
			depth++;
		else if (s.p[at] == '{' && depth-- == 0)
			return at;
	}
	return SIZE_MAX;
}

struct slice scan_object_with(struct slice s, const char *key)
{
	size_t at = 0;

	for (int tries = 0; tries < SCAN_TRIES; tries++) {
		struct slice object;
		size_t open, close;

		at = scan_word(s, key, at);
		if (at == SIZE_MAX)
			break;
		open = enclosing(s, at);
		at += strlen(key);
		if (open == SIZE_MAX)
			continue;
		close = scan_close(s, open, OBJECT_BYTES);
		if (close == SIZE_MAX)
			continue;
		object = slice_sub(s, open, close + 1);
		if (scan_field(object, key).p)
			return object;
	}
	return SLICE_NONE;
}

/* "name =" or "name :" at a word, where the value begins; SIZE_MAX. */
static size_t value_from(struct slice s, size_t end)
{
	if (end < s.n && (s.p[end] == '"' || s.p[end] == '\''))
		end++;		/* of a key in quotes */
	while (end < s.n && is_blank(s.p[end]))
		end++;
	if (end + 1 >= s.n || (s.p[end] != '=' && s.p[end] != ':') ||
	    s.p[end + 1] == '=')
		return SIZE_MAX;
	return end + 1;
}

struct slice scan_given(struct slice s, const char *name)
{
	size_t at = 0;

	for (int tries = 0; tries < SCAN_TRIES; tries++) {
		struct slice value;
		size_t from;

		at = scan_word(s, name, at);
		if (at == SIZE_MAX)
			break;
		at += strlen(name);
		from = value_from(s, at);
		if (from == SIZE_MAX)
			continue;
		value = slice_sub(s, from, from + VALUE_BYTES);
		from = 0;
		value = take_value(value, &from);
		/* Without semicolons: the line is the expression. */
		if (value.n && value.p[0] != '{' && value.p[0] != '[')
			value = slice_trim(slice_sub(value, 0,
						     line_end(value, 0)));
		if (value.n)
			return value;
	}
	return SLICE_NONE;
}

/* --- values --------------------------------------------------------------- */

static int hex_digit(char c)
{
	if (is_digit(c))
		return c - '0';
	if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		return (c | 0x20) - 'a' + 10;
	return -1;
}

/* \u4e00 with s.p[at] == 'u'; the unit or -1 */
static int unit_at(struct slice s, size_t at)
{
	int unit = 0;

	if (at + 5 > s.n || s.p[at] != 'u')
		return -1;
	for (size_t i = at + 1; i < at + 5; i++) {
		int digit = hex_digit(s.p[i]);

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
		low = unit_at(s, *at + 2);
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
		unit = unit_at(s, ++i);
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

/* The string literal that holds the byte at: lines are whole for tokens. */
static size_t literal_at(struct slice s, size_t at)
{
	struct scan_token t;
	size_t i = at;

	while (i > 0 && s.p[i - 1] != '\n')
		i--;
	while (i <= at && scan_next(s, &i, &t))
		if (t.kind == SCAN_STRING && t.from <= at &&
		    at < t.from + t.text.n)
			return t.from;
	return SIZE_MAX;
}

struct slice scan_address(struct slice script, const char *part,
			  struct arena *a)
{
	size_t at = 0;

	for (int tries = 0; tries < SCAN_TRIES; tries++) {
		struct slice s;
		size_t from;

		at = slice_finds(script, part, at);
		if (at == SIZE_MAX)
			break;
		from = literal_at(script, at);
		at += strlen(part);
		if (from == SIZE_MAX)
			continue;
		s = slice_sub(script, from, from + VALUE_BYTES);
		from = 0;
		s = scan_text(script, take_value(s, &from), a);
		if (slice_finds(s, part, 0) != SIZE_MAX)
			return s;
	}
	return SLICE_NONE;
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
