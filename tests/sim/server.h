/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the portals remember of us, and the rules they hold us to at each
 * request.  The memory is shared by all lives of the service, so that a kill
 * excuses nothing but what it had no time to store.
 *
 *   asked ──► answered ──► stored        what we were told counts
 *     │          └───────► killed        it counts as not told
 *     └──► given up (a stop)             nothing was told
 */
#ifndef NIANBAO_TESTS_SIM_SERVER_H
#define NIANBAO_TESTS_SIM_SERVER_H

#include "tests/sim/world.h"

enum {
	SERVER_BUDGET_MAX = 32, SERVER_PENDING = 8,
	VERSION_UNKNOWN = 0, VERSION_GONE = -1,
};

/* X(SUFFIX, what was broken) */
#define SERVER_RULES(X)							\
	X(CONNECTION, "one connection to a host and to an address")	\
	X(DELAY, "the delay after the answer before")			\
	X(ADDRESS_DELAY, "the delay on the address")			\
	X(REST, "Retry-After or back-off")				\
	X(BLOCK, "a host that blocks us is left alone")			\
	X(ROBOTS_UNKNOWN, "robots.txt is known first")			\
	X(ROBOTS_OLD, "robots.txt is renewed")				\
	X(ROBOTS_SHUT, "what robots.txt shuts is not asked for")	\
	X(WINDOW, "the window of the site")				\
	X(BUDGET, "the budget of the site")				\
	X(REPEATED, "what is stored is not asked for again at once")	\
	X(UNKNOWN, "what no page links to is not asked for")		\
	X(LATE, "what is due is asked for again in time")		\
	X(MISSED, "a new report is found in time")			\
	X(LOST, "a URL is stored, or in the frontier, or stopped")	\
	X(CHANGES, "each change is told of once")			\
	X(VERIFY, "verify finds nothing")				\
	X(FAILED, "the service goes on")
extern const char *const rule_texts[];
enum rule {
#define X(suffix, text) RULE_##suffix,
	SERVER_RULES(X)
#undef X
	RULE_COUNT,
};

/* What a host told us, as far as it is known. */
struct told {
	int64_t free_at;	/* no request before: the delay */
	int64_t rest_until;	/* Retry-After, back-off */
	unsigned rests;		/* in a row that doubled */
	int64_t block_until;
	unsigned blocks;	/* in a row */
	unsigned forbidden;	/* 403s in a row, in one life of the service */
	int robots;		/* version; -1: not known */
	int64_t robots_at;
	int64_t crawl_delay;
};

struct page_memory {
	int64_t asked_at;	/* the last answer that was stored … */
	int64_t asked_wall;	/* … and our clock at that time */
	int64_t good_at;	/* … of those that say what the page is */
	int version;		/* what the last one said; VERSION_… */
	int text;		/* version of the last that was there; 0 */
	int fresh, changed, gone, back; /* changes to be told of */
	bool unsure;		/* a kill may have stored one more */
};

struct host_memory {
	struct told now, stored;
	unsigned running;
	int8_t pending[SERVER_PENDING]; /* pages asked for, not stored; -1 */
	int64_t budget[SERVER_BUDGET_MAX]; /* when the last were asked */
	unsigned budget_next;
	struct page_memory pages[PAGE_COUNT];
};

struct address_memory {
	unsigned running;
	int64_t free_at, stored_free_at;
};

struct server {
	const struct world *world;
	struct host_memory *hosts;	/* shared */
	struct address_memory *addresses;	/* shared */
	struct totals {
		uint64_t requests, stored, unchanged, given_up, excused;
		uint64_t ills[ILL_COUNT];
		uint64_t broken[RULE_COUNT];
		unsigned kills, stops, verified;
		int64_t now;	/* clockwork_time */
		uint64_t moments; /* it went on to */
	} *totals;		/* shared */
};

struct answer {
	enum ill ill;
	int version;		/* VERSION_GONE: 404; else of the page */
	int64_t took_ms;
	int64_t retry_ms;	/* Retry-After; -1: it says none */
};

/* One for the process and its children.  False: out of memory. */
bool server_make(const struct world *w);
void server_free(void);
extern struct server server;

/* A rule is broken: counted, and told of while there are few. */
void server_broken(enum rule rule, const struct portal *p, int page,
		   const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* Rules that are broken, in all. */
uint64_t server_broken_count(void);

/* A request arrives; what becomes of it is decided at once. */
void server_asked(const struct portal *p, int page, struct answer *ret_answer);
/* Its answer has left, or would have (a failure). */
void server_answered(const struct portal *p, int page,
		     const struct answer *answer);
/* The request was given up before. */
void server_given_up(const struct portal *p, int page);
/* The answer is stored; version as in the answer, VERSION_UNKNOWN: it says
 * nothing of the page. */
void server_stored(const struct portal *p, int page, int version);
/* Nothing of the process is left. */
void server_life_over(void);
/* So long after a page is known, or was asked for, it is late; its host being
 * ill, and being shut, is allowed for. */
int64_t server_patience(const struct portal *p, int64_t since, int64_t now);

#endif
