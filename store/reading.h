/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an answer gives the store besides its capture: the links, reports and
 * column of its page and the digest of its main text, or the reports of a
 * document.  One function for the worker during a crawl and for mend
 * afterwards, so that the same bytes give the same rows.  Pure, but for the
 * two functions of the caller's that a document needs; any thread.
 */
#ifndef NIANBAO_STORE_READING_H
#define NIANBAO_STORE_READING_H

#include "parsers/page.h"
#include "store/store.h"

/*
 * The page that the link to a document stood on: its capture, strings in a,
 * and its payload, codings kept, added to out.  ERR_NOTFOUND: it is not at
 * hand; else ERR_NOMEM.
 */
typedef int reading_via_fn(void *ctx, struct arena *a, struct buf *out,
			   struct capture *ret_capture);
/* Reads a document (crawler/convert.h).  Any error but ERR_NOMEM is the
 * document's. */
typedef int reading_document_fn(void *ctx, struct slice bytes, struct arena *a,
				const struct document **ret_document);

struct reading_input {
	const struct capture *capture; /* an answer came: outcome 0.  asked
				 * has the body that was sent */
	struct slice head;	/* HTTP head; absent: there was none */
	struct slice payload;	/* codings kept; absent: not at hand */
	struct html_limits limits;
	size_t max_text, max_links;
	int64_t column_page;	/* as struct store_lease's */
	int64_t column_pages_max; /* pages of a column that are asked for; 0:
				 * PAGER_PAGES_MAX */
	bool same_document;	/* a document is not to be read again */
	reading_via_fn *via;	/* NULL: none is at hand */
	reading_document_fn *read_document; /* NULL: documents are not read */
	size_t document_memory;	/* bytes one may take once it is read */
	void *ctx;		/* of both */
};

/* A reading_via_fn's work, from the archive: the page of that capture, whole.
 * What is not at hand or cannot be read is ERR_NOTFOUND. */
int reading_via_from(struct store_reader *r, int64_t capture, struct arena *a,
		     struct buf *out, struct capture *ret_capture);

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
	bool annual;		/* the page belongs to a column of reports */
	const struct slice *rows; /* URLs of its main list; lent by page */
	size_t row_count;
	const struct slice *likes; /* as struct column's */
	size_t like_count;
	const struct store_document *document; /* in the arena; NULL: it is
				 * none */
	bool same_document;	/* it is one, and was not read again */
	struct page *via;	/* owned: reports of a document borrow it */
	struct url via_url;	/* owned */
	struct buf via_payload, via_decoded; /* owned */
	struct arena *memory;	/* owned: of a document */
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
