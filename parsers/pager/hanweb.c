/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hanweb jpage (portals.md §1.2).  The page has the first rows as records of
 * a datastore; the others come from its proxy, asked in one of two ways:
 *
 *   nextgroup   GET of its address as it stands, every byte of it: names in
 *               it are percent-encoded twice
 *   jpage call  POST proxyUrl?startrecord=&endrecord=&perpage= with ajaxParam
 *               as a form, as jquery.jpage.js does for three pages at once
 *
 * A page may hold several lists; that of the column has its number.
 */
#include "parsers/pager/pager_private.h"

#include <inttypes.h>

enum {
	STORES_MAX = 16,	/* datastores of a page that are looked at */
	PER_PAGE = 15,		/* where nobody says; jpage's own */
	GROUP = 3,		/* pages fetched at once; jpage's own */
	SPAN_MAX = 100,		/* servers cut longer ones silently */
};

struct jpage {
	struct slice proxy, params;	/* ajaxParam; absent */
	int64_t total, size, group;
};

/* --- what the page has ---------------------------------------------------- */

/* "12377" of /col/col12377/index.html; absent */
static struct slice column_number(const struct url *url)
{
	size_t at = slice_finds(url->path, "/col/col", 0);
	size_t end;

	if (at == SIZE_MAX)
		return SLICE_NONE;
	at += strlen("/col/col");
	end = slice_findc(url->path, '/', at);
	return slice_sub(url->path, at, end);
}

/* A field of the query of an address; absent. */
static struct slice field_of(struct slice href, const char *name)
{
	return pager_field(slice_sub(href, slice_findc(href, '?', 0) + 1,
				     href.n), name);
}

/* The text of a datastore that begins at this node; absent. */
static struct slice store_text(const struct html *h, uint32_t i)
{
	const struct html_node *node = &h->nodes[i];
	struct slice s = SLICE_NONE;

	if (node->tag == HTML_SCRIPT && node->end > i + 1)
		s = h->nodes[i + 1].text;
	else if (node->tag == HTML_OTHER && node->offset != UINT32_MAX &&
		 slice_eqs(node->name, "datastore"))
		s = slice_sub(h->source, node->offset, h->source.n);
	if (!s.p || slice_finds(s, "<datastore", 0) == SIZE_MAX)
		return SLICE_NONE;
	return slice_sub(s, 0, slice_finds(s, "</datastore>", 0));
}

/* The column's own, else the first with rows. */
static bool find_store(struct pager_page *p, struct pager_store *ret)
{
	struct slice column = column_number(p->url);
	int stores = 0;

	for (uint32_t i = 0; i < p->html->count && stores < STORES_MAX; i++) {
		struct slice text = store_text(p->html, i);
		struct pager_store s;

		if (!text.p)
			continue;
		s = pager_store_of(text, p->arena);
		if (!stores++ || (!ret->rows && s.rows))
			*ret = s;
		if (column.n && s.nextgroup.p &&
		    slice_eq(field_of(s.nextgroup, "columnid"), column)) {
			*ret = s;
			return true;
		}
	}
	return stores > 0;
}

static int64_t number(struct pager_page *p, struct slice object,
		      const char *key)
{
	return scan_int(p->script, scan_field(object, key), PAGER_TOTAL_MAX);
}

static struct jpage read_jpage(struct pager_page *p, struct slice o)
{
	struct jpage j = {
		.total = number(p, o, "totalRecord"),
		.size = number(p, o, "perPage"),
		.group = number(p, o, "groupSize"),
		.params = scan_field(o, "ajaxParam"),
	};

	j.proxy = scan_text(p->script, scan_field(o, "proxyUrl"), p->arena);
	return j;
}

struct search {
	struct pager_page *page;
	struct slice column;
	struct jpage best;
	bool found;
};

/* The first call, and then only that of the column. */
static bool take_jpage(void *ctx, const struct scan_call *c)
{
	struct search *s = ctx;
	struct pager_page *p = s->page;
	struct slice id;
	bool own;

	if (p->err || !c->count || c->args[0].p[0] != '{')
		return false;
	id = scan_field(scan_field(c->args[0], "ajaxParam"), "columnid");
	id = scan_text(p->script, id, p->arena);
	own = s->column.n && slice_eq(id, s->column);
	if (!s->found || own)
		s->best = read_jpage(p, c->args[0]);
	s->found = true;
	p->err = arena_err(p->arena);
	return own;
}

static bool find_jpage(struct pager_page *p, struct jpage *ret)
{
	struct search s = {.page = p, .column = column_number(p->url)};

	(void)scan_first(p->script, "jpage", true, take_jpage, &s);
	if (s.found)
		*ret = s.best;
	return s.found;
}

/* --- requests ------------------------------------------------------------- */

static struct slice form_of(struct pager_page *p, struct slice object)
{
	struct slice form = slice_of("");
	struct slice key, value;
	size_t at = 0;

	for (int n = 0; n < SCAN_ARGS_MAX * 2 && !p->err &&
	     scan_each(object, &at, &key, &value); n++) {
		struct slice v = scan_text(p->script, value, p->arena);

		form = pager_print(p, "%.*s%s%.*s=%.*s", SLICE_ARG(form),
				   form.n ? "&" : "", SLICE_ARG(key),
				   SLICE_ARG(pager_escape(p, v)));
	}
	return form;
}

static void ask_proxy(struct pager_page *p, struct pager_found *f,
		      const struct jpage *j, int64_t rows)
{
	int64_t size = f->out.page_size > 0 && f->out.page_size <= SPAN_MAX ?
		       f->out.page_size : PER_PAGE;
	int64_t span = size * (j->group > 0 && j->group <= SPAN_MAX ? j->group
								    : GROUP);
	struct pager_request r = {
		.content_type = pager_form,
		.page = rows / size + 1,
	};

	if (span > SPAN_MAX)
		span = SPAN_MAX / size * size;
	r.url = pager_print(p, "%.*s%sstartrecord=%" PRId64 "&endrecord=%"
			    PRId64 "&perpage=%" PRId64, SLICE_ARG(j->proxy),
			    slice_findc(j->proxy, '?', 0) == SIZE_MAX ? "?"
								      : "&",
			    rows + 1, rows + span, size);
	r.body = form_of(p, j->params);
	if (!p->err && pager_add_list(p, f, &r))
		for (int64_t end = rows + span; end < f->out.declared_total &&
		     f->count < PAGER_NEXT_MAX; end += span)
			pager_add_turns(p, f, f->next[f->count - 1].page + 1);
}

/* Without a page in it, nobody but the site's script knows what follows. */
static void ask_group(struct pager_page *p, struct pager_found *f,
		      struct slice href)
{
	struct slice page = field_of(href, "page");
	struct pager_request r = {.url = href, .page = 1, .overlaps = true};
	size_t at = 0;
	int64_t n;

	if (page.p && scan_digits(page, &at, PAGER_PAGES_MAX, &n)) {
		r.page = n;
		r.overlaps = n <= 1;
	} else {
		f->out.stuck = true;
	}
	(void)pager_add_list(p, f, &r);
}

static int64_t first_known(int64_t a, int64_t b)
{
	return a >= 0 ? a : b;
}

bool pager_hanweb(struct pager_page *p, struct pager_found *f)
{
	struct pager_store s = {.total = -1, .pages = -1, .size = -1};
	struct jpage j = {.total = -1, .size = -1};
	bool has_store = find_store(p, &s);
	bool has_jpage = find_jpage(p, &j);

	if (!has_store && !(has_jpage && j.params.p))
		return false;
	f->out.page = 1;	/* ?pageNum=N is for the browser alone */
	f->out.declared_total = first_known(s.total, j.total);
	f->out.page_size = first_known(s.size, j.size);
	pager_set_pages(&f->out, s.pages >= 0 ? s.pages :
			pager_pages_of(f->out.declared_total,
				       f->out.page_size));
	if (f->out.declared_total >= 0 ? s.rows >= f->out.declared_total :
	    !s.nextgroup.p && !j.proxy.n)
		return true;	/* every row stands in this page */
	f->out.incomplete = true;
	f->out.step = PAGER_BY_ENDPOINT;
	if (j.params.p && j.proxy.n)
		ask_proxy(p, f, &j, s.rows);
	else if (s.nextgroup.p)
		ask_group(p, f, s.nextgroup);
	if (!f->count)
		f->out.stuck = true;
	return true;
}
