/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Another configuration takes the place of the one in force.  All of it in one
 * turn of the loop: sites that stay keep what they have come to, hosts get the
 * rules of their site of now, leases that wait go over (those of sites that are
 * gone go back).  What is on the wire, with a worker or with the writer is not
 * touched: it holds its settings (engine_settings.c).
 *
 * The store hears of it by a request, since its next WARC file has to say who
 * crawls with what.
 */
#include "crawler/engine_private.h"

#include "base/err.h"
#include "crawler/clock.h"

#include <stdlib.h>
#include <utlist.h>

/* --- sites ------------------------------------------------------------ */

static struct site *old_site(const struct settings *old, const char *name)
{
	for (size_t i = 0; i < old->site_count; i++)
		if (strcmp(old->table[i]->name, name) == 0)
			return old->table[i];
	return NULL;
}

/* What is counted from now on on the old one comes when its settings go
 * (settings_drop()). */
static void carry_over(struct site *site, struct site *old, int64_t now)
{
	site->id = old->id;
	site->local = old->local;
	site->began_ms = old->began_ms;
	site->shut_ms = old->shut_ms;
	if (old->shut_until > now)	/* it is seen anew whether it is */
		site->shut_ms -= old->shut_until - now;
	site->started = old->started;
	site->bytes_before = old->bytes_before;
	site->tally = old->tally;
	old->tally = (struct tally){.fetched = 0};
	site->left = old->left;
	site->pages_most = old->pages_most;
	site->bytes_most = old->bytes_most;
	site->wish = old->wish;
	site->wish_site = old->wish_site;
	old->wish = NULL;
	site->resumed = old->resumed;
	site->due = old->due;
	site->work = old->work;
	site->visit_at = old->visit_at;
	budget_add(&site->budget, &old->budget);
}

static void carry_over_all(struct settings *s, const struct settings *old,
			   int64_t now)
{
	for (size_t i = 0; i < s->site_count; i++) {
		struct site *before = old_site(old, s->table[i]->name);

		s->table[i]->began_ms = now;
		if (before)
			carry_over(s->table[i], before, now);
	}
}

/* Of sites that are gone. */
static void drop_wishes(struct engine *e, struct settings *old)
{
	for (size_t i = 0; i < old->site_count; i++) {
		struct engine_task *wish = old->table[i]->wish;

		old->table[i]->wish = NULL;
		if (wish)
			engine_task_drop(e, wish);
	}
}

/* --- hosts and what waits --------------------------------------------- */

static void move_queue(struct engine *e, struct host *h)
{
	struct job *job, *next;

	DL_FOREACH_SAFE(h->queue, job, next) {
		struct site *site = engine_site(e, job->lease.site);
		struct settings *old = job->settings;

		if (!site) {
			host_unqueue(h, job);
			engine_release(e, job, 0);
			continue;
		}
		job->site->alive--;
		job->site = site;
		site->alive++;
		job->settings = settings_hold(e->settings);
		settings_drop(e, old);
	}
}

static void move_hosts(struct engine *e)
{
	for (struct host *h = e->hosts.by_key; h; h = h->hh.next) {
		engine_rule_host(e, h);
		if (h->address)
			engine_look_at_address(e, h);
		move_queue(e, h);
		engine_touch(e, h);
	}
}

static void fix_addresses(struct engine *e)
{
	for (size_t i = 0; i < e->site_count; i++)
		for (size_t k = 0; k < e->sites[i]->resolve_count; k++)
			(void)resolve_fix(e->resolver, /* conf checked it */
					  e->sites[i]->resolve[k]);
}

/* --- the store -------------------------------------------------------- */

struct news {
	struct writer_request request;
	struct engine *e;
	struct settings *settings; /* held until the store has heard */
};

static int news_work(struct writer_request *request, struct store *store,
		     struct store_reader *reader)
{
	struct news *n = (struct news *)request;

	(void)reader;
	return store_set_options(store, &n->settings->writing.options);
}

static void news_done(struct writer_request *request, int err)
{
	struct news *n = (struct news *)request;
	struct engine *e = n->e;
	struct settings *told = e->told;

	e->asked--;
	e->told = n->settings;	/* the store borrows from it now */
	free(n);
	if (told)
		settings_drop(e, told);
	if (err)
		engine_stop(e, err == ERR_NOSPACE ? ENGINE_LIMITED :
			    ENGINE_FAILED, err);
	engine_wake(e);
}

static void tell_store(struct engine *e, struct news *n)
{
	n->request = (struct writer_request){
		.work = news_work, .done = news_done,
	};
	n->e = e;
	n->settings = settings_hold(e->settings);
	archive_writing(&n->settings->writing, e->options.conf);
	e->asked++;
	writer_ask(e->writer, &n->request);
}

/* --- all -------------------------------------------------------------- */

int engine_reload(struct engine *e, struct conf_snapshot *conf,
		  struct crawl_plan *plan)
{
	struct news *news = calloc(1, sizeof(*news));
	struct settings *old = e->settings, *s;
	int err = news ? settings_new(e, conf, plan, &s) : ERR_NOMEM;

	stall_at(&e->stall, "a reload");
	if (err) {
		free(news);
		return err;
	}
	settings_hold(old);	/* until all has gone over */
	settings_enforce(e, s);
	carry_over_all(s, old, clock_mono_ms());
	drop_wishes(e, old);
	fix_addresses(e);
	move_hosts(e);
	settings_drop(e, old);
	tell_store(e, news);
	e->fill_wanted = true;
	e->visit_at = clock_mono_ms();
	engine_wake(e);
	return 0;
}
