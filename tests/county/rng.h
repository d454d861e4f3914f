/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Numbers that look random and are the same every time: a stream is made
 * from (seed, tag, number) alone, so that one page can be made without
 * making those before it.
 */
#ifndef COUNTY_RNG_H
#define COUNTY_RNG_H

#include <stdbool.h>
#include <stdint.h>

struct rng {
	uint64_t state;
};

struct rng rng_of(uint64_t seed, const char *tag, uint64_t number);
uint64_t rng_next(struct rng *r);
/* 0 … n - 1; 0 when n is 0. */
unsigned rng_below(struct rng *r, unsigned n);
/* from … to, both included. */
int rng_between(struct rng *r, int from, int to);
/* True in percent cases of a hundred. */
bool rng_chance(struct rng *r, unsigned percent);

#endif
