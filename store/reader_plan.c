/* SPDX-License-Identifier: Apache-2.0 */
#include "store/plan.h"

#include "store/reader_private.h"

/* What store_refresh_begin() makes due at ?2. */
#define REFRESH(f) \
	#f ".state = 2 AND " #f ".robots = 0 AND " \
	"coalesce(" #f ".refresh_ms, 0) <= ?2 AND NOT EXISTS " \
	"(SELECT 1 FROM request WHERE frontier_id = " #f ".id)"
/* In the order of lease.c; what is due for a refresh gets 0 as its time. */
#define ORDER(f) \
	"ORDER BY max(iif(" #f ".state = 2, 0, " #f ".due_ms), ?2), " #f \
	".robots DESC, " #f ".priority DESC, " #f ".depth, " #f ".id"

int store_each_plan_host(struct store_reader *r, int64_t site, int64_t now_ms,
			 store_plan_host_fn fn, void *ctx)
{
	static const char text[] =
		"SELECT h.id, h.key, h.next_ms, h.backoff_until_ms, "
		"h.blocked_since_ms, h.block, h.block_until_ms, "
		"sum(f.state = 0 AND f.due_ms <= ?2), "
		"sum(f.state = 0 AND f.due_ms > ?2), sum(f.state = 1), "
		"min(CASE WHEN f.state = 0 AND f.due_ms > ?2 THEN f.due_ms "
		"END), sum(" REFRESH(f) "), "
		"min(CASE WHEN f.state = 2 AND f.robots = 0 AND "
		"f.refresh_ms > ?2 THEN f.refresh_ms END) "
		"FROM frontier f JOIN host h ON h.id = f.host_id "
		"WHERE f.site_id = ?1 GROUP BY h.id ORDER BY h.key";
	struct sql *row = sql_of(reader_ask(r), text);
	int err = 0;

	sql_put(row, site);
	sql_put(row, now_ms);
	while (!err && sql_step(row)) {
		struct store_plan_host host = {
			.host = {
				.id = sql_get(row, 0),
				.key = sql_get_text(row, 1),
				.next_ms = sql_get(row, 2),
				.backoff_until_ms = sql_get(row, 3),
				.block = {
					.since_ms = sql_get(row, 4),
					.class = sql_get_text(row, 5),
					.until_ms = sql_get(row, 6),
				},
			},
			.due = sql_get(row, 7),
			.later = sql_get(row, 8),
			.leased = sql_get(row, 9),
			.first_later_ms = sql_get(row, 10),
			.refresh = sql_get(row, 11),
			.next_refresh_ms = sql_get(row, 12),
		};

		err = fn(ctx, &host);
	}
	sql_done(row);
	return reader_end_walk(r, err);
}

int store_each_plan_url(struct store_reader *r, int64_t site, int64_t now_ms,
			int64_t max, store_plan_url_fn fn, void *ctx)
{
	static const char text[] =
		"SELECT u.url, h.key, f.via, f.via_anchor, f.hops, "
		"f.priority, f.depth, f.attempts, f.seed, f.robots, f.state, "
		"f.due_ms, f.queued_ms, (SELECT max(started_ms) FROM capture "
		"WHERE url_id = f.url_id), coalesce(r.page, p.page), k.name, "
		"coalesce(r.method, 'GET') "
		"FROM (SELECT * FROM frontier g WHERE g.site_id = ?1 "
		" AND (g.state < 2 OR " REFRESH(g) ") " ORDER(g)
		" LIMIT ?3) f "
		"JOIN url u ON u.id = f.url_id "
		"JOIN host h ON h.id = f.host_id "
		"LEFT JOIN column_page p ON p.site_id = f.site_id "
		" AND p.url_id = f.url_id "
		"LEFT JOIN site_column k ON k.id = p.column_id "
		"LEFT JOIN request r ON r.frontier_id = f.id " ORDER(f);
	struct sql *row = sql_of(reader_ask(r), text);
	int err = 0;

	sql_put(row, site);
	sql_put(row, now_ms);
	sql_put(row, max);
	while (!err && sql_step(row)) {
		struct store_plan_url url = {
			.url = sql_get_text(row, 0),
			.host_key = sql_get_text(row, 1),
			.via = sql_get_text(row, 2),
			.via_anchor = sql_get_text(row, 3),
			.hops = sql_get_text(row, 4),
			.priority = (int32_t)sql_get(row, 5),
			.depth = (int32_t)sql_get(row, 6),
			.attempts = (int32_t)sql_get(row, 7),
			.is_seed = sql_get(row, 8),
			.is_robots = sql_get(row, 9),
			.leased = sql_get(row, 10) == 1,
			.refresh = sql_get(row, 10) == 2,
			.due_ms = sql_get(row, 10) == 2 ? 0 : sql_get(row, 11),
			.queued_ms = sql_get(row, 12),
			.last_ms = sql_get(row, 13),
			.column_page = sql_get(row, 14),
			.column = sql_get_text(row, 15),
			.method = sql_get_text(row, 16),
		};

		err = fn(ctx, &url);
	}
	sql_done(row);
	return reader_end_walk(r, err);
}
