/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hanweb: rows stand as records of a datastore in the page, as many as two
 * pages of the list hold; its proxy has the others.  hanweb turns by the
 * address in <nextgroup>, jpage posts which rows it wants, and gets no more
 * than SPAN of them.
 */
#include "tests/county/family.h"

#include <stdio.h>
#include <string.h>

enum { PER_PAGE = 10, FIRST = 20, SPAN = 30 };

static const char record[] =
	"<record><![CDATA[\n<li class=\"clearfix\"><a target=\"_blank\" href="
	"\"{href}\" title=\"{title}\">{short}</a><b>{date}</b></li>]]>"
	"</record>\n";

/* 网站名 is percent-encoded in the page, and once more on its way. */
static void add_web_name(struct buf *b, const struct portal *p)
{
	const unsigned char *s = (const unsigned char *)p->county;

	for (; *s; s++)
		(void)buf_addf(b, "%%%02X", *s);
}

static void totals(struct buf *b, const struct portal *p,
		   const struct portal_column *c)
{
	portal_fill(b, "<totalrecord>{total}</totalrecord><totalpage>{pages}"
		    "</totalpage><perpage>{size}</perpage>\n",
		    &(struct fill){.portal = p, .column = c, .page = 1});
}

/* --- nextgroup ------------------------------------------------------------ */

static void group(struct buf *b, const struct portal *p,
		  const struct portal_column *c, unsigned number)
{
	unsigned from = number * FIRST;

	if (from + FIRST < c->count) {
		(void)buf_addf(b, "<nextgroup><![CDATA[<a href=\"/module/web/"
			       "jpage/dataproxy.jsp?page=%u&appid=1&appid=1"
			       "&webid=73&path=/&columnid=%u&unitid=764752"
			       "&webname=", number + 1, c->number);
		for (const unsigned char *s =
		     (const unsigned char *)p->county; *s; s++)
			(void)buf_addf(b, "%%25%02X", *s);
		(void)buf_adds(b, "&permissiontype=0\"></a>]]></nextgroup>\n");
	}
	(void)buf_adds(b, "<recordset>\n");
	portal_add_range(b, p, c, from, from + FIRST, record);
	(void)buf_adds(b, "</recordset>");
}

static void list(struct buf *b, const struct portal *p,
		 const struct portal_column *c, unsigned page)
{
	(void)page;
	(void)buf_addf(b, "<ul class=\"list\" id=\"list%u\"></ul>\n<script "
		       "type=\"text/xml\"><datastore>\n", c->number);
	totals(b, p, c);
	group(b, p, c, 0);
	(void)buf_adds(b, "</datastore></script>\n");
}

static void is_xml(struct answer *a)
{
	a->type = "text/xml;charset=UTF-8";
	(void)buf_adds(&a->body, "<?xml version='1.0' encoding='UTF-8'?>\n"
		       "<datastore>\n");
}

static bool answer(struct answer *a, const struct portal *p,
		   const struct portal_request *r)
{
	const struct portal_column *c;
	char name[4 * PORTAL_TEXT] = "";
	struct buf wanted = BUF_INIT(sizeof(name));

	if (!slice_eqs(r->path, "/module/web/jpage/dataproxy.jsp"))
		return false;
	c = portal_field_column(p, r->query, "columnid");
	add_web_name(&wanted, p);
	(void)snprintf(name, sizeof(name), "%s", wanted.data);
	buf_free(&wanted);
	is_xml(a);
	/* Whoever recodes the name gets an answer without rows. */
	if (c && portal_field_number(r->query, "webid", 0) == 73
	    && portal_field_number(r->query, "unitid", 0) == 764752
	    && portal_field_is(r->query, "webname", name)) {
		totals(&a->body, p, c);
		group(&a->body, p, c,
		      portal_field_number(r->query, "page", 0));
	}
	(void)buf_adds(&a->body, "</datastore>\n");
	rename_all(&a->body, 0, p->renames);
	return true;
}

/* --- jpage ---------------------------------------------------------------- */

static void jpage_list(struct buf *b, const struct portal *p,
		       const struct portal_column *c, unsigned page)
{
	struct fill f = {.portal = p, .column = c, .page = page};

	portal_fill(b, "<div id=\"div{num}\"></div>\n<script type=\"text/xml\">"
		    "<datastore>\n<recordset>\n", &f);
	portal_add_range(b, p, c, 0, FIRST, record);
	portal_fill(b, "</recordset></datastore></script>\n<script>\n$(function"
		    "(){ $('#div{num}').jpage({ themeName:'default', "
		    "totalRecord:{total}, perPage:{size}, groupSize:3, "
		    "proxyUrl:'/module/jpage/dataproxy.jsp', ajaxParam:{ "
		    "'appid':'1', 'webid':'73', 'path':'/', 'columnid':'{num}',"
		    " 'sourceContentType':'1', 'unitid':'764752', 'webname':'",
		    &f);
	add_web_name(b, p);
	(void)buf_adds(b, "', 'permissiontype':0 } }); });\n</script>\n");
}

static bool jpage_answer(struct answer *a, const struct portal *p,
			 const struct portal_request *r)
{
	const struct portal_column *c;
	struct buf name = BUF_INIT(1024);
	unsigned from, end;

	if (!slice_eqs(r->path, "/module/jpage/dataproxy.jsp"))
		return false;
	is_xml(a);
	c = portal_field_column(p, r->body, "columnid");
	from = portal_field_number(r->query, "startrecord", 0);
	end = portal_field_number(r->query, "endrecord", 0);
	add_web_name(&name, p);
	if (c && from && end >= from && !strcmp(r->method, "POST")
	    && portal_field_is(r->body, "webname", name.data)
	    && portal_field_is(r->body, "unitid", "764752")) {
		if (end > from + SPAN - 1)
			end = from + SPAN - 1;
		totals(&a->body, p, c);
		(void)buf_adds(&a->body, "<recordset>\n");
		portal_add_range(&a->body, p, c, from - 1, end, record);
		(void)buf_adds(&a->body, "</recordset>");
	}
	buf_free(&name);
	(void)buf_adds(&a->body, "</datastore>\n");
	rename_all(&a->body, 0, p->renames);
	return true;
}

#define HANWEB								\
	.per_page = PER_PAGE,						\
	.column = "/col/col{num}/index.html",				\
	.article = "/art/{y}/{m}/{d}/art_{num}_{id}.html",		\
	.file = "/module/download/downfile.jsp?classid=0&showname="	\
		"{title%}.docx&filename={hex}.docx",			\
	.open = "<div id=\"zoom\" class=\"bt_content\"><meta name=\""	\
		"ContentStart\"/>\n",					\
	.close = "<meta name=\"ContentEnd\"/></div>\n"

const struct family family_hanweb = {
	.name = "hanweb", HANWEB, .list = list, .answer = answer,
};
const struct family family_jpage = {
	.name = "jpage", HANWEB, .list = jpage_list, .answer = jpage_answer,
};
