/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/document/sheet.h"

#include "base/err.h"

#include <math.h>
#include <stdlib.h>

enum {
	MERGES_MAX = 20000, CELLS_MAX = GRID_MAX_ROWS * GRID_MAX_COLS,
};

static int append(struct sheet_cell **cells, uint32_t *count, uint32_t *cap,
		  const struct sheet_cell *cell)
{
	if (*count == *cap) {
		uint32_t more = *cap ? *cap * 2 : 256;
		struct sheet_cell *p = realloc(*cells, more * sizeof(*p));

		if (!p)
			return ERR_NOMEM;
		*cells = p;
		*cap = more;
	}
	(*cells)[(*count)++] = *cell;
	return 0;
}

int sheet_add(struct sheet *s, uint32_t row, uint32_t col, struct slice text)
{
	const struct sheet_cell cell = {
		.row = row, .col = col, .rowspan = 1, .colspan = 1,
		.text = text,
	};

	if (!text.p)
		return arena_err(s->arena);
	if (row >= GRID_MAX_ROWS || col >= GRID_MAX_COLS ||
	    s->count == CELLS_MAX) {
		s->cut |= text.n > 0;
		return 0;
	}
	return append(&s->cells, &s->count, &s->cap, &cell);
}

int sheet_merge(struct sheet *s, uint32_t row, uint32_t col,
		uint32_t last_row, uint32_t last_col)
{
	const struct sheet_cell merge = {
		.row = row, .col = col, .rowspan = last_row - row + 1,
		.colspan = last_col - col + 1,
	};

	if (last_row < row || last_col < col || row >= GRID_MAX_ROWS ||
	    col >= GRID_MAX_COLS || s->merge_count >= MERGES_MAX)
		return 0;
	return append(&s->merges, &s->merge_count, &s->merge_cap, &merge);
}

struct slice sheet_number(struct arena *a, double number)
{
	if (!isfinite(number))
		return (struct slice)SLICE_LIT("");
	return slice_of(arena_printf(a, fabs(number) < 1e15 ? "%.15g"
							     : "%.0f", number));
}

static int compare(const void *a, const void *b)
{
	const struct sheet_cell *x = a, *y = b;

	if (x->row != y->row)
		return x->row < y->row ? -1 : 1;
	return (x->col > y->col) - (x->col < y->col);
}

/* Both lists are sorted by place. */
static void apply_merges(struct sheet *s)
{
	uint32_t i = 0;

	for (uint32_t m = 0; m < s->merge_count; m++) {
		const struct sheet_cell *merge = &s->merges[m];

		while (i < s->count && compare(&s->cells[i], merge) < 0)
			i++;
		if (i < s->count && compare(&s->cells[i], merge) == 0) {
			s->cells[i].rowspan = merge->rowspan;
			s->cells[i].colspan = merge->colspan;
		}
	}
}

static void give_cell(const struct sheet_cell *c, struct build *b)
{
	struct build_cell *place;

	build_cell_open(b);
	place = build_cell(b);
	if (!place)
		return;
	place->col = c->col;
	place->rowspan = c->rowspan;
	place->colspan = c->colspan;
	build_text(b, c->text);
	build_cell_close(b);
}

/* Giving: busy[] is as in grid.c, col is where the open row goes on. */
struct giver {
	struct build *b;
	uint32_t busy[GRID_MAX_COLS];
	uint32_t cols;		/* of the sheet */
	uint32_t rows;		/* opened so far */
	uint32_t col;
};

/* A sheet has a cell at every place, if it has one in the row. */
static void give_blanks(struct giver *g, uint32_t to)
{
	for (; g->rows && g->col < to; g->col++) {
		const struct sheet_cell blank = {
			.row = g->rows - 1, .col = g->col, .rowspan = 1,
			.colspan = 1, .text = SLICE_LIT(""),
		};

		if (g->busy[g->col] < g->rows)
			give_cell(&blank, g->b);
	}
}

static void open_rows(struct giver *g, uint32_t rows)
{
	while (g->rows < rows) {
		if (g->col)	/* it has cells */
			give_blanks(g, g->cols);
		build_row_open(g->b);
		g->rows++;
		g->col = 0;
	}
}

static uint32_t count_cols(const struct sheet *s)
{
	uint32_t cols = 0;

	for (uint32_t i = 0; i < s->count; i++) {
		uint32_t end = s->cells[i].col + s->cells[i].colspan;

		cols = end > cols ? end : cols;
	}
	return cols < GRID_MAX_COLS ? cols : GRID_MAX_COLS;
}

/* Cells that a merge covers, and second ones at one place, have nothing to
 * show. */
void sheet_give(struct sheet *s, struct build *b)
{
	struct giver g = {.b = b};

	if (s->count)
		qsort(s->cells, s->count, sizeof(*s->cells), compare);
	if (s->merge_count)
		qsort(s->merges, s->merge_count, sizeof(*s->merges), compare);
	apply_merges(s);
	g.cols = count_cols(s);
	build_table_open(b);
	for (uint32_t i = 0; i < s->count && !build_err(b); i++) {
		const struct sheet_cell *c = &s->cells[i];

		if (g.busy[c->col] > c->row)
			continue;
		open_rows(&g, c->row + 1);
		give_blanks(&g, c->col);
		for (uint32_t n = 0; n < c->colspan &&
		     c->col + n < GRID_MAX_COLS; n++, g.col++)
			g.busy[c->col + n] = c->row + c->rowspan;
		give_cell(c, b);
	}
	open_rows(&g, g.rows + (s->count > 0));
	build_table_close(b);
	build_line(b);
}

void sheet_free(struct sheet *s)
{
	free(s->cells);
	free(s->merges);
}
