/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation fails once: NULL, and nothing leaks. */
#include "parsers/robots.h"
#include "tests/lib/fault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

static void sweeps(void **state)
{
	static char text[20000];
	static const char line[] = "User-agent: *\nDisallow: /a*b$\n"
				   "Crawl-delay: 1\nSitemap: /s\n";

	(void)state;
	for (size_t i = 0; i + sizeof(line) < sizeof(text);
	     i += sizeof(line) - 1)
		memcpy(text + i, line, sizeof(line));
	for (int k = 1; fault_again(&k); k++) {
		struct robots *r;

		fault_arm(k);
		r = robots_parse(slice_of(text));
		if (fault_disarm() != (r == NULL))
			fail_msg("allocation %d", k);
		if (r)
			assert_false(robots_check(r, "x", slice_of("/a/b"))
				     .allowed);
		robots_free(r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sweeps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
