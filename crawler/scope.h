/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What belongs to a site, and how urgent a link of it is.  Immutable once
 * made, so that workers read it without locks.  Pure.
 *
 * A site has the hosts of its seeds, every name under their registered
 * domains (any port, http and https), and the hosts configured for it.  For an
 * address or a single label ("localhost") only the same name and port count.
 */
#ifndef NIANBAO_CRAWLER_SCOPE_H
#define NIANBAO_CRAWLER_SCOPE_H

#include "parsers/html.h"
#include "parsers/url.h"

#include <stdint.h>

enum scope_kind {
	SCOPE_REPORTS,		/* best first, only what may lead to reports */
	SCOPE_SITE,		/* everything of the site */
};

struct scope_place;

struct scope {
	enum scope_kind kind;
	bool requisites;	/* style sheets, scripts, images all over */
	struct scope_place *places; /* owned */
	size_t count;
};

/* Adds the host of a seed, and with it its registered domain. ERR_NOMEM. */
int scope_add_seed(struct scope *s, const struct url *seed);
/* "name" or "name:port", as in the configuration; without a port: any. */
int scope_add_host(struct scope *s, const char *host);
void scope_clear(struct scope *s);
/* Of all that its decisions depend on; seed: of what it is to be added to. */
uint64_t scope_hash(const struct scope *s, uint64_t seed);
/* The URL's host belongs to the site. */
bool scope_has(const struct scope *s, const struct url *u);
/* The host is gov.cn or below it (DESIGN.md, "Official"). */
bool scope_is_gov(struct slice host);

/* A link as seen from the page it stands on. */
struct scope_link {
	enum html_link_kind kind;
	int score;		/* relevance_score(), 0…1000 */
	bool attachment;	/* the article offers it, or shows it */
	bool home;		/* its path is "/": another portal's door */
	bool same_folder;	/* below the folder of the page */
	bool list;		/* its address is one of a list, no article's */
	bool row;		/* of the page's main list, which is one of
				 * reports, years or organs */
	bool other_page;	/* the pager of the page asks for it */
	/* the page */
	int page_priority;	/* its own place in the frontier, 0…1000 */
	bool page_is_seed;
	bool page_has_report;
	bool page_annual;	/* it belongs to a column of reports */
	bool page_lists;	/* it has rows that speak of reports */
	bool page_has_door;
	bool page_is_map;	/* a sitemap for crawlers */
};

/*
 * The priority under which the link goes into the frontier, 0…1000, or -1 for
 * a link that this scope does not follow.
 */
int scope_priority(const struct scope *s, const struct scope_link *link);

/* A page of this priority was reached as a list of reports, or as a report. */
bool scope_is_annual(int priority);

/* Priorities of what is not scored. */
enum {
	PRIORITY_SEED = 900,
	PRIORITY_ROBOTS = 1000,
	PRIORITY_DOOR = 600,	/* from here on a link speaks for itself */
	PRIORITY_PORTAL = 150,	/* home page of another host of the site */
	PRIORITY_BESIDE = 300,	/* in the folder of a column of reports */
	PRIORITY_MAP = 130,	/* a sitemap that robots.txt names */
	PRIORITY_GUESS = 110,	/* beside a door or in a sitemap, and
				 * nothing else speaks */
	PRIORITY_REQUISITE = 50,
};

#endif
