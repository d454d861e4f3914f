/* SPDX-License-Identifier: Apache-2.0 */
#include "store/due.h"

#include "parsers/httpdate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { SPREAD_PERCENT = 10 };

static int64_t ms_of(const char *iso)
{
	int64_t ms;

	assert_int_equal(httpdate_from_iso(slice_of(iso), &ms), 0);
	return ms;
}

struct due_case {
	const char *now;
	enum due_kind kind;
	int32_t same, changes;
	double days;		/* in the middle of the spread */
	bool failed;
};

static const struct due_case cases[] = {
	/* columns: weekly in season, monthly otherwise, never longer */
	{"2026-02-10T00:00:00Z", DUE_COLUMN, 0, 0, 7},
	{"2026-02-10T00:00:00Z", DUE_COLUMN, 30, 0, 7},
	{"2026-06-10T00:00:00Z", DUE_COLUMN, 1, 0, 30},
	{"2026-06-10T00:00:00Z", DUE_COLUMN, 99, 0, 30},
	{"2026-06-10T00:00:00Z", DUE_DOOR, 99, 0, 30},
	/* more often where it changes, daily at most */
	{"2026-02-10T00:00:00Z", DUE_COLUMN, 0, 1, 7},
	{"2026-02-10T00:00:00Z", DUE_COLUMN, 0, 2, 3.5},
	{"2026-02-10T00:00:00Z", DUE_COLUMN, 0, 99, 1},
	/* the season begins at midnight in China and ends with April */
	{"2025-12-31T15:59:59Z", DUE_REPORT, 1, 0, 60},
	{"2025-12-31T16:00:00Z", DUE_REPORT, 1, 0, 30},
	{"2026-04-30T15:59:59Z", DUE_REPORT, 1, 0, 30},
	{"2026-04-30T16:00:00Z", DUE_REPORT, 1, 0, 60},
	{"2024-02-29T12:00:00Z", DUE_COLUMN, 1, 0, 7},
	/* what is always the same is asked for less often, to a limit */
	{"2026-06-10T00:00:00Z", DUE_REPORT, 2, 0, 90},
	{"2026-06-10T00:00:00Z", DUE_REPORT, 3, 0, 135},
	{"2026-06-10T00:00:00Z", DUE_REPORT, 9, 0, 240},
	{"2026-06-10T00:00:00Z", DUE_FILE, 9, 0, 360},
	{"2026-06-10T00:00:00Z", DUE_REPORT, 0, 3, 15},
	{"2026-06-10T00:00:00Z", DUE_REPORT, 0, 9, 7},
	{"2026-06-10T00:00:00Z", DUE_PAGE, 1, 0, 90},
	{"2026-06-10T00:00:00Z", DUE_LIST, 1, 0, 60},
	{"2026-06-10T00:00:00Z", DUE_ABSENT, 1, 0, 60},
	{"2026-06-10T00:00:00Z", DUE_ABSENT, 9, 0, 240},
	/* when nobody answered */
	{"2026-06-10T00:00:00Z", DUE_COLUMN, 9, 0, 1, true},
	{"2026-02-10T00:00:00Z", DUE_COLUMN, 0, 3, 1, true},
	{"2026-06-10T00:00:00Z", DUE_REPORT, 9, 0, 7, true},
};

static void waits(void **state)
{
	unsigned failed = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const struct due_case *c = &cases[i];

		for (uint64_t key = 0; key < 5; key++) {
			struct due_input in = {
				.kind = c->kind, .now_ms = ms_of(c->now),
				.same = c->same, .changes = c->changes,
				.failed = c->failed,
				.key = key * UINT64_C(0x9e3779b97f4a7c15),
			};
			double days = (double)(due_next(&in) - in.now_ms) /
				      86400000;
			double off = days / c->days * 100 - 100;

			if (off > SPREAD_PERCENT + 0.01 ||
			    off < -SPREAD_PERCENT - 0.01) {
				print_error("%s %s same %d changes %d: got "
					    "%.2f days, wanted %.2f\n", c->now,
					    due_kind_name(c->kind), c->same,
					    c->changes, days, c->days);
				failed++;
			}
		}
	}
	assert_int_equal(failed, 0);
}

/* A column read in December is read again in the first weeks of January. */
static void into_the_season(void **state)
{
	struct due_input in = {.kind = DUE_COLUMN, .same = 5,
			       .now_ms = ms_of("2025-12-28T00:00:00Z")};
	int64_t due = due_next(&in);

	(void)state;
	assert_true(due > ms_of("2026-01-06T00:00:00Z"));
	assert_true(due < ms_of("2026-01-09T00:00:00Z"));
	/* … but not twice within its least wait */
	in.now_ms = ms_of("2025-11-01T00:00:00Z");
	assert_true(due_next(&in) < ms_of("2025-12-05T00:00:00Z"));
}

/* Those read in one night do not come back in one. */
static void spread_out(void **state)
{
	struct due_input in = {.kind = DUE_COLUMN, .same = 1,
			       .now_ms = ms_of("2026-06-10T00:00:00Z")};
	int64_t first = INT64_MAX, last = 0;

	(void)state;
	for (uint64_t key = 1; key <= 1000; key++) {
		int64_t due;

		in.key = key * UINT64_C(0x9e3779b97f4a7c15);
		due = due_next(&in);
		assert_int_equal(due, due_next(&in));
		first = due < first ? due : first;
		last = due > last ? due : last;
	}
	assert_true(last - first > 5 * INT64_C(86400000));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(waits),
		cmocka_unit_test(into_the_season),
		cmocka_unit_test(spread_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
