/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Windows and budgets of sites, on a clock that the test turns: which requests
 * are made, how a run ends, and that the next one goes on.
 */
#include "base/err.h"
#include "conf/conf.h"
#include "crawler/archive.h"
#include "crawler/clock.h"
#include "crawler/crawl_plan.h"
#include "crawler/engine.h"
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

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
/* 22:00 in Shanghai on the 26th of November 2026. */
#define NIGHT INT64_C(1795701600000)
#define PAGE(links) "<!DOCTYPE html><title>a</title><p>" \
	"全县各部门认真做好政府信息公开工作，及时发布信息。" \
	"全县各部门认真做好政府信息公开工作，及时发布信息。" links

enum { ROUNDS = 5, SITES = 2 };

struct ends {
	enum stop stopped[SITES];
	uint64_t left[SITES];
};

static void set_time(int64_t wall)
{
	clock_set(wall, wall - NIGHT + 30 * 24 * HOUR);
}

/* --- origins ---------------------------------------------------------- */

static void send_page(struct origin_client *client, const char *path,
		      const char *request, const void *ctx)
{
	(void)path;
	(void)request;
	(void)origin_reply(client, "text/html; charset=utf-8", ctx);
}

/* The night is over, or comes, while this is answered. */
static void send_at_dawn(struct origin_client *client, const char *path,
			 const char *request, const void *ctx)
{
	set_time(NIGHT + 8 * HOUR);
	send_page(client, path, request, ctx);
}

static void send_at_night(struct origin_client *client, const char *path,
			  const char *request, const void *ctx)
{
	set_time(NIGHT);
	send_page(client, path, request, ctx);
}

static const struct origin_page links[] = {
	{.path = "/", .script = send_page,
	 .ctx = PAGE("<a href=/b>b</a><a href=/c>c</a>")},
	{.path = "/b", .script = send_page, .ctx = PAGE("b")},
	{.path = "/c", .script = send_page, .ctx = PAGE("c")},
	{.path = NULL},
};

static const struct origin_page dawn[] = {
	{.path = "/", .script = send_at_dawn,
	 .ctx = PAGE("<a href=/b>b</a>")},
	{.path = "/b", .script = send_page, .ctx = PAGE("b")},
	{.path = NULL},
};

static const struct origin_page evening[] = {
	{.path = "/", .script = send_at_night, .ctx = PAGE("b")},
	{.path = NULL},
};

/* --- a run ------------------------------------------------------------ */

static void crawl(const char *dir, const struct conf_snapshot *conf, bool wait,
		  struct ends *ret_ends)
{
	struct crawl_overrides over = {.scope = false};
	struct crawl_plan plan = {.sites = NULL};
	struct archive_writing writing;
	struct engine_options options = {.dir = dir, .conf = conf,
					 .command = "crawl", .quiet = true,
					 .wait = wait};
	struct engine_result result;
	struct store_recovery found;
	const char *why;

	archive_writing(&writing, conf);
	assert_int_equal(store_open(dir, &writing.options, &options.store,
				    &found), 0);
	for (size_t i = 0; i < conf_site_count(conf); i++)
		assert_int_equal(crawl_plan_add(&plan, conf, &over,
				 conf_site(conf, i)->name, &why), 0);
	options.sites = plan.sites;
	options.site_count = plan.count;
	engine_run(&options, &result);
	if (result.outcome != ENGINE_DONE)
		fail_msg("engine: %d %s %s", result.outcome,
			 err_name(result.err), result.problem);
	for (size_t i = 0; i < plan.count && i < SITES; i++) {
		ret_ends->stopped[i] = plan.sites[i].stopped;
		ret_ends->left[i] = plan.sites[i].left;
	}
	assert_int_equal(store_close(options.store), 0);
	crawl_plan_free(&plan);
}

/* --- one site, several runs ------------------------------------------- */

struct round {
	int64_t at;		/* after NIGHT */
	size_t asked;		/* requests in this run, robots.txt counted */
	enum stop stopped;	/* STOP_COUNT: it came to its end */
	uint64_t left;
};

static const struct row {
	const char *name;
	const char *site;
	const struct origin_page *pages;
	struct round rounds[ROUNDS];
} rows[] = {
	{"by day nothing is asked, at night all", "window = \"22:00-06:00\"",
	 links, {{-HOUR, 0, STOP_WINDOW, 1}, {0, 4, STOP_COUNT, 0}}},
	{"the window shuts while a page is under way",
	 "window = \"22:00-06:00\"", dawn,
	 {{7 * HOUR, 2, STOP_WINDOW, 1}, {12 * HOUR, 0, STOP_WINDOW, 1},
	  {24 * HOUR, 1, STOP_COUNT, 0}}},
	{"a budget is shared by runs", "budget = 3", links,
	 {{0, 3, STOP_BUDGET, 1}, {HOUR, 0, STOP_BUDGET, 1},
	  {24 * HOUR - MINUTE, 0, STOP_BUDGET, 1},
	  /* robots.txt is a day old, too */
	  {24 * HOUR, 2, STOP_COUNT, 0}}},
	{"the budget comes back by day, the window at night",
	 "budget = 3\nwindow = \"22:00-06:00\"", links,
	 {{HOUR, 3, STOP_BUDGET, 1}, {23 * HOUR, 0, STOP_BUDGET, 1},
	  {24 * HOUR, 0, STOP_BUDGET, 1}, {25 * HOUR, 2, STOP_COUNT, 0}}},
};

static void run(const struct row *row)
{
	struct origin *origin = origin_start("127.0.0.1", row->pages);
	char *dir = dir_make();
	struct conf_snapshot *conf;
	size_t before = 0;
	char sites[512];

	(void)snprintf(sites, sizeof(sites), "site \"a\" {\nseeds = {"
		       "\"http://127.0.0.1:%u/\"}\n%s\n}\n",
		       origin_port(origin), row->site);
	conf = crawling_read_conf(dir, sites);
	for (size_t i = 0; i < ROUNDS && row->rounds[i].stopped; i++) {
		const struct round *round = &row->rounds[i];
		struct ends ends;
		size_t asked;

		set_time(NIGHT + round->at);
		crawl(dir, conf, false, &ends);
		asked = origin_count(origin) - before;
		before += asked;
		if (asked != round->asked ||
		    ends.stopped[0] != round->stopped ||
		    ends.left[0] != round->left)
			fail_msg("%s, round %zu: got %zu requests, stop %d, "
				 "%d left; wanted %zu, %d, %d", row->name, i,
				 asked, ends.stopped[0], (int)ends.left[0],
				 round->asked, round->stopped,
				 (int)round->left);
	}
	conf_unref(conf);
	origin_stop(origin);
	dir_remove(dir);
}

static void runs_go_on_when_they_may(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		run(&rows[i]);
	clock_release();
}

/* --- two sites, and waiting ------------------------------------------- */

/* The evening site turns the clock to the hour at which the other opens. */
static void a_run_that_waits_goes_on_by_itself(void **state)
{
	struct origin *a = origin_start("127.0.0.1", links);
	struct origin *b = origin_start("127.0.0.2", evening);
	char *dir = dir_make();
	struct conf_snapshot *conf;
	struct ends ends;
	char sites[512];

	(void)state;
	(void)snprintf(sites, sizeof(sites), "site \"a\" {\nseeds = {"
		       "\"http://127.0.0.1:%u/\"}\nwindow = \"22:00-06:00\"\n}"
		       "\nsite \"b\" {\nseeds = {\"http://b.test:%u/\"}\n"
		       "resolve = {\"b.test:%u:127.0.0.2\"}\n}\n",
		       origin_port(a), origin_port(b), origin_port(b));
	conf = crawling_read_conf(dir, sites);
	set_time(NIGHT - HOUR);
	crawl(dir, conf, true, &ends);
	assert_int_equal(origin_count(b), 2);
	assert_int_equal(origin_count(a), 4);
	for (size_t i = 0; i < SITES; i++) {
		assert_int_equal(ends.stopped[i], STOP_COUNT);
		assert_int_equal(ends.left[i], 0);
	}
	clock_release();
	conf_unref(conf);
	origin_stop(a);
	origin_stop(b);
	dir_remove(dir);
}

/* The window opens later than the run has time: it ends, and is not done. */
static void a_run_does_not_wait_longer_than_it_has(void **state)
{
	struct origin *a = origin_start("127.0.0.1", links);
	char *dir = dir_make();
	struct conf_snapshot *conf;
	struct ends ends;
	char sites[512];

	(void)state;
	(void)snprintf(sites, sizeof(sites), "max_time = \"30 min\"\n"
		       "site \"a\" {\nseeds = {\"http://127.0.0.1:%u/\"}\n"
		       "window = \"22:00-06:00\"\n}\n", origin_port(a));
	conf = crawling_read_conf(dir, sites);
	set_time(NIGHT - HOUR);
	crawl(dir, conf, true, &ends);
	assert_int_equal(origin_count(a), 0);
	assert_int_equal(ends.stopped[0], STOP_WINDOW);
	assert_int_equal(ends.left[0], 1);
	clock_release();
	conf_unref(conf);
	origin_stop(a);
	dir_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_go_on_when_they_may),
		cmocka_unit_test(a_run_that_waits_goes_on_by_itself),
		cmocka_unit_test(a_run_does_not_wait_longer_than_it_has),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
