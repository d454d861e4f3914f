/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Everything the archive knows of one URL: how it was found, whether it may be
 * fetched, what happened each time, and when it is asked again.
 */
#ifndef NIANBAO_CRAWLER_WHY_H
#define NIANBAO_CRAWLER_WHY_H

#include "store/store.h"

/* A page on the way from the seed; the last step is the URL itself. */
struct why_step {
	const char *url;
	const struct store_request *request; /* how it was asked for; NULL: by
				 * a GET */
	const char *anchor;	/* of the link to it; NULL */
	int32_t position;	/* of that link; -1 */
	char hop;		/* of hopsFromSeed: L E R P X; 0 */
	bool is_seed;
};

struct why_robots {
	int64_t capture;	/* of the robots answer in force; 0: none */
	int64_t at_ms;
	int status;		/* of that answer */
	bool has_rules;		/* it was read as robots.txt; else all is
				 * allowed */
	bool allowed;
	unsigned line;		/* 0: no rule concerns the URL */
	const char *rule;	/* NULL likewise */
};

struct why {
	const char *key;	/* what the catalog knows it by: canonical */
	const char *url;	/* the same, but for a POST */
	const struct store_request *request; /* what a pager asks for, with
				 * the body; NULL: a GET of a page */
	bool in_frontier;
	struct store_url_state state; /* where it is in the frontier */
	const struct why_step *steps;
	size_t step_count;
	bool from_seed;		/* the path begins at a seed */
	bool has_host;
	struct store_host host;
	struct why_robots robots;
	const struct capture *captures; /* in order of time */
	size_t capture_count;
	bool captures_cut;	/* there are more than WHY_CAPTURES_MAX */
	int64_t next_due_ms;	/* queued: when it may be asked, host and all;
				 * 0: not queued */
};

enum {
	WHY_STEPS_MAX = 2000,	/* max_depth and max_redirects at their most */
	WHY_CAPTURES_MAX = 10000,
};

/* Memory from a.  url: canonical, or the key of a POST.  ERR_NOTFOUND: the
 * archive does not know the URL. */
int why_ask(struct store_reader *r, const char *url, struct arena *a,
	    struct why *ret_why);

#endif
