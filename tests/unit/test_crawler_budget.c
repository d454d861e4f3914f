/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/budget.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define DAY ((int64_t)BUDGET_DAY_MS)

static void a_day_after_the_oldest_there_is_room(void **state)
{
	/* requests at these times, then the question at now */
	static const struct {
		size_t max;
		int64_t times[6];
		size_t count;
		int64_t now, free_at;
		size_t left;
	} cases[] = {
		{0, {1, 2, 3}, 3, 5, 5, SIZE_MAX},
		{2, {0}, 0, 5, 5, 2},
		{2, {1}, 1, 5, 5, 1},
		{2, {1, 2}, 2, 5, DAY + 1, 0},
		{2, {1, 2}, 2, DAY, DAY + 1, 0},
		{2, {1, 2}, 2, DAY + 1, DAY + 1, 1},
		{2, {1, 2}, 2, DAY + 2, DAY + 2, 2},
		{2, {1, 2, 3, 4, 5}, 5, 6, DAY + 4, 0},
		{3, {1, 2, 3, 4, 5}, 5, DAY + 4, DAY + 4, 2},
		{1, {7}, 1, 8, DAY + 7, 0},
		/* the clock was set back: a day, not longer */
		{1, {9 * DAY}, 1, 8, DAY + 8, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct budget b, copy;
		int64_t free_at;
		size_t left;

		assert_int_equal(budget_init(&b, cases[i].max), 0);
		for (size_t k = 0; k < cases[i].count; k++)
			budget_note(&b, cases[i].times[k]);
		free_at = budget_free_at(&b, cases[i].now);
		left = budget_left(&b, cases[i].now);
		if (free_at != cases[i].free_at || left != cases[i].left)
			fail_msg("case %zu: got %lld %zu, wanted %lld %zu", i,
				 (long long)free_at, left,
				 (long long)cases[i].free_at, cases[i].left);
		assert_int_equal(budget_init(&copy, cases[i].max), 0);
		budget_add(&copy, &b);
		if (budget_free_at(&copy, cases[i].now) != free_at)
			fail_msg("case %zu: a copy is free at another time", i);
		budget_clear(&copy);
		budget_clear(&b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_day_after_the_oldest_there_is_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
