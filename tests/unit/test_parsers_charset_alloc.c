/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of decoding and encoding fails once. */
#include "base/err.h"
#include "parsers/charset.h"
#include "tests/lib/fault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { MAX = 1 << 20, REPEAT = 3000 };

static void sweep(void **state)
{
	static const char *const names[] = {"gb18030", "UTF-8", "UTF-16LE",
					    "windows-1252", "Big5"};
	struct buf in = BUF_INIT(MAX);

	(void)state;
	for (int i = 0; i < REPEAT; i++)
		assert_int_equal(buf_adds(&in, "<p>\xC4\xEA\xFF "), 0);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		for (int k = 1;; k++) {
			struct buf out = BUF_INIT(MAX);
			bool failed;
			int err;

			fault_arm(k);
			err = charset_decode(names[i], buf_slice(&in), &out);
			failed = fault_disarm();
			assert_int_equal(err, failed ? ERR_NOMEM : 0);
			fault_arm(k);
			err = charset_encode(names[i], buf_slice(&in), &out);
			failed |= fault_disarm();
			assert_int_equal(err, failed ? ERR_NOMEM : 0);
			buf_free(&out);
			if (!failed)
				break;
		}
	}
	buf_free(&in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(sweep)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
