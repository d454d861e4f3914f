/* SPDX-License-Identifier: Apache-2.0 */
/* room: parsers */
/*
 * Any answer is a page: its links are addresses or none, its scores are in
 * their range, its limits hold.  The rows of a column are links of it, each
 * once.  First byte: status and Content-Type.
 */
#include "parsers/column.h"
#include "parsers/page.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 8 << 20, NODES = 20000, LINKS = 200 };

static void check_link(const struct page_link *link)
{
	struct url u;

	if (!link->tag || !link->attr || !link->raw.p || link->score < 0 ||
	    link->score > 1000 || (!link->url.p && link->score))
		abort();
	if (!link->url.p)
		return;
	if (url_parse(link->url, NULL, NULL, &u, NULL))
		abort();
	url_free(&u);
}

static void check_page(const struct page *page)
{
	size_t attachments = page->article.attachment_count;

	if (!page->base.href || !page->article.text.p ||
	    page->link_count > LINKS + attachments ||
	    (page->block.class != BLOCK_NONE && page->report_count) ||
	    (page->html && !page->charset.name))
		abort();
	for (size_t i = 0; i < page->link_count; i++)
		check_link(&page->links[i]);
}

static void check_column(const struct page *page, const struct url *url)
{
	struct column_input in = {.page = page, .url = url};
	struct arena *a = arena_new(MEMORY);
	struct column c;

	if (!a)
		abort();
	if (column_read(&in, a, &c) == 0) {
		if (c.row_count > page->link_count ||
		    (c.found && (page->report_count || !c.pager.method)))
			abort();
		for (size_t i = 0; i < c.row_count; i++)
			if (!c.rows[i].p || (i && slice_eq(c.rows[i],
							   c.rows[i - 1])))
				abort();
	}
	arena_free(a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int statuses[] = {0, 200, 403, 412};
	static const char *const types[] = {
		"text/html", "text/html; charset=gb2312", "text/plain", NULL,
	};
	struct page_input in = {
		.limits = {.memory = MEMORY, .nodes = NODES},
		.max_text = 1 << 20,
		.max_links = LINKS,
	};
	struct page *page;
	struct url url;

	if (size == 0 || size > 64 << 10)
		return 0;
	if (url_parse(slice_of("http://a.test/b/c.html"), NULL, NULL, &url,
		      NULL))
		abort();
	in.url = &url;
	in.status = statuses[data[0] & 3];
	in.content_type = slice_of(types[data[0] >> 2 & 3]);
	in.body = (struct slice){(const char *)data + 1, size - 1};
	if (page_read(&in, &page))
		abort();
	check_page(page);
	check_column(page, &url);
	page_free(page);
	url_free(&url);
	return 0;
}
