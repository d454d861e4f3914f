/* SPDX-License-Identifier: Apache-2.0 */
/* Every command's entry; each stands in cmd_<name>.c. */
#ifndef NIANBAO_CRAWLER_COMMANDS_H
#define NIANBAO_CRAWLER_COMMANDS_H

#include "crawler/command.h"

extern const struct command cmd_check_config;
extern const struct command cmd_crawl;
extern const struct command cmd_verify;

#endif
