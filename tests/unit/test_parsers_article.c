/* SPDX-License-Identifier: Apache-2.0 */
/* Titles, dates, bylines, attachments and texts of small pages. */
#include "parsers/article.h"

#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

enum { MEMORY = 64 << 20, NODES = 100000 };

static const struct html_limits limits = {.memory = MEMORY, .nodes = NODES};

struct reading {
	struct html_doc *doc;
	struct url base;
	struct article article;
};

static void read_page(const char *html, const char *url, struct reading *r)
{
	assert_int_equal(html_parse(slice_of(html), &limits, &r->doc), 0);
	assert_int_equal(url_parse(slice_of(url), NULL, NULL, &r->base, NULL),
			 0);
	assert_int_equal(article_read(html_of(r->doc), &r->base, "UTF-8",
				      html_arena(r->doc), &r->article), 0);
}

static void drop_page(struct reading *r)
{
	url_free(&r->base);
	html_free(r->doc);
}

static void expect(const char *input, const char *what, struct slice got,
		   const char *want)
{
	if (slice_eqs(got, want) && !!got.p == !!want)
		return;
	fail_msg("%s\n%s\ngot    «%.*s»%s\nwanted «%s»", input, what,
		 SLICE_ARG(got), got.p ? "" : " (absent)",
		 want ? want : "(absent)");
}

#define LONG "本镇认真贯彻执行条例的规定，及时公开各类政府信息，"		\
	"方便群众查阅，接受社会监督，全年没有发生纠纷。"
#define BODY "<p>" LONG "<p>" LONG

static const struct {
	const char *html;
	const char *title, *published, *source;
} heads[] = {
	{"", NULL, NULL, NULL},
	{"<title>清河县青山镇2020年年度报告_清河县人民政府</title>" BODY,
	 "清河县青山镇2020年年度报告", NULL, NULL},
	{"<meta name=articletitle content=' 甲 '><title>乙报告</title>"
	 "<h1>丙</h1>" BODY, "甲", NULL, NULL},
	{"<title>清河县人民政府</title><h1>青山镇年度报告</h1>" BODY,
	 "青山镇年度报告", NULL, NULL},
	{"<title>青山镇2020年年度报告-清河县</title><h1>清河县</h1><div>"
	 "青山镇2020年年度报告</div>" BODY, "青山镇2020年年度报告", NULL,
	 NULL},
	{"<meta name=PubDate content='2021-01-08 08:57'><p>发布时间："
	 "2021-01-09" BODY, NULL, "2021-01-08T08:57:00+08:00", NULL},
	{"<p>发布时间：2021年1月9日 来源：青山镇 字号：大 中 小" BODY, NULL,
	 "2021-01-09", "青山镇"},
	{"<p>2021/01/09 07:05:03 清河日报" BODY, NULL,
	 "2021-01-09T07:05:03+08:00", "清河日报"},
	{"<table><tr><td>发 布 机 构<td>青山镇<tr><td>成文日期：<td>"
	 "2021-02-03</table>" BODY, NULL, "2021-02-03", NULL},
	{"<meta name=ContentSource content=' '><p>来源：<p>青山镇" BODY, NULL,
	 NULL, "青山镇"},
};

static void head(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(heads) / sizeof(*heads); i++) {
		const char *html = heads[i].html;
		struct reading r;

		read_page(html, "http://www.qinghe.gov.cn/a.html", &r);
		expect(html, "title", r.article.title, heads[i].title);
		expect(html, "published", r.article.published,
		       heads[i].published);
		expect(html, "source", r.article.source, heads[i].source);
		drop_page(&r);
	}
}

static void date_of_url(void **state)
{
	struct reading r;

	(void)state;
	read_page(BODY, "http://a.gov.cn/zwgk/202101/t20210108_12.html", &r);
	expect("URL", "published", r.article.published, "2021-01-08");
	drop_page(&r);
	read_page(BODY, "http://a.gov.cn/t20211308_12.html", &r);
	expect("URL", "published", r.article.published, NULL);
	drop_page(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(head),
		cmocka_unit_test(date_of_url),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
