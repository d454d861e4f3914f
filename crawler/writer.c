/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Two queues in, two queues out, one lock.  The lock guards the queues and the
 * flags and is held for pointer moves only, never while the store works.
 *
 * Order: a request runs after every job submitted before it (request->after
 * counts them), so that what it reads is complete; a job never waits for a
 * request submitted after it.
 *
 *   wait ──► group: up to commit_jobs, commit_ms after the first came
 *              │ ERR_NOSPACE: state FULL, wait retry_ms, the same group again
 *              ▼
 *            out queue ──uv_async──► on_stored() on the loop
 */
#include "crawler/writer.h"

#include "base/err.h"
#include "crawler/clock.h"
#include "crawler/role.h"

#include <stdlib.h>
#include <utlist.h>

struct writer {
	struct writer_options options;
	uv_thread_t thread;
	uv_mutex_t lock;
	uv_cond_t wake;
	uv_async_t async;

	/* under the lock */
	struct job *jobs_in, *jobs_out;
	struct writer_request *requests_in, *requests_out;
	uint64_t taken;		/* jobs taken out of jobs_in so far */
	int64_t first_ms;	/* when the first of jobs_in came; mono */
	size_t waiting;		/* in jobs_in */
	enum writer_state state;
	bool closing, give_up, ended;
	bool hurried;		/* jobs_in wait no longer */
	bool token_sent, token_back;

	/* the loop's */
	uint64_t submitted;
	size_t pending;		/* submitted and not back yet */
	enum writer_state told;
	void (*closed)(void *ctx);
	void *closed_ctx;

	/* the writer thread's */
	struct store_reader *reader;
	struct job *group[WRITER_JOBS_MAX];
	struct store_item items[WRITER_JOBS_MAX];
	size_t group_count;
};

/* --- the writer thread ------------------------------------------------ */

static bool request_is_next(const struct writer *w)
{
	return w->requests_in && w->requests_in->after <= w->taken;
}

/* How long the first job may still wait for company; 0: not at all. */
static int64_t patience(const struct writer *w)
{
	int64_t left = w->first_ms + w->options.commit_ms - clock_mono_ms();

	if (w->requests_in || w->closing || w->hurried || left < 0 ||
	    w->waiting >= w->options.commit_jobs)
		return 0;
	return left;
}

/* Called with the lock. */
static void pass_token(struct writer *w)
{
	if (!w->token_sent)
		return;
	w->token_sent = false;
	w->token_back = true;
	(void)uv_async_send(&w->async);
}

/* Sleeps until there is something to do; false: closed and all done.
 * Called and left with the lock. */
static bool wait_for_work(struct writer *w)
{
	for (;;) {
		int64_t left;

		pass_token(w);
		if (request_is_next(w))
			return true;
		if (w->jobs_in) {
			left = patience(w);
			if (left == 0)
				return true;
			(void)uv_cond_timedwait(&w->wake, &w->lock,
						(uint64_t)left * 1000000);
			continue;
		}
		if (w->closing)
			return false;
		uv_cond_wait(&w->wake, &w->lock);
	}
}

static void take_group(struct writer *w)
{
	w->group_count = 0;
	while (w->jobs_in && w->group_count < w->options.commit_jobs) {
		struct job *job = w->jobs_in;

		LL_DELETE2(w->jobs_in, job, queue_next);
		job->queue_next = NULL;
		w->group[w->group_count++] = job;
	}
	w->taken += w->group_count;
	w->waiting -= w->group_count;
	w->hurried = w->hurried && w->waiting > 0;
	w->first_ms = clock_mono_ms();
}

static void set_state(struct writer *w, enum writer_state state)
{
	if (w->state == state)
		return;
	w->state = state;
	(void)uv_async_send(&w->async);
}

/* After ERR_NOSPACE: true when it should be tried again. */
static bool wait_for_room(struct writer *w)
{
	bool again;

	uv_mutex_lock(&w->lock);
	set_state(w, WRITER_FULL);
	pass_token(w);
	if (!w->give_up)
		(void)uv_cond_timedwait(&w->wake, &w->lock,
				(uint64_t)w->options.retry_ms * 1000000);
	again = !w->give_up;
	uv_mutex_unlock(&w->lock);
	return again;
}

static void commit_group(struct writer *w)
{
	int err;

	for (size_t i = 0; i < w->group_count; i++)
		w->items[i] = w->group[i]->item;
	do
		err = store_commit(w->options.store, w->items, w->group_count,
				   clock_wall_ms());
	while (err == ERR_NOSPACE && wait_for_room(w));
	for (size_t i = 0; i < w->group_count; i++) {
		w->group[i]->item = w->items[i];
		w->group[i]->err = err;
	}
	uv_mutex_lock(&w->lock);
	for (size_t i = 0; i < w->group_count; i++)
		LL_APPEND2(w->jobs_out, w->group[i], queue_next);
	if (err != ERR_NOSPACE)
		set_state(w, WRITER_WORKING);
	uv_mutex_unlock(&w->lock);
}

static struct store_reader *reader_of(struct writer *w)
{
	if (!w->reader &&
	    store_reader_open(w->options.dir, &w->reader))
		w->reader = NULL;
	return w->reader;
}

static void do_request(struct writer *w, struct writer_request *request)
{
	do
		request->err = request->work(request, w->options.store,
					     reader_of(w));
	while (request->err == ERR_NOSPACE && wait_for_room(w));
	uv_mutex_lock(&w->lock);
	LL_APPEND(w->requests_out, request);
	if (request->err != ERR_NOSPACE)
		set_state(w, WRITER_WORKING);
	uv_mutex_unlock(&w->lock);
}

static void run(void *arg)
{
	struct writer *w = arg;

	role_set(ROLE_WRITER);
	uv_mutex_lock(&w->lock);
	while (wait_for_work(w)) {
		struct writer_request *request = NULL;

		if (request_is_next(w)) {
			request = w->requests_in;
			LL_DELETE(w->requests_in, request);
			request->next = NULL;
		} else {
			take_group(w);
		}
		uv_mutex_unlock(&w->lock);
		if (request)
			do_request(w, request);
		else
			commit_group(w);
		(void)uv_async_send(&w->async);
		uv_mutex_lock(&w->lock);
	}
	w->ended = true;
	uv_mutex_unlock(&w->lock);
	store_reader_close(w->reader);
	(void)uv_async_send(&w->async);
}

/* --- the loop --------------------------------------------------------- */

static void on_async_closed(uv_handle_t *handle)
{
	struct writer *w = handle->data;
	void (*closed)(void *ctx) = w->closed;
	void *ctx = w->closed_ctx;

	uv_cond_destroy(&w->wake);
	uv_mutex_destroy(&w->lock);
	free(w);
	if (closed)
		closed(ctx);
}

static void hand_back(struct writer *w, struct job *jobs,
		      struct writer_request *requests)
{
	while (jobs) {
		struct job *job = jobs;

		jobs = job->queue_next;
		job->queue_next = NULL;
		w->pending--;
		job_move(job, JOB_STORED);
		w->options.on_stored(w->options.ctx, job);
	}
	while (requests) {
		struct writer_request *request = requests;

		requests = request->next;
		request->next = NULL;
		request->done(request, request->err);
	}
}

static void on_async(uv_async_t *async)
{
	struct writer *w = async->data;
	struct job *jobs;
	struct writer_request *requests;
	enum writer_state state;
	bool ended, token;

	uv_mutex_lock(&w->lock);
	jobs = w->jobs_out;
	requests = w->requests_out;
	w->jobs_out = NULL;
	w->requests_out = NULL;
	state = w->state;
	ended = w->ended;
	token = w->token_back;
	w->token_back = false;
	uv_mutex_unlock(&w->lock);
	if (token)
		w->options.on_token(w->options.ctx);
	if (state != w->told) {
		w->told = state;
		w->options.on_state(w->options.ctx, state);
	}
	hand_back(w, jobs, requests);
	if (!ended || uv_is_closing((uv_handle_t *)async))
		return;
	(void)uv_thread_join(&w->thread);	/* it is past its last line */
	uv_close((uv_handle_t *)async, on_async_closed);
}

int writer_start(uv_loop_t *loop, const struct writer_options *options,
		 struct writer **ret_writer)
{
	struct writer *w = calloc(1, sizeof(*w));

	if (!w)
		return ERR_NOMEM;
	w->options = *options;
	if (w->options.commit_jobs > WRITER_JOBS_MAX)
		w->options.commit_jobs = WRITER_JOBS_MAX;
	if (uv_mutex_init(&w->lock))
		goto free_writer;
	if (uv_cond_init(&w->wake))
		goto destroy_lock;
	if (uv_async_init(loop, &w->async, on_async))
		goto destroy_wake;
	w->async.data = w;
	if (uv_thread_create(&w->thread, run, w)) {
		w->closed = NULL;
		uv_close((uv_handle_t *)&w->async, on_async_closed);
		return ERR_IO;
	}
	*ret_writer = w;
	return 0;
destroy_wake:
	uv_cond_destroy(&w->wake);
destroy_lock:
	uv_mutex_destroy(&w->lock);
free_writer:
	free(w);
	return ERR_NOMEM;
}

void writer_submit(struct writer *w, struct job *job)
{
	role_assert(ROLE_LOOP);
	job_move(job, JOB_STORING);
	w->submitted++;
	w->pending++;
	uv_mutex_lock(&w->lock);
	if (w->waiting++ == 0)
		w->first_ms = clock_mono_ms();
	LL_APPEND2(w->jobs_in, job, queue_next);
	uv_cond_signal(&w->wake);
	uv_mutex_unlock(&w->lock);
}

void writer_ask(struct writer *w, struct writer_request *request)
{
	role_assert(ROLE_LOOP);
	request->after = w->submitted;
	request->next = NULL;
	uv_mutex_lock(&w->lock);
	LL_APPEND(w->requests_in, request);
	uv_cond_signal(&w->wake);
	uv_mutex_unlock(&w->lock);
}

void writer_hurry(struct writer *w)
{
	role_assert(ROLE_LOOP);
	uv_mutex_lock(&w->lock);
	w->hurried = w->waiting > 0;
	uv_cond_signal(&w->wake);
	uv_mutex_unlock(&w->lock);
}

void writer_token(struct writer *w)
{
	role_assert(ROLE_LOOP);
	uv_mutex_lock(&w->lock);
	w->token_sent = true;
	uv_cond_signal(&w->wake);
	uv_mutex_unlock(&w->lock);
}

size_t writer_queue(const struct writer *w)
{
	return w->pending;
}

void writer_give_up(struct writer *w)
{
	uv_mutex_lock(&w->lock);
	w->give_up = true;
	uv_cond_signal(&w->wake);
	uv_mutex_unlock(&w->lock);
}

void writer_close(struct writer *w, void (*closed)(void *ctx), void *ctx)
{
	w->closed = closed;
	w->closed_ctx = ctx;
	uv_mutex_lock(&w->lock);
	w->closing = true;
	uv_cond_signal(&w->wake);
	uv_mutex_unlock(&w->lock);
}
