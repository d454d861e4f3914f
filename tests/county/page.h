/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pages, one file a style: www (TRS; slow and busy wear the same
 * clothes), xxgk (frames, old tables), bm (Hanweb).  All write UTF-8; what
 * goes over the wire is answer.c's affair.  No text of ours needs escaping.
 */
#ifndef COUNTY_PAGE_H
#define COUNTY_PAGE_H

#include "tests/county/plan.h"

/* The page of an entry of that host. */
void page_www(struct buf *b, const struct plan *plan, const struct entry *e);
void page_xxgk(struct buf *b, const struct plan *plan, const struct entry *e);
void page_bm(struct buf *b, const struct plan *plan, const struct entry *e);

/* A page for print, the same on every host: no navigation. */
void page_plain(struct buf *b, const struct plan *plan,
		const struct entry *e);
/* A shell that sends the reader on. */
void page_refresh(struct buf *b, const struct entry *e);
void page_not_found(struct buf *b, const struct plan *plan,
		    enum host_id host);
void page_style(struct buf *b);
void page_sitemap(struct buf *b, const struct plan *plan);

/* <meta name content> lines by 国办发〔2017〕47号 for an entry. */
void page_add_meta(struct buf *b, const struct plan *plan,
		   const struct entry *e);
/* Who signed the entry: the organ of a report, else the host's. */
const char *page_source(const struct plan *plan, const struct entry *e);
/* When the page says it was published. */
struct date page_date(const struct plan *plan, const struct entry *e);
/* Links to a report's attachments, <p> each; nothing where it has none. */
void page_add_attachments(struct buf *b, const struct plan *plan,
			  const struct entry *e);
/* Paragraphs of a text whose lines are paragraphs. */
void page_add_lines(struct buf *b, const char *text, const char *open,
		    const char *close);
/* Paragraphs of a news item. */
unsigned page_news_length(const struct plan *plan, unsigned number);
/* The body of an article: news, notice or report. */
void page_add_article(struct buf *b, const struct plan *plan,
		      const struct entry *e, const char *open,
		      const char *close);

/* Endless addresses under /trap/: loop, calendar, session.  false when there
 * is no such trap. */
bool trap_page(struct buf *b, const char *target);

#endif
