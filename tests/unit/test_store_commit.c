/* SPDX-License-Identifier: Apache-2.0 */
/* From commit to catalog: rows, late revisits, leases, passes, hosts. */
#include "base/err.h"
#include "store/store.h"
#include "store/verify.h"
#include "tests/lib/dir.h"
#include "tests/lib/exchanges.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static int set_up(void **state)
{
	*state = exchanges_new(dir_make());
	return 0;
}

static int tear_down(void **state)
{
	struct exchanges *x = *state;
	char *dir = exchanges_free(x);

	dir_remove(dir);
	return 0;
}

static void test_reopen(void **state)
{
	struct exchanges *x = *state;
	struct store_recovery found;

	exchanges_open(x, &found);
	assert_int_equal(found.adopted + found.torn + found.leases +
			 found.closed, 0);
	exchanges_add(x, "http://a.test/1", "<p>one</p>");
	assert_int_equal(exchanges_commit(x), 0);
	exchanges_close(x);
	exchanges_open(x, &found);
	assert_int_equal(found.adopted + found.torn + found.leases +
			 found.closed, 0);
	exchanges_close(x);
	exchanges_verify(x);
}

static void test_locked(void **state)
{
	struct exchanges *x = *state;
	struct store *second = NULL;
	struct store_recovery found;
	bool held = true;

	assert_int_equal(store_is_held(x->dir, &held), ERR_NOTFOUND);
	exchanges_open(x, &found);
	assert_int_equal(store_is_held(x->dir, &held), 0);
	assert_true(held);
	assert_int_equal(store_open(x->dir, &x->options, &second, &found),
			 ERR_LOCKED);
	assert_non_null(strstr(store_open_problem(), "another nianbao"));
	exchanges_close(x);
	assert_int_equal(store_is_held(x->dir, &held), 0);
	assert_false(held);
}

static void test_catalog_gone(void **state)
{
	struct exchanges *x = *state;
	struct store_recovery found;
	struct store *s = NULL;
	char *catalog;

	exchanges_open(x, &found);
	exchanges_add(x, "http://a.test/1", "<p>one</p>");
	assert_int_equal(exchanges_commit(x), 0);
	exchanges_close(x);
	catalog = dir_path(x->dir, "catalog.sqlite3");
	assert_int_equal(remove(catalog), 0);
	assert_int_equal(store_open(x->dir, &x->options, &s, &found),
			 ERR_DAMAGED);
	assert_non_null(strstr(store_open_problem(), "mend --rebuild"));
	dir_write(catalog, "no catalog", 10);
	assert_int_equal(store_open(x->dir, &x->options, &s, &found),
			 ERR_DAMAGED);
	free(catalog);
}

/* The same bytes twice in one group, and again later. */
static void test_late_revisits(void **state)
{
	struct exchanges *x = *state;
	struct store_recovery found;

	exchanges_open(x, &found);
	exchanges_add(x, "http://a.test/1", "<p>same</p>");
	exchanges_add(x, "http://a.test/2", "<p>same</p>");
	exchanges_add(x, "http://a.test/3", "");
	exchanges_add(x, "http://a.test/4", "");
	assert_int_equal(exchanges_commit(x), 0);
	assert_false(x->items[0].ret_revisit);
	assert_true(x->items[1].ret_revisit);
	assert_false(x->items[2].ret_revisit || x->items[3].ret_revisit);
	assert_int_equal(x->captures[0].content_id,
			 x->captures[1].content_id);
	assert_int_equal(x->captures[3].content_id, 0);
	exchanges_clear(x);
	exchanges_add(x, "http://b.test/1", "<p>same</p>");
	assert_int_equal(exchanges_commit(x), 0);
	assert_true(x->items[0].ret_revisit);
	assert_string_equal(x->captures[0].refers_to.url, "http://a.test/1");
	exchanges_close(x);
	exchanges_verify(x);
}

/* --- the frontier ----------------------------------------------------- */

static void add_url(struct exchanges *x, const char *url, int32_t priority,
		    int64_t due_ms, bool robots)
{
	struct store_url u = {
		.url = url, .host_key = "http://a.test:80", .hops = "",
		.via_position = -1, .site = x->site, .priority = priority,
		.due_ms = due_ms, .is_robots = robots,
	};

	assert_int_equal(store_frontier_add(x->store, &u, 1, NULL), 0);
}

/* The URLs leased, one a line. */
static void lease(struct exchanges *x, size_t max, const char *wanted)
{
	struct store_lease leases[8];
	const struct store_due *due;
	struct buf got = BUF_INIT(1024);
	size_t n;

	assert_int_equal(store_due_hosts(x->store, &x->site, 1, x->arena, &due,
					 &n), 0);
	assert_true(n > 0);
	assert_int_equal(store_lease(x->store, x->run, due[0].host_id,
				     &x->site, 1, 1000, max, x->arena, leases,
				     &n), 0);
	for (size_t i = 0; i < n; i++) {
		assert_string_equal(leases[i].url.host_key,
				    "http://a.test:80");
		(void)buf_addf(&got, "%s\n", leases[i].url.url);
	}
	if (!slice_eqs(buf_slice(&got), wanted))
		fail_msg("got %s, wanted %s", got.data, wanted);
	buf_free(&got);
}

static void counts(struct exchanges *x, int64_t queued, int64_t leased)
{
	const struct store_due *due;
	size_t n;

	assert_int_equal(store_due_hosts(x->store, &x->site, 1, x->arena, &due,
					 &n), 0);
	if (queued + leased == 0) {
		assert_int_equal(n, 0);
		return;
	}
	assert_int_equal(n, 1);
	if (due[0].queued != queued || due[0].leased != leased)
		fail_msg("got %d queued, %d leased, wanted %d, %d",
			 (int)due[0].queued, (int)due[0].leased, (int)queued,
			 (int)leased);
}

static void test_leases(void **state)
{
	struct exchanges *x = *state;
	struct store_recovery found;

	exchanges_open(x, &found);
	add_url(x, "http://a.test/low", 10, 0, false);
	add_url(x, "http://a.test/high", 900, 0, false);
	add_url(x, "http://a.test/later", 999, 5000, false);
	add_url(x, "http://a.test/robots.txt", 1000, 0, true);
	add_url(x, "http://a.test/low", 20, 0, false);
	counts(x, 4, 0);
	lease(x, 2, "http://a.test/robots.txt\nhttp://a.test/high\n");
	counts(x, 2, 2);
	lease(x, 8, "http://a.test/low\n");
	lease(x, 8, "");
	/* a crash gives them back */
	exchanges_close(x);
	exchanges_open(x, &found);
	assert_int_equal(found.leases, 3);
	counts(x, 4, 0);
	exchanges_close(x);
}

static void test_release_and_store(void **state)
{
	struct exchanges *x = *state;
	struct store_recovery found;

	exchanges_open(x, &found);
	add_url(x, "http://a.test/1", 10, 0, false);
	add_url(x, "http://a.test/2", 9, 0, false);
	lease(x, 8, "http://a.test/1\nhttp://a.test/2\n");
	exchanges_add(x, "http://a.test/1", "<p>one</p>");
	exchanges_add(x, "http://a.test/2", "<p>two</p>");
	x->items[1].next_due_ms = 900;
	x->items[1].counts_as_attempt = true;
	assert_int_equal(exchanges_commit(x), 0);
	counts(x, 1, 0);
	lease(x, 8, "http://a.test/2\n");
	assert_int_equal(store_lease_release(x->store, x->site,
					     x->captures[1].url_id, 0), 0);
	counts(x, 1, 0);
	assert_int_equal(store_lease_release(x->store, x->site,
					     x->captures[1].url_id, 0), 0);
	counts(x, 1, 0);	/* it was not leased any more */
	exchanges_close(x);
}

/* A pass that was not ended is gone on with; a new one asks again. */
static void test_passes(void **state)
{
	struct exchanges *x = *state;
	struct store_recovery found;
	bool resumed = true;

	exchanges_open(x, &found);
	assert_int_equal(store_pass_begin(x->store, x->site, 1, &resumed), 0);
	assert_false(resumed);
	add_url(x, "http://a.test/1", 10, 0, false);
	lease(x, 8, "http://a.test/1\n");
	exchanges_add(x, "http://a.test/1", "<p>one</p>");
	assert_int_equal(exchanges_commit(x), 0);
	counts(x, 0, 0);
	assert_int_equal(store_pass_begin(x->store, x->site, 2, &resumed), 0);
	assert_true(resumed);
	counts(x, 0, 0);
	assert_int_equal(store_pass_end(x->store, x->site, 3), 0);
	assert_int_equal(store_pass_begin(x->store, x->site, 4, &resumed), 0);
	assert_false(resumed);
	counts(x, 1, 0);
	exchanges_close(x);
}

/* --- hosts ------------------------------------------------------------ */

static void test_hosts(void **state)
{
	struct exchanges *x = *state;
	struct store_recovery found;
	struct store_host h, again;
	int64_t next = -1;

	exchanges_open(x, &found);
	assert_int_equal(store_host_get(x->store, "http://a.test:80",
					x->arena, &h), 0);
	assert_int_equal(h.crawl_delay_ms, -1);
	assert_null(h.address);
	h.address = "127.0.0.1";
	h.next_ms = 77;
	h.backoff_until_ms = 99;
	h.block.class = "blocked_waf";	/* only an event can say so */
	h.robots_record = "<urn:uuid:1>";
	assert_int_equal(store_host_put(x->store, &h), 0);
	assert_int_equal(store_address_get(x->store, "127.0.0.1", &next), 0);
	assert_int_equal(next, 0);
	assert_int_equal(store_address_put(x->store, "127.0.0.1", 55), 0);
	exchanges_close(x);
	exchanges_open(x, &found);
	assert_int_equal(store_host_get(x->store, "http://a.test:80",
					x->arena, &again), 0);
	assert_int_equal(again.id, h.id);
	assert_int_equal(again.next_ms, 77);
	assert_int_equal(again.backoff_until_ms, 99);
	assert_null(again.block.class);
	assert_string_equal(again.robots_record, "<urn:uuid:1>");
	assert_int_equal(store_address_get(x->store, "127.0.0.1", &next), 0);
	assert_int_equal(next, 55);
	exchanges_close(x);
}

int main(void)
{
#define WITH_ARCHIVE(test) \
	cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		WITH_ARCHIVE(test_reopen),
		WITH_ARCHIVE(test_locked),
		WITH_ARCHIVE(test_catalog_gone),
		WITH_ARCHIVE(test_late_revisits),
		WITH_ARCHIVE(test_leases),
		WITH_ARCHIVE(test_release_and_store),
		WITH_ARCHIVE(test_passes),
		WITH_ARCHIVE(test_hosts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
