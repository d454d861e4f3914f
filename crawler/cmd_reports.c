/* SPDX-License-Identifier: Apache-2.0 */
/* nianbao reports: which reports are there, and what do they say? */
#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/commands.h"
#include "crawler/listing.h"
#include "crawler/operand.h"
#include "parsers/httpdate.h"
#include "parsers/report_json.h"

#include <stdio.h>
#include <stdlib.h>

enum { LINE_MAX_BYTES = 1 << 28, ROW_ARENA_MAX = 1 << 26 };

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
	{.name = "host"}, {.name = "official"}, {.name = "checks"},
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

/* --- checks in short ------------------------------------------------------ */

/* Rules with this result, each once: "V1 V4". */
static unsigned add_rules(const struct report *r, enum check_result result,
			  struct buf *out)
{
	unsigned count = 0;

	for (uint32_t i = 0; i < r->check_count; i++) {
		const struct report_check *c = &r->checks[i];
		bool known = false;

		for (uint32_t k = 0; k < i && !known; k++)
			known = r->checks[k].result == result &&
				strcmp(r->checks[k].rule, c->rule) == 0;
		if (c->result != result || known)
			continue;
		if (count++ == 0)
			(void)buf_adds(out, check_result_name(result));
		(void)buf_addf(out, " %s", c->rule);
	}
	return count;
}

/* The worst result and the rules it concerns; "pass"; "" without checks. */
static void sum_checks(const struct report *r, struct buf *out)
{
	static const enum check_result worst_first[] = {
		CHECK_FAIL, CHECK_WARN, CHECK_UNCERTAIN,
	};

	for (size_t i = 0; i < 3; i++)
		if (add_rules(r, worst_first[i], out))
			return;
	if (r->check_count)
		(void)buf_adds(out, check_result_name(CHECK_PASS));
}

/* --- one report ----------------------------------------------------------- */

static struct slice iso(int64_t ms, char out[HTTPDATE_ISO_SIZE])
{
	if (ms == 0)
		return SLICE_NONE;
	httpdate_iso(ms, out);
	return slice_of(out);
}

static const struct report_file *files_of(const struct store_report *s,
					  struct arena *a)
{
	const struct report *r = &s->report;
	struct report_file *files = arena_array(a, r->attachment_count,
						sizeof(*files));

	for (uint32_t i = 0; files && i < r->attachment_count; i++)
		files[i] = (struct report_file){
			.url = r->attachments[i].url,
			.name = r->attachments[i].name,
			.type = slice_of(r->attachments[i].type),
			.sha256 = slice_of(s->attachment_sha256[i]),
			.bytes = s->attachment_bytes[i],
		};
	return files;
}

static int print_json(const struct store_report *s)
{
	char first[HTTPDATE_ISO_SIZE], last[HTTPDATE_ISO_SIZE];
	struct arena *a = arena_new(ROW_ARENA_MAX);
	struct buf out = BUF_INIT(LINE_MAX_BYTES);
	int err = a ? 0 : ERR_NOMEM;

	if (!err) {
		const struct report_origin origin = {
			.id = slice_of(s->id), .url = slice_of(s->url),
			.urls = s->urls, .url_count = s->url_count,
			.host = slice_of(s->host),
			/* whether a host that is no gov.cn is a foreign one
			 * is not known here */
			.official = s->official ? 1 : -1,
			.mirror = -1,
			.capture = s->capture,
			.content = slice_of(s->content[0] ? s->content : NULL),
			.first_seen = iso(s->first_seen_ms, first),
			.last_seen = iso(s->last_seen_ms, last),
			.versions = s->versions,
			.division = slice_of(s->division),
			.files = files_of(s, a),
			.file_count = s->report.attachment_count,
		};

		err = arena_err(a);
		if (!err)
			err = report_json(&s->report, &origin, SLICE_NONE,
					  &out);
	}
	if (!err)
		puts(out.data);
	buf_free(&out);
	arena_free(a);
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
	if (s->official)
		listing_bool(l, "official", true);
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

	sum_checks(r, &checks);
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

struct wanted_site {
	const char *name;
	bool found;
};

static int on_site(void *ctx, const struct store_site_state *s)
{
	struct wanted_site *wanted = ctx;

	wanted->found = strcmp(s->site.name, wanted->name) == 0;
	return wanted->found;
}

/* A name that is not there is a mistake, not an empty listing. */
static int check_site(const struct command_context *ctx,
		      struct store_reader *reader, const char *name)
{
	struct wanted_site wanted = {.name = name};
	int err = name ? store_each_site(reader, on_site, &wanted) : 0;

	if (err < 0)
		return archive_failed(ctx, reader, err);
	if (!name || wanted.found)
		return EXIT_DONE;
	complain("%s has no site \"%s\"; \"nianbao sites\" lists those there "
		 "are", ctx->archive, name);
	return EXIT_ERROR;
}

static int list(const struct command_context *ctx, struct view *view,
		const struct store_report_filter *filter)
{
	struct store_reader *reader;
	int code = archive_open(ctx, &reader);
	int err;

	if (code != EXIT_DONE)
		return code;
	code = check_site(ctx, reader, filter->site);
	if (code == EXIT_DONE) {
		err = store_each_report(reader, filter, on_report, view);
		if (err)
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
	bool json = false, csv = false;
	const struct command_flag flags[] = {
		{.name = "--site", .value = &site},
		{.name = "--organ", .value = &organ},
		{.name = "--year", .value = &years},
		{.name = "--check", .value = &check},
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
		 "       [--check fail] [--json|--csv]",
	.summary = "List the reports and what their checks say.",
	.help =
"One line a report, by organ and year.\n"
"\n"
"  nianbao reports --organ 禾口镇\n"
"  nianbao reports --year 2021-2024 --check fail\n"
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
"or could not be read.\n"
"\n"
"--organ wants a part of the organ's name, --year a year reported on (not the\n"
"one of publication) or a span, --check fail those with a failing check.\n"
"--json prints all that is known, one object a report: sections, every cell\n"
"of the tables, checks, attachments, and where it comes from.  --csv prints\n"
"one row a report without the tables.",
	.run = run,
};
