/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A file that is there as a whole or not at all: it grows beside its place
 * under another name, is synced, and then gets its name.  Nothing that was
 * there before is written to.  One thread.
 */
#ifndef NIANBAO_CRAWLER_EXPORT_SINGLE_H
#define NIANBAO_CRAWLER_EXPORT_SINGLE_H

#include "base/slice.h"

#include <signal.h>
#include <stdint.h>

struct export_single;

/*
 * Begins the file place, which must not be there: ERR_EXISTS.  ERR_NOTFOUND
 * (the folder it would stand in is not), ERR_READONLY, ERR_NOSPACE, ERR_IO,
 * ERR_NOMEM.  *ret_problem is a sentence without its subject on failure;
 * static.  Once *stop is not 0, writing fails with ERR_CANCELLED.
 */
int export_single_open(const char *place, const volatile sig_atomic_t *stop,
		       struct export_single **ret_file,
		       const char **ret_problem);
/* The first failure sticks and is returned by all that follow. */
int export_single_add(struct export_single *file, struct slice bytes);
/* That failure; ERR_CANCELLED also where nothing was written since *stop. */
int export_single_err(struct export_single *file);
/* Where it grows, for one who writes it by name; lent. */
const char *export_single_path(const struct export_single *file);
uint64_t export_single_bytes(const struct export_single *file);
/* Syncs it and gives it its name; ERR_EXISTS: somebody made that meanwhile.
 * Ends the file in any case, as export_single_close() where it failed. */
int export_single_finish(struct export_single *file);
/* Takes away what was written.  NULL allowed. */
void export_single_close(struct export_single *file);

#endif
