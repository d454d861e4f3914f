/* SPDX-License-Identifier: Apache-2.0 */
/* Which catalogs are opened, made, and left alone. */
#include "base/err.h"
#include "store/migrate.h"
#include "store/store.h"
#include "tests/lib/dir.h"
#include "tests/lib/exchanges.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <sqlite3.h>

static const struct {
	const char *what, *sql;
	int wanted;
	const char *says;	/* part of the problem */
} cases[] = {
	{"as it was made", "SELECT 1", 0, ""},
	{"a newer schema", "PRAGMA user_version = 999", ERR_VERSION, "newer"},
	{"an older schema", "PRAGMA user_version = 2", ERR_VERSION,
	 "mend --rebuild"},
	{"another program's", "PRAGMA application_id = 7", ERR_DAMAGED,
	 "no catalog"},
	{"of no program", "PRAGMA application_id = 0", ERR_DAMAGED,
	 "no catalog"},
	{"a table is missing", "DROP TABLE frontier", ERR_DAMAGED,
	 "mend --rebuild"},
};

static char *make(char **ret_catalog)
{
	struct exchanges *x = exchanges_new(dir_make());
	struct store_recovery found;
	char *dir;

	exchanges_open(x, &found);
	exchanges_close(x);
	dir = exchanges_free(x);
	*ret_catalog = dir_path(dir, "catalog.sqlite3");
	return dir;
}

static void change(const char *path, const char *sql)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
}

static void check(size_t i, const char *who, int err, const char *problem)
{
	if (err != cases[i].wanted)
		fail_msg("%s, %s: got %s, wanted %s", cases[i].what, who,
			 err_name(err), err_name(cases[i].wanted));
	if (!strstr(problem, cases[i].says))
		fail_msg("%s, %s: got \"%s\", wanted \"%s\" in it",
			 cases[i].what, who, problem, cases[i].says);
}

static void test_opening(void **state)
{
	(void)state;
	assert_int_equal(MIGRATE_VERSION, 6);	/* else more cases are due */
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct store_options options = {.program = "nianbao/test"};
		struct store_recovery found;
		struct store *s = NULL;
		char *catalog;
		char *dir = make(&catalog);

		change(catalog, cases[i].sql);
		check(i, "writer", store_open(dir, &options, &s, &found),
		      store_open_problem());
		(void)store_close(s);
		free(catalog);
		dir_remove(dir);
	}
}

/* Who only reads makes nothing. */
static void test_reader(void **state)
{
	struct store_reader *r = NULL;
	char *dir = dir_make();
	char *catalog = dir_path(dir, "catalog.sqlite3");

	(void)state;
	assert_int_equal(store_reader_open(dir, &r), ERR_NOTFOUND);
	store_reader_close(r);
	dir_write(catalog, "", 0);
	r = NULL;
	assert_int_equal(store_reader_open(dir, &r), ERR_DAMAGED);
	store_reader_close(r);
	free(catalog);
	dir_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_opening),
		cmocka_unit_test(test_reader),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
