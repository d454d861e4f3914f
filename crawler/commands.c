/* SPDX-License-Identifier: Apache-2.0 */
/* The list of commands, and what they share: flags, complaints, help. */
#include "crawler/commands.h"

#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const struct command *const commands[] = {
	&cmd_crawl,
	&cmd_refresh,
	&cmd_run,
	&cmd_status,
	&cmd_sites,
	&cmd_hosts,
	&cmd_plan,
	&cmd_reports,
	&cmd_coverage,
	&cmd_show,
	&cmd_changes,
	&cmd_why,
	&cmd_why_not,
	&cmd_cat,
	&cmd_inspect,
	&cmd_read,
	&cmd_export,
	&cmd_verify,
	&cmd_mend,
	&cmd_check_config,
	NULL,
};

const struct command *command_find(const char *name)
{
	for (size_t i = 0; commands[i]; i++)
		if (strcmp(commands[i]->name, name) == 0)
			return commands[i];
	return NULL;
}

void complain(const char *format, ...)
{
	va_list args;

	fputs("nianbao: ", stderr);
	va_start(args, format);
	(void)vfprintf(stderr, format, args);	/* nowhere else to say it */
	va_end(args);
	fputc('\n', stderr);
}

int usage_error(const struct command *command, const char *format, ...)
{
	va_list args;

	fputs("nianbao: ", stderr);
	va_start(args, format);
	(void)vfprintf(stderr, format, args);	/* nowhere else to say it */
	va_end(args);
	fprintf(stderr, "\nusage: nianbao %s %s\n"
		"\"nianbao help %s\" explains it.\n",
		command->name, command->usage, command->name);
	return EXIT_USAGE;
}

int exit_code_of(int err)
{
	switch (err) {
	case ERR_OK:
		return EXIT_DONE;
	case ERR_LOCKED:
		return EXIT_HELD;
	case ERR_DAMAGED:
		return EXIT_DAMAGED;
	case ERR_CANCELLED:
		return EXIT_INTERRUPTED;
	default:
		return EXIT_ERROR;
	}
}

void command_help(const struct command *command)
{
	printf("usage: nianbao %s %s\n\n%s\n\n%s\n", command->name,
	       command->usage, command->summary, command->help);
}

static const struct command_flag *flag_find(const struct command_flag *flags,
					    struct slice name)
{
	for (; flags->name; flags++)
		if (slice_eqs(name, flags->name))
			return flags;
	return NULL;
}

static int flag_list(const struct command *command,
		     const struct command_flag *flag, const char *value)
{
	size_t n = 0;

	while (flag->list[n])
		n++;
	if (n >= flag->list_max)
		return usage_error(command, "%s may be given %zu times at most",
				   flag->name, flag->list_max);
	flag->list[n] = value;
	flag->list[n + 1] = NULL;
	return -1;
}

static int flag_take(const struct command *command,
		     struct command_context *ctx,
		     const struct command_flag *flag, const char *value)
{
	struct conf_problem problem;

	if (flag->value)
		*flag->value = value;
	if (flag->list)
		return flag_list(command, flag, value);
	if (!flag->option)
		return -1;
	switch (conf_set(ctx->conf, flag->option, value, &problem)) {
	case 0:
		return -1;
	case ERR_NOMEM:
		complain("%s", err_text(ERR_NOMEM));
		return EXIT_ERROR;
	default:
		return usage_error(command, "%s: %s", flag->name,
				   problem.text);
	}
}

/* One word that begins with "-"; *at moves past a value taken from argv. */
static int flag_word(const struct command *command,
		     struct command_context *ctx,
		     const struct command_flag *flags, int argc, char **argv,
		     int *at)
{
	struct slice rest = slice_of(argv[*at]);
	struct slice name = slice_cut(&rest, '=');
	const struct command_flag *flag = flag_find(flags, name);
	const char *value = rest.p;

	if (slice_eqs(name, "--help") || slice_eqs(name, "-h")) {
		command_help(command);
		return EXIT_DONE;
	}
	if (!flag)
		return usage_error(command, "%s has no option %.*s",
				   command->name, SLICE_ARG(name));
	if (flag->present && value)
		return usage_error(command, "%s takes no value", flag->name);
	if (flag->present) {
		*flag->present = true;
		return -1;
	}
	if (!value && *at + 1 < argc)
		value = argv[++*at];
	if (!value)
		return usage_error(command, "%s needs a value", flag->name);
	return flag_take(command, ctx, flag, value);
}

int command_flags(const struct command *command, struct command_context *ctx,
		  const struct command_flag *flags, int *argc, char **argv)
{
	bool ended = false;
	int kept = 1;

	for (int i = 1; i < *argc; i++) {
		int code = -1;

		/* a lone "-" is standard input */
		if (ended || argv[i][0] != '-' || argv[i][1] == '\0')
			argv[kept++] = argv[i];
		else if (strcmp(argv[i], "--") == 0)
			ended = true;
		else
			code = flag_word(command, ctx, flags, *argc, argv, &i);
		if (code >= 0)
			return code;
	}
	*argc = kept;
	return -1;
}
