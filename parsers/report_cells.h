/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All cells of a report's tables, one after the other, each with its full
 * name: part, row, column.  Pure.
 */
#ifndef NIANBAO_PARSERS_REPORT_CELLS_H
#define NIANBAO_PARSERS_REPORT_CELLS_H

#include "parsers/report.h"

/* In the order in which they are walked. */
enum report_part {
	REPORT_ACTIVE,		/* 主动公开 */
	REPORT_APPLICATIONS,	/* 申请 */
	REPORT_REVIEW,		/* 行政复议、行政诉讼 */
	REPORT_STATISTICS,	/* 统计表 */
	REPORT_PARTS
};
/* The name in JSON: "active_disclosure", "applications", "review_litigation",
 * "statistics". */
const char *report_part_name(enum report_part part);
/* How many rows r has of it. */
uint32_t report_part_rows(const struct report *r, enum report_part part);

struct report_place {
	enum report_part part;
	uint32_t row, column;	/* from 0, among those that are there */
	struct slice label;	/* of the row */
	struct slice heading;	/* of the column; absent where it has none */
	struct slice unit;	/* STATISTICS, as published */
	const struct report_cell *cell; /* the report's */
};

/* Where a walk is; begins with .report set and all else zero. */
struct report_cells {
	const struct report *report;
	enum report_part part;
	uint32_t row, column;
};

/* The next cell; false: there is none, and *ret_place is untouched. */
bool report_cells_next(struct report_cells *walk,
		       struct report_place *ret_place);

#endif
