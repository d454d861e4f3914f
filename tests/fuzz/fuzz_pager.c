/* SPDX-License-Identifier: Apache-2.0 */
/* room: parsers */
/*
 * First line: a URL.  Rest: a page, and the answer to a request of it.  What
 * is promised of every result must hold, whatever the bytes.
 */
#include "base/buf.h"
#include "parsers/charset.h"
#include "parsers/pager.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 4 << 20, NODES = 20000 };

static const struct html_limits limits = {.memory = MEMORY, .nodes = NODES};

static void require(bool holds)
{
	if (!holds)
		abort();
}

static void check_request(const struct pager_request *r)
{
	struct url u;
	int err = url_parse(r->url, NULL, NULL, &u, NULL);

	require(err == 0);	/* absolute, and an address */
	url_free(&u);
	require(r->method && r->family);
	require((r->body.p != NULL) == !strcmp(r->method, "POST"));
	require((r->content_type != NULL) == (r->body.p != NULL));
	require(r->page >= 0 && r->page <= PAGER_PAGES_MAX + 1);
	/* its text is as long as the page allows, so is a turned one */
	require(r->body.n <= 5 * PAGER_BODY_MAX);
}

static void check_totals(int64_t total, int64_t pages)
{
	require(total >= -1 && total <= (int64_t)8 * PAGER_TOTAL_MAX);
	require(pages >= -1 && pages <= PAGER_PAGES_MAX);
}

static void read_answer(const struct pager_request *r, struct slice text,
			struct arena *a)
{
	struct pager_list list;

	if (pager_read(r, text, &limits, a, &list))
		return;
	check_totals(list.declared_total, list.declared_pages);
	require(list.count <= PAGER_ROWS_MAX &&
		list.next_count <= PAGER_NEXT_MAX);
	for (uint32_t i = 0; i < list.count; i++) {
		require(list.rows[i].url.n > 0 && list.rows[i].title.p);
		require(!list.rows[i].date.p || list.rows[i].date.n == 10);
		(void)pager_pattern(list.rows[i].url);
	}
	for (uint32_t i = 0; i < list.next_count; i++)
		check_request(&list.next[i]);
}

static void read_page(const struct url *url, struct slice text,
		      struct arena *a)
{
	struct pager_request standard = {
		.method = "GET", .family = "f", .page = 1, .list = true,
		.url = {url->href, strlen(url->href)},
		.referer = {url->href, strlen(url->href)},
	};
	struct html_doc *doc;
	struct pager pager;

	read_answer(&standard, text, a);
	if (html_parse(text, &limits, &doc))
		return;
	(void)pager_gkmlpt_content(html_of(doc), a);
	if (!pager_find(&(struct pager_input){.html = html_of(doc),
					      .url = url}, a, &pager)) {
		check_totals(pager.declared_total, pager.declared_pages);
		require(pager.method && pager.page >= 1);
		require(pager.next_count <= PAGER_NEXT_MAX);
		for (uint32_t i = 0; i < pager.next_count; i++) {
			check_request(&pager.next[i]);
			if (pager.next[i].list && i == 0)
				read_answer(&pager.next[i], text, a);
		}
	}
	html_free(doc);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice rest = {(const char *)data, size};
	struct slice at = slice_cut(&rest, '\n');
	struct buf text = BUF_INIT(MEMORY);
	struct arena *a;
	struct url url;

	if (!rest.p || url_parse(at, NULL, NULL, &url, NULL))
		return 0;
	a = arena_new(64 << 20);
	require(a != NULL);
	if (!charset_decode("UTF-8", rest, &text))
		read_page(&url, buf_slice(&text), a);
	buf_free(&text);
	arena_free(a);
	url_free(&url);
	return 0;
}
