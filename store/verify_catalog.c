/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The catalog against the WARC files.
 *
 * The walk has left an entry for each record, in order of file and offset, so
 * a row is checked by looking its place up: nothing is read twice.  A crawler
 * may be at work meanwhile; rows younger than the moment of opening are left
 * alone, and files still open are walked only as far as rows went then.
 */
#include "base/err.h"
#include "store/catalog.h"
#include "store/mend_private.h"
#include "store/seal.h"
#include "store/verify_private.h"
#include "store/warc_private.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

enum { LINE_MAX_BYTES = 1 << 20 };

/* A row of warc_file. */
struct file_row {
	int64_t id;
	char *name;		/* owned */
	uint64_t size;
	bool closed, seen;	/* seen: it is in the folder */
	uint32_t file;		/* index in v->files, if seen */
};

struct verify_catalog {
	sqlite3 *db;
	struct file_row *files;	/* owned */
	size_t count, cap;
	int64_t last_capture;	/* rows up to this one are looked at */
	bool bare;		/* without a schema: a run died while it made
				 * the archive, in which nothing is yet */
};

/* --- statements ------------------------------------------------------- */

/* A failure of SQLite is a finding, but for lack of memory. */
static int fail(struct verify *v, sqlite3 *db, int code)
{
	if (code == SQLITE_NOMEM)
		return ERR_NOMEM;
	verify_say(v, VERIFY_CATALOG, CATALOG_NAME, 0, "%s",
		   sqlite3_errmsg(db));
	return 0;
}

typedef int (*row_fn)(struct verify *v, sqlite3_stmt *row);

/* Gives each row to fn.  limit is bound to ?1 where there is one. */
static int each_row(struct verify *v, const char *sql, int64_t limit,
		    row_fn fn)
{
	sqlite3 *db = v->catalog->db;
	sqlite3_stmt *row;
	int err = 0;
	int code = sqlite3_prepare_v2(db, sql, -1, &row, NULL);

	if (code != SQLITE_OK)
		return fail(v, db, code);
	if (sqlite3_bind_parameter_count(row) > 0)
		(void)sqlite3_bind_int64(row, 1, limit); /* it is there */
	while (!err && (code = sqlite3_step(row)) == SQLITE_ROW)
		err = fn(v, row);
	if (!err && code != SQLITE_DONE)
		err = fail(v, db, code);
	(void)sqlite3_finalize(row);	/* repeats code */
	return err;
}

static struct slice column(sqlite3_stmt *row, int i)
{
	const char *p = sqlite3_column_blob(row, i);
	int n = sqlite3_column_bytes(row, i);

	if (sqlite3_column_type(row, i) == SQLITE_NULL)
		return SLICE_NONE;
	return (struct slice){p ? p : "", (size_t)n};
}

#define SAY(v, rule, ...) verify_say(v, rule, CATALOG_NAME, 0, __VA_ARGS__)

/* --- opening ---------------------------------------------------------- */

static int on_file(struct verify *v, sqlite3_stmt *row)
{
	struct verify_catalog *c = v->catalog;
	struct file_row *f;

	if (c->count == c->cap) {
		size_t cap = c->cap ? 2 * c->cap : 16;

		f = realloc(c->files, cap * sizeof(*f));
		if (!f)
			return ERR_NOMEM;
		c->files = f;
		c->cap = cap;
	}
	f = &c->files[c->count];
	*f = (struct file_row){
		.id = sqlite3_column_int64(row, 0),
		.name = slice_dup(column(row, 1)),
		.size = (uint64_t)sqlite3_column_int64(row, 2),
		.closed = sqlite3_column_int(row, 3),
	};
	if (!f->name)
		return ERR_NOMEM;
	c->count++;
	return 0;
}

static int on_schema(struct verify *v, sqlite3_stmt *row)
{
	v->catalog->bare = sqlite3_column_int64(row, 0) == 0;
	return 0;
}

static int on_last(struct verify *v, sqlite3_stmt *row)
{
	v->catalog->last_capture = sqlite3_column_int64(row, 0);
	return 0;
}

int verify_catalog_open(struct verify *v, const char *dir)
{
	struct verify_catalog *c = calloc(1, sizeof(*c));
	char *path = mend_path(dir, "", CATALOG_NAME);
	int err = ERR_NOMEM;
	int code;

	if (!c || !path)
		goto close_catalog;
	code = catalog_connect(path, &c->db);
	if (code != SQLITE_OK) {
		err = fail(v, c->db, code);
		goto close_catalog;
	}
	v->catalog = c;
	free(path);
	/* one moment for both; a failure shows in the next statement */
	(void)sqlite3_exec(c->db, "BEGIN", NULL, NULL, NULL);
	err = each_row(v, "SELECT count(*) FROM sqlite_schema", 0, on_schema);
	if (!err && !c->bare)
		err = each_row(v, "SELECT coalesce(max(id), 0) FROM capture",
			       0, on_last);
	if (!err && !c->bare)
		err = each_row(v, "SELECT id, name, size, closed "
			       "FROM warc_file ORDER BY id", 0, on_file);
	(void)sqlite3_exec(c->db, "COMMIT", NULL, NULL, NULL);
	return err;
close_catalog:
	verify_catalog_close(c);
	free(path);
	return err;
}

void verify_catalog_close(struct verify_catalog *c)
{
	if (!c)
		return;
	for (size_t i = 0; i < c->count; i++)
		free(c->files[i].name);
	free(c->files);
	(void)sqlite3_close(c->db);	/* read only */
	free(c);
}

/* The row of a file in the folder, NULL if there is none. */
static struct file_row *row_of(struct verify_catalog *c, struct slice name)
{
	if (slice_ends(name, ".open"))
		name.n -= strlen(".open");
	for (size_t i = 0; i < c->count; i++)
		if (slice_eqs(name, c->files[i].name))
			return &c->files[i];
	return NULL;
}

uint64_t verify_catalog_limit(struct verify *v, const char *name)
{
	struct file_row *f;

	if (!v->catalog)
		return UINT64_MAX;
	f = row_of(v->catalog, slice_of(name));
	if (f)	/* one that was open then may be closed by now */
		return f->closed ? UINT64_MAX : f->size;
	return slice_ends(slice_of(name), ".open") ? 0 : UINT64_MAX;
}

/* --- files ------------------------------------------------------------ */

/* Where the last record of a file ends, as walked. */
static uint64_t end_of(const struct verify *v, uint32_t file)
{
	for (size_t i = v->refs.entry_count; i-- > 0;) {
		const struct verify_entry *e = &v->refs.entries[i];

		if (e->file == file)
			return e->offset + e->length;
	}
	return 0;
}

static void check_files(struct verify *v)
{
	struct verify_catalog *c = v->catalog;

	for (uint32_t i = 0; i < v->file_count; i++) {
		struct slice name = slice_of(v->files[i]);
		struct file_row *f = row_of(c, name);

		if (!f) {
			/* a new one, of which nothing is committed yet */
			if (!slice_ends(name, ".open"))
				verify_say(v, VERIFY_CATALOG_FILE,
					   v->files[i], 0,
					   "the catalog does not know it");
			continue;
		}
		f->seen = true;
		f->file = i;
		v->totals->rows++;
		if (end_of(v, i) < f->size)
			verify_say(v, VERIFY_CATALOG_FILE, v->files[i],
				   end_of(v, i),
				   "records end here, rows go on to %llu",
				   (unsigned long long)f->size);
		else if (f->closed && end_of(v, i) > f->size)
			verify_say(v, VERIFY_CATALOG_FILE, v->files[i],
				   f->size, "records go on to %llu",
				   (unsigned long long)end_of(v, i));
	}
	for (size_t i = 0; i < c->count; i++)
		if (!c->files[i].seen)
			SAY(v, VERIFY_CATALOG_FILE, "%s is not there",
			    c->files[i].name);
}

/* --- captures --------------------------------------------------------- */

static struct verify_entry *entry_at(struct verify *v, uint32_t file,
				     uint64_t offset)
{
	struct verify_refs *r = &v->refs;
	size_t low = 0, high = r->entry_count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		struct verify_entry *e = &r->entries[mid];

		if (e->file == file && e->offset == offset)
			return e;
		if (e->file < file || (e->file == file && e->offset < offset))
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

enum {			/* columns; a place has two */
	C_ID, C_WARC, C_KIND, C_RECORD, C_STARTED, C_URL, C_HAS_PAYLOAD,
	C_SHA256, C_CONTENT, C_CONTENT_SHA256,
	C_MAIN, C_REQUEST = C_MAIN + 2, C_METADATA = C_REQUEST + 2,
};

static const char capture_sql[] =
	"SELECT c.id, c.warc_id, c.kind, c.record_id, c.started_ms, "
	"coalesce(u.target, u.url), c.has_payload, c.sha256, c.content_id, "
	"k.sha256, "
	"c.main_offset, c.main_length, c.request_offset, c.request_length, "
	"c.metadata_offset, c.metadata_length "
	"FROM capture c LEFT JOIN url u ON u.id = c.url_id "
	"LEFT JOIN content k ON k.id = c.content_id WHERE c.id <= ?1";

/* The record at the place in columns i and i + 1; NULL, and a finding, where
 * there is none of that type and length.  A length of 0 means none is due. */
static struct verify_entry *check_place(struct verify *v, sqlite3_stmt *row,
					const struct file_row *f, int i,
					unsigned types)
{
	uint64_t offset = (uint64_t)sqlite3_column_int64(row, i);
	uint64_t length = (uint64_t)sqlite3_column_int64(row, i + 1);
	struct verify_entry *e = entry_at(v, f->file, offset);

	if (length == 0)
		return NULL;
	if (e && e->length == length && types & 1u << e->type)
		return e;
	SAY(v, VERIFY_CATALOG_PLACE,
	    "capture %lld: no such record at %llu+%llu of %s",
	    (long long)sqlite3_column_int64(row, C_ID),
	    (unsigned long long)offset, (unsigned long long)length, f->name);
	return NULL;
}

/* The key of a URL as it is written in WARC-Target-URI. */
static int uri_key(const char *url, struct verify_key *ret_key)
{
	struct buf line = BUF_INIT(LINE_MAX_BYTES);
	int err;

	warc_head_uri(&line, "", url ? url : "");
	err = line.err;
	if (!err)
		err = verify_key_of(slice_trim(slice_sub(buf_slice(&line), 1,
							 line.len)), ret_key);
	buf_free(&line);
	return err == ERR_TOOBIG ? 0 : err;
}

static int check_main(struct verify *v, sqlite3_stmt *row,
		      const struct verify_entry *e)
{
	struct slice sha256 = column(row, C_SHA256);
	struct verify_key id, uri = {{0}}, payload = e->payload;
	const char *what = NULL;
	int err;

	err = verify_key_of(column(row, C_RECORD), &id);
	if (!err)
		err = uri_key((const char *)sqlite3_column_text(row, C_URL),
			      &uri);
	if (!err && sqlite3_column_int(row, C_HAS_PAYLOAD) &&
	    e->type != WARC_METADATA && sha256.n == SHA256_BYTES)
		err = verify_key_of_sha256((const uint8_t *)sha256.p,
					   &payload);
	if (err)
		return err;
	if (!verify_key_same(&id, &e->id))
		what = "record id";
	else if (sqlite3_column_int64(row, C_STARTED) != e->date_ms)
		what = "date";
	else if (!verify_key_same(&uri, &e->uri))
		what = "URL";
	else if (!verify_key_same(&payload, &e->payload))
		what = "payload digest";
	if (what)
		SAY(v, VERIFY_CATALOG_ROW,
		    "capture %lld: its record at %llu of %s has another %s",
		    (long long)sqlite3_column_int64(row, C_ID),
		    (unsigned long long)e->offset, v->files[e->file], what);
	return 0;
}

static void check_content_of(struct verify *v, sqlite3_stmt *row)
{
	struct slice sha256 = column(row, C_SHA256);
	struct slice content = column(row, C_CONTENT_SHA256);

	if (sqlite3_column_type(row, C_CONTENT) == SQLITE_NULL)
		return;
	if (content.p && (!sqlite3_column_int(row, C_HAS_PAYLOAD) ||
			  slice_eq(sha256, content)))
		return;
	SAY(v, VERIFY_CATALOG_CONTENT, "capture %lld: content %lld is %s",
	    (long long)sqlite3_column_int64(row, C_ID),
	    (long long)sqlite3_column_int64(row, C_CONTENT),
	    content.p ? "another one" : "not there");
}

static int on_capture(struct verify *v, sqlite3_stmt *row)
{
	static const unsigned main_types[] = {
		[CAPTURE_RESPONSE] = 1u << WARC_RESPONSE,
		[CAPTURE_REVISIT] = 1u << WARC_REVISIT,
		[CAPTURE_NOT_MODIFIED] = 1u << WARC_REVISIT,
		[CAPTURE_RESOURCE] = 1u << WARC_RESOURCE,
		[CAPTURE_FAILED] = 1u << WARC_METADATA,
	};
	int64_t warc = sqlite3_column_int64(row, C_WARC);
	int64_t kind = sqlite3_column_int64(row, C_KIND);
	const struct file_row *f = NULL;
	struct verify_entry *e;

	v->totals->rows++;
	for (size_t i = 0; i < v->catalog->count; i++)
		if (v->catalog->files[i].id == warc)
			f = &v->catalog->files[i];
	if (!f || kind < 0 || kind > CAPTURE_FAILED) {
		SAY(v, VERIFY_CATALOG_ROW, "capture %lld: no such %s",
		    (long long)sqlite3_column_int64(row, C_ID),
		    f ? "kind" : "WARC file");
		return 0;
	}
	check_content_of(v, row);
	if (!f->seen)
		return 0;	/* said once, for the file */
	(void)check_place(v, row, f, C_REQUEST, 1u << WARC_REQUEST);
	e = check_place(v, row, f, C_METADATA, 1u << WARC_METADATA);
	if (e)
		e->in_catalog = true;
	e = check_place(v, row, f, C_MAIN, main_types[kind]);
	return e ? check_main(v, row, e) : 0;
}

/* Captures the catalog has forgotten. */
static void check_missing(struct verify *v)
{
	uint32_t file = UINT32_MAX;
	bool known = false;

	for (size_t i = 0; i < v->refs.entry_count; i++) {
		const struct verify_entry *e = &v->refs.entries[i];

		if (e->file != file)
			known = row_of(v->catalog, slice_of(v->files[e->file]));
		file = e->file;
		/* of a file not known at all enough is said */
		if (known && e->type == WARC_METADATA && !e->in_catalog)
			verify_say(v, VERIFY_CATALOG_MISSING,
				   v->files[e->file], e->offset,
				   "no row names this capture");
	}
}

/* --- contents --------------------------------------------------------- */

static const char content_sql[] =
	"SELECT k.id, k.capture_id, c.id IS NOT NULL AND c.kind IN (0, 3) "
	"AND c.truncated = 0 AND c.sha256 = k.sha256 "
	"AND c.payload_length = k.length AND k.length > 0 "
	"FROM content k LEFT JOIN capture c ON c.id = k.capture_id "
	"WHERE k.capture_id <= ?1";

static int on_content(struct verify *v, sqlite3_stmt *row)
{
	v->totals->rows++;
	if (!sqlite3_column_int(row, 2))
		SAY(v, VERIFY_CATALOG_CONTENT,
		    "content %lld: capture %lld does not hold it",
		    (long long)sqlite3_column_int64(row, 0),
		    (long long)sqlite3_column_int64(row, 1));
	return 0;
}

/* --- the database itself ---------------------------------------------- */

static int on_quick_check(struct verify *v, sqlite3_stmt *row)
{
	if (!slice_eqs(column(row, 0), "ok"))
		SAY(v, VERIFY_CATALOG, "%s", sqlite3_column_text(row, 0));
	return 0;
}

static int on_foreign_key(struct verify *v, sqlite3_stmt *row)
{
	SAY(v, VERIFY_CATALOG, "row %lld of %s: there is no such row in %s",
	    (long long)sqlite3_column_int64(row, 1),
	    sqlite3_column_text(row, 0), sqlite3_column_text(row, 2));
	return 0;
}

static void on_seal(void *ctx, const char *what)
{
	SAY((struct verify *)ctx, VERIFY_CATALOG_SEAL, "%s", what);
}

static int check_seal(struct verify *v, const char *dir)
{
	char *path = mend_path(dir, "", CATALOG_NAME);
	int err = path ? seal_check(path, on_seal, v) : ERR_NOMEM;

	free(path);
	return err;
}

int verify_catalog_check(struct verify *v, const char *dir)
{
	int64_t last;
	int err = 0;

	if (!v->options->fast)
		err = check_seal(v, dir);
	if (err || !v->catalog)
		return err;
	last = v->catalog->last_capture;
	if (!v->options->fast)
		err = each_row(v, "PRAGMA quick_check(10)", 0, on_quick_check);
	if (!err && !v->options->fast)
		err = each_row(v, "PRAGMA foreign_key_check", 0,
			       on_foreign_key);
	check_files(v);
	if (v->catalog->bare)
		return err;
	if (!err)
		err = each_row(v, capture_sql, last, on_capture);
	if (!err)
		err = each_row(v, content_sql, last, on_content);
	if (!err)
		check_missing(v);
	return err;
}
