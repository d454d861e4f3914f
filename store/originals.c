/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A copy finds its original when somebody asks, not when either is archived:
 * so it does not matter which came first, and a correction of the original
 * needs no second look.
 *
 *   near in text    simhashes of the current readings differ in NEAR bits
 *   else the same   organ and year: nobody else writes this report
 *
 * Townships of one county send in the same words with other names and
 * numbers, which a simhash hardly tells apart.  So organ and year must not
 * contradict each other where both are known; a copy often names its organ
 * short, 上街镇 for 闽侯县上街镇.
 */
#include "store/originals.h"

#include "base/err.h"
#include "parsers/fingerprint.h"

enum {
	NEAR = 3,		/* bits; schema.sql has an index for each
				 * quarter, of which one is the same */
	QUARTERS = 4,
};

/* What has been found so far; the key is in the arena. */
struct best {
	const char *key;
	unsigned distance;
	int64_t official;	/* 1 before -1 */
};

/* Readings that are current, of reports not known for copies. */
#define NEAR_SQL(quarter)						\
	"SELECT p.key, p.organ, p.year, p.official, d.simhash "		\
	"FROM reading d JOIN report p ON p.id = d.report_id "		\
	"WHERE d.simhash IS NOT NULL AND " quarter " = ?1 "		\
	"AND p.reading_id = d.id AND p.official IS NOT 0"

static const char *const near_sql[QUARTERS] = {
	NEAR_SQL("d.simhash & 65535"),
	NEAR_SQL("d.simhash >> 16 & 65535"),
	NEAR_SQL("d.simhash >> 32 & 65535"),
	NEAR_SQL("d.simhash >> 48 & 65535"),
};

static bool ends_with(struct slice s, struct slice end)
{
	return end.n <= s.n &&
	       slice_eq(slice_sub(s, s.n - end.n, s.n), end);
}

static bool may_be_same(const struct report *copy, struct slice organ,
			int64_t year)
{
	struct slice mine = report_organ_core(copy->organ);
	struct slice other = report_organ_core(organ);

	if (copy->year && year && copy->year != year)
		return false;
	return !mine.n || !other.n || ends_with(mine, other) ||
	       ends_with(other, mine);
}

/* The nearest; of several the official one, then the first by key. */
static bool is_better(const struct best *best, unsigned distance,
		      int64_t official, const char *key)
{
	if (!best->key || distance != best->distance)
		return !best->key || distance < best->distance;
	if (official != best->official)
		return official > best->official;
	return strcmp(key, best->key) < 0;
}

static void look_at(struct sql *q, const struct report *copy, struct arena *a,
		    struct best *best)
{
	const char *key = sql_get_text(q, 0);
	int64_t official = sql_get_or(q, 3, -1);
	unsigned distance = fingerprint_distance(copy->simhash,
						 (uint64_t)sql_get(q, 4));

	if (distance > NEAR ||
	    !may_be_same(copy, sql_get_slice(q, 1), sql_get(q, 2)) ||
	    !is_better(best, distance, official, key))
		return;
	*best = (struct best){
		.key = sql_keep_text(q, 0, a), .distance = distance,
		.official = official,
	};
}

static const char *find_near(struct catalog *c, const struct report *copy,
			     struct arena *a)
{
	struct best best = {.key = NULL};

	for (int i = 0; copy->simhash && i < QUARTERS; i++) {
		struct sql *q = sql_of(c, near_sql[i]);

		sql_put(q, (int64_t)(copy->simhash >> 16 * i & 65535));
		while (sql_step(q))
			look_at(q, copy, a, &best);
		sql_done(q);
	}
	return best.key;
}

static const char *find_same(struct catalog *c, const struct report *copy,
			     struct arena *a)
{
	struct slice core = report_organ_core(copy->organ);
	const char *key;
	struct sql *q;

	if (!core.n || !copy->year)
		return NULL;
	q = sql_of(c, "SELECT key FROM report WHERE year = ?1 AND organ IN "
		   "(?2, ?2 || '政府', ?2 || '人民政府') "
		   "AND official IS NOT 0 ORDER BY official DESC, key");
	sql_put(q, copy->year);
	sql_put_slice(q, core);
	key = sql_step(q) ? sql_keep_text(q, 0, a) : NULL;
	sql_done(q);
	return key;
}

const char *originals_find(struct catalog *c, const struct store_report *copy,
			   struct arena *a)
{
	const char *key = find_near(c, &copy->report, a);

	if (!key)
		key = find_same(c, &copy->report, a);
	if (arena_err(a))
		catalog_fail(c, arena_err(a), err_text(arena_err(a)));
	return key;
}
