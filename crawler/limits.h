/* SPDX-License-Identifier: Apache-2.0 */
/* What the configuration allows a reader of pages. Any thread. */
#ifndef NIANBAO_CRAWLER_LIMITS_H
#define NIANBAO_CRAWLER_LIMITS_H

#include "conf/conf.h"
#include "parsers/html.h"

/* html_memory and html_nodes; expired(ctx), which may be NULL, is the caller's,
 * who has html_time. */
struct html_limits limits_configured(const struct conf_snapshot *conf,
				     bool (*expired)(void *ctx), void *ctx);

#endif
