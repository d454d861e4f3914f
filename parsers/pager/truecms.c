/* SPDX-License-Identifier: Apache-2.0 */
/*
 * truecms (portals.md §1.2): jpage over another proxy, which answers JSONP
 * with the datastore as text.  What the page has of the list stands in
 * #initData or in dataStore; rows are asked for from the first on, in pages
 * that no server cuts.
 */
#include "parsers/pager/pager_private.h"

#include <inttypes.h>

enum { PER_PAGE = 10 };		/* servers cap it at 50, 20 or 10 */

static int64_t number(struct pager_page *p, struct slice object,
		      const char *key)
{
	return scan_int(p->script, scan_field(object, key), PAGER_TOTAL_MAX);
}

static bool take_call(void *ctx, const struct scan_call *c)
{
	struct slice *options = ctx;

	if (!c->count || slice_finds(scan_field(c->args[0], "proxyUrl"),
				     "getMessage.do", 0) == SIZE_MAX)
		return false;
	*options = c->args[0];
	return true;
}

bool pager_truecms(struct pager_page *p, struct pager_found *f)
{
	struct slice options, proxy, column;
	struct pager_request r = {.page = 1, .overlaps = true};
	int64_t size;

	if (!scan_first(p->script, "jpage", true, take_call, &options))
		return false;
	proxy = scan_text(p->script, scan_field(options, "proxyUrl"),
			  p->arena);
	column = scan_field(scan_field(options, "ajaxParam"), "columnId");
	column = scan_text(p->script, column, p->arena);
	size = number(p, options, "perPage");
	f->out.declared_total = number(p, options, "totalRecord");
	f->out.page_size = size;
	f->out.page = 1;
	pager_set_pages(&f->out, pager_pages_of(f->out.declared_total, size));
	f->out.incomplete = true;
	f->out.step = PAGER_BY_ENDPOINT;
	if (!column.n) {
		f->out.stuck = true;
		p->err = arena_err(p->arena);
		return true;
	}
	if (size <= 0 || size > PER_PAGE)
		size = PER_PAGE;
	r.url = pager_print(p, "%.*s?startrecord=1&endrecord=%" PRId64
			    "&perpage=%" PRId64 "&columnId=%.*s"
			    "&callback=jsonp", SLICE_ARG(proxy), size, size,
			    SLICE_ARG(pager_escape(p, column)));
	if (!p->err && pager_add_list(p, f, &r))
		pager_add_turns(p, f, pager_pages_of(f->out.declared_total,
						     size));
	return true;
}
