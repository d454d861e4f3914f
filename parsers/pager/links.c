/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Steps 1 and 2 of portals.md §1.10: what the links of the page say.  A link
 * belongs to the pager if its text is a number, 下一页 or 尾页, and it leads
 * below the folder of the page itself.  Where its href leads nowhere, its
 * attributes are asked (tagname, data-href, onclick).
 *
 * Two such links differ in one number; it gives those in between:
 *   2 → list_2.htm … 31 → list_31.htm, or 2 → x/30.htm … 尾页 → x/1.htm
 */
#include "parsers/pager/pager_private.h"

#include "base/err.h"

#include <inttypes.h>

enum {
	LINKS_MAX = 64,		/* links with a number as text */
	TEXT_BYTES = 40,	/* of such a link */
	TEXT_NODES = 12,
};

struct numbered {
	int64_t page;
	struct slice url;
};

struct pager_bar {
	struct numbered numbered[LINKS_MAX];
	size_t count;
	struct slice next, last;	/* absent */
	bool back;			/* 上一页, 首页: this is a pager */
	bool by_attribute;
};

/* What two of them have in common. */
struct series {
	struct slice before, behind;	/* around the number */
	int64_t page, number;		/* of one of them */
	int64_t step;			/* by page */
	int width;			/* zero-padded to, else 1 */
};

/* --- one link ------------------------------------------------------------- */

enum role { ROLE_NONE, ROLE_NEXT, ROLE_LAST, ROLE_BACK, ROLE_NUMBER };

static bool is_mark(char c)
{
	return c && strchr("[]()<>|_ \t\r\n", c);
}

/* Bytes of the blank at the front of s, 0 where there is none. */
static size_t blank_of(struct slice s)
{
	switch (s.p[0]) {
	case ' ':
	case '\t':
	case '\r':
	case '\n':
	case '\f':
		return 1;
	case '\xc2':
		return slice_starts(s, "\xc2\xa0") ? 2 : 0;
	case '\xe3':
		return slice_starts(s, "\xe3\x80\x80") ? 3 : 0;
	default:
		return 0;
	}
}

/* Text without blanks, at most TEXT_BYTES; false where there is more. */
static bool add_text(struct slice s, char *to, size_t *n)
{
	size_t at = 0;

	while (at < s.n) {
		size_t blank = blank_of((struct slice){s.p + at, s.n - at});

		at += blank;
		if (blank)
			continue;
		if (*n == TEXT_BYTES)
			return false;
		to[(*n)++] = s.p[at++];
	}
	return true;
}

static struct slice short_text(const struct html *h, uint32_t i, char *to)
{
	const struct html_node *node = &h->nodes[i];
	size_t n = 0;

	if (node->end - i > TEXT_NODES)
		return SLICE_NONE;
	for (uint32_t k = i + 1; k < node->end; k++)
		if (h->nodes[k].tag == HTML_TEXT &&
		    !add_text(h->nodes[k].text, to, &n))
			return SLICE_NONE;
	if (!n && !add_text(html_attr(node, "title"), to, &n))
		return SLICE_NONE;
	return (struct slice){to, n};
}

static struct slice without_marks(struct slice s)
{
	while (s.n && is_mark(s.p[0]))
		s = slice_sub(s, 1, s.n);
	while (s.n && is_mark(s.p[s.n - 1]))
		s.n--;
	return s;
}

static enum role role_of(struct slice text, int64_t *ret_number)
{
	static const struct {
		const char *text;
		enum role role;
	} texts[] = {
		{"下一页", ROLE_NEXT}, {"下页", ROLE_NEXT},
		{"下一頁", ROLE_NEXT}, {"后一页", ROLE_NEXT},
		{"后页", ROLE_NEXT}, {"next", ROLE_NEXT},
		{"nextpage", ROLE_NEXT}, {"›", ROLE_NEXT}, {"»", ROLE_NEXT},
		{"下一页›", ROLE_NEXT}, {"下一页»", ROLE_NEXT},
		{"尾页", ROLE_LAST}, {"末页", ROLE_LAST}, {"尾頁", ROLE_LAST},
		{"最后一页", ROLE_LAST}, {"最后页", ROLE_LAST},
		{"末頁", ROLE_LAST}, {"last", ROLE_LAST},
		{"上一页", ROLE_BACK}, {"上页", ROLE_BACK},
		{"上一頁", ROLE_BACK}, {"前一页", ROLE_BACK},
	};
	struct slice bare = without_marks(text);
	size_t at = 0;

	if (!text.n)
		return ROLE_NONE;
	if (slice_eqs(text, ">"))
		return ROLE_NEXT;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (slice_ieqs(bare, texts[i].text))
			return texts[i].role;
	if (bare.n && bare.p[0] != '0' &&
	    scan_digits(bare, &at, PAGER_PAGES_MAX, ret_number) &&
	    at == bare.n)
		return ROLE_NUMBER;
	return ROLE_NONE;
}

/* An address in the first string of an onclick that looks like one. */
static struct slice clicked(struct slice script)
{
	struct scan_token t;
	size_t at = 0;

	script = slice_sub(script, 0, SCAN_TEXT_MAX);
	while (scan_next(script, &at, &t)) {
		struct slice inner = slice_sub(t.text, 1, t.text.n - 1);

		if (t.kind == SCAN_STRING && inner.n > 2 &&
		    (slice_findc(inner, '/', 0) != SIZE_MAX ||
		     slice_finds(inner, ".htm", 0) != SIZE_MAX ||
		     slice_finds(inner, ".shtml", 0) != SIZE_MAX))
			return inner;
	}
	return SLICE_NONE;
}

/* Leads to another page below the folder of this one. */
static bool leads_on(struct pager_page *p, struct slice raw,
		     struct pager_target *t)
{
	struct slice folder = pager_folder(p->url->path);

	return pager_resolve(p, raw, t) && t->same_host &&
	       !slice_eq(t->url, p->self) && t->path.n >= folder.n &&
	       memcmp(t->path.p, folder.p, folder.n) == 0;
}

/* tagname says in full where to: it may stand elsewhere on the host. */
static struct slice target_of(struct pager_page *p,
			      const struct html_node *node, bool *attribute)
{
	static const char *const names[] = {"data-href", "data-url",
					    "data-link", "onclick"};
	struct pager_target t;

	if (leads_on(p, html_attr(node, "href"), &t))
		return t.url;
	*attribute = true;
	if (pager_resolve(p, html_attr(node, "tagname"), &t) && t.same_host)
		return slice_eq(t.url, p->self) ? SLICE_NONE : t.url;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct slice value = html_attr(node, names[i]);

		if (!strcmp(names[i], "onclick"))
			value = clicked(value);
		if (value.n && leads_on(p, value, &t))
			return t.url;
	}
	return SLICE_NONE;
}

static void read_link(struct pager_page *p, const struct html *h, uint32_t i,
		      struct pager_bar *bar)
{
	char room[TEXT_BYTES];
	struct slice text = short_text(h, i, room);
	bool attribute = false;
	int64_t number = 0;
	enum role role = role_of(text, &number);
	struct slice url;

	if (role == ROLE_NONE)
		return;
	bar->back |= role == ROLE_BACK;
	url = target_of(p, &h->nodes[i], &attribute);
	if (!url.p)
		return;
	bar->by_attribute |= attribute;
	if (role == ROLE_NEXT && !bar->next.p)
		bar->next = url;
	if (role == ROLE_LAST && !bar->last.p)
		bar->last = url;
	if (role == ROLE_NUMBER && bar->count < LINKS_MAX)
		bar->numbered[bar->count++] = (struct numbered){number, url};
}

/* --- which page this is --------------------------------------------------- */

static const struct numbered *by_page(const struct pager_bar *bar, int64_t page)
{
	for (size_t i = 0; i < bar->count; i++)
		if (bar->numbered[i].page == page)
			return &bar->numbered[i];
	return NULL;
}

static int64_t page_of(const struct pager_page *p, const struct pager_bar *bar,
		       const struct pager_found *f)
{
	int64_t page = 1;

	if (p->told > 0)
		return p->told;
	if (p->said.page > 0)
		return p->said.page;
	for (size_t i = 0; i < bar->count && bar->next.p; i++)
		if (slice_eq(bar->numbered[i].url, bar->next) &&
		    bar->numbered[i].page > 1)
			return bar->numbered[i].page - 1;
	if (f->out.page > 1)
		return f->out.page;
	/* The first that is no link, where 1 is one. */
	while (page < LINKS_MAX && by_page(bar, page))
		page++;
	return page;
}

/* --- series --------------------------------------------------------------- */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t width_of(struct slice s, size_t from, size_t to)
{
	return to > from && s.p[from] == '0' ? to - from : 1;
}

/* a and b differ in one number alone. */
static bool compare(struct slice a, struct slice b, struct series *s,
		    int64_t *ret_a, int64_t *ret_b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	size_t head = 0;
	size_t tail = 0;
	size_t at_a, at_b;

	while (head < n && a.p[head] == b.p[head])
		head++;
	while (tail < n - head && a.p[a.n - 1 - tail] == b.p[b.n - 1 - tail])
		tail++;
	while (head > 0 && is_digit(a.p[head - 1]))
		head--;
	while (tail > 0 && is_digit(a.p[a.n - tail]))
		tail--;
	at_a = at_b = head;
	if (!scan_digits(a, &at_a, INT32_MAX, ret_a) || at_a != a.n - tail ||
	    !scan_digits(b, &at_b, INT32_MAX, ret_b) || at_b != b.n - tail)
		return false;
	s->before = slice_sub(a, 0, head);
	s->behind = slice_sub(a, a.n - tail, a.n);
	s->width = (int)(width_of(a, head, at_a) > width_of(b, head, at_b) ?
			 width_of(a, head, at_a) : width_of(b, head, at_b));
	return true;
}

/* What page k would be. */
static int64_t number_at(const struct series *s, int64_t k)
{
	return s->number + s->step * (k - s->page);
}

static bool fits(const struct pager_bar *bar, const struct series *s,
		 int64_t page)
{
	for (size_t i = 0; i < bar->count; i++) {
		struct series other;
		int64_t a, b;

		if (bar->numbered[i].page <= page + 1)
			continue;	/* the first page has its own name */
		if (!compare(bar->next, bar->numbered[i].url, &other, &a, &b) ||
		    b != number_at(s, bar->numbered[i].page))
			return false;
	}
	return true;
}

/* Makes a series of next and the furthest page known. */
static bool make_series(const struct pager_bar *bar, int64_t page,
			struct slice far, int64_t far_page, struct series *s)
{
	int64_t a, b;
	int64_t pages = far_page - (page + 1);

	if (!compare(bar->next, far, s, &a, &b))
		return false;
	if (far_page < 0)
		pages = a < b ? b - a : a - b;	/* by one a page */
	if (pages <= 0 || (b - a) % pages)
		return false;
	s->page = page + 1;
	s->number = a;
	s->step = (b - a) / pages;
	return s->step && fits(bar, s, page);
}

static const struct numbered *furthest(const struct pager_bar *bar)
{
	const struct numbered *far = NULL;

	for (size_t i = 0; i < bar->count; i++)
		if (!far || bar->numbered[i].page > far->page)
			far = &bar->numbered[i];
	return far;
}

/* Pages by 尾页, or by the number that leads to the same. */
static int64_t pages_by_last(const struct pager_bar *bar, int64_t page)
{
	struct series s;
	int64_t a, b;

	if (!bar->last.p)
		return -1;
	for (size_t i = 0; i < bar->count; i++)
		if (slice_eq(bar->numbered[i].url, bar->last))
			return bar->numbered[i].page;
	if (slice_eq(bar->next, bar->last))
		return page + 1;
	if (!compare(bar->next, bar->last, &s, &a, &b))
		return -1;
	return page + 1 + (a < b ? b - a : a - b);
}

static void add_pages(struct pager_page *p, struct pager_found *f,
		      const struct pager_bar *bar, const struct series *s)
{
	int64_t page = f->out.page;
	int64_t pages = f->out.declared_pages;

	for (int64_t k = page + 1; f->count < PAGER_NEXT_MAX && !p->err; k++) {
		const struct numbered *known = by_page(bar, k);
		struct slice url = known ? known->url : SLICE_NONE;

		if (k == page + 1)
			url = bar->next;
		if (!url.p && s && k <= pages && number_at(s, k) >= 0)
			url = pager_print(p, "%.*s%0*" PRId64 "%.*s",
					  SLICE_ARG(s->before), s->width,
					  number_at(s, k),
					  SLICE_ARG(s->behind));
		if (!url.p)
			break;
		(void)pager_add_page(p, f, url, k);	/* else it is there */
	}
	/* 1 2 3 … 31 without a rule in between: those that are written. */
	for (size_t i = 0; i < bar->count && !s; i++)
		if (bar->numbered[i].page > page)
			(void)pager_add_page(p, f, bar->numbered[i].url,
					     bar->numbered[i].page);
}

/* --- the bar -------------------------------------------------------------- */

/* The family says the same of the next page: then it is right of the others,
 * too. */
static bool confirms(const struct pager_found *f, const struct pager_bar *bar)
{
	return f->count > 0 && !f->next[0].list &&
	       slice_eq(f->next[0].url, bar->next);
}

static void use(struct pager_page *p, struct pager_found *f,
		const struct pager_bar *bar)
{
	const struct numbered *far = furthest(bar);
	int64_t page = f->out.page;
	int64_t pages = f->out.declared_pages;
	struct series s;
	bool known;

	if (confirms(f, bar)) {
		f->out.step = bar->by_attribute ? PAGER_BY_ATTRIBUTE
						: PAGER_BY_LINK;
		return;
	}

	if (pages < 0)
		pages = p->said.pages;
	if (pages < 0) {
		pages = pages_by_last(bar, page);
		if (far && far->page > pages && pages >= 0)
			pages = far->page;
	}
	pager_set_pages(&f->out, pages);
	known = (bar->last.p && make_series(bar, page, bar->last, pages, &s)) ||
		(far && far->page > page + 1 &&
		 make_series(bar, page, far->url, far->page, &s));
	f->count = 0;
	add_pages(p, f, bar, known ? &s : NULL);
	if (f->count)
		f->out.step = bar->by_attribute ? PAGER_BY_ATTRIBUTE
						: PAGER_BY_LINK;
}

enum pager_links pager_links(struct pager_page *p, const struct html *h,
			     struct pager_found *f)
{
	struct pager_bar *bar = arena_alloc(p->arena, sizeof(*bar));
	const struct numbered *on;

	if (!bar) {
		p->err = arena_err(p->arena);
		return PAGER_LINKS_NONE;
	}
	for (uint32_t i = 0; i < h->count && !p->err; i++)
		if (h->nodes[i].tag == HTML_A)
			read_link(p, h, i, bar);
	/* What lies between this page and 尾页 is not linked. */
	if (bar->last.p && !bar->next.p && !bar->count && !f->count)
		f->out.stuck = true;
	if (!bar->next.p && !bar->count && !bar->back)
		return PAGER_LINKS_NONE;
	if (!f->count || bar->next.p || bar->count)
		f->out.page = page_of(p, bar, f);
	on = by_page(bar, f->out.page + 1);
	if (!bar->next.p && on)
		bar->next = on->url;
	if (bar->next.p) {
		use(p, f, bar);
		return f->count ? PAGER_LINKS_ON : PAGER_LINKS_END;
	}
	return bar->back ? PAGER_LINKS_END : PAGER_LINKS_NONE;
}
