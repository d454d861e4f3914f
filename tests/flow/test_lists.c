/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Columns whose rows come from a list endpoint, one row of the table for each
 * family and each fault: what is asked for and how, what is captured, and
 * whether the column is complete.  Each is crawled, verified, and rebuilt from
 * its WARC files, which must give the same rows.
 */
#include "base/err.h"
#include "conf/conf.h"
#include "crawler/archive.h"
#include "crawler/crawl_plan.h"
#include "crawler/engine.h"
#include "crawler/reread.h"
#include "crawler/why.h"
#include "store/mend.h"
#include "store/verify.h"
#include "tests/lib/dir.h"
#include "tests/lib/origin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { DUMP_MAX = 16 << 20, LINES_MAX = 128, ANSWERS_MAX = 8 };

/* What one path answers: the first whose words all stand in the request. */
struct answer {
	const char *words[5];	/* "POST /x", "page=2", "Referer: " ... */
	const char *status;	/* NULL: 200 OK */
	const char *type;
	const char *body;
	bool cut;		/* half of it */
};

struct row {
	const char *name;
	const char *seed;	/* path of the column page */
	struct answer answers[ANSWERS_MAX];
	const char *options[4];	/* names and values by turns */
	unsigned crawls;	/* 0 counts as 1 */
	const char *captures;	/* "METHOD path[ body…] status", sorted */
	const char *column;	/* "method found/declared pages complete end" */
};

#define HTML "text/html; charset=utf-8"
#define JSON "application/json;charset=UTF-8"
#define WORDS "全县各部门认真做好政府信息公开工作，及时发布信息。"
#define PAD WORDS WORDS WORDS WORDS WORDS WORDS WORDS WORDS WORDS WORDS \
	WORDS WORDS WORDS WORDS WORDS WORDS WORDS WORDS WORDS WORDS
#define COLUMN(rows) "<!DOCTYPE html><html><head><title>政府信息公开年报" \
	"</title><meta name=\"ColumnName\" content=\"政府信息公开年报\">" \
	"</head><body><ul class=\"list\">" rows "</ul><p>" WORDS
#define ROW(path, year) "<li><a href=\"" path "\">青禾县" year \
	"年政府信息公开工作年度报告</a></li>"
#define ARTICLE "<!DOCTYPE html><title>a</title><p>" PAD
#define ROBOTS "GET /robots.txt 404\n"

/* --- TRS ------------------------------------------------------------------ */

#define LIST_MODEL(total) "<script>var SiteInfo = {searchId: 200210};" \
	"listModel({quickMode:'动静结合', maxStaticIndex:1, listArgs:{" \
	"channelid: SiteInfo.searchId, classsql: 'chnlid=1813', sortfield:" \
	"'-docreltime'}, pagebar:{prepage:2, recordCount:'" total "'," \
	"pgCountMode:'recordCount'}});</script>"
#define TRS_ROW(name, year) "{\"doctitle\":\"青禾县" year \
	"年政府信息公开工作年度报告\",\"docpuburl\":\"/nb/" name "\"}"
#define TRS_FIRST(total) {.words = {"GET /nb/ "}, .type = HTML, .body = \
	COLUMN(ROW("a1.html", "2024") ROW("a2.html", "2023")) \
	LIST_MODEL(total)}
#define TRS_BODY(page) "channelid=200210&classsql=chnlid%3D1813&" \
	"sortfield=-docreltime&page=" page "&prepage=2&classcol=publishyear" \
	"&classnum=100&classsort=0&cache=true"
#define TRS_POST(page) "POST /fjdzapp/search " TRS_BODY(page)
#define FORM "Content-Type: application/x-www-form-urlencoded"
#define ARTICLES {.words = {"GET /nb/a"}, .type = HTML, .body = ARTICLE}

/* --- Hanweb --------------------------------------------------------------- */

#define RECORD(n) "<record><![CDATA[<li><a href=\"/art/2024/1/" n "/art_12_" \
	n ".html\" title=\"青禾县202" n "年政府信息公开工作年度报告\">青禾县" \
	"</a></li>]]></record>"
#define DATASTORE(more, rows) "<datastore>" more "<recordset>" rows \
	"</recordset></datastore>"
#define PROXY "/module/web/jpage/dataproxy.jsp?page="
#define NEXT(page) "<nextgroup><![CDATA[<a href=\"" PROXY page \
	"&columnid=12&unitid=38\"></a>]]></nextgroup>"
#define ART {.words = {"GET /art/"}, .type = HTML, .body = ARTICLE}

/* --- others --------------------------------------------------------------- */

#define UNIT "/api-gateway/jpaas-publish-server/front/page/build/unit"
#define GKMLPT "<script>window._CONFIG = {SID:'758019', TREE:[{id:21," \
	"name:'年报',post_count:%s}]};</script>"
#define GK_ROW(n) "{\"id\":" n ",\"title\":\"青禾县202" n "年政府信息公开" \
	"工作年度报告\",\"url\":\"/gkmlpt/content/post_" n ".html\"}"
#define VIEW(state, rows, next) "<!DOCTYPE html><title>政府信息公开年报" \
	"</title><form action='list.aspx?id=3'><input type='hidden' name=" \
	"'__VIEWSTATE' value='" state "'><ul class='list'>" rows "</ul>" \
	"<!--" PAD "--><span>1</span>" next "</form>"
#define POSTBACK(page) "<a href=\"javascript:__doPostBack('P','" page \
	"')\">" page "</a>"

static const struct row rows[] = {
	{.name = "TRS: ten static, the rest by POST", .seed = "/nb/",
	 .answers = {
		TRS_FIRST("5"), ARTICLES,
		{.words = {"POST /fjdzapp/search ", FORM, "page=2&prepage=2",
			   "/nb/\r\n"}, .type = JSON, .body = "{\"data\":["
		 TRS_ROW("a3.html", "2022") "," TRS_ROW("a4.html", "2021")
		 "],\"pageCount\":3}"},
		{.words = {"POST /fjdzapp/search ", "page=3&prepage=2"},
		 .type = JSON, .body = "{\"data\":["
		 TRS_ROW("a5.html", "2020") "],\"pageCount\":3}"}},
	 .captures = "GET /nb/ 200\nGET /nb/a1.html 200\n"
		"GET /nb/a2.html 200\nGET /nb/a3.html 200\n"
		"GET /nb/a4.html 200\nGET /nb/a5.html 200\n"
		ROBOTS TRS_POST("2") " 200\n"
		TRS_POST("3") " 200\n",
	 .column = "trs_dynamic 5/5 3/3 complete"},
	{.name = "asked again in the next pass, not conditionally",
	 .seed = "/nb/", .crawls = 2, .answers = {
		TRS_FIRST("3"),
		{.words = {"POST /fjdzapp/search ", "page=2&prepage=2"},
		 .type = JSON, .body = "{\"data\":["
		 TRS_ROW("a3.html", "2022") "],\"pageCount\":2}"}},
	 .captures = "GET /nb/ 200\nGET /nb/ 200\n"
		"GET /nb/a1.html 404\nGET /nb/a1.html 404\n"
		"GET /nb/a2.html 404\nGET /nb/a2.html 404\n"
		"GET /nb/a3.html 404\nGET /nb/a3.html 404\n"
		"GET /robots.txt 404\n"
		TRS_POST("2") " 200\n" TRS_POST("2")
		" 200\n",
	 .column = "trs_dynamic 3/3 2/2 complete"},
	{.name = "an endpoint that gives page 1 again and again",
	 .seed = "/nb/", .answers = {
		TRS_FIRST("4"), ARTICLES,
		{.words = {"POST /fjdzapp/search "}, .type = JSON, .body =
		 "{\"data\":[" TRS_ROW("a1.html", "2024") ","
		 TRS_ROW("a2.html", "2023") "],\"pageCount\":5}"}},
	 .captures = "GET /nb/ 200\nGET /nb/a1.html 200\n"
		"GET /nb/a2.html 200\n" ROBOTS
		TRS_POST("2") " 200\n",
	 .column = "trs_dynamic 2/4 1/2 incomplete: 2 nothing_new 200"},
	{.name = "a login page in the place of a list", .seed = "/nb/",
	 .answers = {
		TRS_FIRST("4"), ARTICLES,
		{.words = {"POST /fjdzapp/search "}, .type = HTML, .body =
		 "<!DOCTYPE html><html><title>登录</title><a href='/login'>"
		 "统一身份认证登录</a><a href='/help/a9.html'>帮助中心常见问题"
		 "</a><p>" PAD}},
	 .captures = "GET /nb/ 200\nGET /nb/a1.html 200\n"
		"GET /nb/a2.html 200\n" ROBOTS
		TRS_POST("2") " 200\n",
	 .column = "trs_dynamic 2/4 1/2 incomplete: 2 other_column 200"},
	{.name = "an answer that is cut off", .seed = "/nb/",
	 .options = {"max_attempts", "2"}, .answers = {
		TRS_FIRST("3"), ARTICLES,
		{.words = {"POST /fjdzapp/search "}, .type = JSON, .cut = true,
		 .body = "{\"data\":[" TRS_ROW("a3.html", "2022") "]}"}},
	 .captures = "GET /nb/ 200\nGET /nb/a1.html 200\n"
		"GET /nb/a2.html 200\n" ROBOTS
		TRS_POST("2") " 200\n"
		TRS_POST("2") " 200\n",
	 .column = "trs_dynamic 2/3 1/2 incomplete: 2 status 200"},
	{.name = "totals without end", .seed = "/nb/",
	 .options = {"column_pages", "3"}, .answers = {
		TRS_FIRST("99999999"), ARTICLES,
		{.words = {"POST /fjdzapp/search ", "&page=2&"}, .type = JSON,
		 .body = "{\"data\":[" TRS_ROW("a3.html", "2022")
		 "],\"pageCount\":99999}"},
		{.words = {"POST /fjdzapp/search ", "&page=3&"}, .type = JSON,
		 .body = "{\"data\":[" TRS_ROW("a4.html", "2021")
		 "],\"pageCount\":99999}"}},
	 .captures = "GET /nb/ 200\nGET /nb/a1.html 200\n"
		"GET /nb/a2.html 200\nGET /nb/a3.html 200\n"
		"GET /nb/a4.html 200\n" ROBOTS
		TRS_POST("2") " 200\n"
		TRS_POST("3") " 200\n",
	 .column = "trs_dynamic 4/99999999 3/5000 incomplete: left out"},
	{.name = "a POST moved within the host", .seed = "/nb/", .answers = {
		TRS_FIRST("3"), ARTICLES,
		{.words = {"POST /fjdzapp/search "}, .status =
		 "307 Moved\r\nLocation: /v2/search", .type = HTML,
		 .body = ""},
		{.words = {"POST /v2/search ", "page=2&prepage=2", FORM},
		 .type = JSON, .body = "{\"data\":["
		 TRS_ROW("a3.html", "2022") "],\"pageCount\":2}"}},
	 .captures = "GET /nb/ 200\nGET /nb/a1.html 200\n"
		"GET /nb/a2.html 200\nGET /nb/a3.html 200\n"
		ROBOTS TRS_POST("2") " 307\n"
		"POST /v2/search " TRS_BODY("2") " 200\n",
	 .column = "trs_dynamic 3/3 2/2 complete"},
	{.name = "after a 302 a page is fetched", .seed = "/nb/", .answers = {
		TRS_FIRST("3"), ARTICLES,
		{.words = {"POST /fjdzapp/search "}, .status =
		 "302 Found\r\nLocation: /nb/a9.html", .type = HTML,
		 .body = ""}},
	 .captures = "GET /nb/ 200\nGET /nb/a1.html 200\n"
		"GET /nb/a2.html 200\nGET /nb/a9.html 200\n"
		ROBOTS TRS_POST("2") " 302\n",
	 .column = "trs_dynamic 2/3 1/2 incomplete: 2 status 302"},
	{.name = "Hanweb: nextgroup by GET", .seed = "/col/col12/index.html",
	 .answers = {
		{.words = {"GET /col/"}, .type = HTML, .body = COLUMN("")
		 "<script type='text/xml'>" DATASTORE(NEXT("1"), RECORD("1"))
		 "</script>"},
		{.words = {"GET " PROXY "1&"}, .type = HTML, .body = DATASTORE(
		 "<totalrecord>3</totalrecord><totalpage>3</totalpage>"
		 "<perpage>1</perpage>" NEXT("2"), RECORD("1"))},
		{.words = {"GET " PROXY "2&"}, .type = HTML, .body = DATASTORE(
		 "<totalrecord>3</totalrecord><totalpage>3</totalpage>"
		 "<perpage>1</perpage>" NEXT("3"), RECORD("2"))},
		{.words = {"GET " PROXY "3&"}, .type = HTML, .body = DATASTORE(
		 "<totalrecord>3</totalrecord><totalpage>3</totalpage>"
		 "<perpage>1</perpage>", RECORD("3"))}, ART},
	 .captures = "GET /art/2024/1/1/art_12_1.html 200\n"
		"GET /art/2024/1/2/art_12_2.html 200\n"
		"GET /art/2024/1/3/art_12_3.html 200\n"
		"GET /col/col12/index.html 200\n"
		"GET " PROXY "1&columnid=12&unitid=38 200\n"
		"GET " PROXY "2&columnid=12&unitid=38 200\n"
		"GET " PROXY "3&columnid=12&unitid=38 200\n" ROBOTS,
	 .column = "hanweb 3/3 3/3 complete"},
	{.name = "Hanweb: records by POST", .seed = "/col/col12/index.html",
	 .answers = {
		{.words = {"GET /col/"}, .type = HTML, .body = COLUMN("")
		 "<script type='text/xml'>" DATASTORE("", RECORD("1")
		 RECORD("2")) "</script><script>$('#9').jpage({totalRecord:4,"
		 "groupSize:1,proxyUrl:'/module/jpage/dataproxy.jsp',perPage:2,"
		 "ajaxParam:{col:1,columnid:12,unitid:'9'}});</script>"},
		{.words = {"POST /module/jpage/dataproxy.jsp?startrecord=3&"
			   "endrecord=4&perpage=2 ", "\r\n\r\ncol=1&columnid=12"
			   "&unitid=9"}, .type = HTML, .body = DATASTORE(
		 "<totalrecord>4</totalrecord>", RECORD("3") RECORD("4"))},
		ART},
	 .captures = "GET /art/2024/1/1/art_12_1.html 200\n"
		"GET /art/2024/1/2/art_12_2.html 200\n"
		"GET /art/2024/1/3/art_12_3.html 200\n"
		"GET /art/2024/1/4/art_12_4.html 200\n"
		"GET /col/col12/index.html 200\n" ROBOTS
		"POST /module/jpage/dataproxy.jsp?startrecord=3&endrecord=4&"
		"perpage=2 col=1&columnid=12&unitid=9 200\n",
	 .column = "hanweb 4/4 2/2 complete"},
	{.name = "jpaas asks with a Referer", .seed = "/col/col1229/",
	 .answers = {
		{.words = {"GET /col/"}, .type = HTML, .body =
		 COLUMN(ROW("a1.html", "2024"))
		 "<script src='/unitbuild.js' queryData=\"{'webId':'3185',"
		 "'pageId':'1229','tagId':'l','tplSetId':'Xy'}\" unitUrl='"
		 UNIT "'></script><div count='2' rows='1' pageNo='1'></div>"},
		{.words = {"GET " UNIT "?", "%22pageNo%22%3A2", "Referer: ",
			   "/col/col1229/\r\n"}, .type = JSON, .body =
		 "{\"success\":true,\"data\":{\"html\":\"<ul><li><a href='"
		 "/col/col1229/a2.html'>青禾县2023年政府信息公开工作年度报告"
		 "</a></li></ul>\"}}"},
		{.words = {"GET " UNIT}, .status = "403 Forbidden",
		 .type = HTML, .body = "no"}},
	 .captures = "GET " UNIT "?parseType=bulidstatic&webId=3185&tplSetId="
		"Xy&pageType=column&tagId=l&editType=null&pageId=1229&"
		"paramJson=%7B%22pageNo%22%3A2%2C%22pageSize%22%3A1%7D 200\n"
		"GET /col/col1229/ 200\n"
		"GET /col/col1229/a1.html 200\n"
		"GET /col/col1229/a2.html 200\n"
		"GET /robots.txt 404\n",
	 .column = "jpaas 2/2 2/2 complete"},
	{.name = "gkmlpt: page 2 is not there", .seed = "/gkmlpt/index",
	 .answers = {
		{.words = {"GET /gkmlpt/index"}, .type = HTML, .body =
		 COLUMN("") "<script>window._CONFIG = {SID:'758019', TREE:["
		 "{id:21,name:'年报',post_count:3}]};</script>"},
		{.words = {"GET /gkmlpt/api/all/21?page=1&sid=758019"},
		 .type = JSON, .body = "{\"classify\":{\"post_count\":3},"
		 "\"articles\":[" GK_ROW("1") "," GK_ROW("2") "]}"}},
	 .captures = "GET /gkmlpt/api/all/21?page=1&sid=758019 200\n"
		"GET /gkmlpt/api/all/21?page=2&sid=758019 404\n"
		"GET /gkmlpt/content/post_1.html 404\n"
		"GET /gkmlpt/content/post_2.html 404\n"
		"GET /gkmlpt/index 200\n" ROBOTS,
	 .column = "gkmlpt 2/3 1/2 incomplete: 2 status 404"},
	{.name = "ASP.NET: a form posted back", .seed = "/list.aspx?id=3",
	 .answers = {
		{.words = {"GET /list.aspx?id=3 "}, .type = HTML, .body =
		 VIEW("/wEP1", ROW("/nb/a1.html", "2024")
		      ROW("/nb/a2.html", "2023"), POSTBACK("2"))},
		{.words = {"POST /list.aspx?id=3 ", "__EVENTARGUMENT=2&"
			   "__VIEWSTATE=%2FwEP1"}, .type = HTML, .body =
		 VIEW("/wEP2", ROW("/nb/a3.html", "2022")
		      ROW("/nb/a4.html", "2021"), POSTBACK("3"))},
		{.words = {"POST /list.aspx?id=3 ", "__EVENTARGUMENT=3&"
			   "__VIEWSTATE=%2FwEP2"}, .type = HTML, .body =
		 VIEW("/wEP3", ROW("/nb/a5.html", "2020")
		      ROW("/nb/a6.html", "2019"), POSTBACK("1"))},
		ARTICLES},
	 .captures = "GET /list.aspx?id=3 200\n"
		"GET /nb/a1.html 200\nGET /nb/a2.html 200\n"
		"GET /nb/a3.html 200\nGET /nb/a4.html 200\n"
		"GET /nb/a5.html 200\nGET /nb/a6.html 200\n"
		ROBOTS "POST /list.aspx?id=3 __EVENTTARGET=P&"
		"__EVENTARGUMENT=2&__VIEWSTATE=%2FwEP1 200\n"
		"POST /list.aspx?id=3 __EVENTTARGET=P&"
		"__EVENTARGUMENT=3&__VIEWSTATE=%2FwEP2 200\n",
	 .column = "aspnet 6/-1 3/-1 complete"},
	{.name = "Epoint: JSON by POST, settings elsewhere",
	 .seed = "/dynamic/openlist.html?categorynum=003002", .answers = {
		{.words = {"GET /dynamic/"}, .type = HTML, .body = COLUMN("")
		 "<script src='/js/webBuilderCommon.js'></script>"},
		{.words = {"GET /js/webBuilderCommon.js"}, .type =
		 "application/javascript", .body = "var siteInfo={"
		 "\"projectName\":\"/EWB\",\"siteGuid\":\"7eb5\"};"},
		{.words = {"POST /EWB/rest/lightfrontaction/getgovinfolist ",
			   "Content-Type: application/json",
			   "\"pageIndex\":0,", "\"siteGuid\":\"7eb5\"}"},
		 .type = JSON, .body = "{\"custom\":{\"total\":1,\"data\":[{"
		 "\"infourl\":\"/nb/a1.html\",\"realtitle\":\"青禾县2023年政府"
		 "信息公开工作年度报告\"}]}}"},
		{.words = {"POST /EWB/"}, .type = JSON,
		 .body = "{\"custom\":{\"total\":1,\"data\":[]}}"}, ARTICLES},
	 .captures = "GET /dynamic/openlist.html?categorynum=003002 200\n"
		"GET /js/webBuilderCommon.js 200\n"
		"GET /nb/a1.html 200\n" ROBOTS
		"POST /EWB/rest/lightfrontaction/getgovinfolist {\"deptcode\":"
		"\"\",\"categorynum\":\"003002\",\"pageIndex\":0,\"pageSize\":"
		"20,\"siteGuid\":\"7eb5\"} 200\n"
		"POST /EWB/rest/lightfrontaction/getgovinfolist {\"deptcode\":"
		"\"\",\"categorynum\":\"003002\",\"pageIndex\":1,\"pageSize\":"
		"20,\"siteGuid\":\"7eb5\"} 200\n",
	 .column = "epoint 1/1 1/1 complete"},
	{.name = "Epoint: two columns ask for one script",
	 .seed = "/dynamic/openlist.html?categorynum=003002", .answers = {
		{.words = {"GET /dynamic/", "=003002"}, .type = HTML, .body =
		 COLUMN("<li><a href='openlist.html?categorynum=003003'>"
			"部门政府信息公开年报</a></li>")
		 "<script src='/js/webBuilderCommon.js'></script>"},
		{.words = {"GET /dynamic/", "=003003"}, .type = HTML, .body =
		 COLUMN("")
		 "<script src='/js/webBuilderCommon.js'></script>"},
		{.words = {"GET /js/webBuilderCommon.js"}, .type =
		 "application/javascript", .body = "var siteInfo={"
		 "\"projectName\":\"/EWB\",\"siteGuid\":\"7eb5\"};"},
		{.words = {"POST /EWB/", "\"003002\",\"pageIndex\":0,"},
		 .type = JSON, .body = "{\"custom\":{\"total\":1,\"data\":[{"
		 "\"infourl\":\"/nb/a1.html\",\"realtitle\":\"青禾县2023年政府"
		 "信息公开工作年度报告\"}]}}"},
		{.words = {"POST /EWB/", "\"003003\",\"pageIndex\":0,"},
		 .type = JSON, .body = "{\"custom\":{\"total\":1,\"data\":[{"
		 "\"infourl\":\"/nb/a2.html\",\"realtitle\":\"青禾县财政局2023年"
		 "政府信息公开工作年度报告\"}]}}"},
		{.words = {"POST /EWB/"}, .type = JSON,
		 .body = "{\"custom\":{\"total\":1,\"data\":[]}}"}, ARTICLES},
	 .captures = "GET /dynamic/openlist.html?categorynum=003002 200\n"
		"GET /dynamic/openlist.html?categorynum=003003 200\n"
		"GET /js/webBuilderCommon.js 200\n"
		"GET /js/webBuilderCommon.js 200\n"
		"GET /nb/a1.html 200\nGET /nb/a2.html 200\n" ROBOTS
		"POST /EWB/rest/lightfrontaction/getgovinfolist {\"deptcode\":"
		"\"\",\"categorynum\":\"003002\",\"pageIndex\":0,\"pageSize\":"
		"20,\"siteGuid\":\"7eb5\"} 200\n"
		"POST /EWB/rest/lightfrontaction/getgovinfolist {\"deptcode\":"
		"\"\",\"categorynum\":\"003002\",\"pageIndex\":1,\"pageSize\":"
		"20,\"siteGuid\":\"7eb5\"} 200\n"
		"POST /EWB/rest/lightfrontaction/getgovinfolist {\"deptcode\":"
		"\"\",\"categorynum\":\"003003\",\"pageIndex\":0,\"pageSize\":"
		"20,\"siteGuid\":\"7eb5\"} 200\n"
		"POST /EWB/rest/lightfrontaction/getgovinfolist {\"deptcode\":"
		"\"\",\"categorynum\":\"003003\",\"pageIndex\":1,\"pageSize\":"
		"20,\"siteGuid\":\"7eb5\"} 200\n",
	 .column = "epoint 1/1 1/1 complete; "
		   "epoint 1/1 1/1 complete"},
};

/* --- the origin ----------------------------------------------------------- */

static bool fits(const struct answer *a, const char *request)
{
	for (size_t i = 0; i < 5 && a->words[i]; i++)
		if (!strstr(request, a->words[i]))
			return false;
	return a->words[0] != NULL;
}

static void serve(struct origin_client *client, const char *path,
		  const char *request, const void *ctx)
{
	const struct row *row = ctx;
	const struct answer *a = NULL;

	(void)path;
	for (size_t i = 0; i < ANSWERS_MAX && !a; i++)
		if (fits(&row->answers[i], request))
			a = &row->answers[i];
	if (!a) {
		(void)origin_sends(client, "HTTP/1.1 404 Not Found\r\n"
				   "Content-Type: text/plain\r\n"
				   "Content-Length: 9\r\n\r\nnot here\n");
		return;
	}
	(void)origin_sendf(client, "HTTP/1.1 %s\r\nContent-Type: %s\r\n"
			   "Content-Length: %zu\r\n\r\n",
			   a->status ? a->status : "200 OK", a->type,
			   strlen(a->body));
	(void)origin_send(client, a->body, strlen(a->body) / (a->cut ? 2 : 1));
	if (a->cut)
		origin_close(client, false);
}

/* --- one crawl ------------------------------------------------------------ */

static void set(struct conf *conf, const char *name, const char *value)
{
	struct conf_problem problem;

	if (conf_set(conf, name, value, &problem))
		fail_msg("%s = %s: %s", name, value, problem.text);
}

static struct conf_snapshot *configure(const struct row *row)
{
	struct conf *conf = conf_new();
	struct conf_snapshot *snapshot;

	assert_non_null(conf);
	set(conf, "delay", "0");
	set(conf, "backoff_first", "1");
	set(conf, "disk_reserve", "0");
	for (size_t i = 0; i < 4 && row->options[i]; i += 2)
		set(conf, row->options[i], row->options[i + 1]);
	assert_int_equal(conf_freeze(conf, &snapshot), 0);
	conf_free(conf);
	return snapshot;
}

static void crawl(const char *dir, const struct conf_snapshot *conf,
		  const char *url)
{
	struct crawl_overrides over = {.delay = true};
	struct crawl_plan plan = {.sites = NULL};
	struct archive_writing writing;
	struct engine_options options = {.dir = dir, .conf = conf,
					 .command = "crawl", .quiet = true};
	struct engine_result result;
	struct store_recovery found;
	const char *why;

	archive_writing(&writing, conf);
	assert_int_equal(store_open(dir, &writing.options, &options.store,
				    &found), 0);
	assert_int_equal(crawl_plan_add(&plan, conf, &over, url, &why), 0);
	options.sites = plan.sites;
	options.site_count = plan.count;
	engine_run(&options, &result);
	if (result.outcome != ENGINE_DONE)
		fail_msg("engine: %d %s %s", result.outcome,
			 err_name(result.err), result.problem);
	assert_int_equal(store_close(options.store), 0);
	crawl_plan_free(&plan);
}

/* --- what came of it ------------------------------------------------------ */

struct lines {
	struct store_reader *reader;
	char *line[LINES_MAX];
	size_t count;
	size_t prefix;		/* of the address, to be left out */
};

static int add_line(void *ctx, const struct capture *c)
{
	struct lines *l = ctx;
	struct arena *a = arena_new(1 << 20);
	struct buf text = BUF_INIT(DUMP_MAX);
	struct slice body = SLICE_NONE;

	if (c->asked.key)	/* the reader is within a walk: another one */
		assert_int_equal(store_request_body(l->reader, c, a, &body),
				 0);
	(void)buf_addf(&text, "%s %s%s%.*s %d\n", c->asked.method,
		       c->url + l->prefix, body.p ? " " : "", SLICE_ARG(body),
		       c->status);
	assert_true(l->count < LINES_MAX);
	l->line[l->count++] = buf_take(&text);
	arena_free(a);
	return 0;
}

static int by_text(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void check_captures(const struct row *row, const char *dir,
			   size_t prefix)
{
	struct lines l = {.prefix = prefix};
	struct buf got = BUF_INIT(DUMP_MAX);
	struct store_reader *reader;

	assert_int_equal(store_reader_open(dir, &reader), 0);
	assert_int_equal(store_reader_open(dir, &l.reader), 0);
	assert_int_equal(store_each_capture(reader, NULL, add_line, &l), 0);
	store_reader_close(l.reader);
	store_reader_close(reader);
	qsort(l.line, l.count, sizeof(l.line[0]), by_text);
	for (size_t i = 0; i < l.count; i++) {
		(void)buf_adds(&got, l.line[i]);
		free(l.line[i]);
	}
	if (!slice_eqs(buf_slice(&got), row->captures))
		fail_msg("%s:\ngot\n%swanted\n%s", row->name, got.data,
			 row->captures);
	buf_free(&got);
}

static int add_column(void *ctx, const struct store_column_state *k)
{
	struct buf *out = ctx;

	(void)buf_addf(out, "%s%s %lld/%lld %lld/%lld %s", out->len ? "; " :
		       "", k->method, (long long)k->found,
		       (long long)k->declared_total, (long long)k->pages,
		       (long long)k->declared_pages,
		       k->complete ? "complete" : "incomplete:");
	if (!k->complete && k->left_out)
		(void)buf_adds(out, " left out");
	if (!k->complete && k->ended)
		(void)buf_addf(out, " %lld %s %d", (long long)k->ended_page,
			       k->ended, k->ended_status);
	if (k->waiting || k->failed)
		(void)buf_addf(out, " %lld waiting, %lld failed",
			       (long long)k->waiting, (long long)k->failed);
	return 0;
}

static void check_column(const struct row *row, const char *dir)
{
	struct buf got = BUF_INIT(DUMP_MAX);
	struct store_reader *reader;

	assert_int_equal(store_reader_open(dir, &reader), 0);
	assert_int_equal(store_each_column(reader, 0, add_column, &got), 0);
	store_reader_close(reader);
	if (!slice_eqs(buf_slice(&got), row->column))
		fail_msg("%s:\ngot    %s\nwanted %s", row->name, got.data,
			 row->column);
	buf_free(&got);
}

static void on_finding(void *ctx, const struct verify_finding *f)
{
	fail_msg("%s: verify: %s: %s", ((const struct row *)ctx)->name,
		 f->rule, f->detail);
}

static void check_same(const struct row *row, const char *dir,
		       const struct buf *before)
{
	struct buf after = BUF_INIT(DUMP_MAX);
	struct slice a = buf_slice(before), b;

	assert_int_equal(mend_dump(dir, &after), 0);
	b = buf_slice(&after);
	while (a.p || b.p) {
		struct slice x = slice_cut(&a, '\n'), y = slice_cut(&b, '\n');

		if (!slice_eq(x, y))
			fail_msg("%s: rebuilt:\n%.*s\nbefore:\n%.*s",
				 row->name, SLICE_ARG(y), SLICE_ARG(x));
	}
	buf_free(&after);
}

/* The catalog goes; the WARC files give it back.  Then all is read again. */
static void check_rebuild(const struct row *row, const char *dir,
			  const struct conf_snapshot *conf)
{
	const struct mend_options options = {
		.rebuild = true,
		.limits = {.memory = 64 << 20, .nodes = 100000},
		.max_text = 1 << 20, .max_links = 1000, .max_payload = 1 << 20,
		.column_pages_max = conf_number(conf, OPTION_COLUMN_PAGES),
	};
	struct buf before = BUF_INIT(DUMP_MAX);
	struct archive_writing writing;
	struct reread_result reread;
	struct mend_totals totals;

	archive_writing(&writing, conf);
	assert_int_equal(mend_dump(dir, &before), 0);
	assert_int_equal(mend_archive(dir, &writing.options, &options, 1,
				      &totals), 0);
	check_same(row, dir, &before);
	assert_int_equal(reread_run(dir, conf, false, &reread), 0);
	check_same(row, dir, &before);
	buf_free(&before);
}

static void run(const struct row *row)
{
	const struct origin_page pages[] = {
		{.path = "*", .script = serve, .ctx = row}, {.path = NULL},
	};
	struct origin *origin = origin_start("127.0.0.1", pages);
	struct conf_snapshot *conf = configure(row);
	struct verify_options options = {.on_finding = on_finding,
					 .ctx = (void *)(uintptr_t)row};
	struct verify_totals totals;
	char *dir = dir_make();
	char url[128];
	int prefix = snprintf(url, sizeof(url), "http://127.0.0.1:%u",
			      origin_port(origin));

	(void)snprintf(url + prefix, sizeof(url) - (size_t)prefix, "%s",
		       row->seed);
	for (unsigned i = 0; i < (row->crawls ? row->crawls : 1); i++)
		crawl(dir, conf, url);
	check_captures(row, dir, (size_t)prefix);
	check_column(row, dir);
	assert_int_equal(verify_archive(dir, &options, &totals), 0);
	check_rebuild(row, dir, conf);
	check_captures(row, dir, (size_t)prefix);
	check_column(row, dir);
	crawl(dir, conf, url);	/* it goes on from there */
	check_column(row, dir);
	assert_int_equal(verify_archive(dir, &options, &totals), 0);
	conf_unref(conf);
	origin_stop(origin);
	dir_remove(dir);
}

/* --- why ------------------------------------------------------------------ */

static void why_is(struct store_reader *reader, const char *key,
		   const char *wanted)
{
	struct arena *a = arena_new(1 << 24);
	struct buf got = BUF_INIT(1 << 16);
	struct why why;
	int err = why_ask(reader, key, a, &why);

	if (err)
		fail_msg("%s: %s", key, err_name(err));
	if (why.request)
		(void)buf_addf(&got, "%s %.*s for %s, %s %d\n",
			       why.request->method,
			       SLICE_ARG(why.request->body),
			       strrchr(why.request->referer, ':'),
			       why.request->family, (int)why.request->page);
	for (size_t i = 0; i < why.step_count; i++)
		(void)buf_addf(&got, "%s %s\n", why.steps[i].request ?
			       why.steps[i].request->method : "GET",
			       strchr(strrchr(why.steps[i].url, ':'), '/'));
	if (!slice_eqs(buf_slice(&got), wanted))
		fail_msg("%s:\ngot\n%swanted\n%s", key, got.data, wanted);
	buf_free(&got);
	arena_free(a);
}

static int keep_key(void *ctx, const char *key)
{
	(void)buf_adds(ctx, key);
	return 1;
}

/* A list request is explained, and so is the way through it. */
static void test_why(void **state)
{
	const struct row *row = &rows[0];
	const struct origin_page pages[] = {
		{.path = "*", .script = serve, .ctx = row}, {.path = NULL},
	};
	struct origin *origin = origin_start("127.0.0.1", pages);
	struct conf_snapshot *conf = configure(row);
	struct buf key = BUF_INIT(1 << 12), wanted = BUF_INIT(1 << 12);
	struct store_reader *reader;
	char *dir = dir_make();
	char host[64], url[128];

	(void)state;
	(void)snprintf(host, sizeof(host), "http://127.0.0.1:%u",
		       origin_port(origin));
	(void)snprintf(url, sizeof(url), "%s/nb/", host);
	crawl(dir, conf, url);
	assert_int_equal(store_reader_open(dir, &reader), 0);
	(void)snprintf(url, sizeof(url), "%s/fjdzapp/search", host);
	assert_int_equal(store_each_key(reader, url, keep_key, &key), 1);
	(void)buf_addf(&wanted, "POST %s for %s/nb/, trs_dynamic 2\n"
		       "GET /nb/\nPOST /fjdzapp/search\n", TRS_BODY("2"),
		       strrchr(host, ':'));
	why_is(reader, key.data, wanted.data);
	(void)snprintf(url, sizeof(url), "%s/nb/a3.html", host);
	why_is(reader, url, "GET /nb/\nPOST /fjdzapp/search\n"
	       "GET /nb/a3.html\n");
	store_reader_close(reader);
	buf_free(&key);
	buf_free(&wanted);
	conf_unref(conf);
	origin_stop(origin);
	dir_remove(dir);
}

static void test_rows(void **state)
{
	const char *only = getenv("ROW");

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (!only || strstr(rows[i].name, only))
			run(&rows[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
