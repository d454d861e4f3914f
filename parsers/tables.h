/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The tables of annual reports: label-anchored cells → facts.
 *
 * Labels are those of 国办公开办函〔2019〕60号 and 〔2021〕30号 (reports.md §1).
 * Rows and columns are found by their labels, never by their number, so a
 * report may mix generations, leave rows out, repeat headers after a page
 * break or carry phantom columns.  What cannot be read for sure is
 * CELL_UNREAD with its text kept; nothing is guessed.
 *
 * Pure; memory from the caller's arena.
 */
#ifndef NIANBAO_PARSERS_TABLES_H
#define NIANBAO_PARSERS_TABLES_H

#include "parsers/grid.h"
#include "parsers/report.h"

/* Official headings, in official order; NULL-terminated. */
extern const char *const tables_applicants[APPLICATION_COLUMNS + 1];
extern const char *const tables_outcomes[REVIEW_CELLS + 1];
extern const char *const tables_review_blocks[REVIEW_BLOCKS + 1];

enum { TABLES_ACTIVE_CELLS = 3 };

/* What the cells of a row of 主动公开 are called: those of the generation, or of
 * the other one where only that has as many; NULL and 0 for a row of any other
 * table. */
const char *const *tables_active_columns(enum report_generation generation,
					 const struct report_row *row,
					 uint32_t *ret_count);

/* Labels of 申请 whose rows the rules of arithmetic are about; official
 * labels, compared by pointer with report_row.label. */
enum application_row {
	APPLICATION_RECEIVED,		/* 一、 */
	APPLICATION_CARRIED_IN,		/* 二、 */
	APPLICATION_GRANTED,		/* （一） */
	APPLICATION_PARTLY,		/* （二） */
	APPLICATION_REFUSED,		/* （三）, 8 rows */
	APPLICATION_UNABLE = APPLICATION_REFUSED + 8,	/* （四）, 3 rows */
	APPLICATION_UNHANDLED = APPLICATION_UNABLE + 3,	/* （五）, 5 rows */
	APPLICATION_OTHER = APPLICATION_UNHANDLED + 5,	/* （六）, one row */
	APPLICATION_OTHERS,		/* （六）, 3 rows */
	APPLICATION_TOTAL = APPLICATION_OTHERS + 3,	/* （七） */
	APPLICATION_CARRIED_OUT,	/* 四、 */
	APPLICATION_ROWS
};
extern const char *const tables_application_labels[APPLICATION_ROWS];

struct tables {
	/* of the labels; NARRATIVE where there is no table of facts */
	enum report_generation generation;
	const struct report_row *active;	/* official order */
	uint32_t active_count;
	const struct report_row *applications;
	uint32_t application_count;
	const struct report_row *review;
	uint32_t review_count;
	const struct report_statistic *statistics;
	uint32_t statistic_count;
	const bool *used;	/* for each grid: part of a table of facts */
};

/* The flattened tables in [begin, end) of a text as one flat grid, cells with
 * byte spans in that text (see tables_text.c).  NULL where there is nothing,
 * or when the arena failed. */
const struct grid *tables_text_grid(struct slice text, size_t begin,
				    size_t end, struct arena *a);

/* The same of a 统计表: from its header, somewhere in the text, to where its
 * rows end. */
const struct grid *tables_text_statistics(struct slice text, struct arena *a);

/* grids: all tables of one report in the order of the page; an entry may be
 * NULL.  Returns 0 (also where no facts are) or arena_err(a). */
int tables_read(const struct grid *const *grids, uint32_t count,
		struct arena *a, struct tables *ret_tables);

#endif
