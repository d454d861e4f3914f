/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages as TRS WCM makes them: UTF-8, meta of 国办发〔2017〕47号, breadcrumb,
 * createPageHTML() next to real pager links.  The street office (slow) and
 * the zone (busy) use the same system with fewer columns.
 */
#include "tests/county/page.h"

#include <stdio.h>

enum { HOME_NEWS = 10, HOME_REPORTS = 6 };

struct link {
	const char *href, *text;
};

static const struct link nav_www[] = {
	{"/", "首页"}, {"/zwgk/", "政务公开"}, {"/xwzx/qhyw/", "青禾要闻"},
	{"/xwzx/bmdt/", "部门动态"}, {"/xwzx/xzdt/", "乡镇动态"},
	{"/xwzx/tzgg/", "通知公告"}, {NULL, NULL},
};
static const struct link nav_small[] = {
	{"/", "首页"}, {"/zfxxgkzn/", "政府信息公开指南"},
	{"/zfxxgknb/", "政府信息公开年报"}, {NULL, NULL},
};
/* The four parts of the platform, 国办公开办函〔2019〕61号. */
static const struct link platform[] = {
	{"/zwgk/zfxxgk/zfxxgkzn/", "政府信息公开指南"},
	{"/zwgk/zfxxgk/zfxxgkzd/", "政府信息公开制度"},
	{"/zwgk/zfxxgk/fdzdgknr/", "法定主动公开内容"},
	{"/zwgk/zfxxgk/zfxxgknb/", "政府信息公开年报"}, {NULL, NULL},
};
static const struct link services[] = {
	{"/bsfw/xzzx.html", "下载中心"}, {"/hdjl/ldxx.html", "领导信箱"},
	{"/xwzx/old/t20150105_88.html", "2015年专题"},
	{"/zfxxgk/nb.html", "年报（旧址）"}, {"/old/nb2019.html", "2019年年报"},
	{"/print/notice_1.html", "汛期安全提示"},
	{"/print/notice_2.html", "秸秆禁烧告知书"},
	{"/print/notice_3.html", "冬季供水抢修须知"},
	{"/xwzx/tzgg/202305/t20230511_90210.html", "端午节放假通知"},
	{"/trap/calendar?year=2026&amp;month=3", "活动日历"},
	{"/trap/loop/", "办事指南"}, {"/trap/session/0.html", "在线服务"},
	{"/internal/", "内部工作平台"}, {"/internal/duty.html", "值班表"},
	{NULL, NULL},
};

static void links(struct buf *b, const struct link *link, const char *open,
		  const char *close)
{
	for (; link->href; link++)
		(void)buf_addf(b, "%s<a href=\"%s\">%s</a>%s\n", open,
			       link->href, link->text, close);
}

static void head(struct buf *b, const struct plan *plan,
		 const struct entry *e)
{
	(void)buf_adds(b, "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n"
		       "<meta charset=\"utf-8\">\n<title>");
	plan_add_title(b, plan, e);
	if (e->kind != KIND_HOME)
		(void)buf_addf(b, "_%s", hosts[e->host].site);
	(void)buf_adds(b, "</title>\n");
	page_add_meta(b, plan, e);
	(void)buf_addf(b, "<link rel=\"stylesheet\" href=\"/images/style.css\">"
		       "\n</head>\n<body>\n<div class=\"wrap\">\n<div class=\""
		       "banner\"><h1>%s</h1></div>\n<div class=\"nav\">",
		       hosts[e->host].site);
	links(b, e->host == HOST_WWW ? nav_www : nav_small, "", "");
	(void)buf_adds(b, "</div>\n");
}

static void foot(struct buf *b, const struct plan *plan,
		 const struct entry *e)
{
	unsigned i;

	(void)buf_adds(b, "<div class=\"foot\"><p>");
	for (i = 0; i < HOST_COUNT; i++) {
		(void)buf_adds(b, "<a href=\"");
		plan_add_origin(b, plan, i);
		(void)buf_addf(b, "/\">%s</a>\n", hosts[i].site);
	}
	if (e->host == HOST_WWW)
		(void)buf_adds(b, "<a href=\"/wzdt/\">站点地图</a>");
	(void)buf_addf(b, "</p><p>主办单位：%s　网站标识码：%s　"
		       "云ICP备00000421号</p>\n<p>我为政府网站找错　"
		       "党政机关网站标识</p></div>\n</div>\n</body>\n</html>\n",
		       hosts[e->host].organ, hosts[e->host].code);
}

static bool in_platform(const struct plan *plan, const struct entry *e)
{
	const struct column *c = plan_column_of(plan, e);

	if (e->host != HOST_WWW)
		return false;
	return c ? c->annual
		 : slice_starts(slice_of(e->path), "/zwgk/zfxxgk/");
}

static void crumb(struct buf *b, const struct plan *plan,
		  const struct entry *e)
{
	const struct column *c = plan_column_of(plan, e);

	(void)buf_adds(b, "<div class=\"crumb\">当前位置：<a href=\"/\">首页"
		       "</a>");
	if (in_platform(plan, e))
		(void)buf_adds(b, " &gt; <a href=\"/zwgk/zfxxgk/\">政府信息公开"
			       "</a>");
	if (c)
		(void)buf_addf(b, " &gt; <a href=\"%s\">%s</a>", c->dir,
			       c->name);
	(void)buf_adds(b, "</div>\n");
	if (in_platform(plan, e)) {
		(void)buf_adds(b, "<div class=\"side\">\n");
		links(b, platform, "", "");
		(void)buf_adds(b, "</div>\n");
	}
}

/* An article's address as its own list writes it: "./202603/t2026….html". */
static void list_item(struct buf *b, const struct plan *plan,
		      const struct column *c, const struct entry *e,
		      bool relative)
{
	struct slice path = slice_of(e->path);

	(void)buf_adds(b, "<li><span>");
	date_add_day(b, page_date(plan, e));
	(void)buf_adds(b, "</span><a href=\"");
	if (relative && slice_starts(path, c->dir))
		(void)buf_addf(b, "./%s", path.p + slice_of(c->dir).n);
	else
		(void)buf_add_slice(b, path);
	(void)buf_adds(b, "\" title=\"");
	plan_add_title(b, plan, e);
	(void)buf_adds(b, "\">");
	plan_add_title(b, plan, e);
	(void)buf_adds(b, "</a></li>\n");
}

static void pager(struct buf *b, const struct column *c, unsigned page)
{
	unsigned pages = column_pages(c);

	(void)buf_addf(b, "<div class=\"page\">共%u条 第%u/%u页\n", c->count,
		       page + 1, pages);
	(void)buf_addf(b, "<script>createPageHTML(%u, %u, \"index\", "
		       "\"html\");</script>\n", pages, page);
	if (page) {
		(void)buf_adds(b, "<a href=\"index.html\">首页</a>\n"
			       "<a href=\"");
		column_add_file(b, c, page - 1);
		(void)buf_adds(b, "\">上一页</a>\n");
	}
	if (page + 1 < pages) {
		(void)buf_adds(b, "<a href=\"");
		column_add_file(b, c, page + 1);
		(void)buf_adds(b, "\">下一页</a>\n<a href=\"");
		column_add_file(b, c, pages - 1);
		(void)buf_adds(b, "\">尾页</a>\n");
	}
	(void)buf_adds(b, "</div>\n");
}

static void list(struct buf *b, const struct plan *plan,
		 const struct entry *e)
{
	const struct column *c = &plan->columns[e->arg];
	unsigned i = e->page * c->per_page;
	unsigned end = i + c->per_page < c->count ? i + c->per_page : c->count;

	(void)buf_addf(b, "<h2>%s</h2>\n<ul class=\"list\">\n", c->name);
	for (; i < end; i++)
		list_item(b, plan, c, &plan->entries[c->items[i]], true);
	(void)buf_adds(b, "</ul>\n");
	pager(b, c, e->page);
}

static void newest(struct buf *b, const struct plan *plan,
		   const struct column *c, unsigned most)
{
	unsigned i;

	(void)buf_addf(b, "<div><h2><a href=\"%s\">%s</a></h2>"
		       "<ul class=\"list\">\n", c->dir, c->name);
	for (i = 0; i < c->count && i < most; i++)
		list_item(b, plan, c, &plan->entries[c->items[i]], false);
	(void)buf_adds(b, "</ul></div>\n");
}

static void home(struct buf *b, const struct plan *plan,
		 const struct entry *e)
{
	unsigned i;

	(void)buf_adds(b, "<div class=\"cols\">\n");
	for (i = 0; i < plan->column_count; i++) {
		const struct column *c = &plan->columns[i];

		if (c->host == e->host && !(c->annual && e->host == HOST_WWW))
			newest(b, plan, c, c->annual ? HOME_REPORTS
						     : HOME_NEWS);
	}
	(void)buf_adds(b, "</div>\n");
	if (e->host != HOST_WWW)
		return;
	(void)buf_adds(b, "<h2>政府信息公开</h2>\n<p>");
	links(b, platform, "", "　");
	(void)buf_adds(b, "<a href=\"/zwgk/zfxxgk/\">政府信息公开平台</a></p>\n"
		       "<h2>服务</h2>\n<p>");
	links(b, services, "", "　");
	(void)buf_adds(b, "</p>\n");
}

/* Second addresses of reports are found from the map of the site. */
static void about(struct buf *b, const struct plan *plan,
		  const struct entry *e)
{
	unsigned i;

	(void)buf_adds(b, "<h1 class=\"title\">");
	plan_add_title(b, plan, e);
	(void)buf_adds(b, "</h1>\n");
	page_add_lines(b, plan_text(e), "<p>", "</p>\n");
	if (!slice_eqs(slice_of(e->path), "/wzdt/"))
		return;
	(void)buf_adds(b, "<ul>\n");
	links(b, nav_www, "<li>", "</li>");
	links(b, platform, "<li>", "</li>");
	for (i = 0; i < plan->report_count; i++) {
		const struct report *report = &plan->reports[i];

		if (report->second >= 0)
			(void)buf_addf(b, "<li><a href=\"%s\">%s</a></li>\n",
				       plan->entries[report->second].path,
				       report->title);
	}
	(void)buf_adds(b, "</ul>\n");
}

static void article(struct buf *b, const struct plan *plan,
		    const struct entry *e)
{
	struct buf image = BUF_INIT(4096);

	(void)buf_adds(b, "<h1 class=\"title\">");
	plan_add_title(b, plan, e);
	(void)buf_adds(b, "</h1>\n<div class=\"info\">发布时间：");
	date_add_minute(b, page_date(plan, e));
	(void)buf_addf(b, "　来源：%s　字号：[大 中 小]　打印</div>\n"
		       "<div class=\"TRS_Editor\"><div class=\"trs_editor_view "
		       "TRS_UEDITOR trs_paper_default\">\n",
		       page_source(plan, e));
	if (e->kind == KIND_NEWS && plan_add_news_image(&image, plan, e->arg))
		(void)buf_addf(b, "<p style=\"text-align:center\"><img src=\"%s"
			       "\" alt=\"现场图片\"></p>\n", image.data);
	page_add_article(b, plan, e, "<p>", "</p>\n");
	(void)buf_adds(b, "</div></div>\n");
	page_add_attachments(b, plan, e);
	(void)buf_adds(b, "<p>扫一扫在手机打开当前页</p>\n");
	buf_free(&image);
}

static void door(struct buf *b)
{
	(void)buf_adds(b, "<h1 class=\"title\">政府信息公开</h1>\n<p>　　"
		       "本平台集中发布全县政府信息，分为指南、制度、法定主动公开"
		       "内容和年报四个部分。2020年及以前的年报见信息公开目录，"
		       "县直部门年报见部门平台。</p>\n<ul>\n");
	links(b, platform, "<li>", "</li>");
	(void)buf_adds(b, "</ul>\n");
}

void page_www(struct buf *b, const struct plan *plan, const struct entry *e)
{
	head(b, plan, e);
	crumb(b, plan, e);
	(void)buf_adds(b, "<div class=\"main\">\n");
	switch (e->kind) {
	case KIND_HOME: home(b, plan, e); break;
	case KIND_LIST: list(b, plan, e); break;
	case KIND_DOOR: door(b); break;
	case KIND_ABOUT:
	case KIND_INTERNAL: about(b, plan, e); break;
	default: article(b, plan, e); break;
	}
	(void)buf_adds(b, "</div>\n");
	foot(b, plan, e);
}
