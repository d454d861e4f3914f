/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of RTF: rows that know where each of their cells ends. */
#include "parsers/document/rtf_private.h"

#include "base/err.h"

#include <stdlib.h>

enum {
	SAME_BORDER = 60,	/* twips: 3 points; programs round */
	CELLS_MAX = GRID_MAX_ROWS * GRID_MAX_COLS,
	COLUMN = 1000,		/* where nothing is said */
};

void rtf_table_defaults(struct rtf_table *t)
{
	t->def_count = 0;
	t->left = 0;
	t->next = (struct rtf_def){.right = 0};
}

void rtf_table_cellx(struct rtf_table *t, int32_t right)
{
	if (t->def_count < GRID_MAX_COLS) {
		t->next.right = right;
		t->defs[t->def_count++] = t->next;
	}
	t->next = (struct rtf_def){.right = 0};
}

static int add_cell(struct rtf_table *t, const struct rtf_cell *cell)
{
	if (t->count == t->cap) {
		uint32_t cap = t->cap ? t->cap * 2 : 64;
		struct rtf_cell *cells;

		if (t->count >= CELLS_MAX)
			return ERR_TOOBIG;
		cells = realloc(t->cells, cap * sizeof(*cells));
		if (!cells)
			return ERR_NOMEM;
		t->cells = cells;
		t->cap = cap;
	}
	t->cells[t->count++] = *cell;
	return 0;
}

int rtf_table_cell(struct rtf_table *t, struct slice text)
{
	uint32_t i = t->col;
	int32_t left = i && i - 1 < t->def_count ? t->defs[i - 1].right
						 : t->left;
	struct rtf_cell cell = {
		.row = t->row, .left = left, .right = left + COLUMN,
		.text = text,
	};

	if (i >= GRID_MAX_COLS)
		return 0;
	t->col++;
	if (i >= t->def_count) {
		cell.left = t->left + (int32_t)i * COLUMN;
		cell.right = cell.left + COLUMN;
		return add_cell(t, &cell);
	}
	cell.right = t->defs[i].right;
	cell.below = t->defs[i].below;
	if (t->defs[i].beside && t->count &&
	    t->cells[t->count - 1].row == t->row) {
		t->cells[t->count - 1].right = cell.right;
		return 0;
	}
	return add_cell(t, &cell);
}

void rtf_table_row(struct rtf_table *t)
{
	t->row++;
	t->col = 0;
}

static int compare(const void *a, const void *b)
{
	int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;

	return (x > y) - (x < y);
}

/* Borders that differ, rising; *ret_count of them. */
static int32_t *find_borders(const struct rtf_table *t, struct arena *a,
			     uint32_t *ret_count)
{
	int32_t *borders = arena_array(a, 2 * (size_t)t->count,
				       sizeof(*borders));
	uint32_t n = 0;

	if (!borders)
		return NULL;
	for (uint32_t i = 0; i < t->count; i++) {
		borders[2 * i] = t->cells[i].left;
		borders[2 * i + 1] = t->cells[i].right;
	}
	qsort(borders, 2 * (size_t)t->count, sizeof(*borders), compare);
	for (uint32_t i = 0; i < 2 * t->count; i++)
		if (!n || (int64_t)borders[i] - borders[n - 1] > SAME_BORDER)
			borders[n++] = borders[i];
	*ret_count = n;
	return borders;
}

/* Index of the last border that is not behind the place. */
static uint32_t border_at(const int32_t *borders, uint32_t count,
			  int32_t place)
{
	uint32_t low = 0, high = count;

	while (high - low > 1) {
		uint32_t mid = low + (high - low) / 2;

		if (borders[mid] <= place)
			low = mid;
		else
			high = mid;
	}
	return low;
}

static void give_cell(struct build *b, const struct rtf_cell *cell,
		      const int32_t *borders, uint32_t count)
{
	uint32_t col = border_at(borders, count, cell->left);
	uint32_t end = border_at(borders, count, cell->right);
	struct build_cell *place;

	build_cell_open(b);
	place = build_cell(b);
	if (!place)
		return;
	/* rows that are defined as nonsense keep their order */
	if (col > place->col || cell->left == borders[0])
		place->col = col;
	place->colspan = end > place->col ? end - place->col : 1;
	place->continues = cell->below;
	build_text(b, cell->text);
	build_cell_close(b);
}

int rtf_table_end(struct rtf_table *t, struct arena *a, struct build *b)
{
	uint32_t count, row = 0;
	int32_t *borders;

	if (!t->count)
		return 0;
	borders = find_borders(t, a, &count);
	if (!borders)
		return arena_err(a);
	build_line(b);
	build_table_open(b);
	build_row_open(b);
	for (uint32_t i = 0; i < t->count; i++) {
		for (; row < t->cells[i].row; row++)
			build_row_open(b);
		give_cell(b, &t->cells[i], borders, count);
	}
	build_table_close(b);
	t->count = t->row = t->col = 0;
	return 0;
}

void rtf_table_free(struct rtf_table *t)
{
	free(t->cells);
}
