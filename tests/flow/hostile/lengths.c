/* SPDX-License-Identifier: Apache-2.0 */
/* Content-Length: wrong, absent, contradictory, beyond all measure. */
#include "tests/flow/hostile/groups.h"

#define CUT(text) {{.path = "/", .script = hostile_cut, .ctx = text}}
#define BODY "<p>hello, hello"	/* 15 bytes */

static const struct hostile rows[] = {
	{.name = "fewer-than-said",
	 .pages = CUT(HOSTILE_HTML "Content-Length: 100\r\n\r\n" BODY),
	 .wanted = "/ 200 * ok disconnect 15\n"},
	{.name = "more-than-said",
	 .pages = CUT(HOSTILE_HTML "Content-Length: 15\r\n\r\n" BODY BODY),
	 .wanted = "/ 200 * ok 15\n"},
	{.name = "two-lengths",
	 .pages = CUT(HOSTILE_HTML "Content-Length: 15\r\n"
		      "Content-Length: 30\r\n\r\n" BODY BODY),
	 .wanted = "/ 0 failed protocol 0\n"},
	{.name = "same-length-twice",
	 .pages = CUT(HOSTILE_HTML "Content-Length: 15\r\n"
		      "Content-Length: 15\r\n\r\n" BODY),
	 .wanted = "/ 200 * ok 15\n"},
	{.name = "list-of-lengths",
	 .pages = CUT(HOSTILE_HTML "Content-Length: 15, 30\r\n\r\n" BODY),
	 .wanted = "/ 200 * ok 15\n"},
	{.name = "no-number",
	 .pages = CUT(HOSTILE_HTML "Content-Length: ten\r\n\r\n" BODY),
	 .wanted = "/ 0 failed protocol 0\n"},
	{.name = "negative",
	 .pages = CUT(HOSTILE_HTML "Content-Length: -15\r\n\r\n" BODY),
	 .wanted = "/ 0 failed protocol 0\n"},
	{.name = "hexadecimal",
	 .pages = CUT(HOSTILE_HTML "Content-Length: 0xF\r\n\r\n" BODY),
	 .wanted = "/ 200 * ok 0\n"},
	{.name = "past-64-bits",
	 .pages = CUT(HOSTILE_HTML "Content-Length: 18446744073709551631"
		      "\r\n\r\n" BODY),
	 .wanted = "/ 200 * ok 15\n"},
	{.name = "all-of-63-bits",
	 .pages = CUT(HOSTILE_HTML "Content-Length: 9223372036854775807"
		      "\r\n\r\n" BODY),
	 .wanted = "/ 200 * ok disconnect 15\n"},
	{.name = "no-length",
	 .pages = CUT(HOSTILE_HTML "\r\n" BODY),
	 .wanted = "/ 200 * ok 15\n"},
	{.name = "none-and-a-body",
	 .pages = CUT(HOSTILE_HTML "Content-Length: 0\r\n\r\n" BODY),
	 .wanted = "/ 200 * ok 0\n"},
	{.name = "no-content-and-a-body",
	 .pages = CUT("HTTP/1.1 204 No\r\nContent-Length: 15\r\n\r\n" BODY),
	 .wanted = "/ 204 response ok 0\n"},
	{.name = "not-modified-unasked",
	 .pages = CUT("HTTP/1.1 304 No\r\nContent-Length: 15\r\n\r\n" BODY),
	 .wanted = "/ 304 response ok 0\n"},
	{.name = "length-and-chunked",
	 .pages = CUT(HOSTILE_HTML "Content-Length: 3\r\n"
		      "Transfer-Encoding: chunked\r\n\r\n"
		      "f\r\n" BODY "\r\n0\r\n\r\n"),
	 .wanted = "/ 200 * ok 15\n"},
	{.name = "flood-with-length",
	 .pages = {{.path = "/", .script = hostile_flood,
		    .ctx = HOSTILE_HTML "Content-Length: 9999999999\r\n\r\n"}},
	 .wanted = "/ 200 * ok length 262144\n"},
	{.name = "flood-without-length",
	 .pages = {{.path = "/", .script = hostile_flood,
		    .ctx = HOSTILE_HTML "\r\n"}},
	 .wanted = "/ 200 * ok length 262144\n"},
	{.name = "reset-in-body",
	 .pages = {{.path = "/", .script = hostile_reset,
		    .ctx = HOSTILE_HTML "Content-Length: 100\r\n\r\n" BODY}},
	 .wanted = "/ * *\n"},
};

const struct hostile_group hostile_lengths =
	HOSTILE_GROUP("lengths", rows);
