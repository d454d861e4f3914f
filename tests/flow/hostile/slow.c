/* SPDX-License-Identifier: Apache-2.0 */
/* Servers that take their time.  How long is what the options say; nothing
 * here waits for longer. */
#include "tests/flow/hostile/groups.h"

#define STALL(text) {{.path = "/", .script = hostile_stall, .ctx = text}}

static const struct hostile rows[] = {
	{.name = "no-first-byte", .pages = STALL(""),
	 .wanted = "/ 0 failed timeout 0\n"},
	{.name = "half-a-status", .pages = STALL("HTTP/1."),
	 .wanted = "/ 0 failed timeout 0\n"},
	{.name = "half-a-field", .pages = STALL(HOSTILE_OK "X-Slow: "),
	 .wanted = "/ 0 failed timeout 0\n"},
	{.name = "no-end-of-head", .pages = STALL(HOSTILE_HTML),
	 .wanted = "/ 0 failed timeout 0\n"},
	{.name = "early-answer-alone",
	 .pages = STALL("HTTP/1.1 100 Continue\r\n\r\n"),
	 .wanted = "/ 0 failed timeout 0\n"},
	{.name = "no-body",
	 .pages = STALL(HOSTILE_HTML "Content-Length: 9\r\n\r\n"),
	 .wanted = "/ 200 * ok time 0\n"},
	{.name = "half-a-body",
	 .pages = STALL(HOSTILE_HTML "Content-Length: 9\r\n\r\nsome"),
	 .wanted = "/ 200 * ok time 4\n"},
	{.name = "half-a-chunk",
	 .pages = STALL(HOSTILE_HTML "Transfer-Encoding: chunked\r\n\r\n"
			"9\r\nsome"),
	 .wanted = "/ 200 * ok time 4\n"},
	{.name = "no-last-chunk",
	 .pages = STALL(HOSTILE_HTML "Transfer-Encoding: chunked\r\n\r\n"
			"4\r\nsome\r\n"),
	 .wanted = "/ 200 * ok time 4\n"},
	{.name = "no-end-of-trailers",
	 .pages = STALL(HOSTILE_HTML "Transfer-Encoding: chunked\r\n\r\n"
			"4\r\nsome\r\n0\r\nX: y\r\n"),
	 .wanted = "/ 200 * ok time 4\n"},
	{.name = "no-end-without-length",
	 .pages = STALL(HOSTILE_HTML "\r\nsome"),
	 .wanted = "/ 200 * ok time 4\n"},
	{.name = "half-a-redirect",
	 .pages = STALL("HTTP/1.1 302 Found\r\nLocation: /b\r\n"
			"Content-Length: 9\r\n\r\nsome"),
	 .wanted = "/ 302 * ok time 4\n/b 404 * ok 9\n"},
	{.name = "slow-robots",
	 .pages = {{.path = "/robots.txt", .script = hostile_stall, .ctx = ""},
		   {.path = "/", .script = hostile_page,
		    .ctx = HOSTILE_WORDS}},
	 .never = "/", .wanted = "/robots.txt 0 failed timeout 0\n"},
	{.name = "half-a-robots",
	 .pages = {{.path = "/robots.txt", .script = hostile_stall,
		    .ctx = HOSTILE_OK "Content-Length: 99\r\n\r\n"
			   "User-agent: *\nDisallow: /\n"},
		   {.path = "/", .script = hostile_page,
		    .ctx = HOSTILE_WORDS}},
	 .never = "/", .wanted = "/robots.txt 200 * ok time 26\n"},
};

const struct hostile_group hostile_slow =
	HOSTILE_GROUP("slow", rows, "first_byte_timeout", "2 s",
		      "stall_timeout", "2 s");
