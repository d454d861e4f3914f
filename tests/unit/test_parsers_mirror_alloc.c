/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of ours fails once while a page and a document are turned
 * back; OpenCC's own are not reached from here. */
#include "base/err.h"
#include "parsers/mirror.h"
#include "tests/lib/fault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define TEXT								     \
	"松蘿(luó)縣青荇鎮(zhèn)嚴格執(zhí)行政府信息公開(kāi)條(tiáo)例，全年"     \
	"主動(dòng)公開(kāi)政府信息五十八條(tiáo)，沒有收到公民、法人和其他組"       \
	"(zǔ)織(zhī)的政府信息公開(kāi)申請(qǐng)，工作?，F(xiàn)將情況報告如下：沒"       \
	"有發(fā)生行政復(fù)議(yì)案件。"

static const char page[] = "<title>報(bào)告</title><p title='報(bào)告'>" TEXT;

static int restore_page(void)
{
	static const struct html_limits limits = {.memory = 64 << 20,
						  .nodes = 1000};
	struct html_doc *doc = NULL;
	int err = html_parse(slice_of(page), &limits, &doc);

	if (!err)
		err = mirror_restore_page(doc);
	if (!err)
		assert_true(html_of(doc)->mapped);
	html_free(doc);
	return err;
}

static int restore_document(void)
{
	struct grid_cell cell = {.text = SLICE_LIT("規(guī)章"), .rowspan = 1,
				 .colspan = 1, .node = UINT32_MAX};
	struct arena *a = arena_new(1 << 20);
	const struct document *to;
	const struct grid *grid;
	int err = ERR_NOMEM;

	if (!a)
		return err;
	grid = grid_of_cells(&cell, 1, a);
	if (grid)
		err = mirror_restore_document(&(struct document){
			.text = SLICE_LIT(TEXT), .grids = &grid,
			.grid_count = 1}, a, &to);
	if (!err)
		assert_true(slice_eqs(to->grids[0]->cells[0].text, "规章"));
	arena_free(a);
	return err;
}

static void sweep(int (*body)(void))
{
	bool failed = true;
	int k = 0;

	while (failed) {
		int err;

		fault_arm(++k);
		err = body();
		failed = fault_disarm();
		assert_int_equal(err, failed ? ERR_NOMEM : 0);
	}
	assert_true(k > 5);
}

static void test_page(void **state)
{
	(void)state;
	sweep(restore_page);
}

static void test_document(void **state)
{
	(void)state;
	sweep(restore_document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_page),
		cmocka_unit_test(test_document),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
