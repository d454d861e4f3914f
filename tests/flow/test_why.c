/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What `nianbao why` and `nianbao cat` find out about URLs of an archive that
 * holds robots.txt, a seed, a list, a page, two reports, a page robots.txt
 * forbids, and a link to one that was not fetched yet.  With a folder as
 * argument it only writes that archive, for tests/check/commands.sh.
 */
#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/why.h"
#include "tests/lib/dir.h"
#include "tests/lib/exchanges.h"
#include "tests/lib/reading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define SITE "http://a.test/"
#define HOST "http://a.test:80"
#define T0 1795412345000

/* "<p>hello</p>\n", gzip -n */
static const struct slice zipped = SLICE_LIT(
	"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xb3\x29\xb0\xcb\x48\xcd\xc9"
	"\xc9\xb7\xd1\x2f\xb0\xe3\x02\x00\xe1\x2d\xb4\x43\x0d\x00\x00\x00");

static struct exchanges *x;
static struct store_reader *reader;
static struct arena *arena;

/* --- the archive ------------------------------------------------------ */

static struct store_url url_of(const char *url, const char *via,
			       const char *anchor, const char *hops)
{
	return (struct store_url){
		.url = url, .host_key = HOST, .raw = url, .via = via,
		.via_anchor = anchor, .via_position = via ? 2 : -1,
		.hops = hops, .priority = 500,
		.depth = (int32_t)strlen(hops), .is_seed = !via,
	};
}

/* url_id is what the row in the frontier has. */
static void take(const struct store_url *u, bool is_robots)
{
	struct store_lease leases[4];
	const struct store_due *due;
	struct store_url queued = *u;
	size_t n;

	queued.site = x->site;
	queued.is_robots = is_robots;
	queued.is_seed = u->is_seed && !is_robots;
	assert_int_equal(store_frontier_add(x->store, &queued, T0, NULL), 0);
	assert_int_equal(store_due_hosts(x->store, &x->site, 1, x->arena, &due,
					 &n), 0);
	assert_int_equal(n, 1);
	assert_int_equal(store_lease(x->store, x->run, due[0].host_id,
				     &x->site, 1, T0, 4, x->arena, leases, &n),
			 0);
	assert_int_equal(n, 1);
	assert_string_equal(leases[0].url.url, u->url);
	x->captures[x->count].url_id = leases[0].url_id;
}

static int64_t commit(void)
{
	int64_t id;

	assert_int_equal(exchanges_commit(x), 0);
	id = x->captures[0].id;
	exchanges_clear(x);
	return id;
}

static void set_body(size_t i, struct slice body)
{
	x->exchanges[i].body = body;
	x->exchanges[i].body_length = body.n;
	x->captures[i].payload_length = body.n;
	assert_int_equal(digest_sha256(body, x->captures[i].sha256), 0);
}

/* The records again, of what the test says of the capture. */
static void rebuild(size_t i)
{
	warc_bundle_free(&x->bundles[i]);
	assert_int_equal(warc_build(&x->captures[i], &x->exchanges[i],
				    &x->builds[i], x->arena, &x->bundles[i]),
			 0);
}

static int64_t fetch(const struct store_url *u, struct slice body,
		     int64_t robots, const char *coding)
{
	struct capture *c = &x->captures[0];
	int64_t url_id;

	take(u, robots == 0);
	url_id = c->url_id;
	exchanges_add(x, u->url, "");
	set_body(0, body);
	c->url_id = url_id;
	c->via = u->via;
	c->via_anchor = u->via_anchor;
	c->via_position = u->via_position;
	c->hops = u->hops;
	c->is_seed = u->is_seed && robots != 0;
	c->is_robots = robots == 0;
	c->robots_capture = robots;
	c->content_encoding = coding;
	rebuild(0);
	return commit();
}

/* The reports that a page of tests/golden/report gives, and its bytes. */
static void read_report(const char *name)
{
	const struct store_url u = url_of(
		arena_printf(x->arena, SITE "nb/%s.html", name), SITE "nb/",
		name, "LL");
	char path[1024];
	char *page;
	size_t n;
	struct html_doc *doc;
	int64_t url_id;

	(void)snprintf(path, sizeof(path), "%s/golden/report/%s.html",
		       TESTS_DIR, name);
	page = dir_read(path, &n);
	take(&u, false);
	url_id = x->captures[0].url_id;
	exchanges_add(x, u.url, "");
	set_body(0, (struct slice){page, n});
	x->captures[0].url_id = url_id;
	x->captures[0].via = u.via;
	x->captures[0].via_anchor = u.via_anchor;
	x->captures[0].hops = u.hops;
	rebuild(0);
	assert_int_equal(reading_of((struct slice){page, n}, &doc,
				    &x->items[0].reports,
				    &x->items[0].report_count), 0);
	assert_int_equal(x->items[0].report_count, 1);
	(void)commit();
	html_free(doc);
	free(page);
}

static void refuse(const struct store_url *u, int64_t robots)
{
	int64_t url_id;

	take(u, false);
	url_id = x->captures[0].url_id;
	exchanges_add(x, u->url, "");
	x->captures[0] = (struct capture){
		.url = u->url, .url_id = url_id, .site = "a.test",
		.site_id = x->site, .run_id = x->run, .via = u->via,
		.via_position = 2, .hops = u->hops, .asked.method = "GET",
		.started_ms = T0 + 100, .dns_ms = -1, .connect_ms = -1,
		.tls_ms = -1, .first_byte_ms = -1, .total_ms = -1,
		.outcome = ERR_ROBOTS, .error = "robots.txt does not allow it",
		.robots_capture = robots, .kind = CAPTURE_FAILED,
		.program = "nianbao/test",
	};
	x->exchanges[0] = (struct exchange){.body_fd = -1};
	rebuild(0);
	(void)commit();
}

static void rest_host(int64_t robots)
{
	struct store_host host;

	assert_int_equal(store_host_get(x->store, HOST, x->arena, &host), 0);
	host.robots_capture = robots;
	host.robots_at_ms = T0;
	host.robots_status = 200;
	host.crawl_delay_ms = 5000;
	host.backoff_until_ms = T0 + 7200000;
	assert_int_equal(store_host_put(x->store, &host), 0);
}

static void make(char *dir)
{
	struct store_recovery found;
	const struct store_url robots = url_of(SITE "robots.txt", NULL, NULL,
					       ""),
		seed = url_of(SITE, NULL, NULL, ""),
		list = url_of(SITE "nb/", SITE, "年报", "L"),
		report = url_of(SITE "nb/2024.html", SITE "nb/",
				"禾口镇2024年年报\x1b[1m", "LL"),
		hidden = url_of(SITE "internal/", SITE, NULL, "L"),
		later = url_of(SITE "nb/2023.html", SITE "nb/", "2023", "LR");
	struct store_url queued = later;
	int64_t id;

	x = exchanges_new(dir);
	exchanges_open(x, &found);
	id = fetch(&robots, slice_of("User-agent: *\nAllow: /nb/\n"
				     "Disallow: /internal/\n"), 0, NULL);
	(void)fetch(&seed, slice_of("<p>seed</p>"), id, NULL);
	(void)fetch(&list, slice_of("<p>list</p>"), id, NULL);
	(void)fetch(&report, zipped, id, "gzip");
	read_report("department-2020");
	read_report("township-2021");
	refuse(&hidden, id);
	queued.site = x->site;
	assert_int_equal(store_frontier_add(x->store, &queued, T0, NULL), 0);
	rest_host(id);
	assert_int_equal(store_run_end(x->store, x->run, T0 + 9000, "done"),
			 0);
	exchanges_close(x);
}

static int set_up(void **state)
{
	(void)state;
	make(dir_make());
	arena = arena_new(64 << 20);
	assert_non_null(arena);
	assert_int_equal(store_reader_open(x->dir, &reader), 0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	store_reader_close(reader);
	arena_free(arena);
	dir_remove(exchanges_free(x));
	return 0;
}

/* --- what is found out ------------------------------------------------ */

static void fetched(void **state)
{
	struct why why;

	(void)state;
	assert_int_equal(why_ask(reader, SITE "nb/2024.html", arena, &why), 0);
	assert_true(why.in_frontier && why.from_seed && why.has_host);
	assert_string_equal(why.state.site_name, "a.test");
	assert_int_equal(why.step_count, 3);
	assert_string_equal(why.steps[0].url, SITE);
	assert_true(why.steps[0].is_seed);
	assert_string_equal(why.steps[1].url, SITE "nb/");
	assert_string_equal(why.steps[1].anchor, "年报");
	assert_int_equal(why.steps[1].position, 2);
	assert_int_equal(why.steps[2].hop, 'L');
	assert_string_equal(why.steps[2].url, SITE "nb/2024.html");
	assert_true(why.robots.has_rules && why.robots.allowed);
	assert_int_equal(why.robots.line, 2);
	assert_string_equal(why.robots.rule, "Allow: /nb/");
	assert_int_equal(why.capture_count, 1);
	assert_int_equal(why.captures[0].status, 200);
	assert_int_equal(why.next_due_ms, 0);
}

static void forbidden(void **state)
{
	struct why why;

	(void)state;
	assert_int_equal(why_ask(reader, SITE "internal/", arena, &why), 0);
	assert_false(why.robots.allowed);
	assert_int_equal(why.robots.line, 3);
	assert_string_equal(why.robots.rule, "Disallow: /internal/");
	assert_int_equal(why.capture_count, 1);
	assert_int_equal(why.captures[0].outcome, ERR_ROBOTS);
	assert_int_equal(why.captures[0].kind, CAPTURE_FAILED);
}

static void not_yet(void **state)
{
	struct why why;

	(void)state;
	assert_int_equal(why_ask(reader, SITE "nb/2023.html", arena, &why), 0);
	assert_string_equal(why.state.state, "queued");
	assert_int_equal(why.capture_count, 0);
	assert_int_equal(why.step_count, 3);
	assert_int_equal(why.steps[2].hop, 'R');
	assert_true(why.robots.has_rules && why.robots.allowed);
	/* the host rests longer than the URL would wait */
	assert_true(why.next_due_ms == T0 + 7200000);
}

static void unknown(void **state)
{
	struct why why;

	(void)state;
	assert_int_equal(why_ask(reader, SITE "nowhere", arena, &why),
			 ERR_NOTFOUND);
	assert_int_equal(why_ask(reader, "http://", arena, &why),
			 ERR_INVALID);
}

static void content(void **state)
{
	struct buf out = BUF_INIT(1 << 16), small = BUF_INIT(5);
	struct capture c;

	(void)state;
	assert_int_equal(store_find_url(reader, SITE "nb/2024.html", 0, false,
					arena, &c), 0);
	assert_int_equal(archive_content(reader, &c, arena, &out), 0);
	assert_string_equal(out.data, "<p>hello</p>\n");
	assert_int_equal(archive_content(reader, &c, arena, &small),
			 ERR_TOOBIG);
	buf_free(&out);
	buf_free(&small);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fetched),
		cmocka_unit_test(forbidden),
		cmocka_unit_test(not_yet),
		cmocka_unit_test(unknown),
		cmocka_unit_test(content),
	};

	if (argc == 2) {
		make(argv[1]);
		(void)exchanges_free(x);
		return 0;
	}
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
