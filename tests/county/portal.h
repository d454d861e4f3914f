/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The second world: neighbouring counties, one portal for each family of
 * portal systems, each with a registered domain and an address of its own.
 *
 * Little is kept: columns, and which organ reported in which year.  Everything
 * else is made from a number when it is asked for, and an address holds the
 * number of what it leads to; so a portal of 20,000 news items takes no more
 * memory than one of ten.  Immutable once made; any thread may read it.
 */
#ifndef COUNTY_PORTAL_H
#define COUNTY_PORTAL_H

#include "tests/county/answer.h"
#include "tests/county/plan.h"
#include "tests/county/rename.h"

#include <stdio.h>

enum {
	PORTALS_MAX = 48, PORTAL_COLUMNS = 96, PORTAL_REPORTS = 48,
	PORTAL_SHARES = 5,	/* columns that news are dealt to */
	PORTAL_RENAMES = 8, PORTAL_TEXT = 48, PORTAL_TITLE = 400,
	PORTAL_PAGE_MAX = 1 << 20,
};

/* --- what a portal has ---------------------------------------------------- */

enum column_kind {
	COLUMN_DOOR,		/* links to the columns below it */
	COLUMN_LIST,		/* rows and a pager */
	COLUMN_PAGE,		/* a text */
	COLUMN_REPORT,		/* its newest report itself, older ones below */
};

struct portal_column {
	enum column_kind kind;
	const char *name, *type; /* ColumnName, ColumnType */
	char title[PORTAL_TEXT]; /* what name points to where it is made */
	char path[PORTAL_TEXT];	/* "zwgk/zfxxgk/zfxxgknb" */
	unsigned number;	/* col1229, c108371 */
	unsigned parent;	/* its own number where the home page is */
	bool annual;		/* of reports, or on the way to them */
	bool hidden;		/* only the map of the site leads to it */
	const unsigned *items;	/* newest first; NULL: news */
	unsigned count;
	unsigned share;		/* of the news: every PORTAL_SHARES-th */
};

enum item_kind { ITEM_REPORT, ITEM_NOTICE, ITEM_NEWS };

/* A row of a list and the page it leads to. */
struct portal_item {
	enum item_kind kind;
	unsigned number;
	unsigned column;
	const struct report *report;	/* NULL: none */
	struct date date;
	char title[PORTAL_TITLE];
};

struct portal;

struct fill {
	const struct portal *portal;
	const struct portal_column *column;	/* NULL: none */
	const struct portal_item *item;		/* NULL: none */
	unsigned page;				/* of the column, from 1 */
};

struct portal {
	const struct family *family;
	char host[PORTAL_TEXT];		/* "www.trs.test" */
	char address[PORTAL_TEXT];	/* "127.0.21.1" */
	char county[PORTAL_TEXT];	/* "砚汀县" */
	char code[PORTAL_TEXT];		/* 网站标识码 */
	char names[PORTAL_RENAMES][PORTAL_TEXT];
	struct rename renames[PORTAL_RENAMES + 1];
	struct plan plan;		/* for report_text() and the like: seed,
					 * pages, port, renames; no entries */
	struct portal_column columns[PORTAL_COLUMNS];
	unsigned column_count;
	unsigned annual, forms, map;	/* columns */
	unsigned shares[PORTAL_SHARES];	/* columns */
	struct report reports[PORTAL_REPORTS];
	unsigned where[PORTAL_REPORTS];	/* columns */
	unsigned report_count;
	unsigned items[4 * PORTAL_REPORTS];	/* of columns */
	unsigned item_count;
	unsigned id_base;		/* item 0 in addresses */
};

/* --- families ------------------------------------------------------------- */

enum annual {
	ANNUAL_FLAT,		/* one list */
	ANNUAL_TREE,		/* year, kind of organ, report */
	ANNUAL_ORGANS,		/* organs, whose columns are reports */
	ANNUAL_HIDDEN,		/* one list that only the map leads to */
	ANNUAL_SITEMAP,		/* in sitemap.xml and nowhere else */
};

enum portal_traits {
	TRAIT_TRAPS = 1,	/* calendar, session ids, growing addresses */
	TRAIT_SOFT_404 = 2,	/* says 200 to what is not there */
	TRAIT_HOME_404 = 4,	/* the home page for what is not there */
	TRAIT_REFRESH = 8,	/* sends home from what was removed */
	TRAIT_NO_META = 16,	/* none of 国办发〔2017〕47号 */
	TRAIT_REFERER = 32,	/* files only with the page as Referer */
	TRAIT_LINKS = 64,	/* the pager has real links, too */
	TRAIT_MAZE = 128,	/* leads to all of traps.c */
};

struct portal_request {
	const char *method;
	struct slice target;	/* path and query as sent */
	struct slice path;
	struct slice query;	/* absent if none */
	struct slice body;	/* as sent, empty if none */
	const char *type;	/* Content-Type, "" if none */
	const char *referer;	/* "" if none */
};

/*
 * How a family writes addresses and markup, by portal_fill() (portal_fill.c
 * has the slots).  What a template cannot say is one of the functions.
 */
struct family {
	const char *name;	/* www.<name>.test */
	unsigned per_page;
	unsigned traits;
	enum annual annual;
	const char *column;	/* address of a column's first page */
	const char *more;	/* of page k, from 2 on; NULL: they have none */
	const char *catalogue;	/* of the column of reports; NULL: as others */
	const char *article;	/* of an item; its last number is {id} */
	const char *file;	/* of an attachment, likewise */
	const char *head;	/* in <head>, of every page */
	const char *open, *close; /* around the text of an article */
	const char *open_list, *row, *close_list;
	const char *pager;	/* below a list */
	/* Instead of pager. */
	void (*draw_pager)(struct buf *b, const struct fill *f);
	/* Instead of rows and pager. */
	void (*list)(struct buf *b, const struct portal *p,
		     const struct portal_column *c, unsigned page);
	/* Instead of the text of an article. */
	void (*text)(struct buf *b, const struct portal *p,
		     const struct portal_item *item);
	/* An endpoint of its own: false where this is none. */
	bool (*answer)(struct answer *a, const struct portal *p,
		       const struct portal_request *r);
};

extern const struct family *const families[];
extern const unsigned family_count;

/* --- portal.c ------------------------------------------------------------- */

struct portals {
	struct portal *portal;	/* owned */
	unsigned count;
	uint64_t seed;
	unsigned pages, port;
};

/* only: one family, or NULL for all.  false when there is no such family or
 * no memory; *ret is then empty. */
bool portals_new(uint64_t seed, unsigned pages, unsigned port,
		 const char *only, struct portals *ret);
void portals_free(struct portals *portals);
/* "http://www.trs.test:8421" */
void portal_add_origin(struct buf *b, const struct portal *p);

unsigned portal_items(const struct portal *p);
/* false where there is none of that number. */
bool portal_item(const struct portal *p, unsigned number,
		 struct portal_item *ret_item);
/* Row i of a column, the newest being 0. */
void portal_row(const struct portal *p, const struct portal_column *c,
		unsigned i, struct portal_item *ret_item);
unsigned portal_pages(const struct portal *p, const struct portal_column *c);
/* The column of that number in addresses, or NULL. */
const struct portal_column *portal_column_by(const struct portal *p,
					     unsigned long long number);

/* --- portal_fill.c -------------------------------------------------------- */

/* Copies a template, {slots} filled in; a brace that opens no slot is one.
 * What stands behind {more} is left out on the last page of a list. */
void portal_fill(struct buf *b, const char *text, const struct fill *f);
void portal_add_list_address(struct buf *b, const struct portal *p,
			     const struct portal_column *c, unsigned page);
/* A report that is its column's page has no address but that. */
void portal_add_item_address(struct buf *b, const struct portal *p,
			     const struct portal_item *item);
void portal_add_file_address(struct buf *b, const struct portal *p,
			     const struct portal_item *item);

/* --- portal_find.c: what an address leads to ------------------------------ */

enum found_kind { FOUND_NOTHING, FOUND_LIST, FOUND_ITEM, FOUND_FILE };

struct portal_found {
	enum found_kind kind;
	const struct portal_column *column;
	unsigned page;
	struct portal_item item;
};

void portal_find(const struct portal *p, struct slice target,
		 struct portal_found *ret_found);

/* --- portal_page.c -------------------------------------------------------- */

void portal_page_home(struct buf *b, const struct portal *p);
void portal_page_column(struct buf *b, const struct portal *p,
			const struct portal_column *c, unsigned page);
void portal_page_item(struct buf *b, const struct portal *p,
		      const struct portal_item *item);
void portal_page_missing(struct buf *b, const struct portal *p);
void portal_page_sitemap(struct buf *b, const struct portal *p);
/* Rows of one page of a list by the family's template, without its frame. */
void portal_add_rows(struct buf *b, const struct portal *p,
		     const struct portal_column *c, unsigned page);
/* The text of a report, notice or news item, as paragraphs. */
void portal_add_text(struct buf *b, const struct portal *p,
		     const struct portal_item *item);

/* --- portal_request.c ----------------------------------------------------- */

/* Whether the request has this method and path. */
bool portal_asks(const struct portal_request *r, const char *method,
		 const char *path);
/* A field of a query or form is there and, decoded, is this. */
bool portal_field_is(struct slice form, const char *name, const char *value);
/* The number in it, or what is given instead. */
unsigned portal_field_number(struct slice form, const char *name,
			     unsigned otherwise);
/* The column whose number that field has, or NULL. */
const struct portal_column *portal_field_column(const struct portal *p,
						struct slice form,
						const char *name);
/* "name":"value" or "name":12 in a JSON object; absent. */
struct slice portal_json_field(struct slice json, const char *name);
/* Whether the page that asks is of this portal. */
bool portal_from_here(const struct portal *p, const struct portal_request *r);
/* Rows from, until (not included) by a template. */
void portal_add_range(struct buf *b, const struct portal *p,
		      const struct portal_column *c, unsigned from,
		      unsigned until, const char *row);
void portal_refuse(struct answer *a, int status, const char *body);

/* --- portal_answer.c ------------------------------------------------------ */

/* As answer_make(); the caller frees by answer_free(). */
void portal_answer(struct answer *a, const struct portal *p,
		   const struct portal_request *r);

/* --- portal_truth.c ------------------------------------------------------- */

/* Totals of each portal on one line, then one object a report. */
bool portal_truth_print(const struct portals *portals, FILE *out);
/* As list_print(): columns and items, not what is beside them. */
bool portal_list_print(const struct portals *portals, FILE *out);

#endif
