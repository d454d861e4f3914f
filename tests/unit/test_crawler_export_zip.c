/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/export_zip.h"

#include "base/err.h"
#include "tests/lib/dir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

/* SHA-256 of "abc" and of nothing. */
#define ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define NONE "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

static volatile sig_atomic_t stop;
static char *dir, *place;
static struct export_single *file;
static struct export_zip *zip;

static int set_up(void **state)
{
	const char *problem;

	(void)state;
	stop = 0;
	dir = dir_make();
	place = dir_path(dir, "out.zip");
	assert_int_equal(export_single_open(place, &stop, &file, &problem), 0);
	assert_int_equal(export_zip_open(file, 1795412345000, &zip), 0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(place);
	dir_remove(dir);
	return 0;
}

static void put(const char *path, int64_t size, const char *const *pieces,
		const char *sha256)
{
	struct export_zipped zipped;
	size_t bytes = 0;

	assert_int_equal(export_zip_begin(zip, path, size), 0);
	for (; *pieces; bytes += strlen(*pieces), pieces++)
		assert_int_equal(export_zip_add(zip, slice_of(*pieces)), 0);
	assert_int_equal(export_zip_end(zip, &zipped), 0);
	assert_int_equal(zipped.bytes, bytes);
	assert_string_equal(zipped.sha256, sha256);
}

/* Stored: the bytes stand there in one piece; the directory names them. */
static void stored(void **state)
{
	const char *const abc[] = {"a", "", "bc", NULL}, *const none[] = {NULL};
	struct slice all;
	size_t n;
	char *bytes;

	(void)state;
	put("known/abc", 3, abc, ABC);
	put("unknown/abc", -1, abc, ABC);
	put("known/none", 0, none, NONE);
	put("unknown/none", -1, none, NONE);
	assert_int_equal(export_zip_finish(zip), 0);
	assert_int_equal(export_single_finish(file), 0);
	bytes = dir_read(place, &n);
	all = (struct slice){bytes, n};
	for (size_t i = 0, at = 0; i < 2; i++) {
		at = slice_finds(all, "abcPK", at + i);
		assert_int_not_equal(at, SIZE_MAX);
	}
	assert_memory_equal(bytes, "PK\3\4", 4);
	assert_int_equal(slice_finds(all, "PK\5\6", 0), n - 22);
	assert_int_equal(bytes[n - 12], 4);
	free(bytes);
}

static void wrong_sizes(void **state)
{
	struct export_zipped zipped;

	(void)state;
	assert_int_equal(export_zip_begin(zip, "short", 3), 0);
	assert_int_equal(export_zip_add(zip, slice_of("ab")), 0);
	assert_int_equal(export_zip_end(zip, &zipped), ERR_RANGE);
	assert_int_equal(export_zip_begin(zip, "next", 3), ERR_RANGE);
	assert_int_equal(export_zip_finish(zip), ERR_RANGE);
	assert_int_equal(export_zip_open(file, 0, &zip), 0);
	assert_int_equal(export_zip_begin(zip, "long", 3), 0);
	assert_int_equal(export_zip_add(zip, slice_of("abcd")), ERR_RANGE);
	assert_int_equal(export_zip_end(zip, &zipped), ERR_RANGE);
	export_zip_close(zip);
	export_zip_close(NULL);
	export_single_close(file);
}

/* What stops the file stops the ZIP, with the same error. */
static void stopped(void **state)
{
	static char large[200000];

	(void)state;
	stop = 1;
	assert_int_equal(export_zip_begin(zip, "large", sizeof(large)), 0);
	assert_int_equal(export_zip_add(zip, (struct slice){
		large, sizeof(large)}), ERR_CANCELLED);
	assert_int_equal(export_zip_add(zip, slice_of("")), ERR_CANCELLED);
	assert_int_equal(export_zip_finish(zip), ERR_CANCELLED);
	export_single_close(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(stored, set_up, tear_down),
		cmocka_unit_test_setup_teardown(wrong_sizes, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(stopped, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
