/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One run of a crawl, from leases to stored captures (DESIGN.md, "One URL").
 * engine_run() makes a loop, runs it to its end, and leaves nothing behind.
 */
#ifndef NIANBAO_CRAWLER_ENGINE_H
#define NIANBAO_CRAWLER_ENGINE_H

#include "conf/conf.h"
#include "crawler/crawl_plan.h"
#include "store/store.h"

#include <uv.h>

struct engine;

/*
 * A run that is a service: it does not end when nothing is due, looks after
 * all its sites for ever (a pass where none was finished yet, then what becomes
 * due), and waits out windows, budgets, blocks and a full disk.  Hooks are
 * called on the loop.
 */
struct engine_service {
	void (*begun)(void *ctx, struct engine *e); /* it works from now on */
	void (*stopping)(void *ctx);	/* nothing new is begun */
	/* Once, also where it never began: handles on engine_loop() have to be
	 * closed now. */
	void (*ending)(void *ctx);
	void (*token)(void *ctx);	/* engine_token() came back */
	void *ctx;
};

struct engine_options {
	struct store *store;	/* lent; used by the writer thread only */
	const char *dir;	/* of the archive */
	const struct conf_snapshot *conf;
	struct site *sites;	/* with seeds and scope; ids are set */
	size_t site_count;
	const char *const *resolve; /* "HOST:PORT:ADDR" */
	size_t resolve_count;
	const char *command;	/* "crawl", "refresh" */
	bool refresh;		/* what is due by refresh_ms alone, no pass */
	int64_t refresh_ms;	/* wall clock */
	bool wait;		/* for sites that are shut by their window or
				 * budget; else they end the run */
	bool terminal;		/* progress is drawn on stderr */
	bool quiet;		/* no progress at all (tests) */
	const struct engine_service *service; /* NULL: it runs to its end */
};

enum engine_outcome {
	ENGINE_DONE,		/* nothing left that could be fetched now */
	ENGINE_LIMITED,		/* a bound ended it; state saved */
	ENGINE_INTERRUPTED,	/* by a signal; state saved */
	ENGINE_REFUSED,		/* the options do not allow it: `problem` */
	ENGINE_FAILED,		/* err says why */
};

struct engine_result {
	enum engine_outcome outcome;
	int err;
	char problem[512];	/* what was wrong, for people; "" */
	int64_t run, elapsed_ms;
	int64_t began_ms;	/* wall clock */
	int64_t stall_ms;	/* longest turn of the loop, and of … */
	int64_t stall_cpu_ms;	/* … its own processor time */
	bool resumed;		/* some site went on with an unfinished pass */
};

/* Tallies and remarks are left in options->sites. */
void engine_run(const struct engine_options *options,
		struct engine_result *ret_result);

/* --- a service, on the loop ------------------------------------------- */

uv_loop_t *engine_loop(struct engine *e);
/* The configuration in force; until the next turn of the loop. */
const struct conf_snapshot *engine_conf(const struct engine *e);
/* Through the loop and the writer and back: both are alive. */
void engine_token(struct engine *e);
/*
 * Another configuration with its sites; takes plan and a reference of conf.
 * What is on its way ends under the old one, what waits goes on under the new.
 * Sites are the same if they have the same name.  The store has other options
 * then, which end with the run.  ERR_NOMEM: nothing changed, nothing is taken.
 */
int engine_reload(struct engine *e, struct conf_snapshot *conf,
		  struct crawl_plan *plan);

/*
 * Work that is handed over: a crawl or a refresh of some sites among the
 * service's own work (engine_task.c).
 */
struct engine_task;

struct engine_task_options {
	bool refresh;		/* what is due by refresh_ms; else a pass */
	int64_t refresh_ms;	/* wall clock */
	bool wait;		/* for windows and budgets that are shut */
	const char *const *operands; /* as of the commands; none: all sites */
	size_t operand_count;
	const char *scope;	/* of sites that are new; NULL: as configured */
	int64_t max_pages, max_bytes, max_time_ms; /* 0: the sites' own */
};

struct engine_task_site {
	const char *name;
	int64_t id;		/* 0: it was not opened */
	const struct tally *tally; /* since the task began */
	uint64_t left;
	bool resumed;
	const char *remark;
};

struct engine_task_state {
	bool over;
	int64_t run, began_ms, elapsed_ms; /* began_ms: wall clock */
	const struct engine_task_site *sites; /* until the next look */
	size_t site_count;
};

/* Options are borrowed for the call.  ERR_INVALID: `why` says what will not do,
 * for people; ERR_NOMEM. */
int engine_task_begin(struct engine *e,
		      const struct engine_task_options *options,
		      struct engine_task **ret_task, char *why, size_t size);
void engine_task_look(struct engine *e, struct engine_task *task,
		      struct engine_task_state *ret_state);
/* Nobody waits for it any more; over or not. */
void engine_task_end(struct engine *e, struct engine_task *task);

/* What it is doing, for the status line. */
struct engine_status {
	uint64_t pages;		/* fetched since it began */
	uint64_t reports;
	size_t sites, passes;	/* passes under way */
	unsigned running, hosts, waiting, blocked; /* hosts */
	uint64_t queued;
	int64_t next_ms;	/* wall: when a site that rests is looked at
				 * again; 0: none does */
	bool disk_full;
};
void engine_status(const struct engine *e, struct engine_status *ret_status);

#endif
