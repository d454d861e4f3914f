/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/checks.h"

#include "base/err.h"
#include "parsers/tables_private.h"
#include "tests/lib/facts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* Rows as text, "label: cells"; what is listed of a rule. */
static const struct {
	const char *what, *applications, *review, *active, *kind, *rule,
		*wanted;
} cases[] = {
	{"balance", "0: 5 0 0 0 0 0 5\n1: 1 0 0 0 0 0 1\n24: 6 0 0 0 0 0 5\n"
	 "25: 0 0 0 0 0 0 1\n", "", "", NULL, "V1",
	 "pass 自然人 5 + 1 = 6 + 0\npass 商业企业 0 + 0 = 0 + 0\n"
	 "pass 科研机构 0 + 0 = 0 + 0\npass 社会公益组织 0 + 0 = 0 + 0\n"
	 "pass 法律服务机构 0 + 0 = 0 + 0\npass 其他 0 + 0 = 0 + 0\n"
	 "pass 总计 5 + 1 = 5 + 1\n"},
	{"blank, absent and text are uncertain",
	 "0: 5 _ / 0 无 0 5\n1: 1 0 0 0 0 0 1\n24: 6 0 0 1 0 0 5\n", "", "",
	 NULL, "V1",
	 "uncertain 自然人 5 + 1 = 6 + absent\n"
	 "uncertain 商业企业 blank + 0 = 0 + absent\n"
	 "uncertain 科研机构 / + 0 = 0 + absent\n"
	 "uncertain 社会公益组织 0 + 0 = 1 + absent\n"
	 "uncertain 法律服务机构 无 + 0 = 0 + absent\n"
	 "uncertain 其他 0 + 0 = 0 + absent\n"
	 "uncertain 总计 5 + 1 = 5 + absent\n"},
	{"rows; a blank total is a custom",
	 "2: 1 2 3 4 5 6 21\n3: 1 0 0 0 0 0 2\n4: 1 1 1 1 1 1 _\n", "", "",
	 NULL, "V3",
	 "pass （一）予以公开 1 + 2 + 3 + 4 + 5 + 6 = 21\n"
	 "fail （二）部分公开（区分处理的，只计这一情形，不计其他情形） "
	 "1 + 0 + 0 + 0 + 0 + 0 = 2\n"},
	{"review", "", "0: 1 2 3 4 10\n1: 10 1 0 0 0\n2: 0 0 0 0 0\n", "",
	 NULL, "V4", "pass 行政复议 1 + 2 + 3 + 4 = 10\n"
	 "fail 未经复议直接起诉 10 + 1 + 0 + 0 = 0\n"
	 "pass 复议后起诉 0 + 0 + 0 + 0 = 0\n"},
	{"counts are whole and not negative",
	 "2: 1.5 0 0 0 0 -1 2.0\n", "", "", NULL, "V7",
	 "fail （一）予以公开 1.5\nfail （一）予以公开 -1\n"},
	{"money and change may be otherwise", "", "",
	 "2: 4 -1 3\n6: 2.5\n7: 1 30.5\n", NULL, "V7", "pass  \n"},
	{"only part of it given twice",
	 "20: 3 0 0 0 0 0 3\n21: 1 0 0 0 0 0 1\n22: 1 0 0 0 0 0 1\n"
	 "23: 1 0 0 0 0 0 0\n", "", "", NULL, "V9",
	 "pass 自然人 1 + 1 + 1 = 3\npass 商业企业 0 + 0 + 0 = 0\n"
	 "pass 科研机构 0 + 0 + 0 = 0\npass 社会公益组织 0 + 0 + 0 = 0\n"
	 "pass 法律服务机构 0 + 0 + 0 = 0\npass 其他 0 + 0 + 0 = 0\n"
	 "fail 总计 1 + 1 + 0 = 3\n"},
	{"a town makes no 规章", "", "", "0: 0 0 6\n", "township", "V11",
	 "warn 规章 6\n"},
	{"of whom nobody knows", "", "", "0: 0 0 6\n", NULL, "V11",
	 "uncertain 规章 6\n"},
	{"a government may", "", "", "0: 0 0 6\n", "government", "V11", ""},
	{"nothing at all", "", "", "", NULL, "V7", ""},
};

static void run_checks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena *a = arena_new(1 << 20);
		struct report_row p[FACTS_ROWS], r[FACTS_ROWS];
		struct report_row active[FACTS_ROWS];
		struct report report = {
			.generation = GENERATION_2019,
			.organ_kind = cases[i].kind,
			.applications = p, .review = r, .active = active,
		};
		struct buf out = BUF_INIT(1 << 16);
		const struct report_check *checks;
		uint32_t count;

		assert_non_null(a);
		report.application_count = facts_rows(cases[i].applications,
						     'p', a, p);
		report.review_count = facts_rows(cases[i].review, 'r', a, r);
		report.active_count = facts_rows(cases[i].active, 'a', a,
						active);
		assert_int_equal(checks_run(&report, a, &checks, &count), 0);
		facts_print(checks, count, cases[i].rule, &out);
		if (!slice_eqs(buf_slice(&out), cases[i].wanted))
			fail_msg("%s\ngot:\n%.*s\nwanted:\n%s", cases[i].what,
				 SLICE_ARG(buf_slice(&out)), cases[i].wanted);
		buf_free(&out);
		arena_free(a);
	}
}

/* --- sections and dates --- */

enum { SECTIONS_MAX = 4 };

/* Sections as "heading|text"; the fee of 2021 as published. */
static const struct {
	const char *what, *sections[SECTIONS_MAX], *fee, *published, *kind;
	int year;
	const char *rule, *wanted;
} others[] = {
	{.what = "a fee, and nothing to report", .fee = "3.5",
	 .sections = {"其他需要报告的事项|\n\n 无。\n某县财政局\n"},
	 .rule = "V10", .wanted = "warn 行政事业性收费 3.5, 无。\n"},
	{.what = "the same in many words", .fee = "12万元",
	 .sections = {"其他需要报告的事项|本单位没有其他需要报告的事项"},
	 .rule = "V10", .wanted = "warn 行政事业性收费 12, "
	 "本单位没有其他需要报告的事项\n"},
	{.what = "a fee, and it is reported", .fee = "3.5",
	 .sections = {"其他需要报告的事项|本年收取信息处理费35000元。"},
	 .rule = "V10", .wanted = "pass 行政事业性收费 3.5\n"},
	{.what = "another fee", .fee = "3.5",
	 .sections = {"其他需要报告的事项|没有收取信息处理费。"},
	 .rule = "V10", .wanted = "pass 行政事业性收费 3.5\n"},
	{.what = "no fee, nothing to report", .fee = "0",
	 .sections = {"其他需要报告的事项|无"},
	 .rule = "V10", .wanted = "pass 行政事业性收费 0\n"},
	{.what = "blank is not 0", .fee = "_",
	 .sections = {"其他需要报告的事项|无"},
	 .rule = "V10", .wanted = "uncertain 行政事业性收费 blank\n"},
	{.what = "no section to say so", .fee = "3", .rule = "V10",
	 .wanted = ""},
	{.what = "no problems at all",
	 .sections = {"存在的主要问题及改进情况|\n  \n"}, .rule = "V10",
	 .wanted = "warn 存在的主要问题及改进情况 \n"},
	{.what = "problems", .sections = {"存在问题|更新不及时。"},
	 .rule = "V10", .wanted = "pass 存在问题 \n"},

	{.what = "a department in time", .kind = "department", .year = 2021,
	 .published = "2022-01-31", .rule = "V12",
	 .wanted = "pass published 2022-01-31, due 2022-01-31\n"},
	{.what = "a department late", .kind = "department", .year = 2021,
	 .published = "2022-02-01T08:00:00+08:00", .rule = "V12",
	 .wanted = "warn published 2022-02-01, due 2022-01-31\n"},
	{.what = "the old law", .kind = "department", .year = 2018,
	 .published = "2019-03-31", .rule = "V12",
	 .wanted = "pass published 2019-03-31, due 2019-03-31\n"},
	{.what = "a government in time", .kind = "government", .year = 2021,
	 .published = "2022-03-31", .rule = "V12",
	 .wanted = "pass published 2022-03-31, due 2022-03-31\n"},
	{.what = "a township late", .kind = "township", .year = 2021,
	 .published = "2022-04-01", .rule = "V12",
	 .wanted = "warn published 2022-04-01, due 2022-03-31\n"},
	{.what = "whose term nobody knows", .year = 2021,
	 .published = "2022-02-11", .rule = "V12",
	 .wanted = "uncertain published 2022-02-11, due 2022-01-31\n"},
	{.what = "late in any case", .year = 2021, .published = "2023-01-11",
	 .rule = "V12",
	 .wanted = "warn published 2023-01-11, due 2022-03-31\n"},
	{.what = "before its year ended", .kind = "township", .year = 2020,
	 .published = "2020-12-25", .rule = "V12",
	 .wanted = "warn published 2020-12-25, before 2020-12-31\n"},
	{.what = "on its last day", .kind = "township", .year = 2020,
	 .published = "2020-12-31", .rule = "V12",
	 .wanted = "pass published 2020-12-31, due 2021-03-31\n"},
	{.what = "a month", .kind = "department", .year = 2020,
	 .published = "2021-01", .rule = "V12",
	 .wanted = "pass published 2021-01, due 2021-01-31\n"},
	{.what = "a late month", .kind = "department", .year = 2020,
	 .published = "2021-02", .rule = "V12",
	 .wanted = "warn published 2021-02, due 2021-01-31\n"},
	{.what = "not stated", .kind = "department", .year = 2020,
	 .rule = "V12", .wanted = "uncertain published not stated\n"},
	{.what = "no date", .kind = "department", .year = 2020,
	 .published = "2021年1月", .rule = "V12",
	 .wanted = "uncertain published not stated\n"},
	{.what = "no year", .published = "2021-01-02", .rule = "V12",
	 .wanted = ""},
};

static void run_others(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++) {
		struct arena *a = arena_new(1 << 20);
		struct report_section sections[SECTIONS_MAX];
		struct report_cell fee;
		const struct report_row active = {"行政事业性收费", &fee, 1};
		struct report r = {
			.generation = GENERATION_2021, .year = others[i].year,
			.organ_kind = others[i].kind, .sections = sections,
			.published = slice_of(others[i].published),
			.active = &active,
			.active_count = others[i].fee != NULL,
		};
		struct buf out = BUF_INIT(1 << 16);
		const struct report_check *checks;
		uint32_t count;

		assert_non_null(a);
		for (; others[i].sections[r.section_count]; r.section_count++) {
			struct slice text = slice_of(
				others[i].sections[r.section_count]);

			sections[r.section_count].heading =
				slice_cut(&text, '|');
			sections[r.section_count].text = text;
		}
		if (others[i].fee)
			assert_true(table_cell(!strcmp(others[i].fee, "_")
				? slice_of("") : slice_of(others[i].fee),
				a, &fee));
		assert_int_equal(checks_run(&r, a, &checks, &count), 0);
		facts_print(checks, count, others[i].rule, &out);
		if (!slice_eqs(buf_slice(&out), others[i].wanted))
			fail_msg("%s\ngot:\n%.*s\nwanted:\n%s",
				 others[i].what, SLICE_ARG(buf_slice(&out)),
				 others[i].wanted);
		buf_free(&out);
		arena_free(a);
	}
}

/* Eleven outcomes and their sum must not overflow. */
static void large_values(void **state)
{
	static const struct { const char *text; bool fits; int64_t value; }
	values[] = {
		{"0", true, 0}, {"-8", true, -8000000},
		{"12.345678", true, 12345678}, {"0.5", true, 500000},
		{"999999999999", true, 999999999999000000},
		{"9999999999999", false, 0}, {"0.1234567", false, 0},
		{"", false, 0}, {"x", false, 0},
	};
	struct arena *a = arena_new(1 << 16);

	(void)state;
	assert_non_null(a);
	for (size_t i = 0; i < sizeof(values) / sizeof(*values); i++) {
		struct report_cell cell;
		int64_t got = 0;

		assert_true(table_cell(slice_of(values[i].text), a, &cell));
		if (check_millionths(&cell, &got) != values[i].fits ||
		    got != values[i].value)
			fail_msg("%s: got %lld", values[i].text,
				 (long long)got);
	}
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(run_checks),
					   cmocka_unit_test(run_others),
					   cmocka_unit_test(large_values)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
