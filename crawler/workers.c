/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Readers of the store are kept on a shelf: a work item takes one, opens one
 * where the shelf is empty, and puts it back, so that there are never more
 * than threads and none is used by two at a time.
 */
#include "crawler/workers.h"

#include "base/err.h"
#include "crawler/role.h"

#include <stdlib.h>

enum { SHELF = 64 };	/* more threads than libuv's pool usually has */

struct workers {
	uv_loop_t *loop;
	struct workers_options options;
	size_t busy;
	uv_mutex_t lock;	/* guards the shelf, for pointer moves only */
	struct store_reader *shelf[SHELF];
	size_t on_shelf;
};

int workers_new(uv_loop_t *loop, const struct workers_options *options,
		struct workers **ret_workers)
{
	struct workers *w = calloc(1, sizeof(*w));

	if (!w)
		return ERR_NOMEM;
	w->loop = loop;
	w->options = *options;
	if (uv_mutex_init(&w->lock)) {
		free(w);
		return ERR_NOMEM;
	}
	*ret_workers = w;
	return 0;
}

static struct store_reader *take_reader(struct workers *w)
{
	struct store_reader *reader = NULL;

	uv_mutex_lock(&w->lock);
	if (w->on_shelf)
		reader = w->shelf[--w->on_shelf];
	uv_mutex_unlock(&w->lock);
	/* Without a reader the writer finds what is known. */
	if (!reader && store_reader_open(w->options.dir, &reader))
		return NULL;
	return reader;
}

static void put_reader(struct workers *w, struct store_reader *reader)
{
	uv_mutex_lock(&w->lock);
	if (reader && w->on_shelf < SHELF) {
		w->shelf[w->on_shelf++] = reader;
		reader = NULL;
	}
	uv_mutex_unlock(&w->lock);
	store_reader_close(reader);
}

static void work(uv_work_t *request)
{
	struct job *job = request->data;
	struct workers *w = job->workers;
	struct store_reader *reader = take_reader(w);

	role_set(ROLE_WORKER);
	extract(job, &w->options.extract, reader);
	put_reader(w, reader);
}

static void on_work_done(uv_work_t *request, int status)
{
	struct job *job = request->data;
	struct workers *w = job->workers;

	(void)status;	/* never cancelled */
	w->busy--;
	job_move(job, JOB_READ);
	w->options.on_extracted(w->options.ctx, job);
}

void workers_submit(struct workers *w, struct job *job)
{
	role_assert(ROLE_LOOP);
	job_move(job, JOB_READING);
	job->work.data = job;
	job->workers = w;
	w->busy++;
	/* Fails only for a NULL work function. */
	(void)uv_queue_work(w->loop, &job->work, work, on_work_done);
}

size_t workers_busy(const struct workers *w)
{
	return w->busy;
}

void workers_free(struct workers *w)
{
	if (!w)
		return;
	while (w->on_shelf)
		store_reader_close(w->shelf[--w->on_shelf]);
	uv_mutex_destroy(&w->lock);
	free(w);
}
