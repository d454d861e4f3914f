/* SPDX-License-Identifier: Apache-2.0 */
/* Transfer-Encoding: chunks that lie, never end, or are none. */
#include "tests/flow/hostile/groups.h"

#define HEAD HOSTILE_HTML "Transfer-Encoding: chunked\r\n\r\n"
#define CUT(text) {{.path = "/", .script = hostile_cut, .ctx = text}}

/* One byte a chunk. */
static HOSTILE_SCRIPT(crumbs)
{
	(void)path;
	(void)request;
	(void)ctx;
	(void)origin_sends(client, HEAD);	/* gone: the next says so */
	for (int i = 0; i < 5000; i++)
		if (!origin_sends(client, "1\r\nx\r\n"))
			return;
	(void)origin_sends(client, "0\r\n\r\n");
}

static HOSTILE_SCRIPT(endless_chunks)
{
	(void)path;
	(void)request;
	(void)ctx;
	if (origin_sends(client, HEAD))
		while (origin_sends(client, "a\r\n0123456789\r\n"))
			;
	origin_close(client, false);
}

/* Text without end behind what ctx says. */
static HOSTILE_SCRIPT(endless_lines)
{
	(void)path;
	(void)request;
	if (origin_sends(client, ctx))
		while (origin_sends(client, "X-More: 0123456789\r\n"))
			;
	origin_close(client, false);
}

static const struct hostile rows[] = {
	{.name = "size-is-no-number",
	 .pages = CUT(HEAD "5\r\nhello\r\nnonsense\r\n"),
	 .wanted = "/ 200 * ok disconnect 5\n"},
	{.name = "negative-size", .pages = CUT(HEAD "5\r\nhello\r\n-5\r\n"),
	 .wanted = "/ 200 * ok disconnect 5\n"},
	{.name = "size-past-64-bits",
	 .pages = CUT(HEAD "5\r\nhello\r\nFFFFFFFFFFFFFFFFF\r\nhello\r\n"),
	 .wanted = "/ 200 * ok disconnect 5\n"},
	{.name = "size-of-63-bits",
	 .pages = CUT(HEAD "5\r\nhello\r\n7FFFFFFFFFFFFFFF\r\nhello"),
	 .wanted = "/ 200 * ok disconnect 10\n"},
	{.name = "cut-in-chunk", .pages = CUT(HEAD "5\r\nhel"),
	 .wanted = "/ 200 * ok disconnect 3\n"},
	{.name = "cut-between-chunks", .pages = CUT(HEAD "5\r\nhello\r\n"),
	 .wanted = "/ 200 * ok disconnect 5\n"},
	{.name = "chunk-longer-than-said",
	 .pages = CUT(HEAD "5\r\nhello, hello\r\n0\r\n\r\n"),
	 .wanted = "/ 200 * ok disconnect 5\n"},
	{.name = "chunks-with-line-feeds",
	 .pages = CUT(HEAD "5\nhello\n0\n\n"),
	 .wanted = "/ 200 * ok 5\n"},
	{.name = "chunk-extension",
	 .pages = CUT(HEAD "5;name=\"value\"\r\nhello\r\n0;x\r\n\r\n"),
	 .wanted = "/ 200 * ok 5\n"},
	{.name = "endless-extension",
	 .pages = {{.path = "/", .script = hostile_flood, .ctx = HEAD "5;"}},
	 .wanted = "/ 200 * ok time 0\n"},
	{.name = "trailers",
	 .pages = CUT(HEAD "5\r\nhello\r\n0\r\nSet-Cookie: a=b\r\n"
		      "Content-Length: 7\r\n\r\n"),
	 .wanted = "/ 200 * ok 5\n"},
	{.name = "endless-trailers",
	 .pages = {{.path = "/", .script = endless_lines,
		    .ctx = HEAD "5\r\nhello\r\n0\r\n"}},
	 .wanted = "/ 200 * ok length 5\n"},
	{.name = "crumbs", .pages = {{.path = "/", .script = crumbs}},
	 .wanted = "/ 200 * ok 5000\n"},
	{.name = "endless-chunks",
	 .pages = {{.path = "/", .script = endless_chunks}},
	 .wanted = "/ 200 * ok length 262144\n"},
	{.name = "no-chunks-at-all", .pages = CUT(HEAD HOSTILE_WORDS),
	 .wanted = "/ 200 * ok disconnect 0\n"},
	{.name = "chunked-twice",
	 .pages = CUT(HOSTILE_HTML "Transfer-Encoding: chunked, chunked"
		      "\r\n\r\n5\r\nhello\r\n0\r\n\r\n"),
	 .wanted = "/ 200 * ok 5\n"},
	{.name = "chunked-by-http-10",
	 .pages = CUT("HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n"
		      "Transfer-Encoding: chunked\r\n\r\n"
		      "5\r\nhello\r\n0\r\n\r\n"),
	 .wanted = "/ 200 * ok 5\n"},
	{.name = "unknown-transfer",
	 .pages = CUT(HOSTILE_HTML "Transfer-Encoding: cipher\r\n\r\nhello"),
	 .wanted = "/ 200 * ok disconnect 0\n"},
	{.name = "gzip-by-transfer",
	 .pages = CUT(HOSTILE_HTML "Transfer-Encoding: gzip, chunked\r\n\r\n"
		      "5\r\n\x1F\x8B\x08ZZ\r\n0\r\n\r\n"),
	 .wanted = "/ 200 * ok disconnect 0\n"},
};

const struct hostile_group hostile_chunks =
	HOSTILE_GROUP("chunks", rows, "stall_timeout", "2 s");
