/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The portals without a network: every address leads back to what it is of,
 * and whoever follows what pager_find() and pager_read() say of a column comes
 * to all of its rows.
 */
#include "base/buf.h"
#include "parsers/pager.h"
#include "tests/county/portal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { NEWS = 83, PORT = 8421, REQUESTS_MAX = 64, ROWS_MAX = 256 };

static const struct html_limits limits = {.memory = 64 << 20,
					  .nodes = 100000};

/* --- one column, followed to its end -------------------------------------- */

struct walk {
	const struct portal *portal;
	const struct portal_column *column;
	struct arena *arena;
	struct pager_request requests[REQUESTS_MAX];
	size_t count;
	bool found[ROWS_MAX];	/* by place in the column */
	bool stuck;
};

static struct slice kept(struct walk *w, struct slice s)
{
	return s.p ? arena_slice(w->arena, s) : SLICE_NONE;
}

static bool is_asked(const struct walk *w, const struct pager_request *r)
{
	for (size_t i = 0; i < w->count; i++)
		if (slice_eq(w->requests[i].url, r->url) &&
		    slice_eq(w->requests[i].body, r->body))
			return true;
	return false;
}

static void put(struct walk *w, const struct pager_request *r)
{
	if (is_asked(w, r) || w->count == REQUESTS_MAX)
		return;
	w->requests[w->count] = *r;
	w->requests[w->count].url = kept(w, r->url);
	w->requests[w->count].body = kept(w, r->body);
	w->requests[w->count].referer = kept(w, r->referer);
	w->count++;
}

/* Path and query; absent where the address is of another host.  A session id
 * and what is behind it are looked through. */
static struct slice target_of(const struct portal *p, struct slice url)
{
	struct buf origin = BUF_INIT(PORTAL_TITLE);
	struct slice target = SLICE_NONE;

	portal_add_origin(&origin, p);
	if (slice_starts(url, origin.data))
		target = slice_sub(url, origin.len, slice_findc(url, '#', 0));
	target = slice_sub(target, 0, slice_finds(target, ";jsessionid=", 0));
	buf_free(&origin);
	return target;
}

/* A link may be the address of a row. */
static void see(struct walk *w, struct slice url)
{
	struct slice target = target_of(w->portal, url);
	struct portal_found found;

	if (!target.n)
		return;
	portal_find(w->portal, target, &found);
	for (unsigned i = 0; found.kind == FOUND_ITEM &&
	     i < w->column->count && i < ROWS_MAX; i++) {
		struct portal_item item;

		portal_row(w->portal, w->column, i, &item);
		w->found[i] |= item.number == found.item.number;
	}
}

/* Everything between quotes may be an address: href="", a string of a script,
 * what a datastore holds. */
static void see_quoted(struct walk *w, struct slice body,
		       const struct url *base)
{
	size_t at = 0, end;

	for (; at < body.n; at++) {
		struct buf made = BUF_INIT(URL_MAX);
		struct slice raw;
		struct url url;

		if (body.p[at] != '"' && body.p[at] != '\'')
			continue;
		end = slice_findc(body, body.p[at], at + 1);
		raw = slice_sub(body, at + 1, end);
		if (raw.n < 4 || raw.n > 300 ||
		    slice_findc(raw, '<', 0) != SIZE_MAX ||
		    url_parse(raw, base, NULL, &url, NULL) != 0)
			continue;
		if (!url_canonical(&url, &made))
			see(w, buf_slice(&made));
		url_free(&url);
		buf_free(&made);
	}
}

static void read_page(struct walk *w, const struct pager_request *r,
		      struct slice body)
{
	struct pager_input in = {.page = r->page};
	struct html_doc *doc;
	struct pager pager;
	struct url url;

	assert_int_equal(url_parse(r->url, NULL, NULL, &url, NULL), 0);
	assert_int_equal(html_parse(body, &limits, &doc), 0);
	see_quoted(w, body, &url);
	in.html = html_of(doc);
	in.url = &url;
	assert_int_equal(pager_find(&in, w->arena, &pager), 0);
	w->stuck |= pager.stuck;
	for (uint32_t i = 0; i < pager.next_count; i++)
		put(w, &pager.next[i]);
	html_free(doc);
	url_free(&url);
}

static void read_list(struct walk *w, const struct pager_request *r,
		      struct slice body)
{
	struct pager_list list;

	if (pager_read(r, body, &limits, w->arena, &list) != 0)
		return;
	for (uint32_t i = 0; i < list.count; i++)
		see(w, list.rows[i].url);
	for (uint32_t i = 0; i < list.next_count; i++)
		put(w, &list.next[i]);
	w->stuck |= list.stuck;
}

static void ask(struct walk *w, const struct pager_request *r)
{
	struct slice target = target_of(w->portal, r->url);
	size_t mark = slice_findc(target, '?', 0);
	char *referer = slice_dup(r->referer.p ? r->referer : slice_of(""));
	struct answer a;

	assert_non_null(referer);
	portal_answer(&a, w->portal, &(struct portal_request){
		.method = r->method, .target = target,
		.path = slice_sub(target, 0, mark),
		.query = mark == SIZE_MAX ? SLICE_NONE :
			 slice_sub(target, mark + 1, target.n),
		.body = r->body.p ? r->body : slice_of(""),
		.type = r->content_type ? r->content_type : "",
		.referer = referer,
	});
	if (a.status == 200 && r->list)
		read_list(w, r, buf_slice(&a.body));
	else if (a.status == 200)
		read_page(w, r, buf_slice(&a.body));
	answer_free(&a);
	free(referer);
}

static unsigned follow(const struct portal *p, const struct portal_column *c,
		       struct walk *w)
{
	struct buf url = BUF_INIT(PORTAL_TITLE * 4);
	unsigned rows = 0;

	*w = (struct walk){.portal = p, .column = c,
			   .arena = arena_new(256 << 20)};
	assert_non_null(w->arena);
	portal_add_origin(&url, p);
	portal_add_list_address(&url, p, c, 1);
	put(w, &(struct pager_request){.method = "GET",
				       .url = buf_slice(&url)});
	for (size_t i = 0; i < w->count; i++)
		ask(w, &w->requests[i]);
	for (unsigned i = 0; i < c->count && i < ROWS_MAX; i++)
		rows += w->found[i];
	buf_free(&url);
	arena_free(w->arena);
	return rows;
}

static void columns_are_whole(void **state)
{
	struct portals all;
	int bad = 0;

	(void)state;
	assert_true(portals_new(1, NEWS, PORT, NULL, &all));
	for (unsigned i = 0; i < all.count; i++) {
		const struct portal *p = &all.portal[i];

		for (unsigned k = 0; k < p->column_count; k++) {
			const struct portal_column *c = &p->columns[k];
			struct walk w;
			unsigned rows;

			if (c->kind != COLUMN_LIST)
				continue;
			rows = follow(p, c, &w);
			if (rows == c->count && !w.stuck)
				continue;
			print_error("%s, column %s:\n  got    %u rows by %zu "
				    "requests%s\n  wanted %u\n",
				    p->family->name, c->name, rows, w.count,
				    w.stuck ? ", stuck" : "", c->count);
			bad++;
		}
	}
	portals_free(&all);
	assert_int_equal(bad, 0);
}

/* --- addresses ------------------------------------------------------------ */

static int check_items(const struct portal *p)
{
	int bad = 0;

	for (unsigned i = 0; i < portal_items(p); i++) {
		struct buf address = BUF_INIT(PORTAL_TITLE * 4);
		struct portal_found found;
		struct portal_item item;
		const struct portal_column *c;

		assert_true(portal_item(p, i, &item));
		c = &p->columns[item.column];
		portal_add_item_address(&address, p, &item);
		portal_find(p, buf_slice(&address), &found);
		if (!(found.kind == FOUND_ITEM && found.item.number == i) &&
		    !(found.kind == FOUND_LIST && c->kind == COLUMN_REPORT &&
		      found.column == c)) {
			print_error("%s\n  got    %d\n  wanted item %u\n",
				    address.data, (int)found.kind, i);
			bad++;
		}
		buf_free(&address);
	}
	return bad;
}

static void addresses_lead_back(void **state)
{
	struct portals all;
	int bad = 0;

	(void)state;
	assert_true(portals_new(2, NEWS, PORT, NULL, &all));
	for (unsigned i = 0; i < all.count; i++)
		bad += check_items(&all.portal[i]);
	portals_free(&all);
	assert_int_equal(bad, 0);
	assert_false(portals_new(1, NEWS, PORT, "no-such", &all));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(columns_are_whole),
		cmocka_unit_test(addresses_lead_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
