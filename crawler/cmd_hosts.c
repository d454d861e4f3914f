/* SPDX-License-Identifier: Apache-2.0 */
/* nianbao hosts: how each host is asked, and which ones refuse. */
#include "crawler/archive.h"
#include "crawler/clock.h"
#include "crawler/commands.h"
#include "crawler/listing.h"
#include "crawler/operand.h"
#include "crawler/wording.h"

#include <stdio.h>
#include <string.h>

static const struct listing_column people_columns[] = {
	{.name = "host", .title = "HOST", .wide = true},
	{.name = "state", .title = "STATE"},
	{.name = "delay", .title = "DELAY", .right = true},
	{.name = "robots", .title = "ROBOTS"},
	{.name = "remark", .title = "REMARK", .wide = true},
	{.name = NULL},
};

static const struct listing_column columns[] = {
	{.name = "host"}, {.name = "state"}, {.name = "address"},
	{.name = "delay_ms"}, {.name = "crawl_delay_ms"},
	{.name = "last_response_ms"}, {.name = "next"},
	{.name = "backoff_until"}, {.name = "backoff_steps"},
	{.name = "blocked_since"}, {.name = "block"}, {.name = "block_sign"},
	{.name = "block_group"}, {.name = "block_steps"},
	{.name = "block_until"}, {.name = "failures"},
	{.name = "robots_status"}, {.name = "robots_at"},
	{.name = "robots_tried"}, {.name = "robots_capture"}, {.name = NULL},
};

struct view {
	struct listing *listing;
	enum listing_format format;
	int64_t now_ms, delay_ms;	/* the configured least */
};

/* The rule of DESIGN.md, "Politeness". */
static int64_t delay_of(const struct view *view, const struct store_host *h)
{
	int64_t delay = view->delay_ms;

	if (delay < h->crawl_delay_ms)
		delay = h->crawl_delay_ms;
	if (delay < 2 * (int64_t)h->last_response_ms)
		delay = 2 * (int64_t)h->last_response_ms;
	return delay;
}

static const char *state_of(const struct view *view,
			    const struct store_host *h)
{
	if (h->block.since_ms)
		return "blocked";
	if (h->backoff_until_ms > view->now_ms)
		return "resting";
	return h->failures ? "failing" : "ok";
}

/* What the last good robots answer was. */
static const char *robots_of(const struct store_host *h)
{
	if (h->robots_status == 0)
		return h->robots_tried_ms ? "unknown" : "not asked";
	return h->robots_status / 100 == 2 ? "rules" : "none";
}

/* Tables are narrow. */
static void minute_of(int64_t ms, char out[WORDING_TIME_SIZE])
{
	wording_time(ms, out);
	out[sizeof("2026-11-22 05:39") - 1] = '\0';
}

/* Class, since when, when it is asked again, with whom it rests. */
static void block_remark(const struct store_block *b, const char *key,
			 char *out, size_t size)
{
	char since[WORDING_TIME_SIZE], until[WORDING_TIME_SIZE];
	bool alone = strcmp(b->group, key) == 0;

	minute_of(b->since_ms, since);
	minute_of(b->until_ms, until);
	(void)snprintf(out, size, "%s since %s, asked again %s%s%s", b->class,
		       since, until, alone ? "" : ", as ",
		       alone ? "" : b->group);
}

/* Why it is in that state, for people. */
static void add_remark(const struct view *view, const struct store_host *h)
{
	char minute[WORDING_TIME_SIZE], text[400] = "";

	if (h->block.since_ms) {
		block_remark(&h->block, h->key, text, sizeof(text));
	} else if (h->backoff_until_ms > view->now_ms) {
		minute_of(h->backoff_until_ms, minute);
		(void)snprintf(text, sizeof(text), "until %s", minute);
	} else if (h->failures) {
		(void)snprintf(text, sizeof(text), "failed %d times in a row",
			       (int)h->failures);
	}
	listing_string(view->listing, "remark", text);
}

static void add_block(struct listing *l, const struct store_block *b)
{
	listing_time(l, "blocked_since", b->since_ms);
	listing_string(l, "block", b->class);
	listing_string(l, "block_sign", b->sign);
	listing_string(l, "block_group", b->group);
	if (b->since_ms)
		listing_number(l, "block_steps", b->steps);
	listing_time(l, "block_until", b->until_ms);
}

static void add_numbers(struct listing *l, const struct store_host *h,
			int64_t delay_ms)
{
	listing_string(l, "address", h->address);
	listing_number(l, "delay_ms", delay_ms);
	if (h->crawl_delay_ms >= 0)
		listing_number(l, "crawl_delay_ms", h->crawl_delay_ms);
	listing_number(l, "last_response_ms", h->last_response_ms);
	listing_time(l, "next", h->next_ms);
	listing_time(l, "backoff_until", h->backoff_until_ms);
	listing_number(l, "backoff_steps", h->backoff_steps);
	add_block(l, &h->block);
	listing_number(l, "failures", h->failures);
	if (h->robots_status)
		listing_number(l, "robots_status", h->robots_status);
	listing_time(l, "robots_at", h->robots_at_ms);
	listing_time(l, "robots_tried", h->robots_tried_ms);
	if (h->robots_capture)
		listing_number(l, "robots_capture", h->robots_capture);
}

static int on_host(void *ctx, const struct store_host *h)
{
	struct view *view = ctx;
	struct listing *l = view->listing;
	int64_t delay = delay_of(view, h);
	char span[WORDING_SPAN_SIZE];

	listing_string(l, "host", h->key);
	listing_string(l, "state", state_of(view, h));
	if (view->format == LISTING_TABLE) {
		wording_span(delay, span);
		listing_string(l, "delay", span);
		listing_string(l, "robots", robots_of(h));
		add_remark(view, h);
	} else {
		add_numbers(l, h, delay);
	}
	listing_row(l);
	return 0;
}

static int list(const struct command_context *ctx, struct view *view)
{
	struct store_reader *reader;
	int code = archive_open(ctx, &reader);
	int err;

	if (code != EXIT_DONE)
		return code;
	err = store_each_host(reader, on_host, view);
	if (err)
		code = archive_failed(ctx, reader, err);
	store_reader_close(reader);
	return code;
}

static int run(struct command_context *ctx, int argc, char **argv)
{
	bool json = false, csv = false;
	const struct command_flag flags[] = {
		{.name = "--json", .present = &json},
		{.name = "--csv", .present = &csv}, {.name = NULL},
	};
	struct view view = {.now_ms = clock_wall_ms()};
	struct conf_snapshot *conf;
	int code = command_flags(&cmd_hosts, ctx, flags, &argc, argv);

	if (code < 0 && argc > 1)
		code = usage_error(&cmd_hosts, "it takes no operands");
	if (code < 0)
		code = operand_format(&cmd_hosts, json, csv, &view.format);
	if (code >= 0)
		return code;
	if (conf_freeze(ctx->conf, &conf))
		return listing_finish(NULL, EXIT_ERROR);
	view.delay_ms = conf_number(conf, OPTION_DELAY);
	view.listing = listing_new(view.format, view.format == LISTING_TABLE ?
				   people_columns : columns,
				   listing_terminal_width());
	code = view.listing ? list(ctx, &view) : EXIT_ERROR;
	conf_unref(conf);
	return listing_finish(view.listing, code);
}

const struct command cmd_hosts = {
	.name = "hosts",
	.usage = "[--json|--csv]",
	.summary = "List the hosts: delays, back-off, and who blocks us.",
	.help =
"STATE says how a host stands to us:\n"
"\n"
"  ok        it answers\n"
"  resting   it asked for a pause (429, 503, Retry-After), or the network\n"
"            failed; nothing is asked before the time in REMARK\n"
"  failing   the last attempts failed, the next one is not far\n"
"  blocked   it answers with challenges or bans; this is recorded, and never\n"
"            worked around.  It is left alone for an hour, then for a day,\n"
"            then for a week at a time (block_first, block_second,\n"
"            block_last), and then asked for one page.  Hosts that are\n"
"            blocked alike, of one address, one registered domain or one\n"
"            prefecture, are a group: one page of one of them speaks for\n"
"            all (\"as\" in REMARK)\n"
"\n"
"DELAY is the least pause between an answer and the next request: the option\n"
"\"delay\", a Crawl-delay, or twice the time of the last answer, whichever is\n"
"longest.  ROBOTS says whether a robots.txt with rules is in force;\n"
"\"unknown\": it could not be had, and nothing else is asked until it is.\n"
"\n"
"--json and --csv tell all that is kept: address, back-off, when robots.txt\n"
"was fetched, and in which capture.  All of it survives restarts.",
	.run = run,
};
