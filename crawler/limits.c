/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/limits.h"

struct html_limits limits_configured(const struct conf_snapshot *conf,
				     bool (*expired)(void *ctx), void *ctx)
{
	return (struct html_limits){
		.memory = (size_t)conf_number(conf, OPTION_HTML_MEMORY),
		.nodes = (uint32_t)conf_number(conf, OPTION_HTML_NODES),
		.expired = expired, .ctx = ctx,
	};
}
