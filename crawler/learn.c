/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows of one list turn out alike.  So each page counts in three groups:
 *
 *   pattern   URLs built alike (pager_pattern()): articles of one column
 *   page      links of one page: its menus, its map
 *   host
 *
 * A URL that says little for itself is given up where LEARN_ALIKE of its
 * pattern, or LEARN_BESIDE of its page, gave nothing and none gave anything.
 * A guess is given up as soon as its host has shown reports in another way.
 * What speaks for itself (a door or better, scope.h) is always asked for.
 *
 * Counts are made of what is in the catalog, so that a run that goes on begins
 * with what the last one knew.
 */
#include "crawler/learn.h"

#include "crawler/scope.h"
#include "parsers/pager.h"

enum group { GROUP_PATTERN = 11, GROUP_PAGE, GROUP_HOST };

static uint64_t key_of_pattern(const char *url)
{
	return seen_hash_number(pager_pattern(slice_of(url)), GROUP_PATTERN);
}

static uint64_t key_of_host(const char *url)
{
	struct slice s = slice_of(url);
	size_t at = slice_finds(s, "://", 0);

	at = slice_findc(s, '/', at == SIZE_MAX ? 0 : at + 3);
	return seen_hash(slice_sub(s, 0, at), GROUP_HOST);
}

static void count(struct learnt *l, uint64_t key, bool gave)
{
	uint32_t *asked = seen_at(&l->asked, key);
	uint32_t *given;

	if (asked)
		++*asked;
	given = gave ? seen_at(&l->gave, key) : NULL;
	if (given)
		++*given;
}

void learn_outcome(struct learnt *l, const char *url, const char *via,
		   bool gave)
{
	count(l, key_of_pattern(url), gave);
	count(l, key_of_host(url), gave);
	if (via)
		count(l, seen_hash(slice_of(via), GROUP_PAGE), gave);
}

static bool has_given(struct learnt *l, uint64_t key)
{
	uint32_t *given = seen_at(&l->gave, key);

	return !given || *given > 0;
}

static bool is_barren(struct learnt *l, uint64_t key, uint32_t enough)
{
	uint32_t *asked = seen_at(&l->asked, key);

	return asked && *asked >= enough && !has_given(l, key);
}

bool learn_gives_up(struct learnt *l, const char *url, const char *via,
		    int priority)
{
	uint64_t pattern = key_of_pattern(url);

	if (priority >= PRIORITY_DOOR || has_given(l, pattern))
		return false;
	return (priority <= PRIORITY_GUESS && has_given(l, key_of_host(url))) ||
	       is_barren(l, pattern, LEARN_ALIKE) ||
	       (via && is_barren(l, seen_hash(slice_of(via), GROUP_PAGE),
				 LEARN_BESIDE));
}

void learn_add(struct learnt *l, const struct learnt *more)
{
	seen_add(&l->asked, &more->asked);
	seen_add(&l->gave, &more->gave);
}

void learn_free(struct learnt *l)
{
	seen_free(&l->asked);
	seen_free(&l->gave);
}
