/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One libmicrohttpd daemon a host, so that a slow one holds up nobody else.
 * Sockets are bound first, because the port is part of the plan (pages link
 * each other's hosts).  www, xxgk and bm run two epoll threads each; slow and
 * busy a thread per connection, because a slow answer is a thread that waits.
 *
 * The main thread only waits for a signal, which every other thread has
 * blocked.  Shared between threads: the plan (read only), the counters of
 * busy addresses (atomic), the log (under lock), and stopping (under lock,
 * with a condition that ends the waiting of slow answers).
 */
#include "tests/county/serve.h"

#include "tests/county/answer.h"
#include "tests/county/loopback.h"

#include <errno.h>
#include <microhttpd.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum {
	POOL = 2,
	CHUNK = 8192, MS = 1000, NS_OF_MS = 1000000, IDLE_SECONDS = 60,
	TARGET_MAX = 4096,
};

struct server {
	const struct serve_options *options;
	struct plan *plan;
	atomic_uint *asked;	/* requests so far, by entry */
	FILE *log;
	struct timespec start;
	pthread_mutex_t lock;
	pthread_cond_t stop;
	bool stopping;
	struct door {
		struct server *server;
		enum host_id host;
		struct MHD_Daemon *daemon;
	} doors[HOST_COUNT];
	int sockets[HOST_COUNT];	/* -1: moved to the daemon */
};

struct request {
	char *target;
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
	request->target = strndup(target, TARGET_MAX);
	if (!request->target) {
		free(request);
		return NULL;
	}
	return request;
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
	free(request->target);
	free(request);
	*con_cls = NULL;
}

static void log_request(struct server *server, enum host_id host,
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
	(void)fprintf(server->log, "%ld %s %s %s %d\n", ms, hosts[host].name,
		      method, target, status);
	(void)fflush(server->log);
	(void)pthread_mutex_unlock(&server->lock);
}

/* Waits as long as slow takes, or until the server stops. */
static void be_slow(struct server *server)
{
	struct timespec until;
	long ns;

	(void)clock_gettime(CLOCK_REALTIME, &until);
	ns = until.tv_nsec + (long)(server->options->slow_ms % MS) * NS_OF_MS;
	until.tv_sec += server->options->slow_ms / MS
			+ ns / ((long)MS * NS_OF_MS);
	until.tv_nsec = ns % ((long)MS * NS_OF_MS);
	(void)pthread_mutex_lock(&server->lock);
	while (!server->stopping
	       && pthread_cond_timedwait(&server->stop, &server->lock, &until)
		  == 0)
		;
	(void)pthread_mutex_unlock(&server->lock);
}

static bool is_busy(struct server *server, enum host_id host,
		    const char *target)
{
	const struct entry *e;

	if (host != HOST_BUSY)
		return false;
	e = plan_find(server->plan, host, target);
	if (!e || !(e->flags & ENTRY_BUSY))
		return false;
	return atomic_fetch_add(&server->asked[e - server->plan->entries], 1)
	       < server->options->busy_times;
}

struct chunks {
	char *data;
	size_t len;
};

static ssize_t next_chunk(void *cls, uint64_t pos, char *out, size_t room)
{
	const struct chunks *chunks = cls;
	size_t n = chunks->len - (size_t)pos;

	if (pos >= chunks->len)
		return MHD_CONTENT_READER_END_OF_STREAM;
	if (n > room)
		n = room;
	memcpy(out, chunks->data + pos, n);
	return (ssize_t)n;
}

static void free_chunks(void *cls)
{
	struct chunks *chunks = cls;

	free(chunks->data);
	free(chunks);
}

/* Moves the body into a response. */
static struct MHD_Response *response_of(struct answer *a)
{
	struct chunks *chunks;
	size_t n = a->body.len;

	if (!n)
		return MHD_create_response_from_buffer(0, (void *)"",
			MHD_RESPMEM_PERSISTENT);
	if (!a->chunked)
		return MHD_create_response_from_buffer(n, buf_take(&a->body),
			MHD_RESPMEM_MUST_FREE);
	chunks = malloc(sizeof(*chunks));
	if (!chunks)
		return NULL;
	*chunks = (struct chunks){.data = buf_take(&a->body), .len = n};
	return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, CHUNK,
						 next_chunk, chunks,
						 free_chunks);
}

static void add_head(struct MHD_Response *response, const char *name,
		     const char *value)
{
	(void)MHD_add_response_header(response, name, value);
}

static enum MHD_Result send_answer(struct MHD_Connection *connection,
				   struct answer *a)
{
	struct MHD_Response *response = response_of(a);
	enum MHD_Result result;

	if (!response)
		return MHD_NO;
	if (a->type)
		add_head(response, "Content-Type", a->type);
	if (a->location.len)
		add_head(response, "Location", a->location.data);
	if (a->gzip)
		add_head(response, "Content-Encoding", "gzip");
	if (*a->etag)
		add_head(response, "ETag", a->etag);
	if (a->modified.len)
		add_head(response, "Last-Modified", a->modified.data);
	add_head(response, "Server", "qinghe");
	result = MHD_queue_response(connection, (unsigned)a->status, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result send_short(struct MHD_Connection *connection,
				  unsigned status, const char *name,
				  const char *value)
{
	static char body[] = "<html><head><title>请稍后再试</title></head>"
			     "<body><p>系统繁忙，请稍后再试。</p></body></html>\n";
	struct MHD_Response *response = MHD_create_response_from_buffer(
		sizeof(body) - 1, body, MHD_RESPMEM_PERSISTENT);
	enum MHD_Result result;

	if (!response)
		return MHD_NO;
	add_head(response, "Content-Type", "text/html; charset=UTF-8");
	add_head(response, name, value);
	result = MHD_queue_response(connection, status, response);
	MHD_destroy_response(response);
	return result;
}

static enum MHD_Result reply(struct door *door,
			     struct MHD_Connection *connection,
			     const char *method, const char *target)
{
	struct server *server = door->server;
	struct answer a;
	enum MHD_Result result;
	char seconds[16];

	if (strcmp(method, "GET") && strcmp(method, "HEAD")) {
		log_request(server, door->host, method, target, 405);
		return send_short(connection, 405, "Allow", "GET, HEAD");
	}
	if (door->host == HOST_SLOW)
		be_slow(server);
	if (is_busy(server, door->host, target)) {
		log_request(server, door->host, method, target, 503);
		(void)snprintf(seconds, sizeof(seconds), "%u",
			       server->options->retry_after);
		return send_short(connection, 503, "Retry-After", seconds);
	}
	answer_make(&a, server->plan, door->host, target);
	answer_condition(&a, MHD_lookup_connection_value(connection,
				MHD_HEADER_KIND, "If-None-Match"),
			 MHD_lookup_connection_value(connection,
				MHD_HEADER_KIND, "If-Modified-Since"));
	log_request(server, door->host, method, target, a.status);
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
	(void)upload;
	if (!request)
		return MHD_NO;
	/* Answering on the first call would close the connection. */
	if (!request->begun) {
		request->begun = true;
		return MHD_YES;
	}
	if (*upload_size) {
		*upload_size = 0;
		return MHD_YES;
	}
	return reply(cls, connection, method, request->target);
}

static bool bind_all(struct server *server)
{
	const char *addresses[HOST_COUNT];
	unsigned i;

	for (i = 0; i < HOST_COUNT; i++)
		addresses[i] = hosts[i].address;
	return loopback_listen(addresses, HOST_COUNT, server->options->port,
			       server->sockets);
}

static bool start_daemon(struct door *door)
{
	bool waits = door->host == HOST_SLOW || door->host == HOST_BUSY;
	unsigned flags = waits ? MHD_USE_THREAD_PER_CONNECTION
				 | MHD_USE_POLL_INTERNAL_THREAD
			       : MHD_USE_EPOLL_INTERNAL_THREAD;

	door->daemon = MHD_start_daemon(flags, 0, NULL, NULL, on_request, door,
		MHD_OPTION_LISTEN_SOCKET,
		door->server->sockets[door->host],
		MHD_OPTION_URI_LOG_CALLBACK, on_target, NULL,
		MHD_OPTION_NOTIFY_COMPLETED, on_completed, NULL,
		MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS,
		MHD_OPTION_THREAD_POOL_SIZE, waits ? 0u : (unsigned)POOL,
		MHD_OPTION_END);
	if (door->daemon)
		door->server->sockets[door->host] = -1;
	return door->daemon;
}

static bool start_all(struct server *server)
{
	unsigned i;

	for (i = 0; i < HOST_COUNT; i++) {
		server->doors[i].server = server;
		server->doors[i].host = i;
		if (start_daemon(&server->doors[i]))
			continue;
		(void)fprintf(stderr, "county: cannot serve %s\n",
			      hosts[i].name);
		return false;
	}
	return true;
}

static void stop_all(struct server *server)
{
	unsigned i;

	(void)pthread_mutex_lock(&server->lock);
	server->stopping = true;
	(void)pthread_cond_broadcast(&server->stop);
	(void)pthread_mutex_unlock(&server->lock);
	for (i = 0; i < HOST_COUNT; i++)
		if (server->doors[i].daemon)
			MHD_stop_daemon(server->doors[i].daemon);
}

static bool announce(const struct server *server)
{
	struct buf lines = BUF_INIT(LOOPBACK_LINES_MAX);
	unsigned port = server->plan->port;
	unsigned i;
	bool ok;

	for (i = 0; i < HOST_COUNT; i++)
		loopback_add_host(&lines, hosts[i].name, hosts[i].address,
				  port);
	(void)buf_adds(&lines, "SEED ");
	plan_add_origin(&lines, server->plan, HOST_WWW);
	(void)buf_adds(&lines, "/\n");
	for (i = 0; i < HOST_COUNT; i++)
		loopback_add_resolve(&lines, hosts[i].name, hosts[i].address,
				     port);
	ok = loopback_announce(&lines, server->options->ready_file);
	buf_free(&lines);
	return ok;
}

static int run(struct server *server, const sigset_t *signals)
{
	int code = 1;

	if (start_all(server) && announce(server)) {
		loopback_wait(signals, server->options->for_seconds);
		code = 0;
	}
	stop_all(server);
	loopback_close(server->sockets, HOST_COUNT);
	return code;
}

static int run_with_plan(struct server *server, const sigset_t *signals)
{
	const struct serve_options *o = server->options;
	int code = 1;

	server->plan = plan_new(o->seed, o->pages,
				loopback_port(server->sockets[HOST_WWW]),
				o->edition);
	if (server->plan)
		server->asked = calloc(server->plan->entry_count,
				       sizeof(*server->asked));
	if (server->asked)
		code = run(server, signals);
	else
		(void)fputs("county: out of memory\n", stderr);
	free(server->asked);
	plan_free(server->plan);
	return code;
}

int serve(const struct serve_options *options)
{
	struct server server = {
		.options = options, .lock = PTHREAD_MUTEX_INITIALIZER,
		.stop = PTHREAD_COND_INITIALIZER,
	};
	sigset_t signals;
	int code;

	loopback_block(&signals);
	(void)clock_gettime(CLOCK_MONOTONIC, &server.start);
	if (options->log_file) {
		server.log = fopen(options->log_file, "a");
		if (!server.log) {
			(void)fprintf(stderr, "county: cannot write %s: %s\n",
				      options->log_file, strerror(errno));
			return 1;
		}
	}
	code = bind_all(&server) ? run_with_plan(&server, &signals) : 1;
	if (server.log)
		(void)fclose(server.log);
	return code;
}
