/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Given now, which host may start?  A heap of hosts by the moment they may, so
 * that thousands of hosts cost a few comparisons a turn.  Pure: knows no loop
 * and no clock.  Loop thread.
 */
#ifndef NIANBAO_CRAWLER_SCHED_H
#define NIANBAO_CRAWLER_SCHED_H

#include "crawler/host.h"

struct sched {
	struct host **heap;	/* owned array of borrowed hosts */
	size_t count, room;
	uint64_t turns;		/* starts so far: among equals the host that
				 * waits longest comes first */
};

void sched_free(struct sched *s);
/* Something about the host changed: in, out or to another place.
 * ERR_NOMEM: it is not in; touch again. */
int sched_touch(struct sched *s, struct host *h);
/* The same for every host on the address. */
int sched_touch_address(struct sched *s, struct address *a);
/* The host that may start now, taken out of the heap; NULL: none. */
struct host *sched_pick(struct sched *s, int64_t now);
/* When the first of them may start; INT64_MAX: none is waiting for time. */
int64_t sched_next(const struct sched *s);

#endif
