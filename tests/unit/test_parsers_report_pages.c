/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Odd pages (reports.md §3): which reports are in them, and what of these is
 * read.  Each is said in one line: organ, year ("~" where it is not stated),
 * generation, rows of the three tables, headings of the sections.
 */
#include "base/buf.h"
#include "base/err.h"
#include "parsers/report.h"
#include "tests/lib/reading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define PRE(text) "<!DOCTYPE html><meta charset=utf-8><pre>" text "</pre>"
#define TITLED(title, text) "<!DOCTYPE html><meta charset=utf-8><title>" \
	title "</title><h1>" title "</h1><pre>" text "</pre>"
#define PROSE \
	"全镇把政府信息公开列入年度工作计划，明确一名副职分管，配备两名专职" \
	"人员，做到有人管、有人办。依托县政府网站和便民服务中心公开栏，及时公" \
	"开涉农补贴、危房改造、道路养护等群众关心的信息。对拟公开的信息先审查" \
	"后发布，没有发生泄密的事情。定期更新公开目录，方便群众查阅有关信息。\n"
#define ACTIVE_ROWS \
	"第二十条第（一）项 | |||\n" \
	"信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n" \
	"规章 | 0 | 0 | 0 |\n" \
	"行政规范性文件 | 3 | 1 | 7 |\n" \
	"第二十条第（五）项 | |||\n" \
	"信息内容 | 本年处理决定数量 | ||\n" \
	"行政许可 | 21 | ||\n"
#define REVIEW_ROWS \
	"行政复议 |\n行政诉讼 | |||||||||||||\n结果维持 |\n结果纠正 |\n" \
	"其他结果 |\n尚未审结 |\n总计 |\n未经复议直接起诉 |\n复议后起诉 | " \
	"||||||||\n结果维持 |\n结果纠正 |\n其他结果 |\n尚未审结 |\n总计 |\n" \
	"结果维持 |\n结果纠正 |\n其他结果 |\n尚未审结 |\n总计 | |||||\n1 |\n" \
	"0 |\n0 |\n0 |\n1 |\n0 |\n0 |\n0 |\n0 |\n0 |\n2 |\n0 |\n0 |\n" \
	"0 |\n2 |\n"
#define BLANK_FORM \
	"一、总体情况\n（文字描述）\n二、主动公开政府信息情况\n" \
	"<table><tr><td colspan=4>第二十条第（一）项<tr><td>信息内容<td>" \
	"本年制发件数<td>本年废止件数<td>现行有效件数<tr><td>规章<td><td>" \
	"<td><tr><td>行政规范性文件<td><td><td><tr><td colspan=4>第二十条第" \
	"（五）项<tr><td>信息内容<td colspan=3>本年处理决定数量<tr><td>" \
	"行政许可<td colspan=3></table><table><tr><td>行政复议<td>行政诉讼" \
	"<tr><td>结果维持<td>结果纠正<td>其他结果<td>尚未审结<td>总计<td>" \
	"结果维持<td>结果纠正<td>其他结果<td>尚未审结<td>总计<td>结果维持<td>" \
	"结果纠正<td>其他结果<td>尚未审结<td>总计<tr><td><td><td><td><td><td>" \
	"<td><td><td><td><td><td><td><td><td></table>"

static const struct { const char *name, *page, *found; } pages[] = {
	{"a table and its heading, cut out of a page",
	 PRE("二、主动公开政府信息情况\n" ACTIVE_ROWS),
	 "- 0 2021 3/0/0 主动公开政府信息情况\n"},
	{"no title; prose before the table, cells with a bar each",
	 PRE("二、主动公开政府信息情况\n|\n第二十条第(一)项 | |||\n|\n信息内容 |\n"
	     "本年制发件数 |\n本年废止件数 |\n现行有效件数 (历史累计) |\n|\n"
	     "规章 |\n0 |\n0 |\n|\n|\n行政规范性文件 |\n4 |\n1 |\n9 |\n|\n"
	     "第二十条第(五)项 | |||\n|\n信息内容 |\n本年处理决定数量 | ||\n|\n"
	     "行政许可 |\n6 | ||\n"
	     "三、收到和处理政府信息公开申请情况\n"
	     "2022年,办公室共收到5份政府信息公开申请,均来自个人。其中,予以公开3"
	     "件,部分公开2件。\n|\n(本列数据的勾稽关系为:第一项加第二项之和,等于"
	     "第三项加第四项之和) |\n申请人情况 | |||||||||\n|\n自然人 |\n"
	     "法人或其他组织 |\n总计 | |||||||\n|\n商业 企业 |\n科研 机构 |\n"
	     "社会公益组织 |\n法律服务机构 |\n其他 | |||||\n|\n"
	     "一、本年新收政府信息公开申请数量 |\n5 |\n0 |\n0 |\n0 |\n0 |\n0 |\n"
	     "5 | |||||||||\n|\n三、本年度办"),
	 "- 2022 2021 3/1/0 主动公开政府信息情况,"
	 "收到和处理政府信息公开申请情况\n"},
	{"all in one line, headings with digits",
	 PRE("现将2020年政府信息公开工作报告如下: 一、2020年政务公开工作完成情况 "
	     "2020年,我镇共主动公开政府信息130余条。 2、政府信息依申请公开情况。"
	     "2020年,未收到公众提出的申请。 3、收费及减免情况。没有收费。 4、因政府"
	     "信息公开申请行政复议、提起行政诉讼的情况。没有发生。"),
	 "- 2020 narrative 0/0/0\n"},
	{"announced, sections in brackets",
	 PRE("按照县政府的要求，现将2014年政府信息公开工作进展情况汇报如下:\n"
	     "(一)健全制度，明确责任\n" PROSE "(二)公开财政资金信息。\n1、公开预算。"
	     PROSE "2、公开决算。" PROSE "(三)加强监督\n" PROSE),
	 "- 2014 narrative 0/0/0 健全制度，明确责任,公开财政资金信息,"
	 "加强监督\n"},
	{"announced, sections with digits",
	 PRE("现将我镇2013年政府信息公开工作总结如下：\n1、健全制度\n" PROSE
	     "2、公开财政资金信息\n" PROSE "3、加强监督\n" PROSE),
	 "- 2013 narrative 0/0/0 健全制度,公开财政资金信息,加强监督\n"},
	{"of a quarter",
	 PRE("现将我镇2013年第三季度政府信息公开工作总结如下：\n1、健全制度\n"
	     PROSE "2、公开财政资金信息\n" PROSE "3、加强监督\n" PROSE), ""},
	{"the blank form", TITLED("政府信息公开工作年度报告格式", BLANK_FORM),
	 "form 2021 3/0/3 总体情况,主动公开政府信息情况\n"},
	{"the blank form, no title", PRE(BLANK_FORM),
	 "form 2021 3/0/3 总体情况,主动公开政府信息情况\n"},
	{"all cells blank, but it says whose it is",
	 TITLED("松萝县青荇镇2021年政府信息公开工作年度报告", BLANK_FORM),
	 "松萝县青荇镇 2021 2021 3/0/3 总体情况,主动公开政府信息情况\n"},
	{"a notice with the form",
	 TITLED("关于印发政府信息公开工作年度报告格式的通知",
		PROSE PROSE BLANK_FORM), ""},
	{"a section more, one left out",
	 TITLED("青荇镇2022年政府信息公开工作年度报告",
		"一、总体情况\n" PROSE "二、主动公开政府信息情况\n" ACTIVE_ROWS
		"三、收到和处理政府信息公开申请情况\n没有收到。\n四、存在的主要问题"
		"及改进情况\n" PROSE "五、2023年工作思路\n" PROSE "六、其他需要报告"
		"的事项\n无。\n"),
	 "青荇镇 2022 2021 3/0/0 总体情况,主动公开政府信息情况,"
	 "收到和处理政府信息公开申请情况,存在的主要问题及改进情况,"
	 "2023年工作思路,其他需要报告的事项\n"},
	{"parts", TITLED("青荇镇2016年政府信息公开工作年度报告",
		"第一部分 概述\n" PROSE "第二部分 主动公开政府信息情况\n" PROSE
		"第三部分 依申请公开情况\n没有收到。\n第四部分 存在的问题\n" PROSE),
	 "青荇镇 2016 narrative 0/0/0 概述,主动公开政府信息情况,依申请公开情况,"
	 "存在的问题\n"},
	{"headings and no table at all",
	 TITLED("青荇镇2024年政府信息公开工作年度报告",
		"一、总体情况\n" PROSE "二、主动公开政府信息情况\n该部分以表格形式"
		"报告。表格如下：\n三、收到和处理政府信息公开申请情况\n该部分以表格"
		"形式报告。表格如下：\n四、政府信息公开行政复议、行政诉讼情况\n五、"
		"存在的主要问题及改进情况\n" PROSE "六、其他需要报告的事项\n无。\n"),
	 "青荇镇 2024 2021 0/0/0 总体情况,主动公开政府信息情况,"
	 "收到和处理政府信息公开申请情况,政府信息公开行政复议、行政诉讼情况,"
	 "存在的主要问题及改进情况,其他需要报告的事项\n"},
	{"the year's sign lost", PRE("松萝县林业局信息公开年度报告\n"
		"本报告数据的统计期限自20181月1日起至201812月31日止。\n一、概述\n"
		PROSE "二、主动公开情况\n" PROSE "三、依申请公开情况\n没有收到。\n"),
	 "松萝县林业局 2018 narrative 0/0/0 概述,主动公开情况,依申请公开情况\n"},
	{"the month's sign lost, too", PRE("松萝县林业局信息公开年度报告\n"
		"本报告数据的统计期限自201811日起至20181231日止。\n一、概述\n"
		PROSE "二、主动公开情况\n" PROSE "三、依申请公开情况\n没有收到。\n"),
	 "松萝县林业局 2018 narrative 0/0/0 概述,主动公开情况,依申请公开情况\n"},
	{"no year but that of the signature",
	 PRE("青荇镇信息公开年度报告\n一、概述\n" PROSE "二、主动公开情况\n" PROSE
	     "三、依申请公开情况\n没有收到。\n松萝县青荇镇人民政府\n"
	     "二○一三年一月九日\n"),
	 "松萝县青荇镇人民政府 ~2012 narrative 0/0/0 概述,主动公开情况,"
	 "依申请公开情况\n"},
	{"sent along with a notice",
	 TITLED("关于印发《松萝县2021年政府信息公开工作年度报告》的通知",
		"各乡镇：现印发给你们。\n一、总体情况\n" PROSE
		"二、主动公开政府信息情况\n" ACTIVE_ROWS
		"四、政府信息公开行政复议、行政诉讼情况\n" REVIEW_ROWS),
	 "松萝县 2021 2021 3/0/3 总体情况,主动公开政府信息情况,"
	 "政府信息公开行政复议、行政诉讼情况\n"},
	{"the form of a year to be filled in",
	 TITLED("20XX年政府信息公开工作年度报告", BLANK_FORM),
	 "form 2021 3/0/3 总体情况,主动公开政府信息情况\n"},
	{"headings with digits",
	 TITLED("青荇镇2021年政府信息公开工作年度报告",
		"1.总体情况\n" PROSE "2.主动公开政府信息情况\n" ACTIVE_ROWS
		"3.收到和处理政府信息公开申请情况\n没有收到。\n4.存在的主要问题及"
		"改进情况\n" PROSE),
	 "青荇镇 2021 2021 3/0/0 总体情况,主动公开政府信息情况,"
	 "收到和处理政府信息公开申请情况,存在的主要问题及改进情况\n"},
	{"a heading in two lines",
	 TITLED("青荇镇2021年政府信息公开工作年度报告",
		"一、总体情况\n" PROSE "四、政府信息公开行政复议、\n行政诉讼情况\n"
		"没有发生。\n五、政府信息公开工作存在的\n主要问题及改进情况\n" PROSE),
	 "青荇镇 2021 narrative 0/0/0 总体情况,政府信息公开行政复议、行政诉讼情况,"
	 "政府信息公开工作存在的主要问题及改进情况\n"},
	{"the title's year is not that of the text",
	 TITLED("青荇镇2021年政府信息公开工作年度报告",
		"统计期限自2020年1月1日起至2020年12月31日止。\n一、总体情况\n" PROSE
		"二、主动公开政府信息情况\n" ACTIVE_ROWS),
	 "青荇镇 2021 2021 3/0/0 总体情况,主动公开政府信息情况\n"},
	{"no year in the title",
	 TITLED("松萝县林业局政府信息公开工作年度报告",
		"2020年，县林业局推进公开。\n一、总体情况\n" PROSE
		"二、主动公开政府信息情况\n" ACTIVE_ROWS "2021年，将继续推进。\n"),
	 "松萝县林业局 2020 2021 3/0/0 总体情况,主动公开政府信息情况\n"},
	{"a row of 申请 with its label mistyped is no first section",
	 TITLED("松萝县青荇镇2022年政府信息公开工作年度报告",
		"一、总体情况\n" PROSE "二、主动公开政府信息情况\n" ACTIVE_ROWS
		"三、收到和处理政府信息公开申请情况\n自然人 | 商业企业 | 科研机构 | "
		"社会公益组织 | 法律服务机构 | 其他 | 总计 |\n"
		"一、本年斩收政府信息公开申请数量 | 1 | 0 | 0 | 0 | 0 | 0 | 1 |\n"
		"二、上年结转政府信息公开申请数量 | 0 | 0 | 0 | 0 | 0 | 0 | 0 |\n"
		"四、政府信息公开行政复议、行政诉讼情况\n" REVIEW_ROWS),
	 "松萝县青荇镇 2022 2021 3/2/3 总体情况,主动公开政府信息情况,"
	 "收到和处理政府信息公开申请情况,政府信息公开行政复议、行政诉讼情况\n"},
	/* what is no report */
	{"of a site", TITLED("政府网站工作年度报表（2020年度）",
		"<table><tr><td>网站名称<td>松萝县人民政府<tr><td>信息发布<td>总数<td>"
		"120<tr><td>概况类信息更新量<td>12<tr><td>政务公开<td>5</table>"), ""},
	{"of the government", TITLED("2020年松萝县政府工作报告",
		"一、2019年工作回顾\n" PROSE "二、2020年总体要求\n" PROSE
		"三、2020年主要任务\n公开透明。公开。公开。公开。\n"), ""},
	{"of graduates", TITLED("松萝学院2021届毕业生就业质量年度报告",
		"一、总体情况\n" PROSE "二、存在的问题\n" PROSE), ""},
	{"a rule", TITLED("松萝县政府信息公开工作年度报告制度",
		"第一条 为了规范政府信息公开工作年度报告，制定本制度。\n第二条 年度"
		"报告包括：（一）主动公开的情况；（二）依申请公开的情况；（三）行政"
		"复议、行政诉讼的情况；（四）存在的主要问题。\n" PROSE PROSE), ""},
	{"a letter", TITLED("关于2020年政务公开工作要点落实情况的函",
		"一、主动公开情况\n" PROSE "二、依申请公开情况\n" PROSE), ""},
	{"a meeting", TITLED("我县召开政府信息公开年度报告编制工作会议",
		PROSE PROSE PROSE), ""},
	{"of money", TITLED("青荇镇2020年部门决算公开报告",
		"一、总体情况\n" PROSE "二、其他需要说明的事项\n" PROSE), ""},
};

static void say_sections(const struct report *r, struct buf *out)
{
	for (uint32_t i = 0; i < r->section_count; i++)
		(void)buf_addf(out, "%s%.*s", i ? "," : " ",
			       SLICE_ARG(r->sections[i].heading));
	(void)buf_addc(out, '\n');
}

static void say(const struct report *r, struct buf *out)
{
	if (r->is_form)
		(void)buf_adds(out, "form");
	else
		(void)buf_addf(out, "%.*s %s%d",
			       SLICE_ARG(r->organ.p ? r->organ : slice_of("-")),
			       r->year && !r->year_stated ? "~" : "", r->year);
	(void)buf_addf(out, " %s %u/%u/%u", generation_name(r->generation),
		       r->active_count, r->application_count, r->review_count);
	say_sections(r, out);
}

static void read_pages(void **state)
{
	unsigned bad = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		const struct report *reports;
		struct buf out = BUF_INIT(1 << 16);
		struct html_doc *doc;
		uint32_t count;

		assert_int_equal(reading_of(slice_of(pages[i].page), &doc,
					    &reports, &count), 0);
		for (uint32_t k = 0; k < count; k++)
			say(&reports[k], &out);
		if (!slice_eqs(buf_slice(&out), pages[i].found)) {
			print_error("%s\ngot:\n%.*s\nwanted:\n%s\n",
				    pages[i].name, SLICE_ARG(buf_slice(&out)),
				    pages[i].found);
			bad++;
		}
		buf_free(&out);
		html_free(doc);
	}
	assert_int_equal(bad, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(read_pages)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
