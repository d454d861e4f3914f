/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTML as a flat, read-only list of nodes in document order.  The only file
 * that sees gumbo is html.c: everything above works on this list, so a page is
 * parsed once, walked without recursion, and freed at once.
 *
 * Hostile pages: gumbo 0.10.1 is quadratic on nesting and dies on a NULL
 * allocation; html.c parses in an arena with a byte limit and a deadline and
 * leaves by longjmp (DESIGN.md, libraries.md 1 and 2).  A page that runs out of
 * either is reported as such, with no nodes.
 *
 * One thread at a time while it is made; read-only afterwards.
 */
#ifndef NIANBAO_PARSERS_HTML_H
#define NIANBAO_PARSERS_HTML_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/slice.h"

#include <stdint.h>

/* The tags anybody asks for; all others are HTML_OTHER with their name. */
enum html_tag {
	HTML_TEXT,	/* a run of character data, entities resolved */
	HTML_COMMENT,
	HTML_OTHER,
	HTML_A, HTML_AREA, HTML_B, HTML_BASE, HTML_BODY, HTML_BR, HTML_BUTTON,
	HTML_CENTER, HTML_CAPTION, HTML_DD, HTML_DIV, HTML_DL, HTML_DT,
	HTML_EM, HTML_EMBED, HTML_FONT, HTML_FOOTER, HTML_FORM, HTML_FRAME,
	HTML_FRAMESET, HTML_H1, HTML_H2, HTML_H3, HTML_H4, HTML_H5, HTML_H6,
	HTML_HEAD, HTML_HEADER, HTML_HR, HTML_HTML, HTML_I, HTML_IFRAME,
	HTML_IMG, HTML_INPUT, HTML_LABEL, HTML_LI, HTML_LINK, HTML_META,
	HTML_NAV, HTML_NOSCRIPT, HTML_OBJECT, HTML_OL, HTML_OPTION, HTML_P,
	HTML_PARAM, HTML_PRE, HTML_SCRIPT, HTML_SECTION, HTML_ARTICLE,
	HTML_ASIDE, HTML_MAIN, HTML_SELECT, HTML_SOURCE, HTML_SPAN,
	HTML_STRONG, HTML_STYLE, HTML_SUB, HTML_SUP, HTML_TABLE, HTML_TBODY,
	HTML_TD, HTML_TEMPLATE, HTML_TEXTAREA, HTML_TFOOT, HTML_TH,
	HTML_THEAD, HTML_TITLE, HTML_TR, HTML_U, HTML_UL, HTML_VIDEO,
};

struct html_attr {
	struct slice name;	/* lower case */
	struct slice value;	/* entities resolved; empty if no value */
};

struct html_node {
	enum html_tag tag;
	uint32_t parent;	/* index; the root is its own parent */
	uint32_t end;		/* one past the last node of its subtree */
	uint32_t offset;	/* byte offset in the UTF-8 text where it
				 * begins; UINT32_MAX for nodes gumbo
				 * inserted */
	struct slice name;	/* element name, lower case */
	struct slice text;	/* HTML_TEXT, HTML_COMMENT; else absent */
	const struct html_attr *attrs;
	uint32_t attr_count;
	uint32_t length;	/* bytes of source from offset: the run of
				 * text, or an element with its end tag; 0
				 * where not known */
	bool hides;		/* is itself not shown, see below */
	bool invisible;		/* hides, or something above it does */
};

/* The rows a Hanweb list keeps in <record><![CDATA[...]]></record>, parsed as
 * a page of their own (portals.md §1.2). */
struct html_record {
	uint32_t node;		/* the <script> or <datastore> they stand in */
	const struct html *rows;	/* source: the records, joined */
};

struct html {
	const struct html_node *nodes;	/* nodes[0] is <html>, the root */
	uint32_t count;
	struct slice source;		/* the UTF-8 text that was parsed */
	const struct html_record *records;
	uint32_t record_count;		/* 0 in records */
	bool mapped;			/* html_map() was there: what it shows
					 * was a rewritten mirror's */
};

struct html_limits {
	size_t memory;		/* bytes for gumbo and the nodes, at most */
	uint32_t nodes;		/* at most */
	bool (*expired)(void *ctx);	/* NULL: no deadline; only asked within
					 * html_parse() */
	void *ctx;
};

struct html_doc;		/* owns arena and nodes */

/*
 * text: UTF-8; must outlive the document (not copied).  Any bytes are some
 * HTML.  Returns 0, ERR_NOMEM, ERR_TOOBIG (memory or nodes), ERR_EXPIRED, or
 * ERR_UNSUPPORTED where gumbo gave up (no such page is known, see html.c).
 */
int html_parse(struct slice text, const struct html_limits *limits,
	       struct html_doc **ret_doc);
/*
 * Plain text (UTF-8) as a page that is one <pre>: html, body, pre and one text
 * node, so that articles and reports are read from it as from any page.  No
 * byte of it is markup.  CR LF and CR are line feeds, NUL is a space; offsets
 * count in text as it is.  Errors as html_parse()'s, but for ERR_EXPIRED and
 * ERR_UNSUPPORTED.
 */
int html_parse_text(struct slice text, const struct html_limits *limits,
		    struct html_doc **ret_doc);
void html_free(struct html_doc *doc);
const struct html *html_of(const struct html_doc *doc);
/* For what readers of this page want to keep as long as it lives.  An arena of
 * its own with the same limit of memory; it has no deadline unless the caller
 * sets one. */
struct arena *html_arena(struct html_doc *doc);

/*
 * Puts what fn gives in the place of each text a person reads: text nodes, but
 * not of scripts and styles; title and alt of elements; content of <meta name>.
 * In document order.  What *ret_text lends must live as long as the document
 * (html_arena()).  Offsets and lengths keep to the source, links to what is
 * written.  The first error of fn ends it and is returned.  Only while nobody
 * else holds the nodes or their texts.
 */
typedef int html_map_fn(void *ctx, struct slice text, struct slice *ret_text);
int html_map(struct html_doc *doc, html_map_fn *fn, void *ctx);

/* Attribute value, or absent. name in lower case. */
struct slice html_attr(const struct html_node *node, const char *name);
/* class attribute holds the word (ASCII case-insensitive). */
bool html_has_class(const struct html_node *node, const char *word);
/* First node of the tag within [from, to), or to. */
uint32_t html_find(const struct html *h, enum html_tag tag, uint32_t from,
		   uint32_t to);
/* Element with this id, or h->count. */
uint32_t html_by_id(const struct html *h, const char *id);
/* script, style, noscript, template, head, hidden (display:none, hidden,
 * type=hidden), what iframe and noframes hold for others, comments, and all
 * below: not what a person sees. */
bool html_is_invisible(const struct html *h, uint32_t node);
/* Elements that begin a new line when shown (p, div, tr, li, h1, br, ...). */
bool html_is_block(enum html_tag tag);

/*
 * What a person reads in the subtree of node: invisible parts left out, runs
 * of white space (also U+3000, NBSP) folded to one space, a line break at block
 * boundaries and <br>, a TAB between the cells of a row, the text of <pre>
 * kept as it is.  No blank lines but in <pre>.  Blank cells at the end of a
 * row give no TAB; zero-width characters are dropped.  node itself and what
 * is above it count as visible.  Adds to out; buf's errors.
 */
int html_text(const struct html *h, uint32_t node, struct buf *out);
/* The same without the nodes i below it where drop[i] is not 0, and all below
 * them.  drop has h->count bytes. */
int html_text_without(const struct html *h, uint32_t node, const uint8_t *drop,
		      struct buf *out);

/* --- what the head says --- */
struct slice html_title(const struct html *h, struct arena *a);
/* Value of the first <meta name=…> without case, or property=; absent. */
struct slice html_meta(const struct html *h, const char *name);
/* href of the first <base href>, or absent. */
struct slice html_base(const struct html *h);
/* href of <link rel=canonical>, or absent. */
struct slice html_canonical(const struct html *h);
/* Target of <meta http-equiv=refresh>, "" for a reload of itself; absent. */
struct slice html_refresh(const struct html *h);

/* --- links --- */
enum html_link_kind {
	LINK_NAVIGATE,		/* a, area, meta refresh, link rel next/prev */
	LINK_FRAME,		/* frame, iframe */
	LINK_IMAGE,		/* img */
	LINK_EMBED,		/* embed, object, source, video */
	LINK_STYLE,		/* link rel=stylesheet, icon, script src */
	LINK_SCRIPT_DATA,	/* found in script text, a CDATA record, an
				 * onclick, <option value> */
};
const char *html_link_kind_name(enum html_link_kind kind);

enum { HTML_LINK_TEXT = 1000 };

struct html_link {
	const char *tag;	/* "a", "iframe", ... ; static */
	const char *attr;	/* "href", "src", ... ; static */
	struct slice raw;	/* as written, entities resolved, not trimmed */
	struct slice text;	/* anchor text folded, or alt; may be empty;
				 * cut at HTML_LINK_TEXT bytes */
	struct slice title;	/* title attribute; absent if none */
	enum html_link_kind kind;
	uint32_t node;
	uint32_t position;	/* 0-based place among the links of the page */
};

/*
 * Every link in document order, at most max (ERR_TOOBIG when there are more:
 * the first max are still given).  Resolve raw against html_base() and the
 * page's URL with url_parse().  Memory from the arena.  Script data: rows in
 * CDATA records and string literals that look like paths to pages or
 * attachments are found here (portals.md §1.1, §1.2), with a title that
 * stands beside them as text; node is then the <script>.
 *
 * Links without a target (href="") are left out, "#" and "javascript:" are
 * given as they are.  A lazily loaded image is given by its data-src or
 * data-original where src is absent, a data: URL or a placeholder's name.
 */
int html_links(const struct html *h, struct arena *a, size_t max,
	       const struct html_link **ret_links, size_t *ret_count);

#endif
