/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The process ends between the bytes and the transaction that names them: it
 * is a child that leaves in the middle of a sync.  Then the bytes are damaged,
 * or cannot be made durable, or were stored a second time.
 */
#include "base/err.h"
#include "store/store.h"
#include "tests/lib/dir.h"
#include "tests/lib/exchanges.h"

#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

/* Where the second group's exchanges are, relative to the file. */
struct places {
	uint64_t vouched;	/* what rows speak for */
	struct warc_place main[2], metadata[2];
};

static struct warc_io real;
static int report_to = -1;	/* pipe of the dying child */
static struct places dying;

static int sync_and_die(int fd)
{
	(void)fd;
	if (write(report_to, &dying, sizeof(dying)) != sizeof(dying))
		_exit(1);
	_exit(0);
}

static void add_two(struct exchanges *x)
{
	exchanges_add(x, "http://a.test/2", "<p>two</p>");
	exchanges_add(x, "http://a.test/3", "<p>three</p>");
}

static void live_and_die(struct exchanges *x)
{
	struct store_recovery found;

	exchanges_open(x, &found);
	exchanges_add(x, "http://a.test/1", "<p>one</p>");
	if (exchanges_commit(x))
		_exit(1);
	dying.vouched = x->captures[0].metadata.offset +
			x->captures[0].metadata.length;
	exchanges_clear(x);
	add_two(x);
	for (int i = 0; i < 2; i++) {
		uint64_t at = dying.vouched + (i ? x->bundles[0].size : 0);

		dying.main[i] = x->bundles[i].main;
		dying.metadata[i] = x->bundles[i].metadata;
		dying.main[i].offset += at;
		dying.metadata[i].offset += at;
	}
	warc_io.sync = sync_and_die;
	(void)exchanges_commit(x);
	_exit(1);
}

/* An archive in which one group is stored and two exchanges are not. */
static struct places make_dead(struct exchanges *x)
{
	struct places places;
	int ends[2], status;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	report_to = ends[1];
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		live_and_die(x);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_int_equal(read(ends[0], &places, sizeof(places)),
			 sizeof(places));
	(void)close(ends[0]);
	(void)close(ends[1]);
	return places;
}

/* The one file whose name ends so; owned. */
static char *find_file(const struct exchanges *x, const char *suffix)
{
	char *folder = dir_path(x->dir, "warc");
	DIR *d = opendir(folder);
	struct dirent *entry;
	char *path = NULL;

	assert_non_null(d);
	while ((entry = readdir(d)))
		if (slice_ends(slice_of(entry->d_name), suffix)) {
			assert_null(path);
			path = dir_path(folder, entry->d_name);
		}
	(void)closedir(d);
	free(folder);
	return path;
}

static int64_t count(const struct exchanges *x, const char *sql)
{
	char *path = dir_path(x->dir, "catalog.sqlite3");
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

static void flip(const char *path, uint64_t at)
{
	size_t n;
	char *bytes = dir_read(path, &n);

	assert_true(at < n);
	bytes[at] = (char)~bytes[at];
	dir_write(path, bytes, n);
	free(bytes);
}

/* --- damage ----------------------------------------------------------- */

static struct warc_place head_of(const struct places *p, int what)
{
	return what < 2 ? p->main[what] : p->metadata[what - 2];
}

static void check_aside(const struct exchanges *x, const char *wanted,
			size_t wanted_n, int what)
{
	char *torn = find_file(x, ".torn");
	char *bytes;
	size_t n;

	assert_non_null(torn);
	bytes = dir_read(torn, &n);
	if (n != wanted_n || memcmp(bytes, wanted, n) != 0)
		fail_msg("record %d: %zu bytes aside, wanted %zu", what, n,
			 wanted_n);
	free(bytes);
	free(torn);
}

/* Nothing behind a damaged record stays in the file, be it whole. */
static void test_hole(void **state)
{
	static const struct {
		int what;	/* the damaged one: main 0, 1, metadata 2, 3 */
		unsigned adopted;
	} cases[] = {{0, 0}, {2, 0}, {1, 1}, {3, 1}};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct exchanges *x = exchanges_new(dir_make());
		struct places p = make_dead(x);
		struct warc_place place = head_of(&p, cases[i].what);
		uint64_t whole = cases[i].adopted ? p.main[1].offset :
				 p.vouched;
		char *path = find_file(x, ".open");
		struct store_recovery found;
		char *bytes;
		size_t n;

		assert_non_null(path);
		flip(path, place.offset + place.length / 2);
		bytes = dir_read(path, &n);
		exchanges_open(x, &found);
		if (found.adopted != cases[i].adopted || found.torn != 1)
			fail_msg("record %d damaged: %u adopted, wanted %u; "
				 "%u torn, wanted 1", cases[i].what,
				 found.adopted, cases[i].adopted, found.torn);
		check_aside(x, bytes + whole, n - whole, cases[i].what);
		exchanges_close(x);
		exchanges_verify(x);
		dir_remove(exchanges_free(x));
		free(bytes);
		free(path);
	}
}

/* --- not durable ------------------------------------------------------ */

static int sync_fails(int fd)
{
	(void)fd;
	errno = EIO;
	return -1;
}

/* No row names bytes that could not be synced. */
static void test_sync_first(void **state)
{
	struct exchanges *x = exchanges_new(dir_make());
	struct store_recovery found;
	struct store *s;

	(void)state;
	(void)make_dead(x);
	warc_io.sync = sync_fails;
	assert_int_equal(store_open(x->dir, &x->options, &s, &found), ERR_IO);
	warc_io = real;
	assert_int_equal(count(x, "SELECT count(*) FROM capture"), 1);
	exchanges_open(x, &found);
	assert_int_equal(found.adopted, 2);
	assert_int_equal(found.torn, 0);
	exchanges_close(x);
	assert_int_equal(count(x, "SELECT count(*) FROM capture"), 3);
	exchanges_verify(x);
	dir_remove(exchanges_free(x));
}

/* --- stored twice ----------------------------------------------------- */

static int writes;	/* until the disk is full */

static ssize_t write_full(int fd, const void *bytes, size_t n)
{
	if (writes > 0 && writes-- > 0)
		return real.write(fd, bytes, n);
	errno = ENOSPC;
	return -1;
}

static int truncate_fails(int fd, off_t length)
{
	(void)fd;
	(void)length;
	errno = EIO;
	return -1;
}

/* The disk fills up amid a group, and what is there cannot be cut off; when
 * there is room again the group goes to another file. */
static void test_stored_elsewhere(void **state)
{
	struct exchanges *x = exchanges_new(dir_make());
	struct store_recovery found;

	(void)state;
	exchanges_open(x, &found);
	exchanges_add(x, "http://a.test/1", "<p>one</p>");
	assert_int_equal(exchanges_commit(x), 0);
	exchanges_clear(x);
	add_two(x);
	exchanges_add(x, "http://a.test/4", "<p>two</p>");
	writes = 2;
	warc_io.write = write_full;
	warc_io.truncate = truncate_fails;
	assert_int_equal(exchanges_commit(x), ERR_NOSPACE);
	warc_io = real;
	assert_int_equal(exchanges_commit(x), 0);
	assert_true(x->items[2].ret_revisit);
	exchanges_close(x);
	exchanges_open(x, &found);
	assert_int_equal(found.adopted, 0);
	assert_int_equal(found.torn, 1);
	exchanges_close(x);
	assert_int_equal(count(x, "SELECT count(*) FROM capture"), 4);
	exchanges_verify(x);
	dir_remove(exchanges_free(x));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hole),
		cmocka_unit_test(test_sync_first),
		cmocka_unit_test(test_stored_elsewhere),
	};

	real = warc_io;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
