/* SPDX-License-Identifier: Apache-2.0 */
/* What the frontier of a site holds that is still to be fetched. */
#ifndef NIANBAO_STORE_PLAN_H
#define NIANBAO_STORE_PLAN_H

#include "store/store.h"

/* A host with rows of the site. */
struct store_plan_host {
	struct store_host host;	/* key, next_ms, backoff_until_ms,
				 * blocked_since_ms and block */
	int64_t due, later, leased;
	int64_t first_later_ms;	/* when the first of later is due; 0: none */
	int64_t refresh;	/* done, and due for store_refresh_begin() */
	int64_t next_refresh_ms; /* when the next one is; 0: none */
};
typedef int (*store_plan_host_fn)(void *ctx, const struct store_plan_host *h);
/* In order of their keys.  Walks end as those of store.h do. */
int store_each_plan_host(struct store_reader *r, int64_t site, int64_t now_ms,
			 store_plan_host_fn fn, void *ctx);

/* A row that waits, is leased, or is due for a refresh. */
struct store_plan_url {
	const char *url, *host_key;
	const char *via, *via_anchor, *hops;
	int32_t priority, depth;
	int32_t attempts;	/* failed tries so far in this pass */
	bool is_seed, is_robots, leased;
	bool refresh;		/* done; a refresh asks for it again */
	const char *method;	/* "GET"; "POST" of a list endpoint */
	int64_t due_ms;		/* 0: at once */
	int64_t queued_ms;
	int64_t last_ms;	/* when it was last captured; 0: never */
	int64_t column_page;	/* that number of a column; 0: of none */
	const char *column;	/* its name; NULL */
};
typedef int (*store_plan_url_fn)(void *ctx, const struct store_plan_url *u);
/* What is due at now_ms, of refreshes too, in the order in which it is leased;
 * then the rest by its due time; max at most. */
int store_each_plan_url(struct store_reader *r, int64_t site, int64_t now_ms,
			int64_t max, store_plan_url_fn fn, void *ctx);

#endif
