/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is asked for again, and when.
 *
 *   stored ► is it as it was? (same, changes) ► what is it? ► due_next()
 *   a refresh: done, and its time has come ► queued
 *
 * What a URL is, rows say: a page of a column, with a report, an attachment.
 * What the pager of a column asks for, it asks for again when its page is read.
 * A URL without a time (its catalog was made anew) is due at once.
 */
#include "store/due.h"
#include "store/store_private.h"

#include "base/err.h"
#include "parsers/block.h"
#include "parsers/column.h"

#define DAY (INT64_C(24) * 3600 * 1000)
/* No back-off or Retry-After is longer (conf/options.c). */
#define WAIT_MOST (31 * DAY)

enum {
	LOOK_BACK = 10000,	/* captures, for one from the future */
	PROMISING = 400,	/* priority of what is near a column */
	IN_A_ROW = 1000,	/* answers that due_next() is told of */
};

/* The row of the frontier as it was before. */
struct before {
	bool seed;
	int64_t priority, same, changes;
	int64_t body;		/* capture; 0 */
	struct slice sha256, text_sha256; /* of that; lent; may be absent */
};

static bool is_absent(const struct capture *c)
{
	return c->status == 404 || c->status == 410 ||
	       block_is_gone(block_from_name(c->block));
}

static bool has(struct sql *q)
{
	bool there = sql_step(q);

	sql_done(q);
	return there;
}

/* --- what is it? ------------------------------------------------------ */

static bool is_annual(struct slice name, struct slice url)
{
	struct url u;
	bool annual;

	if (url_parse(url, NULL, NULL, &u, NULL))
		return false;
	annual = column_is_annual(name, u.path);
	url_free(&u);
	return annual;
}

/* *ret_kind is LIST or COLUMN where the URL is a page of one. */
static bool is_list(struct catalog *c, const struct capture *of,
		    bool promising, enum due_kind *ret_kind)
{
	struct sql *q = sql_of(c, "SELECT k.name, k.url FROM column_page p "
			       "JOIN site_column k ON k.id = p.column_id "
			       "WHERE p.site_id = ?1 AND p.url_id = ?2 "
			       "AND p.state = 1");
	bool found;

	sql_put(q, of->site_id);
	sql_put(q, of->url_id);
	found = sql_step(q);
	if (found)
		*ret_kind = promising || is_annual(sql_get_slice(q, 0),
						   sql_get_slice(q, 1)) ?
			    DUE_COLUMN : DUE_LIST;
	sql_done(q);
	return found;
}

static bool gave_report(struct catalog *c, int64_t url)
{
	struct sql *q = sql_of(c, "SELECT 1 FROM report_url "
			       "WHERE url_id = ?1 LIMIT 1");

	sql_put(q, url);
	return has(q);
}

static bool is_file(struct catalog *c, int64_t content)
{
	struct sql *q = sql_of(c, "SELECT 1 FROM document "
			       "WHERE content_id = ?1");

	sql_put(q, content);
	return has(q);
}

static enum due_kind kind_of(struct catalog *c, const struct capture *of,
			     const struct before *before)
{
	bool promising = before->priority >= PROMISING;
	enum due_kind kind;

	if (before->seed)
		return DUE_DOOR;
	if (is_absent(of))
		return DUE_ABSENT;
	if (is_file(c, of->content_id))
		return DUE_FILE;
	if (gave_report(c, of->url_id))
		return DUE_REPORT;
	if (is_list(c, of, promising, &kind))
		return kind;
	return promising ? DUE_DOOR : DUE_PAGE;
}

/* --- is it as it was? ------------------------------------------------- */

static bool is_digest(struct slice s, const uint8_t sha256[SHA256_BYTES])
{
	return s.n == SHA256_BYTES && memcmp(s.p, sha256, SHA256_BYTES) == 0;
}

/* Counters, clocks and tokens in a page are no change: the digest of its main
 * text leaves them out.  A list says what it lists. */
static bool is_same(enum due_kind kind, const struct store_item *item,
		    const struct before *before)
{
	const struct capture *c = item->capture;

	if (c->kind == CAPTURE_NOT_MODIFIED ||
	    is_digest(before->sha256, c->sha256))
		return true;
	if (kind == DUE_DOOR || kind == DUE_COLUMN || kind == DUE_LIST)
		return item->ret_found == 0;
	return item->text_sha256.p && slice_eq(item->text_sha256,
					       before->text_sha256);
}

/* --- stored ----------------------------------------------------------- */

static bool find_before(struct catalog *c, const struct capture *of,
			struct before *ret_before, struct sql **ret_row)
{
	struct sql *q = sql_of(c, "SELECT f.seed, f.priority, f.same, "
		"f.changes, f.body_capture, b.sha256, b.text_sha256 "
		"FROM frontier f LEFT JOIN capture b ON b.id = f.body_capture "
		"WHERE f.url_id = ?1 AND f.site_id = ?2");

	*ret_row = q;
	sql_put(q, of->url_id);
	sql_put(q, of->site_id);
	if (!sql_step(q))
		return false;
	*ret_before = (struct before){
		.seed = sql_get(q, 0), .priority = sql_get(q, 1),
		.same = sql_get(q, 2), .changes = sql_get(q, 3),
		.body = sql_get(q, 4), .sha256 = sql_get_slice(q, 5),
		.text_sha256 = sql_get_slice(q, 6),
	};
	return true;
}

static void put(struct catalog *c, const struct capture *of, int64_t due_ms,
		int64_t same, int64_t changes)
{
	struct sql *q = sql_of(c, "UPDATE frontier SET refresh_ms = ?1, "
			       "same = ?2, changes = ?3 "
			       "WHERE url_id = ?4 AND site_id = ?5");

	sql_put(q, due_ms);
	sql_put(q, same);
	sql_put(q, changes);
	sql_put(q, of->url_id);
	sql_put(q, of->site_id);
	sql_run(q);
}

/* The golden ratio's bits, so that neighbours lie far apart. */
static uint64_t key_of(int64_t url)
{
	return (uint64_t)url * UINT64_C(0x9e3779b97f4a7c15) >> 8;
}

/* Nobody answered, or not the page; what robots.txt shuts is no failure. */
static bool has_failed(const struct capture *c)
{
	if (c->outcome)
		return c->outcome != ERR_ROBOTS &&
		       c->outcome != ERR_FORBIDDEN_ADDRESS;
	return c->status == 429 || c->status >= 500 ||
	       (c->block && block_hides(block_from_name(c->block))) ||
	       c->truncated == TRUNCATED_TIME ||
	       c->truncated == TRUNCATED_DISCONNECT;
}

void store_refresh_stored(struct store *s, const struct store_item *item)
{
	const struct capture *c = item->capture;
	struct before before;
	struct sql *row;
	enum due_kind kind;
	int64_t same, changes, due;

	if (!find_before(s->catalog, c, &before, &row)) {
		sql_done(row);
		return;
	}
	kind = kind_of(s->catalog, c, &before);
	same = before.same;
	changes = before.changes;
	if (!c->outcome && !has_failed(c)) { /* or it says nothing of it */
		bool alike = !before.body || is_same(kind, item, &before);

		same = alike ? same + 1 : 0;
		changes = alike ? 0 : changes + 1;
	}
	sql_done(row);
	due = due_next(&(struct due_input){
		.kind = kind,
		.now_ms = c->started_ms,
		.same = (int32_t)(same < IN_A_ROW ? same : IN_A_ROW),
		.changes = (int32_t)(changes < IN_A_ROW ? changes : IN_A_ROW),
		.failed = has_failed(c),
		.key = key_of(c->url_id),
	});
	put(s->catalog, c, due, same, changes);
}

/* --- a refresh -------------------------------------------------------- */

int store_refresh_begin(struct store *s, int64_t site, int64_t now_ms,
			int64_t *ret_count)
{
	struct sql *q;
	int64_t count;
	int err;

	store_begin(s);
	q = sql_of(s->catalog, "UPDATE frontier SET state = 0, attempts = 0, "
		   "due_ms = 0 WHERE site_id = ?1 AND state = 2 "
		   "AND robots = 0 AND coalesce(refresh_ms, 0) <= ?2 "
		   "AND NOT EXISTS (SELECT 1 FROM request r "
		   "WHERE r.frontier_id = frontier.id)");
	sql_put(q, site);
	sql_put(q, now_ms);
	sql_run(q);
	count = catalog_changes(s->catalog);
	store_requests_forget(s, site);
	err = store_end(s);
	if (!err)
		*ret_count = count;
	return err;
}

/* Was one of the latest captures made in a time to come? */
static bool has_future(struct catalog *c, int64_t now_ms)
{
	struct sql *q = sql_of(c, "SELECT max(started_ms) > ?1 FROM (SELECT "
			       "started_ms FROM capture ORDER BY id DESC "
			       "LIMIT ?2)");
	bool future;

	sql_put(q, now_ms + DAY);
	sql_put(q, (int64_t)LOOK_BACK);
	future = sql_step(q) && sql_get(q, 0);
	sql_done(q);
	return future;
}

static void mend_done(struct catalog *c, int64_t now_ms)
{
	struct sql *q = sql_of(c, "UPDATE frontier SET refresh_ms = ?1 "
			       "WHERE state = 2 AND refresh_ms > ?1 "
			       "AND (SELECT k.started_ms FROM capture k "
			       "WHERE k.url_id = frontier.url_id "
			       "ORDER BY k.id DESC LIMIT 1) > ?1");

	sql_put(q, now_ms + DAY);
	sql_run(q);
}

static void mend_waiting(struct catalog *c, int64_t now_ms)
{
	struct sql *q = sql_of(c, "UPDATE frontier SET due_ms = ?1 "
			       "WHERE state = 0 AND due_ms > 0 AND "
			       "due_ms > ?2");	/* frontier_waiting */

	sql_put(q, now_ms + DAY);
	sql_put(q, now_ms + WAIT_MOST);
	sql_run(q);
}

int store_refresh_mend(struct store *s, int64_t now_ms)
{
	store_begin(s);
	if (has_future(s->catalog, now_ms)) {
		mend_done(s->catalog, now_ms);
		mend_waiting(s->catalog, now_ms);
	}
	return store_end(s);
}

int store_refresh_next(struct store *s, int64_t site, int64_t *ret_ms)
{
	int64_t next = INT64_MAX;
	struct sql *q;
	int err;

	store_begin(s);
	q = sql_of(s->catalog, "SELECT refresh_ms FROM frontier "
		   "INDEXED BY frontier_refresh WHERE site_id = ?1 "
		   "AND state = 2 AND robots = 0 AND refresh_ms > 0 "
		   "AND NOT EXISTS (SELECT 1 FROM request r "
		   "WHERE r.frontier_id = frontier.id) "
		   "ORDER BY refresh_ms LIMIT 1");
	sql_put(q, site);
	if (sql_step(q))
		next = sql_get(q, 0);
	sql_done(q);
	err = store_end(s);
	if (!err)
		*ret_ms = next;
	return err;
}
