/* SPDX-License-Identifier: Apache-2.0 */
/* Hosts, their politeness, and the scheduler, on a clock of numbers. */
#include "base/err.h"
#include "crawler/job.h"
#include "crawler/sched.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static struct host *add(struct hosts *t, const char *key, const char *address)
{
	struct host *h;

	assert_int_equal(hosts_add(t, key, &h), 0);
	host_move(h, HOST_READY);
	if (address)
		host_place(h, hosts_address(t, address));
	return h;
}

static struct job *queue(struct host *h, int priority, bool is_robots)
{
	struct job *job = calloc(1, sizeof(*job));

	assert_non_null(job);
	job->lease.url.url = "http://a.test/";
	job->lease.url.priority = priority;
	job->lease.url.is_robots = is_robots;
	host_queue(h, job);
	return job;
}

static void empty(struct host *h)
{
	struct job *job;

	while ((job = host_peek(h))) {
		host_unqueue(h, job);
		free(job);
	}
}

static void test_keys(void **state)
{
	static const struct {
		const char *key;
		int err;
		const char *name;
		int port;
	} rows[] = {
		{"http://www.qinghe.test:80", 0, "www.qinghe.test", 80},
		{"https://[::1]:8443", 0, "[::1]", 8443},
		{"http://127.0.0.1:0", 0, "127.0.0.1", 0},
		{"ftp://a:21", ERR_INVALID, NULL, 0},
		{"http://a", ERR_INVALID, NULL, 0},
		{"http://a:65536", ERR_INVALID, NULL, 0},
		{"http://:80", ERR_INVALID, NULL, 0},
	};
	struct hosts t = {NULL, NULL};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct host *h = NULL;
		int err = hosts_add(&t, rows[i].key, &h);

		if (err != rows[i].err)
			fail_msg("%s: got %s, wanted %s", rows[i].key,
				 err_name(err), err_name(rows[i].err));
		if (err)
			continue;
		assert_string_equal(h->name, rows[i].name);
		assert_int_equal(h->port, rows[i].port);
		assert_int_equal(hosts_add(&t, rows[i].key, &h), ERR_EXISTS);
	}
	hosts_free(&t);
}

/* From the end of one answer to the next start. */
static void test_gaps(void **state)
{
	static const struct {
		const char *what, *address;
		int64_t delay;
		int32_t crawl_delay, took;
		int64_t gap;
	} rows[] = {
		{"the delay", "192.0.43.8", 2000, -1, 100, 2000},
		{"twice the answer", "192.0.43.8", 2000, -1, 1500, 3000},
		{"Crawl-delay", "192.0.43.8", 2000, 5000, 1500, 5000},
		{"a shorter Crawl-delay", "192.0.43.8", 2000, 1000, 0, 2000},
		{"no delay, local", "127.0.0.1", 0, 5000, 900, 0},
		{"no delay, public: clamped", "192.0.43.8", 0, -1, 0, 1000},
		{"short delay, local", "10.1.2.3", 20, -1, 5, 20},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct hosts t = {NULL, NULL};
		struct host *h = add(&t, "http://a.test:80", rows[i].address);
		struct host *b = add(&t, "http://b.test:80", rows[i].address);

		h->rules.delay_ms = b->rules.delay_ms = rows[i].delay;
		h->gate.crawl_delay_ms = rows[i].crawl_delay;
		(void)queue(h, 1, false);
		(void)queue(b, 1, false);
		host_begin(h);
		assert_int_equal(host_ready_at(h), INT64_MAX);
		assert_int_equal(host_ready_at(b), INT64_MAX);
		host_finish(h, 50000, rows[i].took);
		if (host_ready_at(h) != 50000 + rows[i].gap &&
		    !(rows[i].gap == 0 && host_ready_at(h) <= 50000))
			fail_msg("%s: got %lld, wanted %lld", rows[i].what,
				 (long long)host_ready_at(h) - 50000,
				 (long long)rows[i].gap);
		/* The other name on the address waits as long. */
		assert_int_equal(host_ready_at(b), host_ready_at(h));
		/* That answer was the robots.txt, and says to wait longer. */
		h->gate.crawl_delay_ms = 9000;
		host_delay_again(h);
		if (rows[i].delay)
			assert_int_equal(host_ready_at(h), 59000);
		assert_int_equal(host_ready_at(b), host_ready_at(h));
		empty(h);
		empty(b);
		hosts_free(&t);
	}
}

static void test_connections(void **state)
{
	struct hosts t = {NULL, NULL};
	struct host *h = add(&t, "http://a.test:80", "127.0.0.1");
	struct host *far = add(&t, "http://b.test:80", "192.0.43.8");

	(void)state;
	h->rules = far->rules = (struct host_rules){.connections = 2};
	(void)queue(h, 1, false);
	(void)queue(far, 1, false);
	host_begin(h);
	host_begin(far);
	assert_true(host_ready_at(h) < INT64_MAX);
	assert_int_equal(host_ready_at(far), INT64_MAX);
	host_begin(h);
	assert_int_equal(host_ready_at(h), INT64_MAX);
	empty(h);
	empty(far);
	hosts_free(&t);
}

static void test_rest(void **state)
{
	struct hosts t = {NULL, NULL};
	struct host *h = add(&t, "http://a.test:80", "192.0.43.8");

	(void)state;
	assert_int_equal(host_rest(h, 0, -1, 30000, 100000), 30000);
	assert_int_equal(host_rest(h, 30000, -1, 30000, 100000), 60000);
	assert_int_equal(host_rest(h, 90000, -1, 30000, 100000), 100000);
	/* What the host says counts, and does not double. */
	assert_int_equal(host_rest(h, 190000, 7000, 30000, 100000), 7000);
	assert_int_equal(host_rest(h, 197000, 900000, 30000, 100000), 100000);
	/* An earlier, longer rest is not cut short. */
	assert_int_equal(host_rest(h, 197000, 0, 30000, 100000), 100000);
	host_well(h, true);
	assert_int_equal(host_rest(h, 400000, -1, 30000, 100000), 30000);
	hosts_free(&t);
}

static void test_families(void **state)
{
	static const struct {
		bool v4, v6, no_route;
		int outcome, wanted;
	} rows[] = {
		{false, true, true, ERR_CONNECT_UNREACHABLE,
		 ERR_CONNECT_V6_ONLY},
		{true, false, true, ERR_CONNECT_UNREACHABLE,
		 ERR_CONNECT_V4_ONLY},
		{true, true, true, ERR_CONNECT_UNREACHABLE,
		 ERR_CONNECT_UNREACHABLE},
		{true, false, false, ERR_CONNECT_UNREACHABLE,
		 ERR_CONNECT_UNREACHABLE},
		{false, true, true, ERR_CONNECT_REFUSED, ERR_CONNECT_REFUSED},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct host h = {.has_v4 = rows[i].v4, .has_v6 = rows[i].v6};

		assert_int_equal(host_connect_error(&h, rows[i].outcome,
						    rows[i].no_route),
				 rows[i].wanted);
	}
}

static void test_robots_first(void **state)
{
	struct hosts t = {NULL, NULL};
	struct host *h = add(&t, "http://a.test:80", "192.0.43.8");
	struct job *low = queue(h, 10, false), *high = queue(h, 900, false);
	struct job *robots;

	(void)state;
	assert_ptr_equal(host_peek(h), high);
	h->robots_pending = true;
	assert_int_equal(host_ready_at(h), INT64_MAX);
	robots = queue(h, 0, true);
	assert_ptr_equal(host_peek(h), robots);
	assert_true(host_ready_at(h) < INT64_MAX);
	host_unqueue(h, robots);
	free(robots);
	assert_ptr_equal(high->next, low);
	empty(h);
	hosts_free(&t);
}

/* Wall clock in the catalog, mono inside; a stepped clock harms nobody. */
static void test_load_and_save(void **state)
{
	struct hosts t = {NULL, NULL};
	struct host *h = add(&t, "http://a.test:80", "192.0.43.8");
	struct store_host row = {
		.id = 7, .next_ms = 1000500, .backoff_until_ms = 999000,
		.backoff_steps = 2, .crawl_delay_ms = -1,
		.last_response_ms = 30, .robots_record = "<urn:x>",
	};

	(void)state;
	host_load(h, &row, 2000, 1000000);
	assert_int_equal(h->free_at, 2500);
	assert_int_equal(h->rest_until, 0);
	host_save(h, 2100, 5000000, &row);
	assert_int_equal(row.next_ms, 5000400);
	assert_int_equal(row.backoff_until_ms, 0);
	assert_int_equal(row.id, 7);
	assert_string_equal(row.robots_record, "<urn:x>");
	assert_string_equal(row.address, "192.0.43.8");
	/* the clock was years ahead when that was written */
	row.next_ms = row.backoff_until_ms = INT64_C(4000000000000);
	row.robots_record = "<urn:x>";	/* was lent by h */
	assert_int_equal(host_load(h, &row, 2000, 1000000), 0);
	assert_int_equal(h->free_at, 2000 + HOST_NEXT_MOST);
	assert_int_equal(h->rest_until, 2000 + INT64_C(30) * 86400000);
	h->address->free_at = 0;
	address_load(h->address, INT64_C(4000000000000), 2000, 1000000);
	assert_int_equal(h->address->free_at, 2000 + HOST_NEXT_MOST);
	hosts_free(&t);
}

enum { MANY = 500 };

/* Whoever may start first comes first; among equals, who waited longest. */
static void test_order(void **state)
{
	struct hosts t = {NULL, NULL};
	struct sched s = {.heap = NULL};
	struct host *hosts[MANY];
	int64_t last = -1;
	unsigned seed = 1;

	(void)state;
	for (int i = 0; i < MANY; i++) {
		char key[64], address[32];

		(void)snprintf(key, sizeof(key), "http://h%d.test:80", i);
		(void)snprintf(address, sizeof(address), "192.0.%d.%d",
			       43 + i / 250, i % 250);
		hosts[i] = add(&t, key, address);
		(void)queue(hosts[i], 1, false);
		seed = seed * 1103515245 + 12345;
		hosts[i]->free_at = seed >> 16 & 1023;
		assert_int_equal(sched_touch(&s, hosts[i]), 0);
	}
	/* Some leave, some move. */
	for (int i = 0; i < MANY; i += 3) {
		if (i % 2) {
			hosts[i]->robots_pending = true;
		} else {
			hosts[i]->free_at = i;
		}
		assert_int_equal(sched_touch(&s, hosts[i]), 0);
	}
	assert_null(sched_pick(&s, -1));
	for (struct host *h; (h = sched_pick(&s, 1 << 20));) {
		assert_true(h->free_at >= last);
		assert_false(h->robots_pending);
		last = h->free_at;
	}
	assert_int_equal(sched_next(&s), INT64_MAX);
	for (int i = 0; i < MANY; i++)
		empty(hosts[i]);
	sched_free(&s);
	hosts_free(&t);
}

static void test_turns(void **state)
{
	struct hosts t = {NULL, NULL};
	struct sched s = {.heap = NULL};
	struct host *a = add(&t, "http://a.test:80", "127.0.0.1");
	struct host *b = add(&t, "http://b.test:80", "127.0.0.2");

	(void)state;
	a->rules.delay_ms = b->rules.delay_ms = 0;
	(void)queue(a, 1, false);
	(void)queue(b, 1, false);
	(void)sched_touch(&s, a);
	(void)sched_touch(&s, b);
	for (int i = 0; i < 6; i++) {
		struct host *first = sched_pick(&s, 0);
		struct host *second;

		(void)sched_touch(&s, first);
		second = sched_pick(&s, 0);
		assert_ptr_not_equal(first, second);
		(void)sched_touch(&s, second);
	}
	empty(a);
	empty(b);
	sched_free(&s);
	hosts_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_gaps),
		cmocka_unit_test(test_connections),
		cmocka_unit_test(test_rest),
		cmocka_unit_test(test_families),
		cmocka_unit_test(test_robots_first),
		cmocka_unit_test(test_load_and_save),
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_turns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
