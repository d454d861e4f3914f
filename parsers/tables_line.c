/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of a grid, and how the cells behind a label come to their columns.
 *
 * Where a row has as many cells as are wanted, their order decides: header
 * and body often have different spans (上海 2019).  Otherwise what stands above
 * them decides.  Blank cells beyond the wanted number are phantoms.
 */
#include "parsers/tables_private.h"

void table_line_of(const struct grid *grid, uint32_t row, struct line *out)
{
	const struct grid_cell *last = NULL;

	out->grid = grid;
	out->row = row;
	out->count = 0;
	for (uint32_t c = 0; c < grid->cols; c++) {
		const struct grid_cell *cell = grid_at(grid, row, c);

		if (!cell || cell == last)
			continue;
		last = cell;
		table_label(cell->text, &out->labels[out->count]);
		out->cells[out->count++] = cell;
	}
}

void table_add_column(struct columns *c, const struct line *line,
		      uint32_t index, uint32_t slot)
{
	const struct grid_cell *cell = line->cells[index];
	uint32_t i = c->count;

	if (i == sizeof(c->at) / sizeof(c->at[0]))
		return;
	for (uint32_t k = 0; k < c->count; k++)
		if (c->at[k].slot == slot || c->at[k].col == cell->col)
			return;
	while (i > 0 && c->at[i - 1].col > cell->col) {
		c->at[i] = c->at[i - 1];
		i--;
	}
	c->at[i] = (struct column){.col = cell->col, .span = cell->colspan,
				   .slot = slot};
	c->count++;
}

/* The cells of one row on their way to slots. */
struct choice {
	const struct grid_cell *const *cells;
	uint32_t count, row, want;
	const struct columns *columns;	/* complete, else NULL */
	const struct grid_cell *slots[REVIEW_BLOCKS * REVIEW_CELLS];
	bool unread[REVIEW_BLOCKS * REVIEW_CELLS];
};

static bool is_blank(const struct grid_cell *cell)
{
	return !cell->text.n;
}

static uint32_t slot_of(const struct choice *c, uint32_t k)
{
	return c->columns ? c->columns->at[k].slot : k;
}

static void by_order(struct choice *c)
{
	for (uint32_t k = 0; k < c->want; k++) {
		c->slots[slot_of(c, k)] = c->cells[k];
		/* one value merged over two rows: whose is it? */
		c->unread[slot_of(c, k)] = c->cells[k]->row != c->row &&
					   !is_blank(c->cells[k]);
	}
}

static bool is_below(const struct grid_cell *cell, const struct column *col)
{
	return cell->col < col->col + col->span &&
	       col->col < cell->col + cell->colspan;
}

static void by_column(struct choice *c)
{
	for (uint32_t i = 0; i < c->count; i++) {
		const struct grid_cell *cell = c->cells[i];
		uint32_t columns = 0;

		for (uint32_t k = 0; k < c->want; k++)
			columns += is_below(cell, &c->columns->at[k]);
		for (uint32_t k = 0; k < c->want; k++) {
			uint32_t slot = slot_of(c, k);
			const struct grid_cell *other = c->slots[slot];

			if (!is_below(cell, &c->columns->at[k]) ||
			    (other && is_blank(cell)))
				continue;
			c->unread[slot] |= (other && !is_blank(other)) ||
				(columns > 1 && !is_blank(cell)) ||
				(cell->row != c->row && !is_blank(cell));
			c->slots[slot] = cell;
		}
	}
}

/* No column tells: blanks may be phantoms or cells. */
static void without_columns(struct choice *c)
{
	uint32_t full = 0;

	for (uint32_t i = 0; i < c->count; i++)
		full += !is_blank(c->cells[i]);
	if (full == c->want) {
		for (uint32_t i = 0, k = 0; i < c->count; i++)
			if (!is_blank(c->cells[i]))
				c->slots[slot_of(c, k++)] = c->cells[i];
		return;
	}
	for (uint32_t k = 0; k < c->want; k++) {
		c->slots[k] = k < c->count ? c->cells[k] : NULL;
		c->unread[k] = full > 0;
	}
}

static bool fill(const struct choice *c, struct arena *a,
		 struct report_cell *out)
{
	for (uint32_t k = 0; k < c->want; k++) {
		const struct grid_cell *cell = c->slots[k];

		out[k] = (struct report_cell){.kind = CELL_BLANK,
					      .text = SLICE_LIT(""),
					      .row = c->row};
		if (cell) {
			out[k].row = cell->row;
			out[k].col = cell->col;
			out[k].offset = cell->offset;
			out[k].length = cell->length;
		}
		if (cell && !table_cell(cell->text, a, &out[k]))
			return false;
		if (c->unread[k]) {
			out[k].kind = CELL_UNREAD;
			out[k].value = SLICE_NONE;
		}
	}
	return true;
}

bool table_cells(const struct line *line, uint32_t from,
		const struct columns *columns, uint32_t want, struct arena *a,
		struct report_cell *out, bool *ret_any)
{
	struct choice c = {
		.cells = line->cells + from, .count = line->count - from,
		.row = line->row, .want = want,
		.columns = columns->count == want ? columns : NULL,
	};

	*ret_any = c.count > 0;
	while (c.count > want && is_blank(c.cells[c.count - 1]))
		c.count--;
	if (c.count == want)
		by_order(&c);
	else if (c.columns && columns->grid == line->grid && !line->grid->flat)
		by_column(&c);
	else
		without_columns(&c);
	return fill(&c, a, out);
}
