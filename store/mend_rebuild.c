/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A catalog from WARC files alone.
 *
 *   each file, in order of time ► each exchange (gather.c) ► its page read as
 *   the worker read it (reading.c) ► rows as the commit made them (rows.c)
 *
 * Captures, contents, links, columns, reports and facts come from the same
 * functions and the same bytes as during the crawl, so they are the same.  A
 * revisit's page is read from the record it refers to, for a link written
 * relative leads elsewhere from another URL.  So is the page that leads to a
 * document.
 *
 * Of the frontier the bytes tell which URLs were fetched and how they were
 * found, not what was waiting: all count as done, and the next pass begins at
 * the seeds, asks conditionally, and finds the others again.  Of hosts they
 * tell the last answer, its time and address, and the robots rules; back-off
 * is begun afresh.
 *
 * What is damaged is noted and left out.  A revisit of it keeps its capture
 * and has no content.
 */
#include "store/mend_private.h"

#include "base/err.h"
#include "store/gather.h"
#include "store/reading.h"
#include "store/rows.h"
#include "store/store_private.h"
#include "store/warc_cut.h"
#include "store/warc_private.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	BATCH = 256,		/* captures in one transaction */
	CAPTURE_MEMORY = 64 << 20, /* links and strings of one, as a job's */
	BLOCK_EXTRA = 1 << 20,	/* of a block besides its payload */
	DELAY_MS = 2000,	/* DESIGN.md, "Politeness": at least so long, */
	DELAY_FACTOR = 2,	/* and so often the last response time */
};

struct rebuild {
	const char *dir;
	const struct mend_options *options;
	struct mend_totals *totals;
	struct catalog *catalog;
	struct warc_cutter *cutter;	/* for the payload at hand, and */
	struct warc_cutter *via_cutter; /* for the page that led to it */
	/* the file at hand */
	const char *name;	/* without ".open" */
	int64_t file;		/* its row */
	uint64_t whole;		/* behind its last exchange */
	uint64_t before;	/* bytes of the files before it */
	uint64_t total;		/* bytes of all */
	int64_t via;		/* capture that leads to the one at hand */
	unsigned batch;
};

/* --- the page --------------------------------------------------------- */

/* Where a record stands that a revisit refers to. */
struct holder {
	char *file;		/* owned */
	struct warc_place place;
	uint64_t length;	/* of its payload */
	uint8_t sha256[SHA256_BYTES];
};

static bool find_holder(struct rebuild *b, const uint8_t sha256[SHA256_BYTES],
			struct holder *ret_holder)
{
	struct sql *q = sql_of(b->catalog,
		"SELECT w.name, c.main_offset, c.main_length, "
		"c.payload_length, c.sha256 FROM content k "
		"JOIN capture c ON c.id = k.capture_id "
		"JOIN warc_file w ON w.id = c.warc_id WHERE k.sha256 = ?1");
	struct holder h = {.file = NULL};

	sql_put_blob(q, (struct slice){(const char *)sha256, SHA256_BYTES});
	if (sql_step(q)) {
		h.file = slice_dup(sql_get_slice(q, 0));
		h.place.offset = (uint64_t)sql_get(q, 1);
		h.place.length = (uint64_t)sql_get(q, 2);
		h.length = (uint64_t)sql_get(q, 3);
		memcpy(h.sha256, sha256, SHA256_BYTES);
		if (!h.file)
			catalog_fail(b->catalog, ERR_NOMEM,
				     err_text(ERR_NOMEM));
	}
	sql_done(q);
	*ret_holder = h;
	return h.file != NULL;
}

/* The payload in the record of h, lent until the next one is cut; absent where
 * it cannot be had.  Frees what h owns. */
static int cut_payload(struct rebuild *b, struct warc_cutter *cutter,
		       struct holder *h, uint64_t offset,
		       struct slice *ret_payload)
{
	struct warc_record record;
	int err = warc_cut(cutter, h->file, h->place,
			   b->options->max_payload + BLOCK_EXTRA, &record);

	free(h->file);
	if (err == ERR_DAMAGED) {
		mend_note(b->options, b->name, offset,
			  warc_cutter_problem(cutter));
		return 0;
	}
	if (!err && !record.block_cut &&
	    memcmp(record.payload_sha256, h->sha256, SHA256_BYTES) == 0)
		*ret_payload = record.payload;
	return err;
}

/* The payload a revisit stands for. */
static int referred_payload(struct rebuild *b, const struct capture *c,
			    struct slice *ret_payload)
{
	struct holder h;

	if (find_holder(b, c->sha256, &h))
		return cut_payload(b, b->cutter, &h, c->main.offset,
				   ret_payload);
	mend_note(b->options, b->name, c->main.offset, "what the revisit "
		  "refers to is not there: its page is not read");
	return catalog_err(b->catalog);
}

/* What the page that leads to the capture at hand was, as far as reading it
 * again needs it. */
static bool find_via(struct rebuild *b, int64_t capture, struct arena *a,
		     struct capture *ret_via)
{
	struct sql *q = sql_of(b->catalog, "SELECT "
		"coalesce(u.target, u.url), c.status, c.content_type, "
		"c.content_encoding, k.sha256 FROM capture c "
		"JOIN url u ON u.id = c.url_id "
		"JOIN content k ON k.id = c.content_id WHERE c.id = ?1");
	bool found;

	sql_put(q, capture);
	found = sql_step(q) && sql_get_slice(q, 4).n == SHA256_BYTES;
	if (found) {
		*ret_via = (struct capture){
			.url = sql_keep_text(q, 0, a),
			.status = (int)sql_get(q, 1),
			.content_type = sql_keep_text(q, 2, a),
			.content_encoding = sql_keep_text(q, 3, a),
		};
		memcpy(ret_via->sha256, sql_get_slice(q, 4).p, SHA256_BYTES);
	}
	sql_done(q);
	return found && !arena_err(a);
}

static int via(void *ctx, struct arena *a, struct buf *out,
	       struct capture *ret_capture)
{
	struct rebuild *b = ctx;
	struct slice payload = SLICE_NONE;
	struct holder h;
	int err = ERR_NOTFOUND;

	if (find_via(b, b->via, a, ret_capture) &&
	    find_holder(b, ret_capture->sha256, &h))
		err = cut_payload(b, b->via_cutter, &h, h.place.offset,
				  &payload);
	if (!err)
		err = payload.p ? buf_add_slice(out, payload) : ERR_NOTFOUND;
	return err;
}

static int read_document(void *ctx, struct slice bytes, struct arena *a,
			 const struct document **ret_document)
{
	const struct rebuild *b = ctx;

	return b->options->read_document(b->options->ctx, bytes, a,
					 ret_document);
}

/* As the lease said it. */
static int64_t column_page_of(struct catalog *c, const struct capture *of)
{
	struct sql *q = sql_of(c, "SELECT p.page FROM column_page p "
			       "JOIN site s ON s.id = p.site_id "
			       "JOIN url u ON u.id = p.url_id "
			       "WHERE s.name = ?1 AND u.url = ?2");
	int64_t page = 0;

	sql_put_text(q, of->site);
	sql_put_text(q, store_request_key(&of->asked, of->url));
	if (sql_step(q))
		page = sql_get(q, 0);
	sql_done(q);
	return page;
}

/* Reads what the capture brought; r is for reading_free() in any case. */
static int read_answer(struct rebuild *b, const struct gathered *g,
		       struct arena *a, struct reading *r)
{
	const struct capture *c = &g->capture;
	struct reading_input in = {
		.capture = c, .head = g->head, .payload = g->payload,
		.limits = b->options->limits,
		.max_text = b->options->max_text,
		.max_links = b->options->max_links,
		.column_pages_max = b->options->column_pages_max,
		.via = via,
		.read_document = b->options->read_document ? read_document
							   : NULL,
		.document_memory = b->options->document_memory,
		.ctx = b,
	};
	int err = 0;

	*r = (struct reading){.use = READING_NOTHING};
	if (c->kind == CAPTURE_FAILED || c->kind == CAPTURE_NOT_MODIFIED)
		return 0;
	if (c->kind == CAPTURE_REVISIT)
		err = referred_payload(b, c, &in.payload);
	if (err)
		return err;
	if (g->payload_cut)
		mend_note(b->options, b->name, c->main.offset, "the payload "
			  "is larger than body_max: its page is not read");
	if (c->payload_length > 0 && !in.payload.p)
		return 0;
	if (c->site)
		in.column_page = column_page_of(b->catalog, c);
	err = reading_make(&in, a, r);
	/* as in a crawl: it has fewer links */
	return err == ERR_NOMEM ? err : 0;
}

/* --- rows ------------------------------------------------------------- */

static int64_t capture_of_record(struct catalog *c, const char *record_id)
{
	struct sql *q;
	int64_t id;

	if (!record_id)
		return 0;
	q = sql_of(c, "SELECT id FROM capture WHERE record_id = ?1");
	sql_put_text(q, record_id);
	id = sql_step(q) ? sql_get(q, 0) : 0;
	sql_done(q);
	return id;
}

/* The one whose links were new when the URL came into the frontier. */
static int64_t capture_of_via(struct catalog *c, const struct capture *from)
{
	struct sql *q;
	int64_t id;

	if (!from->via)
		return 0;
	q = sql_of(c, "SELECT c.id FROM url u JOIN capture c "
		   "ON c.url_id = u.id WHERE (u.url = ?1 OR u.target = ?1) AND "
		   "c.started_ms <= ?2 ORDER BY c.started_ms DESC LIMIT 1");
	sql_put_text(q, from->via);
	sql_put(q, from->queued_ms ? from->queued_ms : from->started_ms);
	id = sql_step(q) ? sql_get(q, 0) : 0;
	sql_done(q);
	return id;
}

/* Links from the seed, and redirects at the end. */
static void count_hops(const char *hops, int64_t *ret_depth,
		       int64_t *ret_redirects)
{
	int64_t depth = 0, redirects = 0;

	for (; hops && *hops; hops++) {
		redirects = *hops == 'R' ? redirects + 1 : 0;
		depth += *hops != 'R';
	}
	*ret_depth = depth;
	*ret_redirects = redirects;
}

static void put_frontier(struct rebuild *b, const struct capture *c)
{
	struct sql *q = sql_of(b->catalog,
		"INSERT INTO frontier (url_id, site_id, host_id, state, "
		"robots, seed, priority, depth, redirects, due_ms, queued_ms, "
		"raw, via, via_anchor, via_position, via_capture, hops, "
		"body_capture) SELECT id, ?2, host_id, 2, ?3, ?4, 0, ?5, ?6, "
		"0, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14 FROM url "
		"WHERE id = ?1 AND host_id IS NOT NULL "
		"ON CONFLICT (url_id, site_id) DO UPDATE SET body_capture = "
		"coalesce(excluded.body_capture, body_capture)");
	int64_t depth, redirects;

	if (!c->site_id)
		return;
	count_hops(c->hops, &depth, &redirects);
	sql_put(q, c->url_id);
	sql_put(q, c->site_id);
	sql_put(q, c->is_robots);
	sql_put(q, c->is_seed);
	sql_put(q, depth);
	sql_put(q, redirects);
	sql_put(q, c->queued_ms ? c->queued_ms : c->started_ms);
	sql_put_blob(q, slice_of(c->raw));
	sql_put_text(q, c->via);
	sql_put_text(q, c->via_anchor);
	sql_put_unless(q, c->via_position, -1);
	sql_put_unless(q, c->via_capture, 0);
	sql_put_text(q, c->hops);
	sql_put_unless(q, rows_is_current(c) ? c->id : 0, 0);
	sql_run(q);
}

/* As the frontier has it once its pass is over. */
static void put_request(struct rebuild *b, const struct capture *c)
{
	struct sql *q;
	int64_t row;

	if (!store_request_is_special(&c->asked) || !c->site_id)
		return;
	q = sql_of(b->catalog, "SELECT id FROM frontier WHERE url_id = ?1 "
		   "AND site_id = ?2");
	sql_put(q, c->url_id);
	sql_put(q, c->site_id);
	row = sql_step(q) ? sql_get(q, 0) : 0;
	sql_done(q);
	if (row)
		(void)rows_put_request(b->catalog, row, &c->asked, false);
}

static void put_site(struct rebuild *b, const struct capture *c)
{
	struct sql *q = sql_of(b->catalog,
		"UPDATE site SET seed = ?1 WHERE id = ?2 AND seed IS NULL");

	if (!c->site_id)
		return;
	if (c->is_seed) {
		sql_put_text(q, c->url);
		sql_put(q, c->site_id);
		sql_run(q);
	}
	q = sql_of(b->catalog, "INSERT OR IGNORE INTO site_host SELECT ?1, "
		   "host_id FROM url WHERE id = ?2 AND host_id IS NOT NULL");
	sql_put(q, c->site_id);
	sql_put(q, c->url_id);
	sql_run(q);
}

static void put_host(struct rebuild *b, const struct capture *c)
{
	int64_t took = c->total_ms > 0 ? c->total_ms : 0;
	int64_t wait = DELAY_FACTOR * took > DELAY_MS ? DELAY_FACTOR * took :
							DELAY_MS;
	int64_t next = c->started_ms + took + wait;
	struct sql *q = sql_of(b->catalog, "UPDATE host SET address = ?1, "
		"last_response_ms = coalesce(?2, last_response_ms), "
		"next_ms = max(coalesce(next_ms, 0), ?3) "
		"WHERE id = (SELECT host_id FROM url WHERE id = ?4)");

	if (!c->address)
		return;
	sql_put_text(q, c->address);
	sql_put_unless(q, c->outcome ? -1 : c->total_ms, -1);
	sql_put(q, next);
	sql_put(q, c->url_id);
	sql_run(q);
	q = sql_of(b->catalog, "INSERT INTO address VALUES (?1, ?2) "
		   "ON CONFLICT (address) DO UPDATE SET "
		   "next_ms = max(next_ms, excluded.next_ms)");
	sql_put_text(q, c->address);
	sql_put(q, next);
	sql_run(q);
}

/* What counts as a good answer: robots_gate.h. */
static void put_robots(struct rebuild *b, const struct capture *c)
{
	bool good = c->outcome == 0 && !c->block && c->status != 429 &&
		    (c->status / 100 == 2 || c->status / 100 == 4);
	bool still = c->kind == CAPTURE_NOT_MODIFIED;
	struct sql *q = sql_of(b->catalog,
		"UPDATE host SET robots_tried_ms = ?1, "
		"robots_at_ms = iif(?2 OR ?3, ?1, robots_at_ms), "
		"robots_capture = iif(?2, ?4, robots_capture), "
		"robots_status = iif(?2, ?5, robots_status), "
		"robots_record = iif(?2, ?6, robots_record) "
		"WHERE id = (SELECT host_id FROM url WHERE id = ?7)");

	if (!c->is_robots)
		return;
	sql_put(q, c->started_ms);
	sql_put(q, good);
	sql_put(q, still);
	sql_put(q, c->id);
	sql_put(q, c->status);
	sql_put_text(q, c->record_id);
	sql_put(q, c->url_id);
	sql_run(q);
}

static void put_rows(struct rebuild *b, struct capture *c,
		     const struct reading *r)
{
	c->robots_capture = capture_of_record(b->catalog, c->robots_record);
	rows_capture(b->catalog, c, b->file, r->text_sha256);
	rows_reading(b->catalog, c, r);
	put_frontier(b, c);
	put_request(b, c);
	put_site(b, c);
	put_host(b, c);
	put_robots(b, c);
}

/* --- one file --------------------------------------------------------- */

static int on_capture(void *ctx, const struct gathered *g)
{
	struct rebuild *b = ctx;
	struct capture c = g->capture;
	struct arena *a = arena_new(CAPTURE_MEMORY);
	struct reading r;
	int err;

	if (!a)
		return ERR_NOMEM;
	b->whole = c.metadata.offset + c.metadata.length;
	if (capture_of_record(b->catalog, c.record_id)) {
		mend_note(b->options, b->name, c.main.offset, "the capture "
			  "is in another file, too: it is left out");
		arena_free(a);
		return 0;
	}
	c.via_capture = capture_of_via(b->catalog, &c);
	b->via = c.via_capture;
	err = read_answer(b, g, a, &r);
	if (!err) {
		put_rows(b, &c, &r);
		err = catalog_err(b->catalog);
	}
	reading_free(&r);
	arena_free(a);
	if (err || ++b->batch % BATCH)
		return err;
	err = catalog_end(b->catalog);
	catalog_begin(b->catalog);
	return err;
}

static void on_note(void *ctx, uint64_t offset, const char *what)
{
	struct rebuild *b = ctx;

	mend_note(b->options, b->name, offset, what);
}

static void on_progress(void *ctx, uint64_t offset)
{
	struct rebuild *b = ctx;

	if (b->options->on_progress)
		b->options->on_progress(b->options->ctx, b->before + offset,
					b->total);
}

static int walk_file(struct rebuild *b, const char *path, bool open)
{
	const struct gather_options options = {
		.max_payload = b->options->max_payload,
		.on_capture = on_capture, .on_note = on_note,
		.on_progress = on_progress, .ctx = b,
	};
	struct gather_totals totals;
	int err;

	catalog_begin(b->catalog);
	b->file = rows_warc_file(b->catalog, b->name);
	b->whole = 0;
	err = gather_file(path, b->name, &options, &totals);
	if (err && !catalog_err(b->catalog))
		catalog_fail(b->catalog, err, err_text(err));
	/* what lies behind in an open file is for the next start */
	if (!err)
		rows_warc_size(b->catalog, b->file, open ? b->whole :
			       totals.end, !open);
	err = catalog_end(b->catalog);
	if (err)
		return err;
	b->totals->files++;
	b->totals->records += totals.records;
	return 0;
}

/* One of the folder; only_size adds up what there is to read. */
static int visit(struct rebuild *b, const char *file, bool only_size)
{
	char *path = mend_path(b->dir, "warc/", file);
	struct stat st = {.st_size = 0};
	bool open;
	char *name = slice_dup(mend_name(file, &open));
	int err = path && name ? 0 : ERR_NOMEM;

	b->name = name;
	if (!err && stat(path, &st))
		err = err_from_errno(errno);
	if (!err && only_size)
		b->total += (uint64_t)st.st_size;
	else if (!err)
		err = walk_file(b, path, open);
	if (!only_size)
		b->before += (uint64_t)st.st_size;
	free(path);
	free(name);
	return err;
}

/* --- all -------------------------------------------------------------- */

static void put_run(struct rebuild *b, const struct store_options *options,
		    int64_t now_ms)
{
	struct sql *q;

	catalog_begin(b->catalog);
	q = sql_of(b->catalog, "INSERT INTO run (command, program, "
		   "config_sha256, started_ms, ended_ms, outcome) VALUES "
		   "('mend', ?1, ?2, ?3, ?3, 'done')");
	sql_put_text(q, options->program ? options->program : "nianbao");
	sql_put_text(q, options->config_sha256);
	sql_put(q, now_ms);
	sql_run(q);
	(void)catalog_end(b->catalog);	/* sticks */
}

static void count(struct rebuild *b)
{
	struct sql *q = sql_of(b->catalog,
		"SELECT (SELECT count(*) FROM capture), "
		"(SELECT count(*) FROM content), "
		"(SELECT sum(json_array_length(links)) FROM page_links), "
		"(SELECT count(*) FROM report)");

	if (sql_step(q)) {
		b->totals->captures = (uint64_t)sql_get(q, 0);
		b->totals->contents = (uint64_t)sql_get(q, 1);
		b->totals->links = (uint64_t)sql_get(q, 2);
		b->totals->reports = (uint64_t)sql_get(q, 3);
	}
	sql_done(q);
}

static int walk_all(struct rebuild *b)
{
	struct dirent **files;
	int file_count;
	int err = mend_files(b->dir, &files, &file_count);

	if (err)
		return err;
	for (int i = 0; !err && i < 2 * file_count; i++)
		err = visit(b, files[i % file_count]->d_name,
			    i < file_count);
	mend_free_files(files, file_count);
	return err;
}

int mend_rebuild(const char *dir, const char *path,
		 const struct store_options *store_options,
		 const struct mend_options *options, int64_t now_ms,
		 struct mend_totals *totals)
{
	struct rebuild b = {.dir = dir, .options = options, .totals = totals};
	int err = catalog_open(path, CATALOG_WRITE, &b.catalog);

	if (!err)
		err = warc_cutter_new(dir, &b.cutter);
	if (!err)
		err = warc_cutter_new(dir, &b.via_cutter);
	if (!err) {
		/* nobody misses it before it is whole and synced */
		catalog_exec(b.catalog, "PRAGMA synchronous = OFF");
		put_run(&b, store_options, now_ms);
		err = catalog_err(b.catalog);
	}
	if (!err)
		err = walk_all(&b);
	if (!err) {
		count(&b);
		catalog_exec(b.catalog, "PRAGMA wal_checkpoint(TRUNCATE)");
		err = catalog_err(b.catalog);
	}
	if (err)
		(void)store_open_fail(err, b.catalog);
	warc_cutter_free(b.via_cutter);
	warc_cutter_free(b.cutter);
	catalog_close(b.catalog);
	return err ? err : warc_sync_file(path);
}
