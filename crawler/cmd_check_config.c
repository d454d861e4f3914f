/* SPDX-License-Identifier: Apache-2.0 */
/* nianbao check-config [FILE]: is the configuration right? */
#include "base/err.h"
#include "crawler/commands.h"

#include <stdio.h>
#include <stdlib.h>

static const char *default_file(void)
{
	const char *file = getenv("NIANBAO_CONF");

	return file && *file ? file : "/etc/nianbao/nianbao.conf";
}

/* One paragraph of help as comment lines of at most 76 columns. */
static void print_comment(struct slice text)
{
	size_t column = 0;
	struct slice word;

	while ((word = slice_cut(&text, ' ')).p) {
		if (word.n == 0)
			continue;	/* two spaces after a full stop */
		if (column == 0 || column + 1 + word.n > 76) {
			printf("%s# ", column ? "\n" : "");
			column = 2;
		} else {
			putchar(' ');
			column++;
		}
		printf("%.*s", SLICE_ARG(word));
		column += word.n;
	}
	putchar('\n');
}

static void print_sample(void)
{
	printf("# SPDX-License-Identifier: Apache-2.0\n"
	       "# nianbao.conf: every option with its default.  See "
	       "nianbao.conf(5).\n"
	       "# Sites stand in the folder sites.d beside this file.\n");
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		char expects[128];

		option_expects(&option_rows[i], expects, sizeof(expects));
		putchar('\n');
		print_comment(slice_of(option_rows[i].help));
		printf("# (%s)\n#%s = \"%s\"\n", expects,
		       option_rows[i].name, option_rows[i].standard);
	}
}

static void on_problem(void *ctx, const struct conf_problem *problem)
{
	(void)ctx;
	if (problem->line)
		fprintf(stderr, "%s:%d: %s\n", problem->file, problem->line,
			problem->text);
	else
		fprintf(stderr, "%s: %s\n", problem->file, problem->text);
}

static int run(struct command_context *ctx, int argc, char **argv)
{
	bool sample = false;
	const struct command_flag flags[] = {
		{.name = "--sample", .present = &sample}, {.name = NULL},
	};
	struct conf_snapshot *snapshot;
	const char *file;
	int code = command_flags(&cmd_check_config, ctx, flags, &argc, argv);
	int err;

	if (code >= 0)
		return code;
	if (argc > 2)
		return usage_error(&cmd_check_config,
				   "one file at a time, please");
	if (sample) {
		print_sample();
		return EXIT_DONE;
	}
	file = argc == 2 ? argv[1] : default_file();
	err = conf_read_all(ctx->conf, file, on_problem, NULL);
	if (err)
		return EXIT_USAGE;
	err = conf_freeze(ctx->conf, &snapshot);
	if (err) {
		complain("%s", err_text(err));
		return EXIT_ERROR;
	}
	printf("%s: all right, %zu sites\n", file, conf_site_count(snapshot));
	conf_unref(snapshot);
	return EXIT_DONE;
}

const struct command cmd_check_config = {
	.name = "check-config",
	.usage = "[FILE] | --sample",
	.summary = "Say whether a configuration is right, and if not, where.",
	.help =
"Reads FILE (default: $NIANBAO_CONF, else /etc/nianbao/nianbao.conf) and,\n"
"if it is called nianbao.conf, every file of the folder sites.d beside it.\n"
"The first error of each file is shown with file, line and what was expected;\n"
"an unknown key is an error.  Exit code 0: all right; 2: something is wrong.\n"
"\n"
"  nianbao check-config conf/nianbao.conf\n"
"\n"
"--sample prints a configuration with every option, its default and what it\n"
"accepts, as comments: a start for one's own.",
	.no_conf = true,
	.run = run,
};
