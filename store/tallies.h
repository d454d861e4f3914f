/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many rows of the frontier are queued and leased, by site and host: asked
 * for all the time, so it is kept in memory, counted once and then moved along
 * with the rows.  After a failed transaction the tallies may be wrong; they
 * are then forgotten, and counted anew when next asked for.  For frontier.c
 * and lease.c.
 */
#ifndef NIANBAO_STORE_TALLIES_H
#define NIANBAO_STORE_TALLIES_H

#include "store/store_private.h"

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

/* Of a row; FRONTIER_NOWHERE: there is no row. */
enum frontier_state {
	FRONTIER_NOWHERE = -1,
	FRONTIER_QUEUED, FRONTIER_LEASED, FRONTIER_DONE, /* as in the rows */
};

struct tally_key {
	int64_t site, host;
};

struct tally {
	struct tally_key key;
	int64_t queued, leased;
	UT_hash_handle hh;
};

struct tallies {
	struct tally *table;	/* owned, and what is in it */
};

/* Within a transaction: s->tallies is there, but for a sticky failure. */
void tallies_count(struct store *s);
/* A row of that site and host went from one state to another. */
void tallies_move(struct store *s, int64_t site, int64_t host,
		  enum frontier_state from, enum frontier_state to);
/* NULL: not counted yet, or no such rows. */
const struct tally *tallies_find(const struct store *s, int64_t site,
				 int64_t host);
/* Ends a transaction that moved rows: store_end(), and forgets the tallies
 * where it failed. */
int tallies_end(struct store *s);

#endif
