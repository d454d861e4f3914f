/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a dead run left, put right at the next start, with the lock held:
 *
 *   leases                 given back
 *   a file still ".open"   whole exchanges beyond what rows vouch for are
 *                          adopted, up to the first that is not whole; all
 *                          from there on is moved aside to "<name>.torn",
 *                          never overwritten; then the file gets its final
 *                          name
 *   a file whose row says  closed: it has its final name already
 *   "open" but which is
 *   not
 *
 * An adopted exchange becomes a capture and nothing else: what its page says
 * was not stored, so its URL stays in the frontier and is asked for again.
 *
 * A power cut may leave a hole with whole exchanges behind it, for pages reach
 * the disk in any order.  Adopting those would keep the hole in a file that
 * other programs are to read, so they go aside with it.  So does what was
 * stored in another file after this one could not be written.
 *
 * Each step may end in another crash: what is adopted is synced before its
 * rows are committed (the dead run may not have come to that), a tail is
 * copied and synced before it is cut off, names come before rows.
 */
#include "store/store_private.h"

#include "base/err.h"
#include "store/gather.h"
#include "store/warc_private.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	PATH_LIMIT = 4096,
	PAYLOAD_MAX = 64 * 1024, /* not looked at here */
	COPY = 64 * 1024,
	TORN_MAX = 1000,	/* files set aside of one name */
	HOLE = 1,		/* ends the walk; no ERR_* is above 0 */
};

#define WARC_SUFFIX ".warc.gz"
#define OPEN_SUFFIX ".open"

/* One file being looked at. */
struct leftover {
	struct store *s;
	struct store_recovery *found;
	char *name;		/* owned; without ".open" */
	char *path;		/* owned; with it */
	int64_t row;
	uint64_t whole;		/* behind the last whole exchange */
	uint64_t size;		/* of the file */
};

/* --- adopting --------------------------------------------------------- */

static int adopt(void *ctx, const struct gathered *g)
{
	struct leftover *l = ctx;
	struct capture c = g->capture;

	if (c.main.offset != l->whole ||
	    rows_knows_record(l->s->catalog, c.record_id))
		return HOLE;
	l->whole = c.metadata.offset + c.metadata.length;
	rows_capture(l->s->catalog, &c, l->row, SLICE_NONE);
	l->found->adopted++;
	return catalog_err(l->s->catalog);
}

static int take_up(struct leftover *l)
{
	struct gather_options options = {
		.max_payload = PAYLOAD_MAX,
		.on_capture = adopt,
		.ctx = l,
	};
	struct gather_totals totals;
	uint64_t vouched = l->whole;
	/* a file of which nothing is vouched for begins with its warcinfo */
	int err = vouched ? 0 : gather_info_end(l->path, &l->whole);

	options.from = l->whole;
	if (!err && l->whole < l->size)
		err = gather_file(l->path, l->name, &options, &totals);
	if (err == HOLE)
		err = 0;
	if (!err && l->whole > vouched)
		err = warc_sync_file(l->path);
	return err;
}

/* --- torn tails ------------------------------------------------------- */

/* "<name>.torn", or the first "<name>.torn.N" that is free. */
static int make_torn(const struct leftover *l, int *ret_fd)
{
	struct buf path = BUF_INIT(PATH_LIMIT);
	int fd = -1;
	int err = 0;

	for (int n = 0; n < TORN_MAX && fd < 0 && !err; n++) {
		buf_clear(&path);
		err = buf_addf(&path, "%s/%s.torn", l->s->warc_dir, l->name);
		if (!err && n)
			err = buf_addf(&path, ".%d", n);
		if (err)
			break;
		fd = open(path.data, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC,
			  0666);
		if (fd < 0 && errno != EEXIST)
			err = err_from_errno(errno);
	}
	buf_free(&path);
	if (!err && fd < 0)
		err = ERR_EXISTS;
	if (!err)
		*ret_fd = fd;
	return err;
}

static int copy_tail(int from, uint64_t at, uint64_t end, int to)
{
	char *bytes = malloc(COPY);
	int err = bytes ? 0 : ERR_NOMEM;

	while (!err && at < end) {
		size_t n = end - at < COPY ? (size_t)(end - at) : COPY;

		err = warc_pread_all(from, bytes, n, at);
		if (!err)
			err = warc_write_all(to, bytes, n);
		at += n;
	}
	free(bytes);
	if (!err && warc_io.sync(to))
		err = err_from_errno(errno);
	return err;
}

static int cut_tail(struct leftover *l, int fd)
{
	int torn;
	int err = make_torn(l, &torn);

	if (err)
		return err;
	err = copy_tail(fd, l->whole, l->size, torn);
	if (close(torn) && !err)
		err = err_from_errno(errno);
	if (!err)
		err = warc_sync_folder(l->s->warc_dir);
	if (!err && warc_io.truncate(fd, (off_t)l->whole))
		err = err_from_errno(errno);
	if (!err && warc_io.sync(fd))
		err = err_from_errno(errno);
	return err;
}

static int set_tail_aside(struct leftover *l)
{
	int fd, err;

	if (l->whole >= l->size)
		return 0;
	fd = open(l->path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return err_from_errno(errno);
	err = cut_tail(l, fd);
	(void)close(fd);	/* synced, or failed already */
	if (!err)
		l->found->torn++;
	return err;
}

/* --- one file --------------------------------------------------------- */

/* What rows vouch for; a file that has none gets one. */
static void find_row(struct leftover *l)
{
	struct sql *q;

	l->row = rows_warc_file(l->s->catalog, l->name);
	q = sql_of(l->s->catalog, "SELECT size FROM warc_file WHERE id = ?1");
	sql_put(q, l->row);
	if (sql_step(q))
		l->whole = (uint64_t)sql_get(q, 0);
	sql_done(q);
}

/* Not even a warcinfo record came to the disk: there is nothing in it. */
static int drop_empty(struct leftover *l)
{
	struct sql *q;

	if (unlink(l->path))
		return err_from_errno(errno);
	store_begin_durable(l->s);
	q = sql_of(l->s->catalog, "DELETE FROM warc_file WHERE id = ?1");
	sql_put(q, l->row);
	sql_run(q);
	return store_end(l->s);
}

static int say_short(struct leftover *l)
{
	char text[STORE_PROBLEM_SIZE];

	(void)snprintf(text, sizeof(text), "warc/%s" OPEN_SUFFIX " has %llu "
		       "bytes, but %llu were stored in it; bring the file "
		       "back from a copy, or make the catalog anew from what "
		       "is there: \"nianbao mend --rebuild\"", l->name,
		       (unsigned long long)l->size,
		       (unsigned long long)l->whole);
	catalog_fail(l->s->catalog, ERR_DAMAGED, text);
	return ERR_DAMAGED;
}

static int put_right(struct leftover *l)
{
	int err;

	store_begin_durable(l->s);
	find_row(l);
	err = catalog_err(l->s->catalog);
	if (!err && l->whole > l->size)
		err = say_short(l);
	if (!err)
		err = take_up(l);
	if (err && !catalog_err(l->s->catalog))
		catalog_fail(l->s->catalog, err, "a WARC file that a dead run "
			     "left cannot be read");
	rows_warc_size(l->s->catalog, l->row, l->whole, false);
	err = store_end(l->s);
	if (!err)
		err = set_tail_aside(l);
	if (!err && l->whole == 0)
		return drop_empty(l);
	if (!err)
		err = warc_file_rename(l->s->warc_dir, l->name);
	if (err)
		return err;
	l->found->closed++;
	store_begin_durable(l->s);
	rows_warc_size(l->s->catalog, l->row, l->whole, true);
	return store_end(l->s);
}

static int look_at(struct store *s, struct store_recovery *found,
		   const char *file)
{
	struct slice all = slice_of(file);
	struct leftover l = {.s = s, .found = found};
	struct buf path = BUF_INIT(PATH_LIMIT);
	struct stat st;
	int err = buf_addf(&path, "%s/%s", s->warc_dir, file);

	l.path = path.data;
	l.name = slice_dup(slice_sub(all, 0, all.n - strlen(OPEN_SUFFIX)));
	if (!err && !l.name)
		err = ERR_NOMEM;
	if (!err && stat(l.path, &st))
		err = err_from_errno(errno);
	if (!err) {
		l.size = (uint64_t)st.st_size;
		err = put_right(&l);
	}
	free(l.name);
	buf_free(&path);
	return err;
}

/* --- all of it -------------------------------------------------------- */

static int look_at_files(struct store *s, struct store_recovery *found)
{
	DIR *dir = opendir(s->warc_dir);
	struct dirent *entry;
	int err = 0;

	if (!dir)
		return err_from_errno(errno);
	while (!err && (entry = readdir(dir)))
		if (slice_ends(slice_of(entry->d_name),
			       WARC_SUFFIX OPEN_SUFFIX))
			err = look_at(s, found, entry->d_name);
	(void)closedir(dir);	/* only read */
	return err;
}

/* Renamed, but the row does not say so yet. */
static int close_rows(struct store *s)
{
	struct sql *q;
	struct buf path = BUF_INIT(PATH_LIMIT);
	int err;

	store_begin_durable(s);
	q = sql_of(s->catalog, "SELECT name, id FROM warc_file "
		   "WHERE closed = 0");
	while (sql_step(q)) {
		struct sql *u = sql_of(s->catalog, "UPDATE warc_file "
				       "SET closed = 1 WHERE id = ?1");

		buf_clear(&path);
		if (buf_addf(&path, "%s/%s", s->warc_dir, sql_get_text(q, 0)))
			catalog_fail(s->catalog, path.err, "a file's name");
		if (catalog_err(s->catalog) || access(path.data, F_OK))
			continue;
		sql_put(u, sql_get(q, 1));
		sql_run(u);
	}
	sql_done(q);
	err = store_end(s);
	buf_free(&path);
	return err;
}

/*
 * A dead run asked somebody just now, maybe, and could no longer say whom and
 * when: for once all rest as after an answer, whatever their names.
 */
static void rest_all(struct store *s)
{
	struct catalog *c = s->catalog;
	struct sql *q = sql_of(c,
		"UPDATE host SET next_ms = max(coalesce(next_ms, 0), "
		"?1 + max(?2, coalesce(crawl_delay_ms, 0), "
		"2 * coalesce(last_response_ms, 0)))");

	sql_put(q, s->options.opened_ms);
	sql_put(q, s->options.delay_ms);
	sql_run(q);
	q = sql_of(c, "UPDATE address SET next_ms = max(next_ms, ?1 + ?2)");
	sql_put(q, s->options.opened_ms);
	sql_put(q, s->options.delay_ms);
	sql_run(q);
	q = sql_of(c, "UPDATE address SET next_ms = max(next_ms, h.latest) "
		   "FROM (SELECT address AS at, max(next_ms) AS latest "
		   "FROM host GROUP BY address) h WHERE h.at = address");
	sql_run(q);
}

static int give_back_leases(struct store *s, struct store_recovery *found)
{
	int err;

	store_begin(s);
	catalog_exec(s->catalog, "UPDATE frontier SET state = 0, "
		     "run_id = NULL WHERE state = 1");
	if (!catalog_err(s->catalog))
		found->leases = (unsigned)catalog_changes(s->catalog);
	if (found->leases && s->options.delay_ms > 0)
		rest_all(s);
	err = store_end(s);
	return err;
}

int store_recover(struct store *s, struct store_recovery *ret_recovery)
{
	struct store_recovery found = {.adopted = 0};
	int err = look_at_files(s, &found);

	if (!err)
		err = close_rows(s);
	if (!err)
		err = give_back_leases(s, &found);
	if (!err)
		*ret_recovery = found;
	else if (!s->problem[0])
		(void)store_fail(s, err, "what a dead run left cannot be put "
				 "right");
	return err;
}
