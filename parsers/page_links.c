/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The links of a page, resolved and scored.  A portal's page names the same
 * address many times, so links are sorted by what is written and each
 * spelling is resolved once.
 *
 * An attachment of the article that is no link of the page by itself (what a
 * viewer shows, an address only a script binds) is added behind them, so that
 * whoever follows links needs no second list.
 */
#include "parsers/page_private.h"

#include "base/err.h"
#include "parsers/relevance.h"
#include "parsers/sitemap.h"

#include <stdlib.h>

enum { COLUMN_BYTES = 300 };	/* of each name are looked at */

struct linker {
	struct page_reader *r;
	struct arena *a;
	struct page_link *links;
	struct slice *paths;	/* of the target of each; for the score */
	size_t count;
	struct buf canonical;
	/* ColumnName, ColumnType and breadcrumb */
	struct slice column;
};

/* --- addresses -------------------------------------------------------- */

struct spelling {
	struct slice raw;
	uint32_t link;
};

static int by_raw(const void *a, const void *b)
{
	const struct spelling *x = a;
	const struct spelling *y = b;
	int order = slice_cmp(x->raw, y->raw);

	return order ? order : (x->link > y->link) - (x->link < y->link);
}

/* 0 also where raw is no address; ERR_NOMEM or arena_err(). */
static int resolve(struct linker *l, struct slice raw, struct slice *ret_url,
		   struct slice *ret_path)
{
	const struct page *page = &l->r->page;
	struct url u;
	int err = url_parse(raw, &page->base, page->charset.query, &u, NULL);

	*ret_url = SLICE_NONE;
	*ret_path = SLICE_NONE;
	if (err)
		return err == ERR_NOMEM ? err : 0;
	buf_clear(&l->canonical);
	err = url_canonical(&u, &l->canonical);
	if (!err) {
		size_t at = (size_t)(u.path.p - u.href);

		*ret_url = arena_slice(l->a, buf_slice(&l->canonical));
		*ret_path = slice_sub(*ret_url, at, at + u.path.n);
		err = arena_err(l->a);
	}
	url_free(&u);
	return err;
}

static int resolve_all(struct linker *l)
{
	struct spelling *s = arena_array(l->a, l->count, sizeof(*s));

	if (!s)
		return arena_err(l->a);
	for (size_t i = 0; i < l->count; i++)
		s[i] = (struct spelling){l->links[i].raw, (uint32_t)i};
	qsort(s, l->count, sizeof(*s), by_raw);
	for (size_t i = 0; i < l->count; i++) {
		struct page_link *link = &l->links[s[i].link];
		int err;

		if (i && slice_eq(s[i].raw, s[i - 1].raw)) {
			link->url = l->links[s[i - 1].link].url;
			l->paths[s[i].link] = l->paths[s[i - 1].link];
			continue;
		}
		err = resolve(l, link->raw, &link->url,
			      &l->paths[s[i].link]);
		if (err)
			return err;
	}
	return 0;
}

/* --- attachments ------------------------------------------------------ */

static int by_url(const void *a, const void *b)
{
	const struct article_attachment *const *x = a;
	const struct article_attachment *const *y = b;

	return slice_cmp((*x)->url, (*y)->url);
}

static int key_of(const void *key, const void *entry)
{
	const struct slice *url = key;
	const struct article_attachment *const *attachment = entry;

	return slice_cmp(*url, (*attachment)->url);
}

static void add_attachment(struct linker *l,
			   const struct article_attachment *attachment)
{
	l->links[l->count++] = (struct page_link){
		.raw = attachment->raw,
		.url = attachment->url,
		.text = attachment->name,
		.tag = "a",
		.attr = "href",
		.kind = LINK_NAVIGATE,
		.position = attachment->position,
		.attachment = true,
	};
}

/* links has room for all of them. */
static int mark_attachments(struct linker *l)
{
	const struct article *article = &l->r->page.article;
	size_t n = article->attachment_count;
	const struct article_attachment **sorted =
		arena_array(l->a, n, sizeof(*sorted));
	bool *seen = arena_array(l->a, n, sizeof(*seen));

	if (!sorted || !seen)
		return arena_err(l->a);
	for (size_t i = 0; i < n; i++)
		sorted[i] = &article->attachments[i];
	qsort(sorted, n, sizeof(*sorted), by_url);
	for (size_t i = 0; i < l->count; i++) {
		struct page_link *link = &l->links[i];
		const struct article_attachment **found =
			link->url.p ? bsearch(&link->url, sorted, n,
					      sizeof(*sorted), key_of) : NULL;

		if (!found)
			continue;
		link->attachment = true;
		seen[found - sorted] = true;
	}
	for (size_t i = 0; i < n; i++)
		if (!seen[i])
			add_attachment(l, sorted[i]);
	return 0;
}

/* --- scores ----------------------------------------------------------- */

static int read_column(struct linker *l)
{
	const struct article *article = &l->r->page.article;
	struct slice name = slice_sub(article->column_name, 0, COLUMN_BYTES);
	struct slice type = slice_sub(article->column_type, 0, COLUMN_BYTES);
	struct slice crumbs = slice_sub(article->breadcrumb, 0, COLUMN_BYTES);
	char *column = arena_printf(l->a, "%.*s %.*s %.*s", SLICE_ARG(name),
				    SLICE_ARG(type), SLICE_ARG(crumbs));

	l->column = slice_of(column);
	return arena_err(l->a);
}

static void score_all(struct linker *l)
{
	bool annual = relevance_is_annual(l->column);

	for (size_t i = 0; i < l->count; i++) {
		struct page_link *link = &l->links[i];
		struct relevance_words words;

		if (!link->url.p)
			continue;
		words = relevance_read(link->text, link->title);
		link->score = relevance_weigh(&words, annual, l->paths[i]);
		link->annual_score = relevance_weigh(&words, true, SLICE_NONE);
	}
}

/* --- all of them ------------------------------------------------------ */

struct found {
	const struct html_link *links;
	size_t count;
};

static int find(struct linker *l, const struct html *h, size_t max,
		struct found *ret_found)
{
	int err = html_links(h, l->a, max, &ret_found->links,
			     &ret_found->count);

	if (arena_err(l->a))
		return arena_err(l->a);
	l->r->page.links_cut |= err == ERR_TOOBIG;
	return err == ERR_TOOBIG ? 0 : err;
}

/* Those of inner behind those of the page, whose head they share. */
static int join(struct linker *l, struct found *page,
		const struct found *inner)
{
	const struct html *h = html_of(l->r->inner);
	uint32_t body = html_find(h, HTML_BODY, 0, h->count);
	struct html_link *all = arena_array(l->a, page->count + inner->count,
					    sizeof(*all));
	size_t count = page->count;

	if (!all)
		return arena_err(l->a);
	for (size_t i = 0; i < count; i++)
		all[i] = page->links[i];
	for (size_t i = 0; i < inner->count; i++) {
		if (inner->links[i].node < body)
			continue;
		all[count] = inner->links[i];
		all[count].position = (uint32_t)count;
		all[count].node = 0;	/* it is one of another page */
		count++;
	}
	*page = (struct found){all, count};
	return 0;
}

static int find_all(struct linker *l, struct found *ret_found)
{
	size_t max = l->r->in->max_links;
	struct found inner;
	int err = find(l, l->r->page.html, max, ret_found);

	if (err || !l->r->inner)
		return err;
	err = find(l, html_of(l->r->inner), max - ret_found->count, &inner);
	return err ? err : join(l, ret_found, &inner);
}

static int make_room(struct linker *l, const struct html_link *links,
		     size_t count)
{
	size_t room = count + l->r->page.article.attachment_count;

	l->links = arena_array(l->a, room, sizeof(*l->links));
	l->paths = arena_array(l->a, room, sizeof(*l->paths));
	if (!l->links || !l->paths)
		return arena_err(l->a);
	for (size_t i = 0; i < count; i++)
		l->links[i] = (struct page_link){
			.raw = links[i].raw,
			.text = links[i].text,
			.title = links[i].title,
			.tag = links[i].tag,
			.attr = links[i].attr,
			.kind = links[i].kind,
			.position = links[i].position,
			.node = links[i].node,
		};
	l->count = count;
	return 0;
}

static int link_up(struct linker *l, const struct html_link *links,
		   size_t count)
{
	int err = make_room(l, links, count);

	if (err)
		return err;
	err = resolve_all(l);
	if (err)
		return err;
	err = mark_attachments(l);
	if (err)
		return err;
	err = read_column(l);
	if (err)
		return err;
	score_all(l);
	page_find_doors(l->r->page.html, l->links, l->count);
	return 0;
}

/* --- a sitemap ------------------------------------------------------------ */

/* A text of addresses is one only where its name says so. */
static bool may_be_map(const struct page_input *in, enum mime_kind kind)
{
	return kind == MIME_XML || kind == MIME_GZIP ||
	       (kind == MIME_TEXT &&
		slice_ifinds(in->url->path, "sitemap", 0) != SIZE_MAX);
}

static int take_map(struct linker *l, const struct sitemap *map)
{
	size_t max = l->r->in->max_links;
	size_t count = map->count < max ? map->count : max;

	l->links = arena_array(l->a, count, sizeof(*l->links));
	l->paths = arena_array(l->a, count, sizeof(*l->paths));
	if (!l->links || !l->paths)
		return arena_err(l->a);
	for (size_t i = 0; i < count; i++)
		l->links[i] = (struct page_link){
			.raw = map->urls[i],
			.text = {"", 0},
			.tag = "loc",
			.attr = "text",
			.kind = map->index ? LINK_FRAME : LINK_NAVIGATE,
			.position = (uint32_t)i,
		};
	l->count = count;
	l->r->page.is_map = true;
	l->r->page.links_cut = map->cut || count < map->count;
	return 0;
}

static int read_map(struct linker *l)
{
	struct page *page = &l->r->page;
	struct sitemap map;
	int err = sitemap_read(l->r->in->body, page->kind == MIME_TEXT, l->a,
			       &map);

	if (err || !map.found)
		return err;
	err = take_map(l, &map);
	if (!err)
		err = resolve_all(l);
	if (!err)
		score_all(l);
	return err;
}

static int read_html(struct linker *l)
{
	struct found found;
	int err = find_all(l, &found);

	return err ? err : link_up(l, found.links, found.count);
}

int page_read_links(struct page_reader *r)
{
	struct linker l = {
		.r = r, .a = r->arena, .canonical = BUF_INIT(URL_MAX),
	};
	int err = 0;

	if (r->page.html && r->page.kind == MIME_HTML)
		err = read_html(&l);
	else if (may_be_map(r->in, r->page.kind))
		err = read_map(&l);
	buf_free(&l.canonical);
	if (err)
		return err;
	r->page.links = l.links;
	r->page.link_count = l.count;
	return 0;
}
