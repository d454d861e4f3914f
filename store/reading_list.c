/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the pager of a column asks for, and what comes of it: the pages and
 * requests it names, the answer of a list endpoint, and the answers that are
 * none.  Rows of a list answer are links of it like any others, and count as
 * what the column lists; what it asks for next goes on.
 */
#include "store/reading_private.h"

#include "base/err.h"
#include "parsers/column.h"
#include "parsers/relevance.h"

enum { TITLE_MAX = 200 };	/* bytes of a row's title kept as text */

bool reading_is_asked(const struct reading_input *in)
{
	return in->column_page > 0 ||
	       store_request_is_special(&in->capture->asked);
}

/* --- what is asked for ------------------------------------------------ */

static bool is_plain(const struct pager_request *next)
{
	return !next->list && strcmp(next->method, "GET") == 0;
}

static int take_request(const struct pager_request *next, struct arena *a,
			struct store_column_page *out)
{
	struct store_request *r;
	int err;

	*out = (struct store_column_page){
		.url = arena_strndup(a, next->url.p, next->url.n),
		.page = next->page > 0 || next->list ? next->page : 1,
	};
	if (is_plain(next) || arena_err(a))
		return arena_err(a);
	r = arena_alloc(a, sizeof(*r));
	if (!r)
		return arena_err(a);
	err = store_request_of(next, a, r);
	out->request = r;
	return err;
}

int reading_requests(const struct reading_input *in,
		     const struct pager_request *next, uint32_t count,
		     struct arena *a, struct store_column *out)
{
	struct store_column_page *pages = arena_array(a, count,
						      sizeof(*pages));
	int64_t max = in->column_pages_max > 0 ? in->column_pages_max :
						 PAGER_PAGES_MAX;

	if (!pages)
		return arena_err(a);
	out->pages = pages;
	for (uint32_t i = 0; i < count; i++) {
		int err;

		if (next[i].page > max) {
			out->left_out = true;
			continue;
		}
		err = take_request(&next[i], a, &pages[out->page_count]);
		if (err == ERR_TOOBIG && !arena_err(a))
			out->left_out = true;
		else if (err)
			return err;
		else
			out->page_count++;
	}
	return 0;
}

/* --- no page ---------------------------------------------------------- */

static struct store_column *new_column(const struct reading_input *in,
				       struct arena *a)
{
	const struct store_request *asked = &in->capture->asked;
	struct store_column *out = arena_alloc(a, sizeof(*out));

	if (out)
		*out = (struct store_column){
			.method = asked->family ? asked->family : "none",
			.declared_total = -1, .declared_pages = -1,
			.page = asked->family ? asked->page : in->column_page,
			.list = asked->list, .overlaps = asked->overlaps,
			.referer = asked->referer, .endpoint = asked->list,
		};
	return out;
}

int reading_refused(const struct reading_input *in, struct reading *r,
		    struct arena *a)
{
	struct store_column *out;

	if (!reading_is_asked(in))
		return 0;
	out = new_column(in, a);
	if (!out)
		return arena_err(a);
	out->absent = true;
	r->column = out;
	return 0;
}

/* As browsers do: 307 and 308 ask the same again, and a GET stays one; after
 * another answer to a POST a page is fetched, which is none of the column.
 * With a body only within the host: it is meant for no other. */
static bool goes_with(const struct reading_input *in, const struct reading *r,
		      const struct url *target)
{
	int status = in->capture->status;

	if (!store_request_is_post(&in->capture->asked))
		return true;
	return (status == 307 || status == 308) &&
	       url_same_host(target, &r->url);
}

static int moved_to(const struct reading_input *in, struct slice url,
		    struct reading *r, struct arena *a)
{
	struct pager_request next =
		store_request_pager(&in->capture->asked, in->capture->url);
	struct store_column *out = new_column(in, a);

	if (!out)
		return arena_err(a);
	next.url = url;
	out->moved = true;
	r->column = out;
	return reading_requests(in, &next, 1, a, out);
}

int reading_moved(const struct reading_input *in, struct reading *r,
		  struct arena *a)
{
	struct buf canonical = BUF_INIT(URL_MAX);
	struct url target;
	int err;

	if (!store_request_is_special(&in->capture->asked))
		return 0;
	err = url_parse(slice_trim(r->redirect), &r->url, NULL, &target, NULL);
	if (err)
		return err == ERR_NOMEM ? err : reading_refused(in, r, a);
	err = url_canonical(&target, &canonical);
	if (!err && goes_with(in, r, &target))
		err = moved_to(in, buf_slice(&canonical), r, a);
	else if (!err)
		err = reading_refused(in, r, a);
	url_free(&target);
	buf_free(&canonical);
	return err;
}

/* --- a list ----------------------------------------------------------- */

/* column: the name of it, which its requests have as anchor. */
static struct page_link link_of(const struct pager_row *row,
				struct slice column, uint32_t position)
{
	struct page_link link = {
		.raw = row->url, .url = row->url, .text = row->title,
		.title = row->title, .tag = "list", .attr = "row",
		.kind = LINK_NAVIGATE, .position = position,
	};
	struct url u;

	if (url_parse(row->url, NULL, NULL, &u, NULL))
		return link;	/* UNTESTED: it was one */
	link.score = relevance_score(row->title, SLICE_NONE, column, u.path);
	link.attachment = mime_attachment_extension(u.path) != NULL;
	url_free(&u);
	return link;
}

/* Name and address of the column page speak of reports. */
static bool is_annual(const struct reading_input *in)
{
	const struct store_request *asked = &in->capture->asked;
	struct url page;
	bool annual;

	if (!asked->referer || url_parse(slice_of(asked->referer), NULL, NULL,
					 &page, NULL))
		return false;
	annual = column_is_annual(slice_of(in->capture->via_anchor),
				  page.path);
	url_free(&page);
	return annual;
}

static int take_rows(const struct reading_input *in,
		     const struct pager_list *list, struct reading *r,
		     struct arena *a, struct store_column *out)
{
	struct store_link *links = arena_array(a, list->count, sizeof(*links));
	struct page_link *own = arena_array(a, list->count, sizeof(*own));
	const struct page_link **sources =
		arena_array(a, list->count, sizeof(*sources));
	const char **rows = arena_array(a, list->count, sizeof(*rows));
	struct slice *urls = arena_array(a, list->count, sizeof(*urls));

	if (!links || !own || !sources || !rows || !urls)
		return arena_err(a);
	for (uint32_t i = 0; i < list->count; i++) {
		const struct pager_row *row = &list->rows[i];

		own[i] = link_of(row, slice_of(in->capture->via_anchor), i);
		sources[i] = &own[i];
		rows[i] = arena_strndup(a, row->url.p, row->url.n);
		urls[i] = row->url;
		links[i] = (struct store_link){
			.url = rows[i],
			.text = reading_text(a, row->title, TITLE_MAX),
			.kind = STORE_LINK_ROW,
			.position = i,
		};
	}
	r->links = links;
	r->sources = sources;
	r->link_count = list->count;
	r->rows = urls;
	r->row_count = list->count;
	r->annual = is_annual(in);
	out->rows = rows;
	out->row_count = list->count;
	return arena_err(a);
}

/* What cannot be read is an answer without rows. */
static int read_list(const struct reading_input *in, const struct reading *r,
		     struct arena *a, struct pager_list *ret_list)
{
	struct pager_request request =
		store_request_pager(&in->capture->asked, in->capture->url);
	int err = ERR_INVALID;

	*ret_list = (struct pager_list){
		.declared_total = -1, .declared_pages = -1, .page_size = -1,
	};
	if (r->page->utf8.p && !r->page->err)
		err = pager_read(&request, r->page->utf8, &in->limits, a,
				 ret_list);
	return err == ERR_NOMEM || arena_err(a) ? err : 0;
}

int reading_list(const struct reading_input *in, struct reading *r,
		 struct arena *a)
{
	struct store_column *out;
	struct pager_list list;
	int err = read_list(in, r, a, &list);

	if (err)
		return err;
	/* "[]" is an answer, and no block */
	if (r->page->block.class == BLOCK_EMPTY)
		r->page->block.class = BLOCK_NONE;
	out = new_column(in, a);
	if (!out)
		return arena_err(a);
	/* what is left of one that was cut off need not be its end */
	out->absent = in->capture->truncated && !list.count;
	out->declared_total = list.declared_total;
	out->declared_pages = list.declared_pages;
	out->stuck = list.stuck;
	out->bytes = r->content.n;
	out->foreign = list.foreign;
	err = take_rows(in, &list, r, a, out);
	if (!err)
		err = reading_requests(in, list.next, list.next_count, a, out);
	if (!err)
		r->column = out;
	return err;
}
