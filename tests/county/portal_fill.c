/* SPDX-License-Identifier: Apache-2.0 */
/* Templates of a family: addresses, rows, pagers. */
#include "tests/county/portal.h"

#include "tests/county/portal_id.h"
#include "tests/county/rng.h"

#include <stdio.h>
#include <string.h>

enum { ADDRESS_MAX = 2048 };

typedef void (*add_slot)(struct buf *b, const struct fill *f);

/* --- of a column ---------------------------------------------------------- */

static void add_path(struct buf *b, const struct fill *f)
{
	(void)buf_adds(b, f->column->path);
}

/* The last folder of the path. */
static void add_stem(struct buf *b, const struct fill *f)
{
	const char *slash = strrchr(f->column->path, '/');

	(void)buf_adds(b, slash ? slash + 1 : f->column->path);
}

static void add_number(struct buf *b, const struct fill *f)
{
	(void)buf_addf(b, "%u", f->column->number);
}

static void add_name(struct buf *b, const struct fill *f)
{
	(void)buf_adds(b, f->column->name);
}

static void add_pages(struct buf *b, const struct fill *f)
{
	(void)buf_addf(b, "%u", portal_pages(f->portal, f->column));
}

static void add_total(struct buf *b, const struct fill *f)
{
	(void)buf_addf(b, "%u", f->column->count);
}

static void add_size(struct buf *b, const struct fill *f)
{
	(void)buf_addf(b, "%u", f->portal->family->per_page);
}

/* --- of a page of it ------------------------------------------------------ */

static void add_page(struct buf *b, const struct fill *f)
{
	(void)buf_addf(b, "%u", f->page);
}

static void add_from_zero(struct buf *b, const struct fill *f)
{
	(void)buf_addf(b, "%u", f->page - 1);
}

/* Counted from the end: the last page is 1. */
static void add_reverse(struct buf *b, const struct fill *f)
{
	(void)buf_addf(b, "%u", portal_pages(f->portal, f->column) - f->page
		       + 1);
}

static void add_next(struct buf *b, const struct fill *f)
{
	portal_add_list_address(b, f->portal, f->column, f->page + 1);
}

static void add_first(struct buf *b, const struct fill *f)
{
	portal_add_list_address(b, f->portal, f->column, 1);
}

static void add_last(struct buf *b, const struct fill *f)
{
	portal_add_list_address(b, f->portal, f->column,
				portal_pages(f->portal, f->column));
}

/* --- of an item ----------------------------------------------------------- */

static unsigned id_of(const struct fill *f)
{
	return f->portal->id_base + f->item->number;
}

static void add_id(struct buf *b, const struct fill *f)
{
	(void)buf_addf(b, "%u", id_of(f));
}

/* 32 digits; the last eight are the number in disguise. */
static void add_hex(struct buf *b, const struct fill *f)
{
	struct rng r = rng_of(f->portal->plan.seed, "hex", id_of(f));

	(void)buf_addf(b, "%016llx%08x%08x",
		       (unsigned long long)rng_next(&r),
		       (unsigned)rng_next(&r), id_of(f) ^ PORTAL_ID_MASK);
}

static void uuid(struct buf *b, const struct fill *f, const char *tag,
		 unsigned number)
{
	struct rng r = rng_of(f->portal->plan.seed, tag, number);
	uint64_t head = rng_next(&r);

	(void)buf_addf(b, "%08x-%04x-4%03x-a%03x-%04x%08x", (unsigned)head,
		       (unsigned)(head >> 32) & 0xffff,
		       (unsigned)(head >> 48) & 0xfff,
		       (unsigned)(head >> 52) & 0xfff,
		       (unsigned)rng_next(&r) & 0xffff,
		       number ^ PORTAL_ID_MASK);
}

static void add_uuid(struct buf *b, const struct fill *f)
{
	uuid(b, f, "uuid", id_of(f));
}

static void add_column_uuid(struct buf *b, const struct fill *f)
{
	uuid(b, f, "column", f->column->number);
}

static void add_title(struct buf *b, const struct fill *f)
{
	(void)buf_adds(b, f->item->title);
}

/* As a list cuts it: ten characters of ours are 30 bytes. */
static void add_short(struct buf *b, const struct fill *f)
{
	size_t n = strlen(f->item->title);
	size_t keep = n > 60 ? 45 : n;

	while (keep < n && (f->item->title[keep] & 0xc0) == 0x80)
		keep++;
	(void)buf_add(b, f->item->title, keep);
	if (keep < n)
		(void)buf_adds(b, "...");
}

static void add_title_query(struct buf *b, const struct fill *f)
{
	const unsigned char *p = (const unsigned char *)f->item->title;

	for (; *p; p++)
		(void)buf_addf(b, "%%%02X", *p);
}

static void add_date(struct buf *b, const struct fill *f)
{
	date_add_day(b, f->item->date);
}

static void add_year(struct buf *b, const struct fill *f)
{
	(void)buf_addf(b, "%d", f->item->date.year);
}

static void add_month(struct buf *b, const struct fill *f)
{
	(void)buf_addf(b, "%d", f->item->date.month);
}

static void add_day(struct buf *b, const struct fill *f)
{
	(void)buf_addf(b, "%d", f->item->date.day);
}

static void add_year_month(struct buf *b, const struct fill *f)
{
	(void)buf_addf(b, "%d%02d", f->item->date.year, f->item->date.month);
}

static void add_year_month_day(struct buf *b, const struct fill *f)
{
	(void)buf_addf(b, "%d%02d%02d", f->item->date.year,
		       f->item->date.month, f->item->date.day);
}

static void add_href(struct buf *b, const struct fill *f)
{
	portal_add_item_address(b, f->portal, f->item);
}

/* Relative where it stands below the list: "./202603/t2026….html". */
static void add_relative(struct buf *b, const struct fill *f)
{
	struct buf list = BUF_INIT(ADDRESS_MAX), to = BUF_INIT(ADDRESS_MAX);

	portal_add_list_address(&list, f->portal, f->column, 1);
	portal_add_item_address(&to, f->portal, f->item);
	if (!list.err && !to.err && slice_starts(buf_slice(&to), list.data)
	    && slice_ends(buf_slice(&list), "/"))
		(void)buf_addf(b, "./%s", to.data + list.len);
	else
		(void)buf_add_slice(b, buf_slice(&to));
	buf_free(&list);
	buf_free(&to);
}

/* --- of the portal -------------------------------------------------------- */

static void add_origin(struct buf *b, const struct fill *f)
{
	portal_add_origin(b, f->portal);
}

/* Not the last page: see portal_fill(). */
static void add_nothing(struct buf *b, const struct fill *f)
{
	(void)b;
	(void)f;
}

static const struct {
	const char *name;
	add_slot add;
} slots[] = {
	{"path", add_path}, {"stem", add_stem}, {"num", add_number},
	{"name", add_name}, {"pages", add_pages}, {"total", add_total},
	{"size", add_size}, {"page", add_page}, {"page0", add_from_zero},
	{"reverse", add_reverse}, {"next", add_next}, {"last", add_last},
	{"first", add_first},
	{"id", add_id}, {"hex", add_hex}, {"title", add_title},
	{"short", add_short}, {"title%", add_title_query},
	{"date", add_date}, {"y", add_year}, {"m", add_month},
	{"d", add_day}, {"ym", add_year_month},
	{"ymd", add_year_month_day}, {"href", add_href},
	{"rel", add_relative}, {"origin", add_origin},
	{"more", add_nothing}, {"uuid", add_uuid},
	{"column_uuid", add_column_uuid},
};

static add_slot slot_of(struct slice name)
{
	size_t i;

	for (i = 0; i < sizeof(slots) / sizeof(*slots); i++)
		if (slice_eqs(name, slots[i].name))
			return slots[i].add;
	return NULL;
}

static bool is_last(const struct fill *f)
{
	return f->page >= portal_pages(f->portal, f->column);
}

void portal_fill(struct buf *b, const char *text, const struct fill *f)
{
	struct slice s = slice_of(text);
	size_t at = 0, open;

	while ((open = slice_findc(s, '{', at)) != SIZE_MAX) {
		size_t close = slice_findc(s, '}', open);
		add_slot add = NULL;

		struct slice name = slice_sub(s, open + 1, close);

		if (slice_eqs(name, "more") && is_last(f)) {
			(void)buf_add_slice(b, slice_sub(s, at, open));
			return;
		}
		if (close != SIZE_MAX)
			add = slot_of(name);
		(void)buf_add_slice(b, slice_sub(s, at, add ? open
							     : open + 1));
		at = add ? close + 1 : open + 1;
		if (add)
			add(b, f);
	}
	(void)buf_add_slice(b, slice_sub(s, at, s.n));
}

void portal_add_list_address(struct buf *b, const struct portal *p,
			     const struct portal_column *c, unsigned page)
{
	struct fill f = {.portal = p, .column = c, .page = page};

	if (p->family->catalogue && c == &p->columns[p->annual])
		portal_fill(b, p->family->catalogue, &f);
	else
		portal_fill(b, page > 1 && p->family->more ? p->family->more
			    : p->family->column,
			    &f);
}

void portal_add_item_address(struct buf *b, const struct portal *p,
			     const struct portal_item *item)
{
	const struct portal_column *c = &p->columns[item->column];
	struct fill f = {.portal = p, .column = c, .item = item, .page = 1};

	if (c->kind == COLUMN_REPORT && c->items[0] == item->number)
		portal_add_list_address(b, p, c, 1);
	else
		portal_fill(b, p->family->article, &f);
}

void portal_add_file_address(struct buf *b, const struct portal *p,
			     const struct portal_item *item)
{
	portal_fill(b, p->family->file, &(struct fill){
		.portal = p, .item = item, .page = 1,
		.column = &p->columns[item->column],
	});
}
