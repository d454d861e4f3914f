/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Excel 5 to 2003, and ET: records of the streams "Workbook" ([MS-XLS], BIFF8)
 * or "Book" (BIFF5).  The first records say where the sheets begin; texts of
 * BIFF8 stand once in the SST and are named by number.
 */
#include "parsers/document/xls_private.h"

#include "base/err.h"
#include "parsers/charset.h"
#include "parsers/document/cfb.h"

#include <stdlib.h>

enum {
	SHEETS_MAX = 200, STREAM_MAX = 256 << 20, BIFF8 = 0x0600,
	STRING_MAX = 32767, FLAG_WIDE = 1, FLAG_EXTENDED = 4, FLAG_RICH = 8,
};

bool xls_next(struct xls_records *r)
{
	size_t n;

	if (r->stream.n < 4 || r->at > r->stream.n - 4)
		return false;
	r->id = xls_get16(r->stream, r->at);
	n = xls_get16(r->stream, r->at + 2);
	r->body = slice_sub(r->stream, r->at + 4, r->at + 4 + n);
	r->at += 4 + n;
	return true;
}

/* --- strings -------------------------------------------------------------- */

struct sst {
	struct xls *x;
	struct xls_records *r;
	struct slice rest;	/* of the record at hand */
	struct buf text;	/* UTF-16LE of the string at hand */
	struct buf utf8;
	bool ended;		/* nothing continues */
};

/* Goes on in the record that continues this one. */
static bool next_part(struct sst *s)
{
	struct xls_records ahead = *s->r;

	if (s->ended || !xls_next(&ahead) || ahead.id != XLS_CONTINUE) {
		s->ended = true;
		return false;
	}
	*s->r = ahead;
	s->rest = s->r->body;
	return true;
}

static uint32_t take(struct sst *s, unsigned bytes)
{
	uint32_t value = 0;

	for (unsigned i = 0; i < bytes; i++) {
		while (!s->rest.n)
			if (!next_part(s))
				return 0;
		value |= (uint32_t)(unsigned char)s->rest.p[0] << 8 * i;
		s->rest = slice_sub(s->rest, 1, s->rest.n);
	}
	return value;
}

static void skip(struct sst *s, uint64_t bytes)
{
	while (bytes && !s->ended) {
		uint64_t n = bytes < s->rest.n ? bytes : s->rest.n;

		s->rest = slice_sub(s->rest, (size_t)n, s->rest.n);
		bytes -= n;
		if (bytes)
			(void)next_part(s);	/* sets ended */
	}
}

/* Characters; a record that continues begins with a flag of its own. */
static void take_chars(struct sst *s, uint32_t count, bool wide)
{
	while (count && !s->ended) {
		char pair[2];

		if (!s->rest.n) {
			if (!next_part(s))
				return;
			wide = take(s, 1) & FLAG_WIDE;
			continue;
		}
		pair[0] = (char)take(s, 1);
		pair[1] = wide ? (char)take(s, 1) : 0;
		(void)buf_add(&s->text, pair, 2);	/* told at the end */
		count--;
	}
}

static struct slice decode(struct arena *a, const char *charset,
			   struct slice bytes, struct buf *utf8)
{
	buf_clear(utf8);
	if (charset_decode(charset, bytes, utf8))
		return (struct slice)SLICE_LIT("");
	return arena_slice(a, buf_slice(utf8));
}

static struct slice take_string(struct sst *s)
{
	uint32_t count = take(s, 2), flags = take(s, 1);
	uint32_t runs = flags & FLAG_RICH ? take(s, 2) : 0;
	uint32_t extended = flags & FLAG_EXTENDED ? take(s, 4) : 0;

	buf_clear(&s->text);
	take_chars(s, count, flags & FLAG_WIDE);
	skip(s, 4ull * runs + extended);
	return decode(s->x->r->arena, "UTF-16LE", buf_slice(&s->text),
		      &s->utf8);
}

int xls_strings(struct xls *x, struct xls_records *r)
{
	struct sst s = {
		.x = x, .r = r, .rest = r->body,
		.text = BUF_INIT(2 * (STRING_MAX + 1) * 2),
		.utf8 = BUF_INIT(6 * (STRING_MAX + 1) * 2),
	};
	uint32_t count, n = 0;
	struct slice *strings;

	(void)take(&s, 4);	/* uses of all strings */
	count = take(&s, 4);
	/* each has 3 bytes at least */
	if (count > r->stream.n / 3)
		count = (uint32_t)(r->stream.n / 3);
	strings = arena_array(x->r->arena, count, sizeof(*strings));
	while (strings && n < count && !s.ended) {
		strings[n] = take_string(&s);
		if (!strings[n++].p)
			break;
	}
	buf_free(&s.text);
	buf_free(&s.utf8);
	if (arena_err(x->r->arena))
		return arena_err(x->r->arena);
	x->strings = strings;
	x->string_count = n;
	return 0;
}

struct slice xls_string(const struct xls *x, struct slice s)
{
	struct buf wide = BUF_INIT(2 * (STRING_MAX + 1) * 2);
	struct buf utf8 = BUF_INIT(6 * (STRING_MAX + 1) * 2);
	uint32_t count = xls_get16(s, 0);
	struct slice result;

	if (!x->biff8) {
		result = decode(x->r->arena, "gb18030",
				slice_sub(s, 2, 2 + (size_t)count), &utf8);
	} else if (s.n > 2 && s.p[2] & FLAG_WIDE) {
		result = decode(x->r->arena, "UTF-16LE",
				slice_sub(s, 3, 3 + 2 * (size_t)count), &utf8);
	} else {
		struct slice bytes = slice_sub(s, 3, 3 + (size_t)count);

		for (size_t i = 0; i < bytes.n; i++)
			(void)buf_add(&wide, (char[]){bytes.p[i], 0}, 2);
		result = decode(x->r->arena, "UTF-16LE", buf_slice(&wide),
				&utf8);
	}
	buf_free(&wide);
	buf_free(&utf8);
	return result;
}

/* --- the workbook --------------------------------------------------------- */

struct sheets {
	uint32_t at[SHEETS_MAX];
	uint32_t count;
};

/* A sheet that is shown: offset, 2 bits of state, kind (0: cells). */
static void add_sheet(struct sheets *sheets, struct slice body)
{
	if (body.n < 6 || body.p[4] & 3 || body.p[5] != 0 ||
	    sheets->count == SHEETS_MAX)
		return;
	sheets->at[sheets->count++] = xls_get32(body, 0);
}

/* Up to the end of the first substream. */
static int read_globals(struct xls *x, struct xls_records *r,
			struct sheets *sheets)
{
	int err = 0;

	if (!xls_next(r) || r->id != XLS_BOF)
		return ERR_DAMAGED;
	x->biff8 = xls_get16(r->body, 0) == BIFF8;
	while (!err && xls_next(r) && r->id != XLS_EOF) {
		if (r->id == XLS_FILEPASS)
			err = ERR_UNSUPPORTED;	/* encrypted */
		else if (r->id == XLS_BOUNDSHEET)
			add_sheet(sheets, r->body);
		else if (r->id == XLS_SST)
			err = xls_strings(x, r);
	}
	return err;
}

static int read_workbook(struct xls *x, struct slice stream, struct build *b)
{
	struct xls_records r = {.stream = stream};
	struct sheets sheets = {.count = 0};
	int err = read_globals(x, &r, &sheets);

	for (uint32_t i = 0; i < sheets.count && !err && !build_err(b); i++) {
		r.at = sheets.at[i];
		if (!xls_next(&r) || r.id != XLS_BOF)
			return ERR_DAMAGED;
		err = xls_sheet(x, &r, b);
	}
	return err;
}

int document_xls(struct document_reading *r, struct slice bytes,
		 struct build *b, struct document *d)
{
	struct buf stream = BUF_INIT(STREAM_MAX);
	struct xls x = {.r = r};
	int err = cfb_read(bytes, "Workbook", &stream);

	d->tool = "built-in";
	if (err == ERR_NOTFOUND)
		err = cfb_read(bytes, "Book", &stream);
	if (!err)
		err = read_workbook(&x, buf_slice(&stream), b);
	buf_free(&stream);
	return err;
}
