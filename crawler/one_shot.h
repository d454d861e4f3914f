/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What crawl and refresh have in common: the store is opened, the engine runs,
 * the closing table or line is printed, the exit code is found.  Where a
 * service has the archive the work is handed over to it instead.  Not threaded.
 */
#ifndef NIANBAO_CRAWLER_ONE_SHOT_H
#define NIANBAO_CRAWLER_ONE_SHOT_H

#include "crawler/command.h"
#include "crawler/engine.h"
#include "crawler/progress.h"

enum { ONE_SHOT_RESOLVE_MAX = 256 };

/* As given on the command line; NULL: not given. */
struct one_shot_args {
	const char *const *operands;
	size_t operand_count;
	bool json, wait;
	const char *resolve[ONE_SHOT_RESOLVE_MAX + 1];
	const char *delay, *max_pages, *max_bytes, *max_time, *connections,
		*contact, *scope;
	bool all;		/* of refresh */
};

/* The rows of a command's flags for them. */
#define ONE_SHOT_FLAGS(args)						\
	{.name = "--max-pages", .value = &(args)->max_pages,		\
	 .option = "max_pages"},					\
	{.name = "--max-bytes", .value = &(args)->max_bytes,		\
	 .option = "max_bytes"},					\
	{.name = "--max-time", .value = &(args)->max_time,		\
	 .option = "max_time"},						\
	{.name = "--delay", .value = &(args)->delay, .option = "delay"}, \
	{.name = "--connections", .value = &(args)->connections,	\
	 .option = "connections"},					\
	{.name = "--contact", .value = &(args)->contact,		\
	 .option = "contact"},						\
	{.name = "--resolve", .list = (args)->resolve,			\
	 .list_max = ONE_SHOT_RESOLVE_MAX},				\
	{.name = "--wait", .present = &(args)->wait},			\
	{.name = "--json", .present = &(args)->json}

/*
 * wanted: conf, sites, command and what else the command decides; the rest is
 * filled in.  Returns the exit code.
 */
int one_shot(struct command_context *ctx, const struct one_shot_args *args,
	     const struct engine_options *wanted);

#endif
