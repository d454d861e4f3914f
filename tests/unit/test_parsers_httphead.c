/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/httphead.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_field(void **state)
{
	static const struct {
		const char *head, *name, *wanted; /* NULL: absent */
		unsigned count;
	} rows[] = {
		{"HTTP/1.1 200 OK\r\nA: 1\r\n\r\n", "A", "1", 1},
		{"HTTP/1.1 200 OK\r\na:  1 \r\nA: 2\r\n", "A", "1", 2},
		{"HTTP/1.1 200 OK\nA:1\n", "a", "1", 1},
		{"HTTP/1.1 200 OK\r\nA:\r\n", "A", "", 1},
		{"HTTP/1.1 200 OK\r\nAB: 1\r\nA\r\n", "A", NULL, 0},
		{"HTTP/1.1 200 OK\r\nA : 1\r\n", "A", NULL, 0},
		{"A: 1\r\n", "A", NULL, 0},	/* the status line */
		{"", "A", NULL, 0},
		{NULL, "A", NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		unsigned count = 99;
		struct slice got = httphead_field(slice_of(rows[i].head),
						  rows[i].name, &count);

		if (count != rows[i].count || !got.p != !rows[i].wanted ||
		    (got.p && !slice_eqs(got, rows[i].wanted)))
			fail_msg("row %zu: got \"%.*s\" %u, wanted \"%s\" %u",
				 i, SLICE_ARG(got), count, rows[i].wanted ?
				 rows[i].wanted : "", rows[i].count);
	}
}

static void test_status(void **state)
{
	static const struct {
		const char *head;
		bool wanted;
	} rows[] = {
		{"HTTP/1.1 200 OK\r\n", true}, {"HTTP/1.0 404 \r\n", true},
		{"HTTP/1.1 200\r\n", true}, {"HTTP/1.1 999 x\r\n", true},
		{"HTTP/2 200 OK\r\n", false}, {"HTTP/9.9 200\r\n", false},
		{"HTTP/1.1 2000\r\n", false}, {"HTTP/1.1 20 x\r\n", false},
		{"HTTP/1.1 abc\r\n", false}, {"HTTP/1.1 200", false},
		{"http/1.1 200 OK\r\n", false}, {"", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (httphead_has_status(slice_of(rows[i].head)) !=
		    rows[i].wanted)
			fail_msg("\"%s\": wanted %d", rows[i].head,
				 rows[i].wanted);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_field),
		cmocka_unit_test(test_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
