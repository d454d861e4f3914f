/* SPDX-License-Identifier: Apache-2.0 */
/* Status lines and fields: floods, nonsense, none at all; and cookies. */
#include "tests/flow/hostile/groups.h"

#include <string.h>

#define CUT(text) {{.path = "/", .script = hostile_cut, .ctx = text}}
#define END "Content-Length: 5\r\n\r\nhello"

/* What ctx says, again and again. */
static HOSTILE_SCRIPT(endless)
{
	(void)path;
	(void)request;
	while (origin_sends(client, ctx))
		;
	origin_close(client, false);
}

static HOSTILE_SCRIPT(endless_fields)
{
	if (origin_sends(client, HOSTILE_OK))
		endless(client, path, request, ctx);
	origin_close(client, false);
}

/* Many small fields, as many as head_max takes; then an answer. */
static HOSTILE_SCRIPT(many_fields)
{
	(void)path;
	(void)request;
	(void)ctx;
	(void)origin_sends(client, HOSTILE_HTML);	/* gone: said below */
	for (int i = 0; i < 3000; i++)
		(void)origin_sendf(client, "X-%d: y\r\n", i);
	(void)origin_sends(client, END);
}

static HOSTILE_SCRIPT(many_cookies)
{
	(void)path;
	(void)request;
	(void)ctx;
	(void)origin_sends(client, HOSTILE_HTML);	/* gone: said below */
	for (int i = 0; i < 1000; i++)
		(void)origin_sendf(client, "Set-Cookie: c%d=0123456789\r\n",
				   i);
	(void)origin_sends(client, "Content-Length: 19\r\n\r\n"
			   "<a href=/b>next</a>");
}

/* Tells by its status whether the request is short all the same. */
static HOSTILE_SCRIPT(sees_cookies)
{
	bool well = strstr(request, "\r\nCookie: ") && strlen(request) < 10000;

	(void)path;
	(void)ctx;
	(void)origin_sendf(client, "HTTP/1.1 %s\r\n" END, well ? "203 Well" :
			   "400 Bad");
}

/* Nobody else's cookie may come along. */
static HOSTILE_SCRIPT(sees_no_cookies)
{
	(void)path;
	(void)ctx;
	(void)origin_sendf(client, "HTTP/1.1 %s\r\n" END,
			   strstr(request, "\r\nCookie: ") ? "400 Bad" :
			   "203 Well");
}

static const struct hostile rows[] = {
	{.name = "endless-fields",
	 .pages = {{.path = "/", .script = endless_fields,
		    .ctx = "X-Y: z\r\n"}},
	 .wanted = "/ 0 failed head_toobig 0\n"},
	{.name = "one-endless-field",
	 .pages = {{.path = "/", .script = endless_fields,
		    .ctx = "xxxxxxxxxxxxxxx"}},
	 .wanted = "/ 0 failed head_toobig 0\n"},
	{.name = "endless-early-answers",
	 .pages = {{.path = "/", .script = endless,
		    .ctx = "HTTP/1.1 103 Early\r\nLink: </a>\r\n\r\n"}},
	 .wanted = "/ 0 failed head_toobig 0\n"},
	{.name = "endless-continue",
	 .pages = {{.path = "/", .script = endless,
		    .ctx = "HTTP/1.1 100 Continue\r\n\r\n"}},
	 .wanted = "/ 0 failed head_toobig 0\n"},
	{.name = "many-fields", .pages = {{.path = "/",
					   .script = many_fields}},
	 .wanted = "/ 200 * ok 5\n"},
	{.name = "field-without-colon",
	 .pages = CUT(HOSTILE_HTML "this is no field\r\n" END),
	 .wanted = "/ 0 failed protocol 0\n"},
	{.name = "field-without-name",
	 .pages = CUT(HOSTILE_HTML ": nothing\r\n" END),
	 .wanted = "/ 200 * ok 5\n"},
	{.name = "field-in-gb18030",
	 .pages = CUT(HOSTILE_HTML "X-\xC4\xEA: \xB1\xA8\r\n" END),
	 .wanted = "/ 200 * ok 5\n"},
	{.name = "folded-field",
	 .pages = CUT(HOSTILE_OK "Content-Type: text/html;\r\n charset=gbk"
		      "\r\n" END),
	 .wanted = "/ 200 * ok 5\n"},
	{.name = "head-with-line-feeds",
	 .pages = CUT("HTTP/1.1 200 OK\nContent-Length: 5\n\nhello"),
	 .wanted = "/ 200 * ok 5\n"},
	{.name = "zero-in-head",
	 .pages = {{.path = "/", .answer = HOSTILE_HTML "X: a\0b\r\n" END,
		    .length = sizeof(HOSTILE_HTML "X: a\0b\r\n" END) - 1}},
	 .wanted = "/ 0 failed protocol 0\n"},
	{.name = "status-of-letters", .pages = CUT("HTTP/1.1 abc OK\r\n" END),
	 .wanted = "/ 0 failed protocol 0\n"},
	{.name = "status-999", .pages = CUT("HTTP/1.1 999 Odd\r\n" END),
	 .wanted = "/ 999 * ok 5\n"},
	{.name = "status-of-five-digits",
	 .pages = CUT("HTTP/1.1 20000 Odd\r\n" END),
	 .wanted = "/ 0 failed protocol 0\n"},
	{.name = "no-reason", .pages = CUT("HTTP/1.1 200\r\n" END),
	 .wanted = "/ 200 * ok 5\n"},
	{.name = "version-9", .pages = CUT("HTTP/9.9 200 OK\r\n" END),
	 .wanted = "/ 0 failed protocol 0\n"},
	{.name = "version-2-in-plain", .pages = CUT("HTTP/2 200 OK\r\n" END),
	 .wanted = "/ 0 failed protocol 0\n"},
	{.name = "http-09", .pages = CUT("<p>just some text"),
	 .wanted = "/ 0 resource ok 17\n"},
	{.name = "icy", .pages = CUT("ICY 200 OK\r\n" END),
	 .wanted = "/ 0 resource ok 38\n"},
	{.name = "switching-protocols",
	 .pages = CUT("HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\nhello"),
	 .wanted = "/ 101 * ok 5\n"},
	{.name = "says-nothing", .pages = CUT(""),
	 .wanted = "/ 0 failed closed 0\n"},
	{.name = "resets", .pages = {{.path = "/", .script = hostile_reset,
				      .ctx = ""}},
	 .wanted = "/ 0 failed closed 0\n"},
	{.name = "half-a-head", .pages = CUT(HOSTILE_OK "Content-Le"),
	 .wanted = "/ 0 failed closed 0\n"},
	{.name = "cookie-flood", .pages = {
		{.path = "/", .script = many_cookies},
		{.path = "/b", .script = sees_cookies}},
	 .wanted = "/ 200 * ok 19\n/b 203 * ok 5\n"},
	{.name = "cookie-for-others", .pages = {
		{.path = "/", .answer = HOSTILE_HTML
		 "Set-Cookie: a=b; Domain=other.test\r\n"
		 "Set-Cookie: c=d; Domain=test\r\n"
		 "Content-Length: 19\r\n\r\n<a href=/b>next</a>"},
		{.path = "/b", .script = sees_no_cookies}},
	 .wanted = "/ 200 * ok 19\n/b 203 * ok 5\n"},
	{.name = "type-is-nonsense",
	 .pages = CUT(HOSTILE_OK "Content-Type: ;;;=\xFF/\r\n"
		      "Content-Length: 5\r\n\r\nhello"),
	 .wanted = "/ 200 * ok 5\n"},
	/* and nothing else is left: no reason to wait */
	{.name = "busy-for-an-hour",
	 .pages = CUT("HTTP/1.1 503 No\r\nRetry-After: 3600\r\n" END),
	 .wanted = "/ 503 * ok 5\n"},
};

const struct hostile_group hostile_heads =
	HOSTILE_GROUP("heads", rows, "stall_timeout", "5 s");
