/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The engine: owner of everything a run needs, and the one place that decides
 * what happens next.  Whatever happens calls engine_wake(); the next turn of
 * the loop then runs tick(), which
 *
 *   starts what may be started      sched_pick() ► engine_dispatch()
 *   asks the store for more         engine_fill()
 *   notices that nothing is left    settle()
 *   sleeps until the next moment    the timer
 *
 * Happy path of one job:
 *
 *   engine_fill ► host queue ► engine_dispatch ► fetch_start ► on_fetch_done
 *   ► workers_submit ► engine_on_extracted ► writer_submit ► engine_on_stored
 *
 * How it can end otherwise: a limit of a site (its leases go back, others go
 * on); a limit of the run, a signal, a full disk (leases go back, what is on
 * its way is waited for, stop_grace at most); an error of the store (the same,
 * without waiting).  A second signal ends the process where it is: the store
 * is safe by construction.
 *
 * Ends only through ENDING: passes, hosts and the run's row are written last,
 * then every handle is closed and the loop must be empty.
 */
#include "crawler/engine_private.h"

#include "base/err.h"
#include "crawler/clock.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utlist.h>

enum {
	DISK_RETRY_MS = 3000,
	STARTS_MAX = 32,	/* in one turn: a few ms */
};

static const char *const state_names[ENGINE_STATES] = {
	[ENGINE_STARTING] = "starting",	[ENGINE_RUNNING] = "running",
	[ENGINE_STOPPING] = "stopping",	[ENGINE_ENDING] = "ending",
	[ENGINE_CLOSING] = "closing",
};

static const unsigned moves[ENGINE_STATES] = {
	[ENGINE_STARTING] = 1u << ENGINE_RUNNING | 1u << ENGINE_STOPPING,
	[ENGINE_RUNNING] = 1u << ENGINE_STOPPING,
	[ENGINE_STOPPING] = 1u << ENGINE_ENDING,
	[ENGINE_ENDING] = 1u << ENGINE_CLOSING,
};

static void engine_move(struct engine *e, enum engine_state to)
{
	if (!(moves[e->state] >> to & 1)) {
		fprintf(stderr, "nianbao: the engine may not go from %s to "
			"%s\n", state_names[e->state], state_names[to]);
		abort();
	}
	e->state = to;
}

/* --- small things everybody uses -------------------------------------- */

static void on_timer(uv_timer_t *timer);

static void sleep_until(struct engine *e, int64_t at)
{
	int64_t now = clock_mono_ms();

	if (e->state == ENGINE_CLOSING)
		return;
	(void)uv_timer_start(&e->timer, on_timer,
			     at > now ? (uint64_t)(at - now) : 0, 0);
}

void engine_wake(struct engine *e)
{
	sleep_until(e, 0);
}

void engine_problem(struct engine *e, const char *format, ...)
{
	va_list args;

	if (e->result->problem[0])
		return;
	va_start(args, format);
	(void)vsnprintf(e->result->problem, sizeof(e->result->problem),
			format, args);
	va_end(args);
}

struct site *engine_site(struct engine *e, int64_t id)
{
	for (size_t i = 0; i < e->site_count; i++)
		if (e->sites[i]->id == id)
			return e->sites[i];
	return NULL;
}

void engine_fill_at(struct engine *e, int64_t at)
{
	if (at < e->fill_at)
		e->fill_at = at;
}

void engine_touch(struct engine *e, struct host *h)
{
	int err = h->address ? sched_touch_address(&e->sched, h->address) : 0;

	if (sched_touch(&e->sched, h) || err)
		engine_stop(e, ENGINE_FAILED, ERR_NOMEM);
}

void engine_free_job(struct engine *e, struct job *job)
{
	struct settings *settings = job->settings;

	e->alive--;
	e->held -= job->held;
	job->host->alive--;
	if (job->site)
		job->site->alive--;
	e->moved = true;
	if (job->host->block.since_ms)
		e->fill_wanted = true;	/* others of its group wait for it */
	job_free(job);
	settings_drop(e, settings);
}

static void drain(struct engine *e, struct host *h)
{
	struct job *job;

	while ((job = host_peek(h))) {
		host_unqueue(h, job);
		engine_release(e, job, 0);
	}
}

struct log_about engine_about(const struct host *h)
{
	return (struct log_about){.site = h->site ? h->site->name : NULL,
				  .host = h->key};
}

void engine_drop_host(struct engine *e, struct host *h, enum host_end end)
{
	if (h->state == HOST_GONE)
		return;
	log_detail_of(engine_about(h), "%s %s", h->key, host_end_text(end));
	h->end = end;
	h->gone_ms = clock_mono_ms();
	host_move(h, HOST_GONE);
	drain(e, h);
	(void)sched_touch(&e->sched, h);
	engine_save_host(e, h);
}

/* --- what happens next ------------------------------------------------ */

static bool may_start(const struct engine *e)
{
	const struct conf_snapshot *conf = e->options.conf;

	return e->state == ENGINE_RUNNING && !e->disk_full &&
	       fetch_running(e->fetcher) <
		       (unsigned)conf_number(conf, OPTION_PARALLEL) &&
	       fetch_bytes(e->fetcher) + e->held <
		       (size_t)conf_number(conf, OPTION_BYTES_IN_FLIGHT) &&
	       writer_queue(e->writer) + settings_busy(e) <
		       (size_t)conf_number(conf, OPTION_WRITER_QUEUE);
}

/* No answer is on its way to the writer. */
static bool is_quiet(const struct engine *e)
{
	return !e->fetching && e->resolving == 0 && e->asked == 0 &&
	       settings_busy(e) == 0;
}

static bool is_idle(const struct engine *e)
{
	return is_quiet(e) && writer_queue(e->writer) == 0;
}

/* Hosts that wait for a robots.txt nobody is going to bring any more. */
static bool drop_stuck(struct engine *e)
{
	bool any = false;

	for (struct host *h = e->hosts.by_key; h; h = h->hh.next) {
		if (h->state == HOST_GONE || !h->robots_pending ||
		    engine_site_shut(e, h->site))
			continue;
		engine_drop_host(e, h, HOST_END_ROBOTS);
		any = true;
	}
	return any;
}

static void note_waits(struct engine *e)
{
	int64_t now = clock_mono_ms();

	for (struct host *h = e->hosts.by_key; h; h = h->hh.next) {
		int64_t wait = h->rest_until - now;

		if (h->state == HOST_GONE || (!h->queue && !h->backlog))
			continue;
		h->site->tally.stops[STOP_WAIT]++;
		if (h->site->stopped == STOP_COUNT)
			h->site->stopped = STOP_WAIT;
		if (wait > 0)
			log_note_of(engine_about(h), "%s asks to wait for %lld "
				    "s more, which is longer than this run has "
				    "time; run the same command later to go on",
				    h->key, (long long)wait / 1000);
	}
}

/* Nothing is on its way: wait, or end. */
static void settle(struct engine *e)
{
	int64_t next = sched_next(&e->sched);

	if (e->fill_wanted)
		return;
	if (e->fill_at < next)
		next = e->fill_at;
	if (next == INT64_MAX && drop_stuck(e)) {
		engine_wake(e);
		return;
	}
	if (next > e->deadline_ms)
		engine_end_shut(e);
	if (next > e->deadline_ms && next != INT64_MAX)
		note_waits(e);
	if (next > e->deadline_ms)
		engine_stop(e, ENGINE_DONE, 0);
}

static void check_time(struct engine *e)
{
	if (clock_mono_ms() < e->deadline_ms)
		return;
	for (size_t i = 0; i < e->site_count; i++) {
		struct site *site = e->sites[i];

		if (site->stopped != STOP_COUNT)
			continue;
		site->stopped = STOP_TIME;
		site->tally.stops[STOP_TIME]++;
	}
	engine_stop(e, ENGINE_DONE, 0);
}

static void run_on(struct engine *e)
{
	int64_t now = clock_mono_ms();
	struct host *h;
	int starts = 0;

	check_time(e);
	if (e->state != ENGINE_RUNNING)
		return;
	engine_serve(e, now);
	while (starts++ < STARTS_MAX && may_start(e) &&
	       (h = sched_pick(&e->sched, now)))
		engine_dispatch(e, h);
	if (e->fill_at <= now)
		e->fill_wanted = true;
	if (e->state != ENGINE_RUNNING)
		return;
	if (e->fill_wanted && !e->filling && !e->disk_full &&
	    now >= e->fill_after)
		engine_fill(e);
	else if (is_idle(e) && e->options.service)
		engine_serve_idle(e, now);
	else if (is_idle(e))
		settle(e);
	else if (is_quiet(e))
		writer_hurry(e->writer);
}

static void sleep_on(struct engine *e)
{
	int64_t at = e->deadline_ms;

	if (e->options.service)
		at = engine_serve_next(e);
	if (may_start(e) && sched_next(&e->sched) < at)
		at = sched_next(&e->sched);
	if (!e->filling && e->fill_at < at)
		at = e->fill_at;
	if (e->fill_wanted && !e->filling && e->fill_after < at)
		at = e->fill_after;
	if (at < clock_mono_ms() + 1)
		at = clock_mono_ms() + 1;
	sleep_until(e, at);
}

static void tick(struct engine *e)
{
	if (e->state == ENGINE_RUNNING)
		run_on(e);
	if (e->state == ENGINE_RUNNING) {
		if (!uv_is_active((uv_handle_t *)&e->timer))
			sleep_on(e);
		return;
	}
	if (e->state == ENGINE_STOPPING && e->alive == 0 && is_idle(e)) {
		engine_move(e, ENGINE_ENDING);
		engine_end(e);
	}
}

static void on_timer(uv_timer_t *timer)
{
	struct engine *e = timer->data;

	stall_at(&e->stall, "what happens next");
	tick(e);
}

/* --- begin ------------------------------------------------------------ */

void engine_begun(struct engine *e, int err)
{
	if (err)
		engine_stop(e, err == ERR_NOSPACE ? ENGINE_LIMITED :
			    ENGINE_FAILED, err);
	if (e->state == ENGINE_STARTING) {
		engine_move(e, ENGINE_RUNNING);
		if (e->options.service)
			e->options.service->begun(e->options.service->ctx, e);
	}
	e->fill_wanted = true;
	engine_wake(e);
}

/* --- end -------------------------------------------------------------- */

static void cancel_all(struct engine *e)
{
	struct job *job;

	DL_FOREACH(e->fetching, job)
		fetch_cancel(job->fetch);
}

static void on_grace(uv_timer_t *timer)
{
	cancel_all(timer->data);
	convert_stop_all(true);
}

void engine_stop(struct engine *e, enum engine_outcome outcome, int err)
{
	uint64_t grace = (uint64_t)conf_number(e->options.conf,
					       OPTION_STOP_GRACE);

	if (e->state >= ENGINE_STOPPING)
		return;
	e->result->outcome = outcome;
	e->result->err = err;
	engine_move(e, ENGINE_STOPPING);
	if (e->options.service)
		e->options.service->stopping(e->options.service->ctx);
	for (struct host *h = e->hosts.by_key; h; h = h->hh.next) {
		drain(e, h);
		(void)sched_touch(&e->sched, h);
	}
	if (e->disk_full)
		writer_give_up(e->writer);
	if (outcome == ENGINE_FAILED)
		grace = 0;
	(void)uv_timer_start(&e->grace, on_grace, grace, 0);
	engine_wake(e);
}

static void on_closed(uv_handle_t *handle)
{
	struct engine *e = handle->data;

	e->handles--;
}

static void on_part_closed(void *ctx)
{
	struct engine *e = ctx;

	e->handles--;
}

static void close_handle(struct engine *e, uv_handle_t *handle)
{
	e->handles++;
	uv_close(handle, on_closed);
}

static void close_all(struct engine *e)
{
	if (e->options.service)
		e->options.service->ending(e->options.service->ctx);
	close_handle(e, (uv_handle_t *)&e->timer);
	close_handle(e, (uv_handle_t *)&e->progress);
	close_handle(e, (uv_handle_t *)&e->grace);
	close_handle(e, (uv_handle_t *)&e->disk);
	close_handle(e, (uv_handle_t *)&e->sigint);
	close_handle(e, (uv_handle_t *)&e->sigterm);
	e->handles++;
	stall_end(&e->stall, on_part_closed, e);
	if (e->fetcher) {
		e->handles++;
		fetch_close(e->fetcher, on_part_closed, e);
	}
	if (e->resolver) {
		e->handles++;
		resolve_close(e->resolver, on_part_closed, e);
	}
	if (e->writer) {
		e->handles++;
		writer_close(e->writer, on_part_closed, e);
	}
}

void engine_ended(struct engine *e, int err)
{
	if (err && err != ERR_NOSPACE && !e->result->err) {
		e->result->outcome = ENGINE_FAILED;
		e->result->err = err;
	}
	e->result->elapsed_ms = clock_mono_ms() - e->begun_ms;
	engine_move(e, ENGINE_CLOSING);
	engine_show_end(e);
	close_all(e);
}

/* --- signals and the disk --------------------------------------------- */

static void on_signal(uv_signal_t *signal, int number)
{
	struct engine *e = signal->data;

	(void)number;
	if (e->signals++ > 0)
		_exit(130);	/* what is committed is committed */
	log_note("stopping; once more to end at once");
	engine_stop(e, ENGINE_INTERRUPTED, 0);
}

static void on_disk_timer(uv_timer_t *timer)
{
	struct engine *e = timer->data;

	if (e->state >= ENGINE_STOPPING)
		return;		/* it ends for another reason */
	for (size_t i = 0; i < e->site_count; i++)
		e->sites[i]->tally.stops[STOP_DISK] = 1;
	engine_problem(e, "the disk of %s stayed full; the state is saved; "
		       "make room, and run the same command to go on",
		       e->options.dir);
	engine_stop(e, ENGINE_LIMITED, ERR_NOSPACE);
}

static void on_writer_state(void *ctx, enum writer_state state)
{
	struct engine *e = ctx;
	uint64_t wait = (uint64_t)conf_number(e->options.conf,
					      OPTION_DISK_WAIT);

	e->disk_full = state == WRITER_FULL;
	if (!e->disk_full && e->state >= ENGINE_STOPPING)
		return;		/* what is written last may well fit */
	if (!e->disk_full) {
		log_note("there is room on the disk again; going on");
		(void)uv_timer_stop(&e->disk);
		engine_wake(e);
		return;
	}
	if (e->options.service) {
		log_note("the disk of %s is full; waiting for room",
			 e->options.dir);
	} else {
		log_note("the disk of %s is full; waiting for room for up to "
			 "%llu s", e->options.dir,
			 (unsigned long long)wait / 1000);
		(void)uv_timer_start(&e->disk, on_disk_timer, wait, 0);
	}
	if (e->state == ENGINE_STOPPING || e->state == ENGINE_ENDING)
		writer_give_up(e->writer);
}

/* --- what a service asks ---------------------------------------------- */

static void on_token(void *ctx)
{
	struct engine *e = ctx;

	e->options.service->token(e->options.service->ctx);
}

void engine_token(struct engine *e)
{
	writer_token(e->writer);
}

const struct conf_snapshot *engine_conf(const struct engine *e)
{
	return e->options.conf;
}

uv_loop_t *engine_loop(struct engine *e)
{
	return &e->loop;
}

/* --- making and unmaking ---------------------------------------------- */

static int make_writer(struct engine *e)
{
	const struct conf_snapshot *c = e->options.conf;
	struct writer_options options = {
		.store = e->options.store,
		.dir = e->options.dir,
		.commit_jobs = (size_t)conf_number(c, OPTION_COMMIT_JOBS),
		.commit_ms = conf_number(c, OPTION_COMMIT_TIME),
		.retry_ms = DISK_RETRY_MS,
		.on_stored = engine_on_stored,
		.on_state = on_writer_state,
		.on_token = on_token,
		.ctx = e,
	};

	return writer_start(&e->loop, &options, &e->writer);
}

static int make_spool(struct engine *e)
{
	struct buf spool = BUF_INIT(4096);

	(void)buf_addf(&spool, "%s/spool", e->options.dir);
	e->spool_dir = buf_take(&spool);
	if (!e->spool_dir)
		return ERR_NOMEM;
	if (mkdir(e->spool_dir, 0777) && errno != EEXIST)
		return err_from_errno(errno);
	return 0;
}

/* Those of the command line come last: they count more. */
static int fix_addresses(struct engine *e)
{
	int err = 0;

	for (size_t i = 0; i < e->site_count && !err; i++) {
		const struct site *site = e->sites[i];

		for (size_t k = 0; k < site->resolve_count && !err; k++)
			err = resolve_fix(e->resolver, site->resolve[k]);
	}
	for (size_t i = 0; i < e->options.resolve_count && !err; i++) {
		err = resolve_fix(e->resolver, e->options.resolve[i]);
		if (err == ERR_INVALID)
			engine_problem(e, "--resolve \"%s\" is not "
				       "HOST:PORT:ADDRESS",
				       e->options.resolve[i]);
	}
	return err;
}

static int make_network(struct engine *e)
{
	const struct conf_snapshot *c = e->options.conf;
	int err = fetch_global_init();

	if (err)
		return err;
	e->fetcher = fetch_new(&e->loop);
	e->resolver = resolve_new(&e->loop,
				  (int)conf_number(c, OPTION_PARALLEL),
				  (int32_t)conf_number(c, OPTION_DNS_TIMEOUT));
	if (!e->fetcher || !e->resolver)
		return ERR_NOMEM;
	return fix_addresses(e);
}

static void init_handles(struct engine *e)
{
	stall_begin(&e->stall, &e->loop);
	(void)uv_timer_init(&e->loop, &e->timer);	/* cannot fail */
	(void)uv_timer_init(&e->loop, &e->progress);
	(void)uv_timer_init(&e->loop, &e->grace);
	(void)uv_timer_init(&e->loop, &e->disk);
	(void)uv_signal_init(&e->loop, &e->sigint);
	(void)uv_signal_init(&e->loop, &e->sigterm);
	e->timer.data = e->progress.data = e->grace.data = e;
	e->disk.data = e->sigint.data = e->sigterm.data = e;
	/* Without a handler the signal ends the process: safe, too. */
	(void)uv_signal_start(&e->sigint, on_signal, SIGINT);
	(void)uv_signal_start(&e->sigterm, on_signal, SIGTERM);
}

static void set_deadline(struct engine *e)
{
	int64_t longest = 0;

	e->begun_ms = clock_mono_ms();
	for (size_t i = 0; i < e->site_count; i++) {
		struct site *site = e->sites[i];

		site->stopped = STOP_COUNT;
		site->began_ms = e->begun_ms;
		if (longest < site->max_time_ms)
			longest = site->max_time_ms;
	}
	e->result->began_ms = clock_wall_ms();
	e->deadline_ms = e->options.service ? INT64_MAX :
			 e->begun_ms + longest;
	e->fill_at = INT64_MAX;
}

static int make_all(struct engine *e)
{
	struct settings *settings;
	int err = make_spool(e);

	if (!err)
		err = settings_new(e, NULL, NULL, &settings);
	if (err)
		return err;
	settings_enforce(e, settings);
	err = make_network(e);
	if (!err)
		err = make_writer(e);
	if (!err)
		set_deadline(e);
	return err;
}

void engine_note_remarks(struct engine *e)
{
	for (size_t i = 0; i < e->site_count; i++)
		e->sites[i]->remark = NULL;
	for (struct host *h = e->hosts.by_key; h; h = h->hh.next) {
		struct site *site = h->site;

		if (!site || h->end == HOST_END_NONE ||
		    (h->good && h->end != HOST_END_BLOCKED))
			continue;
		(void)snprintf(site->remark_text, sizeof(site->remark_text),
			       "%s", host_end_text(h->end));
		if (h->end == HOST_END_BLOCKED)
			engine_block_remark(h, site->remark_text,
					    sizeof(site->remark_text));
		site->remark = site->remark_text;
	}
}

static void unmake(struct engine *e)
{
	for (struct host *h = e->hosts.by_key; h; h = h->hh.next)
		fetch_jar_free(h->jar);
	hosts_free(&e->hosts);
	sched_free(&e->sched);
	traps_free(&e->traps);
	learn_free(&e->learnt);
	seen_free(&e->found);
	settings_clear(e);
	free(e->spool_dir);
	free(e);
}

void engine_run(const struct engine_options *options,
		struct engine_result *ret_result)
{
	struct engine *e = calloc(1, sizeof(*e));
	int err;

	*ret_result = (struct engine_result){.outcome = ENGINE_FAILED,
					     .err = ERR_NOMEM};
	if (!e || uv_loop_init(&e->loop)) {
		free(e);
		return;
	}
	*ret_result = (struct engine_result){.outcome = ENGINE_DONE};
	e->options = *options;
	e->result = ret_result;
	role_set(ROLE_LOOP);
	convert_stop_all(false);
	(void)signal(SIGPIPE, SIG_IGN);
	init_handles(e);
	err = make_all(e);
	if (err) {
		ret_result->outcome = ret_result->problem[0] ? ENGINE_REFUSED :
				      ENGINE_FAILED;
		ret_result->err = err;
		e->state = ENGINE_CLOSING;
		close_all(e);
	} else {
		engine_show_begin(e);
		engine_begin(e);
	}
	(void)uv_run(&e->loop, UV_RUN_DEFAULT);
	assert(e->handles == 0);
	err = uv_loop_close(&e->loop);
	assert(err == 0);
	convert_stop_all(false);
	role_set(ROLE_NONE);
	ret_result->stall_ms = stall_longest_ms(&e->stall);
	ret_result->stall_cpu_ms = stall_longest_cpu_ms(&e->stall);
	engine_note_remarks(e);
	unmake(e);
}
