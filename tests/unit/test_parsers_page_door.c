/* SPDX-License-Identifier: Apache-2.0 */
/* The four parts of a disclosure platform, side by side: the door. */
#include "parsers/page.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define MENU "<div class=nav><a href=/>首页</a><a href=/xw/>新闻</a></div>"
#define PARTS "<li><a href=/1/>政府信息公开指南</a><li><a href=/2/>政府信息"	\
	"公开制度</a><li><a href=/3/>法定主动公开内容</a>"
#define COLUMNS "<ul><li><a href=/31/>机构职能</a><li><a href=/32/>规划"	\
	"</a><li><a href=/33/>预决算</a><li><a href=/34/>统计</a></ul>"

/* For each link its last path part and score, "!" for a door. */
static const struct {
	const char *what, *html, *scores;
} rows[] = {
	{"four in a list, an address that says nothing",
	 MENU "<ul>" PARTS "<li><a href=/c108371/>政府信息公开年报</a></ul>",
	 "/=100 /xw/=* /1/=100 /2/=100 /3/=200 /c108371/=1000!"},
	{"a menu hangs under one of them",
	 "<ul>" PARTS COLUMNS "<li><a href=/4/>年报</a></ul>",
	 "/1/=100 /2/=100 /3/=200 /31/=* /32/=* /33/=* /34/=* /4/=1000!"},
	{"short names in tabs",
	 "<div><div><span><a href=/1/>指 南</a></span><span><a href=/2/>制度"
	 "</a></span><span><a href=/4/>年报</a></span></div></div>",
	 "/1/=100 /2/=100 /4/=1000!"},
	{"pictures", "<ul><li><a href=/1/><img alt=信息公开指南></a><li>"
	 "<a href=/2/><img alt=信息公开制度></a><li><a href=/4/ "
	 "title=信息公开年报><b></b></a></ul>",
	 "/1/=100 /2/=100 /4/=1000!"},
	{"only two of them", "<ul><li><a href=/1/>政府信息公开指南</a><li>"
	 "<a href=/4/>政府信息公开年报</a></ul>", "/1/=300 /4/=950"},
	{"another report",
	 "<ul>" PARTS "<li><a href=/4/>政府网站工作年度报告</a><li>"
	 "<a href=/5/>法治政府建设年度报告</a></ul>",
	 "/1/=300 /2/=300 /3/=* /4/=0 /5/=0"},
	{"the guide again, outside of the block",
	 "<div><a href=/1/>政府信息公开指南</a></div><div><div><ul>" PARTS
	 "<li><a href=/4/>信息公开年报</a></ul></div></div>",
	 "/1/=100 /1/=100 /2/=100 /3/=200 /4/=1000!"},
	{"far from each other", "<div><div><div><div><div><div><a href=/1/>"
	 "政府信息公开指南</a></div></div></div></div></div></div><div><div>"
	 "<div><div><div><div><div><a href=/4/>政府信息公开年报</a></div></div>"
	 "</div></div></div></div></div><div><a href=/2/>政府信息公开制度</a>"
	 "</div>", "/1/=300 /4/=950 /2/=300"},
};

static void print(const struct page *page, struct buf *out)
{
	for (size_t i = 0; i < page->link_count; i++) {
		const struct page_link *link = &page->links[i];
		struct slice path = slice_sub(link->url,
					      strlen("http://a.test"),
					      link->url.n);

		if (!link->url.p || link->kind == LINK_IMAGE)
			continue;
		(void)buf_addf(out, "%s%.*s=%d%s", out->len ? " " : "",
			       SLICE_ARG(path), link->score,
			       link->door ? "!" : "");
	}
}

/* "*" in wanted is any number. */
static bool fits(const char *got, const char *wanted)
{
	while (*wanted) {
		if (*wanted == '*') {
			got += strspn(got, "0123456789");
			wanted++;
		} else if (*got++ != *wanted++) {
			return false;
		}
	}
	return !*got;
}

static void test_doors(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct page_input in = {
			.status = 200, .body = slice_of(rows[i].html),
			.content_type = slice_of("text/html; charset=utf-8"),
			.limits = {.memory = 64 << 20, .nodes = 100000},
			.max_text = 1 << 20, .max_links = 1000,
		};
		struct buf got = BUF_INIT(4096);
		struct page *page;
		struct url url;

		assert_int_equal(url_parse(slice_of("http://a.test/x/"), NULL,
					   NULL, &url, NULL), 0);
		in.url = &url;
		assert_int_equal(page_read(&in, &page), 0);
		print(page, &got);
		if (!fits(got.data ? got.data : "", rows[i].scores))
			fail_msg("%s:\n%s\ngot    %s\nwanted %s", rows[i].what,
				 rows[i].html, got.data, rows[i].scores);
		buf_free(&got);
		page_free(page);
		url_free(&url);
	}
}

/* As many parts as a page can have: the limit of what is looked at. */
static void test_many(void **state)
{
	struct page_input in = {
		.status = 200,
		.content_type = slice_of("text/html; charset=utf-8"),
		.limits = {.memory = 64 << 20, .nodes = 100000},
		.max_text = 1 << 20, .max_links = 20000,
	};
	struct buf html = BUF_INIT(1 << 20);
	struct page *page;
	struct url url;

	(void)state;
	for (int i = 0; i < 10000; i++)
		assert_int_equal(buf_adds(&html, "<div><a href=/4/>年报</a>"
					  "</div>"), 0);
	in.body = buf_slice(&html);
	assert_int_equal(url_parse(slice_of("http://a.test/x/"), NULL, NULL,
				   &url, NULL), 0);
	in.url = &url;
	assert_int_equal(page_read(&in, &page), 0);
	assert_int_equal(page->link_count, 10000);
	assert_int_equal(page->links[9999].score, 800);
	page_free(page);
	url_free(&url);
	buf_free(&html);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_doors),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
