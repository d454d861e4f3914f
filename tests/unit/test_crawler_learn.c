/* SPDX-License-Identifier: Apache-2.0 */
/* What a crawl stops trying, after its like gave nothing. */
#include "crawler/learn.h"
#include "crawler/scope.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

/* "%d" is the number of the page; path and via below http://a.test/. */
struct past {
	const char *url, *via;
	int barren, gave;	/* pages read, in this order */
};

static const struct {
	const char *what;
	struct past past;
	const char *url, *via;
	int priority;
	bool given_up;
} rows[] = {
	{"nothing is known", {"gk/t%d.html", "gk/", 0, 0}, "gk/t99.html",
	 "gk/", 200, false},
	{"one less than enough", {"gk/t%d.html", "x%d", LEARN_ALIKE - 1, 0},
	 "gk/t99.html", "gk/", 200, false},
	{"enough of its pattern", {"gk/t%d.html", "x%d", LEARN_ALIKE, 0},
	 "gk/t99.html", "gk/", 200, true},
	{"another pattern", {"gk/t%d.html", "x%d", LEARN_ALIKE, 0},
	 "gk/zc/t99.html", "gk/", 200, false},
	{"it speaks for itself", {"gk/t%d.html", "x%d", LEARN_ALIKE, 0},
	 "gk/t99.html", "gk/", PRIORITY_DOOR, false},
	{"one gave a report", {"gk/t%d.html", "x%d", 50, 1},
	 "gk/t99.html", "gk/", 200, false},
	{"one less than enough of its page", {"c%d/", "", LEARN_BESIDE - 1, 0},
	 "d/", "", 200, false},
	{"enough of its page", {"c%d/", "", LEARN_BESIDE, 0}, "d/", "", 200,
	 true},
	{"one of its page gave", {"c%d/", "", 50, 1}, "d/", "", 200, false},
	{"a guess, and nothing else", {"c%d/", "", 1, 0}, "d/", "m",
	 PRIORITY_GUESS, false},
	{"a guess, and there are reports", {"c%d/", "", 0, 1}, "d/", "m",
	 PRIORITY_GUESS, true},
	{"a guess whose like is a report", {"d/t%d.html", "m", 0, 1},
	 "d/t99.html", "m", PRIORITY_GUESS, false},
};

static const char *address(char out[64], const char *path, int number)
{
	char below[48];

	(void)snprintf(below, sizeof(below), path, number);
	(void)snprintf(out, 64, "http://a.test/%s", below);
	return out;
}

static void remember(struct learnt *l, const struct past *past)
{
	char url[64], via[64];

	for (int i = 0; i < past->barren + past->gave; i++)
		learn_outcome(l, address(url, past->url, i),
			      address(via, past->via, i), i >= past->barren);
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct learnt l = {.asked.count = 0};
		char url[64], via[64];
		bool got;

		remember(&l, &rows[i].past);
		got = learn_gives_up(&l, address(url, rows[i].url, 0),
				     address(via, rows[i].via, 0),
				     rows[i].priority);
		if (got != rows[i].given_up)
			fail_msg("%s: %s: got %d", rows[i].what, rows[i].url,
				 got);
		learn_free(&l);
	}
}

static void test_no_via(void **state)
{
	struct learnt l = {.asked.count = 0};

	(void)state;
	learn_outcome(&l, "http://a.test/x", NULL, false);
	assert_false(learn_gives_up(&l, "http://a.test/y", NULL, 100));
	learn_free(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_no_via),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
