/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bump memory for one piece of work: many small allocations, freed at once.
 * It has a byte limit and, optionally, a caller's expired() that is asked
 * every ARENA_CHECK_EVERY allocations, so that a hostile page runs out of
 * memory or time and not the process.  One thread at a time.
 *
 * The first failure sticks (arena_err): afterwards every allocation gives
 * NULL, and a builder may look at arena_err() once at the end.
 */
#ifndef NIANBAO_BASE_ARENA_H
#define NIANBAO_BASE_ARENA_H

#include "base/slice.h"

enum { ARENA_CHECK_EVERY = 1024 };

struct arena;

/* NULL when out of memory.  limit: bytes handed out plus block overhead. */
struct arena *arena_new(size_t limit);
/* Frees everything; NULL is allowed. */
void arena_free(struct arena *a);
/* expired() true makes the arena fail with ERR_EXPIRED.  NULL takes it off. */
void arena_set_expired(struct arena *a, bool (*expired)(void *ctx), void *ctx);

/* Zeroed, aligned for any type, valid until arena_free().  NULL on failure;
 * n == 0 gives a valid pointer to nothing. */
void *arena_alloc(struct arena *a, size_t n);
/* The same, but not zeroed: for what is written before it is read. */
void *arena_raw(struct arena *a, size_t n);
/* count * size with the multiplication checked. */
void *arena_array(struct arena *a, size_t count, size_t size);
/* A NUL-terminated copy; NULL on failure. */
char *arena_strndup(struct arena *a, const char *p, size_t n);
/* The same as a slice; absent stays absent, failure gives SLICE_NONE. */
struct slice arena_slice(struct arena *a, struct slice s);
/* printf into the arena; NULL on failure. */
char *arena_printf(struct arena *a, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* 0, ERR_NOMEM (system), ERR_TOOBIG (limit) or ERR_EXPIRED. */
int arena_err(const struct arena *a);
/* Bytes taken from the system so far. */
size_t arena_used(const struct arena *a);

#endif
