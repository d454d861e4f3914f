/* SPDX-License-Identifier: Apache-2.0 */
/* What became of the URLs of a site. */
#include "base/err.h"
#include "store/store.h"
#include "tests/lib/dir.h"
#include "tests/lib/exchanges.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { STOP_AFTER = 7 };

static void add(struct exchanges *x, const char *url, const char *via,
		int32_t priority, bool seed)
{
	struct store_url u = {
		.url = url, .host_key = "http://a.test:80", .hops = "L",
		.via = via, .via_position = -1, .site = x->site,
		.priority = priority, .is_seed = seed,
		.is_robots = strstr(url, "robots.txt") != NULL,
	};

	assert_int_equal(store_frontier_add(x->store, &u, 1, NULL), 0);
}

static int on_outcome(void *ctx, const struct store_outcome *o)
{
	(void)buf_addf(ctx, "%s%s%s%s%s\n", o->listed ? "listed " : "", o->url,
		       o->via ? " via " : "", o->via ? o->via : "",
		       o->gave ? " gave" : "");
	return 0;
}

static int stop(void *ctx, const struct store_outcome *o)
{
	(void)ctx;
	(void)o;
	return STOP_AFTER;
}

static void test_outcomes(void **state)
{
	static const char wanted[] = "listed http://a.test/door\n"
		"http://a.test/1 via http://a.test/door\n";
	static const char *const captured[] = {
		"http://a.test/", "http://a.test/robots.txt", "http://a.test/1",
	};
	struct exchanges *x = exchanges_new(dir_make());
	struct buf got = BUF_INIT(4096);
	struct store_recovery found;
	struct store_reader *r;

	(void)state;
	exchanges_open(x, &found);
	add(x, "http://a.test/", NULL, 900, true);
	add(x, "http://a.test/robots.txt", NULL, 1000, false);
	add(x, "http://a.test/1", "http://a.test/door", 110, false);
	add(x, "http://a.test/2", "http://a.test/other", 110, false);
	add(x, "http://a.test/2021", "http://a.test/door", 700, false);
	for (size_t i = 0; i < sizeof(captured) / sizeof(*captured); i++) {
		exchanges_add(x, captured[i], captured[i]);
		x->captures[i].site_id = x->site;
	}
	assert_int_equal(exchanges_commit(x), 0);
	assert_int_equal(store_reader_open(x->dir, &r), 0);
	assert_int_equal(store_each_outcome(r, x->site, on_outcome, &got), 0);
	if (!slice_eqs(buf_slice(&got), wanted))
		fail_msg("got:\n%.*swanted:\n%s", (int)got.len, got.data,
			 wanted);
	assert_int_equal(store_each_outcome(r, x->site + 1, on_outcome, &got),
			 0);
	assert_int_equal(got.len, strlen(wanted));
	assert_int_equal(store_each_outcome(r, x->site, stop, NULL),
			 STOP_AFTER);
	store_reader_close(r);
	buf_free(&got);
	exchanges_close(x);
	dir_remove(exchanges_free(x));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_outcomes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
