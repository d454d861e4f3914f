/* SPDX-License-Identifier: Apache-2.0 */
/* nianbao reports: which reports are there, and what do they say? */
#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/commands.h"
#include "crawler/listing.h"
#include "crawler/operand.h"
#include "crawler/report_line.h"

#include <stdio.h>
#include <stdlib.h>

enum { LINE_MAX_BYTES = 1 << 28 };

static const struct listing_column people_columns[] = {
	{.name = "id", .title = "ID"},
	{.name = "year", .title = "YEAR", .right = true},
	{.name = "organ", .title = "ORGAN", .wide = true},
	{.name = "generation", .title = "GENERATION"},
	{.name = "checks", .title = "CHECKS", .wide = true},
	{.name = "title", .title = "TITLE", .wide = true},
	{.name = NULL},
};

static const struct listing_column csv_columns[] = {
	{.name = "id"}, {.name = "year"}, {.name = "organ"},
	{.name = "organ_kind"}, {.name = "division"}, {.name = "site"},
	{.name = "generation"}, {.name = "title"}, {.name = "published"},
	{.name = "signed"}, {.name = "source"}, {.name = "url"},
	{.name = "host"}, {.name = "official"},
	{.name = "mirror"}, {.name = "original"}, {.name = "checks"},
	{.name = "attachments"}, {.name = "capture"}, {.name = "content"},
	{.name = "first_seen"}, {.name = "last_seen"}, {.name = "versions"},
	{.name = NULL},
};

struct view {
	enum listing_format format;
	struct listing *listing; /* NULL for JSON */
	uint64_t count;
	int err;
};

/* --- one report ----------------------------------------------------------- */

static int print_json(const struct store_report *s)
{
	struct buf out = BUF_INIT(LINE_MAX_BYTES);
	int err = report_line_json(s, &out);

	if (!err)
		puts(out.data);
	buf_free(&out);
	return err;
}

static void add_scalars(struct listing *l, const struct store_report *s)
{
	const struct report *r = &s->report;

	listing_string(l, "organ_kind", r->organ_kind);
	listing_string(l, "division", s->division);
	listing_string(l, "site", s->site);
	listing_text(l, "published", r->published);
	listing_text(l, "signed", r->signed_on);
	listing_text(l, "source", r->source);
	listing_string(l, "url", s->url);
	listing_string(l, "host", s->host);
	if (s->official >= 0)
		listing_bool(l, "official", s->official);
	if (report_line_mirror(s) > 0)
		listing_bool(l, "mirror", true);
	listing_string(l, "original", s->original);
	listing_number(l, "attachments", r->attachment_count);
	listing_number(l, "capture", s->capture);
	listing_string(l, "content", s->content);
	listing_time(l, "first_seen", s->first_seen_ms);
	listing_time(l, "last_seen", s->last_seen_ms);
	listing_number(l, "versions", s->versions);
}

static void add_row(const struct view *view, const struct store_report *s)
{
	const struct report *r = &s->report;
	struct listing *l = view->listing;
	struct buf checks = BUF_INIT(256);

	/* too many to be shown are cut */
	(void)report_line_checks(r, &checks);
	listing_string(l, "id", s->id);
	if (r->year)
		listing_number(l, "year", r->year);
	listing_text(l, "organ", r->organ);
	listing_string(l, "generation", generation_name(r->generation));
	listing_text(l, "checks", buf_slice(&checks));
	listing_text(l, "title", r->title);
	if (view->format == LISTING_CSV)
		add_scalars(l, s);
	listing_row(l);
	buf_free(&checks);
}

static int on_report(void *ctx, const struct store_report *s)
{
	struct view *view = ctx;

	view->count++;
	if (!view->listing)
		return print_json(s);
	add_row(view, s);
	return 0;
}

/* --- the command ---------------------------------------------------------- */

static int list(const struct command_context *ctx, struct view *view,
		const struct store_report_filter *filter)
{
	struct store_reader *reader;
	int code = archive_open(ctx, &reader);
	int err;

	if (code != EXIT_DONE)
		return code;
	code = archive_check_site(ctx, reader, filter->site);
	if (code == EXIT_DONE) {
		err = store_each_report(reader, filter, on_report, view);
		if (err == ERR_INVALID)
			code = usage_error(&cmd_reports, "--text \"%s\": "
					   "there is no word in it",
					   filter->words);
		else if (err)
			code = archive_failed(ctx, reader, err);
		else if (view->count == 0)
			complain("no report is like that");
	}
	store_reader_close(reader);
	return code;
}

static int run(struct command_context *ctx, int argc, char **argv)
{
	const char *site = NULL, *organ = NULL, *years = NULL, *check = NULL;
	const char *words = NULL;
	bool json = false, csv = false;
	const struct command_flag flags[] = {
		{.name = "--site", .value = &site},
		{.name = "--organ", .value = &organ},
		{.name = "--year", .value = &years},
		{.name = "--check", .value = &check},
		{.name = "--text", .value = &words},
		{.name = "--json", .present = &json},
		{.name = "--csv", .present = &csv}, {.name = NULL},
	};
	struct store_report_filter filter = {.id = NULL};
	struct view view = {.listing = NULL};
	int code = command_flags(&cmd_reports, ctx, flags, &argc, argv);

	if (code < 0 && argc > 1)
		code = usage_error(&cmd_reports, "\"%s\"? For one report: "
				   "nianbao show %s", argv[1], argv[1]);
	if (code < 0 && check && strcmp(check, "fail"))
		code = usage_error(&cmd_reports, "--check goes with \"fail\" "
				   "only");
	if (code < 0 && years)
		code = operand_years(&cmd_reports, years, &filter.year_from,
				     &filter.year_to);
	if (code < 0)
		code = operand_format(&cmd_reports, json, csv, &view.format);
	if (code >= 0)
		return code;
	filter.site = site;
	filter.organ = organ;
	filter.failing = check != NULL;
	filter.words = words;
	if (view.format == LISTING_JSON)
		return list(ctx, &view, &filter);
	view.listing = listing_new(view.format, view.format == LISTING_CSV ?
				   csv_columns : people_columns,
				   listing_terminal_width());
	code = view.listing ? list(ctx, &view, &filter) : EXIT_ERROR;
	return listing_finish(view.listing, code);
}

const struct command cmd_reports = {
	.name = "reports",
	.usage = "[--site SITE] [--organ TEXT] [--year Y[-Z]]\n"
		 "       [--check fail] [--text WORDS] [--json|--csv]",
	.summary = "List the reports and what their checks say.",
	.help =
"One line a report, by organ and year.\n"
"\n"
"  nianbao reports --organ 禾口镇\n"
"  nianbao reports --year 2021-2024 --check fail\n"
"  nianbao reports --text '行政诉讼 败诉'\n"
"  nianbao reports --json | jq -r 'select(.year == 2024) | .url'\n"
"\n"
"ID names the report for \"nianbao show\".  GENERATION is the form of its\n"
"tables: 2021 and 2019 (by the State Council's circulars of those years),\n"
"statistics (one table of figures), or narrative (prose only); a report of\n"
"2021 may well be in the form of 2019.\n"
"\n"
"CHECKS gives the worst result and its rules.  A failing check (fail V1) is\n"
"the report's own: the figures are kept as published, and \"nianbao show\"\n"
"says which do not add up.  \"uncertain\": a figure that is needed is blank\n"
"or could not be read.  Where last year's report is archived as well, the two\n"
"are held against each other (V5, V6, V10), and so are a page and the\n"
"document attached to it (copies).\n"
"\n"
"--organ wants a part of the organ's name, --year a year reported on (not the\n"
"one of publication) or a span, --check fail those with a failing check,\n"
"--text words that all stand in its text, as they are written.\n"
"--json prints all that is known, one object a report: sections, every cell\n"
"of the tables, checks, attachments, and where it comes from.  --csv prints\n"
"one row a report without the tables.  \"official\" says whether it is the\n"
"organ's own publication, where that is known, \"mirror\" that it is a copy,\n"
"and \"original\" of which report.",
	.run = run,
};
