/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From an address to what it leads to: the number in it says which page or
 * item it would be, and it is that only if its address is this one, byte for
 * byte.
 */
#include "tests/county/portal.h"

#include "tests/county/portal_id.h"

enum { ADDRESS_MAX = 2048, DIGITS_MAX = 9, HEX_DIGITS = 8 };

/* The last number of the address; false where it has none. */
static bool last_number(struct slice s, unsigned *ret_number)
{
	unsigned long long value;
	size_t end = s.n, from;

	while (end > 0 && (s.p[end - 1] < '0' || s.p[end - 1] > '9'))
		end--;
	from = end;
	while (from > 0 && end - from < DIGITS_MAX && s.p[from - 1] >= '0'
	       && s.p[from - 1] <= '9')
		from--;
	if (!slice_u64(slice_sub(s, from, end), UINT32_MAX, &value))
		return false;
	*ret_number = (unsigned)value;
	return true;
}

/* The last eight digits of the last long name that is hexadecimal. */
static bool last_hex(struct slice s, unsigned *ret_number)
{
	size_t end = s.n, run = 0, i;
	unsigned value = 0;

	for (i = s.n; i > 0 && run < PORTAL_HEX; i--) {
		run = slice_hex_digit(s.p[i - 1]) >= 0 ? run + 1 : 0;
		if (run == 1)
			end = i;
	}
	if (run < PORTAL_HEX)
		return false;
	for (i = end - HEX_DIGITS; i < end; i++)
		value = value << 4 | (unsigned)slice_hex_digit(s.p[i]);
	*ret_number = value ^ PORTAL_ID_MASK;
	return true;
}

static bool is_address(const struct buf *made, struct slice target)
{
	return !made->err && slice_eq(buf_slice(made), target);
}

/* --- lists ---------------------------------------------------------------- */

static bool is_page(const struct portal *p, const struct portal_column *c,
		    unsigned page, struct slice target)
{
	struct buf made = BUF_INIT(ADDRESS_MAX);
	bool same;

	if (page < 1 || page > portal_pages(p, c))
		return false;
	portal_add_list_address(&made, p, c, page);
	same = is_address(&made, target);
	buf_free(&made);
	return same;
}

static unsigned page_of(const struct portal *p,
			const struct portal_column *c, struct slice target)
{
	unsigned pages = portal_pages(p, c);
	unsigned number = 0;

	if (is_page(p, c, 1, target))
		return 1;
	if (pages == 1 || !p->family->more || !last_number(target, &number))
		return 0;
	if (is_page(p, c, number, target))
		return number;
	if (is_page(p, c, number + 1, target))
		return number + 1;
	if (is_page(p, c, pages + 1 - number, target))
		return pages + 1 - number;
	return 0;
}

static bool find_list(const struct portal *p, struct slice target,
		      struct portal_found *ret)
{
	unsigned i;

	for (i = 0; i < p->column_count; i++) {
		ret->page = page_of(p, &p->columns[i], target);
		if (!ret->page)
			continue;
		ret->column = &p->columns[i];
		ret->kind = FOUND_LIST;
		return true;
	}
	return false;
}

/* --- items ---------------------------------------------------------------- */

static bool item_of(const struct portal *p, const char *form,
		    struct slice target, struct portal_item *ret_item)
{
	bool hex = slice_finds(slice_of(form), "{hex}", 0) != SIZE_MAX
		   || slice_finds(slice_of(form), "{uuid}", 0) != SIZE_MAX;
	unsigned id;

	if (!(hex ? last_hex(target, &id) : last_number(target, &id)))
		return false;
	return id >= p->id_base && portal_item(p, id - p->id_base, ret_item);
}

static bool find_item(const struct portal *p, struct slice target,
		      struct portal_found *ret)
{
	struct buf made = BUF_INIT(ADDRESS_MAX);
	bool same;

	if (!item_of(p, p->family->article, target, &ret->item))
		return false;
	portal_add_item_address(&made, p, &ret->item);
	same = is_address(&made, target);
	buf_free(&made);
	if (same)
		ret->kind = FOUND_ITEM;
	return same;
}

static bool find_file(const struct portal *p, struct slice target,
		      struct portal_found *ret)
{
	struct buf made = BUF_INIT(ADDRESS_MAX);
	bool same;

	if (!item_of(p, p->family->file, target, &ret->item)
	    || !ret->item.report || !ret->item.report->in_file)
		return false;
	portal_add_file_address(&made, p, &ret->item);
	same = is_address(&made, target);
	buf_free(&made);
	if (same)
		ret->kind = FOUND_FILE;
	return same;
}

void portal_find(const struct portal *p, struct slice target,
		 struct portal_found *ret_found)
{
	*ret_found = (struct portal_found){.kind = FOUND_NOTHING};
	if (find_list(p, target, ret_found) || find_item(p, target, ret_found)
	    || find_file(p, target, ret_found))
		return;
	ret_found->kind = FOUND_NOTHING;
}
