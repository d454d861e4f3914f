/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Small portals, in scope `reports` unless a row says otherwise: which pages
 * are asked for, in order of their paths, and which stops are counted.  What is
 * not in the list was linked all the same, and of some of it `why` is asked.
 */
#include "base/err.h"
#include "crawler/why_link.h"
#include "store/store.h"
#include "tests/lib/crawling.h"
#include "tests/lib/dir.h"
#include "tests/lib/origin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { PAGES_MAX = 24, TEXT_MAX = 1 << 16 };

struct row {
	const char *name;
	struct origin_page pages[PAGES_MAX];
	const char *options[8];
	const char *wanted;	/* a path a line, but robots.txt */
	const char *stops;	/* "name count " of those counted */
	const char *why;	/* "reason path " of what was never queued; a
				 * path of another host has its scheme; NULL */
};

/* --- pages ------------------------------------------------------------ */

#define WORDS "全县各部门认真做好政府信息公开工作，及时发布信息。"
#define HEAD "<!DOCTYPE html><title>a</title>"
#define MENU "<div class=nav><a href=/>首页</a><a href=/n1/>新闻</a>"	\
	"<a href=/n2/>机构</a><a href=/n3/>互动</a><a href=/n4/>专题</a></div>"
#define PAGE(...) HEAD MENU "<p>" WORDS WORDS __VA_ARGS__
#define LI(path, text) "<li><a href=\"" path "\">" text "</a></li>"
#define LIST(...) "<ul class=list>" __VA_ARGS__ "</ul>"
#define TOWN(number, name) LI("/town/x" number ".html", name)
#define PLATFORM "<ul class=parts>" LI("/zn/", "政府信息公开指南")	\
	LI("/zd/", "政府信息公开制度") LI("/fd/", "法定主动公开内容")	\
	LI("/c108371/", "政府信息公开年报") "</ul>"
#define HTML(where, text) {.path = where, .script = send_page, .ctx = text}
#define NOTICES LIST(LI("x1.html", "一") LI("x2.html", "二")		\
	LI("x3.html", "三") LI("x4.html", "四") LI("a.html", "甲")		\
	LI("x5.html", "五") LI("b.html", "乙"))
#define TURN(page, next) HEAD WORDS LIST(LI("/l/n" page ".html", "公告" page)) \
	"<a href=/l/" next ".html>下一页</a>"
#define REPORT(where) {.path = where, .script = send_report}
#define XML "<?xml version=\"1.0\"?>"
#define NO_ROBOTS {.path = "/robots.txt",				\
	.answer = "HTTP/1.1 404 None\r\nContent-Length: 0\r\n\r\n"}

static void send_page(struct origin_client *client, const char *path,
		      const char *request, const void *ctx)
{
	(void)path;
	(void)request;
	(void)origin_reply(client, "text/html; charset=utf-8", ctx);
}

static void send_robots(struct origin_client *client, const char *path,
			const char *request, const void *ctx)
{
	(void)path;
	(void)request;
	(void)origin_reply(client, "text/plain", ctx);
}

/* The same report, of another organ for each path. */
static void send_report(struct origin_client *client, const char *path,
			const char *request, const void *ctx)
{
	static const char mark[] = "</html>";
	char *html = dir_read(TESTS_DIR "/golden/report/township-2021.html",
			      NULL);
	char *end = strstr(html, mark);

	(void)request;
	(void)ctx;
	for (char *href = html; (href = strstr(href, "<a "));)
		memcpy(href, "<b ", 3);	/* its menu is another portal's */
	if (end)
		*end = '\0';
	(void)origin_sendf(client, "HTTP/1.1 200 OK\r\nContent-Type: "
			   "text/html; charset=utf-8\r\nContent-Length: %zu"
			   "\r\n\r\n%s<!-- %s -->", strlen(html) +
			   strlen(path) + strlen("<!--  -->"), html, path);
	free(html);
}

static const struct row rows[] = {
	{.name = "year, kind, organ: addresses and names that say nothing",
	 .pages = {NO_ROBOTS,
		HTML("/", PAGE(PLATFORM)),
		HTML("/c108371/", PAGE(LIST(LI("/x7/", "2021年")
					   LI("/x8/", "2022年")))),
		HTML("/x7/", PAGE(LIST(LI("/k1/", "乡镇街道")
				      LI("/k2/", "县政府部门")))),
		HTML("/x8/", PAGE(LIST(LI("/k3/", "各乡镇")))),
		HTML("/k1/", PAGE(LIST(LI("/o/1.html", "禾口镇")
				      LI("/o/2.html", "麦垄镇")))),
		HTML("/k2/", PAGE(LIST(LI("/o/3.html", "县教育局")
				      LI("/o/4.html", "县财政局")))),
		REPORT("/o/1.html"), REPORT("/o/2.html"), REPORT("/o/3.html"),
		REPORT("/o/4.html")},
	 .wanted = "/\n/c108371/\n/fd/\n/k1/\n/k2/\n/k3/\n/o/1.html\n"
		   "/o/2.html\n/o/3.html\n/o/4.html\n/x7/\n/x8/\n"},
	{.name = "its breadcrumb alone says what it is; rows say \"查看\"",
	 .pages = {NO_ROBOTS,
		HTML("/", PAGE(LIST(LI("/t/", "政务公开")))),
		HTML("/t/", PAGE("<div class=crumb>当前位置：<a href=/>首页</a>"
			" &gt; <a href=/t/>政府信息公开年报</a></div>"
			LIST(LI("/a/1", "查看") LI("/a/2", "查看")))),
		REPORT("/a/1"), REPORT("/a/2")},
	 .wanted = "/\n/a/1\n/a/2\n/t/\n"},
	{.name = "a report nobody can read: its menu is no list of reports",
	 .pages = {NO_ROBOTS,
		HTML("/", PAGE(LIST(LI("/r", "禾口镇2021年政府信息公开年报")))),
		HTML("/r", PAGE("图片版"))},
	 .wanted = "/\n/r\n"},
	{.name = "a column of something else is not turned",
	 .pages = {NO_ROBOTS,
		HTML("/", PAGE(LIST(LI("/gk/", "政务公开")))),
		HTML("/gk/", PAGE(LIST(LI("a1.html", "我县召开全县经济工作推进会")
			LI("a2.html", "我县开展春季植树造林活动"))
			"共40条 <a href=index_1.html>下一页</a>"))},
	 .wanted = "/\n/gk/\n", .stops = "other_column 1 ",
	 .why = "other_column /gk/index_1.html scope /gk/a1.html "},
	{.name = "but a list with a report in it is",
	 .pages = {NO_ROBOTS,
		HTML("/", PAGE(LIST(LI("/gk/", "政务公开")))),
		HTML("/gk/", PAGE(LIST(LI("a1.html", "我县召开全县经济工作推进会")
			LI("a2.html", "禾口镇2021年政府信息公开年报"))
			"共4条 <a href=index_1.html>下一页</a>")),
		HTML("/gk/index_1.html", PAGE(LIST(
			LI("a3.html", "我县开展春季植树造林活动")
			LI("a4.html", "麦垄镇2021年政府信息公开年报"))
			"共4条 <a href=./>上一页</a>")),
		REPORT("/gk/a2.html"), REPORT("/gk/a4.html")},
	 .wanted = "/\n/gk/\n/gk/a2.html\n/gk/a4.html\n/gk/index_1.html\n"},
	{.name = "the column page is itself the report",
	 .pages = {NO_ROBOTS,
		HTML("/", PAGE(PLATFORM)), REPORT("/c108371/")},
	 .wanted = "/\n/c108371/\n/fd/\n"},
	{.name = "links in scripts, viewers and frames of the column",
	 .pages = {NO_ROBOTS,
		HTML("/", PAGE(PLATFORM)),
		HTML("/c108371/", PAGE("<iframe src=/f.html></iframe>")),
		HTML("/f.html", PAGE("<script>var url = \"./202602/"
			"t20260214_2730572.shtml\"; var title = '禾口镇2021年"
			"政府信息公开年报';document.writeln(url)</script>"
			LIST(LI("/pdfjs/viewer.html?file=%2Ffiles%2Fa.pdf",
				"麦垄镇2021年政府信息公开年报")
			"<li onclick=\"window.open('/o/9.html')\">县教育局"
			"2021年政府信息公开年报</li>"))),
		REPORT("/202602/t20260214_2730572.shtml"),
		REPORT("/o/9.html")},
	 .wanted = "/\n/202602/t20260214_2730572.shtml\n/c108371/\n/f.html\n"
		   "/fd/\n/files/a.pdf\n/o/9.html\n"
		   "/pdfjs/viewer.html?file=%2Ffiles%2Fa.pdf\n"},
	{.name = "a sitemap that robots.txt names: what its paths speak for",
	 .pages = {
		{.path = "/robots.txt", .script = send_robots,
		 .ctx = "Sitemap: /m.xml\nSitemap: http://b.test/m.xml\n"},
		HTML("/", PAGE("")),
		{.path = "/m.xml", .script = send_page, .ctx = XML
		 "<sitemapindex><sitemap><loc>/m1.xml</loc></sitemap>"
		 "</sitemapindex>"},
		{.path = "/m1.xml", .script = send_page,
		 .ctx = XML "<urlset><url><loc>/xxgknb/1.html</loc></url>"
		 "<url><loc>/zfwzndbb/2.html"
		 "</loc></url></urlset>"},
		REPORT("/xxgknb/1.html")},
	 .wanted = "/\n/m.xml\n/m1.xml\n/xxgknb/1.html\n"},
	{.name = "no other way than addresses that say nothing",
	 .pages = {
		{.path = "/robots.txt", .script = send_robots,
		 .ctx = "Sitemap: /m.xml\n"},
		HTML("/", PAGE("")),
		{.path = "/m.xml", .script = send_page,
		 .ctx = XML "<urlset><url><loc>/c/5/a.html</loc></url>"
		 "<url><loc>/c/5/b.html"
		 "</loc></url></urlset>"},
		REPORT("/c/5/a.html"), REPORT("/c/5/b.html")},
	 .wanted = "/\n/c/5/a.html\n/c/5/b.html\n/m.xml\n"},
	{.name = "towns that have nothing, given up after eight",
	 .pages = {NO_ROBOTS,
		HTML("/", PAGE(LIST(TOWN("1", "甲乡") TOWN("2", "乙乡")
			TOWN("3", "丙乡") TOWN("4", "丁乡") TOWN("5", "戊乡")
			TOWN("6", "己乡") TOWN("7", "庚乡") TOWN("8", "辛乡")
			TOWN("9", "壬乡") TOWN("10", "癸乡")))),
		HTML("/town/*", PAGE(""))},
	 .options = {"delay", "0.1"},
	 .wanted = "/\n/town/x1.html\n/town/x2.html\n/town/x3.html\n"
		   "/town/x4.html\n/town/x5.html\n/town/x6.html\n"
		   "/town/x7.html\n/town/x8.html\n",
	 .stops = "barren 2 "},
	{.name = "one page, its arguments in two orders: the first is asked",
	 .pages = {NO_ROBOTS,
		HTML("/", PAGE(LIST(
			LI("/v?id=7&c=2", "禾口镇2021年政府信息公开年报")
			LI("/v?c=2&id=7", "禾口镇2021年政府信息公开年报")
			LI("/v?c=2&id=8", "麦垄镇2021年政府信息公开年报")))),
		REPORT("/v*")},
	 .wanted = "/\n/v?c=2&id=8\n/v?id=7&c=2\n",
	 .stops = "other_spelling 1 ",
	 .why = "other_spelling /v?c=2&id=7 drop_parameters "
		"/v?id=7&spm=1&c=2 scope /n1/ "},
	{.name = "relative links that lead to the same page again",
	 .pages = {NO_ROBOTS,
		HTML("/", PAGE("<a href=/l/>办事指南</a>")),
		HTML("/l/*", HEAD WORDS "<a href=7/>第七期</a>"),
		HTML("/*", "")},
	 .options = {"scope", "site", "delay", "0.1", "max_depth", "9"},
	 .wanted = "/\n/l/\n/l/7/\n/l/7/7/\n/l/7/7/7/\n/n1/\n/n2/\n/n3/\n"
		   "/n4/\n",
	 .stops = "same_content 1 ", .why = "same_content /l/7/7/7/7/ "},
	{.name = "a list that is served for its missing rows loses none",
	 .pages = {NO_ROBOTS,
		HTML("/", HEAD WORDS "<a href=/l/>公告</a>"),
		HTML("/l/", HEAD WORDS NOTICES),
		HTML("/l/x*", HEAD WORDS NOTICES),
		HTML("/l/a.html", HEAD WORDS "a"),
		HTML("/l/b.html", HEAD WORDS "b")},
	 .options = {"scope", "site", "delay", "0.1"},
	 .wanted = "/\n/l/\n/l/a.html\n/l/b.html\n/l/x1.html\n/l/x2.html\n"
		   "/l/x3.html\n/l/x4.html\n/l/x5.html\n"},
	{.name = "to turn pages is no way down",
	 .pages = {NO_ROBOTS,
		HTML("/", HEAD WORDS "<a href=/l/>公告</a>"),
		HTML("/l/", TURN("1", "2")), HTML("/l/2.html", TURN("2", "3")),
		HTML("/l/3.html", TURN("3", "4")),
		HTML("/l/4.html", HEAD WORDS LIST(LI("/l/n4.html", "公告四"))),
		HTML("/l/n*", HEAD WORDS)},
	 .options = {"scope", "site", "delay", "0.1", "max_depth", "2"},
	 .wanted = "/\n/l/\n/l/2.html\n/l/3.html\n/l/4.html\n/l/n1.html\n"
		   "/l/n2.html\n/l/n3.html\n/l/n4.html\n"},
	{.name = "what is gone leads nowhere",
	 .pages = {NO_ROBOTS,
		HTML("/", HEAD WORDS "<a href=/g.html>公告</a>"),
		HTML("/g.html", "<title>404</title>页面不存在"
			"<a href=more/>更多</a>")},
	 .options = {"scope", "site"},
	 .wanted = "/\n/g.html\n", .why = "gone_page /more/ "},
	{.name = "what a page may link to besides",
	 .pages = {NO_ROBOTS,
		HTML("/", HEAD WORDS "<a href=http://b.test/x>邻县</a><link rel="
			"stylesheet href=/a.css><a href=/1/>一</a>"),
		HTML("/1/", HEAD WORDS "<a href=/2/>二</a>"),
		HTML("/2/", HEAD WORDS "<a href=/3/>三</a>")},
	 .options = {"scope", "site", "max_depth", "2"},
	 .wanted = "/\n/1/\n/2/\n", .stops = "max_depth 1 ",
	 .why = "off_site http://b.test/x requisites /a.css max_depth /3/ "
		"unknown /4/ "},
	{.name = "services and other languages are no portals",
	 .pages = {NO_ROBOTS,
		HTML("/", PAGE("<a href=/en/>English</a><a href=/wza/>无障碍"
			"</a><a href=/xzdt/>乡镇动态</a><a href=/gg/>通知公告"
			"</a>"))},
	 .wanted = "/\n"},
};

/* --- running one ------------------------------------------------------ */

struct lines {
	char *line[128];
	size_t count;
	size_t prefix;		/* of the address, to be left out */
};

static int add_line(void *ctx, const struct capture *c)
{
	struct lines *l = ctx;

	if (c->is_robots)
		return 0;
	assert_true(l->count < 128);
	l->line[l->count++] = slice_dup(slice_of(c->url + l->prefix));
	return 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void check_asked(const struct row *row, const char *dir, size_t prefix)
{
	struct lines l = {.prefix = prefix};
	struct buf got = BUF_INIT(TEXT_MAX);
	struct store_reader *reader;

	assert_int_equal(store_reader_open(dir, &reader), 0);
	assert_int_equal(store_each_capture(reader, NULL, add_line, &l), 0);
	store_reader_close(reader);
	qsort(l.line, l.count, sizeof(l.line[0]), by_text);
	for (size_t i = 0; i < l.count; i++) {
		(void)buf_addf(&got, "%s\n", l.line[i]);
		free(l.line[i]);
	}
	if (!slice_eqs(buf_slice(&got), row->wanted))
		fail_msg("%s:\ngot\n%swanted\n%s", row->name, got.data,
			 row->wanted);
	buf_free(&got);
}

static void check_stops(const struct row *row, const struct tally *tally)
{
	struct buf got = BUF_INIT(TEXT_MAX);

	(void)buf_adds(&got, "");
	for (int i = 0; i < STOP_COUNT; i++)
		if (tally->stops[i])
			(void)buf_addf(&got, "%s %d ", stop_name((enum stop)i),
				       (int)tally->stops[i]);
	if (!slice_eqs(buf_slice(&got), row->stops ? row->stops : ""))
		fail_msg("%s: stops: got \"%s\", wanted \"%s\"", row->name,
			 got.data ? got.data : "",
			 row->stops ? row->stops : "");
	buf_free(&got);
}

static const char *reason_of(struct store_reader *reader,
			     const struct conf_snapshot *conf, const char *url)
{
	struct arena *a = arena_new(64 << 20);
	struct why_link link = {.reason = "none"};
	int err = why_link_ask(reader, conf, url, a, &link);

	if (err)
		assert_int_equal(err, ERR_NOTFOUND);
	arena_free(a);
	return err ? "unknown" : link.reason ? link.reason : "none";
}

static void check_why(const struct row *row, const struct conf_snapshot *conf,
		      const char *dir, const char *origin)
{
	struct slice rest = slice_of(row->why);
	struct store_reader *reader;
	struct slice reason;

	assert_int_equal(store_reader_open(dir, &reader), 0);
	while ((reason = slice_cut(&rest, ' ')).n) {
		struct slice path = slice_cut(&rest, ' ');
		struct buf url = BUF_INIT(TEXT_MAX);
		const char *got;

		(void)buf_addf(&url, "%s%.*s", path.p[0] == '/' ? origin : "",
			       SLICE_ARG(path));
		got = reason_of(reader, conf, url.data);
		if (!slice_eqs(reason, got))
			fail_msg("%s: why %s: got %s, wanted %.*s", row->name,
				 url.data, got, SLICE_ARG(reason));
		buf_free(&url);
	}
	store_reader_close(reader);
}

static void run(const struct row *row)
{
	struct origin *origin = origin_start("127.0.0.1", row->pages);
	struct conf_snapshot *conf = crawling_conf("reports", row->options);
	struct tally tally;
	char *dir = dir_make();
	char url[64];

	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%u/",
		       origin_port(origin));
	crawling_run(dir, conf, url, &tally);
	check_asked(row, dir, strlen(url) - 1);
	check_stops(row, &tally);
	url[strlen(url) - 1] = '\0';
	check_why(row, conf, dir, url);
	conf_unref(conf);
	origin_stop(origin);
	dir_remove(dir);
}

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		run(&rows[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
