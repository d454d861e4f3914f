/* SPDX-License-Identifier: Apache-2.0 */
/* Reports that are documents: the same report saved in several formats. */
#include "parsers/report.h"

#include "base/err.h"
#include "tests/lib/dir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MEMORY = 64 << 20 };

static const char *const files[] = {
	"report.docx", "report.xlsx", "report.xls", "report.rtf", "report.pdf",
	"report.doc",
};

static void check_report(const char *file, const struct report *r)
{
	const struct report_row *row;

	if (r->year != 2023 || !slice_eqs(r->organ, "青禾县柳湾镇"))
		fail_msg("%s: %d of \"%.*s\"", file, r->year,
			 SLICE_ARG(r->organ));
	assert_int_equal(r->generation, GENERATION_2021);
	assert_true(r->section_count >= 2);
	assert_true(slice_eqs(r->sections[0].heading, "总体情况"));
	/* the table is in no section's prose */
	if (slice_finds(r->sections[0].text, "规章", 0) != SIZE_MAX)
		fail_msg("%s: %.*s", file, SLICE_ARG(r->sections[0].text));
	assert_true(r->active_count >= 2);
	row = &r->active[1];
	assert_string_equal(row->label, "行政规范性文件");
	assert_int_equal(row->count, 3);
	assert_true(slice_eqs(row->cells[0].value, "2"));
	assert_int_equal(row->cells[1].kind, CELL_BLANK);
	assert_true(slice_eqs(row->cells[2].value, "5"));
}

static void read_file(const char *file, const char *scratch)
{
	struct document_limits limits = document_limits_default;
	const struct article nothing = {.title = SLICE_NONE};
	struct arena *a = arena_new(MEMORY);
	char *path = dir_path(TESTS_DIR "/golden/document", file);
	const struct document *d;
	const struct report *reports;
	uint32_t count;
	size_t n;
	char *bytes = dir_read(path, &n);

	limits.scratch = scratch;
	assert_int_equal(document_read((struct slice){bytes, n}, &limits, a,
				       &d), 0);
	assert_int_equal(report_read_document(d, &nothing, a, &reports,
					      &count), 0);
	if (count != 1)
		fail_msg("%s: %u reports", file, count);
	check_report(file, reports);
	arena_free(a);
	free(bytes);
	free(path);
}

static void test_formats(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		char *scratch = dir_make();

		read_file(files[i], scratch);
		dir_remove(scratch);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_formats)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
