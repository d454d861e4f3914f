/* SPDX-License-Identifier: Apache-2.0 */
/* nianbao sites: the sites of the archive, those only configured, and their
 * columns. */
#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/cmd_sites_add.h"
#include "crawler/commands.h"
#include "crawler/listing.h"
#include "crawler/operand.h"
#include "crawler/progress.h"

#include <stdlib.h>

static const struct listing_column site_columns[] = {
	{.name = "name", .title = "SITE", .wide = true},
	{.name = "scope", .title = "SCOPE"},
	{.name = "state", .title = "STATE"},
	{.name = "urls", .title = "URLS", .right = true},
	{.name = "queued", .title = "QUEUED", .right = true},
	{.name = "captures", .title = "CAPTURES", .right = true},
	{.name = "columns", .title = "COLUMNS", .right = true},
	{.name = "reports", .title = "REPORTS", .right = true},
	{.name = "bytes", .title = "SIZE", .right = true},
	{.name = "columns_incomplete"},
	{.name = "done"}, {.name = "seed"}, {.name = "official"},
	{.name = "configured"}, {.name = "pass_started"},
	{.name = "pass_ended"}, {.name = NULL},
};

static const struct listing_column column_columns[] = {
	{.name = "site", .title = "SITE", .wide = true},
	{.name = "name", .title = "COLUMN", .wide = true},
	{.name = "rows", .title = "ROWS", .right = true},
	{.name = "state", .title = "STATE"},
	{.name = "reports", .title = "REPORTS", .right = true},
	{.name = "method", .title = "METHOD"},
	{.name = "url", .title = "URL", .wide = true},
	{.name = "reason"}, {.name = "found"}, {.name = "declared"},
	{.name = "pages"},
	{.name = "declared_pages"}, {.name = "complete"}, {.name = "annual"},
	{.name = NULL},
};

struct view {
	struct listing *listing;
	struct store_reader *reader;
	const struct conf_snapshot *conf;
	bool *seen;		/* of each configured site */
	bool columns;		/* they are what is listed */
	int64_t column_count, incomplete; /* of the site at hand */
};

/* A pass goes through all that is known of a site once. */
static const char *state_of(const struct store_site *s)
{
	if (s->pass_started_ms == 0)
		return "new";
	return s->pass_ended_ms >= s->pass_started_ms ? "complete" :
	       "unfinished";
}

static bool mark_seen(struct view *view, const char *name)
{
	for (size_t i = 0; i < conf_site_count(view->conf); i++) {
		if (strcmp(conf_site(view->conf, i)->name, name))
			continue;
		view->seen[i] = true;
		return true;
	}
	return false;
}

static int count_column(void *ctx, const struct store_column_state *column)
{
	struct view *view = ctx;

	view->column_count += column->annual;
	view->incomplete += column->annual && !column->complete;
	return 0;
}

static int on_column(void *ctx, const struct store_column_state *column)
{
	struct view *view = ctx;
	struct listing *l = view->listing;
	struct buf rows = BUF_INIT(64), reason = BUF_INIT(128);

	listing_string(l, "site", column->site_name);
	listing_string(l, "name", column->name);
	listing_string(l, "url", column->url);
	listing_string(l, "method", column->method);
	if (progress_found(column, &rows) == 0)
		listing_text(l, "rows", buf_slice(&rows));
	listing_string(l, "state", column->complete ? "complete" :
		       "incomplete");
	if (progress_reason(column, &reason) == 0 && reason.len)
		listing_text(l, "reason", buf_slice(&reason));
	listing_number(l, "found", column->found);
	if (column->declared_total >= 0)
		listing_number(l, "declared", column->declared_total);
	listing_number(l, "pages", column->pages);
	if (column->declared_pages >= 0)
		listing_number(l, "declared_pages", column->declared_pages);
	listing_number(l, "reports", column->reports);
	listing_bool(l, "complete", column->complete);
	listing_bool(l, "annual", column->annual);
	listing_row(l);
	buf_free(&rows);
	buf_free(&reason);
	return 0;
}

static int on_site(void *ctx, const struct store_site_state *s)
{
	struct view *view = ctx;
	struct listing *l = view->listing;
	int err;

	view->column_count = view->incomplete = 0;
	err = store_each_column(view->reader, s->site.id, count_column, view);
	if (err)
		return err;
	listing_number(l, "columns", view->column_count);
	listing_number(l, "columns_incomplete", view->incomplete);
	listing_string(l, "name", s->site.name);
	listing_string(l, "seed", s->site.seed);
	listing_string(l, "scope", s->site.scope);
	listing_string(l, "state", state_of(&s->site));
	listing_bool(l, "official", s->site.official);
	listing_bool(l, "configured", mark_seen(view, s->site.name));
	listing_number(l, "urls", s->urls);
	listing_number(l, "queued", s->queued);
	listing_number(l, "done", s->done);
	listing_number(l, "captures", s->captures);
	listing_number(l, "reports", s->reports);
	listing_bytes(l, "bytes", s->bytes);
	listing_time(l, "pass_started", s->site.pass_started_ms);
	listing_time(l, "pass_ended", s->site.pass_ended_ms);
	listing_row(l);
	return 0;
}

static void add_configured(struct view *view)
{
	for (size_t i = 0; i < conf_site_count(view->conf); i++) {
		const struct conf_site *site = conf_site(view->conf, i);

		if (view->seen[i])
			continue;
		listing_string(view->listing, "name", site->name);
		listing_string(view->listing, "scope", site->scope ?
			       site->scope : conf_text(view->conf,
						       OPTION_SCOPE));
		listing_string(view->listing, "state", "not crawled");
		listing_bool(view->listing, "configured", true);
		if (site->seed_count)
			listing_string(view->listing, "seed", site->seeds[0]);
		listing_row(view->listing);
	}
}

/* Configured sites are worth a listing where there is no archive yet. */
static int list(const struct command_context *ctx, struct view *view)
{
	struct store_reader *reader;
	int err = store_reader_open(ctx->archive, &reader);

	if (err == ERR_NOTFOUND && conf_site_count(view->conf) == 0)
		return archive_missing(ctx->archive);
	if (err && err != ERR_NOTFOUND)
		return archive_refused(ctx->archive, err);
	if (!err) {
		int code = EXIT_DONE;

		view->reader = reader;
		err = view->columns ?
		      store_each_column(reader, 0, on_column, view) :
		      store_each_site(reader, on_site, view);
		if (err)
			code = archive_failed(ctx, reader, err);
		store_reader_close(reader);
		if (code != EXIT_DONE)
			return code;
	}
	if (!view->columns)
		add_configured(view);
	return EXIT_DONE;
}

static int run(struct command_context *ctx, int argc, char **argv)
{
	bool json = false, csv = false, columns = false;
	const struct command_flag flags[] = {
		{.name = "--json", .present = &json},
		{.name = "--csv", .present = &csv},
		{.name = "--columns", .present = &columns}, {.name = NULL},
	};
	enum listing_format format;
	struct conf_snapshot *conf = NULL;
	struct view view = {.listing = NULL};
	int code;

	if (argc > 1 && strcmp(argv[1], "add") == 0)
		return cmd_sites_add(ctx, argc - 1, argv + 1);
	code = command_flags(&cmd_sites, ctx, flags, &argc, argv);
	if (code < 0 && argc > 1)
		code = usage_error(&cmd_sites, "it takes no operands but "
				   "\"add URL\"");
	if (code < 0)
		code = operand_format(&cmd_sites, json, csv, &format);
	if (code >= 0)
		return code;
	view.columns = columns;
	if (conf_freeze(ctx->conf, &conf) == 0) {
		view.conf = conf;
		view.seen = calloc(conf_site_count(conf) + 1,
				   sizeof(*view.seen));
		view.listing = listing_new(format, columns ? column_columns :
					   site_columns,
					   listing_terminal_width());
	}
	code = EXIT_DONE;
	if (view.seen && view.listing)
		code = list(ctx, &view);
	code = listing_finish(view.listing, code);
	free(view.seen);
	conf_unref(conf);
	return code;
}

const struct command cmd_sites = {
	.name = "sites",
	.usage = "[--columns] [--json|--csv]\n"
		 "       add URL [--name NAME] [-o FILE|--dry-run] "
		 "[--contact TEXT]\n"
		 "       [--resolve HOST:PORT:ADDR]... [--delay S]",
	.summary = "List the sites and how far each is archived; add one.",
	.help =
"A site is the portal of a county or township, as configured in sites.d or\n"
"made by \"nianbao crawl URL\".\n"
"\n"
"STATE is \"complete\" where the last pass went through all that was found,\n"
"\"unfinished\" where it is under way or was stopped (the next crawl goes on\n"
"from there), \"new\" where none was begun, and \"not crawled\" for a site\n"
"that is only configured.  QUEUED is what is still to be fetched, CAPTURES\n"
"counts attempts, failed ones, too.  COLUMNS are list pages that look like\n"
"columns of annual reports.\n"
"\n"
"--columns lists all columns instead: ROWS is what was found of what the\n"
"column itself says it has (\"28 of 28\"), and \"incomplete\" means that more\n"
"is there, or may be; --json and --csv have the reason.\n"
"\n"
"\"sites add\" looks at a portal (its home page, two pages that may lead to\n"
"reports, and robots.txt; archived like all else) and writes a file for\n"
"sites.d beside the configuration, or to FILE: seeds, hosts, division, what\n"
"the pages say of themselves, as remarks to be checked.  A file that is\n"
"there is never overwritten.  Without http:// or https:// the latter is tried\n"
"first.\n"
"A portal that blocks us or cannot be reached gets a file that says so, and\n"
"the exit code is 4.\n"
"\n"
"  nianbao sites add --contact you@example.org www.example.gov.cn\n"
"\n"
"--json and --csv tell more: the seed, whether the site is official, when its\n"
"last pass began and ended.",
	.run = run,
};
