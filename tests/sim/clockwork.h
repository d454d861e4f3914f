/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Time for the simulation.  uv_run(), uv_timer_start(), uv_timer_stop() and
 * uv_close() of the program are these (ld --wrap): timers fire when true time
 * gets there, and true time goes on only where the loop has nothing left to do
 * and neither the workers nor the writer have anything in hand; then it goes to
 * the first timer or event in one step.  crawler/clock.h shows it, and our own
 * clock as the world sets it.  One loop, and one thread but for the clocks.
 */
#ifndef NIANBAO_TESTS_SIM_CLOCKWORK_H
#define NIANBAO_TESTS_SIM_CLOCKWORK_H

#include "tests/sim/world.h"

struct event {
	int64_t at;		/* true time */
	void (*fire)(struct event *event);
	uint64_t turn;		/* among those of one moment; its own */
	struct event *prev, *next;
};

/* How a life of the service ends. */
struct ending {
	int64_t at;		/* true time, at the earliest */
	bool kill;		/* else SIGTERM; a kill waits until … */
	unsigned steps;		/* … something is in hand for the n-th time */
	unsigned spin;		/* and so long more: others work meanwhile */
};

enum { CLOCKWORK_KILLED = 77 };	/* exit code */

/* fast: what is due in one moment begins together, not one by one. */
void clockwork_begin(const struct world *w, bool fast,
		     const struct ending *ending);
int64_t clockwork_now(void);
/* Where it is kept, for lives to come: set before the first call. */
extern int64_t *clockwork_time;
/* Not before it is in; fires once, and is out by then. */
void clockwork_add(struct event *event);
void clockwork_remove(struct event *event);

#endif
