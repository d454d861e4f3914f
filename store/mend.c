/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Three ways of mending:
 *
 *   plain      what every start does (recover.c)
 *   --dry-run  looks for what a start would do, under the lock
 *   --rebuild  a new catalog in a file beside the old one ► synced ► the old
 *              one moved aside ► the new one takes its name ► as plain
 *
 * The old catalog goes first and its log after it, for the log means nothing
 * without it and harm beside another.  A crash in between leaves WARC files
 * without a catalog, which every start refuses and the next rebuild mends.
 */
#include "store/mend_private.h"

#include "base/err.h"
#include "store/catalog.h"
#include "store/gather.h"
#include "store/lock.h"
#include "store/seal.h"
#include "store/store_private.h"
#include "store/warc_private.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define NEW_NAME CATALOG_NAME ".mend"
#define OLD_NAME CATALOG_NAME ".before-mend"

enum {
	NOTE_SIZE = 768,
	HOLE = 1,		/* ends the walk; no ERR_* is above 0 */
};

/* --- files ------------------------------------------------------------ */

char *mend_path(const char *dir, const char *sub, const char *name)
{
	char *path;

	return asprintf(&path, "%s/%s%s", dir, sub, name) < 0 ? NULL : path;
}

struct slice mend_name(const char *file, bool *ret_open)
{
	struct slice name = slice_of(file);

	*ret_open = slice_ends(name, ".open");
	if (*ret_open)
		name.n -= strlen(".open");
	return name;
}

static int is_warc(const struct dirent *entry)
{
	bool open;

	return slice_ends(mend_name(entry->d_name, &open), ".warc.gz");
}

/* alphasort() goes by the locale. */
static int by_name(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

int mend_files(const char *dir, struct dirent ***ret_files, int *ret_count)
{
	char *folder = mend_path(dir, "", "warc");
	int err = ERR_NOMEM;
	int count;

	if (!folder)
		return err;
	count = scandir(folder, ret_files, is_warc, by_name);
	err = count < 0 ? err_from_errno(errno) : 0;
	free(folder);
	if (!err)
		*ret_count = count;
	return err;
}

void mend_free_files(struct dirent **files, int count)
{
	for (int i = 0; i < count; i++)
		free(files[i]);
	free(files);
}

void mend_note(const struct mend_options *options, const char *file,
	       uint64_t offset, const char *what)
{
	char text[NOTE_SIZE];

	if (!options->on_note)
		return;
	/* cut where a name is very long */
	(void)snprintf(text, sizeof(text), "warc/%s at %llu: %s", file,
		       (unsigned long long)offset, what);
	options->on_note(options->ctx, text);
}

/* --- a new catalog takes the old one's place -------------------------- */

static int move(const char *dir, const char *from, const char *to)
{
	char *a = mend_path(dir, "", from), *b = mend_path(dir, "", to);
	int err = a && b ? 0 : ERR_NOMEM;

	if (!err && warc_io.rename(a, b) && errno != ENOENT)
		err = err_from_errno(errno);
	free(a);
	free(b);
	return err;
}

int mend_drop(const char *dir, const char *name)
{
	char *path = mend_path(dir, "", name);
	int err = path ? 0 : ERR_NOMEM;

	if (!err && unlink(path) && errno != ENOENT)
		err = err_from_errno(errno);
	free(path);
	return err;
}

static bool is_there(const char *dir, const char *name)
{
	char *path = mend_path(dir, "", name);
	bool there = path && access(path, F_OK) == 0;

	free(path);
	return there;
}

/* The one of an earlier rebuild gives way only where there is another. */
static int set_old_aside(const char *dir)
{
	int err = 0;

	if (is_there(dir, CATALOG_NAME)) {
		err = mend_drop(dir, OLD_NAME "-wal");
		if (!err)
			err = move(dir, CATALOG_NAME, OLD_NAME);
	}
	if (!err)
		err = move(dir, CATALOG_NAME "-wal", OLD_NAME "-wal");
	if (!err)
		err = mend_drop(dir, CATALOG_NAME "-shm");
	return err ? err : warc_sync_folder(dir);
}

static int drop_new(const char *dir)
{
	int err = mend_drop(dir, NEW_NAME);

	if (!err)
		err = mend_drop(dir, NEW_NAME "-wal");
	return err ? err : mend_drop(dir, NEW_NAME "-shm");
}

int mend_swap(const char *dir, const char *name)
{
	char *path = mend_path(dir, "", CATALOG_NAME);
	int err = path ? seal_break(path) : ERR_NOMEM;

	if (!err)
		err = set_old_aside(dir);
	if (!err)
		err = move(dir, name, CATALOG_NAME);
	if (!err)
		err = warc_sync_folder(dir);
	if (!err)
		(void)seal_make(path);	/* without one, verify sees less */
	free(path);
	return err ? store_open_say(err, "the new catalog cannot take the old "
				    "one's place: %s", err_text(err)) : 0;
}

static int rebuild(const char *dir, const struct store_options *store_options,
		   const struct mend_options *options, int64_t now_ms,
		   struct mend_totals *totals)
{
	char *path = mend_path(dir, "", NEW_NAME);
	int err = path ? drop_new(dir) : ERR_NOMEM;

	if (!err)
		err = mend_rebuild(dir, path, store_options, options, now_ms,
				   totals);
	if (!err && !options->dry_run)
		err = mend_swap(dir, NEW_NAME);
	if (err || options->dry_run)
		(void)drop_new(dir);	/* the next rebuild does it, too */
	free(path);
	return err;
}

/* --- looking ---------------------------------------------------------- */

/* A file still named ".open", looked at as recover.c will. */
struct look {
	struct catalog *catalog;
	uint64_t whole;		/* behind the last exchange it takes up */
	unsigned fresh;		/* of them */
};

static int on_capture(void *ctx, const struct gathered *g)
{
	struct look *look = ctx;
	const struct capture *c = &g->capture;
	bool known = rows_knows_record(look->catalog, c->record_id);

	if (catalog_err(look->catalog))
		return catalog_err(look->catalog);
	if (known || c->main.offset != look->whole)
		return HOLE;
	look->whole = c->metadata.offset + c->metadata.length;
	look->fresh++;
	return 0;
}

static int look_at(struct catalog *c, const char *path, struct slice name,
		   struct store_recovery *found)
{
	struct look look = {.catalog = c};
	struct gather_options options = {.on_capture = on_capture,
					 .ctx = &look};
	struct gather_totals totals;
	struct stat st;
	struct sql *q = sql_of(c, "SELECT size FROM warc_file WHERE name = ?1");
	int err = 0;

	sql_put_slice(q, name);
	if (sql_step(q))
		look.whole = (uint64_t)sql_get(q, 0);
	sql_done(q);
	if (stat(path, &st))
		return err_from_errno(errno);
	if (!look.whole)
		err = gather_info_end(path, &look.whole);
	options.from = look.whole;
	if (!err && look.whole < (uint64_t)st.st_size)
		err = gather_file(path, "", &options, &totals);
	if (err && err != HOLE)
		return err;
	found->adopted += look.fresh;
	found->torn += look.whole < (uint64_t)st.st_size;
	found->closed++;
	return 0;
}

static int look_at_files(const char *dir, struct catalog *c,
			 struct store_recovery *found)
{
	struct dirent **files;
	int count;
	int err = mend_files(dir, &files, &count);

	if (err)
		return err;
	for (int i = 0; !err && i < count; i++) {
		bool open;
		struct slice name = mend_name(files[i]->d_name, &open);
		char *path;

		if (!open)
			continue;
		path = mend_path(dir, "warc/", files[i]->d_name);
		err = path ? look_at(c, path, name, found) : ERR_NOMEM;
		free(path);
	}
	mend_free_files(files, count);
	return err;
}

static int look_around(const char *dir, struct store_recovery *ret_found)
{
	struct store_recovery found = {.adopted = 0};
	struct catalog *c = NULL;
	char *path = mend_path(dir, "", CATALOG_NAME);
	struct sql *q;
	int err = path ? catalog_open(path, CATALOG_READ, &c) : ERR_NOMEM;

	free(path);
	if (!err)
		err = look_at_files(dir, c, &found);
	if (!err) {
		q = sql_of(c, "SELECT count(*) FROM frontier WHERE state = 1");
		if (sql_step(q))
			found.leases = (unsigned)sql_get(q, 0);
		sql_done(q);
		err = catalog_err(c);
	}
	if (err)
		(void)store_open_fail(err, c);
	catalog_close(c);
	if (!err)
		*ret_found = found;
	return err;
}

/* --- the door --------------------------------------------------------- */

int mend_lock(const char *dir, int *ret_lock)
{
	char *folder = mend_path(dir, "", "warc");
	bool there = folder && access(folder, F_OK) == 0;
	int err = there ? lock_take(dir, ret_lock) : ERR_NOTFOUND;

	if (!folder)
		err = ERR_NOMEM;
	free(folder);
	if (err == ERR_LOCKED)
		return store_open_say(err, "%s", "another nianbao is at work "
				      "in this archive; wait for it, or stop "
				      "it");
	return err ? store_open_fail(err, NULL) : 0;
}

/* Everything that is done while nobody else may. */
static int under_lock(const char *dir,
		      const struct store_options *store_options,
		      const struct mend_options *options, int64_t now_ms,
		      struct mend_totals *totals)
{
	int lock;
	int err = mend_lock(dir, &lock);

	if (err)
		return err;
	if (options->rebuild)
		err = rebuild(dir, store_options, options, now_ms, totals);
	else
		err = look_around(dir, &totals->recovery);
	lock_drop(lock);
	return err;
}

int mend_archive(const char *dir, const struct store_options *store_options,
		 const struct mend_options *options, int64_t now_ms,
		 struct mend_totals *ret_totals)
{
	struct mend_totals totals = {.files = 0};
	struct store *s;
	int err = 0;

	if (options->rebuild || options->dry_run)
		err = under_lock(dir, store_options, options, now_ms, &totals);
	else if (!is_there(dir, "warc"))
		err = store_open_fail(ERR_NOTFOUND, NULL);
	if (!err && !options->dry_run) {
		err = store_open(dir, store_options, &s, &totals.recovery);
		if (!err)
			err = store_close(s);
	}
	if (!err)
		*ret_totals = totals;
	return err;
}
