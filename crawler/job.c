/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/job.h"

#include "base/err.h"
#include "parsers/httphead.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>

/* One page: links_max links with their texts, the capture's strings. */
enum { ARENA_LIMIT = 64 << 20 };

static const char *const state_names[JOB_STATES] = {
	[JOB_LEASED] = "leased",	[JOB_FETCHING] = "fetching",
	[JOB_READING] = "reading",	[JOB_READ] = "read",
	[JOB_STORING] = "storing",	[JOB_STORED] = "stored",
};

/* moves[from] has bit `to` where the diagram in job.h has the arrow. */
static const unsigned moves[JOB_STATES] = {
	[JOB_LEASED] = 1u << JOB_FETCHING | 1u << JOB_READING,
	[JOB_FETCHING] = 1u << JOB_READING,
	[JOB_READING] = 1u << JOB_READ,
	[JOB_READ] = 1u << JOB_STORING,
	[JOB_STORING] = 1u << JOB_STORED,
};

const char *job_state_name(enum job_state state)
{
	return state_names[state];
}

void job_move(struct job *job, enum job_state to)
{
	if (!(moves[job->state] >> to & 1)) {
		fprintf(stderr, "nianbao: a job may not go from %s to %s: %s\n",
			state_names[job->state], state_names[to],
			job->lease.url.url);
		abort();
	}
	job->state = to;
}

static const char *copy(struct arena *a, const char *string)
{
	return string ? arena_strndup(a, string, strlen(string)) : NULL;
}

static const struct store_request *
copy_request(struct arena *a, const struct store_request *from)
{
	struct store_request *to;

	if (!from)
		return NULL;
	to = arena_alloc(a, sizeof(*to));
	if (to)
		(void)store_request_copy(from, a, to);	/* sticky */
	return to;
}

static void copy_memory(struct arena *a, struct store_memory *m)
{
	m->memo = arena_slice(a, m->memo);
	m->content_type = copy(a, m->content_type);
	m->content_encoding = copy(a, m->content_encoding);
	m->title = copy(a, m->title);
	m->sniffed = copy(a, m->sniffed);
	m->text_sha256 = arena_slice(a, m->text_sha256);
}

static int copy_lease(struct job *job, const struct store_lease *from)
{
	struct arena *a = job->arena;
	struct store_lease *to = &job->lease;

	*to = *from;
	to->url.url = copy(a, from->url.url);
	to->url.host_key = copy(a, from->url.host_key);
	to->url.raw = copy(a, from->url.raw);
	to->url.via = copy(a, from->url.via);
	to->url.via_anchor = copy(a, from->url.via_anchor);
	to->url.hops = copy(a, from->url.hops);
	to->url.request = copy_request(a, from->url.request);
	to->etag = copy(a, from->etag);
	to->last_modified = copy(a, from->last_modified);
	to->last.record_id = copy(a, from->last.record_id);
	to->last.url = copy(a, from->last.url);
	copy_memory(a, &to->memory);
	return arena_err(a);
}

int job_new(const struct store_lease *lease, struct job **ret_job)
{
	struct job *job = calloc(1, sizeof(*job));
	int err = ERR_NOMEM;

	if (!job)
		return ERR_NOMEM;
	job->dns_ms = -1;
	job->bundle.fd = -1;
	job->exchange.body_fd = -1;
	job->arena = arena_new(ARENA_LIMIT);
	if (!job->arena)
		goto fail;
	err = copy_lease(job, lease);
	if (err)
		goto fail;
	err = url_parse(slice_of(job->lease.url.url), NULL, NULL, &job->url,
			NULL);
	if (err)
		goto fail;
	*ret_job = job;
	return 0;
fail:
	job_free(job);
	return err;
}

void job_free(struct job *job)
{
	if (!job)
		return;
	reading_free(&job->reading);
	if (job->map)
		(void)munmap(job->map, job->map_length);
	warc_bundle_free(&job->bundle);
	fetch_result_free(job->result);
	url_free(&job->url);
	arena_free(job->arena);
	free(job);
}

int job_outcome(const struct job *job)
{
	return job->result ? job->result->outcome : job->refusal;
}

int job_status(const struct job *job)
{
	return job->result && !job->result->outcome ? job->result->status : 0;
}

struct slice job_header(const struct job *job, const char *name)
{
	if (!job->result || !job->result->head)
		return SLICE_NONE;
	return httphead_field((struct slice){job->result->head,
					     job->result->head_length},
			      name, NULL);
}

size_t job_bytes(const struct job *job)
{
	if (!job->result || !job->result->body)
		return 0;
	return (size_t)job->result->body_length;
}
