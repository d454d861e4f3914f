/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Traps: places with endless URLs (calendars, session ids, relative links
 * that nest, one content under ever new URLs).  Each ends in a counted,
 * explained stop (tally.h).  Pure.
 */
#ifndef NIANBAO_CRAWLER_TRAP_H
#define NIANBAO_CRAWLER_TRAP_H

#include "crawler/seen.h"
#include "crawler/tally.h"
#include "parsers/url.h"

enum {
	TRAP_URL_LENGTH = 2000,	/* the longest report URL of the seeds has 180
				 * bytes; servers stop at about 8,000 */
	TRAP_REPEATS = 3,	/* the same part of a path so often */
	TRAP_QUERIES = 1000,	/* queries of one path: a list of 15 rows a
				 * page has then shown 15,000 articles */
	TRAP_SAME = 50,		/* URLs of one pattern with one content */
};

/* A trap by its shape alone; STOP_COUNT: none.  Any thread. */
enum stop trap_shape(const struct url *u);

/* What a run has learnt.  Loop thread. */
struct traps {
	struct seen queries;	/* path → queries met */
	struct seen same;	/* pattern → URLs that gave known content */
};

/* Scheme, host and path, each run of digits as one '0', no query: what the
 * URLs of a calendar have in common. */
uint64_t trap_pattern(const struct url *u);
/* Is a new URL part of a trap already?  Counts it.  STOP_COUNT: no. */
enum stop traps_meet(struct traps *t, const struct url *u);
/* The same, without counting. */
enum stop traps_check(struct traps *t, const struct url *u);
/* The URL gave content that another URL gave before. */
void traps_same(struct traps *t, const struct url *u);
/* The URL gave new content: its pattern is no trap. */
void traps_new(struct traps *t, const struct url *u);
void traps_free(struct traps *t);

#endif
