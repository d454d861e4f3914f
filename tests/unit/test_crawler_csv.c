/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/csv.h"

#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const struct {
	struct slice in;
	const char *wanted;	/* with the comma behind it */
} cases[] = {
	{{NULL, 0}, ","},
	{SLICE_LIT(""), ","},
	{SLICE_LIT("禾口镇"), "禾口镇,"},
	{SLICE_LIT(" a "), " a ,"},
	{SLICE_LIT("a,b"), "\"a,b\","},
	{SLICE_LIT("\""), "\"\"\"\","},
	{SLICE_LIT("a\"\"b\"c"), "\"a\"\"\"\"b\"\"c\","},
	{SLICE_LIT("a\nb"), "\"a\nb\","},
	{SLICE_LIT("a\rb"), "\"a\rb\","},
	{SLICE_LIT("=1+1"), "=1+1,"},
};

static void fields(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		/* just enough for the worst, as a caller may count on */
		struct buf out = BUF_INIT(2 * cases[i].in.n + 4);

		assert_int_equal(csv_field(&out, cases[i].in, false), 0);
		if (!slice_eqs(buf_slice(&out), cases[i].wanted))
			fail_msg("%.*s\n  got    %s\n  wanted %s",
				 SLICE_ARG(cases[i].in), out.data,
				 cases[i].wanted);
		buf_free(&out);
	}
}

static void rows(void **state)
{
	struct buf out = BUF_INIT(64), full = BUF_INIT(3);

	(void)state;
	(void)csv_field(&out, slice_of("a"), false);
	assert_int_equal(csv_field(&out, slice_of("b"), true), 0);
	assert_string_equal(out.data, "a,b\r\n");
	assert_int_equal(csv_field(&full, slice_of("abc"), true), ERR_TOOBIG);
	buf_free(&out);
	buf_free(&full);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields),
		cmocka_unit_test(rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
