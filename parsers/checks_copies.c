/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/checks_copies.h"

#include "base/err.h"
#include "parsers/report_diff.h"

enum { FAILURES_MAX = 50 };	/* of one copy; more say nothing new */

static const char rule[] = "copies";

/* Cells of r: how many there could be in common. */
static uint32_t count_cells(const struct report *r)
{
	struct report_cells walk = {.report = r};
	struct report_place place;
	uint32_t count = 0;

	while (report_cells_next(&walk, &place))
		count++;
	return count;
}

static bool is_cell(const struct report_change *change)
{
	return change->kind == CHANGE_CELL;
}

/* Both have it, and it says something else. */
static bool differs(const struct report_change *change)
{
	return is_cell(change) && change->from.p && change->to.p;
}

static struct slice shown(struct slice text)
{
	return text.n ? text : (struct slice)SLICE_LIT("blank");
}

static struct report_check difference(const struct report_change *change,
				      const struct checks_copy *copy,
				      struct arena *a)
{
	struct slice label = change->label, heading = change->heading;
	const char *where = arena_printf(a, "%.*s%s%.*s", SLICE_ARG(label),
					 heading.n ? " · " : "",
					 SLICE_ARG(heading));
	const char *detail = arena_printf(a, "%.*s here, %.*s in %.*s",
					  SLICE_ARG(shown(change->from)),
					  SLICE_ARG(shown(change->to)),
					  SLICE_ARG(copy->url));

	return (struct report_check){
		.rule = rule,
		.result = copy->document ? CHECK_FAIL : CHECK_WARN,
		.where = slice_of(where), .detail = slice_of(detail),
	};
}

static struct report_check agreement(uint32_t cells,
				     const struct checks_copy *copy,
				     struct arena *a)
{
	const char *detail = arena_printf(a, "%u cells are the same in %.*s",
					  cells, SLICE_ARG(copy->url));

	return (struct report_check){
		.rule = rule, .result = CHECK_PASS,
		.detail = slice_of(detail),
	};
}

/* Cells that r has and the copy lacks, alone or with their table. */
static uint32_t count_lacking(const struct report *r,
			      const struct report *copy,
			      const struct report_change *changes,
			      uint32_t count)
{
	struct report_cells walk = {.report = r};
	struct report_place place;
	uint32_t lacking = 0;

	for (uint32_t i = 0; i < count; i++)
		lacking += is_cell(&changes[i]) && changes[i].from.p &&
			   !changes[i].to.p;
	while (report_cells_next(&walk, &place))
		lacking += report_part_rows(copy, place.part) == 0;
	return lacking;
}

int checks_copies(const struct report *r, const struct checks_copy *copy,
		  struct arena *a, const struct report_check **ret_checks,
		  uint32_t *ret_count)
{
	const struct report_change *changes;
	uint32_t count, n = r->check_count, common, found = 0;
	struct report_check *all;
	int err = report_diff(r, copy->report, a, &changes, &count);

	if (err)
		return err;
	common = count_cells(r) - count_lacking(r, copy->report, changes,
						count);
	all = arena_array(a, n + FAILURES_MAX + 1, sizeof(*all));
	if (!all)
		return arena_err(a);
	if (n)
		memcpy(all, r->checks, n * sizeof(*all));
	for (uint32_t i = 0; i < count && found < FAILURES_MAX; i++)
		if (differs(&changes[i]))
			all[n + found++] = difference(&changes[i], copy, a);
	if (!found && common)
		all[n + found++] = agreement(common, copy, a);
	*ret_checks = n + found ? all : NULL;
	*ret_count = n + found;
	return arena_err(a);
}
