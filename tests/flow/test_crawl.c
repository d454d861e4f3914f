/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole crawl against an origin that does as the row says: what is captured,
 * how it ended, and what was never asked for.  Each row is one archive; verify
 * must be clean after it.
 */
#include "base/err.h"
#include "store/store.h"
#include "store/verify.h"
#include "tests/lib/crawling.h"
#include "tests/lib/dir.h"
#include "tests/lib/origin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define OK(type, length, body) "HTTP/1.1 200 OK\r\nContent-Type: " type \
	"\r\nContent-Length: " length "\r\n\r\n" body
#define EMPTY(status, more) "HTTP/1.1 " status "\r\nContent-Length: 0\r\n" \
	more "\r\n"
/* A page long enough to be no stub, and its links. */
#define WORDS "全县各部门认真做好政府信息公开工作，及时发布信息。"

enum { DUMP_MAX = 1 << 16, CRAWLS_MAX = 2 };

struct row {
	const char *name;
	struct origin_page pages[8];
	const char *options[8];	/* names and values by turns */
	unsigned crawls;	/* one after the other; 0 counts as 1 */
	/* "path status kind outcome" of each capture in order of path */
	const char *wanted;
	const char *never;	/* a path that must not be asked for; NULL */
};

/* --- scripts ---------------------------------------------------------- */

static void send_page(struct origin_client *client, const char *path,
		      const char *request, const void *ctx)
{
	(void)path;
	(void)request;
	(void)origin_reply(client, "text/html; charset=utf-8", ctx);
}

static void send_robots(struct origin_client *client, const char *path,
			const char *request, const void *ctx)
{
	(void)path;
	(void)request;
	(void)origin_reply(client, "text/plain", ctx);
}

/* 304 for whoever has the tag. */
static void send_tagged(struct origin_client *client, const char *path,
			const char *request, const void *ctx)
{
	(void)path;
	if (strstr(request, "If-None-Match: \"v1\""))
		(void)origin_sends(client, "HTTP/1.1 304 Not Modified\r\n"
				   "ETag: \"v1\"\r\n\r\n");
	else
		(void)origin_sendf(client, "HTTP/1.1 200 OK\r\nETag: \"v1\""
				   "\r\nContent-Type: text/html\r\n"
				   "Content-Length: %zu\r\n\r\n%s",
				   strlen(ctx), (const char *)ctx);
}

/* Half of what it promised. */
static void send_half(struct origin_client *client, const char *path,
		      const char *request, const void *ctx)
{
	(void)path;
	(void)request;
	(void)origin_sendf(client, "HTTP/1.1 200 OK\r\nContent-Type: "
			   "text/html\r\nContent-Length: %zu\r\n\r\n%s",
			   2 * strlen(ctx), (const char *)ctx);
	origin_close(client, false);
}

/* 503 with Retry-After once a server, then the page. */
static void send_busy(struct origin_client *client, const char *path,
		      const char *request, const void *ctx)
{
	static int asked;

	(void)path;
	(void)request;
	if (asked++ == 0)
		(void)origin_sends(client, EMPTY("503 Busy",
						 "Retry-After: 1\r\n"));
	else
		(void)origin_reply(client, "text/html", ctx);
}

/* --- rows ------------------------------------------------------------- */

#define PAGE(links) "<!DOCTYPE html><title>a</title><p>" WORDS WORDS links
#define SEED(links) {.path = "/", .script = send_page, .ctx = PAGE(links)}
#define NO_ROBOTS {.path = "/robots.txt", .answer = EMPTY("404 Gone", "")}
#define LINK(path) "<p><a href=\"" path "\">" path "</a>"

static const struct row rows[] = {
	{.name = "links, and a 404", .pages = {
		NO_ROBOTS, SEED(LINK("/b") LINK("/c")),
		{.path = "/b", .script = send_page, .ctx = PAGE("b")}},
	 .wanted = "/ 200 response ok\n/b 200 response ok\n"
		   "/c 404 response ok\n/robots.txt 404 response ok\n"},
	{.name = "the same bytes at another address", .pages = {
		NO_ROBOTS, SEED(LINK("/b")),
		{.path = "/b", .script = send_page, .ctx = PAGE(LINK("/c"))},
		{.path = "/c", .script = send_page, .ctx = PAGE(LINK("/c"))}},
	 .wanted = "/ 200 response ok\n/b 200 response ok\n"
		   "/c 200 revisit ok\n/robots.txt 404 response ok\n"},
	{.name = "a redirect is a capture of its own", .pages = {
		NO_ROBOTS, SEED(LINK("/old")),
		{.path = "/old", .answer = EMPTY("301 Moved",
						 "Location: /new\r\n")},
		{.path = "/new", .script = send_page, .ctx = PAGE("new")}},
	 .wanted = "/ 200 response ok\n/new 200 response ok\n"
		   "/old 301 response ok\n/robots.txt 404 response ok\n"},
	{.name = "what robots.txt forbids is not asked for", .pages = {
		{.path = "/robots.txt", .script = send_robots,
		 .ctx = "\xEF\xBB\xBFUser-agent: *\nDisallow: /*.html$\n"},
		SEED(LINK("/a.html") LINK("/a.html?x=1")),
		{.path = "/a.html*", .script = send_page, .ctx = PAGE("y")}},
	 .never = "/a.html",
	 .wanted = "/ 200 response ok\n/a.html 0 failed robots\n"
		   "/a.html?x=1 200 response ok\n"
		   "/robots.txt 200 response ok\n"},
	{.name = "a robots.txt that cannot be had allows nothing", .pages = {
		{.path = "/robots.txt", .answer = EMPTY("500 Oops", "")},
		SEED("")},
	 .options = {"max_attempts", "1"}, .never = "/",
	 .wanted = "/robots.txt 500 response ok\n"},
	{.name = "a robots.txt behind a redirect", .pages = {
		{.path = "/robots.txt", .answer = EMPTY("302 Found",
					"Location: /r.txt\r\n")},
		{.path = "/r.txt", .script = send_robots,
		 .ctx = "User-agent: nianbao\nDisallow: /b\n"},
		SEED(LINK("/b"))},
	 .never = "/b",
	 .wanted = "/ 200 response ok\n/b 0 failed robots\n"
		   "/r.txt 200 response ok\n/robots.txt 302 response ok\n"},
	{.name = "a body that ends early is kept, and asked for again",
	 .pages = {NO_ROBOTS, SEED(LINK("/b")),
		{.path = "/b", .script = send_half, .ctx = PAGE("b")}},
	 .options = {"max_attempts", "1"},
	 .wanted = "/ 200 response ok\n/b 200 response ok disconnect\n"
		   "/robots.txt 404 response ok\n"},
	{.name = "not modified", .crawls = 2, .pages = {
		NO_ROBOTS, {.path = "/", .script = send_tagged,
			    .ctx = PAGE(LINK("/b"))},
		{.path = "/b", .script = send_page, .ctx = PAGE("b")}},
	 .wanted = "/ 200 response ok\n/ 304 not_modified ok\n"
		   "/b 200 response ok\n/b 200 revisit ok\n"
		   "/robots.txt 404 response ok\n"},
	{.name = "busy once", .pages = {
		NO_ROBOTS, SEED(LINK("/b")),
		{.path = "/b", .script = send_busy, .ctx = PAGE("b")}},
	 .wanted = "/ 200 response ok\n/b 200 response ok\n"
		   "/b 503 response ok\n/robots.txt 404 response ok\n"},
	{.name = "a limit of pages", .pages = {
		NO_ROBOTS, SEED(LINK("/b") LINK("/c"))},
	 .options = {"max_pages", "1"}, .never = "/b",
	 .wanted = "/ 200 response ok\n/robots.txt 404 response ok\n"},
};

/* --- running one ------------------------------------------------------ */

struct lines {
	char *line[64];
	size_t count;
	size_t prefix;		/* of the address, to be left out */
};

static int add_line(void *ctx, const struct capture *c)
{
	struct lines *l = ctx;
	struct buf text = BUF_INIT(DUMP_MAX);

	(void)buf_addf(&text, "%s %d %s %s%s%s\n", c->url + l->prefix,
		       c->status, capture_kind_name(c->kind),
		       err_name(c->outcome), c->truncated ? " " : "",
		       c->truncated ? capture_truncated_name(c->truncated) :
		       "");
	assert_true(l->count < 64);
	l->line[l->count++] = buf_take(&text);
	return 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void check_captures(const struct row *row, const char *dir,
			   size_t prefix)
{
	struct lines l = {.prefix = prefix};
	struct buf got = BUF_INIT(DUMP_MAX);
	struct store_reader *reader;

	assert_int_equal(store_reader_open(dir, &reader), 0);
	assert_int_equal(store_each_capture(reader, NULL, add_line, &l), 0);
	store_reader_close(reader);
	qsort(l.line, l.count, sizeof(l.line[0]), by_text);
	for (size_t i = 0; i < l.count; i++) {
		(void)buf_adds(&got, l.line[i]);
		free(l.line[i]);
	}
	if (!slice_eqs(buf_slice(&got), row->wanted))
		fail_msg("%s:\ngot\n%swanted\n%s", row->name, got.data,
			 row->wanted);
	buf_free(&got);
}

static void on_finding(void *ctx, const struct verify_finding *f)
{
	fail_msg("%s: verify: %s: %s", ((const struct row *)ctx)->name,
		 f->rule, f->detail);
}

static void run(const struct row *row)
{
	struct origin *origin = origin_start("127.0.0.1", row->pages);
	struct conf_snapshot *conf = crawling_conf("site", row->options);
	struct verify_options options = {.on_finding = on_finding,
					 .ctx = (void *)(uintptr_t)row};
	struct verify_totals totals;
	char *dir = dir_make();
	char url[64];

	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%u/",
		       origin_port(origin));
	for (unsigned i = 0; i < (row->crawls ? row->crawls : 1); i++)
		crawling_run(dir, conf, url, NULL);
	check_captures(row, dir, strlen(url) - 1);
	if (row->never && origin_asked(origin, row->never))
		fail_msg("%s: %s was asked for", row->name, row->never);
	assert_int_equal(verify_archive(dir, &options, &totals), 0);
	conf_unref(conf);
	origin_stop(origin);
	dir_remove(dir);
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		run(&rows[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
