/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UCAP (portals.md §1.3): createPageHTML('page_div',8,1,'list','shtml',118)
 * with container, pages, current from 1, stem, suffix, rows; page k is
 * list_k.shtml.  Lists drawn by script come from /common/search/<channel>
 * or from .../loadData.
 */
#include "parsers/pager/pager_private.h"

#include <inttypes.h>

struct call {
	struct pager_page *page;
	int64_t pages, current, total;
	struct slice stem, ext;
};

static bool read_call(void *ctx, const struct scan_call *c)
{
	struct call *ret = ctx;
	struct pager_page *p = ret->page;

	if (p->err || c->count < 5 ||
	    scan_int(p->script, c->args[0], PAGER_TOTAL_MAX) >= 0)
		return false;
	*ret = (struct call){
		.page = p,
		.pages = scan_int(p->script, c->args[1], PAGER_TOTAL_MAX),
		.current = scan_int(p->script, c->args[2], PAGER_TOTAL_MAX),
		.stem = scan_text(p->script, c->args[3], p->arena),
		.ext = scan_text(p->script, c->args[4], p->arena),
		.total = c->count > 5 ? scan_int(p->script, c->args[5],
						 PAGER_TOTAL_MAX) : -1,
	};
	p->err = arena_err(p->arena);
	return ret->pages >= 0 && ret->current >= 0 && ret->stem.n &&
	       ret->ext.n;
}

/* Rows a page: the multiple of five that makes that many pages of the rows,
 * where there is just one. */
static int64_t size_of(int64_t total, int64_t pages)
{
	int64_t found = -1;

	if (total < 1 || pages < 2 || pages > PAGER_PAGES_MAX)
		return -1;
	for (int64_t size = 5; size <= 100; size += 5) {
		if (pager_pages_of(total, size) != pages)
			continue;
		if (found > 0)
			return -1;
		found = size;
	}
	return found;
}

static bool by_call(struct pager_page *p, struct pager_found *f)
{
	struct call call = {.page = p};

	if (!scan_first(p->script, "createPage", false, read_call, &call))
		return false;
	pager_set_pages(&f->out, call.pages);
	f->out.declared_total = call.total;
	f->out.page_size = size_of(call.total, call.pages);
	f->out.page = call.current > 0 ? call.current : 1;
	f->out.step = PAGER_BY_CALL;
	for (int64_t k = f->out.page + 1; k <= f->out.declared_pages &&
	     f->count < PAGER_NEXT_MAX && !p->err; k++)
		(void)pager_add_page(p, f, pager_print(p, "%.*s_%" PRId64
						       ".%.*s",
						       SLICE_ARG(call.stem), k,
						       SLICE_ARG(call.ext)),
				     k);
	return true;
}

/* The search by its channel, with the parameters that make it answer JSON. */
static struct slice search_address(struct pager_page *p, struct slice said)
{
	struct slice path = slice_sub(said, 0, slice_findc(said, '?', 0));
	struct slice query = slice_sub(said, path.n + 1, said.n);
	struct slice size = pager_field(query, "_pageSize");
	size_t at = 0;
	int64_t n;

	if (slice_ends(path, "/"))
		return SLICE_NONE;	/* the channel is not known */
	if (!size.n || !scan_digits(size, &at, 200, &n) || n < 1)
		n = 15;
	return pager_print(p, "%.*s?page=1&_pageSize=%" PRId64
			   "&_isAgg=true&_isJson=true&_template=index",
			   SLICE_ARG(path), n);
}

static bool by_search(struct pager_page *p, struct pager_found *f)
{
	struct slice said = scan_address(p->script, "common/search/",
					 p->arena);
	struct pager_request r = {.page = 1};

	if (said.p) {
		r.url = search_address(p, said);
	} else {
		r.url = scan_address(p->script, "/loadData", p->arena);
		r.body = slice_of("pageIndex=1");
		r.content_type = pager_form;
	}
	if (!r.url.p || !pager_add_list(p, f, &r))
		return false;
	f->out.incomplete = true;
	f->out.page = 1;
	f->out.step = PAGER_BY_ENDPOINT;
	return true;
}

bool pager_ucap(struct pager_page *p, struct pager_found *f)
{
	return by_call(p, f) || (!p->err && by_search(p, f));
}
