/* SPDX-License-Identifier: Apache-2.0 */
/*
 * In this order, and each step only where the one before gave something:
 *
 *   codings undone ► page_read() ► what it is to be taken for ► reports,
 *   digest of the main text, links, column; or the document, or the rows of a
 *   list endpoint's answer (reading_list.c)
 *
 * What is wrong with a page is no error: it has less in it.
 */
#include "store/reading_private.h"

#include "base/err.h"
#include "parsers/coding.h"
#include "parsers/httphead.h"
#include "parsers/column.h"
#include "parsers/fingerprint.h"

enum {
	TEXT_MAX = 200,		/* bytes of anchor text kept with a link */
	/* Of the links of one page with their texts: 10,000 links of 100
	 * bytes take 1 MB.  Beyond it the rest is left out. */
	LINKS_BYTES_MAX = 16 << 20,
};

const char *reading_text(struct arena *a, struct slice s, size_t max)
{
	size_t n = s.n < max ? s.n : max;

	if (!s.p || s.n == 0)
		return NULL;
	while (n > 0 && n < s.n && ((unsigned char)s.p[n] & 0xc0) == 0x80)
		n--;
	return arena_strndup(a, s.p, n);
}

int reading_decode(const struct reading_input *in, const struct capture *c,
		   struct slice payload, struct buf *decoded,
		   struct slice *ret_content)
{
	struct slice coding = slice_of(c->content_encoding);
	int err;

	*ret_content = payload;
	if (!payload.p || !coding.p || coding_is_identity(coding))
		return 0;
	buf_init(decoded, in->max_text);
	err = coding_undo(coding, payload, decoded);
	if (decoded->len)
		*ret_content = buf_slice(decoded);
	return err == ERR_NOMEM ? err : 0;
}

int reading_page(const struct reading_input *in, const struct capture *c,
		 struct slice head, struct slice content,
		 const struct url *url, struct page **ret_page)
{
	struct page_input page = {
		.status = c->status,
		.head = head,
		.body = content.p ? content : (struct slice){"", 0},
		.content_type = slice_of(c->content_type),
		.url = url,
		.division = (uint32_t)in->capture->division,
		.limits = in->limits,
		.max_text = in->max_text,
		.max_links = in->max_links,
	};

	return page_read(&page, ret_page);
}

/* --- what it is to be taken for --------------------------------------- */

static bool is_redirect(int status)
{
	return status == 301 || status == 302 || status == 303 ||
	       status == 307 || status == 308;
}

static enum reading_use use_of(const struct reading_input *in,
			       struct reading *r)
{
	const struct block_verdict *block = &r->page->block;
	struct slice location = httphead_field(in->head, "Location", NULL);
	int status = in->capture->status;

	if (is_redirect(status) && location.p) {
		r->redirect = location;
		return READING_REDIRECT;
	}
	if (in->capture->is_robots)
		return status / 100 == 2 ? READING_ROBOTS : READING_NOTHING;
	if (block_is_host_wide(block->class))
		return READING_NOTHING;
	if (block->class == BLOCK_REDIRECT_SHELL && block->redirect.n > 0) {
		r->redirect = block->redirect;
		return READING_REDIRECT;
	}
	/* 0: HTTP/0.9 */
	return status == 0 || status / 100 == 2 ? READING_PAGE :
						  READING_NOTHING;
}

/* --- what a page gives ------------------------------------------------ */

static int take_links(struct reading *r, struct arena *a)
{
	size_t count = r->page->link_count;
	struct store_link *links = arena_array(a, count, sizeof(*links));
	const struct page_link **sources =
		arena_array(a, count, sizeof(*sources));
	size_t room = LINKS_BYTES_MAX;

	if (!links || !sources)
		return arena_err(a);
	r->links = links;
	r->sources = sources;
	for (size_t i = 0; i < count; i++) {
		const struct page_link *link = &r->page->links[i];

		if (!link->url.p)
			continue;	/* not one that is followed */
		if (link->url.n + TEXT_MAX > room)
			break;
		room -= link->url.n + TEXT_MAX;
		links[r->link_count] = (struct store_link){
			.url = arena_strndup(a, link->url.p, link->url.n),
			.text = reading_text(a, link->text, TEXT_MAX),
			.kind = html_link_kind_name(link->kind),
			.position = link->position,
		};
		if (arena_err(a))
			return arena_err(a);
		sources[r->link_count++] = link;
	}
	return 0;
}

int reading_text_digest(struct reading *r, struct slice text, struct arena *a)
{
	uint8_t *sha256;
	int err;

	if (!text.p || text.n == 0)
		return 0;
	sha256 = arena_alloc(a, SHA256_BYTES);
	if (!sha256)
		return arena_err(a);
	err = fingerprint_digest(text, sha256);
	if (!err)
		r->text_sha256 = (struct slice){(const char *)sha256,
						SHA256_BYTES};
	return err == ERR_TOOBIG ? 0 : err;	/* it may be absent */
}

/* --- the column ------------------------------------------------------- */

static const char *const *strings(const struct slice *slices, size_t count,
				  struct arena *a)
{
	const char **strings = arena_array(a, count, sizeof(*strings));

	for (size_t i = 0; i < count && strings; i++)
		strings[i] = arena_strndup(a, slices[i].p, slices[i].n);
	return strings;
}

static int take_column(const struct reading_input *in, struct reading *r,
		       struct arena *a)
{
	const struct column_input input = {
		.page = r->page, .url = &r->url, .number = in->column_page,
		.anchor = slice_of(in->capture->via_anchor),
	};
	struct store_column *out;
	struct column c;
	int err = column_read(&input, a, &c);

	if (err)
		return err;
	r->annual = c.annual;
	r->rows = c.rows;
	r->row_count = c.row_count;
	r->likes = c.likes;
	r->like_count = c.like_count;
	if (!c.found)
		return 0;
	out = arena_alloc(a, sizeof(*out));
	if (!out)
		return arena_err(a);
	*out = (struct store_column){
		.name = reading_text(a, c.name, TEXT_MAX),
		.method = c.pager.method,
		.declared_total = c.pager.declared_total,
		.declared_pages = c.pager.declared_pages,
		.page = c.pager.page > 0 ? c.pager.page : 1,
		.stuck = c.pager.stuck,
		.endpoint = c.pager.incomplete,
		.number = in->column_page,
		.bytes = r->content.n,
		.rows = strings(c.rows, c.row_count, a),
		.row_count = c.row_count,
	};
	err = reading_requests(in, c.pager.next, c.pager.next_count, a, out);
	if (!err)
		err = arena_err(a);
	if (!err)
		r->column = out;
	return err;
}

int reading_make(const struct reading_input *in, struct arena *a,
		 struct reading *ret_reading)
{
	struct reading *r = ret_reading;
	int err;

	*r = (struct reading){.use = READING_NOTHING};
	err = url_parse(slice_of(in->capture->url), NULL, NULL, &r->url, NULL);
	if (err)
		return err;
	err = reading_decode(in, in->capture, in->payload, &r->decoded,
			     &r->content);
	if (!err)
		err = reading_page(in, in->capture, in->head, r->content,
				   &r->url, &r->page);
	if (err)
		return err;
	r->use = use_of(in, r);
	if (r->use == READING_REDIRECT)
		return reading_moved(in, r, a);
	if (r->use != READING_PAGE)
		return reading_refused(in, r, a);
	if (in->capture->asked.list)
		return reading_list(in, r, a);
	if (mime_is_document(r->page->kind))
		return reading_document(in, r, a);
	r->reports = r->page->reports;
	r->report_count = r->page->report_count;
	err = reading_text_digest(r, r->page->article.text, a);
	if (!err)
		err = take_links(r, a);
	return err ? err : take_column(in, r, a);
}

void reading_free(struct reading *r)
{
	page_free(r->page);
	url_free(&r->url);
	buf_free(&r->decoded);
	page_free(r->via);
	url_free(&r->via_url);
	buf_free(&r->via_payload);
	buf_free(&r->via_decoded);
	arena_free(r->memory);
	*r = (struct reading){.use = READING_NOTHING};
}
