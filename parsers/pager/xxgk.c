/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hanweb's disclosure catalogue (portals.md §1.2): a tree in an iframe and a
 * table that a script fetches by POST /module/xxgk/search.jsp.  What to ask
 * for stands in the addresses of the tree, of the search and of the page.
 */
#include "parsers/pager/pager_private.h"

/* The address of the tree in the page; absent. */
static struct slice tree_of(const struct html *h)
{
	for (uint32_t i = 0; i < h->count; i++) {
		const struct html_node *node = &h->nodes[i];
		struct slice src;

		if (node->tag != HTML_IFRAME && node->tag != HTML_FRAME &&
		    node->tag != HTML_A)
			continue;
		src = html_attr(node, node->tag == HTML_A ? "href" : "src");
		if (slice_finds(src, "/module/xxgk/tree.jsp", 0) != SIZE_MAX)
			return src;
	}
	return SLICE_NONE;
}

static struct slice query_of(struct slice url)
{
	size_t mark = slice_findc(url, '?', 0);

	return mark == SIZE_MAX ? slice_of("")
				: slice_sub(url, mark + 1, url.n);
}

/* The first of three addresses that says so; empty where none does. */
static struct slice known(const struct slice from[3], const char *name,
			  const char *in_page)
{
	for (int i = 0; i < 2; i++) {
		struct slice value = pager_field(from[i], name);

		if (value.n)
			return value;
	}
	if (pager_field(from[2], in_page).n)
		return pager_field(from[2], in_page);
	return slice_of("");
}

bool pager_xxgk(struct pager_page *p, struct pager_found *f)
{
	struct slice tree = tree_of(p->html);
	struct slice search = scan_address(p->script,
					   "/module/xxgk/search.jsp",
					   p->arena);
	struct pager_request r = {.content_type = pager_form, .page = 1};
	struct slice from[3], type, section, area, box;

	if (!tree.p)
		tree = scan_address(p->script, "/module/xxgk/tree.jsp",
				    p->arena);
	if (!tree.p && !search.p)
		return false;
	from[0] = query_of(search);
	from[1] = query_of(tree);
	from[2] = p->url->query;
	type = known(from, "infotypeId", "number");
	section = known(from, "jdid", "jdid");
	area = known(from, "area", "vc_xxgkarea");
	box = known(from, "divid", "divid");
	r.url = slice_of("/module/xxgk/search.jsp");
	r.body = pager_print(p, "infotypeId=%.*s&jdid=%.*s&area=%.*s"
			     "&divid=%.*s&vc_title=&vc_number=&currpage=1"
			     "&vc_filenumber=&vc_all=&texttype=&fbtime=",
			     SLICE_ARG(type), SLICE_ARG(section),
			     SLICE_ARG(area), SLICE_ARG(box));
	f->out.page = 1;
	f->out.incomplete = true;
	f->out.step = PAGER_BY_ENDPOINT;
	if (!p->err && r.body.p)
		(void)pager_add_list(p, f, &r);
	return true;
}
