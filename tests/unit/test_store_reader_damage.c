/* SPDX-License-Identifier: Apache-2.0 */
/* Readers of archives that are damaged, missing, read-only or in use. */
#include "base/err.h"
#include "store/store.h"
#include "tests/lib/archive.h"
#include "tests/lib/dir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { MAX = 8 << 20, PAGES = 3, NOBODY = 65534 };

#define HEAD "HTTP/1.1 200 OK\r\n\r\n"

static struct archive archive;
static struct capture pages[PAGES];
static struct capture copy;	/* a revisit of the second */

static int make(void **state)
{
	static const char *const urls[] = {"http://a/0", "http://a/1",
					   "http://a/2"};

	(void)state;
	archive_make(&archive);
	for (int i = 0; i < PAGES; i++) {
		pages[i] = (struct capture){.url = urls[i], .status = 200};
		(void)archive_add(&archive, &pages[i], HEAD,
				  slice_of(urls[i]));
	}
	copy = (struct capture){
		.url = "http://a/copy", .kind = CAPTURE_REVISIT, .status = 200,
		.refers_to = {pages[1].record_id, urls[1],
			      pages[1].started_ms},
	};
	(void)archive_add(&archive, &copy, HEAD, slice_of(urls[1]));
	return 0;
}

static int drop(void **state)
{
	(void)state;
	archive_drop(&archive);
	return 0;
}

static char *warc_path(const char *suffix)
{
	char name[256];

	(void)snprintf(name, sizeof(name), "warc/%s%s",
		       pages[0].warc_file, suffix);
	return dir_path(archive.dir, name);
}

/* The error of a payload, and the problem. */
static int payload_of(int64_t capture, char problem[256])
{
	struct arena *a = arena_new(MAX);
	struct buf out = BUF_INIT(MAX);
	struct store_reader *reader;
	int err = store_reader_open(archive.dir, &reader);

	assert_int_equal(err, 0);
	err = store_payload(reader, capture, a, &out, NULL);
	(void)snprintf(problem, 256, "%s", store_reader_problem(reader));
	assert_int_equal(err ? 0 : 10, out.len);
	store_reader_close(reader);
	buf_free(&out);
	arena_free(a);
	return err;
}

/* A byte in the middle of the archive is turned over: the record it is in is
 * named, and the others are none the worse. */
static void a_damaged_member(void **state)
{
	char *path = warc_path(".open");
	char problem[256], place[64];
	size_t n;
	char *bytes = dir_read(path, &n);
	size_t at = pages[1].main.offset + pages[1].main.length / 2;

	(void)state;
	(void)snprintf(place, sizeof(place), "%s at %llu: ",
		       pages[0].warc_file,
		       (unsigned long long)pages[1].main.offset);
	bytes[at] ^= 0x55;
	dir_write(path, bytes, n);
	assert_int_equal(payload_of(pages[0].id, problem), 0);
	assert_int_equal(payload_of(pages[1].id, problem), ERR_DAMAGED);
	assert_non_null(strstr(problem, place));
	assert_int_equal(payload_of(copy.id, problem), ERR_DAMAGED);
	assert_non_null(strstr(problem, place));
	assert_int_equal(payload_of(pages[2].id, problem), 0);
	bytes[at] ^= 0x55;
	dir_write(path, bytes, n);
	assert_int_equal(payload_of(pages[1].id, problem), 0);
	free(bytes);
	free(path);
}

/* Rows that lie about their records. */
static void wrong_rows(void **state)
{
	static const struct {
		const char *sql, *undo;
	} cases[] = {
		{"UPDATE capture SET main_offset = main_offset + 1 WHERE "
		 "id = 2",
		 "UPDATE capture SET main_offset = main_offset - 1 WHERE "
		 "id = 2"},
		{"UPDATE capture SET main_offset = -1 - main_offset WHERE "
		 "id = 2",
		 "UPDATE capture SET main_offset = -1 - main_offset WHERE "
		 "id = 2"},
		{"UPDATE capture SET main_length = main_length + 1 WHERE "
		 "id = 2",
		 "UPDATE capture SET main_length = main_length - 1 WHERE "
		 "id = 2"},
		{"UPDATE capture SET payload_length = 9 WHERE id = 2",
		 "UPDATE capture SET payload_length = 10 WHERE id = 2"},
		{"UPDATE capture SET record_id = '-' || record_id WHERE "
		 "id = 2",
		 "UPDATE capture SET record_id = substr(record_id, 2) WHERE "
		 "id = 2"},
		{"UPDATE capture SET sha256 = (SELECT sha256 FROM capture "
		 "WHERE id = 1) WHERE id = 2",
		 "UPDATE capture SET sha256 = (SELECT sha256 FROM content "
		 "WHERE capture_id = 2) WHERE id = 2"},
		{"UPDATE capture SET kind = 77 WHERE id = 2",
		 "UPDATE capture SET kind = 0 WHERE id = 2"},
		{"UPDATE content SET capture_id = 4 WHERE capture_id = 2",
		 "UPDATE content SET capture_id = 2 WHERE capture_id = 4"},
	};
	char problem[256];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int err;

		catalog_exec(archive.catalog, cases[i].sql);
		err = payload_of(copy.id, problem);
		if (err != ERR_DAMAGED || !problem[0])
			fail_msg("%s: got %s, \"%s\"", cases[i].sql,
				 err_name(err), problem);
		catalog_exec(archive.catalog, cases[i].undo);
		assert_int_equal(catalog_err(archive.catalog), 0);
		assert_int_equal(payload_of(copy.id, problem), 0);
	}
}

static void a_missing_file(void **state)
{
	char *path = warc_path(".open"), *aside = warc_path(".aside");
	char problem[256];

	(void)state;
	assert_int_equal(rename(path, aside), 0);
	assert_int_equal(payload_of(copy.id, problem), ERR_DAMAGED);
	assert_non_null(strstr(problem, "is not there"));
	assert_int_equal(rename(aside, path), 0);
	free(path);
	free(aside);
}

static void no_archive(void **state)
{
	struct store_reader *reader = NULL;
	char *dir = dir_make();
	char *path = dir_path(dir, "catalog.sqlite3");

	(void)state;
	assert_int_equal(store_reader_open("/nonexistent", &reader),
			 ERR_NOTFOUND);
	assert_int_equal(store_reader_open(dir, &reader), ERR_NOTFOUND);
	assert_non_null(strstr(store_open_problem(), "catalog.sqlite3"));
	dir_write(path, "this is no database, but a text", 31);
	assert_int_equal(store_reader_open(dir, &reader), ERR_DAMAGED);
	dir_write(path, "", 0);
	assert_int_equal(store_reader_open(dir, &reader), ERR_DAMAGED);
	assert_null(reader);
	free(path);
	dir_remove(dir);
}

static void no_catalog(void **state)
{
	struct store_reader *reader = NULL;
	char *dir = dir_make();
	char *warc = dir_path(dir, "warc");
	char *file = dir_path(dir, "warc/a.warc.gz.open");

	(void)state;
	assert_int_equal(mkdir(warc, 0777), 0);
	assert_int_equal(store_reader_open(dir, &reader), ERR_NOTFOUND);
	dir_write(file, "", 0);
	assert_int_equal(store_reader_open(dir, &reader), ERR_DAMAGED);
	assert_non_null(strstr(store_open_problem(), "mend --rebuild"));
	assert_null(reader);
	free(file);
	free(warc);
	dir_remove(dir);
}

/* --- where nothing may be written ------------------------------------- */

static void set_mode(mode_t folder, mode_t file)
{
	char *warc = dir_path(archive.dir, "warc");
	char *catalog = dir_path(archive.dir, "catalog.sqlite3");
	char *path = warc_path("");

	assert_int_equal(chmod(archive.dir, folder), 0);
	assert_int_equal(chmod(warc, folder), 0);
	assert_int_equal(chmod(catalog, file), 0);
	assert_int_equal(chmod(path, file), 0);
	free(warc);
	free(catalog);
	free(path);
}

/* As somebody who may not write there; root may everywhere.  Returns what the
 * child ends with. */
static int in_child(int (*fn)(void))
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		if (getuid() == 0 && setuid(NOBODY))
			_exit(99);
		_exit(fn());
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

/* The error with its sign turned. */
static int read_copy(void)
{
	struct arena *a = arena_new(MAX);
	struct buf out = BUF_INIT(MAX);
	struct store_reader *reader = NULL;
	int err = store_reader_open(archive.dir, &reader);

	if (!err)
		err = store_payload(reader, copy.id, a, &out, NULL);
	store_reader_close(reader);
	buf_free(&out);
	arena_free(a);
	return -err;
}

static void a_read_only_folder(void **state)
{
	(void)state;
	archive_close(&archive);
	set_mode(0555, 0444);
	assert_int_equal(in_child(read_copy), 0);
	set_mode(0755, 0644);
}

/* The log of a writer that died holds rows which are in no other place: an
 * archive without them would be told as whole. */
static void a_read_only_folder_with_a_log(void **state)
{
	char *log = dir_path(archive.dir, "catalog.sqlite3-wal");

	(void)state;
	dir_write(log, "frames of a writer that died", 28);
	set_mode(0555, 0444);
	assert_int_equal(in_child(read_copy), -ERR_READONLY);
	set_mode(0755, 0644);
	assert_int_equal(remove(log), 0);
	free(log);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_damaged_member),
		cmocka_unit_test(wrong_rows),
		cmocka_unit_test(a_missing_file),
		cmocka_unit_test(no_archive),
		cmocka_unit_test(no_catalog),
		cmocka_unit_test(a_read_only_folder),
		cmocka_unit_test(a_read_only_folder_with_a_log),
	};

	return cmocka_run_group_tests(tests, make, drop);
}
