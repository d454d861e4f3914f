/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reading again of everything archived, after the reading became better.
 * It goes into a copy of the catalog, which takes the old one's place when all
 * is read; until then the archive can be asked as before, and a copy that an
 * interrupted run left is gone on with.
 *
 * Only links, columns, reports and what belongs to them are made anew; captures
 * and the frontier stay.
 *
 *   reread_begin ► reread_next ► reread_read on any thread, many at a time
 *                     ▲             ► reread_put one after the other ┐
 *                     └──────────────────────────────────────────────┘
 *   ► reread_end, or reread_leave
 */
#ifndef NIANBAO_STORE_MEND_REREAD_H
#define NIANBAO_STORE_MEND_REREAD_H

#include "store/reading.h"

struct reread;

struct reread_state {
	uint64_t done, total;	/* captures */
	bool resumed;		/* it goes on with an earlier one */
	uint64_t reports;	/* known before */
};

/* Takes the archive's lock. As store_open(), and ERR_VERSION is
 * ERR_VERSION: run mend --rebuild. store_open_problem() says more. */
int reread_begin(const char *dir, struct reread **ret_reread,
		 struct reread_state *ret_state);
/* The captures behind `after` (0: from where it is), in their order. */
int reread_next(struct reread *r, int64_t after, int64_t *ids, size_t max,
		size_t *ret_count);
/* Reads one; `in` has limits and functions, the rest is set here.  strings of
 * the capture and of the reading in a, head and payload are lent to them: all
 * live until reread_put() is done.  ERR_NOMEM; ERR_DAMAGED (the archive: run
 * verify). */
int reread_read(struct store_reader *reader, int64_t capture,
		const struct reading_input *in, struct arena *a,
		struct buf *head, struct buf *payload,
		struct reading *ret_reading, struct capture *ret_capture);
/* In the order of reread_next(). */
int reread_put(struct reread *r, struct capture *capture,
	       const struct reading *reading);
/* All is read: the copy takes the old catalog's place.  Frees r. */
int reread_end(struct reread *r, uint64_t *ret_reports);
/* Not now: the copy stays for the next time.  Frees r; NULL allowed. */
void reread_leave(struct reread *r);

#endif
