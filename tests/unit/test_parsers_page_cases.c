/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Real pages: none of them is a block, and the block pages are what they are.
 * The folder that NIANBAO_CASES names holds them; without it nothing is tested.
 */
#include "parsers/page.h"

#include "base/err.h"
#include "tests/lib/dir.h"

#include <glob.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static struct page *read_file(const char *path, int status,
			      const struct url *url, char **ret_bytes)
{
	struct page *page;
	struct page_input in = {
		.status = status,
		.content_type = SLICE_LIT("text/html"),
		.url = url,
		.limits = {.memory = 256 << 20, .nodes = 1000000},
		.max_text = 16 << 20,
		.max_links = 10000,
	};
	size_t n;

	*ret_bytes = dir_read(path, &n);
	in.body = (struct slice){*ret_bytes, n};
	assert_int_equal(page_read(&in, &page), 0);
	return page;
}

static void check(const char *path, int status, const char *class)
{
	struct page *page;
	struct url url;
	char *bytes;

	assert_int_equal(url_parse(slice_of("http://www.a.gov.cn/b/c.html"),
				   NULL, NULL, &url, NULL), 0);
	page = read_file(path, status, &url, &bytes);
	if (page->err || strcmp(block_name(page->block.class), class))
		fail_msg("%s: got %s (%s), wanted %s", path,
			 block_name(page->block.class), err_name(page->err),
			 class);
	page_free(page);
	url_free(&url);
	free(bytes);
}

static void real_pages(void **state)
{
	char pattern[1024];
	glob_t found;

	(void)state;
	(void)snprintf(pattern, sizeof(pattern),
		       "%s/cases/pages/original/*.html",
		       getenv("NIANBAO_CASES"));
	assert_int_equal(glob(pattern, 0, NULL, &found), 0);
	for (size_t i = 0; i < found.gl_pathc; i++)
		check(found.gl_pathv[i], 200, "none");
	globfree(&found);
}

static void block_pages(void **state)
{
	static const struct { const char *name, *class; } cases[] = {
		{"challenge_jsl_521_stub", "blocked_challenge/jiasule"},
		{"challenge_ruishu_stub", "blocked_challenge/ruishu"},
		{"shell_meta_refresh_removed", "removed"},
		{"trs_fujian_pingtan_zfxxgknb_list", "none"},
		{"hanweb_jpage_dingxi_datastore", "none"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char path[1024];

		(void)snprintf(path, sizeof(path), "%s/cases/cms/%s.html",
			       getenv("NIANBAO_CASES"), cases[i].name);
		check(path, 200, cases[i].class);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(real_pages),
		cmocka_unit_test(block_pages),
	};

	if (!getenv("NIANBAO_CASES"))
		return 77;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
