/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose rows are followed whatever they are called?
 *
 *   says so   the page's own words (column.h) put it into a column of reports:
 *             all of its main list
 *   led       only what led here spoke of reports: a link that says "2021年",
 *             in a list of years.  Then the list must look like one, too: half
 *             of its rows are years, organs or reports.  A report that could
 *             not be read has a menu for its longest list, and that has not.
 *
 * An article has no list: what is published has a date of its own.
 */
#include "crawler/rows.h"

#include "base/err.h"
#include "parsers/column.h"
#include "parsers/relevance.h"

#include <string.h>

enum {
	ANNUAL = 700,		/* relevance.c: a list of reports, or one */
	ROWS_MIN = 2,
};

static int put(struct rows *rows, struct slice url, enum row_kind kind)
{
	uint32_t *at = seen_at(&rows->urls, seen_hash(url, 0));

	if (!at)
		return ERR_NOMEM;
	*at = kind;
	return 0;
}

static int put_all(struct rows *rows, const struct reading *r)
{
	const struct store_column *column = r->column;
	int err = 0;

	for (size_t i = 0; i < r->row_count && !err; i++)
		err = put(rows, r->rows[i], ROW_ITEM);
	for (size_t i = 0; column && i < column->page_count && !err; i++)
		err = put(rows, slice_of(column->pages[i].url), ROW_PAGE);
	return err;
}

enum row_kind rows_kind(struct rows *rows, struct slice url)
{
	uint32_t *at = seen_at(&rows->urls, seen_hash(url, 0));

	return at ? (enum row_kind)*at : ROW_NONE;
}

/* As it would be worth in a column of reports. */
static bool would_fit(const struct page_link *link)
{
	struct slice column = SLICE_LIT("政府信息公开年报");
	struct slice path = SLICE_LIT("/");

	return relevance_score(link->text, link->title, column, path) >=
	       ANNUAL;
}

/* A row may have several links; each counts. */
static bool looks_annual(struct rows *rows, const struct reading *r)
{
	size_t fitting = 0, all = 0;

	for (size_t i = 0; i < r->link_count; i++) {
		const struct page_link *link = r->sources[i];

		if (rows_kind(rows, link->url) != ROW_ITEM)
			continue;
		all++;
		fitting += would_fit(link);
	}
	return all >= ROWS_MIN && fitting * 2 >= all;
}

static void look_at_links(struct rows *rows, const struct reading *r)
{
	for (size_t i = 0; i < r->link_count; i++) {
		const struct page_link *link = r->sources[i];

		rows->has_door |= link->door;
		rows->speaks |= link->score >= ANNUAL &&
				rows_kind(rows, link->url) == ROW_ITEM;
	}
}

static bool is_article(const struct reading *r)
{
	return r->report_count > 0 || r->page->article.published.p;
}

int rows_read(const struct reading *r, const char *via_anchor, bool led,
	      struct rows *ret_rows)
{
	struct rows rows = {.annual = r->annual};
	int err = put_all(&rows, r);

	if (err) {
		rows_free(&rows);
		return err;
	}
	look_at_links(&rows, r);
	/* the last answer of a list endpoint may have but one row */
	rows.listed = r->annual && (r->row_count >= ROWS_MIN ||
				    (r->column && r->column->list));
	led |= column_is_annual(slice_of(via_anchor), r->url.path);
	if (!rows.listed && led && !is_article(r))
		rows.listed = looks_annual(&rows, r);
	rows.annual |= led;
	*ret_rows = rows;
	return 0;
}

void rows_free(struct rows *rows)
{
	seen_free(&rows->urls);
}
