/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/document_show.h"

#include "base/err.h"

static void show_grid(const struct document *d, const struct grid *g,
		      struct buf *out)
{
	uint32_t page = g->cell_count
		? document_page(d, g->cells[0].offset) : 0;

	(void)buf_addf(out, "grid %ux%u page %u\n", g->rows, g->cols, page);
	for (uint32_t r = 0; r < g->rows; r++) {
		for (uint32_t c = 0; c < g->cols; c++) {
			const struct grid_cell *cell = grid_at(g, r, c);

			if (c)
				(void)buf_addc(out, '|');
			if (!cell)
				(void)buf_addc(out, '~');
			else if (cell->row == r && cell->col == c)
				(void)buf_add_slice(out, cell->text);
			else
				(void)buf_addc(out, '^');
		}
		(void)buf_addc(out, '\n');
	}
}

static void show_one(const struct document *d, struct buf *out)
{
	(void)buf_addf(out, "%s by %s err %s%s pages %u\n",
		       document_kind_name(d->kind), d->tool, err_name(d->err),
		       d->has_text ? "" : " no text", d->page_count);
	if (d->name.p)
		(void)buf_addf(out, "name %.*s\n", SLICE_ARG(d->name));
	(void)buf_add_slice(out, d->text);
	if (d->text.n)
		(void)buf_addc(out, '\n');
	for (uint32_t i = 0; i < d->grid_count; i++)
		show_grid(d, d->grids[i], out);
}

void document_show(const struct document *d, struct buf *out)
{
	show_one(d, out);
	for (uint32_t i = 0; i < d->member_count; i++) {
		const struct document *m = d->members[i];

		(void)buf_adds(out, "member ");
		show_one(m, out);
		for (uint32_t k = 0; k < m->member_count; k++) {
			(void)buf_adds(out, "member of member ");
			show_one(m->members[k], out);
		}
	}
}
