/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Families whose pager is neither an address nor an endpoint: ASP.NET posts a
 * form back, Yunnan hides the links in base64, others put the list in a frame.
 */
#include "tests/county/family.h"

#include "tests/county/rng.h"

#include <string.h>

enum { PER_PAGE = 12 };

#define ROWS								\
	.open_list = "<ul class=\"list\">\n",				\
	.row = "<li><span>{date}</span><a href=\"{href}\" title=\""	\
	       "{title}\">{short}</a></li>\n",				\
	.close_list = "</ul>\n"

/* --- ASP.NET -------------------------------------------------------------- */

static void add_state(struct buf *b, const struct portal *p,
		      const struct portal_column *c, unsigned page)
{
	struct rng r = rng_of(p->plan.seed, "viewstate",
			      c->number * 10000u + page);

	(void)buf_addf(b, "/wEPDwUK%016llx+%016llx==",
		       (unsigned long long)rng_next(&r),
		       (unsigned long long)rng_next(&r));
}

static void post_link(struct buf *b, unsigned page, const char *text)
{
	(void)buf_addf(b, "<a href=\"javascript:__doPostBack('AspNetPager1',"
		       "'%u')\">%s</a>\n", page, text);
}

static void aspnet_list(struct buf *b, const struct portal *p,
			const struct portal_column *c, unsigned page)
{
	struct fill f = {.portal = p, .column = c, .page = page};
	unsigned pages = portal_pages(p, c);

	portal_fill(b, "<form method=\"post\" action=\"{first}\" id=\"form1\">"
		    "\n<input type=\"hidden\" name=\"__EVENTTARGET\" value=\"\""
		    ">\n<input type=\"hidden\" name=\"__EVENTARGUMENT\" value="
		    "\"\">\n<input type=\"hidden\" name=\"__VIEWSTATE\" value="
		    "\"", &f);
	add_state(b, p, c, page);
	(void)buf_adds(b, "\">\n<ul class=\"list\">\n");
	portal_add_rows(b, p, c, page);
	portal_fill(b, "</ul>\n<div id=\"AspNetPager1\">第{page}/{pages}页\n",
		    &f);
	if (page > 1)
		post_link(b, page - 1, "上一页");
	if (page < pages) {
		post_link(b, page + 1, "下一页");
		post_link(b, pages, "尾页");
	}
	(void)buf_adds(b, "</div>\n</form>\n");
}

/* A state is good on every page of its column. */
static bool is_state(const struct portal *p, const struct portal_column *c,
		     struct slice body)
{
	unsigned page;
	bool good = false;

	for (page = 1; !good && page <= portal_pages(p, c); page++) {
		struct buf state = BUF_INIT(PORTAL_TITLE);

		add_state(&state, p, c, page);
		good = portal_field_is(body, "__VIEWSTATE", state.data);
		buf_free(&state);
	}
	return good;
}

static bool aspnet_answer(struct answer *a, const struct portal *p,
			  const struct portal_request *r)
{
	const struct portal_column *c;
	unsigned page = portal_field_number(r->body, "__EVENTARGUMENT", 0);

	if (strcmp(r->method, "POST") != 0
	    || !slice_eqs(r->path, "/gov/list.aspx"))
		return false;
	c = portal_field_column(p, r->query, "id");
	if (!c || !portal_field_is(r->body, "__EVENTTARGET", "AspNetPager1")
	    || !is_state(p, c, r->body)) {
		portal_refuse(a, 500, "<html><head><title>运行时错误</title>"
			      "</head><body>验证视图状态失败。</body></html>\n");
		return true;
	}
	if (page < 1 || page > portal_pages(p, c))
		page = portal_pages(p, c);	/* the control stays there */
	portal_page_column(&a->body, p, c, page);
	return true;
}

const struct family family_aspnet = {
	.name = "aspnet", .per_page = PER_PAGE, ROWS,
	.column = "/gov/list.aspx?id={num}",
	.article = "/gov/view.aspx?id={id}",
	.file = "/UploadFiles/{y}/{m}/{hex}.docx",
	.open = "<div id=\"Zoom\">\n", .close = "</div>\n",
	.list = aspnet_list, .answer = aspnet_answer,
};

/* --- Yunnan --------------------------------------------------------------- */

static void add_base64(struct buf *b, struct slice s)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t i, k;

	for (i = 0; i < s.n; i += 3) {
		uint32_t bits = 0;

		for (k = 0; k < 3; k++)
			bits = bits << 8 | (i + k < s.n
				? (unsigned char)s.p[i + k] : 0u);
		for (k = 0; k < 4; k++)
			(void)buf_addc(b, i + k > s.n ? '='
				: digits[bits >> (18 - 6 * k) & 63]);
	}
}

static void add_escaped(struct buf *b, struct slice s)
{
	size_t i;

	for (i = 0; i < s.n; i++)
		if ((s.p[i] >= 'a' && s.p[i] <= 'z')
		    || (s.p[i] >= '0' && s.p[i] <= '9'))
			(void)buf_addc(b, s.p[i]);
		else if (s.p[i] == ' ')
			(void)buf_addc(b, '+');
		else
			(void)buf_addf(b, "%%%02X", (unsigned char)s.p[i]);
}

static void yunnan_pager(struct buf *b, const struct fill *f)
{
	struct buf html = BUF_INIT(PORTAL_PAGE_MAX);
	struct buf escaped = BUF_INIT(PORTAL_PAGE_MAX);

	portal_fill(&html, "<span>共{total}条 {page}/{pages}页</span> <a href="
		    "\"{first}\">首页</a>{more} <a href=\"{next}\">下一页</a> "
		    "<a href=\"{last}\">尾页</a>", f);
	add_escaped(&escaped, buf_slice(&html));
	(void)buf_adds(b, "<div id=\"pages\">");
	add_base64(b, buf_slice(&escaped));
	(void)buf_adds(b, "</div>\n<script>var box = document.getElementById("
		       "'pages'); box.innerHTML = decodeURIComponent(window."
		       "atob(box.innerText).replace(/\\+/g, ' '));</script>\n");
	buf_free(&html);
	buf_free(&escaped);
}

const struct family family_yunnan = {
	.name = "yunnan", .per_page = PER_PAGE, ROWS,
	.column = "/{path}/1.htm", .more = "/{path}/{page}.htm",
	.article = "/{path}/{ymd}/{id}.htm",
	.file = "/{path}/{ymd}/files/{hex}.docx",
	.open = "<div class=\"content\"><div class=\"arti\">\n",
	.close = "</div></div>\n",
	.draw_pager = yunnan_pager,
};

/* --- frames --------------------------------------------------------------- */

static const char framed[] = "/list/{num}_{page}.html";

static void frames_list(struct buf *b, const struct portal *p,
			const struct portal_column *c, unsigned page)
{
	struct fill f = {.portal = p, .column = c, .page = page};

	(void)buf_adds(b, "<iframe src=\"");
	portal_fill(b, framed, &f);
	(void)buf_adds(b, "\" width=\"100%\" height=\"600\" frameborder=\"0\">"
		       "</iframe>\n");
}

/* What the frame shows: rows and links, nothing around them. */
static void frame(struct buf *b, const struct portal *p,
		  const struct portal_column *c, unsigned page)
{
	struct fill f = {.portal = p, .column = c, .page = page};

	(void)buf_adds(b, "<html><head><meta charset=\"utf-8\"></head><body>\n"
		       "<ul>\n");
	portal_add_rows(b, p, c, page);
	portal_fill(b, "</ul>\n<div>第{page}/{pages}页{more} <a href=\""
		    "/list/{num}_", &f);
	if (page < portal_pages(p, c))
		(void)buf_addf(b, "%u.html\">下一页</a>", page + 1);
	(void)buf_adds(b, "</div>\n</body></html>\n");
	rename_all(b, 0, p->renames);
}

static bool frames_answer(struct answer *a, const struct portal *p,
			  const struct portal_request *r)
{
	struct slice rest = r->path, name;
	const struct portal_column *c;
	unsigned long long number, page;

	if (!slice_starts(r->path, "/list/"))
		return false;
	rest = slice_sub(rest, strlen("/list/"), rest.n);
	name = slice_cut(&rest, '_');
	if (!slice_u64(name, UINT32_MAX, &number)
	    || !slice_u64(slice_cut(&rest, '.'), UINT32_MAX, &page))
		return false;
	c = portal_column_by(p, number);
	if (!c || page < 1 || page > portal_pages(p, c))
		return false;
	frame(&a->body, p, c, (unsigned)page);
	return true;
}

const struct family family_frames = {
	.name = "frames", .per_page = PER_PAGE, ROWS,
	.column = "/{path}/index.html",
	.article = "/{path}/{ym}/{id}.html",
	.file = "/{path}/{ym}/{hex}.docx",
	.open = "<div class=\"article-content\">\n", .close = "</div>\n",
	.list = frames_list, .answer = frames_answer,
};
