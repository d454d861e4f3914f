/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/export_wide.h"

#include "crawler/csv.h"
#include "parsers/charset.h"
#include "parsers/report_cells.h"

/* A text that is no UTF-8 has none of its bytes: cells are decoded text. */
static void add(struct buf *out, struct slice text, bool last)
{
	(void)csv_field(out, charset_is_utf8(text) ? text : SLICE_NONE, last);
}

/* The places of one row; false: there is no other row. */
enum { ROW_CELLS = 16 };
struct wide_row {
	struct report_place places[ROW_CELLS];
	uint32_t count;
};

static bool next_row(struct report_cells *walk, struct report_place *ahead,
		     bool *more, struct wide_row *row)
{
	row->count = 0;
	while (*more && (row->count == 0 ||
			 (ahead->part == row->places[0].part &&
			  ahead->row == row->places[0].row))) {
		if (row->count < ROW_CELLS)
			row->places[row->count++] = *ahead;
		*more = report_cells_next(walk, ahead);
	}
	return row->count > 0;
}

static bool same_headings(const struct wide_row *a, const struct wide_row *b)
{
	if (a->count != b->count || a->places[0].part != b->places[0].part)
		return false;
	for (uint32_t i = 0; i < a->count; i++)
		if (!slice_eq(a->places[i].heading, b->places[i].heading))
			return false;
	return true;
}

static void add_headings(const struct wide_row *row, struct buf *out)
{
	bool has_unit = row->places[0].part == REPORT_STATISTICS;

	add(out, slice_of(report_part_name(row->places[0].part)), false);
	if (has_unit)
		add(out, slice_of("计量单位"), false);
	for (uint32_t i = 0; i < row->count; i++)
		add(out, row->places[i].heading, i + 1 == row->count);
}

static struct slice shown(const struct report_cell *cell)
{
	return cell->solved ? cell->value : cell->text;
}

static void add_cells(const struct wide_row *row, struct buf *out)
{
	add(out, row->places[0].label, false);
	if (row->places[0].part == REPORT_STATISTICS)
		add(out, row->places[0].unit, false);
	for (uint32_t i = 0; i < row->count; i++)
		add(out, shown(row->places[i].cell), i + 1 == row->count);
}

int export_wide(const struct report *r, struct buf *out)
{
	struct report_cells walk = {.report = r};
	struct report_place ahead;
	struct wide_row rows[2];
	bool more = report_cells_next(&walk, &ahead);

	for (int i = 0; next_row(&walk, &ahead, &more, &rows[i % 2]); i++) {
		struct wide_row *now = &rows[i % 2];

		if (i == 0 || !same_headings(now, &rows[(i + 1) % 2])) {
			if (i > 0)
				(void)buf_adds(out, "\r\n");
			add_headings(now, out);
		}
		add_cells(now, out);
	}
	return out->err;
}
