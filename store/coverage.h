/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What coverage is told from: the reports of a site, the URLs of it and what
 * became of each, and what its columns list.  Part of the door store.h.
 *
 * A writer may commit between two walks.  Walked in the order of this header
 * the later ones know at least what the earlier ones did, so that nothing is
 * taken for missing that has just come.
 */
#ifndef NIANBAO_STORE_COVERAGE_H
#define NIANBAO_STORE_COVERAGE_H

#include "store/store.h"

/* A row of a column.  Given once for each page that lists it, and at least
 * once; text is that of the link there. */
struct store_listed {
	const char *url;
	const char *text;	/* may be NULL */
};
typedef int (*store_listed_fn)(void *ctx, const struct store_listed *row);
int store_each_listed(struct store_reader *r, int64_t column,
		      store_listed_fn fn, void *ctx);

/* A URL of a site and what became of it. */
struct store_fate {
	const char *url;
	const char *anchor;	/* of the link it was found by; NULL */
	const char *state;	/* "queued", "leased", "done" */
	int64_t due_ms;
	int32_t attempts;	/* failed ones in this pass */
	bool column_page;	/* read as a page of a column */
	int64_t reports;	/* that it gave */
	/* The newest attempt that brought something, else the newest; NULL:
	 * never asked. */
	const struct capture *capture;
};
typedef int (*store_fate_fn)(void *ctx, const struct store_fate *fate);
/* robots.txt files are left out. */
int store_each_fate(struct store_reader *r, int64_t site,
		    store_fate_fn fn, void *ctx);

/* A report and one URL that gave it. */
struct store_place {
	const char *id;
	const char *organ, *organ_kind, *division; /* NULL: not known */
	int year;		/* 0 likewise */
	const char *url;
};
typedef int (*store_place_fn)(void *ctx, const struct store_place *place);
/* Of the reports of a site, in order of organ, year, id, URL. */
int store_each_place(struct store_reader *r, int64_t site,
		     store_place_fn fn, void *ctx);

/* A link that stood on a page of a site, its text holding a word. */
struct store_mention {
	const char *url, *text;
	const char *page;	/* where it stood */
	int64_t capture;	/* of that page */
};
typedef int (*store_mention_fn)(void *ctx, const struct store_mention *m);
/* Walks the links of every page of the site: for one question, not for a
 * listing. */
int store_each_mention(struct store_reader *r, int64_t site,
		       const char *word, store_mention_fn fn, void *ctx);

#endif
