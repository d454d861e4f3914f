/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One page or more of each family of portals.md §1, made up with the traits of
 * real ones: what is found in it, and what would be asked next.
 *
 * Requests are written one a line: "GET url" or "POST url body", "probe" or
 * "overlaps" before it where it is so; only the first few are compared, their
 * number is.
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
	const char *name, *url, *html;
	int64_t told;
	const char *method;
	enum pager_step step;
	int64_t total, pages, size, page;
	bool incomplete, stuck, probe;
	uint32_t count;
	const char *next;
};

/* --- comparing ------------------------------------------------------------ */

static void add_request(struct buf *out, const struct pager_request *r)
{
	(void)buf_addf(out, "%s%s%s %.*s", r->probe ? "probe " : "",
		       r->overlaps ? "overlaps " : "", r->method,
		       SLICE_ARG(r->url));
	if (r->body.p)
		(void)buf_addf(out, " %.*s", SLICE_ARG(r->body));
}

/* As many lines as are wanted. */
static bool same_next(const struct pager_request *next, uint32_t count,
		      const char *wanted, struct buf *got)
{
	struct slice rest = slice_of(wanted);
	uint32_t i = 0;

	while (rest.p && i < count) {
		(void)slice_cut(&rest, '\n');
		if (i)
			(void)buf_addc(got, '\n');
		add_request(got, &next[i++]);
	}
	return slice_eqs(buf_slice(got), wanted ? wanted : "");
}

static int check_row(const struct row *row)
{
	struct arena *a = arena_new(64 << 20);
	struct buf got = BUF_INIT(1 << 20);
	struct html_doc *doc;
	struct pager pager;
	struct url url;
	bool same;

	assert_non_null(a);
	assert_int_equal(url_parse(slice_of(row->url), NULL, NULL, &url, NULL),
			 0);
	assert_int_equal(html_parse(slice_of(row->html), &limits, &doc), 0);
	assert_int_equal(pager_find(&(struct pager_input){
		.html = html_of(doc), .url = &url, .page = row->told}, a,
		&pager), 0);
	same = same_next(pager.next, pager.next_count, row->next, &got) &&
	       !strcmp(pager.method, row->method) && pager.step == row->step &&
	       pager.declared_total == row->total &&
	       pager.declared_pages == row->pages &&
	       pager.page_size == row->size && pager.page == row->page &&
	       pager.incomplete == row->incomplete &&
	       pager.stuck == row->stuck && pager.probe == row->probe &&
	       pager.next_count == row->count;
	for (uint32_t i = 0; i < pager.next_count; i++)
		same &= !strcmp(pager.next[i].family, row->method);
	if (!same)
		print_error("%s\n%s\n%s\n  got    %s by %s, %" PRId64 " rows, %"
			    PRId64 " pages of %" PRId64 ", page %" PRId64
			    ", incomplete %d stuck %d probe %d, next %u:\n%s\n"
			    "  wanted %s by %s, %" PRId64 " rows, %" PRId64
			    " pages of %" PRId64 ", page %" PRId64
			    ", incomplete %d stuck %d probe %d, next %u:\n%s\n",
			    row->name, row->url, row->html, pager.method,
			    pager_step_name(pager.step), pager.declared_total,
			    pager.declared_pages, pager.page_size, pager.page,
			    pager.incomplete, pager.stuck, pager.probe,
			    pager.next_count, got.data ? got.data : "",
			    row->method, pager_step_name(row->step), row->total,
			    row->pages, row->size, row->page, row->incomplete,
			    row->stuck, row->probe, row->count,
			    row->next ? row->next : "");
	buf_free(&got);
	url_free(&url);
	html_free(doc);
	arena_free(a);
	return !same;
}

static void check_rows(const struct row *rows, size_t count)
{
	int wrong = 0;

	for (size_t i = 0; i < count; i++)
		wrong += check_row(&rows[i]);
	assert_int_equal(wrong, 0);
}

#define CHECK(rows) check_rows(rows, sizeof(rows) / sizeof(*(rows)))

/* --- TRS ------------------------------------------------------------------ */

static const struct row trs_rows[] = {
	{"counts from 0", HOST "/zwgk/xxgknb/",
	 "<script>createPageHTML(4, 0, \"index\", \"shtml\");</script>", 0,
	 "trs", PAGER_BY_CALL, -1, 4, -1, 1, false, false, false, 3,
	 "GET " HOST "/zwgk/xxgknb/index_1.shtml\n"
	 "GET " HOST "/zwgk/xxgknb/index_2.shtml\n"
	 "GET " HOST "/zwgk/xxgknb/index_3.shtml"},
	{"counts from 1", HOST "/zwgk/xxgknb/index.shtml",
	 "<script>createPageHTML(3, 1, 'index','shtml')</script>", 0,
	 "trs", PAGER_BY_CALL, -1, 3, -1, 1, false, false, false, 2,
	 "GET " HOST "/zwgk/xxgknb/index_2.shtml\n"
	 "GET " HOST "/zwgk/xxgknb/index_3.shtml"},
	{"createPage", HOST "/n/", "<script>createPage(2,0,\"index\",\"html\")"
	 "</script>", 0,
	 "trs", PAGER_BY_CALL, -1, 2, -1, 1, false, false, false, 1,
	 "GET " HOST "/n/index_1.html"},
	{"rows before pages", HOST "/n/",
	 "<script>createPageHTML(386, 26, 0, 'index', 'html')</script>", 0,
	 "trs", PAGER_BY_CALL, 386, 26, -1, 1, false, false, false, 25,
	 "GET " HOST "/n/index_1.html"},
	{"pageControl", HOST "/n/",
	 "<script>pageControl(3,0,'list','htm',10,'pages')</script>", 0,
	 "trs", PAGER_BY_CALL, -1, 3, -1, 1, false, false, false, 2,
	 "GET " HOST "/n/list_1.htm\nGET " HOST "/n/list_2.htm"},
	{"Pager with options", HOST "/n/",
	 "<script>new Pager({size:3, current:0, prefix:'index', "
	 "suffix:'html'});</script>", 0,
	 "trs", PAGER_BY_CALL, -1, 3, -1, 1, false, false, false, 2,
	 "GET " HOST "/n/index_1.html\nGET " HOST "/n/index_2.html"},
	{"pagination", HOST "/n/index.html",
	 "<script>$(\".pagination\").pagination({ totalPage: 2, })</script>",
	 0,
	 "trs", PAGER_BY_CALL, -1, 2, -1, 1, false, false, false, 1,
	 "GET " HOST "/n/index_1.html"},
	{"variables, a stale call in a comment", HOST "/n/",
	 "<SCRIPT>\n//createPageHTML(9, 0, \"index\", \"html\");\n"
	 "var currentPage = 0;//from 0\n//var tailPage = \"index_\" + 8\n"
	 "var countPage = 3;//all\ndocument.write(\"<a href=\\\"index\"+"
	 "currentPage+\".html\\\">\");</SCRIPT>", 0,
	 "trs", PAGER_BY_CALL, -1, 3, -1, 1, false, false, false, 2,
	 "GET " HOST "/n/index_1.html\nGET " HOST "/n/index_2.html"},
	{"comments of HTML and C", HOST "/n/",
	 "<!-- <script>createPageHTML(9,0,'index','html')</script> -->"
	 "<script><!--\n/* createPageHTML(8,0,'index','html') */\n"
	 "<!-- createPageHTML(7,0,'index','html')\n"
	 "var u = \"http://a/\"; createPageHTML(2,0,'index','html')\n//-->"
	 "</script>", 0,
	 "trs", PAGER_BY_CALL, -1, 2, -1, 1, false, false, false, 1,
	 "GET " HOST "/n/index_1.html"},
	{"the definition is no call, numbers are variables", HOST "/n/",
	 "<script>function createPageHTML(_nPageCount, _nCurrIndex, _a, _b)"
	 "{ if (_nPageCount <= 1) return; }\nvar pages = 5;\n"
	 "createPageHTML(pages, '0', \"index\", \".html\");</script>", 0,
	 "trs", PAGER_BY_CALL, -1, 5, -1, 1, false, false, false, 4,
	 "GET " HOST "/n/index_1.html"},
	{"a later page", HOST "/n/index_2.html",
	 "<script>createPageHTML(5, 2, 'index', 'html')</script>", 0,
	 "trs", PAGER_BY_CALL, -1, 5, -1, 3, false, false, false, 2,
	 "GET " HOST "/n/index_3.html\nGET " HOST "/n/index_4.html"},
	{"the same, counted from 1 as its request knows",
	 HOST "/n/index_2.html",
	 "<script>createPageHTML(5, 2, 'index', 'html')</script>", 2,
	 "trs", PAGER_BY_CALL, -1, 5, -1, 2, false, false, false, 3,
	 "GET " HOST "/n/index_3.html"},
	{"one page", HOST "/n/",
	 "<script>createPageHTML(1, 0, 'index', 'html')</script>", 0,
	 "trs", PAGER_BY_NOTHING, -1, 1, -1, 1, false, false, false, 0, NULL},
	{"more pages than anybody has", HOST "/n/",
	 "<script>createPageHTML(90000000, 0, 'index', 'html')</script>", 0,
	 "trs", PAGER_BY_CALL, -1, PAGER_PAGES_MAX, -1, 1, false, false, false,
	 PAGER_NEXT_MAX, "GET " HOST "/n/index_1.html"},
	{"a number that is none", HOST "/n/",
	 "<script>createPageHTML(99999999999999999999, 0, 'index', 'html')"
	 "</script>", 0,
	 "none", PAGER_BY_NOTHING, -1, -1, -1, 1, false, false, false, 0,
	 NULL},
	{"real links win over the call", HOST "/n/",
	 "<script>createPageHTML(3, 0, 'index', 'html')</script>"
	 "<a href='index_2.html'>下一页</a><a href='index_3.html'>尾页</a>", 0,
	 "trs", PAGER_BY_LINK, -1, 3, -1, 1, false, false, false, 2,
	 "GET " HOST "/n/index_2.html\nGET " HOST "/n/index_3.html"},
	{"a real link confirms the call", HOST "/n/",
	 "<script>createPageHTML(4, 0, 'index', 'html')</script>"
	 "<a href='index_1.html'>下一页</a>", 0,
	 "trs", PAGER_BY_LINK, -1, 4, -1, 1, false, false, false, 3,
	 "GET " HOST "/n/index_1.html\nGET " HOST "/n/index_2.html"},
	{"half static", HOST "/zwgk/zfxxgknb/",
	 "<li><a ms-attr-href='el.chnldocurl'></a></li><script>"
	 "var SiteInfo = {\n //was4doc: 290792,\n searchId: 200210, };\n"
	 "require(['list2.trsapi'], function(listModel) { listModel({"
	 "quickMode: '动静结合', maxStaticIndex: 1, listArgs: {"
	 "channelid: SiteInfo.searchId, classsql: \"\" || \"chnlid=1813\","
	 "sortfield: \"-docorderpri,-docreltime\"}, pagebar: {prepage: 10,"
	 "recordCount: '31', pgCountMode: 'recordCount'}}); });</script>", 0,
	 "trs_dynamic", PAGER_BY_ENDPOINT, 31, 4, 10, 1, true, false, false, 3,
	 "POST " HOST "/fjdzapp/search channelid=200210&classsql=chnlid%3D1813"
	 "&sortfield=-docorderpri%2C-docreltime&page=2&prepage=10"
	 "&classcol=publishyear&classnum=100&classsort=0&cache=true\n"
	 "POST " HOST "/fjdzapp/search channelid=200210&classsql=chnlid%3D1813"
	 "&sortfield=-docorderpri%2C-docreltime&page=3&prepage=10"
	 "&classcol=publishyear&classnum=100&classsort=0&cache=true"},
	{"half static, all of it here", HOST "/zwgk/zfxxgknb/",
	 "<script>listModel({listArgs:{channelid:5},pagebar:{prepage:10,"
	 "recordCount:'9'}})</script>", 0,
	 "trs_dynamic", PAGER_BY_NOTHING, 9, 1, 10, 1, false, false, false, 0,
	 NULL},
	{"was5", HOST "/zwgk/",
	 "<script>var id = 229105; $.get(\"/was5/web/search?channelid=\" + id "
	 "+ \"&templet=docs.jsp&page=\" + n, f);</script>", 0,
	 "was", PAGER_BY_ENDPOINT, -1, -1, -1, 1, true, false, false, 1,
	 "GET " HOST "/was5/web/search?channelid=229105&templet=docs.jsp"
	 "&page=1"},
	{"igs", HOST "/zwgk/",
	 "<script>var u = '/igs/front/search/list.html?siteId=71&pageSize=20'"
	 ";</script>", 0,
	 "was", PAGER_BY_ENDPOINT, -1, -1, -1, 1, true, false, false, 1,
	 "GET " HOST "/igs/front/search/list.html?siteId=71&pageSize=20"
	 "&pageNumber=1"},
};

static void trs(void **state)
{
	(void)state;
	CHECK(trs_rows);
}

/* --- UCAP, VSB ------------------------------------------------------------ */

static const struct row ucap_rows[] = {
	{"six arguments", HOST "/qhx/c108371/list.shtml",
	 "<script>createPageHTML('page_div',3, 1,'list','shtml',41);</script>",
	 0,
	 "ucap", PAGER_BY_CALL, 41, 3, -1, 1, false, false, false, 2,
	 "GET " HOST "/qhx/c108371/list_2.shtml\n"
	 "GET " HOST "/qhx/c108371/list_3.shtml"},
	{"another stem, a later page", HOST "/qhx/c1/xlist_2.shtml",
	 "<script>createPageHTML(\"page_div\",4,2,\"xlist\",\"shtml\",60)"
	 "</script>", 0,
	 "ucap", PAGER_BY_CALL, 60, 4, 15, 2, false, false, false, 2,
	 "GET " HOST "/qhx/c1/xlist_3.shtml\nGET " HOST
	 "/qhx/c1/xlist_4.shtml"},
	{"common/search", HOST "/qhx/c1/tylist.shtml",
	 "<script>var channelId = 'a1b2'; $.ajax({url: '/common/search/' + "
	 "channelId + '?page=' + n + '&_pageSize=20&_isJson=true'});</script>",
	 0,
	 "ucap", PAGER_BY_ENDPOINT, -1, -1, -1, 1, true, false, false, 1,
	 "GET " HOST "/common/search/a1b2?page=1&_pageSize=20&_isAgg=true"
	 "&_isJson=true&_template=index"},
	{"loadData", HOST "/szinf/xxgk/nb.shtml",
	 "<script>$.post('/szinf/xxgk/list/loadData?pageSize=15', {});"
	 "</script>", 0,
	 "ucap", PAGER_BY_ENDPOINT, -1, -1, -1, 1, true, false, false, 1,
	 "POST " HOST "/szinf/xxgk/list/loadData?pageSize=15 pageIndex=1"},
};

static void ucap(void **state)
{
	(void)state;
	CHECK(ucap_rows);
}

static const struct row vsb_rows[] = {
	{"real links, backwards", HOST "/zfxxgk/nb.htm",
	 "<span class='p_no_d'>1</span><a href='nb/4.htm'>2</a>"
	 "<a href='nb/3.htm'>3</a><span>...</span><a href='nb/1.htm'>5</a>"
	 "<a href='nb/4.htm'>下页</a><a href='nb/1.htm'>尾页</a>"
	 "<span class='p_t'>共5页</span><a href='javascript:;' onclick='"
	 "_simple_list_gotopage_fun(5,\"u13_goto\",2)'>跳转</a>", 0,
	 "vsb", PAGER_BY_LINK, -1, 5, -1, 1, false, false, false, 4,
	 "GET " HOST "/zfxxgk/nb/4.htm\nGET " HOST "/zfxxgk/nb/3.htm\n"
	 "GET " HOST "/zfxxgk/nb/2.htm\nGET " HOST "/zfxxgk/nb/1.htm"},
	{"only the call", HOST "/zfxxgk/nb.htm",
	 "<a href='javascript:;' onclick='_simple_list_gotopage_fun(3,"
	 "\"u13_goto\",2)'>跳转</a>", 0,
	 "vsb", PAGER_BY_CALL, -1, 3, -1, 1, false, false, false, 2,
	 "GET " HOST "/zfxxgk/nb/2.htm\nGET " HOST "/zfxxgk/nb/1.htm"},
	{"a later page", HOST "/zfxxgk/nb/3.htm",
	 "<script>_simple_list_gotopage_fun(4,'u13',2)</script>", 0,
	 "vsb", PAGER_BY_CALL, -1, 4, -1, 2, false, false, false, 2,
	 "GET " HOST "/zfxxgk/nb/2.htm\nGET " HOST "/zfxxgk/nb/1.htm"},
	{"fanye", HOST "/zfxxgk/nb.htm",
	 "<table><td id='fanye56013'>共42条 &nbsp; 1/3</table>",
	 0,
	 "vsb", PAGER_BY_CALL, 42, 3, -1, 1, false, false, false, 2,
	 "GET " HOST "/zfxxgk/nb/2.htm"},
};

static void vsb(void **state)
{
	(void)state;
	CHECK(vsb_rows);
}

/* --- Hanweb --------------------------------------------------------------- */

#define RECORD(n) "<record><![CDATA[<li><a href='/art/2024/1/2/art_12_"	\
	n ".html' title='t'>t</a></li>]]></record>"

static const struct row hanweb_rows[] = {
	{"all rows here", HOST "/col/col12/index.html",
	 "<p>共2条记录 1/2页</p><script type='text/xml'><datastore>"
	 "<totalrecord>2</totalrecord><totalpage>2</totalpage><perpage>1"
	 "</perpage><recordset>" RECORD("1") RECORD("2")
	 "</recordset></datastore></script>", 0,
	 "hanweb", PAGER_BY_NOTHING, 2, 2, 1, 1, false, false, false, 0, NULL},
	{"nextgroup, sent back byte for byte", HOST "/col/col12/index.html",
	 "<script type=\"text/xml\"><datastore>\n<nextgroup><![CDATA[<a "
	 "href=\"/module/web/jpage/dataproxy.jsp?page=1&appid=1&appid=1&"
	 "webid=9&path=/&columnid=12&unitid=38&webname=%25E9%259D%2592"
	 "&permissiontype=0\"></a>]]></nextgroup><recordset>" RECORD("1")
	 "</recordset></datastore></script>", 0,
	 "hanweb", PAGER_BY_ENDPOINT, -1, -1, -1, 1, true, false, false, 1,
	 "overlaps GET " HOST "/module/web/jpage/dataproxy.jsp?page=1&appid=1"
	 "&appid=1&webid=9&path=/&columnid=12&unitid=38"
	 "&webname=%25E9%259D%2592&permissiontype=0"},
	{"the column's own among two, single quotes", HOST "/col/col12/",
	 "<script type='text/xml'><datastore><nextgroup><![CDATA[<a href=\""
	 "/module/jslib/jquery/jpage/dataproxy.jsp?page=1&columnid=99\"></a>]]>"
	 "</nextgroup><recordset>" RECORD("7") "</recordset></datastore>"
	 "</script><div><datastore><nextgroup><![CDATA[<a href=\"/module/jslib/"
	 "jquery/jpage/dataproxy.jsp?page=1&path='/'&columnid=12&webname='青禾'"
	 "\"></a>]]></nextgroup><recordset><table></table>" RECORD("1")
	 "</recordset></datastore></div>", 0,
	 "hanweb", PAGER_BY_ENDPOINT, -1, -1, -1, 1, true, false, false, 1,
	 "overlaps GET " HOST "/module/jslib/jquery/jpage/dataproxy.jsp?page=1"
	 "&path=%27/%27&columnid=12&webname=%27%E9%9D%92%E7%A6%BE%27"},
	{"nobody knows what follows", HOST "/col/col12/index.html",
	 "<script type='text/xml'><datastore><nextgroup><![CDATA[<a href='"
	 "/module/web/jpage/dataproxy.jsp?q=c2VjcmV0'></a>]]></nextgroup>"
	 "<recordset>" RECORD("1") "</recordset></datastore></script>", 0,
	 "hanweb", PAGER_BY_ENDPOINT, -1, -1, -1, 1, true, true, false, 1,
	 "overlaps GET " HOST "/module/web/jpage/dataproxy.jsp?q=c2VjcmV0"},
	{"jpage with a proxy", HOST "/col/col12/index.html",
	 "<script type='text/xml'><datastore><recordset>" RECORD("1")
	 RECORD("2") "</recordset></datastore></script><script>$('#9').jpage({"
	 "themeName:'default',totalRecord:12,groupSize:3,"
	 "proxyUrl:'/module/jpage/dataproxy.jsp',perPage:2,ajaxParam:{col:1,"
	 "webid:60,path:'/',columnid:12,unitid:'9',webname:'青禾县'}});"
	 "</script>", 0,
	 "hanweb", PAGER_BY_ENDPOINT, 12, 6, 2, 1, true, false, false, 2,
	 "POST " HOST "/module/jpage/dataproxy.jsp?startrecord=3&endrecord=8"
	 "&perpage=2 col=1&webid=60&path=%2F&columnid=12&unitid=9"
	 "&webname=%E9%9D%92%E7%A6%BE%E5%8E%BF\n"
	 "POST " HOST "/module/jpage/dataproxy.jsp?startrecord=9&endrecord=14"
	 "&perpage=2 col=1&webid=60&path=%2F&columnid=12&unitid=9"
	 "&webname=%E9%9D%92%E7%A6%BE%E5%8E%BF"},
	{"catalogue", HOST "/col/col12/index.html?number=A001",
	 "<iframe src='/module/xxgk/tree.jsp?area=1153&amp;divid=div12&amp;"
	 "jdid=7'></iframe><script>loadDynamic('/module/xxgk/search.jsp?"
	 "infotypeId='+a+'&vc_title='+encodeURI(b)+'&area=1153','div12');"
	 "</script>", 0,
	 "hanweb_xxgk", PAGER_BY_ENDPOINT, -1, -1, -1, 1, true, false, false, 1,
	 "POST " HOST "/module/xxgk/search.jsp infotypeId=A001&jdid=7&area=1153"
	 "&divid=div12&vc_title=&vc_number=&currpage=1&vc_filenumber=&vc_all="
	 "&texttype=&fbtime="},
	{"jpaas", HOST "/col/col1229/index.html",
	 "<script src='/unitbuild.js' queryData=\"{'webId':'3185','pageId':"
	 "'1229','tagId':'列表','tplSetId':'Xy'}\" unitUrl='/api-gateway/"
	 "jpaas-publish-server/front/page/build/unit'></script>"
	 "<div count='31' rows='15' pageNo='1'></div>", 0,
	 "jpaas", PAGER_BY_ENDPOINT, 31, 3, 15, 1, true, false, false, 2,
	 "GET " HOST "/api-gateway/jpaas-publish-server/front/page/build/unit?"
	 "parseType=bulidstatic&webId=3185&tplSetId=Xy&pageType=column&tagId="
	 "%E5%88%97%E8%A1%A8&editType=null&pageId=1229&paramJson=%7B%22pageNo"
	 "%22%3A2%2C%22pageSize%22%3A15%7D\n"
	 "GET " HOST "/api-gateway/jpaas-publish-server/front/page/build/unit?"
	 "parseType=bulidstatic&webId=3185&tplSetId=Xy&pageType=column&tagId="
	 "%E5%88%97%E8%A1%A8&editType=null&pageId=1229&paramJson=%7B%22pageNo"
	 "%22%3A3%2C%22pageSize%22%3A15%7D"},
	{"truecms", HOST "/qhx/nb/nb.html",
	 "<div id='initData' style='display:none'></div><script>"
	 "$('#content').jpage({totalRecord:25, dataStore:InitData, "
	 "proxyUrl:'/truecms/messageController/getMessage.do',perPage:20,"
	 "ajaxParam:{columnId:'754f-6db5'}});</script>", 0,
	 "truecms", PAGER_BY_ENDPOINT, 25, 2, 20, 1, true, false, false, 3,
	 "overlaps GET " HOST "/truecms/messageController/getMessage.do?"
	 "startrecord=1&endrecord=10&perpage=10&columnId=754f-6db5"
	 "&callback=jsonp\n"
	 "GET " HOST "/truecms/messageController/getMessage.do?"
	 "startrecord=11&endrecord=20&perpage=10&columnId=754f-6db5"
	 "&callback=jsonp\n"
	 "GET " HOST "/truecms/messageController/getMessage.do?"
	 "startrecord=21&endrecord=30&perpage=10&columnId=754f-6db5"
	 "&callback=jsonp"},
};

static void hanweb(void **state)
{
	(void)state;
	CHECK(hanweb_rows);
}

/* --- others --------------------------------------------------------------- */

static const struct row other_rows[] = {
	{"lonsun label", HOST "/public/column/66?type=4&catId=71&action=list",
	 "<script>function load(n){ $.ajax({url:'/site/label/8888', data:{"
	 "labelName:'publicInfoList', siteId:'67', pageSize:20, pageIndex:n,"
	 "action:'list', organId:'66', type:4, catId:'71', "
	 "file:'/xxgk/publicInfoList'}}); }\nLs.pagination({currentPage:1,"
	 "pageCount:3});</script>", 0,
	 "lonsun", PAGER_BY_ENDPOINT, -1, 3, 20, 1, true, false, false, 3,
	 "overlaps GET " HOST "/site/label/8888?labelName=publicInfoList"
	 "&siteId=67&pageSize=20&action=list&organId=66&type=4&catId=71&file="
	 "%2Fxxgk%2FpublicInfoList&pageIndex=1\n"
	 "GET " HOST "/site/label/8888?labelName=publicInfoList"
	 "&siteId=67&pageSize=20&action=list&organId=66&type=4&catId=71&file="
	 "%2Fxxgk%2FpublicInfoList&pageIndex=2"},
	{"lonsun content", HOST "/content/column/66?pageIndex=2",
	 "<div id='page_public_info'><a paged='2'>2</a><a paged='4'>尾页</a>"
	 "</div>", 0,
	 "lonsun", PAGER_BY_CALL, -1, 4, -1, 2, false, false, false, 2,
	 "GET " HOST "/content/column/66?pageIndex=3\n"
	 "GET " HOST "/content/column/66?pageIndex=4"},
	{"openness", HOST "/OpennessContent/showList/645/32763/page_1.html",
	 "<p>共3页</p>", 0,
	 "openness", PAGER_BY_CALL, -1, 3, -1, 1, false, false, false, 2,
	 "GET " HOST "/OpennessContent/showList/645/32763/page_2.html\n"
	 "GET " HOST "/OpennessContent/showList/645/32763/page_3.html"},
	{"gkmlpt, the columns of reports", HOST "/qhj/gkmlpt/index",
	 "<script>window._CONFIG = {SID:'758019', TREE:[{\"id\":1,\"name\":"
	 "\"机构\",\"post_count\":4,\"children\":[{\"id\":21,\"name\":"
	 "\"\\u5e74\\u62a5\",\"parent\":1,\"post_count\":203,\"children\":[]}]}"
	 ",{id:22,name:'信息公开年度报告',post_count:7}], X: 1};</script>", 0,
	 "gkmlpt", PAGER_BY_ENDPOINT, 210, -1, -1, 1, true, false, false, 2,
	 "GET " HOST "/qhj/gkmlpt/api/all/21?page=1&sid=758019\n"
	 "GET " HOST "/qhj/gkmlpt/api/all/22?page=1&sid=758019"},
	{"gkmlpt, the column in the address", HOST "/gkmlpt/index#1",
	 "<script>window._CONFIG = {SID:'7', TREE:[{id:1,name:'a',"
	 "post_count:4}]}</script>", 0,
	 "gkmlpt", PAGER_BY_ENDPOINT, 4, -1, -1, 1, true, false, false, 1,
	 "GET " HOST "/gkmlpt/api/all/1?page=1&sid=7"},
	{"NFCMS", HOST "/zwgk/nb/index.html",
	 "<script>var NFCMS_SITE_ID = '755001';</script><a href='index_2.html'>"
	 "下一页</a><a href='index_4.html'>尾页</a>", 0,
	 "nfcms", PAGER_BY_LINK, -1, 4, -1, 1, false, false, false, 3,
	 "GET " HOST "/zwgk/nb/index_2.html\nGET " HOST
	 "/zwgk/nb/index_3.html\nGET " HOST "/zwgk/nb/index_4.html"},
	{"NFCMS, a script draws all but the last", HOST "/zwgk/nb/",
	 "<script>var NFCMS_SITE_ID = '755001';</script><span>1</span>"
	 "<a href='/zwgk/nb/index_3.html' class='last'>尾页</a>", 0,
	 "nfcms", PAGER_BY_CALL, -1, 3, -1, 1, false, false, false, 2,
	 "GET " HOST "/zwgk/nb/index_2.html\nGET " HOST
	 "/zwgk/nb/index_3.html"},
	{"尾页 is the only link, and nobody's", HOST "/zwgk/nb/index.html",
	 "<a href='index_4.html'>尾页</a>", 0,
	 "none", PAGER_BY_NOTHING, -1, -1, -1, 1, false, true, false, 0, NULL},
	{"NFCMS article", HOST "/zwgk/content/post_1.html",
	 "<script>var NFCMS_SITE_ID = '755001';</script><p>text", 0,
	 "none", PAGER_BY_NOTHING, -1, -1, -1, 1, false, false, false, 0, NULL},
	{"epoint", HOST "/dynamic/zwgk/openlist.html?categorynum=003002",
	 "<script>var siteInfo={\"projectName\":\"/EWB-FRONT\",\"siteGuid\":"
	 "\"7eb5-a\"}; post('/rest/lightfrontaction/getgovinfolist')</script>",
	 0,
	 "epoint", PAGER_BY_ENDPOINT, -1, -1, 20, 1, true, false, false, 2,
	 "overlaps POST " HOST "/EWB-FRONT/rest/lightfrontaction/getgovinfolist"
	 " {\"deptcode\":\"\",\"categorynum\":\"003002\",\"pageIndex\":0,"
	 "\"pageSize\":20,\"siteGuid\":\"7eb5-a\"}\n"
	 "overlaps POST " HOST "/EWB-FRONT/rest/lightfrontaction/getgovinfolist"
	 " {\"deptcode\":\"\",\"categorynum\":\"003002\",\"pageIndex\":1,"
	 "\"pageSize\":20,\"siteGuid\":\"7eb5-a\"}"},
	{"epoint, settings elsewhere",
	 HOST "/dynamic/zwgk/openlist.html?categorynum=003002",
	 "<script src='/js/webBuilderCommon.js'></script>", 0,
	 "epoint", PAGER_BY_ENDPOINT, -1, -1, 20, 1, true, false, false, 1,
	 "GET " HOST "/js/webBuilderCommon.js"},
	{"easysite", HOST "/tfs/14/21/index.html",
	 "<a onclick=\"queryArticleByCondition(this,'/tfs/14/9/a1-2.html')\" "
	 "tagname='/tfs/14/9/a1-2.html'>下一页</a><input type='hidden' name="
	 "'article_paging_list_hidden' moduleid='a1' totalpage='3'>", 0,
	 "easysite", PAGER_BY_ATTRIBUTE, -1, 3, -1, 1, false, false, false, 2,
	 "GET " HOST "/tfs/14/9/a1-2.html\nGET " HOST "/tfs/14/9/a1-3.html"},
	{"yunnan", HOST "/policies/",
	 /* base64 of the percent-encoded «<a href="/policies/2.html">下一页</a>
	  * <a href="/policies/3.html">尾页</a>» */
	 "<div id='pages'>JTNDYStocmVmJTNEJTIyJTJGcG9saWNpZXMlMkYyLmh0bWwlMjIl"
	 "M0UlRTQlQjglOEIlRTQlQjglODAlRTklQTElQjUlM0MlMkZhJTNFJTNDYStocmVmJTNE"
	 "JTIyJTJGcG9saWNpZXMlMkYzLmh0bWwlMjIlM0UlRTUlQjAlQkUlRTklQTElQjUlM0Ml"
	 "MkZhJTNF</div>", 0,
	 "yunnan", PAGER_BY_LINK, -1, 3, -1, 1, false, false, false, 2,
	 "GET " HOST "/policies/2.html\nGET " HOST "/policies/3.html"},
	{"ASP.NET", HOST "/list.aspx?id=3",
	 "<form action='list.aspx?id=3'><input type='hidden' name='__VIEWSTATE'"
	 " value='/wEP+='><input type='hidden' name='__EVENTTARGET'><span>1"
	 "</span><a href=\"javascript:__doPostBack('AspNetPager1','2')\">2</a>"
	 "<a href=\"javascript:__doPostBack('AspNetPager1','3')\">3</a></form>",
	 0,
	 "aspnet", PAGER_BY_ENDPOINT, -1, -1, -1, 1, false, false, false, 1,
	 "POST " HOST "/list.aspx?id=3 __EVENTTARGET=AspNetPager1"
	 "&__EVENTARGUMENT=2&__VIEWSTATE=%2FwEP%2B%3D"},
	{"jeecms", HOST "/zwgk/index.jhtml", "<p>共40条 1/3页</p>", 0,
	 "jeecms", PAGER_BY_CALL, 40, 3, -1, 1, false, false, false, 2,
	 "GET " HOST "/zwgk/index_2.jhtml\nGET " HOST "/zwgk/index_3.jhtml"},
	{"shaanxi", HOST "/zwgk/nb/1.html",
	 "<script>var n = parseInt('3');</script>", 0,
	 "shaanxi", PAGER_BY_CALL, -1, 3, -1, 1, false, false, false, 2,
	 "GET " HOST "/zwgk/nb/2.html\nGET " HOST "/zwgk/nb/3.html"},
	{"an article of that form", HOST "/zwgk/nb/77.html", "<p>text", 0,
	 "none", PAGER_BY_NOTHING, -1, -1, -1, 1, false, false, false, 0, NULL},
	{"ilist", HOST "/info/iList.jsp?node_id=4&cur_page=1&site_id=2",
	 "<p>共2页</p>", 0,
	 "ilist", PAGER_BY_CALL, -1, 2, -1, 1, false, false, false, 1,
	 "GET " HOST "/info/iList.jsp?node_id=4&site_id=2&cur_page=2"},
	{"chengdu", HOST "/nb/column-index-1.shtml", "<p>共2页</p>", 0,
	 "chengdu", PAGER_BY_CALL, -1, 2, -1, 1, false, false, false, 1,
	 "GET " HOST "/nb/column-index-2.shtml"},
	{"sitefactory", HOST "/Category_123/Index.aspx", "<p>共2页</p>", 0,
	 "sitefactory", PAGER_BY_CALL, -1, 2, -1, 1, false, false, false, 1,
	 "GET " HOST "/Category_123/Index_2.aspx"},
	{"enorth, padded", HOST "/system/count//0115/a_000000001.shtml",
	 "<a href='a_000000002.shtml'>2</a><a href='a_000000003.shtml'>3</a>"
	 "<a href='a_000000002.shtml'>下一页</a>"
	 "<a href='a_000000005.shtml'>尾页</a>", 0,
	 "enorth", PAGER_BY_LINK, -1, 5, -1, 1, false, false, false, 4,
	 "GET " HOST "/system/count//0115/a_000000002.shtml\n"
	 "GET " HOST "/system/count//0115/a_000000003.shtml\n"
	 "GET " HOST "/system/count//0115/a_000000004.shtml"},
	{"frames", HOST "/main.htm",
	 "<iframe src='nb/list.htm' width='100%'></iframe>"
	 "<iframe src='/count.htm' width=0></iframe>"
	 "<iframe src='http://tianqi.example/w.htm'></iframe>", 0,
	 "frames", PAGER_BY_LINK, -1, -1, -1, 1, false, false, false, 1,
	 "GET " HOST "/nb/list.htm"},
	{"frameset", HOST "/", "<frameset><frame src='nav.htm'>"
	 "<frame src='main.htm'></frameset>", 0,
	 "frames", PAGER_BY_LINK, -1, -1, -1, 1, false, false, false, 2,
	 "GET " HOST "/nav.htm\nGET " HOST "/main.htm"},
};

static void others(void **state)
{
	(void)state;
	CHECK(other_rows);
}

/* --- no family ------------------------------------------------------------ */

static const struct row plain_rows[] = {
	{"nothing", HOST "/a/b.html", "<p>text", 0,
	 "none", PAGER_BY_NOTHING, -1, -1, -1, 1, false, false, false, 0, NULL},
	{"next and last", HOST "/a/", "<a href='index_1.html'>下一页</a>"
	 "<a href='./index_3.html'>尾页</a>", 0,
	 "links", PAGER_BY_LINK, -1, 4, -1, 1, false, false, false, 3,
	 "GET " HOST "/a/index_1.html\nGET " HOST "/a/index_2.html\n"
	 "GET " HOST "/a/index_3.html"},
	{"only next", HOST "/a/", "<a href='?p=2'>[下一页]</a>", 0,
	 "links", PAGER_BY_LINK, -1, -1, -1, 1, false, false, false, 1,
	 "GET " HOST "/a/?p=2"},
	{"numbers with a gap, offsets", HOST "/a/?start=0",
	 "<a>1</a><a href='?start=20'>2</a><a href='?start=40'>3</a>…"
	 "<a href='?start=80'>5</a><a href='?start=80'>末页</a>", 0,
	 "links", PAGER_BY_LINK, -1, 5, -1, 1, false, false, false, 4,
	 "GET " HOST "/a/?start=20\nGET " HOST "/a/?start=40\n"
	 "GET " HOST "/a/?start=60\nGET " HOST "/a/?start=80"},
	{"numbers without a rule", HOST "/a/",
	 "<a href='x.html'>2</a><a href='y9.html'>3</a>", 0,
	 "links", PAGER_BY_LINK, -1, -1, -1, 1, false, false, false, 2,
	 "GET " HOST "/a/x.html\nGET " HOST "/a/y9.html"},
	{"a middle page", HOST "/a/list_2.html",
	 "<a href='list_1.html'>1</a><b>2</b><a href='list_3.html'>3</a>"
	 "<a href='list_3.html'>下一页 &gt;</a>", 0,
	 "links", PAGER_BY_LINK, -1, -1, -1, 2, false, false, false, 1,
	 "GET " HOST "/a/list_3.html"},
	{"the last page", HOST "/a/list_3.html",
	 "<p>共25条 第3/3页 <a href='list_2.html'>上一页</a>"
	 "<a href='#'>下一页</a></p>", 0,
	 "links", PAGER_BY_NOTHING, 25, 3, -1, 3, false, false, false, 0,
	 NULL},
	{"links to elsewhere are no pager", HOST "/a/b/",
	 "<a href='/c/2.html'>2</a><a href='http://x.gov.cn/a/b/2'>下一页</a>"
	 "<a href='javascript:void(0)'>下一页</a>", 0,
	 "none", PAGER_BY_NOTHING, -1, -1, -1, 1, false, false, false, 0, NULL},
	{"onclick", HOST "/a/",
	 "<a href='javascript:;' onclick=\"location.href='list_2.html'\">下页"
	 "</a>", 0,
	 "links", PAGER_BY_ATTRIBUTE, -1, -1, -1, 1, false, false, false, 1,
	 "GET " HOST "/a/list_2.html"},
	{"text alone: one guess", HOST "/a/",
	 "<p>共<em>31</em>条 每页 15 条 第 1 页</p>", 0,
	 "text", PAGER_BY_TEMPLATE, 31, 3, 15, 1, false, false, true, 1,
	 "probe GET " HOST "/a/index_1.html"},
	{"text alone, as Kunming", HOST "/a/index.shtml", "<p>共 12 页</p>", 0,
	 "text", PAGER_BY_TEMPLATE, -1, 12, -1, 1, false, false, true, 1,
	 "probe GET " HOST "/a/index_2.shtml"},
	{"after an accepted guess", HOST "/a/index_2.shtml", "<p>共12页</p>", 2,
	 "text", PAGER_BY_TEMPLATE, -1, 12, -1, 2, false, false, false, 1,
	 "GET " HOST "/a/index_3.shtml"},
	{"a sentence is no total", HOST "/a/b.html",
	 "<p>全年共发布信息共5条，比上年增加共3页。</p><p>2026/3/10 页</p>", 0,
	 "none", PAGER_BY_NOTHING, -1, -1, -1, 1, false, false, false, 0, NULL},
};

static void plain(void **state)
{
	(void)state;
	CHECK(plain_rows);
}

/* --- the county ----------------------------------------------------------- */

/* What the built-in county writes (tests/county): a call, its links and a
 * line of totals that say the same; all rows in a datastore; a frame. */
static const struct row county_rows[] = {
	{"TRS, first", HOST "/zwgk/zfxxgk/zfxxgknb/",
	 "<a href='./202603/t20260323_1.html'>a</a><div class='page'>共28条 "
	 "第1/3页\n<script>createPageHTML(3, 0, \"index\", \"html\");"
	 "</script><a href='index_1.html'>下一页</a><a href='index_2.html'>"
	 "尾页</a></div>", 0,
	 "trs", PAGER_BY_LINK, 28, 3, -1, 1, false, false, false, 2,
	 "GET " HOST "/zwgk/zfxxgk/zfxxgknb/index_1.html\n"
	 "GET " HOST "/zwgk/zfxxgk/zfxxgknb/index_2.html"},
	{"TRS, last", HOST "/zwgk/zfxxgk/zfxxgknb/index_2.html",
	 "<div class='page'>共28条 第3/3页\n<script>createPageHTML(3, 2, "
	 "\"index\", \"html\");</script><a href='index.html'>首页</a>"
	 "<a href='index_1.html'>上一页</a></div>", 0,
	 "trs", PAGER_BY_NOTHING, 28, 3, -1, 3, false, false, false, 0, NULL},
	{"old catalogue", HOST "/nb/list.htm",
	 "<p align='center'>共13条 1/2页 <a href='list_2.htm'>下一页</a></p>", 0,
	 "links", PAGER_BY_LINK, 13, 2, -1, 1, false, false, false, 1,
	 "GET " HOST "/nb/list_2.htm"},
	{"datastore", HOST "/col/col1229/index.html",
	 "<ul id='list1229'></ul><div class='page'>共2条记录 1/1页</div>"
	 "<script type='text/xml'><datastore><totalrecord>2</totalrecord>"
	 "<totalpage>1</totalpage><perpage>1000</perpage><recordset>"
	 RECORD("1") RECORD("2") "</recordset></datastore></script>", 0,
	 "hanweb", PAGER_BY_NOTHING, 2, 1, 1000, 1, false, false, false, 0,
	 NULL},
};

static void county(void **state)
{
	(void)state;
	CHECK(county_rows);
}

/* --- articles of gkmlpt --------------------------------------------------- */

static void gkmlpt_content(void **state)
{
	static const struct {
		const char *html, *wanted;
	} rows[] = {
		{"<script>window._CONFIG = {SID:'7', DETAIL: {\"id\":1,"
		 "\"content\":\"<p>\\u4e00\\u3001\\ud840\\udc0b<\\/p>\\n"
		 "<a href=\\\"\\/attachment\\/1.pdf\\\">a</a>\"}};</script>",
		 "<p>一、𠀋</p>\n<a href=\"/attachment/1.pdf\">a</a>"},
		{"<script>window._CONFIG = {DETAIL: {content: 'a'}}</script>",
		 "a"},
		{"<script>window._CONFIG = {TREE: []}</script>", NULL},
		{"<p>text", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct arena *a = arena_new(1 << 20);
		struct html_doc *doc;
		struct slice got;

		assert_int_equal(html_parse(slice_of(rows[i].html), &limits,
					    &doc), 0);
		got = pager_gkmlpt_content(html_of(doc), a);
		if (!rows[i].wanted ? got.p != NULL :
		    !slice_eqs(got, rows[i].wanted))
			fail_msg("%s: got %.*s", rows[i].html, SLICE_ARG(got));
		html_free(doc);
		arena_free(a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(trs),
		cmocka_unit_test(ucap),
		cmocka_unit_test(vsb),
		cmocka_unit_test(hanweb),
		cmocka_unit_test(others),
		cmocka_unit_test(plain),
		cmocka_unit_test(county),
		cmocka_unit_test(gkmlpt_content),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
