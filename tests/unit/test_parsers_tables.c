/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/tables.h"

#include "base/err.h"
#include "parsers/tables_private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const struct { const char *text, *kind, *value; } cells[] = {
	{"0", "number", "0"}, {"000", "number", "0"}, {"012", "number", "12"},
	{" 7 ", "number", "7"}, {"１２", "number", "12"},
	{"+21", "number", "21"}, {"-8", "number", "-8"},
	{"－8", "number", "-8"}, {"- 8", "number", "-8"},
	{"-0", "number", "0"}, {"3.50", "number", "3.50"},
	{"75394432.52", "number", "75394432.52"},
	{"1,234", "number", "1234"}, {"1，234，567", "number", "1234567"},
	{"251000元", "valued", "251000"}, {"2.5 万元", "valued", "2.5"},
	{"22（其中修订16件）", "valued", "22"}, {"￥300", "valued", "300"},
	{"增加5", "valued", "5"}, {"减3", "valued", "-3"},
	{"", "blank", ""}, {"\xC2\xA0", "blank", ""}, {"　", "blank", ""},
	{"/", "not-applicable", ""}, {"—", "not-applicable", ""},
	{"－", "not-applicable", ""}, {"——", "not-applicable", ""},
	{"无", "text", ""}, {"约20", "text", ""}, {"3-4", "text", ""},
	{"2 0", "unread", ""}, {"230 000023", "unread", ""},
	{"1,23", "unread", ""}, {"12,3456", "unread", ""},
	{"1.2.3", "unread", ""}, {"5+", "unread", ""}, {"5/", "unread", ""},
	{"10203120001200000", "unread", ""},	/* glued */
	{"99999999999999", "number", "99999999999999"},
};

static void read_cells(void **state)
{
	struct arena *a = arena_new(1 << 20);

	(void)state;
	assert_non_null(a);
	for (size_t i = 0; i < sizeof(cells) / sizeof(*cells); i++) {
		struct report_cell got = {0};

		assert_true(table_cell(slice_of(cells[i].text), a, &got));
		if (strcmp(cell_kind_name(got.kind), cells[i].kind) != 0 ||
		    !slice_eqs(got.value.p ? got.value : slice_of(""),
			       cells[i].value))
			fail_msg("\"%s\": got %s %.*s, wanted %s %s",
				 cells[i].text, cell_kind_name(got.kind),
				 SLICE_ARG(got.value), cells[i].kind,
				 cells[i].value);
	}
	arena_free(a);
}

static const struct { enum label_family family; const char *text; int id; }
labels[] = {
	{FAMILY_APPLICATION, "三/、/本/年/度", -1},
	{FAMILY_APPLICATION, "三 、 本 年 度 办 理 结 果", GROUP_RESULTS},
	{FAMILY_APPLICATION, "一、本年新收政府信息公开申请数量",
	 APPLICATION_RECEIVED},
	{FAMILY_APPLICATION, "(一) 予以 公开", APPLICATION_GRANTED},
	{FAMILY_APPLICATION, "三、本年度办理结果（一）予以公开",
	 APPLICATION_GRANTED},
	{FAMILY_APPLICATION, "（三）不予公开1.属于国家秘密",
	 APPLICATION_REFUSED},
	{FAMILY_APPLICATION, "不予公开", GROUP_REFUSED},
	{FAMILY_APPLICATION, "2.其他法律行政止公开", APPLICATION_REFUSED + 1},
	{FAMILY_APPLICATION, "5.属于三类内容事务信息",
	 APPLICATION_REFUSED + 4},
	{FAMILY_APPLICATION, "6.属于四类过程性性信息",
	 APPLICATION_REFUSED + 5},
	{FAMILY_APPLICATION, "（二）部分公开", APPLICATION_PARTLY},
	{FAMILY_APPLICATION, "（二）部分公开（区分处理的，只计这一情况，不计其他"
	 "情形）", APPLICATION_PARTLY},
	{FAMILY_APPLICATION, "1.逾期不补正", APPLICATION_OTHERS},
	{FAMILY_APPLICATION, "1、申请人无正当理由逾期不补正、行政机关不再处理其"
	 "政府信息公开申请", APPLICATION_OTHERS},
	{FAMILY_APPLICATION, "（六）其他处理", APPLICATION_OTHER},
	{FAMILY_APPLICATION, "3.其他", APPLICATION_OTHERS + 2},
	{FAMILY_APPLICATION, "（七）合计", APPLICATION_TOTAL},
	{FAMILY_APPLICATION, "政府信息", -1},	/* part of several */
	{FAMILY_APPLICATION, "0", -1}, {FAMILY_APPLICATION, "", -1},
	{FAMILY_ACTIVE, "规章", ACTIVE_RULES},
	{FAMILY_ACTIVE, "行政规范性文件", ACTIVE_DOCUMENTS},
	{FAMILY_ACTIVE, "其他主动公开文件", -1},
	{FAMILY_ACTIVE_COLUMN, "第二十条 第（一）项", ACTIVE_ARTICLE},
	{FAMILY_ACTIVE_COLUMN, "现行有效件 (历史累计)", COLUMN_IN_FORCE},
	{FAMILY_ACTIVE_COLUMN, "本年新", -1},
	{FAMILY_REVIEW, "结果 维持", 0}, {FAMILY_REVIEW, "其他", -1},
};

static void match_labels(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct labels *v;

	(void)state;
	assert_non_null(a);
	v = table_labels_new(a);
	assert_non_null(v);
	for (size_t i = 0; i < sizeof(labels) / sizeof(*labels); i++) {
		struct label label;
		int got;

		table_label(slice_of(labels[i].text), &label);
		got = table_match(v, labels[i].family, &label, false);
		if (got != labels[i].id)
			fail_msg("%s: got %d, wanted %d", labels[i].text, got,
				 labels[i].id);
	}
	arena_free(a);
}

#define HEAD3 "<tr><td rowspan=3>勾稽关系<td colspan=7>申请人情况<tr><td " \
	"rowspan=2>自然人<td colspan=5>法人或其他组织<td rowspan=2>总计<tr><td>" \
	"商业企业<td>科研机构<td>社会公益组织<td>法律服务机构<td>其他"
#define OUTCOMES "<td>结果维持<td>结果纠正<td>其他结果<td>尚未审结<td>总计"

/* Tables one behind the other, and the rows read: label: cells, "_" for blank,
 * "?" for unread. */
static const struct { const char *what, *html, *rows; } tables[] = {
	{"nothing", "<table><tr><td>姓名<td>电话</table>", "narrative\n"},
	{"columns in another order",
	 "<table><tr><td>信息内容<td>现行有效件数<td>本年制发件数<td>本年废止件数"
	 "<tr><td>规章<td>3<td>1<td>2</table>", "2021\n规章: 1 2 3\n"},
	{"one column of a header lost",
	 "<table><tr><td>信息内容<td>本年新<td>本年新<td>对外公开总数量<tr><td>"
	 "规范性文件<td>1<td>2<td>3</table>", "2019\n规范性文件: 1 2 3\n"},
	{"phantom columns between, told by the header",
	 "<table><tr><td>信息内容<td colspan=2>本年制发件数<td colspan=2>"
	 "本年废止件数<td colspan=2>现行有效件数<tr><td>规章<td>1<td><td><td>2"
	 "<td>3<td></table>", "2021\n规章: 1 2 3\n"},
	{"two values below one heading",
	 "<table><tr><td>信息内容<td colspan=2>本年制发件数<td colspan=2>"
	 "本年废止件数<td colspan=2>现行有效件数<tr><td>规章<td>1<td>9<td><td>2"
	 "<td>3<td></table>", "2021\n规章: ? 2 3\n"},
	{"one value over three columns",
	 "<table><tr><td>信息内容<td>本年制发件数<td>本年废止件数<td>现行有效件数"
	 "<tr><td>规章<td colspan=3>4</table>", "2021\n规章: ? ? ?\n"},
	{"a table within a layout table, an extra row",
	 "<table><tr><td><table><tr><td>信息内容<td>本年处理决定数量<tr><td>"
	 "其他主动公开文件<td>5<tr><td>行政许可<td>6</table></table>",
	 "2021\n行政许可: 6\n"},
	{"both generations in one report",
	 "<table><tr><td>信息内容<td>本年处理决定数量<tr><td>行政许可<td>6<tr>"
	 "<td>信息内容<td>采购项目数量<td>采购总金额<tr><td>政府集中采购<td>1<td>"
	 "8040</table>", "2019\n行政许可: 6\n政府集中采购: 1 8040\n"},
	{"部分 of a row only; total and others in their place",
	 "<table>" HEAD3 "<tr><td>（一）予以公开<td>1<td><td>/<td>0<td>0<td>0<td>1"
	 "<tr><td>（六）其他处理<td>0<td>0<td>0<td>0<td>0<td>0<td>0<tr><td>"
	 "（七）总计<td>1<td>0<td>0<td>0<td>0<td>0<td>1</table>",
	 "2019\n（一）予以公开: 1 _ / 0 0 0 1\n（六）其他处理: 0 0 0 0 0 0 0\n"
	 "（七）总计: 1 0 0 0 0 0 1\n"},
	{"the same label twice: the first",
	 "<table>" HEAD3 "<tr><td>2.重复申请<td>1<td>0<td>0<td>0<td>0<td>0<td>1"
	 "<tr><td>2.重复申请<td>9<td>9<td>9<td>9<td>9<td>9<td>9</table>",
	 "2021\n2.重复申请: 1 0 0 0 0 0 1\n"},
	{"glued in one cell: V3 leaves one way",
	 "<table>" HEAD3 "<tr><td>2.重复申请<td colspan=7>120000012</table>",
	 "2021\n2.重复申请: 12* 0* 0* 0* 0* 0* 12*\n"},
	{"glued, no way adds up",
	 "<table>" HEAD3 "<tr><td>2.重复申请<td colspan=7>1000002</table>",
	 "2021\n2.重复申请: ? ? ? ? ? ? ?\n"},
	{"glued, too few for seven",
	 "<table>" HEAD3 "<tr><td>2.重复申请<td colspan=7>10001</table>",
	 "2021\n2.重复申请: ? ? ? ? ? ? ?\n"},
	{"glued, two ways, no other row known",
	 "<table>" HEAD3 "<tr><td>2.重复申请<td colspan=7>110100012</table>",
	 "2021\n2.重复申请: ? ? ? ? ? ? ?\n"},
	{"behind a page break, with phantom columns and no header",
	 "<table>" HEAD3 "</table><table><tr><td>（五）不予处理<td>2.重复申请"
	 "<td>1<td>0<td>0<td>0<td>0<td>0<td>1<td><td></table>",
	 "2021\n2.重复申请: 1 0 0 0 0 0 1\n"},
	{"复议", "<table><tr><td colspan=5>行政复议<td colspan=10>行政诉讼<tr>"
	 OUTCOMES OUTCOMES OUTCOMES "<tr><td>1<td>2<td>3<td>4<td>10<td>0<td>0"
	 "<td>0<td>0<td>0<td><td>/<td>1<td>0<td>1</table>",
	 "2021\n行政复议: 1 2 3 4 10\n未经复议直接起诉: 0 0 0 0 0\n"
	 "复议后起诉: _ / 1 0 1\n"},
	{"统计表", "<table><tr><th>指标名称<th>计量单位<th>本年度<th>历年累计<tr>"
	 "<td>主动公开<br>数<td>条<td>5<td></table>",
	 "statistics\n主动公开数 条: 5 _\n"},
	{"统计表, header and rows with other spans, phantom columns",
	 "<table><tr><th>指标名称<th>计量单位<th>本年度<th>历年累计<td><td><tr>"
	 "<td>收到申请数<td>件<td colspan=2>5<td>9<td><td></table>",
	 "statistics\n收到申请数 件: 5 9\n"},
	{"统计表 behind a page break, with no header; a table of something else",
	 "<table><tr><th>指标名称<th>计量单位<th>本年度<th>历年累计<tr><td>收到申请"
	 "数<td>件<td>5<td>9</table><table><tr><td>办结数<td>件<td>4<td><tr>"
	 "<td>其中：延期<td>件<td>1<td>2</table><table><tr><td>张某<td>办公室<td>5"
	 "<td>6<tr><td>张某<td>科<td>主任<td>6</table>",
	 "statistics\n收到申请数 件: 5 9\n办结数 件: 4 _\n其中：延期 件: 1 2\n"},
	{"统计表, a label over several rows",
	 "<table><tr><th colspan=2>指标名称<th>计量单位<th>本年度<th>历年累计<tr>"
	 "<td rowspan=2>申请<td>收到<td>件<td>5<td>9<tr><td>办结<td>件<td>4<td>8"
	 "</table>", "statistics\n收到 件: 5 9\n办结 件: 4 8\n"},
};

#define LABELS_3 "申请人情况\n\n自然人\n\n法人或其他组织\n\n总计\n\n商业企业\n\n" \
	"科研机构\n\n社会公益组织\n\n法律服务机构\n\n其他\n\n"

/* Tables that are text only. */
static const struct { const char *what, *text, *rows; } flats[] = {
	{"prose", "全年公开信息5条。\n收到申请 3 件。\n", "narrative\n"},
	{"one cell a line",
	 "第二十条第（一）项\n信息内容\n本年制发件数\n本年废止件数\n现行有效件数\n"
	 "规章\n0\n1\n2\n行政规范性文件\n3\n/\n5\n",
	 "2021\n规章: 0 1 2\n行政规范性文件: 3 / 5\n"},
	{"a line between, blank cells as two more, headings broken",
	 "信息内容\n\n本年新\n\n制作数量\n\n本年新\n\n公开数量\n\n"
	 "对外公开总数量\n\n规章\n\n 0\n\n  \n\n 2\n\n规范性文件\n\n3\n\n"
	 "  \n\n  \n\n", "2019\n规章: 0 _ 2\n规范性文件: 3 _ _\n"},
	{"a heading that begins with a year",
	 "信息内容\n\n2019年项目数量\n\n本年增/减\n\n处理决定数量\n\n行政许可\n\n"
	 "14\n\n+2\n\n5\n\n", "2019\n行政许可: 14 +2 5\n"},
	{"pipes, what merged cells leave, cells on lines of their own",
	 "第二十条第(一)项 | |||\n信息内容 |\n本年制发件数 |\n本年废止件数 |\n"
	 "现行有效件数 |\n规章 |\n0 |\n||\n行政规范性文件 |\n4 |\n||\n"
	 "信息内容 |\n本年处理决定数量 | ||\n行政许可 |\n17 | ||\n",
	 "2021\n规章: 0 _ _\n行政规范性文件: 4 _ _\n行政许可: 17\n"},
	{"a pipe that leads each row",
	 "|\n第二十条第(一)项 | |||\n|\n信息内容 |\n本年制发件数 |\n本年废止件数 |\n"
	 "现行有效件数 |\n|\n规章 |\n0 |\n0 |\n|\n|\n行政规范性文件 |\n5 |\n"
	 "1 |\n8 |\n", "2021\n规章: 0 0 _\n行政规范性文件: 5 1 8\n"},
	{"a pipe that leads each row, the first cell is blank",
	 "|\n行政复议 | 行政诉讼 |\n|\n结果维持 | 结果纠正 | 其他结果 | 尚未审结 |"
	 " 总计 |\n|\n | 0 | 1 | 0 | 1 | 0 | 0 | 0 | 0 | 0 | 2 | 0 | 0 | 0 |"
	 " 2 |\n", "2021\n行政复议: _ 0 1 0 1\n未经复议直接起诉: 0 0 0 0 0\n"
	 "复议后起诉: 2 0 0 0 2\n"},
	{"one pipe alone on its line before a heading, of a blank cell",
	 "第二十条第（八）项 |\n信息内容 | 上一年项目数量 | 本年增/减 |\n"
	 "行政事业性收费 | 4 |\n|\n第二十条第（九）项 |\n信息内容 | 采购项目数量 |"
	 " 采购总金额 |\n政府集中采购 |\n |\n204.47 |\n",
	 "2019\n行政事业性收费: 4 _\n政府集中采购: _ 204.47\n"},
	{"numbers of pages between pipes",
	 "信息内容 | 本年制发件数 | 本年废止件数 | 现行有效件数 |\n-3-\n规章 | 0 | 1 |"
	 " 2 |\n行政复议 | 行政诉讼 |\n结果维持 | 结果纠正 | 其他结果 | 尚未审结 |"
	 " 总计 |\n— 4 —\n\n | 0 | 1 | 0 | 1 | 0 | 0 | 0 | 0 | 0 | 2 | 0 | 0 |"
	 " 0 | 2 |\n", "2021\n规章: 0 1 2\n行政复议: _ 0 1 0 1\n"
	 "未经复议直接起诉: 0 0 0 0 0\n复议后起诉: 2 0 0 0 2\n"},
	{"pipes alone on their lines",
	 "第二十条第(一)项\n|\n信息内容\n|\n本年制发件数\n|\n本年废止件数\n|\n"
	 "现行有效件数\n|\n规章\n|\n0\n|\n0\n|\n6\n|\n", "2021\n规章: 0 0 6\n"},
	{"label and values on one line, a page number between",
	 "信息内容 本年制发件数 本年废止件数 现行有效件数\n规章 0 1 2\n- 3 -\n"
	 "行政规范性文件 3 4 5\n",
	 "2021\n规章: 0 1 2\n行政规范性文件: 3 4 5\n"},
	{"others and total are rows by their numbers, a label in two lines",
	 LABELS_3 "（一）予以公开\n\n1\n\n0\n\n0\n\n0\n\n0\n\n0\n\n1\n\n"
	 "3.其他\n\n0\n\n0\n\n0\n\n0\n\n0\n\n0\n\n0\n\n（七）\n\n总计\n\n"
	 "1\n\n0\n\n0\n\n0\n\n0\n\n0\n\n1\n\n",
	 "2021\n（一）予以公开: 1 0 0 0 0 0 1\n3.其他: 0 0 0 0 0 0 0\n"
	 "（七）总计: 1 0 0 0 0 0 1\n"},
	{"values missing, nobody knows which",
	 LABELS_3 "（一）予以公开\n\n1\n\n0\n\n1\n\n2.重复申请\n\n",
	 "2021\n（一）予以公开: ? ? ? ? ? ? ?\n"},
	{"digits glued to labels; V1 decides between two ways",
	 LABELS_3 "一、本年新收政府信息公开申请数量110100012\n\n"
	 "二、上年结转政府信息公开申请数量0000000\n\n"
	 "（七）总计 11 0 1 0 0 0 12\n\n四、结转下年度继续办理0000000\n\n",
	 "2021\n一、本年新收政府信息公开申请数量: 11* 0* 1* 0* 0* 0* 12*\n"
	 "二、上年结转政府信息公开申请数量: 0* 0* 0* 0* 0* 0* 0*\n"
	 "（七）总计: 11 0 1 0 0 0 12\n"
	 "四、结转下年度继续办理: 0* 0* 0* 0* 0* 0* 0*\n"},
	{"blank cells left no trace: what else may be missing?",
	 LABELS_3 "（一）予以公开 3 0 0 4 7\n\n2.重复申请120000012\n\n"
	 "（七）总计 3 0 1 0 0 0 4\n\n四、结转下年度继续办理 1 2 3 4 5 6\n\n",
	 "2021\n（一）予以公开: ? ? ? ? ? ? ?\n2.重复申请: ? ? ? ? ? ? ?\n"
	 "（七）总计: 3 0 1 0 0 0 4\n四、结转下年度继续办理: ? ? ? ? ? ? ?\n"},
	{"fifteen cells glued, V4",
	 "行政复议\n\n行政诉讼\n\n结果维持\n\n总计\n\n10203120001200000\n\n",
	 "2021\n行政复议: 1* 0* 2* 0* 3*\n未经复议直接起诉: 12* 0* 0* 0* 12*\n"
	 "复议后起诉: 0* 0* 0* 0* 0*\n"},
	{"fifteen cells, fewer digits",
	 "行政复议\n\n行政诉讼\n\n结果维持\n\n总计\n\n10203120001200\n\n",
	 "narrative\n"},
	{"复议 with headings cut",
	 "行政复议 |\n行政诉讼 | |||||||||||||\n结果维持 |\n结果 |\n其他 |\n尚未 |\n"
	 "总计 |\n未经复议直接起诉 |\n复议后起诉 | ||||||||\n结果 |\n结果 |\n其他 |\n"
	 "尚未 |\n总计 | |||||\n1 |\n0 |\n0 |\n0 |\n1 |\n0 |\n0 |\n0 |\n0 |\n"
	 "0 |\n2 |\n0 |\n0 |\n0 |\n2 |\n",
	 "2021\n行政复议: 1 0 0 0 1\n未经复议直接起诉: 0 0 0 0 0\n"
	 "复议后起诉: 2 0 0 0 2\n"},
};

/* 统计表 that are text only. */
static const struct { const char *what, *text, *rows; } flat_statistics[] = {
	{"no header", "收到申请数 件 5 9\n", "narrative\n"},
	{"a header without rows", "指标名称\n计量单位\n本年度\n历年累计\n",
	 "narrative\n"},
	{"words of a sentence", "统计指标的单位和年度见下。\n5\n",
	 "narrative\n"},
	{"one cell a line, blanks, prose behind",
	 "统计表如下：\n指标名称\n计量单位\n本年度\n历年累计\n一、主动公开情况\n——\n"
	 "\n\n收到申请数\n件\n5\n9\n办结数\n件\n\n8\n单位负责人签字\n2016年1月\n",
	 "statistics\n一、主动公开情况 ——: _ _\n收到申请数 件: 5 9\n"
	 "办结数 件: _ 8\n"},
	{"a blank cell lost: nobody knows which",
	 "指标名称\n计量单位\n本年度\n历年累计\n收到申请数\n件\n5\n办结数\n件\n4\n"
	 "8\n", "statistics\n收到申请数 : ? ?\n办结数 件: 4 8\n"},
	{"words on a line, header once more behind a page",
	 "统计指标 单位 统计数\n收到 申请数 件 5\n-2-\n统计指标 单位 统计数\n"
	 "办结数 件 4\n收取的费用 万元 0.5\n无单位 7\n",
	 "statistics\n收到申请数 件: 5 _\n办结数 件: 4 _\n"
	 "收取的费用 万元: 0.5 _\n无单位 : ? _\n"},
	{"pipes",
	 "指标名称 | 计量单位 | 本年度 | 历年累计 |\n收到申请数 | 件 | | 9 |\n"
	 "办结数 | 件 | 4 |\n8 |\n", "statistics\n收到申请数 件: _ 9\n"
	 "办结数 件: 4 8\n"},
};

static void print_cell(const struct report_cell *cell, struct buf *out)
{
	(void)buf_addc(out, ' ');
	if (cell->kind == CELL_BLANK)
		(void)buf_addc(out, '_');
	else if (cell->kind == CELL_UNREAD)
		(void)buf_addc(out, '?');
	else
		(void)buf_add_slice(out, cell->text);
	if (cell->solved)
		(void)buf_addc(out, '*');
}

static void print_rows(const struct report_row *rows, uint32_t count,
		       struct buf *out)
{
	for (uint32_t i = 0; i < count; i++) {
		(void)buf_addf(out, "%s:", rows[i].label);
		for (uint32_t k = 0; k < rows[i].count; k++)
			print_cell(&rows[i].cells[k], out);
		(void)buf_addc(out, '\n');
	}
}

static void print_tables(const struct tables *t, struct buf *out)
{
	(void)buf_addf(out, "%s\n", generation_name(t->generation));
	print_rows(t->active, t->active_count, out);
	print_rows(t->applications, t->application_count, out);
	print_rows(t->review, t->review_count, out);
	for (uint32_t i = 0; i < t->statistic_count; i++) {
		(void)buf_addf(out, "%.*s %.*s:",
			       SLICE_ARG(t->statistics[i].label),
			       SLICE_ARG(t->statistics[i].unit));
		print_cell(&t->statistics[i].year, out);
		print_cell(&t->statistics[i].total, out);
		(void)buf_addc(out, '\n');
	}
	assert_int_equal(out->err, 0);
}

static void read_html(const char *html, struct buf *out)
{
	static const struct html_limits limits = {.memory = 64 << 20,
						  .nodes = 100000};
	const struct grid *grids[16];
	struct tables got;
	struct html_doc *doc;
	const struct html *h;
	uint32_t n = 0;

	assert_int_equal(html_parse(slice_of(html), &limits, &doc), 0);
	h = html_of(doc);
	for (uint32_t i = 0; i < h->count && n < 16; i++)
		if (h->nodes[i].tag == HTML_TABLE)
			grids[n++] = grid_of_table(h, i, html_arena(doc));
	assert_int_equal(tables_read(grids, n, html_arena(doc), &got), 0);
	print_tables(&got, out);
	html_free(doc);
}

static void read_tables(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		struct buf out = BUF_INIT(1 << 16);

		read_html(tables[i].html, &out);
		if (!slice_eqs(buf_slice(&out), tables[i].rows))
			fail_msg("%s\ngot:\n%s\nwanted:\n%s", tables[i].what,
				 out.data, tables[i].rows);
		buf_free(&out);
	}
}

static void read_flats(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(flats) / sizeof(*flats); i++) {
		struct arena *a = arena_new(8 << 20);
		struct slice text = slice_of(flats[i].text);
		struct buf out = BUF_INIT(1 << 16);
		const struct grid *grid;
		struct tables got;

		assert_non_null(a);
		grid = tables_text_grid(text, 0, text.n, a);
		assert_int_equal(tables_read(&grid, 1, a, &got), 0);
		print_tables(&got, &out);
		if (!slice_eqs(buf_slice(&out), flats[i].rows))
			fail_msg("%s\ngot:\n%s\nwanted:\n%s", flats[i].what,
				 out.data, flats[i].rows);
		buf_free(&out);
		arena_free(a);
	}
}

static void read_flat_statistics(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(flat_statistics) /
			       sizeof(*flat_statistics); i++) {
		struct arena *a = arena_new(1 << 22);
		struct slice text = slice_of(flat_statistics[i].text);
		struct buf got = BUF_INIT(1 << 16);
		struct tables t;
		const struct grid *grid;

		assert_non_null(a);
		grid = tables_text_statistics(text, a);
		assert_int_equal(tables_read(&grid, 1, a, &t), 0);
		print_tables(&t, &got);
		if (!slice_eqs(buf_slice(&got), flat_statistics[i].rows))
			fail_msg("%s\ngot:\n%.*s\nwanted:\n%s",
				 flat_statistics[i].what,
				 SLICE_ARG(buf_slice(&got)),
				 flat_statistics[i].rows);
		buf_free(&got);
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(read_cells), cmocka_unit_test(match_labels),
		cmocka_unit_test(read_tables), cmocka_unit_test(read_flats),
		cmocka_unit_test(read_flat_statistics),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
