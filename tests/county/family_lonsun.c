/* SPDX-License-Identifier: Apache-2.0 */
/* Lonsun: a column's rows come as a fragment from /site/label/8888 alone. */
#include "tests/county/family.h"

#include <string.h>

enum { PER_PAGE = 20, PER_PAGE_MOST = 50 };

static void list(struct buf *b, const struct portal *p,
		 const struct portal_column *c, unsigned page)
{
	portal_fill(b, "<div id=\"page_public_info\"></div>\n<script>\n"
		    "var pageOptions = {pageIndex: 1, pageCount:{pages}};\n"
		    "$.get('/site/label/8888', {labelName: 'publicInfoList', "
		    "siteId: '2653', pageSize: {size}, pageIndex: 1, action: "
		    "'list', organId: '6616', type: '4', catId: '{num}', file:"
		    " '/xxgk/publicInfoList_newest2020'}, function(html) { "
		    "$('#page_public_info').html(html); });\n</script>\n",
		    &(struct fill){.portal = p, .column = c, .page = page});
}

static bool answer(struct answer *a, const struct portal *p,
		   const struct portal_request *r)
{
	const struct portal_column *c = portal_field_column(p, r->query,
							    "catId");
	unsigned page = portal_field_number(r->query, "pageIndex", 1);
	unsigned size = portal_field_number(r->query, "pageSize", PER_PAGE);

	if (!slice_eqs(r->path, "/site/label/8888"))
		return false;
	if (!portal_field_is(r->query, "labelName", "publicInfoList")
	    || !portal_field_is(r->query, "siteId", "2653") || !c || !page) {
		portal_refuse(a, 404, "<p>404</p>");
		return true;
	}
	if (!size || size > PER_PAGE_MOST)
		size = PER_PAGE_MOST;
	(void)buf_adds(&a->body, "<ul class=\"xxgk_nav_list\">\n");
	portal_add_range(&a->body, p, c, (page - 1) * size, page * size,
			 "<li class=\"xxgk_navli\"><a href=\"{href}\" title=\""
			 "{title}\">{short}</a><span class=\"date\">{date}"
			 "</span></li>\n");
	(void)buf_adds(&a->body, "</ul>\n");
	rename_all(&a->body, 0, p->renames);
	return true;
}

const struct family family_lonsun = {
	.name = "lonsun", .per_page = PER_PAGE,
	.column = "/public/column/6616?type=4&catId={num}&action=list",
	.article = "/public/6616/{id}.html",
	.file = "/group6/M00/0A/{hex}.docx",
	.open = "<div class=\"wz_con\" id=\"zoom\">\n", .close = "</div>\n",
	.list = list, .answer = answer,
};
