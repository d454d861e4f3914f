/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/sim/life.h"

#include "base/err.h"
#include "crawler/archive.h"
#include "crawler/crawl_plan.h"
#include "crawler/engine.h"
#include "store/verify.h"
#include "tests/sim/server.h"

#include <stdio.h>
#include <stdlib.h>

static void on_begun(void *ctx, struct engine *e)
{
	(void)ctx;
	(void)e;
}

static void on_other(void *ctx)
{
	(void)ctx;
}

static void failed(const char *what, int err, const char *why)
{
	server_broken(RULE_FAILED, NULL, -1, "%s: %s %s", what, err_name(err),
		      why);
}

static bool plan_all(const struct conf_snapshot *conf, struct crawl_plan *plan)
{
	static const struct crawl_overrides none = {.scope = false};
	const char *why = "";
	int err = 0;

	for (size_t i = 0; i < conf_site_count(conf) && !err; i++)
		err = crawl_plan_add(plan, conf, &none,
				     conf_site(conf, i)->name, &why);
	if (err)
		failed("sites", err, why);
	return err == 0;
}

static void serve(const char *dir, const struct conf_snapshot *conf,
		  struct store *store, struct crawl_plan *plan)
{
	const struct engine_service service = {
		.begun = on_begun, .stopping = on_other, .ending = on_other,
		.token = on_other,
	};
	const struct engine_options options = {
		.store = store, .dir = dir, .conf = conf,
		.sites = plan->sites, .site_count = plan->count,
		.command = "run", .wait = true, .quiet = true,
		.service = &service,
	};
	struct engine_result result;

	engine_run(&options, &result);
	if (result.outcome != ENGINE_INTERRUPTED)
		failed("the engine", result.err, result.problem[0] ?
		       result.problem : store_problem(store));
}

void life_live(const char *dir, const struct conf_snapshot *conf)
{
	struct crawl_plan plan = {.sites = NULL};
	struct archive_writing writing;
	struct store_recovery found;
	struct store *store;
	int err;

	archive_writing(&writing, conf);
	err = store_open(dir, &writing.options, &store, &found);
	if (err) {
		failed("opening", err, store_open_problem());
		return;
	}
	if (plan_all(conf, &plan))
		serve(dir, conf, store, &plan);
	(void)store_set_options(store, &writing.options); /* closing follows */
	err = store_close(store);
	if (err)
		failed("closing", err, "");
	crawl_plan_free(&plan);
}

/* --- verify ----------------------------------------------------------- */

static void on_finding(void *ctx, const struct verify_finding *f)
{
	(void)ctx;
	server_broken(RULE_VERIFY, NULL, -1, "%s: %s %llu: %s", f->rule,
		      f->file, (unsigned long long)f->offset, f->detail);
}

void life_verify(const char *dir)
{
	const struct verify_options options = {.on_finding = on_finding};
	struct verify_totals totals;
	int err = verify_archive(dir, &options, &totals);

	server.totals->verified++;
	if (err)
		failed("verify", err, "");
}

/* --- what the archive says -------------------------------------------- */

struct seen_page {
	int fresh, changed, gone, back;
	int64_t capture;	/* of the last change */
	bool row, done, stopped, captured;
};

struct comparison {
	struct seen_page (*pages)[PAGE_COUNT]; /* of each portal */
};

/* NULL: it is no page of ours. */
static struct seen_page *page_of(struct comparison *c, const char *text)
{
	const struct portal *p = NULL;
	struct url url;
	int page = -1;

	if (url_parse(slice_of(text), NULL, NULL, &url, NULL))
		return NULL;
	p = world_portal(server.world, url.host);
	if (p)
		page = world_page(p, url_target(&url));
	url_free(&url);
	return page < 0 ? NULL : &c->pages[p->number][page];
}

static int on_change(void *ctx, const struct store_change *change)
{
	struct seen_page *s = page_of(ctx, change->url);

	if (!s)
		return 0;
	switch (change->kind) {
	case STORE_CHANGE_NEW:
		s->fresh++;
		break;
	case STORE_CHANGE_TEXT:
		s->changed += s->capture != change->capture;
		s->capture = change->capture;
		break;
	case STORE_CHANGE_GONE:
		s->gone++;
		break;
	case STORE_CHANGE_BACK:
		s->back++;
		break;
	case STORE_CHANGE_FILE:
	case STORE_CHANGE_MOVED:	/* pages here stay where they are */
		break;
	}
	return 0;
}

static int on_url(void *ctx, const struct store_url_state *u)
{
	struct seen_page *s = page_of(ctx, u->url.url);

	if (!s)
		return 0;
	s->row = true;
	s->done = strcmp(u->state, "done") == 0;
	s->stopped = u->stop != NULL;
	s->captured = u->last_capture != 0;
	return 0;
}

static bool is_shown(const struct portal *p, int page)
{
	const struct host_memory *h = &server.hosts[p->number];
	const struct page_memory *column = &h->pages[PAGE_COLUMN];

	if (page == PAGE_GUIDE || page == PAGE_RULES || page == PAGE_DUTIES)
		return p->whole && h->pages[PAGE_HOME].good_at;
	if (page < PAGE_REPORTS)
		return page == PAGE_HOME ||
		       (page != PAGE_ROBOTS && h->pages[PAGE_HOME].good_at);
	return page < PAGE_REPORTS + (int)(p->organs * WORLD_YEARS) &&
	       column->good_at - SIM_MINUTE > world_appears(p, page) &&
	       world_version(p, page, column->good_at);
}

static void compare_page(const struct portal *p, int page,
			 const struct seen_page *s)
{
	const struct page_memory *m =
		&server.hosts[p->number].pages[page];

	if (is_shown(p, page) && !s->row)
		server_broken(RULE_LOST, p, page, "it has no row");
	else if (is_shown(p, page) && s->done && !s->captured && !s->stopped)
		server_broken(RULE_LOST, p, page, "done without a capture");
	if (m->asked_at && !s->captured)
		server_broken(RULE_LOST, p, page, "stored, but not there");
	if (page < PAGE_REPORTS || m->unsure)
		return;
	if (s->fresh != m->fresh || s->changed != m->changed ||
	    s->gone != m->gone || s->back != m->back)
		server_broken(RULE_CHANGES, p, page, "new %d, changed %d, gone "
			      "%d, back %d; told %d, %d, %d, %d", m->fresh,
			      m->changed, m->gone, m->back, s->fresh,
			      s->changed, s->gone, s->back);
}

/* What nobody has asked for since. */
static void compare_waiting(const struct portal *p, int64_t now)
{
	const struct host_memory *h = &server.hosts[p->number];

	for (int page = 0; page < PAGE_COUNT; page++) {
		const struct page_memory *m = &h->pages[page];
		int64_t appears = world_appears(p, page);
		bool column = page == PAGE_COLUMN || page == PAGE_HOME;

		if (page >= PAGE_REPORTS + (int)(p->organs * WORLD_YEARS))
			break;
		if (column && now - m->good_at >
		    server_patience(p, m->good_at, now))
			server_broken(RULE_LATE, p, page, "not for %.1f days",
				      (double)(now - m->good_at) / SIM_DAY);
		if (page >= PAGE_REPORTS && !m->good_at && appears > 0 &&
		    world_version(p, page, now) && now - appears >
		    server_patience(p, appears, now))
			server_broken(RULE_MISSED, p, page, "not for %.1f days",
				      (double)(now - appears) / SIM_DAY);
	}
}

static int read_archive(const char *dir, struct comparison *c)
{
	const struct store_change_filter all = {.site = NULL};
	struct store_reader *reader;
	int err = store_reader_open(dir, &reader);

	if (err)
		return err;
	err = store_each_change(reader, &all, on_change, c);
	if (!err)
		err = store_each_url(reader, 0, on_url, c);
	store_reader_close(reader);
	return err;
}

void life_compare(const char *dir)
{
	const struct world *w = server.world;
	struct comparison c = {.pages = calloc(w->count, sizeof(*c.pages))};
	int err = c.pages ? read_archive(dir, &c) : ERR_NOMEM;

	if (err)
		failed("reading the archive", err, "");
	for (unsigned i = 0; i < w->count && !err; i++) {
		for (int page = 1; page < PAGE_COUNT; page++)
			compare_page(&w->portals[i], page, &c.pages[i][page]);
		compare_waiting(&w->portals[i], clockwork_now());
	}
	free(c.pages);
}
