/* SPDX-License-Identifier: Apache-2.0 */
/* What waits of a site: in the order in which store_lease() would give it. */
#include "base/buf.h"
#include "base/err.h"
#include "store/plan.h"
#include "tests/lib/dir.h"
#include "tests/lib/exchanges.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { NOW = 1000, ROWS = 7 };

static struct exchanges *x;
static struct store_reader *reader;

static void add(const char *url, const char *host, int64_t site,
		int32_t priority, int32_t depth, int64_t due_ms)
{
	struct store_url u = {
		.url = url, .host_key = host, .hops = "L", .site = site,
		.via_position = -1, .via = "http://a.test/",
		.via_anchor = "年报", .priority = priority, .depth = depth,
		.due_ms = due_ms, .is_robots = strstr(url, "robots.txt"),
	};

	assert_int_equal(store_frontier_add(x->store, &u, 1, NULL), 0);
}

static int set_up(void **state)
{
	struct store_site other = {.name = "b.test", .scope = "site"};
	struct store_recovery found;

	(void)state;
	x = exchanges_new(dir_make());
	exchanges_open(x, &found);
	assert_int_equal(store_site_put(x->store, &other), 0);
	add("http://a.test/late", "http://a.test:80", x->site, 999, 0, 5000);
	add("http://a.test/soon", "http://a.test:80", x->site, 1, 0, 2000);
	add("http://b.test/low", "http://b.test:80", x->site, 10, 1, 0);
	add("http://a.test/deep", "http://a.test:80", x->site, 500, 3, 0);
	add("http://b.test/flat", "http://b.test:80", x->site, 500, 1, 900);
	add("http://b.test/robots.txt", "http://b.test:80", x->site, 1000, 0,
	    0);
	add("http://a.test/other", "http://a.test:80", other.id, 900, 0, 0);
	assert_int_equal(store_reader_open(x->dir, &reader), 0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	store_reader_close(reader);
	exchanges_close(x);
	dir_remove(exchanges_free(x));
	return 0;
}

static int on_url(void *ctx, const struct store_plan_url *u)
{
	assert_string_equal(u->via_anchor, "年报");
	assert_string_equal(u->hops, "L");
	assert_int_equal(u->last_ms, 0);
	assert_int_equal(u->column_page, 0);
	return buf_addf(ctx, "%s%s ", strrchr(u->url, '/') + 1,
			u->leased ? "!" : "");
}

static void check_order(int64_t max, const char *wanted)
{
	struct buf got = BUF_INIT(4096);

	assert_int_equal(store_each_plan_url(reader, x->site, NOW, max, on_url,
					     &got), 0);
	assert_string_equal(got.data, wanted);
	buf_free(&got);
}

static int on_host(void *ctx, const struct store_plan_host *h)
{
	return buf_addf(ctx, "%s %d %d %d %d\n", h->host.key, (int)h->due,
			(int)h->later, (int)h->leased,
			(int)h->first_later_ms);
}

static void check_hosts(const char *wanted)
{
	struct buf got = BUF_INIT(4096);

	assert_int_equal(store_each_plan_host(reader, x->site, NOW, on_host,
					      &got), 0);
	assert_string_equal(got.data, wanted);
	buf_free(&got);
}

static void rows_come_as_they_are_leased(void **state)
{
	struct store_lease leases[ROWS];
	size_t count = 0;

	(void)state;
	check_order(ROWS, "robots.txt flat deep low soon late ");
	check_order(2, "robots.txt flat ");
	check_hosts("http://a.test:80 1 2 0 2000\n"
		    "http://b.test:80 3 0 0 0\n");
	assert_int_equal(store_lease(x->store, x->run, 1, &x->site, 1, NOW, 1,
				     x->arena, leases, &count), 0);
	assert_int_equal(count, 1);
	check_order(ROWS, "robots.txt flat deep! low soon late ");
	check_hosts("http://a.test:80 0 2 1 2000\n"
		    "http://b.test:80 3 0 0 0\n");
	assert_int_equal(store_lease(x->store, x->run, 2, &x->site, 1, NOW,
				     ROWS, x->arena, leases, &count), 0);
	assert_int_equal(count, 3);
	assert_string_equal(leases[0].url.url, "http://b.test/robots.txt");
	assert_string_equal(leases[1].url.url, "http://b.test/flat");
	assert_string_equal(leases[2].url.url, "http://b.test/low");
}

/* A row that is done is there again when its refresh is due. */
static int on_refresh(void *ctx, const struct store_plan_url *u)
{
	if (!u->refresh)
		return 0;
	assert_int_equal(u->due_ms, 0);
	assert_string_equal(u->method, "GET");
	assert_true(u->last_ms > 0);
	return buf_adds(ctx, u->url);
}

static int on_refresh_host(void *ctx, const struct store_plan_host *h)
{
	int64_t *next = ctx;

	if (strcmp(h->host.key, "http://b.test:80"))
		return 0;
	next[0] = h->refresh;
	next[1] = h->next_refresh_ms;
	return 0;
}

static void refreshes_are_due_in_time(void **state)
{
	struct buf got = BUF_INIT(4096);
	int64_t at, next[2] = {0, 0};

	(void)state;
	exchanges_add(x, "http://b.test/flat", "a page");
	at = x->captures[0].started_ms;
	assert_int_equal(exchanges_commit(x), 0);
	exchanges_clear(x);
	assert_int_equal(store_each_plan_host(reader, x->site, at,
					      on_refresh_host, next), 0);
	assert_int_equal(next[0], 0);
	assert_true(next[1] > at);
	assert_int_equal(store_each_plan_url(reader, x->site, next[1] - 1,
					     ROWS, on_refresh, &got), 0);
	assert_int_equal(got.len, 0);
	at = next[1];
	assert_int_equal(store_each_plan_url(reader, x->site, at, ROWS,
					     on_refresh, &got), 0);
	assert_string_equal(got.data, "http://b.test/flat");
	assert_int_equal(store_each_plan_host(reader, x->site, at,
					      on_refresh_host, next), 0);
	assert_int_equal(next[0], 1);
	assert_int_equal(next[1], 0);
	buf_free(&got);
}

static int stop(void *ctx, const struct store_plan_url *u)
{
	(void)ctx;
	(void)u;
	return 7;
}

static void walks_end_when_told(void **state)
{
	(void)state;
	assert_int_equal(store_each_plan_url(reader, x->site, NOW, ROWS, stop,
					     NULL), 7);
	assert_int_equal(store_each_plan_url(reader, 4711, NOW, ROWS, stop,
					     NULL), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_come_as_they_are_leased),
		cmocka_unit_test(refreshes_are_due_in_time),
		cmocka_unit_test(walks_end_when_told),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
