/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/report_cells.h"

#include "base/buf.h"
#include "parsers/tables.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define CELL(t) {.kind = CELL_NUMBER, .text = SLICE_LIT(t), \
		 .value = SLICE_LIT(t)}

static const struct report_cell cells[] = {
	CELL("0"), CELL("1"), CELL("2"), CELL("3"), CELL("4"), CELL("5"),
	CELL("6"), CELL("7"),
};
static const struct report_row active[] = {
	{"规章", cells, 3}, {"行政许可", cells + 3, 1},
	{"no such label", cells, 2},
};
static const struct report_row applications[] = {
	{"一", cells, APPLICATION_COLUMNS + 1}, {"二", NULL, 0},
};
static const struct report_row review[] = {{"行政复议", cells, 2}};
static const struct report_statistic statistics[] = {
	{SLICE_LIT("数"), SLICE_LIT("件"), CELL("8"), CELL("9")},
};

static const struct {
	const char *what;
	struct report report;
	const char *wanted;	/* part.row.column label heading text, each */
} cases[] = {
	{"nothing", {.year = 0}, ""},
	{"active, by generation",
	 {.generation = GENERATION_2021, .active = active, .active_count = 3},
	 "0.0.0 规章 本年制发件数 0|0.0.1 规章 本年废止件数 1|"
	 "0.0.2 规章 现行有效件数 2|0.1.0 行政许可 本年处理决定数量 3|"
	 "0.2.0 no such label - 0|0.2.1 no such label - 1|"},
	{"all parts",
	 {.applications = applications, .application_count = 2,
	  .review = review, .review_count = 1,
	  .statistics = statistics, .statistic_count = 1},
	 "1.0.0 一 自然人 0|1.0.1 一 商业企业 1|1.0.2 一 科研机构 2|"
	 "1.0.3 一 社会公益组织 3|1.0.4 一 法律服务机构 4|1.0.5 一 其他 5|"
	 "1.0.6 一 总计 6|1.0.7 一 - 7|2.0.0 行政复议 结果维持 0|"
	 "2.0.1 行政复议 结果纠正 1|3.0.0 数 本年度 8|3.0.1 数 历年累计 9|"},
};

static void walks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct report_cells walk = {.report = &cases[i].report};
		struct buf out = BUF_INIT(1 << 16);
		struct report_place p;

		assert_int_equal(buf_adds(&out, ""), 0);
		while (report_cells_next(&walk, &p))
			assert_int_equal(buf_addf(&out,
				"%d.%u.%u %.*s %.*s %.*s|", p.part, p.row,
				p.column, SLICE_ARG(p.label),
				p.heading.p ? (int)p.heading.n : 1,
				p.heading.p ? p.heading.p : "-",
				SLICE_ARG(p.cell->text)), 0);
		assert_false(report_cells_next(&walk, &p));
		if (!slice_eqs(buf_slice(&out), cases[i].wanted))
			fail_msg("%s\n  got    %.*s\n  wanted %s",
				 cases[i].what, SLICE_ARG(buf_slice(&out)),
				 cases[i].wanted);
		buf_free(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(walks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
