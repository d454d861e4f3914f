/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which keys came by already, as 64-bit hashes: 16 bytes a key, so that a
 * million URLs fit in 32 MiB.  Two keys with one hash pass for the same: at a
 * million keys that happens once in 40 million runs.  One thread.
 */
#ifndef NIANBAO_CRAWLER_SEEN_H
#define NIANBAO_CRAWLER_SEEN_H

#include "base/slice.h"

#include <stdint.h>

struct seen {
	struct seen_slot *slots; /* owned */
	size_t room, count;
};

/* A number kept with the key, 0 where it is new; may be written until the
 * next call.  NULL: out of memory. */
uint32_t *seen_at(struct seen *s, uint64_t key);
/* Was it asked for by seen_at() before? */
bool seen_has(const struct seen *s, uint64_t key);
/* Hash of bytes, FNV-1a; seed tells kinds of keys apart. */
uint64_t seen_hash(struct slice bytes, uint64_t seed);
/* Of a number, as its bytes are in memory. */
uint64_t seen_hash_number(uint64_t number, uint64_t seed);
/* Adds the numbers of all keys of more; out of memory, of some. */
void seen_add(struct seen *s, const struct seen *more);
void seen_free(struct seen *s);

#endif
