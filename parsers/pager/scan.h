/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reading numbers and strings out of JavaScript without running it.  All
 * functions are linear in what they look at, and what they look at is bounded
 * by the maxima below: a page of a million "createPage(" costs no more than
 * finding the first few.
 *
 * Expressions are slices of the script.  Text in them is UTF-8.
 */
#ifndef NIANBAO_PARSERS_PAGER_SCAN_H
#define NIANBAO_PARSERS_PAGER_SCAN_H

#include "base/arena.h"
#include "base/slice.h"

#include <stdint.h>

enum {
	SCAN_ARGS_MAX = 16,	/* of a call; more are left out */
	SCAN_CALL_BYTES = 16 << 10, /* from "(" to ")" */
	SCAN_TRIES = 16,	/* occurrences of a name looked at */
	SCAN_TEXT_MAX = 4096,	/* bytes of an evaluated string */
};

/* The script with comments turned into spaces, "<!--" and "-->" lines too;
 * same length, in the arena.  SLICE_NONE when the arena failed. */
struct slice scan_strip(struct slice js, struct arena *a);

enum scan_kind { SCAN_STRING, SCAN_NUMBER, SCAN_NAME, SCAN_PUNCT };

struct scan_token {
	enum scan_kind kind;
	struct slice text;	/* a string with its quotes; one byte of
				 * punctuation; a name may have dots */
	size_t from;		/* where in the script */
};

/* The next token at or after *at; false at the end.  A quote that is not
 * closed on its line is punctuation and hides the rest of it. */
bool scan_next(struct slice s, size_t *at, struct scan_token *ret_token);
/* Index of the bracket that closes the one at open, within max bytes of it;
 * SIZE_MAX where there is none. */
size_t scan_close(struct slice s, size_t open, size_t max);
/* Index of name as a whole word at or after from, or SIZE_MAX. */
size_t scan_word(struct slice s, const char *name, size_t from);

struct scan_call {
	struct slice name;
	struct slice args[SCAN_ARGS_MAX]; /* expressions, trimmed */
	size_t count;
};

/* Arguments that are names are looked for in the whole script: a caller that
 * evaluates them looks at SCAN_TRIES calls at most, see scan_first().
 *
 * The next call at or after *at of a function whose name begins with prefix
 * (whole: is prefix, a receiver before a dot does not matter).  Definitions
 * are no calls.  *at moves behind it. */
bool scan_call(struct slice s, const char *prefix, bool whole, size_t *at,
	       struct scan_call *ret_call);

/* Offers the first SCAN_TRIES such calls, one after the other, until take()
 * takes one; returns whether it did. */
bool scan_first(struct slice s, const char *prefix, bool whole,
		bool (*take)(void *ctx, const struct scan_call *call),
		void *ctx);

/* Fields of an object literal, in order; nested ones are part of values.
 * *at begins as 0. */
bool scan_each(struct slice object, size_t *at, struct slice *ret_key,
	       struct slice *ret_value);
/* Value of a field, absent where there is none. */
struct slice scan_field(struct slice object, const char *key);
/* The first object literal in s that has this key as a field of its own,
 * braces included; absent. */
struct slice scan_object_with(struct slice s, const char *key);
/* Expression that name is given first: "name = …" or "name: …"; absent. */
struct slice scan_given(struct slice s, const char *name);

/* What an expression says as text: literals, joined by "+", the first of
 * "||" that is not empty, names looked up in the script.  What cannot be known
 * is empty.  SLICE_NONE only when the arena failed. */
struct slice scan_text(struct slice script, struct slice expr,
		       struct arena *a);
/* The address with these bytes in it, from the string literal on that holds
 * them to the end of the expression, as scan_text(); absent. */
struct slice scan_address(struct slice script, const char *part,
			  struct arena *a);
/* A number: literal, in quotes, parseInt("5"), or a name given one; -1 where
 * it is none, or more than max. */
int64_t scan_int(struct slice script, struct slice expr, int64_t max);
/* Content of a string literal with escapes undone. */
struct slice scan_unquote(struct slice literal, struct arena *a);

/* The code unit of an escape: four hexadecimal digits behind the 'u' at
 * s.p[at]; -1 where it is none. */
int scan_unit(struct slice s, size_t at);

/* A date within s: "2026-03-10", "2026/3/10", "2026年3月10日", "20260310…" is
 * none.  Written as "2026-03-10"; false where there is none. */
bool scan_date(struct slice s, char out[11]);
/* The digits at *at as a number up to max (more: false); moves *at. */
bool scan_digits(struct slice s, size_t *at, int64_t max, int64_t *ret_value);

#endif
