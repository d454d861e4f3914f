/* SPDX-License-Identifier: Apache-2.0 */
/*
 * easysite (portals.md §1.8): page N is the path in a link's tagname with
 * "-N.html" at its end; the path is read, never built.  A hidden input has the
 * number of pages.
 */
#include "parsers/pager/pager_private.h"

#include <inttypes.h>

/* "/a/b/21892-2.html" → "/a/b/21892", 2 */
static bool split(struct slice tag, struct slice *ret_head, int64_t *ret_page)
{
	size_t at;

	if (!slice_ends(tag, ".html"))
		return false;
	at = tag.n - strlen(".html");
	while (at > 0 && tag.p[at - 1] >= '0' && tag.p[at - 1] <= '9')
		at--;
	if (at < 2 || tag.p[at - 1] != '-')
		return false;
	*ret_head = slice_sub(tag, 0, at - 1);
	return scan_digits(tag, &at, PAGER_PAGES_MAX, ret_page) &&
	       at + strlen(".html") == tag.n;
}

static bool has_marks(const struct html_node *node)
{
	return slice_eqs(html_attr(node, "name"),
			 "article_paging_list_hidden") ||
	       slice_starts(html_attr(node, "onclick"),
			    "queryArticleByCondition(");
}

bool pager_easysite(struct pager_page *p, struct pager_found *f)
{
	struct slice head = SLICE_NONE;
	bool found = false;
	int64_t page = 1;
	struct slice own;

	for (uint32_t i = 0; i < p->html->count; i++) {
		const struct html_node *node = &p->html->nodes[i];

		if (!node->attr_count)
			continue;
		found |= has_marks(node);
		if (!head.p)
			(void)split(html_attr(node, "tagname"), &head, &page);
	}
	if (!found)
		return false;
	if (!split(p->url->path, &own, &f->out.page))
		f->out.page = 1;
	pager_set_pages(&f->out, p->said.pages);
	f->out.step = PAGER_BY_ATTRIBUTE;
	for (int64_t k = f->out.page + 1; head.p &&
	     k <= f->out.declared_pages && f->count < PAGER_NEXT_MAX &&
	     !p->err; k++)
		(void)pager_add_page(p, f, pager_print(p, "%.*s-%" PRId64
						       ".html",
						       SLICE_ARG(head), k), k);
	return true;
}
