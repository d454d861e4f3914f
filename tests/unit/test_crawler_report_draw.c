/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tests/golden/report/NAME.html → NAME.drawn, 80 columns wide, written anew
 * where REGOLD is set; no line wider than asked at any width.
 */
#include "crawler/report_draw.h"

#include "crawler/listing.h"
#include "tests/lib/dir.h"
#include "tests/lib/reading.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *const names[] = {"township-2021", "department-2020",
				    "statistics-2016"};

static char *read_golden(const char *name, const char *type, size_t *ret_n)
{
	char path[1024];

	(void)snprintf(path, sizeof(path), "%s/golden/report/%s.%s", TESTS_DIR,
		       name, type);
	return dir_read(path, ret_n);
}

static void draw(const char *name, int width, struct buf *out)
{
	const struct report *reports;
	struct html_doc *doc;
	uint32_t count;
	size_t n;
	char *page = read_golden(name, "html", &n);

	assert_int_equal(reading_of((struct slice){page, n}, &doc, &reports,
				    &count), 0);
	assert_int_equal(count, 1);
	assert_int_equal(report_draw(reports, width, out), 0);
	html_free(doc);
	free(page);
}

static void golden(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct buf out = BUF_INIT(1 << 20);
		char path[1024];
		char *want;
		size_t n;

		draw(names[i], 80, &out);
		(void)snprintf(path, sizeof(path), "%s/golden/report/%s.drawn",
			       TESTS_DIR, names[i]);
		if (getenv("REGOLD"))
			dir_write(path, out.data, out.len);
		want = read_golden(names[i], "drawn", &n);
		if (!slice_eq(buf_slice(&out), (struct slice){want, n}))
			fail_msg("%s\ngot:\n%s\nwanted:\n%s", names[i],
				 out.data, want);
		free(want);
		buf_free(&out);
	}
}

static void fits(void **state)
{
	static const int widths[] = {72, 80, 100, 200};

	(void)state;
	for (size_t i = 0; i < sizeof(widths) / sizeof(*widths); i++) {
		struct buf out = BUF_INIT(1 << 20);
		struct slice rest, line;

		draw("township-2021", widths[i], &out);
		rest = buf_slice(&out);
		while ((line = slice_cut(&rest, '\n')).p)
			if (listing_width_of(line) > widths[i] &&
			    slice_finds(line, "title", 0) == SIZE_MAX)
				fail_msg("%d wide: %.*s", widths[i],
					 SLICE_ARG(line));
		buf_free(&out);
	}
}

/* A report out of the archive has labels of its own, and looks the same. */
static void copied_labels(void **state)
{
	static const char label[] = "二、上年结转政府信息公开申请数量";
	char *copy = strdup(label);
	const struct report_cell cells[APPLICATION_COLUMNS] = {
		{.kind = CELL_BLANK},
	};
	const struct report_row rows[] = {{copy, cells, APPLICATION_COLUMNS},
					  {"（一）予以公开", cells,
					   APPLICATION_COLUMNS}};
	const struct report r = {.applications = rows, .application_count = 2};
	struct buf out = BUF_INIT(1 << 20);
	const char *first, *second;

	(void)state;
	assert_non_null(copy);
	assert_int_equal(report_draw(&r, 0, &out), 0);
	first = strstr(out.data, label);
	second = strstr(out.data, "（一）");
	assert_true(first && second && first < second);
	first = strstr(first, "+--");
	assert_true(first && first < second);
	buf_free(&out);
	free(copy);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(golden),
					   cmocka_unit_test(fits),
					   cmocka_unit_test(copied_labels)};

	(void)setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
