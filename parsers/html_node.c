/* SPDX-License-Identifier: Apache-2.0 */
/* Questions about single nodes, and what the head of a page says. */
#include "parsers/html.h"

#include "parsers/html_private.h"

enum { TITLE_MAX = 2000 };	/* bytes of a <title> anyone wants */

struct slice html_attr(const struct html_node *node, const char *name)
{
	struct slice want;

	if (!node->attr_count)
		return SLICE_NONE;
	want = slice_of(name);
	for (uint32_t i = 0; i < node->attr_count; i++)
		if (slice_eq(node->attrs[i].name, want))
			return node->attrs[i].value;
	return SLICE_NONE;
}

static bool is_ascii_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

bool html_has_class(const struct html_node *node, const char *word)
{
	struct slice s = html_attr(node, "class");
	size_t at = 0;

	while (at < s.n) {
		size_t from;

		while (at < s.n && is_ascii_space(s.p[at]))
			at++;
		from = at;
		while (at < s.n && !is_ascii_space(s.p[at]))
			at++;
		if (from < at && slice_ieqs(slice_sub(s, from, at), word))
			return true;
	}
	return false;
}

uint32_t html_find(const struct html *h, enum html_tag tag, uint32_t from,
		   uint32_t to)
{
	for (uint32_t i = from; i < to; i++)
		if (h->nodes[i].tag == tag)
			return i;
	return to;
}

uint32_t html_by_id(const struct html *h, const char *id)
{
	for (uint32_t i = 0; i < h->count; i++)
		if (h->nodes[i].attr_count &&
		    slice_eqs(html_attr(&h->nodes[i], "id"), id))
			return i;
	return h->count;
}

/* style="... display : none ..." */
static bool style_hides(struct slice style)
{
	size_t at = 0;

	for (;;) {
		struct slice value;

		at = slice_ifinds(style, "display", at);
		if (at == SIZE_MAX)
			return false;
		at += strlen("display");
		value = slice_trim(slice_sub(style, at, style.n));
		if (!slice_starts(value, ":"))
			continue;
		value = slice_trim(slice_sub(value, 1, value.n));
		if (slice_istarts(value, "none"))
			return true;
	}
}

bool html_hides(const struct html_node *node)
{
	struct slice style;

	switch (node->tag) {
	case HTML_TEXT:
		return false;
	case HTML_COMMENT:
	case HTML_SCRIPT:
	case HTML_STYLE:
	case HTML_NOSCRIPT:
	case HTML_TEMPLATE:
	case HTML_HEAD:
	case HTML_IFRAME:
		return true;
	case HTML_INPUT:
		if (slice_ieqs(html_attr(node, "type"), "hidden"))
			return true;
		break;
	case HTML_OTHER:
		if (slice_eqs(node->name, "noframes") ||
		    slice_eqs(node->name, "noembed"))
			return true;
		break;
	default:
		break;
	}
	if (!node->attr_count)
		return false;
	style = html_attr(node, "style");
	return (style.p && style_hides(style)) ||
	       html_attr(node, "hidden").p;
}

bool html_is_invisible(const struct html *h, uint32_t node)
{
	return h->nodes[node].invisible;
}

bool html_is_block(enum html_tag tag)
{
	static const bool block[HTML_VIDEO + 1] = {
		[HTML_BODY] = true, [HTML_BR] = true, [HTML_CENTER] = true,
		[HTML_CAPTION] = true, [HTML_DD] = true, [HTML_DIV] = true,
		[HTML_DL] = true, [HTML_DT] = true, [HTML_FOOTER] = true,
		[HTML_FORM] = true, [HTML_FRAMESET] = true, [HTML_H1] = true,
		[HTML_H2] = true, [HTML_H3] = true, [HTML_H4] = true,
		[HTML_H5] = true, [HTML_H6] = true, [HTML_HEADER] = true,
		[HTML_HR] = true, [HTML_HTML] = true, [HTML_LI] = true,
		[HTML_NAV] = true, [HTML_OL] = true, [HTML_OPTION] = true,
		[HTML_P] = true, [HTML_PRE] = true, [HTML_SECTION] = true,
		[HTML_ARTICLE] = true, [HTML_ASIDE] = true,
		[HTML_MAIN] = true, [HTML_SELECT] = true, [HTML_TABLE] = true,
		[HTML_TBODY] = true, [HTML_TFOOT] = true, [HTML_THEAD] = true,
		[HTML_TR] = true, [HTML_UL] = true,
	};

	return block[tag];
}

struct slice html_title(const struct html *h, struct arena *a)
{
	uint32_t node = html_find(h, HTML_TITLE, 0, h->count);

	if (node == h->count)
		return SLICE_NONE;
	return html_fold(h, node, TITLE_MAX, a);
}

struct slice html_meta(const struct html *h, const char *name)
{
	for (uint32_t i = 0; i < h->count; i++) {
		const struct html_node *node = &h->nodes[i];

		if (node->tag == HTML_META &&
		    (slice_ieqs(slice_trim(html_attr(node, "name")), name) ||
		     slice_ieqs(html_attr(node, "property"), name)))
			return html_attr(node, "content");
	}
	return SLICE_NONE;
}

struct slice html_base(const struct html *h)
{
	for (uint32_t i = 0; i < h->count; i++) {
		struct slice href = SLICE_NONE;

		if (h->nodes[i].tag == HTML_BASE)
			href = html_attr(&h->nodes[i], "href");
		if (href.p)
			return href;
	}
	return SLICE_NONE;
}

struct slice html_canonical(const struct html *h)
{
	for (uint32_t i = 0; i < h->count; i++) {
		const struct html_node *node = &h->nodes[i];

		if (node->tag == HTML_LINK &&
		    slice_ieqs(slice_trim(html_attr(node, "rel")),
			       "canonical"))
			return html_attr(node, "href");
	}
	return SLICE_NONE;
}

/* "0; URL='../'" → ../; the HTML standard's "shared declarative refresh
 * steps", which take a target without "url=" too. */
static struct slice refresh_target(struct slice s)
{
	size_t at = 0;
	char quote;

	s = slice_trim(s);
	while (at < s.n && ((s.p[at] >= '0' && s.p[at] <= '9') ||
			    s.p[at] == '.'))
		at++;
	s = slice_trim(slice_sub(s, at, s.n));
	if (s.n && (s.p[0] == ';' || s.p[0] == ','))
		s = slice_trim(slice_sub(s, 1, s.n));
	if (slice_istarts(s, "url")) {
		struct slice rest = slice_trim(slice_sub(s, 3, s.n));

		if (slice_starts(rest, "="))
			s = slice_trim(slice_sub(rest, 1, rest.n));
	}
	quote = s.n ? s.p[0] : '\0';
	if (quote == '"' || quote == '\'')
		s = slice_sub(s, 1, slice_findc(s, quote, 1));
	return s;
}

/* A refresh within <noscript> is for those without scripts: it leads to a
 * page that says so. */
struct slice html_refresh(const struct html *h)
{
	for (uint32_t i = 0; i < h->count; i++) {
		const struct html_node *node = &h->nodes[i];
		struct slice content;

		if (node->tag != HTML_META ||
		    h->nodes[node->parent].tag == HTML_NOSCRIPT ||
		    !slice_ieqs(slice_trim(html_attr(node, "http-equiv")),
				"refresh"))
			continue;
		content = html_attr(node, "content");
		if (content.p)
			return refresh_target(content);
	}
	return SLICE_NONE;
}
