/* SPDX-License-Identifier: Apache-2.0 */
/* nianbao refresh [SITE…]: what is due, from options to closing table. */
#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/clock.h"
#include "crawler/commands.h"
#include "crawler/crawl_plan.h"
#include "crawler/log.h"
#include "crawler/one_shot.h"

struct refresh {
	struct one_shot_args args;
	const struct conf_snapshot *conf;
	struct crawl_plan plan;
};

static struct crawl_overrides overrides(const struct refresh *r)
{
	return (struct crawl_overrides){
		.delay = r->args.delay, .max_pages = r->args.max_pages,
		.max_bytes = r->args.max_bytes, .max_time = r->args.max_time,
	};
}

static int add_all(struct command_context *ctx, struct refresh *r)
{
	const struct crawl_overrides over = overrides(r);
	struct store_reader *reader;
	int code = archive_open(ctx, &reader);
	int err;

	if (code != EXIT_DONE)
		return code;
	err = crawl_plan_add_all(&r->plan, r->conf, &over, reader);
	if (err)
		code = archive_failed(ctx, reader, err);
	store_reader_close(reader);
	if (code == EXIT_DONE && r->plan.count == 0) {
		complain("there is no site to refresh: crawl one first, or "
			 "configure one in sites.d");
		code = EXIT_USAGE;
	}
	return code;
}

static int add_named(struct refresh *r, int argc, char **argv)
{
	const struct crawl_overrides over = overrides(r);
	const char *why = "";

	for (int i = 1; i < argc; i++)
		switch (crawl_plan_add(&r->plan, r->conf, &over, argv[i],
				       &why)) {
		case 0:
			break;
		case ERR_NOMEM:
			complain("%s", err_text(ERR_NOMEM));
			return EXIT_ERROR;
		default:
			return usage_error(&cmd_refresh, "\"%s\" is neither "
				"a configured site nor the address of one; "
				"\"nianbao sites\" lists them", argv[i]);
		}
	return EXIT_DONE;
}

/* --- the command ------------------------------------------------------ */

static int run(struct command_context *ctx, int argc, char **argv)
{
	struct refresh r = {.conf = NULL};
	struct conf_snapshot *conf;
	const struct command_flag flags[] = {
		{.name = "--all", .present = &r.args.all},
		ONE_SHOT_FLAGS(&r.args),
		{.name = NULL},
	};
	int code = command_flags(&cmd_refresh, ctx, flags, &argc, argv);

	if (code >= 0)
		return code;
	r.args.operands = (const char *const *)argv + 1;
	r.args.operand_count = (size_t)argc - 1;
	log_verbose(ctx->verbose);
	log_begin_journal();
	if (conf_freeze(ctx->conf, &conf)) {
		complain("%s", err_text(ERR_NOMEM));
		return EXIT_ERROR;
	}
	r.conf = conf;
	code = argc > 1 ? add_named(&r, argc, argv) : add_all(ctx, &r);
	if (code == EXIT_DONE)
		code = one_shot(ctx, &r.args, &(struct engine_options){
			.conf = conf, .sites = r.plan.sites,
			.site_count = r.plan.count, .command = "refresh",
			.refresh = true,
			.refresh_ms = r.args.all ? INT64_MAX : clock_wall_ms(),
		});
	crawl_plan_free(&r.plan);
	conf_unref(conf);
	return code;
}

const struct command cmd_refresh = {
	.name = "refresh",
	.usage = "[SITE...] [--all] [--max-pages N] [--max-bytes N]\n"
		 "       [--max-time S] [--delay S] [--connections N]\n"
		 "       [--resolve HOST:PORT:ADDR]... [--contact TEXT]\n"
		 "       [--wait] [--json]",
	.summary = "Ask again for what is due, and say what changed.",
	.help =
"For cron: every night, of all sites or of those named.\n"
"\n"
"  17 1 * * *  nianbao refresh --max-time 21600\n"
"\n"
"Columns of reports, and the pages that lead to them, are due weekly from\n"
"January to April and monthly otherwise; reports and attachments after a\n"
"month or two.  What never changes is asked for ever less often, what changes\n"
"more often.  The server is asked whether a page changed since (ETag,\n"
"If-Modified-Since); where it does not say, digests do.  Counters, clocks and\n"
"tokens in a page are no change.  What is new is followed at once.\n"
"\n"
"--all asks for everything, due or not.  The other options are those of\n"
"\"nianbao crawl\"; a site's window and budget hold.  At its end, and as\n"
"fields of --json, it counts reports that are new, changed, gone, moved\n"
"(no more at one URL, but at another) and unchanged; \"nianbao changes\" says\n"
"which cell became what.\n"
"\n"
"Exit code as of crawl.",
	.run = run,
};
