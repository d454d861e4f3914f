/* SPDX-License-Identifier: Apache-2.0 */
#include "base/slice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_hex_digit(void **state)
{
	static const char digits[] = "0123456789abcdefABCDEF";

	(void)state;
	for (int c = -128; c < 128; c++) {
		const char *at = c ? strchr(digits, (char)c) : NULL;
		int wanted = at ? (int)(at - digits) : -1;

		if (wanted > 15)
			wanted -= 6;	/* the upper-case ones */
		if (slice_hex_digit((char)c) != wanted)
			fail_msg("byte %d: got %d, wanted %d", c,
				 slice_hex_digit((char)c), wanted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hex_digit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
