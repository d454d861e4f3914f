/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/trap.h"

enum { PARTS_MAX = 64 };

/* A part of the path that comes so often is a relative link gone wild; numbers
 * repeat in honest paths ("/2011/11/11/11.html") and do not count. */
static bool repeats(struct slice path)
{
	struct slice parts[PARTS_MAX];
	size_t count = 0;
	struct slice part;

	while (count < PARTS_MAX && (part = slice_cut(&path, '/')).p) {
		unsigned long long number;
		unsigned same = 1;

		if (part.n == 0 || slice_u64(part, UINT64_MAX, &number))
			continue;
		for (size_t i = 0; i < count; i++)
			same += slice_eq(parts[i], part);
		if (same >= TRAP_REPEATS)
			return true;
		parts[count++] = part;
	}
	return count == PARTS_MAX;
}

enum stop trap_shape(const struct url *u)
{
	if (strlen(u->href) > TRAP_URL_LENGTH)
		return STOP_LENGTH;
	if (repeats(u->path))
		return STOP_REPEATED;
	return STOP_COUNT;
}

static uint64_t path_key(const struct url *u)
{
	struct slice all = {u->href, (size_t)(u->path.p - u->href) +
				     u->path.n};

	return seen_hash(all, 1);
}

uint64_t trap_pattern(const struct url *u)
{
	size_t n = (size_t)(u->path.p - u->href) + u->path.n;
	uint64_t hash = 2;
	bool digits = false;

	for (size_t i = 0; i < n; i++) {
		bool digit = u->href[i] >= '0' && u->href[i] <= '9';
		const char *byte = digit ? "0" : &u->href[i];

		if (!digit || !digits)
			hash = seen_hash((struct slice){byte, 1}, hash);
		digits = digit;
	}
	return hash;
}

enum stop traps_check(struct traps *t, const struct url *u)
{
	uint32_t *same = seen_at(&t->same, trap_pattern(u));

	if (same && *same >= TRAP_SAME)
		return STOP_SAME_CONTENT;
	return STOP_COUNT;
}

enum stop traps_meet(struct traps *t, const struct url *u)
{
	enum stop stop = traps_check(t, u);
	uint32_t *queries;

	if (stop != STOP_COUNT || !u->query.p)
		return stop;
	queries = seen_at(&t->queries, path_key(u));
	if (!queries)
		return STOP_COUNT;
	if (*queries >= TRAP_QUERIES)
		return STOP_QUERIES;
	++*queries;
	return STOP_COUNT;
}

void traps_same(struct traps *t, const struct url *u)
{
	uint32_t *same = seen_at(&t->same, trap_pattern(u));

	if (same)
		++*same;
}

void traps_new(struct traps *t, const struct url *u)
{
	uint32_t *same = seen_at(&t->same, trap_pattern(u));

	if (same && *same < TRAP_SAME)
		*same = 0;
}

void traps_free(struct traps *t)
{
	seen_free(&t->queries);
	seen_free(&t->same);
}
