/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The folder as a crash leaves it: a copy of the archive as of one commit, into
 * which the WARC file of the next is put, whole or cut anywhere.
 */
#include "base/err.h"
#include "store/catalog.h"
#include "store/seal.h"
#include "store/store.h"
#include "tests/lib/dir.h"
#include "tests/lib/exchanges.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { STEP = 37 };	/* bytes between two cuts; prime, so that cuts fall
			 * on all kinds of places */

/* The archive after the first commit and the WARC file after the second. */
struct crash {
	char *catalog, *wal, *warc;
	size_t catalog_n, wal_n, warc_n, before;
	char name[256];		/* of the WARC file, with ".open" */
};

static void find_open(const char *dir, char *ret_name, size_t size)
{
	char *folder = dir_path(dir, "warc");
	DIR *d = opendir(folder);
	struct dirent *entry;

	assert_non_null(d);
	ret_name[0] = '\0';
	while ((entry = readdir(d)))
		if (slice_ends(slice_of(entry->d_name), ".open"))
			(void)snprintf(ret_name, size, "%s", entry->d_name);
	(void)closedir(d);
	free(folder);
	assert_true(ret_name[0]);
}

static char *read_in(const char *dir, const char *name, size_t *ret_n)
{
	char *path = dir_path(dir, name);
	char *bytes = dir_read(path, ret_n);

	free(path);
	return bytes;
}

static void write_in(const char *dir, const char *name, const char *bytes,
		     size_t n)
{
	char *path = dir_path(dir, name);

	dir_write(path, bytes, n);
	free(path);
}

static void make_crash(struct crash *c)
{
	struct exchanges *x = exchanges_new(dir_make());
	struct store_recovery found;
	char name[300];
	char *bytes;

	exchanges_open(x, &found);
	exchanges_add(x, "http://a.test/1", "<p>one</p>");
	assert_int_equal(exchanges_commit(x), 0);
	find_open(x->dir, c->name, sizeof(c->name));
	(void)snprintf(name, sizeof(name), "warc/%s", c->name);
	bytes = read_in(x->dir, name, &c->before);
	free(bytes);
	c->catalog = read_in(x->dir, "catalog.sqlite3", &c->catalog_n);
	c->wal = read_in(x->dir, "catalog.sqlite3-wal", &c->wal_n);
	exchanges_clear(x);
	exchanges_add(x, "http://a.test/2", "<p>two</p>");
	exchanges_add(x, "http://a.test/3", "<p>one</p>");
	assert_int_equal(exchanges_commit(x), 0);
	c->warc = read_in(x->dir, name, &c->warc_n);
	dir_remove(exchanges_free(x));
}

static void free_crash(struct crash *c)
{
	free(c->catalog);
	free(c->wal);
	free(c->warc);
}

/* The folder with the first n bytes of the WARC file. */
static struct exchanges *after_crash(const struct crash *c, size_t n)
{
	struct exchanges *x = exchanges_new(dir_make());
	struct store_recovery found;
	char name[300], *path = dir_path(x->dir, CATALOG_NAME);

	/* makes the folders; its own archive is written over, and a run that
	 * dies has broken the seal */
	exchanges_open(x, &found);
	exchanges_close(x);
	assert_int_equal(seal_break(path), 0);
	free(path);
	x->made = 100;		/* other records than those of the dead run */
	write_in(x->dir, "catalog.sqlite3", c->catalog, c->catalog_n);
	write_in(x->dir, "catalog.sqlite3-wal", c->wal, c->wal_n);
	(void)snprintf(name, sizeof(name), "warc/%s", c->name);
	write_in(x->dir, name, c->warc, n);
	return x;
}

static void check_torn(const struct exchanges *x, const struct crash *c,
		       size_t whole, size_t n)
{
	char name[300], *bytes;
	size_t got;

	(void)snprintf(name, sizeof(name), "warc/%.*s.torn",
		       (int)(strlen(c->name) - strlen(".open")), c->name);
	bytes = read_in(x->dir, name, &got);
	if (got != n - whole || memcmp(bytes, c->warc + whole, got) != 0)
		fail_msg("cut at %zu: %zu bytes in %s, wanted %zu", n, got,
			 name, n - whole);
	free(bytes);
}

static void test_whole(void **state)
{
	struct exchanges *x;
	struct store_recovery found;
	struct crash c;

	(void)state;
	make_crash(&c);
	x = after_crash(&c, c.warc_n);
	exchanges_verify(x);	/* what no row names is not looked at */
	exchanges_open(x, &found);
	assert_int_equal(found.adopted, 2);
	assert_int_equal(found.torn, 0);
	assert_int_equal(found.closed, 1);
	/* what was adopted is known: its bytes are not stored again */
	exchanges_add(x, "http://a.test/9", "<p>two</p>");
	assert_int_equal(exchanges_commit(x), 0);
	assert_true(x->items[0].ret_revisit);
	exchanges_close(x);
	exchanges_verify(x);
	dir_remove(exchanges_free(x));
	free_crash(&c);
}

static void test_cut_anywhere(void **state)
{
	struct crash c;

	(void)state;
	make_crash(&c);
	for (size_t n = c.before; n < c.warc_n; n += STEP) {
		struct exchanges *x = after_crash(&c, n);
		struct store_recovery found;

		exchanges_open(x, &found);
		if (found.torn != (n > c.before) && found.adopted == 0)
			fail_msg("cut at %zu: %u torn", n, found.torn);
		if (found.adopted == 0 && found.torn)
			check_torn(x, &c, c.before, n);
		assert_in_range(found.adopted, 0, 1);
		exchanges_close(x);
		exchanges_verify(x);
		dir_remove(exchanges_free(x));
	}
	free_crash(&c);
}

/* Only a part of the warcinfo came to the disk. */
static void test_no_warcinfo(void **state)
{
	static const char bytes[] = "\x1f\x8b\x08\x04";
	struct exchanges *x = exchanges_new(dir_make());
	struct store_recovery found;

	(void)state;
	exchanges_open(x, &found);
	exchanges_close(x);
	write_in(x->dir, "warc/nianbao-20261122053938-00001-h.warc.gz.open",
		 bytes, sizeof(bytes) - 1);
	exchanges_open(x, &found);
	assert_int_equal(found.torn, 1);
	exchanges_close(x);
	exchanges_verify(x);
	/* an empty one leaves nothing behind */
	write_in(x->dir, "warc/nianbao-20261122053939-00001-h.warc.gz.open",
		 bytes, 0);
	exchanges_open(x, &found);
	assert_int_equal(found.torn, 0);
	exchanges_close(x);
	exchanges_verify(x);
	dir_remove(exchanges_free(x));
}

static void test_shorter_than_vouched(void **state)
{
	struct store_recovery found;
	struct store *s = NULL;
	struct exchanges *x;
	struct crash c;

	(void)state;
	make_crash(&c);
	x = after_crash(&c, c.before - 1);
	assert_int_equal(store_open(x->dir, &x->options, &s, &found),
			 ERR_DAMAGED);
	assert_non_null(strstr(store_open_problem(), c.name));
	dir_remove(exchanges_free(x));
	free_crash(&c);
}

/* Renamed, but the process ended before the row said so. */
static void test_renamed(void **state)
{
	struct exchanges *x;
	struct store_recovery found;
	struct crash c;
	char from[300], to[300];
	char *a, *b;

	(void)state;
	make_crash(&c);
	x = after_crash(&c, c.before);
	(void)snprintf(from, sizeof(from), "warc/%s", c.name);
	(void)snprintf(to, sizeof(to), "warc/%.*s",
		       (int)(strlen(c.name) - strlen(".open")), c.name);
	a = dir_path(x->dir, from);
	b = dir_path(x->dir, to);
	assert_int_equal(rename(a, b), 0);
	exchanges_open(x, &found);
	assert_int_equal(found.adopted + found.torn, 0);
	exchanges_close(x);
	exchanges_verify(x);
	dir_remove(exchanges_free(x));
	free(a);
	free(b);
	free_crash(&c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_cut_anywhere),
		cmocka_unit_test(test_no_warcinfo),
		cmocka_unit_test(test_shorter_than_vouched),
		cmocka_unit_test(test_renamed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
