/* SPDX-License-Identifier: Apache-2.0 */
/* Requests that go with rows of the frontier. */
#include "store/rows.h"

bool rows_get_request(struct sql *row, int first, struct store_request *ret)
{
	*ret = (struct store_request){
		.key = sql_get_text(row, first),
		.method = sql_get_text(row, first + 1),
		.body = sql_get_slice(row, first + 2),
		.content_type = sql_get_text(row, first + 3),
		.referer = sql_get_text(row, first + 4),
		.family = sql_get_text(row, first + 5),
		.page = (int32_t)sql_get(row, first + 6),
		.list = sql_get(row, first + 7),
		.overlaps = sql_get(row, first + 8),
		.probe = sql_get(row, first + 9),
	};
	return ret->method != NULL;
}

static bool was_asked(struct catalog *c, int64_t frontier)
{
	struct sql *q = sql_of(c, "SELECT asked FROM request "
			       "WHERE frontier_id = ?1");
	bool asked;

	sql_put(q, frontier);
	asked = sql_step(q) && sql_get(q, 0);
	sql_done(q);
	return asked;
}

static void put_body(struct catalog *c, int64_t frontier,
		     const struct store_request *r)
{
	struct sql *q = sql_of(c, "UPDATE request SET body = ?1, "
			       "content_type = ?2 WHERE frontier_id = ?3");

	sql_put_blob(q, r->body);
	sql_put_text(q, r->content_type);
	sql_put(q, frontier);
	sql_run(q);
}

static void put_all(struct catalog *c, int64_t frontier,
		    const struct store_request *r, bool asked)
{
	struct sql *q = sql_of(c, "INSERT OR REPLACE INTO request "
		"(frontier_id, method, body, content_type, referer, family, "
		"page, list, overlaps, probe, asked) "
		"VALUES (?,?,?,?,?,?,?,?,?,?,?)");

	sql_put(q, frontier);
	sql_put_text(q, r->method);
	sql_put_blob(q, r->body);
	sql_put_text(q, r->content_type);
	sql_put_text(q, r->referer);
	sql_put_text(q, r->family);
	sql_put(q, r->page);
	sql_put(q, r->list);
	sql_put(q, r->overlaps);
	sql_put(q, r->probe);
	sql_put(q, asked);
	sql_run(q);
}

/* Where two answers ask for the same, the first one says which page it is. */
bool rows_put_request(struct catalog *c, int64_t frontier,
		      const struct store_request *r, bool asked)
{
	bool before = was_asked(c, frontier);

	if (before && asked)
		put_body(c, frontier, r);
	else
		put_all(c, frontier, r, asked);
	return before;
}
