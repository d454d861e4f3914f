/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/report_cells.h"

#include "parsers/tables.h"

/* Headings of 统计表. */
static const char *const statistics_headings[] = {"本年度", "历年累计"};
enum { STATISTICS_CELLS = 2 };

const char *report_part_name(enum report_part part)
{
	static const char *const names[REPORT_PARTS] = {
		[REPORT_ACTIVE] = "active_disclosure",
		[REPORT_APPLICATIONS] = "applications",
		[REPORT_REVIEW] = "review_litigation",
		[REPORT_STATISTICS] = "statistics",
	};

	return names[part];
}

uint32_t report_part_rows(const struct report *r, enum report_part part)
{
	switch (part) {
	case REPORT_ACTIVE:
		return r->active_count;
	case REPORT_APPLICATIONS:
		return r->application_count;
	case REPORT_REVIEW:
		return r->review_count;
	case REPORT_STATISTICS:
		return r->statistic_count;
	default:
		return 0;
	}
}

/* NULL of STATISTICS, whose rows are of another kind. */
static const struct report_row *row_of(const struct report_cells *walk)
{
	switch (walk->part) {
	case REPORT_ACTIVE:
		return &walk->report->active[walk->row];
	case REPORT_APPLICATIONS:
		return &walk->report->applications[walk->row];
	case REPORT_REVIEW:
		return &walk->report->review[walk->row];
	default:
		return NULL;
	}
}

static struct slice heading_of(const struct report_cells *walk,
			       const struct report_row *row)
{
	uint32_t count = 0;
	const char *const *headings = NULL;

	switch (walk->part) {
	case REPORT_ACTIVE:
		headings = tables_active_columns(walk->report->generation, row,
						 &count);
		break;
	case REPORT_APPLICATIONS:
		headings = tables_applicants;
		count = APPLICATION_COLUMNS;
		break;
	case REPORT_REVIEW:
		headings = tables_outcomes;
		count = REVIEW_CELLS;
		break;
	default:
		headings = statistics_headings;
		count = STATISTICS_CELLS;
	}
	return walk->column < count ? slice_of(headings[walk->column]) :
	       SLICE_NONE;
}

static uint32_t cells_of(const struct report_cells *walk)
{
	const struct report_row *row = row_of(walk);

	return row ? row->count : STATISTICS_CELLS;
}

static void fill(const struct report_cells *walk, struct report_place *out)
{
	const struct report_row *row = row_of(walk);

	*out = (struct report_place){
		.part = walk->part, .row = walk->row, .column = walk->column,
		.heading = heading_of(walk, row),
	};
	if (row) {
		out->label = slice_of(row->label);
		out->cell = &row->cells[walk->column];
	} else {
		const struct report_statistic *s =
			&walk->report->statistics[walk->row];

		out->label = s->label;
		out->unit = s->unit;
		out->cell = walk->column ? &s->total : &s->year;
	}
}

bool report_cells_next(struct report_cells *walk,
		       struct report_place *ret_place)
{
	while (walk->part < REPORT_PARTS) {
		if (walk->row >= report_part_rows(walk->report, walk->part)) {
			walk->part++;
			walk->row = 0;
		} else if (walk->column >= cells_of(walk)) {
			walk->row++;
			walk->column = 0;
		} else {
			fill(walk, ret_place);
			walk->column++;
			return true;
		}
	}
	return false;
}
