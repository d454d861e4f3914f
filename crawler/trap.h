/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Traps: places with endless URLs (calendars, session ids, relative links
 * that nest, one content under ever new URLs).  Each ends in a counted,
 * explained stop (tally.h).  Pure.
 */
#ifndef NIANBAO_CRAWLER_TRAP_H
#define NIANBAO_CRAWLER_TRAP_H

#include "crawler/seen.h"
#include "crawler/tally.h"
#include "parsers/url.h"

enum {
	TRAP_URL_LENGTH = 2000,	/* the longest report URL of the seeds has 180
				 * bytes; servers stop at about 8,000 */
	TRAP_REPEATS = 3,	/* the same part of a path so often */
	TRAP_QUERIES = 1000,	/* pages of one path with a query that are no
				 * articles: a list of 15 rows a page has then
				 * shown 15,000 of them */
	TRAP_SAME = 50,		/* URLs of one pattern with one content */
	TRAP_ECHOES = 3,	/* pages that say what the page says that led
				 * to them; honest ones do not do it once */
	TRAP_ARGUMENTS = 64,	/* of a query that is compared in order */
};

/* A trap by its shape alone; STOP_COUNT: none.  Any thread. */
enum stop trap_shape(const struct url *u);

/* What a run has learnt.  Loop thread. */
struct traps {
	struct seen queries;	/* path → pages by query, no articles */
	struct seen same;	/* pattern → URLs that gave known content */
	struct seen spellings;	/* page → hash of the URL it is asked for by,
				 * and ASKED */
	struct seen says;	/* URL → what its page says, and ECHO */
	struct seen lists;	/* URL → what its page lists */
	struct seen echoes;	/* what a page says → pages that led to it and
				 * said it, too */
};

/*
 * Of a page and a site, as a key: of URLs that differ in the order of their
 * arguments alone it is the same.  Arguments of one name keep their order, and
 * a query with arguments that have no name is left as it is.
 */
uint64_t trap_page(struct slice url, uint64_t site);

/* Scheme, host and path, each run of digits as one '0', no query: what the
 * URLs of a calendar have in common. */
uint64_t trap_pattern(const struct url *u);
/* Is the URL part of a trap already?  STOP_COUNT: no. */
enum stop traps_check(struct traps *t, const struct url *u);
/* The page of the URL was read, and is no article with a date: of those a path
 * with queries has no end, if it is that of a calendar. */
void traps_query(struct traps *t, const struct url *u);
/* The URL gave content that another URL gave before. */
void traps_same(struct traps *t, const struct url *u);
/* The URL gave new content: its pattern is no trap. */
void traps_new(struct traps *t, const struct url *u);
/* Does another URL stand for the page, a trap_page()?  If none does yet, this
 * one will; and where it is better, unless the other was asked for already. */
bool traps_spelled(struct traps *t, uint64_t page, struct slice url,
		   bool better);
/* Shall the page be asked for by this URL?  Then it was. */
bool traps_ask(struct traps *t, uint64_t page, struct slice url);
/* The URL stands for its page whatever was asked: a redirect leads there. */
void traps_respell(struct traps *t, uint64_t page, struct slice url);

/*
 * The page of a URL was read.  says: what it says and where it leads, as
 * written, so that it does not depend on where it stands; 0: nothing.
 * true: its links are those of a page that is served under ever new URLs, and
 * lead nowhere else.  root: it is where the site begins; never true of that.
 */
bool traps_read(struct traps *t, struct slice url, struct slice via,
		uint64_t says, bool root);
/* The list of a page was read; lists: its rows, 0: it has none.  true: they are
 * those of the page that led to it, so that to turn on leads nowhere. */
bool traps_turned(struct traps *t, struct slice url, struct slice via,
		  uint64_t lists);
/* It was true of the page, or is by now. */
bool traps_is_echo(struct traps *t, struct slice url);
void traps_free(struct traps *t);

#endif
