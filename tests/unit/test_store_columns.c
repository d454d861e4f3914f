/* SPDX-License-Identifier: Apache-2.0 */
/* Columns: pages in any order become one, and when it is complete. */
#include "base/err.h"
#include "store/store.h"
#include "tests/lib/dir.h"
#include "tests/lib/exchanges.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FOLDER "http://a.test/nb/"

static int set_up(void **state)
{
	struct store_recovery found;
	struct exchanges *x = exchanges_new(dir_make());

	exchanges_open(x, &found);
	*state = x;
	return 0;
}

static int tear_down(void **state)
{
	struct exchanges *x = *state;
	char *dir;

	exchanges_close(x);
	dir = exchanges_free(x);
	dir_remove(dir);
	return 0;
}

enum { ROWS = 4, ASKED = 3 };

/* One captured page of a column; NULL ends rows and asked. */
struct sheet {
	const char *url;
	const char *rows[ROWS + 1];
	struct store_column_page asked[ASKED + 1];
	int64_t total, pages;	/* 0: not stated */
	int64_t page;
	bool stuck, endpoint, left_out;
};

static void store_sheet(struct exchanges *x, const struct sheet *s)
{
	struct store_column column = {
		.name = s->page == 1 ? "年报" : "第二页", .method = "links",
		.declared_total = s->total ? s->total : -1,
		.declared_pages = s->pages ? s->pages : -1,
		.page = s->page, .stuck = s->stuck, .endpoint = s->endpoint,
		.left_out = s->left_out, .bytes = 2000,
		.rows = s->rows, .pages = s->asked,
	};

	while (s->rows[column.row_count])
		column.row_count++;
	while (s->asked[column.page_count].url)
		column.page_count++;
	exchanges_add(x, s->url, "<p>list</p>");
	x->items[x->count - 1].column = &column;
	assert_int_equal(exchanges_commit(x), 0);
	exchanges_clear(x);
}

static int add_line(void *ctx, const struct store_column_state *k)
{
	struct buf *out = ctx;

	return buf_addf(out, "%s %s %d/%d pages %d%s%s%s\n", k->url,
			k->name ? k->name : "-", (int)k->found,
			(int)k->declared_total, (int)k->pages,
			k->complete ? " complete" : "",
			k->stuck ? " stuck" : "", k->annual ? " annual" : "");
}

static void columns_are(struct exchanges *x, const char *what,
			const char *wanted)
{
	struct buf out = BUF_INIT(1 << 16);
	struct store_reader *r;

	assert_int_equal(store_reader_open(x->dir, &r), 0);
	assert_int_equal(store_each_column(r, x->site, add_line, &out), 0);
	if (strcmp(out.len ? out.data : "", wanted) != 0)
		fail_msg("%s\ngot\n%swanted\n%s", what, out.data, wanted);
	store_reader_close(r);
	buf_free(&out);
}

static void queue(struct exchanges *x, const char *url)
{
	struct store_url u = {
		.url = url, .host_key = "http://a.test:80", .site = x->site,
		.via_position = -1,
	};

	assert_int_equal(store_frontier_add(x->store, &u, 0, NULL), 0);
}

static const struct sheet first = {
	.url = FOLDER, .rows = {FOLDER "1.html", FOLDER "2.html"},
	.asked = {{FOLDER "index_1.html", 2}}, .total = 3, .page = 1,
};
static const struct sheet second = {
	.url = FOLDER "index_1.html", .rows = {FOLDER "3.html"},
	.asked = {{FOLDER "index.html", 1}}, .page = 2,
};
static const struct sheet again = {
	.url = FOLDER "index.html",
	.rows = {FOLDER "1.html", FOLDER "2.html"},
	.asked = {{FOLDER "index_1.html", 2}}, .total = 3, .page = 1,
};

static const char whole[] = FOLDER " 年报 3/3 pages 2 complete annual\n";

static void test_in_order(void **state)
{
	struct exchanges *x = *state;

	queue(x, FOLDER "index_1.html");
	store_sheet(x, &first);
	columns_are(x, "a page is waiting",
		    FOLDER " 年报 2/3 pages 1 annual\n");
	store_sheet(x, &second);
	store_sheet(x, &again);
	columns_are(x, "all read", whole);
	store_sheet(x, &first);
	columns_are(x, "read once more", whole);
}

static void test_backwards(void **state)
{
	struct exchanges *x = *state;

	store_sheet(x, &second);
	columns_are(x, "the last page alone",
		    FOLDER "index_1.html 第二页 1/-1 pages 1\n");
	store_sheet(x, &first);
	queue(x, FOLDER "index.html");
	store_sheet(x, &again);
	columns_are(x, "two became one", whole);
}

/* A page that repeats the first, as servers answer for what is not there. */
static void test_refused(void **state)
{
	struct exchanges *x = *state;
	struct sheet repeated = first;
	struct store_url found = {
		.url = FOLDER "index_2.html", .host_key = "http://a.test:80",
		.site = x->site, .column_page = 3, .via_position = -1,
	};
	struct store_column column = {
		.method = "links", .declared_total = 9, .declared_pages = -1,
		.page = 2, .bytes = 2000, .rows = repeated.rows,
		.row_count = 2,
	};

	store_sheet(x, &first);
	exchanges_add(x, FOLDER "index_1.html", "<p>list</p>");
	x->items[0].column = &column;
	x->items[0].found = &found;
	x->items[0].found_count = 1;
	assert_int_equal(exchanges_commit(x), 0);
	assert_int_equal(x->items[0].ret_found, 0);
	exchanges_clear(x);
	columns_are(x, "it changes nothing",
		    FOLDER " 年报 2/3 pages 1 annual\n");
}

static void test_complete(void **state)
{
	static const struct {
		const char *what;
		struct sheet sheet;
		bool complete;
	} cases[] = {
		{"nothing declared", {.page = 1}, true},
		{"total reached", {.total = 2, .page = 1}, true},
		{"total not reached", {.total = 3, .page = 1}, false},
		{"total above pages", {.total = 3, .pages = 1, .page = 1},
		 false},
		{"pages read", {.pages = 1, .page = 1}, true},
		{"pages missing", {.pages = 2, .page = 1}, false},
		{"stuck", {.total = 2, .page = 1, .stuck = true}, false},
		{"endpoint", {.pages = 1, .page = 1, .endpoint = true},
		 false},
		{"endpoint, total reached",
		 {.total = 2, .page = 1, .endpoint = true}, true},
		{"left out", {.page = 1, .left_out = true}, false},
		{"a page nobody queued",
		 {.total = 2, .page = 1, .asked = {{FOLDER "x_2.html", 2}}},
		 false},
	};
	struct exchanges *x = *state;

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct sheet sheet = cases[i].sheet;
		struct buf wanted = BUF_INIT(200);

		sheet.url = FOLDER;
		sheet.rows[0] = FOLDER "1.html";
		sheet.rows[1] = FOLDER "2.html";
		store_sheet(x, &sheet);
		assert_int_equal(buf_addf(&wanted, "%s 年报 2/%d pages 1"
			"%s%s annual\n", FOLDER,
			sheet.total ? (int)sheet.total : -1,
			cases[i].complete ? " complete" : "",
			sheet.stuck ? " stuck" : ""), 0);
		columns_are(x, cases[i].what, wanted.data);
		buf_free(&wanted);
		(void)tear_down(state);
		(void)set_up(state);
		x = *state;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_in_order, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_backwards, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_refused, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_complete, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
