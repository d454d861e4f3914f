/* SPDX-License-Identifier: Apache-2.0 */
/* What the rtf*.c files share.  Nobody else includes it. */
#ifndef NIANBAO_PARSERS_DOCUMENT_RTF_PRIVATE_H
#define NIANBAO_PARSERS_DOCUMENT_RTF_PRIVATE_H

#include "parsers/document/document_private.h"

/* What \cellx and the words before it say of one cell of a row. */
struct rtf_def {
	int32_t right;		/* twips */
	bool below;		/* \clvmrg: belongs to the cell above */
	bool beside;		/* \clmrg: belongs to the cell before it */
};

/* A cell that was read, until its table is complete. */
struct rtf_cell {
	uint32_t row;
	int32_t left, right;	/* twips */
	bool below;
	struct slice text;	/* arena */
};

/* Rows are collected until the table ends: only then it is known which
 * borders there are, so how many columns a cell spans. */
struct rtf_table {
	struct rtf_def defs[GRID_MAX_COLS];
	uint32_t def_count;
	struct rtf_def next;	/* of the \cellx to come */
	int32_t left;		/* \trleft */
	uint32_t col;		/* cells of the row read so far */
	uint32_t row;
	struct rtf_cell *cells;	/* heap, grows */
	uint32_t count, cap;
};

/* \trowd: definitions begin anew. */
void rtf_table_defaults(struct rtf_table *t);
/* \cellx */
void rtf_table_cellx(struct rtf_table *t, int32_t right);
/* \cell; ERR_NOMEM, ERR_TOOBIG. */
int rtf_table_cell(struct rtf_table *t, struct slice text);
/* \row */
void rtf_table_row(struct rtf_table *t);
/* The table is complete: gives it to the builder, if there is one. */
int rtf_table_end(struct rtf_table *t, struct arena *a, struct build *b);
void rtf_table_free(struct rtf_table *t);

#endif
