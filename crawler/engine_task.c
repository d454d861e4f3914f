/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tasks: work that is handed over to a service, which does it among its own.
 * A task is a wish for each of its sites (a pass, or what is due); the next
 * visit (engine_sites.c) takes it to the store.  From then on the sites are as
 * others are, and the task only watches them:
 *
 *   wish ──visit──► PASS or DUE ──► BETWEEN: over
 *                        └ a bound of the task or site, or a window that shuts:
 *                          over, too; the service goes on when it may
 *
 * Whoever leaves takes nothing with them: the sites go on.  Each site has one
 * wish at most; tasks that watch the same site are told of the same end.
 */
#include "crawler/engine_private.h"

#include "base/err.h"
#include "crawler/clock.h"

#include <stdio.h>
#include <stdlib.h>

struct task_site {
	const char *name;	/* of the settings that are held */
	size_t at;		/* where it was among the engine's sites */
	struct tally before;	/* of the site when it began */
	struct tally now;	/* what came since */
};

struct engine_task {
	struct engine_task_options options; /* operands are not looked at */
	struct settings *settings; /* held */
	struct crawl_plan plan;	/* of sites that were there, with seeds */
	struct task_site *sites; /* owned */
	struct engine_task_site *told; /* owned: as many */
	size_t site_count;
	int64_t began_ms, began_wall_ms;
	unsigned holders;	/* wishes and visits, and who waits for it */
};

/* --- holding ---------------------------------------------------------- */

struct engine_task *engine_task_hold(struct engine_task *task)
{
	task->holders++;
	return task;
}

void engine_task_drop(struct engine *e, struct engine_task *task)
{
	if (!task || --task->holders > 0)
		return;
	crawl_plan_free(&task->plan);
	settings_drop(e, task->settings);
	free(task->sites);
	free(task->told);
	free(task);
}

void engine_task_opening(const struct engine_task *task,
			 struct opening *ret_opening)
{
	ret_opening->how = task->options.refresh ? OPENING_REFRESH :
			   OPENING_PASS;
	ret_opening->refresh_ms = task->options.refresh_ms;
}

/* --- which sites ------------------------------------------------------ */

static int watch(struct engine_task *task, const struct site *site, size_t at)
{
	struct task_site *sites;

	sites = realloc(task->sites, (task->site_count + 1) * sizeof(*sites));
	if (!sites)
		return ERR_NOMEM;
	task->sites = sites;
	sites[task->site_count++] = (struct task_site){
		.name = site->name, .at = at, .before = site->tally,
	};
	return 0;
}

static int watch_once(struct engine_task *task, const struct site *site)
{
	for (size_t i = 0; i < task->site_count; i++)
		if (strcmp(task->sites[i].name, site->name) == 0)
			return 0;
	return watch(task, site, 0);
}

/* NULL: a reload took it away. */
static struct site *site_of(struct engine *e, struct task_site *s)
{
	if (s->at < e->site_count &&
	    strcmp(e->sites[s->at]->name, s->name) == 0)
		return e->sites[s->at];
	for (s->at = 0; s->at < e->site_count; s->at++)
		if (strcmp(e->sites[s->at]->name, s->name) == 0)
			return e->sites[s->at];
	return NULL;
}

static int refuse(char *why, size_t size, const char *format,
		  const char *what)
{
	(void)snprintf(why, size, format, what);
	return ERR_INVALID;
}

/* A site the service does not have; it has it from now on. */
static int add_site(struct engine *e, struct engine_task *task,
		    struct crawl_plan *plan)
{
	const struct engine_task_options *o = &task->options;
	struct site *site = &plan->sites[0];
	int err;

	if (o->scope)
		site->scope.kind = strcmp(o->scope, "site") == 0 ?
				   SCOPE_SITE : SCOPE_REPORTS;
	site->began_ms = clock_mono_ms();
	err = settings_add(e->settings, plan);
	if (err)
		return err;
	settings_enforce(e, e->settings);
	return watch_once(task, site);
}

static bool is_scope(const struct site *site, const char *scope)
{
	return (site->scope.kind == SCOPE_SITE) ==
	       (strcmp(scope, "site") == 0);
}

static int add_operand(struct engine *e, struct engine_task *task,
		       const char *operand, char *why, size_t size)
{
	static const struct crawl_overrides none = {.scope = false};
	const struct conf_snapshot *conf = e->options.conf;
	struct crawl_plan plan = {.sites = NULL};
	const char *text = "";
	struct site *site;
	int err = crawl_plan_add(&plan, conf, &none, operand, &text);

	site = err ? NULL : engine_site_named(e, plan.sites[0].name);
	if (err == ERR_NOTFOUND)
		err = refuse(why, size, "\"%s\" is neither a site of the "
			     "service nor a URL", operand);
	else if (err == ERR_INVALID)
		err = refuse(why, size, "that URL cannot be crawled: %s",
			     text);
	else if (!err && !site)
		err = add_site(e, task, &plan);
	else if (!err && task->options.scope &&
		 !is_scope(site, task->options.scope))
		err = refuse(why, size, "the service has the site \"%s\" with "
			     "another scope", site->name);
	else if (!err)
		err = watch_once(task, site);
	if (!err && site)
		err = crawl_plan_add(&task->plan, conf, &none, operand, &text);
	crawl_plan_free(&plan);
	return err;
}

static int add_sites(struct engine *e, struct engine_task *task, char *why,
		     size_t size)
{
	const struct engine_task_options *o = &task->options;
	int err = 0;

	for (size_t i = 0; i < o->operand_count && !err; i++)
		err = add_operand(e, task, o->operands[i], why, size);
	for (size_t i = 0; i < e->site_count && !err && !o->operand_count; i++)
		err = watch(task, e->sites[i], i);
	if (!err && task->site_count == 0)
		err = refuse(why, size, "the service has no %s", "site");
	if (!err) {
		task->told = calloc(task->site_count, sizeof(*task->told));
		err = task->told ? 0 : ERR_NOMEM;
	}
	return err;
}

/* --- the begin -------------------------------------------------------- */

static const struct site *planned(const struct engine_task *task,
				  const char *name)
{
	for (size_t i = 0; i < task->plan.count; i++)
		if (strcmp(task->plan.sites[i].name, name) == 0)
			return &task->plan.sites[i];
	return NULL;
}

static void wish(struct engine *e, struct engine_task *task,
		 struct site *site)
{
	const struct engine_task_options *o = &task->options;

	engine_begin_day(e, site, clock_mono_ms());
	site->pages_most = o->max_pages > 0 ?
			   site->started + (uint64_t)o->max_pages : 0;
	site->bytes_most = o->max_bytes > 0 ?
			   site->tally.bytes + (uint64_t)o->max_bytes : 0;
	if (site->work == SITE_NEW || site->wish)
		return;		/* it is begun anyway */
	site->wish = engine_task_hold(task);
	site->wish_site = planned(task, site->name);
}

int engine_task_begin(struct engine *e,
		      const struct engine_task_options *options,
		      struct engine_task **ret_task, char *why, size_t size)
{
	struct engine_task *task = calloc(1, sizeof(*task));
	int err;

	if (!task)
		return ERR_NOMEM;
	task->options = *options;
	task->holders = 1;
	task->settings = settings_hold(e->settings);
	task->began_ms = clock_mono_ms();
	task->began_wall_ms = clock_wall_ms();
	err = add_sites(e, task, why, size);
	if (err) {
		engine_task_drop(e, task);
		return err;
	}
	task->options.operands = NULL;
	task->options.operand_count = 0;
	task->options.scope = NULL;
	for (size_t i = 0; i < task->site_count; i++)
		wish(e, task, site_of(e, &task->sites[i]));
	e->visit_at = clock_mono_ms();
	engine_wake(e);
	*ret_task = task;
	return 0;
}

/* --- how far it is ---------------------------------------------------- */

static void stop_in_time(const struct engine_task *task, struct site *site)
{
	int64_t most = task->options.max_time_ms;

	if (most <= 0 || site->stopped != STOP_COUNT ||
	    clock_mono_ms() - task->began_ms < most)
		return;
	site->stopped = STOP_TIME;
	site->tally.stops[STOP_TIME]++;
}

/* Is it waited for no longer? */
static bool is_over(const struct engine_task *task, const struct site *site)
{
	if (!site)
		return true;
	if (site->stopped != STOP_COUNT ||
	    (site->shut_until > clock_mono_ms() && !task->options.wait))
		return site->alive == 0;	/* or they would not be told */
	return site->work == SITE_BETWEEN;
}

static void subtract(struct tally *now, const struct tally *all,
		     const struct tally *before)
{
	const struct tally a = *all, *b = before;

	*now = (struct tally){
		.fetched = a.fetched - b->fetched,
		.pages = a.pages - b->pages,
		.stored = a.stored - b->stored,
		.revisits = a.revisits - b->revisits,
		.not_modified = a.not_modified - b->not_modified,
		.failed = a.failed - b->failed,
		.retried = a.retried - b->retried,
		.not_found = a.not_found - b->not_found,
		.blocked = a.blocked - b->blocked,
		.robots = a.robots - b->robots,
		.bytes = a.bytes - b->bytes,
		.reports = a.reports - b->reports,
		.redirects = a.redirects - b->redirects,
		.good = a.good - b->good,
	};
	for (size_t i = 0; i < STOP_COUNT; i++)
		now->stops[i] = a.stops[i] - b->stops[i];
}

static void tell(struct engine_task *task, size_t i, struct site *site)
{
	struct task_site *s = &task->sites[i];
	struct engine_task_site *told = &task->told[i];

	told->name = s->name;
	told->tally = &s->now;
	if (!site)
		return;
	subtract(&s->now, &site->tally, &s->before);
	if (site->stopped == STOP_COUNT &&
	    site->shut_until > clock_mono_ms())
		s->now.stops[site->shut_by]++;
	told->id = site->id;
	told->left = site->left;
	told->resumed = site->resumed;
	told->remark = site->remark;
}

void engine_task_look(struct engine *e, struct engine_task *task,
		      struct engine_task_state *ret_state)
{
	bool over = task->holders == 1;

	stall_at(&e->stall, "who waits for a task");
	for (size_t i = 0; i < task->site_count; i++) {
		struct site *site = site_of(e, &task->sites[i]);

		if (site)
			stop_in_time(task, site);
		over &= is_over(task, site);
	}
	if (over || e->state != ENGINE_RUNNING)
		engine_note_remarks(e);
	for (size_t i = 0; i < task->site_count; i++)
		tell(task, i, site_of(e, &task->sites[i]));
	*ret_state = (struct engine_task_state){
		.over = over,
		.run = e->result->run,
		.began_ms = task->began_wall_ms,
		.elapsed_ms = clock_mono_ms() - task->began_ms,
		.sites = task->told, .site_count = task->site_count,
	};
}

void engine_task_end(struct engine *e, struct engine_task *task)
{
	for (size_t i = 0; i < task->site_count; i++) {
		struct site *site = site_of(e, &task->sites[i]);

		if (site)
			site->pages_most = site->bytes_most = 0;
	}
	engine_task_drop(e, task);
}
