/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the engine asks of the writer: the rows of a run at its begin and end,
 * and fills.  A fill is one request that does all there is to do at that
 * moment, so that a thousand hosts cost one round trip:
 *
 *   open hosts that are new (politeness, robots rules, budget of the address)
 *   lease for hosts whose queue runs low (robots row first where wanted)
 *   list hosts with rows that wait
 *
 * At most one fill is under way, and the next begins no sooner than four times
 * as long as the last one took: the store has pages to write, too.  Where more
 * than WANTS_MAX hosts want something, those with the fewest leases get it, and
 * the others with the next fill, which then begins after as long as the last
 * one took.  So 2,850 hosts get their 1,370 leases a second; with two leases a
 * host and the longer pause it were 1,110.
 */
#include "crawler/engine_private.h"

#include "base/err.h"
#include "crawler/clock.h"
#include "crawler/log.h"
#include "parsers/coding.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* Few leases a host: what is found meanwhile may be more urgent, and
	 * of thousands of hosts each lease takes 4 KB. */
	BATCH = 4, LOW = 1,
	/* Without delays a round trip would be felt. */
	BATCH_LIFTED = 64, LOW_LIFTED = 32,
	FILL_ARENA = 256 << 20,
	FILL_PAUSE = 4, FILL_PAUSE_CUT = 1, /* times what the last fill took */
	WANTS_MAX = 256,	/* hosts: else the loop would stand still */
};

/* What one host wants, and what it got. */
struct want {
	struct host *host;
	bool open;		/* row, robots rules, address */
	bool robots;		/* its robots.txt into the frontier */
	size_t max;		/* leases; 0 none */
	int64_t site;		/* under which robots.txt is asked for */
	struct store_host row;
	struct robots *rules;	/* moved to the host */
	int64_t address_next_ms;
	struct store_lease *leases;
	size_t lease_count;
};

struct fill {
	struct writer_request request;
	struct engine *e;
	struct arena *arena;
	int64_t run;
	int64_t now_ms;		/* wall */
	int64_t took_ms;	/* with the store, not before it */
	bool cut;		/* more hosts want something */
	int64_t *sites;		/* those still going on */
	size_t site_count;
	struct want *wants;
	size_t want_count;
	const struct store_due *due;
	size_t due_count;
};

static size_t batch_of(const struct host *h)
{
	return host_effective_rules(h).delay_ms ? BATCH : BATCH_LIFTED;
}

static size_t low_of(const struct host *h)
{
	return host_effective_rules(h).delay_ms ? LOW : LOW_LIFTED;
}

/* --- on the writer thread --------------------------------------------- */

static struct robots *load_rules(struct store_reader *reader, int64_t capture,
				 struct arena *a)
{
	struct buf payload = BUF_INIT(ROBOTS_MAX_BYTES * 2);
	struct buf content = BUF_INIT(ROBOTS_MAX_BYTES * 4);
	struct capture c = {.url = NULL};
	struct robots *rules = NULL;

	if (reader && store_payload(reader, capture, a, &payload, &c) == 0) {
		(void)coding_undo(slice_of(c.content_encoding),
				  buf_slice(&payload), &content);
		rules = robots_parse(buf_slice(&content));
	}
	buf_free(&content);
	buf_free(&payload);
	return rules;
}

static int open_host(struct fill *f, struct want *w, struct store *store,
		     struct store_reader *reader)
{
	int err = store_host_get(store, w->host->key, f->arena, &w->row);

	if (!err && w->row.address)
		err = store_address_get(store, w->row.address,
					&w->address_next_ms);
	if (!err && w->row.robots_capture && w->row.robots_status / 100 == 2 &&
	    !w->rules)
		w->rules = load_rules(reader, w->row.robots_capture, f->arena);
	return err;
}

static int ask_for_robots(struct fill *f, struct want *w, struct store *store)
{
	struct store_url url = {
		.url = w->host->robots_url,
		.host_key = w->host->key,
		.hops = "P",
		.via_position = -1,
		.site = w->site,
		.priority = PRIORITY_ROBOTS,
		.is_robots = true,
	};

	return store_frontier_add(store, &url, f->now_ms, NULL);
}

static int lease(struct fill *f, struct want *w, struct store *store)
{
	if (!w->leases)
		w->leases = arena_array(f->arena, w->max,
					sizeof(struct store_lease));
	if (!w->leases)
		return arena_err(f->arena);
	return store_lease(store, f->run, w->host->id, f->sites,
			   f->site_count, f->now_ms, w->max, f->arena,
			   w->leases, &w->lease_count);
}

static int fill_want(struct fill *f, struct want *w, struct store *store,
		     struct store_reader *reader)
{
	int err = 0;

	w->lease_count = 0;
	if (w->open)
		err = open_host(f, w, store, reader);
	if (!err && w->robots)
		err = ask_for_robots(f, w, store);
	if (!err && w->max)
		err = lease(f, w, store);
	return err;
}

/* May be run again after ERR_NOSPACE: nothing of it was done then. */
static int fill_work(struct writer_request *request, struct store *store,
		     struct store_reader *reader)
{
	struct fill *f = (struct fill *)request;
	int64_t began = clock_mono_ms();
	int err = 0, end;

	f->now_ms = clock_wall_ms();
	store_together(store);
	for (size_t i = 0; i < f->want_count && !err; i++)
		err = fill_want(f, &f->wants[i], store, reader);
	if (!err)
		err = store_due_hosts(store, f->sites, f->site_count, f->arena,
				      &f->due, &f->due_count);
	end = store_together_end(store);
	f->took_ms = clock_mono_ms() - began;
	return err ? err : end;
}

/* --- on the loop ------------------------------------------------------ */

static void fill_free(struct fill *f)
{
	for (size_t i = 0; i < f->want_count; i++)
		robots_free(f->wants[i].rules);
	arena_free(f->arena);
	free(f);
}

static void opened(struct engine *e, struct want *w)
{
	struct host *h = w->host;
	int64_t mono = clock_mono_ms(), wall = clock_wall_ms();

	if (host_load(h, &w->row, mono, wall))
		engine_stop(e, ENGINE_FAILED, ERR_NOMEM);
	robots_gate_rules(&h->gate, w->rules, &e->settings->robots);
	w->rules = NULL;
	if (w->row.address) {
		struct address *a = hosts_address(&e->hosts, w->row.address);

		if (a)
			address_load(a, w->address_next_ms, mono, wall);
		engine_was_at(e, h, w->row.address);
	}
	host_move(h, HOST_READY);
	engine_block_loaded(e, h);
}

static void take_lease(struct engine *e, struct host *h,
		       const struct store_lease *lease)
{
	struct job *job;

	if (job_new(lease, &job)) {
		/* Out of memory: the row stays leased; the next start gives
		 * it back. */
		engine_stop(e, ENGINE_FAILED, ERR_NOMEM);
		return;
	}
	job->host = h;
	job->site = engine_site(e, lease->site);
	job->settings = settings_hold(e->settings);
	h->alive++;
	e->alive++;
	if (job->site)
		job->site->alive++;
	if (e->state != ENGINE_RUNNING || h->state == HOST_GONE ||
	    !job->site) {
		engine_release(e, job, 0);
		return;
	}
	host_queue(h, job);
	if (strcmp(lease->url.url, h->robots_url) == 0) {
		/* left by another run, maybe: no page goes before it is known,
		 * or it would be asked for twice */
		h->robots_pending = true;
		h->robots_since = clock_mono_ms();
	}
}

static void filled(struct engine *e, struct want *w)
{
	struct host *h = w->host;

	if (w->open && h->state == HOST_OPENING)
		opened(e, w);
	if (w->robots)
		h->robots_wanted = false;
	for (size_t i = 0; i < w->lease_count; i++)
		take_lease(e, h, &w->leases[i]);
	engine_touch(e, h);
}

void engine_rule_host(struct engine *e, struct host *h)
{
	struct url u;

	h->site = e->site_count ? e->sites[0] : NULL;
	if (url_parse(slice_of(h->key), NULL, NULL, &u, NULL))
		return;
	for (size_t i = e->site_count; i-- > 0;)
		if (scope_has(&e->sites[i]->scope, &u))
			h->site = e->sites[i];
	url_free(&u);
	if (h->site)
		h->rules.delay_ms = h->site->delay_ms;
	h->rules.connections = (unsigned)conf_number(e->options.conf,
						     OPTION_CONNECTIONS);
}

/* NULL where it has none. */
static char *robots_url_of(const char *key)
{
	struct buf text = BUF_INIT(URL_MAX);
	char *robots = NULL;
	struct url u;

	if (url_parse(slice_of(key), NULL, NULL, &u, NULL))
		return NULL;
	if (url_canonical(&u, &text) == 0 &&
	    buf_adds(&text, "robots.txt") == 0)
		robots = slice_dup(buf_slice(&text));
	buf_free(&text);
	url_free(&u);
	return robots;
}

static struct host *new_host(struct engine *e, const char *key)
{
	struct host *h;

	if (hosts_add(&e->hosts, key, &h))
		return NULL;
	h->engine = e;
	engine_rule_host(e, h);
	h->robots_url = robots_url_of(key);
	if (!h->robots_url) {
		h->state = HOST_GONE;
		return NULL;
	}
	e->fill_wanted = true;
	return h;
}

static void note_due(struct engine *e, const struct fill *f)
{
	for (struct host *h = e->hosts.by_key; h; h = h->hh.next)
		h->backlog = 0;
	for (size_t i = 0; i < f->due_count; i++) {
		const struct store_due *due = &f->due[i];
		struct host *h = hosts_find(&e->hosts, due->host_key);

		if (due->queued == 0)
			continue;
		if (!h)
			h = new_host(e, due->host_key);
		if (!h)
			continue;
		h->backlog = due->queued;
		h->due_ms = due->first_due_ms;
	}
}

/* When hosts and sites that got nothing now will want something. */
static void note_next(struct engine *e)
{
	int64_t mono = clock_mono_ms(), wall = clock_wall_ms();

	for (struct host *h = e->hosts.by_key; h; h = h->hh.next) {
		int64_t due = h->due_ms > wall ? mono + h->due_ms - wall : mono;

		if (h->state == HOST_GONE || engine_block_holds(e, h))
			continue;
		if (h->robots_wanted)
			engine_fill_at(e, h->rest_until);
		else if (h->backlog > 0 && h->queued <= low_of(h))
			engine_fill_at(e, due > h->rest_until ? due :
				       h->rest_until);
	}
	engine_wait_shut(e);
}

/* Due but not given: do not ask again at once. */
static void note_empty(const struct fill *f, struct want *w)
{
	if (w->max && w->lease_count == 0 && w->host->backlog &&
	    w->host->due_ms <= f->now_ms)
		w->host->due_ms = f->now_ms + 1000;
}

static void fill_done(struct writer_request *request, int err)
{
	struct fill *f = (struct fill *)request;
	struct engine *e = f->e;

	stall_at(&e->stall, "what the store gave");
	e->filling = false;
	e->asked--;
	e->fill_after = clock_mono_ms() +
			(f->cut ? FILL_PAUSE_CUT : FILL_PAUSE) * f->took_ms;
	if (err) {
		engine_stop(e, err == ERR_NOSPACE ? ENGINE_LIMITED :
			    ENGINE_FAILED, err);
	} else {
		note_due(e, f);
		for (size_t i = 0; i < f->want_count; i++) {
			note_empty(f, &f->wants[i]);
			filled(e, &f->wants[i]);
		}
		note_next(e);
	}
	fill_free(f);
	engine_wake(e);
}

/* What the host wants now; false: nothing. */
static bool want_of(struct engine *e, struct host *h, int64_t wall,
		    struct want *ret_want)
{
	*ret_want = (struct want){
		.host = h,
		.open = h->state == HOST_OPENING,
	};
	if (h->state == HOST_GONE || !h->site)
		return false;
	if (h->state == HOST_OPENING)
		return true;
	ret_want->robots = h->robots_wanted;
	if (h->robots_wanted)
		ret_want->site = engine_site_asking(e, h)->id;
	if (h->rest_until > clock_mono_ms() || engine_block_holds(e, h))
		return false;
	if (h->robots_wanted || (h->queued <= low_of(h) && h->backlog > 0 &&
				 h->due_ms <= wall))
		ret_want->max = h->block.since_ms ? 1 : batch_of(h);
	return ret_want->max > 0;
}

static int by_value(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int by_need(const void *a, const void *b)
{
	const struct host *x = ((const struct want *)a)->host;
	const struct host *y = ((const struct want *)b)->host;

	if (x->queued != y->queued)
		return x->queued < y->queued ? -1 : 1;
	return (x->free_at > y->free_at) - (x->free_at < y->free_at);
}

static void keep_neediest(struct engine *e, struct fill *f)
{
	if (f->want_count <= WANTS_MAX)
		return;
	qsort(f->wants, f->want_count, sizeof(*f->wants), by_need);
	f->want_count = WANTS_MAX;
	f->cut = true;
	e->fill_wanted = true;
}

static int collect_wants(struct engine *e, struct fill *f)
{
	int64_t wall = clock_wall_ms();

	f->wants = arena_array(f->arena, HASH_COUNT(e->hosts.by_key) + 1,
			       sizeof(struct want));
	f->sites = arena_array(f->arena, e->site_count + 1,
			       sizeof(int64_t));
	if (!f->wants || !f->sites)
		return arena_err(f->arena);
	for (size_t i = 0; i < e->site_count; i++)
		if (e->sites[i]->stopped == STOP_COUNT &&
		    !engine_site_shut(e, e->sites[i]))
			f->sites[f->site_count++] = e->sites[i]->id;
	qsort(f->sites, f->site_count, sizeof(*f->sites), by_value);
	for (struct host *h = e->hosts.by_key; h; h = h->hh.next)
		if (want_of(e, h, wall, &f->wants[f->want_count]))
			f->want_count++;
	keep_neediest(e, f);
	return 0;
}

void engine_fill(struct engine *e)
{
	struct fill *f = calloc(1, sizeof(*f));

	if (!f) {
		engine_stop(e, ENGINE_FAILED, ERR_NOMEM);
		return;
	}
	f->request = (struct writer_request){
		.work = fill_work, .done = fill_done,
	};
	f->e = e;
	f->run = e->result->run;
	f->arena = arena_new(FILL_ARENA);
	e->fill_wanted = false;
	if (!f->arena || collect_wants(e, f)) {
		f->want_count = 0;
		fill_free(f);
		engine_stop(e, ENGINE_FAILED, ERR_NOMEM);
		return;
	}
	e->filling = true;
	e->fill_at = INT64_MAX;
	e->asked++;
	writer_ask(e->writer, &f->request);
}
