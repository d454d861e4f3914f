/* SPDX-License-Identifier: Apache-2.0 */
/* V5 and V6; V10 of two years is in checks_repeat.c. */
#include "parsers/checks_years.h"

#include "parsers/checks_private.h"

/* --- 申请 --- */

static int check_v5(struct checker *c, const struct report *previous)
{
	const struct report_row *before[APPLICATION_ROWS] = {NULL};
	int err = 0;

	if (!previous->application_count || !c->report->application_count)
		return 0;
	check_find_rows(previous, before);
	for (uint32_t i = 0; !err && i < APPLICATION_COLUMNS; i++) {
		struct sum s;

		sum_begin(&s);
		sum_add(&s, check_cell(before, APPLICATION_CARRIED_OUT, i));
		sum_equals(&s);
		sum_add(&s, check_cell(c->rows, APPLICATION_CARRIED_IN, i));
		err = sum_end(c, &s, "V5", tables_applicants[i]);
	}
	return err;
}

/* --- 规章、行政规范性文件 --- */

enum { MADE, REPEALED, IN_FORCE };

static const char *const rules[] = {"规章", "行政规范性文件"};

/* The row of a table of 2021; NULL where there is none, or one that counts
 * something else. */
static const struct report_row *row_of(const struct report *r,
				       const char *label)
{
	for (uint32_t i = 0; i < r->active_count; i++)
		if (!strcmp(r->active[i].label, label) &&
		    r->active[i].count == IN_FORCE + 1)
			return &r->active[i];
	return NULL;
}

static const struct report_cell *at(const struct report_row *row, int column)
{
	return row ? &row->cells[column] : NULL;
}

static int check_rules(struct checker *c, const struct report *previous,
		       const char *label)
{
	const struct report_row *before = row_of(previous, label);
	const struct report_row *now = row_of(c->report, label);
	struct sum s;

	if (!before && !now)
		return 0;
	sum_begin(&s);
	sum_add(&s, at(before, IN_FORCE));
	sum_add(&s, at(now, MADE));
	sum_subtract(&s, at(now, REPEALED));
	sum_equals(&s);
	sum_add(&s, at(now, IN_FORCE));
	return sum_end(c, &s, "V6", label);
}

static int check_v6(struct checker *c, const struct report *previous)
{
	int err = 0;

	if (previous->generation != GENERATION_2021 ||
	    c->report->generation != GENERATION_2021 ||
	    !previous->active_count || !c->report->active_count)
		return 0;
	for (size_t i = 0; !err && i < sizeof(rules) / sizeof(*rules); i++)
		err = check_rules(c, previous, rules[i]);
	return err;
}

/* --- all of them --- */

static int join(const struct checker *c, const struct report_check **ret_checks,
		uint32_t *ret_count)
{
	const struct report *r = c->report;
	uint32_t count = r->check_count + c->count;
	struct report_check *all = arena_array(c->arena, count, sizeof(*all));

	if (!all)
		return arena_err(c->arena);
	if (r->check_count)
		memcpy(all, r->checks, r->check_count * sizeof(*all));
	if (c->count)
		memcpy(all + r->check_count, c->checks,
		       c->count * sizeof(*all));
	*ret_checks = count ? all : NULL;
	*ret_count = count;
	return 0;
}

int checks_years(const struct report *previous, struct slice previous_id,
		 const struct report *current, struct arena *a,
		 const struct report_check **ret_checks, uint32_t *ret_count)
{
	struct checker c;
	int err;

	if (!checker_begin(&c, current, a))
		return arena_err(a);
	if (previous_id.p)
		c.note = slice_of(arena_printf(a, ", see %.*s of %d",
					       SLICE_ARG(previous_id),
					       current->year - 1));
	err = check_v5(&c, previous);
	if (!err)
		err = check_v6(&c, previous);
	if (!err)
		err = check_repeat(&c, previous);
	if (err || arena_err(a))
		return err ? err : arena_err(a);
	return join(&c, ret_checks, ret_count);
}
