/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where a page leads: one pass over its elements.  Script text and the
 * records of datastores are read by html_script.c.
 */
#include "parsers/html.h"

#include "base/err.h"
#include "parsers/html_private.h"

enum { FIRST_LINKS = 64 };

const char *html_link_kind_name(enum html_link_kind kind)
{
	static const char *const names[] = {
		[LINK_NAVIGATE] = "navigate",
		[LINK_FRAME] = "frame",
		[LINK_IMAGE] = "image",
		[LINK_EMBED] = "embed",
		[LINK_STYLE] = "style",
		[LINK_SCRIPT_DATA] = "script-data",
	};

	return names[kind];
}

void html_link_add(struct link_list *list, const struct html_link *link)
{
	if (!slice_trim(link->raw).n)
		return;
	if (list->count == list->max) {
		list->more = true;
		return;
	}
	if (list->count == list->cap) {
		size_t cap = list->cap ? list->cap * 2 : FIRST_LINKS;
		struct html_link *links = arena_array(list->arena, cap,
						      sizeof(*links));

		if (!links)
			return;	/* sticks in the arena, see html_links() */
		if (list->count)
			memcpy(links, list->links,
			       list->count * sizeof(*links));
		list->links = links;
		list->cap = cap;
	}
	list->links[list->count] = *link;
	list->links[list->count].position = (uint32_t)list->count;
	list->count++;
}

/* alt of the first image below, for an anchor without words */
static struct slice image_alt(const struct html *h, uint32_t node)
{
	uint32_t end = h->nodes[node].end;
	uint32_t image = html_find(h, HTML_IMG, node, end);

	return image < end ? html_attr(&h->nodes[image], "alt") : SLICE_NONE;
}

static struct slice anchor_text(const struct html *h, uint32_t i,
				struct arena *a)
{
	struct slice text = html_fold(h, i, HTML_LINK_TEXT, a);

	/* Only an anchor of few nodes: nested ones may not all be searched */
	if (!text.n && h->nodes[i].end - i < FIRST_LINKS)
		text = html_fold_slice(image_alt(h, i), HTML_LINK_TEXT, a);
	return text;
}

/* src of a picture that a script will replace */
static bool is_placeholder(struct slice src)
{
	static const char *const names[] = {"blank", "loading", "lazy", "grey",
					    "placeholder", "spacer", "1x1",
					    "transparent", "pixel"};
	size_t at;

	src = slice_trim(src);
	if (!src.n || slice_istarts(src, "data:"))
		return true;
	for (at = src.n; at > 0 && src.p[at - 1] != '/'; at--)
		;
	src = slice_sub(src, at, src.n);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (slice_ifinds(src, names[i], 0) != SIZE_MAX)
			return true;
	return false;
}

static void image_link(struct link_list *list, const struct html_node *node,
		       struct html_link link)
{
	static const char *const lazy[] = {"data-src", "data-original"};

	link.kind = LINK_IMAGE;
	link.attr = "src";
	link.raw = html_attr(node, "src");
	link.text = html_fold_slice(html_attr(node, "alt"), HTML_LINK_TEXT,
				    list->arena);
	for (size_t i = 0; i < 2 && is_placeholder(link.raw); i++) {
		struct slice real = html_attr(node, lazy[i]);

		if (!real.n)
			continue;
		link.attr = lazy[i];
		link.raw = real;
	}
	html_link_add(list, &link);
}

/* rel is a set of words; what leads on, what only decorates, the rest. */
static void rel_link(struct link_list *list, const struct html_node *node,
		     struct html_link link)
{
	static const struct {
		const char *word;
		enum html_link_kind kind;
	} rels[] = {
		{"next", LINK_NAVIGATE}, {"prev", LINK_NAVIGATE},
		{"stylesheet", LINK_STYLE}, {"icon", LINK_STYLE},
	};
	struct slice rel = html_attr(node, "rel");

	link.attr = "href";
	link.raw = html_attr(node, "href");
	for (size_t i = 0; i < sizeof(rels) / sizeof(*rels); i++) {
		struct slice rest = rel;

		while (rest.p) {
			if (!slice_ieqs(slice_trim(slice_cut(&rest, ' ')),
					rels[i].word))
				continue;
			link.kind = rels[i].kind;
			html_link_add(list, &link);
			return;
		}
	}
}

static void param_link(struct link_list *list, const struct html_node *node,
		       struct html_link link)
{
	static const char *const names[] = {"src", "movie", "url", "filename"};
	struct slice name = html_attr(node, "name");

	link.kind = LINK_EMBED;
	link.attr = "value";
	link.raw = html_attr(node, "value");
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (slice_ieqs(name, names[i]))
			html_link_add(list, &link);
}

/* Elements with their target in one attribute. */
static const struct {
	enum html_tag tag;
	const char *name, *attr;
	enum html_link_kind kind;
} plain[] = {
	{HTML_A, "a", "href", LINK_NAVIGATE},
	{HTML_AREA, "area", "href", LINK_NAVIGATE},
	{HTML_FRAME, "frame", "src", LINK_FRAME},
	{HTML_IFRAME, "iframe", "src", LINK_FRAME},
	{HTML_EMBED, "embed", "src", LINK_EMBED},
	{HTML_OBJECT, "object", "data", LINK_EMBED},
	{HTML_SOURCE, "source", "src", LINK_EMBED},
	{HTML_VIDEO, "video", "src", LINK_EMBED},
	{HTML_SCRIPT, "script", "src", LINK_STYLE},
};

static void plain_link(struct link_list *list, const struct html *h,
		       struct html_link link)
{
	const struct html_node *node = &h->nodes[link.node];

	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++) {
		if (plain[i].tag != node->tag)
			continue;
		link.tag = plain[i].name;
		link.attr = plain[i].attr;
		link.kind = plain[i].kind;
		link.raw = html_attr(node, plain[i].attr);
		if (node->tag == HTML_A && link.raw.n)
			link.text = anchor_text(h, link.node, list->arena);
		else if (node->tag == HTML_AREA)
			link.text = html_fold_slice(html_attr(node, "alt"),
						    HTML_LINK_TEXT,
						    list->arena);
		html_link_add(list, &link);
		return;
	}
}

static void refresh_link(struct link_list *list, const struct html *h,
			 struct html_link link)
{
	if (!slice_ieqs(slice_trim(html_attr(&h->nodes[link.node],
					     "http-equiv")), "refresh"))
		return;
	link.tag = "meta";
	link.attr = "content";
	link.raw = html_refresh(h);
	html_link_add(list, &link);
}

static void element_link(struct link_list *list, const struct html *h,
			 struct html_link link)
{
	const struct html_node *node = &h->nodes[link.node];

	switch (node->tag) {
	case HTML_IMG:
		link.tag = "img";
		image_link(list, node, link);
		break;
	case HTML_INPUT:
		link.tag = "input";
		if (slice_ieqs(html_attr(node, "type"), "image"))
			image_link(list, node, link);
		break;
	case HTML_LINK:
		link.tag = "link";
		rel_link(list, node, link);
		break;
	case HTML_PARAM:
		link.tag = "param";
		param_link(list, node, link);
		break;
	case HTML_META:
		refresh_link(list, h, link);
		break;
	default:
		plain_link(list, h, link);
		break;
	}
}

/* onclick="location.href='...'", href="javascript:open('...')", and the
 * choices of <select onchange="open(this.value)"> */
static void script_attrs(struct link_list *list, const struct html *h,
			 struct html_link link)
{
	const struct html_node *node = &h->nodes[link.node];

	link.kind = LINK_SCRIPT_DATA;
	link.tag = node->tag == HTML_A ? "a" : "script";
	for (uint32_t i = 0; i < node->attr_count; i++) {
		const struct html_attr *attr = &node->attrs[i];

		link.attr = "href";
		if (slice_starts(attr->name, "on") && attr->name.n > 2)
			link.attr = slice_eqs(attr->name, "onclick")
					    ? "onclick" : "on*";
		else if (!slice_eqs(attr->name, "href") ||
			 !slice_istarts(slice_trim(attr->value),
					"javascript:"))
			continue;
		if (!link.text.p)
			link.text = anchor_text(h, link.node, list->arena);
		html_links_of_script(list, attr->value, &link);
	}
	if (node->tag != HTML_OPTION)
		return;
	link.tag = "option";
	link.attr = "value";
	link.raw = html_attr(node, "value");
	if (!slice_istarts(slice_trim(link.raw), "http://") &&
	    !slice_istarts(slice_trim(link.raw), "https://"))
		return;
	link.text = anchor_text(h, link.node, list->arena);
	html_link_add(list, &link);
}

static void record_links(struct link_list *list,
			 const struct html_record *record)
{
	const struct html *rows = record->rows;

	for (uint32_t i = 0; i < rows->count; i++) {
		const struct html_node *node = &rows->nodes[i];

		if (node->tag != HTML_A || list->more)
			continue;
		html_link_add(list, &(struct html_link){
			.tag = "a",
			.attr = "href",
			.raw = html_attr(node, "href"),
			.text = anchor_text(rows, i, list->arena),
			.title = html_attr(node, "title"),
			.kind = LINK_SCRIPT_DATA,
			.node = record->node,
		});
	}
}

static void script_links(struct link_list *list, const struct html *h,
			 uint32_t i)
{
	const struct html_node *node = &h->nodes[i];
	struct html_link link = {.tag = "script", .attr = "text",
				 .kind = LINK_SCRIPT_DATA, .node = i};

	if (node->end > i + 1)
		html_links_of_script(list, h->nodes[i + 1].text, &link);
}

int html_links(const struct html *h, struct arena *a, size_t max,
	       const struct html_link **ret_links, size_t *ret_count)
{
	struct link_list list = {.max = max, .arena = a};
	uint32_t record = 0;

	for (uint32_t i = 0; i < h->count && !list.more; i++) {
		const struct html_node *node = &h->nodes[i];
		struct html_link link = {.node = i};

		if (record < h->record_count &&
		    h->records[record].node == i) {
			record_links(&list, &h->records[record++]);
			/* A bare <datastore>: what gumbo made of it says the
			 * same once more, badly. */
			i = node->end - 1;
			continue;
		}
		if (node->attr_count) {
			link.title = html_attr(node, "title");
			element_link(&list, h, link);
			script_attrs(&list, h, link);
		}
		if (node->tag == HTML_SCRIPT)
			script_links(&list, h, i);
	}
	if (arena_err(a))
		return arena_err(a);
	*ret_links = list.links;
	*ret_count = list.count;
	return list.more ? ERR_TOOBIG : 0;
}
