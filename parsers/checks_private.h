/* SPDX-License-Identifier: Apache-2.0 */
/* What the checks*.c files share.  Nobody else includes it. */
#ifndef NIANBAO_PARSERS_CHECKS_PRIVATE_H
#define NIANBAO_PARSERS_CHECKS_PRIVATE_H

#include "parsers/checks.h"
#include "parsers/tables.h"

/* 7 + 7 + 26 + 3 + 7 sums, 219 cells of V7, and a few; more are left out */
enum { CHECKS_MAX = 300 };

/* Checks on their way. */
struct checker {
	const struct report *report;
	struct arena *arena;
	struct report_check *checks;	/* of CHECKS_MAX */
	uint32_t count;
	const struct report_row *rows[APPLICATION_ROWS]; /* of 申请, or NULL */
	struct slice note;		/* ends the detail of sums; or absent */
};

/* false when the arena failed. */
bool checker_begin(struct checker *c, const struct report *r,
		   struct arena *a);
/* Adds one; where and detail are copied. */
void check_add(struct checker *c, const char *rule, enum check_result result,
	       struct slice where, struct slice detail);

/* --- sums: checks_sum.c --- */

/* A rule on its way. */
struct sum {
	struct buf text;
	int64_t sides[2];
	int side;
	bool first;		/* operand of its side */
	bool missing;
};

void sum_begin(struct sum *s);
/* What an operand reads like; what cannot be added is as published.  cell:
 * NULL where its row is absent. */
struct slice check_shown(const struct report_cell *cell);
void sum_add(struct sum *s, const struct report_cell *cell);
void sum_subtract(struct sum *s, const struct report_cell *cell);
void sum_equals(struct sum *s);
/* Ends a rule: equal sides pass.  0, or the error of its text or arena. */
int sum_end(struct checker *c, struct sum *s, const char *rule,
	    const char *where);
/* As sum_end(), with a warning where the sides differ. */
int sum_warn(struct checker *c, struct sum *s, const char *rule,
	     const char *where);

/* --- 申请 --- */

void check_find_rows(const struct report *r,
		     const struct report_row *rows[APPLICATION_ROWS]);
/* NULL where the row is absent. */
const struct report_cell *check_cell(
	const struct report_row *const rows[APPLICATION_ROWS], int row,
	uint32_t column);

/* --- the rules of one report --- */

void check_v7(struct checker *c);	/* checks_cells.c */
void check_v11(struct checker *c);
int check_prose(struct checker *c);	/* checks_prose.c: V8 */
int check_wholes(struct checker *c);	/* V9 */
void check_v10(struct checker *c);	/* checks_sections.c */
void check_v12(struct checker *c);	/* checks_date.c */

/* --- of two years: checks_repeat.c --- */

int check_repeat(struct checker *c, const struct report *previous);

/* --- sections: checks_sections.c --- */

enum check_topic {
	CHECK_OVERVIEW,		/* 一、总体情况 */
	CHECK_PROBLEMS,		/* 五、存在的主要问题及改进情况 */
	CHECK_OTHER,		/* 六、其他需要报告的事项 */
};
/* The first section with such a heading, or NULL. */
const struct report_section *check_section(const struct report *r,
					   enum check_topic topic);

#endif
