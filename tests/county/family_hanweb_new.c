/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hanweb's other systems: xxgk, a table that is searched by POST; jpaas, whose
 * units are built anew with a page number inside paramJson; truecms, a
 * datastore in JSONP.  The last two answer 403 to who does not come from a
 * page of theirs.
 */
#include "tests/county/family.h"

#include <string.h>

enum { PER_PAGE = 10, CAP = 20 };

/* --- xxgk ----------------------------------------------------------------- */

static void xxgk_list(struct buf *b, const struct portal *p,
		      const struct portal_column *c, unsigned page)
{
	portal_fill(b, "<iframe src=\"/module/xxgk/tree.jsp?area=11990&"
		    "divid=div{num}&infotypeId={num}&jdid=73\" width=\"200\">"
		    "</iframe>\n<div id=\"div{num}\"></div>\n<script>\n"
		    "$.post('/module/xxgk/search.jsp?divid=div{num}', "
		    "searchParam());\n</script>\n",
		    &(struct fill){.portal = p, .column = c, .page = page});
}

/* "div108377", as the page has it */
static bool has_box(const struct portal_column *c, struct slice body)
{
	struct buf box = BUF_INIT(PORTAL_TEXT);
	bool same;

	(void)buf_addf(&box, "div%u", c->number);
	same = portal_field_is(body, "divid", box.data);
	buf_free(&box);
	return same;
}

static bool xxgk_answer(struct answer *a, const struct portal *p,
			const struct portal_request *r)
{
	const struct portal_column *c = portal_field_column(p, r->body,
							    "infotypeId");
	unsigned page = portal_field_number(r->body, "currpage", 1);
	struct fill f = {.portal = p, .column = c, .page = page};

	if (slice_eqs(r->path, "/module/xxgk/tree.jsp")) {
		(void)buf_adds(&a->body, "<html><body><ul id=\"tree\"></ul>"
			       "</body></html>\n");
		return true;
	}
	if (!slice_eqs(r->path, "/module/xxgk/search.jsp"))
		return false;
	if (strcmp(r->method, "POST") != 0 || !c || !page
	    || !has_box(c, r->body)
	    || !portal_field_is(r->body, "area", "11990")
	    || !portal_field_is(r->body, "jdid", "73")) {
		(void)buf_adds(&a->body, "<table></table>&nbsp;&nbsp;共0页\n");
		return true;
	}
	(void)buf_adds(&a->body, "<table class=\"xxgk\">\n");
	portal_add_range(&a->body, p, c, (page - 1) * PER_PAGE,
			 page * PER_PAGE, "<tr><td><a href=\"{href}\" title=\""
			 "{title}\">{short}</a></td><td>{date}</td></tr>\n");
	portal_fill(&a->body, "</table>\n<div>第{page}页&nbsp;&nbsp;共{pages}页"
		    "&nbsp;&nbsp;共{total}条</div>\n", &f);
	rename_all(&a->body, 0, p->renames);
	return true;
}

const struct family family_xxgk = {
	.name = "xxgk", .per_page = PER_PAGE,
	.column = "/col/col{num}/index.html",
	.article = "/art/{y}/{m}/{d}/art_{num}_{id}.html",
	.file = "/attach/-1/{hex}.docx",
	.open = "<div class=\"main-txt\" id=\"zoom\">\n", .close = "</div>\n",
	.list = xxgk_list, .answer = xxgk_answer,
};

/* --- jpaas ---------------------------------------------------------------- */

static const char unit[] =
	"/api-gateway/jpaas-publish-server/front/page/build/unit";
static const char jpaas_row[] =
	"<li><a href=\"{href}\" title=\"{title}\">{short}</a><span>{date}"
	"</span></li>\n";

static void jpaas_unit(struct buf *b, const struct portal *p,
		       const struct portal_column *c, unsigned page)
{
	(void)buf_adds(b, "<ul class=\"list\">\n");
	portal_add_range(b, p, c, (page - 1) * PER_PAGE, page * PER_PAGE,
			 jpaas_row);
	portal_fill(b, "</ul>\n<div class=\"pagination\" count=\"{total}\" "
		    "rows=\"{size}\" pageNo=\"{page}\"></div>\n",
		    &(struct fill){.portal = p, .column = c, .page = page});
}

static void jpaas_list(struct buf *b, const struct portal *p,
		       const struct portal_column *c, unsigned page)
{
	struct fill f = {.portal = p, .column = c, .page = page};

	portal_fill(b, "<script src=\"/jpaas/unitbuild.js\" queryData=\""
		    "{'webId':'3185','pageId':'{num}','parseType':"
		    "'bulidstatic','pageType':'column','tagId':'当前栏目list',"
		    "'tplSetId':'f0c3a1'}\" unitUrl=\"", &f);
	(void)buf_addf(b, "%s\"></script>\n", unit);
	jpaas_unit(b, p, c, 1);
}

/* {"pageNo":2,"pageSize":15}, percent-encoded, in paramJson; else the first. */
static unsigned page_in_json(struct slice query)
{
	size_t at = slice_finds(query, "paramJson=", 0);
	unsigned long long page;
	size_t end;

	at = slice_finds(query, "pageNo%22%3A", at == SIZE_MAX ? query.n : at);
	if (at == SIZE_MAX)
		return 1;
	at += strlen("pageNo%22%3A");
	for (end = at; end < query.n && query.p[end] >= '0'
	     && query.p[end] <= '9'; end++)
		;
	if (!slice_u64(slice_sub(query, at, end), 100000, &page) || !page)
		return 1;
	return (unsigned)page;
}

static bool jpaas_answer(struct answer *a, const struct portal *p,
			 const struct portal_request *r)
{
	const struct portal_column *c;
	struct buf html = BUF_INIT(PORTAL_PAGE_MAX);

	if (!slice_eqs(r->path, unit))
		return false;
	c = portal_field_column(p, r->query, "pageId");
	a->type = "application/json;charset=UTF-8";
	if (!portal_from_here(p, r)) {
		portal_refuse(a, 403, "{\"success\":false}");
	} else if (!c || !portal_field_is(r->query, "webId", "3185")
		   || !portal_field_is(r->query, "tagId", "当前栏目list")
		   || !portal_field_is(r->query, "tplSetId", "f0c3a1")) {
		(void)buf_adds(&a->body, "{\"success\":false,\"code\":\"500\","
			       "\"data\":null}");
	} else {
		jpaas_unit(&html, p, c, page_in_json(r->query));
		(void)buf_adds(&a->body, "{\"success\":true,\"code\":\"200\","
			       "\"data\":{\"html\":");
		(void)buf_add_json(&a->body, buf_slice(&html));
		(void)buf_adds(&a->body, "}}");
		rename_all(&a->body, 0, p->renames);
	}
	buf_free(&html);
	return true;
}

const struct family family_jpaas = {
	.name = "jpaas", .per_page = PER_PAGE,
	.column = "/col/col{num}/index.html",
	.article = "/col/col{num}/art/{y}/art_{hex}.html",
	.file = "/attachDir/{y}/{m}/{hex}.docx",
	.open = "<div class=\"article-content\" id=\"zoom\">\n",
	.close = "</div>\n",
	.list = jpaas_list, .answer = jpaas_answer,
};

/* --- truecms -------------------------------------------------------------- */

static const char proxy[] = "/truecms/messageController/getMessage.do";
static const char record[] =
	"<record><![CDATA[<li><a href='{href}' title='{title}'>{short}</a>"
	"<span>{date}</span></li>]]></record>\n";

static void truecms_list(struct buf *b, const struct portal *p,
			 const struct portal_column *c, unsigned page)
{
	struct fill f = {.portal = p, .column = c, .page = page};

	(void)buf_adds(b, "<div id=\"initData\" style=\"display:none\">"
		       "<datastore><recordset>\n");
	portal_add_range(b, p, c, 0, PER_PAGE, record);
	portal_fill(b, "</recordset></datastore></div>\n<div id=\"div{num}\">"
		    "</div>\n<script>\n$('#div{num}').jpage({totalRecord:"
		    "{total}, perPage:{size}, proxyUrl:'", &f);
	portal_fill(b, proxy, &f);
	portal_fill(b, "', ajaxParam:{columnId:'{num}'}});\n</script>\n", &f);
}

/* The rows as datastore in a string, in a call. */
static void truecms_rows(struct answer *a, const struct portal *p,
			 const struct portal_column *c, unsigned from,
			 unsigned end)
{
	struct buf xml = BUF_INIT(PORTAL_PAGE_MAX);

	(void)buf_addf(&xml, "<datastore><totalrecord>%u</totalrecord>"
		       "<totalpage>%u</totalpage><perpage>%d</perpage>"
		       "<recordset>\n", c->count, portal_pages(p, c),
		       PER_PAGE);
	portal_add_range(&xml, p, c, from - 1, end, record);
	(void)buf_adds(&xml, "</recordset></datastore>");
	(void)buf_adds(&a->body, "jsonp({\"code\":0,\"result\":");
	(void)buf_add_json(&a->body, buf_slice(&xml));
	(void)buf_adds(&a->body, "})");
	rename_all(&a->body, 0, p->renames);
	buf_free(&xml);
}

static bool truecms_answer(struct answer *a, const struct portal *p,
			   const struct portal_request *r)
{
	unsigned from = portal_field_number(r->query, "startrecord", 0);
	unsigned end = portal_field_number(r->query, "endrecord", 0);
	const struct portal_column *c;

	if (!slice_eqs(r->path, proxy))
		return false;
	c = portal_field_column(p, r->query, "columnId");
	a->type = "application/javascript;charset=UTF-8";
	if (end > from + CAP - 1)
		end = from + CAP - 1;
	if (!portal_from_here(p, r))
		portal_refuse(a, 403, "forbidden");
	else if (!c || !from)
		(void)buf_adds(&a->body, "jsonp({\"code\":1,\"result\":\"\"})");
	else
		truecms_rows(a, p, c, from, end);
	return true;
}

const struct family family_truecms = {
	.name = "truecms", .per_page = PER_PAGE,
	.column = "/{path}/list.html",
	.article = "/{path}/content/{hex}.html",
	.file = "/upload/files/{y}/{m}/{hex}.docx",
	.open = "<div class=\"article_content\" id=\"zoom\">\n",
	.close = "</div>\n",
	.list = truecms_list, .answer = truecms_answer,
};
