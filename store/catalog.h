/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The catalog's connection: the one place that knows how SQLite is opened, how
 * its codes become ours, and how statements are kept.  For store/ alone.
 *
 * The first failure sticks.  After it every statement is inert (steps to its
 * end at once, lends nothing, changes nothing), so that a transaction reads
 * straight down and looks at catalog_err() once, at the end.
 *
 * A connection belongs to one thread.
 */
#ifndef NIANBAO_STORE_CATALOG_H
#define NIANBAO_STORE_CATALOG_H

#include "base/arena.h"
#include "base/slice.h"

#include <sqlite3.h>
#include <stdint.h>

#define CATALOG_NAME "catalog.sqlite3"

enum catalog_mode {
	CATALOG_READ,		/* only reads; also where nothing may be
				 * written and on what a writer works on */
	CATALOG_WRITE,		/* makes the file and the schema if need be */
};

struct catalog;

/*
 * ERR_NOTFOUND (READ: there is no such file), ERR_DAMAGED (not a catalog, or
 * one SQLite cannot read), ERR_VERSION (made by a newer nianbao), ERR_LOCKED,
 * ERR_READONLY, ERR_NOSPACE, ERR_IO, ERR_NOMEM.  *ret_catalog is set also on
 * failure, for its problem, unless memory lacked for it (NULL then).
 */
int catalog_open(const char *path, enum catalog_mode mode,
		 struct catalog **ret_catalog);
/* For one who asks a catalog that may be damaged with SQLite's own words: the
 * connection alone, which only reads and waits for locks, and a code of
 * SQLite.  *ret_db, NULL before, is to be closed also on failure. */
int catalog_connect(const char *path, sqlite3 **ret_db);
/* A writer checkpoints and leaves no -wal.  NULL allowed. */
void catalog_close(struct catalog *c);

/* The sticky error; 0 none. */
int catalog_err(const struct catalog *c);
/* It in words; "" if none.  Lent until the next failure. */
const char *catalog_problem(const struct catalog *c);
/* Sets the sticky error, unless there is one already. */
void catalog_fail(struct catalog *c, int err, const char *problem);
/* Forgets it. */
void catalog_clear(struct catalog *c);

/* Makes a function of one argument, whose value depends on it alone, known to
 * statements of c. */
void catalog_function(struct catalog *c, const char *name,
		      void (*fn)(sqlite3_context *, int, sqlite3_value **));

/* A writer's transaction: begin clears the sticky error; end commits, or rolls
 * back where anything failed since, and returns which (0 or ERR_*). */
void catalog_begin(struct catalog *c);
int catalog_end(struct catalog *c);
/* Ends a transaction without keeping anything. */
void catalog_undo(struct catalog *c);
/* A reader's snapshot: what is asked between these two is of one moment. */
void catalog_snapshot(struct catalog *c);
void catalog_release(struct catalog *c);
/* SQL without parameters and rows. */
void catalog_exec(struct catalog *c, const char *sql);
int64_t catalog_last_id(const struct catalog *c);
/* Rows the last statement changed. */
int64_t catalog_changes(const struct catalog *c);

/* --- statements ------------------------------------------------------- */

struct sql;

/*
 * The statement of a string literal: prepared once a connection and kept under
 * the literal's address, so text must be static.  It is reset; its parameters
 * are to be given in order by sql_put_*().  Never NULL.  A statement must not
 * be begun again while its rows are walked.
 */
struct sql *sql_of(struct catalog *c, const char *text);
void sql_put(struct sql *s, int64_t value);
/* NULL where value is none. */
void sql_put_unless(struct sql *s, int64_t value, int64_t none);
void sql_put_text(struct sql *s, const char *text);	/* NULL: NULL */
void sql_put_slice(struct sql *s, struct slice text);	/* absent: NULL */
/* Bytes; absent: NULL.  All three borrow until the statement is done. */
void sql_put_blob(struct sql *s, struct slice bytes);
/* To the next row; false: there is none (or a failure). */
bool sql_step(struct sql *s);
/* The statement has no rows, or they are of no interest. */
void sql_run(struct sql *s);
/* The first column of the only row of the statement; 0: there is none, or it
 * failed. */
int64_t sql_number(struct catalog *c, const char *text);
/* Ends a walk before its last row. */
void sql_done(struct sql *s);

/* Columns from 0; NULL gives 0, none, NULL, absent.  Text and bytes are lent
 * until the next step. */
int64_t sql_get(struct sql *s, int column);
int64_t sql_get_or(struct sql *s, int column, int64_t none);
const char *sql_get_text(struct sql *s, int column);
struct slice sql_get_slice(struct sql *s, int column);
/* The same, copied into the arena. */
const char *sql_keep_text(struct sql *s, int column, struct arena *a);
struct slice sql_keep_slice(struct sql *s, int column, struct arena *a);

#endif
