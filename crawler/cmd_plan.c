/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nianbao plan [SITE]: what a crawl would fetch now, in which order, and why.
 *
 * People get a paragraph a site (what waits, window, budget, hosts that rest)
 * and a table of its first URLs; programs get one row a URL, or with --sites
 * one a site.  Sites that are only configured show their seeds.
 */
#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/clock.h"
#include "crawler/commands.h"
#include "crawler/listing.h"
#include "crawler/operand.h"
#include "crawler/plan_reason.h"
#include "crawler/plan_site.h"
#include "crawler/scope.h"
#include "crawler/wording.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	LIMIT_TABLE = 20,	/* rows a site, unless told otherwise */
	HOSTS_TABLE = 8,	/* hosts that rest or block, of a site */
};

static const struct listing_column people_columns[] = {
	{.name = "priority", .title = "  PRIO", .right = true},
	{.name = "when", .title = "WHEN"},
	{.name = "why", .title = "WHY", .wide = true},
	{.name = "url", .title = "URL", .wide = true},
	{.name = NULL},
};

static const struct listing_column url_columns[] = {
	{.name = "site"}, {.name = "url"}, {.name = "host"},
	{.name = "state"}, {.name = "when"}, {.name = "priority"},
	{.name = "reason"}, {.name = "why"}, {.name = "via"},
	{.name = "anchor"}, {.name = "column"}, {.name = "column_page"},
	{.name = "method"},
	{.name = "depth"}, {.name = "attempts"}, {.name = "due"},
	{.name = "queued"}, {.name = "last_capture"}, {.name = NULL},
};

static const struct listing_column site_columns[] = {
	{.name = "site", .title = "SITE", .wide = true},
	{.name = "due", .title = "DUE", .right = true},
	{.name = "later", .title = "LATER", .right = true},
	{.name = "refresh", .title = "REFRESH", .right = true},
	{.name = "done", .title = "DONE", .right = true},
	{.name = "resting", .title = "RESTING", .right = true},
	{.name = "blocked", .title = "BLOCKED", .right = true},
	{.name = "window", .title = "WINDOW"},
	{.name = "budget_left", .title = "BUDGET", .right = true},
	{.name = "opens", .title = "OPENS"},
	{.name = "leased"}, {.name = "hosts"}, {.name = "first_later"},
	{.name = "next_refresh"},
	{.name = "budget"}, {.name = "pass_started"}, {.name = "pass_ended"},
	{.name = NULL},
};

struct view {
	struct listing *listing;
	enum listing_format format;
	struct store_reader *reader; /* NULL: there is no archive */
	const struct conf_snapshot *conf;
	const char *only;	/* a site; NULL: all */
	bool sites;		/* a row a site */
	bool *seen;		/* of each configured site */
	bool any;
	int64_t limit, now_ms;
	const struct plan_site *plan; /* of the site at hand */
	const char *site;	/* its name */
	int64_t shown;
};

/* --- a URL ------------------------------------------------------------ */

/* For people: "now", "in 3 h". */
static void add_when(struct listing *l, const char *column, int64_t when,
		     int64_t now)
{
	char span[WORDING_SPAN_SIZE], text[WORDING_SPAN_SIZE + 4];

	wording_span(when - now, span);
	(void)snprintf(text, sizeof(text), "in %s", span);
	listing_string(l, column, when <= now ? "now" : text);
}

static void add_details(struct listing *l, const struct view *view,
			const struct store_plan_url *u, int64_t when)
{
	listing_string(l, "site", view->site);
	listing_string(l, "host", u->host_key);
	listing_string(l, "state", u->leased ? "leased" :
		       u->refresh ? "refresh" :
		       u->due_ms > view->now_ms ? "later" : "due");
	listing_string(l, "method", u->method);
	if (when > view->now_ms)
		listing_time(l, "when", when);
	listing_string(l, "reason", plan_reason(u));
	listing_string(l, "via", u->via);
	listing_string(l, "anchor", u->via_anchor);
	if (u->column_page > 0) {
		listing_string(l, "column", u->column);
		listing_number(l, "column_page", u->column_page);
	}
	listing_number(l, "depth", u->depth);
	listing_number(l, "attempts", u->attempts);
	listing_time(l, "due", u->due_ms);
	listing_time(l, "queued", u->queued_ms);
	listing_time(l, "last_capture", u->last_ms);
}

static int on_url(void *ctx, const struct store_plan_url *u)
{
	struct view *view = ctx;
	struct listing *l = view->listing;
	int64_t when = plan_site_when(view->plan, u->host_key, u->due_ms);
	struct buf why = BUF_INIT(1 << 20);

	listing_number(l, "priority", u->priority);
	listing_string(l, "url", u->url);
	if (plan_reason_text(u, &why) == 0)
		listing_text(l, "why", buf_slice(&why));
	buf_free(&why);
	if (view->format == LISTING_TABLE)
		add_when(l, "when", when, view->now_ms);
	else
		add_details(l, view, u, when);
	listing_row(l);
	view->shown++;
	return 0;
}

/* What crawl would begin with. */
static int each_seed(struct view *view, const struct conf_site *own)
{
	for (size_t i = 0; i < own->seed_count; i++) {
		struct buf text = BUF_INIT(URL_MAX), key = BUF_INIT(URL_MAX);
		struct url u;
		int err = url_parse(slice_of(own->seeds[i]), NULL, NULL, &u,
				    NULL);

		if (err)
			return err;
		err = url_canonical(&u, &text);
		if (!err)
			err = url_host_key(&u, &key);
		if (!err)
			err = on_url(view, &(struct store_plan_url){
				.url = text.data, .host_key = key.data,
				.is_seed = true, .priority = PRIORITY_SEED,
			});
		url_free(&u);
		buf_free(&text);
		buf_free(&key);
		if (err)
			return err;
	}
	return 0;
}

/* --- a site in words -------------------------------------------------- */

static bool is_all_day(const struct window *w)
{
	return w->from == w->to || (w->from == 0 && w->to == 24 * 60);
}

static void print_window(const struct plan_site *p)
{
	int64_t opens = window_opens(&p->window, p->now_ms);
	bool open = opens == p->now_ms;
	char time[WINDOW_TIME_SIZE];

	if (is_all_day(&p->window))
		return;
	window_time(&p->window, open ? window_shuts(&p->window, p->now_ms) :
		    opens, time);
	printf("  window %02d:%02d-%02d:%02d: %s until %s\n",
	       p->window.from / 60, p->window.from % 60, p->window.to / 60,
	       p->window.to % 60, open ? "open" : "shut", time);
}

static void print_budget(const struct plan_site *p)
{
	char time[WINDOW_TIME_SIZE];

	if (p->budget == 0)
		return;
	printf("  budget: %zu of %zu requests left", p->budget_left,
	       p->budget);
	window_time(&p->window, p->opens_ms, time);
	if (p->budget_left == 0)
		printf("; the next one at %s", time);
	putchar('\n');
}

static bool print_host(const struct plan_host *h, int64_t now_ms)
{
	char time[WORDING_TIME_SIZE], span[WORDING_SPAN_SIZE];

	if (h->blocked_since_ms) {
		wording_time(h->blocked_since_ms, time);
		printf("  %s: blocked since %s (%s)", h->key, time,
		       h->block ? h->block : "refuses us");
	} else if (h->until_ms) {
		printf("  %s: rests", h->key);
	} else {
		return false;
	}
	wording_span(h->until_ms - now_ms, span);
	if (h->until_ms)
		printf("%s for %s", h->blocked_since_ms ? ", rests" : "", span);
	putchar('\n');
	return true;
}

static void print_hosts(const struct plan_site *p)
{
	size_t shown = 0, more = 0;

	for (size_t i = 0; i < p->host_count; i++) {
		const struct plan_host *h = &p->hosts[i];

		if (shown < HOSTS_TABLE)
			shown += print_host(h, p->now_ms);
		else
			more += h->blocked_since_ms || h->until_ms;
	}
	if (more)
		printf("  and %zu hosts more that rest or block\n", more);
}

static void print_done(const struct plan_site *p, const struct store_site *s)
{
	char span[WORDING_SPAN_SIZE], time[WORDING_TIME_SIZE];

	if (s->pass_ended_ms) {
		wording_time(s->pass_ended_ms, time);
		printf("  the last pass ended at %s; a crawl asks for all of "
		       "it again\n", time);
	}
	if (p->refresh)
		printf("  a refresh asks for %" PRId64 " of those done, too\n",
		       p->refresh);
	wording_span(p->next_refresh_ms - p->now_ms, span);
	if (p->next_refresh_ms)
		printf("  the %s due for a refresh in %s\n", p->refresh ?
		       "next of them is" : "first of those done is", span);
}

static void print_site(const struct view *view,
		       const struct store_site_state *s)
{
	const struct plan_site *p = view->plan;
	char span[WORDING_SPAN_SIZE];

	printf("%s%s: ", view->any ? "\n" : "", view->site);
	if (!s)
		printf("not crawled yet");
	else if (p->due + p->later + p->leased)
		printf("%" PRId64 " due", p->due + p->leased);
	else
		printf("nothing is queued");
	wording_span(p->first_later_ms - p->now_ms, span);
	if (p->later)
		printf(", %" PRId64 " later (the first in %s)", p->later,
		       span);
	if (s)
		printf(", %" PRId64 " done", s->done);
	putchar('\n');
	if (s)
		print_done(p, &s->site);
	print_window(p);
	print_budget(p);
	print_hosts(p);
}

/* --- a site as a row -------------------------------------------------- */

static void add_site(struct view *view, const struct store_site_state *s)
{
	const struct plan_site *p = view->plan;
	struct listing *l = view->listing;
	int64_t resting = 0, blocked = 0;
	char text[40];

	for (size_t i = 0; i < p->host_count; i++) {
		resting += p->hosts[i].until_ms > 0;
		blocked += p->hosts[i].blocked_since_ms > 0;
	}
	(void)snprintf(text, sizeof(text), "%02d:%02d-%02d:%02d",
		       p->window.from / 60, p->window.from % 60,
		       p->window.to / 60, p->window.to % 60);
	listing_string(l, "site", view->site);
	listing_number(l, "due", p->due);
	listing_number(l, "later", p->later);
	listing_number(l, "leased", p->leased);
	listing_number(l, "hosts", (int64_t)p->host_count);
	listing_number(l, "resting", resting);
	listing_number(l, "blocked", blocked);
	listing_time(l, "first_later", p->first_later_ms);
	if (s) {
		listing_number(l, "refresh", p->refresh);
		listing_time(l, "next_refresh", p->next_refresh_ms);
	}
	if (!is_all_day(&p->window))
		listing_string(l, "window", text);
	if (p->budget) {
		listing_number(l, "budget", (int64_t)p->budget);
		listing_number(l, "budget_left", (int64_t)p->budget_left);
	}
	if (p->opens_ms > p->now_ms && view->format == LISTING_TABLE)
		add_when(l, "opens", p->opens_ms, p->now_ms);
	else if (p->opens_ms > p->now_ms)
		listing_time(l, "opens", p->opens_ms);
	if (s) {
		listing_number(l, "done", s->done);
		listing_time(l, "pass_started", s->site.pass_started_ms);
		listing_time(l, "pass_ended", s->site.pass_ended_ms);
	}
	listing_row(l);
}

/* --- one site after the other ----------------------------------------- */

/* Its URLs: those of the frontier, or its seeds. */
static int add_urls(struct view *view, const struct store_site_state *s)
{
	if (s)
		return store_each_plan_url(view->reader, s->site.id,
					   view->now_ms, view->limit, on_url,
					   view);
	return each_seed(view, conf_site_named(view->conf, view->site));
}

static int show_table(struct view *view, const struct store_site_state *s)
{
	const struct plan_site *p = view->plan;
	int64_t all = p->due + p->later + p->leased + p->refresh;
	int err;

	print_site(view, s);
	view->listing = listing_new(LISTING_TABLE, people_columns,
				    listing_terminal_width());
	if (!view->listing)
		return ERR_NOMEM;
	view->shown = 0;
	err = add_urls(view, s);
	if (listing_end(view->listing) && !err)
		err = ERR_NOMEM;
	view->listing = NULL;
	if (all > view->shown)
		printf("  and %" PRId64 " more; --limit 0 shows all\n",
		       all - view->shown);
	return err;
}

static int show_site(struct view *view, const char *name,
		     const struct store_site_state *s)
{
	struct plan_site plan;
	int err = 0;

	plan_site_rules(&plan, view->conf, name, view->now_ms);
	if (s)
		err = plan_site_read(&plan, view->reader, s->site.id);
	else
		plan.due = (int64_t)conf_site_named(view->conf,
						    name)->seed_count;
	view->plan = &plan;
	view->site = name;
	if (!err && view->sites)
		add_site(view, s);
	else if (!err && view->format == LISTING_TABLE)
		err = show_table(view, s);
	else if (!err)
		err = add_urls(view, s);
	view->any = true;
	plan_site_clear(&plan);
	return err;
}

static int on_site(void *ctx, const struct store_site_state *s)
{
	struct view *view = ctx;

	for (size_t i = 0; i < conf_site_count(view->conf); i++)
		if (strcmp(conf_site(view->conf, i)->name, s->site.name) == 0)
			view->seen[i] = true;
	if (view->only && strcmp(view->only, s->site.name))
		return 0;
	return show_site(view, s->site.name, s);
}

static int each_configured(struct view *view)
{
	int err = 0;

	for (size_t i = 0; i < conf_site_count(view->conf) && !err; i++) {
		const char *name = conf_site(view->conf, i)->name;

		if (view->seen[i] || (view->only && strcmp(view->only, name)))
			continue;
		err = show_site(view, name, NULL);
	}
	return err;
}

static int nothing(const struct command_context *ctx, const struct view *view)
{
	if (view->only) {
		complain("there is no site \"%s\", in %s or configured; "
			 "\"nianbao sites\" lists them", view->only,
			 ctx->archive);
		return EXIT_ERROR;
	}
	return view->reader ? EXIT_DONE : archive_missing(ctx->archive);
}

static int list(const struct command_context *ctx, struct view *view)
{
	int err = store_reader_open(ctx->archive, &view->reader);
	int code = EXIT_DONE;

	if (err && err != ERR_NOTFOUND)
		return archive_refused(ctx->archive, err);
	if (!err)
		err = store_each_site(view->reader, on_site, view);
	else
		err = 0;
	if (!err)
		err = each_configured(view);
	if (err && view->reader)
		code = archive_failed(ctx, view->reader, err);
	else if (err)
		code = exit_code_of(err);
	else if (!view->any)
		code = nothing(ctx, view);
	store_reader_close(view->reader);
	return code;
}

/* --- the command ------------------------------------------------------ */

static int read_limit(const char *text, struct view *view)
{
	unsigned long long limit = view->format == LISTING_TABLE ?
				   LIMIT_TABLE : 0;

	if (text && !slice_u64(slice_of(text), INT32_MAX, &limit))
		return usage_error(&cmd_plan, "--limit %s: a number, please; "
				   "0 shows all", text);
	view->limit = limit ? (int64_t)limit : INT64_MAX;
	return -1;
}

/* Tables of URLs are made site by site. */
static bool make_listing(struct view *view)
{
	if (!view->sites && view->format == LISTING_TABLE)
		return true;
	view->listing = listing_new(view->format, view->sites ? site_columns :
				    url_columns, listing_terminal_width());
	return view->listing != NULL;
}

static int run(struct command_context *ctx, int argc, char **argv)
{
	bool json = false, csv = false;
	const char *limit = NULL;
	struct view view = {.now_ms = clock_wall_ms()};
	const struct command_flag flags[] = {
		{.name = "--json", .present = &json},
		{.name = "--csv", .present = &csv},
		{.name = "--sites", .present = &view.sites},
		{.name = "--limit", .value = &limit}, {.name = NULL},
	};
	struct conf_snapshot *conf = NULL;
	int code = command_flags(&cmd_plan, ctx, flags, &argc, argv);

	if (code < 0 && argc > 2)
		code = usage_error(&cmd_plan, "one site at a time, please");
	if (code < 0)
		code = operand_format(&cmd_plan, json, csv, &view.format);
	if (code < 0)
		code = read_limit(limit, &view);
	if (code >= 0)
		return code;
	view.only = argc == 2 ? argv[1] : NULL;
	if (conf_freeze(ctx->conf, &conf))
		return listing_finish(NULL, EXIT_ERROR);
	view.conf = conf;
	view.seen = calloc(conf_site_count(conf) + 1, sizeof(*view.seen));
	code = view.seen && make_listing(&view) ? list(ctx, &view) :
	       listing_finish(NULL, EXIT_ERROR);
	if (view.listing)
		code = listing_finish(view.listing, code);
	free(view.seen);
	conf_unref(conf);
	return code;
}

const struct command cmd_plan = {
	.name = "plan",
	.usage = "[SITE] [--sites] [--limit N] [--json|--csv]",
	.summary = "Show what would be fetched now, in which order, and why.",
	.help =
"Reads the frontier and changes nothing.  For each site: what is due, what\n"
"comes later, its window and budget, which hosts rest or block us, and then\n"
"its URLs in the order in which a crawl asks for them:\n"
"\n"
"  PRIO  how promising, 0 to 1000: the score of a link, lower the further it\n"
"        is from what was promising; a seed has 900\n"
"  WHEN  now, or when due time, window, budget and the host allow it\n"
"  WHY   a seed; robots.txt; a page of a column; the link it was found by; a\n"
"        redirect.  \"try 2\": it failed before; \"again\": it is known and\n"
"        looked at anew, as by a refresh\n"
"\n"
"A site that is configured and was not crawled yet shows its seeds.  Tables\n"
"have 20 URLs a site, --limit N another number, --limit 0 all.  Hosts take\n"
"turns, so URLs of another host may come between.\n"
"\n"
"--sites gives a line a site instead of URLs.  --json and --csv give every\n"
"URL with the page it was found on, its column, tries and times.\n"
"\n"
"  nianbao plan qinghe\n"
"  nianbao plan --sites",
	.run = run,
};
