/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/workers.h"

#include "base/err.h"
#include "crawler/role.h"
#include "crawler/shelf.h"

#include <stdlib.h>

struct workers {
	uv_loop_t *loop;
	struct workers_options options;
	size_t busy;
	struct shelf *shelf;	/* owned */
};

int workers_new(uv_loop_t *loop, const struct workers_options *options,
		struct workers **ret_workers)
{
	struct workers *w = calloc(1, sizeof(*w));

	if (!w)
		return ERR_NOMEM;
	w->loop = loop;
	w->options = *options;
	if (shelf_new(w->options.dir, &w->shelf)) {
		free(w);
		return ERR_NOMEM;
	}
	*ret_workers = w;
	return 0;
}

static void work(uv_work_t *request)
{
	struct job *job = request->data;
	struct workers *w = job->workers;
	struct store_reader *reader;

	/* without one the writer finds what is known */
	(void)shelf_take(w->shelf, &reader);
	role_set(ROLE_WORKER);
	extract(job, &w->options.extract, reader);
	shelf_put(w->shelf, reader);
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
	shelf_free(w->shelf);
	free(w);
}
