/* SPDX-License-Identifier: Apache-2.0 */
/* What coverage asks the store for. */
#include "base/err.h"
#include "store/coverage.h"
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

#define LIST "http://a.test/nb/"

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

static void queue(struct exchanges *x, const char *url, const char *anchor,
		  bool is_robots)
{
	struct store_url u = {
		.url = url, .host_key = "http://a.test:80", .site = x->site,
		.via_position = -1, .via_anchor = anchor,
		.is_robots = is_robots,
	};

	assert_int_equal(store_frontier_add(x->store, &u, 1, NULL), 0);
}

static void commit(struct exchanges *x)
{
	assert_int_equal(exchanges_commit(x), 0);
	exchanges_clear(x);
}

/* A list of two rows, of which one has a link with a text. */
static void put_list(struct exchanges *x)
{
	static const char *const rows[] = {LIST "1", LIST "2"};
	static const struct store_link links[] = {
		{.url = LIST "1", .text = "one of 2023", .kind = "a"},
		{.url = LIST "9", .text = "none of 2023", .kind = "a",
		 .position = 1},
	};
	const struct store_column column = {
		.name = "nb", .method = "links", .declared_total = 2,
		.declared_pages = -1, .page = 1, .bytes = 2000, .rows = rows,
		.row_count = 2,
	};

	queue(x, LIST, NULL, false);
	exchanges_add(x, LIST, "list");
	x->items[0].column = &column;
	x->items[0].links = links;
	x->items[0].link_count = 2;
	commit(x);
}

static void put_status(struct exchanges *x, const char *url, int status)
{
	exchanges_add(x, url, url);
	x->captures[0].status = status;
	commit(x);
}

static int add_listed(void *ctx, const struct store_listed *l)
{
	return buf_addf(ctx, "%s %s\n", l->url, l->text ? l->text : "-");
}

static int add_fate(void *ctx, const struct store_fate *f)
{
	return buf_addf(ctx, "%s %s %s%s reports %d status %d\n", f->url,
			f->anchor ? f->anchor : "-", f->state,
			f->column_page ? " page" : "", (int)f->reports,
			f->capture ? f->capture->status : 0);
}

static int add_place(void *ctx, const struct store_place *p)
{
	return buf_addf(ctx, "%s %d %s\n", p->organ ? p->organ : "-", p->year,
			p->url);
}

static int add_mention(void *ctx, const struct store_mention *m)
{
	return buf_addf(ctx, "%s %s on %s\n", m->url, m->text, m->page);
}

static int keep_column(void *ctx, const struct store_column_state *k)
{
	*(struct store_column_state *)ctx = *k;
	return 0;
}

static void is(const char *what, struct buf *got, const char *wanted)
{
	if (strcmp(got->len ? got->data : "", wanted) != 0)
		fail_msg("%s\ngot\n%swanted\n%s", what, got->data, wanted);
	buf_clear(got);
}

static void walks(void **state)
{
	struct exchanges *x = *state;
	static const struct report report = {
		.organ = SLICE_LIT("A"), .organ_kind = "other", .year = 2023,
	};
	struct buf out = BUF_INIT(1 << 16);
	struct store_column_state column = {.id = 0};
	struct store_reader *r;

	queue(x, "http://a.test/robots.txt", NULL, true);
	put_list(x);
	queue(x, LIST "1", "one", false);
	queue(x, LIST "2", "two", false);
	queue(x, LIST "3", "three", false);
	exchanges_add(x, LIST "1", "1");
	x->items[0].reports = &report;
	x->items[0].report_count = 1;
	commit(x);
	/* what came once counts, also where it fails later */
	put_status(x, LIST "2", 200);
	put_status(x, LIST "2", 503);

	assert_int_equal(store_reader_open(x->dir, &r), 0);
	assert_int_equal(store_each_column(r, x->site, keep_column, &column),
			 0);
	assert_true(column.id > 0);
	assert_true(column.read_ms > 0);
	assert_int_equal(store_each_listed(r, column.id, add_listed, &out), 0);
	is("rows", &out, LIST "1 -\n" LIST "2 -\n" LIST "1 one of 2023\n");
	assert_int_equal(store_each_fate(r, x->site, add_fate, &out), 0);
	is("fates", &out,
	   LIST " - done page reports 0 status 200\n"
	   LIST "1 one done reports 1 status 200\n"
	   LIST "2 two done reports 0 status 200\n"
	   LIST "3 three queued reports 0 status 0\n");
	assert_int_equal(store_each_place(r, x->site, add_place, &out), 0);
	is("places", &out, "A 2023 " LIST "1\n");
	assert_int_equal(store_each_mention(r, x->site, "none of", add_mention,
					    &out), 0);
	is("mentions", &out, LIST "9 none of 2023 on " LIST "\n");
	assert_int_equal(store_each_mention(r, x->site, "2023", add_mention,
					    &out), 0);
	is("mentions", &out, LIST "1 one of 2023 on " LIST "\n"
	   LIST "9 none of 2023 on " LIST "\n");
	/* of another site: nothing */
	assert_int_equal(store_each_fate(r, x->site + 1, add_fate, &out), 0);
	assert_int_equal(store_each_place(r, x->site + 1, add_place, &out), 0);
	assert_int_equal(store_each_mention(r, x->site + 1, "2023",
					    add_mention, &out), 0);
	assert_int_equal(store_each_listed(r, column.id + 1, add_listed,
					   &out), 0);
	is("another site", &out, "");
	store_reader_close(r);
	buf_free(&out);
}

static int stop(void *ctx)
{
	++*(int *)ctx;
	return 7;
}

static int stop_listed(void *ctx, const struct store_listed *l)
{
	(void)l;
	return stop(ctx);
}

static int stop_fate(void *ctx, const struct store_fate *f)
{
	(void)f;
	return stop(ctx);
}

static int stop_mention(void *ctx, const struct store_mention *m)
{
	(void)m;
	return stop(ctx);
}

static void walks_end(void **state)
{
	struct exchanges *x = *state;
	struct store_column_state column = {.id = 0};
	struct store_reader *r;
	int calls = 0;

	put_list(x);
	assert_int_equal(store_reader_open(x->dir, &r), 0);
	assert_int_equal(store_each_column(r, x->site, keep_column, &column),
			 0);
	assert_int_equal(store_each_listed(r, column.id, stop_listed, &calls),
			 7);
	assert_int_equal(store_each_fate(r, x->site, stop_fate, &calls), 7);
	assert_int_equal(store_each_mention(r, x->site, "2023", stop_mention,
					    &calls), 7);
	assert_int_equal(calls, 3);
	store_reader_close(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(walks, set_up, tear_down),
		cmocka_unit_test_setup_teardown(walks_end, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
