/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Portals that turn us away and let us in again, over several runs: what is
 * asked for, what is kept, and who rests with whom.  Between runs the rest of
 * the hosts is over as soon as a test says so.
 */
#include "base/err.h"
#include "conf/conf.h"
#include "crawler/archive.h"
#include "crawler/crawl_plan.h"
#include "crawler/engine.h"
#include "store/catalog.h"
#include "store/verify.h"
#include "tests/lib/dir.h"
#include "tests/lib/origin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define WORDS "全县各部门认真做好政府信息公开工作，及时发布信息。"
#define PAGE "<!DOCTYPE html><title>a</title><p>" WORDS WORDS
#define HOUR_MS INT64_C(3600000)

enum { SITES = 2, URL_SIZE = 64 };

/* What the portals do now. */
enum manner { WELL, CHALLENGE, FORBIDDEN, WORDS_OF_404, MANNERS };
static atomic_int manner;
/* A challenge is never the same twice. */
static atomic_int salt;

static void send_challenge(struct origin_client *client, const char *status)
{
	char body[512];

	(void)snprintf(body, sizeof(body), "<html><script>$_ts=window['$_ts'];"
		       "if(!$_ts)$_ts={};$_ts.nsd=%d;</script></html>",
		       atomic_fetch_add(&salt, 1));
	(void)origin_sendf(client, "HTTP/1.1 %s\r\nContent-Type: text/html\r\n"
			   "Content-Length: %zu\r\n\r\n%s", status,
			   strlen(body), body);
}

static void send_page(struct origin_client *client, const char *path,
		      const char *request, const void *ctx)
{
	(void)path;
	(void)request;
	switch ((enum manner)atomic_load(&manner)) {
	case CHALLENGE:
		send_challenge(client, "200 OK");
		return;
	case FORBIDDEN:
		(void)origin_sends(client, "HTTP/1.1 403 Forbidden\r\n"
				   "Content-Length: 0\r\n\r\n");
		return;
	case WORDS_OF_404:
		ctx = "<p>抱歉，您访问的页面不存在";
		break;
	case WELL:
	case MANNERS:
		break;
	}
	(void)origin_reply(client, "text/html; charset=utf-8", ctx);
}

static const struct origin_page pages[] = {
	{.path = "/robots.txt", .answer = "HTTP/1.1 404 No\r\n"
	 "Content-Length: 0\r\n\r\n"},
	{.path = "/", .script = send_page, .ctx = PAGE "<a href=/b>b</a>"
	 "<a href=/c>c</a><a href=/d>d</a>"},
	{.path = "/b", .script = send_page, .ctx = PAGE "b"},
	{.path = "/c", .script = send_page, .ctx = PAGE "c"},
	{.path = "/d", .script = send_page, .ctx = PAGE "d"},
	{.path = NULL},
};

/* --- a world ---------------------------------------------------------- */

struct world {
	char *dir;
	struct conf_snapshot *conf;
	struct origin *origins[SITES];
	char urls[SITES][URL_SIZE];
	size_t count;		/* of origins */
	size_t asked;		/* pages, up to the last look */
};

static void set(struct conf *conf, const char *name, const char *value)
{
	struct conf_problem problem;

	if (conf_set(conf, name, value, &problem))
		fail_msg("%s = %s: %s", name, value, problem.text);
}

static void begin(struct world *w, size_t count)
{
	struct conf *conf = conf_new();

	*w = (struct world){.dir = dir_make(), .count = count};
	assert_non_null(conf);
	/* time to understand an answer before the next request */
	set(conf, "delay", "200 ms");
	set(conf, "scope", "site");
	set(conf, "disk_reserve", "0");
	assert_int_equal(conf_freeze(conf, &w->conf), 0);
	conf_free(conf);
	for (size_t i = 0; i < count; i++) {
		w->origins[i] = origin_start("127.0.0.1", pages);
		(void)snprintf(w->urls[i], URL_SIZE, "http://127.0.0.1:%u/",
			       origin_port(w->origins[i]));
	}
}

static void on_finding(void *ctx, const struct verify_finding *f)
{
	(void)ctx;
	fail_msg("verify: %s: %s", f->rule, f->detail);
}

static void end(struct world *w)
{
	struct verify_options options = {.on_finding = on_finding};
	struct verify_totals totals;

	assert_int_equal(verify_archive(w->dir, &options, &totals), 0);
	for (size_t i = 0; i < w->count; i++)
		origin_stop(w->origins[i]);
	conf_unref(w->conf);
	dir_remove(w->dir);
}

static void crawl(struct world *w, enum manner now)
{
	struct crawl_overrides over = {.scope = true, .delay = true};
	struct crawl_plan plan = {.sites = NULL};
	struct archive_writing writing;
	struct engine_options options = {.dir = w->dir, .conf = w->conf,
					 .command = "crawl", .quiet = true};
	struct engine_result result;
	struct store_recovery found;
	const char *why;

	atomic_store(&manner, now);
	archive_writing(&writing, w->conf);
	assert_int_equal(store_open(w->dir, &writing.options, &options.store,
				    &found), 0);
	for (size_t i = 0; i < w->count; i++)
		assert_int_equal(crawl_plan_add(&plan, w->conf, &over,
						w->urls[i], &why), 0);
	options.sites = plan.sites;
	options.site_count = plan.count;
	engine_run(&options, &result);
	if (result.outcome != ENGINE_DONE)
		fail_msg("engine: %d %s %s", result.outcome,
			 err_name(result.err), result.problem);
	assert_int_equal(store_close(options.store), 0);
	crawl_plan_free(&plan);
}

/* Pages asked for since the last look. */
static size_t asked(struct world *w)
{
	size_t before = w->asked;

	w->asked = 0;
	for (size_t i = 0; i < w->count; i++)
		w->asked += origin_count(w->origins[i]) -
			    origin_asked(w->origins[i], "/robots.txt");
	return w->asked - before;
}

static void end_rests(struct world *w)
{
	struct buf path = BUF_INIT(4096);
	struct catalog *c;

	assert_int_equal(buf_addf(&path, "%s/" CATALOG_NAME, w->dir), 0);
	assert_int_equal(catalog_open(path.data, CATALOG_WRITE, &c), 0);
	buf_free(&path);
	catalog_begin(c);
	catalog_exec(c, "UPDATE host SET block_until_ms = 1 "
		     "WHERE block_until_ms IS NOT NULL");
	assert_int_equal(catalog_end(c), 0);
	catalog_close(c);
}

/* --- what is known ---------------------------------------------------- */

struct known {
	unsigned blocked;
	int32_t steps;
	int64_t rest_ms;	/* from now */
	char class[64], sign[64], group[URL_SIZE];
	/* captures that are blocks */
	unsigned blocks, with_body;
	unsigned queued;
};

static int on_host(void *ctx, const struct store_host *h)
{
	struct known *k = ctx;

	if (!h->block.since_ms)
		return 0;
	k->blocked++;
	k->steps = h->block.steps;
	k->rest_ms = h->block.until_ms - h->block.since_ms;
	(void)snprintf(k->class, sizeof(k->class), "%s", h->block.class);
	(void)snprintf(k->sign, sizeof(k->sign), "%s", h->block.sign);
	if (k->group[0])
		assert_string_equal(k->group, h->block.group);
	(void)snprintf(k->group, sizeof(k->group), "%s", h->block.group);
	return 0;
}

static int on_capture(void *ctx, const struct capture *c)
{
	struct known *k = ctx;

	if (!c->block || strncmp(c->block, "blocked", 7))
		return 0;
	k->blocks++;
	k->with_body += c->payload_length > 0;
	/* what is left out says so */
	if (!c->payload_length && c->status == 200)
		assert_int_equal(c->truncated, TRUNCATED_LENGTH);
	return 0;
}

static int on_url(void *ctx, const struct store_url_state *u)
{
	struct known *k = ctx;

	k->queued += strcmp(u->state, "queued") == 0;
	return 0;
}

static struct known look(struct world *w)
{
	struct known k = {.blocked = 0};
	struct store_reader *reader;

	assert_int_equal(store_reader_open(w->dir, &reader), 0);
	assert_int_equal(store_each_host(reader, on_host, &k), 0);
	assert_int_equal(store_each_capture(reader, NULL, on_capture, &k), 0);
	assert_int_equal(store_each_url(reader, 0, on_url, &k), 0);
	store_reader_close(reader);
	return k;
}

/* The archive gives the page, whatever came since. */
static void gives_page(struct world *w)
{
	struct arena *a = arena_new(1 << 20);
	struct buf payload = BUF_INIT(1 << 16);
	struct store_reader *reader;
	struct capture c;

	assert_int_equal(store_reader_open(w->dir, &reader), 0);
	assert_int_equal(store_find_url(reader, w->urls[0], 0, false, a, &c),
			 0);
	assert_int_equal(store_payload(reader, c.id, a, &payload, NULL), 0);
	assert_true(slice_finds(buf_slice(&payload), WORDS, 0) != SIZE_MAX);
	store_reader_close(reader);
	buf_free(&payload);
	arena_free(a);
}

/* --- one host --------------------------------------------------------- */

static void one_probe_a_step(void **state)
{
	struct world w;
	struct known k;

	(void)state;
	begin(&w, 1);
	crawl(&w, WELL);
	assert_int_equal(asked(&w), 4);
	crawl(&w, CHALLENGE);
	assert_int_equal(asked(&w), 1);
	k = look(&w);
	assert_int_equal(k.blocked, 1);
	assert_int_equal(k.steps, 0);
	assert_string_equal(k.class, "blocked_challenge/ruishu");
	assert_string_equal(k.sign, "200 $_ts=window['$_ts']");
	assert_int_equal(k.rest_ms / HOUR_MS, 1);
	assert_int_equal(k.blocks, 1);
	assert_int_equal(k.with_body, 1);
	gives_page(&w);
	/* it is left alone while it rests, and the run does not wait for it */
	crawl(&w, WELL);
	assert_int_equal(asked(&w), 0);
	/* one page; of the same challenge no body is kept again */
	end_rests(&w);
	crawl(&w, CHALLENGE);
	assert_int_equal(asked(&w), 1);
	k = look(&w);
	assert_int_equal(k.steps, 1);
	assert_int_equal(k.rest_ms / HOUR_MS, 24);
	assert_int_equal(k.blocks, 2);
	assert_int_equal(k.with_body, 1);
	end_rests(&w);
	crawl(&w, CHALLENGE);
	assert_int_equal(asked(&w), 1);
	assert_int_equal(look(&w).rest_ms / HOUR_MS, 7 * 24);
	/* a good answer, and all goes on in the same run */
	end_rests(&w);
	crawl(&w, WELL);
	assert_int_equal(asked(&w), 4);
	k = look(&w);
	assert_int_equal(k.blocked, 0);
	assert_int_equal(k.queued, 0);
	gives_page(&w);
	end(&w);
}

/* One 403 is about its page; the third in a row is about us. */
static void forbidden_in_a_row(void **state)
{
	struct world w;
	struct known k;

	(void)state;
	begin(&w, 1);
	crawl(&w, WELL);
	(void)asked(&w);
	crawl(&w, FORBIDDEN);
	assert_int_equal(asked(&w), 3);
	k = look(&w);
	assert_int_equal(k.blocked, 1);
	assert_string_equal(k.class, "blocked_forbidden");
	assert_string_equal(k.sign, "403 status");
	gives_page(&w);
	end(&w);
}

/* Pages that say that there is none are no block. */
static void words_of_404(void **state)
{
	struct world w;

	(void)state;
	begin(&w, 1);
	crawl(&w, WORDS_OF_404);
	assert_int_equal(look(&w).blocked, 0);
	crawl(&w, WELL);
	gives_page(&w);
	end(&w);
}

/* --- a group ---------------------------------------------------------- */

static void one_probe_for_all(void **state)
{
	struct world w;
	struct known k;

	(void)state;
	begin(&w, 2);
	crawl(&w, CHALLENGE);
	assert_int_equal(asked(&w), 2);
	assert_int_equal(look(&w).blocked, 2);	/* of one group, too */
	end_rests(&w);
	crawl(&w, CHALLENGE);
	assert_int_equal(asked(&w), 1);
	k = look(&w);
	assert_int_equal(k.blocked, 2);
	assert_int_equal(k.steps, 1);
	end_rests(&w);
	crawl(&w, WELL);
	assert_int_equal(asked(&w), 8);
	assert_int_equal(look(&w).blocked, 0);
	end(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_probe_a_step),
		cmocka_unit_test(forbidden_in_a_row),
		cmocka_unit_test(words_of_404),
		cmocka_unit_test(one_probe_for_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
