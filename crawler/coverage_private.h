/* SPDX-License-Identifier: Apache-2.0 */
/* What coverage_site.c and coverage_sort.c share.  Nobody else includes it. */
#ifndef NIANBAO_CRAWLER_COVERAGE_PRIVATE_H
#define NIANBAO_CRAWLER_COVERAGE_PRIVATE_H

#include "crawler/coverage_site.h"

#define HASH_NONFATAL_OOM 1
#include <uthash.h>

/* A report that a URL gave. */
struct gave {
	struct gave *next;	/* of the same URL */
	const char *id, *organ, *division;
	int year;		/* 0: not known */
	bool placed;		/* it has its cell */
};

/* A column lists a URL. */
struct row {
	struct row *next;	/* of the same URL */
	struct coverage_column *column;
	const char *text;	/* of the link, the longest; NULL */
};

struct blocked_host {
	struct blocked_host *next;
	const char *key;
};

/* A URL of the site. */
struct seen {
	const char *anchor, *title, *redirect_to; /* NULL: none */
	struct coverage_link link; /* its URL and how it ended; the rest of it
				 * belongs to those that are handed out */
	bool redirects, column_page, html;
	struct row *rows;
	struct gave *gave;
	UT_hash_handle hh;
};

struct gather {
	struct store_reader *reader;
	struct arena *arena;
	struct coverage *cov;
	const char *seed;	/* canonical; NULL */
	struct blocked_host *blocked;	/* those that block us */
	struct coverage_names *names;
	struct seen *seen;	/* by URL, in the order they came */
	struct coverage_column *column;	/* whose rows come */
	struct gave **gave;	/* all; owned */
	size_t gave_count, gave_cap;
};

/* --- coverage_sort.c ------------------------------------------------------ */

/* Gives a report to its cell, where organ and year say which. ERR_*. */
int coverage_put_report(struct gather *g, struct gave *gave,
			struct slice organ, int year);
/* Gives every URL seen to the organ or the column it belongs to. ERR_*. */
int coverage_sort(struct gather *g);

#endif
