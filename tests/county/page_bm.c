/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages as Hanweb jcms makes them: the visible list is empty, its rows stand
 * as CDATA in a <script type="text/xml"> datastore, article bodies between
 * ContentStart and ContentEnd.
 */
#include "tests/county/page.h"

#include <stdio.h>

static void four_parts(struct buf *b)
{
	(void)buf_adds(b,
		"<a href=\"/col/col1226/index.html\">政府信息公开指南</a>\n"
		"<a href=\"/col/col1227/index.html\">政府信息公开制度</a>\n"
		"<a href=\"/col/col1228/index.html\">法定主动公开内容</a>\n"
		"<a href=\"/col/col1229/index.html\">政府信息公开年报</a>\n");
}

static void head(struct buf *b, const struct plan *plan,
		 const struct entry *e)
{
	(void)buf_adds(b, "<!DOCTYPE html>\n<html>\n<head>\n<meta http-equiv="
		       "\"Content-Type\" content=\"text/html; charset=utf-8\">"
		       "\n<title>");
	plan_add_title(b, plan, e);
	(void)buf_adds(b, "</title>\n");
	page_add_meta(b, plan, e);
	(void)buf_addf(b, "<link rel=\"stylesheet\" href=\"/images/style.css\">"
		       "\n</head>\n<body>\n<div class=\"wrap\">\n<div class="
		       "\"banner\"><h1>%s</h1></div>\n<div class=\"nav\">"
		       "<a href=\"/\">首页</a>\n", hosts[e->host].site);
	four_parts(b);
	(void)buf_adds(b, "</div>\n");
}

static void foot(struct buf *b, const struct plan *plan,
		 const struct entry *e)
{
	(void)buf_adds(b, "<div class=\"foot\"><p><a href=\"");
	plan_add_origin(b, plan, HOST_WWW);
	(void)buf_addf(b, "/\">青禾县人民政府</a></p><p>主办单位：%s　"
		       "网站标识码：%s</p></div>\n</div>\n</body>\n</html>\n",
		       hosts[e->host].organ, hosts[e->host].code);
}

static void record(struct buf *b, const struct plan *plan,
		   const struct entry *item)
{
	(void)buf_addf(b, "<record><![CDATA[\n<li class=\"clearfix\"><a "
		       "target=\"_blank\" href=\"%s\" title=\"", item->path);
	plan_add_title(b, plan, item);
	(void)buf_adds(b, "\">");
	plan_add_title(b, plan, item);
	(void)buf_adds(b, "</a><b>");
	date_add_day(b, page_date(plan, item));
	(void)buf_adds(b, "</b></li>]]></record>\n");
}

static void list(struct buf *b, const struct plan *plan,
		 const struct entry *e)
{
	const struct column *c = &plan->columns[e->arg];
	unsigned i;

	(void)buf_addf(b, "<h2>%s</h2>\n<ul class=\"list\" id=\"list%u\"></ul>"
		       "\n<div class=\"page\">共%u条记录 1/%u页</div>\n"
		       "<script type=\"text/xml\"><datastore>\n<totalrecord>%u"
		       "</totalrecord><totalpage>%u</totalpage><perpage>%u"
		       "</perpage>\n<recordset>\n", c->name, c->number,
		       c->count, column_pages(c), c->count, column_pages(c),
		       c->per_page);
	for (i = 0; i < c->count; i++)
		record(b, plan, &plan->entries[c->items[i]]);
	(void)buf_adds(b, "</recordset></datastore></script>\n");
	/* What jpage does in a browser, for people who open the page. */
	(void)buf_addf(b, "<script>(function(){var s=document.querySelector("
		       "'script[type=\"text/xml\"]').textContent,r=/CDATA\\["
		       "([\\s\\S]*?)\\]\\]/g,m,h='';while(m=r.exec(s))h+=m[1];"
		       "document.getElementById('list%u').innerHTML=h})()"
		       "</script>\n", c->number);
}

static void home(struct buf *b, const struct plan *plan)
{
	unsigned i;

	(void)buf_adds(b, "<h2>政府信息公开</h2>\n<p>");
	four_parts(b);
	(void)buf_adds(b, "</p>\n<h2>部门动态</h2>\n<ul>\n");
	for (i = 0; i < plan->column_count; i++) {
		const struct column *c = &plan->columns[i];

		if (c->host == HOST_BM && !c->annual)
			(void)buf_addf(b, "<li><a href=\"%sindex.html\">%s"
				       "（%u）</a></li>\n", c->dir, c->name,
				       c->number - 1300);
	}
	(void)buf_adds(b, "</ul>\n<h2>专题</h2>\n<ul>\n"
		       "<li><a href=\"/zt/notice_1.html\">汛期安全提示</a></li>"
		       "\n<li><a href=\"/zt/notice_2.html\">秸秆禁烧告知书</a>"
		       "</li>\n<li><a href=\"/zt/notice_3.html\">"
		       "冬季供水抢修须知</a></li>\n</ul>\n");
}

static void article(struct buf *b, const struct plan *plan,
		    const struct entry *e)
{
	(void)buf_adds(b, "<h1 class=\"title\">");
	plan_add_title(b, plan, e);
	(void)buf_adds(b, "</h1>\n<div class=\"info\">发布日期：");
	date_add_minute(b, page_date(plan, e));
	(void)buf_addf(b, "　信息来源：%s　浏览次数：<span id=\"hits\"></span>"
		       "</div>\n<div class=\"bt_content\" id=\"zoom\">"
		       "<meta name=\"ContentStart\"/>\n", page_source(plan, e));
	page_add_article(b, plan, e, "<p style=\"text-indent:0\">", "</p>\n");
	(void)buf_adds(b, "<meta name=\"ContentEnd\"/></div>\n");
	page_add_attachments(b, plan, e);
}

static void about(struct buf *b, const struct plan *plan,
		  const struct entry *e)
{
	(void)buf_adds(b, "<h1 class=\"title\">");
	plan_add_title(b, plan, e);
	(void)buf_adds(b, "</h1>\n");
	page_add_lines(b, plan_text(e), "<p>", "</p>\n");
}

void page_bm(struct buf *b, const struct plan *plan, const struct entry *e)
{
	const struct column *c = plan_column_of(plan, e);

	head(b, plan, e);
	(void)buf_adds(b, "<div class=\"crumb\">您现在的位置：<a href=\"/\">"
		       "首页</a>");
	if (c)
		(void)buf_addf(b, " &gt; <a href=\"%sindex.html\">%s</a>",
			       c->dir, c->name);
	(void)buf_adds(b, "</div>\n<div class=\"main\">\n");
	switch (e->kind) {
	case KIND_HOME: home(b, plan); break;
	case KIND_LIST: list(b, plan, e); break;
	case KIND_ABOUT: about(b, plan, e); break;
	default: article(b, plan, e); break;
	}
	(void)buf_adds(b, "</div>\n");
	foot(b, plan, e);
}
