/* SPDX-License-Identifier: Apache-2.0 */
/* What links in and around columns of annual reports say. */
#include "parsers/report_link.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const kinds[] = {"none", "report", "other"};

static const struct {
	const char *text, *column;
	enum report_link_kind kind;
	const char *organ;	/* NULL: absent */
	int year;
} rows[] = {
	/* titles */
	{"青禾县禾口镇人民政府2023年政府信息公开工作年度报告", NULL,
	 REPORT_LINK_REPORT, "青禾县禾口镇人民政府", 2023},
	{"2021年青禾县财政局政府信息公开工作年度报告", NULL,
	 REPORT_LINK_REPORT, "青禾县财政局", 2021},
	{"附件：禾口镇2022年政府信息公开年报.pdf", NULL, REPORT_LINK_REPORT,
	 "禾口镇", 2022},
	{"2019年政府信息公开工作年度报告", NULL, REPORT_LINK_REPORT, NULL,
	 2019},
	{"2019年政府信息公开工作年度报告", "青禾县教育局", REPORT_LINK_REPORT,
	 "青禾县教育局", 2019},
	{"禾口镇政府信息公开年报", "2020年", REPORT_LINK_REPORT, "禾口镇",
	 2020},
	{"政府信息公开年报", "政府信息公开年报", REPORT_LINK_REPORT, NULL, 0},
	/* without a subject */
	{"禾口镇2023年年报", NULL, REPORT_LINK_REPORT, "禾口镇", 2023},
	{"2023年度报告", "禾口镇", REPORT_LINK_REPORT, "禾口镇", 2023},
	{"县财政局 2018 年度工作报告.doc", "年报", REPORT_LINK_REPORT,
	 "县财政局", 2018},
	/* bare, in a column */
	{"禾口镇", "2023年", REPORT_LINK_REPORT, "禾口镇", 2023},
	{"2023年", "禾口镇政府信息公开年报", REPORT_LINK_REPORT, "禾口镇",
	 2023},
	{"2023", "县财政局", REPORT_LINK_REPORT, "县财政局", 2023},
	{"禾口镇2023年", "政府信息公开年报", REPORT_LINK_REPORT, "禾口镇",
	 2023},
	/* the text goes before the column */
	{"麦垄镇2021年年报", "2023年禾口镇", REPORT_LINK_REPORT, "麦垄镇",
	 2021},
	/* nothing, out of a column */
	{"禾口镇", NULL, REPORT_LINK_NONE, NULL, 0},
	{"2023年", NULL, REPORT_LINK_NONE, NULL, 0},
	{"下载", "政府信息公开年报", REPORT_LINK_NONE, NULL, 0},
	{"禾口镇召开春耕工作会议", "政府信息公开年报", REPORT_LINK_NONE, NULL,
	 0},
	{"禾口镇2023年春耕", "政府信息公开年报", REPORT_LINK_NONE, NULL, 0},
	{"", "2023年", REPORT_LINK_NONE, NULL, 0},
	/* something else */
	{"关于做好2025年度政府信息公开工作年度报告编制发布工作的通知", "年报",
	 REPORT_LINK_OTHER, NULL, 2025},
	{"青禾县2023年度部门决算公开情况说明", "年报", REPORT_LINK_OTHER, NULL,
	 0},
	{"青禾县人民政府网站工作年度报表（2025年度）", "年报",
	 REPORT_LINK_OTHER, NULL, 0},
};

static void test_rows(void **state)
{
	struct arena *a = arena_new(1 << 20);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct report_link l;

		assert_int_equal(report_link_read(slice_of(rows[i].text),
						  slice_of(rows[i].column), a,
						  &l), 0);
		if (l.kind != rows[i].kind ||
		    (l.kind == REPORT_LINK_REPORT && (l.year != rows[i].year ||
		     !slice_eq(l.organ, slice_of(rows[i].organ)))))
			fail_msg("\"%s\" in \"%s\"\ngot    %s %.*s %d\n"
				 "wanted %s %s %d", rows[i].text,
				 rows[i].column ? rows[i].column : "-",
				 kinds[l.kind], SLICE_ARG(l.organ), l.year,
				 kinds[rows[i].kind], rows[i].organ ?
				 rows[i].organ : "", rows[i].year);
	}
	arena_free(a);
}

static void test_edges(void **state)
{
	char text[4000];
	struct arena *a = arena_new(1 << 20);
	struct arena *small = arena_new(1);
	struct report_link l;

	(void)state;
	memset(text, '2', sizeof(text));
	assert_int_equal(report_link_read((struct slice){text, sizeof(text)},
					  SLICE_NONE, a, &l), 0);
	assert_int_equal(l.kind, REPORT_LINK_NONE);
	assert_int_not_equal(report_link_read(slice_of("2023年年报"),
					      SLICE_NONE, small, &l), 0);
	arena_free(small);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows), cmocka_unit_test(test_edges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
