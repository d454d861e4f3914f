/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pages that all families have: home, doors, lists, articles, the map.
 * They are written with the names of 青禾县 where words.c or report_text.c
 * makes them, and renamed when they are whole.
 */
#include "tests/county/page.h"
#include "tests/county/portal.h"

#include "tests/county/report_text.h"
#include "tests/county/rng.h"
#include "tests/county/traps.h"
#include "tests/county/words.h"

#include <string.h>

enum { HOME_ROWS = 8, REMOVED = 3 };

/* --- frame ---------------------------------------------------------------- */

static void column_link(struct buf *b, const struct portal *p,
			const struct portal_column *c)
{
	(void)buf_adds(b, "<a href=\"");
	portal_add_list_address(b, p, c, 1);
	(void)buf_addf(b, "\">%s</a>\n", c->name);
}

static bool is_root(const struct portal *p, unsigned column)
{
	return p->columns[column].parent == column
	       && !p->columns[column].hidden;
}

static void nav(struct buf *b, const struct portal *p)
{
	unsigned i;

	(void)buf_addf(b, "<div class=\"banner\"><h1>%s人民政府</h1></div>\n"
		       "<div class=\"nav\"><a href=\"/\">首页</a>\n",
		       p->county);
	for (i = 0; i < p->column_count; i++)
		if (is_root(p, i))
			column_link(b, p, &p->columns[i]);
	(void)buf_adds(b, "</div>\n");
}

static void meta(struct buf *b, const char *name, const char *content)
{
	(void)buf_addf(b, "<meta name=\"%s\" content=\"%s\">\n", name, content);
}

static void add_meta(struct buf *b, const struct portal *p,
		     const struct portal_column *c,
		     const struct portal_item *item)
{
	struct buf date = BUF_INIT(64);

	if (p->family->traits & TRAIT_NO_META)
		return;
	(void)buf_addf(b, "<meta name=\"SiteName\" content=\"%s人民政府\">\n",
		       p->county);
	meta(b, "SiteDomain", p->host);
	meta(b, "SiteIDCode", p->code);
	if (c) {
		meta(b, "ColumnName", c->name);
		meta(b, "ColumnType", c->type);
	}
	if (item) {
		date_add_minute(&date, item->date);
		meta(b, "ArticleTitle", item->title);
		meta(b, "PubDate", date.data ? date.data : "");
		meta(b, "ContentSource", item->report
		     ? organs[item->report->organ].name : "");
	}
	buf_free(&date);
}

static void head(struct buf *b, const struct portal *p, const char *title,
		 const struct portal_column *c,
		 const struct portal_item *item)
{
	struct fill f = {.portal = p, .column = c, .item = item, .page = 1};

	(void)buf_addf(b, "<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n"
		       "<meta charset=\"utf-8\">\n<title>%s%s%s人民政府"
		       "</title>\n", title, *title ? "_" : "", p->county);
	add_meta(b, p, c, item);
	if (p->family->head)
		portal_fill(b, p->family->head, &f);
	(void)buf_adds(b, "</head>\n<body>\n");
	nav(b, p);
}

static void foot(struct buf *b, const struct portal *p)
{
	(void)buf_adds(b, "<div class=\"foot\"><p>");
	column_link(b, p, &p->columns[p->map]);
	(void)buf_addf(b, "</p><p>主办单位：%s人民政府办公室　网站标识码：%s　"
		       "云ICP备00000%.3s号</p>\n<p>我为政府网站找错　"
		       "党政机关网站标识</p></div>\n</body>\n</html>\n",
		       p->county, p->code, p->code + 3);
	rename_all(b, 0, p->renames);
}

/* 首页 > 政务公开 > 政府信息公开 > … */
static void crumb(struct buf *b, const struct portal *p,
		  const struct portal_column *c)
{
	const struct portal_column *path[8];
	unsigned n = 0;

	while (n < 8) {
		path[n++] = c;
		if (&p->columns[c->parent] == c)
			break;
		c = &p->columns[c->parent];
	}
	(void)buf_adds(b, "<div class=\"crumb\">当前位置：<a href=\"/\">首页"
		       "</a>");
	while (n--) {
		(void)buf_adds(b, " &gt; ");
		column_link(b, p, path[n]);
	}
	(void)buf_adds(b, "</div>\n");
}

/* --- columns -------------------------------------------------------------- */

/* Links to the columns below; true where there are any. */
static bool below(struct buf *b, const struct portal *p,
		  const struct portal_column *c)
{
	unsigned self = (unsigned)(c - p->columns);
	unsigned i, n = 0;

	(void)buf_adds(b, "<ul class=\"columns\">\n");
	for (i = 0; i < p->column_count; i++) {
		if (p->columns[i].parent != self || i == self
		    || p->columns[i].hidden)
			continue;
		(void)buf_adds(b, "<li>");
		column_link(b, p, &p->columns[i]);
		(void)buf_adds(b, "</li>\n");
		n++;
	}
	(void)buf_adds(b, "</ul>\n");
	return n;
}

/* The platform's four parts stand beside each of them. */
static void side(struct buf *b, const struct portal *p,
		 const struct portal_column *c)
{
	const struct portal_column *platform =
		&p->columns[p->columns[p->annual].parent];

	while (c != platform && &p->columns[c->parent] != c)
		c = &p->columns[c->parent];
	if (c != platform)
		return;
	(void)buf_adds(b, "<div class=\"side\">\n");
	(void)below(b, p, platform);
	(void)buf_adds(b, "</div>\n");
}

static void map(struct buf *b, const struct portal *p)
{
	unsigned i;

	(void)buf_adds(b, "<ul class=\"map\">\n");
	for (i = 0; i < p->column_count; i++) {
		const struct portal_column *c = &p->columns[i];

		if (i == p->map || p->columns[c->parent].annual
		    || (i == p->annual && p->family->annual == ANNUAL_SITEMAP))
			continue;
		(void)buf_adds(b, "<li>");
		column_link(b, p, c);
		(void)buf_adds(b, "</li>\n");
	}
	(void)buf_adds(b, "</ul>\n");
}

void portal_add_rows(struct buf *b, const struct portal *p,
		     const struct portal_column *c, unsigned page)
{
	unsigned i = (page - 1) * p->family->per_page;
	unsigned end = i + p->family->per_page;

	for (; i < end && i < c->count; i++) {
		struct portal_item item;

		portal_row(p, c, i, &item);
		portal_fill(b, p->family->row, &(struct fill){
			.portal = p, .column = c, .item = &item, .page = page,
		});
	}
}

/* What stands in the pages as links, whatever scripts do beside them. */
static void pager_links(struct buf *b, const struct fill *f)
{
	if (f->page > 1)
		portal_fill(b, "<a href=\"{first}\">首页</a>\n", f);
	if (f->page < portal_pages(f->portal, f->column))
		portal_fill(b, "<a href=\"{next}\">下一页</a>\n"
			    "<a href=\"{last}\">尾页</a>\n", f);
}

static void list(struct buf *b, const struct portal *p,
		 const struct portal_column *c, unsigned page)
{
	const struct family *family = p->family;
	struct fill f = {.portal = p, .column = c, .page = page};

	if (family->list) {
		family->list(b, p, c, page);
		return;
	}
	portal_fill(b, family->open_list, &f);
	portal_add_rows(b, p, c, page);
	portal_fill(b, family->close_list, &f);
	(void)buf_adds(b, "<div class=\"page\">\n");
	if (family->draw_pager)
		family->draw_pager(b, &f);
	else if (portal_pages(p, c) > 1)
		portal_fill(b, family->pager, &f);
	if (family->traits & TRAIT_LINKS)
		pager_links(b, &f);
	(void)buf_adds(b, "</div>\n");
}

static void guide(struct buf *b, const struct portal *p,
		  const struct portal_column *c)
{
	words_article(b, p->plan.seed, c->number, 8, "<p>　　", "</p>\n");
}

static void article(struct buf *b, const struct portal *p,
		    const struct portal_item *item);

/* The newest report is the page; the others are listed below it. */
static void reports_of_organ(struct buf *b, const struct portal *p,
			     const struct portal_column *c)
{
	struct portal_item item;
	unsigned i;

	portal_row(p, c, 0, &item);
	article(b, p, &item);
	(void)buf_adds(b, "<h3>历年年报</h3>\n<ul>\n");
	for (i = 1; i < c->count; i++) {
		portal_row(p, c, i, &item);
		portal_fill(b, "<li><a href=\"{href}\">{title}</a> {date}"
			    "</li>\n", &(struct fill){
				.portal = p, .column = c, .item = &item,
				.page = 1,
			});
	}
	(void)buf_adds(b, "</ul>\n");
}

void portal_page_column(struct buf *b, const struct portal *p,
			const struct portal_column *c, unsigned page)
{
	struct portal_item item;
	bool report = c->kind == COLUMN_REPORT;

	if (report)
		portal_row(p, c, 0, &item);
	head(b, p, report ? item.title : c->name, c, report ? &item : NULL);
	crumb(b, p, c);
	side(b, p, c);
	(void)buf_addf(b, "<div class=\"main\">\n<h2>%s</h2>\n", c->name);
	if (c == &p->columns[p->map])
		map(b, p);
	else if (c->kind == COLUMN_DOOR)
		(void)below(b, p, c);
	else if (c->kind == COLUMN_PAGE)
		guide(b, p, c);
	else if (report)
		reports_of_organ(b, p, c);
	else
		list(b, p, c, page);
	(void)buf_adds(b, "</div>\n");
	foot(b, p);
}

/* --- articles ------------------------------------------------------------- */

static const char notice_text[] =
	"各乡镇人民政府、街道办事处，县直各单位：\n"
	"现将有关事项通知如下。请按照统一格式准备材料，核对数据后在规定时间内"
	"报送县政府办公室。\n"
	"一、统计口径以自然年度为准，上下年度数据应当衔接。\n"
	"二、表格不得改动行列，没有数据的填零。\n";

void portal_add_text(struct buf *b, const struct portal *p,
		     const struct portal_item *item)
{
	static const struct report_style style = {
		.open = "<p>", .close = "</p>\n",
		.open_heading = "<p><strong>",
		.close_heading = "</strong></p>\n",
	};
	struct fill f = {.portal = p, .item = item, .page = 1,
			 .column = &p->columns[item->column]};

	if (item->kind == ITEM_NEWS) {
		words_article(b, p->plan.seed, item->number,
			      page_news_length(&p->plan, item->number),
			      "<p>　　", "</p>\n");
	} else if (item->kind == ITEM_NOTICE) {
		page_add_lines(b, notice_text, "<p>", "</p>\n");
	} else if (item->report->in_file) {
		portal_fill(b, "<p>　　全文见附件。</p>\n<p>附件：<a href=\"", &f);
		portal_add_file_address(b, p, item);
		portal_fill(b, "\">{title}.docx</a></p>\n", &f);
	} else {
		report_text(b, &p->plan, item->report, &style);
	}
}

static void article(struct buf *b, const struct portal *p,
		    const struct portal_item *item)
{
	const struct family *family = p->family;
	const char *source = item->report ? organs[item->report->organ].name
					  : "青禾县人民政府办公室";

	(void)buf_addf(b, "<h1 class=\"title\">%s</h1>\n<div class=\"info\">"
		       "发布时间：", item->title);
	date_add_minute(b, item->date);
	(void)buf_addf(b, "　来源：%s　字号：[大 中 小]　打印</div>\n", source);
	if (family->text) {
		family->text(b, p, item);
		return;
	}
	(void)buf_adds(b, family->open);
	portal_add_text(b, p, item);
	(void)buf_adds(b, family->close);
}

void portal_page_item(struct buf *b, const struct portal *p,
		      const struct portal_item *item)
{
	const struct portal_column *c = &p->columns[item->column];

	head(b, p, item->title, c, item);
	crumb(b, p, c);
	(void)buf_adds(b, "<div class=\"main\">\n");
	article(b, p, item);
	(void)buf_adds(b, "<p>扫一扫在手机打开当前页</p>\n</div>\n");
	foot(b, p);
}

/* --- others --------------------------------------------------------------- */

static void newest(struct buf *b, const struct portal *p,
		   const struct portal_column *c)
{
	unsigned i;

	(void)buf_adds(b, "<div><h2>");
	column_link(b, p, c);
	(void)buf_adds(b, "</h2><ul>\n");
	for (i = 0; i < c->count && i < HOME_ROWS; i++) {
		struct portal_item item;

		portal_row(p, c, i, &item);
		portal_fill(b, "<li><a href=\"{href}\" title=\"{title}\">"
			    "{short}</a></li>\n", &(struct fill){
				.portal = p, .column = c, .item = &item,
				.page = 1,
			});
	}
	(void)buf_adds(b, "</ul></div>\n");
}

void portal_page_home(struct buf *b, const struct portal *p)
{
	unsigned i;

	head(b, p, "", NULL, NULL);
	(void)buf_adds(b, "<div class=\"main\">\n");
	for (i = 0; i < PORTAL_SHARES; i++)
		newest(b, p, &p->columns[p->shares[i]]);
	(void)buf_adds(b, "<h2>专题</h2>\n<ul>\n");
	for (i = 1; i <= REMOVED; i++)
		(void)buf_addf(b, "<li><a href=\"/zt/2015/removed_%u.html\">"
			       "201%u年专题</a></li>\n", i, i + 2);
	if (p->family->traits & TRAIT_TRAPS)
		(void)buf_adds(b, "<li><a href=\"/trap/calendar?year=2026&amp;"
			       "month=3\">活动日历</a></li>\n<li><a href=\""
			       "/trap/session/0.html\">在线服务</a></li>\n"
			       "<li><a href=\"/trap/loop/\">办事指南</a></li>\n");
	if (p->family->traits & TRAIT_MAZE)
		traps_add_links(b);
	(void)buf_adds(b, "</ul>\n</div>\n");
	foot(b, p);
}

void portal_page_missing(struct buf *b, const struct portal *p)
{
	head(b, p, "页面不存在", NULL, NULL);
	(void)buf_adds(b, "<div class=\"main\"><h1>404</h1><p>您访问的页面"
		       "不存在或已被删除。</p></div>\n");
	foot(b, p);
}

void portal_page_sitemap(struct buf *b, const struct portal *p)
{
	unsigned i;

	(void)buf_adds(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset "
		       "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">"
		       "\n");
	for (i = 0; i < p->report_count; i++) {
		struct portal_item item;

		(void)portal_item(p, i, &item);
		portal_fill(b, "<url><loc>{origin}{href}</loc><lastmod>{date}"
			    "</lastmod></url>\n", &(struct fill){
				.portal = p, .item = &item, .page = 1,
				.column = &p->columns[item.column],
			});
	}
	(void)buf_adds(b, "</urlset>\n");
}
