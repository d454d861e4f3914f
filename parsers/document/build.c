/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Texts of cells go to the arena as soon as a cell is closed; the text of the
 * document is one growing buffer.  When an outer table is closed its rows are
 * written into the text, and only then do its cells know where they stand.
 *
 * Vertical merges: above[] holds, for each column, the cell that covers it in
 * the row before.  A cell that `continues` makes that one longer.
 */
#include "parsers/document/build.h"

#include "base/err.h"
#include "parsers/charset.h"
#include "parsers/html_private.h"

#include <stdlib.h>

enum {
	CELLS_FIRST = 64, NO_CELL = UINT32_MAX,
	/* Of one table, some of them in vain, and of all grids: an answer of
	 * the converter child holds so many. */
	CELLS_MAX = 2 * GRID_MAX_ROWS * GRID_MAX_COLS,
};

/* What separates two pieces of text, written only when text follows. */
enum gap { GAP_NONE, GAP_SPACE, GAP_LINE };

struct table {
	struct grid_cell *cells;	/* owned, grows */
	uint32_t count, cap;
	size_t bytes;		/* of all cells' texts */
	bool full;		/* they reached the limit; cells are left out */
	uint32_t row;		/* UINT32_MAX: before the first one */
	uint32_t col;		/* where the next cell goes */
	uint32_t above[GRID_MAX_COLS];	/* index of a cell, NO_CELL */
	struct build_cell cell;	/* the open one */
	bool in_cell;
	struct buf text;	/* of the open cell */
	enum gap gap;
	uint32_t first_page;	/* of the pages begun within the table */
};

/* A page that begins before a row of the open table. */
struct page {
	uint32_t offset;
	uint32_t row;		/* UINT32_MAX: offset is known */
};

struct build {
	const struct document_limits *limits;
	struct arena *arena;
	struct buf text;
	enum gap gap;
	unsigned tabs;		/* waiting, for text outside of tables */
	struct table *tables[BUILD_DEPTH];
	unsigned depth;		/* tables open; may exceed BUILD_DEPTH */
	const struct grid **grids; /* of limits->grids */
	uint32_t grid_count;
	uint32_t cell_count;	/* of all grids */
	struct page *pages;	/* of limits->pages */
	uint32_t page_count;
	bool has_text;
	int err;
};

static void fail(struct build *b, int err)
{
	if (!b->err)
		b->err = err;
}

struct build *build_new(const struct document_limits *limits, struct arena *a)
{
	struct build *b = malloc(sizeof(*b));

	if (!b)
		return NULL;
	*b = (struct build){.limits = limits, .arena = a};
	buf_init(&b->text, limits->text < UINT32_MAX ? limits->text
						     : UINT32_MAX - 1);
	b->grids = calloc(limits->grids, sizeof(*b->grids));
	b->pages = calloc(limits->pages, sizeof(*b->pages));
	if (!b->grids || !b->pages) {
		build_free(b);
		return NULL;
	}
	return b;
}

static void table_free(struct table *t)
{
	if (!t)
		return;
	buf_free(&t->text);
	free(t->cells);
	free(t);
}

void build_free(struct build *b)
{
	if (!b)
		return;
	for (unsigned i = 0; i < BUILD_DEPTH; i++)
		table_free(b->tables[i]);
	free(b->grids);
	free(b->pages);
	buf_free(&b->text);
	free(b);
}

int build_err(const struct build *b)
{
	return b->err;
}

bool build_is_empty(const struct build *b)
{
	return !b->text.len && !b->depth && !b->grid_count;
}

static struct table *inner(const struct build *b)
{
	unsigned depth = b->depth < BUILD_DEPTH ? b->depth : BUILD_DEPTH;

	return depth ? b->tables[depth - 1] : NULL;
}

/* --- text ----------------------------------------------------------------- */

static bool is_word(unsigned cp)
{
	return (cp >= '0' && cp <= '9') || (cp >= 'A' && cp <= 'Z') ||
	       (cp >= 'a' && cp <= 'z') || (cp >= 0xC0 && cp != 0xFFFD &&
	       !(cp >= 0x2000 && cp < 0x2E80) &&
	       !(cp >= 0x3000 && cp < 0x3040) &&
	       !(cp >= 0xE000 && cp < 0xF900));
}

static bool is_control(unsigned cp)
{
	return cp < ' ' || (cp >= 0x7F && cp < 0xA0) || cp == 0xAD ||
	       (cp >= 0x200C && cp <= 0x200F) || (cp >= 0xFFFE && cp <= 0xFFFF);
}

static void add_char(struct buf *to, enum gap *gap, unsigned cp, bool cell)
{
	if (*gap && to->len && to->data[to->len - 1] != '\n')
		(void)buf_addc(to, *gap == GAP_LINE && !cell ? '\n' : ' ');
	*gap = GAP_NONE;
	(void)buf_add_utf8(to, cp);		/* sticky */
}

/* TABs of the line, before its next character. */
static void add_tabs(struct build *b)
{
	if (!b->tabs)
		return;
	if (b->gap == GAP_LINE && b->text.len &&
	    b->text.data[b->text.len - 1] != '\n')
		(void)buf_addc(&b->text, '\n');
	for (; b->tabs; b->tabs--)
		(void)buf_addc(&b->text, '\t');
	b->gap = GAP_NONE;
}

void build_text(struct build *b, struct slice text)
{
	struct table *t = inner(b);
	struct buf *to = t ? &t->text : &b->text;
	enum gap *gap = t ? &t->gap : &b->gap;
	size_t at = 0;

	if (b->err || (t && (!t->in_cell || t->full)))
		return;
	while (at < text.n && !to->err) {
		unsigned cp = charset_next(text, &at);

		if (html_is_space(cp)) {
			if (*gap == GAP_NONE)
				*gap = GAP_SPACE;
		} else if (!html_is_empty(cp) && !is_control(cp)) {
			b->has_text |= is_word(cp);
			if (!t)
				add_tabs(b);
			add_char(to, gap, cp, t != NULL);
		}
	}
	if (to->err)
		fail(b, to->err);
}

void build_line(struct build *b)
{
	struct table *t = inner(b);

	if (t)
		t->gap = GAP_LINE;
	else
		b->gap = GAP_LINE;
	b->tabs = 0;
}

void build_tab(struct build *b)
{
	struct table *t = inner(b);

	if (!t)
		b->tabs += b->tabs < GRID_MAX_COLS;
	else if (t->gap == GAP_NONE)
		t->gap = GAP_SPACE;
}

void build_page(struct build *b)
{
	struct table *outer = b->depth ? b->tables[0] : NULL;

	if (b->page_count >= b->limits->pages) {
		fail(b, ERR_TOOBIG);
		return;
	}
	b->pages[b->page_count++] = (struct page){
		.offset = (uint32_t)b->text.len,
		.row = outer ? outer->row + 1 : UINT32_MAX,
	};
}

/* --- tables --------------------------------------------------------------- */

void build_table_open(struct build *b)
{
	struct table *t;

	if (b->err || b->depth++ >= BUILD_DEPTH)
		return;
	b->tabs = 0;
	t = calloc(1, sizeof(*t));
	if (!t) {
		b->depth--;
		fail(b, ERR_NOMEM);
		return;
	}
	t->row = UINT32_MAX;
	t->first_page = b->page_count;
	memset(t->above, 0xFF, sizeof(t->above));	/* NO_CELL */
	buf_init(&t->text, b->limits->text);
	b->tables[b->depth - 1] = t;
}

/* The table that rows and cells are for; NULL when nested too deep. */
static struct table *open_table(const struct build *b)
{
	return !b->err && b->depth && b->depth <= BUILD_DEPTH
		? b->tables[b->depth - 1] : NULL;
}

void build_row_open(struct build *b)
{
	struct table *t = open_table(b);

	if (!t)
		return;
	build_cell_close(b);
	t->row++;
	t->col = 0;
}

void build_cell_open(struct build *b)
{
	struct table *t = open_table(b);

	if (!t || t->row == UINT32_MAX)
		return;
	build_cell_close(b);
	t->in_cell = true;
	t->gap = GAP_NONE;
	t->cell = (struct build_cell){
		.row = t->row, .col = t->col, .rowspan = 1, .colspan = 1,
	};
}

struct build_cell *build_cell(struct build *b)
{
	struct table *t = open_table(b);

	return t && t->in_cell ? &t->cell : NULL;
}

void build_skip(struct build *b, uint32_t cols)
{
	struct table *t = open_table(b);

	if (t && cols < GRID_MAX_COLS)
		t->col += cols;
}

static bool add_cell(struct build *b, struct table *t,
		     const struct grid_cell *cell)
{
	if (t->count == t->cap) {
		uint32_t cap = t->cap ? t->cap * 2 : CELLS_FIRST;
		struct grid_cell *cells;

		if (cap > CELLS_MAX) {
			fail(b, ERR_TOOBIG);
			return false;
		}
		cells = realloc(t->cells, cap * sizeof(*cells));
		if (!cells) {
			fail(b, ERR_NOMEM);
			return false;
		}
		t->cells = cells;
		t->cap = cap;
	}
	t->cells[t->count++] = *cell;
	return true;
}

/* The cell above becomes longer, where there is one that ends right here. */
static bool continue_cell(struct table *t, const struct build_cell *place)
{
	uint32_t index = t->above[place->col];
	struct grid_cell *above = index < t->count ? &t->cells[index] : NULL;

	if (!above || above->row + above->rowspan != place->row ||
	    above->col != place->col)
		return false;
	above->rowspan += place->rowspan;
	return true;
}

static void place_cell(struct build *b, struct table *t)
{
	struct build_cell *place = &t->cell;
	struct grid_cell cell;

	if (place->row >= GRID_MAX_ROWS || place->col >= GRID_MAX_COLS)
		return;		/* cut there, as HTML tables are */
	if (place->colspan == 0)
		place->colspan = 1;
	if (place->colspan > GRID_MAX_COLS - place->col)
		place->colspan = GRID_MAX_COLS - place->col;
	t->col = place->col + place->colspan;
	if (place->continues && continue_cell(t, place))
		return;
	/* the same text in each of many cells fills any memory, slowly */
	if (t->text.len > b->limits->text - t->bytes)
		t->full = true;
	if (t->full)
		return;
	t->bytes += t->text.len;
	cell = (struct grid_cell){
		.row = place->row, .col = place->col,
		.rowspan = place->rowspan ? place->rowspan : 1,
		.colspan = place->colspan, .node = UINT32_MAX,
		.text = arena_slice(b->arena, buf_slice(&t->text)),
	};
	if (!cell.text.p) {
		fail(b, arena_err(b->arena));
		return;
	}
	if (!add_cell(b, t, &cell))
		return;
	for (uint32_t c = place->col; c < place->col + place->colspan; c++)
		t->above[c] = t->count - 1;
}

void build_cell_close(struct build *b)
{
	struct table *t = open_table(b);

	if (!t || !t->in_cell)
		return;
	place_cell(b, t);
	t->in_cell = false;
	buf_clear(&t->text);
}

/* --- the end of a table --------------------------------------------------- */

static void settle_pages(struct build *b, const struct table *t, uint32_t row)
{
	for (uint32_t i = t->first_page; i < b->page_count; i++) {
		if (b->pages[i].row == UINT32_MAX || b->pages[i].row > row)
			continue;
		b->pages[i].offset = (uint32_t)b->text.len;
		b->pages[i].row = UINT32_MAX;
	}
}

/* Rows as lines, a TAB between cells, none behind the last one that has text;
 * blank rows give nothing. */
static void write_rows(struct build *b, const struct table *t,
		       struct grid_cell *cells, uint32_t count)
{
	uint32_t row = UINT32_MAX, tabs = 0;

	for (uint32_t i = 0; i < count; i++) {
		struct grid_cell *c = &cells[i];

		if (c->row != row) {
			row = c->row;
			tabs = 0;
			b->gap = GAP_LINE;
			settle_pages(b, t, row);
		} else {
			tabs++;
		}
		if (!c->text.n)
			continue;
		if (b->gap && b->text.len &&
		    b->text.data[b->text.len - 1] != '\n')
			(void)buf_addc(&b->text, '\n');
		b->gap = GAP_NONE;
		for (; tabs; tabs--)
			(void)buf_addc(&b->text, '\t');
		c->offset = (uint32_t)b->text.len;
		c->length = (uint32_t)c->text.n;
		if (buf_add_slice(&b->text, c->text))	/* told below */
			c->offset = c->length = 0;
	}
	settle_pages(b, t, UINT32_MAX - 1);
	b->gap = GAP_LINE;
	if (b->text.err)
		fail(b, b->text.err);
}

static void make_grid(struct build *b, struct table *t, bool outer)
{
	struct grid_cell *cells = arena_array(b->arena, t->count,
					      sizeof(*cells));

	if (!cells) {
		fail(b, arena_err(b->arena));
		return;
	}
	if (t->count)
		memcpy(cells, t->cells, t->count * sizeof(*cells));
	if (outer)
		write_rows(b, t, cells, t->count);
	build_grid(b, grid_of_cells(cells, t->count, b->arena));
}

static void text_of_table(struct build *b, const struct table *t)
{
	for (uint32_t i = 0; i < t->count; i++) {
		build_text(b, t->cells[i].text);
		build_text(b, (struct slice)SLICE_LIT(" "));
	}
}

void build_table_close(struct build *b)
{
	struct table *t;

	if (!b->depth)
		return;
	build_cell_close(b);
	if (--b->depth >= BUILD_DEPTH)
		return;
	t = b->tables[b->depth];
	b->tables[b->depth] = NULL;
	if (!t)
		return;
	if (!b->err && b->depth)
		text_of_table(b, t);
	if (!b->err)
		make_grid(b, t, b->depth == 0);
	if (t->full)
		fail(b, ERR_TOOBIG);
	table_free(t);
}

void build_grid(struct build *b, const struct grid *grid)
{
	if (!grid) {
		if (arena_err(b->arena))
			fail(b, arena_err(b->arena));
		return;
	}
	if (b->grid_count >= b->limits->grids ||
	    grid->cell_count > CELLS_MAX - b->cell_count) {
		fail(b, ERR_TOOBIG);
		return;
	}
	b->cell_count += grid->cell_count;
	b->grids[b->grid_count++] = grid;
}

/* --- the end -------------------------------------------------------------- */

static bool copy_pages(struct build *b, struct document *d)
{
	uint32_t *pages = arena_array(b->arena, b->page_count, sizeof(*pages));

	if (!pages)
		return false;
	for (uint32_t i = 0; i < b->page_count; i++)
		pages[i] = b->pages[i].offset;
	d->pages = pages;
	d->page_count = b->page_count;
	return true;
}

static bool copy_grids(struct build *b, struct document *d)
{
	const struct grid **grids = arena_array(b->arena, b->grid_count,
						sizeof(*grids));

	if (!grids)
		return false;
	if (b->grid_count)
		memcpy(grids, b->grids, b->grid_count * sizeof(*grids));
	d->grids = grids;
	d->grid_count = b->grid_count;
	return true;
}

int build_end(struct build *b, struct document *d)
{
	while (b->depth)
		build_table_close(b);
	d->text = arena_slice(b->arena, buf_slice(&b->text));
	if (!d->text.p || !copy_grids(b, d) || !copy_pages(b, d)) {
		d->text = (struct slice)SLICE_LIT("");
		d->grid_count = d->page_count = 0;
		return arena_err(b->arena);
	}
	d->has_text = b->has_text;
	return b->err;
}
