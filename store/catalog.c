/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Statements are kept in a table by the address of their text: a literal has
 * one address, and comparing addresses costs nothing.  A statement that could
 * not be prepared, or is asked for after a failure, is `inert`, so callers
 * never look at NULL.
 *
 * A failed statement inside a transaction may leave SQLite's transaction open
 * or rolled back, as it sees fit; catalog_end() asks instead of guessing.
 */
#include "store/catalog.h"

#include "base/buf.h"
#include "base/err.h"
#include "store/migrate.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#define HASH_NONFATAL_OOM 1
#include <uthash.h>

enum {
	BUSY_MS = 10000,	/* a reader's lock is short; so is mend's */
	CACHE_KIB = 16 * 1024,
	READER_CACHE_KIB = 4 * 1024, /* each worker has one */
	/* Pages of the log, of 4 KB, after which it is folded back: what
	 * changes often is written once a time then, and not with each commit
	 * (of 2000: 100 KB written a fetch, of this: 73 KB). */
	CHECKPOINT_PAGES = 16384,
	PROBLEM_SIZE = 512,
	URI_MAX = 1 << 16,
};

struct sql {
	struct catalog *c;
	const char *text;	/* its key */
	sqlite3_stmt *stmt;	/* owned; NULL: inert */
	int at;			/* parameter given last */
	bool walking;		/* stepped and not yet at its end */
	UT_hash_handle hh;
};

struct catalog {
	sqlite3 *db;
	bool writes;
	struct sql *statements;	/* table by address of text */
	struct sql inert;
	int err;
	char problem[PROBLEM_SIZE];
};

/* --- errors ----------------------------------------------------------- */

static int err_of(sqlite3 *db, int code)
{
	int error = db ? sqlite3_system_errno(db) : 0;

	switch (code & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return 0;
	case SQLITE_NOMEM:
		return ERR_NOMEM;
	case SQLITE_FULL:
		return ERR_NOSPACE;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_LOCKED;
	case SQLITE_READONLY:
	case SQLITE_PERM:
		return ERR_READONLY;
	case SQLITE_CANTOPEN:
		return error ? err_from_errno(error) : ERR_IO;
	case SQLITE_IOERR:
		if (code == SQLITE_IOERR_NOMEM)
			return ERR_NOMEM;
		/* a failed sync is never "no space": what it was to make
		 * durable may be so or not (commit.c) */
		return code == SQLITE_IOERR_WRITE &&
		       (error == ENOSPC || error == EDQUOT) ? ERR_NOSPACE :
		       ERR_IO;
	default:
		/* CORRUPT, NOTADB; and ERROR, CONSTRAINT …: a schema or rows
		 * that are not what this program made */
		return ERR_DAMAGED;
	}
}

void catalog_fail(struct catalog *c, int err, const char *problem)
{
	if (c->err)
		return;
	c->err = err;
	(void)snprintf(c->problem, sizeof(c->problem), "%s", problem);
}

static void fail_code(struct catalog *c, int code)
{
	char text[PROBLEM_SIZE];

	(void)snprintf(text, sizeof(text), "%s: %s", CATALOG_NAME,
		       c->db ? sqlite3_errmsg(c->db) : sqlite3_errstr(code));
	catalog_fail(c, err_of(c->db, code), text);
}

int catalog_err(const struct catalog *c)
{
	return c->err;
}

const char *catalog_problem(const struct catalog *c)
{
	return c->problem;
}

void catalog_clear(struct catalog *c)
{
	c->err = 0;
	c->problem[0] = '\0';
}

/* --- opening ---------------------------------------------------------- */

/* "?", "#" and "%" mean something in SQLite's URIs. */
static char *uri_of(const char *path, const char *mode)
{
	struct buf uri = BUF_INIT(URI_MAX);

	(void)buf_adds(&uri, "file:");	/* sticky, as all below */
	for (const char *at = path; *at; at++) {
		if (strchr("?#%", *at))
			(void)buf_addf(&uri, "%%%02X", (unsigned char)*at);
		else
			(void)buf_addc(&uri, *at);
	}
	(void)buf_addf(&uri, "?%s", mode);
	if (!uri.err)
		return buf_take(&uri);
	buf_free(&uri);
	return NULL;
}

/* Rows of a writer that died, or is at work, in a file beside it. */
static bool has_log(const char *path)
{
	struct stat st;
	char *log;
	bool has;

	if (asprintf(&log, "%s-wal", path) < 0)
		return true;
	has = stat(log, &st) == 0 && st.st_size > 0;
	free(log);
	return has;
}

/* What SQLite says where it may not make the files of a log. */
static bool may_not_write(int code)
{
	return (code & 0xff) == SQLITE_CANTOPEN ||
	       (code & 0xff) == SQLITE_READONLY;
}

/* mode=ro needs the -shm file or leave to make it; in a folder where nothing
 * may be written nobody writes, so the file is taken as it stands, unless
 * there is more in its log. */
int catalog_connect(const char *path, sqlite3 **ret_db)
{
	static const char *const modes[] = {"mode=ro", "immutable=1"};
	int code = SQLITE_CANTOPEN;

	for (int i = 0; i < 2 && may_not_write(code); i++) {
		char *uri;

		if (i > 0 && has_log(path))
			break;
		uri = uri_of(path, modes[i]);
		if (!uri)
			return SQLITE_NOMEM;
		(void)sqlite3_close(*ret_db);	/* of the first try */
		*ret_db = NULL;
		code = sqlite3_open_v2(uri, ret_db, SQLITE_OPEN_READONLY |
				       SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX,
				       NULL);
		free(uri);
		if (code != SQLITE_OK)
			continue;
		/* The file is looked at only now, and may be locked: the first
		 * to come recovers the log, the last to go removes it. */
		(void)sqlite3_busy_timeout(*ret_db, BUSY_MS);
		code = sqlite3_exec(*ret_db, "SELECT count(*) FROM "
				    "sqlite_schema", NULL, NULL, NULL);
	}
	return code;
}

static int open_reading(struct catalog *c, const char *path)
{
	int code = catalog_connect(path, &c->db);

	if (may_not_write(code) && has_log(path))
		catalog_fail(c, ERR_READONLY, CATALOG_NAME " has a log beside "
			     "it that cannot be read where nothing may be "
			     "written: copy the folder to a place where it "
			     "may");
	return code;
}

static int open_writing(const char *path, sqlite3 **ret_db)
{
	return sqlite3_open_v2(path, ret_db, SQLITE_OPEN_READWRITE |
			       SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL);
}

static void set_up(struct catalog *c)
{
	char text[64];

	(void)sqlite3_extended_result_codes(c->db, 1);	/* cannot fail */
	if (c->writes)
		(void)sqlite3_busy_timeout(c->db, BUSY_MS);
	(void)snprintf(text, sizeof(text), "PRAGMA cache_size = -%d",
		       c->writes ? CACHE_KIB : READER_CACHE_KIB);
	catalog_exec(c, text);
	if (!c->writes)
		return;
	catalog_exec(c, "PRAGMA journal_mode = WAL");
	/* commit.c asks for FULL where something is called done */
	catalog_exec(c, "PRAGMA synchronous = NORMAL");
	(void)snprintf(text, sizeof(text), "PRAGMA wal_autocheckpoint = %d",
		       CHECKPOINT_PAGES);
	catalog_exec(c, text);
}

int catalog_open(const char *path, enum catalog_mode mode,
		 struct catalog **ret_catalog)
{
	struct catalog *c = calloc(1, sizeof(*c));
	int code;

	*ret_catalog = c;
	if (!c)
		return ERR_NOMEM;
	c->inert.c = c;
	c->writes = mode == CATALOG_WRITE;
	if (!c->writes && access(path, F_OK) != 0) {
		catalog_fail(c, err_from_errno(errno), "there is no "
			     CATALOG_NAME);
		return c->err;
	}
	code = c->writes ? open_writing(path, &c->db) :
			   open_reading(c, path);
	if (code == SQLITE_OK)
		set_up(c);
	else
		fail_code(c, code);
	if (!c->err)
		migrate(c, c->writes);
	return c->err;
}

void catalog_close(struct catalog *c)
{
	struct sql *s, *next;

	if (!c)
		return;
	HASH_ITER(hh, c->statements, s, next) {
		HASH_DEL(c->statements, s);
		(void)sqlite3_finalize(s->stmt);	/* repeats old codes */
		free(s);
	}
	(void)sqlite3_close(c->db);	/* nothing is open on it any more */
	free(c);
}

void catalog_function(struct catalog *c, const char *name,
		      void (*fn)(sqlite3_context *, int, sqlite3_value **))
{
	int code;

	if (c->err)
		return;
	code = sqlite3_create_function(c->db, name, 1, SQLITE_UTF8 |
				       SQLITE_DETERMINISTIC |
				       SQLITE_DIRECTONLY, NULL, fn, NULL,
				       NULL);
	if (code != SQLITE_OK)
		fail_code(c, code);
}

/* --- transactions ----------------------------------------------------- */

void catalog_exec(struct catalog *c, const char *sql)
{
	int code;

	if (c->err)
		return;
	code = sqlite3_exec(c->db, sql, NULL, NULL, NULL);
	if (code != SQLITE_OK)
		fail_code(c, code);
}

void catalog_begin(struct catalog *c)
{
	catalog_clear(c);
	catalog_exec(c, "BEGIN IMMEDIATE");
}

void catalog_undo(struct catalog *c)
{
	if (!sqlite3_get_autocommit(c->db))
		/* what it may fail of is what it undoes */
		(void)sqlite3_exec(c->db, "ROLLBACK", NULL, NULL, NULL);
}

int catalog_end(struct catalog *c)
{
	catalog_exec(c, "COMMIT");
	if (c->err)
		catalog_undo(c);
	return c->err;
}

void catalog_snapshot(struct catalog *c)
{
	catalog_clear(c);
	catalog_exec(c, "BEGIN");
}

void catalog_release(struct catalog *c)
{
	catalog_undo(c);
}

int64_t catalog_last_id(const struct catalog *c)
{
	return sqlite3_last_insert_rowid(c->db);
}

int64_t catalog_changes(const struct catalog *c)
{
	return sqlite3_changes64(c->db);
}

/* --- statements ------------------------------------------------------- */

static struct sql *prepare(struct catalog *c, const char *text)
{
	struct sql *s = calloc(1, sizeof(*s));
	int code;

	if (!s) {
		catalog_fail(c, ERR_NOMEM, err_text(ERR_NOMEM));
		return NULL;
	}
	s->c = c;
	s->text = text;
	code = sqlite3_prepare_v3(c->db, text, -1, SQLITE_PREPARE_PERSISTENT,
				  &s->stmt, NULL);
	if (code != SQLITE_OK) {
		fail_code(c, code);
		free(s);
		return NULL;
	}
	HASH_ADD_PTR(c->statements, text, s);
	if (s->hh.tbl)
		return s;
	(void)sqlite3_finalize(s->stmt);	/* it has not run */
	free(s);
	catalog_fail(c, ERR_NOMEM, err_text(ERR_NOMEM));
	return NULL;
}

struct sql *sql_of(struct catalog *c, const char *text)
{
	struct sql *s;

	if (c->err)
		return &c->inert;
	HASH_FIND_PTR(c->statements, &text, s);
	if (!s)
		s = prepare(c, text);
	if (!s)
		return &c->inert;
	sql_done(s);
	s->at = 0;
	return s;
}

static void check(struct sql *s, int code)
{
	if (code != SQLITE_OK)
		fail_code(s->c, code);
}

void sql_put(struct sql *s, int64_t value)
{
	if (s->stmt)
		check(s, sqlite3_bind_int64(s->stmt, ++s->at, value));
}

void sql_put_unless(struct sql *s, int64_t value, int64_t none)
{
	if (value != none)
		sql_put(s, value);
	else if (s->stmt)
		check(s, sqlite3_bind_null(s->stmt, ++s->at));
}

void sql_put_slice(struct sql *s, struct slice text)
{
	if (!s->stmt)
		return;
	if (text.p)
		check(s, sqlite3_bind_text64(s->stmt, ++s->at, text.p, text.n,
					     SQLITE_STATIC, SQLITE_UTF8));
	else
		check(s, sqlite3_bind_null(s->stmt, ++s->at));
}

void sql_put_text(struct sql *s, const char *text)
{
	sql_put_slice(s, slice_of(text));
}

void sql_put_blob(struct sql *s, struct slice bytes)
{
	if (!s->stmt)
		return;
	if (bytes.p)
		check(s, sqlite3_bind_blob64(s->stmt, ++s->at, bytes.p,
					     bytes.n, SQLITE_STATIC));
	else
		check(s, sqlite3_bind_null(s->stmt, ++s->at));
}

bool sql_step(struct sql *s)
{
	int code;

	if (!s->stmt || s->c->err)
		return false;
	code = sqlite3_step(s->stmt);
	s->walking = code == SQLITE_ROW;
	if (s->walking)
		return true;
	if (code != SQLITE_DONE)
		fail_code(s->c, code);
	sql_done(s);
	return false;
}

void sql_run(struct sql *s)
{
	while (sql_step(s))
		;
}

int64_t sql_number(struct catalog *c, const char *text)
{
	struct sql *s = sql_of(c, text);
	int64_t value = sql_step(s) ? sql_get(s, 0) : 0;

	sql_done(s);
	return value;
}

void sql_done(struct sql *s)
{
	if (!s->stmt)
		return;
	(void)sqlite3_reset(s->stmt);	/* repeats the step's code */
	/* what was bound may be gone by the next use */
	(void)sqlite3_clear_bindings(s->stmt);
	s->walking = false;
}

int64_t sql_get(struct sql *s, int column)
{
	return s->walking ? sqlite3_column_int64(s->stmt, column) : 0;
}

int64_t sql_get_or(struct sql *s, int column, int64_t none)
{
	if (!s->walking ||
	    sqlite3_column_type(s->stmt, column) == SQLITE_NULL)
		return none;
	return sqlite3_column_int64(s->stmt, column);
}

struct slice sql_get_slice(struct sql *s, int column)
{
	const void *p;

	if (!s->walking ||
	    sqlite3_column_type(s->stmt, column) == SQLITE_NULL)
		return SLICE_NONE;
	p = sqlite3_column_blob(s->stmt, column);
	if (!p && sqlite3_column_bytes(s->stmt, column))
		catalog_fail(s->c, ERR_NOMEM, err_text(ERR_NOMEM));
	return (struct slice){p ? p : "",
		p ? (size_t)sqlite3_column_bytes(s->stmt, column) : 0};
}

const char *sql_get_text(struct sql *s, int column)
{
	const unsigned char *text;

	if (!s->walking ||
	    sqlite3_column_type(s->stmt, column) == SQLITE_NULL)
		return NULL;
	text = sqlite3_column_text(s->stmt, column);
	if (!text)
		catalog_fail(s->c, ERR_NOMEM, err_text(ERR_NOMEM));
	return (const char *)text;
}

struct slice sql_keep_slice(struct sql *s, int column, struct arena *a)
{
	struct slice kept = arena_slice(a, sql_get_slice(s, column));

	if (arena_err(a))
		catalog_fail(s->c, arena_err(a), err_text(arena_err(a)));
	return kept;
}

/* arena_slice() puts a NUL behind what it copies. */
const char *sql_keep_text(struct sql *s, int column, struct arena *a)
{
	return sql_keep_slice(s, column, a).p;
}
