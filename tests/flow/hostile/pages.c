/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers that are well-formed HTTP and mean harm by what is in them.  Each
 * gives its bytes by a recipe: before, piece n times, after.  "/b" is asked
 * for where the page was read that far.
 */
#include "tests/flow/hostile/groups.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

struct recipe {
	const char *type;	/* NULL: text/html */
	const char *before, *piece;
	size_t n;
	const char *after;
};

#define MADE(...)							\
	{{.path = "/", .script = send_made,				\
	  .ctx = &(const struct recipe){__VA_ARGS__}},			\
	 {.path = "/b", .script = hostile_page, .ctx = HOSTILE_WORDS "b"}}
#define NEXT "<a href=/b>next</a>"
#define KEPT "/ 200 * ok *\n*"		/* whatever else came of it */
#define READ "/ 200 * ok *\n/b 200 * ok *\n"

static HOSTILE_SCRIPT(send_made)
{
	const struct recipe *r = ctx;
	struct buf out = BUF_INIT(64 << 20);

	(void)path;
	(void)request;
	(void)buf_adds(&out, r->before ? r->before : HOSTILE_WORDS);
	for (size_t i = 0; i < r->n; i++)
		(void)buf_adds(&out, r->piece);
	(void)buf_adds(&out, r->after ? r->after : "");
	(void)origin_sendf(client, HOSTILE_OK "Content-Type: %s\r\n"
			   "Content-Length: %zu\r\n\r\n",
			   r->type ? r->type : "text/html; charset=utf-8",
			   out.len);
	(void)origin_send(client, out.data, out.len);
	buf_free(&out);
}

/* Links to n pages of the site, or to as many sites under its domain. */
static HOSTILE_SCRIPT(send_links)
{
	bool hosts = ctx && strcmp(ctx, "hosts") == 0;
	struct buf out = BUF_INIT(64 << 20);
	const char *host = strcasestr(request, "\r\nhost: ") + 8;
	int n = (int)strcspn(host, "\r");
	int count = hosts ? 1000 : 2000;

	(void)path;
	(void)buf_adds(&out, HOSTILE_WORDS NEXT);
	for (int i = 0; i < count; i++)
		(void)(hosts ? buf_addf(&out, "<a href=//n%d.%.*s/>x</a>", i,
					n, host) :
		       buf_addf(&out, "<a href=/n%d>x</a>", i));
	(void)origin_reply(client, "text/html", out.data);
	buf_free(&out);
}

/* A calendar: each day leads to the next. */
static HOSTILE_SCRIPT(next_day)
{
	const char *day_is = strchr(path, '=');
	long day = day_is ? strtol(day_is + 1, NULL, 10) : 0;

	(void)request;
	(void)ctx;
	(void)origin_sendf(client, HOSTILE_HTML "Connection: close\r\n\r\n"
			   HOSTILE_WORDS "%ld<a href=/?day=%ld>x</a>", day,
			   day + 1);
	origin_close(client, false);
}

/* A relative link that makes the path longer and longer. */
static HOSTILE_SCRIPT(ever_deeper)
{
	(void)request;
	(void)ctx;
	(void)origin_sendf(client, HOSTILE_HTML "Connection: close\r\n\r\n"
			   HOSTILE_WORDS "%.100s<a href=a/b/>x</a>", path);
	origin_close(client, false);
}

static const struct hostile rows[] = {
	{.name = "nested-divisions",
	 .pages = MADE(.before = HOSTILE_WORDS NEXT, .piece = "<div>",
		       .n = 400000), .wanted = KEPT},
	{.name = "nested-bold",
	 .pages = MADE(.before = HOSTILE_WORDS NEXT, .piece = "<b><p>",
		       .n = 100000), .wanted = KEPT},
	{.name = "nested-tables",
	 .pages = MADE(.before = HOSTILE_WORDS NEXT,
		       .piece = "<table><tr><td>", .n = 50000),
	 .wanted = KEPT},
	{.name = "nested-frames",
	 .pages = MADE(.piece = "<iframe src=/>", .n = 20000),
	 .wanted = KEPT},
	{.name = "same-link-a-million-times",
	 .pages = MADE(.piece = "<a href=/b>", .n = 1000000),
	 .wanted = KEPT},
	{.name = "many-links", .pages = {{.path = "/", .script = send_links}},
	 .wanted = "/ 200 * ok *\n*", .stop = "max_links"},
	{.name = "many-hosts",
	 .pages = {{.path = "/", .script = send_links, .ctx = "hosts"}},
	 .wanted = "*", .stop = "max_links"},
	{.name = "wide-cells",
	 .pages = MADE(.before = HOSTILE_WORDS NEXT "<table>",
		       .piece = "<tr><td colspan=1000 rowspan=65534>x",
		       .n = 2000), .wanted = READ},
	{.name = "many-attributes",
	 .pages = MADE(.before = HOSTILE_WORDS NEXT "<p ",
		       .piece = "abcdefgh=ijklmnop ", .n = 100000,
		       .after = ">x"), .wanted = KEPT},
	{.name = "long-attribute",
	 .pages = MADE(.before = "<p title='", .piece = "0123456789abcdef",
		       .n = 60000, .after = "'>" NEXT), .wanted = KEPT},
	{.name = "long-href",
	 .pages = MADE(.before = HOSTILE_WORDS "<a href='/", .piece = "a",
		       .n = 100000, .after = "'>x</a>" NEXT),
	 .wanted = READ},
	{.name = "long-title",
	 .pages = MADE(.before = "<title>", .piece = "0123456789abcdef",
		       .n = 10000, .after = "</title><p>x" NEXT),
	 .wanted = READ},
	{.name = "entities",
	 .pages = MADE(.piece = "&amp;&#x4E2D;&nosuch;&#1114112;",
		       .n = 30000, .after = NEXT), .wanted = KEPT},
	{.name = "comment-without-end",
	 .pages = MADE(.before = HOSTILE_WORDS NEXT "<!--", .piece = "<a>-",
		       .n = 60000), .wanted = READ},
	{.name = "script-without-end",
	 .pages = MADE(.before = HOSTILE_WORDS NEXT "<script>var a='",
		       .piece = "<\\/a> ", .n = 40000), .wanted = READ},
	{.name = "zeros-in-text",
	 .pages = MADE(.before = HOSTILE_WORDS, .piece = "&#0;", .n = 50000,
		       .after = NEXT), .wanted = READ},
	{.name = "unknown-charset",
	 .pages = MADE(.type = "text/html; charset=klingon", .piece = NEXT,
		       .n = 1), .wanted = READ},
	{.name = "charset-utf-7",
	 .pages = MADE(.type = "text/html; charset=utf-7", .piece = NEXT,
		       .n = 1), .wanted = READ},
	{.name = "charset-utf-16-that-is-none",
	 .pages = MADE(.type = "text/html; charset=utf-16le", .piece = NEXT,
		       .n = 1), .wanted = KEPT},
	{.name = "broken-utf-8",
	 .pages = MADE(.piece = "\xE5\xFF\xC0\x80\xED\xA0\x80", .n = 20000,
		       .after = NEXT), .wanted = READ},
	{.name = "base-to-a-file",
	 .pages = MADE(.before = "<base href='file:///etc/'>" HOSTILE_WORDS,
		       .piece = "<a href=passwd>x</a>", .n = 1),
	 .wanted = "/ 200 * ok *\n"},
	{.name = "links-to-files",
	 .pages = MADE(.piece = "<a href=file:///etc/passwd>x</a>"
		       "<a href=javascript:a()>y</a><a href=data:,x>z</a>"
		       "<a href=ldap://127.0.0.1/>l</a>", .n = 10),
	 .wanted = "/ 200 * ok *\n"},
	{.name = "picture-called-page",
	 .pages = MADE(.before = "\x89PNG\r\n\x1A\n",
		       .piece = "\x01\x02<a href=/c>", .n = 1000),
	 .never = "/c", .wanted = "/ 200 * ok *\n"},
	{.name = "zip-that-is-none",
	 .pages = MADE(.type = "application/zip", .before = "PK\x03\x04",
		       .piece = "\xFF\xFF\xFF\xFF", .n = 1000),
	 .wanted = "/ 200 * ok *\n"},
	{.name = "pdf-that-is-none",
	 .pages = MADE(.type = "application/pdf", .before = "%PDF-1.7\n",
		       .piece = "1 0 obj <</Kids [1 0 R]>> ", .n = 1000),
	 .wanted = "/ 200 * ok *\n"},
	{.name = "laughing-sitemap",
	 .pages = {{.path = "/robots.txt", .script = hostile_robots,
		    .ctx = "Sitemap: /map.xml\n"},
		   {.path = "/map.xml", .script = send_made,
		    .ctx = &(const struct recipe){
			.type = "text/xml",
			.before = "<!DOCTYPE u [<!ENTITY a 'aaaaaaaaaa'>"
			"<!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'>"
			"<!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>"
			"<!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;'>"
			"<!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;'>"
			"<!ENTITY f '&e;&e;&e;&e;&e;&e;&e;&e;'>]>"
			"<urlset><url><loc>", .piece = "&f;&f;&f;&f;",
			.n = 1000, .after = "</loc></url></urlset>"}},
		   {.path = "/", .script = hostile_page,
		    .ctx = HOSTILE_WORDS}},
	 .wanted = "/ 200 * ok *\n*/robots.txt 200 * ok *\n"},
	{.name = "robots-of-many-rules",
	 .pages = {{.path = "/robots.txt", .script = send_made,
		    .ctx = &(const struct recipe){
			.type = "text/plain", .before = "User-agent: *\n",
			.piece = "Disallow: /*a*a*a*a*b$\n", .n = 20000}},
		   {.path = "/", .script = hostile_page,
		    .ctx = HOSTILE_WORDS "<a href=/aaaaaaaaaaaaaaaaaaaaa>x"}},
	 .wanted = "/ 200 * ok *\n/aaaa* 404 * ok 9\n/robots.txt 200 * *\n"},
	{.name = "robots-of-noise",
	 .pages = {{.path = "/robots.txt", .script = send_made,
		    .ctx = &(const struct recipe){
			.type = "text/plain", .before = "\xFF\xFE",
			.piece = "\xFF\x01:\r*\n", .n = 30000}},
		   {.path = "/", .script = hostile_page,
		    .ctx = HOSTILE_WORDS}},
	 .wanted = "/ 200 * ok *\n/robots.txt 200 * ok *\n"},
	{.name = "robots-without-end",
	 .pages = {{.path = "/robots.txt", .script = hostile_flood,
		    .ctx = HOSTILE_OK "Content-Type: text/plain\r\n\r\n"
			   "User-agent: *\nDisallow: /c\n"},
		   {.path = "/", .script = hostile_page,
		    .ctx = HOSTILE_WORDS "<a href=/c>x"}},
	 .never = "/c",
	 .wanted = "/ 200 * ok *\n/c 0 failed robots 0\n"
		   "/robots.txt 200 * ok length *\n"},
	{.name = "calendar", .pages = {{.path = "/*", .script = next_day}},
	 .wanted = "*", .stop = "max_depth"},
	{.name = "ever-deeper", .pages = {{.path = "/*",
					   .script = ever_deeper}},
	 .wanted = "/ 200 * ok ???\n/a/b/ 200 * ok ???\n"
		   "/a/b/a/b/ 200 * ok ???\n/robots.txt 200 * ok ???\n",
	 .stop = "repeated_path"},
};

const struct hostile_group hostile_pages =
	HOSTILE_GROUP("pages", rows, "html_time", "500 ms", "html_memory",
		      "64 MiB", "body_max", "16 MiB", "links_max", "500",
		      "max_pages", "40", "document_time", "2 s",
		      "dns_timeout", "100 ms");
