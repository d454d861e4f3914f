/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A tokenizer that knows strings, names, numbers and brackets, and on it what
 * pagers ask for: calls, fields of objects, values of variables.
 *
 * Regular expressions are not known: a quote in one may hide the rest of its
 * line, not more.
 */
#include "parsers/pager/scan.h"

#include <string.h>

enum {
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

/* --- addresses ------------------------------------------------------------ */

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
