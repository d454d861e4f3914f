/* SPDX-License-Identifier: Apache-2.0 */
/* Columns: which pages are one, and their rows among all the links. */
#include "base/err.h"
#include "parsers/column.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#define MENU "<div class=nav><a href=/>首页</a><a href=/xw/>新闻</a>"	\
	"<a href=/zwgk/>政务公开</a><a href=/hd/>互动</a></div>"
#define NAME "<meta name=ColumnName content=政府信息公开年报>"
#define TURN "<div class=page>共3条 <a href=index_1.html>下一页</a></div>"

struct sample {
	const char *what, *html;
	int64_t number;
	bool found;
	int64_t total;
	const char *rows;	/* one a line, below /zwgk/nb/ or in full */
};

static const struct sample samples[] = {
	{"below the folder", MENU "<ul class=list><li><a href=./202403/t1.html>"
	 "2023年年报</a></li><li><a href=./202303/t2.html>2022年年报</a></li>"
	 "</ul>" TURN, 0, true, 3, "202403/t1.html\n202303/t2.html\n"},
	{"elsewhere, built alike", MENU "<table class=list>"
	 "<tr><td><a href=/info/12/5.htm>甲</a></td></tr>"
	 "<tr><td><a href=/info/12/9.htm>乙</a></td></tr></table>" TURN,
	 0, true, 3, "/info/12/5.htm\n/info/12/9.htm\n"},
	{"each once", MENU "<ul class=list><li><a href=a.html>一</a>"
	 "<a href=a.html>图</a></li><li><a href=b.html>二</a></li></ul>"
	 TURN, 0, true, 3, "a.html\nb.html\n"},
	{"no pager, but its name", NAME MENU "<ul><li><a href=a.html>甲</a>"
	 "<li><a href=b.html>乙</a></ul>", 0, true, -1, "a.html\nb.html\n"},
	{"no pager, one row", NAME MENU "<ul><li><a href=a.html>甲</a></ul>",
	 0, false, -1, "a.html\n"},
	{"no pager, no name", MENU "<ul><li><a href=a.html>甲</a>"
	 "<li><a href=b.html>乙</a></ul>", 0, false, -1,
	 "a.html\nb.html\n"},
	{"no sign, but asked for as a page", MENU "<ul class=list>"
	 "<li><a href=a.html>甲</a></ul>", 2, true, -1, "a.html\n"},
	{"an article of the column", NAME "<meta name=PubDate "
	 "content=2024-03-01>" MENU "<ul><li><a href=a.html>甲</a>"
	 "<li><a href=b.html>乙</a></ul>", 0, false, -1,
	 "a.html\nb.html\n"},
	{"nothing", "", 0, false, -1, ""},
};

/* Rows as the samples write them: without folder or host. */
static struct slice short_of(struct slice row)
{
	static const char *const starts[] = {"http://a.test/zwgk/nb/",
					     "http://a.test"};

	for (size_t i = 0; i < 2; i++)
		if (slice_starts(row, starts[i]))
			return slice_sub(row, strlen(starts[i]), row.n);
	return row;
}

static void rows_are(const struct sample *s, const struct column *c)
{
	struct buf got = BUF_INIT(4096);

	for (size_t i = 0; i < c->row_count; i++) {
		assert_int_equal(buf_add_slice(&got, short_of(c->rows[i])), 0);
		assert_int_equal(buf_addc(&got, '\n'), 0);
	}
	if (!slice_eqs(buf_slice(&got), s->rows))
		fail_msg("%s: got\n%swanted\n%s", s->what,
			 got.len ? got.data : "", s->rows);
	buf_free(&got);
}

static void one(const struct sample *s)
{
	struct page_input in = {
		.status = 200, .body = slice_of(s->html),
		.content_type = slice_of("text/html; charset=utf-8"),
		.limits = {.memory = 64 << 20, .nodes = 100000},
		.max_text = 1 << 20, .max_links = 1000,
	};
	struct arena *a = arena_new(16 << 20);
	struct column c;
	struct page *page;
	struct url url;

	assert_non_null(a);
	assert_int_equal(url_parse(slice_of("http://a.test/zwgk/nb/"), NULL,
				   NULL, &url, NULL), 0);
	in.url = &url;
	assert_int_equal(page_read(&in, &page), 0);
	assert_int_equal(column_read(&(struct column_input){
			 .page = page, .url = &url, .number = s->number},
			 a, &c), 0);
	if (c.found != s->found ||
	    (c.found && c.pager.declared_total != s->total))
		fail_msg("%s: got %d, total %d (%s), wanted %d, %d", s->what,
			 c.found, (int)c.pager.declared_total,
			 c.pager.method, s->found, (int)s->total);
	rows_are(s, &c);
	page_free(page);
	arena_free(a);
	url_free(&url);
}

static void test_samples(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(*samples); i++)
		one(&samples[i]);
}

static void test_annual(void **state)
{
	static const struct {
		const char *name, *path;
		bool annual;
	} cases[] = {
		{"政府信息公开年报", "/zfxxgknb/", true},
		{"政府信息公开年度报告", "/a/", true},
		{"部门动态", "/xwzx/bmdt/", false},
		{"财政年报", "/czj/", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
		if (column_is_annual(slice_of(cases[i].name),
				     slice_of(cases[i].path)) !=
		    cases[i].annual)
			fail_msg("%s %s: wanted %d", cases[i].name,
				 cases[i].path, cases[i].annual);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_annual),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
