/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gathers the coverage of a site, in this order, each walk knowing at least
 * what the one before knew (store/coverage.h):
 *
 *   columns ─► their rows ─► URLs and their fates ─► reports
 *
 * then names are turned into organs, the fullest first: those of reports,
 * those configured, those that only links name.  At last each row of a column,
 * and each other URL that speaks of a report, is given to
 *
 *   the reports it gave         the column lists them
 *   organ and year it names     a link of that organ, the column lists it
 *   the column's open rows      it may be a report, but whose?
 *   nothing                     it is no report
 *
 * A URL that moved is looked for where it moved to.
 */
#include "crawler/coverage_site.h"

#include "base/err.h"
#include "parsers/column.h"
#include "parsers/report_link.h"
#include "parsers/url.h"

#include <stdlib.h>
#include <string.h>
#define HASH_NONFATAL_OOM 1
#include <uthash.h>

enum {
	REDIRECTS_MAX = 20,
	BARE_TEXT = 12,		/* bytes; a text of these says nothing */
};

/* A report that a URL gave. */
struct gave {
	struct gave *next;	/* of the same URL */
	const char *id, *organ, *division;
	int year;		/* 0: not known */
	bool placed;		/* it has its cell */
};

/* A column lists a URL. */
struct row {
	struct row *next;	/* of the same URL */
	struct coverage_column *column;
	const char *text;	/* of the link, the longest; NULL */
};

/* A URL of the site. */
struct seen {
	const char *anchor, *title, *redirect_to; /* NULL: none */
	struct coverage_link link; /* its URL and how it ended; the rest of it
				 * belongs to those that are handed out */
	bool redirects, column_page, html;
	struct row *rows;
	struct gave *gave;
	UT_hash_handle hh;
};

struct gather {
	struct store_reader *reader;
	struct arena *arena;
	struct coverage *cov;
	const char *seed;	/* canonical; NULL */
	struct coverage_names *names;
	struct seen *seen;	/* by URL, in the order they came */
	struct coverage_column *column;	/* whose rows come */
	struct gave **gave;	/* all; owned */
	size_t gave_count, gave_cap;
};

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

static int on_host(void *ctx, const struct store_host *h)
{
	struct gather *g = ctx;
	struct buf key = BUF_INIT(URL_MAX + 16);
	int err = 0;

	if (!h->blocked_since_ms)
		return 0;
	for (struct coverage_column *c = g->cov->columns; c && !err;
	     c = c->next) {
		struct url u;

		if (url_parse(slice_of(c->state->url), NULL, NULL, &u, NULL))
			continue;
		buf_clear(&key);
		err = url_host_key(&u, &key);
		url_free(&u);
		if (!err && slice_eqs(buf_slice(&key), h->key))
			c->blocked = true;
	}
	buf_free(&key);
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
	int err = store_each_column(g->reader, site, on_column, g);

	if (!err)
		err = store_each_host(g->reader, on_host, g);
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
	int err = see(g, fate->url, &s);

	if (err)
		return err;
	s->anchor = keep(g, fate->anchor);
	s->redirects = coverage_is_redirect(fate);
	s->column_page = fate->column_page;
	s->link.end = coverage_end_of(fate);
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

static bool year_fits(int year)
{
	return year >= COVERAGE_YEAR_MIN && year <= COVERAGE_YEAR_MAX;
}

static int put_report(struct gather *g, struct gave *gave, struct slice organ,
		      int year)
{
	struct coverage_organ *o;
	int err;

	if (!organ.n || !year_fits(year))
		return 0;
	err = coverage_names_find(g->names, organ, true, &o);
	if (err || !o)
		return err;
	gave->placed = true;
	if (!o->division)
		o->division = gave->division;
	if (!o->reports[year - COVERAGE_YEAR_MIN])
		o->reports[year - COVERAGE_YEAR_MIN] = gave->id;
	o->archived |= coverage_bit(year);
	g->cov->archived |= coverage_bit(year);
	return 0;
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
		err = put_report(g, g->gave[i], slice_of(g->gave[i]->organ),
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

/* --- whose is it? --------------------------------------------------------- */

static int list_report(struct gather *g, struct coverage_column *column,
		       struct coverage_organ *o, int year)
{
	struct coverage_span *span = o->spans;

	while (span && span->column != column)
		span = span->next;
	if (!span) {
		span = arena_alloc(g->arena, sizeof(*span));
		if (!span)
			return arena_err(g->arena);
		span->column = column;
		span->next = o->spans;
		o->spans = span;
	}
	span->years |= coverage_bit(year);
	column->years |= coverage_bit(year);
	column->kinds[coverage_kind_rank(o->name.kind)] |= coverage_bit(year);
	if (column->counts)
		g->cov->listed |= coverage_bit(year);
	return 0;
}

static int add_link(struct gather *g, struct coverage_organ *o, int year,
		    const struct seen *s, const char *text)
{
	struct coverage_link *link = arena_alloc(g->arena, sizeof(*link));

	if (!link)
		return arena_err(g->arena);
	*link = s->link;
	link->year = year;
	link->text = text;
	link->next = o->links;
	o->links = link;
	return 0;
}

/* What is said of a URL in several places, the fullest first. */
struct said {
	struct report_link link;
	const char *text;	/* that said it; NULL */
	size_t length;		/* of the longest text */
};

static int hear(struct gather *g, const char *text, struct slice column,
		struct said *said)
{
	struct report_link link;
	bool full;
	int err;

	if (!text)
		return 0;
	err = report_link_read(slice_of(text), column, g->arena, &link);
	if (err)
		return err;
	if (strlen(text) > said->length)
		said->length = strlen(text);
	full = link.kind == REPORT_LINK_REPORT && link.organ.p && link.year;
	if (said->link.kind == REPORT_LINK_NONE || full ||
	    (said->link.kind == REPORT_LINK_REPORT &&
	     link.kind == REPORT_LINK_OTHER))
		*said = (struct said){link, text, said->length};
	return 0;
}

static bool is_full(const struct said *said)
{
	return said->link.kind == REPORT_LINK_REPORT && said->link.organ.p &&
	       year_fits(said->link.year);
}

/* end: where the URL leads to. */
static int listen(struct gather *g, const struct seen *s,
		  const struct seen *end, const struct row *row,
		  struct said *ret_said)
{
	struct said said = {.text = NULL};
	struct slice column = SLICE_NONE;
	int err;

	/* a column without a name is one all the same */
	if (row)
		column = slice_of(row->column->state->name ?
				  row->column->state->name : "");
	err = hear(g, end->title, column, &said);
	if (!err && row && !is_full(&said))
		err = hear(g, row->text, column, &said);
	if (!err && !is_full(&said))
		err = hear(g, s->anchor, column, &said);
	if (!err)
		*ret_said = said;
	return err;
}

/* --- one URL after the other ---------------------------------------------- */

static struct seen *where_it_leads(struct gather *g, struct seen *s)
{
	struct seen *next = s;

	for (int i = 0; i < REDIRECTS_MAX && s->redirects && next; i++) {
		HASH_FIND_STR(g->seen, s->redirect_to, next);
		s = next ? next : s;
	}
	return s;
}

static void leave_open(struct coverage_column *column, const struct seen *s,
		       const struct seen *end, const struct said *said)
{
	bool report = said->link.kind == REPORT_LINK_REPORT;
	bool kept = end->link.end == COVERAGE_END_KEPT;

	if (end->link.end == COVERAGE_END_GONE ||
	    said->link.kind == REPORT_LINK_OTHER ||
	    (!report && ((kept && end->html) || said->length > BARE_TEXT)))
		return;
	if (report && year_fits(said->link.year))
		column->open_years |= coverage_bit(said->link.year);
	else
		column->open = true;
	if (!column->open_url)
		column->open_url = s->link.url;
}

/* A report is where it says; what it leaves open its link may say. */
static int sort_report(struct gather *g, struct gave *gave,
		       const struct row *row, const struct said *said)
{
	struct slice organ = slice_of(gave->organ);
	int year = gave->year;
	struct coverage_organ *o;
	int err;

	if (!organ.n)
		organ = said->link.organ;
	if (!year)
		year = said->link.year;
	if (!gave->placed) {
		err = put_report(g, gave, organ, year);
		if (err || !gave->placed)
			return err;
	}
	if (!row)
		return 0;
	err = coverage_names_find(g->names, organ, false, &o);
	return !err && o && year_fits(year) ?
	       list_report(g, row->column, o, year) : err;
}

static int sort_link(struct gather *g, const struct seen *s,
		     const struct seen *end, const struct row *row,
		     const struct said *said)
{
	struct coverage_organ *o = NULL;
	int err = 0;

	if (is_full(said))
		err = coverage_names_find(g->names, said->link.organ,
					  row != NULL, &o);
	if (!err && o) {
		struct seen named = *s;

		named.link = end->link;
		named.link.url = s->link.url;
		err = add_link(g, o, said->link.year, &named, said->text);
	}
	if (!err && o && row)
		return list_report(g, row->column, o, said->link.year);
	if (!err && row)
		leave_open(row->column, s, end, said);
	return err;
}

static int sort_in_row(struct gather *g, struct seen *s,
		       const struct seen *end, const struct row *row)
{
	struct said said;
	int err = listen(g, s, end, row, &said);

	for (struct gave *gave = end->gave; gave && !err; gave = gave->next)
		err = sort_report(g, gave, row, &said);
	if (err || end->gave || end->column_page)
		return err;
	return sort_link(g, s, end, row, &said);
}

static int sort_seen(struct gather *g)
{
	int err = 0;

	for (struct seen *s = g->seen; s && !err; s = s->hh.next) {
		struct seen *end = where_it_leads(g, s);

		if (!s->rows)
			err = sort_in_row(g, s, end, NULL);
		for (struct row *row = s->rows; row && !err; row = row->next)
			err = sort_in_row(g, s, end, row);
	}
	return err;
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
		err = sort_seen(g);
	if (!err)
		err = coverage_names_list(g->names, &g->cov->organs,
					  &g->cov->organ_count,
					  &g->cov->organs_cut);
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
