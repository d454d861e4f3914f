/* SPDX-License-Identifier: Apache-2.0 */
/*
 * jpaas-publish-server, the newer Hanweb (portals.md §1.2): a page is built of
 * units, each with a <script queryData="{'webId':…}" unitUrl="…">, and a pager
 * in it with count, rows and pageNo as attributes.  Another page of a unit is
 * a GET of unitUrl; the page number counts only within paramJson.
 */
#include "parsers/pager/pager_private.h"

#include <inttypes.h>

enum { PER_PAGE = 15 };

struct unit {
	struct slice query, url;
	int64_t total, size, page;
};

static bool is_unit(const struct html_node *node)
{
	struct slice query = html_attr(node, "querydata");

	return node->attr_count && query.n && query.n < SCAN_TEXT_MAX &&
	       scan_field(query, "webId").n && scan_field(query, "pageId").n;
}

static int64_t number(const struct html_node *node, const char *name)
{
	return scan_int(SLICE_NONE, slice_trim(html_attr(node, name)),
			PAGER_TOTAL_MAX);
}

/* The unit that the first pager belongs to: the last one before it, or the
 * one after; without a pager the first. */
static bool find_unit(const struct html *h, struct unit *ret)
{
	const struct html_node *unit = NULL;
	bool has_pager = false;

	*ret = (struct unit){.total = -1, .size = -1, .page = 1};
	for (uint32_t i = 0; i < h->count; i++) {
		const struct html_node *node = &h->nodes[i];

		if (!node->attr_count)
			continue;
		if (!has_pager && html_attr(node, "count").n &&
		    html_attr(node, "rows").n) {
			has_pager = true;
			ret->total = number(node, "count");
			ret->size = number(node, "rows");
			ret->page = number(node, "pageno");
			if (unit)
				break;
		}
		if (!is_unit(node))
			continue;
		/* The last before a pager: keep looking for one. */
		unit = node;
		if (has_pager)
			break;
	}
	if (!unit)
		return false;
	ret->query = html_attr(unit, "querydata");
	ret->url = html_attr(unit, "uniturl");
	return true;
}

static struct slice field(struct pager_page *p, const struct unit *u,
			  const char *key, const char *standard)
{
	struct slice s = scan_text(SLICE_NONE, scan_field(u->query, key),
				   p->arena);

	if (!s.p)
		p->err = arena_err(p->arena);
	return s.n ? pager_escape(p, s) : slice_of(standard);
}

static struct slice address(struct pager_page *p, const struct unit *u,
			    int64_t page, int64_t size)
{
	struct slice url = u->url;

	if (!url.n)
		url = slice_of("/api-gateway/jpaas-publish-server/front/page"
			       "/build/unit");
	/* "bulidstatic" is how the vendor spells it */
	return pager_print(p, "%.*s?parseType=%.*s&webId=%.*s&tplSetId=%.*s"
			   "&pageType=%.*s&tagId=%.*s&editType=null"
			   "&pageId=%.*s&paramJson=%%7B%%22pageNo%%22%%3A%"
			   PRId64 "%%2C%%22pageSize%%22%%3A%" PRId64 "%%7D",
			   SLICE_ARG(url),
			   SLICE_ARG(field(p, u, "parseType", "bulidstatic")),
			   SLICE_ARG(field(p, u, "webId", "")),
			   SLICE_ARG(field(p, u, "tplSetId", "")),
			   SLICE_ARG(field(p, u, "pageType", "column")),
			   SLICE_ARG(field(p, u, "tagId", "")),
			   SLICE_ARG(field(p, u, "pageId", "")), page, size);
}

bool pager_jpaas(struct pager_page *p, struct pager_found *f)
{
	struct unit u;
	struct pager_request r;
	int64_t size;

	if (!find_unit(p->html, &u))
		return false;
	f->out.declared_total = u.total;
	f->out.page_size = u.size;
	f->out.page = u.page > 0 ? u.page : 1;
	pager_set_pages(&f->out, pager_pages_of(u.total, u.size));
	f->out.incomplete = f->out.declared_pages != 0 &&
			    f->out.declared_pages != 1;
	if (!f->out.incomplete)
		return true;
	size = u.size > 0 ? u.size : PER_PAGE;
	f->out.step = PAGER_BY_ENDPOINT;
	/* Without a pager the page may hold nothing of the list. */
	r = (struct pager_request){
		.page = u.total >= 0 ? f->out.page + 1 : 1,
		.overlaps = u.total < 0,
	};
	if (f->out.declared_pages >= 0 && r.page > f->out.declared_pages)
		return true;
	r.url = address(p, &u, r.page, size);
	if (!p->err && pager_add_list(p, f, &r))
		pager_add_turns(p, f, f->out.declared_pages);
	return true;
}
