/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A country of small portals as a function of a seed and of true time: what
 * each page says, which host is ill and how, when reports appear, change, go
 * and come back, and what our own clock shows.  Times are milliseconds since
 * the simulation began; nothing here has a state.
 */
#ifndef NIANBAO_TESTS_SIM_WORLD_H
#define NIANBAO_TESTS_SIM_WORLD_H

#include "base/buf.h"
#include "conf/window.h"

#include <stdbool.h>
#include <stdint.h>

#define SIM_SECOND INT64_C(1000)
#define SIM_MINUTE (60 * SIM_SECOND)
#define SIM_HOUR (60 * SIM_MINUTE)
#define SIM_DAY (24 * SIM_HOUR)
#define SIM_NEVER INT64_MAX

enum {
	WORLD_ORGANS = 4, WORLD_YEARS = 4, WORLD_ILLS = 5, WORLD_JUMPS = 64,
	WORLD_NAME_SIZE = 32,
};

/* Pages of a portal by number. */
enum {
	PAGE_ROBOTS, PAGE_HOME, PAGE_GUIDE, PAGE_RULES, PAGE_DUTIES,
	PAGE_COLUMN, PAGE_PRIVATE,
	PAGE_REPORTS,		/* organ × year from here on */
	PAGE_COUNT = PAGE_REPORTS + WORLD_ORGANS * WORLD_YEARS,
};

/* What can be wrong with a host, or with one answer. */
#define WORLD_ILLS_TABLE(X)						\
	X(NONE, "well")							\
	X(REFUSED, "refused") X(TIMEOUT, "timeout") X(RESET, "reset")	\
	X(NAME, "no such name") X(BUSY, "503")				\
	X(LATER, "429, seconds") X(LATER_DATE, "429, date")		\
	X(BROKEN, "500") X(CUT, "body cut") X(SLOW, "slow")		\
	X(CHALLENGE, "challenge") X(FORBIDDEN, "403")			\
	X(ROBOTS, "robots.txt 503")
enum ill {
#define X(suffix, name) ILL_##suffix,
	WORLD_ILLS_TABLE(X)
#undef X
	ILL_COUNT,
};
extern const char *const ill_names[ILL_COUNT];

struct illness {
	enum ill ill;
	int64_t from, to;
};

struct report_plan {
	int64_t published, changed, gone, back; /* SIM_NEVER: not */
};

struct portal {
	char host[WORLD_NAME_SIZE], address[WORLD_NAME_SIZE];
	unsigned number, address_number;
	unsigned organs;
	bool validators;	/* it sends ETags and answers 304 */
	bool no_robots;		/* its robots.txt is 404 */
	bool whole;		/* all of the site is wanted, not reports */
	int64_t crawl_delay;	/* 0: it says none */
	int64_t stricter_from;	/* its robots.txt shuts PAGE_RULES, too */
	struct window window;
	unsigned budget;	/* 0: none */
	struct illness ills[WORLD_ILLS];
	struct report_plan reports[WORLD_ORGANS * WORLD_YEARS];
};

struct jump {
	int64_t at, skew;	/* from then on our clock is off by so much */
};

struct world {
	uint64_t seed;
	int64_t begin_ms;	/* wall clock when the simulation begins */
	int64_t days;
	struct portal *portals;	/* owned */
	unsigned count;
	unsigned addresses;
	struct jump jumps[WORLD_JUMPS];
	unsigned jump_count;
};

/* false: out of memory. */
bool world_make(struct world *w, uint64_t seed, unsigned portals,
		int64_t begin_ms, int64_t days, bool jumps);
void world_free(struct world *w);

/* A number of the stream that place names. */
uint64_t world_number(const struct world *w, uint64_t place);
/* Our clock, and when it is set next; SIM_NEVER. */
int64_t world_wall(const struct world *w, int64_t now);
/* The furthest ahead it was of true time between two times. */
int64_t world_ahead(const struct world *w, int64_t from, int64_t to);
int64_t world_next_jump(const struct world *w, int64_t now);

/* NULL: there is none of that name. */
const struct portal *world_portal(const struct world *w, struct slice host);
/* -1: it has no such page. */
int world_page(const struct portal *p, struct slice target);
/* The address of a page on its host. */
void world_path(int page, char *out, size_t size);
/* What ails the host at the time; ILL_NONE. */
enum ill world_illness(const struct portal *p, int64_t now);
/* How long it was ill between two times. */
int64_t world_ill_time(const struct portal *p, int64_t from, int64_t to);
/* Which text a page has; 0: it is not there. */
int world_version(const struct portal *p, int page, int64_t now);
/* Since when it has been there, or is to be; SIM_NEVER. */
int64_t world_appears(const struct portal *p, int page);
/* Does the robots.txt of that text shut the page? */
bool world_shuts(int robots_version, int page);

/* The body of a page that is there. */
int world_body(const struct world *w, const struct portal *p, int page,
	       int64_t now, struct buf *out);
/* The site files, for a configuration. */
int world_sites(const struct world *w, struct buf *out);
#endif
