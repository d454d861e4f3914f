/* SPDX-License-Identifier: Apache-2.0 */
/* What page.c and page_links.c share.  Nobody else includes it. */
#ifndef NIANBAO_PARSERS_PAGE_PRIVATE_H
#define NIANBAO_PARSERS_PAGE_PRIVATE_H

#include "parsers/page.h"

/* A page and what it owns. */
struct page_reader {
	struct page page;	/* first: page_free() gets its address */
	const struct page_input *in;
	struct html_doc *doc;	/* NULL: not parsed */
	struct arena *arena;	/* links and their texts */
	struct buf decoded;	/* memory of utf8 where it is not the body */
	struct buf visible;	/* what block_classify() looks at */
};

/* Fills links, link_count, links_cut.  The article must have been read, as
 * far as it can be.  0; ERR_TOOBIG or ERR_EXPIRED of the arena; ERR_NOMEM. */
int page_read_links(struct page_reader *r);

#endif
