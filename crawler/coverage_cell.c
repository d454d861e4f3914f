/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One cell out of the coverage of a site.  Which columns should list the
 * report of an organ and year?  The first of these that gives any:
 *
 *   its own     columns that list reports of the organ, for the years between
 *               the first and the last year they list of anybody; the ones
 *               that reach the newest year of the site also for all later
 *   its kind's  columns that list reports of that year by organs of its kind
 *   all         where such an organ is listed at all, and a pass over the site
 *               has ended: every column of annual reports
 *
 * A column of news that happens to list a report is none of them.
 */
#include "crawler/coverage_site.h"

#include "base/err.h"

#include <inttypes.h>
#include <string.h>

/* --- the columns that should list it -------------------------------------- */

static int last_year(uint64_t years)
{
	return COVERAGE_YEAR_MAX - __builtin_clzll(years);
}

static bool reaches(const struct coverage *cov,
		    const struct coverage_column *column, int year)
{
	uint64_t years = column->years;
	uint64_t earlier = years & (coverage_bit(year) - 1);

	if (!years)
		return false;
	if (last_year(years) >= year)
		return (years & coverage_bit(year)) || earlier;
	/* a column of one year is for that year alone */
	return (years & (years - 1)) &&
	       last_year(years) == last_year(cov->listed);
}

static int each_own(const struct coverage *cov,
		    const struct coverage_organ *organ, int year,
		    coverage_column_fn fn, void *ctx)
{
	int code = 0;

	for (struct coverage_span *s = organ->spans; s && !code; s = s->next)
		if (s->column->counts && reaches(cov, s->column, year))
			code = fn(ctx, s->column);
	return code;
}

static int each_of_kind(const struct coverage *cov,
			const struct coverage_organ *organ, int year,
			coverage_column_fn fn, void *ctx)
{
	unsigned rank = coverage_kind_rank(organ->name.kind);
	int code = 0;

	for (struct coverage_column *c = cov->columns; c && !code; c = c->next)
		if (c->counts && (c->kinds[rank] & coverage_bit(year)))
			code = fn(ctx, c);
	return code;
}

static bool kind_is_listed(const struct coverage *cov, const char *kind)
{
	unsigned rank = coverage_kind_rank(kind);

	for (struct coverage_column *c = cov->columns; c; c = c->next)
		if (c->counts && c->kinds[rank])
			return true;
	return false;
}

static int each_at_all(const struct coverage *cov,
		       const struct coverage_organ *organ,
		       coverage_column_fn fn, void *ctx)
{
	int code = 0;

	if (!cov->site_read || !kind_is_listed(cov, organ->name.kind))
		return 0;
	for (struct coverage_column *c = cov->columns; c && !code; c = c->next)
		if (c->counts)
			code = fn(ctx, c);
	return code;
}

static int stop_at_first(void *ctx, const struct coverage_column *column)
{
	(void)ctx;
	(void)column;
	return 1;
}

static bool has_own(const struct coverage *cov,
		    const struct coverage_organ *organ, int year)
{
	return each_own(cov, organ, year, stop_at_first, NULL) != 0;
}

static bool has_of_kind(const struct coverage *cov,
			const struct coverage_organ *organ, int year)
{
	return each_of_kind(cov, organ, year, stop_at_first, NULL) != 0;
}

int coverage_each_column(const struct coverage *cov,
			 const struct coverage_organ *organ, int year,
			 coverage_column_fn fn, void *ctx)
{
	if (has_own(cov, organ, year))
		return each_own(cov, organ, year, fn, ctx);
	if (has_of_kind(cov, organ, year))
		return each_of_kind(cov, organ, year, fn, ctx);
	return each_at_all(cov, organ, fn, ctx);
}

enum coverage_witness coverage_witness_of(const struct coverage_column *column,
					  const char *kind, int year)
{
	if (!column->state->complete)
		return column->blocked ? COVERAGE_WITNESS_BLOCKED :
		       COVERAGE_WITNESS_INCOMPLETE;
	if (column->state->read_ms < coverage_due_ms(kind, year))
		return column->blocked ? COVERAGE_WITNESS_BLOCKED :
		       COVERAGE_WITNESS_EARLY;
	if (column->open || (column->open_years & coverage_bit(year)))
		return COVERAGE_WITNESS_OPEN;
	return COVERAGE_WITNESS_GOOD;
}

static int take_worst(void *ctx, const struct coverage_column *column)
{
	struct coverage_cell *cell = ctx;
	enum coverage_witness witness = coverage_witness_of(
		column, cell->organ->name.kind, cell->year);

	if (!cell->column || witness > cell->c.witness) {
		cell->column = column;
		cell->c.witness = witness;
	}
	cell->c.has_column = true;
	return 0;
}

/* --- the cell ------------------------------------------------------------- */

static void take_links(struct coverage_cell *cell)
{
	for (const struct coverage_link *l = cell->organ->links; l;
	     l = l->next) {
		if (l->year != cell->year ||
		    (cell->link && cell->link->end <= l->end))
			continue;
		cell->link = l;
		cell->c.end = l->end;
		cell->c.has_link = true;
	}
}

static void take_evidence(const struct coverage *cov,
			  struct coverage_cell *cell)
{
	switch (cell->verdict.reason) {
	case COVERAGE_BY_REPORT:
		cell->evidence = COVERAGE_EVIDENCE_REPORT;
		break;
	case COVERAGE_BY_LINK:
	case COVERAGE_BY_LINK_AND_COLUMN:
		cell->capture = cell->link->capture;
		cell->evidence = cell->capture ? COVERAGE_EVIDENCE_CAPTURE :
				 COVERAGE_EVIDENCE_LINK;
		break;
	case COVERAGE_BY_COLUMN:
		cell->evidence = COVERAGE_EVIDENCE_COLUMN;
		break;
	case COVERAGE_BY_SITE:
		cell->capture = cov->seed_capture;
		if (cov->site_blocked && cell->capture)
			cell->evidence = COVERAGE_EVIDENCE_CAPTURE;
		break;
	case COVERAGE_BY_NOTHING:
	case COVERAGE_BY_DATE:
		break;
	}
}

void coverage_cell(const struct coverage *cov,
		   const struct coverage_organ *organ, int year,
		   struct coverage_cell *ret_cell)
{
	struct coverage_cell cell = {
		.organ = organ, .year = year,
		.c = {
			.report = organ->reports[year - COVERAGE_YEAR_MIN],
			.site_blocked = cov->site_blocked,
			.site_read = cov->site_read,
			.due_ms = coverage_due_ms(organ->name.kind, year),
			.now_ms = cov->now_ms,
		},
	};

	take_links(&cell);
	cell.c.any_column = !has_own(cov, organ, year) &&
			    !has_of_kind(cov, organ, year);
	(void)coverage_each_column(cov, organ, year, take_worst, &cell);
	cell.verdict = coverage_decide(&cell.c);
	take_evidence(cov, &cell);
	*ret_cell = cell;
}

/* --- in words ------------------------------------------------------------- */

const char *coverage_evidence_name(enum coverage_evidence evidence)
{
	static const char *const names[] = {
		[COVERAGE_EVIDENCE_NONE] = NULL,
		[COVERAGE_EVIDENCE_REPORT] = "report",
		[COVERAGE_EVIDENCE_CAPTURE] = "capture",
		[COVERAGE_EVIDENCE_COLUMN] = "column",
		[COVERAGE_EVIDENCE_LINK] = "link",
	};

	return names[evidence];
}

int coverage_evidence_text(const struct coverage_cell *cell, struct buf *out)
{
	switch (cell->evidence) {
	case COVERAGE_EVIDENCE_REPORT:
		return buf_adds(out, cell->c.report);
	case COVERAGE_EVIDENCE_CAPTURE:
		return buf_addf(out, "%" PRId64, cell->capture);
	case COVERAGE_EVIDENCE_COLUMN:
		return buf_adds(out, cell->column->state->url);
	case COVERAGE_EVIDENCE_LINK:
		return buf_adds(out, cell->link->url);
	case COVERAGE_EVIDENCE_NONE:
		break;
	}
	return out->err;
}

static int add_found(const struct store_column_state *k, struct buf *out)
{
	(void)buf_addf(out, "%" PRId64, k->found);	/* sticky */
	if (k->declared_total >= 0)
		(void)buf_addf(out, " of %" PRId64, k->declared_total);
	return buf_adds(out, " rows");
}

int coverage_detail(const struct coverage_cell *cell, struct buf *out)
{
	(void)buf_adds(out, coverage_words(&cell->c, &cell->verdict));
	switch (cell->verdict.reason) {
	case COVERAGE_BY_LINK:
	case COVERAGE_BY_LINK_AND_COLUMN:
		return buf_addf(out, ": %s", cell->link->url);
	case COVERAGE_BY_COLUMN:
		if (cell->c.any_column &&
		    cell->c.witness == COVERAGE_WITNESS_GOOD)
			break;	/* it is not this one alone */
		(void)buf_addf(out, ": %s, ", cell->column->state->name ?
			       cell->column->state->name :
			       cell->column->state->url);
		return add_found(cell->column->state, out);
	case COVERAGE_BY_REPORT:
	case COVERAGE_BY_SITE:
	case COVERAGE_BY_NOTHING:
	case COVERAGE_BY_DATE:
		break;
	}
	return out->err;
}
