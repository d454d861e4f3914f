/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of `nianbao inspect` share.  Only for cmd_inspect*.c. */
#ifndef NIANBAO_CRAWLER_CMD_INSPECT_H
#define NIANBAO_CRAWLER_CMD_INSPECT_H

#include "crawler/command.h"

struct inspect {
	struct command_context *ctx;
	const char *url, *content_type, *status, *head;	/* page; NULL: not
					 * given */
	const char *agent;		/* robots */
	const char *base, *charset;	/* url */
	int (*run)(struct inspect *i);	/* one of those below */
	char **operands;		/* behind page, robots, url */
	int count;
};

/* Each returns an exit code. */
int inspect_page(struct inspect *i);
int inspect_robots(struct inspect *i);
int inspect_url(struct inspect *i);

#endif
