/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Systems that are known by the form of their addresses alone (portals.md
 * §1.6, §1.9).  Nearly all of them have real links, and those win; the form is
 * of use where a script draws the pager and the text says how many pages there
 * are: then the addresses are made, and where it does not say, nothing is.
 */
#include "parsers/pager/pager_private.h"

#include <inttypes.h>

enum shape {
	SHAPE_SUFFIX,		/* index.jhtml, index_2.jhtml */
	SHAPE_NUMBER,		/* 1.html, 2.html */
	SHAPE_HYPHEN,		/* column-index-1.shtml */
	SHAPE_QUERY,		/* ?cur_page=2 */
	SHAPE_LINKS,		/* only as linked */
};

static const struct {
	const char *method;
	const char *path;	/* in the path */
	const char *end;	/* of the path; "" any */
	const char *field;	/* SHAPE_QUERY: the page's */
	enum shape shape;
} forms[] = {
	{"jeecms", "", ".jhtml", NULL, SHAPE_SUFFIX},
	{"jeecms", "", ".jspx", "pageNo", SHAPE_QUERY},
	{"ilist", "iList.jsp", "", "cur_page", SHAPE_QUERY},
	{"pager_jsp", "/plugin/pager/pager.jsp", "", "page", SHAPE_QUERY},
	{"govopen", "GovOpenShow", ".aspx", NULL, SHAPE_LINKS},
	{"sitefactory", "/Category_", ".aspx", NULL, SHAPE_SUFFIX},
	{"chengdu", "column-index", ".shtml", NULL, SHAPE_HYPHEN},
	{"enorth", "/system/count/", ".shtml", NULL, SHAPE_LINKS},
	{"hebei", "/columns/", ".html", NULL, SHAPE_LINKS},
	{"nanping", "/cms/html/", "", NULL, SHAPE_LINKS},
	{"qujing", "/list/", ".html", NULL, SHAPE_LINKS},
	{"n_number", "/n", "", NULL, SHAPE_LINKS},
	{"epoint_static", "/00", "/1.html", NULL, SHAPE_NUMBER},
	{"shaanxi", "", "/1.html", NULL, SHAPE_NUMBER},
};

/* /n2588035/n2588320/… : folders of n and a number */
static bool is_n_path(struct slice path)
{
	size_t at = 2;
	int64_t n;

	return slice_starts(path, "/n") &&
	       scan_digits(path, &at, INT64_MAX, &n) && at < path.n &&
	       path.p[at] == '/';
}

/* /list/zfxxgknb/auto/124.html */
static bool is_qujing(struct slice path)
{
	return slice_finds(path, "/auto/", 0) != SIZE_MAX;
}

/* "…/7.html" is of the same form as "…/1.html". */
static bool ends_in(struct slice path, const char *end)
{
	struct slice file = slice_sub(path, pager_folder(path).n, path.n);
	size_t at = 0;
	int64_t n;

	if (strcmp(end, "/1.html") != 0)
		return slice_ends(path, end);
	return scan_digits(file, &at, PAGER_PAGES_MAX, &n) &&
	       slice_eqs(slice_sub(file, at, file.n), ".html");
}

static size_t form_of(struct slice path)
{
	const size_t count = sizeof(forms) / sizeof(*forms);

	for (size_t i = 0; i < count; i++) {
		if (slice_finds(path, forms[i].path, 0) == SIZE_MAX ||
		    !ends_in(path, forms[i].end))
			continue;
		if (!strcmp(forms[i].method, "n_number") && !is_n_path(path))
			continue;
		if (!strcmp(forms[i].method, "qujing") && !is_qujing(path))
			continue;
		return i;
	}
	return count;
}

/* Number of this page by its own address. */
static int64_t page_of(const struct pager_page *p, enum shape shape,
		       const char *field)
{
	struct slice path = p->url->path;
	struct slice digits = slice_sub(path, pager_folder(path).n, path.n);
	size_t at = 0;
	int64_t page = -1;

	if (shape == SHAPE_SUFFIX)
		return pager_name_of(path).number;
	if (shape == SHAPE_QUERY)
		digits = pager_field(p->url->query, field);
	if (shape == SHAPE_HYPHEN && slice_starts(digits, "column-index-"))
		digits = slice_sub(digits, strlen("column-index-"), digits.n);
	return scan_digits(digits, &at, PAGER_PAGES_MAX, &page) ? page : -1;
}

/* The page's query with one field as given. */
static struct slice with_field(struct pager_page *p, const char *field,
			       int64_t k)
{
	struct slice rest = p->url->query;
	struct slice query = slice_of("?");

	while (rest.p && !p->err) {
		struct slice part = slice_cut(&rest, '&');
		struct slice value = part;

		if (part.n && !slice_eqs(slice_cut(&value, '='), field))
			query = pager_print(p, "%.*s%.*s&", SLICE_ARG(query),
					    SLICE_ARG(part));
	}
	return pager_print(p, "%.*s%s=%" PRId64, SLICE_ARG(query), field, k);
}

static struct slice address(struct pager_page *p, enum shape shape,
			    const char *field, int64_t k)
{
	struct pager_name name = pager_name_of(p->url->path);

	switch (shape) {
	case SHAPE_SUFFIX:
		return pager_print(p, "%.*s_%" PRId64 "%.*s",
				   SLICE_ARG(name.stem), k,
				   SLICE_ARG(name.ext));
	case SHAPE_NUMBER:
		return pager_print(p, "%" PRId64 ".html", k);
	case SHAPE_HYPHEN:
		return pager_print(p, "column-index-%" PRId64 ".shtml", k);
	case SHAPE_QUERY:
		return with_field(p, field, k);
	default:
		return SLICE_NONE;
	}
}

/* Shaanxi: parseInt('12') in the script that draws the pager */
static int64_t pages_in_script(struct pager_page *p)
{
	struct scan_call c;
	size_t at = 0;

	if (!scan_call(p->script, "parseInt", true, &at, &c) || !c.count ||
	    c.args[0].p[0] != '\'')
		return -1;
	return scan_int(SLICE_NONE, c.args[0], PAGER_TOTAL_MAX);
}

bool pager_longtail(struct pager_page *p, struct pager_found *f)
{
	size_t i = form_of(p->url->path);
	int64_t pages = p->said.pages;

	if (i == sizeof(forms) / sizeof(*forms))
		return false;
	f->out.method = forms[i].method;
	if (forms[i].shape == SHAPE_NUMBER && pages < 0)
		pages = pages_in_script(p);
	if (pages < 0)
		pages = pager_pages_of(p->said.total, p->said.size);
	pager_set_pages(&f->out, pages);
	f->out.page = page_of(p, forms[i].shape, forms[i].field);
	if (f->out.page < 1)
		f->out.page = p->said.page > 0 ? p->said.page : 1;
	f->out.step = PAGER_BY_CALL;
	for (int64_t k = f->out.page + 1; k <= f->out.declared_pages &&
	     f->count < PAGER_NEXT_MAX && !p->err; k++)
		if (!pager_add_page(p, f, address(p, forms[i].shape,
						  forms[i].field, k), k))
			break;
	return true;
}

/* --- NFCMS ---------------------------------------------------------------- */

/* Pages by the number in 尾页's address, which counts from 1: a script draws
 * the other links of some. */
static int64_t pages_by_last(struct pager_page *p, struct slice stem)
{
	const struct html *h = p->html;
	struct pager_target to;
	struct pager_name last;

	for (uint32_t i = 0; i + 1 < h->count && !p->err; i++) {
		if (h->nodes[i].tag != HTML_A || h->nodes[i].end == i + 1 ||
		    h->nodes[i + 1].tag != HTML_TEXT ||
		    !slice_eqs(slice_trim(h->nodes[i + 1].text), "尾页") ||
		    !pager_resolve(p, html_attr(&h->nodes[i], "href"), &to))
			continue;
		last = pager_name_of(to.path);
		if (to.same_host && slice_eq(last.stem, stem))
			return last.number;
	}
	return -1;
}

/* Guangdong's portal system: static lists index_2.html with real links. */
bool pager_nfcms(struct pager_page *p, struct pager_found *f)
{
	struct pager_name name = pager_name_of(p->url->path);

	if (scan_word(p->script, "NFCMS_SITE_ID", 0) == SIZE_MAX ||
	    slice_finds(p->url->path, "/content/", 0) != SIZE_MAX)
		return false;
	if (!name.stem.n)
		name.stem = slice_of("index");
	pager_set_pages(&f->out, p->said.pages >= 0 ? p->said.pages :
			pages_by_last(p, name.stem));
	f->out.page = name.number > 0 ? name.number : 1;
	f->out.step = PAGER_BY_CALL;
	for (int64_t k = f->out.page + 1; k <= f->out.declared_pages &&
	     f->count < PAGER_NEXT_MAX && !p->err; k++)
		(void)pager_add_page(p, f, pager_print(p, "%.*s_%" PRId64
						       ".html",
						       SLICE_ARG(name.stem),
						       k), k);
	return true;
}
