/* SPDX-License-Identifier: Apache-2.0 */
/* Which traits a layout has: half of them one, so that what it does is seen;
 * the others several. */
#include "tests/layouts/layout.h"

const char *const trait_names[TRAIT_COUNT] = {
#define X(name, text) [TRAIT_##name] = #name,
	TRAITS(X)
#undef X
};

const char *const trait_texts[TRAIT_COUNT] = {
#define X(name, text) [TRAIT_##name] = text,
	TRAITS(X)
#undef X
};

enum { SEVERAL_MAX = 5 };

static bool needs_tags(int trait)
{
	return trait >= TRAIT_SPLIT && trait < TRAIT_TEXT_LINES;
}

static bool is_manner(int trait)
{
	return trait >= TRAIT_TEXT_LINES && trait <= TRAIT_TEXT_LEADERS;
}

/* One trait at a time; what cannot go with what is there is left out. */
static void add(struct layout *l, int trait)
{
	for (int i = 0; is_manner(trait) && i < TRAIT_COUNT; i++)
		if (is_manner(i) && l->has[i])
			return;		/* text is flattened in one manner */
	if (needs_tags(trait) && l->is_text)
		return;
	if (trait >= TRAIT_TEXT_LINES && trait < TRAIT_STATISTICS) {
		for (int i = 0; i < TRAIT_COUNT; i++)
			if (needs_tags(i) && l->has[i])
				return;
		l->is_text = true;
	}
	l->has[trait] = true;
}

struct layout layout_of(uint64_t seed)
{
	struct layout l = {.seed = seed, .rng = rng_of(seed, "layout", 0)};
	int want = 1;

	l.is_text = rng_chance(&l.rng, 35);
	if (rng_chance(&l.rng, 50))
		want = rng_between(&l.rng, 2, SEVERAL_MAX);
	for (int i = 0; i < want; i++)
		add(&l, (int)rng_below(&l.rng, TRAIT_COUNT));
	l.active_2019 = rng_chance(&l.rng, 40);
	l.applications_2019 = l.active_2019;
	if (l.has[TRAIT_MIXED])
		l.active_2019 = !(l.applications_2019 = false);
	if (l.has[TRAIT_ROWS_23])
		l.applications_2019 = true;
	if (l.is_text) {
		int manner = TRAIT_TEXT_LINES;

		for (int i = 0; i < TRAIT_COUNT; i++)
			if (is_manner(i) && l.has[i])
				manner = 0;
		if (manner)
			l.has[rng_between(&l.rng, TRAIT_TEXT_LINES,
					  TRAIT_TEXT_LEADERS)] = true;
	}
	return l;
}
