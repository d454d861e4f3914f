/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lists in frames (portals.md §1.9): a page without a pager of its own whose
 * list stands in an iframe, or a frameset.  Frames of the same host are pages
 * of the same column.
 */
#include "parsers/pager/pager_private.h"

enum { FRAMES_MAX = 6 };

/* Counters are not shown.  (What an iframe holds for others makes it invisible
 * as text; what is above it tells.) */
static bool is_shown(const struct html *h, uint32_t i)
{
	const struct html_node *node = &h->nodes[i];
	struct slice width = slice_trim(html_attr(node, "width"));
	struct slice height = slice_trim(html_attr(node, "height"));
	struct slice style = html_attr(node, "style");

	return !html_is_invisible(h, node->parent) &&
	       !slice_eqs(width, "0") && !slice_eqs(height, "0") &&
	       slice_ifinds(style, "none", 0) == SIZE_MAX;
}

bool pager_frames(struct pager_page *p, struct pager_found *f)
{
	const struct html *h = p->html;

	for (uint32_t i = 0; i < h->count && f->count < FRAMES_MAX &&
	     !p->err; i++) {
		if ((h->nodes[i].tag == HTML_IFRAME && is_shown(h, i)) ||
		    h->nodes[i].tag == HTML_FRAME)
			(void)pager_add_page(p, f, html_attr(&h->nodes[i],
							     "src"), 1);
	}
	if (!f->count)
		return false;
	f->out.method = "frames";
	f->out.step = PAGER_BY_LINK;
	for (uint32_t i = 0; i < f->count; i++)
		f->next[i].family = f->out.method;
	return true;
}
