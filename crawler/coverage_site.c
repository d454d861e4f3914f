/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gathers the coverage of a site, in this order, each walk knowing at least
 * what the one before knew (store/coverage.h):
 *
 *   columns ─► their rows ─► URLs and their fates ─► reports
 *
 * then names are turned into organs, the fullest first: those of reports,
 * those configured, the townships, those that only links name.  At last
 * every URL is given to the organ or column it belongs to (coverage_sort.c).
 */
#include "crawler/coverage_private.h"

#include "base/err.h"
#include "parsers/column.h"
#include "parsers/division.h"
#include "parsers/url.h"

#include <stdlib.h>
#include <string.h>

static const char *keep(struct gather *g, const char *text)
{
	return text ? arena_strndup(g->arena, text, strlen(text)) : NULL;
}

static int see(struct gather *g, const char *url, struct seen **ret_seen)
{
	struct seen *s;

	HASH_FIND_STR(g->seen, url, s);
	if (!s) {
		s = arena_alloc(g->arena, sizeof(*s));
		url = keep(g, url);
		if (!s || !url)
			return arena_err(g->arena);
		s->link = (struct coverage_link){
			.url = url, .end = COVERAGE_END_OUTSIDE,
		};
		HASH_ADD_KEYPTR(hh, g->seen, url, strlen(url), s);
		if (!s->hh.tbl)
			return ERR_NOMEM;
	}
	*ret_seen = s;
	return 0;
}

/* --- columns -------------------------------------------------------------- */

static bool counts(const struct store_column_state *k)
{
	bool named;
	struct url u;

	if (k->reports && 2 * k->reports >= k->found)
		return true;
	if (url_parse(slice_of(k->url), NULL, NULL, &u, NULL))
		return false;
	named = column_is_annual(slice_of(k->name), u.path);
	url_free(&u);
	return named;
}

static int on_column(void *ctx, const struct store_column_state *k)
{
	struct gather *g = ctx;
	struct coverage_column *column;
	struct store_column_state *state;

	if (!k->annual)
		return 0;
	column = arena_alloc(g->arena, sizeof(*column));
	state = arena_alloc(g->arena, sizeof(*state));
	if (!column || !state)
		return arena_err(g->arena);
	*state = *k;
	state->site_name = g->cov->site;
	state->url = keep(g, k->url);
	state->name = keep(g, k->name);
	state->method = keep(g, k->method);
	column->state = state;
	column->counts = counts(k);
	column->next = g->cov->columns;
	g->cov->columns = column;
	return arena_err(g->arena);
}

/* --- hosts ---------------------------------------------------------------- */

static int on_host(void *ctx, const struct store_host *h)
{
	struct gather *g = ctx;
	struct blocked_host *blocked;

	if (!h->block.since_ms)
		return 0;
	blocked = arena_alloc(g->arena, sizeof(*blocked));
	if (!blocked)
		return arena_err(g->arena);
	*blocked = (struct blocked_host){
		.next = g->blocked, .key = keep(g, h->key),
	};
	g->blocked = blocked;
	return arena_err(g->arena);
}

/* The host of the URL blocks us.  ERR_NOMEM. */
static int find_blocked(const struct gather *g, const char *text,
			bool *ret_blocked)
{
	struct buf key = BUF_INIT(URL_MAX + 16);
	struct url url;
	int err;

	if (!g->blocked ||
	    url_parse(slice_of(text), NULL, NULL, &url, NULL))
		return 0;
	err = url_host_key(&url, &key);
	for (struct blocked_host *b = g->blocked; b && !err; b = b->next)
		*ret_blocked |= slice_eqs(buf_slice(&key), b->key);
	buf_free(&key);
	url_free(&url);
	return err;
}

/* First all rows, then those again whose links have a text. */
static int on_row(void *ctx, const struct store_listed *listed)
{
	struct gather *g = ctx;
	struct row *row;
	struct seen *s;
	int err = see(g, listed->url, &s);

	if (err)
		return err;
	/* the columns come one after the other */
	row = s->rows;
	if (!row || row->column != g->column) {
		row = arena_alloc(g->arena, sizeof(*row));
		if (!row)
			return arena_err(g->arena);
		row->column = g->column;
		row->next = s->rows;
		s->rows = row;
	}
	if (slice_of(listed->text).n > slice_of(row->text).n)
		row->text = keep(g, listed->text);
	return arena_err(g->arena);
}

static int read_columns(struct gather *g, int64_t site)
{
	int err = store_each_host(g->reader, on_host, g);

	if (!err)
		err = store_each_column(g->reader, site, on_column, g);
	for (struct coverage_column *c = g->cov->columns; c && !err;
	     c = c->next)
		err = find_blocked(g, c->state->url, &c->blocked);
	for (g->column = g->cov->columns; g->column && !err;
	     g->column = g->column->next)
		err = store_each_listed(g->reader, g->column->state->id,
					on_row, g);
	return err;
}

/* --- URLs ----------------------------------------------------------------- */

static void take_attempt(struct gather *g, struct seen *s,
			 const struct capture *c)
{
	s->title = keep(g, c->title);
	s->redirect_to = keep(g, c->redirect_to);
	s->html = c->sniffed && slice_finds(slice_of(c->sniffed), "html", 0) !=
		  SIZE_MAX;
	s->link.capture = c->id;
	s->link.asked_ms = c->started_ms;
	s->link.status = c->status;
	s->link.error = keep(g, c->error);
	s->link.block = keep(g, c->block);
}

static int on_fate(void *ctx, const struct store_fate *fate)
{
	struct gather *g = ctx;
	struct seen *s;
	bool blocked = false;
	int err = see(g, fate->url, &s);

	if (!err)
		err = find_blocked(g, fate->url, &blocked);
	if (err)
		return err;
	s->anchor = keep(g, fate->anchor);
	s->redirects = coverage_is_redirect(fate);
	s->column_page = fate->column_page;
	s->link.end = coverage_end_of(fate);
	if (blocked && s->link.end == COVERAGE_END_WAITING)
		s->link.end = COVERAGE_END_BLOCKED;
	s->link.in_frontier = true;
	if (strcmp(fate->state, "done") != 0)
		s->link.due_ms = fate->due_ms;
	if (fate->capture)
		take_attempt(g, s, fate->capture);
	if (!g->seed || strcmp(g->seed, fate->url) != 0)
		return arena_err(g->arena);
	g->cov->seed_capture = s->link.capture;
	g->cov->site_blocked = s->link.end == COVERAGE_END_BLOCKED ||
			       s->link.end == COVERAGE_END_ROBOTS;
	return arena_err(g->arena);
}

/* --- reports -------------------------------------------------------------- */

static int on_place(void *ctx, const struct store_place *place)
{
	struct gather *g = ctx;
	struct gave *gave = arena_alloc(g->arena, sizeof(*gave));
	struct seen *s;
	int err = gave ? see(g, place->url, &s) : arena_err(g->arena);

	if (err)
		return err;
	if (g->gave_count == g->gave_cap) {
		size_t cap = g->gave_cap ? 2 * g->gave_cap : 64;
		struct gave **more = realloc(g->gave, cap * sizeof(*more));

		if (!more)
			return ERR_NOMEM;
		g->gave = more;
		g->gave_cap = cap;
	}
	g->gave[g->gave_count++] = gave;
	*gave = (struct gave){
		.next = s->gave, .id = keep(g, place->id),
		.organ = keep(g, place->organ),
		.division = keep(g, place->division), .year = place->year,
	};
	s->gave = gave;
	return arena_err(g->arena);
}

/* The longest name first. */
static int by_organ(const void *a, const void *b)
{
	const struct gave *const *left = a, *const *right = b;
	struct slice x = slice_of((*left)->organ);
	struct slice y = slice_of((*right)->organ);

	if (x.n != y.n)
		return x.n > y.n ? -1 : 1;
	if (slice_cmp(x, y))
		return slice_cmp(x, y);
	return strcmp((*left)->id, (*right)->id);
}

static int place_reports(struct gather *g)
{
	int err = 0;

	if (g->gave_count)
		qsort(g->gave, g->gave_count, sizeof(struct gave *), by_organ);
	for (size_t i = 0; i < g->gave_count && !err; i++)
		err = coverage_put_report(g, g->gave[i],
					  slice_of(g->gave[i]->organ),
					  g->gave[i]->year);
	return err;
}

/* One URL more of a report that is in two places is none that is lost. */
static void count_unplaced(struct gather *g)
{
	for (size_t i = 0; i < g->gave_count; i++) {
		const struct gave *gave = g->gave[i];

		g->cov->unplaced += !gave->placed &&
			(i == 0 || strcmp(gave->id, g->gave[i - 1]->id) != 0);
	}
}

static int expect_configured(struct gather *g, const struct conf_site *conf)
{
	int err = 0;

	for (size_t i = 0; conf && i < conf->organ_count && !err; i++) {
		struct coverage_organ *o = NULL;

		err = coverage_names_find(g->names, slice_of(conf->organs[i]),
					  true, &o);
		if (o)
			o->configured = true;
	}
	return err;
}

/* The county that all reports with a code lie in; 0: none, or several. */
static uint32_t common_county(const struct gather *g)
{
	uint32_t county = 0;

	for (size_t i = 0; i < g->gave_count; i++) {
		uint32_t code = division_code(slice_of(g->gave[i]->division));

		if (division_level(code) == DIVISION_TOWNSHIP)
			code = division_parent(code);
		if (division_level(code) != DIVISION_COUNTY)
			continue;
		if (county && county != code)
			return 0;
		county = code;
	}
	return county;
}

static int expect_townships(struct gather *g, const struct conf_site *conf)
{
	uint32_t division = conf && conf->division ?
			    division_code(slice_of(conf->division)) :
			    common_county(g);

	return coverage_names_townships(g->names, division);
}

/* --- the door ------------------------------------------------------------- */

static int gather_archived(struct gather *g,
			   const struct store_site_state *state)
{
	const struct store_site *site = &state->site;
	int err;

	g->cov->crawled = site->pass_started_ms != 0;
	g->cov->site_read = site->pass_ended_ms != 0;
	g->seed = site->seed;
	err = read_columns(g, site->id);
	if (!err)
		err = store_each_fate(g->reader, site->id, on_fate, g);
	if (!err)
		err = store_each_place(g->reader, site->id, on_place, g);
	return err;
}

static int gather_all(struct gather *g, const struct store_site_state *state,
		      const struct conf_site *conf)
{
	int err = coverage_names_new(g->arena, &g->names);

	if (!err && state)
		err = gather_archived(g, state);
	if (!err)
		err = place_reports(g);
	if (!err)
		err = expect_configured(g, conf);
	if (!err)
		err = expect_townships(g, conf);
	if (!err)
		err = coverage_sort(g);
	if (!err)
		err = coverage_names_list(g->names, &g->cov->organs,
					  &g->cov->organ_count,
					  &g->cov->organs_cut);
	if (!err)
		count_unplaced(g);
	return err ? err : arena_err(g->arena);
}

int coverage_read(struct store_reader *r, const struct store_site_state *state,
		  const struct conf_site *conf, int64_t now_ms,
		  struct arena *a, const struct coverage **ret_coverage)
{
	struct coverage *cov = arena_alloc(a, sizeof(*cov));
	struct gather g = {.reader = r, .arena = a, .cov = cov};
	int err;

	if (!cov)
		return arena_err(a);
	cov->now_ms = now_ms;
	cov->site = keep(&g, state ? state->site.name : conf->name);
	err = gather_all(&g, state, conf);
	HASH_CLEAR(hh, g.seen);
	coverage_names_free(g.names);
	free(g.gave);
	if (!err)
		*ret_coverage = cov;
	return err;
}
