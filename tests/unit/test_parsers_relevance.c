/* SPDX-License-Identifier: Apache-2.0 */
/* What links are called and what they are worth. */
#include "parsers/relevance.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct {
	const char *text, *title, *column, *path;
	int least, most;
} rows[] = {
	/* nothing speaks */
	{"", NULL, NULL, "/", 100, 100},
	{"县领导调研", NULL, NULL, "/art/2021/1/28/art_1_2.html", 100, 100},
	{"首页", NULL, "政府信息公开年报", "/", 100, 100},
	{"下一页", NULL, NULL, "/xw/index_1.html", 100, 100},
	/* the report itself */
	{"青山镇2020年政府信息公开工作年度报告", NULL, NULL, "/a.html", 1000,
	 1000},
	{"青山镇2020年政府信息公开工…",
	 "青山镇2020年政府信息公开工作年度报告", NULL, "/a.html", 1000, 1000},
	{"青 山 镇 2020 年 信 息 公 开 年 报", NULL, NULL, "/a", 1000, 1000},
	{"县财政局2019年信息公开年报", NULL, NULL, "/a.html", 1000, 1000},
	{"县统计局信息公开年度报告", NULL, NULL, "/a.html", 950, 950},
	/* columns of them */
	{"政府信息\n公开年报", NULL, NULL, "/x/", 950, 950},
	{"公开年报", NULL, NULL, "/x/", 950, 950},
	{"年度报告", NULL, NULL, "/x/", 800, 800},
	{"", NULL, NULL, "/zwgk_500428/xxgknb/", 750, 750},
	{"", NULL, NULL, "/zwgk/ZFXXGKNB82/202603/t20260313_1.htm", 750, 750},
	{"", NULL, NULL, "/xxgk/gknb2017/", 750, 750},
	{"", NULL, NULL, "/a/2022nb/zx/", 600, 600},
	/* in such a column little is enough */
	{"2021年", NULL, "政府信息公开年报", "/a/b/", 900, 900},
	{"2021", NULL, "首页 > 政务公开 > 年度报告", "/a/b/", 900, 900},
	{"2021年", NULL, "通知公告", "/a/b/", 100, 100},
	{"乡镇（街道）", NULL, "信息公开年报", "/a/b/", 700, 700},
	{"麦垄镇2022年", NULL, "信息公开年报", "/a/b/", 800, 800},
	{"2021年", NULL, "企业年报", "/a/b/", 100, 100},
	/* doors */
	{"政府信息公开", NULL, NULL, "/x/", 600, 600},
	{"政务公开", NULL, NULL, "/x/", 600, 600},
	{"法定主动公开内容", NULL, NULL, "/x/", 400, 400},
	{"政府信息公开指南", NULL, NULL, "/x/", 300, 300},
	{"政府信息公开制度", NULL, NULL, "/x/", 300, 300},
	{"网站地图", NULL, NULL, "/map.html", 650, 650},
	{"青山镇", NULL, NULL, "/qsz/", 200, 200},
	{"", NULL, NULL, "/gkmlpt/index", 500, 500},
	{"", NULL, NULL, "/zwgk/xxgk/list.shtml", 200, 200},
	{"规划计划", NULL, NULL, "/zwgk/xxgk/list.shtml", 100, 100},
	{"下一页", NULL, NULL, "/zwgk/xxgk/list_2.shtml", 100, 100},
	{"目录", NULL, NULL, "/gkmlpt/index", 500, 500},
	/* beside disclosure */
	{"乡镇动态", NULL, NULL, "/x/", 0, 99},
	{"部门动态", NULL, "政府信息公开年报", "/x/", 0, 99},
	{"通知公告", NULL, NULL, "/zfxxgk/tzgg/", 0, 99},
	{"县文化和旅游局", NULL, NULL, "/x/", 200, 200},
	{"东禾街道办事处", NULL, NULL, "/x/", 200, 200},
	{"English", NULL, NULL, "/en/", 0, 99},
	{"政务公开动态", NULL, NULL, "/x/", 100, 100},
	{"县政府", NULL, "信息公开年报", "/a/b/", 700, 700},
	{"县教育局信息公开年报公告", NULL, NULL, "/x/", 950, 950},
	/* a door's folder is full of news */
	{"县领导调研", NULL, NULL, "/zwgk/xw/202101/t20210101_1.html", 100,
	 100},
	/* about reports, or about disclosure */
	{"关于编制2020年政府信息公开年度报告的通知", NULL, NULL, "/a.html",
	 150, 300},
	{"我县召开全县政务公开工作推进会议并安排部署", NULL, NULL, "/a.html",
	 100, 100},
	/* certainly not */
	{"2020年政府网站工作年度报表", NULL, NULL, "/a.html", 0, 0},
	{"2020年政府工作报告", NULL, "政府信息公开年报", "/xxgknb/1.html", 0,
	 0},
	{"财政年报", NULL, NULL, "/a/", 0, 0},
	{"企业年报公示", NULL, NULL, "/a/", 0, 0},
	{"2020年法治政府建设年度报告", NULL, NULL, "/a.html", 0, 0},
	{"2023年部门预决算公开", NULL, NULL, "/a.html", 0, 0},
	{"2020年政务公开工作要点", NULL, NULL, "/a.html", 0, 0},
	{"2023年报名通知", NULL, NULL, "/a.html", 0, 0},
	{"", NULL, NULL, "/zfwzndbb/2020.html", 0, 0},
	{"政府网站工作年度报告", NULL, "政府信息公开年报", "/a", 0, 0},
	{"2022年度行政执法工作年度报告", NULL, NULL, "/a", 0, 0},
	{"宣传片", NULL, NULL, "/xxgknb/film.MP4", 0, 0},
	{"法治政府…", "法治政府建设年度报告", NULL, "/a", 0, 0},
};

static void table(void **state)
{
	bool bad = false;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int got = relevance_score(slice_of(rows[i].text),
					  slice_of(rows[i].title),
					  slice_of(rows[i].column),
					  slice_of(rows[i].path));

		if (got >= rows[i].least && got <= rows[i].most)
			continue;
		print_error("«%s» «%s» in «%s» at %s: got %d, wanted %d…%d\n",
			    rows[i].text, rows[i].title ? rows[i].title : "",
			    rows[i].column ? rows[i].column : "",
			    rows[i].path, got, rows[i].least, rows[i].most);
		bad = true;
	}
	assert_false(bad);
}

/* Very long and broken texts are cut and read as far as they go. */
static void long_texts(void **state)
{
	static char text[100000];

	(void)state;
	memset(text, '\xe5', sizeof(text));
	assert_int_equal(relevance_score((struct slice){text, sizeof(text)},
					 (struct slice){text, sizeof(text)},
					 (struct slice){text, sizeof(text)},
					 (struct slice){text, sizeof(text)}),
			 100);
	assert_int_equal(relevance_score(SLICE_NONE, SLICE_NONE, SLICE_NONE,
					 SLICE_NONE), 100);
}

/* Words that are read once may be weighed for several pages. */
static void words_are_weighed_by_where_they_stand(void **state)
{
	struct relevance_words year =
		relevance_read(slice_of("2023年"), SLICE_NONE);
	struct relevance_words none = relevance_read(slice_of(" "),
						     SLICE_NONE);

	(void)state;
	assert_true(relevance_is_annual(slice_of("政府信息公开年报")));
	assert_false(relevance_is_annual(slice_of("财政年报")));
	assert_false(relevance_is_annual(slice_of("通知公告")));
	assert_false(relevance_is_annual(SLICE_NONE));
	assert_int_equal(relevance_weigh(&year, true, SLICE_NONE), 900);
	assert_int_equal(relevance_weigh(&year, false, SLICE_NONE), 100);
	assert_int_equal(relevance_weigh(&year, true, slice_of("/a.css")), 0);
	assert_int_equal(relevance_weigh(&none, false, slice_of("/xxgk/")),
			 200);
	assert_int_equal(relevance_weigh(&year, false, slice_of("/xxgk/")),
			 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(long_texts),
		cmocka_unit_test(words_are_weighed_by_where_they_stand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
