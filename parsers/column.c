/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows are told from navigation by where they stand: the links of a list have
 * the same elements above them, with the same classes, and a menu has others.
 * So links are put into groups by that, and the group counts whose links speak
 * most for being rows:
 *
 *   fits    below the folder of the column, or built like another one of the
 *           group (pager_pattern())
 *   long    a title, where a menu has a word
 *   annual  its own words speak of reports
 *
 * Of that group a link is a row when it fits or is long.
 */
#include "parsers/column.h"

#include "base/err.h"
#include "parsers/relevance.h"

#include <stdlib.h>

enum {
	ANCESTORS = 5,		/* elements above a link that tell its place */
	LONG_BYTES = 24,	/* eight characters */
	ANNUAL = 700,		/* relevance.c: a list of reports, or one */
	ROWS_MIN = 2,		/* of a list that has no pager */
};

struct candidate {
	const struct page_link *link;
	uint64_t place, pattern;
	bool fits;
	bool like;		/* would fit into a column of reports */
};

struct lister {
	const struct column_input *in;
	const struct pager *pager;
	struct slice self;	/* canonical URL of the page */
	struct slice folder;	/* of self; absent: the whole host */
	struct candidate *candidates;
	size_t count;
};

/* --- candidates ----------------------------------------------------------- */

static void mix(uint64_t *hash, char byte)
{
	*hash = (*hash ^ (unsigned char)byte) * UINT64_C(0x100000001b3);
}

/* "list2" and "list3" are one. */
static void mix_class(uint64_t *hash, struct slice class)
{
	for (size_t i = 0; i < class.n; i++)
		if (class.p[i] < '0' || class.p[i] > '9')
			mix(hash, class.p[i]);
}

/* Rows differ among themselves in class: odd, even, first, current. */
static bool is_row_tag(enum html_tag tag)
{
	return tag == HTML_LI || tag == HTML_TR || tag == HTML_TD ||
	       tag == HTML_DD || tag == HTML_A || tag == HTML_SPAN;
}

static uint64_t place_of(const struct html *h, uint32_t node)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325);

	for (int i = 0; i < ANCESTORS && node < h->count && node; i++) {
		const struct html_node *n = &h->nodes[node];

		mix(&hash, (char)n->tag);
		if (!is_row_tag(n->tag))
			mix_class(&hash, html_attr(n, "class"));
		node = n->parent;
	}
	return hash;
}

static struct slice title_of(const struct page_link *link)
{
	return link->title.n > link->text.n ? link->title : link->text;
}

static bool is_number(struct slice text)
{
	text = slice_trim(text);
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
	return true;
}

static bool is_turning(struct slice text)
{
	static const char *const words[] = {
		"上一页", "下一页", "首页", "尾页", "末页", "更多",
	};

	if (is_number(text))
		return true;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (text.n < LONG_BYTES &&
		    slice_finds(text, words[i], 0) != SIZE_MAX)
			return true;
	return false;
}

/* A pager's requests are few: PAGER_NEXT_MAX. */
static bool is_asked(const struct lister *l, struct slice url)
{
	for (uint32_t i = 0; i < l->pager->next_count; i++)
		if (slice_eq(l->pager->next[i].url, url))
			return true;
	return false;
}

static bool is_home(struct slice url)
{
	size_t at = slice_finds(url, "://", 0);

	if (at != SIZE_MAX)
		at = slice_findc(url, '/', at + 3);
	return at == SIZE_MAX || at + 1 == url.n;
}

static bool may_be_row(const struct lister *l, const struct page_link *link)
{
	return link->url.p &&
	       (link->kind == LINK_NAVIGATE ||
		link->kind == LINK_SCRIPT_DATA) &&
	       !is_home(link->url) && !slice_eq(link->url, l->self) &&
	       !is_turning(title_of(link)) && !is_asked(l, link->url);
}

static bool is_below(const struct lister *l, struct slice url)
{
	return l->folder.p && url.n > l->folder.n &&
	       memcmp(url.p, l->folder.p, l->folder.n) == 0;
}

static int collect(struct lister *l, struct arena *a)
{
	const struct page *page = l->in->page;

	l->candidates = arena_array(a, page->link_count,
				    sizeof(*l->candidates));
	if (!l->candidates)
		return arena_err(a);
	for (size_t i = 0; i < page->link_count; i++) {
		const struct page_link *link = &page->links[i];

		if (!may_be_row(l, link))
			continue;
		l->candidates[l->count++] = (struct candidate){
			.link = link,
			.place = place_of(page->html, link->node),
			.pattern = pager_pattern(link->url),
			.fits = is_below(l, link->url),
			.like = link->annual_score >= ANNUAL,
		};
	}
	return 0;
}

/* --- the group ------------------------------------------------------------ */

static int order(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

static int by_place(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;
	int by = order(x->place, y->place);

	if (!by)
		by = order(x->pattern, y->pattern);
	if (!by)
		by = slice_cmp(x->link->url, y->link->url);
	return by ? by : order(x->link->position, y->link->position);
}

static int by_position(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	return order(x->link->position, y->link->position);
}

static bool is_again(const struct candidate *c, const struct candidate *from)
{
	return c > from && slice_eq(c->link->url, c[-1].link->url);
}

/* Those of one pattern, from c to end: another of its kind makes it fit. */
static void match(struct candidate *c, const struct candidate *end)
{
	const struct candidate *from = c;
	size_t distinct = 0;

	for (const struct candidate *i = from; i < end; i++)
		distinct += !is_again(i, from);
	for (; c < end; c++)
		c->fits |= distinct > 1;
}

static bool is_long(const struct candidate *c)
{
	return title_of(c->link).n >= LONG_BYTES;
}

static unsigned weight(const struct candidate *c)
{
	return (unsigned)c->fits + is_long(c) +
	       (c->link->score >= ANNUAL && c->fits);
}

/* The end of a group (or, with pattern, of its part of one pattern). */
static struct candidate *end_of(struct candidate *c, struct candidate *end,
				bool pattern)
{
	struct candidate *i = c;

	while (i < end && i->place == c->place &&
	       (!pattern || i->pattern == c->pattern))
		i++;
	return i;
}

static uint64_t weigh(struct candidate *c, struct candidate *end)
{
	const struct candidate *from = c;
	uint64_t sum = 0;

	for (struct candidate *i = c, *to; i < end; i = to) {
		to = end_of(i, end, true);
		match(i, to);
	}
	for (; c < end; c++)
		if (!is_again(c, from))
			sum += weight(c);
	return sum;
}

static void drop_repeated(struct candidate *c, size_t *count)
{
	size_t kept = 0;

	for (size_t i = 0; i < *count; i++)
		if ((c[i].fits || is_long(&c[i])) &&
		    (i == 0 || !slice_eq(c[i].link->url, c[i - 1].link->url)))
			c[kept++] = c[i];
	*count = kept;
}

/* The URLs of a group where half of it, and two at least, are like reports. */
static void add_likes(const struct candidate *c, const struct candidate *end,
		      struct column *out, struct slice *likes)
{
	const struct candidate *from = c;
	size_t all = 0, fitting = 0;

	for (const struct candidate *i = c; i < end; i++) {
		all += !is_again(i, from);
		fitting += !is_again(i, from) && i->like;
	}
	if (fitting < ROWS_MIN || fitting * 2 < all)
		return;
	for (; c < end; c++)
		if (!is_again(c, from))
			likes[out->like_count++] = c->link->url;
}

static int find_likes(struct lister *l, struct arena *a, struct column *out)
{
	struct candidate *end = l->candidates + l->count;
	struct slice *likes = arena_array(a, l->count, sizeof(*likes));

	if (!likes)
		return arena_err(a);
	out->likes = likes;
	qsort(l->candidates, l->count, sizeof(*l->candidates), by_place);
	for (struct candidate *c = l->candidates, *to; c < end; c = to) {
		to = end_of(c, end, false);
		add_likes(c, to, out, likes);
	}
	return 0;
}

/* Leaves the rows in candidates, which are sorted, in order of the page. */
static void choose(struct lister *l)
{
	struct candidate *end = l->candidates + l->count, *best = end;
	size_t best_count = 0;
	uint64_t most = 0;

	for (struct candidate *c = l->candidates, *to; c < end; c = to) {
		uint64_t sum;

		to = end_of(c, end, false);
		sum = weigh(c, to);
		if (sum <= most)
			continue;
		most = sum;
		best = c;
		best_count = (size_t)(to - c);
	}
	drop_repeated(best, &best_count);
	qsort(best, best_count, sizeof(*best), by_position);
	l->candidates = best;
	l->count = best_count;
}

static int find_rows(struct lister *l, struct arena *a, struct column *out)
{
	struct slice *rows;
	int err = collect(l, a);

	if (!err)
		err = find_likes(l, a, out);
	if (err)
		return err;
	choose(l);
	if (l->count > PAGER_ROWS_MAX)
		l->count = PAGER_ROWS_MAX;
	rows = arena_array(a, l->count, sizeof(*rows));
	if (!rows)
		return arena_err(a);
	for (size_t i = 0; i < l->count; i++)
		rows[i] = l->candidates[i].link->url;
	out->rows = rows;
	out->row_count = l->count;
	return 0;
}

/* --- the column ----------------------------------------------------------- */

bool column_is_annual(struct slice name, struct slice path)
{
	return relevance_score(name, SLICE_NONE, SLICE_NONE, path) >= ANNUAL;
}

static struct slice name_of(const struct column_input *in)
{
	const struct article *article = &in->page->article;
	const struct slice names[] = {
		article->column_name, article->title, in->page->title,
		in->anchor,
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (slice_trim(names[i]).n)
			return slice_trim(names[i]);
	return SLICE_NONE;
}

/* What the page says of itself. */
static bool is_annual(const struct column_input *in)
{
	const struct article *article = &in->page->article;
	struct slice path = in->url->path;

	return !article->published.p &&
	       (column_is_annual(article->column_name, path) ||
		column_is_annual(article->column_type, path) ||
		column_is_annual(article->breadcrumb, path));
}

static bool is_column(const struct column_input *in, const struct column *c)
{
	const char *method = c->pager.method;
	bool article = in->page->article.published.p;

	if (in->number > 0)	/* asked for as a page of one */
		return true;
	/* Without a pager page or link must speak of reports. */
	if (!strcmp(method, "none") || !strcmp(method, "frames"))
		return c->row_count >= ROWS_MIN && !article &&
		       (c->annual ||
			column_is_annual(in->anchor, in->url->path));
	/* visible totals alone: an article may count something, too */
	return strcmp(method, "text") != 0 || !article;
}

static struct slice folder_of(struct slice url)
{
	size_t host = slice_finds(url, "://", 0);
	size_t end = slice_findc(url, '?', 0);

	url = slice_sub(url, 0, end);
	host = slice_findc(url, '/', host == SIZE_MAX ? 0 : host + 3);
	while (url.n > 0 && url.p[url.n - 1] != '/')
		url.n--;
	return url.n > host + 1 ? url : SLICE_NONE;
}

static int self_of(const struct url *url, struct arena *a,
		   struct slice *ret_self)
{
	struct buf self = BUF_INIT(URL_MAX);
	int err = url_canonical(url, &self);

	if (!err) {
		*ret_self = arena_slice(a, buf_slice(&self));
		err = arena_err(a);
	}
	buf_free(&self);
	return err;
}

int column_read(const struct column_input *in, struct arena *a,
		struct column *ret_column)
{
	const struct page *page = in->page;
	struct lister l = {.in = in, .pager = &ret_column->pager};
	const struct pager_input pager = {
		.html = page->html, .url = in->url, .base = &page->base,
		.charset = page->charset.name, .page = in->number,
		.text = page->visible,
	};
	int err;

	*ret_column = (struct column){.found = false};
	if (!page->html || page->kind != MIME_HTML || page->report_count)
		return 0;
	err = pager_find(&pager, a, &ret_column->pager);
	if (err)
		return err;
	err = self_of(in->url, a, &l.self);
	if (err)
		return err;
	l.folder = folder_of(l.self);
	err = find_rows(&l, a, ret_column);
	if (err)
		return err;
	ret_column->name = name_of(in);
	ret_column->annual = is_annual(in);
	ret_column->found = is_column(in, ret_column);
	return 0;
}
