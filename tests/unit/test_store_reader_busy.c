/* SPDX-License-Identifier: Apache-2.0 */
/* Readers while a writer commits. */
#include "base/err.h"
#include "store/catalog.h"
#include "store/store.h"
#include "tests/lib/dir.h"
#include "tests/lib/exchanges.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MAX = 8 << 20, GROUPS = 60, READERS = 2 };

static int set_up(void **state)
{
	*state = exchanges_new(dir_make());
	return 0;
}

static int tear_down(void **state)
{
	dir_remove(exchanges_free(*state));
	return 0;
}

static void commit_one(struct exchanges *x, const char *url,
		       const char *body)
{
	exchanges_add(x, arena_strndup(x->arena, url, strlen(url)), body);
	assert_int_equal(exchanges_commit(x), 0);
	exchanges_clear(x);
}

/* --- one thread: a commit in the middle of a walk --------------------- */

struct walk {
	struct exchanges *x;
	struct store_reader *reader;
	int seen;
};

static int on_capture(void *ctx, const struct capture *c)
{
	struct walk *w = ctx;
	struct arena *a = arena_new(MAX);
	struct buf out = BUF_INIT(MAX);
	char url[64];

	w->seen++;
	(void)snprintf(url, sizeof(url), "http://a.test/new/%d", w->seen);
	commit_one(w->x, url, url);
	assert_int_equal(store_payload(w->reader, c->id, a, &out, NULL), 0);
	buf_free(&out);
	arena_free(a);
	return 0;
}

/* The walk is of the moment it began. */
static void a_walk_is_of_one_moment(void **state)
{
	struct exchanges *x = *state;
	struct walk w = {.x = x};
	struct store_recovery found;
	struct store_totals totals;

	exchanges_open(x, &found);
	assert_int_equal(store_reader_open(x->dir, &w.reader), 0);
	commit_one(x, "http://a.test/1", "one");
	commit_one(x, "http://a.test/2", "two");
	assert_int_equal(store_each_capture(w.reader, NULL, on_capture, &w),
			 0);
	assert_int_equal(w.seen, 2);
	assert_int_equal(store_totals(w.reader, &totals), 0);
	assert_int_equal(totals.captures, 4);
	store_reader_close(w.reader);
	exchanges_close(x);
}

/* --- opening while somebody opens or closes --------------------------- */

static sqlite3 *holder;
static int slept;

/* Where SQLite would wait for a lock: it is given back. */
static int give_back(sqlite3_vfs *vfs, int microseconds)
{
	(void)vfs;
	slept++;
	assert_int_equal(sqlite3_close(holder), SQLITE_OK);
	holder = NULL;
	return microseconds;
}

/* The first connection to come recovers the log, the last to go removes it:
 * both hold the whole file for a moment. */
static void opening_waits_for_a_lock(void **state)
{
	struct exchanges *x = *state;
	sqlite3_vfs *usual = sqlite3_vfs_find(NULL), mine = *usual;
	struct store_recovery found;
	struct store_reader *reader;
	char *path = dir_path(x->dir, CATALOG_NAME);

	exchanges_open(x, &found);
	commit_one(x, "http://a.test/1", "one");
	exchanges_close(x);
	assert_int_equal(sqlite3_open(path, &holder), SQLITE_OK);
	assert_int_equal(sqlite3_exec(holder, "PRAGMA locking_mode = EXCLUSIVE;"
				      "BEGIN IMMEDIATE", NULL, NULL, NULL),
			 SQLITE_OK);
	mine.zName = "gives-back";
	mine.xSleep = give_back;
	assert_int_equal(sqlite3_vfs_register(&mine, 1), SQLITE_OK);
	assert_int_equal(store_reader_open(x->dir, &reader), 0);
	assert_int_equal(slept, 1);
	store_reader_close(reader);
	assert_int_equal(sqlite3_vfs_unregister(&mine), SQLITE_OK);
	assert_int_equal(sqlite3_vfs_register(usual, 1), SQLITE_OK);
	free(path);
}

/* --- threads ---------------------------------------------------------- */

static const char *busy_dir;
static atomic_bool writer_is_done;

/* What went wrong, for the thread that may fail the test. */
struct reading_thread {
	pthread_t thread;
	char problem[512];
	uint64_t asked;
};

static int check_capture(void *ctx, const struct capture *c)
{
	int64_t *last = ctx;

	*last = c->id;
	return 0;
}

/* The newest capture can be read, whole. */
static int ask_once(struct store_reader *reader, struct arena *a)
{
	struct buf out = BUF_INIT(MAX);
	struct capture c;
	int64_t last = 0;
	int err = store_each_capture(reader, NULL, check_capture, &last);

	if (!err && last)
		err = store_payload(reader, last, a, &out, &c);
	if (!err && last && !slice_eqs(buf_slice(&out), c.url) && c.id != 1)
		err = ERR_DAMAGED;
	buf_free(&out);
	return err;
}

static void *ask(void *arg)
{
	struct reading_thread *t = arg;
	struct store_reader *reader = NULL;
	int err = store_reader_open(busy_dir, &reader);
	bool last = false;

	while (!err && !last) {
		struct arena *a = arena_new(MAX);

		last = atomic_load(&writer_is_done);
		err = a ? ask_once(reader, a) : ERR_NOMEM;
		t->asked++;
		arena_free(a);
	}
	if (err)
		(void)snprintf(t->problem, sizeof(t->problem), "%s: %.400s",
			       err_name(err), reader ?
			       store_reader_problem(reader) :
			       store_open_problem());
	store_reader_close(reader);
	return NULL;
}

/* WARC files are begun, closed and renamed all the while. */
static void threads(void **state)
{
	struct exchanges *x = *state;
	struct reading_thread readers[READERS] = {{.asked = 0}};
	struct store_recovery found;
	char url[64];

	x->options.warc_max = 4000;
	exchanges_open(x, &found);
	commit_one(x, "http://a.test/first", "first");
	busy_dir = x->dir;
	atomic_store(&writer_is_done, false);
	for (int i = 0; i < READERS; i++)
		assert_int_equal(pthread_create(&readers[i].thread, NULL, ask,
						&readers[i]), 0);
	for (int i = 0; i < GROUPS; i++) {
		(void)snprintf(url, sizeof(url), "http://a.test/%d", i);
		commit_one(x, url, arena_strndup(x->arena, url, strlen(url)));
	}
	exchanges_close(x);
	atomic_store(&writer_is_done, true);
	for (int i = 0; i < READERS; i++) {
		assert_int_equal(pthread_join(readers[i].thread, NULL), 0);
		assert_string_equal(readers[i].problem, "");
		assert_true(readers[i].asked > 0);
	}
	exchanges_verify(x);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_walk_is_of_one_moment,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(opening_waits_for_a_lock,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(threads, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
