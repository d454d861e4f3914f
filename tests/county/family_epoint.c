/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Epoint: rows by POST of JSON, whose site number stands in a script that the
 * pages only name.  epoint counts pages from 1; epoint-zero from 0.
 */
#include "tests/county/family.h"

#include <string.h>

enum { PER_PAGE = 20, PER_PAGE_MOST = 50 };

static const char guid[] = "7eb5f7f1-9041-43ad-8e13-8fcb82ea831a";
static const char rest[] = "/EWB-FRONT/rest/lightfrontaction/getgovinfolist";

static void list(struct buf *b, const struct portal *p,
		 const struct portal_column *c, unsigned page)
{
	(void)p;
	(void)c;
	(void)page;
	(void)buf_adds(b, "<ul id=\"infolist\"></ul>\n<div id=\"pager\">"
		       "</div>\n<script src=\"/js/webBuilderCommon.js\">"
		       "</script>\n<script src=\"/js/govinfolist.js\">"
		       "</script>\n");
}

static void settings(struct answer *a)
{
	a->type = "application/javascript";
	(void)buf_addf(&a->body, "var siteInfo = {\n\t\"projectName\": \""
		       "/EWB-FRONT\",\n\t\"siteGuid\": \"%s\"\n};\n", guid);
}

static unsigned number(struct slice json, const char *name,
		       unsigned otherwise)
{
	unsigned long long value;

	if (!slice_u64(portal_json_field(json, name), UINT32_MAX, &value))
		return otherwise;
	return (unsigned)value;
}

static void rows(struct answer *a, const struct portal *p,
		 const struct portal_column *c, unsigned page, unsigned size)
{
	(void)buf_addf(&a->body, "{\"custom\":{\"total\":%u,\"data\":[",
		       c->count);
	portal_add_range(&a->body, p, c, page * size, (page + 1) * size,
			 "{\"infourl\":\"{href}\",\"realtitle\":\"{title}\","
			 "\"infodate\":\"{date}\"},");
	if (slice_ends(buf_slice(&a->body), ","))
		buf_truncate(&a->body, a->body.len - 1);
	(void)buf_adds(&a->body, "]},\"status\":{\"code\":200}}");
	rename_all(&a->body, 0, p->renames);
}

static bool ask(struct answer *a, const struct portal *p,
		const struct portal_request *r, unsigned first)
{
	const struct portal_column *c = NULL;
	unsigned page = number(r->body, "pageIndex", 0);
	unsigned size = number(r->body, "pageSize", PER_PAGE);

	if (portal_asks(r, "GET", "/js/webBuilderCommon.js")) {
		settings(a);
		return true;
	}
	if (!slice_eqs(r->path, rest))
		return false;
	a->type = "application/json;charset=UTF-8";
	if (strcmp(r->method, "POST") != 0) {
		portal_refuse(a, 405, "{\"status\":{\"code\":405}}");
		return true;
	}
	c = portal_column_by(p, number(r->body, "categorynum", 0));
	if (!size || size > PER_PAGE_MOST)
		size = PER_PAGE_MOST;
	/* Page 0 of those that count from 1 is page 1. */
	if (page < first)
		page = first;
	if (c && strstr(r->type, "json")
	    && slice_eqs(portal_json_field(r->body, "siteGuid"), guid))
		rows(a, p, c, page - first, size);
	else
		(void)buf_adds(&a->body, "{\"custom\":{\"data\":[]},\"status\":"
			       "{\"code\":200}}");
	return true;
}

static bool answer(struct answer *a, const struct portal *p,
		   const struct portal_request *r)
{
	return ask(a, p, r, 1);
}

static bool answer_zero(struct answer *a, const struct portal *p,
			const struct portal_request *r)
{
	return ask(a, p, r, 0);
}

#define EPOINT								\
	.per_page = PER_PAGE,						\
	.column = "/zwgk/govinfolist.html?categorynum={num}&deptcode=",	\
	.article = "/zwgk/{num}/{ymd}/{hex}.html",			\
	.file = "/zwgk/{num}/{ymd}/file/{hex}.docx",			\
	.open = "<div id=\"ivs_content\">\n", .close = "</div>\n",	\
	.list = list

const struct family family_epoint = {
	.name = "epoint", EPOINT, .answer = answer,
};
const struct family family_epoint_zero = {
	.name = "epoint-zero", EPOINT, .answer = answer_zero,
};
