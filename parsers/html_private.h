/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the html_*.c files, grid.c and article_*.c share.  Nobody else includes
 * it.
 */
#ifndef NIANBAO_PARSERS_HTML_PRIVATE_H
#define NIANBAO_PARSERS_HTML_PRIVATE_H

#include "base/buf.h"
#include "parsers/html.h"

#include <setjmp.h>

struct html_doc {
	struct html html;
	struct arena *arena;	/* gumbo's tree and our nodes */
	struct arena *keep;	/* html_arena() */
	uint32_t node_limit;
	jmp_buf leave;		/* html.c's */
};

/* The node by itself is not shown (what is above it is not looked at). */
bool html_hides(const struct html_node *node);

/* White space of any script, U+3000 and NBSP with it. */
static inline bool html_is_space(unsigned cp)
{
	if (cp < 0x80)
		return cp == ' ' || (cp >= 0x09 && cp <= 0x0D);
	if (cp > 0x3000)	/* nearly all there is */
		return false;
	return cp == 0x85 || cp == 0xA0 || cp == 0x1680 ||
	       (cp >= 0x2000 && cp <= 0x200A) || cp == 0x2028 ||
	       cp == 0x2029 || cp == 0x202F || cp == 0x205F || cp == 0x3000;
}

/* Takes no room: zero width space, BOM. */
static inline bool html_is_empty(unsigned cp)
{
	return cp == 0x200B || cp == 0xFEFF;
}

/* Without white space of any script at both ends; never absent unless s is. */
struct slice html_trim(struct slice s);

/* All text below node, script and style left out, folded to one line of at
 * most max bytes; SLICE_NONE when the arena failed. */
struct slice html_fold(const struct html *h, uint32_t node, size_t max,
		       struct arena *a);
/* The same of one string. */
struct slice html_fold_slice(struct slice s, size_t max, struct arena *a);

/* What html_text() shows, on one line. */
int html_line(const struct html *h, uint32_t node, struct buf *out);

/* A datastore that begins at this node (a <script> with one as text, or the
 * element itself), else absent. */
struct slice html_datastore(const struct html *h, uint32_t node);
/* Joins the CDATA of its <record>s into to, which has room for store.n bytes;
 * returns how many. */
size_t html_join_records(struct slice store, char *to);

/* Growing list of links, see html_links(). */
struct link_list {
	struct html_link *links;
	size_t count;
	size_t cap;
	size_t max;
	bool more;	/* there was no room for all */
	struct arena *arena;
};

void html_link_add(struct link_list *list, const struct html_link *link);
/* Paths in string literals of a piece of JavaScript. proto: what all of them
 * have in common; its text is used where no title stands beside the path. */
void html_links_of_script(struct link_list *list, struct slice script,
			  const struct html_link *proto);

#endif
