/* SPDX-License-Identifier: Apache-2.0 */
/*
 * TRS WCM and its look-alikes (portals.md §1.1): a script call with the number
 * of pages and that of this one, in many shapes:
 *
 *   createPageHTML(25, 0, "index", "shtml")     pages, current, stem, suffix
 *   createPageHTML(386, 26, 0, "index", "html") rows before them
 *   createPageHTML('page_div', 8, 1, 'list', 'shtml', 118)   UCAP, ucap.c
 *   createPage, pageControl                     the same under other names
 *   Pager({size: 25, current: 0, prefix: 'index', suffix: 'html'})
 *   var currentPage = 0; var countPage = 17;    spelled out
 *
 * The number in an address is always that of the call: with current = c the
 * next page is stem_{c+1}, whether counting began at 0 or at 1.  Only where
 * counting ends differs: at pages - 1 or at pages.  On the first page current
 * tells; on others the number that the request was for (pager_input.page),
 * else counting from 0 is assumed, as most do.
 */
#include "parsers/pager/pager_private.h"

#include <inttypes.h>

struct call {
	struct pager_page *page;
	int64_t pages, current, total;
	struct slice stem, ext;
};

/* --- shapes --------------------------------------------------------------- */

static int64_t number(struct pager_page *p, struct slice expr)
{
	return scan_int(p->script, expr, PAGER_TOTAL_MAX);
}

static struct slice text(struct pager_page *p, struct slice expr)
{
	struct slice s = scan_text(p->script, expr, p->arena);

	if (!s.p)
		p->err = arena_err(p->arena);
	return s;
}

/* A name and a suffix: short, and nothing that could be code. */
static bool is_stem(struct slice s)
{
	return s.n > 0 && s.n < 200 && slice_findc(s, ' ', 0) == SIZE_MAX &&
	       slice_findc(s, '<', 0) == SIZE_MAX;
}

/* ".html" and "html" are both written. */
static struct slice suffix(struct slice s)
{
	return slice_starts(s, ".") ? slice_sub(s, 1, s.n) : s;
}

static bool is_suffix(struct slice s)
{
	return s.n > 0 && s.n <= 6 && slice_findc(s, '/', 0) == SIZE_MAX;
}

/* Numbers, then stem and suffix. */
static bool numbers_first(void *ctx, const struct scan_call *c)
{
	struct call *ret = ctx;
	struct pager_page *p = ret->page;
	int64_t numbers[3];
	size_t n = 0;

	while (n < 3 && n < c->count &&
	       (numbers[n] = number(p, c->args[n])) >= 0)
		n++;
	if (n < 2 || p->err)
		return false;
	*ret = (struct call){.page = p, .pages = numbers[n - 2],
			     .current = numbers[n - 1],
			     .total = n == 3 ? numbers[0] : -1};
	if (c->count >= n + 2) {
		ret->stem = text(p, c->args[n]);
		ret->ext = suffix(text(p, c->args[n + 1]));
	}
	if (!is_stem(ret->stem) || !is_suffix(ret->ext))
		ret->stem = ret->ext = SLICE_NONE;
	/* createPageHTML(3, 12, 0) of something else */
	return ret->stem.p || c->count == n;
}

static bool of_calls(struct pager_page *p, struct call *ret)
{
	ret->page = p;
	return scan_first(p->script, "createPage", false, numbers_first,
			  ret) ||
	       scan_first(p->script, "pageControl", true, numbers_first, ret);
}

static int64_t field(struct pager_page *p, struct slice object,
		     const char *const *keys)
{
	for (; *keys; keys++) {
		int64_t value = number(p, scan_field(object, *keys));

		if (value >= 0)
			return value;
	}
	return -1;
}

static bool options(void *ctx, const struct scan_call *c)
{
	static const char *const sizes[] = {"size", "totalPage", "totalPages",
					    "pageCount", NULL};
	static const char *const currents[] = {"current", "currentPage", NULL};
	static const char *const totals[] = {"recordCount", "totalRecord",
					     "totalCount", NULL};
	struct call *ret = ctx;
	struct pager_page *p = ret->page;
	struct slice o = c->count ? c->args[0] : SLICE_NONE;

	*ret = (struct call){.page = p, .pages = field(p, o, sizes),
			     .current = field(p, o, currents),
			     .total = field(p, o, totals)};
	if (ret->pages < 0 || p->err)
		return false;
	ret->stem = text(p, scan_field(o, "prefix"));
	ret->ext = suffix(text(p, scan_field(o, "suffix")));
	return true;
}

/* Pager({...}), $(…).pagination({...}) */
static bool of_options(struct pager_page *p, struct call *ret)
{
	static const char *const names[] = {"Pager", "pagination", "pager"};

	ret->page = p;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (scan_first(p->script, names[i], true, options, ret))
			return true;
	return false;
}

/* The suffix that a script writes addresses with. */
static struct slice written_suffix(struct slice script)
{
	static const char *const names[] = {"shtml", "html", "htm", "jhtml"};
	size_t first = SIZE_MAX;
	struct slice ext = SLICE_NONE;

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		size_t at = 0;

		while ((at = scan_word(script, names[i], at)) != SIZE_MAX &&
		       (at == 0 || script.p[at - 1] != '.'))
			at++;
		if (at < first) {
			first = at;
			ext = slice_of(names[i]);
		}
	}
	return ext;
}

/* var currentPage = 0; var countPage = 17; */
static bool of_variables(struct pager_page *p, struct call *ret)
{
	*ret = (struct call){
		.page = p,
		.pages = number(p, scan_given(p->script, "countPage")),
		.current = number(p, scan_given(p->script, "currentPage")),
		.total = -1,
		.ext = written_suffix(p->script),
	};
	return ret->pages >= 0 && ret->current >= 0;
}

/* --- addresses ------------------------------------------------------------ */

/* What the call leaves out stands in the page's own address. */
static void complete(struct pager_page *p, struct call *c)
{
	struct pager_name name = pager_name_of(p->url->path);

	if (!c->stem.n)
		c->stem = name.stem.n ? name.stem : slice_of("index");
	if (!c->ext.n)
		c->ext = name.ext.n ? suffix(name.ext) : slice_of("html");
	if (c->current < 0)
		c->current = name.number > 0 ? name.number : 0;
}

/* 0 or 1: what the first page is called in the call. */
static int64_t base_of(const struct pager_page *p, const struct call *c)
{
	struct pager_name name = pager_name_of(p->url->path);

	if (p->told > 0 && (c->current == p->told || c->current + 1 == p->told))
		return c->current == p->told;
	if (name.number < 0)
		return c->current > 0;	/* the first page */
	return c->current >= c->pages;
}

bool pager_trs(struct pager_page *p, struct pager_found *f)
{
	struct call c;
	int64_t base;

	if (!of_calls(p, &c) && !of_options(p, &c) && !of_variables(p, &c))
		return false;
	complete(p, &c);
	base = base_of(p, &c);
	pager_set_pages(&f->out, c.pages);
	f->out.declared_total = c.total;
	f->out.page = c.current - base + 1;
	f->out.step = PAGER_BY_CALL;
	for (int64_t k = f->out.page + 1; k <= f->out.declared_pages &&
	     f->count < PAGER_NEXT_MAX && !p->err; k++)
		(void)pager_add_page(p, f, pager_print(p, "%.*s_%" PRId64
						       ".%.*s",
						       SLICE_ARG(c.stem),
						       k - 1 + base,
						       SLICE_ARG(c.ext)), k);
	return true;
}
