/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From operands ("qinghe", "http://www.qinghe.test/") to the sites of a run.
 * Pure but for memory.
 */
#ifndef NIANBAO_CRAWLER_CRAWL_PLAN_H
#define NIANBAO_CRAWLER_CRAWL_PLAN_H

#include "conf/conf.h"
#include "crawler/site.h"
#include "store/store.h"

struct crawl_plan {
	struct site *sites;	/* owned */
	size_t count;
	char **names;		/* owned; those of sites without a file */
	size_t name_count;
};

/* What the command line says over the heads of site files. */
struct crawl_overrides {
	bool scope, delay, max_pages, max_bytes, max_time;
};

/*
 * A name of a configured site; a URL of one (a further seed of it); any other
 * URL, which becomes a site of its own, named by host and port.  A word with a
 * dot and no scheme is taken for a host name.  ERR_INVALID (ret_why says why,
 * static), ERR_NOTFOUND (no such site), ERR_NOMEM.
 */
int crawl_plan_add(struct crawl_plan *plan, const struct conf_snapshot *conf,
		   const struct crawl_overrides *overrides,
		   const char *operand, const char **ret_why);
/* All that are configured, and those the archive has besides. ERR_NOMEM, and
 * what the reader gives. */
int crawl_plan_add_all(struct crawl_plan *plan,
		       const struct conf_snapshot *conf,
		       const struct crawl_overrides *overrides,
		       struct store_reader *reader);
void crawl_plan_free(struct crawl_plan *plan);

#endif
