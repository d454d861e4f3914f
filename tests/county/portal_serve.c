/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The portals on the loopback network: one libmicrohttpd daemon a portal, with
 * a thread of its own.  The main thread waits for a signal.  Shared between
 * threads: the portals (read only) and the log (under lock).
 *
 * Bodies of requests are kept up to BODY_MAX; a longer one is answered 413.
 */
#include "tests/county/serve.h"

#include "tests/county/loopback.h"
#include "tests/county/portal.h"

#include <errno.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	BODY_MAX = 1 << 20, IDLE_SECONDS = 60, TARGET_MAX = 4096,
	MS = 1000, NS_OF_MS = 1000000, TOO_LARGE = 413,
};

struct server {
	const struct serve_options *options;
	struct portals portals;
	FILE *log;
	struct timespec start;
	pthread_mutex_t lock;
	int sockets[PORTALS_MAX];	/* -1: moved to the daemon */
	struct door {
		struct server *server;
		const struct portal *portal;
		struct MHD_Daemon *daemon;
	} doors[PORTALS_MAX];
};

struct request {
	char *target;
	struct buf body;
	bool begun;	/* the handler has been called once */
};

static void *on_target(void *cls, const char *target,
		       struct MHD_Connection *connection)
{
	struct request *request = calloc(1, sizeof(*request));

	(void)cls;
	(void)connection;
	if (!request)
		return NULL;
	buf_init(&request->body, BODY_MAX);
	request->target = strndup(target, TARGET_MAX);
	if (request->target)
		return request;
	free(request);
	return NULL;
}

static void on_completed(void *cls, struct MHD_Connection *connection,
			 void **con_cls,
			 enum MHD_RequestTerminationCode why)
{
	struct request *request = *con_cls;

	(void)cls;
	(void)connection;
	(void)why;
	if (!request)
		return;
	buf_free(&request->body);
	free(request->target);
	free(request);
	*con_cls = NULL;
}

static void log_request(struct server *server, const struct portal *p,
			const char *method, const char *target, int status)
{
	struct timespec now;
	long ms;

	if (!server->log)
		return;
	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	ms = (now.tv_sec - server->start.tv_sec) * MS
	     + (now.tv_nsec - server->start.tv_nsec) / NS_OF_MS;
	(void)pthread_mutex_lock(&server->lock);
	(void)fprintf(server->log, "%ld %s %s %s %d\n", ms, p->host, method,
		      target, status);
	(void)fflush(server->log);
	(void)pthread_mutex_unlock(&server->lock);
}

static enum MHD_Result send_answer(struct MHD_Connection *connection,
				   struct answer *a)
{
	size_t n = a->body.len;
	struct MHD_Response *response = n
		? MHD_create_response_from_buffer(n, buf_take(&a->body),
						  MHD_RESPMEM_MUST_FREE)
		: MHD_create_response_from_buffer(0, (void *)"",
						  MHD_RESPMEM_PERSISTENT);
	enum MHD_Result result;

	if (!response)
		return MHD_NO;
	if (a->type)
		(void)MHD_add_response_header(response, "Content-Type",
					      a->type);
	if (a->location.len)
		(void)MHD_add_response_header(response, "Location",
					      a->location.data);
	(void)MHD_add_response_header(response, "Server", "qinghe");
	result = MHD_queue_response(connection, (unsigned)a->status, response);
	MHD_destroy_response(response);
	return result;
}

static const char *head_of(struct MHD_Connection *connection,
			   const char *name)
{
	const char *value = MHD_lookup_connection_value(connection,
							MHD_HEADER_KIND, name);

	return value ? value : "";
}

static enum MHD_Result reply(struct door *door,
			     struct MHD_Connection *connection,
			     const char *method, const struct request *request)
{
	struct slice target = slice_of(request->target);
	size_t mark = slice_findc(target, '?', 0);
	struct portal_request r = {
		.method = method, .target = target,
		.path = slice_sub(target, 0, mark),
		.query = mark == SIZE_MAX ? SLICE_NONE
			 : slice_sub(target, mark + 1, target.n),
		.body = slice_of(request->body.data ? request->body.data : ""),
		.type = head_of(connection, "Content-Type"),
		.referer = head_of(connection, "Referer"),
	};
	struct answer a;
	enum MHD_Result result;

	portal_answer(&a, door->portal, &r);
	if (request->body.err)
		a.status = TOO_LARGE;
	log_request(door->server, door->portal, method, request->target,
		    a.status);
	result = send_answer(connection, &a);
	answer_free(&a);
	return result;
}

static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection,
				  const char *url, const char *method,
				  const char *version, const char *upload,
				  size_t *upload_size, void **con_cls)
{
	struct request *request = *con_cls;

	(void)url;
	(void)version;
	if (!request)
		return MHD_NO;
	/* Answering on the first call would close the connection. */
	if (!request->begun) {
		request->begun = true;
		return MHD_YES;
	}
	if (*upload_size) {
		(void)buf_add(&request->body, upload, *upload_size);
		*upload_size = 0;
		return MHD_YES;
	}
	return reply(cls, connection, method, request);
}

static bool start_all(struct server *server)
{
	unsigned i;

	for (i = 0; i < server->portals.count; i++) {
		struct door *door = &server->doors[i];

		*door = (struct door){
			.server = server,
			.portal = &server->portals.portal[i],
		};
		door->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD,
			0, NULL, NULL, on_request, door,
			MHD_OPTION_LISTEN_SOCKET, server->sockets[i],
			MHD_OPTION_URI_LOG_CALLBACK, on_target, NULL,
			MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL,
			MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
			MHD_OPTION_END);
		if (!door->daemon) {
			(void)fprintf(stderr, "county: cannot serve %s\n",
				      door->portal->host);
			return false;
		}
		server->sockets[i] = -1;
	}
	return true;
}

static bool announce(const struct server *server)
{
	struct buf lines = BUF_INIT(LOOPBACK_LINES_MAX);
	unsigned i;
	bool ok;

	for (i = 0; i < server->portals.count; i++) {
		const struct portal *p = &server->portals.portal[i];

		loopback_add_host(&lines, p->host, p->address, p->plan.port);
	}
	for (i = 0; i < server->portals.count; i++) {
		(void)buf_adds(&lines, "SEED ");
		portal_add_origin(&lines, &server->portals.portal[i]);
		(void)buf_adds(&lines, "/\n");
	}
	for (i = 0; i < server->portals.count; i++) {
		const struct portal *p = &server->portals.portal[i];

		loopback_add_resolve(&lines, p->host, p->address,
				     p->plan.port);
	}
	ok = loopback_announce(&lines, server->options->ready_file);
	buf_free(&lines);
	return ok;
}

static int run(struct server *server, const sigset_t *signals)
{
	unsigned i;
	int code = 1;

	if (start_all(server) && announce(server)) {
		loopback_wait(signals, server->options->for_seconds);
		code = 0;
	}
	for (i = 0; i < server->portals.count; i++)
		if (server->doors[i].daemon)
			MHD_stop_daemon(server->doors[i].daemon);
	loopback_close(server->sockets, server->portals.count);
	return code;
}

/* The port is in no address of a page, but in sitemaps and the truth. */
static bool listen_all(struct server *server)
{
	const char *addresses[PORTALS_MAX];
	unsigned i;

	for (i = 0; i < server->portals.count; i++)
		addresses[i] = server->portals.portal[i].address;
	if (!loopback_listen(addresses, server->portals.count,
			     server->options->port, server->sockets))
		return false;
	for (i = 0; i < server->portals.count; i++)
		server->portals.portal[i].plan.port =
			loopback_port(server->sockets[i]);
	return true;
}

static bool open_log(struct server *server)
{
	const char *path = server->options->log_file;

	if (!path)
		return true;
	server->log = fopen(path, "a");
	if (!server->log)
		(void)fprintf(stderr, "county: cannot write %s: %s\n", path,
			      strerror(errno));
	return server->log;
}

int serve_portals(const struct serve_options *options)
{
	struct server server = {
		.options = options, .lock = PTHREAD_MUTEX_INITIALIZER,
	};
	sigset_t signals;
	int code = 1;

	loopback_block(&signals);
	(void)clock_gettime(CLOCK_MONOTONIC, &server.start);
	if (!portals_new(options->seed, options->pages, options->port,
			 options->only, &server.portals)) {
		(void)fputs("county: no such family\n", stderr);
		return 1;
	}
	if (open_log(&server) && listen_all(&server))
		code = run(&server, &signals);
	if (server.log)
		(void)fclose(server.log);
	portals_free(&server.portals);
	return code;
}
