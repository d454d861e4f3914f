/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"

#include "base/err.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Blocks double from 1 KiB, which is enough for a URL that waits for its turn,
 * as thousands do, to 1 MiB: a 45 kB page needs about 1.2 MB of gumbo nodes
 * (measured), so most pages take a handful of blocks. */
enum { FIRST_BLOCK = 1024, LAST_BLOCK = 1 << 20 };

struct block {
	struct block *next;
	_Alignas(max_align_t) char bytes[];
};

struct arena {
	struct block *blocks;	/* newest first */
	char *at;		/* next free byte of the newest block */
	size_t left;		/* bytes free in the newest block */
	size_t next_size;	/* of the next block */
	size_t used;		/* taken from the system */
	size_t limit;
	unsigned until_check;	/* allocations until expired() is asked */
	int err;
	bool (*expired)(void *ctx);
	void *ctx;
};

struct arena *arena_new(size_t limit)
{
	struct arena *a = malloc(sizeof(*a));

	if (!a)
		return NULL;
	*a = (struct arena){.next_size = FIRST_BLOCK,
			    .limit = limit,
			    .until_check = ARENA_CHECK_EVERY};
	return a;
}

void arena_free(struct arena *a)
{
	struct block *next;

	if (!a)
		return;
	for (struct block *b = a->blocks; b; b = next) {
		next = b->next;
		free(b);
	}
	free(a);
}

void arena_set_expired(struct arena *a, bool (*expired)(void *ctx), void *ctx)
{
	a->expired = expired;
	a->ctx = ctx;
}

static void *fail(struct arena *a, int err)
{
	a->err = err;
	return NULL;
}

/* A block that holds at least n bytes becomes the newest. */
static bool add_block(struct arena *a, size_t n)
{
	size_t size = a->next_size > n ? a->next_size : n;
	struct block *b;

	if (size > a->limit - a->used)
		size = n;	/* near the limit: just what is needed */
	if (size > a->limit - a->used ||
	    sizeof(*b) > a->limit - a->used - size)
		return fail(a, ERR_TOOBIG);
	b = malloc(sizeof(*b) + size);
	if (!b)
		return fail(a, ERR_NOMEM);
	b->next = a->blocks;
	a->blocks = b;
	a->at = b->bytes;
	a->left = size;
	a->used += sizeof(*b) + size;
	if (a->next_size < LAST_BLOCK)
		a->next_size *= 2;
	return true;
}

static bool time_is_up(struct arena *a)
{
	if (!a->expired || --a->until_check > 0)
		return false;
	a->until_check = ARENA_CHECK_EVERY;
	return a->expired(a->ctx);
}

void *arena_raw(struct arena *a, size_t n)
{
	const size_t unit = _Alignof(max_align_t);
	void *p;

	if (a->err)
		return NULL;
	if (n > SIZE_MAX - unit)
		return fail(a, ERR_TOOBIG);
	if (time_is_up(a))
		return fail(a, ERR_EXPIRED);
	n = n ? (n + unit - 1) / unit * unit : unit;
	if (n > a->left && !add_block(a, n))
		return NULL;
	p = a->at;
	a->at += n;
	a->left -= n;
	return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
	void *p = arena_raw(a, n);

	return p ? memset(p, 0, n) : NULL;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	if (a->err)
		return NULL;
	if (size && count > SIZE_MAX / size)
		return fail(a, ERR_TOOBIG);
	return arena_alloc(a, count * size);
}

char *arena_strndup(struct arena *a, const char *p, size_t n)
{
	char *copy;

	if (n == SIZE_MAX)
		return fail(a, ERR_TOOBIG);
	copy = arena_raw(a, n + 1);
	if (!copy)
		return NULL;
	if (n)
		memcpy(copy, p, n);
	copy[n] = '\0';
	return copy;
}

struct slice arena_slice(struct arena *a, struct slice s)
{
	char *copy;

	if (!s.p)
		return SLICE_NONE;
	copy = arena_strndup(a, s.p, s.n);
	return copy ? (struct slice){copy, s.n} : SLICE_NONE;
}

char *arena_printf(struct arena *a, const char *format, ...)
{
	va_list args;
	char *text;
	int n;

	va_start(args, format);
	n = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (n < 0)
		return fail(a, ERR_INVALID);
	text = arena_raw(a, (size_t)n + 1);
	if (!text)
		return NULL;
	va_start(args, format);
	(void)vsnprintf(text, (size_t)n + 1, format, args);
	va_end(args);
	return text;
}

int arena_err(const struct arena *a)
{
	return a->err;
}

size_t arena_used(const struct arena *a)
{
	return a->used;
}
