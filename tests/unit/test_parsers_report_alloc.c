/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of reading a report and of printing it fails once. */
#include "base/err.h"
#include "parsers/report_json.h"
#include "tests/lib/dir.h"
#include "tests/lib/fault.h"
#include "tests/lib/reading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static int read_and_print(struct slice page)
{
	const struct report_origin origin = {.official = -1, .mirror = -1};
	struct buf out = BUF_INIT(1 << 20);
	const struct report *reports;
	char id[REPORT_ID_SIZE];
	struct html_doc *doc;
	uint32_t count;
	int err = reading_of(page, &doc, &reports, &count);

	for (uint32_t i = 0; !err && i < count; i++) {
		err = report_json(&reports[i], &origin, SLICE_NONE, &out);
		if (!err)
			err = report_id(&reports[i], SLICE_NONE, SLICE_NONE,
					id);
	}
	buf_free(&out);
	html_free(doc);
	return err;
}

static void sweep(void **state)
{
	static const char *const names[] = {"township-2021", "statistics-2016",
					   "mirror-2016"};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		char path[1024];
		size_t n;
		char *page;
		int k = 0;
		bool failed = true;

		(void)snprintf(path, sizeof(path), "%s/golden/report/%s.html",
			       TESTS_DIR, names[i]);
		page = dir_read(path, &n);
		while (failed) {
			int err;

			fault_arm(++k);
			err = read_and_print((struct slice){page, n});
			failed = fault_disarm();
			assert_int_equal(err, failed ? ERR_NOMEM : 0);
		}
		assert_true(k > 10);
		free(page);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(sweep)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
