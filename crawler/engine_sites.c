/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The sites of a run, which are opened a few at a time: what is due of the
 * first is fetched while the last, of thousands, are not open yet.  A service
 * comes back to them for ever:
 *
 *   NEW ──open──► PASS ──nothing left to wait for──► BETWEEN ──┐
 *         └────────────── a pass was finished ──────────►  ▲   │ what is due
 *                                                          └───┘ by its time
 *
 * A visit is a request to the writer; at most one is under way, and it takes
 * no more sites on after VISITS_MS.  It opens new
 * sites, ends passes that are over, and makes due what is due.  The store is
 * asked which rows are left while passes are under way: a pass is over when
 * none of its rows is leased and all that are queued are of hosts that are out
 * (blocked, unreachable): what is left of it comes when they are back.
 *
 * A run has a WARC file of its own; a service begins another every day, so that
 * what was received does not stay in a file that is still written to.
 *
 * Hosts that are out are looked through every minute, and opened again when
 * their rest is over.  The bounds of a site (max_pages, max_bytes, max_time)
 * count for a day, as with a refresh every night.
 */
#include "crawler/engine_private.h"

#include "base/err.h"
#include "crawler/clock.h"

#include <stdlib.h>

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

enum {
	VISITS_MAX = 64,	/* in one request: others wait for the writer */
	VISITS_MS = 50,
	VISIT_MEMORY = 64 << 20,
	LEFT_EVERY_MS = 5000,	/* how often passes are looked at, … */
	LEFT_SOON_MS = 300,	/* … and first after their begin */
};

/* Due times lie days apart, but those of one night are spread over many: they
 * are taken together. */
#define VISIT_LEAST (10 * MINUTE)
/* Out of the run for so long at least, where the host does not say. */
#define GONE_LEAST (10 * MINUTE)
/* A robots.txt that nobody brings is no longer waited for. */
#define ROBOTS_MOST HOUR

enum visit_kind {
	VISIT_OPEN,		/* it is new */
	VISIT_WISH,		/* somebody wants a pass, or what is due */
	VISIT_END,		/* its pass is over */
	VISIT_DUE,		/* what is due by its time */
};

/* One site, with the writer. */
struct visit {
	const struct site *site; /* the fixed part alone */
	enum visit_kind kind;
	struct engine_task *task; /* held: the site is one of its; NULL */
	struct budget budget;	/* of a new one; owned until it is moved */
	struct learnt learnt;	/* owned */
	bool comes_back;	/* it is a service's */
	/* what came of it */
	bool made;		/* false: there was no time for it */
	struct opening opening;
	int64_t next_ms;	/* wall; when something is due again */
};

struct visits {
	struct writer_request request;
	struct engine *e;
	struct settings *settings; /* held: the sites are theirs */
	struct arena *arena;
	struct visit visits[VISITS_MAX];
	size_t count;
	bool ends_file;
	bool set_back;
	bool wants_left;
	const struct store_left *left;
	size_t left_count;
};

/* --- on the writer thread --------------------------------------------- */

static int open_new(struct visit *v, struct store *store,
		    struct store_reader *reader)
{
	/* again after ERR_NOSPACE: nothing is learnt twice */
	learn_free(&v->learnt);
	v->opening.budget = &v->budget;
	v->opening.learnt = &v->learnt;
	return engine_open_site(store, reader, v->site, &v->opening);
}

static int visit_site(struct visit *v, struct store *store,
		      struct store_reader *reader)
{
	struct opening *o = &v->opening;
	int err = 0;

	o->now_ms = clock_wall_ms();
	if (v->comes_back)
		o->refresh_ms = o->now_ms;
	switch (v->kind) {
	case VISIT_OPEN:
		err = open_new(v, store, reader);
		break;
	case VISIT_WISH:
		engine_task_opening(v->task, o);
		err = engine_open_site(store, reader, v->site, o);
		break;
	case VISIT_END:
		err = store_pass_end(store, o->id, o->now_ms);
		break;
	case VISIT_DUE:
		err = store_refresh_begin(store, o->id, o->now_ms, &o->due);
		break;
	}
	if (!err && v->comes_back)
		err = store_refresh_next(store, o->id, &v->next_ms);
	v->made = !err;
	return err;
}

static int visits_work(struct writer_request *request, struct store *store,
		       struct store_reader *reader)
{
	struct visits *vs = (struct visits *)request;
	int64_t until = clock_mono_ms() + VISITS_MS;
	int err = 0;

	if (vs->set_back)
		err = store_refresh_mend(store, clock_wall_ms());
	/* after a full disk it comes again: what was made is not */
	for (size_t i = 0; i < vs->count && !err; i++)
		if (!vs->visits[i].made &&
		    (i == 0 || vs->visits[i].kind == VISIT_WISH ||
		     clock_mono_ms() < until))
			err = visit_site(&vs->visits[i], store, reader);
	if (!err && vs->ends_file)
		err = store_end_file(store);
	if (!err && vs->wants_left)
		err = store_left(store, vs->arena, &vs->left, &vs->left_count);
	return err;
}

/* --- passes that are over --------------------------------------------- */

static int by_site_id(const void *a, const void *b)
{
	const struct site *x = *(struct site *const *)a;
	const struct site *y = *(struct site *const *)b;

	return (x->id > y->id) - (x->id < y->id);
}

static int by_host_id(const void *a, const void *b)
{
	const struct host *x = *(struct host *const *)a;
	const struct host *y = *(struct host *const *)b;

	return (x->id > y->id) - (x->id < y->id);
}

/* Sites in a pass, and hosts, each by id, so that rows find theirs. */
struct index {
	struct site **sites;
	struct host **hosts;
	size_t site_count, host_count;
};

/* Is its end looked for? */
static bool is_waited(const struct site *site)
{
	return site->work == SITE_PASS || site->work == SITE_DUE;
}

static bool make_index(struct engine *e, struct arena *a, struct index *x)
{
	x->sites = arena_array(a, e->site_count + 1, sizeof(*x->sites));
	x->hosts = arena_array(a, HASH_COUNT(e->hosts.by_key) + 1,
			       sizeof(*x->hosts));
	if (!x->sites || !x->hosts)
		return false;
	for (size_t i = 0; i < e->site_count; i++)
		if (is_waited(e->sites[i]))
			x->sites[x->site_count++] = e->sites[i];
	for (struct host *h = e->hosts.by_key; h; h = h->hh.next)
		if (h->id)
			x->hosts[x->host_count++] = h;
	qsort(x->sites, x->site_count, sizeof(*x->sites), by_site_id);
	qsort(x->hosts, x->host_count, sizeof(*x->hosts), by_host_id);
	return true;
}

static bool is_waited_for(const struct index *x, const struct store_left *left)
{
	struct host key = {.id = left->host_id}, *wanted = &key, **found;

	if (left->leased > 0)
		return true;
	found = bsearch(&wanted, x->hosts, x->host_count, sizeof(*x->hosts),
			by_host_id);
	return !found || (*found)->state != HOST_GONE;
}

static void find_over(struct engine *e, struct visits *vs)
{
	struct index x = {.site_count = 0};

	if (!make_index(e, vs->arena, &x))
		return;		/* with the next look */
	for (size_t i = 0; i < x.site_count; i++) {
		x.sites[i]->pass_over = x.sites[i]->stopped == STOP_COUNT;
		x.sites[i]->left = 0;
	}
	for (size_t i = 0; i < vs->left_count; i++) {
		struct site key = {.id = vs->left[i].site}, *wanted = &key;
		struct site **site = bsearch(&wanted, x.sites, x.site_count,
					     sizeof(*x.sites), by_site_id);

		if (!site)
			continue;
		(*site)->left += (uint64_t)(vs->left[i].queued +
					    vs->left[i].leased);
		if (is_waited_for(&x, &vs->left[i]))
			(*site)->pass_over = false;
	}
}

/* --- visits ----------------------------------------------------------- */

struct site *engine_site_named(struct engine *e, const char *name)
{
	for (size_t i = 0; i < e->site_count; i++)
		if (strcmp(e->sites[i]->name, name) == 0)
			return e->sites[i];
	return NULL;
}

static int64_t mono_of(int64_t wall_ms)
{
	int64_t wait = wall_ms == INT64_MAX ? DAY : wall_ms - clock_wall_ms();

	if (wait < VISIT_LEAST)
		wait = VISIT_LEAST;
	return clock_mono_ms() + (wait < DAY ? wait : DAY);
}

static void say_visited(const struct site *site, const struct visit *v)
{
	const struct log_about about = {.site = site->name};

	if (v->opening.pass)
		log_note_of(about, "%s: %s", site->name, v->opening.resumed ?
			    "going on with its pass" : "a pass begins");
	else if (v->kind == VISIT_END)
		log_note_of(about, "%s: the pass is over; %llu fetched, %llu "
			    "reports", site->name,
			    (unsigned long long)site->tally.fetched,
			    (unsigned long long)site->tally.reports);
	else if (v->opening.due)
		log_note_of(about, "%s: %lld URLs are due again", site->name,
			    (long long)v->opening.due);
}

static void visited(struct engine *e, struct visit *v)
{
	/* A new one has no id yet, and a reload may have put another in its
	 * place. */
	struct site *site = engine_site_named(e, v->site->name);

	if (!site || !v->made)
		return;
	if (v->kind == VISIT_OPEN && site->work == SITE_NEW) {
		site->id = v->opening.id;
		budget_add(&site->budget, &v->budget);
		learn_add(&e->learnt, &v->learnt);
	}
	if (v->opening.pass) {
		site->work = SITE_PASS;
		site->resumed = v->opening.resumed;
		e->result->resumed |= v->opening.resumed;
	} else if (site->work != SITE_PASS || v->kind == VISIT_END) {
		site->work = v->kind == VISIT_WISH ? SITE_DUE : SITE_BETWEEN;
	}
	if (is_waited(site))	/* not before a fill has seen it */
		e->left_at = clock_mono_ms() + LEFT_SOON_MS;
	site->pass_over = false;
	site->due += v->opening.due;
	site->visit_at = mono_of(v->next_ms);
	e->fill_wanted = true;
	if (e->options.service)
		say_visited(site, v);
}

static int64_t wanted_at(const struct engine *e, const struct site *site)
{
	if (site->work == SITE_NEW)
		return 0;
	if (!e->options.service)
		return INT64_MAX;
	if (site->pass_over || site->wish)
		return 0;
	if (!is_waited(site))
		return site->visit_at;
	/* while it is shut only what was under way comes to an end */
	return site->shut_until > e->left_at && !e->moved ? site->shut_until :
							    e->left_at;
}

static void plan_visits(struct engine *e)
{
	e->visit_at = INT64_MAX;
	for (size_t i = 0; i < e->site_count; i++)
		if (wanted_at(e, e->sites[i]) < e->visit_at)
			e->visit_at = wanted_at(e, e->sites[i]);
}

static void visits_free(struct visits *vs)
{
	for (size_t i = 0; i < vs->count; i++) {
		if (vs->visits[i].task)
			engine_task_drop(vs->e, vs->visits[i].task);
		budget_clear(&vs->visits[i].budget);
		learn_free(&vs->visits[i].learnt);
	}
	arena_free(vs->arena);
	free(vs);
}

static void visits_done(struct writer_request *request, int err)
{
	struct visits *vs = (struct visits *)request;
	struct settings *settings = vs->settings;
	struct engine *e = vs->e;

	stall_at(&e->stall, "sites that were visited");
	e->asked--;
	e->visiting = false;
	if (err) {
		engine_stop(e, err == ERR_NOSPACE ? ENGINE_LIMITED :
			    ENGINE_FAILED, err);
	} else {
		for (size_t i = 0; i < vs->count; i++)
			visited(e, &vs->visits[i]);
		if (vs->wants_left)
			find_over(e, vs);
		plan_visits(e);
	}
	visits_free(vs);
	settings_drop(e, settings);
	engine_wake(e);
}

static enum visit_kind kind_of(const struct site *site)
{
	if (site->work == SITE_NEW)
		return VISIT_OPEN;
	if (site->wish)
		return VISIT_WISH;
	return site->pass_over && site->work == SITE_PASS ? VISIT_END :
	       VISIT_DUE;
}

static enum opening_how how_of(const struct engine_options *options)
{
	if (options->service)
		return OPENING_SERVICE;
	return options->refresh ? OPENING_REFRESH : OPENING_PASS;
}

static int add_visit(const struct engine *e, struct visits *vs,
		     struct site *site)
{
	struct visit *v = &vs->visits[vs->count++];

	*v = (struct visit){
		.site = site, .kind = kind_of(site),
		.comes_back = e->options.service != NULL,
		.opening = {.id = site->id, .how = how_of(&e->options),
			    .refresh_ms = e->options.refresh_ms},
	};
	if (v->kind == VISIT_WISH) {
		v->task = site->wish;
		v->site = site->wish_site ? site->wish_site : site;
		site->wish = NULL;
		site->wish_site = NULL;
	}
	return budget_init(&v->budget, v->kind == VISIT_OPEN ?
			   site->budget.max : 0);
}

static int collect(struct engine *e, struct visits *vs, int64_t now)
{
	int err = 0;

	for (size_t i = 0; i < e->site_count && !err; i++) {
		struct site *site = e->sites[i];

		if (wanted_at(e, site) > now)
			continue;
		if (is_waited(site) && !site->pass_over && !site->wish)
			vs->wants_left = true;
		else if (vs->count < VISITS_MAX)
			err = add_visit(e, vs, site);
	}
	return err;
}

static void visit(struct engine *e, int64_t now)
{
	struct visits *vs = calloc(1, sizeof(*vs));

	if (!vs) {
		engine_stop(e, ENGINE_FAILED, ERR_NOMEM);
		return;
	}
	vs->request = (struct writer_request){
		.work = visits_work, .done = visits_done,
	};
	vs->e = e;
	vs->arena = arena_new(VISIT_MEMORY);
	if (!vs->arena || collect(e, vs, now)) {
		visits_free(vs);
		engine_stop(e, ENGINE_FAILED, ERR_NOMEM);
		return;
	}
	vs->settings = settings_hold(e->settings);
	if (e->options.service && e->file_at <= now) {
		vs->ends_file = e->file_at > 0;
		e->file_at = now + DAY;
	}
	vs->set_back = e->set_back;
	e->set_back = false;
	if (vs->wants_left) {
		e->left_at = now + LEFT_EVERY_MS;
		e->moved = false;
	}
	e->visiting = true;
	e->visit_at = INT64_MAX;
	e->asked++;
	writer_ask(e->writer, &vs->request);
}

/* --- hosts that are out ----------------------------------------------- */

static int64_t back_at(const struct host *h)
{
	int64_t at = h->gone_ms + GONE_LEAST;

	if (h->end == HOST_END_BLOCKED)
		return h->block_until;
	return h->rest_until > at ? h->rest_until : at;
}

static void open_again(struct engine *e, struct host *h)
{
	host_move(h, HOST_OPENING);
	h->end = HOST_END_NONE;
	h->failures = 0;
	h->blocks = 0;
	h->gate.tries = 0;
	h->robots_pending = h->robots_wanted = false;
	free(h->robots_moved);
	h->robots_moved = NULL;
	h->resolve_again = true;
	e->fill_wanted = true;
}

static void sweep_host(struct engine *e, struct host *h, int64_t now)
{
	if (h->state == HOST_GONE && h->end != HOST_END_NONE && !h->alive &&
	    back_at(h) <= now)
		open_again(e, h);
	else if (h->state == HOST_READY && h->robots_pending && !h->running &&
		 now - h->robots_since > ROBOTS_MOST && h->rest_until <= now &&
		 !engine_site_shut(e, h->site))
		engine_drop_host(e, h, HOST_END_ROBOTS);
}

/* What was counted against the bounds of the site no longer is. */
void engine_begin_day(struct engine *e, struct site *site, int64_t now)
{
	site->began_ms = now;
	site->shut_ms = site->shut_until > now ? site->shut_until - now : 0;
	site->started = 0;
	site->bytes_before = site->tally.bytes;
	if (site->stopped != STOP_COUNT)
		e->fill_wanted = true;
	site->stopped = STOP_COUNT;
}

/* Sites that were visited while it was ahead wait for a time far off. */
static void look_at_clock(struct engine *e, int64_t now)
{
	int64_t ahead = clock_wall_ms() - now;

	if (e->wall_ahead && ahead < e->wall_ahead - DAY) {
		log_note("the clock was set back by %lld days; what was asked "
			 "for meanwhile is asked for again tomorrow",
			 (long long)((e->wall_ahead - ahead) / DAY));
		e->set_back = true;
		for (size_t i = 0; i < e->site_count; i++)
			e->sites[i]->visit_at = now;
		e->visit_at = now;
	}
	e->wall_ahead = ahead;
}

static void sweep(struct engine *e, int64_t now)
{
	look_at_clock(e, now);
	for (struct host *h = e->hosts.by_key; h; h = h->hh.next)
		sweep_host(e, h, now);
	for (size_t i = 0; i < e->site_count; i++)
		if (now - e->sites[i]->began_ms >= DAY)
			engine_begin_day(e, e->sites[i], now);
	if (e->forget_at <= now) {
		/* or they would grow, and count, for ever */
		seen_free(&e->found);
		traps_free(&e->traps);
		e->forget_at = now + DAY;
	}
	e->sweep_at = now + MINUTE;
}

void engine_serve(struct engine *e, int64_t now)
{
	if (e->options.service && e->sweep_at <= now)
		sweep(e, now);
	if (!e->visiting && e->visit_at <= now)
		visit(e, now);
}

void engine_serve_idle(struct engine *e, int64_t now)
{
	if (!e->moved || e->visiting || sched_next(&e->sched) <= now)
		return;
	e->left_at = now;
	plan_visits(e);
	engine_serve(e, now);
}

int64_t engine_serve_next(const struct engine *e)
{
	if (e->visiting || e->sweep_at < e->visit_at)
		return e->sweep_at;
	return e->visit_at;
}
