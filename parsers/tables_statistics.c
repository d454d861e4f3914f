/* SPDX-License-Identifier: Apache-2.0 */
/* 统计表 of the years before 2019: any labels, as published. */
#include "parsers/tables_private.h"

static bool header(struct table_reader *r)
{
	struct statistics *t = &r->statistics;
	uint32_t cols[STATISTIC_COLUMNS] = {UINT32_MAX, UINT32_MAX, UINT32_MAX,
					    UINT32_MAX};

	for (uint32_t i = 0; i < r->line.count; i++) {
		int id = table_match(r->labels, FAMILY_STATISTIC,
				     &r->line.labels[i], true);

		if (id >= 0 && cols[id] == UINT32_MAX)
			cols[id] = r->line.cells[i]->col;
	}
	if (cols[STATISTIC_LABEL] == UINT32_MAX ||
	    cols[STATISTIC_UNIT] == UINT32_MAX ||
	    (cols[STATISTIC_YEAR] == UINT32_MAX &&
	     cols[STATISTIC_TOTAL] == UINT32_MAX))
		return false;
	t->grid = r->line.grid;
	memcpy(t->cols, cols, sizeof(cols));
	return true;
}

/* A space between two Chinese characters is a broken line. */
static struct slice unbroken(struct slice s, struct arena *a)
{
	char *to = arena_alloc(a, s.n + 1);
	size_t n = 0;

	if (!to)
		return SLICE_NONE;
	for (size_t i = 0; i < s.n; i++) {
		bool broken = s.p[i] == ' ' && i > 0 && i + 1 < s.n &&
			      (unsigned char)s.p[i - 1] >= 0x80 &&
			      (unsigned char)s.p[i + 1] >= 0x80;

		if (!broken)
			to[n++] = s.p[i];
	}
	return (struct slice){to, n};
}

static struct slice text_at(const struct table_reader *r, uint32_t col)
{
	const struct grid_cell *cell = grid_at(r->line.grid, r->line.row, col);

	if (!cell || cell->row != r->line.row)
		return SLICE_NONE;
	return unbroken(cell->text, r->arena);
}

static void value_at(struct table_reader *r, uint32_t col,
		     struct report_cell *out)
{
	const struct grid_cell *cell = grid_at(r->line.grid, r->line.row, col);

	*out = (struct report_cell){.kind = CELL_BLANK,
				    .text = SLICE_LIT("")};
	if (!cell)
		return;
	out->row = cell->row;
	out->col = cell->col;
	out->offset = cell->offset;
	out->length = cell->length;
	(void)table_cell(cell->text, r->arena, out);	/* arena_err() tells */
}

bool table_statistics_line(struct table_reader *r)
{
	struct statistics *t = &r->statistics;
	struct report_statistic *row;
	struct slice label;

	if (header(r))
		return true;
	if (t->grid != r->line.grid)
		return false;
	label = text_at(r, t->cols[STATISTIC_LABEL]);
	if (!label.n || t->count == STATISTICS_MAX)
		return true;
	if (!t->rows)
		t->rows = arena_array(r->arena, STATISTICS_MAX, sizeof(*row));
	if (!t->rows)
		return true;
	row = &t->rows[t->count++];
	row->label = label;
	row->unit = text_at(r, t->cols[STATISTIC_UNIT]);
	value_at(r, t->cols[STATISTIC_YEAR], &row->year);
	value_at(r, t->cols[STATISTIC_TOTAL], &row->total);
	return true;
}
