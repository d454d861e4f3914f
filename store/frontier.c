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
#include "store/store_private.h"

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
}

static void queue_again(struct store *s, const struct store_url *url,
			int64_t row)
{
	struct sql *q = sql_of(s->catalog, "UPDATE frontier SET state = 0, "
			       "attempts = 0, stop = NULL, due_ms = ?1 "
			       "WHERE id = ?2");

	sql_put(q, due_of(url));
	sql_put(q, row);
	sql_run(q);
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
			       "stop IS NOT NULL FROM frontier "
			       "WHERE url_id = ?1 AND site_id = ?2");
	int64_t row = 0, state = 0, priority = 0;
	bool again = url->is_robots, stopped = false;

	sql_put(q, id);
	sql_put(q, url->site);
	if (sql_step(q)) {
		row = sql_get(q, 0);
		state = sql_get(q, 1);
		priority = sql_get(q, 2);
		stopped = sql_get(q, 3);
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
	queue_again(s, url, row);
	return true;
}

int store_frontier_add(struct store *s, const struct store_url *url,
		       int64_t now_ms, bool *ret_added)
{
	bool added;
	int err;

	store_begin(s);
	added = store_frontier_put(s, url, now_ms);
	err = store_end(s);
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
	struct sql *q = sql_of(s->catalog, "UPDATE frontier SET state = ?1, "
		"due_ms = ?2, attempts = attempts + ?3, run_id = NULL, "
		"body_capture = coalesce(?4, body_capture), "
		"memo = iif(?5, ?6, memo) WHERE url_id = ?7 AND site_id = ?8");

	sql_put(q, to);
	sql_put(q, item->next_due_ms);
	sql_put(q, item->counts_as_attempt);
	sql_put_unless(q, current ? c->id : 0, 0);
	sql_put(q, current || c->kind == CAPTURE_NOT_MODIFIED);
	sql_put_blob(q, item->memo);
	sql_put(q, c->url_id);
	sql_put(q, c->site_id);
	sql_run(q);
}

void store_frontier_end_column(struct store *s, const struct capture *c)
{
	struct sql *q = sql_of(s->catalog, "UPDATE frontier SET state = 2 "
		"WHERE state = 0 AND site_id = ?1 AND url_id IN "
		"(SELECT p.url_id FROM column_page m JOIN column_page p "
		" ON p.column_id = m.column_id AND p.state = 3 "
		" WHERE m.site_id = ?1 AND m.url_id = ?2) AND EXISTS "
		"(SELECT 1 FROM request r WHERE r.frontier_id = frontier.id)");

	sql_put(q, c->site_id);
	sql_put(q, c->url_id);
	sql_run(q);
}

/* --- what is due ------------------------------------------------------ */

bool store_is_among(const int64_t *sites, size_t count, int64_t site)
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

/* A row of `tally`, of the site and host that have it. */
struct left {
	struct store_left of;
	int64_t ready, waiting;
};

/* All that are not 0, by host and site, in the arena; NULL: a failure. */
static struct left *read_tallies(struct store *s, struct arena *a,
				 size_t *ret_count)
{
	size_t room = (size_t)sql_number(s->catalog,
					 "SELECT count(*) FROM tally");
	struct left *left = arena_array(a, room + 1, sizeof(*left));
	struct sql *q = sql_of(s->catalog, "SELECT host_id, site_id, ready, "
		"waiting, leased FROM tally WHERE ready + waiting + leased > 0 "
		"ORDER BY host_id, site_id");
	size_t n = 0;

	if (!left)
		catalog_fail(s->catalog, arena_err(a), err_text(arena_err(a)));
	while (left && n < room && sql_step(q)) {
		left[n] = (struct left){
			.of.host_id = sql_get(q, 0), .of.site = sql_get(q, 1),
			.ready = sql_get(q, 2), .waiting = sql_get(q, 3),
			.of.leased = sql_get(q, 4),
		};
		left[n].of.queued = left[n].ready + left[n].waiting;
		n++;
	}
	sql_done(q);
	*ret_count = n;
	return catalog_err(s->catalog) ? NULL : left;
}

static int64_t first_due(struct store *s, const struct left *left)
{
	struct sql *q;
	int64_t due;

	if (left->ready > 0)
		return 0;
	if (left->waiting == 0)
		return INT64_MAX;
	q = sql_of(s->catalog, "SELECT min(due_ms) FROM frontier "
		   "INDEXED BY frontier_waiting WHERE host_id = ?1 AND "
		   "site_id = ?2 AND state = 0 AND due_ms > 0");
	sql_put(q, left->of.host_id);
	sql_put(q, left->of.site);
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

static struct store_due *sum_up(struct store *s, const int64_t *sites,
				size_t site_count, struct arena *a,
				size_t *ret_count)
{
	size_t left_count, count = 0;
	const struct left *left = read_tallies(s, a, &left_count);
	struct store_due *due;

	if (!left)
		return NULL;
	due = arena_array(a, left_count + 1, sizeof(*due));
	if (!due)
		catalog_fail(s->catalog, arena_err(a), err_text(arena_err(a)));
	for (size_t i = 0; due && i < left_count; i++) {
		const struct store_left *of = &left[i].of;
		struct store_due *d;
		int64_t first;

		if (!store_is_among(sites, site_count, of->site))
			continue;
		d = entry_of(s, due, &count, of->host_id, a);
		d->queued += of->queued;
		d->leased += of->leased;
		first = first_due(s, &left[i]);
		if (first < d->first_due_ms)
			d->first_due_ms = first;
	}
	*ret_count = count;
	return due;
}

int store_due_hosts(struct store *s, const int64_t *sites, size_t site_count,
		    struct arena *a, const struct store_due **ret_due,
		    size_t *ret_count)
{
	struct store_due *due;
	size_t count = 0;
	int err;

	store_begin(s);
	due = sum_up(s, sites, site_count, a, &count);
	for (size_t i = 0; i < count; i++)
		if (!due[i].queued)
			due[i].first_due_ms = 0;
	err = store_end(s);
	if (!err) {
		*ret_due = due;
		*ret_count = count;
	}
	return err;
}

int store_left(struct store *s, struct arena *a,
	       const struct store_left **ret_left, size_t *ret_count)
{
	struct store_left *out = NULL;
	size_t count = 0;
	struct left *left;
	int err;

	store_begin(s);
	left = read_tallies(s, a, &count);
	if (left)
		out = arena_array(a, count + 1, sizeof(*out));
	if (left && !out)
		catalog_fail(s->catalog, arena_err(a), err_text(arena_err(a)));
	for (size_t i = 0; out && i < count; i++)
		out[i] = left[i].of;
	err = store_end(s);
	if (!err) {
		*ret_left = out;
		*ret_count = count;
	}
	return err;
}
