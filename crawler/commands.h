/* SPDX-License-Identifier: Apache-2.0 */
/* Every command's entry; each stands in cmd_<name>.c. */
#ifndef NIANBAO_CRAWLER_COMMANDS_H
#define NIANBAO_CRAWLER_COMMANDS_H

#include "crawler/command.h"

extern const struct command cmd_cat;
extern const struct command cmd_changes;
extern const struct command cmd_check_config;
extern const struct command cmd_coverage;
extern const struct command cmd_crawl;
extern const struct command cmd_export;
extern const struct command cmd_hosts;
extern const struct command cmd_inspect;
extern const struct command cmd_mend;
extern const struct command cmd_plan;
extern const struct command cmd_read;
extern const struct command cmd_refresh;
extern const struct command cmd_reports;
extern const struct command cmd_run;
extern const struct command cmd_show;
extern const struct command cmd_sites;
extern const struct command cmd_status;
extern const struct command cmd_verify;
extern const struct command cmd_why;
extern const struct command cmd_why_not;

#endif
