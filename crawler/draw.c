/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Widths of a table: each column but the first is as wide as its widest value
 * below the header, a heading wider than HEAD_WIDTH breaks over even lines;
 * the first column gets the rest.
 */
#include "crawler/draw.h"

#include "crawler/listing.h"
#include "parsers/charset.h"

enum {
	HEAD_WIDTH = 6,		/* three Chinese characters a line */
	FIRST_MIN = 8,
	TEXT_COLUMN_MAX = 24,	/* a remark does not push others out */
	ROW_LINES_MAX = 40,
};

static int max_of(int a, int b)
{
	return a > b ? a : b;
}

static int min_of(int a, int b)
{
	return a < b ? a : b;
}

/* Takes from *rest what fits into width, breaking at a space where one is
 * near, else anywhere. */
static struct slice take_line(struct slice *rest, int width)
{
	struct slice all = *rest;
	struct slice line;
	size_t at = 0;
	size_t space = 0;
	int used = 0;

	while (at < all.n && all.p[at] != '\n') {
		size_t from = at;

		(void)charset_next(all, &at);
		used += listing_width_of(slice_sub(all, from, at));
		if (used > width && from > 0) {
			/* within a word of letters or digits */
			at = space && all.p[from] != ' ' &&
			     (unsigned char)all.p[from] < 0x80 ? space : from;
			break;
		}
		if (all.p[from] == ' ')
			space = at;
	}
	line = slice_sub(all, 0, at);
	if (at < all.n && all.p[at] == '\n')
		at++;
	*rest = at < all.n ? slice_sub(all, at, all.n) : SLICE_NONE;
	return slice_trim(line);
}

static void add_spaces(struct buf *out, int n)
{
	for (; n > 0; n--)
		(void)buf_addc(out, ' ');	/* sticky */
}

static void add_cell(struct buf *out, struct slice text, int width, bool right)
{
	int pad = width - listing_width_of(text);

	(void)buf_addc(out, ' ');		/* sticky */
	if (right)
		add_spaces(out, pad);
	(void)buf_add_slice(out, text);
	if (!right)
		add_spaces(out, pad);
	(void)buf_adds(out, " |");
}

static void add_rule(struct buf *out, const int *widths, uint32_t columns)
{
	(void)buf_adds(out, "  +");		/* sticky */
	for (uint32_t i = 0; i < columns; i++) {
		for (int k = 0; k < widths[i] + 2; k++)
			(void)buf_addc(out, '-');
		(void)buf_addc(out, '+');
	}
	(void)buf_addc(out, '\n');
}

static void add_row(struct buf *out, const struct draw_row *row,
		    const int *widths, uint32_t columns)
{
	struct slice rest[DRAW_COLUMNS_MAX];
	bool more = true;

	memcpy(rest, row->cells, sizeof(rest));
	for (int line = 0; more && line < ROW_LINES_MAX; line++) {
		(void)buf_adds(out, row->marked ? "! |" : "  |");
		more = false;
		for (uint32_t i = 0; i < columns; i++) {
			struct slice text = SLICE_NONE;

			if (rest[i].n)
				text = take_line(&rest[i], widths[i]);
			add_cell(out, text, widths[i], i > 0);
			more |= rest[i].n > 0;
		}
		(void)buf_addc(out, '\n');
	}
}

/* A heading broken into even lines of at most HEAD_WIDTH. */
static int head_width(int whole)
{
	int lines = (whole + HEAD_WIDTH - 1) / HEAD_WIDTH;
	int width = lines ? (whole + lines - 1) / lines : 0;

	return (width + 1) / 2 * 2;
}

static void measure(const struct draw_row *rows, uint32_t count,
		    uint32_t columns, int width, int *widths)
{
	int others = 0;
	int first = 0;

	for (uint32_t i = 0; i < columns; i++) {
		int head = listing_width_of(rows[0].cells[i]);

		widths[i] = i ? head_width(head) : head;
		for (uint32_t r = 1; r < count; r++)
			widths[i] = max_of(widths[i], listing_width_of(
						rows[r].cells[i]));
		if (i)
			widths[i] = min_of(widths[i], TEXT_COLUMN_MAX);
		if (i)
			others += widths[i] + 3;
	}
	first = width ? width - others - 6 : widths[0];
	widths[0] = min_of(widths[0], max_of(first, FIRST_MIN));
}

void draw_table(const struct draw_row *rows, uint32_t count, uint32_t columns,
		int width, struct buf *out)
{
	int widths[DRAW_COLUMNS_MAX];

	if (!count || columns > DRAW_COLUMNS_MAX)
		return;
	measure(rows, count, columns, width, widths);
	add_rule(out, widths, columns);
	for (uint32_t i = 0; i < count; i++) {
		add_row(out, &rows[i], widths, columns);
		if (i == 0 || rows[i].ruled || i + 1 == count)
			add_rule(out, widths, columns);
	}
}

void draw_text(struct slice text, int indent, int width, struct buf *out)
{
	int room = width ? max_of(width - indent, DRAW_WIDTH_MIN / 2)
			 : INT32_MAX;

	while (text.n) {
		struct slice line = take_line(&text, room);

		if (!line.n)
			continue;
		add_spaces(out, indent);
		(void)buf_add_slice(out, line);	/* sticky */
		(void)buf_addc(out, '\n');
	}
}
