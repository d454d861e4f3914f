/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The target of a redirect shell, found in the bytes as they stand: these
 * pages are a line or two, often without <html>, and their scripts are not
 * run.  Only a whole string literal is a target; what a script puts together
 * is not followed (portals.md §3).
 */
#include "parsers/block_private.h"

#include <stdint.h>

enum {
	DELAY_MAX = 60,		/* seconds; beyond it a page wants to be read */
	TARGET_MAX = 2048,	/* bytes */
};

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_name(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       is_digit(c) || c == '_' || c == '$';
}

static char at(struct slice s, size_t i)
{
	return i < s.n ? s.p[i] : '\0';
}

static size_t skip_space(struct slice s, size_t i)
{
	while (i < s.n && is_space(s.p[i]))
		i++;
	return i;
}

static bool is_target(struct slice target)
{
	return target.n > 0 && target.n <= TARGET_MAX &&
	       target.p[0] != '#' && !slice_istarts(target, "javascript:") &&
	       slice_findc(target, '\\', 0) == SIZE_MAX &&
	       slice_findc(target, '<', 0) == SIZE_MAX &&
	       slice_findc(target, '\n', 0) == SIZE_MAX;
}

/* --- meta refresh ----------------------------------------------------- */

/* What stands behind "content=" of a tag, its quotes taken off. */
static struct slice content_of(struct slice tag)
{
	size_t i = slice_ifinds(tag, "content", 0);
	size_t end;
	char quote;

	if (i == SIZE_MAX)
		return SLICE_NONE;
	i = skip_space(tag, i + strlen("content"));
	if (at(tag, i) != '=')
		return SLICE_NONE;
	i = skip_space(tag, i + 1);
	quote = at(tag, i);
	if (quote != '"' && quote != '\'')
		return slice_sub(tag, i, tag.n);
	end = slice_findc(tag, quote, i + 1);
	return slice_sub(tag, i + 1, end);
}

/* "0; URL='../'" → "../"; absent where it waits too long or reloads. */
static struct slice refresh_target(struct slice content)
{
	size_t i = skip_space(content, 0);
	unsigned delay = 0;
	size_t end;
	char quote;

	for (; is_digit(at(content, i)); i++)
		if (delay <= DELAY_MAX)
			delay = delay * 10 + (unsigned)(content.p[i] - '0');
	if (delay > DELAY_MAX)
		return SLICE_NONE;
	i = slice_ifinds(content, "url", i);
	if (i == SIZE_MAX)
		return SLICE_NONE;
	i = skip_space(content, i + strlen("url"));
	if (at(content, i) != '=')
		return SLICE_NONE;
	i = skip_space(content, i + 1);
	quote = at(content, i);
	if (quote != '"' && quote != '\'')
		return slice_trim(slice_sub(content, i, content.n));
	end = slice_findc(content, quote, i + 1);
	return slice_trim(slice_sub(content, i + 1, end));
}

/* Past the end of a comment that begins at i, else i. */
static size_t skip_comment(struct slice body, size_t i)
{
	struct slice rest = slice_sub(body, i, body.n);
	size_t end;

	if (!slice_starts(rest, "<!--"))
		return i;
	end = slice_finds(rest, "-->", 4);
	return end == SIZE_MAX ? body.n : i + end + 3;
}

static bool by_meta(struct slice body, struct shell *ret_shell)
{
	size_t i = 0;

	while ((i = slice_findc(body, '<', i)) < body.n) {
		size_t past = skip_comment(body, i);
		size_t end = slice_findc(body, '>', i);
		struct slice tag = slice_sub(body, i, end);
		struct slice target;

		i = past > i ? past : i + 1;
		if (past > i || !slice_istarts(tag, "<meta") ||
		    slice_ifinds(tag, "http-equiv", 0) == SIZE_MAX ||
		    slice_ifinds(tag, "refresh", 0) == SIZE_MAX)
			continue;
		target = refresh_target(content_of(tag));
		if (!is_target(target))
			continue;
		*ret_shell = (struct shell){.target = target,
					    .evidence = tag};
		return true;
	}
	return false;
}

/* --- location = "..." ------------------------------------------------- */

/* i stands in a line behind "//" that is not of an address. */
static bool is_in_remark(struct slice body, size_t i)
{
	while (i >= 2 && body.p[i - 1] != '\n' && body.p[i - 1] != '\r') {
		i--;
		if (body.p[i] == '/' && body.p[i - 1] == '/' &&
		    (i < 2 || (body.p[i - 2] != ':' &&
			       body.p[i - 2] != '"' &&
			       body.p[i - 2] != '\'')))
			return true;
	}
	return false;
}

/* Behind "location": to where its literal begins, or SIZE_MAX. */
static size_t literal_of(struct slice body, size_t i)
{
	static const char *const calls[] = {".replace", ".assign"};
	struct slice rest = slice_sub(body, i, body.n);
	char wanted = '=';

	if (slice_starts(rest, ".href"))
		i += strlen(".href");
	for (size_t k = 0; k < sizeof(calls) / sizeof(*calls); k++) {
		if (!slice_starts(rest, calls[k]))
			continue;
		i += strlen(calls[k]);
		wanted = '(';
	}
	i = skip_space(body, i);
	if (at(body, i) != wanted)
		return SIZE_MAX;
	i = skip_space(body, i + 1);
	return at(body, i) == '"' || at(body, i) == '\'' ? i : SIZE_MAX;
}

/* A literal that begins with its quote at i and is all there is. */
static struct slice whole_literal(struct slice body, size_t i)
{
	size_t end = slice_findc(body, body.p[i], i + 1);
	char next;

	if (end >= body.n)
		return SLICE_NONE;
	next = at(body, skip_space(body, end + 1));
	if (next == '+' || next == '.')
		return SLICE_NONE;
	return slice_sub(body, i + 1, end);
}

static bool by_script(struct slice body, struct shell *ret_shell)
{
	size_t i = 0;

	while ((i = slice_finds(body, "location", i)) < body.n) {
		size_t from = i;
		size_t quote;
		struct slice literal, target;

		i += strlen("location");
		if (from > 0 && is_name(body.p[from - 1]))
			continue;
		quote = literal_of(body, i);
		if (quote == SIZE_MAX || is_in_remark(body, from))
			continue;
		literal = whole_literal(body, quote);
		target = slice_trim(literal);
		if (!is_target(target))
			continue;
		*ret_shell = (struct shell){
			.target = target,
			.evidence = slice_sub(body, from,
					      quote + literal.n + 2),
			.by_script = true,
		};
		return true;
	}
	return false;
}

bool block_shell(struct slice body, struct shell *ret_shell)
{
	body = slice_sub(body, 0, SHELL_BYTES);
	return by_meta(body, ret_shell) || by_script(body, ret_shell);
}
