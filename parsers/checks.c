/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules as sums.  Each rule adds operands to a left and a right side; what
 * they read like ("3 + 0 = 2 + 1", "3 + blank = …") is kept as the detail, and
 * the verdict follows: a missing operand makes it uncertain, else equal sides
 * pass.
 */
#include "parsers/checks.h"

#include "base/err.h"
#include "parsers/tables.h"

enum {
	MILLION = 1000000,
	WHOLE_DIGITS = 12,	/* so that a sum of all rows fits an int64_t */
	CHECKS_MAX = 160,	/* 7 + 7 + 26 + 3 + 7, and cells of V7 */
	DETAIL_MAX = 2000,
};

struct checker {
	const struct report *report;
	struct arena *arena;
	struct report_check *checks;
	uint32_t count;
	const struct report_row *rows[APPLICATION_ROWS]; /* by label */
};

/* A rule on its way. */
struct sum {
	struct buf text;
	int64_t sides[2];
	int side;
	bool first;		/* operand of its side */
	bool missing;
};

bool check_millionths(const struct report_cell *cell, int64_t *ret_value)
{
	struct slice s = cell->value;
	struct slice part;
	bool negative = slice_starts(s, "-");
	unsigned long long whole, fraction = 0;
	int64_t value;

	if (!s.p || (cell->kind != CELL_NUMBER && cell->kind != CELL_VALUED))
		return false;
	part = slice_sub(s, negative, s.n);
	s = slice_cut(&part, '.');
	if (s.n > WHOLE_DIGITS || part.n > 6 ||
	    !slice_u64(s, UINT64_MAX, &whole) ||
	    (part.p && !slice_u64(part, UINT64_MAX, &fraction)))
		return false;
	for (size_t i = part.n; i < 6; i++)
		fraction *= 10;
	value = (int64_t)(whole * MILLION + fraction);
	*ret_value = negative ? -value : value;
	return true;
}

/* --- sums --- */

static void sum_begin(struct sum *s)
{
	*s = (struct sum){.text = BUF_INIT(DETAIL_MAX), .first = true};
}

/* What cannot be added is shown as published. */
static void add_shown(struct sum *s, const struct report_cell *cell)
{
	if (!cell)
		(void)buf_adds(&s->text, "absent");	/* sticky */
	else if (cell->kind == CELL_BLANK)
		(void)buf_adds(&s->text, "blank");
	else if (cell->kind == CELL_UNREAD)
		(void)buf_adds(&s->text, "unread");
	else
		(void)buf_add_slice(&s->text, cell->value.p ? cell->value
							    : cell->text);
}

static void sum_add(struct sum *s, const struct report_cell *cell)
{
	int64_t value = 0;

	if (!s->first)
		(void)buf_adds(&s->text, " + ");	/* sticky */
	s->first = false;
	add_shown(s, cell);
	if (!cell || !check_millionths(cell, &value))
		s->missing = true;
	s->sides[s->side] += value;
}

static void sum_equals(struct sum *s)
{
	(void)buf_adds(&s->text, " = ");	/* sticky */
	s->side = 1;
	s->first = true;
}

static void add_check(struct checker *c, const char *rule,
		      enum check_result result, struct slice where,
		      struct slice detail)
{
	if (c->count == CHECKS_MAX)
		return;
	c->checks[c->count++] = (struct report_check){
		.rule = rule, .result = result, .where = where,
		.detail = arena_slice(c->arena, detail),
	};
}

/* Ends a rule; 0, or the error of its text. */
static int sum_end(struct checker *c, struct sum *s, const char *rule,
		   const char *where)
{
	enum check_result result = CHECK_UNCERTAIN;
	int err = s->text.err;

	if (!s->missing)
		result = s->sides[0] == s->sides[1] ? CHECK_PASS : CHECK_FAIL;
	if (!err)
		add_check(c, rule, result, slice_of(where),
			  buf_slice(&s->text));
	buf_free(&s->text);
	return err ? err : arena_err(c->arena);
}

/* --- 申请 --- */

static const struct report_cell *cell_of(const struct checker *c, int row,
					 uint32_t column)
{
	return c->rows[row] ? &c->rows[row]->cells[column] : NULL;
}

static void find_rows(struct checker *c)
{
	for (uint32_t i = 0; i < c->report->application_count; i++) {
		const struct report_row *row = &c->report->applications[i];

		for (int k = 0; k < APPLICATION_ROWS; k++)
			if (row->label == tables_application_labels[k])
				c->rows[k] = row;
	}
}

static int check_v1(struct checker *c, uint32_t column)
{
	struct sum s;

	sum_begin(&s);
	sum_add(&s, cell_of(c, APPLICATION_RECEIVED, column));
	sum_add(&s, cell_of(c, APPLICATION_CARRIED_IN, column));
	sum_equals(&s);
	sum_add(&s, cell_of(c, APPLICATION_TOTAL, column));
	sum_add(&s, cell_of(c, APPLICATION_CARRIED_OUT, column));
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
		sum_add(&s, cell_of(c, i, column));
	if (c->rows[APPLICATION_OTHER] || !has_parts(c))
		sum_add(&s, cell_of(c, APPLICATION_OTHER, column));
	else
		for (int i = 0; i < 3; i++)
			sum_add(&s, cell_of(c, APPLICATION_OTHERS + i,
					    column));
	sum_equals(&s);
	sum_add(&s, cell_of(c, APPLICATION_TOTAL, column));
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
		sum_add(&s, cell_of(c, APPLICATION_OTHERS + i, column));
	sum_equals(&s);
	sum_add(&s, cell_of(c, APPLICATION_OTHER, column));
	return sum_end(c, &s, "V9", tables_applicants[column]);
}

static int check_applications(struct checker *c)
{
	int err = 0;

	if (!c->report->application_count)
		return 0;
	find_rows(c);
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

/* --- V7, V11 --- */

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
	add_check(c, "V7", CHECK_FAIL, slice_of(row->label), value);
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

static void check_v7(struct checker *c)
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
		add_check(c, "V7", CHECK_PASS, SLICE_NONE, SLICE_NONE);
}

/* Only the State Council's departments and governments with legislative power
 * make 规章; a 办公厅 reports for such a government.  Of an organ that is not
 * stated nobody can tell. */
static void check_v11(struct checker *c)
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
		add_check(c, "V11",
			  r->organ_kind ? CHECK_WARN : CHECK_UNCERTAIN,
			  slice_of("规章"), r->active[0].cells[i].value);
		return;
	}
}

/* --- the prose: V8, V9 --- */

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

/* As sum_end(), with a warning where the sides differ. */
static int sum_warn(struct checker *c, struct sum *s, const char *rule,
		    const char *where)
{
	uint32_t index = c->count;
	int err = sum_end(c, s, rule, where);

	if (!err && c->count > index &&
	    c->checks[index].result == CHECK_FAIL)
		c->checks[index].result = CHECK_WARN;
	return err;
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

static int check_prose(struct checker *c)
{
	const uint32_t total = APPLICATION_COLUMNS - 1;
	int err = check_v8(c, "applications_received",
			   cell_of(c, APPLICATION_RECEIVED, total), NULL);

	if (!err)
		err = check_v8(c, "applications_answered",
			       cell_of(c, APPLICATION_TOTAL, total), NULL);
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

int checks_run(const struct report *r, struct arena *a,
	       const struct report_check **ret_checks, uint32_t *ret_count)
{
	struct checker c = {.report = r, .arena = a};
	int err;

	c.checks = arena_array(a, CHECKS_MAX, sizeof(*c.checks));
	if (!c.checks)
		return arena_err(a);
	err = check_applications(&c);
	for (uint32_t i = 0; !err && i < r->review_count; i++)
		err = check_v4(&c, &r->review[i]);
	if (err)
		return err;
	check_v7(&c);
	err = check_prose(&c);
	if (!err)
		err = check_parts(&c);
	for (size_t i = 0; !err && i < sizeof(wholes) / sizeof(wholes[0]); i++)
		err = check_whole(&c, &wholes[i]);
	if (err)
		return err;
	check_v11(&c);
	if (arena_err(a))
		return arena_err(a);
	*ret_checks = c.count ? c.checks : NULL;
	*ret_count = c.count;
	return 0;
}
