/* SPDX-License-Identifier: Apache-2.0 */
/* Reports with names that strangers chose badly, and bytes that are lost. */
#include "crawler/export_folder.h"

#include "base/err.h"
#include "tests/lib/archive.h"
#include "tests/lib/dir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum { BODY_MAX = 1 << 20 };

#define TEN(s) s s s s s s s s s s
#define LONG TEN(TEN("\xe5\xb9\xb4"))	/* 300 bytes */
#define CUT TEN("\xe5\xb9\xb4") TEN("\xe5\xb9\xb4") TEN("\xe5\xb9\xb4")	\
	TEN("\xe5\xb9\xb4") TEN("\xe5\xb9\xb4") TEN("\xe5\xb9\xb4")	\
	TEN("\xe5\xb9\xb4") TEN("\xe5\xb9\xb4")
#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"

static volatile sig_atomic_t stop;
static struct archive archive;

#define FILE_OF(n, text) \
	{.url = SLICE_LIT("http://a.test/" n), .name = SLICE_LIT(text)}

static const struct article_attachment hostile[] = {
	FILE_OF("1", "../../evil"), FILE_OF("2", "a\0b"),
	FILE_OF("3", "facts.json"), FILE_OF("4", "CON"),
	FILE_OF("5", "same"), FILE_OF("6", "SAME"), FILE_OF("7", LONG),
	FILE_OF("%e5%b9%b4.pdf", ""), FILE_OF("%c4%ea.pdf", " "),
	FILE_OF("..%2f..%2fx", ""), FILE_OF("missing", "missing"),
	FILE_OF("1", "again"),
	{.url = SLICE_LIT("http://a.test/8"), .name = SLICE_LIT("table"),
	 .type = "xls"},
	{.url = SLICE_LIT("http://a.test/9"), .name = SLICE_LIT("T.XLS"),
	 .type = "xls"},
};
enum { HOSTILE = sizeof(hostile) / sizeof(*hostile) };

/* Beside page.html, page.headers.txt and facts.json. */
static const char *const names[] = {
	"_._.._evil", "a_b", "facts (2).json", "_CON", "same", "SAME (2)",
	CUT "\xe5\xb9\xb4\xe5\xb9\xb4\xe5\xb9\xb4\xe5\xb9\xb4\xe5\xb9\xb4",
	"\xe5\xb9\xb4.pdf", "\xe5\xb9\xb4 (2).pdf", "_._.._x", "table.xls",
	"T.XLS",
};

static void add_page(const char *url, const char *body,
		     const struct report *r)
{
	struct capture c = {.url = url, .status = 200, .site = "../site",
			    .content_type = "text/html"};

	(void)archive_add(&archive, &c, HEAD, slice_of(body));
	catalog_begin(archive.catalog);
	(void)rows_reports(archive.catalog, &c, r, r ? 1 : 0, SLICE_NONE,
			   NULL);
	if (catalog_end(archive.catalog))
		fail_msg("%s", catalog_problem(archive.catalog));
}

static void make(void)
{
	const struct report r = {
		.organ = SLICE_LIT("../..//organ"), .year = 2023,
		.generation = GENERATION_2021, .attachments = hostile,
		.attachment_count = HOSTILE,
	};
	const struct report unknown = {.generation = GENERATION_NARRATIVE};

	archive_make(&archive);
	add_page("http://a.test/r", "<p>page", &r);
	for (int i = 0; i < HOSTILE; i++) {
		char *url = slice_dup(hostile[i].url);
		char body[32];

		assert_non_null(url);
		(void)snprintf(body, sizeof(body), "file %s", url + 13);
		if (!strstr(url, "missing"))
			add_page(url, body, NULL);
		free(url);
	}
	/* the same organ and year elsewhere; nothing known at all */
	add_page("http://b.test/r", "<p>other page", &r);
	add_page("http://c.test/r", "<p>no organ", &unknown);
}

static int on_report(void *ctx, const struct store_report *s)
{
	return export_folder_add(ctx, s);
}

/* Returns how many contents were damaged. */
static unsigned export_to(const char *place, int wanted)
{
	const struct store_report_filter all = {.id = NULL};
	struct export_folder *folder;
	struct store_reader *reader;
	struct export_tree *tree;
	const char *problem;
	unsigned damaged;
	int err;

	assert_int_equal(store_reader_open(archive.dir, &reader), 0);
	assert_int_equal(export_tree_open(place, &stop, &tree, &problem), 0);
	assert_int_equal(export_folder_open(tree, reader, BODY_MAX, &folder),
			 0);
	err = store_each_report(reader, &all, on_report, folder);
	assert_int_equal(err, wanted);
	damaged = export_folder_damaged(folder);
	err = export_folder_close(folder);
	assert_int_equal(err, wanted);
	assert_int_equal(export_tree_finish(tree), wanted);
	store_reader_close(reader);
	return damaged;
}

static void assert_listed(const char *manifest, const char *folder,
			  const char *name, bool wanted)
{
	struct buf line = BUF_INIT(2048);

	assert_int_equal(buf_addf(&line, "  %s/%s\n", folder, name), 0);
	if ((strstr(manifest, line.data) != NULL) != wanted)
		fail_msg("%s: %s in:\n%s", line.data,
			 wanted ? "is not" : "is", manifest);
	buf_free(&line);
}

static void safe_names(void **state)
{
	char *dir = dir_make(), *above = dir_path(dir, "x");
	char *place, *path, *manifest;
	unsigned lines = 0;

	(void)state;
	assert_int_equal(mkdir(above, 0777), 0);
	place = dir_path(above, "out");
	make();
	assert_int_equal(export_to(place, 0), 0);
	path = dir_path(place, EXPORT_MANIFEST);
	manifest = dir_read(path, NULL);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		assert_listed(manifest, "_._site/_._..__organ/2023", names[i],
			      true);
		assert_listed(manifest, "_._site/_._..__organ/2023 (2)",
			      names[i], true);
	}
	assert_listed(manifest, "_._site/_._..__organ/2023", "page.html",
		      true);
	assert_listed(manifest, "_._site/_._..__organ/2023", "facts.json",
		      true);
	assert_listed(manifest, "_._site/_._..__organ/2023",
		      "page.headers.txt", true);
	assert_listed(manifest, "_._site/_._..__organ/2023", "missing",
		      false);
	assert_listed(manifest, "_._site/_._..__organ/2023", "again", false);
	assert_listed(manifest, "_._site/单位不详/年份不详", "page.html", true);
	for (const char *p = manifest; (p = strchr(p, '\n')); p++)
		lines++;
	assert_int_equal(lines, 2 * (sizeof(names) / sizeof(*names) + 3) +
			 3 + 1);
	free(manifest);
	free(path);
	free(place);
	free(above);
	archive_drop(&archive);
	dir_remove(dir);
}

/* What the archive has lost is left out and counted, the rest is there. */
static void lost_bytes(void **state)
{
	char *dir = dir_make(), *place = dir_path(dir, "out");
	char *path, *manifest;

	(void)state;
	make();
	archive_close(&archive);
	dir_remove(dir_path(archive.dir, "warc"));
	assert_true(export_to(place, 0) > 0);
	path = dir_path(place, EXPORT_MANIFEST);
	manifest = dir_read(path, NULL);
	assert_listed(manifest, "_._site/_._..__organ/2023", "facts.json",
		      true);
	assert_listed(manifest, "_._site/_._..__organ/2023", "page.html",
		      false);
	free(manifest);
	free(path);
	free(place);
	archive_drop(&archive);
	dir_remove(dir);
}

static void stopped(void **state)
{
	char *dir = dir_make(), *place = dir_path(dir, "out");

	(void)state;
	make();
	stop = 1;
	(void)export_to(place, ERR_CANCELLED);
	stop = 0;
	free(place);
	archive_drop(&archive);
	dir_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(safe_names),
		cmocka_unit_test(lost_bytes),
		cmocka_unit_test(stopped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
