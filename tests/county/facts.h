/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a report says: every cell of its tables as published, and the numbers
 * its prose states.  Pages print these facts, `county truth` prints them too,
 * and neither makes its own.
 */
#ifndef COUNTY_FACTS_H
#define COUNTY_FACTS_H

#include "tests/county/plan.h"

enum {
	APPLICANTS = 7,		/* columns of table 3, 总计 last */
	ROWS_2021 = 25,
	ROWS_2019 = 23,
	ROWS_MAX = ROWS_2021,
	REVIEW_BLOCKS = 3,
	REVIEW_CELLS = 5,	/* 总计 last */
	ACTIVE_MAX = 8,		/* rows of table 2 */
	ACTIVE_CELLS = 3,
	STATISTICS = 10,
};

enum cell_kind { CELL_NUMBER, CELL_BLANK, CELL_MARK };

struct cell {
	enum cell_kind kind;
	long value;		/* NUMBER: in units of 10^-decimals */
	unsigned char decimals;
	bool sign;		/* a positive number is printed with "+" */
	const char *text;	/* MARK: "/"; NUMBER: unit behind it or NULL */
};

struct active_row {
	const char *label;
	unsigned count;		/* cells in use */
	struct cell cells[ACTIVE_CELLS];
};

struct statistic {
	const char *label, *unit;
	long year, total;
};

struct facts {
	enum generation generation;
	unsigned active_count;	/* rows of table 2; 0: no tables at all */
	struct active_row active[ACTIVE_MAX];
	unsigned row_count;	/* of table 3 */
	struct cell rows[ROWS_MAX][APPLICANTS];
	struct cell review[REVIEW_BLOCKS][REVIEW_CELLS];
	unsigned statistic_count;
	struct statistic statistics[STATISTICS];
	/* The prose. */
	int disclosed;		/* pieces of information this year */
	int received;		/* applications; in table 3 as well */
	int answered;
	int reconsiderations, lawsuits;
};

void facts_of(struct facts *f, const struct plan *plan,
	      const struct report *report);
/* Official labels in official order: facts.row_count of them. */
const char *const *facts_row_labels(enum generation generation);
extern const char *const facts_applicants[APPLICANTS];
extern const char *const facts_outcomes[REVIEW_CELLS];
/* The cell as published, "" for a blank. */
void cell_add(struct buf *b, const struct cell *cell);

#endif
