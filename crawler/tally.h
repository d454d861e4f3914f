/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a run has done so far, in numbers, and the reasons for which it left
 * something out.  Plain counting; loop thread.
 */
#ifndef NIANBAO_CRAWLER_TALLY_H
#define NIANBAO_CRAWLER_TALLY_H

#include <stdbool.h>
#include <stdint.h>

/* Every way in which a run ends early or a link is not followed, but for
 * "not of this site".  X(SUFFIX, "name", the whole run or site ends?,
 * sentence) */
#define STOP_TABLE(X)							\
	X(PAGES, "max_pages", true,					\
	  "the limit of pages (max_pages) was reached")			\
	X(BYTES, "max_bytes", true,					\
	  "the limit of bytes (max_bytes) was reached")			\
	X(TIME, "max_time", true,					\
	  "the limit of time (max_time) was reached")			\
	X(WAIT, "wait", true,						\
	  "hosts ask to wait longer than this run has time")		\
	X(WINDOW, "window", true,					\
	  "outside of the hours of the site (window)")			\
	X(BUDGET, "budget", true,					\
	  "the requests of 24 hours (budget) were made")		\
	X(DISK, "disk_full", true,					\
	  "the disk stayed full")					\
	X(DEPTH, "max_depth", false,					\
	  "links deeper than max_depth")				\
	X(REDIRECTS, "max_redirects", false,				\
	  "redirects beyond max_redirects")				\
	X(LENGTH, "long_url", false,					\
	  "URLs longer than 2,000 bytes")				\
	X(REPEATED, "repeated_path", false,				\
	  "paths that repeat a part three times and more")		\
	X(QUERIES, "endless_queries", false,				\
	  "more than 1,000 queries of one path, articles not counted")	\
	X(SAME_CONTENT, "same_content", false,				\
	  "paths that gave one content under ever new URLs, and what "	\
	  "such pages link to")						\
	X(SPELLING, "other_spelling", false,				\
	  "links to pages that were asked for with their arguments in "	\
	  "another order")						\
	X(COLUMN, "other_column", false,				\
	  "columns that have nothing to do with reports, after their "	\
	  "first page")							\
	X(BARREN, "barren", false,					\
	  "links that say little, after others of their list or page "	\
	  "gave no report")						\
	X(LINKS, "max_links", false,					\
	  "pages with more links than links_max")

enum stop {
#define X(suffix, name, whole, sentence) STOP_##suffix,
	STOP_TABLE(X)
#undef X
	STOP_COUNT,
};

const char *stop_name(enum stop stop);		/* static */
const char *stop_text(enum stop stop);		/* static sentence */
bool stop_is_whole(enum stop stop);
/* The sentence of a name; NULL: there is none. */
const char *stop_text_of(const char *name);

struct tally {
	uint64_t fetched;	/* exchanges and refusals, robots included */
	uint64_t pages;		/* of them those that count for max_pages */
	uint64_t stored;	/* bodies stored for the first time */
	uint64_t revisits, not_modified;
	uint64_t failed;	/* URLs given up: network, TLS, 5xx */
	uint64_t retried;	/* tries that failed but come again */
	uint64_t not_found;	/* 404, 410: an answer, no failure */
	uint64_t blocked;	/* challenges, bans and robots refusals */
	uint64_t robots;	/* of them refused by robots.txt */
	uint64_t bytes;		/* of bodies, as received */
	uint64_t reports;	/* reports not known before */
	uint64_t redirects;
	uint64_t good;		/* pages that came as asked for: 2xx, 304 */
	uint64_t stops[STOP_COUNT];
};

void tally_add(struct tally *sum, const struct tally *more);

#endif
