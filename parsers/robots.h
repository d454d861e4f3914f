/* SPDX-License-Identifier: Apache-2.0 */
/*
 * robots.txt by RFC 9309, plus Crawl-delay and Sitemap.  Pure; a parsed
 * struct is immutable and may be read by any thread.
 */
#ifndef NIANBAO_PARSERS_ROBOTS_H
#define NIANBAO_PARSERS_ROBOTS_H

#include "base/slice.h"

/* RFC 9309 §2.5; the rest is not read. */
enum { ROBOTS_MAX_BYTES = 500 * 1024 };

struct robots;

struct robots_verdict {
	bool allowed;
	unsigned line;		/* 1-based; 0 where no rule matched */
	struct slice rule;	/* "Disallow: /a/"; absent where none matched;
				 * lent by the struct robots */
};

/* Never fails on content: any bytes are some robots.txt (BOM, CR, NUL, other
 * charsets).  NULL only when out of memory.  Copies what it needs. */
struct robots *robots_parse(struct slice bytes);
void robots_free(struct robots *r);

/*
 * agent: the product token ("nianbao"), matched without case against the
 * product token of User-agent lines; groups that match are merged; else the
 * "*" groups; else everything is allowed (§2.2.1).  target: path and query as
 * requested.  Longest match wins, Allow wins a tie (§2.2.2); "*" and "$";
 * percent-encoding compared as the RFC says.  "/robots.txt" is always allowed,
 * a target longer than URL_MAX (parsers/url.h) only where there are no groups.
 */
struct robots_verdict robots_check(const struct robots *r, const char *agent,
				   struct slice target);
/* Milliseconds of the Crawl-delay that applies to agent, -1 when none; values
 * above cap_ms give cap_ms.  Of several the longest; a Crawl-delay applies to
 * the User-agent lines above it in its group. */
long robots_delay_ms(const struct robots *r, const char *agent, long cap_ms);
/* Sitemap lines in file order; count may be 0. Lent. */
const struct slice *robots_sitemaps(const struct robots *r, size_t *ret_count);

#endif
