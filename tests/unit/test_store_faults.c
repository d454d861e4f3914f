/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A write, sync, truncate or rename fails, of WARC file or catalog, whichever
 * is the k-th, once or from then on, for k = 1, 2, … until nothing fails any
 * more.  Whatever happened: what a commit that returned 0 stored is there, and
 * after the next start verify is clean and the same can be stored.
 */
#include "base/err.h"
#include "store/store.h"
#include "tests/lib/dir.h"
#include "tests/lib/exchanges.h"
#include "tests/lib/vfs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <sqlite3.h>

static int64_t captures_of(const char *dir, const char *url)
{
	char *path = dir_path(dir, "catalog.sqlite3");
	sqlite3_stmt *row;
	sqlite3 *db;
	int64_t n;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, "SELECT count(*) FROM capture "
		"JOIN url ON url.id = url_id WHERE url = ?1", -1, &row, NULL),
		SQLITE_OK);
	assert_int_equal(sqlite3_bind_text(row, 1, url, -1, SQLITE_STATIC),
			 SQLITE_OK);
	assert_int_equal(sqlite3_step(row), SQLITE_ROW);
	n = sqlite3_column_int64(row, 0);
	assert_int_equal(sqlite3_finalize(row), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	free(path);
	return n;
}

/* One group of three, of which two are the same bytes. */
static int store_three(struct exchanges *x)
{
	exchanges_clear(x);
	exchanges_add(x, "http://a.test/1", "<p>one</p>");
	exchanges_add(x, "http://a.test/2", "<p>two</p>");
	exchanges_add(x, "http://a.test/3", "<p>one</p>");
	return exchanges_commit(x);
}

/* Everything there is to fail: open, run, two commits, close. */
static void life(struct exchanges *x, bool *ret_first, bool *ret_second)
{
	struct store_site site = {.name = "a.test", .scope = "site"};
	struct store_recovery found;

	*ret_first = *ret_second = false;
	if (store_open(x->dir, &x->options, &x->store, &found)) {
		x->store = NULL;
		return;
	}
	if (store_run_begin(x->store, "crawl", 1, &x->run) == 0 &&
	    store_site_put(x->store, &site) == 0) {
		x->site = site.id;
		*ret_first = store_three(x) == 0;
		exchanges_clear(x);
		exchanges_add(x, "http://a.test/4", "<p>four</p>");
		*ret_second = exchanges_commit(x) == 0;
	}
	exchanges_clear(x);
	(void)store_close(x->store);	/* what was stored is */
	x->store = NULL;
}

static bool once(int k, enum vfs_fault fault, bool lasting, bool fresh)
{
	struct exchanges *x = exchanges_new(dir_make());
	struct store_recovery found;
	bool first, second, hit;

	if (!fresh) {
		exchanges_open(x, &found);
		exchanges_close(x);
	}
	x->options.warc_max = 600;	/* a new file for the second group */
	vfs_arm(k, fault, lasting);
	life(x, &first, &second);
	hit = vfs_disarm();
	x->made = 1000;
	exchanges_open(x, &found);
	if (first && captures_of(x->dir, "http://a.test/3") < 1)
		fail_msg("fault %d at %d: the first group is gone", fault, k);
	if (second && captures_of(x->dir, "http://a.test/4") < 1)
		fail_msg("fault %d at %d: the second group is gone", fault, k);
	assert_int_equal(store_three(x), 0);
	exchanges_close(x);
	exchanges_verify(x);
	dir_remove(exchanges_free(x));
	return hit;
}

/* fresh: the archive is made, too, which has many writes of its own. */
static void sweep(enum vfs_fault fault, bool lasting, bool fresh)
{
	int k = 1;

	while (once(k, fault, lasting, fresh))
		k++;
	assert_true(k > 20);
	print_message("fault %d, %s: %d places\n", fault,
		      lasting ? "lasting" : "once", k - 1);
}

static void test_full(void **state)
{
	(void)state;
	sweep(VFS_FULL, false, true);
	sweep(VFS_FULL, true, false);
}

static void test_eio(void **state)
{
	(void)state;
	sweep(VFS_EIO, false, false);
	sweep(VFS_EIO, true, false);
}

static int install(void **state)
{
	(void)state;
	dir_in_memory();
	vfs_install();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_full),
		cmocka_unit_test(test_eio),
	};

	return cmocka_run_group_tests(tests, install, NULL);
}
