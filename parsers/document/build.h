/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where readers of all formats put what they find: text, lines, tables, pages.
 * It folds white space, places cells, joins vertical merges, makes the grids
 * and writes their rows into the text.  Errors stick; build_end() tells.
 *
 * Calls may come in any order that bytes of strangers lead to; what has no
 * meaning (a cell outside a row) does nothing.
 */
#ifndef NIANBAO_PARSERS_DOCUMENT_BUILD_H
#define NIANBAO_PARSERS_DOCUMENT_BUILD_H

#include "parsers/document.h"

/* Tables within tables; deeper ones are text of their cell. */
enum { BUILD_DEPTH = 6 };

struct build_cell {
	uint32_t row, col;	/* col UINT32_MAX: behind the one before */
	uint32_t rowspan, colspan;
	bool continues;		/* belongs to the cell above (vMerge) */
};

struct build;

/* NULL when out of memory.  The result's memory comes from the arena. */
struct build *build_new(const struct document_limits *limits, struct arena *a);
void build_free(struct build *b);	/* NULL allowed */
int build_err(const struct build *b);
/* Nothing was put in so far but what closes things. */
bool build_is_empty(const struct build *b);

/* UTF-8; goes to the open cell, else to the open line.  Bytes that are not
 * UTF-8 become U+FFFD, control characters are dropped. */
void build_text(struct build *b, struct slice text);
/* The line, or within a cell the paragraph, ends here. */
void build_line(struct build *b);
/* What follows stands behind a TAB: rows of tables that come as text. */
void build_tab(struct build *b);
/* A page begins here. */
void build_page(struct build *b);

void build_table_open(struct build *b);
void build_row_open(struct build *b);	/* the row after the last one */
void build_cell_open(struct build *b);
/* The open cell, until it is closed: its place and spans.  build_cell_open()
 * has set the place behind the last cell of the row, and spans of 1. */
struct build_cell *build_cell(struct build *b);	/* NULL: none open */
/* Leaves columns of the row out. */
void build_skip(struct build *b, uint32_t cols);
void build_cell_close(struct build *b);
void build_table_close(struct build *b);
/* A table that was made elsewhere; its cells' places in the text are its
 * business. */
void build_grid(struct build *b, const struct grid *grid);

/* Closes what is open; fills text, grids, pages, has_text: all of them, or,
 * where the arena is full, none. */
int build_end(struct build *b, struct document *d);

#endif
