/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scope `reports` is a best-first walk.  A link is followed when something
 * speaks for it (score above NEUTRAL), or when
 *
 *   it is a row of a column of reports: years and organs have anchors like
 *   "2021年" or "县教育局" that say nothing by themselves, and addresses that
 *   say nothing either (portals.md §5); where such a page shows no list, what
 *   is in its folder stands in for rows;
 *
 *   it is another page of a list of reports;
 *
 *   it is beside a door whose page does not show where the reports are;
 *
 *   it is in a sitemap: what nothing speaks for is tried last, see learn.c;
 *
 *   it is in the folder of a seed: whoever names a column wants what is in it;
 *
 *   there is nothing else to go by: frames, shells, another portal's door.
 *
 * A page belongs to a column of reports by what it says of itself, or by what
 * led to it (harvest.c): rows have ANNUAL at least, so that a tree of lists is
 * walked to its leaves, each link a STEP less.
 */
#include "crawler/scope.h"

#include "base/err.h"
#include "crawler/seen.h"

#include <stdlib.h>

struct scope_place {
	char *name;		/* owned; a host, or a domain */
	size_t length;		/* of it: thousands of sites are gone through */
	bool below;		/* names under it count, too */
	int port;		/* -1: any */
};

enum {
	NEUTRAL = 100,		/* relevance.h: nothing speaks about it */
	PROMISING = 400,	/* a page like this is near a column */
	ANNUAL = 700,		/* a list of reports, or one */
	ROW_MOST = 930,		/* below what says itself what it is */
	STEP = 20,		/* each link further from what was promising */
};

static int add_place(struct scope *s, struct slice name, bool below, int port)
{
	struct scope_place *places = realloc(
		s->places, (s->count + 1) * sizeof(struct scope_place));

	if (!places)
		return ERR_NOMEM;
	s->places = places;
	places[s->count] = (struct scope_place){
		.name = slice_dup(name), .length = name.n, .below = below,
		.port = port,
	};
	if (!places[s->count].name)
		return ERR_NOMEM;
	s->count++;
	return 0;
}

int scope_add_seed(struct scope *s, const struct url *seed)
{
	struct slice domain = url_registered_domain(seed);

	if (url_host_is_address(seed) ||
	    slice_findc(domain, '.', 0) == SIZE_MAX)
		return add_place(s, seed->host, false, seed->port);
	return add_place(s, domain, true, -1);
}

/* The last ':' outside brackets begins the port. */
int scope_add_host(struct scope *s, const char *host)
{
	struct slice all = slice_of(host);
	size_t colon = SIZE_MAX;
	unsigned long long port;

	for (size_t i = 0; i < all.n; i++) {
		if (all.p[i] == ':')
			colon = i;
		else if (all.p[i] == ']')
			colon = SIZE_MAX;
	}
	if (colon == SIZE_MAX || (all.n && all.p[0] != '[' &&
				  slice_findc(all, ':', 0) != colon))
		return add_place(s, all, false, -1);
	if (!slice_u64(slice_sub(all, colon + 1, all.n), 65535, &port))
		return ERR_INVALID;
	return add_place(s, slice_sub(all, 0, colon), false, (int)port);
}

void scope_clear(struct scope *s)
{
	for (size_t i = 0; i < s->count; i++)
		free(s->places[i].name);
	free(s->places);
	s->places = NULL;
	s->count = 0;
}

uint64_t scope_hash(const struct scope *s, uint64_t seed)
{
	uint64_t hash = seen_hash_number((uint64_t)s->kind, seed);

	hash = seen_hash_number(s->requisites, hash);
	for (size_t i = 0; i < s->count; i++) {
		const struct scope_place *place = &s->places[i];

		hash = seen_hash_number(strlen(place->name), hash);
		hash = seen_hash(slice_of(place->name), hash);
		hash = seen_hash_number(place->below, hash);
		hash = seen_hash_number((uint64_t)place->port, hash);
	}
	return hash;
}

static bool place_has(const struct scope_place *place, const struct url *u)
{
	size_t n = place->length;

	if (u->host.n < n || (u->host.n > n && !place->below))
		return false;
	if (place->port >= 0 && place->port != u->port)
		return false;
	if (u->host.n == n)
		return slice_ieqs(u->host, place->name);
	return u->host.n > n + 1 && u->host.p[u->host.n - n - 1] == '.' &&
	       slice_ieqs(slice_sub(u->host, u->host.n - n, u->host.n),
			  place->name);
}

bool scope_has(const struct scope *s, const struct url *u)
{
	for (size_t i = 0; i < s->count; i++)
		if (place_has(&s->places[i], u))
			return true;
	return false;
}

bool scope_is_gov(struct slice host)
{
	return slice_ends(host, ".gov.cn") || slice_eqs(host, "gov.cn");
}

static int clamp(int priority)
{
	if (priority < 0)
		return 0;
	return priority > 1000 ? 1000 : priority;
}

static bool is_requisite(const struct scope_link *link)
{
	return link->kind == LINK_STYLE ||
	       (link->kind == LINK_IMAGE && !link->attachment);
}

static int higher(int a, int b)
{
	return a > b ? a : b;
}

/* What a link inherits from a promising page, whatever its own words. */
static int inherited(const struct scope_link *link)
{
	bool promising = link->page_priority >= PROMISING ||
			 link->page_has_report;

	if (link->attachment && promising)
		return clamp(link->page_priority);
	if (link->kind == LINK_FRAME)
		return clamp(link->page_priority - STEP);
	if (promising && link->same_folder)
		return clamp(link->page_priority - STEP);
	return -1;
}

static int inherited_reports(const struct scope_link *link)
{
	int next = clamp(link->page_priority - STEP);

	if (link->attachment && (link->page_annual || link->page_has_report))
		return clamp(link->page_priority);
	if (link->kind == LINK_FRAME)
		return next;
	if (link->page_is_map)
		return PRIORITY_GUESS;
	if (link->row)
		return higher(ANNUAL, next < ROW_MOST ? next : ROW_MOST);
	if (link->other_page)
		return link->page_annual || link->page_lists ||
		       link->page_has_report ? next : -1;
	if (!link->same_folder || link->page_priority < PROMISING)
		return -1;
	if (link->page_is_seed)
		return next;
	if (link->page_annual)
		return link->page_lists ? -1 : PRIORITY_BESIDE;
	return link->list && !link->page_has_door ? PRIORITY_GUESS : -1;
}

static int priority_reports(const struct scope_link *link)
{
	int from_page = inherited_reports(link);
	int own = link->score > NEUTRAL ? link->score : -1;

	if (link->attachment || link->kind == LINK_FRAME)
		return higher(own, from_page);
	if (link->score == 0)
		return -1;
	if (link->score < NEUTRAL && !link->row)
		return -1;	/* it has a name for something else */
	if (own < 0 && link->home && link->kind == LINK_NAVIGATE)
		own = PRIORITY_PORTAL;
	return higher(own, from_page);
}

int scope_priority(const struct scope *s, const struct scope_link *link)
{
	if (is_requisite(link))
		return s->requisites ? PRIORITY_REQUISITE : -1;
	if (s->kind == SCOPE_REPORTS)
		return priority_reports(link);
	if (inherited(link) > link->score)
		return inherited(link);
	return clamp(link->score);
}

bool scope_is_annual(int priority)
{
	return priority >= ANNUAL;
}
