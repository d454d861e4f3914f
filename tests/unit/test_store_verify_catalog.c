/* SPDX-License-Identifier: Apache-2.0 */
/* Each mutation of a good catalog breaks one rule, which must be found. */
#include "base/err.h"
#include "store/verify.h"
#include "tests/lib/dir.h"
#include "tests/lib/sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

enum { MAX = 8 << 20 };

static struct sample sample;

static int make_sample(void **state)
{
	(void)state;
	sample_make(&sample);
	return 0;
}

static int drop_sample(void **state)
{
	(void)state;
	sample_drop(&sample);
	return 0;
}

static void sql(const char *text)
{
	char *path = dir_path(sample.dir, "catalog.sqlite3");
	char *problem = NULL;
	sqlite3 *db;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_exec(db, text, NULL, NULL, &problem) != SQLITE_OK)
		fail_msg("%s: %s", text, problem);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	free(path);
}

struct heard {
	const char *wanted;
	bool found;
	struct buf all;		/* for the message of a failing test */
};

static void on_finding(void *ctx, const struct verify_finding *f)
{
	struct heard *h = ctx;

	h->found |= strcmp(f->rule, h->wanted) == 0;
	(void)buf_addf(&h->all, "%s at %llu of %s: %s\n", f->rule,
		       (unsigned long long)f->offset, f->file, f->detail);
}

static void run(struct heard *h, struct verify_totals *totals)
{
	struct verify_options options = {.on_finding = on_finding, .ctx = h};

	buf_init(&h->all, MAX);
	assert_int_equal(verify_archive(sample.dir, &options, totals), 0);
}

/* Mutations of the catalog. */
static const struct {
	enum verify_rule rule;
	const char *sql;
} catalog_mutations[] = {
	{VERIFY_CATALOG, "DROP TABLE content"},
	{VERIFY_CATALOG, "DROP TABLE warc_file"},
	{VERIFY_CATALOG, "UPDATE capture SET url_id = 77 WHERE id = 1"},
	{VERIFY_CATALOG_FILE, "UPDATE warc_file SET name = 'x.warc.gz'"},
	{VERIFY_CATALOG_FILE, "UPDATE warc_file SET size = size + 1"},
	{VERIFY_CATALOG_FILE, "UPDATE warc_file SET size = size - 1"},
	{VERIFY_CATALOG_FILE, "DELETE FROM warc_file"},
	{VERIFY_CATALOG_FILE, "INSERT INTO warc_file VALUES (2, 'y', 1, 1)"},
	{VERIFY_CATALOG_PLACE,
	 "UPDATE capture SET main_offset = main_offset + 1 WHERE id = 1"},
	{VERIFY_CATALOG_PLACE,
	 "UPDATE capture SET main_length = main_length + 1 WHERE id = 1"},
	{VERIFY_CATALOG_PLACE,
	 "UPDATE capture SET request_offset = main_offset WHERE id = 1"},
	{VERIFY_CATALOG_PLACE,
	 "UPDATE capture SET metadata_length = 1 WHERE id = 4"},
	{VERIFY_CATALOG_PLACE, "UPDATE capture SET kind = 1 WHERE id = 1"},
	{VERIFY_CATALOG_ROW, "UPDATE capture SET kind = 9 WHERE id = 1"},
	{VERIFY_CATALOG_ROW, "UPDATE capture SET warc_id = 9 WHERE id = 1"},
	{VERIFY_CATALOG_ROW, "UPDATE capture SET record_id = '<urn:uuid:1>'"},
	{VERIFY_CATALOG_ROW, "UPDATE capture SET started_ms = 1 WHERE id = 2"},
	{VERIFY_CATALOG_ROW, "UPDATE url SET url = 'http://b/' WHERE id = 4"},
	{VERIFY_CATALOG_ROW,
	 "UPDATE capture SET sha256 = zeroblob(32) WHERE id = 5"},
	{VERIFY_CATALOG_MISSING, "DELETE FROM capture WHERE id = 3"},
	{VERIFY_CATALOG_CONTENT, "UPDATE content SET length = 1"},
	{VERIFY_CATALOG_CONTENT, "UPDATE content SET capture_id = 2"},
	{VERIFY_CATALOG_CONTENT, "UPDATE content SET capture_id = 0"},
	{VERIFY_CATALOG_CONTENT, "UPDATE content SET sha256 = zeroblob(32)"},
	{VERIFY_CATALOG_CONTENT, "DELETE FROM content"},
};

/* Puts the catalog back after each; what is dropped comes back, too. */
static void every_rule_of_the_catalog_is_kept(void **state)
{
	size_t count = sizeof(catalog_mutations) / sizeof(*catalog_mutations);
	char *catalog = dir_path(sample.dir, "catalog.sqlite3");
	struct verify_totals totals;
	size_t n;
	char *bytes;

	(void)state;
	bytes = dir_read(catalog, &n);
	for (size_t i = 0; i < count; i++) {
		struct heard h = {
			.wanted = verify_rule_name(catalog_mutations[i].rule),
		};

		sql(catalog_mutations[i].sql);
		run(&h, &totals);
		if (!h.found)
			fail_msg("%s not found by %s:\n%s", h.wanted,
				 catalog_mutations[i].sql,
				 h.all.len ? h.all.data : "nothing");
		buf_free(&h.all);
		dir_write(catalog, bytes, n);
	}
	free(bytes);
	free(catalog);
}

/* No catalog, no database, none that may be written to. */
static void catalogs_that_cannot_be_read(void **state)
{
	char *catalog = dir_path(sample.dir, "catalog.sqlite3");
	char *aside = dir_path(sample.dir, "aside");
	struct verify_totals totals;

	(void)state;
	assert_int_equal(rename(catalog, aside), 0);
	for (int i = 0; i < 2; i++) {
		struct heard h = {.wanted = verify_rule_name(VERIFY_CATALOG)};

		if (i)
			dir_write(catalog, "no database at all, but bytes", 29);
		run(&h, &totals);
		assert_true(h.found);
		assert_int_equal(totals.findings, 1);
		buf_free(&h.all);
	}
	assert_int_equal(rename(aside, catalog), 0);
	free(catalog);
	free(aside);
}

/* A run died while it made the archive: nothing was stored, nothing is wrong.
 * A whole WARC file beside it is another matter. */
static void a_catalog_without_schema(void **state)
{
	char *catalog = dir_path(sample.dir, "catalog.sqlite3");
	char *aside = dir_path(sample.dir, "aside");
	struct heard h = {.wanted = verify_rule_name(VERIFY_CATALOG_FILE)};
	struct verify_options options = {.fast = false};
	struct verify_totals totals;
	char *empty = dir_make();
	char *path = dir_path(empty, "catalog.sqlite3");
	char *warc = dir_path(empty, "warc");

	(void)state;
	assert_int_equal(mkdir(warc, 0777), 0);
	dir_write(path, "", 0);
	assert_int_equal(verify_archive(empty, &options, &totals), 0);
	assert_int_equal(totals.findings, 0);
	assert_int_equal(rename(catalog, aside), 0);
	dir_write(catalog, "", 0);
	run(&h, &totals);
	assert_true(h.found);
	assert_int_equal(totals.findings, 1);
	buf_free(&h.all);
	assert_int_equal(rename(aside, catalog), 0);
	dir_remove(empty);
	free(path);
	free(warc);
	free(catalog);
	free(aside);
}

/* What lies beyond the last commit is still being written, and may end
 * anywhere; what lies before it may not. */
static void open_files(void **state)
{
	struct verify_totals totals;
	char open_path[4096];
	size_t committed = 0;

	(void)state;
	for (int i = 0; i <= SAMPLE_METADATA; i++)
		committed += sample.members[i].len;
	(void)snprintf(open_path, sizeof(open_path), "%s.open", sample.path);
	sql("DELETE FROM capture WHERE id > 1");
	sql("UPDATE warc_file SET closed = 0, size = (SELECT metadata_offset + "
	    "metadata_length FROM capture)");
	for (size_t cut = committed - 100; cut < committed + 900; cut += 50) {
		struct heard h = {.wanted = "torn"};

		sample_restore(&sample);
		assert_int_equal(truncate(sample.path, (off_t)cut), 0);
		assert_int_equal(rename(sample.path, open_path), 0);
		run(&h, &totals);
		assert_int_equal(totals.warcs_open, 1);
		assert_int_equal(h.found, cut < committed);
		if (cut >= committed && totals.findings)
			fail_msg("cut at %zu: %s", cut, h.all.data);
		buf_free(&h.all);
		assert_int_equal(rename(open_path, sample.path), 0);
	}
	sample_restore(&sample);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_rule_of_the_catalog_is_kept),
		cmocka_unit_test(catalogs_that_cannot_be_read),
		cmocka_unit_test(a_catalog_without_schema),
		cmocka_unit_test(open_files),
	};

	return cmocka_run_group_tests(tests, make_sample, drop_sample);
}
