/* SPDX-License-Identifier: Apache-2.0 */
/* nianbao sites add URL. */
#ifndef NIANBAO_CRAWLER_CMD_SITES_ADD_H
#define NIANBAO_CRAWLER_CMD_SITES_ADD_H

#include "crawler/command.h"

/* argv[0] is "add".  An exit code. */
int cmd_sites_add(struct command_context *ctx, int argc, char **argv);

#endif
