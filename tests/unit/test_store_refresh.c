/* SPDX-License-Identifier: Apache-2.0 */
/* What is asked for again, and when. */
#include "store/catalog.h"
#include "store/due.h"
#include "store/store.h"
#include "tests/lib/dir.h"
#include "tests/lib/exchanges.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define DAY INT64_C(86400000)

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

	exchanges_close(x);
	dir_remove(exchanges_free(x));
	return 0;
}

static void queue_for(struct exchanges *x, const char *url, int32_t priority,
		      int64_t due_ms)
{
	struct store_url u = {
		.url = url, .host_key = "http://a.test:80", .hops = "",
		.via_position = -1, .site = x->site, .priority = priority,
		.due_ms = due_ms,
	};

	assert_int_equal(store_frontier_add(x->store, &u, 1, NULL), 0);
}

static void queue(struct exchanges *x, const char *url, int32_t priority)
{
	queue_for(x, url, priority, 0);
}

/* One answer for the URL; returns when it came. */
static int64_t answer(struct exchanges *x, const char *url, const char *body,
		      const char *text)
{
	static uint8_t digest[SHA256_BYTES];
	int64_t at;

	exchanges_add(x, arena_strndup(x->arena, url, strlen(url)),
		      arena_strndup(x->arena, body, strlen(body)));
	if (text) {
		assert_int_equal(digest_sha256(slice_of(text), digest), 0);
		x->items[0].text_sha256 = (struct slice){
			(const char *)digest, sizeof(digest)};
	}
	at = x->captures[0].started_ms;
	assert_int_equal(exchanges_commit(x), 0);
	exchanges_clear(x);
	return at;
}

struct row {
	int64_t refresh_ms, same, changes, due_ms;
};

static struct row row_of(struct exchanges *x, const char *url)
{
	char *path = dir_path(x->dir, CATALOG_NAME);
	struct catalog *c;
	struct sql *q;
	struct row row;

	assert_int_equal(catalog_open(path, CATALOG_READ, &c), 0);
	q = sql_of(c, "SELECT refresh_ms, same, changes, due_ms "
		   "FROM frontier f JOIN url u ON u.id = f.url_id "
		   "WHERE u.url = ?1");
	sql_put_text(q, url);
	assert_true(sql_step(q));
	row = (struct row){sql_get(q, 0), sql_get(q, 1), sql_get(q, 2),
			   sql_get(q, 3)};
	sql_done(q);
	catalog_close(c);
	free(path);
	return row;
}

struct step {
	const char *body, *text; /* text NULL: it has none */
	int64_t same, changes;
};

/* The same bytes, other bytes with the same text, other text, no text. */
static void answers_alike(void **state)
{
	static const struct step steps[] = {
		{"one", "text", 1, 0}, {"one", "text", 2, 0},
		{"one, read 7 times", "text", 3, 0}, {"two", "other", 0, 1},
		{"three", "third", 0, 2}, {"three", "third", 1, 0},
		{"four", NULL, 0, 1},
	};
	struct exchanges *x = *state;

	queue(x, "http://a.test/p", 100);
	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++) {
		int64_t at = answer(x, "http://a.test/p", steps[i].body,
				    steps[i].text);
		struct row row = row_of(x, "http://a.test/p");

		if (row.same != steps[i].same ||
		    row.changes != steps[i].changes ||
		    row.refresh_ms < at + DAY)
			fail_msg("step %zu: got same %lld changes %lld, "
				 "wanted %lld %lld", i, (long long)row.same,
				 (long long)row.changes,
				 (long long)steps[i].same,
				 (long long)steps[i].changes);
	}
}

/* Once: when it was asked for again, its time is its own. */
static void a_clock_that_was_ahead(void **state)
{
	struct exchanges *x = *state;
	struct row row;
	int64_t at, now;

	queue(x, "http://a.test/p", 100);
	at = answer(x, "http://a.test/p", "one", NULL);
	row = row_of(x, "http://a.test/p");
	/* by less than a day: nothing happens */
	assert_int_equal(store_refresh_mend(x->store, at - DAY), 0);
	assert_int_equal(row_of(x, "http://a.test/p").refresh_ms,
			 row.refresh_ms);
	now = at - 700 * DAY;
	queue_for(x, "http://a.test/w", 100, now + 32 * DAY);
	queue_for(x, "http://a.test/v", 100, now + 30 * DAY);
	assert_int_equal(store_refresh_mend(x->store, now), 0);
	assert_int_equal(row_of(x, "http://a.test/p").refresh_ms, now + DAY);
	/* what waits, longer than anything may and not so long */
	assert_int_equal(row_of(x, "http://a.test/w").due_ms, now + DAY);
	assert_int_equal(row_of(x, "http://a.test/v").due_ms, now + 30 * DAY);
	exchanges_add(x, "http://a.test/p", "two");
	x->captures[0].started_ms = now + DAY;
	assert_int_equal(exchanges_commit(x), 0);
	exchanges_clear(x);
	row = row_of(x, "http://a.test/p");
	assert_true(row.refresh_ms > now + 2 * DAY);
	assert_int_equal(store_refresh_mend(x->store, now + DAY), 0);
	assert_int_equal(row_of(x, "http://a.test/p").refresh_ms,
			 row.refresh_ms);
}

/* Only what is done and due; not before. */
static void a_refresh(void **state)
{
	struct exchanges *x = *state;
	int64_t sites[] = {x->site}, count, at, due, next;
	const struct store_due *hosts;
	const struct store_left *left;
	size_t host_count, left_count;

	queue(x, "http://a.test/1", 100);
	queue(x, "http://a.test/2", 100);
	queue(x, "http://a.test/waiting", 100);
	at = answer(x, "http://a.test/1", "one", NULL);
	(void)answer(x, "http://a.test/2", "two", NULL);
	assert_int_equal(store_refresh_begin(x->store, x->site, at + DAY,
					     &count), 0);
	assert_int_equal(count, 0);
	due = row_of(x, "http://a.test/1").refresh_ms;
	if (row_of(x, "http://a.test/2").refresh_ms > due)
		due = row_of(x, "http://a.test/2").refresh_ms;
	assert_int_equal(store_refresh_next(x->store, x->site, &next), 0);
	assert_true(next > at && next <= due);
	assert_int_equal(store_refresh_begin(x->store, x->site, due, &count),
			 0);
	assert_int_equal(count, 2);
	assert_int_equal(store_refresh_next(x->store, x->site, &next), 0);
	assert_true(next == INT64_MAX);
	assert_int_equal(store_left(x->store, x->arena, &left, &left_count),
			 0);
	assert_int_equal(left_count, 1);
	assert_int_equal(left[0].site, x->site);
	assert_int_equal(left[0].queued, 3);
	assert_int_equal(left[0].leased, 0);
	assert_int_equal(store_refresh_begin(x->store, x->site, due, &count),
			 0);
	assert_int_equal(count, 0);	/* they are queued now */
	assert_int_equal(store_due_hosts(x->store, sites, 1, x->arena, &hosts,
					 &host_count), 0);
	assert_int_equal(host_count, 1);
	assert_int_equal(hosts[0].queued, 3);
	assert_int_equal(hosts[0].first_due_ms, 0);
	assert_int_equal(store_refresh_begin(x->store, 999, due, &count), 0);
	assert_int_equal(count, 0);
}

/* Days from the answer to the next, the spread left out of account. */
static int64_t days_until(struct exchanges *x, const char *url, int64_t at)
{
	return (row_of(x, url).refresh_ms - at + 5 * DAY) / (10 * DAY) * 10;
}

/* What is near a column is a door to new ones, what is not there may come. */
static void kinds(void **state)
{
	struct exchanges *x = *state;
	int64_t at;

	queue(x, "http://a.test/page", 100);
	at = answer(x, "http://a.test/page", "page", NULL);
	assert_int_equal(days_until(x, "http://a.test/page", at), 90);
	queue(x, "http://a.test/door", 900);
	at = answer(x, "http://a.test/door", "door", NULL);
	assert_int_equal(days_until(x, "http://a.test/door", at), 30);
	queue(x, "http://a.test/gone", 900);
	exchanges_add(x, "http://a.test/gone", "no");
	x->captures[0].status = 404;
	at = x->captures[0].started_ms;
	assert_int_equal(exchanges_commit(x), 0);
	exchanges_clear(x);
	assert_int_equal(days_until(x, "http://a.test/gone", at), 60);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(answers_alike, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(a_clock_that_was_ahead,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_refresh, set_up, tear_down),
		cmocka_unit_test_setup_teardown(kinds, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
