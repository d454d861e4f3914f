/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers of list endpoints in all forms, and which pages count.  Rows are
 * written one a line: "url|title|date".
 */
#include "base/buf.h"
#include "base/err.h"
#include "parsers/pager.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#define HOST "http://www.qinghe.gov.cn"

static const struct html_limits limits = {.memory = 64 << 20,
					  .nodes = 100000};

struct row {
	const char *name, *url, *body;
	int64_t page;
	const char *text;
	int err;
	const char *rows;
	int64_t total, pages, size;
	bool stuck;
	uint32_t count;			/* of next */
	const char *next;		/* the first: "url" or "url body" */
};

static struct pager_request request_of(const struct row *row)
{
	return (struct pager_request){
		.method = row->body ? "POST" : "GET",
		.url = slice_of(row->url), .body = slice_of(row->body),
		.referer = slice_of(HOST "/zwgk/nb/index.html?categorynum=3"),
		.family = "f", .page = row->page, .list = true,
	};
}

static void write_list(const struct pager_list *list, struct buf *out)
{
	for (uint32_t i = 0; i < list->count; i++)
		(void)buf_addf(out, "%s%.*s|%.*s|%.*s", i ? "\n" : "",
			       SLICE_ARG(list->rows[i].url),
			       SLICE_ARG(list->rows[i].title),
			       SLICE_ARG(list->rows[i].date));
	(void)buf_addc(out, '\0');
	if (list->next_count)
		(void)buf_addf(out, "%.*s%s%.*s", SLICE_ARG(list->next[0].url),
			       list->next[0].body.p ? " " : "",
			       SLICE_ARG(list->next[0].body));
}

static int check_row(const struct row *row)
{
	struct pager_request request = request_of(row);
	struct arena *a = arena_new(64 << 20);
	struct pager_list list = {.declared_total = -2};
	struct buf got = BUF_INIT(1 << 20);
	const char *next = "";
	int err;
	bool same;

	assert_non_null(a);
	err = pager_read(&request, slice_of(row->text), &limits, a, &list);
	same = err == row->err;
	if (!err) {
		write_list(&list, &got);
		next = got.data + strlen(got.data) + 1;
		same = same && !strcmp(got.data, row->rows) &&
		       !strcmp(next, row->next ? row->next : "") &&
		       list.declared_total == row->total &&
		       list.declared_pages == row->pages &&
		       list.page_size == row->size &&
		       list.stuck == row->stuck &&
		       list.next_count == row->count;
	}
	if (!same)
		print_error("%s\n%s\n  got    %s, %" PRId64 " rows, %" PRId64
			    " pages of %" PRId64 ", stuck %d, next %u: %s\n%s\n"
			    "  wanted %s, %" PRId64 " rows, %" PRId64
			    " pages of %" PRId64 ", stuck %d, next %u: %s\n"
			    "%s\n", row->name, row->text, err_name(err),
			    list.declared_total, list.declared_pages,
			    list.page_size, list.stuck, list.next_count, next,
			    got.data ? got.data : "", err_name(row->err),
			    row->total, row->pages, row->size, row->stuck,
			    row->count, row->next ? row->next : "",
			    row->rows ? row->rows : "");
	buf_free(&got);
	arena_free(a);
	return !same;
}

static const struct row rows[] = {
	{"TRS search", HOST "/fjdzapp/search",
	 "channelid=2&classsql=chnlid%3D18&page=2&prepage=10", 2,
	 "{\"data\":[{\"doctitle\":\"<em>青禾县</em>2019年年报\",\"docpuburl\":"
	 "\"" HOST "/zwgk/nb/202003/t20200310_5.htm\",\"chnldocurl\":\"x\","
	 "\"docreltime\":\"2020-03-10 09:00:00\"}],\"pageCount\":\"4\"}", 0,
	 HOST "/zwgk/nb/202003/t20200310_5.htm|青禾县2019年年报|2020-03-10",
	 -1, 4, -1, false, 2, HOST "/fjdzapp/search channelid=2"
	 "&classsql=chnlid%3D18&page=3&prepage=10"},
	{"UCAP search", HOST "/common/search/a1?page=1&_pageSize=15", NULL, 1,
	 "{\"data\":{\"total\":31,\"results\":[{\"title\":\"年报\",\"url\":"
	 "\"/qhx/c1/202401/ab.shtml\",\"publishedTimeStr\":\"2024-01-05\","
	 "\"domainMetaList\":[{\"name\":\"a\"}]},{\"title\":\"b\",\"url\":"
	 "\"/qhx/c1/202401/ac.shtml\"}]}}", 0,
	 HOST "/qhx/c1/202401/ab.shtml|年报|2024-01-05\n"
	 HOST "/qhx/c1/202401/ac.shtml|b|", 31, 16, -1, false, 15,
	 HOST "/common/search/a1?page=2&_pageSize=15"},
	{"gkmlpt, dates as seconds", HOST "/gkmlpt/api/all/21?page=1&sid=7",
	 NULL, 1,
	 "{\"classify\":{\"id\":21,\"post_count\":2},\"articles\":[{\"id\":"
	 "123456789012345678901234567890,\"title\":\"年报\",\"date\":1704412800,"
	 "\"url\":\"https://www.qinghe.gov.cn/gkmlpt/content/3/post_1.html\"}]}"
	 , 0, "https://www.qinghe.gov.cn/gkmlpt/content/3/post_1.html|年报|"
	 "2024-01-05", 2, 2, -1, false, 1,
	 HOST "/gkmlpt/api/all/21?page=2&sid=7"},
	{"Epoint", HOST "/EWB-FRONT/rest/getgovinfolist",
	 "{\"categorynum\":\"3\",\"pageIndex\":1,\"pageSize\":20}", 1,
	 "{\"custom\":{\"total\":3,\"data\":[{\"infourl\":\"/zw/1.html\","
	 "\"realtitle\":\"a\",\"infodate\":\"2024-01-05\"}]}}", 0,
	 HOST "/zw/1.html|a|2024-01-05", 3, 3, -1, false, 2,
	 HOST "/EWB-FRONT/rest/getgovinfolist {\"categorynum\":\"3\","
	 "\"pageIndex\":2,\"pageSize\":20}"},
	{"Epoint's settings", HOST "/js/webBuilderCommon.js", NULL, 0,
	 "// old siteInfo\nvar siteInfo={\"projectName\":\"/EWB_Q\","
	 "\"siteGuid\":\"7eb5\"};", 0,
	 "", -1, -1, -1, false, 2,
	 HOST "/EWB_Q/rest/lightfrontaction/getgovinfolist {\"deptcode\":\"\","
	 "\"categorynum\":\"3\",\"pageIndex\":0,\"pageSize\":20,\"siteGuid\":"
	 "\"7eb5\"}"},
	{"settings that say nothing", HOST "/js/webBuilderCommon.js", NULL, 0,
	 "var a = 1;", 0, "", -1, -1, -1, true, 0, NULL},
	{"JSONP with a datastore", HOST "/truecms/messageController/getMessage"
	 ".do?startrecord=1&endrecord=10&perpage=10&columnId=7&callback=jsonp",
	 NULL, 1,
	 "jsonp({\"result\":\"<datastore><totalrecord>12<\\/totalrecord>"
	 "<recordset><record><![CDATA[<li><a href='/nb/content/1.html'>年报…"
	 "<\\/a><span>2024-01-05<\\/span><\\/li>]]><\\/record><\\/recordset>"
	 "<\\/datastore>\"});", 0,
	 HOST "/nb/content/1.html|年报…|2024-01-05", 12, 12, -1, false, 1,
	 HOST "/truecms/messageController/getMessage.do?startrecord=11"
	 "&endrecord=20&perpage=10&columnId=7&callback=jsonp"},
	{"jpaas", HOST "/unit?pageId=1&paramJson=%7B%22pageNo%22%3A2%2C"
	 "%22pageSize%22%3A15%7D", NULL, 2,
	 "{\"success\":true,\"data\":{\"html\":\"<ul><li><a href=\\\"/art/1."
	 "html\\\">a<\\/a>2024-01-05<\\/li><\\/ul><div count=\\\"31\\\" rows="
	 "\\\"15\\\" pageNo=\\\"2\\\"><\\/div>\"}}", 0,
	 HOST "/art/1.html|a|2024-01-05", 31, 3, 15, false, 1,
	 HOST "/unit?pageId=1&paramJson=%7B%22pageNo%22%3A3%2C%22pageSize%22"
	 "%3A15%7D"},
	{"datastore, led on by its nextgroup", HOST "/dataproxy.jsp?page=1&w=1",
	 NULL, 1,
	 "<?xml version='1.0'?><datastore><totalrecord>90</totalrecord>"
	 "<totalpage>6</totalpage><perpage>15</perpage><nextgroup><![CDATA["
	 "<a href=\"/dataproxy.jsp?page=2&amp;w=%25E9\"></a>]]></nextgroup>"
	 "<recordset><ul></ul><record><![CDATA[<tr><td><a href='/art/1.html' "
	 "title='很长的题目年报' >很长的…</a></td><td>[2017-04-24]</td></tr>]]>"
	 "</record></recordset></datastore>", 0,
	 HOST "/art/1.html|很长的题目年报|2017-04-24", 90, 6, 15, false, 1,
	 HOST "/dataproxy.jsp?page=2&w=%25E9"},
	{"datastore without more", HOST "/dataproxy.jsp?page=2&w=1", NULL, 2,
	 "<datastore><recordset></recordset></datastore>", 0, "", -1, -1, -1,
	 false, 0, NULL},
	{"jpage proxy, by records", HOST "/p.jsp?startrecord=3&endrecord=8"
	 "&perpage=2", "columnid=1", 2,
	 "<datastore><totalrecord>12</totalrecord><recordset><record><![CDATA["
	 "<a href='/art/1.html'>a</a>]]></record></recordset></datastore>", 0,
	 HOST "/art/1.html|a|", 12, -1, -1, false, 1,
	 HOST "/p.jsp?startrecord=9&endrecord=14&perpage=2 columnid=1"},
	{"WAS", HOST "/was5/web/search?channelid=9&page=1", NULL, 1,
	 "<?xml version=\"1.0\"?><ROOT><RECORDCOUNT>2</RECORDCOUNT><PAGECOUNT>2"
	 "</PAGECOUNT><REC><DOCTITLE><![CDATA[年报 < 1]]></DOCTITLE><DOCPUBURL>"
	 HOST "/a/t1.html</DOCPUBURL><DOCRELTIME>2024.01.05</DOCRELTIME></REC>"
	 "<REC><DOCTITLE>b</DOCTITLE><DOCPUBURL><![CDATA[./t2.html]]>"
	 "</DOCPUBURL></REC></ROOT>", 0,
	 HOST "/a/t1.html|年报 < 1|2024-01-05\n" HOST "/zwgk/nb/t2.html|b|",
	 2, 2, -1, false, 1, HOST "/was5/web/search?channelid=9&page=2"},
	{"xxgk table", HOST "/module/xxgk/search.jsp",
	 "infotypeId=A&currpage=1", 1,
	 "<table><tr class='tr_main_value_odd'><td><a href='/art/1.html' title="
	 "'年报'>年…</a></td><td>2024-01-05</td></tr></table><p>首页 "
	 "<a href='#'>下一页</a>&nbsp;&nbsp;共2页</p>", 0,
	 HOST "/art/1.html|年报|2024-01-05", -1, 2, -1, false, 1,
	 HOST "/module/xxgk/search.jsp infotypeId=A&currpage=2"},
	{"a fragment, dates before links", HOST "/site/label/8888?pageIndex=3",
	 NULL, 3,
	 "<li>2024年1月5日 <a href='a.html'>a</a></li><li>2024-01-06 "
	 "<a href='b.html'>b</a></li><a href='?p=2'>2</a>", 0,
	 HOST "/zwgk/nb/a.html|a|2024-01-06\n" HOST "/zwgk/nb/b.html|b|"
	 "2024-01-06", -1, -1, -1, false, 1,
	 HOST "/site/label/8888?pageIndex=4"},
	{"nothing at all", HOST "/x?page=1", NULL, 1, "", 0, "", -1, -1, -1,
	 false, 0, NULL},
	{"more, but no way to it", HOST "/x?q=secret", NULL, 1,
	 "{\"total\":9,\"a\":[{\"url\":\"/1\",\"title\":\"a\"}]}", 0,
	 HOST "/1|a|", 9, 9, -1, true, 0, NULL},
	{"broken JSON", HOST "/x?page=1", NULL, 1, "{\"a\":", ERR_INVALID},
	{"words", HOST "/x?page=1", NULL, 1, "系统繁忙", ERR_INVALID},
	{"totals that are none", HOST "/x?page=1", NULL, 1,
	 "{\"total\":-5,\"pageCount\":1e30,\"a\":[{\"url\":\"\",\"title\":\"a"
	 "\"},{\"url\":\"javascript:x()\"},{\"url\":7}]}", 0, "", -1, -1, -1,
	 false, 0, NULL},
};

static void answers(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		wrong += check_row(&rows[i]);
	assert_int_equal(wrong, 0);
}

/* As many rows as are taken, and one more; deep JSON. */
static void limits_hold(void **state)
{
	struct row row = {.url = HOST "/x?page=1", .page = 1};
	struct pager_request request = request_of(&row);

	(void)state;
	for (int more = 0; more < 2; more++) {
		struct arena *a = arena_new(64 << 20);
		struct buf text = BUF_INIT(1 << 20);
		struct pager_list list;

		(void)buf_adds(&text, "[[[[[]]]]");
		for (int i = 0; i < PAGER_ROWS_MAX + more; i++)
			(void)buf_addf(&text, ",{\"url\":\"/%d\"}", i);
		(void)buf_adds(&text, "]");
		assert_int_equal(pager_read(&request, buf_slice(&text),
					    &limits, a, &list), 0);
		assert_int_equal(list.count, PAGER_ROWS_MAX);
		assert_int_equal(list.cut, more);
		buf_free(&text);
		arena_free(a);
	}
}

static void deep(void **state)
{
	struct row row = {.url = HOST "/x?page=1", .page = 1};
	struct pager_request request = request_of(&row);
	struct arena *a = arena_new(64 << 20);
	struct buf text = BUF_INIT(1 << 20);
	struct pager_list list;

	(void)state;
	for (int i = 0; i < 1000; i++)
		(void)buf_adds(&text, "[");
	(void)buf_adds(&text, "{\"url\":\"/deep\"}");
	for (int i = 0; i < 1000; i++)
		(void)buf_adds(&text, "]");
	assert_int_equal(pager_read(&request, buf_slice(&text), &limits, a,
				    &list), 0);
	assert_int_equal(list.count, 0);
	buf_free(&text);
	arena_free(a);
}

/* Answers made to be slow: each is read, or is too big. */
static void hostile(void **state)
{
	static const struct {
		const char *head, *piece;
	} rows_of[] = {
		{"<datastore>", "<record>"}, {"<datastore>", "<nextgroup>"},
		{"<datastore>", "<record><![CDATA[]]>"},
		{"<REC>", "<REC>"}, {"<REC>", "<URL>/1"},
		{"<REC>", "<a><![CDATA["}, {"[0", ",{\"url\":\"/1\"}"},
		{"[0", ",{\"url\":\"/1\",\"title\":\"<<<<<<<<\"}"},
		{"[0", ",\"<a \""}, {"<p>", "<a href=1>a</a>"},
	};
	struct row row = {.url = HOST "/x?page=1", .page = 1};
	struct pager_request request = request_of(&row);

	(void)state;
	for (size_t i = 0; i < sizeof(rows_of) / sizeof(*rows_of); i++) {
		struct arena *a = arena_new(64 << 20);
		struct buf text = BUF_INIT(2 << 20);
		struct pager_list list;
		int err;

		(void)buf_adds(&text, rows_of[i].head);
		while (text.len < 128 << 10)
			(void)buf_adds(&text, rows_of[i].piece);
		(void)buf_adds(&text, "]");
		err = pager_read(&request, buf_slice(&text), &limits, a,
				 &list);
		if (err && err != ERR_TOOBIG)
			fail_msg("%s: %s", rows_of[i].piece, err_name(err));
		buf_free(&text);
		arena_free(a);
	}
}

/* --- which pages count ---------------------------------------------------- */

struct known {
	const char *const *urls;
	size_t count;
};

static bool knows_url(void *ctx, struct slice url)
{
	const struct known *k = ctx;

	for (size_t i = 0; i < k->count; i++)
		if (slice_eqs(url, k->urls[i]))
			return true;
	return false;
}

static bool knows_pattern(void *ctx, uint64_t pattern)
{
	const struct known *k = ctx;

	for (size_t i = 0; i < k->count; i++)
		if (pager_pattern(slice_of(k->urls[i])) == pattern)
			return true;
	return false;
}

static const char *const known_urls[] = {
	HOST "/", HOST "/zwgk/nb/202401/t20240105_7.html",
	HOST "/art/2021/1/28/art_1229_123.html",
	HOST "/info/1012/3456.htm", HOST "/xwzx/gsgg/",
};

static const struct {
	const char *name;
	int status;
	size_t bytes;
	bool list;
	const char *link;
	enum pager_verdict wanted;
} evidence[] = {
	{"below the column", 200, 9000, false,
	 HOST "/zwgk/nb/202001/t20200105_2.html", PAGER_ACCEPTED},
	{"status of none", 0, 9000, false,
	 HOST "/zwgk/nb/202001/t20200105_2.html", PAGER_ACCEPTED},
	{"https", 200, 9000, false,
	 "https://www.qinghe.gov.cn/zwgk/nb/202001/t2.html", PAGER_ACCEPTED},
	{"404", 404, 9000, false,
	 HOST "/zwgk/nb/202001/t20200105_2.html", PAGER_FAILED},
	{"stub", 200, 1023, false, NULL, PAGER_STUB},
	{"stub that leads elsewhere", 200, 400, false,
	 HOST "/xwzx/202401/t20240105_7.html", PAGER_STUB},
	{"the size at the edge", 200, 1024, false, NULL, PAGER_NOTHING_NEW},
	{"a last page of one row, in a frame", 200, 350, false,
	 HOST "/zwgk/nb/202001/t20200105_2.html", PAGER_ACCEPTED},
	{"the first page again", 200, 9000, false,
	 HOST "/zwgk/nb/202401/t20240105_7.html", PAGER_NOTHING_NEW},
	{"no links", 200, 9000, false, NULL, PAGER_NOTHING_NEW},
	{"the home page", 200, 9000, false,
	 HOST "/xwzx/202401/t20240105_7.html", PAGER_OTHER_COLUMN},
	{"Hanweb's column number", 200, 9000, false,
	 HOST "/art/2019/12/3/art_1229_99.html", PAGER_ACCEPTED},
	{"Hanweb, another column", 200, 9000, false,
	 HOST "/art/2019/12/3/art_1230_99.html", PAGER_OTHER_COLUMN},
	{"VSB's folder", 200, 9000, false, HOST "/info/1012/9.htm",
	 PAGER_ACCEPTED},
	{"VSB, another folder", 200, 9000, false, HOST "/info/1013/9.htm",
	 PAGER_OTHER_COLUMN},
	{"rows of an endpoint may be anywhere", 200, 54, true,
	 "http://other.gov.cn/1.html", PAGER_ACCEPTED},
	{"an endpoint without news", 200, 9000, true,
	 HOST "/info/1012/3456.htm", PAGER_NOTHING_NEW},
};

static void acceptance(void **state)
{
	struct known known = {known_urls,
			      sizeof(known_urls) / sizeof(*known_urls)};

	(void)state;
	for (size_t i = 0; i < sizeof(evidence) / sizeof(*evidence); i++) {
		struct slice links[] = {slice_of(HOST "/"),
					slice_of(evidence[i].link)};
		struct pager_evidence e = {
			.status = evidence[i].status,
			.bytes = evidence[i].bytes,
			.list = evidence[i].list,
			.column = slice_of(HOST "/zwgk/nb/index.html"),
			.links = links, .link_count = 1 + !!evidence[i].link,
			.knows_url = knows_url, .knows_pattern = knows_pattern,
			.ctx = &known,
		};
		enum pager_verdict got = pager_accept(&e);

		if (got != evidence[i].wanted)
			fail_msg("%s: got %s, wanted %s", evidence[i].name,
				 pager_verdict_name(got),
				 pager_verdict_name(evidence[i].wanted));
	}
}

static void patterns(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} pairs[] = {
		{"/c1/202401/0123456789abcdef0123456789abcdef.shtml",
		 "/c1/201912/ff23456789abcdef0123456789abcdee.shtml", true},
		{"/columns/6f9619ff-8b86-d011-b42d-00c04fc964ff/202510/23/"
		 "6f9619ff-8b86-d011-b42d-00c04fc964ff.html",
		 "/columns/6f9619ff-8b86-d011-b42d-00c04fc964ff/202401/2/"
		 "00000000-8b86-d011-b42d-00c04fc964ff.html", true},
		{"/show/12.html", "/show/7.html", true},
		{"/show/12.html", "/list/7.html", false},
		{"/detail.jsp?id=5", "/detail.jsp?id=77", true},
		{"/detail.jsp?id=5", "/list.jsp?id=5", false},
		{"/art/2021/1/28/art_1_2.html", "/art/2024/art_1_9.html",
		 false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		char a[200], b[200];

		(void)snprintf(a, sizeof(a), HOST "%s", pairs[i].a);
		(void)snprintf(b, sizeof(b), HOST "%s", pairs[i].b);
		if ((pager_pattern(slice_of(a)) ==
		     pager_pattern(slice_of(b))) != pairs[i].same)
			fail_msg("%s and %s", a, b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers),
		cmocka_unit_test(limits_hold),
		cmocka_unit_test(deep),
		cmocka_unit_test(hostile),
		cmocka_unit_test(acceptance),
		cmocka_unit_test(patterns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
