/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/sim/server.h"

#include "store/due.h"
#include "tests/sim/clockwork.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* As the options of the service are (nianbao.conf(5)). */
#define DELAY (2 * SIM_SECOND)
#define BACKOFF_FIRST (30 * SIM_SECOND)
#define RETRY_AFTER_MAX (7 * SIM_DAY)
#define ROBOTS_TTL SIM_DAY
#define ROBOTS_STALE_MAX (7 * SIM_DAY)
static const int64_t ladder[] = {SIM_HOUR, SIM_DAY, 7 * SIM_DAY};

enum { TOLD_MOST = 6 };	/* of each rule that is broken */

struct server server;

const char *const rule_texts[RULE_COUNT] = {
#define X(suffix, text) [RULE_##suffix] = text,
	SERVER_RULES(X)
#undef X
};

/* --- memory ----------------------------------------------------------- */

static void *shared(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE,
		       MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

bool server_make(const struct world *w)
{
	server.world = w;
	server.hosts = shared(w->count * sizeof(*server.hosts));
	server.addresses = shared(w->addresses * sizeof(*server.addresses));
	server.totals = shared(sizeof(*server.totals));
	if (!server.hosts || !server.addresses || !server.totals)
		return false;
	for (unsigned i = 0; i < w->count; i++) {
		struct host_memory *h = &server.hosts[i];

		memset(h->pending, -1, sizeof(h->pending));
		h->now.robots = h->stored.robots = -1;
		for (unsigned k = 0; k < SERVER_BUDGET_MAX; k++)
			h->budget[k] = -SIM_DAY;
	}
	return true;
}

void server_free(void)
{
	const struct world *w = server.world;

	(void)munmap(server.hosts, w->count * sizeof(*server.hosts));
	(void)munmap(server.addresses,
		     w->addresses * sizeof(*server.addresses));
	(void)munmap(server.totals, sizeof(*server.totals));
}

static struct host_memory *host_of(const struct portal *p)
{
	return &server.hosts[p->number];
}

static struct address_memory *address_of(const struct portal *p)
{
	return &server.addresses[p->address_number];
}

/* --- broken rules ----------------------------------------------------- */

uint64_t server_broken_count(void)
{
	uint64_t all = 0;

	for (int i = 0; i < RULE_COUNT; i++)
		all += server.totals->broken[i];
	return all;
}

void server_broken(enum rule rule, const struct portal *p, int page,
		   const char *format, ...)
{
	int64_t now = clockwork_now();
	char path[64] = "";
	va_list args;

	server.totals->broken[rule]++;
	if (server.totals->broken[rule] > TOLD_MOST)
		return;
	if (page >= 0)
		world_path(page, path, sizeof(path));
	fprintf(stdout, "seed %llu, day %lld %02lld:%02lld:%02lld.%03lld: "
		"%s\n    http://%s%s: ",
		(unsigned long long)server.world->seed,
		(long long)(now / SIM_DAY),
		(long long)(now / SIM_HOUR % 24),
		(long long)(now / SIM_MINUTE % 60),
		(long long)(now / SIM_SECOND % 60), (long long)(now % 1000),
		rule_texts[rule], p ? p->host : "", path);
	va_start(args, format);
	(void)vfprintf(stdout, format, args);
	va_end(args);
	(void)fputc('\n', stdout);
	(void)fflush(stdout);
}

static double seconds(int64_t ms)
{
	return (double)ms / 1000;
}

/* --- a request -------------------------------------------------------- */

static void check_manners(const struct portal *p, int page, int64_t now)
{
	const struct host_memory *h = host_of(p);
	const struct address_memory *a = address_of(p);

	if (h->running || a->running)
		server_broken(RULE_CONNECTION, p, page,
			      "%u on the host, %u on %s", h->running,
			      a->running, p->address);
	if (now < h->now.free_at)
		server_broken(RULE_DELAY, p, page, "%.3f s too soon",
			      seconds(h->now.free_at - now));
	else if (now < a->free_at)
		server_broken(RULE_ADDRESS_DELAY, p, page, "%.3f s too soon",
			      seconds(a->free_at - now));
	if (now < h->now.rest_until)
		server_broken(RULE_REST, p, page, "%.0f s too soon",
			      seconds(h->now.rest_until - now));
	if (now < h->now.block_until)
		server_broken(RULE_BLOCK, p, page, "%.0f s too soon, after %u "
			      "blocks", seconds(h->now.block_until - now),
			      h->now.blocks);
}

static void check_robots(const struct portal *p, int page, int64_t now)
{
	const struct told *t = &host_of(p)->now;

	if (page == PAGE_ROBOTS)
		return;
	if (t->robots < 0)
		server_broken(RULE_ROBOTS_UNKNOWN, p, page, "it was never had");
	else if (now - t->robots_at > ROBOTS_TTL + ROBOTS_STALE_MAX)
		server_broken(RULE_ROBOTS_OLD, p, page, "it is %.1f days old",
			      seconds(now - t->robots_at) / 86400);
	else if (world_shuts(t->robots, page))
		server_broken(RULE_ROBOTS_SHUT, p, page, "by version %d",
			      t->robots);
}

static void check_hours(const struct portal *p, int page, int64_t now)
{
	struct host_memory *h = host_of(p);
	int64_t wall = world_wall(server.world, now), first;

	if (window_opens(&p->window, wall) != wall)
		server_broken(RULE_WINDOW, p, page, "%02d:%02d to %02d:%02d",
			      p->window.from / 60, p->window.from % 60,
			      p->window.to / 60, p->window.to % 60);
	if (!p->budget)
		return;
	first = h->budget[(h->budget_next + SERVER_BUDGET_MAX - p->budget) %
			  SERVER_BUDGET_MAX];
	if (now - first < SIM_DAY)
		server_broken(RULE_BUDGET, p, page, "%u and one more within "
			      "%.3f h", p->budget,
			      seconds(now - first) / 3600);
	h->budget[h->budget_next] = now;
	h->budget_next = (h->budget_next + 1) % SERVER_BUDGET_MAX;
}

/* What our clock was ahead meanwhile counts as time. */
static void check_repeated(const struct portal *p, int page, int64_t now)
{
	const struct page_memory *m = &host_of(p)->pages[page];
	int64_t wall = server.world->begin_ms + now +
		       world_ahead(server.world, m->asked_at, now);

	if (page == PAGE_ROBOTS || m->unsure || !m->good_at ||
	    m->good_at != m->asked_at || now - m->asked_at > 20 * SIM_HOUR ||
	    wall - m->asked_wall > 20 * SIM_HOUR)
		return;
	server_broken(RULE_REPEATED, p, page, "stored %.0f s ago",
		      seconds(now - m->asked_at));
}

static void add_pending(const struct portal *p, int page)
{
	int8_t *pending = host_of(p)->pending;

	for (int i = 0; i < SERVER_PENDING; i++) {
		if (pending[i] >= 0)
			continue;
		pending[i] = (int8_t)page;
		return;
	}
	server_broken(RULE_CONNECTION, p, page, "%d answers are not stored",
		      SERVER_PENDING);
}

static bool has_pending(const struct host_memory *h)
{
	for (int i = 0; i < SERVER_PENDING; i++)
		if (h->pending[i] >= 0)
			return true;
	return false;
}

static void remove_pending(const struct portal *p, int page)
{
	int8_t *pending = host_of(p)->pending;

	for (int i = 0; i < SERVER_PENDING; i++) {
		if (pending[i] != page)
			continue;
		pending[i] = -1;
		return;
	}
}

static enum ill pick_ill(const struct portal *p, int page, uint64_t dice)
{
	static const enum ill passing[] = {
		ILL_REFUSED, ILL_TIMEOUT, ILL_RESET, ILL_BUSY, ILL_LATER,
		ILL_LATER_DATE, ILL_BROKEN, ILL_CUT, ILL_SLOW,
	};
	enum ill ill = world_illness(p, clockwork_now());

	if (ill == ILL_ROBOTS && page != PAGE_ROBOTS)
		ill = ILL_NONE;
	if (ill == ILL_NAME)
		ill = ILL_REFUSED;	/* resolved before it was unknown */
	if (ill != ILL_NONE || dice % 100 >= 3)
		return ill;
	return passing[dice / 100 % (sizeof(passing) / sizeof(*passing))];
}

static int64_t time_of(enum ill ill, uint64_t dice)
{
	switch (ill) {
	case ILL_REFUSED:
		return 20;
	case ILL_TIMEOUT:
		return 20 * SIM_SECOND;
	case ILL_SLOW:
		return 5 * SIM_SECOND + (int64_t)(dice % 20000);
	default:
		return 30 + (int64_t)(dice % 1200);
	}
}

void server_asked(const struct portal *p, int page, struct answer *ret_answer)
{
	int64_t now = clockwork_now();
	uint64_t dice = world_number(server.world, UINT64_C(1) << 61 |
				     (uint64_t)p->number << 40 |
				     (uint64_t)now);

	server.totals->requests++;
	check_manners(p, page, now);
	check_robots(p, page, now);
	check_hours(p, page, now);
	check_repeated(p, page, now);
	host_of(p)->running++;
	address_of(p)->running++;
	add_pending(p, page);
	*ret_answer = (struct answer){
		.ill = pick_ill(p, page, dice), .retry_ms = -1,
		.version = world_version(p, page, now),
	};
	if (ret_answer->version == 0 && ret_answer->ill == ILL_CUT)
		ret_answer->ill = ILL_NONE;	/* there is nothing to cut */
	ret_answer->took_ms = time_of(ret_answer->ill, dice >> 20);
	if (ret_answer->version == 0)
		ret_answer->version = VERSION_GONE;
	if (ret_answer->ill == ILL_LATER || ret_answer->ill == ILL_LATER_DATE)
		ret_answer->retry_ms = (int64_t)(1 + dice / 1000 % 7200) *
				       SIM_SECOND;
	server.totals->ills[ret_answer->ill]++;
}

/* --- its answer ------------------------------------------------------- */

static void rest(struct told *t, int64_t now, int64_t retry_ms)
{
	int64_t wait = BACKOFF_FIRST;

	for (unsigned i = 0; i < t->rests && wait < RETRY_AFTER_MAX; i++)
		wait *= 2;
	if (retry_ms >= 0)
		wait = retry_ms;
	else
		t->rests++;
	if (wait > RETRY_AFTER_MAX)
		wait = RETRY_AFTER_MAX;
	if (now + wait > t->rest_until)
		t->rest_until = now + wait;
}

static void block(struct told *t, int64_t now)
{
	unsigned rung = t->blocks < 3 ? t->blocks : 2;

	t->blocks++;
	t->block_until = now + ladder[rung];
}

/* Three in a row are a block, and each that answers a probe.  That of
 * robots.txt allows everything (RFC 9309 §2.3.1.3). */
static void forbid(struct told *t, int page, int64_t now)
{
	if (page == PAGE_ROBOTS) {
		t->rests = 0;
		t->robots = 0;
		t->robots_at = now;
		t->crawl_delay = 0;
	} else if (t->blocks || ++t->forbidden >= 3) {
		block(t, now);
	}
}

static void say_robots(struct told *t, const struct portal *p, int64_t now,
		       const struct answer *answer)
{
	t->robots = answer->version == VERSION_GONE ? 0 : answer->version;
	t->robots_at = now;
	t->crawl_delay = t->robots > 0 ? p->crawl_delay : 0;
}

static void tell(struct told *t, const struct portal *p, int page,
		 const struct answer *answer, int64_t now)
{
	switch (answer->ill) {
	case ILL_REFUSED:
	case ILL_TIMEOUT:
	case ILL_RESET:
	case ILL_BUSY:
	case ILL_LATER:
	case ILL_LATER_DATE:
	case ILL_ROBOTS:
		rest(t, now, answer->retry_ms);
		break;
	case ILL_BROKEN:
	case ILL_CUT:
		/* of robots.txt: the host cannot go on without it */
		if (page == PAGE_ROBOTS)
			rest(t, now, -1);
		break;
	case ILL_CHALLENGE:
		block(t, now);
		break;
	case ILL_FORBIDDEN:
		forbid(t, page, now);
		break;
	default:
		t->rests = 0;
		if (page == PAGE_ROBOTS) {
			say_robots(t, p, now, answer);
			break;
		}
		t->blocks = 0;
		t->forbidden = 0;
		break;
	}
}

void server_answered(const struct portal *p, int page,
		     const struct answer *answer)
{
	struct host_memory *h = host_of(p);
	struct address_memory *a = address_of(p);
	int64_t now = clockwork_now(), gap = DELAY;

	h->running--;
	a->running--;
	tell(&h->now, p, page, answer, now);
	if (gap < h->now.crawl_delay)
		gap = h->now.crawl_delay;
	if (gap < 2 * answer->took_ms)
		gap = 2 * answer->took_ms;
	h->now.free_at = now + gap;
	a->free_at = now + gap;
}

void server_given_up(const struct portal *p, int page)
{
	struct host_memory *h = host_of(p);
	struct address_memory *a = address_of(p);
	int64_t at = clockwork_now() + DELAY;

	h->running--;
	a->running--;
	remove_pending(p, page);
	h->now.free_at = h->stored.free_at = at;
	a->free_at = a->stored_free_at = at;
	server.totals->given_up++;
}

/* --- stored ----------------------------------------------------------- */

/* The longest that a column is left, and once more: at most one interval late.
 * What a host was ill it may be left alone for as long again, and a block for
 * its longest rest. */
int64_t server_patience(const struct portal *p, int64_t since, int64_t now)
{
	bool season = due_in_season(server.world->begin_ms + since);
	int64_t interval = (season ? 7 : 30) * SIM_DAY * 11 / 10;
	int64_t ill = world_ill_time(p, since, now);

	return 2 * interval + 2 * SIM_DAY + 2 * ill + (ill ? 8 * SIM_DAY : 0);
}

static void check_late(const struct portal *p, int page, int64_t since,
		       int64_t now, enum rule rule)
{
	if (now - since > server_patience(p, since, now))
		server_broken(rule, p, page, "after %.1f days",
			      seconds(now - since) / 86400);
}

static void note_change(struct page_memory *m, int version)
{
	if (m->version == VERSION_UNKNOWN && version > 0)
		m->fresh++;
	if (m->version > 0 && version == VERSION_GONE)
		m->gone++;
	if (m->version == VERSION_GONE && version > 0 && m->fresh)
		m->back++;
	if (m->version == VERSION_GONE && version > 0 && !m->fresh)
		m->fresh++;
	if (version <= 0)
		return;
	if (m->text && m->text != version)
		m->changed++;
	m->text = version;
}

void server_stored(const struct portal *p, int page, int version)
{
	struct host_memory *h = host_of(p);
	struct page_memory *m = &h->pages[page];
	int64_t now = clockwork_now();

	remove_pending(p, page);
	h->stored = h->now;
	address_of(p)->stored_free_at = address_of(p)->free_at;
	server.totals->stored++;
	m->asked_at = now;
	m->asked_wall = world_wall(server.world, now);
	if (version == VERSION_UNKNOWN)
		return;
	if (m->good_at && (page == PAGE_COLUMN || page == PAGE_HOME))
		check_late(p, page, m->good_at, now, RULE_LATE);
	if (page >= PAGE_REPORTS && !m->good_at && world_appears(p, page) > 0)
		check_late(p, page, world_appears(p, page), now, RULE_MISSED);
	note_change(m, version);
	m->good_at = now;
	m->version = version;
}

void server_life_over(void)
{
	for (unsigned i = 0; i < server.world->count; i++) {
		struct host_memory *h = &server.hosts[i];
		struct address_memory *a = address_of(
			&server.world->portals[i]);

		h->running = 0;
		h->now.forbidden = h->stored.forbidden = 0;
		if (has_pending(h)) {
			server.totals->excused++;
			h->now = h->stored;
			a->free_at = a->stored_free_at;
		}
		for (int k = 0; k < SERVER_PENDING; k++) {
			if (h->pending[k] >= 0)
				h->pages[h->pending[k]].unsure = true;
			h->pending[k] = -1;
		}
		a->running = 0;
	}
}
