/* SPDX-License-Identifier: Apache-2.0 */
/* room: parsers */
/*
 * Any bytes are some HTML: parse, then read all there is, within little
 * memory.  The tree must be sound and offsets must lie within the page.
 */
#include "base/buf.h"
#include "parsers/grid.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MEMORY = 2 << 20, NODES = 20000, PATIENCE = 64 };

static bool expire_later(void *ctx)
{
	unsigned *left = ctx;

	return --*left == 0;
}

static void check_node(const struct html *h, uint32_t i)
{
	const struct html_node *node = &h->nodes[i];

	if (node->end <= i || node->end > h->nodes[node->parent].end ||
	    (i && node->parent >= i))
		abort();
	if (node->offset != UINT32_MAX &&
	    (uint64_t)node->offset + node->length > h->source.n)
		abort();
	if ((node->tag == HTML_TEXT || node->tag == HTML_COMMENT) !=
	    (node->text.p != NULL))
		abort();
}

static void read_all(struct html_doc *doc)
{
	const struct html *h = html_of(doc);
	struct arena *a = html_arena(doc);
	struct buf text = BUF_INIT(1 << 20);
	const struct html_link *links;
	size_t count;

	for (uint32_t i = 0; i < h->count; i++) {
		check_node(h, i);
		if (h->nodes[i].tag == HTML_TABLE)
			(void)grid_of_table(h, i, a);
	}
	(void)html_text(h, 0, &text);
	(void)html_title(h, a);
	(void)html_refresh(h);
	(void)html_links(h, a, 200, &links, &count);
	buf_free(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned left = PATIENCE;
	struct html_limits limits = {.memory = MEMORY, .nodes = NODES,
				     .expired = expire_later, .ctx = &left};
	struct slice text = {(const char *)data, size};
	struct html_doc *doc;

	if (html_parse(text, &limits, &doc))
		return 0;
	read_all(doc);
	html_free(doc);
	return 0;
}
