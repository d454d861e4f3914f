/* SPDX-License-Identifier: Apache-2.0 */
/* The service: an engine that does not end, and what its manager is told. */
#ifndef NIANBAO_CRAWLER_DAEMON_H
#define NIANBAO_CRAWLER_DAEMON_H

#include "crawler/command.h"

/* Runs until a signal stops it.  Returns the exit code. */
int daemon_run(struct command_context *ctx, struct conf_snapshot *conf);

#endif
