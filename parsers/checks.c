/* SPDX-License-Identifier: Apache-2.0 */
/* All rules of one report, in their order; those of its tables are here. */
#include "parsers/checks_private.h"


/* --- 申请 --- */

/* Labels are compared as text: those of a report out of the archive are
 * copies. */
void check_find_rows(const struct report *r,
		     const struct report_row *rows[APPLICATION_ROWS])
{
	for (uint32_t i = 0; i < r->application_count; i++) {
		const struct report_row *row = &r->applications[i];

		for (int k = 0; k < APPLICATION_ROWS; k++)
			if (row->count == APPLICATION_COLUMNS &&
			    !strcmp(row->label, tables_application_labels[k]))
				rows[k] = row;
	}
}

const struct report_cell *check_cell(
	const struct report_row *const rows[APPLICATION_ROWS], int row,
	uint32_t column)
{
	return rows[row] ? &rows[row]->cells[column] : NULL;
}

static int check_v1(struct checker *c, uint32_t column)
{
	struct sum s;

	sum_begin(&s);
	sum_add(&s, check_cell(c->rows, APPLICATION_RECEIVED, column));
	sum_add(&s, check_cell(c->rows, APPLICATION_CARRIED_IN, column));
	sum_equals(&s);
	sum_add(&s, check_cell(c->rows, APPLICATION_TOTAL, column));
	sum_add(&s, check_cell(c->rows, APPLICATION_CARRIED_OUT, column));
	return sum_end(c, &s, "V1", tables_applicants[column]);
}

/* （六） stands as one row or as three parts. */
static bool has_parts(const struct checker *c)
{
	return c->rows[APPLICATION_OTHERS] || c->rows[APPLICATION_OTHERS + 1] ||
	       c->rows[APPLICATION_OTHERS + 2];
}

static int check_v2(struct checker *c, uint32_t column)
{
	struct sum s;

	sum_begin(&s);
	for (int i = APPLICATION_GRANTED; i < APPLICATION_OTHER; i++)
		sum_add(&s, check_cell(c->rows, i, column));
	if (c->rows[APPLICATION_OTHER] || !has_parts(c))
		sum_add(&s, check_cell(c->rows, APPLICATION_OTHER, column));
	else
		for (int i = 0; i < 3; i++)
			sum_add(&s, check_cell(c->rows,
					       APPLICATION_OTHERS + i,
					       column));
	sum_equals(&s);
	sum_add(&s, check_cell(c->rows, APPLICATION_TOTAL, column));
	return sum_end(c, &s, "V2", tables_applicants[column]);
}

static int check_v3(struct checker *c, const struct report_row *row)
{
	const struct report_cell *total = &row->cells[row->count - 1];
	struct sum s;

	if (total->kind == CELL_BLANK)
		return 0;	/* a custom of detail rows */
	sum_begin(&s);
	for (uint32_t i = 0; i + 1 < row->count; i++)
		sum_add(&s, &row->cells[i]);
	sum_equals(&s);
	sum_add(&s, total);
	return sum_end(c, &s, "V3", row->label);
}

static int check_v9(struct checker *c, uint32_t column)
{
	struct sum s;

	sum_begin(&s);
	for (int i = 0; i < 3; i++)
		sum_add(&s, check_cell(c->rows, APPLICATION_OTHERS + i,
				       column));
	sum_equals(&s);
	sum_add(&s, check_cell(c->rows, APPLICATION_OTHER, column));
	return sum_end(c, &s, "V9", tables_applicants[column]);
}

static int check_applications(struct checker *c)
{
	int err = 0;

	if (!c->report->application_count)
		return 0;
	for (uint32_t i = 0; !err && i < APPLICATION_COLUMNS; i++)
		err = check_v1(c, i);
	for (uint32_t i = 0; !err && i < APPLICATION_COLUMNS; i++)
		err = check_v2(c, i);
	for (uint32_t i = 0; !err && i < c->report->application_count; i++)
		err = check_v3(c, &c->report->applications[i]);
	return err;
}

static int check_parts(struct checker *c)
{
	int err = 0;

	if (!c->rows[APPLICATION_OTHER] || !has_parts(c))
		return 0;
	for (uint32_t i = 0; !err && i < APPLICATION_COLUMNS; i++)
		err = check_v9(c, i);
	return err;
}

/* --- 行政复议、行政诉讼 --- */

static int check_v4(struct checker *c, const struct report_row *row)
{
	struct sum s;

	sum_begin(&s);
	for (uint32_t i = 0; i + 1 < row->count; i++)
		sum_add(&s, &row->cells[i]);
	sum_equals(&s);
	sum_add(&s, &row->cells[row->count - 1]);
	return sum_end(c, &s, "V4", row->label);
}

/* --- all of them --- */

bool checker_begin(struct checker *c, const struct report *r, struct arena *a)
{
	*c = (struct checker){.report = r, .arena = a};
	c->checks = arena_array(a, CHECKS_MAX, sizeof(*c->checks));
	check_find_rows(r, c->rows);
	return c->checks != NULL;
}

void check_add(struct checker *c, const char *rule, enum check_result result,
	       struct slice where, struct slice detail)
{
	if (c->count == CHECKS_MAX)
		return;
	c->checks[c->count++] = (struct report_check){
		.rule = rule, .result = result,
		.where = arena_slice(c->arena, where),
		.detail = arena_slice(c->arena, detail),
	};
}

static int check_reviews(struct checker *c)
{
	int err = 0;

	for (uint32_t i = 0; !err && i < c->report->review_count; i++)
		err = check_v4(c, &c->report->review[i]);
	return err;
}

int checks_run(const struct report *r, struct arena *a,
	       const struct report_check **ret_checks, uint32_t *ret_count)
{
	struct checker c;
	int err;

	if (!checker_begin(&c, r, a))
		return arena_err(a);
	err = check_applications(&c);
	if (!err)
		err = check_reviews(&c);
	check_v7(&c);
	if (!err)
		err = check_prose(&c);
	if (!err)
		err = check_parts(&c);
	if (!err)
		err = check_wholes(&c);
	check_v10(&c);
	check_v11(&c);
	check_v12(&c);
	if (err || arena_err(a))
		return err ? err : arena_err(a);
	*ret_checks = c.count ? c.checks : NULL;
	*ret_count = c.count;
	return 0;
}
