/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules as sums.  Each rule adds operands to a left and a right side; what
 * they read like ("3 + 0 = 2 + 1", "3 + blank = …") is kept as the detail, and
 * the verdict follows: a missing operand makes it uncertain, else equal sides
 * pass.
 */
#include "parsers/checks_private.h"

enum {
	MILLION = 1000000,
	WHOLE_DIGITS = 12,	/* so that a sum of all rows fits an int64_t */
	DETAIL_MAX = 2000,
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

void sum_begin(struct sum *s)
{
	*s = (struct sum){.text = BUF_INIT(DETAIL_MAX), .first = true};
}

struct slice check_shown(const struct report_cell *cell)
{
	if (!cell)
		return (struct slice)SLICE_LIT("absent");
	if (cell->kind == CELL_BLANK)
		return (struct slice)SLICE_LIT("blank");
	if (cell->kind == CELL_UNREAD)
		return (struct slice)SLICE_LIT("unread");
	return cell->value.p ? cell->value : cell->text;
}

static void operand(struct sum *s, const struct report_cell *cell,
		    const char *sign, int64_t factor)
{
	int64_t value = 0;

	if (!s->first)
		(void)buf_adds(&s->text, sign);	/* sticky */
	s->first = false;
	(void)buf_add_slice(&s->text, check_shown(cell));
	if (!cell || !check_millionths(cell, &value))
		s->missing = true;
	s->sides[s->side] += factor * value;
}

void sum_add(struct sum *s, const struct report_cell *cell)
{
	operand(s, cell, " + ", 1);
}

void sum_subtract(struct sum *s, const struct report_cell *cell)
{
	operand(s, cell, " - ", -1);
}

void sum_equals(struct sum *s)
{
	(void)buf_adds(&s->text, " = ");	/* sticky */
	s->side = 1;
	s->first = true;
}

int sum_end(struct checker *c, struct sum *s, const char *rule,
	    const char *where)
{
	enum check_result result = CHECK_UNCERTAIN;
	int err = buf_add_slice(&s->text, c->note);

	if (!s->missing)
		result = s->sides[0] == s->sides[1] ? CHECK_PASS : CHECK_FAIL;
	if (!err)
		check_add(c, rule, result, slice_of(where),
			  buf_slice(&s->text));
	buf_free(&s->text);
	return err ? err : arena_err(c->arena);
}

int sum_warn(struct checker *c, struct sum *s, const char *rule,
	     const char *where)
{
	uint32_t index = c->count;
	int err = sum_end(c, s, rule, where);

	if (!err && c->count > index &&
	    c->checks[index].result == CHECK_FAIL)
		c->checks[index].result = CHECK_WARN;
	return err;
}
