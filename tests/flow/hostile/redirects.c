/* SPDX-License-Identifier: Apache-2.0 */
/* Redirects that lead in circles, nowhere, or where nobody may follow. */
#include "tests/flow/hostile/groups.h"

#include <stdlib.h>
#include <string.h>

#define TO(where) "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n" \
	"Location: " where "\r\n\r\n"
#define SEED(where) {{.path = "/", .answer = TO(where)}}
#define ALONE "/ 302 * ok 0\n"	/* recorded, not followed */

/* /N leads to /N+1. */
static HOSTILE_SCRIPT(onwards)
{
	(void)request;
	(void)ctx;
	(void)origin_sendf(client, TO("/%ld"),
			   strtol(path + 1, NULL, 10) + 1);
}

static HOSTILE_SCRIPT(floods_and_leads)
{
	(void)path;
	(void)request;
	(void)ctx;
	hostile_flood(client, path, request,
		      "HTTP/1.1 302 Found\r\nLocation: /b\r\n\r\n");
}

static HOSTILE_SCRIPT(long_location)
{
	char where[60001];

	(void)path;
	(void)request;
	(void)ctx;
	memset(where, 'a', sizeof(where) - 1);
	where[sizeof(where) - 1] = '\0';
	(void)origin_sends(client, "HTTP/1.1 302 Found\r\n"
			   "Content-Length: 0\r\nLocation: /");
	(void)origin_sends(client, where);
	(void)origin_sends(client, "\r\n\r\n");
}

static const struct hostile rows[] = {
	{.name = "to-itself", .pages = SEED("/"), .wanted = ALONE},
	{.name = "in-a-circle", .pages = {{.path = "/", .answer = TO("/b")},
					  {.path = "/b", .answer = TO("/")}},
	 .wanted = ALONE "/b 302 * ok 0\n"},
	{.name = "without-end",
	 .pages = {{.path = "/robots.txt",
		    .answer = "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"},
		   {.path = "/*", .script = onwards}},
	 .wanted = "/ 302 * ok 0\n/1 302 * ok 0\n/2 302 * ok 0\n"
		   "/3 302 * ok 0\n", .never = "/4", .stop = "max_redirects"},
	{.name = "to-a-file", .pages = SEED("file:///etc/passwd"),
	 .wanted = ALONE},
	{.name = "to-ftp", .pages = SEED("ftp://127.0.0.1/"),
	 .wanted = ALONE},
	{.name = "to-javascript", .pages = SEED("javascript:alert(1)"),
	 .wanted = ALONE},
	{.name = "to-data", .pages = SEED("data:text/html,<p>x"),
	 .wanted = ALONE},
	{.name = "to-gopher", .pages = SEED("gopher://127.0.0.1:25/_QUIT"),
	 .wanted = ALONE},
	{.name = "to-loopback", .pages = SEED("http://127.0.0.1:1/"),
	 .wanted = ALONE},
	{.name = "to-loopback-in-hexadecimal",
	 .pages = SEED("http://0x7f.1:1/"), .wanted = ALONE},
	{.name = "to-the-metadata-service",
	 .pages = SEED("http://169.254.169.254/latest/"), .wanted = ALONE},
	{.name = "to-another-site", .pages = SEED("//www.elsewhere.example/"),
	 .wanted = ALONE},
	{.name = "to-nothing", .pages = SEED(""), .wanted = ALONE},
	{.name = "to-no-url", .pages = SEED("http://[::1"), .wanted = ALONE},
	{.name = "to-a-password",
	 .pages = SEED("http://user:secret@to-a-password.test:1/x"),
	 .wanted = ALONE "/x 0 failed dns_* 0\n"},
	{.name = "to-a-long-url", .pages = {{.path = "/",
					     .script = long_location}},
	 .wanted = "/ 302 * ok 0\n"},
	{.name = "to-two-places",
	 .pages = {{.path = "/", .answer = "HTTP/1.1 302 Found\r\n"
		    "Content-Length: 0\r\nLocation: /a\r\nLocation: /b\r\n"
		    "\r\n"}},
	 .never = "/a", .wanted = "/ 0 failed protocol 0\n"},
	{.name = "without-a-place",
	 .pages = {{.path = "/", .answer = "HTTP/1.1 302 Found\r\n"
		    "Content-Length: 0\r\n\r\n"}}, .wanted = ALONE},
	{.name = "with-a-flood",
	 .pages = {{.path = "/", .script = floods_and_leads},
		   {.path = "/b", .script = hostile_page,
		    .ctx = HOSTILE_WORDS}},
	 .wanted = "/ 302 * ok length 262144\n/b 200 * ok *\n"},
	{.name = "by-meta-to-itself",
	 .pages = {{.path = "/", .script = hostile_page,
		    .ctx = "<meta http-equiv=refresh content='0;url=/'>"}},
	 .wanted = "/ 200 * ok 43\n"},
	{.name = "robots-in-a-circle",
	 .pages = {{.path = "/robots.txt", .answer = TO("/r")},
		   {.path = "/r", .answer = TO("/robots.txt")},
		   {.path = "/", .script = hostile_page,
		    .ctx = HOSTILE_WORDS}},
	 .wanted = "/ 200 * ok *\n/r 302 * ok 0\n/r 302 * ok 0\n"
		   "/r 302 * ok 0\n/robots.txt 302 * ok 0\n"
		   "/robots.txt 302 * ok 0\n/robots.txt 302 * ok 0\n"},
	{.name = "robots-to-a-file",
	 .pages = {{.path = "/robots.txt", .answer = TO("file:///etc/hosts")},
		   {.path = "/", .script = hostile_page,
		    .ctx = HOSTILE_WORDS}},
	 .wanted = "/ 200 * ok *\n/robots.txt 302 * ok 0\n"},
};

const struct hostile_group hostile_redirects =
	HOSTILE_GROUP("redirects", rows, "max_redirects", "3",
		      "dns_timeout", "100 ms");
