/* SPDX-License-Identifier: Apache-2.0 */
/* `nianbao why --json`; only for cmd_why*.c. */
#ifndef NIANBAO_CRAWLER_CMD_WHY_H
#define NIANBAO_CRAWLER_CMD_WHY_H

#include "crawler/why.h"
#include "crawler/why_link.h"

/* One object on stdout. ERR_NOMEM. */
int cmd_why_json(const struct why *why);
int cmd_why_link_json(const struct why_link *link);

#endif
