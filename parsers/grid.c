/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The HTML standard's "forming a table", in two passes: cells get their
 * places first, then the grid is filled.
 *
 * The only state between rows is busy[]: for each column the first row in
 * which it is free again.  That is enough, because cells come row by row and
 * a span is a rectangle that begins in the row at hand: a column free in this
 * row is free in all rows below.  So each place is written once and the work
 * is bounded by the maximum grid, whatever the spans say.
 *
 * tfoot rows come last, as they are shown.  A rowspan ends with its thead,
 * tbody or tfoot.
 */
#include "parsers/grid.h"

#include "parsers/html_private.h"

struct row {
	uint32_t node;
	uint32_t section_end;	/* row index behind its section */
};

struct former {
	const struct html *h;
	struct arena *arena;
	struct row *rows;
	uint32_t row_count;
	struct grid_cell *cells;
	uint32_t cell_count;
	uint32_t cols;
	uint32_t busy[GRID_MAX_COLS];
};

static bool is_section(enum html_tag tag)
{
	return tag == HTML_THEAD || tag == HTML_TBODY || tag == HTML_TFOOT;
}

static bool is_cell(enum html_tag tag)
{
	return tag == HTML_TD || tag == HTML_TH;
}

static void add_row(struct former *f, uint32_t node)
{
	if (f->row_count < GRID_MAX_ROWS)
		f->rows[f->row_count++].node = node;
}

/* Adds the rows of a section, or a <tr> directly below the table, which is a
 * section of one. */
static void add_section(struct former *f, uint32_t node)
{
	const struct html_node *nodes = f->h->nodes;
	uint32_t first = f->row_count;

	if (nodes[node].tag == HTML_TR)
		add_row(f, node);
	for (uint32_t i = node + 1;
	     nodes[node].tag != HTML_TR && i < nodes[node].end;
	     i = nodes[i].end)
		if (nodes[i].tag == HTML_TR)
			add_row(f, i);
	for (uint32_t i = first; i < f->row_count; i++)
		f->rows[i].section_end = f->row_count;
}

static void add_rows(struct former *f, uint32_t table, bool feet)
{
	const struct html_node *nodes = f->h->nodes;

	for (uint32_t i = table + 1; i < nodes[table].end; i = nodes[i].end) {
		enum html_tag tag = nodes[i].tag;

		if ((tag == HTML_TFOOT) == feet &&
		    (tag == HTML_TR || is_section(tag)))
			add_section(f, i);
	}
}

/* A span attribute: digits after white space, else 1 ("rules for parsing
 * non-negative integers"). */
static uint32_t span_of(const struct html_node *node, const char *name,
			uint32_t max)
{
	struct slice s = slice_trim(html_attr(node, name));
	uint32_t value = 0;
	size_t i = s.n && s.p[0] == '+';
	size_t from = i;

	for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
		if (value <= max)
			value = value * 10 + (uint32_t)(s.p[i] - '0');
	if (i == from)
		return 1;
	return value > max ? max : value;
}

/* Marks the columns of a cell busy; each that is free gets the cell. */
static void occupy(uint32_t *busy, const struct grid_cell *cell,
		   const struct grid *grid)
{
	for (uint32_t c = cell->col; c < cell->col + cell->colspan; c++) {
		if (busy[c] > cell->row)
			continue;
		busy[c] = cell->row + cell->rowspan;
		for (uint32_t r = cell->row; grid && r < busy[c]; r++)
			grid->at[r * grid->cols + c] = cell;
	}
}

static void span_source(const struct html_node *node, struct grid_cell *cell)
{
	if (node->offset == UINT32_MAX)
		return;
	cell->offset = node->offset;
	cell->length = node->length;
}

/* Places one cell in row r at the first free column from *col on. */
static void place_cell(struct former *f, uint32_t r, uint32_t node,
		       uint32_t *col)
{
	const struct html_node *html = &f->h->nodes[node];
	struct grid_cell *cell = &f->cells[f->cell_count];
	uint32_t left = f->rows[r].section_end - r;
	uint32_t rowspan = span_of(html, "rowspan", 65534);
	uint32_t colspan = span_of(html, "colspan", 1000);

	while (*col < GRID_MAX_COLS && f->busy[*col] > r)
		(*col)++;
	if (*col == GRID_MAX_COLS)
		return;
	if (colspan == 0)
		colspan = 1;
	if (colspan > GRID_MAX_COLS - *col)
		colspan = GRID_MAX_COLS - *col;
	if (rowspan == 0 || rowspan > left)
		rowspan = left;
	*cell = (struct grid_cell){
		.row = r, .col = *col, .rowspan = rowspan, .colspan = colspan,
		.node = node, .offset = 0, .length = 0};
	span_source(html, cell);
	occupy(f->busy, cell, NULL);
	*col += colspan;
	if (*col > f->cols)
		f->cols = *col;
	f->cell_count++;
}

static void place_cells(struct former *f)
{
	const struct html_node *nodes = f->h->nodes;

	for (uint32_t r = 0; r < f->row_count; r++) {
		uint32_t row = f->rows[r].node;
		uint32_t col = 0;

		for (uint32_t i = row + 1;
		     i < nodes[row].end && col < GRID_MAX_COLS;
		     i = nodes[i].end)
			if (is_cell(nodes[i].tag))
				place_cell(f, r, i, &col);
	}
}

/* At least as many as will be placed. */
static uint32_t count_cells(const struct former *f)
{
	const struct html_node *nodes = f->h->nodes;
	uint32_t count = 0;

	for (uint32_t r = 0; r < f->row_count; r++) {
		uint32_t row = f->rows[r].node;
		uint32_t here = 0;

		for (uint32_t i = row + 1;
		     i < nodes[row].end && here < GRID_MAX_COLS;
		     i = nodes[i].end)
			here += is_cell(nodes[i].tag);
		count += here;
	}
	return count;
}

/* Reads into arena memory that is large enough beforehand: one byte per node
 * for what separates two texts. */
static struct slice read_text(const struct former *f, uint32_t node)
{
	const struct html_node *nodes = f->h->nodes;
	struct buf text = {0};

	for (uint32_t i = node; i < nodes[node].end; i++)
		text.max += nodes[i].text.n + 1;
	text.cap = text.max + 1;
	text.data = arena_alloc(f->arena, text.cap);
	if (!text.data)
		return SLICE_NONE;
	(void)html_line(f->h, node, &text);	/* it has room for all */
	return buf_slice(&text);
}

/* false when the arena failed */
static bool read_texts(struct former *f)
{
	for (uint32_t i = 0; i < f->cell_count; i++) {
		f->cells[i].text = read_text(f, f->cells[i].node);
		if (!f->cells[i].text.p)
			return false;
	}
	return true;
}

static const struct grid *make_grid(struct former *f, uint32_t table)
{
	struct grid *grid = arena_alloc(f->arena, sizeof(*grid));

	if (!grid)
		return NULL;
	grid->at = arena_array(f->arena, (size_t)f->row_count * f->cols,
			       sizeof(*grid->at));
	if (!grid->at)
		return NULL;
	grid->rows = f->row_count;
	grid->cols = f->cols;
	grid->cells = f->cells;
	grid->cell_count = f->cell_count;
	grid->node = table;
	memset(f->busy, 0, sizeof(f->busy));
	for (uint32_t i = 0; i < f->cell_count; i++)
		occupy(f->busy, &f->cells[i], grid);
	return grid;
}

const struct grid *grid_of_table(const struct html *h, uint32_t node,
				 struct arena *a)
{
	struct former f = {.h = h, .arena = a};
	uint32_t nodes = h->nodes[node].end - node;

	f.rows = arena_array(a, nodes < GRID_MAX_ROWS ? nodes : GRID_MAX_ROWS,
			     sizeof(*f.rows));
	if (!f.rows)
		return NULL;
	add_rows(&f, node, false);
	add_rows(&f, node, true);
	f.cells = arena_array(a, count_cells(&f), sizeof(*f.cells));
	if (!f.cells)
		return NULL;
	place_cells(&f);
	if (!f.cell_count || !read_texts(&f))
		return NULL;
	return make_grid(&f, node);
}

/* Clips cells to the maximum grid and drops those outside it. */
static void clip_cells(struct grid_cell *cells, struct grid *grid,
		       uint32_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct grid_cell c = cells[i];

		if (c.row >= GRID_MAX_ROWS || c.col >= GRID_MAX_COLS)
			continue;
		if (c.rowspan == 0 || c.colspan == 0)
			continue;
		if (c.rowspan > GRID_MAX_ROWS - c.row)
			c.rowspan = GRID_MAX_ROWS - c.row;
		if (c.colspan > GRID_MAX_COLS - c.col)
			c.colspan = GRID_MAX_COLS - c.col;
		if (c.row + c.rowspan > grid->rows)
			grid->rows = c.row + c.rowspan;
		if (c.col + c.colspan > grid->cols)
			grid->cols = c.col + c.colspan;
		cells[grid->cell_count++] = c;
	}
}

const struct grid *grid_of_cells(struct grid_cell *cells, uint32_t count,
				 struct arena *a)
{
	uint32_t busy[GRID_MAX_COLS] = {0};
	struct grid *grid = arena_alloc(a, sizeof(*grid));

	if (!grid)
		return NULL;
	*grid = (struct grid){.cells = cells, .node = UINT32_MAX};
	clip_cells(cells, grid, count);
	if (!grid->cell_count)
		return NULL;
	grid->at = arena_array(a, (size_t)grid->rows * grid->cols,
			       sizeof(*grid->at));
	if (!grid->at)
		return NULL;
	for (uint32_t i = 0; i < grid->cell_count; i++)
		occupy(busy, &cells[i], grid);
	return grid;
}
