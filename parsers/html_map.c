/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Readers get nodes and attributes as const; here they are changed, which is
 * allowed because html.c and html_parse_text() made them in the document's own
 * memory, never in a literal.
 */
#include "parsers/html_private.h"

static bool is_code(const struct html *h, uint32_t parent)
{
	return h->nodes[parent].tag == HTML_SCRIPT ||
	       h->nodes[parent].tag == HTML_STYLE;
}

static bool is_read(const struct html_node *node, struct slice name)
{
	if (slice_eqs(name, "content"))
		return node->tag == HTML_META && html_attr(node, "name").p;
	return slice_eqs(name, "title") || slice_eqs(name, "alt");
}

static int map_attrs(struct html_node *node, html_map_fn *fn, void *ctx)
{
	struct html_attr *attrs = (struct html_attr *)node->attrs;
	int err = 0;

	for (uint32_t i = 0; i < node->attr_count && !err; i++)
		if (is_read(node, attrs[i].name))
			err = fn(ctx, attrs[i].value, &attrs[i].value);
	return err;
}

int html_map(struct html_doc *doc, html_map_fn *fn, void *ctx)
{
	const struct html *h = &doc->html;
	struct html_node *nodes = (struct html_node *)h->nodes;
	int err = 0;

	doc->html.mapped = true;
	for (uint32_t i = 0; i < h->count && !err; i++) {
		if (nodes[i].attr_count)
			err = map_attrs(&nodes[i], fn, ctx);
		else if (nodes[i].tag == HTML_TEXT &&
			 !is_code(h, nodes[i].parent))
			err = fn(ctx, nodes[i].text, &nodes[i].text);
	}
	return err;
}
