/* SPDX-License-Identifier: Apache-2.0 */
/*
 * nianbao why-not ORGAN YEAR: the story of one cell.
 *
 * Sites are walked once.  What is told of the first organ that fits is kept
 * until the last site has been looked at, for only then is it known whether
 * the name was clear.  A name that is an organ's in full goes before one that
 * is a part of it.
 */
#include "crawler/cmd_why_not.h"

#include "base/err.h"
#include "crawler/cmd_coverage.h"
#include "crawler/cmd_json.h"
#include "crawler/commands.h"
#include "crawler/draw.h"
#include "crawler/listing.h"
#include "crawler/operand.h"
#include "crawler/progress.h"
#include "crawler/wording.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	ARENA_MAX = 1 << 28,
	STORY_MAX = 1 << 22,
	CANDIDATES_MAX = 20,	/* that are listed */
	INDENT = 2,
};

/* How well a name fits. */
enum fit { FIT_NONE, FIT_PART, FIT_WHOLE };

struct question {
	struct slice word;	/* the organ, as asked for */
	struct organ_name name;
	int year;
	bool json;
	int width;
	struct arena *arena;
	enum fit fit;		/* the best so far */
	unsigned count;		/* organs that fit so */
	struct buf candidates;	/* of them, a line each */
	struct buf story;	/* of the first of them */
};

/* --- what is printed ------------------------------------------------------ */

static void add_clean(struct buf *out, const char *text)
{
	(void)wording_clean(slice_trim(slice_of(text)), out); /* sticky */
}

static void add_paragraph(struct buf *out, const struct buf *text, int width)
{
	struct buf clean = BUF_INIT(3 * text->len + 1);

	(void)wording_clean(buf_slice(text), &clean);
	draw_text(buf_slice(&clean), INDENT, width, out);
	buf_free(&clean);
}

static void tell_dates(const struct coverage_cell *cell, int64_t now_ms,
		       struct buf *out)
{
	char when[WORDING_TIME_SIZE];
	const char *comma = "";
	uint64_t years = cell->organ->archived;

	/* the last moment of the last day, as China counts */
	wording_time(cell->c.due_ms + INT64_C(8) * 3600 * 1000 - 1, when);
	(void)buf_addf(out, "  %s by %.10s\n", now_ms < cell->c.due_ms ?
		       "to be published" : "was to be published", when);
	(void)buf_adds(out, "  archived of this organ: ");
	for (int y = COVERAGE_YEAR_MIN; y <= COVERAGE_YEAR_MAX; y++) {
		if (!(years & coverage_bit(y)))
			continue;
		(void)buf_addf(out, "%s%d", comma, y);
		comma = " ";
	}
	(void)buf_adds(out, years ? "\n" : "nothing\n");
	if (!years && cell->organ->configured)
		(void)buf_adds(out, "  expected, because the site's file "
			       "names it\n");
	else if (!years && cell->organ->township)
		(void)buf_adds(out, "  expected, because it lies in the "
			       "site's division\n");
}

static void tell_column(const struct why_not_column *c, struct buf *out)
{
	const struct store_column_state *k = c->column->state;
	char when[WORDING_TIME_SIZE];

	(void)buf_adds(out, "  ");
	add_clean(out, k->name ? k->name : "(without a name)");
	(void)buf_addf(out, ": %" PRId64, k->found);
	if (k->declared_total >= 0)
		(void)buf_addf(out, " of %" PRId64, k->declared_total);
	wording_time(k->read_ms, when);
	(void)buf_addf(out, " rows, %s\n    last read %s\n    ",
		       why_not_witness_words(c->witness), when);
	add_clean(out, k->url);
	(void)buf_addc(out, '\n');
	if (!k->complete) {
		(void)buf_adds(out, "    ");
		(void)progress_reason(k, out);	/* sticky */
		(void)buf_addc(out, '\n');
	}
	if (c->witness != COVERAGE_WITNESS_OPEN)
		return;
	(void)buf_adds(out, "    such a row: ");
	add_clean(out, c->column->open_url);
	(void)buf_addc(out, '\n');
}

static void tell_columns(const struct why_not *w, struct buf *out)
{
	(void)buf_adds(out, w->cell.c.any_column && w->column_count ?
		       "\nNo column is known to be for it.  Columns of "
		       "reports:\n" : "\nColumns that should list it:\n");
	if (!w->column_count)
		(void)buf_adds(out, "  none is known\n");
	for (size_t i = 0; i < w->column_count; i++)
		tell_column(&w->columns[i], out);
}

static void tell_attempt(const struct coverage_link *link, struct buf *out)
{
	char when[WORDING_TIME_SIZE];

	if (!link->capture)
		return;
	wording_time(link->asked_ms, when);
	(void)buf_addf(out, "    asked %s, capture %" PRId64, when,
		       link->capture);
	if (link->status)
		(void)buf_addf(out, ", status %d", link->status);
	if (link->block && strcmp(link->block, "none") != 0)
		(void)buf_addf(out, ", %s", link->block);
	if (link->error) {
		(void)buf_adds(out, ": ");
		add_clean(out, link->error);
	}
	(void)buf_addc(out, '\n');
}

static void tell_link(const struct why_not_link *l, struct buf *out)
{
	char when[WORDING_TIME_SIZE];

	(void)buf_adds(out, "  \"");
	add_clean(out, l->link.text);
	(void)buf_addf(out, "\": %s\n    ", coverage_end_words(l->link.end));
	add_clean(out, l->link.url);
	(void)buf_addc(out, '\n');
	if (l->page) {
		(void)buf_adds(out, "    stands on ");
		add_clean(out, l->page);
		(void)buf_addc(out, '\n');
	}
	tell_attempt(&l->link, out);
	if (!l->link.due_ms)
		return;
	wording_time(l->link.due_ms, when);
	(void)buf_addf(out, "    due %s\n", when);
}

static void tell_links(const struct why_not *w, struct buf *out)
{
	(void)buf_adds(out, "\nLinks that name organ and year:\n");
	if (!w->link_count)
		(void)buf_adds(out, "  none was seen\n");
	for (size_t i = 0; i < w->link_count; i++)
		tell_link(&w->links[i], out);
	if (w->cut)
		(void)buf_adds(out, "  there are more\n");
}

static int tell(const struct why_not *w, int width, struct buf *out)
{
	struct buf text = BUF_INIT(STORY_MAX);

	(void)wording_clean(w->cell.organ->name.text, out);
	(void)buf_addf(out, " %d: %s\n", w->cell.year,
		       coverage_state_name(w->cell.verdict.state));
	(void)coverage_detail(&w->cell, &text);
	add_paragraph(out, &text, width);
	(void)buf_adds(out, "  site ");
	add_clean(out, w->cov->site);
	(void)buf_addc(out, '\n');
	tell_dates(&w->cell, w->cov->now_ms, out);
	if (w->cell.verdict.state != COVERAGE_ARCHIVED) {
		tell_columns(w, out);
		tell_links(w, out);
	}
	(void)buf_adds(out, "\nWhat to do:\n");
	buf_clear(&text);
	(void)why_not_next(w, &text);
	add_paragraph(out, &text, width);
	buf_free(&text);
	return out->err;
}

static int tell_programs(const struct why_not *w, struct buf *out)
{
	struct cmd_json o;

	cmd_json_begin(&o);
	cmd_why_not_json(w, &o);
	return cmd_json_add(&o, out);
}

/* --- which organ? --------------------------------------------------------- */

static enum fit fit_of(const struct question *q,
		       const struct coverage_organ *organ)
{
	const struct organ_name *name = &organ->name;

	if (slice_eq(name->text, q->name.text) ||
	    slice_eq(name->core, q->name.core))
		return FIT_WHOLE;
	if (organ_name_same(name, &q->name) ||
	    slice_find(name->text, q->name.text, 0) != SIZE_MAX)
		return FIT_PART;
	return FIT_NONE;
}

static int take(struct question *q, struct store_reader *r, int64_t site,
		const struct coverage *cov,
		const struct coverage_organ *organ)
{
	struct why_not *w;
	int err;

	if (q->count++ < CANDIDATES_MAX) {
		(void)buf_adds(&q->candidates, "  ");	/* sticky */
		(void)wording_clean(organ->name.text, &q->candidates);
		(void)buf_adds(&q->candidates, "  (site ");
		add_clean(&q->candidates, cov->site);
		(void)buf_adds(&q->candidates, ")\n");
	}
	if (q->count > 1)
		return q->candidates.err;
	buf_clear(&q->story);
	w = arena_alloc(q->arena, sizeof(*w));
	if (!w)
		return arena_err(q->arena);
	err = why_not_ask(r, site, cov, organ, q->year, q->arena, w);
	if (!err)
		err = q->json ? tell_programs(w, &q->story)
			      : tell(w, q->width, &q->story);
	return err;
}

static int on_site(void *ctx, struct store_reader *r, int64_t site,
		   const struct coverage *cov)
{
	struct question *q = ctx;
	int err = 0;

	for (size_t i = 0; i < cov->organ_count && !err; i++) {
		enum fit fit = fit_of(q, cov->organs[i]);

		if (fit == FIT_NONE || fit < q->fit)
			continue;
		if (fit > q->fit) {
			q->fit = fit;
			q->count = 0;
			buf_clear(&q->candidates);
		}
		err = take(q, r, site, cov, cov->organs[i]);
	}
	return err;
}

static int answer(const struct question *q)
{
	if (q->count == 1) {
		fputs(q->story.data, stdout);
		return EXIT_DONE;
	}
	if (q->count == 0) {
		complain("no organ like \"%.*s\" is expected of any site; "
			 "\"nianbao coverage\" lists those that are",
			 SLICE_ARG(q->word));
		return EXIT_ERROR;
	}
	complain("\"%.*s\" may be any of these; write the name in full, or "
		 "--site", SLICE_ARG(q->word));
	(void)fprintf(stderr, "%s", q->candidates.data);
	if (q->count > CANDIDATES_MAX)
		(void)fprintf(stderr, "  and %u more\n",
			      q->count - CANDIDATES_MAX);
	return EXIT_USAGE;
}

/* --- the command ---------------------------------------------------------- */

static int ask(const struct command_context *ctx, const char *site,
	       struct question *q)
{
	int code = EXIT_ERROR;

	q->arena = arena_new(ARENA_MAX);
	if (!q->arena || organ_name_read(q->word, q->arena, &q->name))
		complain("%s", err_text(ERR_NOMEM));
	else
		code = cmd_coverage_sites(ctx, site, on_site, q);
	if (code == EXIT_DONE)
		code = answer(q);
	buf_free(&q->candidates);
	buf_free(&q->story);
	arena_free(q->arena);
	return code;
}

static int take_operands(char **argv, struct question *q)
{
	int to;
	int code = operand_years(&cmd_why_not, argv[2], &q->year, &to);

	q->word = slice_trim(slice_of(argv[1]));
	if (code >= 0)
		return code;
	if (!q->word.n)
		return usage_error(&cmd_why_not, "which organ?");
	if (to != q->year || q->year < COVERAGE_YEAR_MIN ||
	    to > COVERAGE_YEAR_MAX)
		return usage_error(&cmd_why_not, "one year from %d to %d, "
				   "please", COVERAGE_YEAR_MIN,
				   COVERAGE_YEAR_MAX);
	return -1;
}

static int run(struct command_context *ctx, int argc, char **argv)
{
	const char *site = NULL;
	bool json = false;
	const struct command_flag flags[] = {
		{.name = "--site", .value = &site},
		{.name = "--json", .present = &json}, {.name = NULL},
	};
	struct question q = {
		.candidates = BUF_INIT(STORY_MAX), .story = BUF_INIT(STORY_MAX),
		.width = listing_terminal_width(),
	};
	int code = command_flags(&cmd_why_not, ctx, flags, &argc, argv);

	if (code < 0 && argc != 3)
		code = usage_error(&cmd_why_not, "an organ and a year, please");
	if (code < 0)
		code = take_operands(argv, &q);
	if (code >= 0)
		return code;
	q.json = json;
	return ask(ctx, site, &q);
}

const struct command cmd_why_not = {
	.name = "why-not",
	.usage = "ORGAN YEAR [--site SITE] [--json]",
	.summary = "Tell why a report is not archived, and what to do.",
	.help =
"ORGAN is the organ's name or a part of it, YEAR the year reported on.\n"
"\n"
"  nianbao why-not 云脚乡 2023\n"
"\n"
"Tells the state of that cell of \"nianbao coverage\"; which columns should\n"
"list the report, how many of their rows are known, and when they were last\n"
"read; every link that names the organ and the year, with what became of it;\n"
"and what can be done.  Where the report is archived, its id.\n"
"\n"
"A name that fits several organs ends with a list of them.  --json prints one\n"
"object.",
	.run = run,
};
