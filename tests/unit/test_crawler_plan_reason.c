/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/plan_reason.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define VIA .via = "http://a.test/nb/", .via_anchor = "2023年年报"

static void reasons(void **state)
{
	static const struct {
		struct store_plan_url u;
		const char *word, *text;
	} cases[] = {
		{{.is_seed = true}, "seed", "seed"},
		{{.is_robots = true, .attempts = 1}, "robots", "robots.txt"},
		{{VIA, .hops = "LL"}, "link",
		 "link \"2023年年报\" on http://a.test/nb/"},
		{{.via = "http://a.test/", .hops = "L"}, "link",
		 "link on http://a.test/"},
		{{.hops = "L", .via_anchor = ""}, "link", "link"},
		{{VIA, .hops = "LR"}, "redirect",
		 "redirect of http://a.test/nb/"},
		{{VIA, .column_page = 3, .column = "年报"}, "column",
		 "page 3 of 年报"},
		{{VIA, .column_page = 2, .method = "POST"}, "column",
		 "page 2 of a column, by POST"},
		{{VIA, .column_page = 3, .method = "GET"}, "column",
		 "page 3 of a column"},
		{{VIA, .column_page = 3, .column = "年报", .attempts = 2,
		  .last_ms = 9}, "retry", "try 3: page 3 of 年报"},
		{{.is_seed = true, .last_ms = 9}, "again", "again: seed"},
		{{VIA, .last_ms = 9}, "again",
		 "again: link \"2023年年报\" on http://a.test/nb/"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf text = BUF_INIT(1024);

		assert_int_equal(plan_reason_text(&cases[i].u, &text), 0);
		if (strcmp(plan_reason(&cases[i].u), cases[i].word) ||
		    strcmp(text.data, cases[i].text))
			fail_msg("case %zu: got %s, %s; wanted %s, %s", i,
				 plan_reason(&cases[i].u), text.data,
				 cases[i].word, cases[i].text);
		buf_free(&text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reasons),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
