/* SPDX-License-Identifier: Apache-2.0 */
/* One answer read whole: kinds, charsets, links, blocks, reports, limits. */
#include "parsers/page.h"

#include "base/err.h"
#include "tests/lib/dir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define LINE "本镇认真贯彻执行条例的规定，及时公开各类政府信息，"		\
	"方便群众查阅，接受社会监督，全年没有发生纠纷。"
#define BODY "<p>" LINE "<p>" LINE

struct reading {
	struct url url;
	struct page *page;
};

static struct page_input input_of(struct slice body, const char *type)
{
	return (struct page_input){
		.status = 200,
		.body = body,
		.content_type = slice_of(type),
		.limits = {.memory = 64 << 20, .nodes = 100000},
		.max_text = 1 << 20,
		.max_links = 1000,
	};
}

static void read_as(struct page_input in, const char *url, struct reading *r)
{
	assert_int_equal(url_parse(slice_of(url), NULL, NULL, &r->url, NULL),
			 0);
	in.url = &r->url;
	assert_int_equal(page_read(&in, &r->page), 0);
}

static void read_html(const char *html, const char *url, struct reading *r)
{
	read_as(input_of(slice_of(html), "text/html"), url, r);
	assert_int_equal(r->page->err, 0);
}

static void drop(struct reading *r)
{
	page_free(r->page);
	url_free(&r->url);
}

static const struct page_link *link_to(const struct page *page,
				       const char *url)
{
	for (size_t i = 0; i < page->link_count; i++)
		if (slice_eqs(page->links[i].url, url))
			return &page->links[i];
	return NULL;
}

/* raw resolves to url, "" for none, on a page with this base. */
static const struct { const char *base, *raw, *url; } addresses[] = {
	{NULL, "b.html", "http://a.test/x/b.html"},
	{NULL, " ../c.html\n", "http://a.test/c.html"},
	{NULL, "?p=2#top", "http://a.test/x/a.html?p=2"},
	{NULL, "//b.test/d", "http://b.test/d"},
	{NULL, "javascript:void(0)", ""},
	{NULL, "mailto:a@b.test", ""},
	{NULL, "http://[", ""},
	{"/y/", "b.html", "http://a.test/y/b.html"},
	{"http://c.test/z/", "b.html", "http://c.test/z/b.html"},
	{"mailto:a", "b.html", "http://a.test/x/b.html"},
};

static void links_resolved(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(addresses) / sizeof(*addresses); i++) {
		const char *base = addresses[i].base;
		struct reading r;
		char html[300];

		(void)snprintf(html, sizeof(html), "%s%s%s<a href=\"%s\">t</a>",
			       base ? "<base href='" : "", base ? base : "",
			       base ? "'>" : "", addresses[i].raw);
		read_html(html, "http://a.test/x/a.html", &r);
		assert_int_equal(r.page->link_count, 1);
		if (!slice_eqs(r.page->links[0].url, addresses[i].url))
			fail_msg("%s\ngot    %.*s\nwanted %s", html,
				 SLICE_ARG(r.page->links[0].url),
				 addresses[i].url);
		assert_true(slice_eqs(r.page->links[0].raw, addresses[i].raw));
		drop(&r);
	}
}

/* The same spelling many times: one address, each its own place. */
static void same_spelling(void **state)
{
	struct reading r;

	(void)state;
	read_html("<a href=b>1</a><a href=c>2</a><a href=b>3</a>"
		  "<a href=b title='信息公开年报'>4</a>", "http://a.test/", &r);
	assert_int_equal(r.page->link_count, 4);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(r.page->links[i].position, i);
	assert_true(slice_eqs(r.page->links[3].url, "http://a.test/b"));
	assert_true(r.page->links[0].url.p == r.page->links[3].url.p);
	assert_int_equal(r.page->links[0].score, 100);
	assert_int_equal(r.page->links[3].score, 950);
	drop(&r);
}

/* Queries of a page are in its charset. */
static void charset(void **state)
{
	struct page_input in = input_of(
		slice_of("<title>\xd6\xd0</title><a href='?q=\xd6\xd0'>\xce\xc4"
			 "</a>"), "text/html; charset=gb2312");
	struct reading r;

	(void)state;
	read_as(in, "http://a.test/", &r);
	assert_string_equal(r.page->charset.name, "gb18030");
	assert_true(slice_eqs(r.page->title, "中"));
	assert_true(slice_eqs(r.page->links[0].text, "文"));
	assert_true(slice_eqs(r.page->links[0].url, "http://a.test/?q=%D6%D0"));
	drop(&r);
}

static void column(void **state)
{
	struct reading r;

	(void)state;
	read_html("<meta name=ColumnName content='政府信息公开年报'>"
		  "<a href='/n/'>2021年</a><a href='/x'>工作动态</a>"
		  "<a href='mailto:a'>2021年</a>", "http://a.test/", &r);
	assert_int_equal(link_to(r.page, "http://a.test/n/")->score, 900);
	assert_int_equal(link_to(r.page, "http://a.test/x")->score, 50);
	assert_int_equal(r.page->links[2].score, 0);
	drop(&r);
}

static void attachments(void **state)
{
	struct reading r;

	(void)state;
	read_html("<div class=TRS_Editor>" BODY "<p><a href='./p.pdf'>报告"
		  "</a><img src='p.png'><a href='v.html?file=%2Fq.pdf'>预览</a>"
		  "</div><a href='/other.html'>x</a><img src='/logo.png'>",
		  "http://a.test/b/", &r);
	assert_true(link_to(r.page, "http://a.test/b/p.pdf")->attachment);
	assert_true(link_to(r.page, "http://a.test/b/p.png")->attachment);
	assert_false(link_to(r.page, "http://a.test/other.html")->attachment);
	assert_false(link_to(r.page, "http://a.test/logo.png")->attachment);
	/* what the viewer shows is no link of the page by itself */
	assert_non_null(link_to(r.page, "http://a.test/q.pdf"));
	assert_true(link_to(r.page, "http://a.test/q.pdf")->attachment);
	drop(&r);
}

static const struct {
	const char *type, *body, *url;
	enum mime_kind kind;
	const char *charset, *block;
	bool html;
} kinds[] = {
	{"text/html", BODY, "http://a.test/", MIME_HTML, "UTF-8", "none",
	 true},
	{"application/pdf", BODY, "http://a.test/a.pdf", MIME_HTML, "UTF-8",
	 "none", true},
	{"text/plain", LINE, "http://a.test/a.txt", MIME_TEXT, "UTF-8", "none",
	 true},
	{NULL, LINE, "http://a.test/a", MIME_TEXT, "UTF-8", "none", true},
	{NULL, "\x01\x02\x03", "http://a.test/a", MIME_UNKNOWN, NULL, "none",
	 false},
	{"application/json", "{\"a\":\"中\"}", "http://a.test/a", MIME_JSON,
	 "UTF-8", "none", false},
	{"text/html", "%PDF-1.4 ", "http://a.test/a", MIME_PDF, NULL, "none",
	 false},
	{"text/plain", "User-agent: *\nDisallow:\n", "http://a.test/robots.txt",
	 MIME_TEXT, "UTF-8", "none", true},
	{"text/plain", "", "http://a.test/robots.txt", MIME_TEXT, "UTF-8",
	 "none", true},
	{"text/html", "", "http://a.test/a.html", MIME_HTML, "UTF-8",
	 "blocked_empty", true},
	{"text/html", "<html><body></body>", "http://a.test/a.html",
	 MIME_HTML, "UTF-8", "blocked_empty", true},
	{"text/html", "<meta http-equiv=refresh content='0;url=../'>",
	 "http://a.test/b/a.html", MIME_HTML, "UTF-8", "removed", true},
};

static void of_kinds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++) {
		struct reading r;
		const char *charset_name;

		read_as(input_of(slice_of(kinds[i].body), kinds[i].type),
			kinds[i].url, &r);
		charset_name = r.page->charset.name;
		if (r.page->kind != kinds[i].kind || r.page->err ||
		    !r.page->html == kinds[i].html ||
		    strcmp(block_name(r.page->block.class), kinds[i].block) ||
		    !charset_name == !!kinds[i].charset ||
		    (charset_name && strcmp(charset_name, kinds[i].charset)))
			fail_msg("%s as %s: kind %d, %s, %s, err %s",
				 kinds[i].body, kinds[i].type, r.page->kind,
				 charset_name ? charset_name : "no charset",
				 block_name(r.page->block.class),
				 err_name(r.page->err));
		assert_true(slice_eqs(r.page->base.scheme, "http"));
		drop(&r);
	}
}

static char *report_file(size_t *ret_n)
{
	return dir_read(TESTS_DIR "/golden/report/township-2021.html", ret_n);
}

static void report(void **state)
{
	struct page_input in;
	struct reading r;
	size_t n;
	char *html = report_file(&n);

	(void)state;
	in = input_of((struct slice){html, n}, "text/html");
	in.status = 0;		/* from a file */
	read_as(in, "http://www.songluo.test/a/t20220118_1.html", &r);
	assert_int_equal(r.page->report_count, 1);
	assert_int_equal(r.page->reports[0].year, 2021);
	assert_true(r.page->article.text.n > 100);
	assert_non_null(link_to(r.page, "http://www.songluo.test/zwgk/"));
	drop(&r);

	/* a block page has links, but nothing of it is the portal's */
	in.status = 403;
	read_as(in, "http://www.songluo.test/a/t20220118_1.html", &r);
	assert_int_equal(r.page->block.class, BLOCK_FORBIDDEN);
	assert_int_equal(r.page->report_count, 0);
	assert_int_equal(r.page->article.text.n, 0);
	assert_true(r.page->link_count > 0);
	drop(&r);
	free(html);
}

#define TEXT_REPORT							\
	"松萝县青荇镇2019年政府信息公开工作年度报告\r\n"			\
	"发布时间：2020-01-08 来源：青荇镇\r\n"				\
	"本报告由松萝县青荇镇人民政府编制，统计期限自2019年1月1日起至"	\
	"2019年12月31日止。<p>不是标记 &amp; \r\n"				\
	"一、总体情况\r\n2019年，青荇镇主动公开政府信息312条。" LINE "\r\n"	\
	"二、主动公开政府信息情况\r\n" LINE "\r\n"				\
	"三、收到和处理政府信息公开申请情况\r\n" LINE "\r\n"		\
	"四、政府信息公开行政复议、行政诉讼情况\r\n" LINE "\r\n"		\
	"五、存在的主要问题及改进情况\r\n" LINE "\r\n"			\
	"六、其他需要报告的事项\r\n无。\r\n"

/* Text is read as if it stood in a <pre>, and no byte of it is markup. */
/* The page is a frame; what it shows stands in its script as a string. */
static void in_script(void **state)
{
	static const char html[] =
		"<head><title>青山镇2021年政府信息公开工作年度报告</title>"
		"<meta name=PubDate content='2022-01-20 10:00'>"
		"<script>window._CONFIG = {SID: '7', DETAIL: {\"content\":"
		"\"<p>一、总体情况<\\/p><p>" LINE "<\\/p>"
		"<p>二、主动公开政府信息情况<\\/p><p>全年公开信息35条。<\\/p>"
		"<p>三、收到和处理政府信息公开申请情况<\\/p><p>没有申请。"
		"<\\/p><p>四、政府信息公开行政复议、行政诉讼情况<\\/p><p>没有。"
		"<\\/p><p>五、存在的主要问题及改进情况<\\/p><p>继续改进。<\\/p>"
		"<p>六、其他需要报告的事项<\\/p><p>没有。<\\/p>"
		"<a href=\\\"f/1.pdf\\\">附件.pdf<\\/a>\"}};</script></head>"
		"<body><div id=app></div><a href=/b>首页</a></body>";
	const struct page_link *link;
	struct reading r;

	(void)state;
	read_html(html, "http://a.test/gkmlpt/content/1", &r);
	assert_int_equal(r.page->block.class, BLOCK_NONE);
	assert_true(slice_finds(r.page->article.text, "全年公开信息35条", 0) !=
		    SIZE_MAX);
	assert_true(slice_starts(r.page->article.published, "2022-01-20"));
	assert_int_equal(r.page->report_count, 1);
	assert_int_equal(r.page->reports->year, 2021);
	assert_non_null(link_to(r.page, "http://a.test/b"));
	link = link_to(r.page, "http://a.test/gkmlpt/content/f/1.pdf");
	assert_non_null(link);
	assert_true(link->attachment);
	for (size_t i = 0; i < r.page->link_count; i++)
		assert_int_equal(r.page->links[i].position, i);
	drop(&r);
}

static void plain_text(void **state)
{
	struct reading r;

	(void)state;
	read_as(input_of(slice_of(TEXT_REPORT), "text/plain"),
		"http://www.songluo.test/a.txt", &r);
	assert_true(slice_eqs(r.page->utf8, TEXT_REPORT));
	assert_int_equal(r.page->report_count, 1);
	assert_int_equal(r.page->reports[0].year, 2019);
	assert_true(r.page->reports[0].section_count >= 6);
	assert_true(slice_finds(r.page->article.text, "<p>不是标记 &amp;", 0) !=
		    SIZE_MAX);
	assert_int_equal(r.page->link_count, 0);
	drop(&r);

	read_html("<html><body><pre>" TEXT_REPORT "</pre>",
		  "http://www.songluo.test/a.html", &r);
	assert_int_equal(r.page->report_count, 1);
	drop(&r);
}

static bool at_once(void *ctx)
{
	(void)ctx;
	return true;
}

/* What ran out is named, and what came before it is there. */
static void limits(void **state)
{
	size_t n;
	char *html = report_file(&n);
	struct slice body = {html, n};
	struct page_input in;
	struct reading r;

	(void)state;
	in = input_of(body, "text/html");
	in.limits.nodes = 20;
	read_as(in, "http://a.test/", &r);
	assert_int_equal(r.page->err, ERR_TOOBIG);
	assert_null(r.page->html);
	assert_true(slice_eq(r.page->utf8, body));
	assert_int_equal(r.page->block.class, BLOCK_NONE);
	drop(&r);

	in = input_of(body, "text/html");
	in.limits.expired = at_once;
	read_as(in, "http://a.test/", &r);
	assert_int_equal(r.page->err, ERR_EXPIRED);
	drop(&r);

	in = input_of(body, "text/html");
	in.max_text = 100;
	read_as(in, "http://a.test/", &r);
	assert_int_equal(r.page->err, ERR_TOOBIG);
	assert_true(r.page->utf8.n <= 100);
	assert_int_equal(r.page->link_count, 0);
	drop(&r);

	in = input_of(body, "text/html");
	in.max_links = 1;
	read_as(in, "http://a.test/", &r);
	assert_int_equal(r.page->err, 0);
	assert_true(r.page->links_cut);
	assert_int_equal(r.page->link_count, 1);
	assert_int_equal(r.page->report_count, 1);
	drop(&r);
	page_free(NULL);
	free(html);
}

static void redirect(void **state)
{
	struct reading r;

	(void)state;
	read_html("<meta http-equiv=refresh content='0;url=a?x=1&amp;y=2'>",
		  "http://a.test/", &r);
	assert_int_equal(r.page->block.class, BLOCK_REDIRECT_SHELL);
	assert_true(slice_eqs(r.page->block.redirect, "a?x=1&y=2"));
	drop(&r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(links_resolved),
		cmocka_unit_test(same_spelling),
		cmocka_unit_test(charset),
		cmocka_unit_test(column),
		cmocka_unit_test(attachments),
		cmocka_unit_test(of_kinds),
		cmocka_unit_test(report),
		cmocka_unit_test(in_script),
		cmocka_unit_test(plain_text),
		cmocka_unit_test(limits),
		cmocka_unit_test(redirect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
