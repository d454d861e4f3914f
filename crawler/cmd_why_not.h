/* SPDX-License-Identifier: Apache-2.0 */
/* The two files of `nianbao why-not`. */
#ifndef NIANBAO_CRAWLER_CMD_WHY_NOT_H
#define NIANBAO_CRAWLER_CMD_WHY_NOT_H

#include "crawler/why_not.h"

struct cmd_json;

/* cmd_why_not_json.c: fills an object that was begun. */
void cmd_why_not_json(const struct why_not *w, struct cmd_json *o);

#endif
