/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One run of a crawl, from leases to stored captures (DESIGN.md, "One URL").
 * engine_run() makes a loop, runs it to its end, and leaves nothing behind.
 */
#ifndef NIANBAO_CRAWLER_ENGINE_H
#define NIANBAO_CRAWLER_ENGINE_H

#include "conf/conf.h"
#include "crawler/site.h"
#include "store/store.h"

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
	int64_t stall_ms;	/* longest turn of the loop */
	bool resumed;		/* some site went on with an unfinished pass */
};

/* Tallies and remarks are left in options->sites. */
void engine_run(const struct engine_options *options,
		struct engine_result *ret_result);

#endif
