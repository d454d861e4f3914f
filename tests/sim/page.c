/* SPDX-License-Identifier: Apache-2.0 */
/* What the pages of a portal say: small, but found and read like real ones. */
#include "tests/sim/world.h"

#include <stdio.h>

#define WORDS "全县各部门认真做好政府信息公开工作，及时发布信息。"
#define CELLS "<td>0</td><td>0</td><td>0</td><td>0</td><td>0</td>"

static const char *const organs[WORLD_ORGANS] = {
	"教育局", "财政局", "民政局", "水利局",
};

/* Rows of the table of applications (reports.md, generation 2021). */
static const char *const results[] = {
	"（一）予以公开",
	"（二）部分公开（区分处理的，只计这一情况，不计其他情形）",
	"1.属于国家秘密", "2.其他法律行政法规禁止公开",
	"3.危及“三安全一稳定”", "4.保护第三方合法权益",
	"5.属于三类内部事务信息", "6.属于四类过程性信息",
	"7.属于行政执法案卷", "8.属于行政查询事项",
	"1.本机关不掌握相关政府信息", "2.没有现成信息需要另行制作",
	"3.补正后申请内容仍不明确", "1.信访举报投诉类申请", "2.重复申请",
	"3.要求提供公开出版物", "4.无正当理由大量反复申请",
	"5.要求行政机关确认或重新出具已获取信息",
};

static unsigned year_of(const struct world *w, unsigned report)
{
	/* the last one is of the year the simulation begins in */
	unsigned begun = 1970 + (unsigned)(w->begin_ms /
					   (SIM_DAY / 100 * 36525));

	return begun - (WORLD_YEARS - 1) + report % WORLD_YEARS;
}

static void add_county(const struct portal *p, struct buf *out)
{
	static const char *const signs[] = {
		"青", "禾", "松", "萝", "云", "溪", "石", "桥", "柳", "林",
	};

	(void)buf_addf(out, "%s%s%s县", signs[p->number / 100 % 10],
		       signs[p->number / 10 % 10], signs[p->number % 10]);
}

static void add_title(const struct world *w, const struct portal *p,
		      unsigned report, struct buf *out)
{
	add_county(p, out);
	(void)buf_addf(out, "%s%u年政府信息公开工作年度报告",
		       organs[report / WORLD_YEARS], year_of(w, report));
}

static void head(const struct portal *p, struct buf *out, const char *title)
{
	(void)buf_addf(out, "<!DOCTYPE html><html><head>"
		       "<meta charset=\"utf-8\"><title>%s-", title);
	add_county(p, out);
	(void)buf_adds(out, "人民政府</title></head><body>");
}

static void home(const struct portal *p, struct buf *out)
{
	head(p, out, "政府信息公开");
	(void)buf_adds(out, "<ul><li><a href=\"/zn/\">政府信息公开指南</a></li>"
		       "<li><a href=\"/zd/\">政府信息公开制度</a></li>"
		       "<li><a href=\"/fd/\">法定主动公开内容</a></li>"
		       "<li><a href=\"/nb/\">政府信息公开年报</a></li>"
		       "<li><a href=\"/private/nb.html\">政府信息公开年报（内部）"
		       "</a></li></ul><p>" WORDS WORDS "</p></body></html>");
}

static void prose(const struct portal *p, struct buf *out, const char *title)
{
	head(p, out, title);
	(void)buf_addf(out, "<h1>%s</h1><p>", title);
	add_county(p, out);
	(void)buf_addf(out, "%s。" WORDS WORDS WORDS "</p></body></html>",
		       title);
}

static void column(const struct world *w, const struct portal *p, int64_t now,
		   struct buf *out)
{
	head(p, out, "政府信息公开年报");
	(void)buf_adds(out, "<p>" WORDS "</p><ul class=\"list\">");
	for (unsigned i = p->organs * WORLD_YEARS; i-- > 0;) {
		if (!world_version(p, PAGE_REPORTS + (int)i, now))
			continue;
		(void)buf_addf(out, "<li><a href=\"/nb/r%u.html\">", i);
		add_title(w, p, i, out);
		(void)buf_adds(out, "</a></li>");
	}
	(void)buf_adds(out, "</ul></body></html>");
}

static void application_row(struct buf *out, const char *label, unsigned n)
{
	(void)buf_addf(out, "<tr><td colspan=3>%s</td><td>%u</td>" CELLS
		       "<td>%u</td></tr>", label, n, n);
}

static void result_rows(struct buf *out, unsigned given)
{
	unsigned count = sizeof(results) / sizeof(*results);

	for (unsigned i = 0; i < count; i++) {
		(void)buf_adds(out, "<tr>");
		if (i == 0)
			(void)buf_adds(out, "<td rowspan=22>三、本年度办理结果"
				       "</td>");
		if (i == 2)
			(void)buf_adds(out, "<td rowspan=8>（三）不予公开</td>");
		if (i == 10)
			(void)buf_adds(out, "<td rowspan=3>（四）无法提供</td>");
		if (i == 13)
			(void)buf_adds(out, "<td rowspan=5>（五）不予处理</td>");
		(void)buf_addf(out, "<td%s>%s</td><td>%u</td>" CELLS "<td>%u"
			       "</td></tr>", i < 2 ? " colspan=2" : "",
			       results[i], i ? 0 : given, i ? 0 : given);
	}
	(void)buf_addf(out, "<tr><td rowspan=3>（六）其他处理</td><td>"
		       "1.申请人无正当理由逾期不补正</td><td>0</td>" CELLS
		       "<td>0</td></tr><tr><td>2.申请人逾期未按收费通知要求缴"
		       "纳费用</td><td>0</td>" CELLS "<td>0</td></tr><tr><td>"
		       "3.其他</td><td>0</td>" CELLS "<td>0</td></tr><tr>"
		       "<td colspan=2>（七）总计</td><td>%u</td>" CELLS
		       "<td>%u</td></tr>", given, given);
}

static void report(const struct world *w, const struct portal *p,
		   unsigned number, int version, struct buf *out)
{
	/* no two of a portal say the same numbers, and a correction adds */
	unsigned given = 10 + 2 * number + (version > 1 ? 100 : 0);
	unsigned year = year_of(w, number);

	(void)buf_adds(out, "<!DOCTYPE html><html><head>"
		       "<meta charset=\"utf-8\"><title>");
	add_title(w, p, number, out);
	(void)buf_addf(out, "</title><meta name=\"PubDate\" content=\"%u-01-18 "
		       "09:30\"></head><body><h1>", year + 1);
	add_title(w, p, number, out);
	(void)buf_addf(out, "</h1><div class=\"TRS_Editor\"><p>　　本报告所列数据"
		       "的统计期限自%u年1月1日起至%u年12月31日止。</p><p>　　"
		       "一、总体情况</p><p>　　" WORDS WORDS "</p><p>　　三、"
		       "收到和处理政府信息公开申请情况</p><table><tr>"
		       "<td colspan=3 rowspan=3>（本列数据的勾稽关系为：第一项加"
		       "第二项之和，等于第三项加第四项之和）</td><td colspan=7>"
		       "申请人情况</td></tr><tr><td rowspan=2>自然人</td>"
		       "<td colspan=5>法人或其他组织</td><td rowspan=2>总计</td>"
		       "</tr><tr><td>商业企业</td><td>科研机构</td><td>社会公益"
		       "组织</td><td>法律服务机构</td><td>其他</td></tr>",
		       year, year);
	application_row(out, "一、本年新收政府信息公开申请数量", given);
	application_row(out, "二、上年结转政府信息公开申请数量", 0);
	result_rows(out, given);
	application_row(out, "四、结转下年度继续办理", 0);
	(void)buf_adds(out, "</table></div></body></html>");
}

static void robots(const struct portal *p, int version, struct buf *out)
{
	(void)buf_adds(out, "User-agent: *\nDisallow: /private/\n");
	if (version > 1)
		(void)buf_adds(out, "Disallow: /zd/\n");
	if (p->crawl_delay)
		(void)buf_addf(out, "Crawl-delay: %d\n",
			       (int)(p->crawl_delay / SIM_SECOND));
}

int world_body(const struct world *w, const struct portal *p, int page,
	       int64_t now, struct buf *out)
{
	int version = world_version(p, page, now);

	switch (page) {
	case PAGE_ROBOTS:
		robots(p, version, out);
		break;
	case PAGE_HOME:
		home(p, out);
		break;
	case PAGE_GUIDE:
		prose(p, out, "政府信息公开指南");
		break;
	case PAGE_RULES:
		prose(p, out, "政府信息公开制度");
		break;
	case PAGE_DUTIES:
		prose(p, out, "法定主动公开内容");
		break;
	case PAGE_COLUMN:
		column(w, p, now, out);
		break;
	case PAGE_PRIVATE:
		prose(p, out, "政府信息公开年报");
		break;
	default:
		report(w, p, (unsigned)(page - PAGE_REPORTS), version, out);
		break;
	}
	return buf_adds(out, "");	/* errors stay */
}
