/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One host that is well beside others that hold on, each at another point,
 * until the one that is well has been asked for its last page.  Were it kept
 * waiting for any of them, neither would end.
 */
#include "tests/flow/hostile/groups.h"

#include <stdlib.h>
#include <string.h>

#define LAST "/calm/20"
#define HOLD(first, then)						\
	{{.path = "/", .script = hold,					\
	  .ctx = &(const struct held){first, then}}}

struct held {
	const char *before, *after;
};

static HOSTILE_SCRIPT(hold)
{
	const struct held *h = ctx;

	(void)path;
	(void)request;
	if (origin_sends(client, h->before) && origin_await(client, LAST, 1))
		(void)origin_sends(client, h->after);
	origin_close(client, false);
}

static HOSTILE_SCRIPT(walk)
{
	const char *slash = path + strlen("/calm/");
	long n = strlen(path) > strlen("/calm/") ? strtol(slash, NULL, 10) : 0;

	(void)request;
	(void)ctx;
	(void)origin_sendf(client, HOSTILE_HTML "Connection: close\r\n\r\n"
			   HOSTILE_WORDS "%ld", n);
	if (n < 20)
		(void)origin_sendf(client, "<a href=/calm/%ld>x</a>", n + 1);
	origin_close(client, false);
}

#define HEAD HOSTILE_HTML "Content-Length: 4\r\n\r\n"

static const struct hostile rows[] = {
	{.name = "calm",
	 .pages = {{.path = "/robots.txt",
		    .answer = "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"},
		   {.path = "/*", .script = walk}},
	 .wanted = "/ 200 * ok *\n/calm/1 200 * ok *\n*"
		   LAST " 200 * ok *\n*"},
	{.name = "holds-the-answer", .pages = HOLD("", HEAD "some"),
	 .wanted = "/ 200 * ok 4\n"},
	{.name = "holds-the-status", .pages = HOLD("HTTP", "/1.1 200 OK\r\n"
						   "Content-Length: 4\r\n\r\n"
						   "some"),
	 .wanted = "/ 200 * ok 4\n"},
	{.name = "holds-the-head", .pages = HOLD(HOSTILE_OK,
						 "Content-Length: 4\r\n\r\n"
						 "some"),
	 .wanted = "/ 200 * ok 4\n"},
	{.name = "holds-the-body", .pages = HOLD(HEAD, "some"),
	 .wanted = "/ 200 * ok 4\n"},
	{.name = "holds-half-the-body", .pages = HOLD(HEAD "so", "me"),
	 .wanted = "/ 200 * ok 4\n"},
	{.name = "holds-the-end",
	 .pages = HOLD(HOSTILE_HTML "\r\nsome", ""),
	 .wanted = "/ 200 * ok 4\n"},
	{.name = "holds-its-robots",
	 .pages = {{.path = "/robots.txt", .script = hold,
		    .ctx = &(const struct held){HEAD, "#\r\n\n"}},
		   {.path = "/", .script = hostile_page,
		    .ctx = HOSTILE_WORDS}},
	 .wanted = "/ 200 * ok *\n/robots.txt 200 * ok 4\n"},
	{.name = "floods-a",
	 .pages = {{.path = "/", .script = hostile_flood,
		    .ctx = HOSTILE_HTML "\r\n"}},
	 .wanted = "/ 200 * ok length *\n"},
	{.name = "floods-b",
	 .pages = {{.path = "/", .script = hostile_flood,
		    .ctx = HOSTILE_HTML "\r\n<p>"}},
	 .wanted = "/ 200 * ok length *\n"},
};

const struct hostile_group hostile_pace =
	HOSTILE_GROUP("pace", rows, "body_max", "4 MiB");
