/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The seal of a catalog: SHA-256 digests of its file, piece by piece, made
 * when the last that wrote it has closed it and broken before the next one
 * writes.  SQLite notices a damaged page only where its structure suffers; a
 * figure that became another is found by the seal alone.  While a crawl or the
 * service is at work, and after one died, there is none.
 *
 *	catalog.sqlite3.seal:   nianbao seal 1 PIECE SIZE
 *	                        64 hex digits for each piece, the last one short
 *
 * For store/ alone.  Who makes or breaks it holds the archive's lock.
 */
#ifndef NIANBAO_STORE_SEAL_H
#define NIANBAO_STORE_SEAL_H

#define SEAL_SUFFIX ".seal"

/* path is the catalog's.  Makes none, and returns 0, where somebody still has
 * it open or a log is left.  ERR_IO, ERR_NOSPACE, ERR_NOMEM: there is none. */
int seal_make(const char *path);
/* Durable when it returns 0.  ERR_IO, ERR_READONLY, ERR_NOMEM. */
int seal_break(const char *path);

/* what: a sentence without full stop, lent. */
typedef void seal_fn(void *ctx, const char *what);
/* Holds the catalog against it.  0 also where there is no seal, or it was
 * broken meanwhile; ERR_IO, ERR_NOMEM. */
int seal_check(const char *path, seal_fn *on_damage, void *ctx);

#endif
