/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every allocation of a life of the store fails once: ours, and in a sweep of
 * their own those of SQLite.  Some of SQLite's are got over: then nothing may
 * be missing.  What fails says ERR_NOMEM; what was called committed is there,
 * all of it; afterwards the archive is whole, and the same can be stored.
 */
#include "base/err.h"
#include "store/store.h"
#include "tests/lib/dir.h"
#include "tests/lib/exchanges.h"
#include "tests/lib/fault.h"

#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <libdeflate.h>
#include <sqlite3.h>

enum {
	SQLITE_STEP = 127,	/* it allocates ten thousand times; prime */
	FOUND = 40,		/* more than a table of uthash starts with */
};

void *__real_malloc(size_t n);
void *__real_realloc(void *p, size_t n);

/* --- SQLite's allocations --------------------------------------------- */

static bool sqlite_fails;

static void *lite_malloc(int n)
{
	return sqlite_fails ? malloc((size_t)n) : __real_malloc((size_t)n);
}

static void *lite_realloc(void *p, int n)
{
	return sqlite_fails ? realloc(p, (size_t)n) :
			      __real_realloc(p, (size_t)n);
}

static void lite_free(void *p)
{
	free(p);
}

static int lite_size(void *p)
{
	return (int)malloc_usable_size(p);
}

static int lite_roundup(int n)
{
	return (n + 7) & ~7;
}

static int lite_init(void *data)
{
	(void)data;
	return SQLITE_OK;
}

static void lite_shutdown(void *data)
{
	(void)data;
}

static void *deflate_malloc(size_t n)
{
	return malloc(n);
}

static int group_set_up(void **state)
{
	static const sqlite3_mem_methods methods = {
		.xMalloc = lite_malloc, .xFree = lite_free,
		.xRealloc = lite_realloc, .xSize = lite_size,
		.xRoundup = lite_roundup, .xInit = lite_init,
		.xShutdown = lite_shutdown,
	};
	uint8_t sha256[SHA256_BYTES];

	(void)state;
	dir_in_memory();
	assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &methods),
			 SQLITE_OK);
	assert_int_equal(sqlite3_initialize(), SQLITE_OK);
	libdeflate_set_memory_allocator(deflate_malloc, free);
	/* what OpenSSL makes once, on first use, is no part of the sweep */
	return digest_sha256(slice_of("x"), sha256);
}

/* --- one life --------------------------------------------------------- */

/* What a life has brought into the archive. */
struct life {
	struct exchanges *x;
	struct store_host host;
	struct store_url found[FOUND];
	char urls[FOUND][32];
	bool committed;
	int err;		/* the first */
};

static const struct store_link links[] = {
	{.url = "http://a.test/l1", .text = "\"one\"", .kind = "a"},
	{.url = "http://a.test/l2", .kind = "a", .position = 1},
};
static const struct report report = {
	.organ = SLICE_LIT("Qinghe"), .organ_kind = "government",
	.year = 2023, .generation = GENERATION_2021,
	.title = SLICE_LIT("title"),
};

/* Made before anything fails: ids of a new archive are 1. */
static void prepare(struct life *l)
{
	struct exchanges *x = l->x;

	x->run = x->site = 1;
	for (int i = 0; i < FOUND; i++) {
		(void)snprintf(l->urls[i], sizeof(l->urls[i]),
			       "http://h%d.test/", i);
		l->found[i] = (struct store_url){
			.url = l->urls[i], .host_key = l->urls[i],
			.hops = "L", .via_position = i, .site = 1,
			.priority = 500,
		};
	}
	exchanges_add(x, "http://a.test/1", "<p>one</p>");
	exchanges_add(x, "http://a.test/2", "<p>one</p>");
	x->items[0].links = links;
	x->items[0].link_count = 2;
	x->items[0].reports = &report;
	x->items[0].report_count = 1;
	x->items[0].found = l->found;
	x->items[0].found_count = FOUND;
	x->items[0].address = "127.0.0.1";
	x->items[0].address_next_ms = 5;
}

static bool ok(struct life *l, int err)
{
	if (!l->err)
		l->err = err;
	return l->err == 0;
}

static bool lease_some(struct life *l)
{
	struct store *s = l->x->store;
	struct store_lease leases[4];
	const struct store_due *due;
	size_t n = 0;

	if (!ok(l, store_due_hosts(s, &l->x->site, 1, l->x->arena, &due,
				   &n)))
		return false;
	assert_true(n > 0);
	if (!ok(l, store_lease(s, l->x->run, due[0].host_id, &l->x->site, 1,
			       10, 4, l->x->arena, leases, &n)))
		return false;
	assert_int_equal(n, 1);
	return ok(l, store_lease_release(s, l->x->site, leases[0].url_id, 0));
}

static void live(struct life *l)
{
	struct exchanges *x = l->x;
	struct store_site site = {.name = "a.test", .scope = "site"};
	struct store_recovery recovery;
	bool flag;

	if (!ok(l, store_open(x->dir, &x->options, &x->store, &recovery))) {
		x->store = NULL;
		return;
	}
	if (ok(l, store_run_begin(x->store, "crawl", 1, &x->run)) &&
	    ok(l, store_site_put(x->store, &site)) &&
	    ok(l, store_pass_begin(x->store, site.id, 1, &flag)) &&
	    ok(l, store_frontier_add(x->store, &l->found[0], 1, &flag)) &&
	    ok(l, store_host_get(x->store, "http://a.test:80", x->arena,
				 &l->host)) &&
	    ok(l, store_host_put(x->store, &l->host)) && lease_some(l)) {
		x->items[0].host = &l->host;
		l->committed = ok(l, store_commit(x->store, x->items, x->count,
						  2));
	}
	if (l->committed && lease_some(l))
		(void)ok(l, store_run_end(x->store, x->run, 3, "done"));
	(void)ok(l, store_close(x->store));
	x->store = NULL;
}

static int64_t ask(const char *dir, const char *sql)
{
	char *path = dir_path(dir, "catalog.sqlite3");
	sqlite3_stmt *row;
	sqlite3 *db;
	int64_t n;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &row, NULL),
			 SQLITE_OK);
	assert_int_equal(sqlite3_step(row), SQLITE_ROW);
	n = sqlite3_column_int64(row, 0);
	assert_int_equal(sqlite3_finalize(row), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	free(path);
	return n;
}

/* Nothing of a group is left out, whatever failed on the way. */
static void check_rows(const char *dir, int k)
{
	static const struct {
		const char *sql;
		int64_t wanted;
	} rows[] = {
		{"SELECT count(*) FROM capture", 2},
		{"SELECT count(*) FROM content", 1},
		{"SELECT count(*) FROM link", 2},
		{"SELECT count(*) FROM report_url", 1},
		{"SELECT count(*) FROM frontier", FOUND},
		{"SELECT count(*) FROM url WHERE host_id IS NULL", 0},
		{"SELECT next_ms FROM address", 5},
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t got = ask(dir, rows[i].sql);

		if (got != rows[i].wanted)
			fail_msg("allocation %d: %s: got %d, wanted %d", k,
				 rows[i].sql, (int)got, (int)rows[i].wanted);
	}
}

/* Afterwards, with memory. */
static void check_archive(struct life *l, int k)
{
	struct exchanges *x = l->x;
	struct store_recovery recovery;

	exchanges_clear(x);
	arena_free(x->arena);	/* its failure sticks */
	x->arena = arena_new(64 << 20);
	assert_non_null(x->arena);
	x->made = 100;		/* other records than those of the life */
	exchanges_open(x, &recovery);
	if (l->committed)
		check_rows(x->dir, k);
	exchanges_add(x, "http://a.test/1", "<p>one</p>");
	assert_int_equal(exchanges_commit(x), 0);
	assert_int_equal(x->items[0].ret_revisit, l->committed);
	exchanges_close(x);
	exchanges_verify(x);
}

/* True while the k-th allocation was reached. */
static bool once(int k)
{
	struct life l = {.x = exchanges_new(dir_make())};
	bool hit;

	prepare(&l);
	fault_arm(k);
	live(&l);
	hit = fault_disarm();
	if (l.err && l.err != ERR_NOMEM)
		fail_msg("allocation %d: got %s", k, err_name(l.err));
	if (!hit)
		assert_int_equal(l.err, 0);
	check_archive(&l, k);
	dir_remove(exchanges_free(l.x));
	return hit;
}

static void test_ours(void **state)
{
	int k = 1;

	(void)state;
	sqlite_fails = false;
	while (once(k))
		k++;
	assert_true(k > 50);
	print_message("%d allocations of ours\n", k - 1);
}

static void test_sqlite(void **state)
{
	int k = 1;

	(void)state;
	sqlite_fails = true;
	while (once(k))
		k += SQLITE_STEP;
	assert_true(k > 500);
	print_message("about %d allocations with SQLite's\n", k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ours),
		cmocka_unit_test(test_sqlite),
	};

	return cmocka_run_group_tests(tests, group_set_up, NULL);
}
