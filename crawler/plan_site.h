/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a site stands at a moment: what waits, on which hosts, and when it may be
 * asked.  From the catalog and the configuration; changes neither.
 */
#ifndef NIANBAO_CRAWLER_PLAN_SITE_H
#define NIANBAO_CRAWLER_PLAN_SITE_H

#include "conf/conf.h"
#include "conf/window.h"
#include "store/plan.h"

struct plan_host {
	char *key;		/* owned */
	char *block;		/* owned; NULL */
	int64_t until_ms;	/* it rests; 0: not */
	int64_t blocked_since_ms; /* 0: not */
};

struct plan_site {
	int64_t now_ms;
	int64_t due, later, leased; /* URLs */
	int64_t first_later_ms;	/* 0: none */
	int64_t refresh;	/* URLs that are done, and due for a refresh */
	int64_t next_refresh_ms; /* when the next one is; 0: none */
	struct plan_host *hosts; /* owned; those with such URLs, by key */
	size_t host_count;
	struct window window;
	size_t budget;		/* 0: no limit */
	size_t budget_left;	/* SIZE_MAX: no limit */
	int64_t opens_ms;	/* now_ms, or when it may be asked again */
};

/* The rules of the site of that name, configured or not. */
void plan_site_rules(struct plan_site *p, const struct conf_snapshot *conf,
		     const char *name, int64_t now_ms);
/* What the catalog has of the site; after plan_site_rules().  ERR_NOMEM, and
 * those of the reader. */
int plan_site_read(struct plan_site *p, struct store_reader *r, int64_t site);
void plan_site_clear(struct plan_site *p);

/* The first moment at which a URL of that host, due at due_ms, may be asked
 * for; now_ms: at once. */
int64_t plan_site_when(const struct plan_site *p, const char *host_key,
		       int64_t due_ms);

#endif
