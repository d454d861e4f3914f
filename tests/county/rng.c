/* SPDX-License-Identifier: Apache-2.0 */
/* splitmix64 (Steele, Lea, Flood 2014), keyed by an FNV-1a hash of the tag. */
#include "tests/county/rng.h"

static uint64_t mix(uint64_t x)
{
	x ^= x >> 30;
	x *= 0xbf58476d1ce4e5b9u;
	x ^= x >> 27;
	x *= 0x94d049bb133111ebu;
	return x ^ (x >> 31);
}

struct rng rng_of(uint64_t seed, const char *tag, uint64_t number)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (; *tag; tag++)
		hash = (hash ^ (unsigned char)*tag) * 0x100000001b3u;
	return (struct rng){mix(mix(hash ^ seed) + number)};
}

uint64_t rng_next(struct rng *r)
{
	r->state += 0x9e3779b97f4a7c15u;
	return mix(r->state);
}

unsigned rng_below(struct rng *r, unsigned n)
{
	return n ? (unsigned)(rng_next(r) % n) : 0;
}

int rng_between(struct rng *r, int from, int to)
{
	return from + (int)rng_below(r, (unsigned)(to - from + 1));
}

bool rng_chance(struct rng *r, unsigned percent)
{
	return rng_below(r, 100) < percent;
}
