/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which addresses may be asked.  Pure; any thread.
 *
 * Without an operator's contact only loopback and private addresses may be
 * crawled (DESIGN.md, "Politeness").  A link or redirect that leads from a
 * public address to one that is not public is refused, always: a page must
 * not make us probe the operator's own network.
 */
#ifndef NIANBAO_CRAWLER_GUARD_H
#define NIANBAO_CRAWLER_GUARD_H

#include <stdbool.h>
#include <sys/socket.h>

enum guard_zone {
	GUARD_LOOPBACK,		/* 127/8, ::1, and v4-mapped of it */
	GUARD_PRIVATE,		/* RFC 1918, RFC 4193 */
	GUARD_LINK_LOCAL,	/* 169.254/16, fe80::/10 */
	GUARD_RESERVED,		/* 0/8, multicast, broadcast, documentation,
				 * 100.64/10, 240/4, NAT64 of non-public ones */
	GUARD_PUBLIC,
};

/* Of an AF_INET or AF_INET6 address; anything else is RESERVED. */
enum guard_zone guard_zone_of(const struct sockaddr *sa);
/* Of numeric text ("127.0.0.1", "::1"); RESERVED if it is not an address. */
enum guard_zone guard_zone_of_text(const char *address);
const char *guard_zone_name(enum guard_zone zone);

struct guard_policy {
	bool has_contact;	/* else only loopback and private */
	bool allow_local;	/* this site's seeds are themselves on loopback
				 * or private addresses */
};
/* May a connection to zone be opened under this policy? */
bool guard_allows(const struct guard_policy *policy, enum guard_zone zone);
/* Loopback or private: where --delay 0 and --connections are allowed. */
bool guard_is_local(enum guard_zone zone);

#endif
