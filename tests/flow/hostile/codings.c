/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Content-codings nobody asked for: kept as they came, undone for reading
 * within text_max.  A page that was read led to "/b".
 */
#include "tests/flow/hostile/groups.h"

#include "tests/lib/gz.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PAGE HOSTILE_WORDS "<a href=/b>next</a>"
#define NEXT {.path = "/b", .script = hostile_page, .ctx = HOSTILE_WORDS "b"}
#define CODED(with, what)						\
	{{.path = "/", .script = send_coded,				\
	  .ctx = &(const struct coded){.coding = with, .make = what}}, NEXT}

enum { BOMB = 20 << 20 };

struct coded {
	const char *coding;
	void (*make)(struct buf *out);
};

static HOSTILE_SCRIPT(send_coded)
{
	const struct coded *c = ctx;
	struct buf body = BUF_INIT(64 << 20);

	(void)path;
	(void)request;
	c->make(&body);
	(void)origin_sendf(client, HOSTILE_HTML "Content-Encoding: %s\r\n"
			   "Content-Length: %zu\r\n\r\n", c->coding, body.len);
	(void)origin_send(client, body.data, body.len);
	buf_free(&body);
}

static void add_page(struct buf *out)
{
	gz_add(out, slice_of(PAGE));
}

/* "<a href=/b>" and zeros: 20 MiB in 20 KiB. */
static void add_bomb(struct buf *out)
{
	char *text = test_calloc(1, BOMB);

	memcpy(text, PAGE, strlen(PAGE));
	gz_add(out, (struct slice){text, BOMB});
	test_free(text);
}

static void wrap(struct buf *out, unsigned times)
{
	struct buf inner = BUF_INIT(64 << 20);

	if (times == 0) {
		add_page(out);
		return;
	}
	add_page(&inner);
	for (unsigned i = 1; i <= times; i++) {
		struct buf outer = BUF_INIT(64 << 20);

		gz_add(&outer, buf_slice(&inner));
		buf_free(&inner);
		inner = outer;
	}
	(void)buf_add_slice(out, buf_slice(&inner));
	buf_free(&inner);
}

static void add_twice(struct buf *out)
{
	wrap(out, 1);
}

static void add_often(struct buf *out)
{
	wrap(out, 39);
}

static void add_half(struct buf *out)
{
	add_page(out);
	out->len /= 2;
}

static void add_broken(struct buf *out)
{
	add_page(out);
	memset(out->data + 10, 0xFF, 4);	/* behind the member's head */
}

static void add_many_members(struct buf *out)
{
	for (int i = 0; i < 2000; i++)
		gz_add(out, slice_of(i ? "" : PAGE));
}

static void add_plain(struct buf *out)
{
	(void)buf_adds(out, PAGE);
}

static void add_nothing(struct buf *out)
{
	(void)buf_adds(out, "");
}

static HOSTILE_SCRIPT(coded_robots)
{
	struct buf body = BUF_INIT(64 << 20);

	(void)path;
	(void)request;
	(void)ctx;
	add_bomb(&body);
	(void)origin_sendf(client, HOSTILE_OK "Content-Type: text/plain\r\n"
			   "Content-Encoding: gzip\r\n"
			   "Content-Length: %zu\r\n\r\n", body.len);
	(void)origin_send(client, body.data, body.len);
	buf_free(&body);
}

#define READ "/ 200 * ok *\n/b 200 * ok *\n"
#define NOT_READ "/ 200 * ok *\n"

static const char forty[] =
	"gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, "
	"gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, "
	"gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, "
	"gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip, gzip";

static const struct hostile rows[] = {
	{.name = "gzip-unasked", .pages = CODED("gzip", add_page),
	 .wanted = READ},
	{.name = "gzip-bomb", .pages = CODED("gzip", add_bomb),
	 .wanted = "/ 200 * ok 20???\n*"},
	{.name = "gzip-twice", .pages = CODED("gzip, gzip", add_twice),
	 .wanted = READ},
	{.name = "gzip-forty-times", .pages = CODED(forty, add_often),
	 .never = "/b", .wanted = NOT_READ},
	{.name = "gzip-cut", .pages = CODED("gzip", add_half),
	 .never = "/b", .wanted = NOT_READ},
	{.name = "gzip-broken", .pages = CODED("gzip", add_broken),
	 .never = "/b", .wanted = NOT_READ},
	{.name = "gzip-in-many-members",
	 .pages = CODED("gzip", add_many_members), .wanted = READ},
	{.name = "gzip-that-is-none", .pages = CODED("gzip", add_plain),
	 .wanted = READ},
	{.name = "gzip-of-nothing", .pages = CODED("gzip", add_nothing),
	 .wanted = "/ 200 * ok 0\n"},
	{.name = "brotli-that-is-none", .pages = CODED("br", add_page),
	 .never = "/b", .wanted = NOT_READ},
	{.name = "deflate-that-is-none", .pages = CODED("deflate", add_page),
	 .never = "/b", .wanted = NOT_READ},
	{.name = "unknown-coding", .pages = CODED("snappy", add_page),
	 .never = "/b", .wanted = NOT_READ},
	{.name = "coding-of-nonsense", .pages = CODED(",,;=\xFF", add_page),
	 .never = "/b", .wanted = NOT_READ},
	{.name = "robots-bomb",
	 .pages = {{.path = "/robots.txt", .script = coded_robots},
		   {.path = "/", .script = hostile_page,
		    .ctx = HOSTILE_WORDS}},
	 .wanted = "/ 200 * ok *\n/robots.txt 200 * ok 20???\n"},
};

const struct hostile_group hostile_codings =
	HOSTILE_GROUP("codings", rows, "text_max", "1 MiB");
