/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of undoing a coding fails once.  The payloads are those of
 * the fuzz target: the first byte is not part of them. */
#include "parsers/coding.h"

#include "base/err.h"
#include "tests/lib/dir.h"
#include "tests/lib/fault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct { const char *file, *coding; } cases[] = {
	{"gzip", "gzip"}, {"members", "gzip"}, {"zlib", "deflate"},
	{"bare", "deflate"}, {"br", "br"}, {"list", "gzip, deflate"},
	{"gzip", "identity"},
};

static void sweep_case(const char *file, const char *coding)
{
	char path[1024];
	bool failed = true;
	char *bytes;
	size_t n;
	int k = 0;

	(void)snprintf(path, sizeof(path), "%s/fuzz/corpus/coding/%s",
		       TESTS_DIR, file);
	bytes = dir_read(path, &n);
	while (failed) {
		struct buf out = BUF_INIT(1 << 20);
		int err;

		fault_arm(++k);
		err = coding_undo(slice_of(coding),
				  (struct slice){bytes + 1, n - 1}, &out);
		failed = fault_disarm();
		if (err != (failed ? ERR_NOMEM : 0))
			fail_msg("%s, allocation %d: %s", file, k,
				 err_name(err));
		buf_free(&out);
	}
	assert_true(k > 1);
	free(bytes);
}

static void sweep(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		sweep_case(cases[i].file, cases[i].coding);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(sweep)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
