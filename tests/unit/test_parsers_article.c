/* SPDX-License-Identifier: Apache-2.0 */
/* Titles, dates, bylines, attachments and texts of small pages. */
#include "parsers/article.h"

#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>

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

/* What is in the text, lines joined by '|'; what is not there is noise. */
static const struct { const char *html, *text; } texts[] = {
	{"", ""},
	{"<p>短", ""},
	{"<p>" LONG, ""},
	{BODY, LONG "|" LONG},
	{"<p>" LONG "<p>一、小结<p>" LONG "<p>青山镇人民政府<p>2021年1月5日",
	 LONG "|一、小结|" LONG "|青山镇人民政府|2021年1月5日"},
	{"<p>【打印】【关闭】" BODY "<p>上一篇：无<p>扫一扫在手机打开当前页",
	 LONG "|" LONG},
	{"<p>您的位置：首页" BODY "<p>责任编辑：甲<p>版权所有 青山镇",
	 LONG "|" LONG},
	{BODY "<p>相关链接<ul><li><a href=1>一月的会议</a><li><a href=2>二月"
	 "的会议</a><li><a href=3>三月的会议</a></ul>", LONG "|" LONG},
	{"<div class='share-box'>" LONG "</div><p>" LONG "<p>" LONG "<p>" LONG,
	 LONG "|" LONG "|" LONG},
	{"<nav>" LONG "</nav><p>" LONG "<p>" LONG "<p>" LONG "<footer>" LONG
	 "</footer>", LONG "|" LONG "|" LONG},
	/* a container is taken at its word, unless it is dwarfed */
	{"<div id=zoom><p>全文见附件。</div><p>" LONG, "全文见附件。"},
	{"<div id=zoom>短</div><p>" LONG "<p>" LONG "<p>" LONG "<p>" LONG
	 "<p>" LONG "<p>" LONG,
	 "短|" LONG "|" LONG "|" LONG "|" LONG "|" LONG "|" LONG},
	{"<div class=share><div class=TRS_Editor>甲</div></div>", "甲"},
	{"<table><tr><td class=TRS_Editor>甲<table><tr><td>乙<td>丙</table>",
	 "甲|乙\t丙"},
	/* the report goes on behind its container */
	{"<div id=zoom><p>一、总体情况<p>" LONG "</div><p>二、主动公开政府信息"
	 "情况<p>无。<p>六、其他需要报告的事项<p>无。",
	 "一、总体情况|" LONG "|二、主动公开政府信息情况|无。|"
	 "六、其他需要报告的事项"},
	{"<pre>甲乡年度报告\n\n" LONG LONG "\n 0\n\n 0\n关闭</pre>",
	 "甲乡年度报告||" LONG LONG "| 0|| 0"},
};

static void text(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct reading r;
		char *got;

		read_page(texts[i].html, "http://a.test/b/", &r);
		got = slice_dup(r.article.text);
		assert_non_null(got);
		for (char *p = got; *p; p++)
			if (*p == '\n')
				*p = '|';
		expect(texts[i].html, "text", slice_of(got), texts[i].text);
		free(got);
		drop_page(&r);
	}
}

/* type, URL and name of the only attachment; NULL for none. */
static const struct { const char *html, *type, *url, *name; } files[] = {
	{"<a href=a.html>甲</a>", NULL, NULL, NULL},
	{"<a href=a.PDF>甲</a>", "pdf", "a.PDF", "甲"},
	{"<a href=a.et title=' 乙 '><img src=i.gif></a>", "et", "a.et", "乙"},
	{"<a href='x/%E7%94%B2.rar'></a>", "rar", "x/%E7%94%B2.rar", "甲.rar"},
	{"<embed src=a.ceb>", "ceb", "a.ceb", "a.ceb"},
	{"<script>open('/b/a.docx')</script>", "docx", "a.docx", "a.docx"},
	{"<p onclick=\"down('./a.rtf')\">甲</p>", "rtf", "a.rtf", "甲"},
	{"<iframe src='/v.html?file=http%3A%2F%2Fa.test%2Fb%2Fa.pdf#p'>", "pdf",
	 "a.pdf", "a.pdf"},
	{"<iframe src='/v.html?file=a.html'>", NULL, NULL, NULL},
	{"<a href='d.jsp?fileName=a.xls'>甲</a>", "xls", "d.jsp?fileName=a.xls",
	 "甲"},
	{"<a href='d.jsp?id=1'>甲.zip</a>", "zip", "d.jsp?id=1", "甲.zip"},
	{"<a ms-attr-href=\"'a.wps'\">甲</a>", "wps", "a.wps", "甲"},
	{"<a ms-attr-href='el.url'>甲</a>", NULL, NULL, NULL},
	{"<a href=a.pdf>甲</a><a href=./a.pdf#2>乙</a>", "pdf", "a.pdf", "甲"},
	{"<img src=a.png>", NULL, NULL, NULL},
	{"<div id=zoom>甲<img src=a.jpeg alt=乙></div><img src=b.png>", "jpg",
	 "a.jpeg", "乙"},
	{"<div class=footer><a href=a.doc>甲</a><a href=1>1</a><a href=2>2</a>"
	 "</div>", NULL, NULL, NULL},
	{"<a href='javascript:void(0)'>甲</a><a href='mailto:a@b.pdf'>乙</a>",
	 NULL, NULL, NULL},
};

static void attachments(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		const char *html = files[i].html;
		const struct article_attachment *got;
		struct slice url;
		struct reading r;

		read_page(html, "http://a.test/b/", &r);
		if (r.article.attachment_count != (files[i].type ? 1 : 0))
			fail_msg("%s\ngot %zu attachments", html,
				 r.article.attachment_count);
		got = r.article.attachments;
		if (files[i].type) {
			url = got->url;
			assert_true(slice_starts(url, "http://a.test/b/"));
			url = slice_sub(url, 16, url.n);
			expect(html, "type", slice_of(got->type),
			       files[i].type);
			expect(html, "url", url, files[i].url);
			expect(html, "name", got->name, files[i].name);
		}
		drop_page(&r);
	}
}

static void breadcrumb(void **state)
{
	static const struct { const char *html, *want; } crumbs[] = {
		{BODY, NULL},
		{"<p>当前位置：<a href=/>首页</a>&gt;&gt;<a href=a>年报</a>",
		 "首页 > 年报"},
		{"<p><b>您现在的位置：</b> 首页 » 年报 » 正文",
		 "首页 > 年报 > 正文"},
		{"<div><p>当前位置：</p><p>首页</p><p>年报</p></div>",
		 "首页 > 年报"},
		{"<ol class=my-breadcrumb><li>首页<li>年报</ol>",
		 "首页 > 年报"},
		{"<p><a href=/>目录</a> &gt; <a href=n>年度报告</a>",
		 "目录 > 年度报告"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(crumbs) / sizeof(*crumbs); i++) {
		struct reading r;

		read_page(crumbs[i].html, "http://a.test/b/", &r);
		expect(crumbs[i].html, "breadcrumb", r.article.breadcrumb,
		       crumbs[i].want);
		drop_page(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(head),
		cmocka_unit_test(date_of_url),
		cmocka_unit_test(text),
		cmocka_unit_test(attachments),
		cmocka_unit_test(breadcrumb),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
