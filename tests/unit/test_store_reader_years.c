/* SPDX-License-Identifier: Apache-2.0 */
/* Reports out of the archive are held against those of the year before. */
#include "base/err.h"
#include "store/store.h"
#include "tests/lib/archive.h"
#include "tests/lib/facts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define HEAD "HTTP/1.1 200 OK\r\n\r\n"

static struct archive archive;
static struct store_reader *reader;

/* Who reports where of which year: 申请 and 主动公开 as in tests/lib/facts.h. */
static const struct {
	const char *url, *organ;
	int year;
	const char *applications, *active;
} pages[] = {
	{"http://www.qinghe.gov.cn/1", "青禾县财政局", 2022,
	 "25: 3 0 0 0 0 0 3\n", "1: 0 0 5\n"},
	/* another host of the portal, another form of the name, later years
	 * before earlier ones */
	{"http://zf.qinghe.gov.cn/3", "青禾县财政局", 2024,
	 "1: 2 0 0 0 0 0 2\n", "1: 0 0 8\n"},
	{"http://zf.qinghe.gov.cn/2", "青禾县财政局", 2023,
	 "1: 3 0 0 0 0 0 3\n25: 1 0 0 0 0 0 1\n", "1: 3 0 8\n"},
	/* no report of the year before: another organ, a foreign portal */
	{"http://www.qinghe.gov.cn/4", "青禾县水利局", 2023,
	 "1: 9 0 0 0 0 0 9\n", "1: 0 0 9\n"},
	{"http://www.heyuan.gov.cn/5", "青禾县财政局", 2023,
	 "1: 9 0 0 0 0 0 9\n", "1: 0 0 9\n"},
};

static void add_page(size_t i)
{
	struct capture c = {.url = pages[i].url, .status = 200,
			    .site = "qinghe", .official = true};
	struct report_row applications[FACTS_ROWS], active[FACTS_ROWS];
	struct arena *a = arena_new(1 << 20);
	struct report r = {
		.organ = slice_of(pages[i].organ), .year = pages[i].year,
		.generation = GENERATION_2021,
		.applications = applications, .active = active,
	};

	assert_non_null(a);
	r.application_count = facts_rows(pages[i].applications, 'p', a,
					 applications);
	r.active_count = facts_rows(pages[i].active, 'a', a, active);
	(void)archive_add(&archive, &c, HEAD, slice_of(pages[i].url));
	catalog_begin(archive.catalog);
	(void)rows_reports(archive.catalog, &c, &r, 1, SLICE_NONE, NULL);
	if (catalog_end(archive.catalog))
		fail_msg("%s", catalog_problem(archive.catalog));
	arena_free(a);
}

static int make(void **state)
{
	(void)state;
	archive_make(&archive);
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		add_page(i);
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

struct seen {
	struct buf urls, checks;
	char id[REPORT_ID_SIZE];
};

static int on_report(void *ctx, const struct store_report *s)
{
	struct seen *seen = ctx;

	(void)buf_addf(&seen->urls, "%s ", s->url);
	facts_print(s->report.checks, s->report.check_count, "V5",
		    &seen->checks);
	facts_print(s->report.checks, s->report.check_count, "V6",
		    &seen->checks);
	(void)snprintf(seen->id, sizeof(seen->id), "%s", s->id);
	return 0;
}

static void ask(struct seen *seen, const struct store_report_filter *filter)
{
	*seen = (struct seen){.urls = BUF_INIT(1 << 16),
			      .checks = BUF_INIT(1 << 16)};
	(void)buf_adds(&seen->urls, "");
	(void)buf_adds(&seen->checks, "");
	assert_int_equal(store_each_report(reader, filter, on_report, seen),
			 0);
}

static void forget(struct seen *seen)
{
	buf_free(&seen->urls);
	buf_free(&seen->checks);
}

static void two_years(void **state)
{
	char wanted[4096];
	struct seen before, now;

	(void)state;
	ask(&before, &(struct store_report_filter){.url = pages[0].url});
	assert_string_equal(before.checks.data, "");
	ask(&now, &(struct store_report_filter){.url = pages[2].url});
	(void)snprintf(wanted, sizeof(wanted),
		"pass 自然人 3 = 3, see %s of 2022\n"
		"pass 商业企业 0 = 0, see %s of 2022\n"
		"pass 科研机构 0 = 0, see %s of 2022\n"
		"pass 社会公益组织 0 = 0, see %s of 2022\n"
		"pass 法律服务机构 0 = 0, see %s of 2022\n"
		"pass 其他 0 = 0, see %s of 2022\n"
		"pass 总计 3 = 3, see %s of 2022\n"
		"pass 行政规范性文件 5 + 3 - 0 = 8, see %s of 2022\n",
		before.id, before.id, before.id, before.id, before.id,
		before.id, before.id, before.id);
	assert_string_equal(now.checks.data, wanted);
	forget(&before);
	forget(&now);
}

static void nothing_to_compare(void **state)
{
	(void)state;
	for (size_t i = 3; i < sizeof(pages) / sizeof(*pages); i++) {
		struct seen seen;

		ask(&seen, &(struct store_report_filter){
			.url = pages[i].url});
		if (strcmp(seen.checks.data, "") != 0)
			fail_msg("%s: %s", pages[i].url, seen.checks.data);
		forget(&seen);
	}
}

/* Only of two years; and still of a filter that leaves one of them out. */
static void failing(void **state)
{
	struct seen seen;

	(void)state;
	ask(&seen, &(struct store_report_filter){.failing = true});
	assert_string_equal(seen.urls.data, "http://zf.qinghe.gov.cn/3 ");
	forget(&seen);
	ask(&seen, &(struct store_report_filter){.failing = true,
						 .year_from = 2024});
	assert_string_equal(seen.urls.data, "http://zf.qinghe.gov.cn/3 ");
	forget(&seen);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_years),
		cmocka_unit_test(nothing_to_compare),
		cmocka_unit_test(failing),
	};

	return cmocka_run_group_tests(tests, make, drop);
}
