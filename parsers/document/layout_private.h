/* SPDX-License-Identifier: Apache-2.0 */
/* What the layout*.c files share.  Nobody else includes it. */
#ifndef NIANBAO_PARSERS_DOCUMENT_LAYOUT_PRIVATE_H
#define NIANBAO_PARSERS_DOCUMENT_LAYOUT_PRIVATE_H

#include "parsers/document/layout.h"

/* A word, or the part of it that stands in one cell. */
struct piece {
	float x0, y0, x1, y1;
	struct slice text;
	uint32_t table, cell;	/* UINT32_MAX: in none */
};

/* Pieces at one height, from left to right. */
struct layout_line {
	float x0, y0, x1, y1;
	struct piece *pieces;
	uint32_t count;
};

struct layout_cell {
	uint32_t row, col, rowspan, colspan;
	struct slice text;
};

struct layout_table {
	float *xs, *ys;		/* cols + 1 and rows + 1 borders, rising */
	uint32_t cols, rows;
	uint32_t *owner;	/* rows * cols: index of the covering cell;
				 * NULL where nothing is drawn */
	struct layout_cell *cells; /* row by row */
	uint32_t cell_count;
};

/* Height of letters that have this box: fonts say 1.2 to 1.4 of it. */
static inline float layout_em(float y0, float y1)
{
	return (y1 - y0) * 0.77f;
}

/* --- layout_rules.c: tables as they are drawn --- */

/* From top to bottom; memory from the arena.  0 or arena_err(). */
int layout_tables(const struct layout_page *page, struct arena *a,
		  struct layout_table **ret_tables, uint32_t *ret_count);
/* Cuts the words into pieces by the cells they stand in. */
int layout_pieces(const struct layout_page *page,
		  const struct layout_table *tables, uint32_t table_count,
		  struct arena *a, struct piece **ret_pieces,
		  uint32_t *ret_count);

/* --- layout_line.c: pieces in the order they are read --- */

/* Sorts pieces and groups them; 0 or arena_err(). */
int layout_lines(struct piece *pieces, uint32_t count, struct arena *a,
		 struct layout_line **ret_lines, uint32_t *ret_count);
/* Adds the text of a run of pieces of one line. */
void layout_text(const struct piece *pieces, uint32_t count, struct buf *out);
/* Whether a space belongs between the end of one line and the next. */
bool layout_wrap_space(struct slice before, struct slice after);
/* All lines as one paragraph, in the arena; SLICE_NONE when it failed. */
struct slice layout_paragraph(const struct layout_line *lines, uint32_t count,
			      struct arena *a);

/* --- layout_align.c: tables that are not drawn --- */

/*
 * The table that begins with the first of these lines; *ret_lines is how many
 * of them it takes.  Where there is none, *ret_table has no cells, and no table
 * begins in any of the *ret_lines (at least 1).  owner is NULL.
 */
int layout_aligned(const struct layout_line *lines, uint32_t count,
		   struct arena *a, struct layout_table *ret_table,
		   uint32_t *ret_lines);

#endif
