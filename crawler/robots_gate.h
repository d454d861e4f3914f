/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The robots rules of one host: known, to be fetched, or not to be had
 * (RFC 9309 §2.3 and §2.4; DESIGN.md, "Politeness").  Pure: it fetches nothing
 * itself; times are wall clock.  Loop thread.
 *
 *   ANSWER          VERDICT
 *   2xx             the rules in it, for robots_ttl
 *   3xx             the engine follows, up to ROBOTS_HOPS, also to other hosts
 *   4xx but 429     everything allowed, for robots_ttl (a block page is no
 *                   answer at all: the engine blocks the host instead)
 *   429, 5xx, none  the last good answer while it is younger than
 *                   robots_stale_max, else nothing is fetched
 */
#ifndef NIANBAO_CRAWLER_ROBOTS_GATE_H
#define NIANBAO_CRAWLER_ROBOTS_GATE_H

#include "parsers/robots.h"
#include "store/store.h"

enum { ROBOTS_HOPS = 5 };	/* RFC 9309 §2.3.1.2 */

struct robots_limits {
	int64_t ttl_ms, stale_max_ms, crawl_delay_max_ms;
};

struct robots_gate {
	struct robots *rules;	/* owned; NULL: everything is allowed, if … */
	int64_t at_ms;		/* … this is not 0: when last confirmed */
	int status;		/* of the last good answer; 0 none */
	int64_t capture;	/* row of it; 0 */
	char *record;		/* owned; its record id; NULL */
	int64_t tried_ms;	/* the latest attempt; 0 */
	unsigned tries;		/* failed ones since the last good answer */
	int32_t crawl_delay_ms;	/* -1 none */
};

enum gate_verdict {
	GATE_ALLOWED,
	GATE_REFUSED,
	GATE_FETCH,		/* robots.txt must be fetched first */
};

struct gate_answer {
	enum gate_verdict verdict;
	unsigned line;		/* of the rule that decided; 0 none */
	struct slice rule;	/* lent */
};

/* The name robots.txt knows us by. */
extern const char robots_agent[];

void robots_gate_init(struct robots_gate *g);
void robots_gate_clear(struct robots_gate *g);
/* From and to the catalog's row; rules are loaded by robots_gate_rules(). */
void robots_gate_load(struct robots_gate *g, const struct store_host *row);
void robots_gate_save(const struct robots_gate *g, struct store_host *row);
/* Rules kept from an earlier run; takes them (NULL: could not be read, so
 * that they count as not known unless status says they allow all). */
void robots_gate_rules(struct robots_gate *g, struct robots *rules,
		       const struct robots_limits *limits);

/* May the target (path and query) be fetched now? */
struct gate_answer robots_gate_ask(const struct robots_gate *g,
				   const struct robots_limits *limits,
				   struct slice target, int64_t now_ms);
/* A good answer, stored as capture: 2xx with its rules (taken), or 4xx (or
 * too many redirects) with NULL. */
void robots_gate_answer(struct robots_gate *g, int status,
			struct robots *rules,
			const struct robots_limits *limits, int64_t capture,
			const char *record, int64_t now_ms);
/* No usable answer. */
void robots_gate_failed(struct robots_gate *g, int64_t now_ms);

#endif
