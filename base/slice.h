/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A slice borrows bytes somebody else owns: pointer and length, no NUL
 * promised, may hold any bytes.  Passed by value.  A slice with p == NULL is
 * "absent", which differs from an empty one (p != NULL, n == 0).
 */
#ifndef NIANBAO_BASE_SLICE_H
#define NIANBAO_BASE_SLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct slice {
	const char *p;
	size_t n;
};

#define SLICE_NONE ((struct slice){NULL, 0})
/* Of a string literal, usable in initialisers. */
#define SLICE_LIT(s) {"" s, sizeof(s) - 1}
/* For printf("%.*s", SLICE_ARG(x)); cut at INT_MAX is the caller's affair. */
#define SLICE_ARG(s) (int)(s).n, (s).p ? (s).p : ""

/* NULL gives SLICE_NONE. */
struct slice slice_of(const char *string);
/* The bytes [from, to) of s, clamped to s. */
struct slice slice_sub(struct slice s, size_t from, size_t to);
bool slice_eq(struct slice a, struct slice b);
bool slice_eqs(struct slice a, const char *b);
/* ASCII letters compared without case, all other bytes exactly. */
bool slice_ieq(struct slice a, struct slice b);
bool slice_ieqs(struct slice a, const char *b);
bool slice_starts(struct slice s, const char *prefix);
bool slice_istarts(struct slice s, const char *prefix);
bool slice_ends(struct slice s, const char *suffix);
/* Index of the first occurrence at or after from, or SIZE_MAX. */
size_t slice_find(struct slice s, struct slice needle, size_t from);
size_t slice_finds(struct slice s, const char *needle, size_t from);
/* As slice_finds, ASCII without case. */
size_t slice_ifinds(struct slice s, const char *needle, size_t from);
size_t slice_findc(struct slice s, char c, size_t from);

/* Which two bytes stand beside each other in a slice.  Of a hundred words that
 * are sought in a short text, nearly all have two that it lacks: then there is
 * no need to look.  Single bytes would tell little, for half of them are in any
 * Chinese text. */
struct slice_pairs {
	uint64_t bits[32];	/* by a hash of the two */
};

struct slice_pairs slice_pairs(struct slice s);

/* The six low bits tell the bytes of UTF-8 apart, but for the first. */
static inline unsigned slice_pair_bit(const char *p)
{
	return ((unsigned char)p[0] << 5 ^ (unsigned char)p[1]) % 2048u;
}

/* False: the string is not in the slice; true: it may be.  Inline: the first
 * pair nearly always decides. */
static inline bool slice_pairs_may_hold(const struct slice_pairs *set,
					const char *string)
{
	for (; string[0] && string[1]; string++) {
		unsigned bit = slice_pair_bit(string);

		if (!(set->bits[bit / 64] >> bit % 64 & 1))
			return false;
	}
	return true;
}

/* Without leading and trailing SP, TAB, CR, LF, FF. */
struct slice slice_trim(struct slice s);
/* memcmp order, the shorter first where one is the other's prefix. */
int slice_cmp(struct slice a, struct slice b);
/* Cuts off and returns what stands before the first c (all, where there is
 * none; *rest is then SLICE_NONE).  Returns SLICE_NONE when *rest is absent,
 * so that a loop over fields ends. */
struct slice slice_cut(struct slice *rest, char c);
/* Unsigned decimal of the whole slice: digits only, no sign.  false when it
 * is empty, has another byte, or exceeds max. */
bool slice_u64(struct slice s, unsigned long long max,
	       unsigned long long *ret_value);
/* The value of a hexadecimal digit, any case, or -1. */
int slice_hex_digit(char c);
/* Heap copy with a NUL behind; NULL when out of memory. Owned by the caller. */
char *slice_dup(struct slice s);

#endif
