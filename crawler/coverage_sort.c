/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Each row of a column, and each other URL that speaks of a report, is given
 * to
 *
 *   the reports it gave         the column lists them
 *   organ and year it names     a link of that organ, the column lists it
 *   the column's open rows      it may be a report, but whose?
 *   nothing                     it is no report
 *
 * A URL that moved is looked for where it moved to.
 */
#include "crawler/coverage_private.h"

#include "base/err.h"
#include "parsers/report_link.h"

#include <string.h>

enum {
	REDIRECTS_MAX = 20,
	BARE_TEXT = 12,		/* bytes; a text of these says nothing */
};

static bool year_fits(int year)
{
	return year >= COVERAGE_YEAR_MIN && year <= COVERAGE_YEAR_MAX;
}

int coverage_put_report(struct gather *g, struct gave *gave,
			struct slice organ, int year)
{
	struct coverage_organ *o;
	int err;

	if (!organ.n || !year_fits(year))
		return 0;
	err = coverage_names_find(g->names, organ, true, &o);
	if (err || !o)
		return err;
	gave->placed = true;
	if (!o->division)
		o->division = gave->division;
	if (!o->reports[year - COVERAGE_YEAR_MIN])
		o->reports[year - COVERAGE_YEAR_MIN] = gave->id;
	o->archived |= coverage_bit(year);
	g->cov->archived |= coverage_bit(year);
	return 0;
}

/* --- whose is it? --------------------------------------------------------- */

static int list_report(struct gather *g, struct coverage_column *column,
		       struct coverage_organ *o, int year)
{
	struct coverage_span *span = o->spans;

	while (span && span->column != column)
		span = span->next;
	if (!span) {
		span = arena_alloc(g->arena, sizeof(*span));
		if (!span)
			return arena_err(g->arena);
		span->column = column;
		span->next = o->spans;
		o->spans = span;
	}
	span->years |= coverage_bit(year);
	column->years |= coverage_bit(year);
	column->kinds[coverage_kind_rank(o->name.kind)] |= coverage_bit(year);
	if (column->counts)
		g->cov->listed |= coverage_bit(year);
	return 0;
}

static int add_link(struct gather *g, struct coverage_organ *o, int year,
		    const struct seen *s, const char *text)
{
	struct coverage_link *link = arena_alloc(g->arena, sizeof(*link));

	if (!link)
		return arena_err(g->arena);
	*link = s->link;
	link->year = year;
	link->text = text;
	link->next = o->links;
	o->links = link;
	return 0;
}

/* What is said of a URL in several places, the fullest first. */
struct said {
	struct report_link link;
	const char *text;	/* that said it; NULL */
	size_t length;		/* of the longest text */
};

static int hear(struct gather *g, const char *text, struct slice column,
		struct said *said)
{
	struct report_link link;
	bool full;
	int err;

	if (!text)
		return 0;
	err = report_link_read(slice_of(text), column, g->arena, &link);
	if (err)
		return err;
	if (strlen(text) > said->length)
		said->length = strlen(text);
	full = link.kind == REPORT_LINK_REPORT && link.organ.p && link.year;
	if (said->link.kind == REPORT_LINK_NONE || full ||
	    (said->link.kind == REPORT_LINK_REPORT &&
	     link.kind == REPORT_LINK_OTHER))
		*said = (struct said){link, text, said->length};
	return 0;
}

static bool is_full(const struct said *said)
{
	return said->link.kind == REPORT_LINK_REPORT && said->link.organ.p &&
	       year_fits(said->link.year);
}

/* end: where the URL leads to. */
static int listen(struct gather *g, const struct seen *s,
		  const struct seen *end, const struct row *row,
		  struct said *ret_said)
{
	struct said said = {.text = NULL};
	struct slice column = SLICE_NONE;
	int err;

	/* a column without a name is one all the same */
	if (row)
		column = slice_of(row->column->state->name ?
				  row->column->state->name : "");
	err = hear(g, end->title, column, &said);
	if (!err && row && !is_full(&said))
		err = hear(g, row->text, column, &said);
	if (!err && !is_full(&said))
		err = hear(g, s->anchor, column, &said);
	if (!err)
		*ret_said = said;
	return err;
}

/* --- one URL after the other ---------------------------------------------- */

static struct seen *where_it_leads(struct gather *g, struct seen *s)
{
	struct seen *next = s;

	for (int i = 0; i < REDIRECTS_MAX && s->redirects && next; i++) {
		HASH_FIND_STR(g->seen, s->redirect_to, next);
		s = next ? next : s;
	}
	return s;
}

static void leave_open(struct coverage_column *column, const struct seen *s,
		       const struct seen *end, const struct said *said)
{
	bool report = said->link.kind == REPORT_LINK_REPORT;
	bool kept = end->link.end == COVERAGE_END_KEPT;

	if (end->link.end == COVERAGE_END_GONE ||
	    said->link.kind == REPORT_LINK_OTHER ||
	    (!report && ((kept && end->html) || said->length > BARE_TEXT)))
		return;
	if (report && year_fits(said->link.year))
		column->open_years |= coverage_bit(said->link.year);
	else
		column->open = true;
	if (!column->open_url)
		column->open_url = s->link.url;
}

/* A report is where it says; what it leaves open its link may say. */
static int sort_report(struct gather *g, struct gave *gave,
		       const struct row *row, const struct said *said)
{
	struct slice organ = slice_of(gave->organ);
	int year = gave->year;
	struct coverage_organ *o;
	int err;

	if (!organ.n)
		organ = said->link.organ;
	if (!year)
		year = said->link.year;
	if (!gave->placed) {
		err = coverage_put_report(g, gave, organ, year);
		if (err || !gave->placed)
			return err;
	}
	if (!row)
		return 0;
	err = coverage_names_find(g->names, organ, false, &o);
	return !err && o && year_fits(year) ?
	       list_report(g, row->column, o, year) : err;
}

static int sort_link(struct gather *g, const struct seen *s,
		     const struct seen *end, const struct row *row,
		     const struct said *said)
{
	struct coverage_organ *o = NULL;
	int err = 0;

	if (is_full(said))
		err = coverage_names_find(g->names, said->link.organ,
					  row != NULL, &o);
	if (!err && o) {
		struct seen named = *s;

		named.link = end->link;
		named.link.url = s->link.url;
		err = add_link(g, o, said->link.year, &named, said->text);
	}
	if (!err && o && row)
		return list_report(g, row->column, o, said->link.year);
	if (!err && row)
		leave_open(row->column, s, end, said);
	return err;
}

static int sort_in_row(struct gather *g, struct seen *s,
		       const struct seen *end, const struct row *row)
{
	struct said said;
	int err = listen(g, s, end, row, &said);

	for (struct gave *gave = end->gave; gave && !err; gave = gave->next)
		err = sort_report(g, gave, row, &said);
	if (err || end->gave || end->column_page)
		return err;
	return sort_link(g, s, end, row, &said);
}

int coverage_sort(struct gather *g)
{
	int err = 0;

	for (struct seen *s = g->seen; s && !err; s = s->hh.next) {
		struct seen *end = where_it_leads(g, s);

		if (!s->rows)
			err = sort_in_row(g, s, end, NULL);
		for (struct row *row = s->rows; row && !err; row = row->next)
			err = sort_in_row(g, s, end, row);
	}
	return err;
}
