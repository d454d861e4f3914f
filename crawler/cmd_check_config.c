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

static int run(struct command_context *ctx, int argc, char **argv)
{
	static const struct command_flag flags[] = {{.name = NULL}};
	struct conf_snapshot *snapshot;
	struct conf_problem problem;
	const char *file;
	int code = command_flags(&cmd_check_config, ctx, flags, &argc, argv);
	int err;

	if (code >= 0)
		return code;
	if (argc > 2)
		return usage_error(&cmd_check_config,
				   "one file at a time, please");
	file = argc == 2 ? argv[1] : default_file();
	err = conf_read(ctx->conf, file, &problem);
	if (err) {
		if (problem.line)
			fprintf(stderr, "%s:%d: %s\n", problem.file,
				problem.line, problem.text);
		else
			fprintf(stderr, "%s: %s\n", file,
				problem.text[0] ? problem.text : err_text(err));
		return EXIT_USAGE;
	}
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
	.usage = "[FILE]",
	.summary = "Say whether a configuration is right, and if not, where.",
	.help =
"Reads FILE (default: $NIANBAO_CONF, else /etc/nianbao/nianbao.conf) and,\n"
"if it is called nianbao.conf, every file of the folder sites.d beside it.\n"
"The first error of a file is shown with file, line and what was expected;\n"
"an unknown key is an error.  Exit code 0: all right; 2: something is wrong.\n"
"\n"
"  nianbao check-config conf/nianbao.conf",
	.no_conf = true,
	.run = run,
};
