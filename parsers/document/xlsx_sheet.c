/* SPDX-License-Identifier: Apache-2.0 */
/* One sheet of a workbook, and the strings that all sheets share. */
#include "parsers/document/xlsx_private.h"

#include "base/err.h"
#include "parsers/document/sheet.h"
#include "parsers/document/xml.h"

#include <stdlib.h>

enum { STRINGS_MAX = 1000000, VALUE_MAX = 1 << 16 };

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

enum value_type { VALUE_NUMBER, VALUE_SHARED, VALUE_BOOL, VALUE_TEXT };

struct sheet_reader {
	struct document_reading *r;
	const struct xlsx_strings *strings;
	struct sheet sheet;
	uint32_t row, col;	/* of the open cell */
	enum value_type type;
	struct buf value;
	bool in_value;
	unsigned phonetic;
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

	if (read_ref(first, &row, &col) &&
	    read_ref(ref, &last_row, &last_col))
		s->err = sheet_merge(&s->sheet, row, col, last_row, last_col);
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
	char copy[64];
	char *end;
	double number;

	if (!value.n || value.n >= sizeof(copy))
		return arena_slice(a, value);
	memcpy(copy, value.p, value.n);
	copy[value.n] = '\0';
	number = strtod(copy, &end);	/* the locale's numbers are C's */
	return *end ? arena_slice(a, value) : sheet_number(a, number);
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

static void on_close(void *ctx, const char *name)
{
	struct sheet_reader *s = ctx;

	if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0) {
		s->in_value = false;
	} else if (strcmp(name, "rPh") == 0) {
		s->phonetic -= s->phonetic > 0;
	} else if (strcmp(name, "c") == 0) {
		s->err = sheet_add(&s->sheet, s->row, s->col, value_text(s));
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

int xlsx_sheet(struct document_reading *r, struct slice xml,
	       const struct xlsx_strings *strings, struct build *b)
{
	static const struct xml_events events = {
		.open = on_open, .close = on_close, .text = on_text,
	};
	struct sheet_reader s = {
		.r = r, .strings = strings, .row = UINT32_MAX,
		.sheet = {.arena = r->arena}, .value = BUF_INIT(VALUE_MAX),
	};
	int err = xml_read(xml, &events, on_event_done, &s);

	if (err != ERR_NOMEM)
		sheet_give(&s.sheet, b);
	if (!err && s.sheet.cut)
		err = ERR_TOOBIG;
	buf_free(&s.value);
	sheet_free(&s.sheet);
	return err;
}
