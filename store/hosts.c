/* SPDX-License-Identifier: Apache-2.0 */
/* Politeness that survives restarts. */
#include "store/store_private.h"

#include "base/err.h"

static const char host_columns[] =
	"SELECT id, key, address, next_ms, last_response_ms, crawl_delay_ms, "
	"backoff_until_ms, backoff_steps, robots_capture, robots_at_ms, "
	"robots_status, robots_record, robots_tried_ms, failures, "
	"blocked_since_ms, block, block_sign, block_group, block_steps, "
	"block_until_ms FROM host WHERE id = ?1";

int store_host_get(struct store *s, const char *key, struct arena *a,
		   struct store_host *ret_host)
{
	struct store_host h;
	struct sql *q;
	int64_t id;
	int err;

	store_begin(s);
	id = rows_host(s->catalog, key);
	q = sql_of(s->catalog, host_columns);
	sql_put(q, id);
	(void)sql_step(q);	/* after a failure all below is empty */
	h = (struct store_host){
		.id = id,
		.key = sql_keep_text(q, 1, a),
		.address = sql_keep_text(q, 2, a),
		.next_ms = sql_get(q, 3),
		.last_response_ms = (int32_t)sql_get(q, 4),
		.crawl_delay_ms = (int32_t)sql_get_or(q, 5, -1),
		.backoff_until_ms = sql_get(q, 6),
		.backoff_steps = (int32_t)sql_get(q, 7),
		.robots_capture = sql_get(q, 8),
		.robots_at_ms = sql_get(q, 9),
		.robots_status = (int)sql_get(q, 10),
		.robots_record = sql_keep_text(q, 11, a),
		.robots_tried_ms = sql_get(q, 12),
		.failures = (int32_t)sql_get(q, 13),
		.block = {
			.since_ms = sql_get(q, 14),
			.class = sql_keep_text(q, 15, a),
			.sign = sql_keep_text(q, 16, a),
			.group = sql_keep_text(q, 17, a),
			.steps = (int32_t)sql_get(q, 18),
			.until_ms = sql_get(q, 19),
		},
	};
	sql_done(q);
	err = store_end(s);
	if (!err)
		*ret_host = h;
	return err;
}

void store_host_write(struct store *s, const struct store_host *host)
{
	struct sql *q = sql_of(s->catalog,
		"UPDATE host SET address = ?1, next_ms = ?2, "
		"last_response_ms = ?3, crawl_delay_ms = ?4, "
		"backoff_until_ms = ?5, backoff_steps = ?6, "
		"robots_capture = ?7, robots_at_ms = ?8, robots_status = ?9, "
		"robots_record = ?10, robots_tried_ms = ?11, failures = ?12 "
		"WHERE id = ?13");

	sql_put_text(q, host->address);
	sql_put_unless(q, host->next_ms, 0);
	sql_put_unless(q, host->last_response_ms, 0);
	sql_put_unless(q, host->crawl_delay_ms, -1);
	sql_put_unless(q, host->backoff_until_ms, 0);
	sql_put(q, host->backoff_steps);
	sql_put_unless(q, host->robots_capture, 0);
	sql_put_unless(q, host->robots_at_ms, 0);
	sql_put_unless(q, host->robots_status, 0);
	sql_put_text(q, host->robots_record);
	sql_put_unless(q, host->robots_tried_ms, 0);
	sql_put(q, host->failures);
	sql_put(q, host->id);
	sql_run(q);
}

int store_host_put(struct store *s, const struct store_host *host)
{
	store_begin(s);
	store_host_write(s, host);
	return store_end(s);
}

int store_address_get(struct store *s, const char *address,
		      int64_t *ret_next_ms)
{
	int64_t next = 0;
	struct sql *q;
	int err;

	store_begin(s);
	q = sql_of(s->catalog, "SELECT next_ms FROM address "
		   "WHERE address = ?1");
	sql_put_text(q, address);
	if (sql_step(q))
		next = sql_get(q, 0);
	sql_done(q);
	err = store_end(s);
	if (!err)
		*ret_next_ms = next;
	return err;
}

void store_address_write(struct store *s, const char *address,
			 int64_t next_ms)
{
	struct sql *q = sql_of(s->catalog, "INSERT INTO address "
		"VALUES (?1, ?2) ON CONFLICT (address) DO UPDATE "
		"SET next_ms = excluded.next_ms");

	sql_put_text(q, address);
	sql_put(q, next_ms);
	sql_run(q);
}

int store_address_put(struct store *s, const char *address, int64_t next_ms)
{
	store_begin(s);
	store_address_write(s, address, next_ms);
	return store_end(s);
}

const char *store_host_key(struct store *s, int64_t host, struct arena *a)
{
	struct sql *q = sql_of(s->catalog, "SELECT key FROM host "
			       "WHERE id = ?1");
	const char *key = NULL;

	sql_put(q, host);
	if (sql_step(q))
		key = sql_keep_text(q, 0, a);
	sql_done(q);
	return key;
}
