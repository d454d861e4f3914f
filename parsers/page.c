/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One answer, read from front to back:
 *
 *   kind ► text as UTF-8 ► tree ► base, title ► block? ► article ► reports
 *                                                     └► links, scored
 *
 * A step that cannot be done leaves its part of the page empty and the reason
 * in page->err; what comes after it is read as far as it does not need it.
 * Only a lack of memory ends it all, because a second try may do better.
 *
 * A page that a mirror has rewritten is turned back in the tree, so that no
 * later step knows of it.
 *
 * Plain text is a tree too, of one <pre>, so that a report that was posted as
 * text is read like any other.  A block page has links, but no article and no
 * reports: what it says is not the portal's.
 *
 * The deadline in in->limits counts for the whole reading: html_parse() asks
 * it, and the arenas of article, reports and links do.
 *
 * Where the tree is but a frame around what a script holds, see page_inner.c.
 */
#include "parsers/page.h"

#include "base/err.h"
#include "parsers/mirror.h"
#include "parsers/page_private.h"

#include <stdlib.h>

enum { SNIFFED = 4096 };

static int read_text(struct page_reader *r);
static int read_tree(struct page_reader *r);
static int read_base(struct page_reader *r);
static int read_block(struct page_reader *r);
static int read_article(struct page_reader *r);

/* Keeps the first reason; true where the reading is over. */
static bool failed(struct page_reader *r, int err)
{
	if (err && !r->page.err)
		r->page.err = err;
	return err == ERR_NOMEM;
}

static int read_all(struct page_reader *r)
{
	static int (*const steps[])(struct page_reader *r) = {
		read_text, read_tree, page_read_inner, read_base, read_block,
		read_article, page_read_links,
	};

	for (size_t i = 0; i < sizeof(steps) / sizeof(*steps); i++)
		if (failed(r, steps[i](r)))
			return ERR_NOMEM;
	return 0;
}

/* No bytes that text never has (mimesniff.spec.whatwg.org, "binary data
 * byte"). */
static bool looks_like_text(struct slice head)
{
	for (size_t i = 0; i < head.n; i++) {
		unsigned char c = (unsigned char)head.p[i];

		if (c < 0x20 && c != '\t' && c != '\n' && c != '\f' &&
		    c != '\r' && c != 0x1b)
			return false;
	}
	return head.n > 0;
}

static enum mime_kind kind_of(const struct page_input *in)
{
	struct slice head = slice_sub(in->body, 0, SNIFFED);
	enum mime_kind kind = mime_sniff(head, in->content_type,
					 in->url->path);

	return kind == MIME_UNKNOWN && looks_like_text(head) ? MIME_TEXT :
							       kind;
}

int page_read(const struct page_input *in, struct page **ret_page)
{
	struct page_reader *r = calloc(1, sizeof(*r));
	int err = ERR_NOMEM;

	if (!r)
		return ERR_NOMEM;
	r->in = in;
	r->page.kind = kind_of(in);
	r->page.article.text = (struct slice){"", 0};
	buf_init(&r->decoded, in->max_text);
	buf_init(&r->visible, in->max_text);
	r->arena = arena_new(in->limits.memory);
	if (!r->arena)
		goto fail;
	arena_set_expired(r->arena, in->limits.expired, in->limits.ctx);
	err = read_all(r);
	if (err)
		goto fail;
	arena_set_expired(r->arena, NULL, NULL);
	if (r->doc)
		arena_set_expired(html_arena(r->doc), NULL, NULL);
	if (r->inner)
		arena_set_expired(html_arena(r->inner), NULL, NULL);
	r->in = NULL;
	*ret_page = &r->page;
	return 0;
fail:
	page_free(&r->page);
	return err;
}

void page_free(struct page *page)
{
	struct page_reader *r = (struct page_reader *)page;

	if (!page)
		return;
	url_free(&page->base);
	html_free(r->inner);
	html_free(r->doc);
	arena_free(r->arena);
	buf_free(&r->decoded);
	buf_free(&r->inner_text);
	buf_free(&r->visible);
	free(r);
}

/* --- text ------------------------------------------------------------- */

static bool is_text(enum mime_kind kind)
{
	return kind == MIME_HTML || kind == MIME_TEXT || kind == MIME_XML ||
	       kind == MIME_JSON || kind == MIME_SCRIPT || kind == MIME_STYLE;
}

static int read_text(struct page_reader *r)
{
	const struct page_input *in = r->in;
	struct page *page = &r->page;
	struct slice body = in->body;
	int err;

	if (!is_text(page->kind))
		return 0;
	page->charset = charset_guess(body, mime_charset(in->content_type));
	if (slice_eqs(slice_of(page->charset.name), "UTF-8") &&
	    page->charset.valid && body.n <= in->max_text) {
		page->utf8 = body;
		return 0;
	}
	err = charset_decode(page->charset.name, body, &r->decoded);
	page->utf8 = buf_slice(&r->decoded);
	return err;
}

/* --- tree ------------------------------------------------------------- */

static int read_tree(struct page_reader *r)
{
	const struct page_input *in = r->in;
	struct page *page = &r->page;
	int err;

	/* half of a page would be read as if it were a whole one */
	if (page->err || !page->utf8.p)
		return 0;
	if (page->kind == MIME_HTML)
		err = html_parse(page->utf8, &in->limits, &r->doc);
	else if (page->kind == MIME_TEXT)
		err = html_parse_text(page->utf8, &in->limits, &r->doc);
	else
		return 0;
	if (err)
		return err;
	arena_set_expired(html_arena(r->doc), in->limits.expired,
			  in->limits.ctx);
	err = mirror_restore_page(r->doc);
	page->html = html_of(r->doc);
	if (err)
		return err;
	page->title = html_title(page->html, html_arena(r->doc));
	return arena_err(html_arena(r->doc));
}

static int read_base(struct page_reader *r)
{
	struct page *page = &r->page;
	struct slice base = page->html ? html_base(page->html) : SLICE_NONE;
	int err = ERR_INVALID;

	if (base.p)
		err = url_parse(base, r->in->url, page->charset.query,
				&page->base, NULL);
	if (err == ERR_NOMEM)
		return err;
	return err ? url_copy(r->in->url, &page->base) : 0;
}

/* --- block ------------------------------------------------------------ */

/* A refresh has entities, which only the tree has resolved. */
static void resolve_redirect(struct page *page)
{
	struct slice *redirect = &page->block.redirect;
	struct slice refresh = SLICE_NONE;

	if (page->html && slice_findc(*redirect, '&', 0) < redirect->n)
		refresh = html_refresh(page->html);
	if (refresh.n)
		*redirect = refresh;
}

static int read_block(struct page_reader *r)
{
	const struct page_input *in = r->in;
	struct page *page = &r->page;
	bool html = page->kind == MIME_HTML && page->html;
	struct block_input input = {
		.status = in->status,
		.head = in->head,
		.body = page->kind == MIME_HTML ? page->utf8 : in->body,
		.target = in->url->path,
	};
	size_t own = 0;
	int err = 0;

	if (html) {
		err = html_text(page->html, 0, &r->visible);
		own = err ? 0 : r->visible.len;
		if (!err && r->inner)
			err = html_text(html_of(r->inner), 0, &r->visible);
		input.text = buf_slice(&r->visible);
		if (own)
			page->visible = slice_sub(input.text, 0, own);
	}
	page->block = block_classify(&input);
	resolve_redirect(page);
	return err;
}

/* --- article and reports ---------------------------------------------- */

static int read_article(struct page_reader *r)
{
	struct html_doc *doc = r->inner ? r->inner : r->doc;
	struct page *page = &r->page;
	int err;

	if (!page->html || page->block.class != BLOCK_NONE)
		return 0;
	err = article_read(page->html, &page->base, page->charset.query,
			   html_arena(r->doc), &page->article);
	if (!err && r->inner)
		err = page_read_inner_article(r);
	if (err)
		return err;
	page->article.division = r->in->division;
	return report_read(html_of(doc), &page->article, html_arena(doc),
			   &page->reports, &page->report_count);
}
