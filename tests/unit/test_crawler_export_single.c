/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/export_single.h"

#include "base/err.h"
#include "tests/lib/dir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

static volatile sig_atomic_t stop;
static char *dir, *place;

static int set_up(void **state)
{
	(void)state;
	stop = 0;
	dir = dir_make();
	place = dir_path(dir, "out");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(place);
	dir_remove(dir);
	return 0;
}

static int entries(void)
{
	DIR *folder = opendir(dir);
	struct dirent *entry;
	int count = 0;

	assert_non_null(folder);
	while ((entry = readdir(folder)))
		count += strcmp(entry->d_name, ".") &&
			 strcmp(entry->d_name, "..");
	(void)closedir(folder);	/* was only read */
	return count;
}

static struct export_single *begin(void)
{
	struct export_single *file;
	const char *problem;

	assert_int_equal(export_single_open(place, &stop, &file, &problem), 0);
	return file;
}

static void assert_file(const char *wanted, size_t n)
{
	size_t got;
	char *bytes = dir_read(place, &got);

	assert_int_equal(got, n);
	assert_memory_equal(bytes, wanted, n);
	free(bytes);
	assert_int_equal(entries(), 1);
}

/* Short and long pieces in their order; the name comes at the end. */
static void whole(void **state)
{
	static char large[200000];
	struct export_single *file = begin();

	(void)state;
	memset(large, 'x', sizeof(large));
	memcpy(large, "one", 3);
	memcpy(large + sizeof(large) - 3, "two", 3);
	assert_int_equal(export_single_add(file, slice_of("one")), 0);
	assert_int_equal(export_single_add(file, (struct slice){
		large + 3, sizeof(large) - 6}), 0);
	assert_int_equal(export_single_add(file, slice_of("two")), 0);
	assert_int_equal(access(place, F_OK), -1);
	assert_int_equal(export_single_finish(file), 0);
	assert_file(large, sizeof(large));
}

static void written_by_name(void **state)
{
	struct export_single *file = begin();

	(void)state;
	dir_write(export_single_path(file), "abc", 3);
	assert_int_equal(export_single_bytes(file), 3);
	assert_int_equal(export_single_finish(file), 0);
	assert_file("abc", 3);
}

static void never_over_anything(void **state)
{
	struct export_single *file;
	const char *problem;

	(void)state;
	dir_write(place, "mine", 4);
	assert_int_equal(export_single_open(place, &stop, &file, &problem),
			 ERR_EXISTS);
	assert_string_equal(problem, "is there already");
	assert_int_equal(unlink(place), 0);
	file = begin();
	dir_write(place, "mine", 4);
	assert_int_equal(export_single_finish(file), ERR_EXISTS);
	assert_file("mine", 4);
}

static void nowhere(void **state)
{
	struct export_single *file;
	const char *problem;

	(void)state;
	free(place);
	place = dir_path(dir, "none/out");
	assert_int_equal(export_single_open(place, &stop, &file, &problem),
			 ERR_NOTFOUND);
	assert_string_equal(problem,
			    "would stand in a folder that is not there");
}

static void stopped(void **state)
{
	static char large[200000];
	struct export_single *file = begin();

	(void)state;
	stop = 1;
	assert_int_equal(export_single_add(file, (struct slice){
		large, sizeof(large)}), ERR_CANCELLED);
	assert_int_equal(export_single_add(file, slice_of("x")),
			 ERR_CANCELLED);
	assert_int_equal(export_single_finish(file), ERR_CANCELLED);
	assert_int_equal(entries(), 0);
	file = begin();
	assert_int_equal(export_single_finish(file), ERR_CANCELLED);
	assert_int_equal(entries(), 0);
}

static void left_alone(void **state)
{
	struct export_single *file = begin();

	(void)state;
	assert_int_equal(export_single_add(file, slice_of("x")), 0);
	export_single_close(file);
	export_single_close(NULL);
	assert_int_equal(entries(), 0);
}

/* A file that may not grow stands for a disk that is full. */
static void full(void **state)
{
	static char large[200000];
	struct rlimit before, now;
	struct export_single *file = begin();

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	now = (struct rlimit){.rlim_cur = 1000, .rlim_max = before.rlim_max};
	assert_ptr_not_equal(signal(SIGXFSZ, SIG_IGN), SIG_ERR);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &now), 0);
	assert_int_not_equal(export_single_add(file, (struct slice){
		large, sizeof(large)}), 0);
	assert_int_not_equal(export_single_finish(file), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	assert_int_equal(entries(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(whole, set_up, tear_down),
		cmocka_unit_test_setup_teardown(written_by_name, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(never_over_anything, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(nowhere, set_up, tear_down),
		cmocka_unit_test_setup_teardown(stopped, set_up, tear_down),
		cmocka_unit_test_setup_teardown(left_alone, set_up, tear_down),
		cmocka_unit_test_setup_teardown(full, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
