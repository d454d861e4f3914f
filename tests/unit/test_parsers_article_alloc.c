/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of reading an article fails once. */
#include "parsers/article.h"

#include "base/err.h"
#include "tests/lib/dir.h"
#include "tests/lib/fault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct html_limits limits = {.memory = 64 << 20,
					  .nodes = 100000};

/* One reading; only article_read() may fail. */
static int read_once(struct slice page, int k, bool *ret_failed)
{
	struct article article;
	struct html_doc *doc;
	struct url base;
	int err;

	assert_int_equal(html_parse(page, &limits, &doc), 0);
	assert_int_equal(url_parse(slice_of("http://a.test/b/c"), NULL, NULL,
				   &base, NULL), 0);
	fault_arm(k);
	err = article_read(html_of(doc), &base, "UTF-8", html_arena(doc),
			   &article);
	*ret_failed = fault_disarm();
	url_free(&base);
	html_free(doc);
	return err;
}

static void sweep_page(const char *name)
{
	bool failed = true;
	char path[1024];
	char *page;
	size_t n;
	int k = 0;

	(void)snprintf(path, sizeof(path), "%s/golden/article/%s.html",
		       TESTS_DIR, name);
	page = dir_read(path, &n);
	while (failed) {
		int err = read_once((struct slice){page, n}, ++k, &failed);

		assert_int_equal(err, failed ? ERR_NOMEM : 0);
	}
	assert_true(k > 5);
	free(page);
}

static void sweep(void **state)
{
	(void)state;
	sweep_page("trs");
	sweep_page("zoom");
	sweep_page("vsb");
	sweep_page("fallback");
}

/* An arena that is nearly used up: the limit ends every step, too. */
static void small_arena(void **state)
{
	static const char html[] = "<title>t</title><p>text, text, text";
	struct article article;
	struct html_doc *doc;
	struct url base;
	int err = ERR_TOOBIG;

	(void)state;
	assert_int_equal(html_parse(slice_of(html), &limits, &doc), 0);
	assert_int_equal(url_parse(slice_of("http://a.test/"), NULL, NULL,
				   &base, NULL), 0);
	for (size_t limit = 64; err && limit < 4 << 20; limit *= 2) {
		struct arena *a = arena_new(limit);

		assert_non_null(a);
		err = article_read(html_of(doc), &base, NULL, a, &article);
		if (err)
			assert_int_equal(err, ERR_TOOBIG);
		arena_free(a);
	}
	assert_int_equal(err, 0);
	url_free(&base);
	html_free(doc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sweep),
		cmocka_unit_test(small_arena),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
