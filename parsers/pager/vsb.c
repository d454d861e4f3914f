/* SPDX-License-Identifier: Apache-2.0 */
/*
 * VSB (portals.md §1.4) counts backwards: page 1 is x.htm, page k of n is
 * x/{n-k+1}.htm, the last x/1.htm.  So an old page keeps its address when new
 * rows come, and a second crawl needs only x.htm and the pages with the
 * highest numbers.
 */
#include "parsers/pager/pager_private.h"

#include <inttypes.h>

/* _simple_list_gotopage_fun(31, "u13_goto", 2), in an onclick or a script */
static int64_t pages_of_goto(struct pager_page *p)
{
	static const char name[] = "_simple_list_gotopage_fun";
	struct scan_call c;
	size_t at = 0;

	if (scan_call(p->script, name, true, &at, &c) && c.count)
		return scan_int(p->script, c.args[0], PAGER_TOTAL_MAX);
	for (uint32_t i = 0; i < p->html->count; i++) {
		struct slice click;

		if (!p->html->nodes[i].attr_count)
			continue;
		click = html_attr(&p->html->nodes[i], "onclick");
		at = 0;
		if (click.n && click.n < SCAN_TEXT_MAX &&
		    scan_call(click, name, true, &at, &c) && c.count)
			return scan_int(click, c.args[0], PAGER_TOTAL_MAX);
	}
	return -1;
}

/* <td id="fanye123">, the script gotopage.js */
static bool has_marks(const struct html *h)
{
	for (uint32_t i = 0; i < h->count; i++) {
		const struct html_node *node = &h->nodes[i];

		if (!node->attr_count)
			continue;
		if (slice_starts(html_attr(node, "id"), "fanye") ||
		    (node->tag == HTML_SCRIPT &&
		     slice_finds(html_attr(node, "src"), "gotopage.js", 0) !=
		     SIZE_MAX))
			return true;
	}
	return false;
}

/* "zwgk/nb.htm" → "nb/", "zwgk/nb/30.htm" → "": what stands before the
 * number in an address relative to this page. */
static struct slice stem_of(struct pager_page *p, int64_t *ret_number)
{
	struct slice path = p->url->path;
	struct pager_name name = pager_name_of(path);
	size_t at = 0;

	if (scan_digits(name.stem, &at, PAGER_TOTAL_MAX, ret_number) &&
	    at == name.stem.n)
		return slice_of("");
	*ret_number = -1;
	/* x_1.htm is a whole name here */
	path = slice_sub(path, pager_folder(path).n, path.n - name.ext.n);
	return pager_print(p, "%.*s/", SLICE_ARG(path));
}

bool pager_vsb(struct pager_page *p, struct pager_found *f)
{
	int64_t pages = pages_of_goto(p);
	int64_t number;
	struct slice stem;

	if (pages < 0 && !has_marks(p->html))
		return false;
	if (pages < 0)
		pages = p->said.pages;
	f->out.page = 1;
	pager_set_pages(&f->out, pages);
	if (pages < 0 || !slice_ends(p->url->path, ".htm"))
		return true;
	stem = stem_of(p, &number);
	if (number > 0 && number < pages)
		f->out.page = pages - number + 1;
	f->out.step = PAGER_BY_CALL;
	for (int64_t k = f->out.page + 1; k <= f->out.declared_pages &&
	     f->count < PAGER_NEXT_MAX && !p->err; k++)
		(void)pager_add_page(p, f, pager_print(p, "%.*s%" PRId64 ".htm",
						       SLICE_ARG(stem),
						       pages - k + 1), k);
	return true;
}
