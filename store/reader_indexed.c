/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Captures in the order of an index, and the catalog as a file.
 *
 * SQLite sorts numbers of rows by SURT, on disk where there are many, and the
 * rows are asked for one by one: a whole row a capture would be sorted else.
 */
#include "store/reader_private.h"

#include "base/buf.h"
#include "base/err.h"
#include "parsers/url.h"

#include <sys/stat.h>

/* surt(url); the URL itself where it is none. */
static void surt(sqlite3_context *context, int count, sqlite3_value **values)
{
	struct slice text = {(const char *)sqlite3_value_text(values[0]),
			     (size_t)sqlite3_value_bytes(values[0])};
	struct buf out = BUF_INIT(URL_MAX * 2);
	struct url u;
	int err;

	(void)count;
	err = text.p ? url_parse(text, NULL, NULL, &u, NULL) : ERR_INVALID;
	if (!err) {
		err = url_surt(&u, &out);
		url_free(&u);
	}
	if (err == ERR_NOMEM)
		sqlite3_result_error_nomem(context);
	else if (err)
		sqlite3_result_value(context, values[0]);
	else
		sqlite3_result_text(context, out.data, (int)out.len,
				    SQLITE_TRANSIENT);
	buf_free(&out);
}

static int give(struct catalog *c, int64_t id, store_capture_fn fn, void *ctx)
{
	struct sql *row = sql_of(c, READER_CAPTURE_SELECT "WHERE c.id = ?1");
	struct capture capture;
	int err = ERR_DAMAGED;

	sql_put(row, id);
	if (sql_step(row)) {
		reader_capture(c, row, &capture);
		err = catalog_err(c);
		if (!err)
			err = fn(ctx, &capture);
	}
	sql_done(row);
	return err;
}

int store_each_indexed(struct store_reader *r, const char *site_or_null,
		       store_capture_fn fn, void *ctx)
{
	static const char text[] = "SELECT c.id FROM capture c "
		"JOIN url u ON u.id = c.url_id "
		"LEFT JOIN site s ON s.id = c.site_id "
		"WHERE ?1 IS NULL OR s.name = ?1 "
		"ORDER BY surt(u.url), c.started_ms, c.id";
	struct catalog *c = reader_ask(r);
	struct sql *row;
	int err = 0;

	catalog_function(c, "surt", surt);
	row = sql_of(c, text);
	sql_put_text(row, site_or_null);
	while (!err && sql_step(row))
		err = give(c, sql_get(row, 0), fn, ctx);
	sql_done(row);
	return reader_end_walk(r, err);
}

int store_snapshot(struct store_reader *r, const char *path)
{
	struct catalog *c = reader_ask(r);
	struct stat st;
	struct sql *q;

	if (stat(path, &st) == 0 && st.st_size > 0)
		return reader_end(r, ERR_EXISTS);
	q = sql_of(c, "VACUUM INTO ?1");
	sql_put_text(q, path);
	sql_run(q);
	return reader_end(r, 0);
}
