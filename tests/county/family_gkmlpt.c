/* SPDX-License-Identifier: Apache-2.0 */
/*
 * gkmlpt of Guangdong: the column of reports is a node of the tree in
 * /gkmlpt/index; the rows come from /gkmlpt/api/all/<column>, and what an
 * article says stands in its script only.  The rest of the portal is NFCMS.
 */
#include "tests/county/family.h"

#include <string.h>

enum { PER_PAGE = 20 };
static const char sid[] = "758019";

static void index_page(struct buf *b, const struct portal *p)
{
	const struct portal_column *c = &p->columns[p->annual];

	(void)buf_addf(b, "<!DOCTYPE html>\n<html><head><meta charset="
		       "\"utf-8\"><title>%s政府信息公开目录</title>\n<script>\nwindow."
		       "_CONFIG = {\"SID\":'%s',\"BASE\":'/gkmlpt',TREE:[{\"id"
		       "\":21001,\"name\":\"机构概况\",\"parent\":0,\"post_count"
		       "\":0,\"children\":[]},{\"id\":21002,\"name\":\"法定主动"
		       "公开内容\",\"parent\":0,\"post_count\":0,\"children\":[]}"
		       ",{\"id\":%u,\"name\":\"政府信息公开年报\",\"parent\":0,"
		       "\"post_count\":%u,\"children\":[],\"jump_url\":\"\"}]};"
		       "\n</script></head>\n<body><div id=\"app\"></div>"
		       "</body></html>\n", p->county, sid, c->number,
		       c->count);
}

static void api(struct answer *a, const struct portal *p,
		const struct portal_column *c, unsigned page)
{
	struct fill f = {.portal = p, .column = c, .page = page};

	a->type = "application/json";
	portal_fill(&a->body, "{\"classify\":{\"id\":{num},\"name\":\"{name}\""
		    ",\"post_count\":{total},\"theme_count\":{total}},"
		    "\"articles\":[", &f);
	portal_add_range(&a->body, p, c, (page - 1) * PER_PAGE,
			 page * PER_PAGE, "{\"id\":{id},\"title\":\"{title}\","
			 "\"display_publish_time\":\"{date}\",\"url\":\""
			 "{origin}{href}\"},");
	if (slice_ends(buf_slice(&a->body), ","))
		buf_truncate(&a->body, a->body.len - 1);
	(void)buf_adds(&a->body, "]}");
	rename_all(&a->body, 0, p->renames);
}

static bool answer(struct answer *a, const struct portal *p,
		   const struct portal_request *r)
{
	const char prefix[] = "/gkmlpt/api/all/";
	const struct portal_column *c = NULL;
	unsigned page = portal_field_number(r->query, "page", 1);
	unsigned long long number;

	if (portal_asks(r, "GET", "/gkmlpt/index")) {
		index_page(&a->body, p);
		return true;
	}
	if (!slice_starts(r->path, prefix))
		return false;
	if (slice_u64(slice_sub(r->path, strlen(prefix), r->path.n),
		      UINT32_MAX, &number))
		c = portal_column_by(p, number);
	if (!c || !page || !portal_field_is(r->query, "sid", sid)
	    || (page - 1) * PER_PAGE >= c->count)
		portal_refuse(a, 404, "{\"error\":\"not found\"}");
	else
		api(a, p, c, page);
	return true;
}

static void text(struct buf *b, const struct portal *p,
		 const struct portal_item *item)
{
	struct buf html = BUF_INIT(PORTAL_PAGE_MAX);

	portal_add_text(&html, p, item);
	(void)buf_adds(b, "<div id=\"app\"></div>\n<script>\nwindow._CONFIG = "
		       "{\"SID\":'758019',\"DETAIL\":{\"id\":1,\"title\":");
	(void)buf_add_json(b, slice_of(item->title));
	(void)buf_adds(b, ",\"content\":");
	(void)buf_add_json(b, buf_slice(&html));
	(void)buf_adds(b, "}};\n</script>\n");
	buf_free(&html);
}

const struct family family_gkmlpt = {
	.name = "gkmlpt", .per_page = PER_PAGE,
	.column = "/{path}/index.html", .more = "/{path}/index_{page}.html",
	.catalogue = "/gkmlpt/index#{num}",
	.article = "/gkmlpt/content/3/3255/post_{id}.html",
	.file = "/gkmlpt/attachment/0/306/{hex}.docx",
	.open_list = "<ul class=\"list\">\n",
	.row = "<li><a href=\"{href}\" title=\"{title}\">{short}</a><span>"
	       "{date}</span></li>\n",
	.close_list = "</ul>\n",
	.pager = "<div>第{page}/{pages}页{more} <a href=\"{next}\">下一页</a> "
		 "<a href=\"{last}\">尾页</a></div>\n",
	.text = text, .answer = answer,
};
