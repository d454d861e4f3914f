/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TRS "动静结合": the first ten rows stand in the page, the others come from
 * POST /fjdzapp/search.  Rows that a script fills have no address yet.
 */
#include "tests/county/family.h"

#include <string.h>

enum { PER_PAGE = 10, SEARCH = 200210 };

static void list(struct buf *b, const struct portal *p,
		 const struct portal_column *c, unsigned page)
{
	struct fill f = {.portal = p, .column = c, .page = page};

	(void)buf_adds(b, "<ul class=\"list\" ms-controller=\"list\">\n");
	portal_add_rows(b, p, c, 1);
	(void)buf_adds(b, "<li ms-for=\"el in @docs\" style=\"display:none\">"
		       "<a ms-attr-href=\"el.chnldocurl\" ms-attr-title=\""
		       "el.doctitle\">{{el.doctitle}}</a></li>\n</ul>\n"
		       "<div ms-html=\"@pagebar\"></div>\n");
	portal_fill(b, "<script>\nrequire([\"list2.trsapi\", \"tools\"], "
		    "function(listModel, tools) {\n\tlistModel({\n"
		    "\t\tquickMode: \"动静结合\",\n\t\tmaxStaticIndex: 1,\n"
		    "\t\tlistArgs: {\n\t\t\tchannelid: SiteInfo.searchId,\n"
		    "\t\t\tclasssql: \"\" || \"chnlid={num}\",\n"
		    "\t\t\tsortfield: \"-docorderpri,-docreltime\"\n\t\t},\n"
		    "\t\tpagebar: {\n\t\t\tprepage: 10,\n"
		    "\t\t\trecordCount: '{total}',\n"
		    "\t\t\tpgCountMode: \"recordCount\",\n"
		    "\t\t\tdisplayNum: 2\n\t\t}\n\t});\n});\n</script>\n", &f);
}

/* "chnlid=108377" */
static const struct portal_column *column_of(const struct portal *p,
					     struct slice body)
{
	unsigned i;

	for (i = 0; i < p->column_count; i++) {
		struct buf sql = BUF_INIT(PORTAL_TEXT);
		bool same;

		(void)buf_addf(&sql, "chnlid=%u", p->columns[i].number);
		same = portal_field_is(body, "classsql", sql.data);
		buf_free(&sql);
		if (same)
			return &p->columns[i];
	}
	return NULL;
}

static bool answer(struct answer *a, const struct portal *p,
		   const struct portal_request *r)
{
	unsigned page = portal_field_number(r->body, "page", 1);
	unsigned size = portal_field_number(r->body, "prepage", PER_PAGE);
	const struct portal_column *c;

	if (!slice_eqs(r->path, "/fjdzapp/search"))
		return false;
	if (strcmp(r->method, "POST") != 0) {
		portal_refuse(a, 405, "{\"status\":405}");
		return true;
	}
	a->type = "application/json;charset=UTF-8";
	c = column_of(p, r->body);
	if (!c || !page || !size || size > 100
	    || portal_field_number(r->body, "channelid", 0) != SEARCH
	    || !strstr(r->type, "form")) {
		(void)buf_adds(&a->body, "{\"data\":[],\"pageCount\":0}");
		return true;
	}
	(void)buf_adds(&a->body, "{\"data\":[");
	portal_add_range(&a->body, p, c, (page - 1) * size, page * size,
			 "{\"doctitle\":\"{title}\",\"docpuburl\":\"{origin}"
			 "{href}\",\"chnldocurl\":\"{origin}{href}\","
			 "\"docreltime\":\"{date} 10:00:00\",\"fileno\":\"\","
			 "\"puborg\":\"\"},");
	if (slice_ends(buf_slice(&a->body), ","))
		buf_truncate(&a->body, a->body.len - 1);
	(void)buf_addf(&a->body, "],\"pageCount\":%u}",
		       (c->count + size - 1) / size);
	rename_all(&a->body, 0, p->renames);
	return true;
}

const struct family family_trs_dynamic = {
	.name = "trs-dynamic", .per_page = PER_PAGE,
	.column = "/{path}/",
	.article = "/{path}/{ym}/t{ymd}_{id}.htm",
	.file = "/{path}/{ym}/P0{ymd}-{id}.docx",
	.head = "<script>var SiteInfo = { //was4doc: 290792,\n"
		"\tsiteId: 381, searchId: 200210 };</script>\n",
	.open = "<div class=\"TRS_UEDITOR trs_paper_default\">\n",
	.close = "</div>\n",
	.row = "<li><a href=\"{rel}\" title=\"{title}\">{short}</a><span>"
	       "{date}</span></li>\n",
	.list = list, .answer = answer,
};
