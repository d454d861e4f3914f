/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Blocks of hosts, and their groups (store.h).
 *
 *   blocked ─► in a group already?  ─► its probe: one step up for all
 *      │       another host with the same class and sign near it?
 *      │                            ─► joins: rests with them, or, where their
 *      │                               rest is over, was their probe
 *      └────────────────────────────── else the first of a group of its own
 *
 *   well    ─► the whole group is over
 *
 * A group is known by the key of the host that was blocked first, so that being
 * near is passed on: A and C belong together where both are near B.
 *
 * These columns of a host are written here alone: what the rest of its row says
 * is known to the crawler, but a probe of one host moves others.
 */
#include "store/store_private.h"

#include "base/err.h"
#include "parsers/url.h"

#include <string.h>

/* One host, as far as groups go. */
struct member {
	const char *address;	/* NULL */
	int64_t division;	/* 0 */
	struct url url;		/* of its key */
};

/* --- near ----------------------------------------------------------------- */

/* 522628200 → 5226 */
static int64_t prefecture_of(int64_t division)
{
	while (division >= 10000)
		division /= 10;
	return division;
}

static bool same_domain(const struct url *a, const struct url *b)
{
	struct slice x = url_registered_domain(a);

	return x.n && slice_eq(x, url_registered_domain(b));
}

static bool is_near(const struct member *m, const char *address,
		    int64_t division, const char *key)
{
	struct url url;
	bool near;

	if (m->address && address && strcmp(m->address, address) == 0)
		return true;
	if (m->division && division &&
	    prefecture_of(m->division) == prefecture_of(division))
		return true;
	if (!key || url_parse(slice_of(key), NULL, NULL, &url, NULL))
		return false;
	near = same_domain(&m->url, &url);
	url_free(&url);
	return near;
}

/* The group of a host that is blocked alike and near; its steps and rest. */
static bool find_group(struct store *s, const struct member *m, int64_t host,
		       const struct store_block_event *event, struct arena *a,
		       struct store_block *ret_block)
{
	struct sql *q = sql_of(s->catalog,
		"SELECT address, block_division, key, block_group, "
		"block_steps, block_until_ms FROM host "
		"WHERE block_group IS NOT NULL AND block = ?1 "
		"AND block_sign = ?2 AND id <> ?3 ORDER BY id");
	bool found = false;

	sql_put_text(q, event->class);
	sql_put_text(q, event->sign);
	sql_put(q, host);
	while (!found && sql_step(q)) {
		if (!is_near(m, sql_get_text(q, 0), sql_get(q, 1),
			     sql_get_text(q, 2)))
			continue;
		found = true;
		ret_block->group = sql_keep_text(q, 3, a);
		ret_block->steps = (int32_t)sql_get(q, 4);
		ret_block->until_ms = sql_get(q, 5);
	}
	sql_done(q);
	return found;
}

/* --- the rows ------------------------------------------------------------- */

static void read_block(struct store *s, int64_t host, struct arena *a,
		       struct store_block *ret_block)
{
	struct sql *q = sql_of(s->catalog,
		"SELECT blocked_since_ms, block, block_sign, block_group, "
		"block_steps, block_until_ms FROM host WHERE id = ?1");

	sql_put(q, host);
	(void)sql_step(q);	/* after a failure all below is empty */
	*ret_block = (struct store_block){
		.since_ms = sql_get(q, 0),
		.class = sql_keep_text(q, 1, a),
		.sign = sql_keep_text(q, 2, a),
		.group = sql_keep_text(q, 3, a),
		.steps = (int32_t)sql_get(q, 4),
		.until_ms = sql_get(q, 5),
	};
	sql_done(q);
}

static void write_block(struct store *s, int64_t host, uint32_t division,
			const struct store_block *b)
{
	struct sql *q = sql_of(s->catalog,
		"UPDATE host SET blocked_since_ms = ?1, block = ?2, "
		"block_sign = ?3, block_group = ?4, block_division = ?5 "
		"WHERE id = ?6");

	sql_put(q, b->since_ms);
	sql_put_text(q, b->class);
	sql_put_text(q, b->sign);
	sql_put_text(q, b->group);
	sql_put_unless(q, division, 0);
	sql_put(q, host);
	sql_run(q);
	q = sql_of(s->catalog, "UPDATE host SET block_steps = ?1, "
		   "block_until_ms = ?2 WHERE block_group = ?3");
	sql_put(q, b->steps);
	sql_put(q, b->until_ms);
	sql_put_text(q, b->group);
	sql_run(q);
}

static void end_group(struct store *s, const char *group)
{
	struct sql *q = sql_of(s->catalog,
		"UPDATE host SET blocked_since_ms = NULL, block = NULL, "
		"block_sign = NULL, block_group = NULL, block_steps = NULL, "
		"block_until_ms = NULL, block_division = NULL "
		"WHERE block_group = ?1");

	sql_put_text(q, group);
	sql_run(q);
}

/* --- blocked -------------------------------------------------------------- */

static int64_t rest_of(const struct store_block_event *event, int32_t steps)
{
	size_t rung = (size_t)steps;

	return event->ladder_ms[rung < event->rungs ? rung :
						      event->rungs - 1];
}

static bool is_same(const struct store_block *b,
		    const struct store_block_event *event)
{
	return b->group && strcmp(b->class, event->class) == 0 &&
	       strcmp(b->sign, event->sign) == 0;
}

/* The group the host is in from now on; *probe: the answer was its probe. */
static int join(struct store *s, const struct store_host *host,
		const struct store_block_event *event, struct arena *a,
		struct store_block *b, bool *probe)
{
	struct member m = {.address = host->address,
			   .division = event->division};
	const char *key = store_host_key(s, host->id, a);
	int err;

	*probe = b->group != NULL;	/* blocked in another way than before */
	if (is_same(b, event))
		return 0;
	err = url_parse(slice_of(key), NULL, NULL, &m.url, NULL);
	if (err)
		return err;
	if (find_group(s, &m, host->id, event, a, b))
		*probe = true;
	else
		b->group = key;
	url_free(&m.url);
	return 0;
}

static void meet(struct store *s, const struct store_host *host,
		 const struct store_block_event *event, struct arena *a,
		 int64_t now_ms, struct store_block *b)
{
	bool probe;
	int err = join(s, host, event, a, b, &probe);

	if (err) {
		catalog_fail(s->catalog, err, "the group of a blocked host");
		return;
	}
	if (!b->since_ms)
		b->since_ms = now_ms;
	b->class = event->class;
	b->sign = event->sign;
	if (probe && b->until_ms > now_ms)
		return;		/* somebody else was it */
	b->steps = probe ? b->steps + 1 : 0;
	b->until_ms = now_ms + rest_of(event, b->steps);
}

void store_block_write(struct store *s, const struct store_host *host,
		       struct store_block_event *event, struct arena *a,
		       int64_t now_ms)
{
	struct store_block b;

	read_block(s, host->id, a, &b);
	if (event->is_over) {
		if (b.group)
			end_group(s, b.group);
		event->ret_block = (struct store_block){.since_ms = 0};
		return;
	}
	meet(s, host, event, a, now_ms, &b);
	if (!catalog_err(s->catalog))
		write_block(s, host->id, event->division, &b);
	event->ret_block = b;
}
