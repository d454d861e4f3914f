/* SPDX-License-Identifier: Apache-2.0 */
/* Which captures are in the file; tests/lib/check_wacz reads it as others do,
 * in tests/check/export.sh. */
#include "crawler/export_wacz.h"

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

#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
#define GONE "HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\n"

enum { REPORT, FILE_BYTES, FILE_URL, IMAGE, SEED, FAILED, AGAIN, CAPTURES };

static volatile sig_atomic_t stop;
static struct archive archive;
static struct capture captures[CAPTURES];
static char *dir, *place;

static const struct article_attachment attachments[] = {
	{.url = SLICE_LIT("http://a.test/f.pdf"), .name = SLICE_LIT("f.pdf")},
};

static void add(int i, struct capture c, const char *head, const char *body)
{
	c.content_type = "text/html";
	(void)archive_add(&archive, &c, head, slice_of(body));
	captures[i] = c;
}

static void add_report(void)
{
	const struct report r = {
		.organ = SLICE_LIT("某局"), .year = 2023,
		.title = SLICE_LIT("某局年度报告"),
		.generation = GENERATION_2021, .attachments = attachments,
		.attachment_count = 1,
	};

	catalog_begin(archive.catalog);
	(void)rows_reports(archive.catalog, &captures[REPORT], &r, 1,
			   SLICE_NONE, NULL);
	if (catalog_end(archive.catalog))
		fail_msg("%s", catalog_problem(archive.catalog));
}

static void add_file(void)
{
	struct capture bytes, c = {.url = "http://a.test/f.pdf", .site = "a",
				   .status = 200, .kind = CAPTURE_REVISIT};

	add(FILE_BYTES, (struct capture){.url = "http://b.test/same.pdf",
	    .site = "b", .status = 200}, HEAD, "%PDF same");
	bytes = captures[FILE_BYTES];
	c.refers_to = (struct capture_ref){bytes.record_id, bytes.url,
					   bytes.started_ms};
	add(FILE_URL, c, HEAD, "%PDF same");
}

static int set_up(void **state)
{
	(void)state;
	stop = 0;
	dir = dir_make();
	place = dir_path(dir, "out.wacz");
	archive_make(&archive);
	add_file();
	add(REPORT, (struct capture){.url = "http://a.test/r", .site = "a",
	    .status = 200}, HEAD, "<p>page");
	add_report();
	add(IMAGE, (struct capture){.url = "http://a.test/i.gif", .site = "a",
	    .status = 200, .hops = "LE", .via = "http://a.test/r"}, HEAD,
	    "GIF89a");
	add(SEED, (struct capture){.url = "http://a.test/", .site = "a",
	    .status = 200, .is_seed = true, .title = "首页"}, HEAD, "<p>home");
	add(FAILED, (struct capture){.url = "http://a.test/x", .site = "a",
	    .kind = CAPTURE_FAILED, .outcome = ERR_TIMEOUT}, NULL, "");
	add(AGAIN, (struct capture){.url = "http://a.test/r", .site = "a",
	    .status = 404}, GONE, "<p>gone");
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	archive_drop(&archive);
	free(place);
	dir_remove(dir);
	return 0;
}

/* Exports what the filter chooses; what the file holds is owned by the
 * caller, NULL where err is none. */
static char *export(const struct store_report_filter *filter, int wanted,
		    struct export_wacz *ret_wacz, size_t *ret_n)
{
	struct store_reader *reader;
	struct export_choice choice;
	const char *problem;
	int err;

	*ret_wacz = (struct export_wacz){.filter = filter, .choice = &choice,
					 .now_ms = archive.now_ms};
	assert_int_equal(store_reader_open(archive.dir, &reader), 0);
	assert_int_equal(export_choose(reader, filter, &choice), 0);
	assert_int_equal(export_single_open(place, &stop, &ret_wacz->file,
					    &problem), 0);
	err = export_wacz(reader, ret_wacz);
	if (err != wanted)
		fail_msg("got %s, wanted %s: %s", err_name(err),
			 err_name(wanted), store_reader_problem(reader));
	export_choice_clear(&choice);
	store_reader_close(reader);
	if (err) {
		export_single_close(ret_wacz->file);
		return NULL;
	}
	assert_int_equal(export_single_finish(ret_wacz->file), 0);
	return dir_read(place, ret_n);
}

/* The capture's records as they stand in the archive. */
static struct slice records(const char *warc, const struct capture *c)
{
	return (struct slice){warc + c->main.offset, c->main.length +
			      c->request.length + (c->metadata.offset ==
			      c->main.offset ? 0 : c->metadata.length)};
}

static char *read_warc(void)
{
	char name[512];
	char *path, *bytes;

	(void)snprintf(name, sizeof(name), "warc/%s%s", archive.name,
		       archive.file ? ".open" : "");
	path = dir_path(archive.dir, name);
	bytes = dir_read(path, NULL);
	free(path);
	return bytes;
}

static void assert_holds(const char *bytes, size_t n, unsigned wanted)
{
	char *warc = read_warc();

	for (int i = 0; i < CAPTURES; i++) {
		struct slice all = {bytes, n};
		size_t at = slice_find(all, records(warc, &captures[i]), 0);

		if ((at != SIZE_MAX) != ((wanted >> i & 1) != 0))
			fail_msg("capture %d %s", i, at == SIZE_MAX ?
				 "is not there" : "is there");
	}
	free(warc);
}

static void assert_text(const char *bytes, size_t n, const char *text,
			bool wanted)
{
	if ((slice_finds((struct slice){bytes, n}, text, 0) != SIZE_MAX) !=
	    wanted)
		fail_msg("%s \"%s\"", wanted ? "lacks" : "has", text);
}

#define OF(i) (1u << (i))
#define OF_REPORT (OF(REPORT) | OF(FILE_URL) | OF(FILE_BYTES) | OF(IMAGE) | \
		   OF(AGAIN))

/* The attachment is a revisit: what it refers to comes along. */
static void of_a_year(void **state)
{
	const struct store_report_filter filter = {.year_from = 2023,
						   .year_to = 2023};
	struct export_wacz wacz;
	char *bytes;
	size_t n;

	(void)state;
	bytes = export(&filter, 0, &wacz, &n);
	assert_int_equal(wacz.ret_captures, 5);
	assert_int_equal(wacz.ret_damaged, 0);
	assert_holds(bytes, n, OF_REPORT);
	assert_text(bytes, n, "报告 · 2023\"", true);
	assert_text(bytes, n, "\"home\": {\"url\": \"http://a.test/r\"", true);
	assert_text(bytes, n, ", \"title\": \"某局年度报告\"}", true);
	assert_text(bytes, n, "首页", false);
	free(bytes);
}

/* All but what only another site has, whether or not the WARC file is being
 * written to. */
static void of_a_site(void **state)
{
	const struct store_report_filter filter = {.site = "a"};
	struct export_wacz wacz;

	(void)state;
	for (int i = 0; i < 2; i++) {
		size_t n;
		char *bytes = export(&filter, 0, &wacz, &n);

		assert_int_equal(wacz.ret_captures, 6);
		assert_holds(bytes, n, OF(CAPTURES) - 1);
		assert_text(bytes, n, "\"home\": {\"url\": \"http://a.test/\"",
			    true);
		assert_text(bytes, n, ", \"title\": \"首页\"}", true);
		free(bytes);
		assert_int_equal(remove(place), 0);
		archive_close(&archive);
	}
}

static void damage(const struct capture *c)
{
	char *path, name[512];
	FILE *f;

	(void)snprintf(name, sizeof(name), "warc/%s", archive.name);
	path = dir_path(archive.dir, name);
	f = fopen(path, "r+b");
	assert_non_null(f);
	assert_int_equal(fseek(f, (long)(c->main.offset + c->main.length / 2),
			       SEEK_SET), 0);
	assert_int_equal(fwrite("\xff\0\xff\0", 1, 4, f), 4);
	assert_int_equal(fclose(f), 0);
	free(path);
}

/* A damaged capture is left out whole, and nothing leads to it. */
static void damaged(void **state)
{
	const struct store_report_filter filter = {.year_from = 2023,
						   .year_to = 2023};
	struct export_wacz wacz;
	char *bytes;
	size_t n;

	(void)state;
	archive_close(&archive);
	damage(&captures[REPORT]);
	bytes = export(&filter, 0, &wacz, &n);
	assert_int_equal(wacz.ret_captures, 4);
	assert_int_equal(wacz.ret_damaged, 1);
	assert_holds(bytes, n, OF_REPORT & ~OF(REPORT));
	assert_text(bytes, n, "某局年度报告", false);
	assert_text(bytes, n, "{\"url\": \"http://a.test/r\", \"ts\"", false);
	assert_text(bytes, n, "\"home\"", false);
	free(bytes);
}

static void without_a_warc_file(void **state)
{
	const struct store_report_filter filter = {.id = NULL};
	struct export_wacz wacz;
	char *bytes, *path, name[512];
	size_t n;

	(void)state;
	archive_close(&archive);
	(void)snprintf(name, sizeof(name), "warc/%s", archive.name);
	path = dir_path(archive.dir, name);
	assert_int_equal(remove(path), 0);
	bytes = export(&filter, 0, &wacz, &n);
	assert_int_equal(wacz.ret_captures, 0);
	assert_int_equal(wacz.ret_damaged, CAPTURES + 1);
	free(bytes);
	free(path);
}

static void stopped(void **state)
{
	const struct store_report_filter filter = {.id = NULL};
	struct export_wacz wacz;
	size_t n;

	(void)state;
	stop = 1;
	assert_null(export(&filter, ERR_CANCELLED, &wacz, &n));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(of_a_year, set_up, tear_down),
		cmocka_unit_test_setup_teardown(of_a_site, set_up, tear_down),
		cmocka_unit_test_setup_teardown(damaged, set_up, tear_down),
		cmocka_unit_test_setup_teardown(without_a_warc_file, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(stopped, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
