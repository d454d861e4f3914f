/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A 统计表 that lost its layout.  Its labels may be any words, so rows are told
 * by what follows a label: a unit, and values up to the next text.  The table
 * ends where that is not so.  A row with too few values stays one cell short,
 * which makes them unread: a blank cell may have left no trace.
 */
#include "parsers/tables_private.h"

enum { HEADER_BYTES = 400 };	/* from its first heading to its last */

/* Where the header begins; SIZE_MAX: there is none. */
static size_t find_header(struct slice text)
{
	static const char *const names[] = {"指标名称", "统计指标"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		size_t at = 0;

		while ((at = slice_finds(text, names[i], at)) != SIZE_MAX) {
			struct slice near = slice_sub(text, at,
						      at + HEADER_BYTES);

			if (slice_finds(near, "单位", 0) != SIZE_MAX &&
			    (slice_finds(near, "年度", 0) != SIZE_MAX ||
			     slice_finds(near, "累计", 0) != SIZE_MAX ||
			     slice_finds(near, "统计数", 0) != SIZE_MAX))
				return at;
			at += strlen(names[i]);
		}
	}
	return SIZE_MAX;
}

static int heading_of(const struct stream *s, const struct piece *p)
{
	struct label label;

	if (p->kind != PIECE_TEXT)
		return -1;
	table_label(p->text, &label);
	return table_match(s->labels, FAMILY_STATISTIC, &label, true);
}

static void put(struct stream *s, struct piece *p, uint32_t row, uint32_t col)
{
	p->row = row;
	p->col = col;
	if (s->cols <= col)
		s->cols = col + 1;
	s->rows = row + 1;
}

/* The header in row 0; how many headings, 0 where they are others. */
static uint32_t put_header(struct stream *s)
{
	uint32_t n = 0;

	while (n < s->count && n < STATISTIC_COLUMNS &&
	       heading_of(s, &s->pieces[n]) >= 0)
		n++;
	if (n < 3 || heading_of(s, &s->pieces[0]) != STATISTIC_LABEL ||
	    heading_of(s, &s->pieces[1]) != STATISTIC_UNIT)
		return 0;
	for (uint32_t i = 0; i < n; i++)
		put(s, &s->pieces[i], 0, i);
	return n;
}

/* The row whose label is piece i: how many pieces it takes; 0: it is none. */
static uint32_t put_row(struct stream *s, uint32_t i, uint32_t width,
			uint32_t row)
{
	struct piece *label = &s->pieces[i];
	struct piece *next = label + 1;
	uint32_t left = s->count - i - 1;
	uint32_t used = 0, cells = 1;

	if (label->kind != PIECE_TEXT || !left ||
	    (next->kind == PIECE_TEXT && !table_piece_is_unit(next->text)))
		return 0;
	put(s, label, row, 0);
	for (; used < left && (used == 0 || next[used].kind != PIECE_TEXT);
	     used++)
		if (cells < width || next[used].kind == PIECE_VALUE) {
			if (cells <= width)
				put(s, &next[used], row, cells);
			cells++;
		}
	return 1 + used;
}

static void put_rows(struct stream *s, uint32_t width)
{
	uint32_t row = 1;
	uint32_t i = width;

	while (i < s->count && row < GRID_MAX_ROWS) {
		uint32_t used;

		if (heading_of(s, &s->pieces[i]) >= 0 ||
		    s->pieces[i].kind == PIECE_BLANK) {
			i++;	/* the header of the next page */
			continue;
		}
		used = put_row(s, i, width, row);
		if (!used)
			return;
		i += used;
		row++;
	}
}

const struct grid *tables_text_statistics(struct slice text, struct arena *a)
{
	size_t begin = find_header(text);
	struct stream s;
	uint32_t width;

	if (begin == SIZE_MAX ||
	    !table_stream_read(&s, text, begin, text.n, true, a))
		return NULL;
	for (uint32_t i = 0; i < s.count; i++)
		s.pieces[i].row = UINT32_MAX;
	width = put_header(&s);
	if (!width)
		return NULL;
	put_rows(&s, width);
	return table_stream_grid(&s);
}
