/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole reading of one answer, from payload to links, article and reports.
 * One pure function, so that a worker during a crawl, `nianbao read` and
 * `mend` on an old WARC come to the same result from the same bytes.
 */
#ifndef NIANBAO_PARSERS_PAGE_H
#define NIANBAO_PARSERS_PAGE_H

#include "parsers/article.h"
#include "parsers/block.h"
#include "parsers/charset.h"
#include "parsers/mime.h"
#include "parsers/report.h"

struct page_input {
	int status;		/* 0 where there was no HTTP: counts as 200 */
	struct slice head;	/* response head; absent where there was none */
	struct slice body;	/* the content: codings undone */
	struct slice content_type; /* the header's value; absent if none */
	const struct url *url;
	uint32_t division;	/* of the site; 0: not known (division.h) */
	struct html_limits limits;
	size_t max_text;	/* bytes of UTF-8 a page may decode to */
	size_t max_links;
};

struct page_link {
	struct slice raw;	/* as written */
	struct slice url;	/* canonical, http or https; absent: not one */
	struct slice text;	/* anchor text or alt; may be empty */
	struct slice title;
	const char *tag, *attr;	/* static */
	enum html_link_kind kind;
	uint32_t position;
	uint32_t node;		/* of html; 0 where it has none */
	int score;		/* relevance, 0…1000 */
	int annual_score;	/* that of its words, stood it in a column of
				 * annual reports; 0 where url is absent */
	bool door;		/* the 年报 of a block that has the parts of a
				 * disclosure platform side by side */
	bool attachment;	/* in the article's list of attachments; those
				 * that are no links of the page by themselves
				 * stand behind all links */
};

struct page {
	enum mime_kind kind;
	struct charset_guess charset; /* name NULL where it is no text */
	struct slice utf8;	/* the decoded text; absent where none */
	const struct html *html; /* NULL: neither HTML nor plain text (one
				 * <pre>, see html.h), or not parsed; a
				 * rewritten page is turned back in it and in
				 * all that follows (mirror.h), not in utf8 */
	struct slice visible;	/* html_text() of html, where that is HTML and
				 * not cut; else absent */
	struct url base;	/* <base> resolved, else the page's URL */
	struct slice title;
	struct block_verdict block;
	struct article article;	/* of BLOCK_NONE only, and reports; main is no
				 * node of html, and the places of cells are
				 * none of utf8, where a script of the page
				 * holds it (portals.md §1.6) */
	const struct page_link *links;
	size_t link_count;
	bool links_cut;		/* there were more than max_links */
	bool is_map;		/* a sitemap for crawlers: links are what it
				 * lists, those to other sitemaps are frames */
	const struct report *reports;
	uint32_t report_count;
	int err;		/* 0, or why reading stopped (ERR_EXPIRED,
				 * ERR_TOOBIG): what is there is still right */
};

/* Returns 0 and a page (also where page->err is set), or ERR_NOMEM.  The page
 * borrows in->body and in->url; page_free() frees the rest. */
int page_read(const struct page_input *in, struct page **ret_page);
void page_free(struct page *page);

#endif
