/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/provenance.h"

#include "crawler/scope.h"
#include "crawler/site.h"

#include "base/err.h"

#include <string.h>

const char *provenance_header(struct job *job, const char *name)
{
	struct slice value = job_header(job, name);

	return value.p ? arena_strndup(job->arena, value.p, value.n) : NULL;
}

static void fill_question(struct job *job)
{
	const struct store_url *u = &job->lease.url;
	struct capture *c = &job->capture;

	c->url = u->url;
	c->raw = u->raw;
	c->site = job->site ? job->site->name : NULL;
	c->via = u->via;
	c->via_anchor = u->via_anchor;
	c->via_position = u->via ? u->via_position : -1;
	c->via_capture = u->via_capture;
	c->hops = u->hops;
	c->asked = u->request ? *u->request :
		   (struct store_request){.method = "GET"};
	c->is_seed = u->is_seed;
	c->is_robots = u->is_robots;
	c->robots_record = job->robots_record;
	c->robots_capture = job->robots_capture;
	c->official = (job->site && job->site->official) ||
		      scope_is_gov(job->url.host);
	c->foreign = !c->official && job->site && job->site->foreign;
	c->division = job->site ? (int32_t)job->site->division : 0;
	c->queued_ms = job->lease.queued_ms;
	c->url_id = job->lease.url_id;
	c->site_id = job->lease.site;
}

static const char *or_null(const char *string)
{
	return string && *string ? string : NULL;
}

static void fill_exchange(struct job *job)
{
	const struct fetch_result *r = job->result;
	struct capture *c = &job->capture;

	c->connect_ms = r->connect_ms;
	c->tls_ms = r->tls_ms;
	c->first_byte_ms = r->first_byte_ms;
	c->total_ms = r->total_ms;
	c->address = or_null(r->address);
	c->port = r->port;
	c->tls_version = or_null(r->tls_version);
	c->tls_cipher = or_null(r->tls_cipher);
	c->tls_chain_sha256 = or_null(r->tls_chain_sha256);
	if (job->site && job->site->tls_relaxed && c->tls_version)
		c->tls_relaxed = !r->tls_needed[0] ?
			"tls = relaxed; not needed" :
			arena_printf(job->arena, "tls = relaxed; needed: %s",
				     r->tls_needed);
	c->outcome = r->outcome;
	c->error = r->outcome ? r->error : NULL;
	if (r->outcome && !c->error)
		c->error = err_text(r->outcome);
}

static void fill_answer(struct job *job)
{
	const struct fetch_result *r = job->result;
	struct capture *c = &job->capture;

	c->status = r->status;
	c->truncated = r->truncated;
	c->content_type = provenance_header(job, "Content-Type");
	c->content_encoding = provenance_header(job, "Content-Encoding");
	c->etag = provenance_header(job, "ETag");
	c->last_modified = provenance_header(job, "Last-Modified");
	if (r->status == 304)
		return;
	c->has_payload = true;
	c->payload_length = r->body_length;
	memcpy(c->sha256, r->body_sha256, sizeof(c->sha256));
}

void provenance_fill(struct job *job)
{
	struct capture *c = &job->capture;

	*c = (struct capture){
		.started_ms = job->started_ms,
		.dns_ms = job->dns_ms,
		.connect_ms = -1, .tls_ms = -1, .first_byte_ms = -1,
		.total_ms = -1,
	};
	fill_question(job);
	if (!job->result) {
		c->outcome = job->refusal;
		c->error = job->refusal_text ? job->refusal_text :
			   err_text(job->refusal);
		return;
	}
	fill_exchange(job);
	if (!job->result->outcome)
		fill_answer(job);
}
