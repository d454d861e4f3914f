/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an interrupted run left is gone on with where it is of this catalog and
 * of this version of the reading; its table `reread` says so, and goes before
 * the copy takes its place.  All that is put between two commits is done
 * again.
 */
#include "store/mend_reread.h"

#include "base/err.h"
#include "store/lock.h"
#include "store/mend_private.h"
#include "store/store_private.h"
#include "store/warc_private.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#define COPY_NAME CATALOG_NAME ".reread"

enum { BATCH = 256 };		/* captures in one transaction */

struct reread {
	char *dir, *path;	/* owned; path: of the copy */
	int lock;
	struct catalog *catalog; /* the copy */
	unsigned batch;
};

/* What the copy must be of. */
struct mark {
	int64_t captures, runs;	/* the last of each */
};

/* --- the copy --------------------------------------------------------- */

static struct mark mark_of(struct catalog *c)
{
	struct sql *q = sql_of(c, "SELECT (SELECT max(id) FROM capture), "
			       "(SELECT max(id) FROM run)");
	struct mark mark = {0, 0};

	if (sql_step(q))
		mark = (struct mark){sql_get(q, 0), sql_get(q, 1)};
	sql_done(q);
	return mark;
}

static int drop_copy(const char *dir)
{
	int err = mend_drop(dir, COPY_NAME);

	if (!err)
		err = mend_drop(dir, COPY_NAME "-wal");
	return err ? err : mend_drop(dir, COPY_NAME "-shm");
}

static int copy_catalog(const char *dir, const char *to, struct mark *ret_mark)
{
	char *path = mend_path(dir, "", CATALOG_NAME);
	struct catalog *c = NULL;
	struct sql *q;
	int err = path ? catalog_open(path, CATALOG_READ, &c) : ERR_NOMEM;

	free(path);
	if (!err) {
		*ret_mark = mark_of(c);
		q = sql_of(c, "VACUUM INTO ?1");
		sql_put_text(q, to);
		sql_run(q);
		err = catalog_err(c);
	}
	if (err)
		(void)store_open_fail(err, c);
	catalog_close(c);
	return err;
}

static int empty_copy(struct reread *r, struct mark mark)
{
	struct sql *q;

	catalog_begin(r->catalog);
	rows_forget_readings(r->catalog);
	catalog_exec(r->catalog, "CREATE TABLE reread (captures INTEGER, "
		     "runs INTEGER, extractor INTEGER, done INTEGER)");
	q = sql_of(r->catalog, "INSERT INTO reread VALUES (?1, ?2, ?3, 0)");
	sql_put(q, mark.captures);
	sql_put(q, mark.runs);
	sql_put(q, REPORT_EXTRACTOR_VERSION);
	sql_run(q);
	return catalog_end(r->catalog);
}

static int begin_anew(struct reread *r)
{
	struct mark mark;
	int err;

	catalog_close(r->catalog);
	r->catalog = NULL;
	err = drop_copy(r->dir);
	if (!err)
		err = copy_catalog(r->dir, r->path, &mark);
	if (!err)
		err = catalog_open(r->path, CATALOG_WRITE, &r->catalog);
	return err ? err : empty_copy(r, mark);
}

/* Is the copy of the catalog as it is now? */
static bool may_resume(struct reread *r)
{
	char *path = mend_path(r->dir, "", CATALOG_NAME);
	struct catalog *c = NULL;
	struct mark now = {-1, -1};
	struct sql *q;
	bool same = false;

	if (path && !catalog_open(path, CATALOG_READ, &c))
		now = mark_of(c);
	catalog_close(c);
	free(path);
	q = sql_of(r->catalog, "SELECT captures, runs, extractor FROM reread");
	if (sql_step(q))
		same = sql_get(q, 0) == now.captures &&
		       sql_get(q, 1) == now.runs &&
		       sql_get(q, 2) == REPORT_EXTRACTOR_VERSION;
	sql_done(q);
	same = same && !catalog_err(r->catalog);
	catalog_clear(r->catalog);
	return same;
}

static bool is_left(struct reread *r)
{
	return access(r->path, F_OK) == 0 &&
	       !catalog_open(r->path, CATALOG_WRITE, &r->catalog) &&
	       may_resume(r);
}

/* --- begin, end ------------------------------------------------------- */

#define TO_READ "kind IN (0, 1, 3) AND outcome IS NULL"

static int fill_state(struct reread *r, struct reread_state *state)
{
	char *path = mend_path(r->dir, "", CATALOG_NAME);
	struct catalog *c = NULL;
	int err = path ? catalog_open(path, CATALOG_READ, &c) : ERR_NOMEM;

	free(path);
	if (!err)
		state->reports = (uint64_t)sql_number(c,
			"SELECT count(*) FROM report");
	catalog_close(c);
	state->total = (uint64_t)sql_number(r->catalog, "SELECT count(*) "
		"FROM capture WHERE " TO_READ);
	state->done = (uint64_t)sql_number(r->catalog, "SELECT count(*) "
		"FROM capture WHERE " TO_READ " AND id <= "
		"(SELECT done FROM reread)");
	return err ? err : catalog_err(r->catalog);
}

static void reread_free(struct reread *r)
{
	catalog_close(r->catalog);
	if (r->lock >= 0)
		lock_drop(r->lock);
	free(r->path);
	free(r->dir);
	free(r);
}

int reread_begin(const char *dir, struct reread **ret_reread,
		 struct reread_state *ret_state)
{
	struct reread *r = calloc(1, sizeof(*r));
	struct reread_state state = {.done = 0};
	int err;

	if (!r)
		return ERR_NOMEM;
	r->lock = -1;
	r->dir = slice_dup(slice_of(dir));
	r->path = mend_path(dir, "", COPY_NAME);
	err = r->dir && r->path ? mend_lock(dir, &r->lock) : ERR_NOMEM;
	if (err)
		goto fail;
	state.resumed = is_left(r);
	if (!state.resumed)
		err = begin_anew(r);
	if (!err)
		err = fill_state(r, &state);
	if (err)
		goto fail;
	*ret_reread = r;
	*ret_state = state;
	return 0;
fail:
	if (err && r->catalog)
		(void)store_open_fail(err, r->catalog);
	reread_free(r);
	return err;
}

int reread_next(struct reread *r, int64_t after, int64_t *ids, size_t max,
		size_t *ret_count)
{
	struct sql *q = sql_of(r->catalog, "SELECT id FROM capture "
		"WHERE " TO_READ " AND id > max(?1, (SELECT done FROM reread)) "
		"ORDER BY id LIMIT ?2");
	size_t count = 0;

	sql_put(q, after);
	sql_put(q, (int64_t)max);
	while (count < max && sql_step(q))
		ids[count++] = sql_get(q, 0);
	sql_done(q);
	*ret_count = count;
	return catalog_err(r->catalog) ?
	       store_open_fail(catalog_err(r->catalog), r->catalog) : 0;
}

void reread_leave(struct reread *r)
{
	if (!r)
		return;
	if (r->batch)
		(void)catalog_end(r->catalog); /* else it is done again */
	reread_free(r);
}

int reread_end(struct reread *r, uint64_t *ret_reports)
{
	int err = r->batch ? catalog_end(r->catalog) : 0;

	r->batch = 0;
	if (!err) {
		*ret_reports = (uint64_t)sql_number(r->catalog,
			"SELECT count(*) FROM report");
		catalog_exec(r->catalog, "DROP TABLE reread");
		catalog_exec(r->catalog, "PRAGMA wal_checkpoint(TRUNCATE)");
		err = catalog_err(r->catalog);
	}
	if (err)
		(void)store_open_fail(err, r->catalog);
	catalog_close(r->catalog);
	r->catalog = NULL;
	if (!err)
		err = warc_sync_file(r->path);
	if (!err)
		err = mend_swap(r->dir, COPY_NAME);
	reread_free(r);
	return err;
}

/* --- one capture ------------------------------------------------------ */

/* Where the page reading asks for, of its caller's functions. */
struct asking {
	const struct reading_input *in;
	struct store_reader *reader;
	int64_t via;
};

static int via(void *ctx, struct arena *a, struct buf *out,
	       struct capture *ret_capture)
{
	const struct asking *asking = ctx;

	return reading_via_from(asking->reader, asking->via, a, out,
				ret_capture);
}

static int read_document(void *ctx, struct slice bytes, struct arena *a,
			 const struct document **ret_document)
{
	const struct asking *asking = ctx;

	return asking->in->read_document(asking->in->ctx, bytes, a,
					 ret_document);
}

int reread_read(struct store_reader *reader, int64_t capture,
		const struct reading_input *in, struct arena *a,
		struct buf *head, struct buf *payload,
		struct reading *ret_reading, struct capture *ret_capture)
{
	struct capture *c = ret_capture;
	struct reading_input mine = *in;
	struct asking asking = {.in = in, .reader = reader};
	bool there;
	int err = store_answer(reader, capture, a, head, payload, &there, c);

	*ret_reading = (struct reading){.use = READING_NOTHING};
	if (err || (c->payload_length > 0 && !there))
		return err;
	asking.via = c->via_capture;
	mine.capture = c;
	mine.head = buf_slice(head);
	mine.payload = there ? buf_slice(payload) : SLICE_NONE;
	if (store_request_is_post(&c->asked)) {
		err = store_request_body(reader, c, a, &c->asked.body);
		if (err)
			return err;
	}
	mine.column_page = store_column_page(reader, c->site_id, c->url_id);
	mine.via = via;
	mine.read_document = in->read_document ? read_document : NULL;
	mine.ctx = &asking;
	err = reading_make(&mine, a, ret_reading);
	/* as in a crawl: it has fewer links */
	return err == ERR_NOMEM ? err : 0;
}

static void put_text_digest(struct catalog *c, int64_t capture,
			    struct slice sha256)
{
	struct sql *q = sql_of(c, "UPDATE capture SET text_sha256 = ?1 "
			       "WHERE id = ?2");

	sql_put_blob(q, sha256);
	sql_put(q, capture);
	sql_run(q);
}

static int commit(struct reread *r)
{
	int err = catalog_end(r->catalog);

	r->batch = 0;
	return err ? store_open_fail(err, r->catalog) : 0;
}

int reread_put(struct reread *r, struct capture *capture,
	       const struct reading *reading)
{
	struct catalog *c = r->catalog;
	struct sql *q;

	if (r->batch == 0)
		catalog_begin(c);
	put_text_digest(c, capture->id, reading->text_sha256);
	rows_reading(c, capture, reading);
	q = sql_of(c, "UPDATE reread SET done = ?1");
	sql_put(q, capture->id);
	sql_run(q);
	r->batch++;
	return r->batch == BATCH || catalog_err(c) ? commit(r) : 0;
}
