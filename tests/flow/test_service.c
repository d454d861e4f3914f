/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The engine as a service: passes end and what becomes due is asked for again,
 * on a clock that the test turns; another configuration is put in while a fetch
 * is under way; a signal ends it in each of these states.
 */
#include "base/err.h"
#include "crawler/clock.h"
#include "crawler/engine_private.h"
#include "tests/lib/crawling.h"
#include "tests/lib/dir.h"
#include "tests/lib/origin.h"

#include <dirent.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)
#define PAGE(links) "<!DOCTYPE html><title>a</title><p>" \
	"全县各部门认真做好政府信息公开工作，及时发布信息。" \
	"全县各部门认真做好政府信息公开工作，及时发布信息。" links

enum { LOOK_MS = 5, TURNS_MAX = 60000 / LOOK_MS };

struct stage {
	struct origin *origin;
	char *dir;		/* of the archive; owned */
	struct conf_snapshot *conf;
	struct engine *e;
	uv_timer_t look;
	unsigned step, turns;
	/* What the test does next; true: this step is over. */
	bool (*script)(struct stage *s);
};

/* --- origins ---------------------------------------------------------- */

static void send_page(struct origin_client *client, const char *path,
		      const char *request, const void *ctx)
{
	(void)path;
	(void)request;
	(void)origin_reply(client, "text/html; charset=utf-8", ctx);
}

static uv_sem_t gate;		/* what /slow waits for */

static void send_when_open(struct origin_client *client, const char *path,
			   const char *request, const void *ctx)
{
	uv_sem_wait(&gate);
	send_page(client, path, request, ctx);
}

static atomic_bool broken;	/* robots.txt cannot be had */

static void send_robots(struct origin_client *client, const char *path,
			const char *request, const void *ctx)
{
	(void)path;
	(void)request;
	(void)ctx;
	(void)origin_sendf(client, "HTTP/1.1 %s\r\nContent-Length: 0\r\n\r\n",
			   atomic_load(&broken) ? "500 Broken" :
			   "404 Not Found");
}

static void send_busy(struct origin_client *client, const char *path,
		      const char *request, const void *ctx)
{
	(void)path;
	(void)request;
	(void)ctx;
	(void)origin_sends(client, "HTTP/1.1 429 Too Many Requests\r\n"
			   "Date: Fri, 27 Nov 2026 00:00:00 GMT\r\n"
			   "Retry-After: Fri, 27 Nov 2026 01:00:00 GMT\r\n"
			   "Content-Length: 0\r\n\r\n");
}

static const struct origin_page pages[] = {
	{.path = "/robots.txt", .script = send_robots},
	{.path = "/", .script = send_page, .ctx = PAGE("<a href=/b>b</a>")},
	{.path = "/b", .script = send_page, .ctx = PAGE("b")},
	{.path = "/slow", .script = send_when_open,
	 .ctx = PAGE("<a href=/after>b</a>")},
	{.path = "/busy", .script = send_busy},
	{.path = "/after", .script = send_page, .ctx = PAGE("after")},
	{.path = NULL},
};

/* --- configuration and sites ------------------------------------------ */

/* Sites "a" and "b", as they are wanted, with the path they begin at. */
static struct conf_snapshot *configure(const struct stage *s,
				       const char *options, const char *a,
				       const char *b)
{
	struct buf text = BUF_INIT(1 << 16);
	struct conf_snapshot *snapshot;
	const char *const paths[] = {a, b};

	(void)buf_addf(&text, "%s\n", options);
	for (int i = 0; i < 2; i++)
		if (paths[i])
			(void)buf_addf(&text, "site \"%c\" {\nseeds = {"
				       "\"http://127.0.0.1:%u%s\"}\n}\n",
				       "ab"[i], origin_port(s->origin),
				       paths[i]);
	snapshot = crawling_read_conf(s->dir, text.data);
	buf_free(&text);
	return snapshot;
}

static void plan_of(const struct conf_snapshot *conf, struct crawl_plan *plan)
{
	struct crawl_overrides none = {.scope = false};
	const char *why;

	*plan = (struct crawl_plan){.sites = NULL};
	for (size_t i = 0; i < conf_site_count(conf); i++)
		assert_int_equal(crawl_plan_add(plan, conf, &none,
				 conf_site(conf, i)->name, &why), 0);
}

/* --- the service ------------------------------------------------------ */

static void on_look(uv_timer_t *timer)
{
	struct stage *s = timer->data;

	if (++s->turns > TURNS_MAX)
		fail_msg("nothing came of step %u", s->step);
	if (!s->script(s))
		return;
	s->step++;
	s->turns = 0;
}

static void on_begun(void *ctx, struct engine *e)
{
	struct stage *s = ctx;

	s->e = e;
	(void)uv_timer_init(engine_loop(e), &s->look);
	s->look.data = s;
	(void)uv_timer_start(&s->look, on_look, LOOK_MS, LOOK_MS);
}

static void on_stopping(void *ctx)
{
	(void)ctx;
}

static void on_ending(void *ctx)
{
	struct stage *s = ctx;

	uv_close((uv_handle_t *)&s->look, NULL);
}

static unsigned tokens;

static void on_token(void *ctx)
{
	(void)ctx;
	tokens++;
}

static void serve(struct stage *s)
{
	const struct engine_service service = {
		.begun = on_begun, .stopping = on_stopping,
		.ending = on_ending, .token = on_token, .ctx = s,
	};
	struct engine_options options = {
		.dir = s->dir, .conf = s->conf, .command = "run",
		.quiet = true, .wait = true, .service = &service,
	};
	struct archive_writing writing;
	struct store_recovery found;
	struct engine_result result;
	struct crawl_plan plan;

	plan_of(s->conf, &plan);
	archive_writing(&writing, s->conf);
	assert_int_equal(store_open(s->dir, &writing.options, &options.store,
				    &found), 0);
	options.sites = plan.sites;
	options.site_count = plan.count;
	engine_run(&options, &result);
	if (result.outcome != ENGINE_INTERRUPTED)
		fail_msg("engine: %d %s %s", result.outcome,
			 err_name(result.err), result.problem);
	assert_int_equal(store_set_options(options.store, &writing.options),
			 0);
	assert_int_equal(store_close(options.store), 0);
	crawl_plan_free(&plan);
}

static void play_with(const char *options, const char *a, const char *b,
		      bool (*script)(struct stage *s))
{
	struct stage s = {
		.origin = origin_start("127.0.0.1", pages),
		.dir = dir_make(), .script = script,
	};

	s.conf = configure(&s, options, a, b);
	serve(&s);
	conf_unref(s.conf);
	clock_release();
	origin_stop(s.origin);
	dir_remove(s.dir);
}

static void play(const char *a, const char *b,
		 bool (*script)(struct stage *s))
{
	play_with("", a, b, script);
}

/* --- passes and what becomes due -------------------------------------- */

static bool rests(const struct stage *s)
{
	return s->e->sites[0]->work == SITE_BETWEEN && s->e->alive == 0 &&
	       s->e->asked == 0;
}

/* Files of the archive that are no longer written to. */
static size_t whole_files(const struct stage *s)
{
	char *path = dir_path(s->dir, "warc");
	DIR *dir = opendir(path);
	struct dirent *entry;
	size_t count = 0;

	assert_non_null(dir);
	while ((entry = readdir(dir)))
		count += slice_ends(slice_of(entry->d_name), ".warc.gz");
	(void)closedir(dir);
	free(path);
	return count;
}

static bool ask_twice(struct stage *s)
{
	switch (s->step) {
	case 0:
		if (!rests(s))
			return false;
		assert_int_equal(origin_asked(s->origin, "/"), 1);
		assert_int_equal(origin_asked(s->origin, "/b"), 1);
		engine_token(s->e);	/* nothing else is on its way */
		return true;
	case 1:
		if (tokens == 0)
			return false;
		clock_set(clock_wall_ms() + 120 * DAY,
			  clock_mono_ms() + 120 * DAY);
		engine_wake(s->e);
		return true;
	case 2:
		if (origin_asked(s->origin, "/b") < 2 || !rests(s))
			return false;
		assert_int_equal(origin_asked(s->origin, "/"), 2);
		assert_int_equal(whole_files(s), 1);	/* of the first day */
		(void)raise(SIGTERM);
		return true;
	default:
		return false;
	}
}

static void what_is_due_is_asked_again(void **state)
{
	(void)state;
	tokens = 0;
	play("/", NULL, ask_twice);
	assert_int_equal(tokens, 1);
}

/* --- hosts that are out ------------------------------------------------ */

static bool wait_for_the_host(struct stage *s)
{
	switch (s->step) {
	case 0:
		if (!rests(s))
			return false;
		assert_int_equal(s->e->hosts.by_key->state, HOST_GONE);
		assert_int_equal(origin_asked(s->origin, "/"), 0);
		assert_int_equal(s->e->sites[0]->left, 1);
		atomic_store(&broken, false);
		clock_set(clock_wall_ms() + DAY / 12, clock_mono_ms() +
			  DAY / 12);
		engine_wake(s->e);
		return true;
	case 1:
		if (origin_asked(s->origin, "/b") == 0 || !rests(s))
			return false;
		assert_int_equal(origin_asked(s->origin, "/"), 1);
		(void)raise(SIGTERM);
		return true;
	default:
		return false;
	}
}

static void a_host_that_was_out_comes_back(void **state)
{
	(void)state;
	atomic_store(&broken, true);
	play_with("max_attempts = 1\nbackoff_first = 1", "/", NULL,
		  wait_for_the_host);
	atomic_store(&broken, false);
}

/* --- windows ----------------------------------------------------------- */

/* 08:00 in Shanghai: the night begins later than max_time after the day. */
#define MORNING INT64_C(1795737600000)

static bool wait_for_the_night(struct stage *s)
{
	int64_t night = MORNING + 14 * HOUR;

	switch (s->step) {
	case 0:
		if (!s->e->sites[0]->shut_until || s->e->asked)
			return false;
		assert_int_equal(origin_asked(s->origin, "/robots.txt"), 0);
		clock_set(night, night);
		engine_wake(s->e);
		return true;
	case 1:
		if (origin_asked(s->origin, "/b") == 0)
			return false;
		(void)raise(SIGTERM);
		return true;
	default:
		return false;
	}
}

static void hours_it_is_shut_are_none_of_its_time(void **state)
{
	(void)state;
	clock_set(MORNING, MORNING);
	play_with("window = \"22:00-06:00\"\nmax_time = \"12 h\"", "/",
		  NULL, wait_for_the_night);
}

/* --- a clock that is wrong ---------------------------------------------- */

static bool rest_an_hour(struct stage *s)
{
	const struct host *h = s->e->hosts.by_key;

	if (s->step > 0 || origin_asked(s->origin, "/busy") == 0 || h->alive)
		return false;
	assert_int_equal(h->rest_until, MORNING + HOUR);
	(void)raise(SIGTERM);
	return true;
}

static void a_date_to_retry_after_is_by_their_clock(void **state)
{
	(void)state;
	clock_set(MORNING + 365 * DAY, MORNING);
	play("/busy", NULL, rest_an_hour);
}

/* --- reload ----------------------------------------------------------- */

static void reload(struct stage *s, const char *options, const char *a,
		   const char *b)
{
	struct conf_snapshot *conf = configure(s, options, a, b);
	struct crawl_plan plan;

	plan_of(conf, &plan);
	assert_int_equal(engine_reload(s->e, conf, &plan), 0);
	crawl_plan_free(&plan);
	conf_unref(conf);
}

static size_t settings_count(const struct engine *e)
{
	const struct settings *s;
	size_t count = 0;

	for (s = e->all_settings; s; s = s->next)
		count++;
	return count;
}

/* The User-Agent of the only request for the path. */
static void check_agent(const struct stage *s, const char *path,
			const char *agent)
{
	struct origin_request request;

	assert_int_equal(origin_asked(s->origin, path), 1);
	for (size_t i = 0; origin_request(s->origin, i, &request); i++)
		if (strcmp(request.path, path) == 0 &&
		    !strstr(request.head, agent))
			fail_msg("%s: wanted %s, got %s", path, agent,
				 request.head);
}

static bool reload_while_fetching(struct stage *s)
{
	switch (s->step) {
	case 0:
		if (origin_asked(s->origin, "/slow") == 0)
			return false;
		reload(s, "user_agent = \"other/1\"", "/slow", "/");
		assert_int_equal(settings_count(s->e), 2);
		reload(s, "user_agent = \"third/1\"", "/slow", "/");
		assert_true(settings_count(s->e) >= 2);
		uv_sem_post(&gate);
		return true;
	case 1:
		if (!rests(s) || s->e->sites[1]->work != SITE_BETWEEN)
			return false;
		check_agent(s, "/slow", "nianbao/");
		check_agent(s, "/after", "third/1");
		check_agent(s, "/b", "third/1");
		assert_int_equal(settings_count(s->e), 1);
		assert_int_equal(s->e->sites[0]->tally.pages, 2);
		(void)raise(SIGTERM);
		return true;
	default:
		return false;
	}
}

static void a_reload_drops_nothing(void **state)
{
	(void)state;
	play("/slow", NULL, reload_while_fetching);
}

static bool lose_the_site(struct stage *s)
{
	switch (s->step) {
	case 0:
		if (origin_asked(s->origin, "/slow") == 0)
			return false;
		reload(s, "", NULL, "/");
		uv_sem_post(&gate);
		return true;
	case 1:
		if (s->e->sites[0]->work != SITE_BETWEEN || s->e->alive)
			return false;
		assert_int_equal(origin_asked(s->origin, "/after"), 0);
		reload(s, "", NULL, NULL);
		assert_int_equal(s->e->site_count, 0);
		reload(s, "", "/slow", NULL);
		return true;
	case 2:		/* its pass goes on where it was */
		if (origin_asked(s->origin, "/after") == 0 || !rests(s))
			return false;
		assert_int_equal(origin_asked(s->origin, "/slow"), 1);
		(void)raise(SIGTERM);
		return true;
	default:
		return false;
	}
}

static void a_site_goes_and_comes_back(void **state)
{
	(void)state;
	play("/slow", NULL, lose_the_site);
}

/* --- tasks ------------------------------------------------------------ */

static struct engine_task *task;	/* of the step at hand */

static void begin(struct stage *s, const struct engine_task_options *o)
{
	char why[256] = "";

	if (engine_task_begin(s->e, o, &task, why, sizeof(why)))
		fail_msg("task: %s", why);
}

static void refused(struct stage *s, const struct engine_task_options *o,
		    const char *part)
{
	struct engine_task *none = NULL;
	char why[256] = "";

	assert_int_equal(engine_task_begin(s->e, o, &none, why, sizeof(why)),
			 ERR_INVALID);
	if (!strstr(why, part))
		fail_msg("wanted \"%s\", got \"%s\"", part, why);
}

/* Over: how many pages of the first of so many sites. */
static bool has_come(struct stage *s, size_t sites, uint64_t count)
{
	struct engine_task_state state;

	engine_task_look(s->e, task, &state);
	if (!state.over)
		return false;
	assert_int_equal(state.site_count, sites);
	assert_int_equal(state.sites[0].tally->pages, count);
	engine_task_end(s->e, task);
	return true;
}

static const char *site_a[] = {"a"};
static const char *unknown[] = {"nowhere"};
static char own_url[64];
static const char *own[] = {own_url};

static bool take_tasks(struct stage *s)
{
	const struct engine_task_options crawl = {
		.operands = site_a, .operand_count = 1,
	};
	struct engine_task_options o = crawl;

	switch (s->step) {
	case 0:		/* while its first pass is under way or not begun */
		begin(s, &crawl);
		return true;
	case 1:
		if (!has_come(s, 1, 2))
			return false;
		begin(s, &crawl);	/* another pass: 2 pages more */
		return true;
	case 2:
		if (!has_come(s, 1, 2))
			return false;
		assert_int_equal(origin_asked(s->origin, "/b"), 2);
		o.operands = unknown;
		refused(s, &o, "neither");
		o.operands = site_a;
		o.scope = "reports";
		refused(s, &o, "another scope");
		begin(s, &(struct engine_task_options){.refresh = true,
				.refresh_ms = clock_wall_ms()});
		return true;
	case 3:		/* nothing is due */
		if (!has_come(s, 1, 0))
			return false;
		o.max_pages = 1;
		begin(s, &o);
		return true;
	case 4:		/* the bound, and the service keeps to it */
		if (!has_come(s, 1, 1))
			return false;
		assert_int_equal(s->e->sites[0]->stopped, STOP_PAGES);
		(void)snprintf(own_url, sizeof(own_url),
			       "http://localhost:%u/b", origin_port(s->origin));
		o = (struct engine_task_options){
			.operands = own, .operand_count = 1, .scope = "site",
		};
		begin(s, &o);
		return true;
	case 5:		/* a site of its own, which the service keeps */
		if (!has_come(s, 1, 1))
			return false;
		assert_int_equal(s->e->site_count, 2);
		begin(s, &crawl);
		engine_task_end(s->e, task);	/* nobody waits for it */
		(void)raise(SIGTERM);
		return true;
	default:
		return false;
	}
}

static void tasks_are_done_among_others(void **state)
{
	(void)state;
	play("/", NULL, take_tasks);
}

/* --- stop ------------------------------------------------------------- */

static bool stop_while_fetching(struct stage *s)
{
	if (s->step > 0 || origin_asked(s->origin, "/slow") == 0)
		return false;
	(void)raise(SIGTERM);
	uv_sem_post(&gate);
	return true;
}

static void a_fetch_under_way_gets_its_grace(void **state)
{
	(void)state;
	play("/slow", NULL, stop_while_fetching);
}

static bool stop_at_once(struct stage *s)
{
	if (s->step == 0)
		(void)raise(SIGTERM);
	return true;
}

static void it_stops_before_anything_is_opened(void **state)
{
	(void)state;
	play("/", "/b", stop_at_once);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_due_is_asked_again),
		cmocka_unit_test(a_host_that_was_out_comes_back),
		cmocka_unit_test(hours_it_is_shut_are_none_of_its_time),
		cmocka_unit_test(a_date_to_retry_after_is_by_their_clock),
		cmocka_unit_test(a_reload_drops_nothing),
		cmocka_unit_test(a_site_goes_and_comes_back),
		cmocka_unit_test(tasks_are_done_among_others),
		cmocka_unit_test(a_fetch_under_way_gets_its_grace),
		cmocka_unit_test(it_stops_before_anything_is_opened),
	};
	int failed;

	(void)uv_sem_init(&gate, 0);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	uv_sem_destroy(&gate);
	return failed;
}
