/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The oldest of the latest max requests decides: a day after it there is room
 * for one more.  A clock that was set back makes the wait longer, never
 * longer than a day, because a time in the future counts as now.
 */
#include "crawler/budget.h"

#include "base/err.h"

#include <stdlib.h>

int budget_init(struct budget *b, size_t max)
{
	*b = (struct budget){.max = max};
	if (max == 0)
		return 0;
	b->times = calloc(max, sizeof(*b->times));
	return b->times ? 0 : ERR_NOMEM;
}

void budget_clear(struct budget *b)
{
	free(b->times);
	*b = (struct budget){.max = 0};
}

void budget_note(struct budget *b, int64_t ms)
{
	if (b->max == 0)
		return;
	b->times[b->next] = ms;
	b->next = (b->next + 1) % b->max;
	if (b->count < b->max)
		b->count++;
}

/* The i-th, from the oldest. */
static int64_t time_of(const struct budget *b, size_t i)
{
	return b->times[(b->next + b->max - b->count + i) % b->max];
}

void budget_add(struct budget *b, const struct budget *more)
{
	for (size_t i = 0; i < more->count; i++)
		budget_note(b, time_of(more, i));
}

int64_t budget_free_at(const struct budget *b, int64_t now)
{
	int64_t oldest, at;

	if (b->count < b->max || b->max == 0)
		return now;
	oldest = time_of(b, 0);
	at = (oldest < now ? oldest : now) + BUDGET_DAY_MS;
	return at > now ? at : now;
}

size_t budget_left(const struct budget *b, int64_t now)
{
	size_t low = 0, high = b->count;

	if (b->max == 0)
		return SIZE_MAX;
	while (low < high) {	/* the first one that still counts */
		size_t middle = low + (high - low) / 2;

		if (time_of(b, middle) > now - BUDGET_DAY_MS)
			high = middle;
		else
			low = middle + 1;
	}
	return b->max - (b->count - low);
}
