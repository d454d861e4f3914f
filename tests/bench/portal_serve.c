/* SPDX-License-Identifier: Apache-2.0 */
/*
 * portal_serve PORTALS PAGES PORT WARMUP SECONDS
 *
 * Answers for PORTALS portals (portals.h) with PAGES pages in all, each on a
 * loopback address of its own, and judges who asks.  Prints "ready" when it
 * listens; after WARMUP and SECONDS from the first request on, or when told to
 * end, it prints, one "name value" a line:
 *
 *   first_ms     clock time of the first request, ms since 1970
 *   requests     in those SECONDS
 *   allowed      what politeness allows in them: of each portal one request for
 *                every DELAY and the time of its own answers
 *   behind       portals that were asked for less than 95 % of that
 *   silent       portals that were never asked
 *   all_asked    seconds until each portal was asked once; 0: not all were
 *   sooner       requests that came before DELAY, or twice the time of the
 *                last answer, had passed since it was sent
 *   at_once      requests that came while another one was being answered
 *   unchanged    answers that were 304 or the bytes of before, of `requests`
 *
 * sooner and at_once count from the beginning.  The times are those of the
 * server, whose answer ends no later than the client sees it end; one
 * millisecond is forgiven, to which clients read their clock.
 */
#include "base/slice.h"
#include "tests/bench/portals.h"

#include <arpa/inet.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <uv.h>

enum {
	DELAY_MS = 2000,
	FORGIVEN_US = 1000,
	REQUEST_MAX = 16 * 1024,
	BACKLOG = 128,
	FASTEST_MS = 20, SLOWEST_MS = 150, /* answers; each portal its own */
	BEHIND_PERCENT = 95,
};

struct portal {
	uv_tcp_t listener;
	unsigned number;
	unsigned answering;
	uint64_t requests;	/* in the time that counts */
	uint64_t took_us;	/* of those, in all */
	uint64_t all;		/* ever */
	uint64_t ended_us;	/* last byte of the last answer; 0: none */
	uint64_t last_took_us;
};

struct client {
	uv_tcp_t tcp;
	uv_timer_t timer;	/* the time an answer takes */
	uv_write_t write;
	struct portal *portal;
	char request[REQUEST_MAX];
	size_t length;
	struct buf answer;
	uint64_t began_us;	/* of the request; 0: none is answered */
	unsigned handles;
};

static struct server {
	uv_loop_t loop;
	uv_timer_t warm, over;
	uv_signal_t term;
	struct portals all;
	struct portal *portals;
	uint64_t warmup_ms, counted_ms;
	uint64_t first_us, from_us, to_us;
	uint64_t all_asked_us;
	unsigned asked;		/* portals */
	int64_t first_ms;	/* wall */
	uint64_t requests, unchanged, sooner, at_once, versions;
	bool counting;
} server;

static uint64_t now_us(void)
{
	return uv_hrtime() / 1000;
}

static void die(const char *what, int code)
{
	fprintf(stderr, "portal_serve: %s: %s\n", what, uv_strerror(code));
	exit(1);
}

/* --- the judge -------------------------------------------------------- */

static void print_all(void)
{
	uint64_t span_us = server.to_us - server.from_us, behind = 0;
	uint64_t silent = 0;
	double allowed = 0;

	for (unsigned i = 0; i < server.all.count; i++) {
		const struct portal *p = &server.portals[i];
		double took = p->requests ? (double)p->took_us /
			      (double)p->requests : SLOWEST_MS * 1000.0;
		double mine = (double)span_us / (DELAY_MS * 1000.0 + took);

		allowed += mine;
		silent += p->all == 0;
		behind += (double)p->requests * 100 + 100 <
			  mine * BEHIND_PERCENT;
	}
	printf("first_ms %lld\nrequests %llu\nallowed %.0f\nbehind %llu\n"
	       "silent %llu\nsooner %llu\nat_once %llu\nunchanged %llu\n"
	       "all_asked %.1f\nseconds %.1f\n", (long long)server.first_ms,
	       (unsigned long long)server.requests, allowed,
	       (unsigned long long)behind, (unsigned long long)silent,
	       (unsigned long long)server.sooner,
	       (unsigned long long)server.at_once,
	       (unsigned long long)server.unchanged,
	       server.all_asked_us ? (double)(server.all_asked_us -
					      server.first_us) / 1e6 : 0,
	       (double)span_us / 1e6);
	(void)fflush(stdout);
}

static void end(void)
{
	server.to_us = now_us();
	if (!server.from_us)
		server.from_us = server.to_us;
	print_all();
	exit(0);
}

static void on_over(uv_timer_t *timer)
{
	(void)timer;
	end();
}

static void on_term(uv_signal_t *handle, int number)
{
	(void)handle;
	(void)number;
	end();
}

static void on_warm(uv_timer_t *timer)
{
	(void)timer;
	server.counting = true;
	server.from_us = now_us();
	(void)uv_timer_start(&server.over, on_over, server.counted_ms, 0);
}

static void note_first(uint64_t now)
{
	struct timespec wall;

	(void)clock_gettime(CLOCK_REALTIME, &wall);
	server.first_us = now;
	server.first_ms = (int64_t)wall.tv_sec * 1000 +
			  wall.tv_nsec / 1000000;
	(void)uv_timer_start(&server.warm, on_warm, server.warmup_ms, 0);
}

static void judge(struct portal *p, uint64_t now)
{
	uint64_t gap = DELAY_MS * 1000;

	if (!server.first_us)
		note_first(now);
	if (gap < 2 * p->last_took_us)
		gap = 2 * p->last_took_us;
	server.at_once += p->answering > 0;
	server.sooner += p->ended_us && now + FORGIVEN_US < p->ended_us + gap;
	p->answering++;
	if (p->all++ == 0 && ++server.asked == server.all.count)
		server.all_asked_us = now;
	if (!server.counting)
		return;
	p->requests++;
	server.requests++;
}

/* --- answers ---------------------------------------------------------- */

static void on_closed(uv_handle_t *handle)
{
	struct client *c = handle->data;

	if (--c->handles > 0)
		return;
	buf_free(&c->answer);
	free(c);
}

static void hang_up(struct client *c)
{
	if (uv_is_closing((uv_handle_t *)&c->tcp))
		return;
	if (c->began_us)
		c->portal->answering--;
	uv_close((uv_handle_t *)&c->tcp, on_closed);
	uv_close((uv_handle_t *)&c->timer, on_closed);
}

static void on_written(uv_write_t *write, int status)
{
	struct client *c = write->data;

	if (status)
		hang_up(c);
}

/* An answer fits into the socket's buffer, and the other side may have all of
 * it before uv_write() is back: it ends when it is handed over. */
static void ended(struct client *c)
{
	struct portal *p = c->portal;

	p->answering--;
	p->ended_us = now_us();
	p->last_took_us = p->ended_us - c->began_us;
	if (server.counting)
		p->took_us += p->last_took_us;
	c->began_us = 0;
}

static void on_answer_time(uv_timer_t *timer)
{
	struct client *c = timer->data;
	uv_buf_t bytes = uv_buf_init(c->answer.data, (unsigned)c->answer.len);

	c->write.data = c;
	ended(c);
	if (uv_write(&c->write, (uv_stream_t *)&c->tcp, &bytes, 1, on_written))
		hang_up(c);
}

static void add_page(struct buf *out, unsigned page, bool conditional)
{
	enum portal_kind kind = portal_kind(&server.all, page);
	struct buf body = BUF_INIT(PORTAL_PAGE_MAX);
	char etag[PORTAL_TEXT];

	server.unchanged += server.counting && kind != PORTAL_CHANGED;
	portal_etag(page, etag);
	if (kind == PORTAL_SAYS_SAME && conditional) {
		(void)buf_addf(out, "HTTP/1.1 304 Not Modified\r\n"
			       "ETag: %s\r\n\r\n", etag);
		return;
	}
	(void)portal_body(&server.all, page, kind == PORTAL_CHANGED ?
			  ++server.versions : 0, &body);
	(void)buf_addf(out, "HTTP/1.1 200 OK\r\nContent-Type: text/html; "
		       "charset=utf-8\r\nContent-Length: %zu\r\n", body.len);
	if (kind == PORTAL_SAYS_SAME)
		(void)buf_addf(out, "ETag: %s\r\n", etag);
	(void)buf_adds(out, "\r\n");
	(void)buf_add_slice(out, buf_slice(&body));
	buf_free(&body);
}

static void answer(struct client *c, struct slice request)
{
	size_t space = slice_findc(request, ' ', 4);
	struct slice path = space == SIZE_MAX ? SLICE_NONE :
			    slice_sub(request, 4, space);
	int page = portal_page_of(path);
	uint64_t takes = FASTEST_MS + portal_number(4, c->portal->number) %
			 (SLOWEST_MS - FASTEST_MS);

	buf_clear(&c->answer);
	if (page >= 0)
		add_page(&c->answer, (unsigned)page,
			 slice_finds(request, "If-None-Match:", 0) !=
			 SIZE_MAX);
	else
		(void)buf_adds(&c->answer, "HTTP/1.1 404 Not Found\r\n"
			       "Content-Type: text/plain\r\n"
			       "Content-Length: 0\r\n\r\n");
	(void)uv_timer_start(&c->timer, on_answer_time, takes, 0);
}

/* --- clients ---------------------------------------------------------- */

static void on_room(uv_handle_t *handle, size_t wanted, uv_buf_t *ret_buf)
{
	struct client *c = handle->data;

	(void)wanted;
	*ret_buf = uv_buf_init(c->request + c->length,
			       (unsigned)(REQUEST_MAX - c->length));
}

/* One request at a time: who sends a second one before the answer is hung up
 * on. */
static void on_read(uv_stream_t *stream, ssize_t n, const uv_buf_t *unused)
{
	struct client *c = stream->data;
	struct slice request;
	size_t end_of_head;

	(void)unused;
	if (n == 0)
		return;
	if (n < 0 || c->began_us) {
		hang_up(c);
		return;
	}
	c->length += (size_t)n;
	request = (struct slice){c->request, c->length};
	end_of_head = slice_finds(request, "\r\n\r\n", 0);
	if (end_of_head == SIZE_MAX) {
		if (c->length == REQUEST_MAX)
			hang_up(c);
		return;
	}
	c->began_us = now_us();
	judge(c->portal, c->began_us);
	answer(c, slice_sub(request, 0, end_of_head));
	c->length = 0;
}

static void on_connection(uv_stream_t *listener, int status)
{
	struct client *c = calloc(1, sizeof(*c));

	if (status || !c) {
		free(c);
		return;
	}
	c->portal = listener->data;
	buf_init(&c->answer, 2 * PORTAL_PAGE_MAX);
	c->handles = 2;
	c->tcp.data = c->timer.data = c;
	(void)uv_tcp_init(&server.loop, &c->tcp);
	(void)uv_timer_init(&server.loop, &c->timer);
	if (uv_accept(listener, (uv_stream_t *)&c->tcp) ||
	    uv_tcp_nodelay(&c->tcp, 1) ||
	    uv_read_start((uv_stream_t *)&c->tcp, on_room, on_read))
		hang_up(c);
}

/* --- begin ------------------------------------------------------------ */

static void listen_all(unsigned port)
{
	for (unsigned i = 0; i < server.all.count; i++) {
		struct portal *p = &server.portals[i];
		char address[PORTAL_TEXT];
		struct sockaddr_in in;
		int code;

		p->number = i;
		p->listener.data = p;
		portal_address(i, address);
		(void)uv_tcp_init(&server.loop, &p->listener);
		code = uv_ip4_addr(address, (int)port, &in);
		if (!code)
			code = uv_tcp_bind(&p->listener,
					   (struct sockaddr *)&in, 0);
		if (!code)
			code = uv_listen((uv_stream_t *)&p->listener, BACKLOG,
					 on_connection);
		if (code)
			die(address, code);
	}
}

/* A listener and a connection for each portal. */
static void raise_limit(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files))
		return;
	files.rlim_cur = files.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &files);	/* or accept() says so */
}

static unsigned number(const char *text, unsigned most)
{
	unsigned long long value;

	if (slice_u64(slice_of(text), most, &value))
		return (unsigned)value;
	fprintf(stderr, "portal_serve: %s: not a number, or too large\n", text);
	exit(2);
}

int main(int argc, char **argv)
{
	unsigned port;

	if (argc != 6) {
		fprintf(stderr, "usage: portal_serve PORTALS PAGES PORT WARMUP "
			"SECONDS\n");
		return 2;
	}
	server.all.count = number(argv[1], PORTALS_MAX);
	server.all.pages = number(argv[2], PORTAL_PAGES_MAX);
	port = number(argv[3], 65535);
	server.warmup_ms = 1000ull * number(argv[4], 86400);
	server.counted_ms = 1000ull * number(argv[5], 86400);
	server.portals = calloc(server.all.count, sizeof(*server.portals));
	if (!server.portals || uv_loop_init(&server.loop))
		return 1;
	raise_limit();
	(void)signal(SIGPIPE, SIG_IGN);
	(void)uv_timer_init(&server.loop, &server.warm);
	(void)uv_timer_init(&server.loop, &server.over);
	(void)uv_signal_init(&server.loop, &server.term);
	(void)uv_signal_start(&server.term, on_term, SIGTERM);
	listen_all(port);
	puts("ready");
	(void)fflush(stdout);
	return uv_run(&server.loop, UV_RUN_DEFAULT);
}
