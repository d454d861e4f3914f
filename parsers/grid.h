/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A table as a grid of cells, however it was published: an HTML table with
 * rowspan and colspan expanded, or a table of a document (document.h).
 * `tables` reads grids and never sees their origin.  Memory from an arena;
 * immutable.
 */
#ifndef NIANBAO_PARSERS_GRID_H
#define NIANBAO_PARSERS_GRID_H

#include "parsers/html.h"

struct grid_cell {
	struct slice text;	/* folded: no white space at all at the ends,
				 * inner runs to one space; "" for blank */
	uint32_t row, col;	/* its top left place */
	uint32_t rowspan, colspan; /* as clipped to the grid; at least 1 */
	uint32_t node;		/* html node, UINT32_MAX elsewhere */
	uint32_t offset, length; /* byte span in the page's UTF-8 text */
};

struct grid {
	uint32_t rows, cols;
	const struct grid_cell **at;	/* rows*cols, row by row; the covering
					 * cell, NULL where there is none */
	const struct grid_cell *cells;
	uint32_t cell_count;
	uint32_t node;			/* the <table>, UINT32_MAX elsewhere */
	bool flat;	/* text that lost its layout: the columns of a cell
			 * say its order in the row, not what it stands below */
};

/* A page may not make us expand rowspan=65534 x colspan=1000 forever. */
enum { GRID_MAX_ROWS = 2000, GRID_MAX_COLS = 200 };

static inline const struct grid_cell *grid_at(const struct grid *g,
					      uint32_t row, uint32_t col)
{
	return row < g->rows && col < g->cols ? g->at[row * g->cols + col]
					      : NULL;
}

/*
 * The grid of the <table> at node by the HTML standard's table model: nested
 * tables are cells' text here and grids of their own elsewhere; rowspan=0 runs
 * to the end of its section; overlapping cells: the first one stays.  NULL
 * when the arena failed (arena_err() tells) or the table has no cells.
 * Tables larger than the maximum are cut there.
 */
const struct grid *grid_of_table(const struct html *h, uint32_t node,
				 struct arena *a);

/*
 * The grid of cells that somebody else has placed (a document's table).  They
 * come row by row, are not copied, and are clipped to the maximum grid; where
 * two overlap the first one stays.  NULL when the arena failed or none is left.
 */
const struct grid *grid_of_cells(struct grid_cell *cells, uint32_t count,
				 struct arena *a);

#endif
