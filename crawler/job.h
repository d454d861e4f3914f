/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A job: one URL on its way from lease to stored capture.  It has exactly one
 * owner at a time, and the state says which:
 *
 *   LEASED ──► FETCHING ──► READING ──► READ ──► STORING ──► STORED
 *   loop       loop, curl   a worker    loop     writer      loop, freed
 *      └──────────────────────►  (a refusal needs no network)
 *
 * Whoever has it may read and write all of it; nobody else may touch it.
 * What a later stage needs is made by an earlier one and stays until the job
 * is freed: the capture borrows from lease and result, the item from all.
 */
#ifndef NIANBAO_CRAWLER_JOB_H
#define NIANBAO_CRAWLER_JOB_H

#include "crawler/fetch.h"
#include "crawler/memo.h"
#include "crawler/tally.h"
#include "crawler/verdict.h"
#include "store/reading.h"

struct host;
struct settings;
struct site;
struct workers;

enum job_state {
	JOB_LEASED,	/* in its host's queue */
	JOB_FETCHING,
	JOB_READING,	/* a worker reads it */
	JOB_READ,	/* back on the loop */
	JOB_STORING,	/* the writer's */
	JOB_STORED,	/* back on the loop, to be freed */
	JOB_STATES,
};

struct job {
	struct job *prev, *next; /* in its host's queue */
	enum job_state state;
	struct arena *arena;	/* owned: strings, links, what the item holds */
	struct store_lease lease; /* strings in arena */
	struct url url;		/* owned */
	struct host *host;	/* borrowed; outlives the job */
	struct site *site;	/* borrowed; workers read its fixed part only */
	struct settings *settings; /* held for it by the engine: the site is
				 * theirs */

	/* the exchange */
	struct fetch *fetch;	/* while FETCHING, for fetch_cancel() */
	struct fetch_result *result; /* owned; NULL: refused before the wire */
	int refusal;		/* ERR_ROBOTS, ERR_DNS_… where result is NULL */
	const char *refusal_text; /* the sentence; in arena or static */
	bool conditional;	/* validators were sent */
	int64_t started_ms;	/* wall clock */
	int32_t dns_ms;		/* -1 */
	int64_t robots_capture;	/* what allowed it; 0 */
	const char *robots_record; /* in arena; NULL */
	const char *block_kept;	/* sign of blocks whose body is kept already;
				 * in arena; NULL */

	/* what the worker made of it */
	struct capture capture;
	struct exchange exchange;
	struct warc_build_options build;
	uint8_t uuid_seed[16];
	struct warc_bundle bundle; /* owned */
	void *map;		/* a spooled body, mapped for reading; NULL */
	size_t map_length;
	struct reading reading;	/* owned; kept where the item borrows of it */
	enum block_class block;
	const char *block_sign;	/* in arena; NULL: no block */
	struct slice robots_text; /* of a robots answer; in arena */
	const struct store_link *links;
	size_t link_count;
	struct store_url *found;
	size_t found_count;
	uint64_t stops[STOP_COUNT]; /* links left out, by reason */
	uint64_t says;		/* traps_read()'s; 0: it has no links */
	uint64_t lists;		/* traps_turned()'s; 0: it has no rows */
	struct memo memo;	/* of this reading, or of the one that stands
				 * for it; rules 0: there is none to keep */
	bool again;		/* nothing was read: the bytes are those of the
				 * memo in the lease */
	bool undated;		/* it was read, and says no date of its own */
	bool kept_back;		/* set by the loop: what was found is not handed
				 * on for what this run has learnt */
	bool echo;		/* set by the loop: traps_read() said so */
	bool turned;		/* … and traps_turned() */
	struct capture_ref known; /* where the payload is stored already */
	int err;		/* reading or storing failed: ERR_* */
	struct verdict verdict;	/* set by the loop after reading */
	size_t held;		/* bytes it counts for back-pressure */

	/* for the writer */
	struct store_item item;
	struct store_host host_row; /* the item's host */
	struct store_block_event block_event; /* the item's, if it has one */
	struct job *queue_next;	/* in the writer's queues */
	struct workers *workers; /* that have it */
	uv_work_t work;
};

/* Copies the lease (strings too) and parses its URL.  ERR_NOMEM, or url's
 * errors where the stored URL does not parse. */
int job_new(const struct store_lease *lease, struct job **ret_job);
/* All but host and site; NULL allowed. */
void job_free(struct job *job);
/* Moves to the state; aborts on a move the diagram does not have. */
void job_move(struct job *job, enum job_state to);
const char *job_state_name(enum job_state state);

/* How the attempt ended: the exchange's outcome or the refusal. */
int job_outcome(const struct job *job);
int job_status(const struct job *job);
/* A field of the response head; absent if there is none. */
struct slice job_header(const struct job *job, const char *name);
/* Bytes of body it holds in memory. */
size_t job_bytes(const struct job *job);

#endif
