/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole pages against tests/golden/report/NAME.html → NAME.json, written anew
 * where REGOLD is set; titles and organs; pages that are no report.
 */
#include "parsers/report.h"

#include "base/err.h"
#include "parsers/report_json.h"
#include "parsers/report_private.h"
#include "tests/lib/dir.h"
#include "tests/lib/reading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static void print_reports(const struct report *reports, uint32_t count,
			  struct buf *out)
{
	const struct report_origin origin = {
		.url = SLICE_LIT("http://www.songluo.test/a.html"),
		.official = -1, .mirror = -1,
	};

	for (uint32_t i = 0; i < count; i++) {
		assert_int_equal(report_json(&reports[i], &origin, SLICE_NONE,
					     out), 0);
		assert_int_equal(buf_addc(out, '\n'), 0);
	}
}

static void compare(const char *name, const struct buf *got)
{
	char path[1024];
	char *want;
	size_t n;

	(void)snprintf(path, sizeof(path), "%s/golden/report/%s.json",
		       TESTS_DIR, name);
	if (getenv("REGOLD"))
		dir_write(path, got->data, got->len);
	want = dir_read(path, &n);
	if (!slice_eq(buf_slice(got), (struct slice){want, n}))
		fail_msg("%s.json\ngot:\n%.*s\nwanted:\n%s", name,
			 SLICE_ARG(buf_slice(got)), want);
	free(want);
}

static void golden(void **state)
{
	static const char *const names[] = {
		"township-2021", "department-2020", "statistics-2016",
		"collection-masked", "flattened-2020", "mirror-2016",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const struct report *reports;
		struct buf out = BUF_INIT(1 << 20);
		struct html_doc *doc;
		uint32_t count;
		char path[1024];
		size_t n;
		char *page;

		(void)snprintf(path, sizeof(path), "%s/golden/report/%s.html",
			       TESTS_DIR, names[i]);
		page = dir_read(path, &n);
		assert_int_equal(reading_of((struct slice){page, n}, &doc,
					    &reports, &count), 0);
		print_reports(reports, count, &out);
		compare(names[i], &out);
		buf_free(&out);
		html_free(doc);
		free(page);
	}
}

/* what: 'r' names a report, 'o' something about reports, '-' neither */
static const struct { const char *title; char what; const char *organ;
		      int year; } titles[] = {
	{"松萝县青荇镇人民政府2021年政府信息公开工作年度报告", 'r',
	 "松萝县青荇镇人民政府", 2021},
	{"2019年松萝县教育局政府信息公开工作年度报告", 'r', "松萝县教育局",
	 2019},
	{"松萝县教育局 2022 年 政府信息公开\n工作年度报告", 'r', "松萝县教育局",
	 2022},
	{"松萝县二○一二年政府信息公开工作年度报告", 'r', "松萝县", 2012},
	{"松萝县二〇〇九年度政府信息公开年报", 'r', "松萝县", 2009},
	{"关于松萝县林业局２０１８年度政府信息公开情况的报告", 'r',
	 "松萝县林业局", 2018},
	{"松萝县林业局关于2024年度政府信息公开工作情况的报告", 'r',
	 "松萝县林业局", 2024},
	{"青荇镇人民政府信息公开年报（2020）", 'r', "青荇镇人民政府", 2020},
	{"青荇镇2018年政府信息公开工作告年度报", 'r', "青荇镇", 2018},
	{"青荇镇2018年政府政务公开年报-松萝县人民政府网", 'r', "青荇镇", 2018},
	{"2020年政府信息公开工作年度报告", 'r', "", 2020},
	{"松萝县林业局政府信息公开年报", 'r', "松萝县林业局", 0},
	{"青荇乡政府201*年信息公开工作年度报告", 'r', "青荇乡政府", 0},
	{"中共松萝县委机构编制委员会办公室2021年政府信息公开年报", 'r',
	 "中共松萝县委机构编制委员会办公室", 2021},
	{"关于做好2021年政府信息公开工作年度报告编制发布工作的通知", 'o', NULL,
	 2021},
	{"政府信息公开工作年度报告制度", 'o', NULL, 0},
	{"政府信息公开工作年度报告格式", 'o', NULL, 0},
	{"县政府召开2021年政府信息公开年度报告编制培训会", 'o', NULL, 2021},
	{"关于2020年政务公开工作要点落实情况的函", 'o', NULL, 2020},
	{"2020年政府网站工作年度报表", '-', NULL, 0},
	{"松萝县2020年财政决算报告", '-', NULL, 0},
	{"松萝学院2021届毕业生就业质量年度报告", '-', NULL, 0},
	{"2019年政府信息公开年度报告-松萝县发改局", 'r', "松萝县发改局", 2019},
	{"2020年度政府信息公开工作报告（青荇镇）", 'r', "青荇镇", 2020},
	{"青荇镇人民政府 政府信息公开工作年度报告（2022年度）", 'r',
	 "青荇镇人民政府", 2022},
	{"青荇镇政府信息公开工作2020年年度报告", 'r', "青荇镇", 2020},
	{"2020年度松萝县教育局政府信息公开年度报告", 'r', "松萝县教育局", 2020},
	{"【年度报告】青荇镇2020年政府信息公开工作年度报告", 'r', "青荇镇", 2020},
	{"松萝县发展和改革局（粮食局）2020年政府信息公开工作年度报告", 'r',
	 "松萝县发展和改革局", 2020},
	{"青荇街道2020年政府信息公开年度工作报告", 'r', "青荇街道", 2020},
	{"松萝县审计局二0一八年政府信息公开年度报告", 'r', "松萝县审计局", 2018},
	{"松萝县审计局二O一八年政府信息公开年度报告", 'r', "松萝县审计局", 2018},
	{"松萝县审计局20XX年政府信息公开年度报告", 'r', "松萝县审计局", 0},
	{"松萝县审计局201×年政府信息公开年度报告", 'r', "松萝县审计局", 0},
	{"松萝经济技术开发区管委会2020年政府信息公开工作年度报告", 'r',
	 "松萝经济技术开发区管委会", 2020},
	{"松萝县2020年政府信息公开工作年度报告图解", 'o', NULL, 2020},
	{"松萝县各部门2020年政府信息公开年度报告汇总", 'o', NULL, 2020},
	{"松萝县2020年第三季度政府信息公开工作报告", 'o', NULL, 2020},
	{"松萝县2020年政务公开第三方评估报告", 'o', NULL, 2020},
	{"2020年松萝县法治政府建设年度报告", '-', NULL, 0},
	{"2021年松萝县预决算公开情况专项检查报告", '-', NULL, 0},
	{"松萝县政府信息公开指南", 'o', NULL, 0},
	{"", '-', NULL, 0},
};

static void read_titles(void **state)
{
	struct arena *a = arena_new(1 << 20);
	unsigned bad = 0;

	(void)state;
	assert_non_null(a);
	for (size_t i = 0; i < sizeof(titles) / sizeof(*titles); i++) {
		struct report_title got;
		char what;

		assert_true(report_read_title(slice_of(titles[i].title), a,
					      &got));
		what = got.is_other ? 'o' : got.is_report ? 'r' : '-';
		if (what != titles[i].what || got.year != titles[i].year ||
		    (titles[i].organ &&
		     !slice_eq(got.organ.p ? got.organ : slice_of(""),
			       slice_of(titles[i].organ)))) {
			print_error("%s\ngot %c %d %.*s\nwanted %c %d %s\n",
				    titles[i].title, what, got.year,
				    SLICE_ARG(got.organ), titles[i].what,
				    titles[i].year, titles[i].organ);
			bad++;
		}
	}
	assert_int_equal(bad, 0);
	arena_free(a);
}

static const struct { const char *title, *text, *signature, *site, *organ,
		      *kind; } organs[] = {
	{"松萝县青荇镇", "本报告由青荇镇人民政府编制。", "", "",
	 "松萝县青荇镇人民政府", "township"},
	{"松萝区", "通过松萝区政府门户网站公布", "", "", "松萝区", "government"},
	{"青荇乡政府", "", "松萝市青荇乡人民政府", "", "松萝市青荇乡人民政府",
	 "township"},
	{"青荇镇", "2020年，松萝县青荇镇坚持公开。", "", "", "松萝县青荇镇",
	 "township"},
	{"县林业局", "", "", "松萝县人民政府门户网站", "松萝县林业局",
	 "department"},
	{"水务局", "", "", "松萝县人民政府", "松萝县水务局", "department"},
	{"", "本报告由松萝县水务局编制。", "", "", "松萝县水务局", "department"},
	{"本机关", "", "松萝县青荇街道办事处", "", "松萝县青荇街道办事处",
	 "subdistrict"},
	{"松萝县青荇街道", "青荇街道办事处编制了本报告", "", "",
	 "松萝县青荇街道办事处", "subdistrict"},
	{"松萝片区管委会", "", "", "", "松萝片区管委会", "committee"},
	{"松萝县发展和改革委员会", "", "", "", "松萝县发展和改革委员会",
	 "department"},
	{"松萝旗乌兰苏木", "", "", "", "松萝旗乌兰苏木", "township"},
	{"", "全年公开信息。", "", "", "", ""},
	/* the subject of a sentence, the county of a paper */
	{"", "根据《松萝县人民政府办公室关于公开的通知》要求，青荇镇政府本着便民"
	 "的宗旨公开信息。", "", "", "松萝县青荇镇", "township"},
	{"", "一年来，青荇镇坚持依托县政府网站公开信息。", "", "", "青荇镇",
	 "township"},
	{"", "2019年,松萝县林业局认真公开信息。", "", "", "松萝县林业局",
	 "department"},
	{"", "一年来，镇党委、镇政府坚持公开，各乡镇严格按照要求办理，"
	 "县政府高度重视。", "", "", "", ""},
	{"青荇镇", "《松萝县政府网站管理办法》《青禾县政府公报》", "", "",
	 "青荇镇", "township"},
};

static void read_organs(void **state)
{
	struct arena *a = arena_new(1 << 20);

	(void)state;
	assert_non_null(a);
	for (size_t i = 0; i < sizeof(organs) / sizeof(*organs); i++) {
		const struct organ_clues clues = {
			.title = slice_of(organs[i].title),
			.text = slice_of(organs[i].text),
			.signature = slice_of(organs[i].signature),
			.site_name = slice_of(organs[i].site),
		};
		struct slice got = report_read_organ(&clues, a);
		const char *kind = got.p ? report_organ_kind(got) : "";

		if (!slice_eqs(got.p ? got : slice_of(""), organs[i].organ) ||
		    strcmp(kind, organs[i].kind) != 0)
			fail_msg("%s: got %.*s %s, wanted %s %s",
				 organs[i].title, SLICE_ARG(got),
				 kind, organs[i].organ,
				 organs[i].kind);
	}
	arena_free(a);
}

static const struct { const char *text, *iso; } dates[] = {
	{"2012年2月27日", "2012-02-27"},
	{"二○一二年二月二十七日", "2012-02-27"},
	{"二〇一二年十月十日", "2012-10-10"},
	{"二〇一二年十二月三十一日", "2012-12-31"},
	{"二一二年二月二十七日", "2012-02-27"},	/* 〇 lost */
	{"二九年三月", "2009-03"},
	{"２０１２ 年 ３ 月", "2012-03"},
	{"2012-2-7", "2012-02-07"}, {"2012.02.07", "2012-02-07"},
	{"2012/2/7", "2012-02-07"}, {"201*年2月3日", ""},
	{"二0一二年二月七日", "2012-02-07"}, {"20XX年2月3日", ""},
	{"12012年2月3日", ""}, {"2012年13月1日", ""}, {"1987年3月1日", ""},
	{"2012年", ""}, {"", ""},
};

static void read_dates(void **state)
{
	struct arena *a = arena_new(1 << 20);

	(void)state;
	assert_non_null(a);
	for (size_t i = 0; i < sizeof(dates) / sizeof(*dates); i++) {
		struct written_date date;
		struct slice text = slice_of(dates[i].text);
		struct slice got = slice_of("");

		if (report_find_date(text, 0, &date))
			got = report_date_iso(&date, a);

		if (!slice_eqs(got, dates[i].iso))
			fail_msg("%s: got %.*s, wanted %s", dates[i].text,
				 SLICE_ARG(got), dates[i].iso);
	}
	arena_free(a);
}

/* One sentence, and what it states: "name value\n". */
static const struct { const char *text, *stated; } sentences[] = {
	{"全年主动公开政府信息422条，历年累计主动公开政府信息1,515条。",
	 "disclosed 422\ndisclosed_cumulative 1515\n"},
	{"网站公开政府信息246条。全年主动公开政府信息422条。",
	 "disclosed 422\n"},
	{"共主动公开政府信息260余条", "disclosed 260\n"},
	{"全文电子化率达100%", "electronic_full_text 100%\n"},
	{"未收到公众要求公开政府信息的申请", "applications_received 0\n"},
	{"收到政府信息公开申请8件，答复申请7件",
	 "applications_received 8\napplications_answered 7\n"},
	{"共收到8件政府信息公开申请", "applications_received 8\n"},
	{"被申请行政复议2件，被提起行政诉讼1件",
	 "reconsiderations 2\nlawsuits 1\n"},
	{"没有因政府信息公开引起的行政复议和行政诉讼",
	 "reconsiderations 0\nlawsuits 0\n"},
	{"办理133件12345平台投诉件，办结125件，5件正在办理中",
	 "hotline_received 133\nhotline_done 125\nhotline_open 5\n"},
	{"收到8条人大代表建议", "congress_proposals 8\n"},
	{"主动公开财政预算、决算等领域的信息，修建道路12条", ""},
	{"2020年，公开工作有了进展。", ""}, {"", ""},
};

static void read_stated(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(sentences) / sizeof(*sentences); i++) {
		struct arena *a = arena_new(1 << 20);
		struct buf out = BUF_INIT(1 << 16);
		struct report report = {0};

		assert_non_null(a);
		assert_true(report_read_stated(slice_of(sentences[i].text), a,
					       &report));
		for (uint32_t k = 0; k < report.stated_count; k++)
			(void)buf_addf(&out, "%s %.*s\n",
				       report.stated[k].name,
				       SLICE_ARG(report.stated[k].value));
		if (!slice_eqs(buf_slice(&out), sentences[i].stated))
			fail_msg("%s\ngot:\n%.*s\nwanted:\n%s",
				 sentences[i].text, SLICE_ARG(buf_slice(&out)),
				 sentences[i].stated);
		buf_free(&out);
		arena_free(a);
	}
}

/* Pages that speak of reports and are none. */
static const char *const strangers[] = {
	"<title>政府信息公开年报</title><h1>政府信息公开年报</h1><ul>"
	"<li><a href=1>松萝县2020年政府信息公开工作年度报告</a> 2021-01-02"
	"<li><a href=2>松萝县2021年政府信息公开工作年度报告</a> 2022-01-02"
	"<li><a href=3>松萝县2022年政府信息公开工作年度报告</a> 2023-01-02",
	"<title>关于印发政府信息公开工作年度报告格式的通知</title><div class="
	"TRS_Editor><p>各乡镇：现将格式印发给你们，请遵照公开。</p><table><tr>"
	"<td colspan=4>第二十条第（一）项<tr><td>信息内容<td>本年制发件数<td>"
	"本年废止件数<td>现行有效件数<tr><td>规章<td><td><td></table><p>一、总体"
	"情况</p><p>二、主动公开政府信息情况</p><p>三、收到和处理政府信息公开申请"
	"情况</p><p>四、政府信息公开行政复议、行政诉讼情况</p></div>",
	"<title>松萝县2020年财政决算公开</title><div class=TRS_Editor><p>一、"
	"总体情况。全年收入合计公开如下。</p><p>二、存在问题。公开不足。公开。"
	"公开。公开。</p></div>",
	"<title>x</title>",
};

static void no_reports(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(strangers) / sizeof(*strangers); i++) {
		const struct report *reports;
		struct html_doc *doc;
		uint32_t count = 9;

		assert_int_equal(reading_of(slice_of(strangers[i]), &doc,
					    &reports, &count), 0);
		if (count)
			fail_msg("a report in %s", strangers[i]);
		html_free(doc);
	}
}

static void identity(void **state)
{
	struct report a = {.organ = SLICE_LIT("松萝县青荇镇"), .year = 2020};
	struct report b = {.organ = SLICE_LIT("松萝县青荇镇人民政府"),
			   .year = 2020};
	struct report none = {.organ = SLICE_LIT("松萝县青荇镇")};
	struct slice x = SLICE_LIT("990101"), y = SLICE_LIT("990102");
	char id[2][REPORT_ID_SIZE];

	(void)state;
	assert_int_equal(report_id(&a, x, SLICE_NONE, id[0]), 0);
	assert_int_equal(strspn(id[0], "0123456789abcdef"), 16);
	assert_int_equal(report_id(&b, x, y, id[1]), 0);
	assert_string_equal(id[0], id[1]);
	assert_int_equal(report_id(&a, y, SLICE_NONE, id[1]), 0);
	assert_string_not_equal(id[0], id[1]);
	assert_int_equal(report_id(&none, x, x, id[0]), 0);
	assert_int_equal(report_id(&none, y, x, id[1]), 0);
	assert_string_equal(id[0], id[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(golden), cmocka_unit_test(read_titles),
		cmocka_unit_test(read_organs), cmocka_unit_test(read_dates),
		cmocka_unit_test(read_stated), cmocka_unit_test(no_reports),
		cmocka_unit_test(identity),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
