/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A trap is told by the shape of a URL, or by what its like did before:
 *
 *   queries     one path, asked with ever new queries
 *   same        URLs of one pattern that gave the bytes of other URLs
 *   spellings   one page, its arguments in another order.  What goes on the
 *               wire is never changed, for a server may care.  So the first
 *               URL that was met stands for the page, as it was written, and
 *               the frontier has no row for the others.  They are compared
 *               here and not in the catalog: its keys are what was asked
 *   echoes      a page that says what the page says that led to it, with the
 *               same links.  Where those are relative, each request gives as
 *               many new URLs: the home page served for whatever is not there
 *
 *   lists       a page of a list that lists what the page before it listed.
 *               To turn pages is no way down, but to turn these is: else a
 *               pager without end has no bound (harvest.c)
 *
 * An echo alone proves little, and a page whose twins are echoes may still be
 * the true one: it is the first that was read.  Its links were handed on; only
 * those of its echoes are not, once there were TRAP_ECHOES of them.
 *
 * All of it is of one run: the next one may ask again for what this one
 * learnt, and learns as fast.
 */
#include "crawler/trap.h"

enum {
	PARTS_MAX = 64,
	ECHO = 1,		/* lowest bit of what is kept in says */
	ASKED = 1,		/* … and in spellings */
};

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
	uint32_t *queries = u->query.p ? seen_at(&t->queries, path_key(u)) :
			    NULL;

	if (same && *same >= TRAP_SAME)
		return STOP_SAME_CONTENT;
	if (queries && *queries >= TRAP_QUERIES)
		return STOP_QUERIES;
	return STOP_COUNT;
}

void traps_query(struct traps *t, const struct url *u)
{
	uint32_t *queries = u->query.p ? seen_at(&t->queries, path_key(u)) :
			    NULL;

	if (queries && *queries < TRAP_QUERIES)
		++*queries;
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

/* --- one page, spelled in many ways ------------------------------------ */

static struct slice name_of(struct slice argument)
{
	return slice_cut(&argument, '=');
}

static int by_name(struct slice a, struct slice b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int order = memcmp(a.p, b.p, n);

	return order ? order : (a.n > b.n) - (a.n < b.n);
}

/* Stable, and short: TRAP_ARGUMENTS. */
static void put_in_order(struct slice *arguments, size_t count,
			 struct slice argument)
{
	size_t i = count;

	for (; i > 0 && by_name(name_of(arguments[i - 1]),
				name_of(argument)) > 0; i--)
		arguments[i] = arguments[i - 1];
	arguments[i] = argument;
}

uint64_t trap_page(struct slice url, uint64_t site)
{
	struct slice arguments[TRAP_ARGUMENTS];
	struct slice query = url;
	struct slice path = slice_cut(&query, '?');
	struct slice argument;
	uint64_t hash;
	size_t count = 0;

	while (query.p && (argument = slice_cut(&query, '&')).p) {
		if (count == TRAP_ARGUMENTS ||
		    slice_findc(argument, '=', 0) == SIZE_MAX)
			return seen_hash(url, site);
		put_in_order(arguments, count++, argument);
	}
	if (count < 2)
		return seen_hash(url, site);
	hash = seen_hash(path, site);
	for (size_t i = 0; i < count; i++)
		hash = seen_hash(arguments[i], hash);
	return hash;
}

static uint32_t mark_of(struct slice url)
{
	uint32_t mark = (uint32_t)seen_hash(url, 3) & ~(uint32_t)ASKED;

	return mark ? mark : 2;
}

/* NULL: there is nothing to be in another order, or no memory. */
static uint32_t *spelling_of(struct traps *t, uint64_t page, struct slice url)
{
	return slice_findc(url, '&', 0) == SIZE_MAX ? NULL :
	       seen_at(&t->spellings, page);
}

bool traps_spelled(struct traps *t, uint64_t page, struct slice url,
		   bool better)
{
	uint32_t *kept = spelling_of(t, page, url);

	if (!kept)
		return false;
	if (*kept == 0 || (better && !(*kept & ASKED)))
		*kept = mark_of(url);
	return (*kept & ~(uint32_t)ASKED) != mark_of(url);
}

bool traps_ask(struct traps *t, uint64_t page, struct slice url)
{
	uint32_t *kept = spelling_of(t, page, url);

	if (!kept)
		return true;
	if (*kept == 0)
		*kept = mark_of(url);
	if ((*kept & ~(uint32_t)ASKED) != mark_of(url))
		return false;
	*kept |= ASKED;
	return true;
}

void traps_respell(struct traps *t, uint64_t page, struct slice url)
{
	uint32_t *kept = spelling_of(t, page, url);

	if (kept)
		*kept = mark_of(url);
}

/* --- pages that lead to themselves ------------------------------------- */

static uint64_t key_of_saying(uint32_t saying)
{
	return seen_hash((struct slice){(const char *)&saying,
					sizeof(saying)}, 4);
}

/* Without making room for what was never read. */
static uint32_t value_of(struct seen *s, uint64_t key)
{
	return seen_has(s, key) ? *seen_at(s, key) : 0;
}

static bool has_echoes(struct traps *t, uint32_t saying)
{
	return value_of(&t->echoes, key_of_saying(saying)) >= TRAP_ECHOES;
}

static uint32_t saying_of(struct traps *t, struct slice url)
{
	return url.p ? value_of(&t->says, seen_hash(url, 5)) : 0;
}

bool traps_read(struct traps *t, struct slice url, struct slice via,
		uint64_t says, bool root)
{
	uint32_t saying = (uint32_t)says & ~(uint32_t)ECHO;
	bool echo = saying && !root &&
		    (saying_of(t, via) & ~(uint32_t)ECHO) == saying;
	uint32_t *kept, *echoes;

	if (saying == 0)
		return false;
	if (echo) {
		echoes = seen_at(&t->echoes, key_of_saying(saying));
		if (echoes)
			++*echoes;
	}
	echo |= !root && has_echoes(t, saying);
	kept = seen_at(&t->says, seen_hash(url, 5));
	if (kept)
		*kept = saying | (echo ? ECHO : 0);
	return echo && has_echoes(t, saying);
}

bool traps_turned(struct traps *t, struct slice url, struct slice via,
		  uint64_t lists)
{
	uint32_t *kept = lists ? seen_at(&t->lists, seen_hash(url, 7)) : NULL;

	if (!kept)
		return false;
	*kept = (uint32_t)lists | 1;
	return via.p && value_of(&t->lists, seen_hash(via, 7)) ==
			((uint32_t)lists | 1);
}

bool traps_is_echo(struct traps *t, struct slice url)
{
	uint32_t saying = saying_of(t, url);

	return saying & ECHO && has_echoes(t, saying & ~(uint32_t)ECHO);
}

void traps_free(struct traps *t)
{
	seen_free(&t->queries);
	seen_free(&t->same);
	seen_free(&t->spellings);
	seen_free(&t->says);
	seen_free(&t->lists);
	seen_free(&t->echoes);
}
