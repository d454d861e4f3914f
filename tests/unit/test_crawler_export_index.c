/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/export_index.h"

#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static const struct export_entry entries[] = {
	{SLICE_LIT("B<&>\""), SLICE_LIT("b"), SLICE_LIT("\"><script>"), 2023,
	 SLICE_LIT("B____/b/2023 (2)"), true},
	{SLICE_LIT("A"), SLICE_LIT("青"), SLICE_LIT("t"), 2024,
	 SLICE_LIT("A/青/2024"), false},
	{SLICE_LIT("A"), SLICE_LIT("a"), SLICE_LIT("t"), 2022,
	 SLICE_LIT("A/a/2022"), false},
	{SLICE_LIT("A"), SLICE_LIT("a"), SLICE_LIT("t"), 2022,
	 SLICE_LIT("A/a/2022 (2)"), false},
	{SLICE_LIT("A"), SLICE_LIT("a"), {NULL, 0}, 0,
	 SLICE_LIT("A/a/javascript:#?%"), false},
};

/* The tables, in their order. */
static const char wanted[] =
	"<h2>A (4)</h2>\n<table>\n"
	"<thead><tr><th><th>?<th>2022<th>2024</thead>\n<tbody>\n"
	"<tr><th>a"
	"<td><a href=\"A/a/javascript%3A%23%3F%25/\" title=\"\">✓</a>"
	"<td><a href=\"A/a/2022/\" title=\"t\">✓</a>"
	"<a href=\"A/a/2022%20%282%29/\" title=\"t\">✓</a>"
	"<td></tr>\n"
	"<tr><th>青<td><td>"
	"<td><a href=\"A/%E9%9D%92/2024/\" title=\"t\">✓</a></tr>\n"
	"</tbody></table>\n"
	"<h2>B&lt;&amp;&gt;&quot; (1)</h2>\n<table>\n"
	"<thead><tr><th><th>2023</thead>\n<tbody>\n"
	"<tr><th>b<td><a class=\"fails\" href=\"B____/b/2023%20%282%29/\" "
	"title=\"&quot;&gt;&lt;script&gt;\">✗</a></tr>\n"
	"</tbody></table>\n";

static void page(void **state)
{
	struct export_index *index = export_index_new();
	struct buf out = BUF_INIT(1 << 16);
	const char *tables;

	(void)state;
	assert_non_null(index);
	for (size_t i = 0; i < sizeof(entries) / sizeof(*entries); i++)
		assert_int_equal(export_index_add(index, &entries[i]), 0);
	assert_int_equal(export_index_page(index, &out), 0);
	assert_true(slice_starts(buf_slice(&out), "<!DOCTYPE html>\n"));
	tables = strstr(out.data, "<h2>");
	assert_non_null(tables);
	assert_string_equal(tables, wanted);
	buf_free(&out);
	export_index_free(index);
	export_index_free(NULL);
}

static void nothing(void **state)
{
	struct export_index *index = export_index_new();
	struct buf out = BUF_INIT(1 << 16), full = BUF_INIT(16);

	(void)state;
	assert_non_null(index);
	assert_int_equal(export_index_page(index, &out), 0);
	assert_null(strstr(out.data, "<table>"));
	assert_int_equal(export_index_page(index, &full), ERR_TOOBIG);
	buf_free(&full);
	buf_free(&out);
	export_index_free(index);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(page),
		cmocka_unit_test(nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
