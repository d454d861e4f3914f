/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an answer gives the store besides its capture: the links, reports and
 * column of its page and the digest of its main text.  One function for the
 * worker during a crawl and for mend afterwards, so that the same bytes give
 * the same rows.  Pure; any thread.
 */
#ifndef NIANBAO_STORE_READING_H
#define NIANBAO_STORE_READING_H

#include "parsers/page.h"
#include "store/store.h"

struct reading_input {
	const struct capture *capture; /* an answer came: outcome 0 */
	struct slice head;	/* HTTP head; absent: there was none */
	struct slice payload;	/* codings kept; absent: not at hand */
	struct html_limits limits;
	size_t max_text, max_links;
	int64_t column_page;	/* as struct store_lease's */
};

/* What the answer is to be taken for. */
enum reading_use {
	READING_NOTHING,	/* an error, a block: nothing to go on from */
	READING_REDIRECT,	/* an answer or a page that leads elsewhere */
	READING_ROBOTS,		/* rules of a host */
	READING_PAGE,		/* what was asked for */
};

struct reading {
	enum reading_use use;
	struct slice content;	/* codings undone; lent */
	struct slice redirect;	/* REDIRECT: the target as written */
	struct page *page;	/* owned */
	/* PAGE: links that are URLs, in order; strings in the arena */
	const struct store_link *links;
	const struct page_link *const *sources; /* of each */
	size_t link_count;
	const struct report *reports; /* lent by page */
	uint32_t report_count;
	struct slice text_sha256; /* 32 bytes in the arena; absent: no text */
	const struct store_column *column; /* in the arena; NULL: it is none */
	struct buf decoded;	/* owned: memory of content, where coded */
	struct url url;		/* owned: the page borrows it */
};

/*
 * Borrows what in points to until reading_free().  ERR_NOMEM; ERR_TOOBIG (the
 * arena's limit: what is there is still right); url_parse()'s errors for
 * capture->url.  reading_free() is due in any case; zeroed is allowed.
 */
int reading_make(const struct reading_input *in, struct arena *a,
		 struct reading *ret_reading);
void reading_free(struct reading *reading);

/* At most max bytes of s, cut at a whole UTF-8 character; NULL where it is
 * absent or empty, and on failure of the arena. */
const char *reading_text(struct arena *a, struct slice s, size_t max);

#endif
