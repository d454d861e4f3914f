/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A real report against its cells as read by a person (null is blank there).
 * The folder that NIANBAO_CASES names holds it; without it nothing is tested.
 */
#include "base/err.h"
#include "tests/lib/dir.h"
#include "tests/lib/reading.h"

#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static char *read_case(const char *name, size_t *ret_n)
{
	char path[1024];

	(void)snprintf(path, sizeof(path), "%s/cases/documents/%s",
		       getenv("NIANBAO_CASES"), name);
	return dir_read(path, ret_n);
}

static void compare_cell(const char *label, uint32_t k,
			 const struct report_cell *got, const json_t *want)
{
	char text[64] = "";

	if (json_is_integer(want))
		(void)snprintf(text, sizeof(text), "%lld",
			       (long long)json_integer_value(want));
	else if (json_is_string(want))
		(void)snprintf(text, sizeof(text), "%s",
			       json_string_value(want));
	if (!slice_eqs(got->text, text) ||
	    (got->kind == CELL_BLANK) != (text[0] == '\0') ||
	    got->kind == CELL_UNREAD)
		fail_msg("%s %u: got %s \"%.*s\", wanted \"%s\"", label, k,
			 cell_kind_name(got->kind), SLICE_ARG(got->text),
			 text);
}

static void compare_rows(const struct report *r, const json_t *want)
{
	const json_t *active = json_object_get(want, "t2");
	const json_t *rows = json_object_get(want, "t3");
	const json_t *review = json_object_get(want, "t4");

	assert_int_equal(r->active_count, json_object_size(active));
	for (uint32_t i = 0; i < r->active_count; i++)
		for (uint32_t k = 0; k < r->active[i].count; k++)
			compare_cell(r->active[i].label, k,
				     &r->active[i].cells[k],
				     json_array_get(json_object_get(
					active, r->active[i].label), k));
	assert_int_equal(r->application_count, json_array_size(rows));
	for (uint32_t i = 0; i < r->application_count; i++)
		for (uint32_t k = 0; k < APPLICATION_COLUMNS; k++)
			compare_cell(r->applications[i].label, k,
				     &r->applications[i].cells[k],
				     json_array_get(json_array_get(rows, i),
						    k));
	assert_int_equal(r->review_count, REVIEW_BLOCKS);
	for (uint32_t i = 0; i < REVIEW_BLOCKS; i++)
		for (uint32_t k = 0; k < REVIEW_CELLS; k++)
			compare_cell(r->review[i].label, k,
				     &r->review[i].cells[k],
				     json_array_get(review,
						    i * REVIEW_CELLS + k));
}

static void shanghai(void **state)
{
	const struct report *reports;
	struct html_doc *doc;
	uint32_t count;
	size_t n, json_n;
	char *page = read_case("shanghai-office-2019.html", &n);
	char *json = read_case("shanghai-office-2019.expected.json", &json_n);
	json_t *want = json_loadb(json, json_n, 0, NULL);

	(void)state;
	assert_non_null(want);
	assert_int_equal(reading_of((struct slice){page, n}, &doc, &reports,
				    &count), 0);
	assert_int_equal(count, 1);
	assert_true(slice_eqs(reports->organ,
			      json_string_value(json_object_get(want,
								"organ"))));
	assert_int_equal(reports->year, json_integer_value(
				json_object_get(want, "report_year")));
	assert_string_equal(generation_name(reports->generation), "2019");
	compare_rows(reports, want);
	html_free(doc);
	json_decref(want);
	free(json);
	free(page);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(shanghai)};

	if (!getenv("NIANBAO_CASES"))
		return 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
