/* SPDX-License-Identifier: Apache-2.0 */
/* One report in two places. */
#include "base/err.h"
#include "parsers/checks_copies.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { MEMORY = 1 << 20, CELLS = 3 };

/* A row of "规章" by the texts of its cells; NULL: no table. */
static const struct {
	const char *here[CELLS], *there[CELLS];
	bool document;
	int count;		/* checks that come out */
	enum check_result result;
	const char *where, *detail;	/* of the first */
} cases[] = {
	{{"1", "2", "3"}, {"1", "2", "3"}, true, 1, CHECK_PASS, "",
	 "3 cells are the same in http://a.test/f.pdf"},
	{{"1", "2", "3"}, {"1", "5", "3"}, true, 1, CHECK_FAIL,
	 "规章 · 本年废止件数", "2 here, 5 in http://a.test/f.pdf"},
	{{"1", "2", "3"}, {"7", "5", "3"}, false, 2, CHECK_WARN,
	 "规章 · 本年制发件数", "1 here, 7 in http://a.test/f.pdf"},
	{{"1", "2", "3"}, {"1", "", "3"}, true, 1, CHECK_FAIL,
	 "规章 · 本年废止件数", "2 here, blank in http://a.test/f.pdf"},
	{{"1,000", "2", "3"}, {"1000", "2", "3"}, true, 1, CHECK_PASS, "",
	 "3 cells are the same in http://a.test/f.pdf"},
	{{"1", "2", "3"}, {NULL}, true, 0, CHECK_PASS, NULL, NULL},
	{{NULL}, {"1", "2", "3"}, true, 0, CHECK_PASS, NULL, NULL},
	{{NULL}, {NULL}, true, 0, CHECK_PASS, NULL, NULL},
};

static struct report_cell cell_of(const char *text)
{
	struct slice s = slice_of(text);

	if (!s.n)
		return (struct report_cell){.kind = CELL_BLANK, .text = s};
	return (struct report_cell){
		.kind = CELL_NUMBER, .text = s,
		.value = strcmp(text, "1,000") ? s :
			 (struct slice)SLICE_LIT("1000"),
	};
}

static struct report report_of(const char *const *texts,
			       struct report_cell *cells,
			       struct report_row *row)
{
	struct report r = {.generation = GENERATION_2021};

	if (!texts[0])
		return r;
	for (int i = 0; i < CELLS; i++)
		cells[i] = cell_of(texts[i]);
	*row = (struct report_row){"规章", cells, CELLS};
	r.active = row;
	r.active_count = 1;
	return r;
}

static void places(void **state)
{
	static const struct report_check before = {.rule = "V1"};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct report_cell cells[2][CELLS];
		struct report_row rows[2];
		struct report here = report_of(cases[i].here, cells[0],
					       &rows[0]);
		struct report there = report_of(cases[i].there, cells[1],
						&rows[1]);
		const struct checks_copy copy = {
			.report = &there, .document = cases[i].document,
			.url = SLICE_LIT("http://a.test/f.pdf"),
		};
		struct arena *a = arena_new(MEMORY);
		const struct report_check *checks;
		uint32_t count;

		here.checks = &before;
		here.check_count = 1;
		assert_int_equal(checks_copies(&here, &copy, a, &checks,
					       &count), 0);
		if (count != 1 + (uint32_t)cases[i].count)
			fail_msg("case %zu: got %u checks, wanted %d", i,
				 count - 1, cases[i].count);
		assert_string_equal(checks[0].rule, "V1");
		if (cases[i].count &&
		    (checks[1].result != cases[i].result ||
		     !slice_eqs(checks[1].where, cases[i].where) ||
		     !slice_eqs(checks[1].detail, cases[i].detail)))
			fail_msg("case %zu: got %s, %.*s: %.*s", i,
				 check_result_name(checks[1].result),
				 SLICE_ARG(checks[1].where),
				 SLICE_ARG(checks[1].detail));
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
