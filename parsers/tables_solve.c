/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Glued digits: "120000012" is 12 0 0 0 0 0 12, because no other way to cut it
 * into seven numbers has six that sum up to the seventh.
 *
 * Every way to cut the digits of an unread row into its cells is a candidate,
 * if it satisfies V3 (申请) or V4 (复议); borders between words stay borders, no
 * number has a leading zero, no cell is blank.  Where one candidate is left it
 * is the answer.  Where several are, V1 and V2 decide, when all other rows of
 * the rule are known; this is repeated until nothing changes.  Rows that stay
 * open stay unread: nothing is guessed.
 *
 * A row with fewer digits than cells shows that blank cells left no trace in
 * this text: any row may lack some, and an only way to cut it proves nothing.
 */
#include "base/err.h"
#include "parsers/checks.h"
#include "parsers/tables_private.h"

enum {
	CELLS = REVIEW_BLOCKS * REVIEW_CELLS,
	DIGITS_MAX = 22,	/* C(21, 10) ways are too many, C(21, 6) not */
	WAYS_MAX = 400000,	/* looked at in one row */
	CANDIDATES_MAX = 32,	/* kept of a row; more are hopeless */
	VALUE_DIGITS = 9,
};

/* The digits of a row and where they come from. */
struct glued {
	char digits[DIGITS_MAX];
	struct slice from[DIGITS_MAX];	/* each digit in its text */
	uint32_t offset[DIGITS_MAX];
	bool border[DIGITS_MAX];	/* a word begins here */
	uint32_t n;
	uint32_t cells;			/* wanted */
};

/* One way to cut: where each cell begins. */
struct way {
	uint8_t begin[CELLS + 1];
	int64_t value[CELLS];
};

struct candidates {
	struct glued glued;
	struct way ways[CANDIDATES_MAX];
	uint32_t count;
	bool open;		/* unread and of digits */
};

static bool add_digits(struct glued *g, const struct report_cell *cell)
{
	for (size_t i = 0; i < cell->text.n; i++) {
		char c = cell->text.p[i];

		if (c == ' ')
			continue;
		if (c < '0' || c > '9' || g->n == DIGITS_MAX)
			return false;
		g->digits[g->n] = c;
		g->from[g->n] = slice_sub(cell->text, i, i + 1);
		g->offset[g->n] = cell->offset + (uint32_t)i;
		g->border[g->n] = i == 0 || cell->text.p[i - 1] == ' ';
		g->n++;
	}
	return true;
}

/* Whether all cells are unread and hold nothing but digits. */
static bool gather(const struct report_cell *cells, uint32_t count,
		    struct glued *g)
{
	const struct report_cell *last = NULL;

	*g = (struct glued){.cells = count};
	for (uint32_t i = 0; i < count; i++) {
		const struct report_cell *c = &cells[i];

		if (c->kind != CELL_UNREAD)
			return false;
		/* one published cell may stand below several headings */
		if (last && c->row == last->row && c->col == last->col)
			continue;
		if (c->text.n && !add_digits(g, c))
			return false;
		last = c;
	}
	return true;
}

static bool collect(const struct report_cell *cells, uint32_t count,
		    struct glued *g)
{
	return gather(cells, count, g) && g->n >= count;
}

static int64_t value_of(const struct glued *g, uint32_t begin, uint32_t end)
{
	int64_t value = 0;

	if (end - begin > VALUE_DIGITS ||
	    (end - begin > 1 && g->digits[begin] == '0'))
		return -1;
	for (uint32_t i = begin; i < end; i++) {
		if (i > begin && g->border[i])
			return -1;
		value = value * 10 + (g->digits[i] - '0');
	}
	return value;
}

/* V3 for one row of seven, V4 for each block of five. */
static bool sums_up(const int64_t *value, uint32_t count)
{
	uint32_t block = count == CELLS ? REVIEW_CELLS : count;

	for (uint32_t i = 0; i < count; i += block) {
		int64_t sum = 0;

		for (uint32_t k = 0; k + 1 < block; k++)
			sum += value[i + k];
		if (sum != value[i + block - 1])
			return false;
	}
	return true;
}

static bool read_way(const struct glued *g, struct way *w)
{
	for (uint32_t i = 0; i < g->cells; i++) {
		w->value[i] = value_of(g, w->begin[i], w->begin[i + 1]);
		if (w->value[i] < 0)
			return false;
	}
	return sums_up(w->value, g->cells);
}

/* The next choice of where cells 1 … begin, in lexical order. */
static bool next_way(const struct glued *g, struct way *w)
{
	uint32_t i = g->cells - 1;

	while (i > 0 && w->begin[i] == g->n - (g->cells - i))
		i--;
	if (i == 0)
		return false;
	w->begin[i]++;
	while (++i < g->cells)
		w->begin[i] = w->begin[i - 1] + 1;
	return true;
}

/* All ways that add up, none where there are too many. */
static void find_ways(struct candidates *c)
{
	const struct glued *g = &c->glued;
	struct way w = {0};
	uint32_t looked = 0;

	for (uint32_t i = 0; i < g->cells; i++)
		w.begin[i] = (uint8_t)i;
	w.begin[g->cells] = (uint8_t)g->n;
	do {
		bool fits = read_way(g, &w);

		if (++looked > WAYS_MAX ||
		    (fits && c->count == CANDIDATES_MAX)) {
			c->count = 0;
			return;
		}
		if (fits)
			c->ways[c->count++] = w;
	} while (next_way(g, &w));
}

static bool take_way(const struct candidates *c, struct arena *a,
		     struct report_cell *cells)
{
	const struct glued *g = &c->glued;
	const struct way *w = &c->ways[0];

	for (uint32_t i = 0; i < g->cells; i++) {
		uint32_t n = (uint32_t)(w->begin[i + 1] - w->begin[i]);
		struct slice text = {g->from[w->begin[i]].p, n};
		struct report_cell *cell = &cells[i];

		if (!table_cell(text, a, cell))
			return false;
		cell->solved = true;
		cell->offset = g->offset[w->begin[i]];
		cell->length = n;
	}
	return true;
}

/* --- V1 and V2 over the rows of 申请 --- */

struct solver {
	struct applications *t;
	struct candidates *rows;	/* of APPLICATION_ROWS */
	int64_t values[APPLICATION_ROWS][APPLICATION_COLUMNS];
	bool known[APPLICATION_ROWS];	/* all seven */
};

/* Rows of a rule with their signs. */
struct rule {
	int8_t sign[APPLICATION_ROWS];
};

static void make_rules(const struct applications *t, struct rule rules[2])
{
	memset(rules, 0, 2 * sizeof(rules[0]));
	rules[0].sign[APPLICATION_RECEIVED] = 1;
	rules[0].sign[APPLICATION_CARRIED_IN] = 1;
	rules[0].sign[APPLICATION_TOTAL] = -1;
	rules[0].sign[APPLICATION_CARRIED_OUT] = -1;
	for (int i = APPLICATION_GRANTED; i < APPLICATION_OTHER; i++)
		rules[1].sign[i] = 1;
	if (t->have[APPLICATION_OTHER])
		rules[1].sign[APPLICATION_OTHER] = 1;
	for (int i = 0; !t->have[APPLICATION_OTHER] && i < 3; i++)
		rules[1].sign[APPLICATION_OTHERS + i] = 1;
	rules[1].sign[APPLICATION_TOTAL] = -1;
}

static void note_known(struct solver *s, int row)
{
	s->known[row] = s->t->have[row];
	for (int k = 0; s->known[row] && k < APPLICATION_COLUMNS; k++)
		s->known[row] = check_millionths(&s->t->cells[row][k],
						 &s->values[row][k]);
}

/* What the row must be for the rule to hold; false where others are open. */
static bool required(const struct solver *s, const struct rule *rule, int row,
		     int64_t *ret_values)
{
	memset(ret_values, 0, APPLICATION_COLUMNS * sizeof(*ret_values));
	if (!rule->sign[row])
		return false;
	for (int i = 0; i < APPLICATION_ROWS; i++) {
		if (!rule->sign[i] || i == row)
			continue;
		if (!s->known[i])
			return false;
		for (int k = 0; k < APPLICATION_COLUMNS; k++)
			ret_values[k] -= rule->sign[i] * rule->sign[row] *
					 s->values[i][k];
	}
	return true;
}

/* Keeps the candidates that are as required. */
static void keep(struct candidates *c, const int64_t *required_values)
{
	uint32_t kept = 0;

	for (uint32_t i = 0; i < c->count; i++) {
		bool fits = true;

		for (int k = 0; k < APPLICATION_COLUMNS; k++)
			fits = fits && c->ways[i].value[k] * 1000000 ==
					       required_values[k];
		if (fits)
			c->ways[kept++] = c->ways[i];
	}
	c->count = kept;
}

static bool settle(struct solver *s, int row, struct arena *a)
{
	struct candidates *c = &s->rows[row];

	if (!take_way(c, a, s->t->cells[row]))
		return false;
	c->open = false;
	note_known(s, row);
	return true;
}

/* One round over all rows; *ret_changed: something was settled. */
static bool solve_round(struct solver *s, const struct rule rules[2],
			struct arena *a, bool *ret_changed)
{
	int64_t values[APPLICATION_COLUMNS];

	*ret_changed = false;
	for (int row = 0; row < APPLICATION_ROWS; row++) {
		struct candidates *c = &s->rows[row];

		for (int i = 0; c->open && c->count > 1 && i < 2; i++)
			if (required(s, &rules[i], row, values))
				keep(c, values);
		if (!c->open || c->count != 1)
			continue;
		if (!settle(s, row, a))
			return false;
		*ret_changed = true;
	}
	return true;
}

static bool lost_blanks(const struct applications *t)
{
	struct glued g;

	for (int i = 0; i < APPLICATION_ROWS; i++)
		if (t->have[i] &&
		    gather(t->cells[i], APPLICATION_COLUMNS, &g) && g.n > 0 &&
		    g.n < APPLICATION_COLUMNS)
			return true;
	return false;
}

static bool solve_applications(struct applications *t, struct arena *a)
{
	struct solver s = {.t = t};
	struct rule rules[2];
	struct glued glued;
	bool changed = false;

	for (int i = 0; i < APPLICATION_ROWS; i++)
		changed |= t->have[i] &&
			   collect(t->cells[i], APPLICATION_COLUMNS, &glued);
	if (!changed)
		return true;
	s.rows = arena_array(a, APPLICATION_ROWS, sizeof(*s.rows));
	if (!s.rows)
		return false;
	for (int i = 0; i < APPLICATION_ROWS; i++) {
		note_known(&s, i);
		s.rows[i].open = t->have[i] &&
				 collect(t->cells[i], APPLICATION_COLUMNS,
					 &s.rows[i].glued);
		if (s.rows[i].open)
			find_ways(&s.rows[i]);
	}
	make_rules(t, rules);
	while (changed)
		if (!solve_round(&s, rules, a, &changed))
			return false;
	return true;
}

bool table_solve(struct table_reader *r)
{
	struct candidates *c;

	if (lost_blanks(&r->applications))
		return true;
	if (!solve_applications(&r->applications, r->arena))
		return false;
	if (!r->review.have)
		return true;
	c = arena_alloc(r->arena, sizeof(*c));
	if (!c)
		return false;
	if (!collect(r->review.cells, CELLS, &c->glued))
		return true;
	find_ways(c);
	return c->count != 1 || take_way(c, r->arena, r->review.cells);
}
