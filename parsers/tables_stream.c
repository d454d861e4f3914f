/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables that lost their layout, as a stream of cells.  Three manners of
 * flattening are known (reports.md §3 "Flattened text"):
 *
 *   pipes   every cell ends with "|", line breaks mean nothing; cells that were
 *           merged leave "| ||" behind, on the line of the last cell.  Some
 *           put a "|" alone on a line before each row ("leaders").
 *   lines   one cell a line; a blank line is a blank cell, or, where blank
 *           lines stand between all cells, every second one is.
 *   words   label and values on one line with spaces between, or digits glued
 *           to the label.
 */
#include "parsers/charset.h"
#include "parsers/html_private.h"
#include "parsers/tables_private.h"

enum {
	PIECES_MAX = 20000,	/* cells of one part of a text */
	PIPES_LEAST = 8,	/* fewer are no table */
	LOOK = 60,		/* bytes that are looked ahead */
};

static struct piece *new_piece(struct stream *s, struct slice text,
			       bool same_line)
{
	struct piece *p;

	if (s->count == s->max)
		return NULL;
	p = &s->pieces[s->count++];
	*p = (struct piece){.text = text, .same_line = same_line};
	return p;
}

/* Without the number of a page on a line of its own before it. */
static struct slice cut_page(struct slice text)
{
	size_t end;

	while ((end = slice_findc(text, '\n', 0)) != SIZE_MAX &&
	       table_piece_is_page(html_trim(slice_sub(text, 0, end))))
		text = html_trim(slice_sub(text, end, text.n));
	return text;
}

static void add_piece(struct stream *s, struct slice raw, bool same_line)
{
	struct slice text = cut_page(html_trim(raw));
	struct piece *p;

	if (table_piece_is_page(text))
		return;
	p = new_piece(s, text.n ? text : slice_sub(raw, 0, 0), same_line);
	if (!p)
		return;
	if (!text.n) {
		p->kind = PIECE_BLANK;
		return;
	}
	table_piece_label(s->labels, p);
	if ((s->any_label || !p->starts_row) &&
	    table_piece_is_value(text, s->arena))
		p->kind = PIECE_VALUE;
}

static size_t count_char(struct slice s, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == c;
	return n;
}

/* Whether a "|" alone on its line leads each row: it does so before most
 * headings too, behind a cell that has its own "|" or behind prose. */
static bool has_leaders(struct slice part)
{
	static const char *const headings[] = {"第二十条", "信息内容", "（本列",
					       "(本列", "行政复议",
					       "指标名称", "统计指标"};
	struct slice line, before = SLICE_LIT("|");
	bool alone = false;
	int led = 0;

	while ((line = slice_cut(&part, '\n')).p) {
		line = html_trim(line);
		if (!line.n)
			continue;
		for (size_t i = 0; i < sizeof(headings) / sizeof(headings[0]);
		     i++)
			if (slice_starts(line, headings[i]))
				led += alone ? 1 : -1;
		alone = slice_eqs(line, "|") &&
			(slice_ends(before, "|") || before.n > LOOK);
		before = line;
	}
	return led > 0;
}

/* Behind the line of a leader, where one follows; else at. */
static size_t skip_leader(struct slice s, size_t at)
{
	size_t begin = at;
	size_t bar, next;
	struct slice rest, line;

	while (begin < s.n && (s.p[begin] == ' ' || s.p[begin] == '\r'))
		begin++;
	if (at > 0 && (begin == s.n || s.p[begin] != '\n'))
		return at;
	while (begin < s.n && s.p[begin] != '|' &&
	       !html_trim(slice_sub(s, begin, begin + 1)).n)
		begin++;
	if (begin == s.n || s.p[begin] != '|')
		return at;
	bar = begin + 1;
	next = slice_findc(s, '\n', bar);
	if (next == SIZE_MAX || html_trim(slice_sub(s, bar, next)).n)
		return at;
	/* two alone: the first is the end of a blank cell */
	rest = slice_sub(s, next + 1, s.n);
	do
		line = html_trim(slice_cut(&rest, '\n'));
	while (rest.p && !line.n);
	return slice_eqs(line, "|") ? at : bar;
}

static void read_pipes(struct stream *s, struct slice part)
{
	bool leaders = has_leaders(part);
	size_t at = leaders ? skip_leader(part, 0) : 0;
	bool same_line = false;

	while (at < part.n) {
		size_t bar = slice_findc(part, '|', at);
		struct slice cell;

		if (bar == SIZE_MAX)
			bar = part.n;
		if (memchr(part.p + at, '\n', bar - at))
			same_line = false;
		cell = slice_sub(part, at, bar);
		/* the number of a page stands before a blank cell */
		if (table_piece_is_page(html_trim(cell)))
			cell = slice_sub(cell, 0, 0);
		add_piece(s, cell, same_line);
		same_line = true;
		at = bar + 1;
		if (leaders && at < part.n)
			at = skip_leader(part, at);
	}
}

/* Values at the end of a line, or all of it; where they begin. */
static size_t find_values(struct stream *s, struct slice line)
{
	size_t begin = line.n;

	for (size_t at = line.n; at > 0;) {
		size_t from = at;

		while (from > 0 && line.p[from - 1] != ' ' &&
		       line.p[from - 1] != '\t')
			from--;
		if (from < at &&
		    !table_piece_is_value(slice_sub(line, from, at), s->arena))
			break;
		begin = from;
		at = from ? from - 1 : 0;
	}
	return begin;
}

/* Where digits glued to the end of a label begin. */
static size_t find_glued(struct slice line)
{
	size_t at = line.n;

	while (at > 0 && line.p[at - 1] >= '0' && line.p[at - 1] <= '9')
		at--;
	return at;
}

static bool is_label(struct stream *s, struct slice text)
{
	struct piece p = {.text = html_trim(text)};

	if (p.text.n)
		table_piece_label(s->labels, &p);
	return p.names_row;
}

static void add_words(struct stream *s, struct slice words, bool same_line)
{
	struct slice word;

	for (; (word = table_piece_word(&words)).p; same_line = true)
		add_piece(s, word, same_line);
}

/* "收到申请数 件 5 9" where any label may stand; values from begin on. */
static void add_labelled(struct stream *s, struct slice line, size_t begin)
{
	struct slice label = html_trim(slice_sub(line, 0, begin));
	size_t at = label.n;

	while (at > 0 && label.p[at - 1] != ' ' && label.p[at - 1] != '\t')
		at--;
	if (!table_piece_is_unit(slice_sub(label, at, label.n)))
		at = 0;
	if (at)
		add_piece(s, slice_sub(label, 0, at), false);
	if (label.n)
		add_piece(s, slice_sub(label, at, label.n), at > 0);
	add_words(s, slice_sub(line, begin, line.n), label.n > 0);
}

static void read_line(struct stream *s, struct slice line)
{
	size_t begin;

	if (line.n > LABEL_MAX * 4 || table_piece_is_page(line)) {
		add_piece(s, line, false);	/* which drops the latter */
		return;
	}
	if (table_piece_are_headings(s->labels, line)) {
		add_words(s, line, false);
		return;
	}
	begin = find_values(s, line);
	if (s->any_label) {
		add_labelled(s, line, begin);
		return;
	}
	if (begin == line.n && is_label(s, slice_sub(line, 0,
						     find_glued(line))))
		begin = find_glued(line);
	if (begin > 0 && begin < line.n &&
	    !is_label(s, slice_sub(line, 0, begin)))
		begin = line.n;
	if (begin > 0)
		add_piece(s, slice_sub(line, 0, begin), false);
	if (begin < line.n)
		add_words(s, slice_sub(line, begin, line.n), begin > 0);
}

/* Whether blank lines stand between nearly all cells. */
static bool is_spaced(struct slice part)
{
	struct slice line;
	unsigned touching = 0;	/* lines of text with none between */
	unsigned apart = 0;
	unsigned blank = 1;

	while ((line = slice_cut(&part, '\n')).p) {
		if (!html_trim(line).n) {
			blank++;
			continue;
		}
		*(blank ? &apart : &touching) += 1;
		blank = 0;
	}
	return apart > touching * 4;
}

/* The blank cells before a place.  Behind cells that share a line a blank one
 * is no cell. */
static void add_blanks(struct stream *s, struct slice place, unsigned lines,
		       bool spaced)
{
	if (s->count && s->pieces[s->count - 1].same_line)
		return;
	if (spaced)
		lines = lines ? (lines - 1) / 2 : 0;
	for (; lines > 0; lines--)
		add_piece(s, slice_sub(place, 0, 0), false);
}

static void read_lines(struct stream *s, struct slice part)
{
	bool spaced = is_spaced(part);
	struct slice rest = part;
	struct slice line;
	unsigned blank = 0;

	while ((line = slice_cut(&rest, '\n')).p) {
		struct slice words = html_trim(line);

		if (!words.n) {
			blank++;
			continue;
		}
		add_blanks(s, words, blank, spaced);
		blank = 0;
		read_line(s, words);
	}
	/* the last line break begins no line */
	if (blank && part.p[part.n - 1] == '\n')
		blank--;
	add_blanks(s, slice_sub(part, part.n, part.n), blank, spaced);
}

/* At most this many pieces: one for each separator, and what is glued. */
static uint32_t count_pieces(struct slice part)
{
	size_t n = 2 * (count_char(part, '|') + count_char(part, '\n') +
			count_char(part, ' ') + count_char(part, '\t') + 1);

	return n < PIECES_MAX ? (uint32_t)n : PIECES_MAX;
}

bool table_stream_read(struct stream *s, struct slice text, size_t begin,
		       size_t end, bool any_label, struct arena *a)
{
	struct slice part = slice_sub(text, begin, end);

	if (text.n > UINT32_MAX)
		return false;
	*s = (struct stream){.text = text, .arena = a,
			     .any_label = any_label};
	s->max = count_pieces(part);
	s->labels = table_labels_new(a);
	s->pieces = arena_array(a, s->max, sizeof(*s->pieces));
	if (!s->labels || !s->pieces)
		return false;
	if (count_char(part, '|') >= PIPES_LEAST)
		read_pipes(s, part);
	else
		read_lines(s, part);
	return !arena_err(a);
}

const struct grid *table_stream_grid(struct stream *s)
{
	struct grid *g = arena_alloc(s->arena, sizeof(*g));
	struct grid_cell *cells =
		arena_array(s->arena, s->count, sizeof(*cells));

	if (!g || !cells)
		return NULL;
	g->at = arena_array(s->arena, (size_t)s->rows * s->cols,
			    sizeof(*g->at));
	if (!g->at)
		return NULL;
	g->rows = s->rows;
	g->cols = s->cols;
	g->flat = true;
	g->cells = cells;
	g->node = UINT32_MAX;
	for (uint32_t i = 0; i < s->count; i++) {
		const struct piece *p = &s->pieces[i];
		struct grid_cell *cell = &cells[g->cell_count];

		if (p->row == UINT32_MAX)
			continue;
		*cell = (struct grid_cell){
			.text = p->text, .row = p->row, .col = p->col,
			.rowspan = 1, .colspan = 1, .node = UINT32_MAX,
			.offset = (uint32_t)(p->text.p - s->text.p),
			.length = (uint32_t)p->text.n,
		};
		g->at[(size_t)p->row * s->cols + p->col] = cell;
		g->cell_count++;
	}
	return g;
}
