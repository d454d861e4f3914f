/* SPDX-License-Identifier: Apache-2.0 */
/* What `nianbao why` tells programs. */
#include "crawler/cmd_why.h"

#include "base/err.h"
#include "crawler/cmd_json.h"

/* --- one capture ---------------------------------------------------------- */

static void add_request(struct cmd_json *o, const char *name,
			const struct store_request *r)
{
	struct cmd_json child;

	if (!r)
		return;
	cmd_json_begin(&child);
	cmd_json_string(&child, "method", r->method);
	cmd_json_string(&child, "key", r->key);
	cmd_json_slice(&child, "body", r->body);
	cmd_json_string(&child, "content_type", r->content_type);
	cmd_json_string(&child, "referer", r->referer);
	cmd_json_string(&child, "family", r->family);
	if (r->page)
		cmd_json_number(&child, "page", r->page);
	cmd_json_bool(&child, "list", r->list);
	cmd_json_put(o, name, &child);
}

static void add_asked(struct cmd_json *o, const struct capture *c)
{
	cmd_json_number(o, "capture", c->id);
	cmd_json_time(o, "started", c->started_ms);
	cmd_json_time(o, "queued", c->queued_ms);
	cmd_json_string(o, "raw", c->raw);
	cmd_json_string(o, "via", c->via);
	cmd_json_string(o, "via_anchor", c->via_anchor);
	cmd_json_known(o, "via_position", c->via_position);
	cmd_json_string(o, "hops", c->hops);
	add_request(o, "asked", store_request_is_special(&c->asked) ?
		    &c->asked : NULL);
	cmd_json_bool(o, "seed", c->is_seed);
	if (c->official || c->foreign)
		cmd_json_bool(o, "official", c->official);
	if (c->robots_capture)
		cmd_json_number(o, "robots_capture", c->robots_capture);
	cmd_json_string(o, "robots_record", c->robots_record);
}

static void add_exchange(struct cmd_json *o, const struct capture *c)
{
	cmd_json_string(o, "address", c->address);
	if (c->address)
		cmd_json_number(o, "port", c->port);
	cmd_json_known(o, "dns_ms", c->dns_ms);
	cmd_json_known(o, "connect_ms", c->connect_ms);
	cmd_json_known(o, "tls_ms", c->tls_ms);
	cmd_json_known(o, "first_byte_ms", c->first_byte_ms);
	cmd_json_known(o, "total_ms", c->total_ms);
	cmd_json_string(o, "tls_version", c->tls_version);
	cmd_json_string(o, "tls_cipher", c->tls_cipher);
	cmd_json_string(o, "tls_chain_sha256", c->tls_chain_sha256);
	cmd_json_string(o, "tls_relaxed", c->tls_relaxed);
}

static void add_answer(struct cmd_json *o, const struct capture *c)
{
	char hex[SHA256_HEX_SIZE];

	cmd_json_string(o, "outcome", err_name(c->outcome));
	cmd_json_string(o, "error", c->error);
	if (c->status)
		cmd_json_number(o, "status", c->status);
	cmd_json_string(o, "block", c->block);
	cmd_json_string(o, "content_type", c->content_type);
	cmd_json_string(o, "sniffed", c->sniffed);
	cmd_json_string(o, "content_encoding", c->content_encoding);
	cmd_json_string(o, "etag", c->etag);
	cmd_json_string(o, "last_modified", c->last_modified);
	cmd_json_string(o, "redirect_to", c->redirect_to);
	cmd_json_string(o, "truncated", capture_truncated_name(c->truncated));
	cmd_json_string(o, "title", c->title);
	if (c->has_payload)
		cmd_json_number(o, "bytes", (int64_t)c->payload_length);
	if (c->has_payload || c->kind == CAPTURE_NOT_MODIFIED) {
		digest_hex(c->sha256, hex);
		cmd_json_string(o, "sha256", hex);
	}
}

static void add_place(struct cmd_json *o, const char *name,
		      const struct warc_place *place)
{
	struct cmd_json child;

	if (place->length == 0)
		return;
	cmd_json_begin(&child);
	cmd_json_number(&child, "offset", (int64_t)place->offset);
	cmd_json_number(&child, "length", (int64_t)place->length);
	cmd_json_put(o, name, &child);
}

static void add_kept(struct cmd_json *o, const struct capture *c)
{
	struct cmd_json refers;

	cmd_json_string(o, "kind", capture_kind_name(c->kind));
	cmd_json_string(o, "record", c->record_id);
	cmd_json_string(o, "warc", c->warc_file);
	add_place(o, "main", &c->main);
	add_place(o, "request", &c->request);
	add_place(o, "metadata", &c->metadata);
	cmd_json_string(o, "program", c->program);
	cmd_json_string(o, "config_sha256", c->config_sha256);
	if (!c->refers_to.record_id)
		return;
	cmd_json_begin(&refers);
	cmd_json_string(&refers, "record", c->refers_to.record_id);
	cmd_json_string(&refers, "url", c->refers_to.url);
	cmd_json_time(&refers, "started", c->refers_to.date_ms);
	cmd_json_put(o, "refers_to", &refers);
}

/* --- the whole ------------------------------------------------------------ */

static void add_state(struct cmd_json *o, const struct why *why)
{
	if (!why->in_frontier)
		return;
	cmd_json_string(o, "site", why->state.site_name);
	cmd_json_string(o, "state", why->state.state);
	cmd_json_string(o, "stop", why->state.stop);
	cmd_json_time(o, "queued", why->state.queued_ms);
	cmd_json_number(o, "attempts", why->state.attempts);
	cmd_json_number(o, "priority", why->state.url.priority);
	cmd_json_number(o, "depth", why->state.url.depth);
	cmd_json_time(o, "next_due", why->next_due_ms);
}

static void add_step(struct cmd_json *o, const struct why_step *step)
{
	struct cmd_json child;

	cmd_json_begin(&child);
	cmd_json_string(&child, "url", step->url);
	if (step->request)
		cmd_json_string(&child, "method", step->request->method);
	cmd_json_string(&child, "anchor", step->anchor);
	if (step->is_seed)
		cmd_json_bool(&child, "seed", true);
	else
		cmd_json_known(&child, "position", step->position);
	cmd_json_append(o, "path", &child);
}

static void add_robots(struct cmd_json *o, const struct why_robots *robots)
{
	struct cmd_json child;

	if (robots->capture == 0)
		return;
	cmd_json_begin(&child);
	cmd_json_bool(&child, "allowed", robots->allowed);
	cmd_json_number(&child, "capture", robots->capture);
	cmd_json_time(&child, "started", robots->at_ms);
	if (robots->status)
		cmd_json_number(&child, "status", robots->status);
	if (robots->line)
		cmd_json_number(&child, "line", robots->line);
	cmd_json_string(&child, "rule", robots->rule);
	cmd_json_put(o, "robots", &child);
}

int cmd_why_json(const struct why *why)
{
	struct cmd_json o;

	cmd_json_begin(&o);
	cmd_json_string(&o, "url", why->url);
	add_request(&o, "request", why->request);
	add_state(&o, why);
	for (size_t i = 0; i < why->step_count; i++)
		add_step(&o, &why->steps[i]);
	add_robots(&o, &why->robots);
	for (size_t i = 0; i < why->capture_count; i++) {
		struct cmd_json child;

		cmd_json_begin(&child);
		add_asked(&child, &why->captures[i]);
		add_exchange(&child, &why->captures[i]);
		add_answer(&child, &why->captures[i]);
		add_kept(&child, &why->captures[i]);
		cmd_json_append(&o, "captures", &child);
	}
	return cmd_json_print(&o);
}

/* Of a URL that was never queued. */
int cmd_why_link_json(const struct why_link *link)
{
	struct cmd_json o, child;

	cmd_json_begin(&o);
	cmd_json_string(&o, "url", link->url);
	cmd_json_begin(&child);
	cmd_json_string(&child, "reason", link->reason);
	cmd_json_string(&child, "text", link->text);
	cmd_json_string(&child, "known_as", link->known_as);
	cmd_json_string(&child, "via", link->via);
	cmd_json_string(&child, "anchor", link->via_anchor);
	cmd_json_known(&child, "position", link->via_position);
	if (link->via_capture)
		cmd_json_number(&child, "capture", link->via_capture);
	cmd_json_put(&o, "left_out", &child);
	return cmd_json_print(&o);
}
