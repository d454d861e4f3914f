/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which links are followed whatever they are called?
 *
 *   says so   the page's own words (column.h) put it into a column of reports:
 *             its main list, and lists of years and organs beside it
 *   led       only what led here spoke of reports: a link that says "2021年",
 *             in a list of years.  Then lists of years, organs or reports are,
 *             and others not: a report that could not be read has a menu for
 *             its main list.
 *
 * An article has no list: what is published has a date of its own.
 */
#include "crawler/rows.h"

#include "base/err.h"
#include "parsers/column.h"
#include "parsers/relevance.h"

#include <string.h>

enum { ANNUAL = 700 };	/* relevance.c: a list of reports, or one */

static int put(struct rows *rows, struct slice url, enum row_kind kind)
{
	uint32_t *at = seen_at(&rows->urls, seen_hash(url, 0));

	if (!at)
		return ERR_NOMEM;
	*at = kind;
	return 0;
}

static int put_all(struct rows *rows, const struct reading *r, bool led)
{
	const struct store_column *column = r->column;
	/* a list endpoint answers with rows of the column and nothing else */
	bool all = r->annual || (led && column && column->list);
	int err = 0;

	for (size_t i = 0; i < r->row_count && !err; i++)
		err = put(rows, r->rows[i], all ? ROW_FOLLOWED : ROW_ITEM);
	for (size_t i = 0; led && i < r->like_count && !err; i++)
		err = put(rows, r->likes[i], ROW_FOLLOWED);
	for (size_t i = 0; column && i < column->page_count && !err; i++)
		err = put(rows, slice_of(column->pages[i].url), ROW_PAGE);
	return err;
}

enum row_kind rows_kind(struct rows *rows, struct slice url)
{
	uint32_t *at = seen_at(&rows->urls, seen_hash(url, 0));

	return at ? (enum row_kind)*at : ROW_NONE;
}

static void look_at_links(struct rows *rows, const struct reading *r)
{
	for (size_t i = 0; i < r->link_count; i++) {
		const struct page_link *link = r->sources[i];

		enum row_kind kind = rows_kind(rows, link->url);

		rows->has_door |= link->door;
		rows->listed |= kind == ROW_FOLLOWED;
		rows->speaks |= link->score >= ANNUAL && kind != ROW_NONE &&
				kind != ROW_PAGE;
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
	int err;

	led |= column_is_annual(slice_of(via_anchor), r->url.path);
	rows.annual |= led;
	err = put_all(&rows, r, rows.annual && !is_article(r));
	if (err) {
		rows_free(&rows);
		return err;
	}
	look_at_links(&rows, r);
	*ret_rows = rows;
	return 0;
}

void rows_free(struct rows *rows)
{
	seen_free(&rows->urls);
}
