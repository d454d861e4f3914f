/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pagers: what a column page says about its other pages, for every family of
 * portals.md §1.  Pure: a parsed page and its URL in, arena memory out.
 *
 * Totals are strangers' numbers: above PAGER_TOTAL_MAX they are unknown, pages
 * above PAGER_PAGES_MAX are cut to it and said to be (`capped`).
 *
 * Use: how a crawler drives a column to completeness
 *
 *   1. Read the column page (page_read()) and ask pager_find().  Keep
 *      declared_total, declared_pages and method with the column.
 *   2. Put what `next` holds into the frontier, in that order; at most
 *      PAGER_NEXT_MAX are given, later pages give later ones.  A request (a
 *      GET, or an ASP.NET POST) whose `list` is false brings another page of
 *      the column: read it as in 1, with pager_input.page = its request's
 *      page.  A request with `list` brings
 *      an answer of a list endpoint: pager_read() gives its rows as links, its
 *      totals, and the requests that follow from it.  Keep family, page,
 *      method, body, content_type and referer with the URL: pager_read() needs
 *      nothing but them and the answer, so an old WARC is read again the same
 *      way.  A POST is a capture of its own: the same URL with another body.
 *   3. Ask pager_accept() of each page or answer before its links count.
 *      What it refuses ends the column, with that verdict as the reason;
 *      requests further down the same column need not be sent.  `overlaps`
 *      makes one exception: such an answer may bring nothing new without
 *      being the end.  `probe` requests are guesses: one of a column at most,
 *      and its links count only if accepted.  Then (pager_input.page is its
 *      number) the same template is no guess any more.
 *   4. The column is complete when there is no request left and as many rows
 *      as declared_total were found; without a total, when the number of
 *      pages read is declared_pages; without either, when nothing but an
 *      accepted page came before the end.  `incomplete` says that the visible
 *      list alone never is the whole one (its rows come from the endpoint);
 *      `stuck` says that there is more and no way known to it: such a column
 *      is never complete.
 *
 * What a gkmlpt article shows stands in its script: pager_gkmlpt_content().
 */
#ifndef NIANBAO_PARSERS_PAGER_H
#define NIANBAO_PARSERS_PAGER_H

#include "parsers/html.h"
#include "parsers/url.h"

enum {
	PAGER_NEXT_MAX = 32,	/* requests given at once */
	PAGER_PAGES_MAX = 5000,	/* pages of a column that are believed */
	PAGER_ROWS_MAX = 2000,	/* rows taken from one answer */
	PAGER_BODY_MAX = 256 << 10, /* bytes of a request body */
	PAGER_TOTAL_MAX = 100000000, /* rows of a column that are believed */
};

/* Steps of portals.md §1.10: what the requests in `next` rest on. */
enum pager_step {
	PAGER_BY_NOTHING,	/* there are none */
	PAGER_BY_LINK,		/* real links of the page */
	PAGER_BY_ATTRIBUTE,	/* onclick, tagname, data-* */
	PAGER_BY_CALL,		/* the family's call with its totals */
	PAGER_BY_ENDPOINT,	/* a list endpoint */
	PAGER_BY_TEMPLATE,	/* a guess after the family's template */
};
const char *pager_step_name(enum pager_step step);

struct pager_request {
	const char *method;	/* "GET" or "POST"; static */
	struct slice url;	/* absolute, canonical */
	struct slice body;	/* of a POST; absent for a GET */
	const char *content_type; /* of the body; static; NULL for a GET */
	struct slice referer;	/* the column page: some servers answer 403
				 * without; rows resolve against it */
	const char *family;	/* static, as struct pager's method */
	int64_t page;		/* of the column, from 1; 0: none, the answer
				 * only tells how to ask */
	bool list;		/* the answer is for pager_read() */
	bool overlaps;		/* may bring only what is known already */
	bool probe;		/* a guess */
};

struct pager_input {
	const struct html *html;
	const struct url *url;	/* of the page */
	const struct url *base;	/* <base> resolved, else url */
	const char *charset;	/* of queries, see url_parse(); may be NULL */
	int64_t page;		/* number of this page where its request said
				 * so, else 0 */
	struct slice text;	/* html_text() of html, where it is at hand;
				 * else absent */
};

struct pager {
	const char *method;	/* family: "trs", "ucap", ...; "links" or
				 * "text" where none is known by name; "none"
				 * where the page has no pager; static */
	enum pager_step step;
	int64_t declared_total;	/* rows of the column, -1 unknown */
	int64_t declared_pages;	/* -1 unknown */
	int64_t page_size;	/* rows a page, -1 unknown */
	int64_t page;		/* number of this page, from 1 */
	bool capped;		/* declared_pages was more than
				 * PAGER_PAGES_MAX */
	bool incomplete;	/* rows of this column come from an endpoint */
	bool stuck;		/* there is more, and no way to it is known */
	bool probe;		/* next[0] is a guess */
	const struct pager_request *next;
	uint32_t next_count;
};

/* Returns 0 and a pager (method "none" where there is no sign of one), or
 * arena_err(a), or ERR_NOMEM.  Slices point into the arena or the page. */
int pager_find(const struct pager_input *in, struct arena *a,
	       struct pager *ret_pager);

struct pager_row {
	struct slice url;	/* absolute, canonical */
	struct slice title;	/* may be empty */
	struct slice date;	/* "2026-03-10", else absent */
};

/* One answer of a list endpoint. */
struct pager_list {
	const struct pager_row *rows;
	uint32_t count;
	bool cut;		/* there were more than PAGER_ROWS_MAX */
	int64_t declared_total, declared_pages, page_size; /* -1 unknown */
	bool capped;
	bool stuck;		/* see struct pager */
	bool foreign;		/* a whole page from an endpoint that answers
				 * with none (a login, an error): judge it as a
				 * page, pager_evidence.list false */
	const struct pager_request *next;
	uint32_t next_count;
};

/*
 * request: what was asked, as pager_find() or pager_read() gave it.  text: the
 * answer as UTF-8: JSON, JSONP, an XML datastore, WAS XML or an HTML fragment,
 * known by its own first bytes.  limits: of parsing HTML in it.
 * Returns 0 (rows may be none), arena_err(a), or an error of html_parse();
 * ERR_INVALID where the answer is none of these.
 */
int pager_read(const struct pager_request *request, struct slice text,
	       const struct html_limits *limits, struct arena *a,
	       struct pager_list *ret_list);

/* --- does a page count? --------------------------------------------------- */

/* X(SUFFIX, "name as printed and stored") */
#define PAGER_VERDICT_TABLE(X)						\
	X(ACCEPTED, "accepted")						\
	X(FAILED, "status")		/* not 200 */			\
	X(STUB, "stub")			/* a page below 1 KB */		\
	X(NOTHING_NEW, "nothing_new")	/* all its links are known */	\
	X(OTHER_COLUMN, "other_column")	/* its new links are not of it */

enum pager_verdict {
#define X(suffix, name) PAGER_##suffix,
	PAGER_VERDICT_TABLE(X)
#undef X
};
const char *pager_verdict_name(enum pager_verdict verdict);

struct pager_evidence {
	int status;		/* HTTP status; 0 counts as 200 */
	size_t bytes;		/* of the body */
	bool list;		/* an endpoint's: every row is of the column,
				 * no size is too small */
	struct slice column;	/* canonical URL of the column page */
	const struct slice *links; /* canonical URLs on the page, rows */
	size_t link_count;
	/* What the column knows: URLs on its pages so far, and their
	 * patterns (pager_pattern()). */
	bool (*knows_url)(void *ctx, struct slice url);
	bool (*knows_pattern)(void *ctx, uint64_t pattern);
	void *ctx;
};

/* Accepted: at least one link is new and of the same column: below the
 * column's folder, or of the pattern of a link known from it. */
enum pager_verdict pager_accept(const struct pager_evidence *e);
/* A number for all URLs built like this one: host and path, where dates, long
 * hexadecimal names and the last number of the file name do not count.  So
 * /art/2021/1/28/art_1229_123.html and /art/2024/3/1/art_1229_9.html are one,
 * /info/1012/3.htm and /info/1013/3.htm are two. */
uint64_t pager_pattern(struct slice url);

/* HTML of the article in a gkmlpt page (_CONFIG.DETAIL.content), unescaped
 * into the arena; absent where there is none. */
struct slice pager_gkmlpt_content(const struct html *h, struct arena *a);

#endif
