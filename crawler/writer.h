/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store thread: everything that changes the archive goes through here, in
 * the order it was handed over.  Jobs are committed in groups (at most
 * commit_jobs, after commit_ms, when a request waits behind them, or hurried);
 * requests are functions that run on the writer with the store in hand.
 *
 * A full disk is a state, not an error: the group is tried again every few
 * seconds until there is room or writer_give_up().
 */
#ifndef NIANBAO_CRAWLER_WRITER_H
#define NIANBAO_CRAWLER_WRITER_H

#include "crawler/job.h"

#include <uv.h>

struct writer;

/* Embedded by the caller; borrowed until done is called on the loop. */
struct writer_request {
	/* On the writer thread. ERR_NOSPACE: is run again later. reader sees
	 * what was committed; NULL while there is no archive to read. */
	int (*work)(struct writer_request *request, struct store *store,
		    struct store_reader *reader);
	/* On the loop; err is what work returned. */
	void (*done)(struct writer_request *request, int err);
	uint64_t after;		/* the writer's own */
	int err;
	struct writer_request *next;
};

enum writer_state {
	WRITER_WORKING,
	WRITER_FULL,		/* the disk is full; trying again */
};

struct writer_options {
	struct store *store;	/* lent; nobody else may use it meanwhile */
	const char *dir;	/* of the archive, for the reader */
	size_t commit_jobs;
	int64_t commit_ms;
	int64_t retry_ms;	/* after ERR_NOSPACE */
	/* On the loop. job->err: 0 or why it is not stored. */
	void (*on_stored)(void *ctx, struct job *job);
	void (*on_state)(void *ctx, enum writer_state state);
	/* On the loop: a token came back; NULL. */
	void (*on_token)(void *ctx);
	void *ctx;
};

enum { WRITER_JOBS_MAX = 1000 };

/* ERR_NOMEM; ERR_IO: no thread could be started. */
int writer_start(uv_loop_t *loop, const struct writer_options *options,
		 struct writer **ret_writer);
/* Moves the job (state READ) to the writer. */
void writer_submit(struct writer *w, struct job *job);
void writer_ask(struct writer *w, struct writer_request *request);
/* What was submitted waits for no company: no more is on its way. */
void writer_hurry(struct writer *w);
/* Jobs submitted and not yet stored. */
size_t writer_queue(const struct writer *w);
/* Sends a token round: the thread gives it back between two things it does,
 * also while it waits for room.  Those sent meanwhile come back as one. */
void writer_token(struct writer *w);
/* Stop waiting for room: what does not fit comes back with ERR_NOSPACE. */
void writer_give_up(struct writer *w);
/* Finishes what is queued, ends the thread, frees, calls closed on the loop.
 * No more submit and ask. */
void writer_close(struct writer *w, void (*closed)(void *ctx), void *ctx);

#endif
