/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/origin.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct origin_client {
	struct origin *origin;
	int fd;
	int number;
	bool ends, cut;
	pthread_t thread;
	struct origin_client *next;
};

struct origin {
	int fd;			/* listening */
	int stop[2];		/* a pipe; closed writer means stop */
	uint16_t port;
	const struct origin_page *pages;
	pthread_t thread;
	pthread_cond_t asked;	/* a request came, or the origin stops */
	pthread_mutex_t lock;	/* all below */
	bool stopping;
	struct origin_client *clients;
	int connections, open, most_open;
	struct origin_request *log;
	size_t count, cap;
};

static void must(bool ok, const char *what)
{
	if (ok)
		return;
	perror(what);
	abort();
}

static int64_t now_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);	/* always there */
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

/* --- sending ------------------------------------------------------------- */

/* Ready for events, or false: stopping. */
static bool wait_for(struct origin_client *c, int fd, short events)
{
	struct pollfd fds[] = {
		{.fd = fd, .events = events},
		{.fd = c->origin->stop[0], .events = POLLIN},
	};

	while (poll(fds, 2, -1) < 0)
		if (errno != EINTR)
			return false;
	return !fds[1].revents;
}

bool origin_send(struct origin_client *c, const void *bytes, size_t n)
{
	const char *p = bytes;

	while (n > 0) {
		ssize_t done = send(c->fd, p, n, MSG_NOSIGNAL | MSG_DONTWAIT);

		if (done < 0 && errno != EAGAIN && errno != EINTR)
			return false;
		if (done < 0 && !wait_for(c, c->fd, POLLOUT))
			return false;
		if (done > 0) {
			p += done;
			n -= (size_t)done;
		}
	}
	return true;
}

bool origin_sends(struct origin_client *c, const char *text)
{
	return origin_send(c, text, strlen(text));
}

bool origin_sendf(struct origin_client *c, const char *format, ...)
{
	char text[8192];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	must(n >= 0 && (size_t)n < sizeof(text), "origin_sendf");
	return origin_send(c, text, (size_t)n);
}

void origin_stall(struct origin_client *c)
{
	char byte;

	while (wait_for(c, c->fd, POLLIN) &&
	       recv(c->fd, &byte, 1, MSG_DONTWAIT) > 0)
		;
	origin_close(c, false);
}

void origin_close(struct origin_client *c, bool cut)
{
	c->ends = true;
	c->cut = cut;
}

bool origin_reply(struct origin_client *c, const char *type, const char *body)
{
	return origin_sendf(c, "HTTP/1.1 200 OK\r\nContent-Type: %s\r\n"
			    "Content-Length: %zu\r\n\r\n", type,
			    strlen(body)) && origin_sends(c, body);
}

/* --- serving -------------------------------------------------------------- */

static bool matches(const char *pattern, const char *path)
{
	size_t n = strlen(pattern);

	if (n > 0 && pattern[n - 1] == '*')
		return strncmp(pattern, path, n - 1) == 0;
	return strcmp(pattern, path) == 0;
}

static size_t log_begin(struct origin_client *c, const char *path,
			const char *head)
{
	struct origin *o = c->origin;
	struct origin_request *r;
	size_t at;

	(void)pthread_mutex_lock(&o->lock);	/* a plain mutex: no errors */
	if (o->count == o->cap) {
		o->cap = o->cap ? o->cap * 2 : 64;
		o->log = realloc(o->log, o->cap * sizeof(*o->log));
		must(o->log != NULL, "realloc");
	}
	at = o->count++;
	r = &o->log[at];
	*r = (struct origin_request){.begun_ms = now_ms(),
				     .connection = c->number};
	(void)snprintf(r->path, sizeof(r->path), "%.511s", path);
	(void)snprintf(r->head, sizeof(r->head), "%.4095s", head);
	(void)pthread_cond_broadcast(&o->asked);
	(void)pthread_mutex_unlock(&o->lock);
	return at;
}

static void log_end(struct origin *o, size_t at)
{
	(void)pthread_mutex_lock(&o->lock);
	o->log[at].ended_ms = now_ms();
	(void)pthread_mutex_unlock(&o->lock);
}

void origin_answer(struct origin_client *c, const struct origin_page *pages,
		   const char *path, const char *head)
{
	const struct origin_page *page = pages;

	while (page->path && !matches(page->path, path))
		page++;
	if (!page->path)
		(void)origin_sends(c, "HTTP/1.1 404 Not Found\r\n"
				   "Content-Type: text/plain\r\n"
				   "Content-Length: 9\r\n\r\nnot here\n");
	else if (page->script)
		page->script(c, path, head, page->ctx);
	else if (!origin_send(c, page->answer, page->length ? page->length
			      : strlen(page->answer)))
		c->ends = true;
}

static void answer(struct origin_client *c, const char *path, const char *head)
{
	size_t at = log_begin(c, path, head);

	origin_answer(c, c->origin->pages, path, head);
	log_end(c->origin, at);
}

/* Reads one request head. */
static bool read_head(struct origin_client *c, char *head, size_t size)
{
	size_t n = 0;

	head[0] = '\0';
	while (!strstr(head, "\r\n\r\n")) {
		ssize_t got;

		if (n + 1 >= size || !wait_for(c, c->fd, POLLIN))
			return false;
		got = recv(c->fd, head + n, 1, 0);
		if (got <= 0)
			return false;
		n += (size_t)got;
		head[n] = '\0';
	}
	return true;
}

/* Behind the head, as far as there is room; the rest is thrown away. */
static void read_body(struct origin_client *c, char *head, size_t size)
{
	const char *field = strcasestr(head, "\r\ncontent-length:");
	size_t left = field ? strtoul(field + 17, NULL, 10) : 0;
	size_t n = strlen(head);
	char bytes[1024];

	while (left > 0) {
		ssize_t got = recv(c->fd, bytes, left < 1024 ? left
				   : sizeof(bytes), 0);

		if (got <= 0)
			return;
		left -= (size_t)got;
		if (n + (size_t)got >= size)
			continue;
		memcpy(head + n, bytes, (size_t)got);
		n += (size_t)got;
		head[n] = '\0';
	}
}

static void hang_up(struct origin_client *c)
{
	struct linger reset = {.l_onoff = 1, .l_linger = 0};

	if (c->cut)
		(void)setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &reset,
				 sizeof(reset));
	(void)close(c->fd);
	(void)pthread_mutex_lock(&c->origin->lock);
	c->origin->open--;
	(void)pthread_mutex_unlock(&c->origin->lock);
}

static void *serve(void *ctx)
{
	struct origin_client *c = ctx;
	char head[16384];
	char path[8192];

	while (!c->ends && read_head(c, head, sizeof(head))) {
		if (sscanf(head, "%*s %8191s", path) != 1)
			break;
		read_body(c, head, sizeof(head));
		answer(c, path, head);
	}
	hang_up(c);
	return NULL;
}

static void *accept_all(void *ctx)
{
	struct origin *o = ctx;
	struct pollfd fds[] = {{.fd = o->fd, .events = POLLIN},
			       {.fd = o->stop[0], .events = POLLIN}};

	for (;;) {
		struct origin_client *c;
		int fd;

		if (poll(fds, 2, -1) < 0 && errno == EINTR)
			continue;
		if (fds[1].revents)
			return NULL;
		fd = accept4(o->fd, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0)
			continue;
		c = calloc(1, sizeof(*c));
		must(c != NULL, "calloc");
		c->origin = o;
		c->fd = fd;
		(void)pthread_mutex_lock(&o->lock);
		c->number = ++o->connections;
		if (++o->open > o->most_open)
			o->most_open = o->open;
		c->next = o->clients;
		o->clients = c;
		(void)pthread_mutex_unlock(&o->lock);
		must(pthread_create(&c->thread, NULL, serve, c) == 0,
		     "pthread_create");
	}
}

/* --- the door ------------------------------------------------------------- */

struct origin *origin_start(const char *address,
			    const struct origin_page *pages)
{
	struct origin *o = calloc(1, sizeof(*o));
	struct sockaddr_in in = {.sin_family = AF_INET};
	socklen_t n = sizeof(in);
	int yes = 1;

	must(o != NULL, "calloc");
	o->pages = pages;
	must(inet_pton(AF_INET, address, &in.sin_addr) == 1, address);
	must(pthread_mutex_init(&o->lock, NULL) == 0, "mutex");
	must(pthread_cond_init(&o->asked, NULL) == 0, "cond");
	must(pipe2(o->stop, O_CLOEXEC) == 0, "pipe");
	o->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	must(o->fd >= 0, "socket");
	(void)setsockopt(o->fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
	must(bind(o->fd, (struct sockaddr *)&in, sizeof(in)) == 0, "bind");
	must(listen(o->fd, 128) == 0, "listen");
	must(getsockname(o->fd, (struct sockaddr *)&in, &n) == 0,
	     "getsockname");
	o->port = ntohs(in.sin_port);
	must(pthread_create(&o->thread, NULL, accept_all, o) == 0,
	     "pthread_create");
	return o;
}

void origin_stop(struct origin *o)
{
	struct origin_client *next;

	(void)close(o->stop[1]);	/* readers see the end of the pipe */
	(void)pthread_mutex_lock(&o->lock);
	o->stopping = true;
	(void)pthread_cond_broadcast(&o->asked);
	(void)pthread_mutex_unlock(&o->lock);
	(void)pthread_join(o->thread, NULL);
	for (struct origin_client *c = o->clients; c; c = next) {
		next = c->next;
		(void)pthread_join(c->thread, NULL);
		free(c);
	}
	(void)close(o->stop[0]);
	(void)close(o->fd);
	(void)pthread_cond_destroy(&o->asked);
	(void)pthread_mutex_destroy(&o->lock);
	free(o->log);
	free(o);
}

uint16_t origin_port(const struct origin *o)
{
	return o->port;
}

size_t origin_count(struct origin *o)
{
	size_t count;

	(void)pthread_mutex_lock(&o->lock);
	count = o->count;
	(void)pthread_mutex_unlock(&o->lock);
	return count;
}

bool origin_request(struct origin *o, size_t i, struct origin_request *ret)
{
	bool there;

	(void)pthread_mutex_lock(&o->lock);
	there = i < o->count;
	if (there)
		*ret = o->log[i];
	(void)pthread_mutex_unlock(&o->lock);
	return there;
}

/* Under the lock. */
static size_t times_asked(const struct origin *o, const char *path)
{
	size_t times = 0;

	for (size_t i = 0; i < o->count; i++)
		times += strcmp(o->log[i].path, path) == 0;
	return times;
}

size_t origin_asked(struct origin *o, const char *path)
{
	size_t times;

	(void)pthread_mutex_lock(&o->lock);
	times = times_asked(o, path);
	(void)pthread_mutex_unlock(&o->lock);
	return times;
}

bool origin_await(struct origin_client *c, const char *path, size_t times)
{
	struct origin *o = c->origin;
	bool came;

	(void)pthread_mutex_lock(&o->lock);
	while (times_asked(o, path) < times && !o->stopping)
		(void)pthread_cond_wait(&o->asked, &o->lock);
	came = !o->stopping;
	(void)pthread_mutex_unlock(&o->lock);
	return came;
}

int origin_most_connections(struct origin *o)
{
	int most;

	(void)pthread_mutex_lock(&o->lock);
	most = o->most_open;
	(void)pthread_mutex_unlock(&o->lock);
	return most;
}
