/* SPDX-License-Identifier: Apache-2.0 */
/* nianbao sites: the sites of the archive, and those only configured. */
#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/commands.h"
#include "crawler/listing.h"
#include "crawler/operand.h"

#include <stdlib.h>

static const struct listing_column columns[] = {
	{.name = "name", .title = "SITE", .wide = true},
	{.name = "scope", .title = "SCOPE"},
	{.name = "state", .title = "STATE"},
	{.name = "urls", .title = "URLS", .right = true},
	{.name = "queued", .title = "QUEUED", .right = true},
	{.name = "captures", .title = "CAPTURES", .right = true},
	{.name = "reports", .title = "REPORTS", .right = true},
	{.name = "bytes", .title = "SIZE", .right = true},
	{.name = "done"}, {.name = "seed"}, {.name = "official"},
	{.name = "configured"}, {.name = "pass_started"},
	{.name = "pass_ended"}, {.name = NULL},
};

struct view {
	struct listing *listing;
	const struct conf_snapshot *conf;
	bool *seen;		/* of each configured site */
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

static int on_site(void *ctx, const struct store_site_state *s)
{
	struct view *view = ctx;
	struct listing *l = view->listing;

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

		err = store_each_site(reader, on_site, view);
		if (err)
			code = archive_failed(ctx, reader, err);
		store_reader_close(reader);
		if (code != EXIT_DONE)
			return code;
	}
	add_configured(view);
	return EXIT_DONE;
}

static int run(struct command_context *ctx, int argc, char **argv)
{
	bool json = false, csv = false;
	const struct command_flag flags[] = {
		{.name = "--json", .present = &json},
		{.name = "--csv", .present = &csv}, {.name = NULL},
	};
	enum listing_format format;
	struct conf_snapshot *conf = NULL;
	struct view view = {.listing = NULL};
	int code = command_flags(&cmd_sites, ctx, flags, &argc, argv);

	if (code < 0 && argc > 1)
		code = usage_error(&cmd_sites, "it takes no operands");
	if (code < 0)
		code = operand_format(&cmd_sites, json, csv, &format);
	if (code >= 0)
		return code;
	if (conf_freeze(ctx->conf, &conf) == 0) {
		view.conf = conf;
		view.seen = calloc(conf_site_count(conf) + 1,
				   sizeof(*view.seen));
		view.listing = listing_new(format, columns,
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
	.usage = "[--json|--csv]",
	.summary = "List the sites and how far each of them is archived.",
	.help =
"A site is the portal of a county or township, as configured in sites.d or\n"
"made by \"nianbao crawl URL\".\n"
"\n"
"STATE is \"complete\" where the last pass went through all that was found,\n"
"\"unfinished\" where it is under way or was stopped (the next crawl goes on\n"
"from there), \"new\" where none was begun, and \"not crawled\" for a site\n"
"that is only configured.  QUEUED is what is still to be fetched, CAPTURES\n"
"counts attempts, failed ones, too.\n"
"\n"
"--json and --csv tell more: the seed, whether the site is official, when its\n"
"last pass began and ended.",
	.run = run,
};
