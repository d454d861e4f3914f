/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every allocation of finding pagers and reading answers fails once: the
 * caller is told so, and never given half a result.  What jansson allocates is
 * its own (tests/lib/fault.h).
 */
#include "base/err.h"
#include "parsers/pager.h"
#include "tests/lib/fault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>

#include <cmocka.h>

#define HOST "http://www.qinghe.gov.cn"

static const struct html_limits limits = {.memory = 64 << 20,
					  .nodes = 100000};

static const struct {
	const char *url, *html;
} pages[] = {
	{HOST "/a/", "<script>createPageHTML(40,0,'index','html')</script>"
	 "<a href=index_1.html>下一页</a><a href=index_39.html>39</a>"},
	{HOST "/a/", "<script>var S={id:7}; listModel({listArgs:{channelid:"
	 "S.id,classsql:'a'||'b'},pagebar:{prepage:10,recordCount:'99'}})"
	 "</script>"},
	{HOST "/c/list.shtml", "<script>createPageHTML('p',9,1,'list','shtml',"
	 "130)</script>"},
	{HOST "/c/", "<script>$.get('/common/search/' + 'a1')</script>"},
	{HOST "/nb.htm", "<a onclick='_simple_list_gotopage_fun(9,1,2)'>a</a>"},
	{HOST "/col/col1/", "<script type='text/xml'><datastore><nextgroup>"
	 "<![CDATA[<a href='/d.jsp?page=1&amp;columnid=1'></a>]]></nextgroup>"
	 "</datastore></script>"},
	{HOST "/col/col1/", "<script>$('#a').jpage({totalRecord:99,perPage:9,"
	 "proxyUrl:'/d.jsp',ajaxParam:{columnid:1,name:'青'}})</script>"},
	{HOST "/col/col1/", "<iframe src='/module/xxgk/tree.jsp?area=1'>"
	 "</iframe>"},
	{HOST "/x/", "<script querydata=\"{'webId':'1','pageId':'2','tagId':"
	 "'列'}\"></script><div count=99 rows=9 pageno=1></div>"},
	{HOST "/x/", "<script>$('#a').jpage({proxyUrl:'/getMessage.do',"
	 "ajaxParam:{columnId:'7'},totalRecord:40})</script>"},
	{HOST "/public/column/6?a=1", "<script>x({url:'/site/label/8888',data:{"
	 "labelName:'publicInfoList',a:'b'}}); pageCount:5</script>"},
	{HOST "/content/column/6?a=1&pageIndex=2", "<p>共9页</p>"},
	{HOST "/gkmlpt/index", "<script>window._CONFIG={SID:'7',TREE:[{id:1,"
	 "name:'\\u5e74\\u62a5',post_count:9}]}</script>"},
	{HOST "/l.html?categorynum=3", "<script>var s={siteGuid:'a',"
	 "projectName:'/EWB-FRONT'}</script>"},
	{HOST "/a/", "<a tagname='/b/1-2.html' onclick="
	 "'queryArticleByCondition(this)'>下一页</a><input name=a totalpage=9>"},
	{HOST "/p/", "<div id=pages>PGEgaHJlZj0iMi5odG1sIj4yPC9hPg==</div>"},
	{HOST "/l.aspx", "<form><input type=hidden name=v value=1>"
	 "<a href=\"javascript:__doPostBack('p','2')\">2</a></form>"},
	{HOST "/l/", "<script>var u='/was5/web/search?channelid=9'</script>"},
	{HOST "/iList.jsp?a=1", "<p>共9页</p>"},
	{HOST "/l/", "<p>共9页</p>"},
	{HOST "/l.html", "<iframe src=a.html></iframe>"},
};

static int find(const char *at, const char *html, uint32_t *ret_count)
{
	struct html_doc *doc = NULL;
	struct arena *a = arena_new(64 << 20);
	struct url url = {.href = NULL};
	struct pager pager;
	int err = a ? url_parse(slice_of(at), NULL, NULL, &url, NULL)
		    : ERR_NOMEM;

	if (!err)
		err = html_parse(slice_of(html), &limits, &doc);
	if (!err)
		err = pager_find(&(struct pager_input){
			.html = html_of(doc), .url = &url}, a, &pager);
	if (!err)
		*ret_count = pager.next_count;
	html_free(doc);
	url_free(&url);
	arena_free(a);
	return err;
}

static void finding(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
		uint32_t wanted = 0;
		bool failed = true;

		assert_int_equal(find(pages[i].url, pages[i].html, &wanted),
				 0);
		if (!wanted)
			fail_msg("%s %s: no request", pages[i].url,
				 pages[i].html);
		for (int k = 1; failed; k++) {
			uint32_t count = 0;
			int err;

			fault_arm(k);
			err = find(pages[i].url, pages[i].html, &count);
			failed = fault_disarm();
			if (err != (failed ? ERR_NOMEM : 0) ||
			    (!err && count != wanted))
				fail_msg("%s %s: allocation %d: %s, %u of %u",
					 pages[i].url, pages[i].html, k,
					 err_name(err), count, wanted);
		}
	}
}

static const struct {
	const char *url, *body;
	int64_t page;
	const char *text;
	uint32_t rows;
} answers[] = {
	{HOST "/a?page=1", NULL, 1, "{\"total\":9,\"a\":[{\"url\":\"/1\","
	 "\"title\":\"<b>a</b>\",\"date\":1704412800}]}", 1},
	{HOST "/a?startrecord=1&endrecord=1", NULL, 1, "f({\"r\":\"<datastore>"
	 "<totalrecord>9</totalrecord><record><![CDATA[<a href=1>a</a>2024-1-5"
	 "]]></record>\"})", 1},
	{HOST "/a?page=1", NULL, 1, "<datastore><nextgroup><a href='/b&amp;c'>"
	 "</nextgroup><record><![CDATA[<a href=1>a</a>]]></record>", 1},
	{HOST "/a", "page=1", 1, "<ROOT><RECORDCOUNT>3</RECORDCOUNT><REC>"
	 "<DOCTITLE>a</DOCTITLE><DOCPUBURL>/1</DOCPUBURL><DOCRELTIME>2024-1-5"
	 "</DOCRELTIME></REC>", 1},
	{HOST "/a", "currpage=1", 1, "<li><a href=1 title=b>a…</a>2024-1-5"
	 "</li>共9页", 1},
	{HOST "/w.js", NULL, 0, "var s={\"siteGuid\":\"a\"};", 0},
};

static int read_one(size_t i, uint32_t *ret_rows, uint32_t *ret_next)
{
	struct pager_request request = {
		.method = "GET", .url = slice_of(answers[i].url),
		.body = slice_of(answers[i].body), .family = "f",
		.referer = slice_of(HOST "/l/?categorynum=3"),
		.page = answers[i].page, .list = true,
	};
	struct arena *a = arena_new(64 << 20);
	struct pager_list list;
	int err = a ? pager_read(&request, slice_of(answers[i].text), &limits,
				 a, &list) : ERR_NOMEM;

	if (!err) {
		*ret_rows = list.count;
		*ret_next = list.next_count;
	}
	arena_free(a);
	return err;
}

static void reading(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(answers) / sizeof(*answers); i++) {
		uint32_t rows = 0, wanted = 0, next = 0;
		bool failed = true;

		assert_int_equal(read_one(i, &rows, &wanted), 0);
		assert_int_equal(rows, answers[i].rows);
		assert_true(wanted > 0);
		for (int k = 1; failed; k++) {
			int err;

			fault_arm(k);
			err = read_one(i, &rows, &next);
			failed = fault_disarm();
			if (err != (failed ? ERR_NOMEM : 0) ||
			    (!err && (rows != answers[i].rows ||
				      next != wanted)))
				fail_msg("%s: allocation %d: %s, %u rows, %u "
					 "next", answers[i].text, k,
					 err_name(err), rows, next);
		}
	}
}

/* An arena that is full is not the system's fault, and is said to be. */
static void small_arena(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
		struct html_doc *doc;
		struct arena *a = arena_new(64);
		struct pager pager;
		struct url url;

		assert_int_equal(url_parse(slice_of(pages[i].url), NULL, NULL,
					   &url, NULL), 0);
		assert_int_equal(html_parse(slice_of(pages[i].html), &limits,
					    &doc), 0);
		assert_int_equal(pager_find(&(struct pager_input){
			.html = html_of(doc), .url = &url}, a, &pager),
			ERR_TOOBIG);
		url_free(&url);
		html_free(doc);
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finding),
		cmocka_unit_test(reading),
		cmocka_unit_test(small_arena),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
