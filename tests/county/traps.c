/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The portal of traps.  Its reports stand in an honest list; around it, all
 * below /maze/ and once more among links that speak of reports:
 *
 *   deep/…       relative links that nest; each page says where it is
 *   loop/…       the same, and all pages say the same
 *   home/…       a home page with relative links, for whatever is asked
 *   all/N.html   the portal's home page for each of ALL_ITEMS addresses
 *   order?…      one page under every order of its arguments
 *   gone/…       not there with 200, removed, sent home by a refresh
 *   shell/…      a page that is a literal redirect, one whose target a script
 *                puts together
 *   pager/…      a list whose next page is the same list again, without end
 *
 * Lists lead to articles with a session id in the path and marks of visitors
 * in the query, never twice the same; asked for with them there is nothing.
 * trap.c has the calendar and more session ids.
 */
#include "tests/county/family.h"

#include "tests/county/traps.h"

#include <stdio.h>
#include <string.h>

enum {
	ALL_ITEMS = 90, ORDERS = 6, PAGER_ROWS = 5,
	HEAVY = 1000,		/* lines: with them the home page has 64 KB, so
				 * that a crawl reads it while it asks for it */
};

static void head(struct buf *b, const char *title)
{
	(void)buf_addf(b, "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta "
		       "charset=\"utf-8\"><title>%s</title></head>\n<body>"
		       "<h1>%s</h1>\n", title, title);
}

static void foot(struct buf *b)
{
	(void)buf_adds(b, "</body></html>\n");
}

/* --- addresses that grow -------------------------------------------------- */

static void deep(struct buf *b, const struct portal_request *r)
{
	head(b, "部门导航");
	(void)buf_addf(b, "<p>当前目录 %.*s 下有下列栏目。</p><ul>"
		       "<li><a href=\"zs/\">直属单位</a></li>"
		       "<li><a href=\"pc/\">派出机构</a></li></ul>\n",
		       SLICE_ARG(r->path));
	foot(b);
}

static void loop(struct buf *b)
{
	head(b, "政府信息公开年报归档");
	(void)buf_adds(b, "<p>历年归档按批次存放。</p><ul>"
		       "<li><a href=\"y1/\">政府信息公开年报第一批</a></li>"
		       "<li><a href=\"y2/\">政府信息公开年报第二批</a></li>"
		       "</ul>\n");
	foot(b);
}

static void home(struct buf *b)
{
	head(b, "便民服务中心");
	(void)buf_adds(b, "<p>欢迎访问便民服务中心。</p><ul>"
		       "<li><a href=\"xwdt/\">新闻动态</a></li>"
		       "<li><a href=\"bszn/\">办事指南</a></li>"
		       "<li><a href=\"hdjl/\">互动交流</a></li>"
		       "<li><a href=\"nb/\">政府信息公开年报</a></li></ul>\n");
	foot(b);
}

static void all(struct buf *b)
{
	unsigned i;

	head(b, "专题集锦");
	(void)buf_adds(b, "<ul>\n");
	for (i = 1; i <= ALL_ITEMS; i++)
		(void)buf_addf(b, "<li><a href=\"/maze/all/%u.html\">专题第%u期"
			       "</a></li>\n", i, i);
	(void)buf_adds(b, "</ul>\n");
	foot(b);
}

static void pager(struct buf *b, const struct portal *p,
		  const struct portal_request *r)
{
	unsigned page = 1;
	char path[64];

	(void)snprintf(path, sizeof(path), "%.*s", SLICE_ARG(r->path));
	(void)sscanf(path, "/maze/pager/index_%u", &page);
	head(b, "政府信息公开年报动态");
	(void)buf_adds(b, "<ul class=\"list\">\n");
	portal_add_range(b, p, &p->columns[p->annual], 0, PAGER_ROWS,
			 "<li><a href=\"{href}\">{title}</a><span>{date}"
			 "</span></li>\n");
	(void)buf_addf(b, "</ul>\n<div class=\"page\"><a href=\"index_%u.html\""
		       ">下一页</a></div>\n", page + 1);
	foot(b);
}

/* --- one page ------- */

static void order(struct buf *b)
{
	static const char *const orders[ORDERS] = {
		"lx=nb&amp;nd=2024&amp;ym=1", "lx=nb&amp;ym=1&amp;nd=2024",
		"nd=2024&amp;lx=nb&amp;ym=1", "nd=2024&amp;ym=1&amp;lx=nb",
		"ym=1&amp;lx=nb&amp;nd=2024", "ym=1&amp;nd=2024&amp;lx=nb",
	};
	unsigned i;

	head(b, "政府信息公开年报检索");
	(void)buf_adds(b, "<p>没有找到2024年的其他结果。</p><ul>\n");
	for (i = 0; i < ORDERS; i++)
		(void)buf_addf(b, "<li><a href=\"/maze/order?%s\">2024年政府信息"
			       "公开年报（排序%u）</a></li>\n", orders[i], i + 1);
	(void)buf_adds(b, "</ul>\n");
	foot(b);
}

/* --- what is gone, and what leads on ------- */

static void gone(struct buf *b, const struct portal_request *r)
{
	if (slice_ends(r->path, "/soft.html")) {
		head(b, "提示信息");
		(void)buf_adds(b, "<p>您访问的页面不存在。</p><p><a href=\""
			       "more/\">更多</a></p>\n");
	} else if (slice_ends(r->path, "/removed.html")) {
		head(b, "提示信息");
		(void)buf_adds(b, "<p>页面已删除</p><p><a href=\"more/\">更多"
			       "</a></p>\n");
	} else {
		(void)buf_adds(b, "<html><head><meta http-equiv=\"refresh\" "
			       "content=\"0;URL=/\" /></head><body></body>"
			       "</html>\n");
		return;
	}
	foot(b);
}

static void shell(struct buf *b, const struct portal *p,
		  const struct portal_request *r)
{
	if (slice_ends(r->path, "/script.html")) {
		(void)buf_adds(b, "<html><head><script>var w = '/zwgk/'; "
			       "location.href = w + 'index.html';</script>"
			       "</head><body></body></html>\n");
		return;
	}
	(void)buf_adds(b, "<html><head><script>location.href='");
	portal_add_list_address(b, p, &p->columns[p->annual], 1);
	(void)buf_adds(b, "';</script></head><body></body></html>\n");
}

/* --- the family ------- */

static bool answer(struct answer *a, const struct portal *p,
		   const struct portal_request *r)
{
	if (slice_finds(r->path, ";jsessionid=", 0) != SIZE_MAX ||
	    slice_finds(r->query, "spm=", 0) != SIZE_MAX)
		portal_refuse(a, 404, "<p>404</p>");
	else if (slice_starts(r->path, "/maze/deep/"))
		deep(&a->body, r);
	else if (slice_starts(r->path, "/maze/loop/"))
		loop(&a->body);
	else if (slice_starts(r->path, "/maze/home/"))
		home(&a->body);
	else if (slice_eqs(r->path, "/maze/all/"))
		all(&a->body);
	else if (slice_starts(r->path, "/maze/all/"))
		portal_page_home(&a->body, p);
	else if (slice_starts(r->path, "/maze/pager/"))
		pager(&a->body, p, r);
	else if (slice_eqs(r->path, "/maze/order"))
		order(&a->body);
	else if (slice_starts(r->path, "/maze/gone/"))
		gone(&a->body, r);
	else if (slice_starts(r->path, "/maze/shell/"))
		shell(&a->body, p, r);
	else
		return false;
	return true;
}

void traps_add_links(struct buf *b)
{
	unsigned i;

	(void)buf_adds(b,
		"<li><a href=\"/maze/deep/\">部门导航</a></li>\n"
		"<li><a href=\"/maze/home/\">便民服务</a></li>\n"
		"<li><a href=\"/maze/all/\">专题集锦</a></li>\n"
		"</ul>\n<h2>历年年报</h2>\n<ul>\n"
		"<li><a href=\"/maze/loop/\">政府信息公开年报归档</a></li>\n"
		"<li><a href=\"/maze/order?lx=nb&amp;nd=2024&amp;ym=1\">"
		"政府信息公开年报检索</a></li>\n"
		"<li><a href=\"/maze/pager/index_1.html\">政府信息公开年报动态"
		"</a></li>\n"
		"<li><a href=\"/maze/gone/soft.html\">2011年政府信息公开年报"
		"</a></li>\n"
		"<li><a href=\"/maze/gone/removed.html\">2012年政府信息公开年报"
		"</a></li>\n"
		"<li><a href=\"/maze/gone/refresh.html\">2013年政府信息公开年报"
		"</a></li>\n"
		"<li><a href=\"/maze/shell/nb.html\">历年政府信息公开年报</a>"
		"</li>\n"
		"<li><a href=\"/maze/shell/script.html\">政府信息公开年报专栏"
		"</a></li>\n");
	for (i = 0; i < HEAVY; i++)
		(void)buf_adds(b, "<!-- 便民服务 便民服务 便民服务 便民服务 -->\n");
}

const struct family family_traps = {
	.name = "traps", .per_page = 12,
	.traits = TRAIT_TRAPS | TRAIT_MAZE,
	.column = "/{path}/",
	.more = "/{path}/index_{page0}.html",
	.article = "/{path}/{ym}/t{ymd}_{id}.html",
	.file = "/{path}/{ym}/P0{ymd}-{id}.docx",
	.open = "<div class=\"TRS_Editor\">\n", .close = "</div>\n",
	.open_list = "<ul class=\"list\">\n",
	.row = "<li><a href=\"{rel};jsessionid={hex}{page}?utm_source=list&amp;"
	       "spm={page}.{id}\" title=\"{title}\">{short}</a><span>{date}"
	       "</span></li>\n",
	.close_list = "</ul>\n",
	.pager = "<script>createPageHTML({pages}, {page0}, \"index\", "
		 "\"html\");</script>\n",
	.answer = answer,
};
