/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/export_csv.h"

#include "base/err.h"
#include "crawler/export_columns.h"
#include "tests/lib/dir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

static volatile sig_atomic_t stop;

static const struct report_cell cells[] = {
	{.kind = CELL_NUMBER, .text = SLICE_LIT("+21"),
	 .value = SLICE_LIT("21"), .row = 2, .col = 1, .offset = 7,
	 .length = 3},
	{.kind = CELL_BLANK, .text = SLICE_LIT("")},
	{.kind = CELL_NUMBER, .solved = true, .value = SLICE_LIT("0")},
};
static const struct report_row active[] = {{"规章", cells, 3}};
static const struct report_section sections[] = {
	{SLICE_LIT("总体情况"), SLICE_LIT("一。\n\"二\",三。")},
};
static const struct report_stated stated[] = {
	{"applications_received", SLICE_LIT("12"), SLICE_LIT("共12件")},
};
static const struct report_check checks[] = {
	{"V4", CHECK_FAIL, SLICE_LIT("行政复议"), SLICE_LIT("3 = 0")},
	{"V1", CHECK_FAIL, {NULL, 0}, {NULL, 0}},
	{"V4", CHECK_FAIL, {NULL, 0}, {NULL, 0}},
	{"V2", CHECK_PASS, {NULL, 0}, {NULL, 0}},
};
static const struct article_attachment attachments[] = {
	{.url = SLICE_LIT("http://a.test/1.pdf"), .name = SLICE_LIT("附\xff"),
	 .type = "pdf"},
	{.url = SLICE_LIT("http://a.test/2.doc"), .type = "doc"},
};
static const char *const sha256[] = {"00ff", NULL};
static const int64_t bytes[] = {0, -1};

static const struct store_report full = {
	.report = {
		.organ = SLICE_LIT("青禾县"), .organ_kind = "government",
		.year = 2023, .year_stated = true,
		.generation = GENERATION_2021, .title = SLICE_LIT("a,b"),
		.active = active, .active_count = 1,
		.sections = sections, .section_count = 1,
		.stated = stated, .stated_count = 1,
		.checks = checks, .check_count = 4,
		.attachments = attachments, .attachment_count = 2,
	},
	.id = "0123456789abcdef", .url = "http://a.test/r", .host = "a.test",
	.site = "a", .capture = 5, .content = "abcd",
	.first_seen_ms = 1795412345123, .last_seen_ms = 1795412345123,
	.versions = 1, .attachment_sha256 = sha256, .attachment_bytes = bytes,
};

static const struct {
	const char *file, *rows;	/* without the header */
} wanted[] = {
	{"out/reports.csv",
	 "0123456789abcdef,青禾县,government,,2023,yes,2021,\"a,b\",,,,a,"
	 "http://a.test/r,a.test,no,,,3,0,0,V4 V1,2,5,abcd,"
	 "2026-11-23T05:39:05.123Z,2026-11-23T05:39:05.123Z,1\r\n"},
	{"out/cells.csv",
	 "0123456789abcdef,青禾县,2023,active_disclosure,1,规章,1,本年制发件数,"
	 "number,21,+21,,no,2,1,7,3,5,abcd\r\n"
	 "0123456789abcdef,青禾县,2023,active_disclosure,1,规章,2,本年废止件数,"
	 "blank,,,,no,0,0,0,0,5,abcd\r\n"
	 "0123456789abcdef,青禾县,2023,active_disclosure,1,规章,3,现行有效件数,"
	 "number,0,,,yes,0,0,0,0,5,abcd\r\n"},
	{"out/stated.csv",
	 "0123456789abcdef,青禾县,2023,applications_received,12,共12件\r\n"},
	{"out/sections.csv",
	 "0123456789abcdef,青禾县,2023,1,总体情况,"
	 "\"一。\n\"\"二\"\",三。\"\r\n"},
	{"out/checks.csv",
	 "0123456789abcdef,青禾县,2023,V4,fail,行政复议,3 = 0\r\n"
	 "0123456789abcdef,青禾县,2023,V1,fail,,\r\n"
	 "0123456789abcdef,青禾县,2023,V4,fail,,\r\n"
	 "0123456789abcdef,青禾县,2023,V2,pass,,\r\n"},
	{"out/attachments.csv",
	 "0123456789abcdef,青禾县,2023,1,http://a.test/1.pdf,附\xef\xbf\xbd,"
	 "pdf,00ff,0\r\n"
	 "0123456789abcdef,青禾县,2023,2,http://a.test/2.doc,,doc,,\r\n"},
};

static char *export_to(char *dir, bool bom)
{
	char *place = dir_path(dir, "out");
	const char *problem;
	struct export_tree *tree;
	struct export_csv *csv;

	assert_int_equal(export_tree_open(place, &stop, &tree, &problem), 0);
	assert_int_equal(export_csv_open(tree, bom, &csv), 0);
	assert_int_equal(export_csv_add(csv, &full), 0);
	assert_int_equal(export_csv_close(csv), 0);
	assert_int_equal(export_tree_finish(tree), 0);
	return place;
}

static void rows(void **state)
{
	char *dir = dir_make(), *place = export_to(dir, true);

	(void)state;
	for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
		char *path = dir_path(dir, wanted[i].file);
		char *got = dir_read(path, NULL);
		char *first = strstr(got, "\r\n");

		assert_memory_equal(got, "\xef\xbb\xbf", 3);
		assert_non_null(first);
		if (strcmp(first + 2, wanted[i].rows))
			fail_msg("%s\n  got\n%s  wanted\n%s", wanted[i].file,
				 first + 2, wanted[i].rows);
		free(got);
		free(path);
	}
	free(place);
	dir_remove(dir);
}

static void without_mark(void **state)
{
	char *dir = dir_make(), *place = export_to(dir, false);
	char *path = dir_path(dir, "out/stated.csv"), *got;

	(void)state;
	got = dir_read(path, NULL);
	assert_int_equal(strncmp(got, "id,organ,year,name,value,evidence\r\n",
				 35), 0);
	free(got);
	free(path);
	free(place);
	dir_remove(dir);
}

/* Each column is described, and each name comes once in its table. */
static void columns(void **state)
{
	(void)state;
	for (int t = 0; t < EXPORT_TABLES; t++) {
		const struct export_column *c = export_tables[t].columns;

		assert_string_equal(c->name, "id");
		for (size_t i = 0; c[i].name; i++) {
			assert_true(c[i].type && c[i].text && c[i].get);
			for (size_t k = 0; k < i; k++)
				assert_string_not_equal(c[i].name, c[k].name);
		}
	}
}

static void stopped(void **state)
{
	char *dir = dir_make(), *place = dir_path(dir, "out");
	const char *problem;
	struct export_tree *tree;
	struct export_csv *csv = NULL;

	(void)state;
	assert_int_equal(export_tree_open(place, &stop, &tree, &problem), 0);
	stop = 1;
	assert_int_equal(export_csv_open(tree, true, &csv), ERR_CANCELLED);
	assert_int_equal(export_csv_close(csv), ERR_CANCELLED);
	assert_int_equal(export_tree_finish(tree), ERR_CANCELLED);
	stop = 0;
	free(place);
	dir_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows),
		cmocka_unit_test(without_mark),
		cmocka_unit_test(columns),
		cmocka_unit_test(stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
