/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A folder that is written as a whole or not at all: it grows beside its place
 * under another name, is synced, and then gets its name.  Nothing that was
 * there before is written to.  One thread.
 */
#ifndef NIANBAO_CRAWLER_EXPORT_TREE_H
#define NIANBAO_CRAWLER_EXPORT_TREE_H

#include "base/slice.h"

#include <signal.h>
#include <stdint.h>

#define EXPORT_MANIFEST "manifest-sha256.txt"

struct export_tree;
struct export_file;

/*
 * Begins the folder place, which must be absent or an empty folder:
 * ERR_EXISTS.  ERR_NOTFOUND (where it would stand), ERR_READONLY, ERR_NOSPACE,
 * ERR_IO, ERR_NOMEM.  *ret_problem is a sentence without its subject on
 * failure; static.  Once *stop is not 0, every function fails with
 * ERR_CANCELLED.
 */
int export_tree_open(const char *place, const volatile sig_atomic_t *stop,
		     struct export_tree **ret_tree, const char **ret_problem);
/*
 * The manifest is written, all is synced, the folder gets its name.  Ends the
 * tree in any case, as export_tree_close() where it failed.  ERR_EXISTS: it is
 * not absent or empty any more.
 */
int export_tree_finish(struct export_tree *tree);
/* Takes away all that was written.  NULL allowed. */
void export_tree_close(struct export_tree *tree);

/* The first failure; it sticks, and nothing is written after it. */
int export_tree_err(const struct export_tree *tree);
/* The file it was about, "" if none; lent. */
const char *export_tree_failed(const struct export_tree *tree);
/* What was written so far. */
uint64_t export_tree_bytes(const struct export_tree *tree);

/* Paths are relative to the folder and made of names that are safe
 * (export_name.h).  All below return the sticky error. */

/* Makes it and the folders above it, where they are not there. */
int export_tree_folder(struct export_tree *tree, const char *path);
/* A file with these bytes, which must not be there yet. */
int export_tree_put(struct export_tree *tree, const char *path,
		    struct slice bytes);
/* The same, written piece by piece.  On failure *ret_file is NULL, which the
 * other two take for a file that failed. */
int export_file_open(struct export_tree *tree, const char *path,
		     struct export_file **ret_file);
int export_file_add(struct export_file *file, struct slice bytes);
/* A file that is closed is in the manifest. */
int export_file_close(struct export_file *file);

#endif
