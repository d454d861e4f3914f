/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The small requests to the writer: the rows of a run at its begin and end,
 * leases that go back, the state of a host, the budget of an address.
 */
#include "crawler/engine_private.h"

#include "base/err.h"
#include "crawler/clock.h"

#include <stdlib.h>

/* --- the begin -------------------------------------------------------- */

struct begin {
	struct writer_request request;
	struct engine *e;
	int64_t run;		/* 0 until made */
};

static int begin_work(struct writer_request *request, struct store *store,
		      struct store_reader *reader)
{
	struct begin *b = (struct begin *)request;
	int64_t now = clock_wall_ms();
	int err = 0;

	(void)reader;
	if (!b->run)
		err = store_run_begin(store, b->e->options.command, now,
				      &b->run);
	return err ? err : store_refresh_mend(store, now);
}

static void begin_done(struct writer_request *request, int err)
{
	struct begin *b = (struct begin *)request;
	struct engine *e = b->e;

	e->asked--;
	e->result->run = b->run;
	log_run(b->run);
	free(b);
	engine_begun(e, err);
}

void engine_begin(struct engine *e)
{
	struct begin *b = calloc(1, sizeof(*b));

	if (!b) {
		engine_begun(e, ERR_NOMEM);
		return;
	}
	b->request = (struct writer_request){
		.work = begin_work, .done = begin_done,
	};
	b->e = e;
	e->asked++;
	writer_ask(e->writer, &b->request);
}

/* --- the end ---------------------------------------------------------- */

struct end {
	struct writer_request request;
	struct engine *e;
	bool complete;		/* passes end; else the next run goes on */
	const char *outcome;
	int64_t mono, wall;
};

static int save_hosts(struct end *end, struct store *store)
{
	struct engine *e = end->e;
	int err = 0;

	for (struct host *h = e->hosts.by_key; h && !err; h = h->hh.next) {
		struct store_host row;

		if (!h->id)
			continue;
		host_save(h, end->mono, end->wall, &row);
		err = store_host_put(store, &row);
	}
	for (struct address *a = e->hosts.by_text; a && !err; a = a->hh.next)
		err = store_address_put(store, a->text, address_save(
					a, end->mono, end->wall));
	return err;
}

/* How much is left of each site; asked before passes end. */
static int count_left(struct engine *e, struct store *store, struct arena *a)
{
	const struct store_left *left = NULL;
	size_t count = 0;
	int err = store_left(store, a, &left, &count);

	for (size_t i = 0; i < e->site_count; i++)
		e->sites[i]->left = 0;
	for (size_t i = 0; i < count && !err; i++) {
		struct site *site = engine_site(e, left[i].site);

		if (site)
			site->left += (uint64_t)(left[i].queued +
						 left[i].leased);
	}
	return err;
}

/* The loop does nothing but wait while this runs, so that the engine's tables
 * may be read here. */
static int end_work(struct writer_request *request, struct store *store,
		    struct store_reader *reader)
{
	struct end *end = (struct end *)request;
	struct engine *e = end->e;
	struct arena *a = arena_new(64 << 20);
	int err = a ? save_hosts(end, store) : ERR_NOMEM;

	(void)reader;
	if (!err)
		err = count_left(e, store, a);
	for (size_t i = 0; i < e->site_count && !err; i++)
		if (end->complete && !e->options.refresh &&
		    e->sites[i]->work != SITE_NEW &&
		    e->sites[i]->stopped == STOP_COUNT)
			err = store_pass_end(store, e->sites[i]->id,
					     end->wall);
	if (!err)
		err = store_run_end(store, e->result->run, end->wall,
				    end->outcome);
	arena_free(a);
	return err;
}

static void end_done(struct writer_request *request, int err)
{
	struct end *end = (struct end *)request;
	struct engine *e = end->e;

	e->asked--;
	free(end);
	engine_ended(e, err);
}

void engine_end(struct engine *e)
{
	static const char *const words[] = {
		[ENGINE_DONE] = "done", [ENGINE_LIMITED] = "limited",
		[ENGINE_INTERRUPTED] = "interrupted",
		[ENGINE_REFUSED] = "refused", [ENGINE_FAILED] = "failed",
	};
	struct end *end = calloc(1, sizeof(*end));

	if (!end) {
		engine_ended(e, ERR_NOMEM);
		return;
	}
	end->request = (struct writer_request){
		.work = end_work, .done = end_done,
	};
	end->e = e;
	end->complete = e->result->outcome == ENGINE_DONE;
	end->outcome = words[e->result->outcome];
	end->mono = clock_mono_ms();
	end->wall = clock_wall_ms();
	e->asked++;
	writer_ask(e->writer, &end->request);
}

/* --- leases that go back ---------------------------------------------- */

struct release {
	struct writer_request request;
	struct engine *e;
	int64_t site, url_id, due_ms;
	const char *stop;	/* static; NULL: it is to be asked for */
};

static int release_work(struct writer_request *request, struct store *store,
			struct store_reader *reader)
{
	struct release *r = (struct release *)request;

	(void)reader;
	if (r->stop)
		return store_lease_stop(store, r->site, r->url_id, r->stop);
	return store_lease_release(store, r->site, r->url_id, r->due_ms);
}

static void release_done(struct writer_request *request, int err)
{
	struct release *r = (struct release *)request;
	struct engine *e = r->e;

	e->asked--;
	free(r);
	/* With a full disk the lease stays; the next start gives it back. */
	if (err && err != ERR_NOSPACE)
		engine_stop(e, ENGINE_FAILED, err);
	engine_wake(e);
}

static void give_back(struct engine *e, struct job *job, int64_t due_ms,
		      const char *stop)
{
	struct release *r = calloc(1, sizeof(*r));

	if (r) {
		r->request = (struct writer_request){
			.work = release_work, .done = release_done,
		};
		r->e = e;
		r->site = job->lease.site;
		r->url_id = job->lease.url_id;
		r->due_ms = due_ms;
		r->stop = stop;
		e->asked++;
		writer_ask(e->writer, &r->request);
	}
	engine_free_job(e, job);
}

void engine_release(struct engine *e, struct job *job, int64_t due_ms)
{
	give_back(e, job, due_ms, NULL);
}

void engine_leave_out(struct engine *e, struct job *job, enum stop stop)
{
	job->site->tally.stops[stop]++;
	give_back(e, job, 0, stop_name(stop));
}

/* --- one host, one address -------------------------------------------- */

struct host_row {
	struct writer_request request;
	struct engine *e;
	struct host *host;
	struct store_host row;	/* strings lent by the host, which outlives */
	char *record;		/* owned: the gate may change meanwhile */
	int64_t next_ms;
};

static int save_work(struct writer_request *request, struct store *store,
		     struct store_reader *reader)
{
	(void)reader;
	return store_host_put(store, &((struct host_row *)request)->row);
}

static void save_done(struct writer_request *request, int err)
{
	struct host_row *r = (struct host_row *)request;
	struct engine *e = r->e;

	e->asked--;
	free(r->record);
	free(r);
	if (err && err != ERR_NOSPACE)
		engine_stop(e, ENGINE_FAILED, err);
	engine_wake(e);
}

void engine_save_host(struct engine *e, struct host *h)
{
	struct host_row *r = calloc(1, sizeof(*r));

	if (!r)
		return;	/* it is saved at the end, too */
	r->request = (struct writer_request){
		.work = save_work, .done = save_done,
	};
	r->e = e;
	host_save(h, clock_mono_ms(), clock_wall_ms(), &r->row);
	if (r->row.robots_record)
		r->record = slice_dup(slice_of(r->row.robots_record));
	r->row.robots_record = r->record;
	e->asked++;
	writer_ask(e->writer, &r->request);
}

static int load_work(struct writer_request *request, struct store *store,
		     struct store_reader *reader)
{
	struct host_row *r = (struct host_row *)request;

	(void)reader;
	return store_address_get(store, r->row.address, &r->next_ms);
}

static void load_done(struct writer_request *request, int err)
{
	struct host_row *r = (struct host_row *)request;
	struct engine *e = r->e;
	struct host *h = r->host;

	e->asked--;
	if (!err && h->address)
		address_load(h->address, r->next_ms, clock_mono_ms(),
			     clock_wall_ms());
	free(r);
	engine_resolved(e, h);
}

void engine_load_address(struct engine *e, struct host *h)
{
	struct host_row *r = calloc(1, sizeof(*r));

	if (!r) {
		engine_resolved(e, h);
		return;
	}
	r->request = (struct writer_request){
		.work = load_work, .done = load_done,
	};
	r->e = e;
	r->host = h;
	r->row.address = h->address->text;
	e->asked++;
	writer_ask(e->writer, &r->request);
}
