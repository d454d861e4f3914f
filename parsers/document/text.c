/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Plain text, and CSV: text whose lines all have the same number of fields,
 * two at least, separated by commas or TABs (RFC 4180; quoted fields may hold
 * line breaks).
 */
#include "base/err.h"
#include "parsers/charset.h"
#include "parsers/document/document_private.h"

enum { CSV_ROWS_LEAST = 2 };

/* Bytes that no text in any encoding has; UTF-16 begins with its mark. */
static bool is_binary(struct slice s)
{
	size_t controls = 0;

	if (slice_starts(s, "\xFF\xFE") || slice_starts(s, "\xFE\xFF"))
		return false;
	s = slice_sub(s, 0, 4096);
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		controls += c < ' ' && c != '\t' && c != '\n' && c != '\r' &&
			    c != '\f' && c != 0x1A;
		if (c == 0)
			return true;
	}
	return controls * 50 > s.n;
}

/* Takes the next field; *ret_end: it is the last one of its row.  Quotes are
 * still in it. */
static struct slice next_field(struct slice *rest, char separator,
			       bool *ret_end)
{
	bool quoted = false;
	size_t i = 0;
	struct slice field;

	for (; i < rest->n; i++) {
		char c = rest->p[i];

		if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == separator || c == '\n'))
			break;
	}
	*ret_end = i == rest->n || rest->p[i] == '\n';
	field = slice_sub(*rest, 0, i);
	*rest = slice_sub(*rest, i + 1, rest->n);
	if (*ret_end && field.n && field.p[field.n - 1] == '\r')
		field.n--;
	return field;
}

static bool is_csv(struct slice text, char separator)
{
	uint32_t rows = 0, cols = 0, first = 0;

	while (text.n) {
		bool end;
		struct slice field = next_field(&text, separator, &end);

		cols++;
		if (!end)
			continue;
		if (cols == 1 && !field.n) {	/* a blank line */
			cols = 0;
			continue;
		}
		first = rows++ ? first : cols;
		if (cols != first || cols < 2 || cols > GRID_MAX_COLS)
			return false;
		cols = 0;
	}
	return rows >= CSV_ROWS_LEAST;
}

static void add_field(struct build *b, struct slice field)
{
	if (field.n < 2 || field.p[0] != '"') {
		build_text(b, field);
		return;
	}
	field = slice_sub(field, 1, field.n - (field.p[field.n - 1] == '"'));
	while (field.p) {	/* "" within quotes is one */
		struct slice part = slice_cut(&field, '"');

		build_text(b, part);
		if (!field.p)
			break;
		build_text(b, (struct slice)SLICE_LIT("\""));
		if (field.n && field.p[0] == '"')
			field = slice_sub(field, 1, field.n);
	}
}

void document_csv(struct build *b, struct slice text, char separator)
{
	bool begin = true;

	build_table_open(b);
	while (text.n && !build_err(b)) {
		bool end;
		struct slice field = next_field(&text, separator, &end);

		if (begin && end && !field.n)
			continue;
		if (begin)
			build_row_open(b);
		build_cell_open(b);
		add_field(b, field);
		build_cell_close(b);
		begin = end;
	}
	build_table_close(b);
}

static void read_lines(struct build *b, struct slice text)
{
	while (text.p && !build_err(b)) {
		build_text(b, slice_cut(&text, '\n'));
		build_line(b);
	}
}

int document_text(struct document_reading *r, struct slice bytes,
		  struct build *b, struct document *d)
{
	struct buf text = BUF_INIT(r->limits->text);
	struct charset_guess guess;
	struct slice s;
	int err;

	if (is_binary(bytes))
		return ERR_UNSUPPORTED;
	guess = charset_guess(bytes, SLICE_NONE);
	err = charset_decode(guess.name, bytes, &text);
	s = buf_slice(&text);
	d->kind = DOCUMENT_CSV;
	if (is_csv(s, ',')) {
		document_csv(b, s, ',');
	} else if (is_csv(s, '\t')) {
		document_csv(b, s, '\t');
	} else {
		d->kind = DOCUMENT_TEXT;
		read_lines(b, s);
	}
	buf_free(&text);
	return err;
}
