/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What changed, told from the captures: the readings of a report are written
 * once, and each capture of one of its URLs either gives one of them again or
 * is the first to give another.
 *
 *   report ─► captures of its URLs, by time ─► for each URL, what it says
 *                │ another reading than before ─► report_diff()
 *                │ 404, 410, a page saying so, a redirect ─► changes_moved.c
 *                └ a reading after that        ─► back
 *
 * A change that a second URL repeats (the same page under two addresses) is
 * told once: whatever says what was told last is old news.
 */
#include "store/changes_private.h"

#include "base/err.h"
#include "parsers/block.h"
#include "parsers/report_diff.h"

#include <stdlib.h>

enum { REPORT_MEMORY = 512 << 20 };	/* two readings and what differs */

/* Columns of history_sql. */
enum {
	H_CAPTURE, H_AT, H_STATUS, H_BLOCK, H_URL_ID, H_URL, H_READING,
	H_DOCUMENT, H_CUT, H_TO,
};

/* Of several readings that fit a capture the one with its very bytes comes
 * first; the others are of the same text in other noise. */
static const char history_sql[] =
	"SELECT c.id, c.started_ms, c.status, c.block, u.id, u.url, d.id, "
	"d.document, c.truncated, c.redirect_to "
	"FROM report_url x JOIN url u ON u.id = x.url_id "
	"JOIN capture c ON c.url_id = x.url_id "
	"LEFT JOIN reading d ON d.report_id = x.report_id AND "
	"(d.content_id = c.content_id OR d.text_sha256 = c.text_sha256 "
	" OR d.capture_id = c.id) "
	"WHERE x.report_id = ?1 AND c.outcome IS NULL "
	"ORDER BY c.started_ms, c.id, d.content_id IS c.content_id DESC, "
	"d.ordinal DESC, d.id DESC";

int changes_tell(const struct history *h, const struct seen *seen,
		 enum store_change_kind kind, int64_t before,
		 const struct report_change *change)
{
	struct store_change c = h->head;

	if (seen->at_ms < h->filter->since_ms)
		return 0;
	c.kind = kind;
	c.url = seen->url;
	c.at_ms = seen->at_ms;
	c.capture = seen->capture;
	c.before = before;
	if (change)
		c.change = *change;
	return h->fn(h->ctx, &c);
}

/* --- two readings ----------------------------------------------------- */

static bool is_number(const struct report_change *c)
{
	return c->kind == CHANGE_CELL || c->kind == CHANGE_STATED;
}

static int compare(struct history *h, const struct seen *seen,
		   int64_t reading, int64_t capture, bool numbers_alone)
{
	struct arena *a;
	struct report before, after;
	const struct report_change *changes = NULL;
	uint32_t count = 0;
	int err;

	if (seen->at_ms < h->filter->since_ms)
		return 0;
	a = arena_new(REPORT_MEMORY);
	if (!a)
		return ERR_NOMEM;
	reader_reading(h->catalog, reading, a, &before);
	reader_reading(h->catalog, seen->reading, a, &after);
	err = catalog_err(h->catalog);
	if (!err)
		err = report_diff(&before, &after, a, &changes, &count);
	for (uint32_t i = 0; !err && i < count; i++)
		if (!numbers_alone || is_number(&changes[i]))
			err = changes_tell(h, seen, STORE_CHANGE_TEXT, capture,
				   &changes[i]);
	arena_free(a);
	return err;
}

/* --- one capture ------------------------------------------------------ */

static int by_url(const void *left, const void *right)
{
	const struct place *a = left, *b = right;

	return a->url_id < b->url_id ? -1 : a->url_id > b->url_id;
}

/* What a reading is compared with is the one before at the same URL; or, where
 * there is none, the latest that a page gave. */
static int compare_reading(struct history *h, const struct place *place,
			   const struct seen *seen)
{
	bool first = place->reading == 0;
	int64_t before = first ? h->page : place->reading;
	int64_t capture = first ? h->page_capture : place->capture;

	if (!before || before == seen->reading || h->told == seen->reading ||
	    (first && seen->is_document))
		return 0;
	return compare(h, seen, before, capture, first);
}

/* The report is there: what that tells. */
static int on_there(struct history *h, struct place *place,
		    const struct seen *seen)
{
	int err = 0;

	if (!h->known)
		err = changes_tell(h, seen, STORE_CHANGE_NEW, 0, NULL);
	else if (place->gone)
		err = changes_tell(h, seen, STORE_CHANGE_BACK, place->capture,
				   NULL);
	else if (h->lost && !place->reading)
		err = changes_found_again(h, seen);
	h->known = true;
	h->lost = NULL;
	place->gone = false;
	return err;
}

/* The URL gives a reading, again or anew. */
static int on_reading(struct history *h, struct place *place,
		      const struct seen *seen)
{
	bool known = h->known;
	int err = on_there(h, place, seen);

	if (!err)
		err = compare_reading(h, place, seen);
	if (!known || place->reading)
		h->told = seen->reading;
	place->reading = seen->reading;
	place->is_document = seen->is_document;
	place->capture = seen->capture;
	if (!seen->is_document) {
		h->page = seen->reading;
		h->page_capture = seen->capture;
	}
	return err;
}

static int on_capture(struct history *h, const struct seen *seen)
{
	struct place key = {.url_id = seen->url_id};
	struct place *place = bsearch(&key, h->places, h->place_count,
				      sizeof(*h->places), by_url);

	if (!place)
		return 0;	/* found since the walk began */
	if (seen->reading && !seen->is_gone)
		/* A part tells that it is there, not what it says. */
		return seen->is_cut ? on_there(h, place, seen) :
		       on_reading(h, place, seen);
	if ((!seen->is_gone && !seen->to) || place->gone || !place->reading)
		return 0;
	return changes_left(h, place, seen);
}

/* By the server or the network; what is cut by body_max is so each time. */
static bool is_cut(enum capture_truncated truncated)
{
	return truncated == TRUNCATED_TIME ||
	       truncated == TRUNCATED_DISCONNECT;
}

static void read_seen(struct sql *row, enum block_class block,
		      struct seen *ret_seen)
{
	*ret_seen = (struct seen){
		.capture = sql_get(row, H_CAPTURE),
		.at_ms = sql_get(row, H_AT),
		.is_gone = changes_is_gone(sql_get(row, H_STATUS), block),
		.url_id = sql_get(row, H_URL_ID),
		.url = sql_get_text(row, H_URL),
		.reading = sql_get(row, H_READING),
		.is_document = sql_get(row, H_DOCUMENT),
		.is_cut = is_cut((enum capture_truncated)sql_get(row, H_CUT)),
		.to = sql_get_text(row, H_TO),
	};
}

static int walk_history(struct history *h)
{
	struct sql *row = sql_of(h->catalog, history_sql);
	int64_t last = 0;
	int err = 0;

	sql_put(row, h->report);
	while (!err && sql_step(row)) {
		enum block_class block = block_from_name(
			sql_get_text(row, H_BLOCK));
		struct seen seen;

		read_seen(row, block, &seen);
		if (!changes_says(block))
			continue;	/* nothing about the report */
		if (seen.capture == last)
			continue;	/* fits less well */
		last = seen.capture;
		err = on_capture(h, &seen);
	}
	sql_done(row);
	return err;
}

/* --- attachments ------------------------------------------------------ */

/* Columns of files_sql. */
enum { F_URL, F_URL_ID, F_CAPTURE, F_AT, F_SHA256 };

static const char files_sql[] =
	"SELECT u.url, u.id, c.id, c.started_ms, k.sha256 FROM "
	"(SELECT DISTINCT a.url FROM reading d JOIN report_attachment a "
	" ON a.reading_id = d.id WHERE d.report_id = ?1) x "
	"JOIN url u ON u.url = x.url JOIN capture c ON c.url_id = u.id "
	"JOIN content k ON k.id = c.content_id WHERE c.block IS NULL "
	"AND c.truncated IN (0, 1) "	/* as is_cut() */
	"AND (c.status IS NULL OR c.status < 400) "
	"ORDER BY u.url, c.started_ms, c.id";

/* What was seen last of the file under way. */
struct file {
	int64_t url_id, capture;
	uint8_t sha256[SHA256_BYTES];
};

static int on_file(struct history *h, const struct file *before,
		   const struct seen *seen, const uint8_t *sha256)
{
	char from[SHA256_HEX_SIZE], to[SHA256_HEX_SIZE];
	struct report_change change = {.kind = CHANGE_ATTACHMENT};

	if (before->url_id != seen->url_id ||
	    memcmp(before->sha256, sha256, SHA256_BYTES) == 0)
		return 0;
	digest_hex(before->sha256, from);
	digest_hex(sha256, to);
	change.from = slice_of(from);
	change.to = slice_of(to);
	return changes_tell(h, seen, STORE_CHANGE_FILE, before->capture,
			    &change);
}

static int walk_files(struct history *h)
{
	struct sql *row = sql_of(h->catalog, files_sql);
	struct file last = {.url_id = 0};
	int err = 0;

	sql_put(row, h->report);
	while (!err && sql_step(row)) {
		struct slice sha256 = sql_get_slice(row, F_SHA256);
		struct seen seen = {
			.capture = sql_get(row, F_CAPTURE),
			.at_ms = sql_get(row, F_AT),
			.url_id = sql_get(row, F_URL_ID),
			.url = sql_get_text(row, F_URL),
		};

		if (sha256.n != SHA256_BYTES)
			continue;
		err = on_file(h, &last, &seen, (const uint8_t *)sha256.p);
		last.url_id = seen.url_id;
		last.capture = seen.capture;
		memcpy(last.sha256, sha256.p, SHA256_BYTES);
	}
	sql_done(row);
	return err;
}

/* --- reports ---------------------------------------------------------- */

static void get_places(struct history *h)
{
	struct sql *q = sql_of(h->catalog, "SELECT count(*) FROM report_url "
			       "WHERE report_id = ?1");
	size_t room;

	sql_put(q, h->report);
	room = sql_step(q) ? (size_t)sql_get(q, 0) : 0;
	sql_done(q);
	h->places = arena_array(h->arena, room, sizeof(*h->places));
	if (!h->places)
		catalog_fail(h->catalog, arena_err(h->arena),
			     err_text(arena_err(h->arena)));
	q = sql_of(h->catalog, "SELECT url_id FROM report_url "
		   "WHERE report_id = ?1 ORDER BY url_id");
	sql_put(q, h->report);
	while (h->place_count < room && sql_step(q))
		h->places[h->place_count++].url_id = sql_get(q, 0);
	sql_done(q);
}

/* Columns of reports_sql. */
enum { P_ID, P_KEY, P_ORGAN, P_YEAR, P_SITE };

static const char reports_sql[] =
	"SELECT p.id, p.key, p.organ, p.year, s.name FROM report p "
	"LEFT JOIN site s ON s.id = p.site_id "
	"WHERE (?1 IS NULL OR s.name = ?1) "
	"AND (?2 IS NULL OR instr(p.organ, ?2) > 0) "
	"AND (?3 = 0 OR p.year >= ?3) AND (?4 = 0 OR p.year <= ?4) "
	"ORDER BY p.organ, p.year, p.key";

static int walk_report(struct history *h, struct sql *row)
{
	int err = ERR_NOMEM;

	h->report = sql_get(row, P_ID);
	h->head = (struct store_change){
		.id = sql_get_text(row, P_KEY),
		.organ = sql_get_slice(row, P_ORGAN),
		.year = (int)sql_get(row, P_YEAR),
		.site = sql_get_text(row, P_SITE),
	};
	h->arena = arena_new(REPORT_MEMORY);
	if (!h->arena)
		return err;
	get_places(h);
	err = catalog_err(h->catalog);
	if (!err)
		err = walk_history(h);
	if (!err)
		err = walk_files(h);
	arena_free(h->arena);
	return err;
}

int store_each_change(struct store_reader *r,
		      const struct store_change_filter *filter,
		      store_change_fn fn, void *ctx)
{
	struct catalog *catalog = reader_ask(r);
	struct sql *row = sql_of(catalog, reports_sql);
	int err = 0;

	sql_put_text(row, filter->site);
	sql_put_text(row, filter->organ);
	sql_put(row, filter->year_from);
	sql_put(row, filter->year_to);
	while (!err && sql_step(row)) {
		struct history h = {.catalog = catalog, .filter = filter,
				    .fn = fn, .ctx = ctx};

		err = walk_report(&h, row);
	}
	sql_done(row);
	return reader_end_walk(r, err);
}

int store_reports_asked(struct store_reader *r, int64_t site, int64_t since_ms,
			int64_t *ret_count)
{
	struct sql *q = sql_of(reader_ask(r), "SELECT count(DISTINCT "
		"u.report_id) FROM capture c "
		"JOIN report_url u ON u.url_id = c.url_id "
		"WHERE c.site_id = ?1 AND c.started_ms >= ?2");

	sql_put(q, site);
	sql_put(q, since_ms);
	*ret_count = sql_step(q) ? sql_get(q, 0) : 0;
	sql_done(q);
	return reader_end(r, 0);
}
