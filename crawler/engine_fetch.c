/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From the scheduler's pick to the end of the exchange.  One dispatch does one
 * of: resolve the name; ask for robots.txt; refuse (robots, trap, address);
 * give a lease back (its site has reached a limit); or start the exchange.
 * Afterwards the host goes back to the scheduler.
 */
#include "crawler/engine_private.h"

#include "base/err.h"
#include "crawler/clock.h"

#include <stdio.h>
#include <utlist.h>

/* --- the name --------------------------------------------------------- */

static bool is_seed_host(const struct site *site, const struct host *h)
{
	for (size_t i = 0; i < site->seed_count; i++) {
		const struct url *seed = &site->seeds[i];

		if (seed->port == h->port && slice_eqs(seed->host, h->name) &&
		    slice_eqs(seed->scheme, h->tls ? "https" : "http"))
			return true;
	}
	return false;
}

/* A run ends that may not ask this host; a service leaves the host out. */
static void refuse_host(struct engine *e, struct host *h)
{
	if (!e->options.service) {
		engine_stop(e, ENGINE_REFUSED, 0);
		return;
	}
	log_note_of(engine_about(h), "%s", e->result->problem);
	e->result->problem[0] = '\0';
	engine_drop_host(e, h, HOST_END_FORBIDDEN);
}

/* What the options allow on local addresses only, asked of another. */
static void check_options(struct engine *e, struct host *h)
{
	const struct conf_snapshot *conf = e->options.conf;

	if (!conf_text(conf, OPTION_CONTACT))
		engine_problem(e, "%s is at a public address (%s), and "
			       "nobody is crawled without knowing by whom: "
			       "say --contact you@example.org, or set "
			       "\"contact\" in the configuration",
			       h->name, h->address->text);
	else if (h->rules.connections > 1)
		engine_problem(e, "--connections above 1 is for loopback and "
			       "private addresses only; %s is at %s",
			       h->name, h->address->text);
	else if (h->rules.delay_ms < HOST_DELAY_LEAST)
		engine_problem(e, "a delay below 1 s is for loopback and "
			       "private addresses only; %s is at %s",
			       h->name, h->address->text);
	else
		return;
	refuse_host(e, h);
}

void engine_look_at_address(struct engine *e, struct host *h)
{
	bool local = guard_is_local(h->address->zone);

	for (size_t i = 0; i < e->site_count; i++) {
		struct site *site = e->sites[i];

		if (!is_seed_host(site, h))
			continue;
		site->is_public |= h->address->zone == GUARD_PUBLIC;
		site->local = (site->local || local) && !site->is_public;
		if (h->address->zone == GUARD_PUBLIC &&
		    h->state != HOST_GONE)
			check_options(e, h);
	}
}

void engine_was_at(struct engine *e, const struct host *h, const char *address)
{
	if (guard_zone_of_text(address) != GUARD_PUBLIC)
		return;
	for (size_t i = 0; i < e->site_count; i++)
		if (is_seed_host(e->sites[i], h))
			e->sites[i]->is_public = true;
}

void engine_resolved(struct engine *e, struct host *h)
{
	e->resolving--;
	if (h->state != HOST_RESOLVING)
		return;
	host_move(h, HOST_READY);
	engine_touch(e, h);
	engine_wake(e);
}

/* The name leads nowhere: the job at the head says so in its capture. */
static void unresolved(struct engine *e, struct host *h, int err)
{
	struct job *job = host_peek(h);

	e->resolving--;
	if (h->state != HOST_RESOLVING)
		return;
	host_move(h, HOST_READY);
	if (!job || err == ERR_CANCELLED) {
		engine_touch(e, h);
		return;
	}
	host_unqueue(h, job);
	job->refusal = err;
	job->dns_ms = h->dns_ms;
	job->started_ms = clock_wall_ms();
	workers_submit(job->settings->workers, job);
}

static void note_families(struct host *h, const struct resolve_answer *answer)
{
	h->has_v4 = h->has_v6 = false;
	for (int i = 0; i < answer->count; i++)
		*(strchr(answer->address[i], ':') ? &h->has_v6 :
						    &h->has_v4) = true;
}

/* The addresses by turns.  Where one is public only those that are: a name
 * that means our own network, too, shall not lead there. */
static const char *pick(const struct resolve_answer *answer, unsigned turn)
{
	const char *public[RESOLVE_MAX_ADDRESSES];
	unsigned count = 0;

	for (int i = 0; i < answer->count; i++)
		if (guard_zone_of_text(answer->address[i]) == GUARD_PUBLIC)
			public[count++] = answer->address[i];
	return count ? public[turn % count] :
	       answer->address[turn % (unsigned)answer->count];
}

static void on_resolved(void *ctx, const struct resolve_answer *answer)
{
	struct host *h = ctx;
	struct engine *e = h->engine;
	struct address *a;
	bool is_new;

	h->dns_ms = answer->took_ms;
	if (answer->err || answer->count < 1) {
		unresolved(e, h, answer->err ? answer->err : ERR_DNS_FAILED);
		return;
	}
	a = hosts_address(&e->hosts, pick(answer, h->turn));
	if (!a) {
		unresolved(e, h, ERR_NOMEM);
		return;
	}
	note_families(h, answer);
	is_new = !a->hosts && a->free_at == 0;
	host_place(h, a);
	h->resolve_again = false;
	engine_look_at_address(e, h);
	if (is_new)
		engine_load_address(e, h);
	else
		engine_resolved(e, h);
}

static void find_address(struct engine *e, struct host *h)
{
	host_move(h, HOST_RESOLVING);
	e->resolving++;
	if (resolve_start(e->resolver, h->name, h->port, on_resolved, h) == 0)
		return;
	e->resolving--;
	host_move(h, HOST_READY);
	engine_stop(e, ENGINE_FAILED, ERR_NOMEM);
}

/* --- the exchange ----------------------------------------------------- */

static void on_fetch_done(void *ctx, struct fetch_result *result)
{
	struct job *job = ctx;
	struct host *h = job->host;
	struct engine *e = h->engine;
	int32_t took = result->total_ms > 0 ? result->total_ms : 0;

	role_assert(ROLE_LOOP);
	stall_at(&e->stall, "the end of an exchange");
	job->fetch = NULL;
	job->result = result;
	result->outcome = host_connect_error(h, result->outcome,
					     result->no_route);
	DL_DELETE(e->fetching, job);
	job->prev = job->next = NULL;
	host_finish(h, clock_mono_ms(), took);
	engine_touch(e, h);
	engine_wake(e);
	if (result->outcome == ERR_CANCELLED) {
		engine_release(e, job, 0);
		return;
	}
	job->held = job_bytes(job);
	e->held += job->held;
	workers_submit(job->settings->workers, job);
}

/* A page of the same host, or of any over http: the referer a browser sends
 * (some list endpoints and download servlets ask for it, portals.md §1). */
static const char *referer_of(const struct job *job)
{
	const struct store_request *asked = job->lease.url.request;
	const char *via = asked && asked->referer ? asked->referer :
			  job->lease.url.via;

	if (!via || job->lease.url.is_robots)
		return NULL;
	if (strncmp(via, "https:", 6) == 0 &&
	    !slice_eqs(job->url.scheme, "https"))
		return NULL;
	return via;
}

static struct fetch_jar *jar_of(struct host *h)
{
	if (!h->jar)
		h->jar = fetch_jar_new();
	return h->jar;	/* without memory: no cookies */
}

static int start(struct engine *e, struct job *job)
{
	const struct settings *settings = job->settings;
	const struct conf_snapshot *conf = settings->conf;
	const struct store_request *asked = job->lease.url.request;
	struct fetch_request request = {
		.url = &job->url,
		.address = job->host->address->text,
		.method = asked ? asked->method : "GET",
		.body = asked ? asked->body : SLICE_NONE,
		.content_type = asked ? asked->content_type : NULL,
		.user_agent = settings->user_agent,
		.from = settings->from,
		.referer = referer_of(job),
		.jar = jar_of(job->host),
		.tls_relaxed = job->site->tls_relaxed,
		.ca_file = conf_text(conf, OPTION_CA_FILE),
		.guard = {
			.has_contact = conf_text(conf, OPTION_CONTACT) != NULL,
			.allow_local = job->site->local,
		},
		.limits = &settings->limits,
	};

	if (job->lease.last.record_id && !job->lease.url.is_robots) {
		request.if_none_match = job->lease.etag;
		request.if_modified_since = job->lease.last_modified;
		job->conditional = job->lease.etag || job->lease.last_modified;
	}
	return fetch_start(e->fetcher, &request, on_fetch_done, job,
			   &job->fetch);
}

static void fetch(struct engine *e, struct job *job)
{
	struct host *h = job->host;
	int err;

	host_unqueue(h, job);
	job->started_ms = clock_wall_ms();
	budget_note(&job->site->budget, job->started_ms);
	job->dns_ms = h->dns_ms;
	h->dns_ms = -1;
	if (!job->lease.url.is_robots) {
		job->site->started++;
		engine_note_asked(e, job);
		job->robots_capture = h->gate.capture;
		if (h->gate.record)
			job->robots_record = arena_strndup(
				job->arena, h->gate.record,
				strlen(h->gate.record));
	}
	if (h->block.sign)
		job->block_kept = arena_strndup(job->arena, h->block.sign,
						strlen(h->block.sign));
	host_begin(h);
	job_move(job, JOB_FETCHING);
	DL_APPEND(e->fetching, job);
	err = start(e, job);
	if (err == 0)
		return;
	/* Out of memory before anything was sent: nothing happened. */
	DL_DELETE(e->fetching, job);
	host_finish(h, clock_mono_ms(), 0);
	engine_release(e, job, 0);
	engine_stop(e, ENGINE_FAILED, err);
}

/* --- what is decided before ------------------------------------------- */

/* Refused without the network: recorded as any other attempt. */
static void refuse(struct job *job, int outcome, const char *text)
{
	host_unqueue(job->host, job);
	job->refusal = outcome;
	job->refusal_text = text;
	job->started_ms = clock_wall_ms();
	workers_submit(job->settings->workers, job);
}

static bool site_has_room(struct engine *e, struct site *site)
{
	enum stop stop = STOP_COUNT;

	if (site->stopped != STOP_COUNT)
		return false;
	if ((int64_t)site->started >= site->max_pages ||
	    (site->pages_most && site->started >= site->pages_most))
		stop = STOP_PAGES;
	else if ((int64_t)(site->tally.bytes - site->bytes_before) >=
		 site->max_bytes ||
		 (site->bytes_most && site->tally.bytes >= site->bytes_most))
		stop = STOP_BYTES;
	else if (clock_mono_ms() - site->began_ms - site->shut_ms >=
		 site->max_time_ms)
		stop = STOP_TIME;
	if (stop == STOP_COUNT)
		return true;
	site->stopped = stop;
	site->tally.stops[stop]++;
	e->fill_wanted = true;	/* what is left is no longer waited for */
	return false;
}

static void want_robots(struct engine *e, struct host *h)
{
	h->robots_pending = true;
	h->robots_since = clock_mono_ms();
	h->robots_wanted = true;
	e->fill_wanted = true;
}

static void refuse_by_robots(struct job *job,
			     const struct gate_answer *answer)
{
	const char *text = arena_printf(job->arena,
		"robots.txt line %u does not allow it: %.*s", answer->line,
		SLICE_ARG(answer->rule));
	const struct robots_gate *gate = &job->host->gate;

	job->robots_capture = gate->capture;
	if (gate->record)
		job->robots_record = arena_strndup(job->arena, gate->record,
						   strlen(gate->record));
	refuse(job, ERR_ROBOTS, text);
}

static bool address_allowed(const struct job *job, const struct engine *e)
{
	struct guard_policy policy = {
		.has_contact = conf_text(e->options.conf, OPTION_CONTACT),
		.allow_local = job->site->local,
	};

	return guard_allows(&policy, job->host->address->zone);
}

/* What has become of others since it was found; STOP_COUNT: nothing. */
static enum stop stop_of(struct engine *e, const struct job *job)
{
	const struct store_url *url = &job->lease.url;
	enum stop stop;

	if (url->is_seed)
		return STOP_COUNT;
	if (job->site->scope.kind == SCOPE_REPORTS &&
	    learn_gives_up(&e->learnt, url->url, url->via, url->priority))
		return STOP_BARREN;
	if (store_request_is_special(url->request))
		return STOP_COUNT;	/* as in engine_answer.c */
	stop = traps_check(&e->traps, &job->url);
	if (stop != STOP_COUNT || url->column_page)
		return stop;
	if (traps_is_echo(&e->traps, slice_of(url->via)))
		return STOP_SAME_CONTENT;
	return traps_ask(&e->traps, trap_page(slice_of(url->url),
					      (uint64_t)url->site),
			 slice_of(url->url)) ? STOP_COUNT : STOP_SPELLING;
}

static void dispatch_page(struct engine *e, struct host *h, struct job *job)
{
	struct gate_answer answer;
	enum stop stop;

	if (!site_has_room(e, job->site)) {
		host_unqueue(h, job);
		engine_release(e, job, 0);
		return;
	}
	stop = stop_of(e, job);
	if (stop != STOP_COUNT) {
		host_unqueue(h, job);
		engine_leave_out(e, job, stop);
		return;
	}
	answer = robots_gate_ask(&h->gate, &e->settings->robots,
				 url_target(&job->url), clock_wall_ms());
	if (answer.verdict == GATE_FETCH)
		want_robots(e, h);
	else if (answer.verdict == GATE_REFUSED)
		refuse_by_robots(job, &answer);
	else
		fetch(e, job);
}

/* The window has shut, or the budget is spent: the lease goes back. */
static void give_back(struct engine *e, struct host *h, struct job *job)
{
	if (job->lease.url.is_robots)
		h->robots_wanted = true;	/* perhaps for another site */
	host_unqueue(h, job);
	engine_release(e, job, 0);
}

void engine_dispatch(struct engine *e, struct host *h)
{
	struct job *job = host_peek(h);

	if (engine_site_shut(e, job->site))
		give_back(e, h, job);
	else if (!h->address || h->resolve_again)
		find_address(e, h);
	else if (!address_allowed(job, e))
		refuse(job, ERR_FORBIDDEN_ADDRESS, arena_printf(job->arena,
		       "%s is a %s address, which may not be crawled here",
		       h->address->text,
		       guard_zone_name(h->address->zone)));
	else if (job->lease.url.is_robots)
		fetch(e, job);
	else
		dispatch_page(e, h, job);
	engine_touch(e, h);
	if (h->backlog > 0 && h->queued == 0)
		e->fill_wanted = true;
}
