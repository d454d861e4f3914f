/* SPDX-License-Identifier: Apache-2.0 */
/* Sitemaps: what they list, and what is none. */
#include "parsers/sitemap.h"
#include "base/err.h"
#include "tests/lib/gz.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define XML "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
#define SET XML "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">"
#define URL(loc) "<url><loc>" loc "</loc><lastmod>2026-01-01</lastmod></url>"

static const struct {
	const char *what, *bytes;
	bool text, found, index, cut;
	const char *urls;	/* one a line */
} rows[] = {
	{"a list", SET URL("http://a.test/1") URL(" http://a.test/?b=1&amp;c ")
	 "</urlset>", false, true, false, false,
	 "http://a.test/1\nhttp://a.test/?b=1&c\n"},
	{"an index", XML "<sitemapindex><sitemap><loc>http://a.test/s.xml"
	 "</loc></sitemap></sitemapindex>", false, true, true, false,
	 "http://a.test/s.xml\n"},
	{"pictures are no pages", "<urlset><url><loc>http://a.test/1</loc>"
	 "<image:image><image:loc>http://a.test/1.png</image:loc>"
	 "</image:image></url></urlset>", false, true, false, false,
	 "http://a.test/1\n"},
	{"a prefix for all", "<s:urlset><s:url><s:loc>http://a.test/1</s:loc>"
	 "</s:url></s:urlset>", false, true, false, false,
	 "http://a.test/1\n"},
	{"cut off", SET URL("http://a.test/1") "<url><loc>http://a.te",
	 false, true, false, true, "http://a.test/1\n"},
	{"CDATA", SET URL("<![CDATA[http://a.test/1?a&b]]>") "</urlset>",
	 false, true, false, false, "http://a.test/1?a&b\n"},
	{"entities of its own", "<!DOCTYPE urlset [<!ENTITY a \"b\">]><urlset>"
	 URL("&a;") "</urlset>", false, false, false, false, ""},
	{"other XML", XML "<rss><channel><loc>http://a.test/1</loc></channel>"
	 "</rss>", false, false, false, false, ""},
	{"a page", "<html><a href=/>a</a></html>", true, false, false, false,
	 ""},
	{"text", "\xEF\xBB\xBFhttp://a.test/1\r\n\r\nhttps://a.test/2", true,
	 true, false, false, "http://a.test/1\nhttps://a.test/2\n"},
	{"text of something else", "http://a.test/1\nand more\n", true, false,
	 false, false, ""},
	{"text where it is not asked for", "http://a.test/1\n", false, false,
	 false, false, ""},
	{"nothing", "", true, false, false, false, ""},
	{"empty list", SET "<url><loc> </loc></url></urlset>", false, true,
	 false, false, ""},
};

static void check(const char *what, const struct sitemap *map, bool found,
		  bool index, bool cut, const char *urls)
{
	struct buf got = BUF_INIT(1 << 16);

	(void)buf_adds(&got, "");
	for (size_t i = 0; i < map->count; i++)
		(void)buf_addf(&got, "%.*s\n", SLICE_ARG(map->urls[i]));
	if (map->found != found || (found && map->index != index) ||
	    map->cut != cut || !slice_eqs(buf_slice(&got), urls))
		fail_msg("%s: got %d %d %d\n%swanted %d %d %d\n%s", what,
			 map->found, map->index, map->cut,
			 got.data ? got.data : "", found, index, cut, urls);
	buf_free(&got);
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena *a = arena_new(1 << 20);
		struct sitemap map;
		struct buf zipped = BUF_INIT(1 << 16);

		assert_int_equal(sitemap_read(slice_of(rows[i].bytes),
					      rows[i].text, a, &map), 0);
		check(rows[i].what, &map, rows[i].found, rows[i].index,
		      rows[i].cut, rows[i].urls);
		gz_add(&zipped, slice_of(rows[i].bytes));
		assert_int_equal(sitemap_read(buf_slice(&zipped), rows[i].text,
					      a, &map), 0);
		check(rows[i].what, &map, rows[i].found, rows[i].index,
		      rows[i].cut, rows[i].urls);
		buf_free(&zipped);
		arena_free(a);
	}
}

/* At the protocol's limit, and one beyond. */
static void test_many(void **state)
{
	struct arena *a = arena_new(64 << 20);
	struct buf text = BUF_INIT(16 << 20);
	struct sitemap map;

	(void)state;
	for (int i = 0; i < SITEMAP_URLS_MAX; i++)
		assert_int_equal(buf_addf(&text, "http://a.test/%d\n", i), 0);
	assert_int_equal(sitemap_read(buf_slice(&text), true, a, &map), 0);
	assert_int_equal(map.count, SITEMAP_URLS_MAX);
	assert_false(map.cut);
	assert_int_equal(buf_adds(&text, "http://a.test/one-more\n"), 0);
	assert_int_equal(sitemap_read(buf_slice(&text), true, a, &map), 0);
	assert_int_equal(map.count, SITEMAP_URLS_MAX);
	assert_true(map.cut);
	buf_free(&text);
	arena_free(a);
}

static void test_small_arena(void **state)
{
	struct arena *a = arena_new(4096);
	struct buf text = BUF_INIT(1 << 20);
	struct sitemap map;

	(void)state;
	for (int i = 0; i < 1000; i++)
		assert_int_equal(buf_addf(&text, "http://a.test/%d\n", i), 0);
	assert_int_equal(sitemap_read(buf_slice(&text), true, a, &map),
			 ERR_TOOBIG);
	buf_free(&text);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_small_arena),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
