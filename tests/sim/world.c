/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/sim/world.h"

#include "base/err.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const ill_names[ILL_COUNT] = {
#define X(suffix, name) [ILL_##suffix] = name,
	WORLD_ILLS_TABLE(X)
#undef X
};

/* --- numbers ---------------------------------------------------------- */

/* splitmix64: one number of a stream named by seed and place. */
uint64_t world_number(const struct world *w, uint64_t place)
{
	uint64_t x = w->seed * UINT64_C(0x9e3779b97f4a7c15) + place;

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

/* A stream of numbers, while the world is made. */
struct dice {
	const struct world *w;
	uint64_t place;
};

static uint64_t roll(struct dice *d, uint64_t below)
{
	return world_number(d->w, d->place++) % below;
}

static bool chance(struct dice *d, unsigned percent)
{
	return roll(d, 100) < percent;
}

static int64_t time_between(struct dice *d, int64_t from, int64_t to)
{
	return from + (int64_t)roll(d, (uint64_t)(to - from) + 1);
}

/* --- the world is made ------------------------------------------------ */

static void make_illness(struct dice *d, int64_t end, struct illness *ill)
{
	static const int64_t longest[] = {
		SIM_HOUR, 8 * SIM_HOUR, 2 * SIM_DAY, 2 * SIM_DAY, 10 * SIM_DAY,
	};

	ill->ill = (enum ill)(1 + roll(d, ILL_COUNT - 1));
	ill->from = time_between(d, 0, end);
	ill->to = ill->from + time_between(d, SIM_MINUTE,
					   longest[roll(d, 5)]);
}

/* Illnesses do not overlap, so that what is asked for is plain. */
static void make_ills(struct dice *d, struct portal *p, int64_t end,
		      bool shared)
{
	for (unsigned i = 0; i < WORLD_ILLS; i++) {
		struct illness *ill = &p->ills[i];

		if (!chance(d, 50))
			continue;
		make_illness(d, end, ill);
		/* those on one address rest together when they are blocked,
		 * which is another test's */
		if (shared && ill->ill == ILL_CHALLENGE)
			ill->ill = ILL_BUSY;
		if (shared && ill->ill == ILL_FORBIDDEN)
			ill->ill = ILL_LATER;
		for (unsigned k = 0; k < i; k++)
			if (ill->from < p->ills[k].to + SIM_DAY &&
			    p->ills[k].from < ill->to + SIM_DAY)
				*ill = (struct illness){.ill = ILL_NONE};
	}
}

/* Reports of three years are there when the simulation begins; the last one's
 * come from 10 January to 10 April. */
static void make_report(struct dice *d, struct report_plan *r, unsigned year,
			int64_t january, int64_t end)
{
	int64_t from = january + 10 * SIM_DAY, to = january + 100 * SIM_DAY;

	*r = (struct report_plan){SIM_NEVER, SIM_NEVER, SIM_NEVER, SIM_NEVER};
	r->published = year < WORLD_YEARS - 1 ? -1 : time_between(d, from, to);
	if (chance(d, 25))
		r->changed = time_between(d, 5 * SIM_DAY, end);
	if (chance(d, 12))
		r->gone = time_between(d, 5 * SIM_DAY, end);
	if (r->gone <= r->published)
		r->gone = SIM_NEVER;	/* it would be there later, not gone */
	if (r->gone != SIM_NEVER && chance(d, 50))
		r->back = r->gone + time_between(d, SIM_DAY, 90 * SIM_DAY);
}

static void make_manners(struct dice *d, struct portal *p, int64_t end)
{
	int64_t hours = 0;

	p->validators = chance(d, 50);
	p->no_robots = chance(d, 30);
	p->whole = chance(d, 40);
	p->crawl_delay = chance(d, 20) ?
			 (int64_t)(3 + roll(d, 30)) * SIM_SECOND : 0;
	p->stricter_from = chance(d, 30) ? time_between(d, 0, end) : SIM_NEVER;
	if (chance(d, 15))
		(void)window_parse(chance(d, 50) ? slice_of("22:00-06:00") :
				   slice_of("01:30-04:30"), &hours);
	p->window = window_of(hours, 8 * 60);
	p->budget = chance(d, 15) ? (unsigned)(6 + roll(d, 20)) : 0;
}

/* Three of every ten portals stand on one address. */
static unsigned address_of(unsigned number)
{
	return number / 10 * 8 + (number % 10 < 3 ? 0 : number % 10 - 2);
}

static void make_portal(const struct world *w, unsigned number, int64_t end,
			int64_t january)
{
	struct portal *p = &w->portals[number];
	struct dice d = {.w = w, .place = (uint64_t)(number + 1) << 32};
	unsigned a = address_of(number);

	p->number = number;
	p->address_number = a;
	(void)snprintf(p->host, sizeof(p->host), "www.s%05u.gov.cn", number);
	(void)snprintf(p->address, sizeof(p->address), "36.%u.%u.%u",
		       a >> 16 & 255, a >> 8 & 255, a & 255);
	p->organs = 1 + (unsigned)roll(&d, WORLD_ORGANS);
	make_manners(&d, p, end);
	make_ills(&d, p, end, number % 10 < 3);
	for (unsigned i = 0; i < WORLD_ORGANS * WORLD_YEARS; i++)
		make_report(&d, &p->reports[i], i % WORLD_YEARS, january, end);
}

/* Off by hours for hours or days; twice by a year and more, for hours. */
static void make_jumps(struct world *w, int64_t end)
{
	struct dice d = {.w = w, .place = UINT64_C(1) << 60};
	int64_t at = 2 * SIM_DAY;
	unsigned years = 0;

	while (w->jump_count + 2 <= WORLD_JUMPS) {
		bool far = years < 2 && chance(&d, 20);
		int64_t most = far ? 700 * SIM_DAY : 14 * SIM_HOUR;
		int64_t skew = time_between(&d, -most, most);

		at += time_between(&d, SIM_HOUR, 14 * SIM_DAY);
		if (at + 3 * SIM_DAY > end)
			break;
		years += far;
		w->jumps[w->jump_count++] = (struct jump){at, skew};
		at += time_between(&d, SIM_MINUTE, far ? 6 * SIM_HOUR :
				   2 * SIM_DAY);
		w->jumps[w->jump_count++] = (struct jump){at, 0};
	}
}

bool world_make(struct world *w, uint64_t seed, unsigned portals,
		int64_t begin_ms, int64_t days, bool jumps)
{
	int64_t end = days * SIM_DAY;
	/* the first of January that follows; leap days do not matter here */
	int64_t year = begin_ms / (SIM_DAY / 100 * 36525);
	int64_t january = (year + 1) * (SIM_DAY / 100 * 36525) - begin_ms;

	*w = (struct world){.seed = seed, .begin_ms = begin_ms, .days = days,
			    .count = portals};
	w->portals = calloc(portals, sizeof(*w->portals));
	if (!w->portals)
		return false;
	for (unsigned i = 0; i < portals; i++)
		make_portal(w, i, end, january);
	w->addresses = address_of(portals) + 10;
	if (jumps)
		make_jumps(w, end);
	return true;
}

void world_free(struct world *w)
{
	free(w->portals);
}

/* --- what it says ----------------------------------------------------- */

int64_t world_wall(const struct world *w, int64_t now)
{
	int64_t skew = 0;

	for (unsigned i = 0; i < w->jump_count && w->jumps[i].at <= now; i++)
		skew = w->jumps[i].skew;
	return w->begin_ms + now + skew;
}

int64_t world_ahead(const struct world *w, int64_t from, int64_t to)
{
	int64_t most = world_wall(w, from) - w->begin_ms - from;

	for (unsigned i = 0; i < w->jump_count && w->jumps[i].at <= to; i++)
		if (w->jumps[i].at > from && w->jumps[i].skew > most)
			most = w->jumps[i].skew;
	return most;
}

int64_t world_next_jump(const struct world *w, int64_t now)
{
	for (unsigned i = 0; i < w->jump_count; i++)
		if (w->jumps[i].at > now)
			return w->jumps[i].at;
	return SIM_NEVER;
}

const struct portal *world_portal(const struct world *w, struct slice host)
{
	unsigned long long number;

	if (!slice_starts(host, "www.s") ||
	    !slice_u64(slice_sub(host, 5, 10), w->count - 1, &number))
		return NULL;
	return &w->portals[number];
}

static const char *const paths[PAGE_REPORTS] = {
	[PAGE_ROBOTS] = "/robots.txt", [PAGE_HOME] = "/",
	[PAGE_GUIDE] = "/zn/", [PAGE_RULES] = "/zd/", [PAGE_DUTIES] = "/fd/",
	[PAGE_COLUMN] = "/nb/", [PAGE_PRIVATE] = "/private/nb.html",
};

void world_path(int page, char *out, size_t size)
{
	if (page < PAGE_REPORTS)
		(void)snprintf(out, size, "%s", paths[page]);
	else
		(void)snprintf(out, size, "/nb/r%d.html", page - PAGE_REPORTS);
}

int world_page(const struct portal *p, struct slice target)
{
	unsigned long long number;

	for (int i = 0; i < PAGE_REPORTS; i++)
		if (slice_eqs(target, paths[i]))
			return i;
	if (!slice_starts(target, "/nb/r") || !slice_ends(target, ".html") ||
	    !slice_u64(slice_sub(target, 5, target.n - 5),
		       p->organs * WORLD_YEARS - 1, &number))
		return -1;
	return PAGE_REPORTS + (int)number;
}

enum ill world_illness(const struct portal *p, int64_t now)
{
	for (unsigned i = 0; i < WORLD_ILLS; i++)
		if (p->ills[i].from <= now && now < p->ills[i].to)
			return p->ills[i].ill;
	return ILL_NONE;
}

int64_t world_ill_time(const struct portal *p, int64_t from, int64_t to)
{
	int64_t time = 0;

	for (unsigned i = 0; i < WORLD_ILLS; i++) {
		int64_t a = p->ills[i].from > from ? p->ills[i].from : from;
		int64_t b = p->ills[i].to < to ? p->ills[i].to : to;

		if (p->ills[i].ill != ILL_NONE && b > a)
			time += b - a;
	}
	return time;
}

int world_version(const struct portal *p, int page, int64_t now)
{
	const struct report_plan *r;

	if (page == PAGE_ROBOTS)
		return p->no_robots ? 0 : now >= p->stricter_from ? 2 : 1;
	if (page == PAGE_PRIVATE)
		return 1;
	if (page < PAGE_REPORTS)
		return 1;
	r = &p->reports[page - PAGE_REPORTS];
	if (now < r->published ||
	    (now >= r->gone && (r->back == SIM_NEVER || now < r->back)))
		return 0;
	return now >= r->changed ? 2 : 1;
}

int64_t world_appears(const struct portal *p, int page)
{
	return page < PAGE_REPORTS ? 0 :
	       p->reports[page - PAGE_REPORTS].published;
}

bool world_shuts(int robots_version, int page)
{
	return (robots_version >= 1 && page == PAGE_PRIVATE) ||
	       (robots_version >= 2 && page == PAGE_RULES);
}

int world_sites(const struct world *w, struct buf *out)
{
	char hours[WINDOW_TIME_SIZE];

	for (unsigned i = 0; i < w->count; i++) {
		const struct portal *p = &w->portals[i];

		(void)buf_addf(out, "site \"s%05u\" {\nseeds = {\"http://%s/"
			       "\"}\n", i, p->host);
		if (p->whole)
			(void)buf_adds(out, "scope = site\n");
		if (p->budget)
			(void)buf_addf(out, "budget = %u\n", p->budget);
		(void)snprintf(hours, sizeof(hours), "%02d:%02d-%02d:%02d",
			       p->window.from / 60, p->window.from % 60,
			       p->window.to / 60, p->window.to % 60);
		if (p->window.from != p->window.to)
			(void)buf_addf(out, "window = \"%s\"\n", hours);
		(void)buf_adds(out, "}\n");
	}
	return buf_adds(out, "");	/* errors stay */
}
