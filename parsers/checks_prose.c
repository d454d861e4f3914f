/* SPDX-License-Identifier: Apache-2.0 */
/* What the prose states against the tables and against itself: V8, V9. */
#include "parsers/checks_private.h"

/* A stated number as a cell; false where it is not stated. */
static bool stated_cell(const struct report *r, const char *name,
			struct report_cell *out)
{
	for (uint32_t i = 0; i < r->stated_count; i++) {
		if (strcmp(r->stated[i].name, name) != 0)
			continue;
		*out = (struct report_cell){.kind = CELL_NUMBER,
					    .text = r->stated[i].value,
					    .value = r->stated[i].value};
		return true;
	}
	return false;
}

static int check_v8(struct checker *c, const char *name,
		    const struct report_cell *first,
		    const struct report_cell *second)
{
	struct report_cell stated;
	struct sum s;

	if (!first || !stated_cell(c->report, name, &stated))
		return 0;
	sum_begin(&s);
	sum_add(&s, &stated);
	sum_equals(&s);
	sum_add(&s, first);
	if (second)
		sum_add(&s, second);
	return sum_warn(c, &s, "V8", name);
}

static const struct report_cell *review_total(const struct checker *c,
					      uint32_t block)
{
	return block < c->report->review_count
		       ? &c->report->review[block].cells[REVIEW_CELLS - 1]
		       : NULL;
}

int check_prose(struct checker *c)
{
	const uint32_t total = APPLICATION_COLUMNS - 1;
	const struct report_cell *received =
		check_cell(c->rows, APPLICATION_RECEIVED, total);
	const struct report_cell *answered =
		check_cell(c->rows, APPLICATION_TOTAL, total);
	int err = check_v8(c, "applications_received", received, NULL);

	if (!err)
		err = check_v8(c, "applications_answered", answered, NULL);
	if (!err)
		err = check_v8(c, "reconsiderations", review_total(c, 0),
			       NULL);
	return err ? err : check_v8(c, "lawsuits", review_total(c, 1),
				    review_total(c, 2));
}

enum { WHOLE_PARTS = 7 };

/* A whole and its parts, by name; parts end with NULL. */
static const struct whole {
	const char *name;
	const char *parts[WHOLE_PARTS];
} wholes[] = {
	{"disclosed", {"disclosed_policy", "disclosed_plan",
		       "disclosed_business", "disclosed_work",
		       "disclosed_rules", "disclosed_statutory",
		       "disclosed_reports"}},
	{"consultations", {"consultations_by_phone", "consultations_in_person",
			   "consultations_online"}},
};

static bool is_part(const struct whole *whole, const char *name)
{
	for (int i = 0; i < WHOLE_PARTS && whole->parts[i]; i++)
		if (!strcmp(whole->parts[i], name))
			return true;
	return false;
}

/* The parts in the order of the text. */
static int check_whole(struct checker *c, const struct whole *whole)
{
	struct report_cell cell;
	struct sum s;
	int parts = 0;

	sum_begin(&s);
	for (uint32_t i = 0; i < c->report->stated_count; i++) {
		const char *name = c->report->stated[i].name;

		if (!is_part(whole, name) ||
		    !stated_cell(c->report, name, &cell))
			continue;
		sum_add(&s, &cell);
		parts++;
	}
	if (parts < 2 || !stated_cell(c->report, whole->name, &cell)) {
		buf_free(&s.text);
		return 0;
	}
	sum_equals(&s);
	sum_add(&s, &cell);
	return sum_warn(c, &s, "V9", whole->name);
}

int check_wholes(struct checker *c)
{
	int err = 0;

	for (size_t i = 0; !err && i < sizeof(wholes) / sizeof(wholes[0]); i++)
		err = check_whole(c, &wholes[i]);
	return err;
}
