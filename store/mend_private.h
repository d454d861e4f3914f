/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of mend share; not for use outside store/mend*.c. */
#ifndef NIANBAO_STORE_MEND_PRIVATE_H
#define NIANBAO_STORE_MEND_PRIVATE_H

#include "store/mend.h"

#include <dirent.h>

/* The name of a WARC file without ".open", as rows have it; and whether it is
 * still named ".open". */
struct slice mend_name(const char *file, bool *ret_open);
/* The WARC files of the archive in order of their names, which is that of
 * their time.  Each entry and the list are free()d by mend_free_files(). */
int mend_files(const char *dir, struct dirent ***ret_files, int *ret_count);
void mend_free_files(struct dirent **files, int count);
/* dir/sub/name; sub may be "".  Owned by the caller; NULL without memory. */
char *mend_path(const char *dir, const char *sub, const char *name);
/* Gives options->on_note "warc/NAME at OFFSET: what". */
void mend_note(const struct mend_options *options, const char *file,
	       uint64_t offset, const char *what);

/* The archive's lock, and words for why not. */
int mend_lock(const char *dir, int *ret_lock);
/* The catalog named `name` (a file beside it, synced) takes the old one's
 * place, which stays as catalog.sqlite3.before-mend. */
int mend_swap(const char *dir, const char *name);
/* A file of the archive folder is gone, or was not there. */
int mend_drop(const char *dir, const char *name);

/* mend_rebuild.c: makes a catalog at path from the WARC files in dir, and
 * nothing else.  Durable when it returns 0.  What went wrong is left for
 * store_open_problem(). */
int mend_rebuild(const char *dir, const char *path,
		 const struct store_options *store_options,
		 const struct mend_options *options, int64_t now_ms,
		 struct mend_totals *totals);

#endif
