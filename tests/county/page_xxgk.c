/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The old catalogue: a frameset, a list in an iframe, layout by tables, no
 * meta of any standard, and the charset declared as gb2312 although the text
 * has characters that only GB18030 knows (答复人 𡐓塘村, 镕, 堃, 珺, 喆).
 */
#include "tests/county/page.h"

#include <stdio.h>

static void head(struct buf *b, const struct plan *plan,
		 const struct entry *e)
{
	(void)buf_adds(b, "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 "
		       "Transitional//EN\" \"http://www.w3.org/TR/xhtml1/DTD/"
		       "xhtml1-transitional.dtd\">\r\n<html>\r\n<head>\r\n"
		       "<meta http-equiv=\"Content-Type\" content=\"text/html; "
		       "charset=gb2312\" />\r\n<title>");
	plan_add_title(b, plan, e);
	(void)buf_adds(b, "</title>\r\n</head>\r\n");
}

static void frameset(struct buf *b)
{
	(void)buf_adds(b, "<frameset rows=\"*\" cols=\"220,*\" border=\"0\">"
		       "\r\n<frame src=\"nav.htm\" name=\"leftFrame\" "
		       "noresize=\"noresize\" />\r\n<frame src=\"main.htm\" "
		       "name=\"mainFrame\" />\r\n</frameset>\r\n<noframes>"
		       "<body>您的浏览器不支持框架。</body></noframes>\r\n"
		       "</html>\r\n");
}

static void nav(struct buf *b, const struct plan *plan)
{
	(void)buf_adds(b, "<body bgcolor=\"#e8f0e8\">\r\n"
		       "<h3>青禾县政府信息公开目录</h3>\r\n<ul>\r\n"
		       "<li><a href=\"guide.htm\" target=\"mainFrame\">"
		       "政府信息公开指南</a></li>\r\n"
		       "<li><a href=\"rules.htm\" target=\"mainFrame\">"
		       "政府信息公开制度</a></li>\r\n"
		       "<li><a href=\"nb/list.htm\" target=\"mainFrame\">"
		       "县政府年度报告</a></li>\r\n"
		       "<li><a href=\"nb/xz/list.htm\" target=\"mainFrame\">"
		       "乡镇年度报告</a></li>\r\n"
		       "<li><a href=\"news/list.htm\" target=\"mainFrame\">"
		       "工作动态</a></li>\r\n<li><a href=\"");
	plan_add_origin(b, plan, HOST_WWW);
	(void)buf_adds(b, "/\" target=\"_top\">返回县政府网站</a></li>\r\n"
		       "</ul>\r\n</body></html>\r\n");
}

static void main_frame(struct buf *b)
{
	(void)buf_adds(b, "<body>\r\n<h2>信息公开年度报告</h2>\r\n"
		       "<iframe src=\"nb/list.htm\" width=\"100%\" "
		       "height=\"420\" frameborder=\"0\"></iframe>\r\n"
		       "<p>受理地点：青禾县城关大道6号（原𡐓塘村旧址）</p>\r\n"
		       "</body></html>\r\n");
}

static void pager(struct buf *b, const struct column *c, unsigned page)
{
	unsigned pages = column_pages(c);

	(void)buf_addf(b, "<p align=\"center\">共%u条 %u/%u页 ", c->count,
		       page + 1, pages);
	if (page) {
		(void)buf_adds(b, "<a href=\"");
		column_add_file(b, c, page - 1);
		(void)buf_adds(b, "\">上一页</a> ");
	}
	if (page + 1 < pages) {
		(void)buf_adds(b, "<a href=\"");
		column_add_file(b, c, page + 1);
		(void)buf_adds(b, "\">下一页</a>");
	}
	(void)buf_adds(b, "</p>\r\n");
}

static void list(struct buf *b, const struct plan *plan,
		 const struct entry *e)
{
	const struct column *c = &plan->columns[e->arg];
	unsigned i = e->page * c->per_page;
	unsigned end = i + c->per_page < c->count ? i + c->per_page : c->count;

	(void)buf_addf(b, "<body>\r\n<table width=\"98%%\" border=\"0\">\r\n"
		       "<tr><td colspan=\"2\"><b>%s</b></td></tr>\r\n",
		       c->name);
	for (; i < end; i++) {
		const struct entry *item = &plan->entries[c->items[i]];

		(void)buf_addf(b, "<tr><td>·<a href=\"%s\" target=\"_blank\">",
			       item->path);
		plan_add_title(b, plan, item);
		(void)buf_adds(b, "</a></td><td width=\"110\">");
		date_add_day(b, page_date(plan, item));
		(void)buf_adds(b, "</td></tr>\r\n");
	}
	(void)buf_adds(b, "</table>\r\n");
	pager(b, c, e->page);
	(void)buf_adds(b, "</body></html>\r\n");
}

/* The metadata table of such catalogues; labels with inner spaces. */
static void about_article(struct buf *b, const struct plan *plan,
			  const struct entry *e)
{
	(void)buf_addf(b, "<table width=\"100%%\" border=\"1\" "
		       "cellspacing=\"0\"><tr><td>索 引 号：</td><td>QH000-%u"
		       "</td><td>发布机构：</td><td>%s</td></tr>\r\n"
		       "<tr><td>信息分类：</td><td>%s</td><td>发布日期：</td>"
		       "<td>", e->arg + 1000, page_source(plan, e),
		       plan_column_of(plan, e)->name);
	date_add_day(b, page_date(plan, e));
	(void)buf_adds(b, "</td></tr></table>\r\n");
}

static void article(struct buf *b, const struct plan *plan,
		    const struct entry *e)
{
	(void)buf_adds(b, "<body>\r\n<table width=\"960\" align=\"center\" "
		       "border=\"0\"><tr><td>\r\n<a href=\"/nav.htm\">目录</a> "
		       "&gt; <a href=\"/main.htm\">年度报告</a>\r\n");
	about_article(b, plan, e);
	(void)buf_adds(b, "<h2 align=\"center\">");
	plan_add_title(b, plan, e);
	(void)buf_adds(b, "</h2>\r\n<div id=\"zoom\">\r\n");
	page_add_article(b, plan, e, "<P style=\"LINE-HEIGHT: 1.8\">",
			 "</P>\r\n");
	(void)buf_adds(b, "</div>\r\n");
	page_add_attachments(b, plan, e);
	(void)buf_adds(b, "<p align=\"right\">责任编辑：孙镕生　"
		       "【打印】【关闭】</p>\r\n</td></tr></table>\r\n"
		       "</body></html>\r\n");
}

static void about(struct buf *b, const struct plan *plan,
		  const struct entry *e)
{
	(void)buf_adds(b, "<body>\r\n<h2>");
	plan_add_title(b, plan, e);
	(void)buf_adds(b, "</h2>\r\n");
	page_add_lines(b, plan_text(e), "<p>", "</p>\r\n");
	(void)buf_adds(b, "</body></html>\r\n");
}

void page_xxgk(struct buf *b, const struct plan *plan, const struct entry *e)
{
	head(b, plan, e);
	switch (e->kind) {
	case KIND_FRAMESET: frameset(b); break;
	case KIND_NAV: nav(b, plan); break;
	case KIND_MAIN: main_frame(b); break;
	case KIND_LIST: list(b, plan, e); break;
	case KIND_ABOUT: about(b, plan, e); break;
	default: article(b, plan, e); break;
	}
}
