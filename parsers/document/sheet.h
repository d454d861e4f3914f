/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cells of a spreadsheet, in any order, until all are known: merged ranges
 * stand behind the rows, and nothing obliges a writer to sort.
 */
#ifndef NIANBAO_PARSERS_DOCUMENT_SHEET_H
#define NIANBAO_PARSERS_DOCUMENT_SHEET_H

#include "parsers/document/document_private.h"

struct sheet_cell {
	uint32_t row, col;
	uint32_t rowspan, colspan;
	struct slice text;	/* arena */
};

struct sheet {
	struct arena *arena;
	struct sheet_cell *cells;	/* heap, grows */
	uint32_t count, cap;
	struct sheet_cell *merges;	/* heap, grows; without text */
	uint32_t merge_count, merge_cap;
	bool cut;		/* text beyond the maximum grid */
};

/* ERR_NOMEM, or why there is no text (arena). */
int sheet_add(struct sheet *s, uint32_t row, uint32_t col, struct slice text);
/* The range from row, col to last_row, last_col is one cell. */
int sheet_merge(struct sheet *s, uint32_t row, uint32_t col,
		uint32_t last_row, uint32_t last_col);
/* Numbers are binary fractions ("96171.600000000006"); 15 digits show what was
 * typed.  Arena. */
struct slice sheet_number(struct arena *a, double number);
/* Gives all as one table. */
void sheet_give(struct sheet *s, struct build *b);
void sheet_free(struct sheet *s);

#endif
