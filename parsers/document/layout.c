/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One page at a time: tables first (layout_rules.c), then the words that are
 * in none become lines, and both are given to the builder from top to bottom.
 *
 * What goes on over a page break:
 *  - a table at the end of a page stays open; if the next page begins with one
 *    whose borders are among its borders, the rows are its rows;
 *  - a paragraph whose last line is full goes on, if the next line is not
 *    indented.
 * A number that stands alone at the top or the bottom is the page's and is
 * dropped.
 */
#include "parsers/document/layout_private.h"

#include "base/err.h"
#include "parsers/charset.h"

#include <stdlib.h>

/* Memory for one page: words and lines of the fullest page seen take 2 MiB. */
enum { PAGE_MEMORY = 64 << 20 };
/* Borders of a table over a page break: programs round them anew. */
static const float same_column = 4.0f;

struct layout {
	struct build *b;
	bool table_open;	/* in the builder */
	float xs[GRID_MAX_COLS + 1];	/* borders of that table */
	uint32_t cols;
	bool line_full;		/* the last line ran to the right margin */
	float em;		/* of that line */
	char tail;		/* its last byte */
};

/* What one page is made of. */
struct sheet {
	const struct layout_page *page;
	struct arena *arena;
	struct layout_table *tables;
	uint32_t table_count;
	struct piece *pieces;
	uint32_t piece_count;
	struct layout_line *lines;	/* in no table */
	uint32_t line_count;
	float left, right;	/* margins of the text */
};

struct layout *layout_new(struct build *b)
{
	struct layout *l = calloc(1, sizeof(*l));

	if (l)
		l->b = b;
	return l;
}

void layout_free(struct layout *l)
{
	free(l);
}

/* --- page numbers --------------------------------------------------------- */

static bool is_dash(unsigned cp)
{
	return cp == '-' || cp == '/' || cp == ' ' || cp == 0xB7 ||
	       (cp >= 0x2010 && cp <= 0x2015) || cp == 0x2500 ||
	       cp == 0xFF0D || cp == 0x30FB;
}

/* "- 3 -", "第3页", "3/12", "第 3 页 共 12 页": digits, at most 3 of 第页共,
 * dashes. */
static bool is_page_number(const struct layout_line *line)
{
	unsigned digits = 0, others = 0;

	for (uint32_t i = 0; i < line->count; i++) {
		struct slice s = line->pieces[i].text;

		for (size_t at = 0; at < s.n;) {
			unsigned cp = charset_next(s, &at);

			if (cp >= '0' && cp <= '9')
				digits++;
			else if (cp == 0x7B2C || cp == 0x9875 || cp == 0x5171)
				others++;
			else if (!is_dash(cp))
				return false;
		}
	}
	return digits >= 1 && digits <= 8 && others <= 4;
}

static void drop_page_numbers(struct sheet *s)
{
	float top = s->page->height * 0.08f, bottom = s->page->height * 0.89f;
	uint32_t n = 0;

	for (uint32_t i = 0; i < s->line_count; i++) {
		const struct layout_line *line = &s->lines[i];
		bool edge = line->y1 < top || line->y0 > bottom;

		if (!edge || !is_page_number(line))
			s->lines[n++] = *line;
	}
	s->line_count = n;
}

/* --- a page --------------------------------------------------------------- */

static int compare_cells(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;

	if (x->table != y->table)
		return x->table < y->table ? -1 : 1;
	return (x->cell > y->cell) - (x->cell < y->cell);
}

/* Pieces sorted by cell become its text; those in none, lines. */
static int read_pieces(struct sheet *s)
{
	uint32_t from = 0, to;
	int err = 0;

	qsort(s->pieces, s->piece_count, sizeof(*s->pieces), compare_cells);
	for (; from < s->piece_count && !err; from = to) {
		const struct piece *first = &s->pieces[from];
		struct layout_line *lines;
		struct layout_cell *cell;
		uint32_t count;

		if (first->table == UINT32_MAX)
			break;
		cell = &s->tables[first->table].cells[first->cell];
		for (to = from + 1; to < s->piece_count &&
		     compare_cells(&s->pieces[to], first) == 0; to++)
			;
		err = layout_lines(s->pieces + from, to - from, s->arena,
				   &lines, &count);
		if (err)
			return err;
		cell->text = layout_paragraph(lines, count, s->arena);
		err = cell->text.p ? 0 : arena_err(s->arena);
	}
	if (err)
		return err;
	return layout_lines(s->pieces + from, s->piece_count - from, s->arena,
			    &s->lines, &s->line_count);
}

static void find_margins(struct sheet *s)
{
	s->left = s->page->width;
	for (uint32_t i = 0; i < s->line_count; i++) {
		const struct layout_line *line = &s->lines[i];

		if (line->x0 < s->left)
			s->left = line->x0;
		if (line->x1 > s->right)
			s->right = line->x1;
	}
}

static int read_sheet(struct sheet *s)
{
	int err = layout_tables(s->page, s->arena, &s->tables,
				&s->table_count);

	if (!err)
		err = layout_pieces(s->page, s->tables, s->table_count,
				    s->arena, &s->pieces, &s->piece_count);
	if (!err)
		err = read_pieces(s);
	if (err)
		return err;
	drop_page_numbers(s);
	find_margins(s);
	return 0;
}

/* --- to the builder ------------------------------------------------------- */

static void close_table(struct layout *l)
{
	if (l->table_open)
		build_table_close(l->b);
	l->table_open = false;
}

/* Where each border of the table stands among those of the open one; false
 * when one is not there, or it is narrower. */
static bool map_columns(const struct layout *l, const struct layout_table *t,
			uint32_t *map)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i <= t->cols; i++) {
		while (at <= l->cols && l->xs[at] < t->xs[i] - same_column)
			at++;
		if (at > l->cols || l->xs[at] > t->xs[i] + same_column)
			return false;
		map[i] = at++;
	}
	return map[0] == 0 && map[t->cols] == l->cols;
}

/* A cell that spans rows goes on over the page break where the part behind it
 * is blank. */
static void give_rows(struct layout *l, const struct layout_table *t,
		      const uint32_t *map, bool goes_on)
{
	uint32_t next = 0;

	for (uint32_t r = 0; r < t->rows; r++) {
		build_row_open(l->b);
		for (; next < t->cell_count && t->cells[next].row == r;
		     next++) {
			const struct layout_cell *c = &t->cells[next];
			struct build_cell *place;

			build_cell_open(l->b);
			place = build_cell(l->b);
			if (!place)
				return;
			place->col = map[c->col];
			place->colspan = map[c->col + c->colspan] -
				map[c->col];
			place->rowspan = c->rowspan;
			place->continues = goes_on && r == 0 &&
				c->rowspan > 1 && !c->text.n;
			build_text(l->b, c->text);
			build_cell_close(l->b);
		}
	}
}

static void give_table(struct layout *l, const struct layout_table *t)
{
	uint32_t map[GRID_MAX_COLS + 1];
	bool goes_on = l->table_open && map_columns(l, t, map);

	if (!goes_on) {
		close_table(l);
		build_line(l->b);
		build_table_open(l->b);
		l->table_open = true;
		l->cols = t->cols;
		memcpy(l->xs, t->xs, (t->cols + 1) * sizeof(*t->xs));
		for (uint32_t i = 0; i <= t->cols; i++)
			map[i] = i;
	}
	give_rows(l, t, map, goes_on);
	l->line_full = false;
}

/* A line runs to the margin, or a word that may not be broken ended it; no
 * sentence ends there then. */
static bool is_full(const struct sheet *s, const struct layout_line *line,
		    struct slice text, float em)
{
	bool stop = slice_ends(text, "。") || slice_ends(text, "；") ||
		slice_ends(text, "：") || slice_ends(text, "！");

	return line->x1 > s->right - (stop ? 1.6f : 3.6f) * em &&
	       line->x1 > s->page->width * 0.6f;
}

/* A line belongs to the paragraph before it where that ran to the margin, the
 * line begins at the left one, and its letters are about as large: a font for
 * digits may say that its own are taller. */
static int give_line(struct layout *l, const struct sheet *s,
		     const struct layout_line *line)
{
	struct slice text = layout_paragraph(line, 1, s->arena);
	float em = layout_em(line->y0, line->y1);
	bool joined = l->line_full && line->x0 < s->left + em &&
		em < l->em * 1.5f && em > l->em * 0.6f;

	if (!text.p)
		return arena_err(s->arena);
	close_table(l);
	if (!joined)
		build_line(l->b);
	else if (layout_wrap_space((struct slice){&l->tail, 1}, text))
		build_text(l->b, (struct slice)SLICE_LIT(" "));
	build_text(l->b, text);
	l->tail = text.n ? text.p[text.n - 1] : ' ';
	l->line_full = is_full(s, line, text, em);
	l->em = em;
	return 0;
}

/* Lines up to the next table that is drawn. */
static int give_lines(struct layout *l, const struct sheet *s, uint32_t from,
		      uint32_t to)
{
	uint32_t plain = from;	/* lines before it begin no table */
	int err = 0;

	while (from < to && !err) {
		struct layout_table aligned;
		uint32_t taken;

		if (from < plain) {
			err = give_line(l, s, &s->lines[from++]);
			continue;
		}
		err = layout_aligned(s->lines + from, to - from, s->arena,
				     &aligned, &taken);
		if (err)
			return err;
		plain = from + taken;
		if (aligned.cell_count) {
			give_table(l, &aligned);
			from = plain;
		}
	}
	return err;
}

/* Tables and lines, merged by their height. */
static int give_sheet(struct layout *l, const struct sheet *s)
{
	uint32_t line = 0;

	for (uint32_t i = 0; i <= s->table_count; i++) {
		uint32_t from = line;
		int err;

		while (line < s->line_count &&
		       (i == s->table_count ||
			s->lines[line].y0 <= s->tables[i].ys[0]))
			line++;
		err = give_lines(l, s, from, line);
		if (err)
			return err;
		if (i < s->table_count)
			give_table(l, &s->tables[i]);
	}
	return 0;
}

int layout_add(struct layout *l, const struct layout_page *page)
{
	struct sheet s = {.page = page, .arena = arena_new(PAGE_MEMORY)};
	int err;

	if (!s.arena)
		return ERR_NOMEM;
	build_page(l->b);
	err = read_sheet(&s);
	if (!err)
		err = give_sheet(l, &s);
	arena_free(s.arena);
	return err ? err : build_err(l->b);
}
