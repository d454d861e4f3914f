/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nianbao: finds, archives and reads annual disclosure reports.
 *
 *   nianbao [-C ARCHIVE] [-c CONF] [-v] COMMAND …
 *
 * The general options are read here, the rest by the command (command.h).
 */
#include "base/err.h"
#include "crawler/commands.h"
#include "crawler/convert.h"

#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char default_conf[] = "/etc/nianbao/nianbao.conf";

/* The options that stand before the command. */
struct general {
	const char *archive, *conf;
	bool verbose;
};

static void print_help(void)
{
	printf("nianbao finds, archives and reads the annual disclosure "
	       "reports\n(政府信息公开工作年度报告) of Chinese counties, "
	       "townships and departments.\n\n"
	       "usage: nianbao [-C ARCHIVE] [-c CONF] [-v] COMMAND ...\n\n");
	for (size_t i = 0; commands[i]; i++)
		printf("  %-14s%s\n", commands[i]->name, commands[i]->summary);
	printf("\n"
	       "  -C ARCHIVE    the archive's folder (else $NIANBAO_ARCHIVE, "
	       "else the option\n"
	       "                \"archive\", else ./archive)\n"
	       "  -c CONF       the configuration (else $NIANBAO_CONF, else\n"
	       "                %s)\n"
	       "  -v            say more on stderr\n"
	       "  --version     print the version\n\n"
	       "\"nianbao help COMMAND\" explains one command.  To begin:\n\n"
	       "  nianbao crawl --contact you@example.org "
	       "http://www.example.gov.cn/\n"
	       "  nianbao reports\n",
	       default_conf);
}

static int help(int argc, char **argv)
{
	const struct command *command;

	if (argc < 2) {
		print_help();
		return EXIT_DONE;
	}
	command = command_find(argv[1]);
	if (!command) {
		complain("there is no command \"%s\"; \"nianbao --help\" lists "
			 "them", argv[1]);
		return EXIT_USAGE;
	}
	command_help(command);
	return EXIT_DONE;
}

/* Returns -1 to go on with argv[optind] as the command. */
static int read_general(struct general *general, int argc, char **argv)
{
	int c;

	if (argc > 1 && strcmp(argv[1], "--version") == 0) {
		printf("nianbao %s\n", NIANBAO_VERSION);
		return EXIT_DONE;
	}
	if (argc > 1 && strcmp(argv[1], "--help") == 0) {
		print_help();
		return EXIT_DONE;
	}
	opterr = 0;
	while ((c = getopt(argc, argv, "+C:c:vh")) != -1) {
		switch (c) {
		case 'C':
			general->archive = optarg;
			break;
		case 'c':
			general->conf = optarg;
			break;
		case 'v':
			general->verbose = true;
			break;
		case 'h':
			print_help();
			return EXIT_DONE;
		default:
			complain("there is no option \"%s\" here, or it lacks "
				 "its value; \"nianbao --help\" lists what "
				 "there is", argv[optind - 1]);
			return EXIT_USAGE;
		}
	}
	return -1;
}

static const char *from_environment(const char *name)
{
	const char *value = getenv(name);

	return value && *value ? value : NULL;
}

/* A file that is named must be there; the usual place may be empty. */
static int read_conf(struct conf *conf, const char *named,
		     const char **ret_file)
{
	const char *file = named ? named : from_environment("NIANBAO_CONF");
	struct conf_problem problem;
	int err;

	if (!file && access(default_conf, F_OK) != 0)
		return EXIT_DONE;
	file = file ? file : default_conf;
	err = conf_read(conf, file, &problem);
	*ret_file = file;
	if (!err)
		return EXIT_DONE;
	if (problem.line)
		complain("%s:%d: %s", problem.file, problem.line, problem.text);
	else
		complain("%s: %s", problem.file, problem.text);
	return EXIT_USAGE;
}

/* -C, the environment, the configuration; for a unit of systemd that has one
 * the folder it was given, the first if there are several; else the usual. */
static const char *choose_archive(const char *named, const struct conf *conf,
				  struct buf *state)
{
	const char *dir = named ? named : from_environment("NIANBAO_ARCHIVE");
	const char *given = from_environment("STATE_DIRECTORY");

	if (!dir)
		dir = conf_archive(conf);
	if (!dir && given)
		dir = buf_add(state, given, strcspn(given, ":")) ? NULL :
		      state->data;
	return dir ? dir : option_rows[OPTION_ARCHIVE].standard;
}

static int run_command(const struct command *command,
		       const struct general *general, int argc, char **argv)
{
	struct command_context ctx = {
		.conf = conf_new(),
		.verbose = general->verbose,
		.terminal_out = isatty(STDOUT_FILENO),
		.terminal_err = isatty(STDERR_FILENO),
	};
	struct buf state = BUF_INIT(PATH_MAX);
	int code = EXIT_DONE;

	if (!ctx.conf) {
		complain("%s", err_text(ERR_NOMEM));
		return EXIT_ERROR;
	}
	if (!command->no_conf)
		code = read_conf(ctx.conf, general->conf, &ctx.conf_file);
	ctx.archive = choose_archive(general->archive, ctx.conf, &state);
	if (code == EXIT_DONE)
		code = command->run(&ctx, argc, argv);
	conf_free(ctx.conf);
	buf_free(&state);
	return code;
}

/* What was printed must have arrived: a full disk under a redirected listing
 * is an error, too. */
static int finish(int code)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	complain("writing the output failed");
	return code == EXIT_DONE ? EXIT_ERROR : code;
}

int main(int argc, char **argv)
{
	struct general general = {.archive = NULL};
	const struct command *command;
	int code;

	if (argc > 1 && strcmp(argv[1], CONVERT_WORD) == 0)
		return convert_serve();
	(void)setlocale(LC_CTYPE, "C.UTF-8");	/* widths of Chinese text */
	code = read_general(&general, argc, argv);
	if (code >= 0)
		return finish(code);
	argc -= optind;
	argv += optind;
	if (argc == 0) {
		print_help();
		return finish(EXIT_USAGE);
	}
	if (strcmp(argv[0], "help") == 0)
		return finish(help(argc, argv));
	command = command_find(argv[0]);
	if (!command) {
		complain("there is no command \"%s\"; \"nianbao --help\" lists "
			 "them", argv[0]);
		return EXIT_USAGE;
	}
	code = run_command(command, &general, argc, argv);
	convert_end();
	return finish(code);
}
