/* SPDX-License-Identifier: Apache-2.0 */
#include "base/slice.h"

#include <stdint.h>
#include <stdlib.h>
#include <strings.h>

enum { WORD_MAX = 32 };	/* bytes; a longer needle is not sought as a word */

struct slice slice_of(const char *string)
{
	return (struct slice){string, string ? strlen(string) : 0};
}

struct slice slice_sub(struct slice s, size_t from, size_t to)
{
	if (to > s.n)
		to = s.n;
	if (from > to)
		from = to;
	return (struct slice){s.p ? s.p + from : NULL, to - from};
}

bool slice_eq(struct slice a, struct slice b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool slice_eqs(struct slice a, const char *b)
{
	return slice_eq(a, slice_of(b));
}

/* strncasecmp() follows the locale; protocol text must not. */
static unsigned char lower(char c)
{
	unsigned char u = (unsigned char)c;

	return u >= 'A' && u <= 'Z' ? (unsigned char)(u + 32) : u;
}

static bool same_letters(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (lower(a[i]) != lower(b[i]))
			return false;
	return true;
}

bool slice_ieq(struct slice a, struct slice b)
{
	return a.n == b.n && same_letters(a.p, b.p, a.n);
}

/* These three are asked of lists of words, nearly all of which differ in the
 * first byte or two: then their length need not be known. */

bool slice_ieqs(struct slice a, const char *b)
{
	if (!b)
		return !a.n;
	for (size_t i = 0; i < a.n; i++)
		if (!b[i] || lower(a.p[i]) != lower(b[i]))
			return false;
	return !b[a.n];
}

bool slice_starts(struct slice s, const char *prefix)
{
	for (size_t i = 0; prefix[i]; i++)
		if (i == s.n || s.p[i] != prefix[i])
			return false;
	return true;
}

bool slice_istarts(struct slice s, const char *prefix)
{
	for (size_t i = 0; prefix[i]; i++)
		if (i == s.n || lower(s.p[i]) != lower(prefix[i]))
			return false;
	return true;
}

bool slice_ends(struct slice s, const char *suffix)
{
	size_t n = strlen(suffix);

	return s.n >= n && (n == 0 || memcmp(s.p + s.n - n, suffix, n) == 0);
}

/* A needle that is a word: goes from one place of its last byte to the next.
 * That byte tells more than the first, with which a third of all Chinese
 * characters begin; memmem() takes ten times as many instructions. */
static size_t find_word(struct slice s, struct slice word, size_t from)
{
	size_t before = word.n - 1;	/* bytes before the last */
	size_t at = from + before;

	while ((at = slice_findc(s, word.p[before], at)) != SIZE_MAX) {
		if (memcmp(s.p + at - before, word.p, before) == 0)
			return at - before;
		at++;
	}
	return SIZE_MAX;
}

size_t slice_find(struct slice s, struct slice needle, size_t from)
{
	const char *hit;

	if (from > s.n || needle.n > s.n - from)
		return SIZE_MAX;
	if (needle.n == 0)
		return from;
	if (needle.n <= WORD_MAX)
		return find_word(s, needle, from);
	hit = memmem(s.p + from, s.n - from, needle.p, needle.n);
	return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

size_t slice_finds(struct slice s, const char *needle, size_t from)
{
	return slice_find(s, slice_of(needle), from);
}

/* Of the first byte, any case, within [from, end) of s; else end. */
static size_t find_letter(struct slice s, char first, size_t from, size_t end)
{
	unsigned char want = lower(first);
	const char *hit;

	if (want >= 'a' && want <= 'z') {
		while (from < end && lower(s.p[from]) != want)
			from++;
		return from;
	}
	hit = memchr(s.p + from, first, end - from);
	return hit ? (size_t)(hit - s.p) : end;
}

size_t slice_ifinds(struct slice s, const char *needle, size_t from)
{
	size_t n = strlen(needle);
	size_t end;

	if (n > s.n || from > s.n - n)
		return SIZE_MAX;
	if (n == 0)
		return from;
	end = s.n - n + 1;
	for (size_t i = from; i < end; i++) {
		i = find_letter(s, needle[0], i, end);
		if (i < end && same_letters(s.p + i, needle, n))
			return i;
	}
	return SIZE_MAX;
}

size_t slice_findc(struct slice s, char c, size_t from)
{
	const char *hit;

	if (from >= s.n)
		return SIZE_MAX;
	hit = memchr(s.p + from, c, s.n - from);
	return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f';
}

struct slice slice_trim(struct slice s)
{
	while (s.n > 0 && is_blank(s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n > 0 && is_blank(s.p[s.n - 1]))
		s.n--;
	return s;
}

int slice_cmp(struct slice a, struct slice b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = n ? memcmp(a.p, b.p, n) : 0;

	if (order)
		return order;
	return a.n < b.n ? -1 : a.n > b.n;
}

struct slice slice_cut(struct slice *rest, char c)
{
	struct slice whole = *rest;
	size_t at = slice_findc(whole, c, 0);

	if (at == SIZE_MAX) {
		*rest = SLICE_NONE;
		return whole;
	}
	*rest = (struct slice){whole.p + at + 1, whole.n - at - 1};
	return (struct slice){whole.p, at};
}

bool slice_u64(struct slice s, unsigned long long max,
	       unsigned long long *ret_value)
{
	unsigned long long value = 0;

	if (s.n == 0)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned digit = (unsigned char)s.p[i] - '0';

		if (digit > 9 || value > (max - digit) / 10 || digit > max)
			return false;
		value = value * 10 + digit;
	}
	*ret_value = value;
	return true;
}

struct slice_pairs slice_pairs(struct slice s)
{
	struct slice_pairs set = {.bits = {0}};

	for (size_t i = 0; i + 1 < s.n; i++) {
		unsigned bit = slice_pair_bit(s.p + i);

		set.bits[bit / 64] |= UINT64_C(1) << bit % 64;
	}
	return set;
}

int slice_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

char *slice_dup(struct slice s)
{
	char *copy = malloc(s.n + 1);

	if (!copy)
		return NULL;
	if (s.n)
		memcpy(copy, s.p, s.n);
	copy[s.n] = '\0';
	return copy;
}
