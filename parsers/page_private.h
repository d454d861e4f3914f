/* SPDX-License-Identifier: Apache-2.0 */
/* What the page*.c files share.  Nobody else includes it. */
#ifndef NIANBAO_PARSERS_PAGE_PRIVATE_H
#define NIANBAO_PARSERS_PAGE_PRIVATE_H

#include "parsers/page.h"

/* A page and what it owns. */
struct page_reader {
	struct page page;	/* first: page_free() gets its address */
	const struct page_input *in;
	struct html_doc *doc;	/* NULL: not parsed */
	struct html_doc *inner;	/* what a script of it shows; mostly NULL */
	struct buf inner_text;	/* what inner was parsed from */
	struct arena *arena;	/* links and their texts */
	struct buf decoded;	/* memory of utf8 where it is not the body */
	struct buf visible;	/* what block_classify() looks at */
};

/* Finds and parses inner.  0, or errors of html_parse(). */
int page_read_inner(struct page_reader *r);
/* The article of inner takes the place of the one in page.article, which
 * keeps what inner does not say.  0 or arena_err(). */
int page_read_inner_article(struct page_reader *r);

/* Fills links, link_count, links_cut.  The article must have been read, as
 * far as it can be.  0; ERR_TOOBIG or ERR_EXPIRED of the arena; ERR_NOMEM. */
int page_read_links(struct page_reader *r);
/* Scores links by the block they stand in, and marks doors.  Only those with a
 * node of h. */
void page_find_doors(const struct html *h, struct page_link *links,
		     size_t count);

#endif
