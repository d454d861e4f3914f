/* SPDX-License-Identifier: Apache-2.0 */
/* The records of one sheet. */
#include "parsers/document/xls_private.h"

#include "base/err.h"

enum { CELL = 6, DEPTH_MAX = 16 };	/* row, column and format of a cell */

struct reader {
	const struct xls *x;
	struct sheet sheet;
	uint32_t row, col;	/* of a formula whose text comes next */
	bool waits;
};

static double get_double(struct slice s, size_t at)
{
	uint64_t bits = xls_get32(s, at) | (uint64_t)xls_get32(s, at + 4) << 32;
	double value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

/* 30 bits of an integer or of a double, perhaps times 100 ([MS-XLS] 2.5.122).
 */
static double rk_number(uint32_t rk)
{
	uint64_t bits = (uint64_t)(rk & ~3u) << 32;
	double value;

	if (rk & 2)
		value = (double)((int32_t)rk >> 2);
	else
		memcpy(&value, &bits, sizeof(value));
	return rk & 1 ? value / 100 : value;
}

static int add_number(struct reader *r, uint32_t row, uint32_t col,
		      double number)
{
	return sheet_add(&r->sheet, row, col,
			 sheet_number(r->sheet.arena, number));
}

static int add_many(struct reader *r, struct slice body)
{
	uint32_t row = xls_get16(body, 0), col = xls_get16(body, 2);
	int err = 0;

	/* the last column stands behind the values of six bytes */
	for (size_t at = 4; at + 6 + 2 <= body.n && !err; at += 6)
		err = add_number(r, row, col++,
				 rk_number(xls_get32(body, at + 2)));
	return err;
}

static int add_shared(struct reader *r, struct slice body)
{
	uint32_t index = xls_get32(body, CELL);

	return index < r->x->string_count
		? sheet_add(&r->sheet, xls_get16(body, 0), xls_get16(body, 2),
			    r->x->strings[index]) : 0;
}

/* The result: a number, or, marked by FFFF, a text that follows (0), a truth
 * value (1), an error (2), or a blank text (3). */
static int add_formula(struct reader *r, struct slice body)
{
	r->row = xls_get16(body, 0);
	r->col = xls_get16(body, 2);
	r->waits = false;
	if (body.n < CELL + 8)
		return 0;
	if (xls_get16(body, CELL + 6) != 0xFFFF)
		return add_number(r, r->row, r->col, get_double(body, CELL));
	r->waits = body.p[CELL] == 0;
	return 0;
}

static int add_text(struct reader *r, uint32_t row, uint32_t col,
		    struct slice string)
{
	return sheet_add(&r->sheet, row, col, xls_string(r->x, string));
}

static int add_merges(struct reader *r, struct slice body)
{
	uint32_t count = xls_get16(body, 0);
	int err = 0;

	for (size_t at = 2; count-- && at + 8 <= body.n && !err; at += 8)
		err = sheet_merge(&r->sheet, xls_get16(body, at),
				  xls_get16(body, at + 4),
				  xls_get16(body, at + 2),
				  xls_get16(body, at + 6));
	return err;
}

static int read_record(struct reader *r, const struct xls_records *records)
{
	struct slice body = records->body;
	uint32_t row = xls_get16(body, 0), col = xls_get16(body, 2);

	switch (records->id) {
	case XLS_NUMBER:
		return add_number(r, row, col, get_double(body, CELL));
	case XLS_RK:
		return add_number(r, row, col,
				  rk_number(xls_get32(body, CELL)));
	case XLS_MULRK:
		return add_many(r, body);
	case XLS_LABELSST:
		return add_shared(r, body);
	case XLS_LABEL:
	case XLS_RSTRING:
		return add_text(r, row, col, slice_sub(body, CELL, body.n));
	case XLS_FORMULA:
		return add_formula(r, body);
	case XLS_STRING:
		if (!r->waits)
			return 0;
		r->waits = false;
		return add_text(r, r->row, r->col, body);
	case XLS_MERGEDCELLS:
		return add_merges(r, body);
	default:
		return 0;
	}
}

int xls_sheet(const struct xls *x, struct xls_records *records,
	      struct build *b)
{
	struct reader r = {.x = x, .sheet = {.arena = x->r->arena}};
	unsigned depth = 1;	/* a chart within a sheet has BOF and EOF */
	int err = 0;

	while (!err && depth && depth < DEPTH_MAX && xls_next(records)) {
		if (records->id == XLS_BOF)
			depth++;
		else if (records->id == XLS_EOF)
			depth--;
		else if (depth == 1)
			err = read_record(&r, records);
	}
	if (err != ERR_NOMEM)
		sheet_give(&r.sheet, b);
	if (!err && r.sheet.cut)
		err = ERR_TOOBIG;
	sheet_free(&r.sheet);
	return err;
}
