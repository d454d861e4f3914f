/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crawler/fetch.h and crawler/resolve.h without a network: the program is
 * linked with these instead.  What is answered, and how long that takes, is
 * the server's (server.h); here it becomes heads, bodies and errors.
 */
#include "crawler/fetch.h"

#include "base/buf.h"
#include "base/digest.h"
#include "base/err.h"
#include "crawler/engine_private.h"
#include "tests/sim/clockwork.h"
#include "tests/sim/net.h"
#include "tests/sim/server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <utlist.h>

int64_t net_grain = 1;

/* To the grain above, so that many happen in one moment. */
static int64_t grained(int64_t at)
{
	return (at + net_grain - 1) / net_grain * net_grain;
}

/* --- a handle, so that closing takes a turn --------------------------- */

struct closing {
	uv_idle_t handle;
	void (*closed)(void *ctx);
	void *ctx;
};

static void on_closed(uv_handle_t *handle)
{
	struct closing *c = handle->data;

	if (c->closed)
		c->closed(c->ctx);
	free(c);
}

static struct closing *closing_new(uv_loop_t *loop)
{
	struct closing *c = calloc(1, sizeof(*c));

	if (!c)
		return NULL;
	(void)uv_idle_init(loop, &c->handle);
	c->handle.data = c;
	return c;
}

static void closing_end(struct closing *c, void (*closed)(void *ctx),
			void *ctx)
{
	c->closed = closed;
	c->ctx = ctx;
	uv_close((uv_handle_t *)&c->handle, on_closed);
}

/* --- names ------------------------------------------------------------ */

struct resolver {
	struct closing *closing;
	struct query *queries;
};

struct query {
	struct event event;
	struct resolver *resolver;
	struct query *prev, *next;
	const struct portal *portal;
	int64_t begun;
	resolve_done_fn done;
	void *ctx;
};

struct resolver *resolve_new(uv_loop_t *loop, int parallel,
			     int32_t timeout_ms)
{
	struct resolver *r = calloc(1, sizeof(*r));

	(void)parallel;
	(void)timeout_ms;
	if (r)
		r->closing = closing_new(loop);
	return r;
}

int resolve_fix(struct resolver *r, const char *host_port_addr)
{
	(void)r;
	(void)host_port_addr;
	return ERR_INVALID;
}

static void on_query(struct event *event)
{
	struct query *q = (struct query *)event;
	struct resolve_answer answer = {.err = ERR_DNS_NOTFOUND};

	if (q->portal && world_illness(q->portal, clockwork_now()) ==
	    ILL_NAME) {
		server.totals->ills[ILL_NAME]++;
		answer.err = ERR_DNS_FAILED;
	} else if (q->portal) {
		answer.err = 0;
		answer.count = 1;
		(void)snprintf(answer.address[0], sizeof(answer.address[0]),
			       "%s", q->portal->address);
	}
	answer.took_ms = (int32_t)(clockwork_now() - q->begun);
	DL_DELETE(q->resolver->queries, q);
	q->done(q->ctx, &answer);
	free(q);
}

int resolve_start(struct resolver *r, const char *host, uint16_t port,
		  resolve_done_fn done, void *ctx)
{
	struct query *q = calloc(1, sizeof(*q));
	int64_t now = clockwork_now();

	(void)port;
	if (!q)
		return ERR_NOMEM;
	*q = (struct query){
		.event = {.at = grained(now + 15), .fire = on_query},
		.resolver = r, .begun = now, .done = done, .ctx = ctx,
		.portal = world_portal(server.world, slice_of(host)),
	};
	DL_APPEND(r->queries, q);
	clockwork_add(&q->event);
	return 0;
}

void resolve_close(struct resolver *r, void (*closed)(void *ctx), void *ctx)
{
	static const struct resolve_answer cancelled = {.err = ERR_CANCELLED};
	struct query *q, *next;

	DL_FOREACH_SAFE(r->queries, q, next) {
		clockwork_remove(&q->event);
		q->done(q->ctx, &cancelled);
		free(q);
	}
	closing_end(r->closing, closed, ctx);
	free(r);
}

/* --- exchanges -------------------------------------------------------- */

struct fetcher {
	struct closing *closing;
	struct fetch *fetches;
	unsigned running;
};

struct fetch {
	struct event event;
	struct fetcher *fetcher;
	struct fetch *prev, *next;
	const struct portal *portal;
	int page;
	bool matches;		/* If-None-Match is what it would send */
	struct answer answer;
	int64_t begun;
	char request[512];
	fetch_done_fn done;
	void *ctx;
};

int fetch_global_init(void)
{
	return 0;
}

const char *fetch_versions(void)
{
	return "sim/1";
}

struct fetch_jar *fetch_jar_new(void)
{
	return NULL;
}

void fetch_jar_free(struct fetch_jar *jar)
{
	(void)jar;
}

struct fetcher *fetch_new(uv_loop_t *loop)
{
	struct fetcher *f = calloc(1, sizeof(*f));

	if (f)
		f->closing = closing_new(loop);
	return f;
}

unsigned fetch_running(const struct fetcher *f)
{
	return f->running;
}

size_t fetch_bytes(const struct fetcher *f)
{
	(void)f;
	return 0;
}

void fetch_result_free(struct fetch_result *result)
{
	if (!result)
		return;
	free(result->error);
	free(result->request);
	free(result->head);
	free(result->body);
	free(result);
}

static const char *etag_of(const struct fetch *f, char etag[24])
{
	(void)snprintf(etag, 24, "\"%d-%d\"", f->page, f->answer.version);
	return etag;
}

/* A column changes with its rows, so it says no ETag. */
static bool has_etag(const struct fetch *f)
{
	return f->portal->validators && f->page != PAGE_COLUMN &&
	       f->page != PAGE_ROBOTS;
}

/* --- what comes ------------------------------------------------------- */

static void fail(struct fetch_result *r, int outcome)
{
	r->outcome = outcome;
	r->error = slice_dup(slice_of(err_text(outcome)));
}

static void add_date(struct buf *head, int64_t shift)
{
	time_t t = (time_t)((server.world->begin_ms + clockwork_now() +
			     shift) / 1000);
	struct tm tm;
	char text[64];

	(void)gmtime_r(&t, &tm);
	(void)strftime(text, sizeof(text), "%a, %d %b %Y %H:%M:%S GMT", &tm);
	(void)buf_addf(head, "%s\r\n", text);
}

static void begin_head(struct buf *head, const char *status)
{
	(void)buf_addf(head, "HTTP/1.1 %s\r\nDate: ", status);
	add_date(head, 0);
}

static void retry_after(const struct fetch *f, struct buf *head)
{
	if (f->answer.ill == ILL_LATER) {
		(void)buf_addf(head, "Retry-After: %d\r\n",
			       (int)(f->answer.retry_ms / SIM_SECOND));
	} else if (f->answer.ill == ILL_LATER_DATE) {
		(void)buf_adds(head, "Retry-After: ");
		add_date(head, f->answer.retry_ms + SIM_SECOND);
	}
}

/* An answer that says nothing of the page; true: it is one. */
static bool ill_answer(const struct fetch *f, struct fetch_result *r,
		       struct buf *head, struct buf *body)
{
	switch (f->answer.ill) {
	case ILL_BUSY:
	case ILL_ROBOTS:
		r->status = 503;
		begin_head(head, "503 Busy");
		break;
	case ILL_LATER:
	case ILL_LATER_DATE:
		r->status = 429;
		begin_head(head, "429 Too Many");
		retry_after(f, head);
		break;
	case ILL_BROKEN:
		r->status = 500;
		begin_head(head, "500 Broken");
		break;
	case ILL_FORBIDDEN:
		r->status = 403;
		begin_head(head, "403 Forbidden");
		break;
	case ILL_CHALLENGE:
		r->status = 200;
		begin_head(head, "200 OK");
		(void)buf_adds(head, "Content-Type: text/html\r\n");
		(void)buf_addf(body, "<html><script>$_ts=window['$_ts'];"
			       "if(!$_ts)$_ts={};$_ts.nsd=%lld;</script>"
			       "</html>", (long long)clockwork_now());
		break;
	default:
		return false;
	}
	return true;
}

static void good_answer(const struct fetch *f, struct fetch_result *r,
			struct buf *head, struct buf *body)
{
	char etag[24];

	if (f->answer.version == VERSION_GONE) {
		r->status = 404;
		begin_head(head, "404 Not Found");
		(void)buf_addf(head, NET_MARK ": %d\r\n", VERSION_GONE);
		return;
	}
	if (f->matches) {
		r->status = 304;
		begin_head(head, "304 Not Modified");
	} else {
		r->status = 200;
		begin_head(head, "200 OK");
		(void)world_body(server.world, f->portal, f->page, f->begun,
				 body);
		(void)buf_addf(head, "Content-Type: %s\r\n",
			       f->page == PAGE_ROBOTS ? "text/plain" :
			       "text/html; charset=utf-8");
	}
	if (has_etag(f))
		(void)buf_addf(head, "ETag: %s\r\n", etag_of(f, etag));
	if (f->answer.ill != ILL_CUT)
		(void)buf_addf(head, NET_MARK ": %d\r\n", f->answer.version);
}

static void set_answer(const struct fetch *f, struct fetch_result *r)
{
	struct buf head = BUF_INIT(4096), body = BUF_INIT(1 << 20);

	if (!ill_answer(f, r, &head, &body))
		good_answer(f, r, &head, &body);
	if (r->status != 304)
		(void)buf_addf(&head, "Content-Length: %zu\r\n", body.len);
	(void)buf_adds(&head, "\r\n");
	if (f->answer.ill == ILL_CUT && body.len > 1) {
		body.len /= 2;
		r->truncated = TRUNCATED_DISCONNECT;
	}
	r->head_length = head.len;
	r->head = buf_take(&head);
	r->body_length = body.len;
	(void)digest_sha256(buf_slice(&body), r->body_sha256);
	r->body = buf_take(&body);
	r->first_byte_ms = r->total_ms / 2;
}

static void set_result(const struct fetch *f, struct fetch_result *r)
{
	r->body_fd = -1;
	r->tls_ms = r->first_byte_ms = -1;
	r->connect_ms = 10;
	r->total_ms = (int32_t)(clockwork_now() - f->begun);
	(void)snprintf(r->address, sizeof(r->address), "%s",
		       f->portal->address);
	r->port = 80;
	r->request_length = strlen(f->request);
	r->request = slice_dup(slice_of(f->request));
	switch (f->answer.ill) {
	case ILL_REFUSED:
		fail(r, ERR_CONNECT_REFUSED);
		break;
	case ILL_TIMEOUT:
		fail(r, ERR_TIMEOUT);
		break;
	case ILL_RESET:
		fail(r, ERR_CLOSED);
		break;
	default:
		set_answer(f, r);
		break;
	}
}

static struct fetch_result *new_result(void)
{
	struct fetch_result *r = calloc(1, sizeof(*r));

	if (!r) {
		fprintf(stderr, "sim: out of memory\n");
		abort();
	}
	return r;
}

static void end(struct fetch *f, struct fetch_result *r)
{
	DL_DELETE(f->fetcher->fetches, f);
	f->fetcher->running--;
	f->done(f->ctx, r);
	free(f);
}

static void on_answer(struct event *event)
{
	struct fetch *f = (struct fetch *)event;
	struct fetch_result *r = new_result();

	f->answer.took_ms = clockwork_now() - f->begun;
	server_answered(f->portal, f->page, &f->answer);
	set_result(f, r);
	server.totals->unchanged += r->status == 304;
	end(f, r);
}

static void on_cancelled(struct event *event)
{
	struct fetch *f = (struct fetch *)event;
	struct fetch_result *r = new_result();

	r->body_fd = -1;
	fail(r, ERR_CANCELLED);
	server_given_up(f->portal, f->page);
	end(f, r);
}

void fetch_cancel(struct fetch *f)
{
	f->event.fire = on_cancelled;
	f->event.at = clockwork_now();
}

int fetch_start(struct fetcher *fetcher, const struct fetch_request *request,
		fetch_done_fn done, void *ctx, struct fetch **ret_fetch)
{
	const struct portal *p = world_portal(server.world, request->url->host);
	struct slice target = url_target(request->url);
	struct fetch *f = calloc(1, sizeof(*f));
	char etag[24];

	if (!f)
		return ERR_NOMEM;
	*f = (struct fetch){
		.event = {.fire = on_answer}, .fetcher = fetcher, .portal = p,
		.page = p ? world_page(p, target) : -1,
		.begun = clockwork_now(), .done = done, .ctx = ctx,
	};
	if (f->page < 0) {
		server_broken(RULE_UNKNOWN, p, -1, "%.*s%.*s",
			      SLICE_ARG(request->url->host),
			      SLICE_ARG(target));
		abort();
	}
	(void)snprintf(f->request, sizeof(f->request), "GET %.*s HTTP/1.1\r\n"
		       "Host: %s\r\nUser-Agent: %s\r\n\r\n", SLICE_ARG(target),
		       p->host, request->user_agent);
	server_asked(p, f->page, &f->answer);
	f->matches = has_etag(f) && request->if_none_match &&
		     strcmp(request->if_none_match, etag_of(f, etag)) == 0 &&
		     f->answer.ill != ILL_CUT;
	f->event.at = grained(f->begun + f->answer.took_ms);
	DL_APPEND(fetcher->fetches, f);
	fetcher->running++;
	clockwork_add(&f->event);
	*ret_fetch = f;
	return 0;
}

void fetch_close(struct fetcher *fetcher, void (*closed)(void *ctx),
		 void *ctx)
{
	struct fetch *f, *next;

	DL_FOREACH_SAFE(fetcher->fetches, f, next) {
		clockwork_remove(&f->event);
		on_cancelled(&f->event);
	}
	closing_end(fetcher->closing, closed, ctx);
	free(fetcher);
}

/* --- what is stored --------------------------------------------------- */

void __real_engine_on_stored(void *ctx, struct job *job);
void __wrap_engine_on_stored(void *ctx, struct job *job);

void __wrap_engine_on_stored(void *ctx, struct job *job)
{
	const struct portal *p = world_portal(server.world,
					      slice_of(job->host->name));
	struct slice mark = job_header(job, NET_MARK);
	int page = p ? world_page(p, url_target(&job->url)) : -1;

	if (job->result && !job->err && page >= 0)
		server_stored(p, page, mark.p ? (int)strtol(mark.p, NULL, 10) :
			      VERSION_UNKNOWN);
	__real_engine_on_stored(ctx, job);
}
