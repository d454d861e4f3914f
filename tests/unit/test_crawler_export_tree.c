/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/export_tree.h"

#include "base/err.h"
#include "tests/lib/dir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static volatile sig_atomic_t stop;
static char *dir;

static int set_up(void **state)
{
	(void)state;
	stop = 0;
	dir = dir_make();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	dir_remove(dir);
	return 0;
}

static int entries(const char *path)
{
	DIR *folder = opendir(path);
	struct dirent *entry;
	int count = 0;

	assert_non_null(folder);
	while ((entry = readdir(folder)))
		count += strcmp(entry->d_name, ".") &&
			 strcmp(entry->d_name, "..");
	(void)closedir(folder);	/* was only read */
	return count;
}

static struct export_tree *begin(const char *name)
{
	struct export_tree *tree;
	char *place = dir_path(dir, name);
	const char *problem;

	assert_int_equal(export_tree_open(place, &stop, &tree, &problem), 0);
	free(place);
	return tree;
}

static void assert_bytes(const char *name, const char *wanted)
{
	char *path = dir_path(dir, name);
	char *got = dir_read(path, NULL);

	assert_string_equal(got, wanted);
	free(got);
	free(path);
}

static void whole(void **state)
{
	struct export_tree *tree = begin("out/");
	struct export_file *file;
	char *place = dir_path(dir, "out");

	(void)state;
	assert_int_equal(export_tree_folder(tree, "a/b/c"), 0);
	assert_int_equal(export_tree_folder(tree, "a/b"), 0);
	assert_int_equal(export_tree_put(tree, "a/b/c/x", slice_of("hello\n")),
			 0);
	assert_int_equal(export_file_open(tree, "y", &file), 0);
	for (int i = 0; i < 3; i++)
		assert_int_equal(export_file_add(file, slice_of("12")), 0);
	assert_int_equal(export_file_close(file), 0);
	assert_int_equal(export_tree_bytes(tree), 12);
	/* nothing is there before it is whole */
	assert_int_equal(access(place, F_OK), -1);
	assert_int_equal(export_tree_finish(tree), 0);
	assert_bytes("out/a/b/c/x", "hello\n");
	assert_bytes("out/y", "121212");
	assert_bytes("out/" EXPORT_MANIFEST,
		     "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e84"
		     "6f6be03  a/b/c/x\n"
		     "3ea87a56da3844b420ec2925ae922bc731ec16a4fc44dcbeafdad49b0"
		     "e61d39c  y\n");
	assert_int_equal(entries(dir), 1);
	free(place);
}

static void large_pieces(void **state)
{
	enum { SIZE = 200000 };
	struct export_tree *tree = begin("out");
	struct export_file *file;
	char *bytes = calloc(1, SIZE), *path = dir_path(dir, "out/x"), *got;
	size_t n;

	(void)state;
	assert_non_null(bytes);
	memset(bytes, 'a', SIZE);
	assert_int_equal(export_file_open(tree, "x", &file), 0);
	assert_int_equal(export_file_add(file, slice_of("b")), 0);
	assert_int_equal(export_file_add(file, (struct slice){bytes, SIZE}),
			 0);
	assert_int_equal(export_file_add(file, slice_of("c")), 0);
	assert_int_equal(export_file_close(file), 0);
	assert_int_equal(export_tree_finish(tree), 0);
	got = dir_read(path, &n);
	assert_int_equal(n, SIZE + 2);
	assert_int_equal(got[0], 'b');
	assert_memory_equal(got + 1, bytes, SIZE);
	assert_int_equal(got[SIZE + 1], 'c');
	free(got);
	free(path);
	free(bytes);
}

/* Prepares the folder, names the place. */
enum before { FULL, FILE_THERE, LINK, NO_PARENT, FILE_PARENT, NOTHING };

static void prepare(enum before before)
{
	char *path = dir_path(dir, "out"), *file = dir_path(dir, "out/x");

	if (before == FULL) {
		assert_int_equal(mkdir(path, 0777), 0);
		dir_write(file, "x", 1);
	} else if (before == FILE_THERE || before == FILE_PARENT) {
		dir_write(path, "x", 1);
	} else if (before == LINK) {
		assert_int_equal(symlink("nowhere", path), 0);
	}
	free(file);
	free(path);
}

static void refused(void **state)
{
	static const struct {
		enum before before;
		const char *name;
		int err;
		const char *problem;
	} cases[] = {
		{FULL, "out", ERR_EXISTS, "is not empty"},
		{FULL, "out/", ERR_EXISTS, "is not empty"},
		{FILE_THERE, "out", ERR_EXISTS, "is no folder"},
		{LINK, "out", ERR_EXISTS, "is a link that leads nowhere"},
		{NO_PARENT, "no/out", ERR_NOTFOUND,
		 "would stand in a folder that is not there"},
		{FILE_PARENT, "out/out", ERR_IO, "cannot be made"},
		{NOTHING, ".", ERR_EXISTS,
		 "is the folder you are in; name a new one"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct export_tree *tree = NULL;
		const char *problem = "";
		char *place;
		int err, before;

		(void)set_up(state);
		prepare(cases[i].before);
		before = entries(dir);
		place = cases[i].before == NOTHING ? strdup(".") :
			dir_path(dir, cases[i].name);
		assert_int_equal(chdir(dir), 0);
		err = export_tree_open(place, &stop, &tree, &problem);
		assert_int_equal(chdir("/"), 0);
		if (err != cases[i].err || strcmp(problem, cases[i].problem))
			fail_msg("case %zu: got %s, %s, wanted %s, %s", i,
				 err_name(err), problem,
				 err_name(cases[i].err), cases[i].problem);
		assert_null(tree);
		assert_int_equal(entries(dir), before);
		free(place);
		(void)tear_down(state);
	}
}

/* An empty folder is taken, also behind a link. */
static void empty_is_fine(void **state)
{
	char *path = dir_path(dir, "real"), *link = dir_path(dir, "out");
	struct export_tree *tree;

	(void)state;
	assert_int_equal(mkdir(path, 0777), 0);
	assert_int_equal(symlink("real", link), 0);
	tree = begin("out");
	assert_int_equal(export_tree_put(tree, "x", slice_of("1")), 0);
	assert_int_equal(export_tree_finish(tree), 0);
	assert_bytes("real/x", "1");
	assert_bytes("out/x", "1");
	assert_int_equal(entries(dir), 2);
	free(link);
	free(path);
}

/* It was empty when it began. */
static void filled_meanwhile(void **state)
{
	struct export_tree *tree = begin("out");

	(void)state;
	assert_int_equal(export_tree_put(tree, "y", slice_of("1")), 0);
	prepare(FULL);
	assert_int_equal(export_tree_finish(tree), ERR_EXISTS);
	assert_bytes("out/x", "x");
	assert_int_equal(entries(dir), 1);
}

static void stopped(void **state)
{
	struct export_tree *tree = begin("out");
	struct export_file *file;

	(void)state;
	assert_int_equal(export_tree_folder(tree, "a"), 0);
	assert_int_equal(export_file_open(tree, "a/x", &file), 0);
	stop = 1;
	assert_int_equal(export_file_close(file), ERR_CANCELLED);
	assert_int_equal(export_tree_folder(tree, "b"), ERR_CANCELLED);
	assert_int_equal(export_file_open(tree, "y", &file), ERR_CANCELLED);
	assert_int_not_equal(export_file_add(file, slice_of("1")), 0);
	assert_int_not_equal(export_file_close(file), 0);
	assert_int_equal(export_tree_err(tree), ERR_CANCELLED);
	assert_int_equal(export_tree_finish(tree), ERR_CANCELLED);
	assert_int_equal(entries(dir), 0);
	/* at the last moment */
	stop = 0;
	tree = begin("out");
	stop = 1;
	assert_int_equal(export_tree_finish(tree), ERR_CANCELLED);
	assert_int_equal(entries(dir), 0);
}

static void failures_stick(void **state)
{
	struct export_tree *tree = begin("out");

	(void)state;
	assert_int_equal(export_tree_put(tree, "x", slice_of("1")), 0);
	assert_int_equal(export_tree_put(tree, "x", slice_of("1")),
			 ERR_EXISTS);
	assert_int_equal(export_tree_put(tree, "y", slice_of("1")),
			 ERR_EXISTS);
	assert_string_equal(export_tree_failed(tree), "x");
	export_tree_close(tree);
	tree = begin("out");
	assert_int_equal(export_tree_put(tree, "no/x", slice_of("1")),
			 ERR_NOTFOUND);
	assert_int_equal(export_tree_finish(tree), ERR_NOTFOUND);
	assert_int_equal(entries(dir), 0);
	export_tree_close(NULL);
}

/* A disk that takes no more, as a limit of the process. */
static void no_room(void **state)
{
	struct rlimit old, small = {.rlim_cur = 4096, .rlim_max = 4096};
	struct export_tree *tree = begin("out");
	struct export_file *file;
	char bytes[8192] = "";
	int err;

	(void)state;
	assert_ptr_not_equal(signal(SIGXFSZ, SIG_IGN), SIG_ERR);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	small.rlim_max = old.rlim_max;
	assert_int_equal(export_file_open(tree, "x", &file), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	(void)export_file_add(file, (struct slice){bytes, sizeof(bytes)});
	err = export_file_close(file);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(err, ERR_TOOBIG);
	assert_string_equal(export_tree_failed(tree), "x");
	assert_int_equal(export_tree_finish(tree), ERR_TOOBIG);
	assert_int_equal(entries(dir), 0);
}

int main(void)
{
#define WITH_FOLDER(test) \
	cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		WITH_FOLDER(whole),
		WITH_FOLDER(large_pieces),
		cmocka_unit_test(refused),
		WITH_FOLDER(empty_is_fine),
		WITH_FOLDER(filled_meanwhile),
		WITH_FOLDER(stopped),
		WITH_FOLDER(failures_stick),
		WITH_FOLDER(no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
