/* SPDX-License-Identifier: Apache-2.0 */
/* What coverage and why-not share: the sites, each with its coverage.  Only
 * for cmd_*.c. */
#ifndef NIANBAO_CRAWLER_CMD_COVERAGE_H
#define NIANBAO_CRAWLER_CMD_COVERAGE_H

#include "crawler/command.h"
#include "crawler/coverage_site.h"

/* site: its id in the archive; 0 where it is only configured.  A nonzero
 * return, ERR_* or above, ends the walk. */
typedef int (*cmd_coverage_fn)(void *ctx, struct store_reader *r, int64_t site,
			       const struct coverage *cov);
/*
 * Calls fn for the site of that name, or for all where it is NULL: those of
 * the archive, then those only configured.  An exit code, after a complaint
 * where it is not EXIT_DONE; EXIT_USAGE and a list of the sites where there is
 * none of that name.
 */
int cmd_coverage_sites(const struct command_context *ctx, const char *name,
		       cmd_coverage_fn fn, void *fn_ctx);

#endif
