/* SPDX-License-Identifier: Apache-2.0 */
/*
 *   window of captures, in order ► a worker reads each ► put when it is its
 *   turn, on the loop thread ► the next capture takes its place
 *
 * A reading waits in its slot until all before it are put, so that the rows
 * come out as they did when the captures came in.
 */
#include "crawler/reread.h"

#include "base/err.h"
#include "crawler/clock.h"
#include "crawler/convert.h"
#include "crawler/limits.h"
#include "crawler/log.h"
#include "crawler/progress.h"
#include "crawler/shelf.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <uv.h>

enum {
	SLOTS = 64,		/* captures read ahead of the first one */
	CAPTURE_MEMORY = 64 << 20, /* links and strings of one, as a job's */
	HEAD_BYTES = 1 << 20,
};

/* One capture on its way. */
struct slot {
	uv_work_t work;
	struct run *run;
	int64_t id;
	bool busy, ready;
	int err;
	int64_t deadline_ms;
	struct arena *arena;	/* owned, as all below, while busy or ready */
	struct buf head, payload;
	struct reading reading;
	struct capture capture;
};

struct run {
	uv_loop_t loop;
	uv_signal_t signals[2];
	uv_timer_t timer;
	struct reread *reread;
	struct shelf *shelf;
	struct reading_input input;
	struct convert_options convert;
	int64_t html_time_ms, started_ms;
	size_t body_max;
	struct slot slots[SLOTS]; /* a ring */
	size_t first, count;
	int64_t last;		/* capture handed out last */
	bool all, stopped;
	int err;
	struct reread_result result;
	uint64_t done_before;
};

/* --- on a worker ------------------------------------------------------ */

static bool expired(void *ctx)
{
	const struct slot *slot = ctx;

	return clock_mono_ms() >= slot->deadline_ms;
}

static int read_document(void *ctx, struct slice bytes, struct arena *a,
			 const struct document **ret_document)
{
	const struct slot *slot = ctx;
	const struct convert_input in = {.bytes = bytes, .fd = -1};

	return convert_run(&in, &slot->run->convert, a, ret_document);
}

static void read_capture(uv_work_t *work)
{
	struct slot *slot = work->data;
	struct run *run = slot->run;
	struct reading_input in = run->input;
	struct store_reader *reader;
	int err = shelf_take(run->shelf, &reader);

	slot->arena = arena_new(CAPTURE_MEMORY);
	buf_init(&slot->head, HEAD_BYTES);
	buf_init(&slot->payload, run->body_max);
	slot->deadline_ms = clock_mono_ms() + run->html_time_ms;
	in.limits.expired = expired;
	in.limits.ctx = slot;
	in.read_document = read_document;
	in.ctx = slot;
	if (!err && !slot->arena)
		err = ERR_NOMEM;
	slot->err = err ? err :
		    reread_read(reader, slot->id, &in, slot->arena,
				&slot->head, &slot->payload, &slot->reading,
				&slot->capture);
	shelf_put(run->shelf, reader);
}

/* --- on the loop ------------------------------------------------------ */

static void clear(struct slot *slot)
{
	reading_free(&slot->reading);
	arena_free(slot->arena);
	buf_free(&slot->head);
	buf_free(&slot->payload);
	*slot = (struct slot){.run = slot->run};
}

static void fail(struct run *run, int err)
{
	if (!run->err)
		run->err = err;
}

/* What cannot be read is said by verify; here it has no reports. */
static void put(struct run *run, struct slot *slot)
{
	int err = slot->err;

	if (err == ERR_DAMAGED || err == ERR_NOTFOUND || err == ERR_TOOBIG) {
		run->result.damaged++;
		err = 0;
	} else if (!err && !run->err && !run->stopped) {
		err = reread_put(run->reread, &slot->capture, &slot->reading);
	}
	if (err)
		fail(run, err);
	if (!run->err && !run->stopped)
		run->result.state.done++;
	clear(slot);
}

static void on_read(uv_work_t *work, int status);

static void hand_out(struct run *run, int64_t id)
{
	struct slot *slot = &run->slots[(run->first + run->count++) % SLOTS];

	*slot = (struct slot){.run = run, .id = id, .busy = true};
	slot->work.data = slot;
	run->last = id;
	/* fails only without a function */
	(void)uv_queue_work(&run->loop, &slot->work, read_capture, on_read);
}

static void close_handle(uv_handle_t *handle)
{
	if (!uv_is_closing(handle))
		uv_close(handle, NULL);
}

static void end_if_done(struct run *run)
{
	if (run->count || (!run->all && !run->err && !run->stopped))
		return;
	close_handle((uv_handle_t *)&run->timer);
	for (size_t i = 0; i < 2; i++)
		close_handle((uv_handle_t *)&run->signals[i]);
}

static void refill(struct run *run)
{
	int64_t ids[SLOTS];
	size_t count = 0;
	int err = 0;

	if (!run->all && !run->err && !run->stopped && run->count < SLOTS / 2)
		err = reread_next(run->reread, run->last, ids,
				  SLOTS - run->count, &count);
	if (err)
		fail(run, err);
	else if (run->count < SLOTS / 2 && count == 0)
		run->all = true;
	for (size_t i = 0; i < count; i++)
		hand_out(run, ids[i]);
	end_if_done(run);
}

static void on_read(uv_work_t *work, int status)
{
	struct slot *slot = work->data;
	struct run *run = slot->run;

	(void)status;		/* never cancelled */
	slot->busy = false;
	slot->ready = true;
	while (run->count && run->slots[run->first].ready) {
		put(run, &run->slots[run->first]);
		run->first = (run->first + 1) % SLOTS;
		run->count--;
	}
	refill(run);
}

static void on_signal(uv_signal_t *handle, int number)
{
	struct run *run = handle->data;

	(void)number;
	run->stopped = true;
	end_if_done(run);
}

static void show(struct run *run, bool terminal)
{
	const struct reread_state *state = &run->result.state;
	uint64_t fresh = state->done - run->done_before;
	int64_t ms = clock_mono_ms() - run->started_ms;
	struct buf line = BUF_INIT(256);

	(void)buf_addf(&line, "reading again: %llu of %llu captures, %.0f a "
		       "second", (unsigned long long)state->done,
		       (unsigned long long)state->total,
		       ms > 0 ? (double)fresh * 1000 / (double)ms : 0.0);
	if (fresh > 0 && state->total > state->done) {
		(void)buf_adds(&line, ", left ");
		(void)progress_time((int64_t)((double)ms / (double)fresh *
				    (double)(state->total - state->done)),
				    &line);
	}
	if (terminal)
		log_status(line.data ? line.data : "");
	else
		log_note("%s", line.data ? line.data : "");
	buf_free(&line);
}

static void on_timer_terminal(uv_timer_t *timer)
{
	show(timer->data, true);
}

static void on_timer_lines(uv_timer_t *timer)
{
	show(timer->data, false);
}

/* --- all -------------------------------------------------------------- */

static void configure(struct run *run, const struct conf_snapshot *conf)
{
	run->convert = convert_configured(conf);
	run->html_time_ms = conf_number(conf, OPTION_HTML_TIME);
	run->body_max = (size_t)conf_number(conf, OPTION_BODY_MAX);
	run->input = (struct reading_input){
		.limits = limits_configured(conf, NULL, NULL),
		.max_text = (size_t)conf_number(conf, OPTION_TEXT_MAX),
		.max_links = (size_t)conf_number(conf, OPTION_LINKS_MAX),
		.column_pages_max = conf_number(conf, OPTION_COLUMN_PAGES),
		.document_memory = (size_t)conf_number(
			conf, OPTION_DOCUMENT_MEMORY) / 4,
	};
}

static void run_loop(struct run *run, bool terminal)
{
	static const int numbers[] = {SIGINT, SIGTERM};
	unsigned every = terminal ? PROGRESS_REDRAW_MS : PROGRESS_LINE_MS;

	(void)uv_timer_init(&run->loop, &run->timer);	/* cannot fail */
	run->timer.data = run;
	(void)uv_timer_start(&run->timer, terminal ? on_timer_terminal
						   : on_timer_lines,
			     every, every);
	for (size_t i = 0; i < 2; i++) {
		(void)uv_signal_init(&run->loop, &run->signals[i]);
		run->signals[i].data = run;
		(void)uv_signal_start(&run->signals[i], on_signal,
				      numbers[i]);
	}
	run->started_ms = clock_mono_ms();
	refill(run);
	(void)uv_run(&run->loop, UV_RUN_DEFAULT);
	run->result.elapsed_ms = clock_mono_ms() - run->started_ms;
	if (terminal)
		log_status("");
}

static int finish(struct run *run)
{
	int err = run->err;

	if (!err && run->stopped)
		err = ERR_CANCELLED;
	if (err) {
		reread_leave(run->reread);
		return err;
	}
	return reread_end(run->reread, &run->result.reports);
}

static void use_all_processors(void)
{
	char count[16];

	(void)snprintf(count, sizeof(count), "%u", uv_available_parallelism());
	(void)setenv("UV_THREADPOOL_SIZE", count, 0);
}

int reread_run(const char *dir, const struct conf_snapshot *conf,
	       bool terminal, struct reread_result *ret_result)
{
	struct run *run = calloc(1, sizeof(*run));
	int err = ERR_NOMEM;

	if (!run)
		return err;
	use_all_processors();
	configure(run, conf);
	if (uv_loop_init(&run->loop))
		goto free_run;
	err = shelf_new(dir, &run->shelf);
	if (err)
		goto close_loop;
	err = reread_begin(dir, &run->reread, &run->result.state);
	if (err)
		goto free_shelf;
	run->done_before = run->result.state.done;
	run_loop(run, terminal);
	err = finish(run);
	*ret_result = run->result;
free_shelf:
	shelf_free(run->shelf);
close_loop:
	(void)uv_loop_close(&run->loop);
free_run:
	free(run);
	return err;
}
