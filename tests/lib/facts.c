/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/facts.h"

#include "parsers/tables_private.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

static const char *label_of(char which, unsigned id)
{
	static const char *const labels[] = {
		"规章", "行政规范性文件", "行政许可", "其他对外管理服务事项",
		"行政处罚", "行政强制", "行政事业性收费", "政府集中采购",
	};

	if (which == 'p')
		return tables_application_labels[id];
	return which == 'r' ? tables_review_blocks[id] : labels[id];
}

uint32_t facts_rows(const char *text, char which, struct arena *a,
		    struct report_row rows[FACTS_ROWS])
{
	struct slice rest = slice_of(text);
	struct slice line;
	uint32_t n = 0;

	while ((line = slice_cut(&rest, '\n')).n) {
		struct slice id = slice_cut(&line, ':');
		struct slice word;
		unsigned long long number;
		struct report_cell *cells = arena_array(a, 8, sizeof(*cells));
		uint32_t count = 0;

		assert_in_range(n, 0, FACTS_ROWS - 1);
		assert_true(slice_u64(id, FACTS_ROWS, &number));
		assert_non_null(cells);
		(void)slice_cut(&line, ' ');
		while ((word = slice_cut(&line, ' ')).n)
			assert_true(table_cell(slice_eqs(word, "_")
					      ? slice_of("") : word, a,
					      &cells[count++]));
		rows[n++] = (struct report_row){
			.label = label_of(which, (unsigned)number),
			.cells = cells, .count = count,
		};
	}
	return n;
}

void facts_print(const struct report_check *checks, uint32_t count,
		 const char *rule, struct buf *out)
{
	for (uint32_t i = 0; i < count; i++)
		if (!strcmp(checks[i].rule, rule))
			(void)buf_addf(out, "%s %.*s %.*s\n",
				       check_result_name(checks[i].result),
				       SLICE_ARG(checks[i].where),
				       SLICE_ARG(checks[i].detail));
	(void)buf_adds(out, "");
	assert_int_equal(out->err, 0);
}
