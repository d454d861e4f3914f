/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The group commit.  The order is the promise of the archive:
 *
 *   room?  ►  late revisits  ►  append all  ►  sync  ►  one transaction
 *
 * Before the sync nothing refers to the new records; after the transaction
 * they are the archive's.  A failure in between cuts them off again; where
 * even that fails, or the process ends there, the next start finds them.
 *
 * Late revisits: a worker looked whether a payload is known before other
 * answers of the same bytes were stored, or they are in this very group.  Such
 * an item is built again as a revisit of the first.  It stays one when the
 * group is tried again after ERR_NOSPACE, and what it refers to stays in the
 * same group before it.
 */
#include "store/store_private.h"

#include "base/err.h"

#include <stdlib.h>
#include <string.h>
#define HASH_NONFATAL_OOM 1
#include <uthash.h>

enum { SERIAL_MAX = 99999 };	/* five digits in the name */

/* --- late revisits ---------------------------------------------------- */

/* A content that comes with this group. */
struct fresh {
	uint8_t sha256[SHA256_BYTES];
	struct capture_ref ref;
	UT_hash_handle hh;
};

struct group {
	struct fresh *table;
	struct fresh *rows;	/* owned; one an item */
	size_t count;
};

/* The stored capture that holds the bytes; strings in a. */
static bool find_stored(struct store *s, const struct capture *c,
			struct arena *a, struct capture_ref *ret_ref)
{
	struct sql *q = sql_of(s->catalog,
		"SELECT h.record_id, coalesce(u.target, u.url), "
		"h.started_ms FROM content k "
		"JOIN capture h ON h.id = k.capture_id "
		"JOIN url u ON u.id = h.url_id WHERE k.sha256 = ?1");
	bool found;

	sql_put_blob(q, (struct slice){(const char *)c->sha256,
				       SHA256_BYTES});
	found = sql_step(q);
	if (found)
		*ret_ref = (struct capture_ref){
			.record_id = sql_keep_text(q, 0, a),
			.url = sql_keep_text(q, 1, a),
			.date_ms = sql_get(q, 2),
		};
	sql_done(q);
	return found;
}

static bool find_known(struct store *s, struct group *g,
		       const struct store_item *item,
		       struct capture_ref *ret_ref)
{
	struct fresh *f;

	HASH_FIND(hh, g->table, item->capture->sha256, SHA256_BYTES, f);
	if (f) {
		*ret_ref = f->ref;
		return true;
	}
	return find_stored(s, item->capture, item->arena, ret_ref);
}

static int add_fresh(struct group *g, const struct capture *c)
{
	struct fresh *f = &g->rows[g->count++];

	memcpy(f->sha256, c->sha256, SHA256_BYTES);
	f->ref = (struct capture_ref){
		.record_id = c->record_id, .url = c->url,
		.date_ms = c->started_ms,
	};
	HASH_ADD(hh, g->table, sha256, SHA256_BYTES, f);
	return f->hh.tbl ? 0 : ERR_NOMEM;
}

/* The item is as it was where this fails: the group may be tried again. */
static int make_revisit(struct store_item *item, struct capture_ref ref)
{
	struct warc_bundle bundle = WARC_BUNDLE_NONE;
	struct capture c = *item->capture;
	int err;

	c.kind = CAPTURE_REVISIT;
	c.refers_to = ref;
	err = warc_build(&c, item->exchange, item->build, item->arena,
			 &bundle);
	if (err)
		return err;
	warc_bundle_free(item->bundle);
	*item->bundle = bundle;
	*item->capture = c;
	item->ret_revisit = true;
	return 0;
}

static int settle(struct store *s, struct group *g, struct store_item *item)
{
	struct capture *c = item->capture;
	struct capture_ref ref;

	if (c->kind != CAPTURE_RESPONSE || !rows_has_content(c))
		return 0;
	if (!find_known(s, g, item, &ref))
		return add_fresh(g, c);
	if (arena_err(item->arena))
		return arena_err(item->arena);
	return make_revisit(item, ref);
}

static int settle_all(struct store *s, struct store_item *items, size_t count)
{
	struct group g = {.rows = calloc(count, sizeof(*g.rows))};
	int err = g.rows ? 0 : ERR_NOMEM;

	catalog_clear(s->catalog);
	for (size_t i = 0; i < count && !err; i++)
		err = settle(s, &g, &items[i]);
	if (!err)
		err = catalog_err(s->catalog);
	HASH_CLEAR(hh, g.table);
	free(g.rows);
	return err ? store_fail(s, err, NULL) : 0;
}

/* --- the file --------------------------------------------------------- */

int store_close_file(struct store *s)
{
	uint64_t size = warc_file_size(s->file);
	int err = warc_file_close(s->file);

	s->file = NULL;
	if (err)
		return store_fail(s, err, "a WARC file cannot be closed");
	store_begin_durable(s);
	rows_warc_size(s->catalog, s->file_id, size, true);
	return store_end(s);
}

/* A file that takes nothing more, or that no row knows, is left ".open", as
 * after a crash; what rows vouch for in it is good.  The next group begins
 * another. */
static void abandon_file(struct store *s)
{
	warc_file_abandon(s->file);
	s->file = NULL;
}

static int begin_file(struct store *s, int64_t now_ms)
{
	int err;

	do	/* a run of the same second may have used the name */
		err = warc_file_create(s->warc_dir, now_ms, ++s->serial,
				       &s->options.info, &s->file);
	while (err == ERR_EXISTS && s->serial < SERIAL_MAX);
	if (err)
		return store_fail(s, err, "a WARC file cannot be begun");
	store_begin_durable(s);
	s->file_id = rows_warc_file(s->catalog, warc_file_name(s->file));
	rows_warc_size(s->catalog, s->file_id, warc_file_size(s->file),
		       false);
	err = store_end(s);
	if (err)
		abandon_file(s);
	return err;
}

static int need_file(struct store *s, int64_t now_ms)
{
	int err = 0;

	if (s->file && warc_file_size(s->file) >= s->options.warc_max)
		err = store_close_file(s);
	if (!err && !s->file)
		err = begin_file(s, now_ms);
	return err;
}

static int append_all(struct store *s, struct store_item *items, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct capture *c = items[i].capture;
		const struct warc_bundle *b = items[i].bundle;
		uint64_t at;
		int err = warc_file_append(s->file, b, &at);

		if (err)
			return err;
		c->warc_file = warc_file_name(s->file);
		c->main = b->main;
		c->request = b->request;
		c->metadata = b->metadata;
		c->main.offset += at;
		c->metadata.offset += at;
		if (c->request.length)
			c->request.offset += at;
	}
	return warc_file_sync(s->file);
}

/* --- the rows --------------------------------------------------------- */

/* Does the URL come of a page, or of an answer, that counts? */
static bool counts(const struct store_item *item, const struct store_url *url,
		   enum rows_column_end end)
{
	if (url->column_page)
		return end == ROWS_COLUMN_GOES_ON;
	/* rows of a list are found by the pager, too */
	return end != ROWS_COLUMN_REFUSED || !item->column->list ||
	       item->column->absent;
}

static void put_found(struct store *s, struct store_item *item,
		      enum rows_column_end end, int64_t now_ms)
{
	for (size_t i = 0; i < item->found_count; i++) {
		struct store_url url = item->found[i];

		if (!counts(item, &url, end))
			continue;
		if (!url.via_capture)
			url.via_capture = item->capture->id;
		item->ret_found += store_frontier_put(s, &url, now_ms);
	}
}

/* A robots.txt that is done and the host's row that says so are one: between
 * two transactions a crash would have it asked for again. */
static void put_host(struct store *s, const struct store_item *item,
		     int64_t now_ms)
{
	const struct capture *c = item->capture;
	struct store_host host = *item->host;

	if (item->is_rules) {
		host.robots_capture = c->id;
		host.robots_record = c->record_id;
		host.robots_status = c->status;
		host.robots_at_ms = c->started_ms;
		host.robots_tried_ms = c->started_ms;
	}
	store_host_write(s, &host);
	if (item->block)
		store_block_write(s, &host, item->block, item->arena, now_ms);
}

static void put_item(struct store *s, struct store_item *item, int64_t now_ms)
{
	enum rows_column_end end = ROWS_COLUMN_GOES_ON;

	rows_capture(s->catalog, item->capture, s->file_id,
		     item->text_sha256);
	rows_links(s->catalog, item->capture, item->links, item->link_count);
	item->ret_found = 0;
	if (item->column)
		end = rows_column(s->catalog, item->capture, item->column);
	put_found(s, item, end, now_ms);
	if (end == ROWS_COLUMN_REFUSED)
		store_frontier_end_column(s, item->capture);
	if (item->document)
		rows_document(s->catalog, item->capture, item->document);
	item->ret_new_reports = rows_reports(s->catalog, item->capture,
					     item->reports, item->report_count,
					     item->text_sha256,
					     item->document);
	if (item->again)
		rows_reports_again(s->catalog, item->capture);
	if (end != ROWS_COLUMN_GOES_ON)
		item->memo = SLICE_NONE;
	store_refresh_stored(s, item);
	store_frontier_stored(s, item);
	if (item->host)
		put_host(s, item, now_ms);
	if (item->address)
		store_address_write(s, item->address,
				    item->address_next_ms);
}

static int put_all(struct store *s, struct store_item *items, size_t count,
		   int64_t now_ms)
{
	store_begin_durable(s);
	for (size_t i = 0; i < count; i++)
		put_item(s, &items[i], now_ms);
	rows_warc_size(s->catalog, s->file_id, warc_file_size(s->file),
		       false);
	return store_end(s);
}

/*
 * Is it certain that no row names the appended records?  A commit that failed
 * before its last page was written left nothing behind; one whose sync failed
 * may come back when the log is read after a crash, unless another commit has
 * gone over it.
 */
static bool is_undone(struct store *s, int err)
{
	if (err != ERR_IO)
		return true;
	store_begin_durable(s);
	catalog_exec(s->catalog, "UPDATE run SET outcome = outcome "
		     "WHERE id = (SELECT max(id) FROM run)");
	return store_end(s) == 0;
}

/* Back to the size that rows vouch for. */
static void take_back(struct store *s, uint64_t size, int err)
{
	char problem[STORE_PROBLEM_SIZE];

	memcpy(problem, s->problem, sizeof(problem));
	if (!is_undone(s, err) || warc_file_cut(s->file, size))
		abandon_file(s);
	memcpy(s->problem, problem, sizeof(problem));
}

int store_commit(struct store *s, struct store_item *items, size_t count,
		 int64_t now_ms)
{
	uint64_t need = 0, size;
	int err = settle_all(s, items, count);

	for (size_t i = 0; i < count && !err; i++)
		need += items[i].bundle->size;
	if (!err)
		err = store_room(s, need);
	if (!err)
		err = need_file(s, now_ms);
	if (err)
		return err;
	size = warc_file_size(s->file);
	err = append_all(s, items, count);
	if (err)
		(void)store_fail(s, err, "a WARC file cannot be written");
	else
		err = put_all(s, items, count, now_ms);
	if (err)
		take_back(s, size, err);
	return err;
}
