/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The cells of a table that lost its layout (tables_stream.c), put back into
 * rows so that tables.c reads them like any other grid.
 *
 * A row begins at a label that names one; values behind it are its cells.
 * Values that follow any other text are a row of their own (复议).  There are no
 * columns to fall back to: a row with more or fewer cells than wanted is
 * unread, as glued digits are; tables_solve.c may know better.
 */
#include "base/err.h"
#include "parsers/tables_private.h"

enum { ROW_CELLS_MAX = 60 };

/* The piece p goes on with the label before it: a label broken in two. */
static bool continues_label(struct stream *s, struct piece *last,
			    const struct piece *p)
{
	struct piece both;

	if (last->kind != PIECE_TEXT || p->starts_row)
		return false;
	both = (struct piece){.text = {
		last->text.p, (size_t)(p->text.p + p->text.n - last->text.p)}};
	if (memchr(both.text.p, '|', both.text.n))
		return false;
	if (!last->names_row) {
		table_piece_label(s->labels, &both);
		if (!both.names_row)
			return false;
	}
	last->text = both.text;
	last->starts_row = last->names_row = true;
	return true;
}

struct rower {
	struct stream *s;
	struct piece *last;	/* of the row, NULL at its start */
	bool has_values, has_label;
	uint32_t row, col;
};

static void new_row(struct rower *w)
{
	if (w->last)
		w->row++;
	w->last = NULL;
	w->has_values = w->has_label = false;
	w->col = 0;
}

static void put(struct rower *w, struct piece *p)
{
	if (w->col == ROW_CELLS_MAX)
		new_row(w);
	p->row = w->row;
	p->col = w->col++;
	w->last = p;
	w->has_values |= p->kind != PIECE_TEXT;
	w->has_label |= p->names_row;
	if (w->col > w->s->cols)
		w->s->cols = w->col;
	w->s->rows = w->row + 1;
}

/* Gives every piece its row and column; p->row UINT32_MAX: it has none. */
static void make_rows(struct stream *s)
{
	struct rower w = {.s = s};

	for (uint32_t i = 0; i < s->count; i++) {
		struct piece *p = &s->pieces[i];

		p->row = UINT32_MAX;
		if (p->kind == PIECE_TEXT && w.last && !w.has_values &&
		    continues_label(s, w.last, p)) {
			w.has_label = true;
			continue;
		}
		if (p->kind == PIECE_TEXT && (w.has_values || p->starts_row))
			new_row(&w);
		/* what merged headings left behind */
		if (p->kind == PIECE_BLANK && p->same_line && w.last &&
		    !w.has_values && !w.has_label)
			continue;
		if (p->kind != PIECE_TEXT && !w.has_values && !w.has_label)
			new_row(&w);
		if (w.row == GRID_MAX_ROWS - 1)
			return;
		put(&w, p);
	}
}

/* Leaves out the prose before the first label and behind the last value. */
static void cut_prose(struct stream *s)
{
	uint32_t first = 0;

	while (s->count && s->pieces[s->count - 1].kind == PIECE_TEXT)
		s->count--;
	while (first < s->count && !s->pieces[first].starts_row &&
	       !s->pieces[first].heading)
		first++;
	s->pieces += first;
	s->count -= first;
}

/* Prose has none of these; most pages end here. */
static bool report_like(struct slice part)
{
	static const char *const labels[] = {"信息内容", "规章", "行政许可",
					     "予以公开", "自然人", "总计"};

	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (slice_finds(part, labels[i], 0) != SIZE_MAX)
			return true;
	return false;
}

const struct grid *tables_text_grid(struct slice text, size_t begin,
				    size_t end, struct arena *a)
{
	struct stream s;

	if (!report_like(slice_sub(text, begin, end)) ||
	    !table_stream_read(&s, text, begin, end, false, a))
		return NULL;
	cut_prose(&s);
	make_rows(&s);
	if (!s.rows || arena_err(a))
		return NULL;
	return table_stream_grid(&s);
}
