/* SPDX-License-Identifier: Apache-2.0 */
#include "store/tallies.h"

#include "base/err.h"

#include <stdlib.h>
#include <string.h>

void store_frontier_forget(struct store *s)
{
	struct tally *t, *next;

	if (!s->tallies)
		return;
	HASH_ITER(hh, s->tallies->table, t, next) {
		HASH_DEL(s->tallies->table, t);
		free(t);
	}
	free(s->tallies);
	s->tallies = NULL;
}

static struct tally *find(const struct store *s, int64_t site, int64_t host)
{
	struct tally_key key = {.site = site, .host = host};
	struct tally *t = NULL;

	if (s->tallies)
		HASH_FIND(hh, s->tallies->table, &key, sizeof(key), t);
	return t;
}

const struct tally *tallies_find(const struct store *s, int64_t site,
				 int64_t host)
{
	return find(s, site, host);
}

/* NULL while they are not counted, and without memory (then forgotten). */
static struct tally *make(struct store *s, int64_t site, int64_t host)
{
	struct tally *t = find(s, site, host);

	if (t || !s->tallies)
		return t;
	t = calloc(1, sizeof(*t));
	if (!t) {
		store_frontier_forget(s);
		return NULL;
	}
	t->key = (struct tally_key){.site = site, .host = host};
	HASH_ADD(hh, s->tallies->table, key, sizeof(t->key), t);
	if (t->hh.tbl)
		return t;
	free(t);
	store_frontier_forget(s);
	return NULL;
}

void tallies_move(struct store *s, int64_t site, int64_t host,
		  enum frontier_state from, enum frontier_state to)
{
	struct tally *t = make(s, site, host);

	if (!t)
		return;
	t->queued += (to == FRONTIER_QUEUED) - (from == FRONTIER_QUEUED);
	t->leased += (to == FRONTIER_LEASED) - (from == FRONTIER_LEASED);
}

static void count(struct store *s, struct sql *q, bool leased)
{
	while (sql_step(q)) {
		struct tally *t = make(s, sql_get(q, 1), sql_get(q, 0));

		if (!t)
			catalog_fail(s->catalog, ERR_NOMEM,
				     err_text(ERR_NOMEM));
		else if (leased)
			t->leased += sql_get(q, 2);
		else
			t->queued += sql_get(q, 2);
	}
}

/* Each out of its index alone. */
void tallies_count(struct store *s)
{
	if (s->tallies)
		return;
	s->tallies = calloc(1, sizeof(*s->tallies));
	if (!s->tallies) {
		catalog_fail(s->catalog, ERR_NOMEM, err_text(ERR_NOMEM));
		return;
	}
	count(s, sql_of(s->catalog, "SELECT host_id, site_id, count(*) "
			"FROM frontier INDEXED BY frontier_ready "
			"WHERE state = 0 AND due_ms = 0 "
			"GROUP BY host_id, site_id"), false);
	count(s, sql_of(s->catalog, "SELECT host_id, site_id, count(*) "
			"FROM frontier INDEXED BY frontier_waiting "
			"WHERE state = 0 AND due_ms > 0 "
			"GROUP BY host_id, site_id"), false);
	count(s, sql_of(s->catalog, "SELECT host_id, site_id, count(*) "
			"FROM frontier INDEXED BY frontier_leased "
			"WHERE state = 1 "
			"GROUP BY host_id, site_id"), true);
	if (catalog_err(s->catalog))
		store_frontier_forget(s);
}

int tallies_end(struct store *s)
{
	int err = store_end(s);

	if (err)
		store_frontier_forget(s);
	return err;
}
