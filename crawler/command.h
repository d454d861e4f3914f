/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a command is: one file cmd_<name>.c exporting one entry struct, listed
 * in commands.c.  main() reads the general options, then calls run().
 */
#ifndef NIANBAO_CRAWLER_COMMAND_H
#define NIANBAO_CRAWLER_COMMAND_H

#include "conf/conf.h"

/* Documented and stable (cli.md "Exit codes", nianbao(1)). */
enum exit_code {
	EXIT_DONE = 0,
	EXIT_ERROR = 1,
	EXIT_USAGE = 2,		/* usage or configuration */
	EXIT_WITH_FAILURES = 3,	/* finished, with failures listed */
	EXIT_BLOCKED = 4,	/* every site blocked or unreachable */
	EXIT_DAMAGED = 5,	/* the archive is damaged: run mend */
	EXIT_HELD = 75,		/* another process holds the archive */
	EXIT_INTERRUPTED = 130,	/* stopped by a signal, state saved */
};

/* What main() gives a command.  Borrowed for the call. */
struct command_context {
	const char *archive;	/* folder: -C, $NIANBAO_ARCHIVE, option, or
				 * "archive" */
	const char *conf_file;	/* that was read; NULL: none */
	struct conf *conf;	/* defaults and files; the command may
				 * conf_set() its flags and then freezes it */
	bool verbose;
	bool terminal_out, terminal_err; /* stdout, stderr is a terminal */
};

struct command {
	const char *name;
	const char *usage;	/* "SITE|URL… [--scope reports|site] …" */
	const char *summary;	/* one line for the list of commands */
	const char *help;	/* the rest of "nianbao help NAME": teaches,
				 * with examples; lines of 76 columns */
	bool no_conf;		/* works without reading a configuration */
	/* argv[0] is the command's name.  Returns an exit code; says on stderr
	 * what went wrong (complain()). */
	int (*run)(struct command_context *ctx, int argc, char **argv);
};

/* NULL-terminated, in the order `nianbao --help` shows them. */
extern const struct command *const commands[];
const struct command *command_find(const char *name);

/* "nianbao: …\n" on stderr.  Say what, where and what to do. */
void complain(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* complain(), then one line on how to get help with command; EXIT_USAGE. */
int usage_error(const struct command *command, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The exit code that fits an ERR_* of the store. */
int exit_code_of(int err);

/*
 * One flag of a command, for command_flags().  A flag takes a value unless
 * `present` is set; "--flag=value" and "--flag value" are the same; "--" ends
 * flags.
 */
struct command_flag {
	const char *name;	/* "--json" */
	bool *present;		/* set to true … */
	const char **value;	/* … or to the text; the last one counts … */
	const char *option;	/* … or conf_set() to this option … */
	const char **list;	/* … or collected here, NULL-terminated */
	size_t list_max;	/* entries list has room for, the NULL apart */
};

/*
 * Takes the flags (a table ended by .name == NULL) out of argv; what is left,
 * argv[1] … argv[*argc - 1], are the operands.  --help prints the command's
 * help.  Returns -1 to go on, else the exit code to end with.
 */
int command_flags(const struct command *command, struct command_context *ctx,
		  const struct command_flag *flags, int *argc, char **argv);
/* Prints what `nianbao help NAME` prints. */
void command_help(const struct command *command);

#endif
