/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Documents as they were published, from the folder that NIANBAO_CASES names;
 * skipped without it.
 */
#include "parsers/document.h"

#include "base/err.h"
#include "parsers/report.h"
#include "parsers/tables.h"
#include "tests/lib/dir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>
#include <jansson.h>

enum { MEMORY = 256 << 20, SKIPPED = 77 };

static const char *cases;

struct reading {
	struct arena *arena;
	const struct document *d;
	char *scratch;
};

static char *case_path(const char *name)
{
	char *folder = dir_path(cases, "cases/documents");
	char *path = dir_path(folder, name);

	free(folder);
	return path;
}

static struct reading read_case(const char *name)
{
	struct document_limits limits = document_limits_default;
	struct reading r = {.arena = arena_new(MEMORY),
			    .scratch = dir_make()};
	char *path = case_path(name);
	size_t n;
	char *bytes = dir_read(path, &n);
	int err;

	limits.scratch = r.scratch;
	err = document_read((struct slice){bytes, n}, &limits, r.arena, &r.d);
	if (err)
		fail_msg("%s: %s", name, err_name(err));
	free(bytes);
	free(path);
	return r;
}

static void end_case(struct reading *r)
{
	arena_free(r->arena);
	dir_remove(r->scratch);
}

static void check_sizes(const char *name, const struct document *d)
{
	static const struct { uint32_t rows, cols; } wanted[] = {
		{14, 4}, {28, 10}, {4, 15},
	};

	if (d->grid_count != 3)
		fail_msg("%s: %u grids, wanted 3", name, d->grid_count);
	for (uint32_t i = 0; i < 3; i++)
		if (d->grids[i]->rows != wanted[i].rows ||
		    d->grids[i]->cols != wanted[i].cols)
			fail_msg("%s: grid %u is %ux%u, wanted %ux%u", name, i,
				 d->grids[i]->rows, d->grids[i]->cols,
				 wanted[i].rows, wanted[i].cols);
}

static void test_template(void **state)
{
	struct reading r = read_case("blank-template-2021.docx");

	(void)state;
	check_sizes("blank-template-2021.docx", r.d);
	end_case(&r);
}

/* A cell against what is expected: a number, or a decimal as a string. */
static void check_cell(const char *where, size_t at,
		       const struct report_cell *cell, const json_t *wanted)
{
	char text[64];

	if (json_is_string(wanted))
		(void)snprintf(text, sizeof(text), "%s",
			       json_string_value(wanted));
	else
		(void)snprintf(text, sizeof(text), "%lld",
			       (long long)json_integer_value(wanted));
	if (!slice_eqs(cell->value, text))
		fail_msg("%s, cell %zu: got \"%.*s\", wanted %s", where, at,
			 SLICE_ARG(cell->text), text);
}

static void check_cells(const char *where, const struct report_cell *cells,
			uint32_t count, const json_t *wanted)
{
	if (!json_is_array(wanted)) {
		check_cell(where, 0, &cells[0], wanted);
		return;
	}
	if (json_array_size(wanted) != count)
		fail_msg("%s: %u cells, wanted %zu", where, count,
			 json_array_size(wanted));
	for (size_t i = 0; i < count; i++)
		check_cell(where, i, &cells[i], json_array_get(wanted, i));
}

static void check_active(const struct tables *t, json_t *wanted)
{
	const char *label;
	json_t *values;

	json_object_foreach(wanted, label, values) {
		bool found = false;

		/* "行政事业性收费_万元" is named for its unit */
		for (uint32_t i = 0; i < t->active_count && !found; i++) {
			const struct report_row *row = &t->active[i];

			found = strncmp(label, row->label,
					strlen(row->label)) == 0;
			if (found)
				check_cells(label, row->cells, row->count,
					    values);
		}
		if (!found)
			fail_msg("%s is missing", label);
	}
}

static void check_tables(const struct tables *t, json_t *wanted)
{
	json_t *rows = json_object_get(wanted, "t3");
	json_t *review = json_object_get(wanted, "t4");

	check_active(t, json_object_get(wanted, "t2"));
	assert_int_equal(t->application_count, json_array_size(rows));
	for (uint32_t i = 0; i < t->application_count; i++)
		check_cells(t->applications[i].label, t->applications[i].cells,
			    t->applications[i].count, json_array_get(rows, i));
	assert_int_equal(t->review_count, REVIEW_BLOCKS);
	for (size_t i = 0; i < json_array_size(review); i++)
		check_cell("review", i,
			   &t->review[i / REVIEW_CELLS].cells[i % REVIEW_CELLS],
			   json_array_get(review, i));
}

static void check_report(const struct document *d, struct arena *a,
			 json_t *wanted)
{
	const struct article nothing = {.title = SLICE_NONE};
	const struct report *reports;
	uint32_t count;

	assert_int_equal(report_read_document(d, &nothing, a, &reports,
					      &count), 0);
	assert_int_equal(count, 1);
	assert_int_equal(reports->year,
			 json_integer_value(json_object_get(wanted,
							    "report_year")));
	if (!slice_eqs(reports->organ,
		       json_string_value(json_object_get(wanted, "organ"))))
		fail_msg("organ is \"%.*s\"", SLICE_ARG(reports->organ));
	assert_int_equal(reports->section_count, 6);
	for (uint32_t i = 0; i < reports->check_count; i++)
		if (reports->checks[i].result == CHECK_FAIL)
			fail_msg("%s fails: %.*s", reports->checks[i].rule,
				 SLICE_ARG(reports->checks[i].detail));
}

/* Six pages; two tables are broken by a page, labels are wrapped. */
static void test_pdf(void **state)
{
	struct reading r = read_case("huaian-2024.pdf");
	char *path = case_path("huaian-2024.expected.json");
	json_t *wanted = json_load_file(path, 0, NULL);
	struct tables t;

	(void)state;
	assert_non_null(wanted);
	check_sizes("huaian-2024.pdf", r.d);
	assert_int_equal(r.d->page_count, 6);
	assert_int_equal(tables_read(r.d->grids, r.d->grid_count, r.arena,
				     &t), 0);
	check_tables(&t, wanted);
	check_report(r.d, r.arena, wanted);
	json_decref(wanted);
	free(path);
	end_case(&r);
}

/* Nothing is known of these but that they have text. */
static void test_text(void **state)
{
	static const char *const names[] = {
		"1413949841_0.doc", "1413949856_1.doc", "1413949866_1.doc",
		"1413949876_1.doc", "1413958710_1.rar", "1413960470_1.zip",
		"chineseDir.ofd", "helloworld.ofd", "path_unstd.ofd",
		"shanghai-office-2019.html",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct reading r = read_case(names[i]);
		const struct document *d = r.d->member_count
			? r.d->members[0] : r.d;

		if (!r.d->has_text || d->text.n < 30 || r.d->err || d->err)
			fail_msg("%s: no text, or %s", names[i],
				 err_name(d->err));
		end_case(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_template),
		cmocka_unit_test(test_pdf),
		cmocka_unit_test(test_text),
	};

	cases = getenv("NIANBAO_CASES");
	if (!cases || !*cases)
		return SKIPPED;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
