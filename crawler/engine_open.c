/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A site is opened: its row and seeds, its pass or what is due of it, and what
 * earlier runs left to be known (budget, what was learnt).  On the writer
 * thread; of the site only what is fixed is looked at.
 */
#include "crawler/engine_private.h"

#include "base/err.h"

#include <stdlib.h>

static int add_seed(struct store *store, int64_t site,
		    const struct url *seed, int64_t now)
{
	struct buf key = BUF_INIT(URL_MAX), text = BUF_INIT(URL_MAX);
	int err = url_host_key(seed, &key);

	if (!err)
		err = url_canonical(seed, &text);
	if (!err)
		err = store_site_host_add(store, site, key.data);
	if (!err)
		err = store_frontier_add(store, &(struct store_url){
			.url = text.data, .host_key = key.data, .hops = "",
			.raw = seed->href, .via_position = -1,
			.site = site, .priority = PRIORITY_SEED,
			.is_seed = true, .due_ms = now}, now, NULL);
	buf_free(&text);
	buf_free(&key);
	return err;
}

/* What earlier runs of this day took of the budget. */
static int count_requests(struct store_reader *reader, int64_t site,
			  struct budget *b, int64_t now)
{
	size_t count = 0;
	int64_t *times;
	int err;

	if (b->max == 0 || b->count)
		return 0;
	times = calloc(b->max, sizeof(*times));
	if (!times || !reader) {
		free(times);
		return ERR_NOMEM;
	}
	err = store_site_requests(reader, site, now - BUDGET_DAY_MS, times,
				  b->max, &count);
	while (!err && count > 0)
		budget_note(b, times[--count]);
	free(times);
	return err;
}

/* Whether the site has a pass under way now, or is between two. */
static int begin_work(struct store *store, const struct store_site *row,
		      struct opening *o)
{
	bool unfinished = !row->pass_ended_ms; /* or never begun */

	o->pass = o->how == OPENING_PASS ||
		  (o->how == OPENING_SERVICE && unfinished);
	if (o->pass)
		return store_pass_begin(store, row->id, o->now_ms,
					&o->resumed);
	return store_refresh_begin(store, row->id, o->refresh_ms, &o->due);
}

static int begin_site(struct store *store, const struct site *site,
		      struct opening *o)
{
	struct buf seed = BUF_INIT(URL_MAX);
	struct store_site row = {
		.name = site->name,
		.scope = site->scope.kind == SCOPE_SITE ? "site" : "reports",
		.official = site->official,
	};
	int err = url_canonical(&site->seeds[0], &seed);

	row.seed = seed.data;
	if (!err)
		err = store_site_put(store, &row);
	o->id = row.id;
	if (!err)
		err = begin_work(store, &row, o);
	for (size_t i = 0; i < site->seed_count && !err; i++)
		err = add_seed(store, row.id, &site->seeds[i], o->now_ms);
	buf_free(&seed);
	return err;
}

/*
 * What earlier runs learnt, from the rows they left.  A page that is no report
 * led on if one that it was the first to show was reached as a list or report.
 */
struct recalling {
	struct learnt *learnt;
	struct seen led;	/* URLs of pages that led on */
};

static int recall_outcome(void *ctx, const struct store_outcome *o)
{
	struct recalling *r = ctx;
	uint64_t key = seen_hash(slice_of(o->url), 0);

	if (o->listed)
		return seen_at(&r->led, key) ? 0 : ERR_NOMEM;
	learn_outcome(r->learnt, o->url, o->via,
		      o->gave || seen_has(&r->led, key));
	return 0;
}

static int recall(struct store_reader *reader, const struct site *site,
		  const struct opening *o)
{
	struct recalling r = {.learnt = o->learnt};
	int err = 0;

	if (reader && site->scope.kind == SCOPE_REPORTS)
		err = store_each_outcome(reader, o->id, recall_outcome, &r);
	seen_free(&r.led);
	return err;
}

int engine_open_site(struct store *store, struct store_reader *reader,
		     const struct site *site, struct opening *o)
{
	int err = begin_site(store, site, o);

	if (!err && o->budget)
		err = count_requests(reader, o->id, o->budget, o->now_ms);
	if (!err && o->learnt)
		err = recall(reader, site, o);
	return err;
}
