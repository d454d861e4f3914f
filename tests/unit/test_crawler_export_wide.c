/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/export_wide.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define CELL(t) {.kind = CELL_NUMBER, .text = SLICE_LIT(t), \
		 .value = SLICE_LIT("0")}

static const struct report_cell cells[] = {
	CELL("1"), {.kind = CELL_BLANK, .text = SLICE_LIT("")}, CELL("+3"),
	{.kind = CELL_NUMBER, .solved = true, .value = SLICE_LIT("4")},
	CELL("5,6"), CELL("\xff"), CELL("7"), CELL("8"),
};
static const struct report_row active[] = {
	{"规章", cells, 3}, {"行政规范性文件", cells, 3},
	{"行政许可", cells, 1}, {"行政处罚", cells + 2, 1},
};
static const struct report_row applications[] = {{"一", cells, 7}};
static const struct report_row review[] = {{"行政复议", cells, 5}};
static const struct report_statistic statistics[] = {
	{SLICE_LIT("数"), SLICE_LIT("件"), CELL("8"), CELL("9")},
	{SLICE_LIT("量"), {NULL, 0}, CELL("1"), CELL("2")},
};

static const struct {
	const char *what;
	struct report report;
	const char *wanted;
} cases[] = {
	{"nothing", {.year = 0}, ""},
	{"headings where they are others",
	 {.generation = GENERATION_2021, .active = active, .active_count = 4},
	 "active_disclosure,本年制发件数,本年废止件数,现行有效件数\r\n"
	 "规章,1,,+3\r\n行政规范性文件,1,,+3\r\n\r\n"
	 "active_disclosure,本年处理决定数量\r\n行政许可,1\r\n行政处罚,+3\r\n"},
	{"one below the other",
	 {.applications = applications, .application_count = 1,
	  .review = review, .review_count = 1,
	  .statistics = statistics, .statistic_count = 2},
	 "applications,自然人,商业企业,科研机构,社会公益组织,法律服务机构,其他,总计\r\n"
	 "一,1,,+3,4,\"5,6\",,7\r\n\r\n"
	 "review_litigation,结果维持,结果纠正,其他结果,尚未审结,总计\r\n"
	 "行政复议,1,,+3,4,\"5,6\"\r\n\r\n"
	 "statistics,计量单位,本年度,历年累计\r\n数,件,8,9\r\n量,,1,2\r\n"},
};

static void tables(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf out = BUF_INIT(1 << 16);

		assert_int_equal(export_wide(&cases[i].report, &out), 0);
		if (!slice_eqs(buf_slice(&out), cases[i].wanted))
			fail_msg("%s\n  got\n%.*s  wanted\n%s", cases[i].what,
				 SLICE_ARG(buf_slice(&out)), cases[i].wanted);
		buf_free(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
