/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The writing half's life: from the lock to its release.
 *
 *   folders ► lock ► catalog ► recover (what a dead run left) ► … ► close
 *
 * The lock comes before anything is looked at, so that what is found is not
 * being changed by another process.  WARC files without a catalog are not
 * taken for a new archive: that would hide what is there.
 */
#include "store/store_private.h"

#include "base/err.h"
#include "store/lock.h"
#include "store/seal.h"
#include "store/warc_private.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { PATH_LIMIT = 4096 };

static _Thread_local char open_problem[STORE_PROBLEM_SIZE];

const char *store_open_problem(void)
{
	return open_problem;
}

const char *store_problem(const struct store *s)
{
	return s->problem;
}

int store_fail(struct store *s, int err, const char *text)
{
	if (!text)
		text = catalog_problem(s->catalog);
	(void)snprintf(s->problem, sizeof(s->problem), "%s",
		       text[0] ? text : err_text(err));
	return err;
}

/* --- transactions and room -------------------------------------------- */

void store_begin(struct store *s)
{
	if (!s->together)
		catalog_begin(s->catalog);
}

void store_begin_durable(struct store *s)
{
	catalog_clear(s->catalog);
	catalog_exec(s->catalog, "PRAGMA synchronous = FULL");
	if (!catalog_err(s->catalog))
		catalog_begin(s->catalog);
}

int store_end(struct store *s)
{
	int err = s->together ? catalog_err(s->catalog) :
				catalog_end(s->catalog);

	if (err)
		(void)store_fail(s, err, NULL);
	if (s->together)
		return err;
	catalog_clear(s->catalog);
	catalog_exec(s->catalog, "PRAGMA synchronous = NORMAL");
	return err;
}

void store_together(struct store *s)
{
	store_begin(s);
	s->together = true;
}

int store_together_end(struct store *s)
{
	s->together = false;
	return store_end(s);
}

int store_room(struct store *s, uint64_t need)
{
	char text[256];
	struct statvfs fs;
	uint64_t room;

	if (statvfs(s->dir, &fs))
		return store_fail(s, ERR_IO, "the room on the disk cannot be "
				  "asked for");
	room = (uint64_t)fs.f_bavail * fs.f_frsize;
	if (room >= s->options.disk_reserve &&
	    room - s->options.disk_reserve >= need)
		return 0;
	(void)snprintf(text, sizeof(text), "%llu MiB are free, and "
		       "disk_reserve keeps %llu MiB of them",
		       (unsigned long long)room >> 20,
		       (unsigned long long)s->options.disk_reserve >> 20);
	return store_fail(s, ERR_NOSPACE, text);
}

/* --- opening ---------------------------------------------------------- */

static int say(int err, const char *format, const char *what)
{
	(void)snprintf(open_problem, sizeof(open_problem), format, what);
	return err;
}

int store_open_say(int err, const char *format, const char *what)
{
	return say(err, format, what);
}

int store_open_fail(int err, const struct catalog *c)
{
	const char *problem = c ? catalog_problem(c) : "";

	return say(err, "%s", problem[0] ? problem : err_text(err));
}

static char *join(const char *dir, const char *name)
{
	struct buf path = BUF_INIT(PATH_LIMIT);

	(void)buf_addf(&path, "%s/%s", dir, name);	/* sticky */
	return path.err ? NULL : buf_take(&path);
}

/* So that a folder just made is there after a power cut. */
static int sync_parent(const char *path)
{
	char *parent = join(path, "..");
	int err = parent ? warc_sync_folder(parent) : ERR_NOMEM;

	free(parent);
	return err;
}

static int say_unmade(const char *path, int err, int error)
{
	(void)snprintf(open_problem, sizeof(open_problem),
		       "the folder %s cannot be made: %s", path,
		       strerror(error));
	return err;
}

static int make_folder(const char *path)
{
	int err;

	if (mkdir(path, 0777))
		return errno == EEXIST ? 0 :
		       say_unmade(path, errno == ENOENT ? ERR_NOTFOUND :
				  err_from_errno(errno), errno);
	err = sync_parent(path);
	if (!err)
		return 0;
	(void)rmdir(path);	/* the next start tries again */
	return say(err, "the folder %s cannot be made to last", path);
}

static int make_folders(struct store *s)
{
	char *spool = join(s->dir, "spool");
	int err = spool && s->warc_dir ? make_folder(s->dir) : ERR_NOMEM;

	if (!err)
		err = make_folder(s->warc_dir);
	if (!err)
		err = make_folder(spool);
	free(spool);
	return err;
}

static bool has_warcs(const char *warc_dir)
{
	DIR *dir = opendir(warc_dir);
	struct dirent *entry;
	bool any = false;

	while (dir && !any && (entry = readdir(dir)))
		any = strstr(entry->d_name, ".warc.gz") != NULL;
	if (dir)
		(void)closedir(dir);	/* only read */
	return any;
}

static int take_lock(struct store *s)
{
	int err = lock_take(s->dir, &s->lock);

	if (err == ERR_LOCKED)
		return say(err, "%s", "another nianbao is at work in this "
			   "archive; wait for it, or stop it");
	if (err)
		return say(err, "the file lock in it cannot be written: %s",
			   err_text(err));
	return 0;
}

int store_open_lost(const char *path, const char *warc_dir)
{
	if (access(path, F_OK) == 0 || !has_warcs(warc_dir))
		return 0;
	return say(ERR_DAMAGED, "%s", "there are WARC files but no "
		   CATALOG_NAME "; \"nianbao mend --rebuild\" makes it anew "
		   "from them");
}

/* With what to do, where that is not said yet. */
static int say_damage(int err, const char *problem)
{
	return say(err, err != ERR_DAMAGED || strstr(problem, "mend") ? "%s" :
		   "%s; \"nianbao mend --rebuild\" makes it anew from the "
		   "WARC files", problem);
}

static int open_catalog(struct store *s)
{
	char *path = join(s->dir, CATALOG_NAME);
	int err;

	if (!path)
		return ERR_NOMEM;
	err = store_open_lost(path, s->warc_dir);
	if (err) {
		free(path);
		return err;
	}
	err = seal_break(path);
	if (!err)
		err = catalog_open(path, CATALOG_WRITE, &s->catalog);
	free(path);
	if (err)
		return say_damage(err, s->catalog ?
				  catalog_problem(s->catalog) : err_text(err));
	return 0;
}

static int put_right(struct store *s, struct store_recovery *ret_recovery)
{
	int err = store_recover(s, ret_recovery);

	if (err)
		return say_damage(err, s->problem[0] ? s->problem :
				  err_text(err));
	return 0;
}

/* What failed is not called whole. */
static void close_catalog(struct store *s)
{
	bool whole = s->catalog && !catalog_err(s->catalog);
	char *path = join(s->dir, CATALOG_NAME);

	catalog_close(s->catalog);
	if (whole && path)
		(void)seal_make(path);	/* without one, verify sees less */
	free(path);
}

static void free_store(struct store *s)
{
	if (s->dir)
		close_catalog(s);
	lock_drop(s->lock);
	free(s->warc_dir);
	free(s->dir);
	free(s);
}

int store_open(const char *dir, const struct store_options *options,
	       struct store **ret_store,
	       struct store_recovery *ret_recovery)
{
	struct store *s = calloc(1, sizeof(*s));
	int err;

	open_problem[0] = '\0';
	if (!s)
		return ERR_NOMEM;
	s->lock = -1;
	s->options = *options;
	s->dir = slice_dup(slice_of(dir));
	s->warc_dir = join(dir, "warc");
	err = s->dir ? make_folders(s) : ERR_NOMEM;
	if (!err)
		err = take_lock(s);
	if (!err)
		err = open_catalog(s);
	if (!err)
		err = put_right(s, ret_recovery);
	if (err) {
		free_store(s);
		return err;
	}
	*ret_store = s;
	return 0;
}

int store_set_options(struct store *s, const struct store_options *options)
{
	s->options = *options;
	return store_end_file(s);
}

int store_end_file(struct store *s)
{
	return s->file ? store_close_file(s) : 0;
}

/* --- closing ---------------------------------------------------------- */

int store_close(struct store *s)
{
	int err = 0;

	if (!s)
		return 0;
	if (s->file)
		err = store_close_file(s);
	free_store(s);
	return err;
}
