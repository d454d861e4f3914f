/* SPDX-License-Identifier: Apache-2.0 */
/* nianbao crawl SITE|URL…: one shot, from options to closing table. */
#include "base/err.h"
#include "crawler/commands.h"
#include "crawler/crawl_plan.h"
#include "crawler/log.h"
#include "crawler/one_shot.h"

static int read_flags(struct one_shot_args *args, struct command_context *ctx,
		      int *argc, char **argv)
{
	const struct command_flag flags[] = {
		{.name = "--scope", .value = &args->scope,
		 .option = "scope"},
		ONE_SHOT_FLAGS(args),
		{.name = NULL},
	};

	return command_flags(&cmd_crawl, ctx, flags, argc, argv);
}

static int make_plan(struct crawl_plan *plan, const struct one_shot_args *args,
		     const struct conf_snapshot *conf, int argc, char **argv)
{
	const struct crawl_overrides over = {
		.scope = args->scope,
		.delay = args->delay,
		.max_pages = args->max_pages,
		.max_bytes = args->max_bytes,
		.max_time = args->max_time,
	};

	for (int i = 1; i < argc; i++) {
		const char *why = "";

		switch (crawl_plan_add(plan, conf, &over, argv[i], &why)) {
		case 0:
			break;
		case ERR_NOTFOUND:
			return usage_error(&cmd_crawl, "\"%s\" is neither a "
				"configured site nor a URL; for a site that "
				"is not configured give its address, such as "
				"http://www.example.gov.cn/", argv[i]);
		case ERR_NOMEM:
			complain("%s", err_text(ERR_NOMEM));
			return EXIT_ERROR;
		default:
			return usage_error(&cmd_crawl, "\"%s\" is not a URL "
				"that can be crawled: %s", argv[i], why);
		}
	}
	return EXIT_DONE;
}

static int run(struct command_context *ctx, int argc, char **argv)
{
	struct one_shot_args args = {.json = false};
	struct crawl_plan plan = {.sites = NULL};
	struct conf_snapshot *conf;
	int code = read_flags(&args, ctx, &argc, argv);

	if (code >= 0)
		return code;
	if (argc < 2)
		return usage_error(&cmd_crawl, "which site? Give its name or "
				   "its address, such as "
				   "http://www.example.gov.cn/");
	args.operands = (const char *const *)argv + 1;
	args.operand_count = (size_t)argc - 1;
	log_verbose(ctx->verbose);
	log_begin_journal();
	if (conf_freeze(ctx->conf, &conf)) {
		complain("%s", err_text(ERR_NOMEM));
		return EXIT_ERROR;
	}
	code = make_plan(&plan, &args, conf, argc, argv);
	if (code == EXIT_DONE)
		code = one_shot(ctx, &args, &(struct engine_options){
			.conf = conf, .sites = plan.sites,
			.site_count = plan.count, .command = "crawl",
		});
	crawl_plan_free(&plan);
	conf_unref(conf);
	return code;
}

const struct command cmd_crawl = {
	.name = "crawl",
	.usage = "SITE|URL... [--scope reports|site] [--max-pages N]\n"
		 "       [--max-bytes N] [--max-time S] [--delay S]\n"
		 "       [--resolve HOST:PORT:ADDR]... [--connections N]\n"
		 "       [--contact TEXT] [--wait] [--json]",
	.summary = "Archive a site's annual reports, or all of it, once.",
	.help =
"SITE is the name of a configured site; a URL of no configured site becomes a\n"
"site of its own: its host and the hosts under the same registered domain.\n"
"\n"
"  nianbao crawl --contact you@example.org http://www.example.gov.cn/\n"
"  nianbao crawl --scope site --max-pages 2000 qinghe\n"
"\n"
"Scope \"reports\" looks for annual reports, the most promising links first;\n"
"\"site\" archives everything.  robots.txt is obeyed; a host gets one request\n"
"at a time, with a pause in between (--delay, 2 s).  Press Ctrl-C to stop:\n"
"the state is saved, and the same command goes on from there; press it twice\n"
"to stop at once.\n"
"\n"
"--contact says who is crawling (mail address or URL); it goes into the\n"
"User-Agent.  Without it only loopback and private addresses are crawled.\n"
"--delay 0 and --connections above 1 are for those, too.\n"
"--resolve HOST:PORT:ADDR[,ADDR...] connects to ADDR for HOST:PORT.\n"
"Where a site has a window (hours of the day) or a budget (requests a day),\n"
"the crawl ends when it shuts or is spent, says when to go on, and saves its\n"
"state; with --wait it waits, as long as --max-time allows.\n"
"--json prints one line with the totals at the end.\n"
"\n"
"Exit code 0: all done; 3: done, but some URLs failed; 4: every site blocks\n"
"us or cannot be reached; 75: another process uses the archive and does not\n"
"take the work; 130: stopped by a signal, state saved.  Where the service\n"
"(\"nianbao run\") has the archive, the work is handed over to it.",
	.run = run,
};
