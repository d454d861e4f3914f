/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The frontier: what is to be fetched, and leases on it.
 *
 *   queued ──lease──► leased ──stored──► done
 *     ▲                  │  released, or to be tried again
 *     └──────────────────┘        a new pass: done ──► queued
 *
 * How many rows of each host and site are queued and leased is asked for all
 * the time, so it is kept in memory: counted once, then moved along with the
 * rows.  After a failed transaction the tallies may be wrong; they are then
 * forgotten, and counted anew when next asked for.
 */
#include "store/store_private.h"

#include "base/err.h"

#include <stdlib.h>
#include <string.h>
#define HASH_NONFATAL_OOM 1
#include <uthash.h>

enum frontier_state { QUEUED, LEASED, DONE };

struct tally_key {
	int64_t site, host;
};

struct tally {
	struct tally_key key;
	int64_t queued, leased;
	UT_hash_handle hh;
};

struct tallies {
	struct tally *table;
};

/* --- tallies ---------------------------------------------------------- */

void store_frontier_forget(struct store *s)
{
	struct tally *t, *next;

	if (!s->tallies)
		return;
	HASH_ITER(hh, s->tallies->table, t, next) {
		HASH_DEL(s->tallies->table, t);
		free(t);
	}
	free(s->tallies);
	s->tallies = NULL;
}

/* NULL while they are not counted, and without memory (then forgotten). */
static struct tally *tally_of(struct store *s, int64_t site, int64_t host)
{
	struct tally_key key = {.site = site, .host = host};
	struct tally *t = NULL;

	if (!s->tallies)
		return NULL;
	HASH_FIND(hh, s->tallies->table, &key, sizeof(key), t);
	if (t)
		return t;
	t = calloc(1, sizeof(*t));
	if (!t) {
		store_frontier_forget(s);
		return NULL;
	}
	t->key = key;
	HASH_ADD(hh, s->tallies->table, key, sizeof(key), t);
	if (t->hh.tbl)
		return t;
	free(t);
	store_frontier_forget(s);
	return NULL;
}

/* A row of that site and host went from one state to another; -1: from or to
 * nowhere. */
static void move(struct store *s, int64_t site, int64_t host, int from, int to)
{
	struct tally *t = tally_of(s, site, host);

	if (!t)
		return;
	t->queued += (to == QUEUED) - (from == QUEUED);
	t->leased += (to == LEASED) - (from == LEASED);
}

static void count(struct store *s, struct sql *q, bool leased)
{
	while (sql_step(q)) {
		struct tally *t = tally_of(s, sql_get(q, 1), sql_get(q, 0));

		if (!t)
			catalog_fail(s->catalog, ERR_NOMEM,
				     err_text(ERR_NOMEM));
		else if (leased)
			t->leased = sql_get(q, 2);
		else
			t->queued = sql_get(q, 2);
	}
}

static void count_all(struct store *s)
{
	if (s->tallies)
		return;
	s->tallies = calloc(1, sizeof(*s->tallies));
	if (!s->tallies) {
		catalog_fail(s->catalog, ERR_NOMEM, err_text(ERR_NOMEM));
		return;
	}
	count(s, sql_of(s->catalog, "SELECT host_id, site_id, count(*) "
			"FROM frontier WHERE state = 0 "
			"GROUP BY host_id, site_id"), false);
	count(s, sql_of(s->catalog, "SELECT host_id, site_id, count(*) "
			"FROM frontier WHERE state = 1 "
			"GROUP BY host_id, site_id"), true);
}

/* Ends a transaction that moved rows. */
static int end(struct store *s)
{
	int err = store_end(s);

	if (err)
		store_frontier_forget(s);
	return err;
}

/* --- adding ----------------------------------------------------------- */

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
	sql_put(q, url->due_ms);
	sql_put(q, now_ms);
	sql_put_blob(q, slice_of(url->raw));
	sql_put_text(q, url->via);
	sql_put_text(q, url->via_anchor);
	sql_put_unless(q, url->via_position, -1);
	sql_put_unless(q, url->via_capture, 0);
	sql_put_text(q, url->hops);
	sql_run(q);
	move(s, url->site, host, -1, QUEUED);
}

static void queue_again(struct store *s, const struct store_url *url,
			int64_t row, int64_t host)
{
	struct sql *q = sql_of(s->catalog, "UPDATE frontier SET state = 0, "
			       "attempts = 0, due_ms = ?1 WHERE id = ?2");

	sql_put(q, url->due_ms);
	sql_put(q, row);
	sql_run(q);
	move(s, url->site, host, DONE, QUEUED);
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
	int64_t id = rows_url(s->catalog, url->url, url->host_key);
	struct sql *q = sql_of(s->catalog, "SELECT id, state, priority, "
			       "host_id FROM frontier "
			       "WHERE url_id = ?1 AND site_id = ?2");
	int64_t row = 0, state = 0, priority = 0, host = 0;

	sql_put(q, id);
	sql_put(q, url->site);
	if (sql_step(q)) {
		row = sql_get(q, 0);
		state = sql_get(q, 1);
		priority = sql_get(q, 2);
		host = sql_get(q, 3);
	}
	sql_done(q);
	if (!row) {
		insert(s, url, id, rows_host(s->catalog, url->host_key),
		       now_ms);
		return true;
	}
	if (url->is_robots && state == DONE) {
		queue_again(s, url, row, host);
		return true;
	}
	if (state == QUEUED && url->priority > priority)
		raise(s, url, row);
	return false;
}

int store_frontier_add(struct store *s, const struct store_url *url,
		       int64_t now_ms, bool *ret_added)
{
	bool added;
	int err;

	store_begin(s);
	added = store_frontier_put(s, url, now_ms);
	err = end(s);
	if (!err && ret_added)
		*ret_added = added;
	return err;
}

/* --- leasing ---------------------------------------------------------- */

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

static const char lease_sql[] =
	"SELECT f.url_id, f.site_id, f.host_id, u.url, f.raw, f.via, "
	"f.via_anchor, f.via_position, f.via_capture, f.hops, f.priority, "
	"f.depth, f.redirects, f.seed, f.robots, f.due_ms, f.queued_ms, "
	"f.attempts, f.body_capture FROM frontier f JOIN url u "
	"ON u.id = f.url_id WHERE f.host_id = ?1 AND f.state = 0 "
	"AND f.due_ms <= ?2 ORDER BY f.robots DESC, f.priority DESC, "
	"f.depth, f.id";

static void read_lease(struct sql *q, struct arena *a,
		       struct store_lease *out)
{
	*out = (struct store_lease){
		.url_id = sql_get(q, 0),
		.site = sql_get(q, 1),
		.host_id = sql_get(q, 2),
		.url = {
			.url = sql_keep_text(q, 3, a),
			.raw = sql_keep_text(q, 4, a),
			.via = sql_keep_text(q, 5, a),
			.via_anchor = sql_keep_text(q, 6, a),
			.via_position = (int32_t)sql_get_or(q, 7, -1),
			.via_capture = sql_get(q, 8),
			.hops = sql_keep_text(q, 9, a),
			.site = sql_get(q, 1),
			.priority = (int32_t)sql_get(q, 10),
			.depth = (int32_t)sql_get(q, 11),
			.redirects = (int32_t)sql_get(q, 12),
			.is_seed = sql_get(q, 13),
			.is_robots = sql_get(q, 14),
			.due_ms = sql_get(q, 15),
		},
		.queued_ms = sql_get(q, 16),
		.attempts = (int32_t)sql_get(q, 17),
		.last_capture = sql_get(q, 18),
	};
}

static void take(struct store *s, int64_t run, const struct store_lease *l)
{
	struct sql *q = sql_of(s->catalog, "UPDATE frontier SET state = 1, "
			       "run_id = ?1 WHERE url_id = ?2 "
			       "AND site_id = ?3");

	sql_put(q, run);
	sql_put(q, l->url_id);
	sql_put(q, l->site);
	sql_run(q);
	move(s, l->site, l->host_id, QUEUED, LEASED);
}

/* The body that is current, wherever its bytes are, and its validators. */
static void add_last(struct store *s, struct arena *a, struct store_lease *l)
{
	struct sql *q = sql_of(s->catalog,
		"SELECT c.etag, c.last_modified, k.sha256, h.record_id, "
		"u.url, h.started_ms FROM capture c "
		"JOIN content k ON k.id = c.content_id "
		"JOIN capture h ON h.id = k.capture_id "
		"JOIN url u ON u.id = h.url_id WHERE c.id = ?1");
	struct slice sha256;

	sql_put(q, l->last_capture);
	if (sql_step(q)) {
		sha256 = sql_get_slice(q, 2);
		if (sha256.n == SHA256_BYTES)
			memcpy(l->last_sha256, sha256.p, SHA256_BYTES);
		l->etag = sql_keep_text(q, 0, a);
		l->last_modified = sql_keep_text(q, 1, a);
		l->last.record_id = sql_keep_text(q, 3, a);
		l->last.url = sql_keep_text(q, 4, a);
		l->last.date_ms = sql_get(q, 5);
	}
	sql_done(q);
}

static const char *host_key(struct store *s, int64_t host, struct arena *a)
{
	struct sql *q = sql_of(s->catalog, "SELECT key FROM host "
			       "WHERE id = ?1");
	const char *key = NULL;

	sql_put(q, host);
	if (sql_step(q))
		key = sql_keep_text(q, 0, a);
	sql_done(q);
	return key;
}

int store_lease(struct store *s, int64_t run, int64_t host_id,
		const int64_t *sites, size_t site_count,
		int64_t now_ms, size_t max, struct arena *a,
		struct store_lease *out, size_t *ret_count)
{
	const char *key;
	size_t n = 0;
	struct sql *q;
	int err;

	store_begin(s);
	key = host_key(s, host_id, a);
	q = sql_of(s->catalog, lease_sql);
	sql_put(q, host_id);
	sql_put(q, now_ms);
	while (n < max && sql_step(q)) {
		if (!is_among(sites, site_count, sql_get(q, 1)))
			continue;
		read_lease(q, a, &out[n]);
		out[n++].url.host_key = key;
	}
	sql_done(q);
	for (size_t i = 0; i < n; i++) {
		take(s, run, &out[i]);
		if (out[i].last_capture)
			add_last(s, a, &out[i]);
	}
	err = end(s);
	if (!err)
		*ret_count = n;
	return err;
}

int store_lease_release(struct store *s, int64_t site, int64_t url_id,
			int64_t due_ms)
{
	struct sql *q;
	int64_t host = 0;

	store_begin(s);
	q = sql_of(s->catalog, "UPDATE frontier SET state = 0, run_id = NULL, "
		   "due_ms = coalesce(?1, due_ms) WHERE url_id = ?2 AND "
		   "site_id = ?3 AND state = 1 RETURNING host_id");
	sql_put_unless(q, due_ms, 0);
	sql_put(q, url_id);
	sql_put(q, site);
	if (sql_step(q))
		host = sql_get(q, 0);
	sql_run(q);	/* to its end: only then it is done */
	if (host)
		move(s, site, host, LEASED, QUEUED);
	return end(s);
}

/* --- stored ----------------------------------------------------------- */

/* A body that a later request may ask about conditionally. */
static bool is_current(const struct capture *c)
{
	return c->content_id && c->kind != CAPTURE_NOT_MODIFIED &&
	       (c->status / 100 == 2 || c->kind == CAPTURE_RESOURCE);
}

void store_frontier_stored(struct store *s, const struct store_item *item)
{
	const struct capture *c = item->capture;
	int to = item->next_due_ms ? QUEUED : DONE;
	int64_t host = 0;
	int from = DONE;
	struct sql *q;

	q = sql_of(s->catalog, "SELECT host_id, state FROM frontier "
		   "WHERE url_id = ?1 AND site_id = ?2");
	sql_put(q, c->url_id);
	sql_put(q, c->site_id);
	if (sql_step(q)) {
		host = sql_get(q, 0);
		from = (int)sql_get(q, 1);
	}
	sql_done(q);
	if (!host)
		return;
	q = sql_of(s->catalog, "UPDATE frontier SET state = ?1, due_ms = ?2, "
		   "attempts = attempts + ?3, run_id = NULL, "
		   "body_capture = coalesce(?4, body_capture) "
		   "WHERE url_id = ?5 AND site_id = ?6");
	sql_put(q, to);
	sql_put(q, item->next_due_ms);
	sql_put(q, item->counts_as_attempt);
	sql_put_unless(q, is_current(c) ? c->id : 0, 0);
	sql_put(q, c->url_id);
	sql_put(q, c->site_id);
	sql_run(q);
	move(s, c->site_id, host, from, to);
}

/* --- what is due ------------------------------------------------------ */

static int64_t first_due(struct store *s, const struct tally *t)
{
	struct sql *q = sql_of(s->catalog, "SELECT min(due_ms) FROM frontier "
			       "WHERE host_id = ?1 AND site_id = ?2 "
			       "AND state = 0");
	int64_t due;

	sql_put(q, t->key.host);
	sql_put(q, t->key.site);
	due = sql_step(q) ? sql_get(q, 0) : 0;
	sql_done(q);
	return due;
}

/* The entry of the host, new or there already. */
static struct store_due *due_of(struct store *s, struct store_due *due,
				size_t *count, int64_t host, struct arena *a)
{
	if (*count && due[*count - 1].host_id == host)
		return &due[*count - 1];	/* they are sorted by host */
	due[*count] = (struct store_due){
		.host_id = host,
		.host_key = host_key(s, host, a),
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
		d = due_of(s, due, count, t->key.host, a);
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
	count_all(s);
	if (!catalog_err(s->catalog))
		due = arena_array(a, HASH_COUNT(s->tallies->table) + 1,
				  sizeof(*due));
	if (due)
		collect(s, sites, site_count, a, due, &count);
	else
		catalog_fail(s->catalog, ERR_NOMEM, err_text(ERR_NOMEM));
	for (size_t i = 0; i < count; i++)
		if (!due[i].queued)
			due[i].first_due_ms = 0;
	err = end(s);
	if (!err) {
		*ret_due = due;
		*ret_count = count;
	}
	return err;
}
