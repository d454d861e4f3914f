/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of reading an answer fails once. */
#include "parsers/page.h"

#include "base/err.h"
#include "tests/lib/dir.h"
#include "tests/lib/fault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

struct source {
	const char *html, *type;
	const char *file;	/* or this one of tests/golden */
};

static const struct source sources[] = {
	{.file = TESTS_DIR "/golden/report/township-2021.html",
	 .type = "text/html"},
	{.html = "<base href='/x/'><title>\xd6\xd0</title><a href='a?q=\xd6'>"
		 "<a href=a.pdf>x</a><a href='v?file=b.pdf'>y</a>",
	 .type = "text/html; charset=gbk"},
	{.html = "<meta http-equiv=refresh content='0;url=a&amp;b'>",
	 .type = "text/html"},
	{.file = TESTS_DIR "/fuzz/corpus/page/gkmlpt", .type = "text/html"},
	{.html = "text, text", .type = "text/plain"},
	{.html = "{}", .type = "application/json"},
	{.html = "%PDF-1.4", .type = "application/pdf"},
};

static int read_once(struct slice body, const char *type,
		     const struct url *url, int k, bool *ret_failed)
{
	struct page_input in = {
		.body = body,
		.content_type = slice_of(type),
		.url = url,
		.limits = {.memory = 64 << 20, .nodes = 100000},
		.max_text = 1 << 20,
		.max_links = 1000,
	};
	struct page *page = NULL;
	int err;

	fault_arm(k);
	err = page_read(&in, &page);
	*ret_failed = fault_disarm();
	if (!err)
		assert_int_equal(page->err, 0);
	page_free(page);
	return err;
}

static void sweep(void **state)
{
	struct url url;

	(void)state;
	assert_int_equal(url_parse(slice_of("http://a.test/b/c"), NULL, NULL,
				   &url, NULL), 0);
	for (size_t i = 0; i < sizeof(sources) / sizeof(*sources); i++) {
		const struct source *s = &sources[i];
		bool failed = true;
		char *file = NULL;
		size_t n = 0;
		struct slice body = slice_of(s->html);
		int k = 0;

		if (s->file) {
			file = dir_read(s->file, &n);
			body = (struct slice){file, n};
		}
		while (failed) {
			int err = read_once(body, s->type, &url, ++k, &failed);

			if (err != (failed ? ERR_NOMEM : 0))
				fail_msg("%s: allocation %d: %s", s->type, k,
					 err_name(err));
		}
		assert_true(k > 2);
		free(file);
	}
	url_free(&url);
}

/* Memory that ends at any point: what is named as missing may be, the rest
 * is right. */
static void small_memory(void **state)
{
	size_t n;
	char *html = dir_read(TESTS_DIR "/golden/report/township-2021.html",
			      &n);
	int err = ERR_TOOBIG;
	struct url url;

	(void)state;
	assert_int_equal(url_parse(slice_of("http://a.test/"), NULL, NULL, &url,
				   NULL), 0);
	for (size_t memory = 4096; err; memory += memory / 3) {
		struct page_input in = {
			.body = {html, n},
			.content_type = SLICE_LIT("text/html"),
			.url = &url,
			.limits = {.memory = memory, .nodes = 100000},
			.max_text = 1 << 20,
			.max_links = 1000,
		};
		struct page *page;

		assert_true(memory < 64 << 20);
		assert_int_equal(page_read(&in, &page), 0);
		err = page->err;
		if (err)
			assert_int_equal(err, ERR_TOOBIG);
		assert_int_equal(page->utf8.n, n);
		page_free(page);
	}
	url_free(&url);
	free(html);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sweep),
		cmocka_unit_test(small_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
