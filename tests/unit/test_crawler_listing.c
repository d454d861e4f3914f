/* SPDX-License-Identifier: Apache-2.0 */
/* What listings print, byte by byte; stdout is a file meanwhile. */
#include "crawler/listing.h"

#include "crawler/command.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

static const struct listing_column columns[] = {
	{.name = "organ", .title = "ORGAN", .wide = true},
	{.name = "year", .title = "YEAR", .right = true},
	{.name = "seen"},
	{.name = "size", .title = "SIZE", .right = true},
	{.name = "title", .title = "TITLE", .wide = true},
	{.name = NULL},
};

static void fill(struct listing *l)
{
	listing_string(l, "organ", "禾口镇");
	listing_number(l, "year", 2024);
	listing_time(l, "seen", 1795325978123);
	listing_bytes(l, "size", 1536);
	listing_string(l, "title", "一份 \"report\", 2024\x1b[1m");
	listing_row(l);
	listing_string(l, "organ", "青禾县人民政府办公室");
	listing_text(l, "title", (struct slice)SLICE_LIT("\xb1\xa8"));
	listing_time(l, "seen", 0);
	listing_row(l);
}

static void prints(enum listing_format format, int width, bool rows,
		   const char *wanted)
{
	char got[4096];
	FILE *file = tmpfile();
	int old = dup(STDOUT_FILENO);
	struct listing *l;
	size_t n;

	assert_non_null(file);
	assert_int_equal(fflush(stdout), 0);
	assert_true(dup2(fileno(file), STDOUT_FILENO) >= 0);
	l = listing_new(format, columns, width);
	if (rows)
		fill(l);
	n = (size_t)listing_finish(l, EXIT_DONE);
	assert_int_equal(fflush(stdout), 0);
	assert_true(dup2(old, STDOUT_FILENO) >= 0);
	assert_int_equal(close(old), 0);
	assert_int_equal(n, EXIT_DONE);
	rewind(file);
	n = fread(got, 1, sizeof(got) - 1, file);
	got[n] = '\0';
	assert_int_equal(fclose(file), 0);
	if (strcmp(got, wanted))
		fail_msg("format %d, width %d\n--- got\n%s--- wanted\n%s",
			 format, width, got, wanted);
}

static void tables(void **state)
{
	(void)state;
	prints(LISTING_TABLE, 0, true,
	       "ORGAN                 YEAR     SIZE  TITLE\n"
	       "禾口镇                2024  1.5 KiB  一份 \"report\", 2024 [1m\n"
	       "青禾县人民政府办公室                 \xef\xbf\xbd\xef\xbf\xbd\n");
	prints(LISTING_TABLE, 40, true,
	       "ORGAN        YEAR     SIZE  TITLE\n"
	       "禾口镇       2024  1.5 KiB  一份 \"repor…\n"
	       "青禾县人民…                 \xef\xbf\xbd\xef\xbf\xbd\n");
	/* narrower than can be: no column below what can be read */
	prints(LISTING_TABLE, 20, true,
	       "ORGAN     YEAR     SIZE  TITLE\n"
	       "禾口镇    2024  1.5 KiB  一份 \"r…\n"
	       "青禾县…                  \xef\xbf\xbd\xef\xbf\xbd\n");
	prints(LISTING_TABLE, 80, false, "");
}

static void json(void **state)
{
	(void)state;
	prints(LISTING_JSON, 0, true,
	       "{\"organ\":\"禾口镇\",\"year\":2024,"
	       "\"seen\":\"2026-11-22T05:39:38.123Z\",\"size\":1536,"
	       "\"title\":\"一份 \\\"report\\\", 2024\\u001B[1m\"}\n"
	       "{\"organ\":\"青禾县人民政府办公室\","
	       "\"title\":\"\xef\xbf\xbd\xef\xbf\xbd\"}\n");
	prints(LISTING_JSON, 0, false, "");
}

static void csv(void **state)
{
	(void)state;
	prints(LISTING_CSV, 0, true,
	       "organ,year,seen,size,title\r\n"
	       "禾口镇,2024,2026-11-22T05:39:38.123Z,1536,"
	       "\"一份 \"\"report\"\", 2024\x1b[1m\"\r\n"
	       "青禾县人民政府办公室,,,,\xef\xbf\xbd\xef\xbf\xbd\r\n");
	prints(LISTING_CSV, 0, false, "organ,year,seen,size,title\r\n");
}

static void without_memory(void **state)
{
	(void)state;
	assert_int_equal(listing_finish(NULL, EXIT_DONE), EXIT_ERROR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables),
		cmocka_unit_test(json),
		cmocka_unit_test(csv),
		cmocka_unit_test(without_memory),
	};

	(void)setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
