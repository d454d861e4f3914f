/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Leases: claims on rows of the frontier, best first.
 *
 * The rows of a host and site that are ready stand in an index in the order
 * they are leased in, so the best of each site are the first of that index,
 * and the best of all sites are among those.  A row that waits is in another
 * index by its due time; those that have waited long enough are made ready
 * first, PROMOTE_MAX at a time, so that a lease has an end also where a
 * million become due at once (then the best of those come first that have
 * waited longest).
 */
#include "store/store_private.h"

#include "base/err.h"

#include <stdlib.h>
#include <string.h>

enum { PROMOTE_MAX = 1000 };

/* A row that may be leased: what the order goes by, and where it is. */
struct candidate {
	int64_t id, priority, depth;
	bool robots;
};

struct choice {
	struct candidate *rows;	/* the best so far, then those of a site */
	size_t count, max;
};

/* --- waiting long enough ---------------------------------------------- */

static void promote(struct store *s, int64_t host, int64_t site,
		    int64_t now_ms)
{
	struct sql *q = sql_of(s->catalog,
		"UPDATE frontier SET due_ms = 0 WHERE id IN (SELECT id FROM "
		"frontier INDEXED BY frontier_waiting WHERE host_id = ?1 AND "
		"site_id = ?2 AND state = 0 AND due_ms > 0 AND due_ms <= ?3 "
		"ORDER BY due_ms LIMIT ?4)");

	sql_put(q, host);
	sql_put(q, site);
	sql_put(q, now_ms);
	sql_put(q, PROMOTE_MAX);
	sql_run(q);
}

/* --- the best --------------------------------------------------------- */

/* Robots, then priority, then depth, then age. */
static int by_rank(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->robots != y->robots)
		return y->robots - x->robots;
	if (x->priority != y->priority)
		return x->priority < y->priority ? 1 : -1;
	if (x->depth != y->depth)
		return x->depth < y->depth ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

static void add_site(struct store *s, struct choice *c, int64_t host,
		     int64_t site)
{
	struct sql *q = sql_of(s->catalog,
		"SELECT id, robots, priority, depth FROM frontier "
		"INDEXED BY frontier_ready WHERE host_id = ?1 AND "
		"site_id = ?2 AND state = 0 AND due_ms = 0 "
		"ORDER BY robots DESC, priority DESC, depth, id LIMIT ?3");
	size_t before = c->count;

	sql_put(q, host);
	sql_put(q, site);
	sql_put(q, (int64_t)c->max);
	while (c->count < before + c->max && sql_step(q))
		c->rows[c->count++] = (struct candidate){
			.id = sql_get(q, 0), .robots = sql_get(q, 1),
			.priority = sql_get(q, 2), .depth = sql_get(q, 3),
		};
	sql_done(q);
	if (before > 0)
		qsort(c->rows, c->count, sizeof(*c->rows), by_rank);
	if (c->count > c->max)
		c->count = c->max;
}

/* Sites that have rows of the host queued, in the order of their ids. */
struct holder {
	int64_t site;
	bool waits;	/* some of them are not due yet, or were not */
};

/* Read to the end first: what is made ready changes the table. */
static struct holder *find_holders(struct store *s, int64_t host,
				   struct arena *a, size_t *ret_count)
{
	struct sql *q = sql_of(s->catalog, "SELECT count(*) FROM tally "
			       "WHERE host_id = ?1");
	struct holder *holders = NULL;
	size_t room, n = 0;

	sql_put(q, host);
	room = sql_step(q) ? (size_t)sql_get(q, 0) : 0;
	sql_done(q);
	holders = arena_array(a, room + 1, sizeof(*holders));
	if (!holders)
		catalog_fail(s->catalog, arena_err(a), err_text(arena_err(a)));
	q = sql_of(s->catalog, "SELECT site_id, waiting FROM tally "
		   "WHERE host_id = ?1 AND ready + waiting > 0 "
		   "ORDER BY site_id");
	sql_put(q, host);
	while (n < room && sql_step(q))
		holders[n++] = (struct holder){
			.site = sql_get(q, 0), .waits = sql_get(q, 1) > 0,
		};
	sql_done(q);
	*ret_count = n;
	return holders;
}

static void choose(struct store *s, struct choice *c, int64_t host,
		   const int64_t *sites, size_t site_count, int64_t now_ms,
		   struct arena *a)
{
	size_t count = 0;
	const struct holder *holders = find_holders(s, host, a, &count);

	for (size_t i = 0; i < count; i++) {
		const struct holder *h = &holders[i];

		if (!store_is_among(sites, site_count, h->site))
			continue;
		if (h->waits)
			promote(s, host, h->site, now_ms);
		add_site(s, c, host, h->site);
	}
}

/* --- a row ------------------------------------------------------------ */

static const char lease_sql[] =
	"SELECT f.url_id, f.site_id, f.host_id, "
	"coalesce(u.target, u.url), f.raw, f.via, "
	"f.via_anchor, f.via_position, f.via_capture, f.hops, f.priority, "
	"f.depth, f.redirects, f.seed, f.robots, f.due_ms, f.queued_ms, "
	"f.attempts, f.body_capture, " ROWS_REQUEST " FROM frontier f "
	"JOIN url u ON u.id = f.url_id "
	"LEFT JOIN request r ON r.frontier_id = f.id WHERE f.id = ?1";
enum { L_REQUEST = 19 };	/* where its columns begin */

static const struct store_request *read_request(struct catalog *c,
						struct sql *q,
						struct arena *a)
{
	struct store_request lent, *r;

	if (!rows_get_request(q, L_REQUEST, &lent))
		return NULL;
	r = arena_alloc(a, sizeof(*r));
	if (!r || store_request_copy(&lent, a, r))
		catalog_fail(c, arena_err(a), err_text(arena_err(a)));
	return r;
}

static void read_lease(struct catalog *c, struct sql *q, struct arena *a,
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
	out->url.request = read_request(c, q, a);
	out->column_page = rows_column_page(c, out->site, out->url_id);
}

static bool may_ask_conditionally(struct store *s, const struct store_lease *l)
{
	return !l->url.request &&
	       !rows_column_asks(s->catalog, l->site, l->url_id);
}

/* Only where the URL gave nothing else since, to whomever, not even nothing or
 * a part of it: what its reading put into rows must be what they say. */
static void add_memory(struct catalog *c, struct arena *a,
		       struct store_lease *l)
{
	struct sql *q = sql_of(c,
		"SELECT f.memo, c.status, c.content_type, c.content_encoding, "
		"c.title, c.sniffed, c.text_sha256 FROM frontier f "
		"JOIN capture c ON c.id = f.body_capture WHERE f.url_id = ?1 "
		"AND f.site_id = ?2 AND f.memo IS NOT NULL AND NOT EXISTS "
		"(SELECT 1 FROM capture x WHERE x.url_id = c.url_id AND "
		" x.id > c.id AND x.outcome IS NULL AND "
		" x.content_id IS NOT c.content_id)");

	sql_put(q, l->url_id);
	sql_put(q, l->site);
	if (sql_step(q))
		l->memory = (struct store_memory){
			.memo = sql_keep_slice(q, 0, a),
			.status = (int)sql_get(q, 1),
			.content_type = sql_keep_text(q, 2, a),
			.content_encoding = sql_keep_text(q, 3, a),
			.title = sql_keep_text(q, 4, a),
			.sniffed = sql_keep_text(q, 5, a),
			.text_sha256 = sql_keep_slice(q, 6, a),
		};
	sql_done(q);
}

/* The body that is current, wherever its bytes are, and its validators. */
static void add_last(struct store *s, struct arena *a, struct store_lease *l)
{
	struct sql *q = sql_of(s->catalog,
		"SELECT c.etag, c.last_modified, k.sha256, h.record_id, "
		"coalesce(u.target, u.url), h.started_ms FROM capture c "
		"JOIN content k ON k.id = c.content_id "
		"JOIN capture h ON h.id = k.capture_id "
		"JOIN url u ON u.id = h.url_id WHERE c.id = ?1");
	struct slice sha256;

	sql_put(q, l->last_capture);
	if (sql_step(q)) {
		sha256 = sql_get_slice(q, 2);
		if (sha256.n == SHA256_BYTES)
			memcpy(l->last_sha256, sha256.p, SHA256_BYTES);
		if (may_ask_conditionally(s, l)) {
			l->etag = sql_keep_text(q, 0, a);
			l->last_modified = sql_keep_text(q, 1, a);
		}
		l->last.record_id = sql_keep_text(q, 3, a);
		l->last.url = sql_keep_text(q, 4, a);
		l->last.date_ms = sql_get(q, 5);
	}
	sql_done(q);
}

static void take(struct store *s, int64_t run, int64_t id)
{
	struct sql *q = sql_of(s->catalog, "UPDATE frontier SET state = 1, "
			       "run_id = ?1 WHERE id = ?2");

	sql_put(q, run);
	sql_put(q, id);
	sql_run(q);
}

/* False: only after a failure. */
static bool lease_row(struct store *s, int64_t run, int64_t id,
		      struct arena *a, struct store_lease *out)
{
	struct sql *q = sql_of(s->catalog, lease_sql);
	bool found;

	sql_put(q, id);
	found = sql_step(q);
	if (found)
		read_lease(s->catalog, q, a, out);
	sql_done(q);
	if (!found)
		return false;
	take(s, run, id);
	if (out->last_capture)
		add_last(s, a, out);
	if (out->last.record_id)
		add_memory(s->catalog, a, out);
	return true;
}

/* --- the door --------------------------------------------------------- */

int store_lease(struct store *s, int64_t run, int64_t host_id,
		const int64_t *sites, size_t site_count,
		int64_t now_ms, size_t max, struct arena *a,
		struct store_lease *out, size_t *ret_count)
{
	struct choice c = {.max = max};
	const char *key;
	size_t n = 0;
	int err;

	store_begin(s);
	key = store_host_key(s, host_id, a);
	c.rows = arena_array(a, 2 * max, sizeof(*c.rows));
	if (!c.rows)
		catalog_fail(s->catalog, arena_err(a), err_text(arena_err(a)));
	if (!catalog_err(s->catalog))
		choose(s, &c, host_id, sites, site_count, now_ms, a);
	while (n < c.count && lease_row(s, run, c.rows[n].id, a, &out[n]))
		out[n++].url.host_key = key;
	err = store_end(s);
	if (!err)
		*ret_count = n;
	return err;
}

int store_lease_release(struct store *s, int64_t site, int64_t url_id,
			int64_t due_ms)
{
	struct sql *q;

	store_begin(s);
	q = sql_of(s->catalog, "UPDATE frontier SET state = 0, run_id = NULL, "
		   "due_ms = coalesce(?1, due_ms) WHERE url_id = ?2 AND "
		   "site_id = ?3 AND state = 1");
	sql_put_unless(q, due_ms > 0 ? due_ms : 0, 0);
	sql_put(q, url_id);
	sql_put(q, site);
	sql_run(q);
	return store_end(s);
}

int store_lease_stop(struct store *s, int64_t site, int64_t url_id,
		     const char *stop)
{
	struct sql *q;

	store_begin(s);
	q = sql_of(s->catalog, "UPDATE frontier SET state = 2, run_id = NULL, "
		   "due_ms = 0, stop = ?1 WHERE url_id = ?2 AND site_id = ?3 "
		   "AND state = 1");
	sql_put_text(q, stop);
	sql_put(q, url_id);
	sql_put(q, site);
	sql_run(q);
	return store_end(s);
}
