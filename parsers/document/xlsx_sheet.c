/* SPDX-License-Identifier: Apache-2.0 */
/* One sheet of a workbook, and the strings that all sheets share. */
#include "parsers/document/xlsx_private.h"

#include "base/err.h"
#include "parsers/document/xml.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	STRINGS_MAX = 1000000, MERGES_MAX = 20000, VALUE_MAX = 1 << 16,
	CELLS_MAX = GRID_MAX_ROWS * GRID_MAX_COLS,
};

/* --- shared strings ------------------------------------------------------- */

struct strings_reader {
	struct document_reading *r;
	struct slice *at;	/* heap, grows */
	uint32_t count, cap;
	struct buf text;
	bool in_text;
	unsigned phonetic;	/* within <rPh>: how to say it, not what */
	int err;
};

static void strings_open(void *ctx, const char *name, const char **attrs)
{
	struct strings_reader *s = ctx;

	(void)attrs;
	if (strcmp(name, "si") == 0)
		buf_clear(&s->text);
	else if (strcmp(name, "rPh") == 0)
		s->phonetic++;
	else if (strcmp(name, "t") == 0)
		s->in_text = !s->phonetic;
}

static void strings_add(struct strings_reader *s)
{
	if (s->count == s->cap) {
		uint32_t cap = s->cap ? s->cap * 2 : 256;
		struct slice *at;

		if (s->cap >= STRINGS_MAX) {
			s->err = ERR_TOOBIG;
			return;
		}
		at = realloc(s->at, cap * sizeof(*at));
		if (!at) {
			s->err = ERR_NOMEM;
			return;
		}
		s->at = at;
		s->cap = cap;
	}
	s->at[s->count] = arena_slice(s->r->arena, buf_slice(&s->text));
	if (!s->at[s->count++].p)
		s->err = arena_err(s->r->arena);
}

static void strings_close(void *ctx, const char *name)
{
	struct strings_reader *s = ctx;

	if (strcmp(name, "t") == 0)
		s->in_text = false;
	else if (strcmp(name, "rPh") == 0 && s->phonetic)
		s->phonetic--;
	else if (strcmp(name, "si") == 0)
		strings_add(s);
}

static void strings_text(void *ctx, struct slice text)
{
	struct strings_reader *s = ctx;

	if (s->in_text)
		(void)buf_add_slice(&s->text, text);	/* cut at its maximum */
}

static int strings_stop(void *ctx)
{
	return ((struct strings_reader *)ctx)->err;
}

int xlsx_strings_read(struct document_reading *r, struct slice xml,
		      struct xlsx_strings *ret_strings)
{
	static const struct xml_events events = {
		.open = strings_open, .close = strings_close,
		.text = strings_text,
	};
	struct strings_reader s = {.r = r, .text = BUF_INIT(VALUE_MAX)};
	struct slice *at = NULL;
	int err = xml.p ? xml_read(xml, &events, strings_stop, &s) : 0;

	buf_free(&s.text);
	if (!err) {
		at = arena_array(r->arena, s.count, sizeof(*at));
		err = at ? 0 : arena_err(r->arena);
	}
	if (!err) {
		if (s.count)
			memcpy(at, s.at, s.count * sizeof(*at));
		*ret_strings = (struct xlsx_strings){at, s.count};
	}
	free(s.at);
	return err;
}

/* --- a sheet -------------------------------------------------------------- */

struct cell {
	uint32_t row, col;
	uint32_t rowspan, colspan;
	struct slice text;	/* arena */
};

struct merge {
	uint32_t row, col, rowspan, colspan;
};

enum value_type { VALUE_NUMBER, VALUE_SHARED, VALUE_BOOL, VALUE_TEXT };

struct sheet_reader {
	struct document_reading *r;
	const struct xlsx_strings *strings;
	struct cell *cells;	/* heap, grows */
	uint32_t count, cap;
	struct merge *merges;	/* heap, grows */
	uint32_t merge_count, merge_cap;
	uint32_t row, col;	/* of the open cell */
	enum value_type type;
	struct buf value;
	bool in_value;
	unsigned phonetic;
	bool cut;		/* beyond the maximum grid */
	int err;
};

/* "B3" → row 2, col 1; false when it is none. */
static bool read_ref(struct slice s, uint32_t *ret_row, uint32_t *ret_col)
{
	uint32_t row = 0, col = 0;
	size_t i = 0;

	for (; i < s.n && (s.p[i] | 32) >= 'a' && (s.p[i] | 32) <= 'z'; i++)
		if (col < 100000)
			col = col * 26 + (uint32_t)((s.p[i] | 32) - 'a' + 1);
	for (; i < s.n && s.p[i] >= '0' && s.p[i] <= '9'; i++)
		if (row < 100000000)
			row = row * 10 + (uint32_t)(s.p[i] - '0');
	if (i < s.n || !row || !col)
		return false;
	*ret_row = row - 1;
	*ret_col = col - 1;
	return true;
}

static void read_merge(struct sheet_reader *s, struct slice ref)
{
	struct slice first = slice_cut(&ref, ':');
	uint32_t row, col, last_row, last_col;

	if (!read_ref(first, &row, &col) ||
	    !read_ref(ref, &last_row, &last_col) || last_row < row ||
	    last_col < col || s->merge_count >= MERGES_MAX)
		return;
	if (s->merge_count == s->merge_cap) {
		uint32_t cap = s->merge_cap ? s->merge_cap * 2 : 64;
		struct merge *merges = realloc(s->merges,
					       cap * sizeof(*merges));

		if (!merges) {
			s->err = ERR_NOMEM;
			return;
		}
		s->merges = merges;
		s->merge_cap = cap;
	}
	s->merges[s->merge_count++] = (struct merge){
		.row = row, .col = col, .rowspan = last_row - row + 1,
		.colspan = last_col - col + 1,
	};
}

static enum value_type type_of(struct slice t)
{
	if (slice_eqs(t, "s"))
		return VALUE_SHARED;
	if (slice_eqs(t, "b"))
		return VALUE_BOOL;
	return !t.p || slice_eqs(t, "n") ? VALUE_NUMBER : VALUE_TEXT;
}

static void open_cell(struct sheet_reader *s, const char **attrs)
{
	uint32_t row, col;

	if (read_ref(xml_attr(attrs, "r"), &row, &col)) {
		s->row = row;
		s->col = col;
	}
	s->type = type_of(xml_attr(attrs, "t"));
	buf_clear(&s->value);
}

static void on_open(void *ctx, const char *name, const char **attrs)
{
	struct sheet_reader *s = ctx;

	if (strcmp(name, "row") == 0) {
		s->row = (uint32_t)xml_number(attrs, "r", 100000000,
					      s->row + 2ull) - 1;
		s->col = 0;
	} else if (strcmp(name, "c") == 0) {
		open_cell(s, attrs);
	} else if (strcmp(name, "rPh") == 0) {
		s->phonetic++;
	} else if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
		s->in_value = !s->phonetic;
	} else if (strcmp(name, "mergeCell") == 0) {
		read_merge(s, xml_attr(attrs, "ref"));
	}
}

static struct slice number_text(struct arena *a, struct slice value)
{
	char copy[64], shown[64];
	char *end;
	double number;

	if (!value.n || value.n >= sizeof(copy))
		return arena_slice(a, value);
	memcpy(copy, value.p, value.n);
	copy[value.n] = '\0';
	number = strtod(copy, &end);	/* the locale's numbers are C's */
	if (*end || !(number > -1e15 && number < 1e15))
		return arena_slice(a, value);
	(void)snprintf(shown, sizeof(shown), "%.15g", number);
	return arena_slice(a, slice_of(shown));
}

static struct slice value_text(struct sheet_reader *s)
{
	struct slice value = slice_trim(buf_slice(&s->value));
	unsigned long long index;

	switch (s->type) {
	case VALUE_SHARED:
		if (slice_u64(value, UINT32_MAX, &index) &&
		    index < s->strings->count)
			return s->strings->at[index];
		return (struct slice)SLICE_LIT("");
	case VALUE_NUMBER:
		return number_text(s->r->arena, value);
	case VALUE_BOOL:
		return slice_of(slice_eqs(value, "1") ? "TRUE" : "FALSE");
	default:
		return arena_slice(s->r->arena, value);
	}
}

static void add_cell(struct sheet_reader *s)
{
	struct slice text = value_text(s);

	if (!text.p) {
		s->err = arena_err(s->r->arena);
		return;
	}
	if (s->row >= GRID_MAX_ROWS || s->col >= GRID_MAX_COLS ||
	    s->count == CELLS_MAX) {
		s->cut |= text.n > 0;
		return;
	}
	if (s->count == s->cap) {
		uint32_t cap = s->cap ? s->cap * 2 : 256;
		struct cell *cells = realloc(s->cells, cap * sizeof(*cells));

		if (!cells) {
			s->err = ERR_NOMEM;
			return;
		}
		s->cells = cells;
		s->cap = cap;
	}
	s->cells[s->count++] = (struct cell){
		.row = s->row, .col = s->col, .rowspan = 1, .colspan = 1,
		.text = text,
	};
}

static void on_close(void *ctx, const char *name)
{
	struct sheet_reader *s = ctx;

	if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
		s->in_value = false;
	} else if (strcmp(name, "rPh") == 0) {
		s->phonetic -= s->phonetic > 0;
	} else if (strcmp(name, "c") == 0) {
		add_cell(s);
		s->col++;
	}
}

static void on_text(void *ctx, struct slice text)
{
	struct sheet_reader *s = ctx;

	if (s->in_value)
		(void)buf_add_slice(&s->value, text);	/* cut there */
}

static int on_event_done(void *ctx)
{
	return ((struct sheet_reader *)ctx)->err;
}

static int compare_places(uint32_t row, uint32_t col, uint32_t row2,
			  uint32_t col2)
{
	if (row != row2)
		return row < row2 ? -1 : 1;
	return (col > col2) - (col < col2);
}

static int compare_cells(const void *a, const void *b)
{
	const struct cell *x = a, *y = b;

	return compare_places(x->row, x->col, y->row, y->col);
}

static int compare_merges(const void *a, const void *b)
{
	const struct merge *x = a, *y = b;

	return compare_places(x->row, x->col, y->row, y->col);
}

/* Both lists are sorted by place. */
static void apply_merges(struct sheet_reader *s)
{
	uint32_t i = 0;

	for (uint32_t m = 0; m < s->merge_count; m++) {
		const struct merge *merge = &s->merges[m];

		while (i < s->count &&
		       compare_places(s->cells[i].row, s->cells[i].col,
				      merge->row, merge->col) < 0)
			i++;
		if (i < s->count && s->cells[i].row == merge->row &&
		    s->cells[i].col == merge->col) {
			s->cells[i].rowspan = merge->rowspan;
			s->cells[i].colspan = merge->colspan;
		}
	}
}

/* Cells that a merge covers, and second ones at one place, have nothing to
 * show; busy[] is as in grid.c. */
static void give_cells(const struct sheet_reader *s, struct build *b)
{
	uint32_t busy[GRID_MAX_COLS] = {0};
	uint32_t row = 0;	/* rows opened so far */

	build_table_open(b);
	for (uint32_t i = 0; i < s->count && !build_err(b); i++) {
		const struct cell *c = &s->cells[i];
		struct build_cell *place;

		if (busy[c->col] > c->row)
			continue;
		while (row <= c->row) {
			build_row_open(b);
			row++;
		}
		for (uint32_t n = 0; n < c->colspan &&
		     c->col + n < GRID_MAX_COLS; n++)
			busy[c->col + n] = c->row + c->rowspan;
		build_cell_open(b);
		place = build_cell(b);
		if (!place)
			break;
		place->col = c->col;
		place->rowspan = c->rowspan;
		place->colspan = c->colspan;
		build_text(b, c->text);
		build_cell_close(b);
	}
	build_table_close(b);
	build_line(b);
}

int xlsx_sheet(struct document_reading *r, struct slice xml,
	       const struct xlsx_strings *strings, struct build *b)
{
	static const struct xml_events events = {
		.open = on_open, .close = on_close, .text = on_text,
	};
	struct sheet_reader s = {
		.r = r, .strings = strings, .row = UINT32_MAX,
		.value = BUF_INIT(VALUE_MAX),
	};
	int err = xml_read(xml, &events, on_event_done, &s);

	if (s.count)
		qsort(s.cells, s.count, sizeof(*s.cells), compare_cells);
	if (s.merge_count)
		qsort(s.merges, s.merge_count, sizeof(*s.merges),
		      compare_merges);
	apply_merges(&s);
	if (err != ERR_NOMEM)
		give_cells(&s, b);
	buf_free(&s.value);
	free(s.cells);
	free(s.merges);
	return !err && s.cut ? ERR_TOOBIG : err;
}
