/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/memo.h"
#include "store/store.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void there_and_back(void **state)
{
	struct memo cases[] = {
		{.rules = 1},
		{.rules = UINT64_MAX, .says = 0x0102030405060708,
		 .lists = UINT64_MAX - 1, .undated = true},
		{.rules = 7, .stops = {[STOP_DEPTH] = 3, [STOP_LINKS] = 1}},
		{.rules = 7, .stops = {[0] = UINT32_MAX}},
		{.rules = 8},	/* all stops, below */
	};
	const size_t count = sizeof(cases) / sizeof(*cases);
	struct arena *a = arena_new(1 << 20);

	(void)state;
	for (unsigned i = 0; i < STOP_COUNT; i++)
		cases[count - 1].stops[i] = i + 1;
	for (size_t i = 0; i < count; i++) {
		struct slice bytes = memo_write(&cases[i], a);
		struct memo got;

		assert_non_null(bytes.p);
		assert_in_range(bytes.n, 1, STORE_MEMO_MAX);
		if (!memo_read(bytes, &got))
			fail_msg("memo %zu: cannot be read", i);
		assert_true(got.rules == cases[i].rules);
		assert_true(got.says == cases[i].says);
		assert_true(got.lists == cases[i].lists);
		assert_int_equal(got.undated, cases[i].undated);
		assert_memory_equal(got.stops, cases[i].stops,
				    sizeof(got.stops));
	}
	arena_free(a);
}

static void none(void **state)
{
	static const char zero[31];
	static const char bad_stop[30] = {[25] = 127};
	const struct slice cases[] = {
		SLICE_NONE, {"", 0}, {zero, 24}, {zero, 26}, {zero, 29},
		{zero, 31}, {bad_stop, 30},
	};
	struct memo got;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (memo_read(cases[i], &got))
			fail_msg("case %zu: %zu bytes are taken for a memo", i,
				 cases[i].n);
	assert_true(memo_read((struct slice){zero, 25}, &got));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_and_back),
		cmocka_unit_test(none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
