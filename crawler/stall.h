/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How long the loop keeps everybody waiting: the time from the return of one
 * poll to the begin of the next.  One for each loop; loop thread only.
 */
#ifndef NIANBAO_CRAWLER_STALL_H
#define NIANBAO_CRAWLER_STALL_H

#include <uv.h>

enum { STALL_LIMIT_MS = 50 };	/* longer is a fault, and is logged */

struct stall {
	uv_prepare_t handle;
	int64_t (*now_us)(void); /* clock_mono_us; a test has its own */
	void (*closed)(void *ctx);
	void *closed_ctx;
	const char *place;	/* where the loop is, static; NULL: it has not
				 * begun to run */
	int64_t since_us;	/* it is there since then; waiting left out */
	uint64_t idle_ns;	/* waited before then */
	int64_t cpu_us;		/* processor time of this thread at the … */
	int64_t turn_us;	/* … begin of the turn; so far in this turn */
	const char *worst;	/* place of this turn that took … */
	int64_t worst_us;	/* … longest */
	int64_t longest_us;	/* turn of all */
	int64_t longest_cpu_us;	/* most processor time of one turn */
};

/* Before the loop first runs.  Keeps no loop alive. */
void stall_begin(struct stall *s, uv_loop_t *loop);
/* From here on the loop is busy with place (static, a word or two).  What
 * comes before the first place of a turn is "the network". */
void stall_at(struct stall *s, const char *place);
/* The longest turn so far. */
int64_t stall_longest_ms(const struct stall *s);
/* The longest in processor time: what of it is not the machine's other work. */
int64_t stall_longest_cpu_ms(const struct stall *s);
/* Closes its handle, then calls closed. */
void stall_end(struct stall *s, void (*closed)(void *ctx), void *ctx);

#endif
