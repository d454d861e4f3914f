/* SPDX-License-Identifier: Apache-2.0 */
/* Reports come out of the archive as they were put in. */
#include "base/err.h"
#include "parsers/report_json.h"
#include "store/store.h"
#include "tests/lib/archive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MAX = 8 << 20 };

#define PAGE "http://www.qinghe.gov.cn/nb/2023.html"
#define COPY "http://zf.qinghe.gov.cn/nb/2023.html"
#define FILE_URL "http://www.qinghe.gov.cn/nb/2023.pdf"
#define HEAD "HTTP/1.1 200 OK\r\n\r\n"

#define CELL(k, t, v, r, c)						\
	{.kind = (k), .text = SLICE_LIT(t), .value = SLICE_LIT(v),	\
	 .row = (r), .col = (c), .offset = 7, .length = sizeof(t) - 1}

static const struct report_cell active_cells[] = {
	CELL(CELL_NUMBER, "3", "3", 1, 1),
	{.kind = CELL_BLANK, .text = SLICE_LIT(""), .row = 1, .col = 2},
	CELL(CELL_VALUED, "251000\xe5\x85\x83", "251000", 1, 3),
};
static const struct report_cell application_cells[] = {
	CELL(CELL_NUMBER, "0", "0", 2, 1),
	{.kind = CELL_NOT_APPLICABLE, .text = SLICE_LIT("/")},
	{.kind = CELL_UNREAD},
	{.kind = CELL_NUMBER, .solved = true, .value = SLICE_LIT("4")},
	{.kind = CELL_TEXT, .text = SLICE_LIT("\xe6\x97\xa0")},
	CELL(CELL_NUMBER, "-8", "-8", 2, 6),
	CELL(CELL_NUMBER, "3.5", "3.5", 2, 7),
};
static const struct report_row active[] = {
	{"\xe8\xa7\x84\xe7\xab\xa0", active_cells, 3},
	{"\xe8\xa1\x8c\xe6\x94\xbf\xe8\xae\xb8\xe5\x8f\xaf",
	 active_cells, 1},
};
static const struct report_row applications[] = {
	{"\xe4\xb8\x80", application_cells, APPLICATION_COLUMNS},
	{"\xe4\xba\x8c", application_cells, APPLICATION_COLUMNS},
	{"\xe4\xb8\x89", application_cells, APPLICATION_COLUMNS},
};
static const struct report_row review[] = {
	{"a", application_cells, REVIEW_CELLS},
	{"b", application_cells + 1, REVIEW_CELLS},
	{"c", application_cells + 2, REVIEW_CELLS},
};
/* What differs in one cell. */
static const struct report_row other_review[] = {
	{"a", application_cells, REVIEW_CELLS},
	{"b", application_cells + 1, REVIEW_CELLS},
	{"c", application_cells + 1, REVIEW_CELLS},
};
static const struct report_statistic statistics[] = {
	{SLICE_LIT("x"), SLICE_LIT("\xe6\x9d\xa1"),
	 CELL(CELL_NUMBER, "1", "1", 0, 0), CELL(CELL_NUMBER, "2", "2", 0, 1)},
	{SLICE_LIT("y"), {NULL, 0},
	 CELL(CELL_NUMBER, "3", "3", 1, 0), {.kind = CELL_BLANK}},
};
static const struct report_stated stated[] = {
	{"applications_received", SLICE_LIT("12"), SLICE_LIT("12 in all")},
};
static const struct report_check checks[] = {
	{"V1", CHECK_PASS, SLICE_LIT("w"), SLICE_LIT("3 = 3")},
	{"V2", CHECK_UNCERTAIN, {NULL, 0}, SLICE_LIT("?")},
};
static const struct report_check failing_checks[] = {
	{"V1", CHECK_FAIL, SLICE_LIT("w"), SLICE_LIT("3 = 4")},
};
static const struct report_section sections[] = {
	{SLICE_LIT("one"), SLICE_LIT("text\nof one")},
	{SLICE_LIT("two"), SLICE_LIT("")},
};
static const struct article_attachment attachments[] = {
	{SLICE_LIT("2023.pdf"), SLICE_LIT(FILE_URL), SLICE_LIT("name"), "pdf",
	 3},
	{SLICE_LIT("x.doc"), SLICE_LIT("http://www.qinghe.gov.cn/x.doc"),
	 SLICE_LIT(""), "doc", 4},
};

static const struct report full = {
	.organ = SLICE_LIT("\xe6\xb8\x85\xe6\xb2\xb3\xe5\x8e\xbf"),
	.organ_kind = "government", .year = 2023, .year_stated = true,
	.generation = GENERATION_2021, .title = SLICE_LIT("title"),
	.published = SLICE_LIT("2024-01-31"),
	.signed_on = SLICE_LIT("2024-01"), .source = SLICE_LIT("office"),
	.text = SLICE_LIT("收到行政诉讼3件，Ｐｄｆ"),
	.sections = sections, .section_count = 2,
	.active = active, .active_count = 2,
	.applications = applications, .application_count = 3,
	.review = review, .review_count = 3,
	.statistics = statistics, .statistic_count = 2,
	.stated = stated, .stated_count = 1,
	.checks = checks, .check_count = 2,
	.attachments = attachments, .attachment_count = 2,
};
static const struct report bare = {
	.generation = GENERATION_NARRATIVE, .checks = failing_checks,
	.check_count = 1,
};

static struct archive archive;
static struct store_reader *reader;

static struct capture add_document(const char *url, const char *body,
				   const struct report *reports,
				   uint32_t count,
				   const struct store_document *document)
{
	struct capture c = {.url = url, .status = 200, .site = "qinghe",
			    .official = true};

	(void)archive_add(&archive, &c, HEAD, slice_of(body));
	catalog_begin(archive.catalog);
	if (document)
		rows_document(archive.catalog, &c, document);
	(void)rows_reports(archive.catalog, &c, reports, count, SLICE_NONE,
			   document);
	if (catalog_end(archive.catalog))
		fail_msg("%s", catalog_problem(archive.catalog));
	return c;
}

static struct capture add_page(const char *url, const char *body,
			       const struct report *reports, uint32_t count)
{
	return add_document(url, body, reports, count, NULL);
}

static int make(void **state)
{
	(void)state;
	archive_make(&archive);
	assert_int_equal(store_reader_open(archive.dir, &reader), 0);
	return 0;
}

static int drop(void **state)
{
	(void)state;
	store_reader_close(reader);
	archive_drop(&archive);
	return 0;
}

/* --- one, with all there can be --------------------------------------- */

struct seen {
	struct buf json, ids;
	struct store_report last; /* numbers and counts only */
	char content[SHA256_HEX_SIZE], file[SHA256_HEX_SIZE];
	char url[256];
	int count;
};

static int on_report(void *ctx, const struct store_report *s)
{
	const struct report_origin none = {.capture = 0, .official = -1,
					   .mirror = -1};
	struct seen *seen = ctx;

	seen->count++;
	seen->last = *s;
	(void)snprintf(seen->url, sizeof(seen->url), "%s", s->url);
	memcpy(seen->content, s->content, SHA256_HEX_SIZE);
	if (s->report.attachment_count && s->attachment_sha256[0])
		memcpy(seen->file, s->attachment_sha256[0], SHA256_HEX_SIZE);
	assert_int_equal(buf_addf(&seen->ids, "%d ", s->report.year), 0);
	buf_clear(&seen->json);
	return report_json(&s->report, &none, SLICE_NONE, &seen->json);
}

static void ask(struct seen *seen, const struct store_report_filter *filter)
{
	int err;

	*seen = (struct seen){.json = BUF_INIT(MAX), .ids = BUF_INIT(MAX)};
	assert_int_equal(buf_adds(&seen->ids, ""), 0);
	err = store_each_report(reader, filter, on_report, seen);
	if (err)
		fail_msg("%s: %s", err_name(err),
			 store_reader_problem(reader));
}

static void seen_free(struct seen *seen)
{
	buf_free(&seen->json);
	buf_free(&seen->ids);
}

static void a_report_comes_back_whole(void **state)
{
	const struct report_origin none = {.capture = 0, .official = -1,
					   .mirror = -1};
	struct buf want = BUF_INIT(MAX);
	struct capture c = add_page(PAGE, "page", &full, 1), file;
	char hex[SHA256_HEX_SIZE];
	struct seen seen;

	(void)state;
	ask(&seen, &(struct store_report_filter){.id = NULL});
	assert_int_equal(seen.count, 1);
	assert_int_equal(report_json(&full, &none, SLICE_NONE, &want), 0);
	assert_string_equal(seen.json.data, want.data);
	digest_hex(c.sha256, hex);
	assert_string_equal(seen.content, hex);
	assert_string_equal(seen.url, PAGE);
	assert_int_equal(seen.last.capture, c.id);
	assert_int_equal(seen.last.first_seen_ms, c.started_ms);
	assert_int_equal(seen.last.versions, 1);
	assert_true(seen.last.official);
	assert_int_equal(seen.last.url_count, 1);
	assert_string_equal(seen.file, "");
	buf_free(&want);
	seen_free(&seen);
	/* its attachment is fetched */
	file = add_page(FILE_URL, "%PDF-1.4", NULL, 0);
	digest_hex(file.sha256, hex);
	ask(&seen, &(struct store_report_filter){.url = PAGE});
	assert_string_equal(seen.file, hex);
	seen_free(&seen);
}

/* A correction is the report now; what was corrected is a version of it. */
static void a_corrected_report(void **state)
{
	struct report corrected = full;
	struct capture c;
	struct seen seen;

	(void)state;
	corrected.title = (struct slice)SLICE_LIT("corrected");
	corrected.checks = failing_checks;
	corrected.check_count = 1;
	c = add_page(COPY, "another page", &corrected, 1);
	ask(&seen, &(struct store_report_filter){.url = PAGE});
	assert_int_equal(seen.count, 1);
	assert_non_null(strstr(seen.json.data, "\"corrected\""));
	assert_int_equal(seen.last.versions, 2);
	assert_int_equal(seen.last.url_count, 2);
	assert_int_equal(seen.last.last_seen_ms, c.started_ms);
	assert_int_equal(seen.last.capture, c.id);
	seen_free(&seen);
}

/* A page that has but a paragraph, and the document it leads to; then the page
 * has all of it. */
static void a_page_and_its_document(void **state)
{
	const char *page = "http://www.qinghe.gov.cn/3";
	const struct store_document document = {
		.kind = "pdf", .tool = "built-in", .has_text = true,
		.text_length = 9, .page = page,
	};
	struct report whole = full, part = full;
	struct capture c;
	struct seen seen;

	(void)state;
	whole.year = part.year = 2019;
	part.active_count = part.application_count = part.review_count = 0;
	part.statistic_count = 0;
	part.title = (struct slice)SLICE_LIT("page");
	(void)add_page(page, "first paragraph", &part, 1);
	c = add_document("http://www.qinghe.gov.cn/3.pdf", "%PDF 3", &whole, 1,
			 &document);
	ask(&seen, &(struct store_report_filter){.year_to = 2019,
						 .year_from = 2019});
	assert_int_equal(seen.count, 1);
	assert_int_equal(seen.last.capture, c.id);
	assert_int_equal(seen.last.versions, 1);
	assert_int_equal(seen.last.url_count, 2);
	assert_null(strstr(seen.json.data, "copies"));
	seen_free(&seen);
	part = whole;
	part.title = (struct slice)SLICE_LIT("whole page");
	part.review = other_review;
	c = add_page(page, "all of it", &part, 1);
	ask(&seen, &(struct store_report_filter){.url = page});
	assert_int_equal(seen.count, 1);
	assert_int_equal(seen.last.capture, c.id);
	assert_int_equal(seen.last.versions, 2);
	assert_non_null(strstr(seen.json.data, "\"rule\":\"copies\","
			       "\"result\":\"fail\""));
	seen_free(&seen);
	catalog_exec(archive.catalog, "DELETE FROM report_url WHERE report_id "
		     "IN (SELECT id FROM report WHERE year = 2019)");
	catalog_exec(archive.catalog, "DELETE FROM report WHERE year = 2019");
}

/* A page that has nothing of it is among its URLs. */
static void a_page_that_only_leads_there(void **state)
{
	const char *page = "http://www.qinghe.gov.cn/4";
	const struct store_document document = {.kind = "pdf", .page = page};
	struct report whole = full;
	struct seen seen;

	(void)state;
	whole.year = 2018;
	(void)add_document("http://www.qinghe.gov.cn/4.pdf", "%PDF 4", &whole,
			   1, &document);
	ask(&seen, &(struct store_report_filter){.url = page});
	assert_int_equal(seen.count, 1);
	assert_int_equal(seen.last.url_count, 2);
	assert_string_equal(seen.url, "http://www.qinghe.gov.cn/4.pdf");
	seen_free(&seen);
	catalog_exec(archive.catalog, "DELETE FROM report_url WHERE report_id "
		     "IN (SELECT id FROM report WHERE year = 2018)");
	catalog_exec(archive.catalog, "DELETE FROM report WHERE year = 2018");
}

static int count_of(int year)
{
	struct seen seen;
	int count;

	ask(&seen, &(struct store_report_filter){.year_from = year,
						 .year_to = year});
	count = seen.count;
	seen_free(&seen);
	catalog_exec(archive.catalog, "DELETE FROM report_url WHERE report_id "
		     "IN (SELECT id FROM report WHERE year < 2019)");
	catalog_exec(archive.catalog, "DELETE FROM report WHERE year < 2019");
	return count;
}

/* Where one page tells the division and the other does not, it is one report;
 * organs of one name in two divisions are two. */
static void divisions(void **state)
{
	static const struct {
		const char *one, *other; /* NULL: not told */
		const char *organ_one, *organ_other;
		int reports;
	} cases[] = {
		{NULL, "522628", "财政局", "财政局", 1},
		{"522628", NULL, "财政局", "财政局", 1},
		{"522628", "522628", "财政局", "锦屏县财政局", 1},
		{"522628203", "522628203", "大同乡人民政府",
		 "锦屏县大同乡人民政府", 1},
		{"522628", "522629", "财政局", "财政局", 2},
		{"522628", "522628", "财政局", "教育局", 2},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct report one = full, other = full;
		char url[80], body[40];
		int got;

		one.year = other.year = 2011;
		one.organ = slice_of(cases[i].organ_one);
		other.organ = slice_of(cases[i].organ_other);
		one.division = slice_of(cases[i].one);
		other.division = slice_of(cases[i].other);
		(void)snprintf(url, sizeof(url),
			       "http://www.qinghe.gov.cn/d/%zu", i);
		(void)snprintf(body, sizeof(body), "one of %zu", i);
		(void)add_page(url, body, &one, 1);
		(void)snprintf(url, sizeof(url),
			       "http://xxgk.qinghe.gov.cn/d/%zu", i);
		(void)snprintf(body, sizeof(body), "other of %zu", i);
		(void)add_page(url, body, &other, 1);
		got = count_of(2011);
		if (got != cases[i].reports)
			fail_msg("case %zu: got %d reports, wanted %d", i, got,
				 cases[i].reports);
	}
}

static void filters(void **state)
{
	struct report other = full, third = full;
	const struct {
		struct store_report_filter filter;
		const char *years;
	} cases[] = {
		{{.id = NULL}, "0 2021 2022 2023 "},
		{{.id = "0123456789abcdef"}, ""},
		{{.site = "qinghe"}, "0 2021 2022 2023 "},
		{{.site = "qing"}, ""},
		{{.organ = "\xe6\xb8\x85\xe6\xb2\xb3"}, "2021 2022 2023 "},
		{{.organ = "%"}, ""},
		{{.year_from = 2022}, "2022 2023 "},
		{{.year_to = 2022}, "2021 2022 "},
		{{.year_from = 2022, .year_to = 2022}, "2022 "},
		{{.failing = true}, "0 2023 "},
		{{.failing = true, .year_from = 2000}, "2023 "},
		{{.url = COPY}, "2023 "},
		{{.words = "诉讼"}, "2021 2022 2023 "},
		{{.words = "政诉讼 PDF", .year_from = 2022}, "2022 2023 "},
		{{.words = "讼", .year_from = 2023}, "2023 "},
		{{.words = "诉讼4"}, ""},
		{{.words = "复议 诉讼"}, ""},
		{{.url = PAGE "?"}, ""},
	};

	(void)state;
	other.year = 2021;
	third.year = 2022;
	(void)add_page("http://www.qinghe.gov.cn/1", "1", &other, 1);
	(void)add_page("http://www.qinghe.gov.cn/2", "2",
		       (const struct report[]){third, bare}, 2);
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct seen seen;

		ask(&seen, &cases[i].filter);
		if (strcmp(seen.ids.data, cases[i].years) != 0)
			fail_msg("case %zu: got %s, wanted %s", i,
				 seen.ids.data, cases[i].years);
		seen_free(&seen);
	}
}

static int stop(void *ctx, const struct store_report *s)
{
	(void)s;
	++*(int *)ctx;
	return 7;
}

static void ends_early(void **state)
{
	const struct store_report_filter all = {.id = NULL};
	int count = 0;

	(void)state;
	assert_int_equal(store_each_report(reader, &all, stop, &count), 7);
	assert_int_equal(count, 1);
}

static void rows_that_make_no_sense(void **state)
{
	static const struct {
		const char *damage, *undo;
	} cases[] = {
		{"UPDATE fact SET kind = 'odd:' || kind",
		 "UPDATE fact SET kind = substr(kind, 5)"},
		{"UPDATE report_check SET result = 'odd:' || result",
		 "UPDATE report_check SET result = substr(result, 5)"},
		{"UPDATE reading SET generation = 'odd:' || generation",
		 "UPDATE reading SET generation = substr(generation, 5)"},
	};
	const struct store_report_filter some = {.year_from = 2023};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int count = 0;

		catalog_exec(archive.catalog, cases[i].damage);
		assert_int_equal(store_each_report(reader, &some, stop,
						   &count), ERR_DAMAGED);
		assert_string_not_equal(store_reader_problem(reader), "");
		assert_int_equal(count, 0);
		catalog_exec(archive.catalog, cases[i].undo);
		assert_int_equal(store_each_report(reader, &some, stop,
						   &count), 7);
		assert_int_equal(catalog_err(archive.catalog), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_report_comes_back_whole),
		cmocka_unit_test(a_corrected_report),
		cmocka_unit_test(a_page_and_its_document),
		cmocka_unit_test(a_page_that_only_leads_there),
		cmocka_unit_test(divisions),
		cmocka_unit_test(filters),
		cmocka_unit_test(ends_early),
		cmocka_unit_test(rows_that_make_no_sense),
	};

	return cmocka_run_group_tests(tests, make, drop);
}
