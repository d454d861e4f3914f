/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 统计表 of the years before 2019: any labels, as published.  A row with as many
 * cells as the header is read in their order, because spans may differ; any
 * other by what stands above.
 */
#include "parsers/tables_private.h"

enum { UNIT_BYTES = 6 };

/* Without blank cells at the end, which may be phantoms. */
static uint32_t used_cells(const struct line *line)
{
	uint32_t n = line->count;

	while (n > 0 && !line->cells[n - 1]->text.n)
		n--;
	return n;
}

static bool header(struct table_reader *r)
{
	struct statistics *t = &r->statistics;
	uint32_t cols[STATISTIC_COLUMNS] = {UINT32_MAX, UINT32_MAX, UINT32_MAX,
					    UINT32_MAX};
	uint32_t order[STATISTIC_COLUMNS] = {0};

	for (uint32_t i = 0; i < r->line.count; i++) {
		int id = table_match(r->labels, FAMILY_STATISTIC,
				     &r->line.labels[i], true);

		if (id < 0 || cols[id] != UINT32_MAX)
			continue;
		cols[id] = r->line.cells[i]->col;
		order[id] = i;
	}
	if (cols[STATISTIC_LABEL] == UINT32_MAX ||
	    cols[STATISTIC_UNIT] == UINT32_MAX ||
	    (cols[STATISTIC_YEAR] == UINT32_MAX &&
	     cols[STATISTIC_TOTAL] == UINT32_MAX))
		return false;
	t->grid = r->line.grid;
	memcpy(t->cols, cols, sizeof(cols));
	memcpy(t->order, order, sizeof(order));
	t->width = used_cells(&r->line);
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

/* The row's cell of a column; NULL where it has none. */
static const struct grid_cell *cell_of(const struct table_reader *r,
				       int column)
{
	const struct statistics *t = &r->statistics;
	const struct line *line = &r->line;

	if (t->cols[column] == UINT32_MAX)
		return NULL;
	if (line->grid->flat && line->count != t->width)
		return column == STATISTIC_LABEL ? line->cells[0] : NULL;
	if (line->count >= t->width && used_cells(line) <= t->width &&
	    line->cells[0]->row == line->row)
		return line->cells[t->order[column]];
	/* labels of groups stand left of a row's own */
	if (column == STATISTIC_LABEL &&
	    t->cols[STATISTIC_UNIT] > t->cols[STATISTIC_LABEL])
		return grid_at(line->grid, line->row,
			       t->cols[STATISTIC_UNIT] - 1);
	return grid_at(line->grid, line->row, t->cols[column]);
}

static struct slice text_of(const struct table_reader *r, int column)
{
	const struct grid_cell *cell = cell_of(r, column);

	if (!cell || cell->row != r->line.row)
		return SLICE_NONE;
	return unbroken(cell->text, r->arena);
}

static void value_of(struct table_reader *r, int column,
		     struct report_cell *out)
{
	const struct grid_cell *cell = cell_of(r, column);

	*out = (struct report_cell){.kind = CELL_BLANK,
				    .text = SLICE_LIT("")};
	/* no columns to fall back to: which value is it? */
	if (r->line.grid->flat && r->line.count != r->statistics.width &&
	    r->statistics.cols[column] != UINT32_MAX)
		out->kind = CELL_UNREAD;
	if (!cell)
		return;
	out->row = cell->row;
	out->col = cell->col;
	out->offset = cell->offset;
	out->length = cell->length;
	(void)table_cell(cell->text, r->arena, out);	/* arena_err() tells */
}

static bool is_fact(const struct report_cell *cell)
{
	return cell->kind == CELL_NUMBER || cell->kind == CELL_VALUED ||
	       cell->kind == CELL_BLANK || cell->kind == CELL_NOT_APPLICABLE;
}

/* The first row of a table behind a page break, which has no header: as many
 * cells, a unit of one or two characters, and values. */
static bool goes_on(struct table_reader *r)
{
	const struct statistics *t = &r->statistics;
	const struct line *line = &r->line;
	struct report_cell year, total;
	struct slice unit;

	if (!t->grid || line->grid->flat || line->count < t->width ||
	    used_cells(line) > t->width)
		return false;
	unit = line->cells[t->order[STATISTIC_UNIT]]->text;
	if (!table_piece_is_unit(unit) || unit.n > UNIT_BYTES)
		return false;
	value_of(r, STATISTIC_YEAR, &year);
	value_of(r, STATISTIC_TOTAL, &total);
	return is_fact(&year) && is_fact(&total);
}

bool table_statistics_line(struct table_reader *r)
{
	struct statistics *t = &r->statistics;
	struct report_statistic *row;
	struct slice label;

	if (header(r))
		return true;
	if (t->grid != r->line.grid && !goes_on(r))
		return false;
	t->grid = r->line.grid;
	label = text_of(r, STATISTIC_LABEL);
	if (!label.n || t->count == STATISTICS_MAX)
		return true;
	if (!t->rows)
		t->rows = arena_array(r->arena, STATISTICS_MAX, sizeof(*row));
	if (!t->rows)
		return true;
	row = &t->rows[t->count++];
	row->label = label;
	row->unit = text_of(r, STATISTIC_UNIT);
	value_of(r, STATISTIC_YEAR, &row->year);
	value_of(r, STATISTIC_TOTAL, &row->total);
	return true;
}
