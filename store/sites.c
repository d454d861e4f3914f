/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Runs, sites and the passes over them.
 *
 * What begins is not waited for until the disk has it: in the catalog's log it
 * stands before the first capture of the run, whose commit is waited for, and
 * without captures nothing is lost by its not having begun.
 */
#include "store/store_private.h"

#include "base/err.h"

int store_run_begin(struct store *s, const char *command, int64_t now_ms,
		    int64_t *ret_run)
{
	struct sql *q;
	int err;

	store_begin(s);
	q = sql_of(s->catalog, "INSERT INTO run (command, program, "
		   "config_sha256, started_ms) VALUES (?1, ?2, ?3, ?4)");
	sql_put_text(q, command);
	sql_put_text(q, s->options.program);
	sql_put_text(q, s->options.config_sha256);
	sql_put(q, now_ms);
	sql_run(q);
	err = store_end(s);
	if (!err)
		*ret_run = catalog_last_id(s->catalog);
	return err;
}

int store_run_end(struct store *s, int64_t run, int64_t now_ms,
		  const char *outcome)
{
	struct sql *q;

	store_begin_durable(s);
	q = sql_of(s->catalog, "UPDATE run SET ended_ms = ?1, outcome = ?2 "
		   "WHERE id = ?3");
	sql_put(q, now_ms);
	sql_put_text(q, outcome);
	sql_put(q, run);
	sql_run(q);
	return store_end(s);
}

int store_site_put(struct store *s, struct store_site *site)
{
	int64_t id, started = 0, ended = 0;
	struct sql *q;
	int err;

	store_begin(s);
	id = rows_site(s->catalog, site->name, site->official);
	q = sql_of(s->catalog, "UPDATE site SET seed = ?1, scope = ?2, "
		   "official = ?3 WHERE id = ?4 "
		   "RETURNING pass_started_ms, pass_ended_ms");
	sql_put_text(q, site->seed);
	sql_put_text(q, site->scope);
	sql_put(q, site->official);
	sql_put(q, id);
	if (sql_step(q)) {
		started = sql_get(q, 0);
		ended = sql_get(q, 1);
	}
	sql_run(q);	/* to its end: only then it is done */
	err = store_end(s);
	if (err)
		return err;
	site->id = id;
	site->pass_started_ms = started;
	site->pass_ended_ms = ended;
	return 0;
}

void store_requests_forget(struct store *s, int64_t site)
{
	struct sql *q = sql_of(s->catalog, "UPDATE request SET asked = 0 "
			       "WHERE asked = 1 AND frontier_id IN "
			       "(SELECT id FROM frontier WHERE site_id = ?1)");

	sql_put(q, site);
	sql_run(q);
}

/* A robots.txt is asked for by name when it is wanted, and what a pager asks
 * for by a request when its page says so again: both stay done. */
static void make_due_again(struct store *s, int64_t site)
{
	struct sql *q = sql_of(s->catalog, "UPDATE frontier SET state = 0, "
			       "attempts = 0, due_ms = 0, stop = NULL "
			       "WHERE site_id = ?1 AND state = 2 "
			       "AND robots = 0 AND NOT EXISTS "
			       "(SELECT 1 FROM request r WHERE "
			       "r.frontier_id = frontier.id)");

	sql_put(q, site);
	sql_run(q);
	store_requests_forget(s, site);
	q = sql_of(s->catalog, "UPDATE frontier SET attempts = 0 "
		   "WHERE site_id = ?1 AND state = 0 AND attempts > 0");
	sql_put(q, site);
	sql_run(q);
}

int store_pass_begin(struct store *s, int64_t site, int64_t now_ms,
		     bool *ret_resumed)
{
	bool resumed = false;
	struct sql *q;
	int err;

	store_begin(s);
	q = sql_of(s->catalog, "SELECT pass_started_ms IS NOT NULL AND "
		   "pass_ended_ms IS NULL FROM site WHERE id = ?1");
	sql_put(q, site);
	if (sql_step(q))
		resumed = sql_get(q, 0);
	sql_done(q);
	if (!resumed) {
		q = sql_of(s->catalog, "UPDATE site SET pass_started_ms = ?1, "
			   "pass_ended_ms = NULL WHERE id = ?2");
		sql_put(q, now_ms);
		sql_put(q, site);
		sql_run(q);
		make_due_again(s, site);
	}
	err = store_end(s);
	if (!err)
		*ret_resumed = resumed;
	return err;
}

int store_pass_end(struct store *s, int64_t site, int64_t now_ms)
{
	struct sql *q;

	store_begin_durable(s);
	q = sql_of(s->catalog, "UPDATE site SET pass_ended_ms = ?1 "
		   "WHERE id = ?2");
	sql_put(q, now_ms);
	sql_put(q, site);
	sql_run(q);
	return store_end(s);
}

int store_site_host_add(struct store *s, int64_t site, const char *host_key)
{
	struct sql *q;
	int64_t host;

	store_begin(s);
	host = rows_host(s->catalog, host_key);
	q = sql_of(s->catalog, "INSERT OR IGNORE INTO site_host "
		   "VALUES (?1, ?2)");
	sql_put(q, site);
	sql_put(q, host);
	sql_run(q);
	return store_end(s);
}

int store_site_host_drop(struct store *s, int64_t site, const char *host_key)
{
	static const char *const texts[] = {
		"DELETE FROM request WHERE frontier_id IN (SELECT id FROM "
		"frontier WHERE site_id = ?1 AND state <> 1 AND "
		"host_id = (SELECT id FROM host WHERE key = ?2))",
		"DELETE FROM frontier WHERE site_id = ?1 AND state <> 1 AND "
		"host_id = (SELECT id FROM host WHERE key = ?2)",
		"DELETE FROM site_host WHERE site_id = ?1 AND "
		"host_id = (SELECT id FROM host WHERE key = ?2)",
		/* pages that led there have to lead there anew */
		"UPDATE frontier SET memo = NULL "
		"WHERE site_id = ?1 AND ?2 IS NOT NULL "
		"AND memo IS NOT NULL",
	};
	store_begin_durable(s);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct sql *q = sql_of(s->catalog, texts[i]);

		sql_put(q, site);
		sql_put_text(q, host_key);
		sql_run(q);
	}
	return store_end(s);
}

int store_pass_forget(struct store *s, int64_t site)
{
	struct sql *q;

	store_begin_durable(s);
	q = sql_of(s->catalog, "UPDATE site SET pass_started_ms = NULL, "
		   "pass_ended_ms = NULL WHERE id = ?1");
	sql_put(q, site);
	sql_run(q);
	q = sql_of(s->catalog, "UPDATE frontier SET body_capture = NULL "
		   "WHERE site_id = ?1 AND robots = 0");
	sql_put(q, site);
	sql_run(q);
	return store_end(s);
}
