/* SPDX-License-Identifier: Apache-2.0 */
/* Rules about single cells: V7, V11. */
#include "parsers/checks_private.h"

static bool has_fraction(struct slice value)
{
	size_t dot = slice_findc(value, '.', 0);

	for (size_t i = dot + 1; dot != SIZE_MAX && i < value.n; i++)
		if (value.p[i] != '0')
			return true;
	return false;
}

/* One cell against V7; whether it breaks it. */
static bool break_v7(struct checker *c, const struct report_row *row,
		     uint32_t i, bool is_signed, bool is_money)
{
	struct slice value = row->cells[i].value;

	if (!value.p)
		return false;
	if ((is_signed || !slice_starts(value, "-")) &&
	    (is_money || !has_fraction(value)))
		return false;
	check_add(c, "V7", CHECK_FAIL, slice_of(row->label), value);
	return true;
}

static bool break_v7_active(struct checker *c, const struct report_row *row)
{
	uint32_t count;
	const char *const *columns = tables_active_columns(
		c->report->generation, row, &count);
	bool broken = false;

	for (uint32_t i = 0; i < row->count; i++) {
		const char *name = columns && i < count ? columns[i] : "";

		broken |= break_v7(c, row, i, !strcmp(name, "本年增/减"),
				   strstr(name, "金额") != NULL);
	}
	return broken;
}

void check_v7(struct checker *c)
{
	const struct report *r = c->report;
	bool broken = false;

	if (!r->active_count && !r->application_count && !r->review_count)
		return;
	for (uint32_t i = 0; i < r->active_count; i++)
		broken |= break_v7_active(c, &r->active[i]);
	for (uint32_t i = 0; i < r->application_count; i++)
		for (uint32_t k = 0; k < r->applications[i].count; k++)
			broken |= break_v7(c, &r->applications[i], k, false,
					   false);
	for (uint32_t i = 0; i < r->review_count; i++)
		for (uint32_t k = 0; k < r->review[i].count; k++)
			broken |= break_v7(c, &r->review[i], k, false, false);
	if (!broken)
		check_add(c, "V7", CHECK_PASS, SLICE_NONE, SLICE_NONE);
}

/* Only the State Council's departments and governments with legislative power
 * make 规章; a 办公厅 reports for such a government.  Of an organ that is not
 * stated nobody can tell. */
void check_v11(struct checker *c)
{
	const struct report *r = c->report;

	if (!r->active_count || strcmp(r->active[0].label, "规章") != 0)
		return;
	if (r->organ_kind && (!strcmp(r->organ_kind, "government") ||
			      !strcmp(r->organ_kind, "other") ||
			      slice_ends(r->organ, "人民政府办公厅")))
		return;
	for (uint32_t i = 0; i < r->active[0].count; i++) {
		int64_t value;

		if (!check_millionths(&r->active[0].cells[i], &value) ||
		    value <= 0)
			continue;
		check_add(c, "V11",
			  r->organ_kind ? CHECK_WARN : CHECK_UNCERTAIN,
			  slice_of("规章"), r->active[0].cells[i].value);
		return;
	}
}
