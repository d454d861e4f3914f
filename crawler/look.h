/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the first pages of a portal say about it: its name, its SiteIDCode, its
 * division, its family, the hosts it links.  All of it is evidence, none of it
 * proof.
 */
#ifndef NIANBAO_CRAWLER_LOOK_H
#define NIANBAO_CRAWLER_LOOK_H

#include "base/arena.h"
#include "parsers/family.h"
#include "parsers/page.h"

enum { LOOK_HOSTS = 40, LOOK_PAGES = 8 };

struct look_host {
	const char *name;	/* "xxgk.qinghe.gov.cn", ":8080" where the
				 * port is not the usual one */
	uint32_t links;
	bool promising;		/* a link to it may lead to reports */
};

/* One attempt of the look. */
struct look_page {
	const char *url;
	const char *outcome;	/* "200", "403", or the error in words */
	const char *block;	/* in words; NULL */
	bool is_robots;
};

struct look {
	struct arena *arena;	/* owned; holds all texts */
	struct url seed;	/* lent */
	const char *site_name;	/* meta SiteName; NULL */
	const char *title;	/* of the home page; NULL */
	const char *organizer;	/* 主办单位; NULL */
	const char *idcode;	/* SiteIDCode or 网站标识码; NULL */
	struct family family;	/* of the page that says most */
	struct look_host own[LOOK_HOSTS]; /* under its registered domain */
	size_t own_count;
	struct look_host other[LOOK_HOSTS]; /* government hosts elsewhere that
				 * a promising link leads to */
	size_t other_count;
	struct look_page pages[LOOK_PAGES];
	size_t page_count;
};

/* seed is lent.  ERR_NOMEM. */
int look_init(struct look *look, const struct url *seed);
void look_clear(struct look *look);
/* Takes up what the page says; home: it is what the seed gave.  ERR_NOMEM. */
int look_take(struct look *look, const struct page *page, bool home);
/* One more attempt; texts are copied.  ERR_NOMEM. */
int look_attempt(struct look *look, const struct look_page *attempt);

/* The division, and what names it. */
struct look_division {
	uint32_t by_name;	/* of site name, title or organizer; 0 */
	uint32_t by_idcode;	/* of the SiteIDCode; 0 */
	const char *text;	/* that by_name was found in; NULL */
};
struct look_division look_division(const struct look *look);

#endif
