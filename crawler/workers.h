/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Workers: libuv's pool reads what was fetched.  workers_submit() hands a job
 * over, on_extracted gets it back on the loop.  Each job has a reader of the
 * store to itself while it is read.
 */
#ifndef NIANBAO_CRAWLER_WORKERS_H
#define NIANBAO_CRAWLER_WORKERS_H

#include "crawler/extract.h"

struct workers;

struct workers_options {
	struct extract_settings extract; /* what it points to outlives all */
	const char *dir;	/* of the archive, for readers */
	void (*on_extracted)(void *ctx, struct job *job); /* on the loop */
	void *ctx;
};

int workers_new(uv_loop_t *loop, const struct workers_options *options,
		struct workers **ret_workers);
/* Moves the job to a worker; never fails. */
void workers_submit(struct workers *w, struct job *job);
/* Jobs with workers. */
size_t workers_busy(const struct workers *w);
/* Only when none is busy. NULL allowed. */
void workers_free(struct workers *w);

#endif
