/* SPDX-License-Identifier: Apache-2.0 */
/* What a person and a script see of a crawl. */
#include "crawler/progress.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static const struct tally tally = {
	.fetched = 12, .stored = 9, .revisits = 1, .not_modified = 2,
	.failed = 1, .blocked = 3, .robots = 2, .bytes = 1536, .reports = 4,
	.stops = {[STOP_DEPTH] = 5},
};

static void test_line(void **state)
{
	struct progress p = {
		.tally = &tally, .queue = 7, .hosts = 3, .hosts_waiting = 2,
		.hosts_blocked = 1, .elapsed_ms = 61000, .state = "stopping",
	};
	struct buf out = BUF_INIT(1024);

	(void)state;
	assert_int_equal(progress_line(&p, 0, &out), 0);
	assert_string_equal(out.data, "1:01  12 pages  queue 7  1.5 KiB  "
			    "reports 4  hosts 3 (2 waiting, 1 blocked)  "
			    "blocked 3  failed 1  [stopping]");
	buf_clear(&out);
	assert_int_equal(progress_line(&p, 20, &out), 0);
	assert_string_equal(out.data, "1:01  12 pages  queu");
	buf_free(&out);
}

static void test_units(void **state)
{
	static const struct {
		uint64_t bytes;
		const char *text;
	} sizes[] = {
		{0, "0 B"}, {1023, "1023 B"}, {1024, "1.0 KiB"},
		{1 << 20, "1.0 MiB"}, {UINT64_C(5) << 40, "5.0 TiB"},
		{UINT64_C(5) << 50, "5120.0 TiB"},
	};
	static const struct {
		int64_t ms;
		const char *text;
	} times[] = {
		{0, "0:00"}, {59999, "0:59"}, {3599999, "59:59"},
		{3600000, "1:00:00"}, {90061000, "25:01:01"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct buf out = BUF_INIT(64);

		assert_int_equal(progress_bytes(sizes[i].bytes, &out), 0);
		assert_string_equal(out.data, sizes[i].text);
		buf_free(&out);
	}
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		struct buf out = BUF_INIT(64);

		assert_int_equal(progress_time(times[i].ms, &out), 0);
		assert_string_equal(out.data, times[i].text);
		buf_free(&out);
	}
}

static void test_end(void **state)
{
	struct progress_site site = {
		.name = "qinghe", .tally = &tally, .left = 6,
		.remark = "cannot be reached",
	};
	struct progress_end end = {
		.run = 3, .sites = &site, .site_count = 1,
		.elapsed_ms = 2500, .stall_ms = 17, .stall_cpu_ms = 5,
		.archive = "archive",
	};
	struct buf out = BUF_INIT(4096);

	(void)state;
	assert_int_equal(progress_json(&end, &out), 0);
	assert_string_equal(out.data,
		"{\"run\":3,\"sites\":1,\"fetched\":12,\"stored\":9,"
		"\"revisits\":1,\"not_modified\":2,\"failed\":1,"
		"\"blocked\":3,\"bytes\":1536,\"reports\":4,\"columns\":[],"
		"\"robots\":2,\"not_found\":0,\"redirects\":0,\"queued\":6,"
		"\"stopped\":{\"max_depth\":5},\"resumed\":false,"
		"\"interrupted\":false,\"loop_stall_ms\":17,"
		"\"loop_stall_cpu_ms\":5,\"seconds\":2.500}");
	buf_clear(&out);
	assert_int_equal(progress_table(&end, &out), 0);
	assert_non_null(strstr(out.data, "done in 0:02, 1.5 KiB\n"));
	assert_non_null(strstr(out.data, "links deeper than max_depth (5)"));
	assert_non_null(strstr(out.data, "cannot be reached"));
	assert_non_null(strstr(out.data, "nianbao -C archive reports"));
	buf_clear(&out);
	end.interrupted = true;
	assert_int_equal(progress_table(&end, &out), 0);
	assert_non_null(strstr(out.data, "state saved; run the same command "
			       "to go on\n"));
	buf_free(&out);
}

static void test_columns(void **state)
{
	static const struct store_column_state columns[] = {
		{.url = "http://a.test/nb/", .name = "政府信息公开年报",
		 .method = "trs", .declared_total = 28, .declared_pages = 3,
		 .pages = 3, .found = 28, .reports = 25, .complete = true,
		 .annual = true},
		{.url = "https://a.test/col/col1229/a/very/long/path/x.html",
		 .name = "县人民政府办公室及其所属部门\"年报\"",
		 .method = "links", .declared_total = -1,
		 .declared_pages = -1, .pages = 1, .found = 7,
		 .ended = "status", .ended_page = 2, .ended_status = 404,
		 .annual = true},
		{.url = "http://a.test/xw/", .method = "text",
		 .declared_total = 9, .declared_pages = -1, .pages = 1,
		 .found = 2},
	};
	struct progress_end end = {.columns = columns, .column_count = 3};
	struct buf out = BUF_INIT(4096);

	(void)state;
	assert_int_equal(progress_columns_table(&end, &out), 0);
	assert_string_equal(out.data,
		"  columns of reports, rows found\n"
		"  政府信息公开年报       28 of 28                 a.test/nb/\n"
		"  县人民政府办公室及其…  7 incomplete             "
		"a.test/col/col1229/a/very/lon…\n"
		"    page 2 was answered 404\n");
	buf_clear(&out);
	assert_int_equal(progress_columns_json(&end, &out), 0);
	assert_string_equal(out.data,
		"[{\"url\":\"http://a.test/nb/\",\"name\":"
		"\"政府信息公开年报\",\"declared\":28,\"found\":28,"
		"\"complete\":true,\"method\":\"trs\","
		"\"declared_pages\":3,\"pages\":3,\"reports\":25,"
		"\"annual\":true},{\"url\":"
		"\"https://a.test/col/col1229/a/very/long/path/x.html\","
		"\"name\":\"县人民政府办公室及其所属部门\\\"年报\\\"\","
		"\"found\":7,\"complete\":false,\"method\":\"links\","
		"\"reason\":\"page 2 was answered 404\","
		"\"pages\":1,\"reports\":0,\"annual\":true},"
		"{\"url\":\"http://a.test/xw/\",\"declared\":9,"
		"\"found\":2,\"complete\":false,\"method\":\"text\","
		"\"reason\":\"its pages show fewer rows than it says\","
		"\"pages\":1,\"reports\":0,\"annual\":false}]");
	buf_free(&out);
}

static void test_reasons(void **state)
{
	static const struct {
		struct store_column_state column;
		const char *wanted;
	} cases[] = {
		{{.complete = true, .stuck = true}, ""},
		{{.ended = "status", .ended_page = 3, .ended_status = 200},
		 "page 3 came cut off, or blocked"},
		{{.ended = "nothing_new", .ended_page = 3},
		 "page 3 brought nothing new"},
		{{.ended = "stub", .ended_page = 3},
		 "page 3 was next to empty"},
		{{.ended = "other_column", .ended_page = 3, .stuck = true},
		 "page 3 was of something else"},
		{{.left_out = true}, "it has more pages than column_pages lets "
		 "be asked for"},
		{{.waiting = 2, .stuck = true},
		 "2 of its pages not asked for yet"},
		{{.stuck = true}, "no way is known to the rest of it"},
		{{.failed = 1}, "1 of its pages not answered"},
		{{.declared_total = -1},
		 "it says to have more pages than were found"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf out = BUF_INIT(256);

		(void)buf_adds(&out, "");
		assert_int_equal(progress_reason(&cases[i].column, &out), 0);
		if (!slice_eqs(buf_slice(&out), cases[i].wanted))
			fail_msg("case %zu: got \"%.*s\", wanted \"%s\"", i,
				 SLICE_ARG(buf_slice(&out)), cases[i].wanted);
		buf_free(&out);
	}
}

static void test_stops(void **state)
{
	(void)state;
	for (int i = 0; i < STOP_COUNT; i++) {
		assert_non_null(stop_name((enum stop)i));
		assert_non_null(stop_text((enum stop)i));
	}
	assert_true(stop_is_whole(STOP_TIME));
	assert_false(stop_is_whole(STOP_QUERIES));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_line),
		cmocka_unit_test(test_units),
		cmocka_unit_test(test_end),
		cmocka_unit_test(test_columns),
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_stops),
	};

	(void)setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
