/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A country of portals that is nowhere kept: names, addresses and pages are
 * functions of numbers, so that the catalog of what was archived of them
 * (portal_catalog.c) and the server that answers for them (portal_serve.c)
 * agree.
 *
 * Of 100 pages 45 are as they were and say so (304), 40 are as they were and do
 * not, and 15 are other bytes at each request.
 */
#ifndef NIANBAO_BENCH_PORTALS_H
#define NIANBAO_BENCH_PORTALS_H

#include "base/buf.h"

#include <stdint.h>

enum {
	PORTALS_MAX = 20000,
	PORTAL_PAGES_MAX = 50000000,
	PORTAL_TEXT = 64,	/* room for a name, an address, a path */
	PORTAL_PAGE_MAX = 1 << 20,
};

enum portal_kind { PORTAL_SAYS_SAME, PORTAL_IS_SAME, PORTAL_CHANGED };

/* Page n is of portal n % count; those from `pages` on were not there when the
 * others were archived. */
struct portals {
	unsigned count, pages;
};

/* splitmix64: one number of a stream named by seed and place. */
uint64_t portal_number(uint64_t seed, uint64_t place);

void portal_host(unsigned portal, char out[PORTAL_TEXT]);
/* On loopback, each its own. */
void portal_address(unsigned portal, char out[PORTAL_TEXT]);
/* By the host part of an address, from the least bit; -1: none of them. */
int portal_of_address(uint32_t address);
void portal_path(unsigned page, char out[PORTAL_TEXT]);
/* -1: not the path of a page. */
int portal_page_of(struct slice path);

enum portal_kind portal_kind(const struct portals *p, unsigned page);
void portal_etag(unsigned page, char out[PORTAL_TEXT]);
/* The bytes; version 0 is what was archived.  One of five later versions links
 * a page that is new. */
int portal_body(const struct portals *p, unsigned page, uint64_t version,
		struct buf *out);

#endif
