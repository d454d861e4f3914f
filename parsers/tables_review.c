/* SPDX-License-Identifier: Apache-2.0 */
/*
 * 行政复议、行政诉讼: three header rows, then one row of fifteen cells.  The
 * fifteen headings are five outcomes three times over; which block one belongs
 * to is told by its place from left to right.
 */
#include "parsers/tables_private.h"

const char *const tables_outcomes[REVIEW_CELLS + 1] = {
	"结果维持", "结果纠正", "其他结果", "尚未审结", "总计",
};

const char *const tables_review_blocks[REVIEW_BLOCKS + 1] = {
	"行政复议", "未经复议直接起诉", "复议后起诉",
};

/* Adds a heading by its place; the slot is known when all have theirs. */
static void add_heading(struct review *t, const struct line *line,
			uint32_t index, int outcome)
{
	table_add_column(&t->columns, line, index,
		    t->columns.count * REVIEW_CELLS + (uint32_t)outcome);
}

/* Complete columns get their slots: the k-th 结果维持 is of block k. */
static void settle(struct columns *columns)
{
	uint32_t seen[REVIEW_CELLS] = {0};

	if (columns->count != REVIEW_BLOCKS * REVIEW_CELLS)
		return;
	for (uint32_t i = 0; i < columns->count; i++) {
		uint32_t outcome = columns->at[i].slot % REVIEW_CELLS;
		uint32_t block = seen[outcome]++;

		if (block == REVIEW_BLOCKS) {
			columns->count = 0;	/* one heading four times */
			return;
		}
		columns->at[i].slot = block * REVIEW_CELLS + outcome;
	}
}

static bool opens(struct table_reader *r)
{
	bool reconsideration = false, lawsuit = false;

	for (uint32_t i = 0; i < r->line.count; i++) {
		int id = table_match(r->labels, FAMILY_REVIEW,
				     &r->line.labels[i], true);

		reconsideration |= id == REVIEW_RECONSIDERATION;
		lawsuit |= id == REVIEW_LAWSUIT;
	}
	return reconsideration && lawsuit;
}

/* How many headings the row has; adds them. */
static uint32_t headings(struct table_reader *r)
{
	struct review *t = &r->review;
	uint32_t n = 0;

	for (uint32_t i = 0; i < r->line.count; i++) {
		int id = table_match(r->labels, FAMILY_REVIEW,
				     &r->line.labels[i], false);

		if (id < 0)
			continue;
		n++;
		if (id <= OUTCOME_TOTAL &&
		    r->line.cells[i]->row == r->line.row)
			add_heading(t, &r->line, i, id);
	}
	return n;
}

/* Few cells, but enough digits for all of them. */
static bool is_glued(const struct table_reader *r)
{
	size_t digits = 0;

	for (uint32_t i = 0; i < r->line.count; i++) {
		struct slice text = r->line.cells[i]->text;

		for (size_t k = 0; k < text.n; k++) {
			if (text.p[k] != ' ' &&
			    (text.p[k] < '0' || text.p[k] > '9'))
				return false;
			digits += text.p[k] != ' ';
		}
	}
	return digits >= REVIEW_BLOCKS * REVIEW_CELLS;
}

bool table_review_line(struct table_reader *r)
{
	struct review *t = &r->review;
	bool any;

	if (opens(r)) {
		t->open = true;
		t->columns = (struct columns){.grid = r->line.grid};
		return true;
	}
	if (!t->open)
		return false;
	if (headings(r))
		return true;
	if (r->line.count < REVIEW_BLOCKS * REVIEW_CELLS / 2 && !is_glued(r))
		return r->line.grid == t->columns.grid;
	settle(&t->columns);
	t->open = false;
	if (!t->have &&
	    table_cells(&r->line, 0, &t->columns, REVIEW_BLOCKS * REVIEW_CELLS,
		       r->arena, t->cells, &any))
		t->have = true;
	return true;
}

bool table_review_rows(const struct table_reader *r, struct tables *out)
{
	const struct review *t = &r->review;
	struct report_row *rows;
	struct report_cell *cells;

	if (!t->have)
		return true;
	rows = arena_array(r->arena, REVIEW_BLOCKS, sizeof(*rows));
	cells = arena_alloc(r->arena, sizeof(t->cells));
	if (!rows || !cells)
		return false;
	memcpy(cells, t->cells, sizeof(t->cells));
	for (int i = 0; i < REVIEW_BLOCKS; i++)
		rows[i] = (struct report_row){
			.label = tables_review_blocks[i],
			.cells = cells + i * REVIEW_CELLS,
			.count = REVIEW_CELLS,
		};
	out->review = rows;
	out->review_count = REVIEW_BLOCKS;
	return true;
}
