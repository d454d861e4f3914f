/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Drawing for people: text and tables within the columns of a terminal, a
 * Chinese character being two wide.  Everything goes into a buffer, whose
 * error is sticky.
 */
#ifndef NIANBAO_CRAWLER_DRAW_H
#define NIANBAO_CRAWLER_DRAW_H

#include "base/buf.h"

#include <stdint.h>

enum { DRAW_COLUMNS_MAX = 16, DRAW_WIDTH_MIN = 40 };

/* One row of a table; cells beyond those set are empty. */
struct draw_row {
	struct slice cells[DRAW_COLUMNS_MAX];
	bool marked;		/* stands out: "!" at its left */
	bool ruled;		/* a line below it */
};

/*
 * A table with lines around it.  The first column takes what the others
 * leave; all break their text over several lines where it is too wide.
 * width: columns to fit, 0 for as wide as it takes.  rows[0] is the header.
 * Columns from the second on are aligned to the right.
 */
void draw_table(const struct draw_row *rows, uint32_t count, uint32_t columns,
		int width, struct buf *out);

/* Text in lines of at most width columns, each indented; 0 for no limit. */
void draw_text(struct slice text, int indent, int width, struct buf *out);

#endif
