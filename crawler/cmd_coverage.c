/* SPDX-License-Identifier: Apache-2.0 */
/* nianbao coverage: whose reports of which years are archived? */
#include "crawler/cmd_coverage.h"

#include "base/err.h"
#include "crawler/clock.h"
#include "crawler/commands.h"
#include "crawler/coverage_draw.h"
#include "crawler/listing.h"
#include "crawler/operand.h"

#include <stdio.h>
#include <stdlib.h>

enum { GRID_MAX = 256 << 20, TEXT_MAX = 1 << 16 };

static const struct listing_column columns[] = {
	{.name = "site"}, {.name = "organ"}, {.name = "organ_kind"},
	{.name = "division"}, {.name = "year"}, {.name = "state"},
	{.name = "evidence_kind"}, {.name = "evidence"}, {.name = "url"},
	{.name = "detail"}, {.name = NULL},
};

struct view {
	struct listing *listing; /* NULL: grids */
	int from, to;		/* 0: 2008 and the last one due */
	int width;
	bool colour;
	unsigned count;		/* sites */
};

static void list_cell(struct listing *l, const struct coverage *cov,
		      const struct coverage_cell *cell)
{
	struct buf evidence = BUF_INIT(TEXT_MAX);
	struct buf detail = BUF_INIT(TEXT_MAX);

	listing_string(l, "site", cov->site);
	listing_text(l, "organ", cell->organ->name.text);
	listing_string(l, "organ_kind", cell->organ->name.kind);
	listing_string(l, "division", cell->organ->division);
	listing_number(l, "year", cell->year);
	listing_string(l, "state", coverage_state_name(cell->verdict.state));
	listing_string(l, "evidence_kind",
		       coverage_evidence_name(cell->evidence));
	if (cell->evidence && !coverage_evidence_text(cell, &evidence))
		listing_text(l, "evidence", buf_slice(&evidence));
	if (cell->link && cell->verdict.state != COVERAGE_ARCHIVED)
		listing_string(l, "url", cell->link->url);
	if (!coverage_detail(cell, &detail))
		listing_text(l, "detail", buf_slice(&detail));
	listing_row(l);
	buf_free(&evidence);
	buf_free(&detail);
}

static void list(const struct view *view, const struct coverage *cov, int from,
		 int to)
{
	for (size_t i = 0; i < cov->organ_count; i++)
		for (int y = from; y <= to; y++) {
			struct coverage_cell cell;

			coverage_cell(cov, cov->organs[i], y, &cell);
			list_cell(view->listing, cov, &cell);
		}
}

static int draw(struct view *view, const struct coverage *cov, int from,
		int to)
{
	struct buf out = BUF_INIT(GRID_MAX);
	int err;

	if (view->count++)
		(void)buf_addc(&out, '\n');	/* sticky */
	err = coverage_draw(cov, from, to, view->width, view->colour, &out);
	if (!err)
		fputs(out.data, stdout);
	buf_free(&out);
	return err;
}

static int on_site(void *ctx, struct store_reader *r, int64_t site,
		   const struct coverage *cov)
{
	struct view *view = ctx;
	int from = view->from, to = view->to;

	(void)r;
	(void)site;
	if (!to) {
		from = COVERAGE_YEAR_FIRST;
		to = coverage_last_year(cov->now_ms);
		/* published before it was due */
		while (to < COVERAGE_YEAR_MAX &&
		       (cov->archived & coverage_bit(to + 1)))
			to++;
	}
	if (!view->listing)
		return draw(view, cov, from, to);
	list(view, cov, from, to);
	return 0;
}

static int print_legend(const struct view *view)
{
	struct buf out = BUF_INIT(TEXT_MAX);
	int err = buf_addc(&out, '\n');

	if (!err)
		err = coverage_draw_legend(view->width, view->colour, &out);
	if (!err)
		fputs(out.data, stdout);
	else
		complain("%s", err_text(err));
	buf_free(&out);
	return err ? EXIT_ERROR : EXIT_DONE;
}

static int check_years(const struct view *view)
{
	if (!view->to || (view->from >= COVERAGE_YEAR_MIN &&
			  view->to <= COVERAGE_YEAR_MAX))
		return -1;
	return usage_error(&cmd_coverage, "years go from %d to %d",
			   COVERAGE_YEAR_MIN, COVERAGE_YEAR_MAX);
}

static int run(struct command_context *ctx, int argc, char **argv)
{
	const char *site = NULL, *years = NULL;
	bool json = false, csv = false;
	const struct command_flag flags[] = {
		{.name = "--site", .value = &site},
		{.name = "--years", .value = &years},
		{.name = "--json", .present = &json},
		{.name = "--csv", .present = &csv}, {.name = NULL},
	};
	enum listing_format format;
	struct view view = {.listing = NULL};
	int code = command_flags(&cmd_coverage, ctx, flags, &argc, argv);

	if (code < 0 && argc > 1)
		code = usage_error(&cmd_coverage, "\"%s\"? For one site: "
				   "--site %s", argv[1], argv[1]);
	if (code < 0 && years)
		code = operand_years(&cmd_coverage, years, &view.from,
				     &view.to);
	if (code < 0)
		code = check_years(&view);
	if (code < 0)
		code = operand_format(&cmd_coverage, json, csv, &format);
	if (code >= 0)
		return code;
	view.width = listing_terminal_width();
	view.colour = ctx->terminal_out && !getenv("NO_COLOR");
	if (format == LISTING_TABLE) {
		code = cmd_coverage_sites(ctx, site, on_site, &view);
		return code == EXIT_DONE && view.count ? print_legend(&view) :
		       code;
	}
	view.listing = listing_new(format, columns, 0);
	code = view.listing ? cmd_coverage_sites(ctx, site, on_site, &view) :
	       EXIT_ERROR;
	return listing_finish(view.listing, code);
}

const struct command cmd_coverage = {
	.name = "coverage",
	.usage = "[--site SITE] [--years A-B] [--json|--csv]",
	.summary = "Whose reports of which years are archived, and what is "
		   "missing.",
	.help =
"A grid of organs and years for each site.  Organs are those named in the\n"
"site's file, the townships of its division, and all that were ever seen:\n"
"in a report, or in a column of reports.  Years go from 2008 to the last one\n"
"due: departments report by 31 January, all others by 31 March of the next\n"
"year.\n"
"\n"
"  nianbao coverage --site qinghe --years 2021-2025\n"
"  nianbao coverage --json | jq -r 'select(.state == \"missing\") | .organ'\n"
"\n"
"  archived    the report is there\n"
"  unreadable  something is kept, but no report was found in it\n"
"  blocked     the host or its robots.txt refuses\n"
"  missing     every column that should list it is complete, was read after\n"
"              it was due, and leads to none\n"
"  unknown     anything else: the column is not complete, a page is still\n"
"              to be fetched, or no column is known that should list it\n"
"  not-due     it is not due yet, and not there\n"
"\n"
"\"nianbao why-not ORGAN YEAR\" tells the story of one cell.  --json prints\n"
"one object a cell, --csv a row: the state, the evidence for it (the id of a\n"
"report, the number of a capture, the URL of a column or link), and a\n"
"sentence.",
	.run = run,
};
