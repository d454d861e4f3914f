/* SPDX-License-Identifier: Apache-2.0 */
/* nianbao crawl SITE|URL…: one shot, from options to closing table. */
#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/clock.h"
#include "crawler/commands.h"
#include "crawler/crawl_plan.h"
#include "crawler/engine.h"
#include "crawler/log.h"
#include "crawler/progress.h"

#include <stdio.h>
#include <stdlib.h>

enum { RESOLVE_MAX = 256 };

struct crawl_args {
	bool json, wait;
	const char *resolve[RESOLVE_MAX + 1];
	const char *scope, *delay, *max_pages, *max_bytes, *max_time;
};

static int read_flags(struct crawl_args *args, struct command_context *ctx,
		      int *argc, char **argv)
{
	const struct command_flag flags[] = {
		{.name = "--scope", .value = &args->scope, .option = "scope"},
		{.name = "--max-pages", .value = &args->max_pages,
		 .option = "max_pages"},
		{.name = "--max-bytes", .value = &args->max_bytes,
		 .option = "max_bytes"},
		{.name = "--max-time", .value = &args->max_time,
		 .option = "max_time"},
		{.name = "--delay", .value = &args->delay, .option = "delay"},
		{.name = "--connections", .option = "connections"},
		{.name = "--contact", .option = "contact"},
		{.name = "--resolve", .list = args->resolve,
		 .list_max = RESOLVE_MAX},
		{.name = "--json", .present = &args->json},
		{.name = "--wait", .present = &args->wait},
		{.name = NULL},
	};

	return command_flags(&cmd_crawl, ctx, flags, argc, argv);
}

static int make_plan(struct crawl_plan *plan, const struct crawl_args *args,
		     const struct conf_snapshot *conf, int argc, char **argv)
{
	const struct crawl_overrides over = {
		.scope = args->scope, .delay = args->delay,
		.max_pages = args->max_pages, .max_bytes = args->max_bytes,
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

static int open_store(const char *dir, const struct conf_snapshot *conf,
		      struct store **ret_store)
{
	static struct archive_writing writing; /* the store lends from it */
	struct store_recovery found;
	int err;

	archive_writing(&writing, conf);
	err = store_open(dir, &writing.options, ret_store, &found);
	if (err)
		return archive_refused(dir, err);
	if (found.adopted || found.torn || found.leases)
		log_note("%s was not closed properly: %u captures taken up, "
			 "%u torn ends moved aside, %u URLs given back", dir,
			 found.adopted, found.torn, found.leases);
	return EXIT_DONE;
}

/* --- how it came off -------------------------------------------------- */

/* Nothing came as asked for, and that was not for want of trying. */
static bool site_is_dead(const struct site *site)
{
	const struct tally *t = &site->tally;

	return t->good == 0 && (site->remark || t->blocked || t->failed ||
				t->retried || t->stops[STOP_WAIT]);
}

static int code_of_done(const struct crawl_plan *plan)
{
	size_t dead = 0, failures = 0;

	for (size_t i = 0; i < plan->count; i++) {
		const struct site *site = &plan->sites[i];

		dead += site_is_dead(site);
		failures += site->tally.failed || site->remark ||
			    site->tally.stops[STOP_WAIT];
	}
	if (dead == plan->count)
		return EXIT_BLOCKED;
	return failures ? EXIT_WITH_FAILURES : EXIT_DONE;
}

static int code_of(const struct engine_result *result,
		   const struct crawl_plan *plan)
{
	switch (result->outcome) {
	case ENGINE_DONE:
		return code_of_done(plan);
	case ENGINE_INTERRUPTED:
		return EXIT_INTERRUPTED;
	case ENGINE_REFUSED:
		return EXIT_USAGE;
	case ENGINE_LIMITED:
		return EXIT_ERROR;
	case ENGINE_FAILED:
		break;
	}
	return exit_code_of(result->err);
}

/* --- columns ---------------------------------------------------------- */

enum {
	COLUMNS_MAX = 20000,	/* told of in one line */
	COLUMNS_MEMORY = 64 << 20,
};

struct columns {
	struct arena *arena;	/* owned */
	struct store_column_state *states; /* owned */
	size_t count, room;
};

static const char *keep(struct arena *a, const char *text)
{
	return text ? arena_strndup(a, text, strlen(text)) : NULL;
}

static int on_column(void *ctx, const struct store_column_state *column)
{
	struct columns *columns = ctx;
	struct store_column_state *states = columns->states;
	size_t room = columns->room ? 2 * columns->room : 64;

	if (columns->count == COLUMNS_MAX)
		return 1;
	if (columns->count == columns->room) {
		states = realloc(states, room * sizeof(*states));
		if (!states)
			return ERR_NOMEM;
		columns->states = states;
		columns->room = room;
	}
	states += columns->count++;
	*states = *column;
	states->site_name = keep(columns->arena, column->site_name);
	states->url = keep(columns->arena, column->url);
	states->name = keep(columns->arena, column->name);
	states->method = keep(columns->arena, column->method);
	return arena_err(columns->arena);
}

/* What cannot be had is left out: it is in the archive all the same. */
static void read_columns(const char *archive, const struct crawl_plan *plan,
			 struct columns *columns)
{
	struct store_reader *reader = NULL;
	int err;

	columns->arena = arena_new(COLUMNS_MEMORY);
	err = columns->arena ? store_reader_open(archive, &reader) : ERR_NOMEM;
	for (size_t i = 0; i < plan->count && !err; i++)
		if (plan->sites[i].id)
			err = store_each_column(reader, plan->sites[i].id,
						on_column, columns);
	if (err < 0)
		complain("%s: the columns cannot be read: %s", archive,
			 err_text(err));
	if (err == ERR_NOMEM)
		columns->count = 0;
	store_reader_close(reader);
}

static void free_columns(struct columns *columns)
{
	arena_free(columns->arena);
	free(columns->states);
}

static void say_end(const struct engine_result *result,
		    const struct crawl_plan *plan,
		    const struct crawl_args *args, const char *archive)
{
	struct progress_site *sites = calloc(plan->count + 1, sizeof(*sites));
	struct progress_end end = {
		.run = result->run,
		.sites = sites,
		.site_count = plan->count,
		.elapsed_ms = result->elapsed_ms,
		.resumed = result->resumed,
		.interrupted = result->outcome == ENGINE_INTERRUPTED,
		.archive = archive,
	};
	struct columns columns = {.count = 0};
	struct buf out = BUF_INIT(1 << 26);

	read_columns(archive, plan, &columns);
	end.columns = columns.states;
	end.column_count = columns.count;
	for (size_t i = 0; i < plan->count && sites; i++)
		sites[i] = (struct progress_site){
			.name = plan->sites[i].name,
			.tally = &plan->sites[i].tally,
			.left = plan->sites[i].left,
			.remark = plan->sites[i].remark,
		};
	if (!sites)
		complain("%s", err_text(ERR_NOMEM));
	else if (args->json && progress_json(&end, &out) == 0)
		puts(out.data);
	else if (!args->json && progress_table(&end, &out) == 0)
		fputs(out.data, stdout);
	buf_free(&out);
	free_columns(&columns);
	free(sites);
}

static int crawl(struct command_context *ctx, const struct crawl_args *args,
		 const struct conf_snapshot *conf, struct crawl_plan *plan)
{
	struct engine_options options = {
		.dir = ctx->archive,
		.conf = conf,
		.sites = plan->sites,
		.site_count = plan->count,
		.resolve = args->resolve,
		.command = "crawl",
		.wait = args->wait,
		.terminal = ctx->terminal_err,
	};
	struct engine_result result;
	int code = open_store(ctx->archive, conf, &options.store);
	int err;

	if (code)
		return code;
	while (args->resolve[options.resolve_count])
		options.resolve_count++;
	engine_run(&options, &result);
	if (result.problem[0])
		complain("%s", result.problem);
	else if (result.err)
		complain("%s: %s", ctx->archive,
			 store_problem(options.store)[0] ?
			 store_problem(options.store) : err_text(result.err));
	err = store_close(options.store);
	if (err)
		complain("%s: closing failed: %s", ctx->archive, err_text(err));
	if (result.outcome != ENGINE_REFUSED)
		say_end(&result, plan, args, ctx->archive);
	code = code_of(&result, plan);
	return err && code == EXIT_DONE ? exit_code_of(err) : code;
}

static int run(struct command_context *ctx, int argc, char **argv)
{
	struct crawl_args args = {.json = false};
	struct crawl_plan plan = {.sites = NULL};
	struct conf_snapshot *conf;
	int code = read_flags(&args, ctx, &argc, argv);

	if (code >= 0)
		return code;
	if (argc < 2)
		return usage_error(&cmd_crawl, "which site? Give its name or "
				   "its address, such as "
				   "http://www.example.gov.cn/");
	log_verbose(ctx->verbose);
	if (conf_freeze(ctx->conf, &conf)) {
		complain("%s", err_text(ERR_NOMEM));
		return EXIT_ERROR;
	}
	code = make_plan(&plan, &args, conf, argc, argv);
	if (code == EXIT_DONE)
		code = crawl(ctx, &args, conf, &plan);
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
"--resolve HOST:PORT:ADDR connects to ADDR for HOST:PORT.\n"
"Where a site has a window (hours of the day) or a budget (requests a day),\n"
"the crawl ends when it shuts or is spent, says when to go on, and saves its\n"
"state; with --wait it waits, as long as --max-time allows.\n"
"--json prints one line with the totals at the end.\n"
"\n"
"Exit code 0: all done; 3: done, but some URLs failed; 4: every site blocks\n"
"us or cannot be reached; 75: another process uses the archive; 130: stopped\n"
"by a signal, state saved.",
	.run = run,
};
