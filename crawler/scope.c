/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Scope `reports` is a best-first walk.  A link is followed when something
 * speaks for it (score above NEUTRAL), when it stands on a promising page and
 * leads deeper into the same folder (years, organs and pagers of a 年报 column
 * have anchors like "2021年" or "3" that say nothing by themselves, portals.md
 * §5), or when there is nothing else to go by: frames, shells, the door of
 * another portal of the site.
 */
#include "crawler/scope.h"

#include "base/err.h"

#include <stdlib.h>

struct scope_place {
	char *name;		/* owned; a host, or a domain */
	bool below;		/* names under it count, too */
	int port;		/* -1: any */
};

enum {
	NEUTRAL = 100,		/* relevance.h: nothing speaks about it */
	PROMISING = 400,	/* a page like this is near a column */
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
		.name = slice_dup(name), .below = below, .port = port,
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

static bool place_has(const struct scope_place *place, const struct url *u)
{
	size_t n = strlen(place->name);

	if (place->port >= 0 && place->port != u->port)
		return false;
	if (slice_ieqs(u->host, place->name))
		return true;
	return place->below && u->host.n > n + 1 &&
	       u->host.p[u->host.n - n - 1] == '.' &&
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

static int priority_reports(const struct scope_link *link)
{
	int own = link->score > NEUTRAL ? link->score : -1;
	int from_page = inherited(link);

	if (link->score == 0 && !link->attachment && link->kind != LINK_FRAME)
		return -1;
	if (own < 0 && link->home && link->kind == LINK_NAVIGATE)
		own = PRIORITY_PORTAL;
	return own > from_page ? own : from_page;
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
