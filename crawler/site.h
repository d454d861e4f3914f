/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A site of a run: what is fixed about it, and how far it has come.
 */
#ifndef NIANBAO_CRAWLER_SITE_H
#define NIANBAO_CRAWLER_SITE_H

#include "conf/window.h"
#include "crawler/budget.h"
#include "crawler/scope.h"
#include "crawler/tally.h"

#include <stddef.h>

enum site_work {
	SITE_NEW,		/* the store has not been asked about it */
	SITE_PASS,		/* a pass is under way */
	SITE_DUE,		/* somebody waits for what is due of it */
	SITE_BETWEEN,		/* only what becomes due is asked for */
};

struct engine_task;

struct site {
	/* Fixed before the run begins; any thread reads it. */
	int64_t id;		/* row; set by the writer when it opens it */
	const char *name;
	struct url *seeds;
	size_t seed_count;
	struct scope scope;
	bool official;		/* configured so */
	bool foreign;		/* configured as not official, or not at all
				 * where others are */
	uint32_t division;	/* configured; 0 */
	bool tls_relaxed;
	bool local;		/* its seeds are on loopback or private
				 * addresses: guard_policy.allow_local */
	bool is_public;		/* a seed's name is, or was, at a public one:
				 * never local, whatever it comes to mean */
	int64_t delay_ms;
	int64_t max_pages, max_bytes, max_time_ms;
	const char *drop_parameters; /* lent by the configuration; NULL */
	struct window window;
	const char *const *resolve; /* lent by the configuration */
	size_t resolve_count;

	/* The loop's; before the run begins, the writer's. */
	struct budget budget;
	int64_t shut_until;	/* mono; by window or budget; 0: not shut */
	enum stop shut_by;	/* STOP_WINDOW or STOP_BUDGET */

	/* The loop's. */
	int64_t began_ms;	/* mono; since when its bounds count; and of
				 * max_pages and max_bytes, in that time: */
	int64_t shut_ms;	/* of that time it was, or will be, shut */
	unsigned alive;		/* jobs of it, in whatever stage */
	uint64_t started;	/* exchanges begun, robots not counted */
	uint64_t bytes_before;	/* of tally.bytes those that do not count */
	struct tally tally;
	enum stop stopped;	/* a limit ended it; STOP_COUNT: none */
	bool resumed;
	int64_t due;		/* URLs that a refresh made due */

	/* The loop's, in a service (engine_sites.c). */
	enum site_work work;
	int64_t visit_at;	/* mono; when the store is asked about it */
	bool pass_over;		/* nothing is left to be waited for */
	struct engine_task *wish; /* held: it wants a pass, or what is due, and
				 * the store has not been asked; NULL */
	const struct site *wish_site; /* of the task, with its seeds; NULL */
	uint64_t pages_most;	/* of started, bounds of a task; 0: none */
	uint64_t bytes_most;	/* of tally.bytes likewise */
	uint64_t left;		/* URLs still queued at the end */
	const char *remark;	/* for the closing table: remark_text; NULL */
	char remark_text[160];
};

#endif
