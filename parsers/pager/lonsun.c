/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lonsun (portals.md §1.5).  A disclosure column /public/column/N is filled by
 * a script from GET /site/label/8888 with labelName=publicInfoList and what
 * else stands beside it; a content column /content/column/N takes pageIndex.
 * Openness, its older kin: .../showList/645/32763/page_1.html.
 */
#include "parsers/pager/pager_private.h"

#include <inttypes.h>

static bool in_path(const struct pager_page *p, const char *part)
{
	return slice_finds(p->url->path, part, 0) != SIZE_MAX;
}

/* pageCount:12 in a script, or the highest <a paged="12"> */
static int64_t pages_of(struct pager_page *p)
{
	int64_t pages = scan_int(p->script, scan_given(p->script, "pageCount"),
				 PAGER_TOTAL_MAX);

	for (uint32_t i = 0; i < p->html->count; i++) {
		struct slice paged = html_attr(&p->html->nodes[i], "paged");
		int64_t page = scan_int(SLICE_NONE, paged, PAGER_TOTAL_MAX);

		if (page > pages)
			pages = page;
	}
	return pages;
}

/* What is asked, but for the page. */
static struct slice query_of(struct pager_page *p, struct slice object)
{
	struct slice query = slice_of("");
	struct slice key, value;
	size_t at = 0;

	for (int n = 0; n < 3 * SCAN_ARGS_MAX && !p->err &&
	     scan_each(object, &at, &key, &value); n++) {
		struct slice v = scan_text(p->script, value, p->arena);

		if (slice_eqs(key, "pageIndex"))
			continue;
		query = pager_print(p, "%.*s%.*s=%.*s&", SLICE_ARG(query),
				    SLICE_ARG(key),
				    SLICE_ARG(pager_escape(p, v)));
	}
	return query;
}

static bool by_label(struct pager_page *p, struct pager_found *f)
{
	struct slice object = scan_object_with(p->script, "labelName");
	struct slice label = scan_address(p->script, "/site/label/",
					  p->arena);
	struct pager_request r = {.page = 1, .overlaps = true};

	if (!object.p)
		return false;
	if (!label.n || slice_ends(label, "/"))
		label = slice_of("/site/label/8888");
	label = slice_sub(label, 0, slice_findc(label, '?', 0));
	f->out.page_size = scan_int(p->script, scan_field(object, "pageSize"),
				    1000);
	f->out.incomplete = true;
	f->out.step = PAGER_BY_ENDPOINT;
	r.url = pager_print(p, "%.*s?%.*spageIndex=1", SLICE_ARG(label),
			    SLICE_ARG(query_of(p, object)));
	if (!p->err && pager_add_list(p, f, &r))
		pager_add_turns(p, f, f->out.declared_pages);
	return true;
}

/* The page's own query with pageIndex of page k. */
static struct slice with_index(struct pager_page *p, int64_t k)
{
	struct slice rest = p->url->query;
	struct slice query = slice_of("");

	while (rest.p && !p->err) {
		struct slice part = slice_cut(&rest, '&');

		if (part.n && !slice_starts(part, "pageIndex="))
			query = pager_print(p, "%.*s%.*s&", SLICE_ARG(query),
					    SLICE_ARG(part));
	}
	return pager_print(p, "?%.*spageIndex=%" PRId64, SLICE_ARG(query), k);
}

static bool by_index(struct pager_page *p, struct pager_found *f)
{
	struct slice index = pager_field(p->url->query, "pageIndex");
	size_t at = 0;

	if (!index.n || !scan_digits(index, &at, PAGER_PAGES_MAX,
				     &f->out.page))
		f->out.page = 1;
	f->out.step = PAGER_BY_CALL;
	for (int64_t k = f->out.page + 1; k <= f->out.declared_pages &&
	     f->count < PAGER_NEXT_MAX && !p->err; k++)
		(void)pager_add_page(p, f, with_index(p, k), k);
	return true;
}

/* page_1.html → page_2.html */
static bool openness(struct pager_page *p, struct pager_found *f)
{
	struct pager_name name = pager_name_of(p->url->path);

	f->out.method = "openness";
	f->out.page = name.number > 0 ? name.number : 1;
	pager_set_pages(&f->out, p->said.pages);
	f->out.step = PAGER_BY_CALL;
	for (int64_t k = f->out.page + 1; k <= f->out.declared_pages &&
	     f->count < PAGER_NEXT_MAX && !p->err; k++)
		(void)pager_add_page(p, f, pager_print(p, "page_%" PRId64
						       ".html", k), k);
	return true;
}

bool pager_lonsun(struct pager_page *p, struct pager_found *f)
{
	int64_t pages;

	if (in_path(p, "OpennessContent/showList/"))
		return openness(p, f);
	if (!in_path(p, "/public/column/") && !in_path(p, "/content/column/"))
		return false;
	pages = pages_of(p);
	pager_set_pages(&f->out, pages >= 0 ? pages : p->said.pages);
	f->out.page = 1;
	return by_label(p, f) || by_index(p, f);
}
