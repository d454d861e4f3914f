/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages of gkmlpt (portals.md §1.6) are a frame: the article stands in their
 * script, as a string of HTML.  That string, under the head of the page, is
 * parsed as a page of its own and read like any other; what it does not say
 * (organ, breadcrumb) is taken from the frame.
 */
#include "parsers/page_private.h"

#include "base/err.h"
#include "parsers/mirror.h"
#include "parsers/pager.h"

/* The source of the head, with the title and what it says of the page. */
static struct slice head_of(const struct html *h)
{
	uint32_t i = html_find(h, HTML_HEAD, 0, h->count);
	size_t at;

	if (i == h->count || h->nodes[i].offset == UINT32_MAX)
		return SLICE_NONE;
	at = h->nodes[i].offset;
	return slice_sub(h->source, at, at + h->nodes[i].length);
}

int page_read_inner(struct page_reader *r)
{
	const struct page_input *in = r->in;
	struct slice content;
	struct slice head;
	int err;

	if (!r->page.html || r->page.kind != MIME_HTML)
		return 0;
	content = pager_gkmlpt_content(r->page.html, r->arena);
	if (!content.p)
		return arena_err(r->arena);
	head = head_of(r->page.html);
	buf_init(&r->inner_text, head.n + content.n + 100);
	(void)buf_add_slice(&r->inner_text, head);
	(void)buf_adds(&r->inner_text,
		       "</head><body><div class=\"article-content\">");
	err = buf_add_slice(&r->inner_text, content);
	if (!err)
		err = html_parse(buf_slice(&r->inner_text), &in->limits,
				 &r->inner);
	if (err)
		return err;
	arena_set_expired(html_arena(r->inner), in->limits.expired,
			  in->limits.ctx);
	return mirror_restore_page(r->inner);
}

static void fill_in(struct slice *s, struct slice other)
{
	if (!s->n)
		*s = other;
}

int page_read_inner_article(struct page_reader *r)
{
	struct page *page = &r->page;
	struct article frame = page->article;
	struct article *a = &page->article;
	int err;

	/* of the frame there is none */
	*a = (struct article){.text = SLICE_LIT("")};
	err = article_read(html_of(r->inner), &page->base, page->charset.query,
			   html_arena(r->inner), a);
	if (err)
		return err;
	fill_in(&a->title, frame.title);
	fill_in(&a->published, frame.published);
	fill_in(&a->source, frame.source);
	fill_in(&a->organ, frame.organ);
	fill_in(&a->site_name, frame.site_name);
	fill_in(&a->site_idcode, frame.site_idcode);
	fill_in(&a->breadcrumb, frame.breadcrumb);
	return 0;
}
