/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The service around the engine:
 *
 *   SIGTERM, SIGINT   the engine stops: no new fetches, running ones get their
 *                     grace, the last commit (engine.c); once more: at once
 *   SIGHUP            the configuration is read again.  If it is wrong the old
 *                     one stays and the journal says what is wrong; else it is
 *                     in force in the same turn of the loop (engine_reload.c)
 *   watchdog          a token goes through loop and writer and back, idle or
 *                     not; each that comes back is one sign of life, so that a
 *                     hang of either is a hang of the service
 *   status            a line for `systemctl status`, on change
 *   control           a socket by which crawls and refreshes are handed over
 *                     (control.c); without it the service works all the same
 *
 * Handles are opened when the engine begins and closed when it ends; all runs
 * on its loop.
 */
#include "crawler/daemon.h"

#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/control.h"
#include "crawler/engine.h"
#include "crawler/log.h"
#include "crawler/notify.h"
#include "crawler/wording.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

enum {
	STATUS_EVERY_MS = 2000,
	STATUS_SIZE = 256,
	LOG_EVERY = 30,		/* turns of the status between two lines */
	HANDLES = 3,
};

struct daemon {
	struct command_context *ctx;
	struct engine *engine;	/* NULL: not begun */
	struct control *control; /* NULL: there is none */
	uv_signal_t sighup;
	uv_timer_t beat, look;
	char status[STATUS_SIZE];	/* as told last */
	uint64_t logged;	/* pages, when that was said last */
	unsigned turns;
	bool stopping;
};

/* --- the configuration ------------------------------------------------ */

static void say_refused(const struct conf_problem *problem, const char *file,
			int err)
{
	const char *where = problem->file[0] ? problem->file : file;
	const char *what = problem->text[0] ? problem->text : err_text(err);

	if (problem->line)
		log_note("%s:%d: %s; going on with the configuration as it "
			 "was", where, problem->line, what);
	else
		log_note("%s: %s; going on with the configuration as it was",
			 where, what);
}

/* As it is in the files now.  False: that was said, or nothing changed. */
static bool read_again(const struct daemon *d,
		       struct conf_snapshot **ret_conf)
{
	const char *file = d->ctx->conf_file;
	struct conf_problem problem = {.line = 0};
	struct conf *conf;
	int err;

	if (!file) {
		log_note("there is no configuration file to be read again");
		return false;
	}
	conf = conf_new();
	err = conf ? conf_read(conf, file, &problem) : ERR_NOMEM;
	if (!err)
		err = conf_freeze(conf, ret_conf);
	conf_free(conf);
	if (err)
		say_refused(&problem, file, err);
	return err == 0;
}

static int plan_all(const struct daemon *d, const struct conf_snapshot *conf,
		    struct crawl_plan *plan)
{
	static const struct crawl_overrides none = {.scope = false};
	struct store_reader *reader = NULL;
	int err = store_reader_open(d->ctx->archive, &reader);

	if (!err)
		err = crawl_plan_add_all(plan, conf, &none, reader);
	store_reader_close(reader);
	return err;
}

static void reload(struct daemon *d)
{
	struct conf_snapshot *conf = NULL;
	struct crawl_plan plan = {.sites = NULL};
	size_t sites;
	int err;

	if (!read_again(d, &conf))
		return;
	err = plan_all(d, conf, &plan);
	sites = plan.count;
	if (!err)
		err = engine_reload(d->engine, conf, &plan);
	if (err)
		log_note("%s: %s; going on with the configuration as it was",
			 d->ctx->conf_file, err_text(err));
	else
		log_note("%s read again: %zu sites", d->ctx->conf_file, sites);
	crawl_plan_free(&plan);
	conf_unref(conf);
}

static void on_sighup(uv_signal_t *signal, int number)
{
	struct daemon *d = signal->data;

	(void)number;
	if (d->stopping)
		return;
	notify_state(NOTIFY_RELOADING);
	reload(d);
	notify_state(NOTIFY_READY);
}

/* --- signs of life ---------------------------------------------------- */

static void on_beat(uv_timer_t *timer)
{
	struct daemon *d = timer->data;

	engine_token(d->engine);
}

static void on_token(void *ctx)
{
	(void)ctx;
	notify_state(NOTIFY_ALIVE);
}

static void describe(const struct engine_status *s, char *out, size_t size)
{
	char when[WORDING_TIME_SIZE];
	int n = snprintf(out, size, "%zu sites (%zu passes under way), %"
			 PRIu64 " pages, %" PRIu64 " reports, %" PRIu64
			 " queued, %u hosts", s->sites, s->passes, s->pages,
			 s->reports, s->queued, s->hosts);

	if (n > 0 && (size_t)n < size && s->blocked)
		n += snprintf(out + n, size - (size_t)n, ", %u blocked",
			      s->blocked);
	if (n > 0 && (size_t)n < size && !s->passes && !s->queued &&
	    s->next_ms) {
		wording_time(s->next_ms, when);
		n += snprintf(out + n, size - (size_t)n,
			      ", next look %.16s UTC", when);
	}
	if (n > 0 && (size_t)n < size && s->disk_full)
		(void)snprintf(out + n, size - (size_t)n,
			       "; the disk is full, waiting");
}

static void on_look(uv_timer_t *timer)
{
	struct daemon *d = timer->data;
	struct engine_status now;
	char text[STATUS_SIZE];

	engine_status(d->engine, &now);
	describe(&now, text, sizeof(text));
	if (strcmp(text, d->status) != 0) {
		(void)snprintf(d->status, sizeof(d->status), "%s", text);
		notify_status(text);
	}
	if (++d->turns < LOG_EVERY)
		return;
	d->turns = 0;
	if (now.pages != d->logged)
		log_note("%s", text);
	d->logged = now.pages;
}

/* --- the engine's hooks ----------------------------------------------- */

static void on_begun(void *ctx, struct engine *e)
{
	struct daemon *d = ctx;
	uv_loop_t *loop = engine_loop(e);
	uint64_t beat = (uint64_t)notify_watchdog_ms() / 3;
	int err;

	d->engine = e;
	(void)uv_signal_init(loop, &d->sighup);	/* cannot fail */
	(void)uv_timer_init(loop, &d->beat);
	(void)uv_timer_init(loop, &d->look);
	d->sighup.data = d->beat.data = d->look.data = d;
	(void)uv_signal_start(&d->sighup, on_sighup, SIGHUP);
	if (beat)
		(void)uv_timer_start(&d->beat, on_beat, 0, beat);
	(void)uv_timer_start(&d->look, on_look, 0, STATUS_EVERY_MS);
	err = control_open(e, d->ctx->archive, engine_conf(e), &d->control);
	if (err)
		log_note("%s/control: %s; no work can be handed over",
			 d->ctx->archive, err_text(err));
	notify_state(NOTIFY_READY);
	log_note("the service has begun on %s", d->ctx->archive);
}

static void on_stopping(void *ctx)
{
	struct daemon *d = ctx;

	d->stopping = true;
	control_stop(d->control);
	notify_state(NOTIFY_STOPPING);
}

static void on_ending(void *ctx)
{
	struct daemon *d = ctx;

	if (!d->engine)
		return;
	control_close(d->control);
	uv_close((uv_handle_t *)&d->sighup, NULL);
	uv_close((uv_handle_t *)&d->beat, NULL);
	uv_close((uv_handle_t *)&d->look, NULL);
}

/* --- all -------------------------------------------------------------- */

static int code_of(const struct daemon *d, const struct engine_result *result,
		   const struct store *store)
{
	const char *problem = store_problem(store);

	if (result->outcome == ENGINE_INTERRUPTED) {
		log_note("stopped; the state is saved");
		return EXIT_DONE;
	}
	if (result->problem[0])
		complain("%s", result->problem);
	else
		complain("%s: %s", d->ctx->archive, problem[0] ? problem :
			 err_text(result->err));
	return result->outcome == ENGINE_REFUSED ? EXIT_USAGE :
	       exit_code_of(result->err);
}

static int run(struct daemon *d, struct store *store,
	       const struct archive_writing *writing,
	       struct conf_snapshot *conf, struct crawl_plan *plan)
{
	const struct engine_service service = {
		.begun = on_begun, .stopping = on_stopping,
		.ending = on_ending, .token = on_token, .ctx = d,
	};
	struct engine_options options = {
		.store = store, .dir = d->ctx->archive, .conf = conf,
		.sites = plan->sites, .site_count = plan->count,
		.command = "run", .wait = true, .service = &service,
	};
	struct engine_result result;
	int code;

	if (plan->count == 0)
		log_note("there is no site yet: write one into sites.d "
			 "(\"nianbao sites add\" does) and reload");
	engine_run(&options, &result);
	code = code_of(d, &result, store);
	(void)store_set_options(store, &writing->options); /* closing follows */
	return code;
}

int daemon_run(struct command_context *ctx, struct conf_snapshot *conf)
{
	struct daemon d = {.ctx = ctx};
	struct crawl_plan plan = {.sites = NULL};
	struct archive_writing writing;
	struct store *store;
	int code = archive_write(ctx, conf, &writing, &store);
	int err;

	if (code != EXIT_DONE)
		return code;
	err = plan_all(&d, conf, &plan);
	if (err)
		code = archive_refused(ctx->archive, err);
	else
		code = run(&d, store, &writing, conf, &plan);
	err = store_close(store);
	if (err)
		complain("%s: closing failed: %s", ctx->archive, err_text(err));
	crawl_plan_free(&plan);
	return err && code == EXIT_DONE ? exit_code_of(err) : code;
}
