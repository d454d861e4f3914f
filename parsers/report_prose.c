/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The prose of a section: its text without the tables of facts in it.
 *
 * The text of an article is that of its nodes one after the other, so the text
 * of a table is found in it word for word; where it is not (noise was taken
 * out of it) the table stays in the prose, which loses nothing.
 */
#include "base/err.h"
#include "parsers/report_private.h"

enum { TABLE_TEXT_MAX = 1 << 20 };	/* bytes */

/* Puts a span in its order. */
static void add_span(struct report_spans *spans, size_t begin, size_t end)
{
	uint32_t i = spans->count;

	if (spans->count == SPANS_MAX)
		return;
	for (; i > 0 && spans->at[i - 1].begin > begin; i--)
		spans->at[i] = spans->at[i - 1];
	spans->at[i].begin = begin;
	spans->at[i].end = end;
	spans->count++;
}

/* Rows as lines, a TAB between cells, none behind the last one that has text:
 * as tables stand in the text of a document. */
static int grid_text(const struct grid *g, struct buf *out)
{
	uint32_t row = UINT32_MAX, tabs = 0;

	for (uint32_t i = 0; i < g->cell_count; i++) {
		const struct grid_cell *c = &g->cells[i];

		tabs = c->row == row ? tabs + 1 : 0;
		if (c->row != row && out->len &&
		    out->data[out->len - 1] != '\n')
			(void)buf_addc(out, '\n');	/* sticky */
		row = c->row;
		for (; c->text.n && tabs; tabs--)
			(void)buf_addc(out, '\t');	/* sticky */
		(void)buf_add_slice(out, c->text);	/* sticky */
	}
	return out->err;
}

int report_table_text(const struct html *h, const struct grid *grid,
		      struct buf *out)
{
	return h ? html_text(h, grid->node, out) : grid_text(grid, out);
}

int report_table_spans(const struct html *h, const struct grid *const *grids,
		       const bool *used, uint32_t count, struct slice text,
		       struct report_spans *out)
{
	struct buf table = BUF_INIT(TABLE_TEXT_MAX);
	size_t from = 0;
	int err = 0;

	out->count = 0;
	for (uint32_t i = 0; i < count && out->count < SPANS_MAX; i++) {
		const struct grid_cell *last;
		struct slice words;
		size_t at;

		if (!used[i])
			continue;
		if (grids[i]->flat) {
			last = &grids[i]->cells[grids[i]->cell_count - 1];
			add_span(out, grids[i]->cells[0].offset,
				 last->offset + last->length);
			continue;
		}
		buf_clear(&table);
		err = report_table_text(h, grids[i], &table);
		if (err == ERR_NOMEM)
			break;
		words = slice_trim(buf_slice(&table));
		at = slice_find(text, words, from);
		if (err || !words.n || at == SIZE_MAX)
			continue;
		from = at + words.n;
		add_span(out, at, from);
	}
	buf_free(&table);
	return err == ERR_NOMEM ? err : 0;
}

struct slice report_prose(struct slice text, size_t begin, size_t end,
			  const struct report_spans *spans, struct arena *a)
{
	char *to = arena_alloc(a, end - begin + 1);
	size_t n = 0;
	size_t at = begin;

	if (!to)
		return SLICE_NONE;
	for (uint32_t i = 0; i <= spans->count; i++) {
		size_t stop = i < spans->count ? spans->at[i].begin : end;

		if (stop > end)
			stop = end;
		if (stop > at) {
			memcpy(to + n, text.p + at, stop - at);
			n += stop - at;
		}
		if (i < spans->count && spans->at[i].end > at)
			at = spans->at[i].end;
	}
	return slice_trim((struct slice){to, n});
}
