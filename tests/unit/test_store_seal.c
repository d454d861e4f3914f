/* SPDX-License-Identifier: Apache-2.0 */
/* The seal of a catalog: what it finds, and when there is none. */
#include "base/buf.h"
#include "base/err.h"
#include "store/seal.h"
#include "tests/lib/dir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { SIZE = 150000 };	/* three pieces, the last one short */

static char *dir, path[512], seal[512], other[512];

static int set_up(void **state)
{
	(void)state;
	dir = dir_make();
	(void)snprintf(path, sizeof(path), "%s/c", dir);
	(void)snprintf(seal, sizeof(seal), "%s/c" SEAL_SUFFIX, dir);
	(void)snprintf(other, sizeof(other), "%s/c-wal", dir);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	dir_remove(dir);
	return 0;
}

static void put(const char *name, size_t size)
{
	FILE *f = fopen(name, "we");

	assert_non_null(f);
	for (size_t i = 0; i < size; i++)
		assert_int_not_equal(fputc((int)(i * 7 % 251), f), EOF);
	assert_int_equal(fclose(f), 0);
}

static void flip(const char *name, long at)
{
	FILE *f = fopen(name, "r+e");
	int byte;

	assert_non_null(f);
	assert_int_equal(fseek(f, at, SEEK_SET), 0);
	byte = fgetc(f);
	assert_int_equal(fseek(f, at, SEEK_SET), 0);
	assert_int_not_equal(fputc(byte ^ 1, f), EOF);
	assert_int_equal(fclose(f), 0);
}

static void keep(void *ctx, const char *what)
{
	(void)buf_addf(ctx, "%s\n", what);
}

static void says(const char *name, const char *wanted)
{
	struct buf got = BUF_INIT(1 << 12);

	(void)buf_adds(&got, "");
	assert_int_equal(seal_check(path, keep, &got), 0);
	if (!slice_eqs(buf_slice(&got), wanted))
		fail_msg("%s: got\n%swanted\n%s", name, got.data, wanted);
	buf_free(&got);
}

#define NOT_AS(from, to) "among the bytes " from " to " to " one is not as "  \
	"it was sealed: damage, or another program wrote it\n"

/* Each in a catalog that is sealed and then spoiled. */
static const struct {
	const char *name;
	long catalog, seal;	/* the byte changed; -1: none */
	long size;		/* -1: as it was */
	const char *says;
} rows[] = {
	{"whole", -1, -1, -1, ""},
	{"the first byte", 0, -1, -1, NOT_AS("0", "65535")},
	{"the last of a piece", 65535, -1, -1, NOT_AS("0", "65535")},
	{"the first of the next", 65536, -1, -1, NOT_AS("65536", "131071")},
	{"the last byte", SIZE - 1, -1, -1, NOT_AS("131072", "149999")},
	{"a digest", -1, 40, -1, NOT_AS("0", "65535")},
	{"the head", -1, 3, -1, "its seal is damaged\n"},
	{"the size in the head", -1, 26, -1,
	 "it has 150000 bytes, and 150001 when it was sealed\n"},
	{"longer", -1, -1, SIZE + 1,
	 "it has 150001 bytes, and 150000 when it was sealed\n"},
	{"shorter", -1, -1, SIZE - 1,
	 "it has 149999 bytes, and 150000 when it was sealed\n"
	 NOT_AS("131072", "149998")},
	{"empty", -1, -1, 0,
	 "it has 0 bytes, and 150000 when it was sealed\n"},
};

static void test_damage(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		put(path, SIZE);
		assert_int_equal(seal_make(path), 0);
		if (rows[i].catalog >= 0)
			flip(path, rows[i].catalog);
		if (rows[i].seal >= 0)
			flip(seal, rows[i].seal);
		if (rows[i].size >= 0)
			put(path, (size_t)rows[i].size);
		says(rows[i].name, rows[i].says);
	}
}

static void test_none(void **state)
{
	(void)state;
	put(path, SIZE);
	says("never sealed", "");
	assert_int_equal(seal_break(path), 0);	/* nothing to break */
	put(other, 0);
	assert_int_equal(seal_make(path), 0);
	assert_int_not_equal(access(seal, F_OK), 0);
	assert_int_equal(unlink(other), 0);
	assert_int_equal(seal_make(path), 0);
	flip(path, 5);
	assert_int_equal(seal_break(path), 0);
	says("broken", "");
	assert_int_equal(unlink(path), 0);
	assert_int_equal(seal_make(path), ERR_NOTFOUND);
	assert_int_not_equal(access(seal, F_OK), 0);
}

/* The one who begins to write breaks it while it is being compared. */
static void break_it(void *ctx, const char *what)
{
	(void)what;
	++*(int *)ctx;
	assert_int_equal(seal_break(path), 0);
}

static void test_broken_meanwhile(void **state)
{
	int said = 0;

	(void)state;
	put(path, SIZE);
	assert_int_equal(seal_make(path), 0);
	flip(path, 0);
	flip(path, SIZE - 1);
	assert_int_equal(seal_check(path, break_it, &said), 0);
	assert_int_equal(said, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_damage, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(test_none, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_broken_meanwhile, set_up,
						tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
