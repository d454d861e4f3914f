/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The frontier: what is to be fetched.
 *
 *   queued ──lease──► leased ──stored──► done
 *     ▲                  │  released, or to be tried again
 *     └──────────────────┘        a new pass: done ──► queued
 *
 * A queued row is ready (due_ms 0) or waiting (due_ms later).  Leasing walks
 * the ready ones alone, in an index of their order, and makes those ready that
 * have waited long enough (lease.c): so it costs the same among ten rows and
 * ten millions.
 */
#include "store/tallies.h"

#include "base/err.h"

/* --- adding ----------------------------------------------------------- */

/* Not below 0, which means ready. */
static int64_t due_of(const struct store_url *url)
{
	return url->due_ms > 0 ? url->due_ms : 0;
}

static void insert(struct store *s, const struct store_url *url, int64_t id,
		   int64_t host, int64_t now_ms)
{
	struct sql *q = sql_of(s->catalog,
		"INSERT INTO frontier (url_id, site_id, host_id, state, "
		"robots, seed, priority, depth, redirects, due_ms, queued_ms, "
		"raw, via, via_anchor, via_position, via_capture, hops) "
		"VALUES (?,?,?,0,?,?,?,?,?,?,?,?,?,?,?,?,?)");

	sql_put(q, id);
	sql_put(q, url->site);
	sql_put(q, host);
	sql_put(q, url->is_robots);
	sql_put(q, url->is_seed);
	sql_put(q, url->priority);
	sql_put(q, url->depth);
	sql_put(q, url->redirects);
	sql_put(q, due_of(url));
	sql_put(q, now_ms);
	sql_put_blob(q, slice_of(url->raw));
	sql_put_text(q, url->via);
	sql_put_text(q, url->via_anchor);
	sql_put_unless(q, url->via_position, -1);
	sql_put_unless(q, url->via_capture, 0);
	sql_put_text(q, url->hops);
	sql_run(q);
	if (store_request_is_special(url->request))
		(void)rows_put_request(s->catalog, catalog_last_id(s->catalog),
				       url->request, true);
	tallies_move(s, url->site, host, FRONTIER_NOWHERE, FRONTIER_QUEUED);
}

static void queue_again(struct store *s, const struct store_url *url,
			int64_t row, int64_t host)
{
	struct sql *q = sql_of(s->catalog, "UPDATE frontier SET state = 0, "
			       "attempts = 0, stop = NULL, due_ms = ?1 "
			       "WHERE id = ?2");

	sql_put(q, due_of(url));
	sql_put(q, row);
	sql_run(q);
	tallies_move(s, url->site, host, FRONTIER_DONE, FRONTIER_QUEUED);
}

static void raise(struct store *s, const struct store_url *url, int64_t row)
{
	struct sql *q = sql_of(s->catalog, "UPDATE frontier SET priority = ?1 "
			       "WHERE id = ?2");

	sql_put(q, url->priority);
	sql_put(q, row);
	sql_run(q);
}

bool store_frontier_put(struct store *s, const struct store_url *url,
			int64_t now_ms)
{
	int64_t id = rows_request_url(s->catalog, url->url, url->host_key,
				      url->request);
	struct sql *q = sql_of(s->catalog, "SELECT id, state, priority, "
			       "host_id, stop IS NOT NULL FROM frontier "
			       "WHERE url_id = ?1 AND site_id = ?2");
	int64_t row = 0, state = 0, priority = 0, host = 0;
	bool again = url->is_robots, stopped = false;

	sql_put(q, id);
	sql_put(q, url->site);
	if (sql_step(q)) {
		row = sql_get(q, 0);
		state = sql_get(q, 1);
		priority = sql_get(q, 2);
		host = sql_get(q, 3);
		stopped = sql_get(q, 4);
	}
	sql_done(q);
	if (!row) {
		insert(s, url, id, rows_host(s->catalog, url->host_key),
		       now_ms);
		return true;
	}
	if (store_request_is_special(url->request))
		again = !rows_put_request(s->catalog, row, url->request, true);
	if ((state == FRONTIER_QUEUED || stopped) && url->priority > priority) {
		raise(s, url, row);
		again |= stopped;
	}
	if (!again || state != FRONTIER_DONE)
		return false;
	queue_again(s, url, row, host);
	return true;
}

int store_frontier_add(struct store *s, const struct store_url *url,
		       int64_t now_ms, bool *ret_added)
{
	bool added;
	int err;

	store_begin(s);
	added = store_frontier_put(s, url, now_ms);
	err = tallies_end(s);
	if (!err && ret_added)
		*ret_added = added;
	return err;
}

/* --- stored ----------------------------------------------------------- */

void store_frontier_stored(struct store *s, const struct store_item *item)
{
	const struct capture *c = item->capture;
	bool current = rows_is_current(c);
	enum frontier_state to = item->next_due_ms > 0 ? FRONTIER_QUEUED :
							 FRONTIER_DONE;
	int64_t host = 0;
	enum frontier_state from = FRONTIER_DONE;
	struct sql *q;

	q = sql_of(s->catalog, "SELECT host_id, state FROM frontier "
		   "WHERE url_id = ?1 AND site_id = ?2");
	sql_put(q, c->url_id);
	sql_put(q, c->site_id);
	if (sql_step(q)) {
		host = sql_get(q, 0);
		from = (enum frontier_state)sql_get(q, 1);
	}
	sql_done(q);
	if (!host)
		return;
	q = sql_of(s->catalog, "UPDATE frontier SET state = ?1, due_ms = ?2, "
		   "attempts = attempts + ?3, run_id = NULL, "
		   "body_capture = coalesce(?4, body_capture), "
		   "memo = iif(?5, ?6, memo) "
		   "WHERE url_id = ?7 AND site_id = ?8");
	sql_put(q, to);
	sql_put(q, item->next_due_ms);
	sql_put(q, item->counts_as_attempt);
	sql_put_unless(q, current ? c->id : 0, 0);
	sql_put(q, current || c->kind == CAPTURE_NOT_MODIFIED);
	sql_put_blob(q, item->memo);
	sql_put(q, c->url_id);
	sql_put(q, c->site_id);
	sql_run(q);
	tallies_move(s, c->site_id, host, from, to);
}

void store_frontier_end_column(struct store *s, const struct capture *c)
{
	struct sql *q = sql_of(s->catalog, "UPDATE frontier SET state = 2 "
		"WHERE state = 0 AND site_id = ?1 AND url_id IN "
		"(SELECT p.url_id FROM column_page m JOIN column_page p "
		" ON p.column_id = m.column_id AND p.state = 3 "
		" WHERE m.site_id = ?1 AND m.url_id = ?2) AND EXISTS "
		"(SELECT 1 FROM request r WHERE r.frontier_id = frontier.id) "
		"RETURNING host_id");

	sql_put(q, c->site_id);
	sql_put(q, c->url_id);
	while (sql_step(q))
		tallies_move(s, c->site_id, sql_get(q, 0), FRONTIER_QUEUED,
			     FRONTIER_DONE);
	sql_done(q);
}

/* --- what is due ------------------------------------------------------ */

static bool is_among(const int64_t *sites, size_t count, int64_t site)
{
	size_t from = 0, to = count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;

		if (sites[middle] == site)
			return true;
		if (sites[middle] < site)
			from = middle + 1;
		else
			to = middle;
	}
	return false;
}

static int64_t first_due(struct store *s, const struct tally *t)
{
	struct sql *q = sql_of(s->catalog,
		"SELECT iif(EXISTS (SELECT 1 FROM frontier "
		"INDEXED BY frontier_ready WHERE host_id = ?1 "
		"AND site_id = ?2 AND state = 0 AND due_ms = 0), 0, "
		"(SELECT min(due_ms) FROM frontier "
		"INDEXED BY frontier_waiting WHERE host_id = ?1 AND "
		"site_id = ?2 AND state = 0 AND due_ms > 0))");
	int64_t due;

	sql_put(q, t->key.host);
	sql_put(q, t->key.site);
	due = sql_step(q) ? sql_get(q, 0) : 0;
	sql_done(q);
	return due;
}

/* The entry of the host, new or there already. */
static struct store_due *entry_of(struct store *s, struct store_due *due,
				  size_t *count, int64_t host,
				  struct arena *a)
{
	if (*count && due[*count - 1].host_id == host)
		return &due[*count - 1];	/* they are sorted by host */
	due[*count] = (struct store_due){
		.host_id = host,
		.host_key = store_host_key(s, host, a),
		.first_due_ms = INT64_MAX,
	};
	return &due[(*count)++];
}

static int by_host(const struct tally *a, const struct tally *b)
{
	return (a->key.host > b->key.host) - (a->key.host < b->key.host);
}

static void collect(struct store *s, const int64_t *sites, size_t site_count,
		    struct arena *a, struct store_due *due, size_t *count)
{
	struct tally *t;

	HASH_SRT(hh, s->tallies->table, by_host);
	for (t = s->tallies->table; t; t = t->hh.next) {
		struct store_due *d;
		int64_t first;

		if (t->queued + t->leased <= 0 ||
		    !is_among(sites, site_count, t->key.site))
			continue;
		d = entry_of(s, due, count, t->key.host, a);
		d->queued += t->queued;
		d->leased += t->leased;
		first = t->queued ? first_due(s, t) : INT64_MAX;
		if (first < d->first_due_ms)
			d->first_due_ms = first;
	}
}

int store_due_hosts(struct store *s, const int64_t *sites, size_t site_count,
		    struct arena *a, const struct store_due **ret_due,
		    size_t *ret_count)
{
	struct store_due *due = NULL;
	size_t count = 0;
	int err;

	store_begin(s);
	tallies_count(s);
	if (!catalog_err(s->catalog))
		due = arena_array(a, HASH_COUNT(s->tallies->table) + 1,
				  sizeof(*due));
	if (due)
		collect(s, sites, site_count, a, due, &count);
	else if (!catalog_err(s->catalog))
		catalog_fail(s->catalog, arena_err(a), err_text(arena_err(a)));
	for (size_t i = 0; i < count; i++)
		if (!due[i].queued)
			due[i].first_due_ms = 0;
	err = tallies_end(s);
	if (!err) {
		*ret_due = due;
		*ret_count = count;
	}
	return err;
}

int store_left(struct store *s, struct arena *a,
	       const struct store_left **ret_left, size_t *ret_count)
{
	struct store_left *left = NULL;
	const struct tally *t;
	size_t count = 0;
	int err;

	store_begin(s);
	tallies_count(s);
	if (!catalog_err(s->catalog)) {
		left = arena_array(a, HASH_COUNT(s->tallies->table) + 1,
				   sizeof(*left));
		if (!left)
			catalog_fail(s->catalog, arena_err(a),
				     err_text(arena_err(a)));
	}
	for (t = left ? s->tallies->table : NULL; t; t = t->hh.next)
		if (t->queued + t->leased > 0)
			left[count++] = (struct store_left){
				.site = t->key.site, .host_id = t->key.host,
				.queued = t->queued, .leased = t->leased,
			};
	err = tallies_end(s);
	if (!err) {
		*ret_left = left;
		*ret_count = count;
	}
	return err;
}
