/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A document as bytes.  Numbers are 32 bits, little-endian; a text is its
 * length and its bytes.  In order:
 *
 *   "nbd1"  kind err has_text tool name text  pages…  grids…  members…
 *   a list is its length and its items; an absent name has length FFFFFFFF
 *   a grid is the number of its cells and the cells: row col rowspan colspan
 *   offset length text
 *   members are documents without the mark, one level of them at a time
 *
 * The child that writes this may have been taken over by the document it read:
 * every length is held against what is left before anything is allocated, and
 * places of cells are left to grid_of_cells().
 */
#include "parsers/document/document_private.h"

#include "base/err.h"
#include "parsers/charset.h"

static const char mark[] = "nbd1";

enum {
	ABSENT = -1, CELL_BYTES = 7 * 4, GRID_BYTES = 4, TOOL_MAX = 100,
	MEMBER_BYTES = 9 * 4,
};

/* --- writing -------------------------------------------------------------- */

static void put_number(struct buf *out, uint32_t value)
{
	const char bytes[4] = {
		(char)(value & 0xFF), (char)(value >> 8 & 0xFF),
		(char)(value >> 16 & 0xFF), (char)(value >> 24 & 0xFF),
	};

	(void)buf_add(out, bytes, sizeof(bytes));	/* sticky */
}

static void put_text(struct buf *out, struct slice s)
{
	put_number(out, s.p ? (uint32_t)s.n : (uint32_t)ABSENT);
	(void)buf_add_slice(out, s);			/* sticky */
}

static void put_grid(struct buf *out, const struct grid *g)
{
	put_number(out, g->cell_count);
	for (uint32_t i = 0; i < g->cell_count; i++) {
		const struct grid_cell *c = &g->cells[i];

		put_number(out, c->row);
		put_number(out, c->col);
		put_number(out, c->rowspan);
		put_number(out, c->colspan);
		put_number(out, c->offset);
		put_number(out, c->length);
		put_text(out, c->text);
	}
}

static void put_one(struct buf *out, const struct document *d)
{
	put_number(out, (uint32_t)d->kind);
	put_number(out, (uint32_t)-d->err);
	put_number(out, d->has_text);
	put_text(out, slice_of(d->tool ? d->tool : ""));
	put_text(out, d->name);
	put_text(out, d->text);
	put_number(out, d->page_count);
	for (uint32_t i = 0; i < d->page_count; i++)
		put_number(out, d->pages[i]);
	put_number(out, d->grid_count);
	for (uint32_t i = 0; i < d->grid_count; i++)
		put_grid(out, d->grids[i]);
	put_number(out, d->member_count);
}

int document_write(const struct document *d, struct buf *out)
{
	/* where we are in the members of each level */
	struct {
		const struct document *d;
		uint32_t next;
	} levels[DOCUMENT_DEPTH + 1] = {{d, 0}};
	int depth = 0;

	(void)buf_adds(out, mark);			/* sticky */
	put_one(out, d);
	while (depth >= 0 && !out->err) {
		const struct document *at = levels[depth].d;

		if (levels[depth].next == at->member_count) {
			depth--;
			continue;
		}
		at = at->members[levels[depth].next++];
		put_one(out, at);
		if (at->member_count && depth == DOCUMENT_DEPTH)
			return ERR_INVALID;
		if (at->member_count) {
			levels[++depth].d = at;
			levels[depth].next = 0;
		}
	}
	return out->err;
}

/* --- reading -------------------------------------------------------------- */

struct reader {
	struct slice rest;
	struct arena *arena;
	int err;
};

static void fail(struct reader *r, int err)
{
	if (!r->err)
		r->err = err;
	r->rest = (struct slice)SLICE_LIT("");
}

static uint32_t get_number(struct reader *r)
{
	const unsigned char *p = (const unsigned char *)r->rest.p;
	uint32_t value;

	if (r->rest.n < 4) {
		fail(r, ERR_DAMAGED);
		return 0;
	}
	value = p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
		(uint32_t)p[3] << 24;
	r->rest = slice_sub(r->rest, 4, r->rest.n);
	return value;
}

/* The number of items of at least so many bytes each. */
static uint32_t get_count(struct reader *r, size_t item)
{
	uint32_t count = get_number(r);

	if (count > r->rest.n / item) {
		fail(r, ERR_DAMAGED);
		return 0;
	}
	return count;
}

static struct slice get_text(struct reader *r)
{
	uint32_t n = get_number(r);
	struct slice s;

	if (n == (uint32_t)ABSENT)
		return SLICE_NONE;
	if (n > r->rest.n) {
		fail(r, ERR_DAMAGED);
		return SLICE_NONE;
	}
	s = slice_sub(r->rest, 0, n);
	if (!charset_is_utf8(s)) {
		fail(r, ERR_DAMAGED);
		return SLICE_NONE;
	}
	r->rest = slice_sub(r->rest, n, r->rest.n);
	s = arena_slice(r->arena, s);
	if (!s.p)
		fail(r, arena_err(r->arena));
	return s;
}

static void *get_memory(struct reader *r, uint32_t count, size_t size)
{
	void *p = arena_array(r->arena, count, size);

	if (!p)
		fail(r, arena_err(r->arena));
	return p;
}

/* NULL when it failed. */
static const struct grid *get_grid(struct reader *r, size_t text)
{
	uint32_t count = get_count(r, CELL_BYTES);
	struct grid_cell *cells = get_memory(r, count, sizeof(*cells));
	const struct grid *grid;

	for (uint32_t i = 0; i < count && !r->err; i++) {
		struct grid_cell *c = &cells[i];

		c->row = get_number(r);
		c->col = get_number(r);
		c->rowspan = get_number(r);
		c->colspan = get_number(r);
		c->offset = get_number(r);
		c->length = get_number(r);
		c->node = UINT32_MAX;
		c->text = get_text(r);
		if (!c->text.p || c->offset > text ||
		    c->length > text - c->offset)
			fail(r, ERR_DAMAGED);
	}
	if (r->err)
		return NULL;
	grid = grid_of_cells(cells, count, r->arena);
	if (!grid)
		fail(r, arena_err(r->arena) ? arena_err(r->arena)
					    : ERR_DAMAGED);
	return grid;
}

static void get_grids(struct reader *r, struct document *d)
{
	uint32_t count = get_count(r, GRID_BYTES);
	const struct grid **grids = get_memory(r, count, sizeof(*grids));

	for (uint32_t i = 0; i < count && !r->err; i++)
		grids[i] = get_grid(r, d->text.n);
	d->grids = grids;
	d->grid_count = count;
}

static void get_pages(struct reader *r, struct document *d)
{
	uint32_t count = get_count(r, 4);
	uint32_t *pages = get_memory(r, count, sizeof(*pages));

	for (uint32_t i = 0; i < count && !r->err; i++) {
		pages[i] = get_number(r);
		if (pages[i] > d->text.n || (i && pages[i] < pages[i - 1]))
			fail(r, ERR_DAMAGED);
	}
	d->pages = pages;
	d->page_count = count;
}

/* Its members are still to come; room for them is made. */
static struct document *get_one(struct reader *r,
				const struct document ***ret_members)
{
	struct document *d = get_memory(r, 1, sizeof(*d));
	uint32_t kind, err, has_text;
	struct slice tool;

	if (!d)
		return NULL;
	kind = get_number(r);
	err = get_number(r);
	has_text = get_number(r);
	tool = get_text(r);
	d->name = get_text(r);
	d->text = get_text(r);
	if (kind >= DOCUMENT_KINDS || err > 1000 || has_text > 1 ||
	    tool.n > TOOL_MAX || !d->text.p)
		fail(r, ERR_DAMAGED);
	d->kind = (enum document_kind)kind;
	d->err = -(int)err;
	d->has_text = has_text;
	d->tool = arena_strndup(r->arena, tool.p ? tool.p : "", tool.n);
	get_pages(r, d);
	get_grids(r, d);
	d->member_count = get_count(r, MEMBER_BYTES);
	*ret_members = get_memory(r, d->member_count, sizeof(**ret_members));
	d->members = *ret_members;
	if (!d->tool)
		fail(r, arena_err(r->arena));
	return r->err ? NULL : d;
}

int document_parse(struct slice bytes, struct arena *a,
		   const struct document **ret_document)
{
	struct reader r = {.rest = bytes, .arena = a};
	struct {
		const struct document **members;
		uint32_t left;
	} levels[DOCUMENT_DEPTH + 1];
	const struct document **members;
	struct document *first;
	int depth = 0;

	if (!slice_starts(bytes, mark))
		return ERR_DAMAGED;
	r.rest = slice_sub(bytes, sizeof(mark) - 1, bytes.n);
	first = get_one(&r, &members);
	if (!first)
		return r.err;
	levels[0].members = members;
	levels[0].left = first->member_count;
	while (depth >= 0) {
		struct document *d;

		if (!levels[depth].left) {
			depth--;
			continue;
		}
		d = get_one(&r, &members);
		if (!d)
			return r.err;
		levels[depth].left--;
		*levels[depth].members++ = d;
		if (!d->member_count)
			continue;
		if (depth == DOCUMENT_DEPTH)
			return ERR_DAMAGED;
		levels[++depth].members = members;
		levels[depth].left = d->member_count;
	}
	if (r.rest.n)
		return ERR_DAMAGED;
	*ret_document = first;
	return 0;
}
