/* SPDX-License-Identifier: Apache-2.0 */
/* When a report is new, when it is another version, and which is current. */
#include "base/err.h"
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

static int set_up(void **state)
{
	struct store_recovery found;
	struct exchanges *x = exchanges_new(dir_make());

	exchanges_open(x, &found);
	*state = x;
	return 0;
}

static int tear_down(void **state)
{
	struct exchanges *x = *state;

	exchanges_close(x);
	exchanges_verify(x);
	dir_remove(exchanges_free(x));
	return 0;
}

static int64_t ask(const struct exchanges *x, const char *sql)
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

/* Commits a page with that report; returns how many were new. */
static uint32_t put(struct exchanges *x, const char *url, const char *body,
		    const struct report *r, const char *text)
{
	uint8_t sha256[SHA256_BYTES];
	struct store_item *item = &x->items[0];

	exchanges_clear(x);
	exchanges_add(x, url, body);
	item->reports = r;
	item->report_count = 1;
	if (text) {
		assert_int_equal(digest_sha256(slice_of(text), sha256), 0);
		item->text_sha256 = (struct slice){(const char *)sha256,
						   SHA256_BYTES};
	}
	assert_int_equal(exchanges_commit(x), 0);
	return item->ret_new_reports;
}

static const struct article_attachment attachments[] = {
	{.url = SLICE_LIT("http://a.test/1.pdf"), .type = "pdf"},
	{.url = SLICE_LIT("http://a.test/2.pdf"), .type = "pdf"},
};

static const struct report usual = {
	.organ = SLICE_LIT("Qinghe"), .organ_kind = "government",
	.year = 2023, .generation = GENERATION_2021,
	.title = SLICE_LIT("title"), .published = SLICE_LIT("2024-01-31"),
	.attachments = attachments, .attachment_count = 1,
};

/* Against `usual` with the text "t" in the body "b". */
static void test_versions(void **state)
{
	struct report titled = usual, dated = usual, sourced = usual,
		      more = usual, none = usual, other = usual;
	const struct {
		const char *what, *body, *text;
		const struct report *report;
		int versions;
	} cases[] = {
		{"the same again", "b", "t", &usual, 1},
		{"noise", "b1", "t", &usual, 1},
		{"no digest of the text", "b2", NULL, &usual, 2},
		{"another text", "b3", "T", &usual, 2},
		{"another title", "b4", "t", &titled, 2},
		{"another date", "b5", "t", &dated, 2},
		{"a source", "b6", "t", &sourced, 2},
		{"one more attachment", "b7", "t", &more, 2},
		{"no attachment", "b8", "t", &none, 2},
		{"another attachment", "b9", "t", &other, 2},
	};

	titled.title = slice_of("another");
	dated.published = SLICE_NONE;
	sourced.source = slice_of("office");
	more.attachment_count = 2;
	none.attachment_count = 0;
	other.attachments = attachments + 1;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t got;

		(void)set_up(state);
		assert_int_equal(put(*state, "http://a.test/r", "b", &usual,
				     "t"), 1);
		assert_int_equal(put(*state, "http://a.test/r", cases[i].body,
				     cases[i].report, cases[i].text), 0);
		got = ask(*state, "SELECT count(*) FROM reading");
		if (got != cases[i].versions)
			fail_msg("%s: got %d versions, wanted %d",
				 cases[i].what, (int)got, cases[i].versions);
		(void)tear_down(state);
	}
}

/* A correction is current; taken back, the first version is so again. */
static void test_current(void **state)
{
	static const char sql[] = "SELECT reading_id FROM report";
	struct exchanges *x = *state;
	int64_t first, second;

	(void)put(x, "http://a.test/r", "b", &usual, "t");
	first = ask(x, sql);
	(void)put(x, "http://a.test/r", "c", &usual, "u");
	second = ask(x, sql);
	assert_int_not_equal(first, second);
	(void)put(x, "http://a.test/r", "b", &usual, "t");
	assert_int_equal(ask(x, sql), first);
	assert_int_equal(ask(x, "SELECT last_seen_ms - first_seen_ms "
			     "FROM report"), 2);
}

/* Two pages of one portal give one report; another organ's is another. */
static void test_identity(void **state)
{
	struct exchanges *x = *state;
	struct report other = usual;

	assert_int_equal(put(x, "http://a.test/r", "b", &usual, "t"), 1);
	assert_int_equal(put(x, "http://b.a.test/s", "c", &usual, "u"), 0);
	assert_int_equal(ask(x, "SELECT count(*) FROM report"), 1);
	assert_int_equal(ask(x, "SELECT count(*) FROM report_url"), 2);
	other.organ = slice_of("Beihe");
	assert_int_equal(put(x, "http://a.test/t", "d", &other, "v"), 1);
	assert_int_equal(ask(x, "SELECT count(*) FROM report"), 2);
}

/* The form that is handed out is kept as a page, not as anybody's report. */
static void test_form(void **state)
{
	struct exchanges *x = *state;
	struct report form = {.is_form = true, .generation = GENERATION_2021};

	assert_int_equal(put(x, "http://a.test/f.docx", "b", &form, "t"), 0);
	assert_int_equal(ask(x, "SELECT count(*) FROM report"), 0);
	assert_int_equal(ask(x, "SELECT count(*) FROM capture"), 1);
}

/* What is absent where a row must have something. */
static void test_absent_parts(void **state)
{
	static const struct report_statistic statistic = {.unit = {NULL, 0}};
	static const struct report_stated stated = {.name = "n"};
	static const struct report_check check = {.rule = "V1"};
	static const struct report_section section = {.text = {NULL, 0}};
	static const struct article_attachment attachment = {.position = 1};
	static const struct report r = {
		.statistics = &statistic, .statistic_count = 1,
		.stated = &stated, .stated_count = 1,
		.checks = &check, .check_count = 1,
		.sections = &section, .section_count = 1,
		.attachments = &attachment, .attachment_count = 1,
	};
	struct exchanges *x = *state;

	assert_int_equal(put(x, "http://a.test/r", "b", &r, NULL), 1);
	assert_int_equal(ask(x, "SELECT count(*) FROM fact"), 2);
	assert_int_equal(ask(x, "SELECT count(*) FROM report_attachment"), 1);
}

int main(void)
{
#define WITH_ARCHIVE(test) \
	cmocka_unit_test_setup_teardown(test, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_versions),
		WITH_ARCHIVE(test_current),
		WITH_ARCHIVE(test_identity),
		WITH_ARCHIVE(test_absent_parts), WITH_ARCHIVE(test_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
