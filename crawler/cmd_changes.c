/* SPDX-License-Identifier: Apache-2.0 */
/* nianbao changes: what is new in the reports, and which figure became
 * another. */
#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/commands.h"
#include "crawler/listing.h"
#include "crawler/operand.h"
#include "crawler/wording.h"
#include "parsers/charset.h"

#include <inttypes.h>
#include <stdio.h>

enum {
	LINE_MAX_BYTES = 1 << 24,
	SHOWN_MAX = 60,		/* characters of a text on a line for people */
	DIGEST_SHOWN = 12,	/* hex digits of a SHA-256 */
	DAY_SIZE = 10,		/* "2026-11-02" */
};

static const struct listing_column columns[] = {
	{.name = "time"}, {.name = "id"}, {.name = "organ"}, {.name = "year"},
	{.name = "site"}, {.name = "change"}, {.name = "part"},
	{.name = "label"}, {.name = "column"}, {.name = "from"},
	{.name = "to"}, {.name = "from_kind"}, {.name = "to_kind"},
	{.name = "url"}, {.name = "capture"}, {.name = "before"},
	{.name = NULL},
};

struct view {
	struct listing *listing; /* NULL: lines for people */
	uint64_t count;
};

/* --- for programs --------------------------------------------------------- */

static const char *change_name(const struct store_change *c)
{
	switch (c->kind) {
	case STORE_CHANGE_NEW:
		return "new";
	case STORE_CHANGE_FILE:
		return "file";
	case STORE_CHANGE_GONE:
		return "gone";
	case STORE_CHANGE_BACK:
		return "back";
	case STORE_CHANGE_MOVED:
		return "moved";
	default:
		return report_change_kind_name(c->change.kind);
	}
}

static bool has_part(const struct store_change *c)
{
	return c->kind == STORE_CHANGE_TEXT &&
	       (c->change.kind == CHANGE_CELL ||
		c->change.kind == CHANGE_TABLE);
}

static void add_row(struct listing *l, const struct store_change *c)
{
	listing_time(l, "time", c->at_ms);
	listing_string(l, "id", c->id);
	listing_text(l, "organ", c->organ);
	if (c->year)
		listing_number(l, "year", c->year);
	listing_string(l, "site", c->site);
	listing_string(l, "change", change_name(c));
	if (has_part(c))
		listing_string(l, "part", report_part_name(c->change.part));
	listing_text(l, "label", c->change.label);
	listing_text(l, "column", c->change.heading);
	listing_text(l, "from", c->change.from);
	listing_text(l, "to", c->change.to);
	listing_string(l, "from_kind", c->change.from_kind);
	listing_string(l, "to_kind", c->change.to_kind);
	listing_string(l, "url", c->url);
	listing_number(l, "capture", c->capture);
	if (c->before)
		listing_number(l, "before", c->before);
	listing_row(l);
}

/* --- for people ----------------------------------------------------------- */

/* The beginning of a text; "…" says that there is more. */
static void add_text(struct buf *out, struct slice text)
{
	size_t at = 0;

	for (int i = 0; i < SHOWN_MAX && at < text.n; i++)
		(void)charset_next(text, &at);
	(void)buf_add_slice(out, slice_sub(text, 0, at));
	if (at < text.n)
		(void)buf_adds(out, "…");
}

static void add_side(struct buf *out, struct slice text, const char *kind)
{
	if (!text.p)
		(void)buf_adds(out, "(not there)");
	else if (kind && strcmp(kind, cell_kind_name(CELL_UNREAD)) == 0)
		(void)buf_adds(out, "(unreadable)");
	else if (text.n == 0)
		(void)buf_adds(out, "(blank)");
	else
		add_text(out, text);
}

static void add_from_to(struct buf *out, const struct report_change *c)
{
	(void)buf_adds(out, ": ");
	add_side(out, c->from, c->from_kind);
	(void)buf_adds(out, " → ");
	add_side(out, c->to, c->to_kind);
}

static const char *part_title(enum report_part part)
{
	static const char *const titles[REPORT_PARTS] = {
		[REPORT_ACTIVE] = "主动公开",
		[REPORT_APPLICATIONS] = "申请",
		[REPORT_REVIEW] = "复议诉讼",
		[REPORT_STATISTICS] = "统计表",
	};

	return titles[part];
}

/* "+ what is there now", "- what is not any more". */
static void add_one_side(struct buf *out, const struct report_change *c)
{
	(void)buf_adds(out, c->to.p ? "+ " : "- ");
	add_text(out, c->to.p ? c->to : c->from);
}

static void add_change(struct buf *out, const struct report_change *c)
{
	switch (c->kind) {
	case CHANGE_SENTENCE:
		add_text(out, c->label);
		(void)buf_adds(out, ": ");
		add_one_side(out, c);
		break;
	case CHANGE_TABLE:
		(void)buf_addf(out, "%s: %s, %.*s rows", part_title(c->part),
			       c->to.p ? "the table is new" :
			       "the table is there no more",
			       SLICE_ARG(c->to.p ? c->to : c->from));
		break;
	case CHANGE_ATTACHMENT:
		(void)buf_adds(out, "attachment ");
		add_text(out, c->label);
		(void)buf_adds(out, c->label.n ? " " : "");
		add_one_side(out, c);
		break;
	case CHANGE_CELL:
		(void)buf_addf(out, "%s ", part_title(c->part));
		add_text(out, c->label);
		if (c->heading.p)
			(void)buf_addf(out, " · %.*s", SLICE_ARG(c->heading));
		add_from_to(out, c);
		break;
	default:
		(void)buf_adds(out, c->kind == CHANGE_STATED ? "stated " : "");
		add_text(out, c->label);
		add_from_to(out, c);
	}
}

static void add_what(struct buf *out, const struct store_change *c)
{
	switch (c->kind) {
	case STORE_CHANGE_NEW:
		(void)buf_addf(out, "new report, %s", c->url);
		break;
	case STORE_CHANGE_GONE:
		(void)buf_addf(out, "gone, %s", c->url);
		break;
	case STORE_CHANGE_BACK:
		(void)buf_addf(out, "there again, %s", c->url);
		break;
	case STORE_CHANGE_MOVED:
		(void)buf_addf(out, "moved, %.*s → %.*s",
			       SLICE_ARG(c->change.from),
			       SLICE_ARG(c->change.to));
		break;
	case STORE_CHANGE_FILE:
		(void)buf_addf(out, "other bytes at %s: %.*s… → %.*s…", c->url,
			       DIGEST_SHOWN, c->change.from.p, DIGEST_SHOWN,
			       c->change.to.p);
		break;
	default:
		add_change(out, &c->change);
	}
}

/* "2023 禾口镇人民政府: 申请 （一）予以公开 · 自然人: 3 → 5 (2026-11-02)" */
static int print_line(const struct store_change *c)
{
	struct buf line = BUF_INIT(LINE_MAX_BYTES);
	struct buf clean = BUF_INIT(3 * (size_t)LINE_MAX_BYTES);
	char when[WORDING_TIME_SIZE];
	int err;

	wording_time(c->at_ms, when);
	if (c->year)
		(void)buf_addf(&line, "%d ", c->year);
	(void)buf_add_slice(&line, c->organ.n ? c->organ :
			    slice_of("(organ not stated)"));
	(void)buf_adds(&line, ": ");
	add_what(&line, c);
	err = buf_addf(&line, " (%.*s)", DAY_SIZE, when);
	if (!err)
		err = wording_clean(buf_slice(&line), &clean);
	if (!err)
		puts(clean.data);
	buf_free(&clean);
	buf_free(&line);
	return err;
}

/* --- the command ---------------------------------------------------------- */

static int on_change(void *ctx, const struct store_change *c)
{
	struct view *view = ctx;

	view->count++;
	if (!view->listing)
		return print_line(c);
	add_row(view->listing, c);
	return 0;
}

static int list(const struct command_context *ctx, struct view *view,
		const struct store_change_filter *filter)
{
	struct store_reader *reader;
	int code = archive_open(ctx, &reader);
	int err;

	if (code != EXIT_DONE)
		return code;
	code = archive_check_site(ctx, reader, filter->site);
	if (code == EXIT_DONE) {
		err = store_each_change(reader, filter, on_change, view);
		if (err)
			code = archive_failed(ctx, reader, err);
		else if (view->count == 0)
			complain("nothing changed");
	}
	store_reader_close(reader);
	return code;
}

static int run(struct command_context *ctx, int argc, char **argv)
{
	const char *site = NULL, *organ = NULL, *years = NULL, *since = NULL;
	bool json = false, csv = false;
	const struct command_flag flags[] = {
		{.name = "--since", .value = &since},
		{.name = "--site", .value = &site},
		{.name = "--organ", .value = &organ},
		{.name = "--year", .value = &years},
		{.name = "--json", .present = &json},
		{.name = "--csv", .present = &csv}, {.name = NULL},
	};
	struct store_change_filter filter = {.site = NULL};
	enum listing_format format = LISTING_TABLE;
	struct view view = {.listing = NULL};
	int code = command_flags(&cmd_changes, ctx, flags, &argc, argv);

	if (code < 0 && argc > 1)
		code = usage_error(&cmd_changes, "\"%s\"? For one organ: "
				   "nianbao changes --organ %s", argv[1],
				   argv[1]);
	if (code < 0 && since)
		code = operand_since(&cmd_changes, since, &filter.since_ms);
	if (code < 0 && years)
		code = operand_years(&cmd_changes, years, &filter.year_from,
				     &filter.year_to);
	if (code < 0)
		code = operand_format(&cmd_changes, json, csv, &format);
	if (code >= 0)
		return code;
	filter.site = site;
	filter.organ = organ;
	if (format == LISTING_TABLE)
		return list(ctx, &view, &filter);
	view.listing = listing_new(format, columns, 0);
	code = view.listing ? list(ctx, &view, &filter) : EXIT_ERROR;
	return listing_finish(view.listing, code);
}

const struct command cmd_changes = {
	.name = "changes",
	.usage = "[--since TIME] [--site SITE] [--organ TEXT]\n"
		 "       [--year Y[-Z]] [--json|--csv]",
	.summary = "Say what changed in the reports: figures, text, files.",
	.help =
"One line a change, by organ and year:\n"
"\n"
"  2024 青禾县禾口镇人民政府: 主动公开 行政许可 · 本年处理决定数量: 7 → 9\n"
"    (2026-11-02)\n"
"\n"
"  nianbao changes --since 2026-11-01\n"
"  nianbao changes --organ 禾口镇 --year 2021-2024\n"
"  nianbao changes --json | jq 'select(.change == \"cell\")'\n"
"\n"
"Told are: a report that is new, gone (404, 410), moved (its URL leads to\n"
"another, or is gone while another gives it) or there again; a cell, a\n"
"number stated in the text, a title, date or source that is another; a table\n"
"or attachment that came or went; other bytes at the URL of an attachment; a\n"
"sentence that came (+) or went (-).  What only a counter or a clock changed\n"
"is not told, nor a number that is written in another way.\n"
"\n"
"What a URL says is compared with what the same URL said before.  Where a\n"
"report is at several, a page that is new is compared by its numbers alone.\n"
"The date is that of the capture that saw it first; \"nianbao cat URL --at\n"
"TIME\" gives the page as it was.\n"
"\n"
"--since takes a day or a time in UTC.  --json and --csv give texts in full,\n"
"and the captures before and after: \"change\" is new, gone, moved, back,\n"
"field, sentence, table, cell, stated, attachment or file.",
	.run = run,
};
