/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables that nobody drew: consecutive lines whose words stand in columns.
 *
 * A line is cut into chunks at gaps wider than a letter.  Lines with two chunks
 * and more are rows; a line of one chunk between them is the continuation of a
 * wrapped cell, if it fits below one column.  Columns are what is left when the
 * chunks of the fuller rows are laid over each other.  Three rows at least, or
 * it is no table but prose with gaps.
 */
#include "parsers/document/layout_private.h"

#include <stdlib.h>

enum { ROWS_LEAST = 3, CHUNKS_MAX = GRID_MAX_COLS };

struct span {
	float x0, x1;
};

struct chunk {
	struct span x;
	uint32_t piece, count;	/* pieces of the line */
};

static float em_of(const struct layout_line *line)
{
	return layout_em(line->y0, line->y1);
}

/* Chunks of a line; chunks may be NULL to count them. */
static uint32_t cut_chunks(const struct layout_line *line, struct chunk *chunks)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < line->count && n < CHUNKS_MAX; i++) {
		const struct piece *p = &line->pieces[i];

		if (i && p->x0 - p[-1].x1 <= em_of(line)) {
			if (chunks) {
				chunks[n - 1].x.x1 = p->x1;
				chunks[n - 1].count++;
			}
			continue;
		}
		if (chunks)
			chunks[n] = (struct chunk){{p->x0, p->x1}, i, 1};
		n++;
	}
	return n;
}

static int compare_spans(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	return (x->x0 > y->x0) - (x->x0 < y->x0);
}

/* How far the lines may be a table: none is far from the one before, and the
 * last one is a row.  *ret_most: chunks of the fullest row. */
static uint32_t extent(const struct layout_line *lines, uint32_t count,
		       uint32_t *ret_rows, uint32_t *ret_most)
{
	uint32_t end = 0;

	*ret_rows = *ret_most = 0;
	for (uint32_t i = 0; i < count; i++) {
		uint32_t chunks = cut_chunks(&lines[i], NULL);

		if (i && lines[i].y0 - lines[i - 1].y1 >
		    3 * (lines[i].y1 - lines[i].y0))
			break;
		if (i - end > 4)	/* a paragraph, not a wrapped cell */
			break;
		if (chunks < 2)
			continue;
		end = i + 1;
		++*ret_rows;
		*ret_most = chunks > *ret_most ? chunks : *ret_most;
	}
	return end;
}

/* The columns of the rows; 0 where they make none. */
static uint32_t find_columns(const struct layout_line *lines, uint32_t count,
			     uint32_t most, struct span *spans)
{
	struct chunk chunks[CHUNKS_MAX];
	uint32_t n = 0, out = 0;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t have = cut_chunks(&lines[i], chunks);

		if (have < 2 || have < most / 2 + 1)
			continue;
		for (uint32_t k = 0; k < have; k++)
			spans[n++] = chunks[k].x;
	}
	qsort(spans, n, sizeof(*spans), compare_spans);
	for (uint32_t i = 0; i < n; i++) {
		struct span s = spans[i];

		if (out && s.x0 <= spans[out - 1].x1) {
			if (s.x1 > spans[out - 1].x1)
				spans[out - 1].x1 = s.x1;
			continue;
		}
		spans[out++] = s;
	}
	return out >= 2 && out <= GRID_MAX_COLS ? out : 0;
}

static void columns_of(const struct span *columns, uint32_t count,
		       struct span x, uint32_t *ret_first, uint32_t *ret_last)
{
	uint32_t first = 0, last;

	while (first + 1 < count && columns[first].x1 < x.x0)
		first++;
	last = first;
	while (last + 1 < count && columns[last + 1].x0 <= x.x1)
		last++;
	*ret_first = first;
	*ret_last = last;
}

/* For each line the row it belongs to: its own, or the nearest one. */
static void assign_rows(const struct layout_line *lines, uint32_t count,
			uint32_t *row_of)
{
	uint32_t rows = 0, last = 0;

	for (uint32_t i = 0; i < count; i++) {
		bool row = cut_chunks(&lines[i], NULL) >= 2;

		last = row ? i : last;
		row_of[i] = row ? rows++ : UINT32_MAX;
		if (row)
			continue;
		row_of[i] = rows ? rows - 1 : 0;
		for (uint32_t k = i + 1; k < count; k++) {
			if (cut_chunks(&lines[k], NULL) < 2)
				continue;
			if (!rows || lines[k].y0 - lines[i].y1 <
			    lines[i].y0 - lines[last].y1)
				row_of[i] = rows;
			break;
		}
	}
}

/* One cell's text grows by a chunk. */
static bool add_text(struct slice *text, const struct layout_line *line,
		     const struct chunk *chunk, struct arena *a)
{
	struct buf out = {.max = text->n + 1};
	const struct piece *first = &line->pieces[chunk->piece];

	for (uint32_t i = 0; i < chunk->count; i++)
		out.max += first[i].text.n + 1;
	out.cap = out.max + 1;
	out.data = arena_alloc(a, out.cap);
	if (!out.data)
		return false;
	(void)buf_add_slice(&out, *text);	/* it has room */
	if (text->n && layout_wrap_space(*text, first->text))
		(void)buf_addc(&out, ' ');
	layout_text(first, chunk->count, &out);
	*text = buf_slice(&out);
	return true;
}

/* Puts the chunks of a line into the cells of its row; false when the arena
 * failed.  cells: one per column. */
static bool place_line(const struct layout_line *line,
		       const struct span *columns, uint32_t cols,
		       struct layout_cell *cells, struct arena *a)
{
	struct chunk chunks[CHUNKS_MAX];
	uint32_t n = cut_chunks(line, chunks);

	for (uint32_t i = 0; i < n; i++) {
		uint32_t first, last;

		columns_of(columns, cols, chunks[i].x, &first, &last);
		if (!cells[first].text.n)
			cells[first].colspan = last - first + 1;
		if (!add_text(&cells[first].text, line, &chunks[i], a))
			return false;
	}
	return true;
}

/* A line of one chunk that lies over several columns ends the table. */
static uint32_t cut_at_prose(const struct layout_line *lines, uint32_t count,
			     const struct span *columns, uint32_t cols)
{
	uint32_t end = 0;

	for (uint32_t i = 0; i < count; i++) {
		uint32_t first, last;

		if (cut_chunks(&lines[i], NULL) >= 2) {
			end = i + 1;
			continue;
		}
		columns_of(columns, cols,
			   (struct span){lines[i].x0, lines[i].x1}, &first,
			   &last);
		if (last > first)
			break;
	}
	return end;
}

static bool fill_table(const struct layout_line *lines, uint32_t count,
		       const struct span *columns, struct arena *a,
		       struct layout_table *t)
{
	uint32_t *row_of = arena_array(a, count, sizeof(*row_of));
	struct layout_cell *cells = arena_array(a, (size_t)t->rows * t->cols,
						sizeof(*cells));

	if (!row_of || !cells)
		return false;
	for (uint32_t i = 0; i < t->rows * t->cols; i++)
		cells[i] = (struct layout_cell){
			.row = i / t->cols, .col = i % t->cols, .rowspan = 1,
			.colspan = 1, .text = SLICE_LIT(""),
		};
	assign_rows(lines, count, row_of);
	for (uint32_t i = 0; i < count; i++)
		if (!place_line(&lines[i], columns, t->cols,
				cells + (size_t)row_of[i] * t->cols, a))
			return false;
	t->cells = cells;
	t->cell_count = t->rows * t->cols;
	return true;
}

/* Borders in the middle of the gaps. */
static bool make_borders(const struct span *columns, struct arena *a,
			 struct layout_table *t)
{
	t->xs = arena_array(a, t->cols + 1, sizeof(*t->xs));
	if (!t->xs)
		return false;
	t->xs[0] = columns[0].x0;
	for (uint32_t i = 1; i < t->cols; i++)
		t->xs[i] = (columns[i - 1].x1 + columns[i].x0) / 2;
	t->xs[t->cols] = columns[t->cols - 1].x1;
	return true;
}

int layout_aligned(const struct layout_line *lines, uint32_t count,
		   struct arena *a, struct layout_table *ret_table,
		   uint32_t *ret_lines)
{
	struct layout_table t = {.cols = 0};
	uint32_t rows, most, end;
	struct span *columns;

	*ret_table = t;
	*ret_lines = 1;
	if (cut_chunks(&lines[0], NULL) < 2)
		return 0;
	end = extent(lines, count, &rows, &most);
	*ret_lines = end;
	if (rows < ROWS_LEAST)
		return 0;
	columns = arena_array(a, (size_t)rows * most, sizeof(*columns));
	if (!columns)
		return arena_err(a);
	t.cols = find_columns(lines, end, most, columns);
	if (!t.cols)
		return 0;
	end = cut_at_prose(lines, end, columns, t.cols);
	for (uint32_t i = 0; i < end; i++)
		t.rows += cut_chunks(&lines[i], NULL) >= 2;
	if (t.rows < ROWS_LEAST || t.rows > GRID_MAX_ROWS)
		return 0;
	if (!fill_table(lines, end, columns, a, &t) ||
	    !make_borders(columns, a, &t))
		return arena_err(a);
	*ret_table = t;
	*ret_lines = end;
	return 0;
}
