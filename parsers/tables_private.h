/* SPDX-License-Identifier: Apache-2.0 */
/* What the tables*.c files share.  Nobody else includes it. */
#ifndef NIANBAO_PARSERS_TABLES_PRIVATE_H
#define NIANBAO_PARSERS_TABLES_PRIVATE_H

#include "parsers/tables.h"

/* --- labels: tables_label.c --- */

enum { LABEL_MAX = 80 };	/* characters; longer text is no label */

/* The characters of a label that matter: no space, no punctuation, no
 * numbering, brackets and full-width forms folded. */
struct label {
	uint32_t cp[LABEL_MAX];
	unsigned n;		/* 0: cannot be a label */
};
void table_label(struct slice text, struct label *out);

enum label_family {
	FAMILY_ACTIVE,		/* rows of 主动公开 */
	FAMILY_ACTIVE_COLUMN,
	FAMILY_APPLICATION,	/* rows of 申请 */
	FAMILY_APPLICANT,	/* its columns */
	FAMILY_REVIEW,
	FAMILY_STATISTIC,
	FAMILIES
};

/* ids within a family; those of FAMILY_APPLICATION begin with
 * enum application_row. */
enum {
	ACTIVE_RULES, ACTIVE_DOCUMENTS, ACTIVE_LICENCES, ACTIVE_SERVICES,
	ACTIVE_PENALTIES, ACTIVE_COERCION, ACTIVE_FEES, ACTIVE_PURCHASES,
	ACTIVE_ROWS,

	/* 第二十条第…项; what the columns of a block are called */
	ACTIVE_ARTICLE = 0, ACTIVE_CONTENT,
	COLUMN_MADE, COLUMN_OPENED, COLUMN_OPEN_TOTAL, COLUMN_LAST_YEAR,
	COLUMN_CHANGE, COLUMN_DECISIONS, COLUMN_PURCHASES, COLUMN_AMOUNT,
	COLUMN_FIRST_OF_2021,
	COLUMN_ISSUED = COLUMN_FIRST_OF_2021, COLUMN_REPEALED,
	COLUMN_IN_FORCE, COLUMN_DECISIONS_2021, COLUMN_FEE,
	COLUMNS,

	GROUP_RESULTS = APPLICATION_ROWS, GROUP_REFUSED, GROUP_UNABLE,
	GROUP_UNHANDLED,

	APPLICANT_PERSON = 0, APPLICANT_TOTAL = APPLICATION_COLUMNS - 1,
	APPLICANT_HEAD, APPLICANT_BODIES,

	OUTCOME_TOTAL = REVIEW_CELLS - 1,
	REVIEW_RECONSIDERATION, REVIEW_LAWSUIT, REVIEW_DIRECT, REVIEW_AFTER,

	STATISTIC_LABEL = 0, STATISTIC_UNIT, STATISTIC_YEAR, STATISTIC_TOTAL,
	STATISTIC_COLUMNS,
};

struct labels;		/* the vocabulary, prepared once per reading */
/* NULL when the arena failed. */
struct labels *table_labels_new(struct arena *a);
/* The id of the label in the family, or -1.  sure: the whole label, no
 * tolerance. */
int table_match(struct labels *v, enum label_family family,
		const struct label *label, bool sure);

/* --- cells: tables_cell.c --- */

/* Reads one text; false when the arena failed. */
bool table_cell(struct slice text, struct arena *a, struct report_cell *out);

/* --- flattened tables: tables_stream.c, tables_piece.c --- */

enum piece_kind { PIECE_TEXT, PIECE_VALUE, PIECE_BLANK };

/* A cell of a table that is text only. */
struct piece {
	struct slice text;
	enum piece_kind kind;
	bool starts_row;	/* a label that names a row or block */
	bool names_row;		/* a label of a row of facts */
	bool heading;		/* a label of a column */
	bool same_line;		/* as the piece before it */
	uint32_t row, col;
};

/* A part of a text as cells one behind the other: tables_stream.c. */
struct stream {
	struct slice text;	/* all of it, for offsets */
	struct arena *arena;
	struct labels *labels;
	bool any_label;		/* rows have labels that nobody knows */
	struct piece *pieces;
	uint32_t count, max;
	uint32_t rows, cols;	/* for table_stream_grid() */
};
/* false when the arena failed, or the text is too long. */
bool table_stream_read(struct stream *s, struct slice text, size_t begin,
		       size_t end, bool any_label, struct arena *a);
/* The pieces as a flat grid by their row and col; those with a row of
 * UINT32_MAX are left out.  NULL when the arena failed. */
const struct grid *table_stream_grid(struct stream *s);

/* Sets starts_row, names_row and heading by the text. */
void table_piece_label(struct labels *labels, struct piece *p);
/* Whether the text is what a cell of facts holds: "251000元" is, the heading
 * "2019年项目数量" is not. */
bool table_piece_is_value(struct slice text, struct arena *a);
/* "条", "万元", "——": short, and no number. */
bool table_piece_is_unit(struct slice text);
/* "-3-", "— 5 —": the number of a page. */
bool table_piece_is_page(struct slice text);
/* Several headings side by side, and nothing else. */
bool table_piece_are_headings(struct labels *labels, struct slice words);
/* Cuts the next word off, at spaces; absent at the end. */
struct slice table_piece_word(struct slice *rest);

/* --- rows: tables_line.c --- */

/* One row of a grid: its cells from left to right, each once. */
struct line {
	const struct grid *grid;
	uint32_t row;
	uint32_t count;
	const struct grid_cell *cells[GRID_MAX_COLS];
	struct label labels[GRID_MAX_COLS];
};
void table_line_of(const struct grid *grid, uint32_t row, struct line *out);

/* Where a header says its columns stand, from left to right. */
struct columns {
	const struct grid *grid;
	uint32_t count;
	struct column {
		uint32_t col, span;
		uint32_t slot;	/* which of the wanted cells stands below */
	} at[REVIEW_BLOCKS * REVIEW_CELLS];
};
/* Adds a column unless the slot or the place is taken already. */
void table_add_column(struct columns *c, const struct line *line,
		      uint32_t index, uint32_t slot);

/* The cells of a row from index `from` on, put into want slots by their
 * order, else by what stands above them; what is not sure is unread. false
 * when the arena failed.  *ret_any: there was a cell at all. */
bool table_cells(const struct line *line, uint32_t from,
		const struct columns *columns, uint32_t want, struct arena *a,
		struct report_cell *out, bool *ret_any);

/* --- the tables --- */

struct active {
	bool open;		/* within the table */
	int votes_2019, votes_2021;
	bool have[ACTIVE_ROWS];
	uint32_t counts[ACTIVE_ROWS];
	struct report_cell cells[ACTIVE_ROWS][TABLES_ACTIVE_CELLS];
	struct columns columns;
	bool block_known, block_2021;	/* what its header is like */
};

struct applications {
	bool open;
	bool have[APPLICATION_ROWS];
	struct report_cell cells[APPLICATION_ROWS][APPLICATION_COLUMNS];
	int last;		/* id of the row read last, or -1 */
	struct columns columns;
};

struct review {
	bool open;
	bool have;
	struct report_cell cells[REVIEW_BLOCKS * REVIEW_CELLS];
	struct columns columns;
};

enum { STATISTICS_MAX = 400 };

struct statistics {
	const struct grid *grid; /* the one with the header, else NULL */
	uint32_t cols[STATISTIC_COLUMNS]; /* UINT32_MAX: no such column */
	uint32_t order[STATISTIC_COLUMNS]; /* among the cells of the header */
	uint32_t width;			/* cells of the header */
	struct report_statistic *rows;	/* of STATISTICS_MAX, made when due */
	uint32_t count;
};

struct table_reader {
	struct arena *arena;
	struct labels *labels;
	struct line line;	/* the row at hand */
	struct active active;
	struct applications applications;
	struct review review;
	struct statistics statistics;
};

/* Each returns whether the row at hand belongs to its table.  Where the arena
 * failed arena_err() tells. */
bool table_active_line(struct table_reader *r);
bool table_applications_line(struct table_reader *r);
bool table_review_line(struct table_reader *r);
bool table_statistics_line(struct table_reader *r);

/* tables_solve.c.  Cuts glued digits where the balance leaves one way; false
 * when the arena failed. */
bool table_solve(struct table_reader *r);

/* Each gives its rows in official order; false when the arena failed. */
bool table_active_rows(const struct table_reader *r,
		 enum report_generation generation, struct tables *out);
bool table_applications_rows(const struct table_reader *r, struct tables *out);
bool table_review_rows(const struct table_reader *r, struct tables *out);

/* 2019 or 2021 as its labels are, 2021 where they do not tell. */
enum report_generation table_active_generation(const struct table_reader *r);

#endif
