/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/guard.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdint.h>
#include <string.h>

struct net4 {
	uint32_t base;		/* host order */
	int bits;
	enum guard_zone zone;
};

/* IANA special-purpose registry (RFC 6890 and successors); the first match
 * counts. */
static const struct net4 nets4[] = {
	{0x7F000000, 8, GUARD_LOOPBACK},
	{0x0A000000, 8, GUARD_PRIVATE},		/* RFC 1918 */
	{0xAC100000, 12, GUARD_PRIVATE},
	{0xC0A80000, 16, GUARD_PRIVATE},
	{0xA9FE0000, 16, GUARD_LINK_LOCAL},	/* RFC 3927 */
	{0x00000000, 8, GUARD_RESERVED},	/* "this network" */
	{0x64400000, 10, GUARD_RESERVED},	/* RFC 6598, carrier NAT */
	{0xC0000000, 24, GUARD_RESERVED},	/* RFC 6890 */
	{0xC0000200, 24, GUARD_RESERVED},	/* documentation */
	{0xC6120000, 15, GUARD_RESERVED},	/* RFC 2544, benchmarks */
	{0xC6336400, 24, GUARD_RESERVED},	/* documentation */
	{0xCB007100, 24, GUARD_RESERVED},	/* documentation */
	{0xE0000000, 3, GUARD_RESERVED},	/* multicast and above */
};

static enum guard_zone zone4(uint32_t address)
{
	for (size_t i = 0; i < sizeof(nets4) / sizeof(nets4[0]); i++)
		if ((address ^ nets4[i].base) >> (32 - nets4[i].bits) == 0)
			return nets4[i].zone;
	return GUARD_PUBLIC;
}

struct net6 {
	uint8_t base[4];
	int bits;		/* at most 32 */
	enum guard_zone zone;
};

static const struct net6 nets6[] = {
	{{0xFC}, 7, GUARD_PRIVATE},		/* RFC 4193 */
	{{0xFE, 0x80}, 10, GUARD_LINK_LOCAL},
	{{0xFE, 0xC0}, 10, GUARD_RESERVED},	/* old site-local */
	{{0xFF}, 8, GUARD_RESERVED},		/* multicast */
	{{0x20, 0x01, 0x0D, 0xB8}, 32, GUARD_RESERVED}, /* documentation */
	{{0x01}, 8, GUARD_RESERVED},		/* 100::/64, discard */
};

static uint32_t load32(const uint8_t *p)
{
	return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 |
	       (uint32_t)p[2] << 8 | p[3];
}

/* Forms of IPv6 that carry an IPv4 address reach what that one reaches. */
static bool embedded4(const uint8_t a[16], uint32_t *ret_address)
{
	static const uint8_t mapped[12] = {[10] = 0xFF, [11] = 0xFF};
	static const uint8_t nat64[12] = {0x00, 0x64, 0xFF, 0x9B};

	if (memcmp(a, mapped, 12) == 0 || memcmp(a, nat64, 12) == 0) {
		*ret_address = load32(a + 12);
		return true;
	}
	if (a[0] == 0x20 && a[1] == 0x02) {	/* 6to4, RFC 3056 */
		*ret_address = load32(a + 2);
		return true;
	}
	return false;
}

static enum guard_zone zone6(const uint8_t a[16])
{
	static const uint8_t loopback[16] = {[15] = 1};
	static const uint8_t zeros[12];
	uint32_t address;

	if (memcmp(a, loopback, 16) == 0)
		return GUARD_LOOPBACK;
	if (embedded4(a, &address))
		return zone4(address);
	if (memcmp(a, zeros, 12) == 0)
		return GUARD_RESERVED;	/* "::" and IPv4-compatible */
	for (size_t i = 0; i < sizeof(nets6) / sizeof(nets6[0]); i++)
		if ((load32(a) ^ load32(nets6[i].base)) >>
		    (32 - nets6[i].bits) == 0)
			return nets6[i].zone;
	return GUARD_PUBLIC;
}

enum guard_zone guard_zone_of(const struct sockaddr *sa)
{
	const struct sockaddr_in *in4 = (const struct sockaddr_in *)sa;
	const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)sa;

	switch (sa->sa_family) {
	case AF_INET:
		return zone4(ntohl(in4->sin_addr.s_addr));
	case AF_INET6:
		return zone6(in6->sin6_addr.s6_addr);
	default:
		return GUARD_RESERVED;
	}
}

enum guard_zone guard_zone_of_text(const char *address)
{
	struct in6_addr in6;
	struct in_addr in4;

	if (inet_pton(AF_INET, address, &in4) == 1)
		return zone4(ntohl(in4.s_addr));
	if (inet_pton(AF_INET6, address, &in6) == 1)
		return zone6(in6.s6_addr);
	return GUARD_RESERVED;
}

const char *guard_zone_name(enum guard_zone zone)
{
	static const char *const names[] = {
		[GUARD_LOOPBACK] = "loopback",
		[GUARD_PRIVATE] = "private",
		[GUARD_LINK_LOCAL] = "link-local",
		[GUARD_RESERVED] = "reserved",
		[GUARD_PUBLIC] = "public",
	};

	return names[zone];
}

bool guard_is_local(enum guard_zone zone)
{
	return zone == GUARD_LOOPBACK || zone == GUARD_PRIVATE;
}

bool guard_allows(const struct guard_policy *policy, enum guard_zone zone)
{
	switch (zone) {
	case GUARD_LOOPBACK:
	case GUARD_PRIVATE:
		return policy->allow_local;
	case GUARD_PUBLIC:
		return policy->has_contact;
	case GUARD_LINK_LOCAL:
	case GUARD_RESERVED:
		return false;
	}
	return false;
}
