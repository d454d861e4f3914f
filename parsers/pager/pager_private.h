/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of parsers/pager/ share.  Nobody else includes it.
 *
 * A family is one function: it looks for its marks in the page, and where it
 * finds them fills in what it knows and adds requests in the order of their
 * pages.  Failures of memory stick in page->err; a family then returns what it
 * likes.
 */
#ifndef NIANBAO_PARSERS_PAGER_PRIVATE_H
#define NIANBAO_PARSERS_PAGER_PRIVATE_H

#include "parsers/pager.h"
#include "parsers/pager/scan.h"

/* What text and attributes of a page say; -1: nothing. */
struct pager_totals {
	int64_t total, pages, page, size;
};

struct pager_page {
	const struct html *html;
	const struct url *url, *base;
	const char *charset;
	struct arena *arena;
	struct slice script;	/* all of them, comments taken out */
	struct slice self;	/* canonical URL of the page */
	int64_t told;		/* pager_input.page */
	struct pager_totals said;
	int err;		/* first failure of memory, sticky */
};

struct pager_found {
	struct pager out;	/* next is set at the end */
	struct pager_request next[PAGER_NEXT_MAX];
	uint32_t count;
};

typedef bool (*pager_family)(struct pager_page *p, struct pager_found *f);

/* One a file, in the order of portals.md. */
bool pager_trs(struct pager_page *p, struct pager_found *f);
bool pager_trs_dynamic(struct pager_page *p, struct pager_found *f);
bool pager_was(struct pager_page *p, struct pager_found *f);
bool pager_hanweb(struct pager_page *p, struct pager_found *f);
bool pager_xxgk(struct pager_page *p, struct pager_found *f);
bool pager_jpaas(struct pager_page *p, struct pager_found *f);
bool pager_truecms(struct pager_page *p, struct pager_found *f);
bool pager_ucap(struct pager_page *p, struct pager_found *f);
bool pager_vsb(struct pager_page *p, struct pager_found *f);
bool pager_lonsun(struct pager_page *p, struct pager_found *f);
bool pager_gkmlpt(struct pager_page *p, struct pager_found *f);
bool pager_nfcms(struct pager_page *p, struct pager_found *f);
bool pager_epoint(struct pager_page *p, struct pager_found *f);
bool pager_easysite(struct pager_page *p, struct pager_found *f);
bool pager_yunnan(struct pager_page *p, struct pager_found *f);
bool pager_aspnet(struct pager_page *p, struct pager_found *f);
bool pager_longtail(struct pager_page *p, struct pager_found *f);
bool pager_frames(struct pager_page *p, struct pager_found *f);

/* --- addresses (request.c) ------------------------------------------------ */

struct pager_target {
	struct slice url;	/* canonical, in the arena */
	struct slice path;	/* of it */
	struct slice query;	/* of it; absent if none */
	bool same_host;		/* as the page */
};

/* Resolves what a page or a script says; false where it is no address, and
 * after a failure. */
bool pager_resolve(struct pager_page *p, struct slice raw,
		   struct pager_target *ret_target);
/* A copy in the arena of what printf makes; absent after a failure. */
struct slice pager_print(struct pager_page *p, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* Percent-encoded as a form field or query value. */
struct slice pager_escape(struct pager_page *p, struct slice s);
/* Value of a field in "a=1&b=2", as it stands; absent. */
struct slice pager_field(struct slice query, const char *name);

/* The path without its last part: up to and with the last slash. */
struct slice pager_folder(struct slice path);
/* "zwgk/index_3.shtml" → "index", 3, ".shtml"; number -1 and the name as it
 * is where it has none. */
struct pager_name {
	struct slice stem;
	int64_t number;
	struct slice ext;	/* with its dot; may be empty */
};
struct pager_name pager_name_of(struct slice path);

/* --- requests (request.c) ------------------------------------------------- */

/* Adds a GET of another page; false when there is no room or no such page
 * (it is this one, on another host, or not to be resolved). */
bool pager_add_page(struct pager_page *p, struct pager_found *f,
		    struct slice raw, int64_t page);
/* Adds a request of a list endpoint. body absent: a GET. */
bool pager_add_list(struct pager_page *p, struct pager_found *f,
		    const struct pager_request *request);
/* The page after it: page parameters in URL and body raised by n pages.
 * false where it has none, or memory failed (arena_err()). */
bool pager_turn(const struct pager_request *from, int64_t n, struct arena *a,
		struct pager_request *ret_request);
/* Adds what follows the last request of f up to the page `last`. */
void pager_add_turns(struct pager_page *p, struct pager_found *f,
		     int64_t last);

extern const char pager_form[];	/* content types */
extern const char pager_json[];

/* --- totals (totals.c) ---------------------------------------------------- */

/* declared_pages with the cut of PAGER_PAGES_MAX; negative: unknown. */
void pager_set_pages(struct pager *out, int64_t pages);
/* Pages that hold total rows, -1 unknown. */
int64_t pager_pages_of(int64_t total, int64_t size);

/* --- other sources -------------------------------------------------------- */

/* Steps 1 and 2 (links.c): real links win over what f has. */
enum pager_links { PAGER_LINKS_NONE, PAGER_LINKS_ON, PAGER_LINKS_END };
/* ON: f holds the pages they lead to; END: a pager that leads no further. */
enum pager_links pager_links(struct pager_page *p, const struct html *h,
			     struct pager_found *f);
/* Step 5 (totals.c): what attributes and visible text say. ERR_NOMEM. */
int pager_totals_of(const struct html *h, struct pager_totals *ret_totals);
/* The same where html_text() of h is at hand. */
void pager_totals_in(const struct html *h, struct slice text,
		     struct pager_totals *ret_totals);

/* --- answers -------------------------------------------------------------- */

struct pager_answer {
	struct arena *arena;
	const struct html_limits *limits;
	const struct url *base;	/* rows resolve against it */
	struct pager_row *rows;
	uint32_t count, cap;
	bool cut;
	struct pager_totals totals;
	struct slice nextgroup;	/* href in a datastore; absent */
	struct slice inner;	/* markup found in JSON; absent */
	int err;
};

void pager_add_row(struct pager_answer *to, struct slice url,
		   struct slice title, struct slice date);
/* Reads JSON or JSONP (json.c); ERR_INVALID where it is none. */
int pager_read_json(struct slice text, struct pager_answer *to);
/* Reads an HTML fragment (fragment.c); errors of html_parse(). */
int pager_read_html(struct slice text, struct pager_answer *to);
/* Reads <datastore> (datastore.c) or WAS <REC>s (was.c). */
int pager_read_datastore(struct slice text, struct pager_answer *to);
int pager_read_was(struct slice text, struct pager_answer *to);
/* A key of JSON or XML that holds the address, title, ... of a row. */
enum pager_key { KEY_URL, KEY_TITLE, KEY_DATE, KEY_TOTAL, KEY_PAGES, KEY_SIZE,
		 KEY_NONE };
/* *ret_rank: 0 is the best name for it. */
enum pager_key pager_key_of(struct slice name, unsigned *ret_rank);
/* Seconds or milliseconds since 1970 as a date in China; absent if neither. */
struct slice pager_day(int64_t stamp, struct arena *a);

/* <nextgroup> etc. of one datastore. */
struct pager_store {
	struct slice nextgroup;	/* href; absent */
	int64_t total, pages, size, rows; /* -1; rows: how many records */
};
struct pager_store pager_store_of(struct slice datastore, struct arena *a);
/* Epoint's settings script tells where to ask. */
bool pager_epoint_settings(struct slice script,
			   const struct pager_request *request,
			   struct arena *a, struct pager_request *ret_first);

#endif
