/* SPDX-License-Identifier: Apache-2.0 */
/* nianbao run: the service. */
#include "base/err.h"
#include "crawler/commands.h"
#include "crawler/daemon.h"
#include "crawler/log.h"

static int run(struct command_context *ctx, int argc, char **argv)
{
	const struct command_flag flags[] = {{.name = NULL}};
	struct conf_snapshot *conf;
	int code = command_flags(&cmd_run, ctx, flags, &argc, argv);

	if (code >= 0)
		return code;
	if (argc > 1)
		return usage_error(&cmd_run, "it takes no operands; sites are "
				   "configured in sites.d");
	log_verbose(ctx->verbose);
	log_begin_journal();
	if (conf_freeze(ctx->conf, &conf)) {
		complain("%s", err_text(ERR_NOMEM));
		return EXIT_ERROR;
	}
	code = daemon_run(ctx, conf);
	conf_unref(conf);
	return code;
}

const struct command cmd_run = {
	.name = "run",
	.usage = "",
	.summary = "The service: keeps all sites up to date, for ever.",
	.help =
"Looks after every configured site, and those the archive has besides: a\n"
"site that was never crawled to its end gets a crawl, then what becomes due\n"
"is asked for again, as \"nianbao refresh\" does.  Windows, budgets, hosts\n"
"that rest or block us and a full disk are waited for.  max_pages, max_bytes\n"
"and max_time of a site count for 24 hours.\n"
"\n"
"  systemctl start nianbao       begins it (nianbao.service)\n"
"  systemctl reload nianbao      reads the configuration again (SIGHUP)\n"
"  systemctl status nianbao      says what it does\n"
"\n"
"SIGHUP: the configuration is read again.  If it is wrong, the log says\n"
"where, and the old one stays; else what is on its way ends under the old\n"
"one, and nothing is dropped.  The archive's folder cannot be changed so.\n"
"SIGTERM and SIGINT: no new fetches, running ones get stop_grace to finish,\n"
"and the state is saved; a second one ends it at once, which loses nothing\n"
"that was stored.\n"
"\n"
"Exit code 0: stopped by a signal; 1: the archive could not be written; 2:\n"
"configuration; 75: another process uses the archive.",
	.run = run,
};
