/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The fetcher against an origin that lies, cuts and stalls.  Each case is one
 * row: what the origin does, and how the exchange has to end.
 */
#include "base/err.h"
#include "crawler/fetch.h"
#include "tests/lib/dir.h"
#include "tests/lib/origin.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static struct fetch_limits limits = {
	.connect_ms = 2000, .first_byte_ms = 500, .stall_ms = 500,
	.total_ms = 5000, .head_max = 8192, .body_max = 100000,
	.spool_above = 20000,
};

struct world {
	uv_loop_t loop;
	struct fetcher *fetcher;
	struct origin *origin;
	struct fetch_result *result;	/* of the last exchange */
	int calls;
};

static void on_done(void *ctx, struct fetch_result *result)
{
	struct world *w = ctx;

	w->calls++;
	fetch_result_free(w->result);
	w->result = result;
}

static void world_open(struct world *w, const struct origin_page *pages)
{
	*w = (struct world){.origin = origin_start("127.0.0.1", pages)};
	assert_int_equal(uv_loop_init(&w->loop), 0);
	w->fetcher = fetch_new(&w->loop);
	assert_non_null(w->fetcher);
}

static void world_close(struct world *w)
{
	fetch_close(w->fetcher, NULL, NULL);
	(void)uv_run(&w->loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&w->loop), 0);
	fetch_result_free(w->result);
	origin_stop(w->origin);
}

/* The request's url is copied by fetch_start(). */
static struct fetch *start(struct world *w, const char *path,
			   struct fetch_request request)
{
	char text[600];
	struct url url;
	struct fetch *fetch;

	(void)snprintf(text, sizeof(text), "http://www.qinghe.test:%u%s",
		       (unsigned)origin_port(w->origin), path);
	assert_int_equal(url_parse(slice_of(text), NULL, NULL, &url, NULL), 0);
	request.url = &url;
	if (!request.address)
		request.address = "127.0.0.1";
	if (!request.method)
		request.method = "GET";
	request.user_agent = "nianbao-test";
	request.guard.allow_local = true;
	request.limits = &limits;
	w->calls = 0;
	assert_int_equal(fetch_start(w->fetcher, &request, on_done, w,
				     &fetch), 0);
	assert_int_equal(w->calls, 0);	/* never inside the call */
	url_free(&url);
	return fetch;
}

static const struct fetch_result *finish(struct world *w)
{
	while (w->calls == 0)
		(void)uv_run(&w->loop, UV_RUN_ONCE);
	return w->result;
}

static const struct fetch_result *get(struct world *w, const char *path)
{
	(void)start(w, path, (struct fetch_request){.method = "GET"});
	return finish(w);
}

static void stalls(struct origin_client *client, const char *path,
		   const char *request, const void *ctx)
{
	(void)path;
	(void)request;
	(void)origin_sends(client, ctx);	/* gone: nothing to stall */
	origin_stall(client);
}

static void cuts(struct origin_client *client, const char *path,
		 const char *request, const void *ctx)
{
	(void)path;
	(void)request;
	(void)origin_sends(client, ctx);	/* closing either way */
	origin_close(client, false);
}

static void resets(struct origin_client *client, const char *path,
		   const char *request, const void *ctx)
{
	(void)path;
	(void)request;
	(void)origin_sends(client, ctx);	/* closing either way */
	origin_close(client, true);
}

static void floods(struct origin_client *client, const char *path,
		   const char *request, const void *ctx)
{
	char piece[4096];

	(void)path;
	(void)request;
	memset(piece, 'x', sizeof(piece));
	if (!origin_sends(client, ctx))
		return;
	while (origin_send(client, piece, sizeof(piece)))
		;
	origin_close(client, false);
}

static void endless_head(struct origin_client *client, const char *path,
			 const char *request, const void *ctx)
{
	(void)path;
	(void)request;
	(void)ctx;
	if (!origin_sends(client, "HTTP/1.1 200 OK\r\n"))
		return;
	for (int i = 0; origin_sendf(client, "X-%d: y\r\n", i); i++)
		;
	origin_close(client, false);
}

#define OK_HEAD "HTTP/1.1 200 OK\r\n"

/* What the origin does at a path, and how that has to end. */
static const struct behaviour {
	const char *path;
	const char *answer;
	origin_script script;
	const void *ctx;
	int outcome, status;
	const char *body;	/* NULL: not looked at */
	enum capture_truncated truncated;
} behaviours[] = {
	{"/plain", OK_HEAD "Content-Length: 5\r\n\r\nhello", NULL, NULL,
	 0, 200, "hello", TRUNCATED_NO},
	{"/lf-only", "HTTP/1.1 200 OK\nContent-Length: 2\n\nhi", NULL, NULL,
	 0, 200, "hi", TRUNCATED_NO},
	{"/http10", NULL, cuts, "HTTP/1.0 200 OK\r\n\r\nto the end",
	 0, 200, "to the end", TRUNCATED_NO},
	{"/chunked", OK_HEAD "Transfer-Encoding: chunked\r\n\r\n"
	 "5\r\nhello\r\n6\r\n world\r\n0\r\nX-Trailer: 1\r\n\r\n", NULL, NULL,
	 0, 200, "hello world", TRUNCATED_NO},
	{"/gzip-kept", OK_HEAD "Content-Encoding: gzip\r\n"
	 "Content-Length: 4\r\n\r\n\x1F\x8BZZ", NULL, NULL,
	 0, 200, "\x1F\x8BZZ", TRUNCATED_NO},
	{"/continue", "HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\n" OK_HEAD
	 "Content-Length: 2\r\n\r\nhi", NULL, NULL,
	 0, 200, "hi", TRUNCATED_NO},
	{"/no-content", "HTTP/1.1 204 No Content\r\n\r\n", NULL, NULL,
	 0, 204, "", TRUNCATED_NO},
	{"/not-modified", "HTTP/1.1 304 Not Modified\r\n\r\n", NULL, NULL,
	 0, 304, "", TRUNCATED_NO},
	{"/redirect", "HTTP/1.1 301 Moved\r\nLocation: /plain\r\n"
	 "Content-Length: 4\r\n\r\nmove", NULL, NULL,
	 0, 301, "move", TRUNCATED_NO},
	{"/odd-status", "HTTP/1.1 521 \r\nContent-Length: 1\r\n\r\nx", NULL,
	 NULL, 0, 521, "x", TRUNCATED_NO},
	{"/http09", NULL, cuts, "just some text\n",
	 0, 0, "just some text\n", TRUNCATED_NO},
	{"/same-length-twice", OK_HEAD "Content-Length: 2\r\n"
	 "Content-Length: 2\r\n\r\nhi", NULL, NULL,
	 0, 200, "hi", TRUNCATED_NO},
	{"/two-lengths", NULL, cuts, OK_HEAD "Content-Length: 2\r\n"
	 "Content-Length: 4\r\n\r\nhihi", ERR_PROTOCOL, 0, NULL, TRUNCATED_NO},
	{"/two-locations", NULL, cuts, "HTTP/1.1 302 Found\r\nLocation: /a\r\n"
	 "Location: /b\r\nContent-Length: 0\r\n\r\n",
	 ERR_PROTOCOL, 0, NULL, TRUNCATED_NO},
	{"/bad-length", NULL, cuts, OK_HEAD "Content-Length: ten\r\n\r\n",
	 ERR_PROTOCOL, 0, NULL, TRUNCATED_NO},
	{"/short", NULL, cuts, OK_HEAD "Content-Length: 100\r\n\r\nonly this",
	 0, 200, "only this", TRUNCATED_DISCONNECT},
	{"/bad-chunk", NULL, cuts, OK_HEAD "Transfer-Encoding: chunked\r\n\r\n"
	 "5\r\nhello\r\nnonsense\r\n", 0, 200, "hello", TRUNCATED_DISCONNECT},
	{"/cut-chunk", NULL, cuts, OK_HEAD "Transfer-Encoding: chunked\r\n\r\n"
	 "5\r\nhel", 0, 200, "hel", TRUNCATED_DISCONNECT},
	{"/nothing", NULL, cuts, "", ERR_CLOSED, 0, NULL, TRUNCATED_NO},
	{"/reset", NULL, resets, "", ERR_CLOSED, 0, NULL, TRUNCATED_NO},
	{"/half-a-head", NULL, cuts, OK_HEAD "Content-Le",
	 ERR_CLOSED, 0, NULL, TRUNCATED_NO},
	{"/no-first-byte", NULL, stalls, "", ERR_TIMEOUT, 0, NULL,
	 TRUNCATED_NO},
	{"/stalls-in-head", NULL, stalls, OK_HEAD "X-Slow: ",
	 ERR_TIMEOUT, 0, NULL, TRUNCATED_NO},
	{"/stalls-in-body", NULL, stalls,
	 OK_HEAD "Content-Length: 9\r\n\r\nsome",
	 0, 200, "some", TRUNCATED_TIME},
	{"/floods", NULL, floods, OK_HEAD "\r\n", 0, 200, NULL,
	 TRUNCATED_LENGTH},
	{"/endless-head", NULL, endless_head, NULL, ERR_HEAD_TOOBIG, 0, NULL,
	 TRUNCATED_NO},
};

enum { BEHAVIOURS = sizeof(behaviours) / sizeof(behaviours[0]) };

static char *body_of(const struct fetch_result *result)
{
	char *text = calloc(1, result->body_length + 1);

	assert_non_null(text);
	if (result->body_fd >= 0)
		assert_int_equal(pread(result->body_fd, text,
				       result->body_length, 0),
				 result->body_length);
	else if (result->body_length)
		memcpy(text, result->body, result->body_length);
	return text;
}

static void check_behaviour(struct world *w, const struct behaviour *b)
{
	const struct fetch_result *r = get(w, b->path);
	uint8_t sum[SHA256_BYTES];
	char *body;

	if (r->outcome != b->outcome || r->status != b->status ||
	    r->truncated != b->truncated)
		fail_msg("%s: got %s %d truncated %d (%s), wanted %s %d %d",
			 b->path, err_name(r->outcome), r->status,
			 r->truncated, r->error ? r->error : "",
			 err_name(b->outcome), b->status, b->truncated);
	assert_true((r->error != NULL) == (r->outcome != 0));
	assert_non_null(r->request);
	assert_string_equal(r->address, "127.0.0.1");
	if (r->outcome)
		return;
	body = body_of(r);
	if (b->body)
		assert_string_equal(body, b->body);
	assert_int_equal(digest_sha256((struct slice){body, r->body_length},
				       sum), 0);
	assert_memory_equal(sum, r->body_sha256, SHA256_BYTES);
	assert_int_equal(r->http09, b->status == 0);
	if (r->head)
		assert_string_equal(r->head + r->head_length - 4, "\r\n\r\n");
	free(body);
}

static void every_behaviour_ends_as_it_should(void **state)
{
	struct origin_page pages[BEHAVIOURS + 1] = {{.path = NULL}};
	char *dir = dir_make();
	struct world w;

	(void)state;
	limits.spool_dir = dir;
	for (size_t i = 0; i < BEHAVIOURS; i++)
		pages[i] = (struct origin_page){
			.path = behaviours[i].path,
			.answer = behaviours[i].answer,
			.script = behaviours[i].script,
			.ctx = behaviours[i].ctx,
		};
	world_open(&w, pages);
	for (size_t i = 0; i < BEHAVIOURS; i++)
		check_behaviour(&w, &behaviours[i]);
	assert_int_equal(fetch_bytes(w.fetcher), 0);
	world_close(&w);
	dir_remove(dir);
}

static void heads_are_kept_as_the_archive_wants_them(void **state)
{
	static const struct origin_page pages[] = {
		{"/a", "HTTP/1.1 200 Fine  words\nX-One:  1 \n"
		 "transfer-encoding: chunked\nX-\xC4\xEA: \xB1\xA8\n\n"
		 "0\r\n\r\n"},
		{NULL},
	};
	const struct fetch_result *r;
	struct world w;

	(void)state;
	world_open(&w, pages);
	r = get(&w, "/a?b=c|d&%7E");
	assert_int_equal(r->status, 404);
	assert_non_null(strstr(r->request, "GET /a?b=c|d&%7E HTTP/1.1\r\n"));
	r = get(&w, "/a");
	assert_string_equal(r->head,
			    "HTTP/1.1 200 Fine  words\r\nX-One:  1 \r\n"
			    "X-Crawler-transfer-encoding: chunked\r\n"
			    "X-\xC4\xEA: \xB1\xA8\r\n\r\n");
	assert_non_null(strstr(r->request,
			       "\r\nAccept-Encoding: identity\r\n"));
	assert_non_null(strstr(r->request, "\r\nHost: www.qinghe.test:"));
	assert_string_equal(r->request + r->request_length - 4, "\r\n\r\n");
	assert_true(r->first_byte_ms >= 0 && r->total_ms >= 0);
	assert_int_equal(r->port, origin_port(w.origin));
	world_close(&w);
}

static void long_bodies_go_to_a_file(void **state)
{
	char *dir = dir_make();
	char *answer = malloc(60100);
	struct origin_page pages[] = {{"/long", answer}, {NULL}};
	const struct fetch_result *r;
	struct world w;
	char *body;
	int n;

	(void)state;
	limits.spool_dir = dir;
	n = snprintf(answer, 100, OK_HEAD "Content-Length: 50000\r\n\r\n");
	memset(answer + n, 'z', 50000);
	answer[n + 50000] = '\0';
	world_open(&w, pages);
	r = get(&w, "/long");
	assert_int_equal(r->outcome, 0);
	assert_true(r->body_fd >= 0);
	assert_null(r->body);
	body = body_of(r);
	assert_int_equal(strlen(body), 50000);
	assert_int_equal(strspn(body, "z"), 50000);
	free(body);
	world_close(&w);
	free(answer);
	dir_remove(dir);
}

static void posts_and_conditions_are_sent(void **state)
{
	static const struct origin_page pages[] = {
		{"/search", OK_HEAD "Set-Cookie: k=v; path=/\r\n"
		 "Content-Length: 2\r\n\r\nok"},
		{NULL},
	};
	struct fetch_jar *jar = fetch_jar_new();
	const char *sent;
	struct world w;

	(void)state;
	world_open(&w, pages);
	(void)start(&w, "/search", (struct fetch_request){
		.method = "POST", .body = SLICE_LIT("page=2&x=y"),
		.content_type = "application/x-www-form-urlencoded",
		.referer = "http://www.qinghe.test/list", .jar = jar,
		.if_none_match = "\"e1\"", .from = "you@example.org",
		.if_modified_since = "Mon, 23 Nov 2026 00:00:00 GMT"});
	sent = finish(&w)->request;
	assert_int_equal(w.result->status, 200);
	assert_non_null(strstr(sent, "POST /search HTTP/1.1\r\n"));
	assert_non_null(strstr(sent, "\r\n\r\npage=2&x=y"));
	assert_non_null(strstr(sent, "If-None-Match: \"e1\"\r\n"));
	assert_non_null(strstr(sent, "From: you@example.org\r\n"));
	assert_non_null(strstr(sent, "Referer: http://www.qinghe.test/list"));
	assert_null(strstr(sent, "Expect:"));
	assert_null(strstr(sent, "Cookie:"));
	(void)start(&w, "/search", (struct fetch_request){.jar = jar});
	assert_non_null(strstr(finish(&w)->request, "\r\nCookie: k=v\r\n"));
	world_close(&w);
	fetch_jar_free(jar);
}

static void addresses_are_guarded_when_the_socket_opens(void **state)
{
	static const struct {
		const char *address;
		int outcome;
	} cases[] = {
		{"127.0.0.1", 0},
		{"169.254.1.1", ERR_FORBIDDEN_ADDRESS},
		{"0.0.0.0", ERR_FORBIDDEN_ADDRESS},
		{"1.2.4.8", ERR_FORBIDDEN_ADDRESS},	/* no contact */
		{"::ffff:169.254.1.1", ERR_FORBIDDEN_ADDRESS},
	};
	static const struct origin_page pages[] = {
		{"/", OK_HEAD "Content-Length: 2\r\n\r\nok"}, {NULL},
	};
	struct world w;

	(void)state;
	world_open(&w, pages);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)start(&w, "/", (struct fetch_request){
			.address = cases[i].address});
		if (finish(&w)->outcome != cases[i].outcome)
			fail_msg("%s: got %s (%s)", cases[i].address,
				 err_name(w.result->outcome),
				 w.result->error ? w.result->error : "");
		/* kept connections were guarded when they were opened */
		fetch_close(w.fetcher, NULL, NULL);
		(void)uv_run(&w.loop, UV_RUN_DEFAULT);
		w.fetcher = fetch_new(&w.loop);
	}
	world_close(&w);
}

static void refused_connections_say_so(void **state)
{
	static const struct origin_page none[] = {{NULL}};
	struct world w;

	(void)state;
	/* the origin listens on 127.0.0.1 only */
	world_open(&w, none);
	(void)start(&w, "/", (struct fetch_request){.address = "127.0.0.77"});
	assert_int_equal(finish(&w)->outcome, ERR_CONNECT_REFUSED);
	assert_null(w.result->request);
	world_close(&w);
}

static void cancelled_exchanges_end_soon(void **state)
{
	static const struct origin_page pages[] = {
		{"/a", NULL, 0, stalls, OK_HEAD "Content-Length: 9\r\n\r\nso"},
		{NULL},
	};
	struct fetch *fetch;
	struct world w;

	(void)state;
	world_open(&w, pages);
	fetch = start(&w, "/a", (struct fetch_request){.method = "GET"});
	fetch_cancel(fetch);
	assert_int_equal(finish(&w)->outcome, ERR_CANCELLED);
	/* and those still running when all is closed */
	(void)start(&w, "/a", (struct fetch_request){.method = "GET"});
	(void)start(&w, "/a", (struct fetch_request){.method = "GET"});
	assert_int_equal(fetch_running(w.fetcher), 2);
	world_close(&w);
	assert_int_equal(w.calls, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_behaviour_ends_as_it_should),
		cmocka_unit_test(heads_are_kept_as_the_archive_wants_them),
		cmocka_unit_test(long_bodies_go_to_a_file),
		cmocka_unit_test(posts_and_conditions_are_sent),
		cmocka_unit_test(addresses_are_guarded_when_the_socket_opens),
		cmocka_unit_test(refused_connections_say_so),
		cmocka_unit_test(cancelled_exchanges_end_soon),
	};

	if (fetch_global_init())
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
