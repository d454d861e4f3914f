/* SPDX-License-Identifier: Apache-2.0 */
/* Answers of firewalls and shells, and pages that only look like them. */
#include "parsers/block.h"

#include "base/buf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* Less than a sign allows, and more than any does. */
#define PARAGRAPH							\
	"本镇认真贯彻执行条例的规定，及时公开各类政府信息，方便群众查阅，"	\
	"接受社会监督，全年没有发生纠纷。今年春天以来，各村先后修好水渠三"	\
	"条，新栽果树两千棵，村民的收入比上年有所增加，干部走访农户四百余"	\
	"次，帮助解决了饮水、用电和出行方面的困难，得到了大家的好评与支持。"	\
	"下半年将继续整修道路，改造旧的校舍，添置图书和体育器材，并把卫生"	\
	"室的药品配齐，让老人看病更加方便，同时做好防汛和护林的各项准备工作。"
#define LONG PARAGRAPH PARAGRAPH PARAGRAPH

#define LINKS								\
	"<a href=1>1</a><a href=1>1</a><a href=1>1</a><a href=1>1</a>"	\
	"<a href=1>1</a><a href=1>1</a><a href=1>1</a><a href=1>1</a>"	\
	"<a href=1>1</a><a href=1>1</a><a href=1>1</a>"

#define OK "HTTP/1.1 200 OK\r\n"
#define TS "<script>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=7;</script>"

/* text NULL: not HTML; class: its name. */
static const struct {
	const char *what;
	int status;
	const char *head, *body, *text, *target;
	const char *class, *redirect;
} rows[] = {
	{"article", 200, OK, "<p>" LONG, LONG, "/a.html", "none", NULL},
	{"no HTTP", 0, NULL, "<p>" LONG, LONG, NULL, "none", NULL},

	/* jiasule */
	{"521 with script", 521,
	 "HTTP/1.1 521 \r\nSet-Cookie: __jsluid_h=1\r\n",
	 "<script>document.cookie=('_')+('_')+\"_clearance_s=17.6|-1|x\";"
	 "location.href=location.pathname</script>", "", "/a.html",
	 "blocked_challenge/jiasule", NULL},
	{"200 with script", 200, OK,
	 "<script>document.cookie='__jsl_clearance=1'</script>", "", "/",
	 "blocked_challenge/jiasule", NULL},
	{"second stage", 521, "",
	 "<script>function go(a){};go({\"bts\":[\"1\"],\"ct\":\"x\"})"
	 "</script>", "", "/", "blocked_challenge/jiasule", NULL},
	{"521 with cookie only", 521,
	 "HTTP/1.1 521 \r\nset-cookie: __jsluid_s=1; path=/\r\n", "<p>", "",
	 "/", "blocked_challenge/jiasule", NULL},
	{"cookie of a good answer", 200,
	 OK "Set-Cookie: __jsluid_s=1; path=/\r\n", "<p>" LONG, LONG, "/a",
	 "none", NULL},
	{"article about it", 200, OK,
	 "<p>document.cookie __jsl_clearance" LONG, LONG, "/a", "none", NULL},

	/* ruishu */
	{"412 with script", 412, "HTTP/1.1 412 \r\n", "<html>" TS, "", "/",
	 "blocked_challenge/ruishu", NULL},
	{"202 with script", 202, "HTTP/1.1 202 \r\n", "<html>" TS, "", "/",
	 "blocked_challenge/ruishu", NULL},
	{"200 with meta", 200, OK,
	 "<meta id=\"aB3\" content=\"x\" r=\"m\"><script src=\"/x.js\" r='m'>",
	 "", "/", "blocked_challenge/ruishu", NULL},
	{"400 with script", 400, "HTTP/1.1 400 \r\n", "<html>" TS, "", "/",
	 "blocked_challenge/ruishu", NULL},
	{"200 with script", 200, OK, "<html>" TS, "", "/",
	 "blocked_challenge/ruishu", NULL},
	{"412 with cookie", 412,
	 "HTTP/1.1 412 Precondition Failed\r\n"
	 "Set-Cookie: FaaBBIl1UgzbN7NS=6a; Path=/\r\n", "<p>", "", "/",
	 "blocked_challenge/ruishu", NULL},
	{"real page with its script", 200, OK, TS "<p>" LONG, LONG, "/a",
	 "none", NULL},

	/* firewalls */
	{"chuangyudun", 403, "HTTP/1.1 403 Forbidden\r\n",
	 "<title>x</title><p>当前访问疑似黑客攻击，已被拦截",
	 "当前访问疑似黑客攻击，已被拦截", "/", "blocked_waf", NULL},
	{"its address", 200, OK, "<img src=//help.365cyd.com/x.png>", "", "/",
	 "blocked_waf", NULL},
	{"360", 200, OK, "<script src=/wzws-waf-cgi/a.js></script>", "", "/",
	 "blocked_waf", NULL},
	{"360 cookie", 200, OK "Set-Cookie: wzws_cid=1\r\n", "<p>", "", "/",
	 "blocked_waf", NULL},
	{"493", 493, "HTTP/1.1 493 \r\n", "", "", "/", "blocked_waf", NULL},
	{"468", 468, "HTTP/1.1 468 \r\n", "", NULL, "/", "blocked_waf", NULL},
	{"title only", 200, OK, "<title>访问异常页面</title><p>请稍后",
	 "请稍后", "/", "blocked_waf", NULL},
	{"baota", 200, OK,
	 "<title>网站防火墙</title><p>您的请求带有不合法参数，已被网站管理员"
	 "设置拦截", "您的请求带有不合法参数，已被网站管理员设置拦截", "/a",
	 "blocked_waf", NULL},
	{"aliyun", 405, "HTTP/1.1 405 Not Allowed\r\n",
	 "<a href=//errors.aliyun.com/x>x</a>", "x", "/", "blocked_waf", NULL},
	{"aliyun's script", 200, OK,
	 "<script>var arg1='0A1B';document.cookie='acw_sc__v2='+x</script>", "",
	 "/", "blocked_waf", NULL},
	{"yunsuo", 200, OK,
	 "<script>document.cookie='yunsuo_session_verify=1'</script>", "", "/",
	 "blocked_waf", NULL},
	{"safeline", 468, "HTTP/1.1 468 \r\n",
	 "<script src=/.safeline/static/a.js></script>安全检测", "安全检测",
	 "/", "blocked_waf", NULL},
	{"tencent", 200, OK,
	 "<iframe src=https://waf.tencent-cloud.com/501page.html></iframe>",
	 "", "/", "blocked_waf", NULL},
	{"captcha", 200, OK,
	 "<p>为了您的正常访问，请输入验证码<form><input name=c></form>",
	 "为了您的正常访问，请输入验证码", "/a", "blocked_waf", NULL},
	{"captcha of a search", 200, OK,
	 "<p>请输入查询编号和验证码<form><input name=c></form>",
	 "请输入查询编号和验证码", "/ysq/", "none", NULL},
	{"slider", 200, OK, "<p>请拖动滑块完成验证", "请拖动滑块完成验证", "/",
	 "blocked_waf", NULL},
	{"article about one", 200, OK, "<p>当前访问疑似黑客攻击" LONG,
	 "当前访问疑似黑客攻击" LONG, "/a.html", "none", NULL},
	{"log in", 200, OK,
	 "<form><input type=\"password\"></form><p>拖动滑块登录",
	 "拖动滑块登录", "/login", "none", NULL},
	{"short notice on a portal", 200, OK,
	 LINKS "<p>访问异常页面的说明",
	 "访问异常页面的说明", "/a.html", "none", NULL},

	/* what the status says */
	{"403", 403, "HTTP/1.1 403 Forbidden\r\n", "<h1>403", "403", "/a",
	 "blocked_forbidden", NULL},
	{"403 without a body", 403, "HTTP/1.1 403 Forbidden\r\n", "", NULL,
	 "/a", "blocked_forbidden", NULL},
	{"401", 401, "HTTP/1.1 401 \r\n", "", NULL, "/a",
	 "blocked_forbidden", NULL},
	{"405", 405, "HTTP/1.1 405 \r\n", "", NULL, "/a",
	 "blocked_forbidden", NULL},
	{"418", 418, "HTTP/1.1 418 I'm a teapot\r\n", "", NULL, "/a",
	 "blocked_forbidden", NULL},
	{"444", 444, "", "", NULL, "/a", "blocked_forbidden", NULL},
	{"412 without marks", 412, "", "<p>x", "x", "/a", "blocked_forbidden",
	 NULL},
	{"404", 404, "HTTP/1.1 404 Not Found\r\n", "<h1>404", "404", "/a",
	 "none", NULL},
	{"500", 500, "", "", NULL, "/a", "none", NULL},
	{"429", 429, "HTTP/1.1 429 \r\n", "", NULL, "/a", "rate_limited",
	 NULL},
	{"503 with a time", 503, "HTTP/1.1 503 \r\nretry-after: 30\r\n", "",
	 NULL, "/a", "rate_limited", NULL},
	{"in words", 200, OK, "<p>您的访问过于频繁，请稍后再试",
	 "您的访问过于频繁，请稍后再试", "/a", "rate_limited", NULL},
	{"503 without", 503, "HTTP/1.1 503 \r\n", "", NULL, "/a", "none",
	 NULL},
	{"301", 301, "HTTP/1.1 301 \r\nLocation: /b\r\n", "", "", "/a", "none",
	 NULL},

	/* shells */
	{"meta refresh", 200, OK,
	 "<meta http-equiv='refresh' content='0; url=/zwgk/index.html'>", "",
	 "/", "redirect_shell", "/zwgk/index.html"},
	{"no quotes", 200, OK,
	 "<META HTTP-EQUIV=Refresh CONTENT=\"3;URL='main/'\">请稍候", "请稍候",
	 "/", "redirect_shell", "main/"},
	{"replace", 200, OK, "<script>window.location.replace( \"a/b.html\" );"
	 "</script>", "", "/", "redirect_shell", "a/b.html"},
	{"href", 200, OK,
	 "<body onload=\"location.href='http://b.gov.cn/c/'\">", "", "/qsz/",
	 "redirect_shell", "http://b.gov.cn/c/"},
	{"location itself", 200, OK, "<script>top.location = '/x/'</script>",
	 "", "/", "redirect_shell", "/x/"},
	{"made by the script", 200, OK,
	 "<script>location.href='/a/'+id;</script>", "", "/", "blocked_empty",
	 NULL},
	{"of the script's own", 200, OK,
	 "<script>mylocation='/a/';location==\"/b\"</script>", "", "/",
	 "blocked_empty", NULL},
	{"remark", 200, OK, "<script>\n//location='/a/'\n</script>", "", "/",
	 "blocked_empty", NULL},
	{"comment", 200, OK,
	 "<!--<meta http-equiv=refresh content='0;url=/a/'>-->", "", "/",
	 "blocked_empty", NULL},
	{"reload", 200, OK, "<meta http-equiv=refresh content=60>", "", "/",
	 "blocked_empty", NULL},
	{"page with a refresh", 200, OK,
	 "<meta http-equiv=refresh content='5;url=/a'><p>" LONG, LONG, "/",
	 "none", NULL},
	{"branch for telephones", 200, OK,
	 "<script>if(m)location.href='/m/'</script><p>" PARAGRAPH, PARAGRAPH,
	 "/a.html", "none", NULL},
	{"frames", 200, OK,
	 "<frameset><frame src=a></frameset><script>location='/b'</script>",
	 "", "/", "none", NULL},

	/* gone */
	{"removed", 200, OK,
	 "<meta http-equiv=\"refresh\" content=\"0;URL=../\" />\n", "",
	 "/a/t20260101_1.htm", "removed", "../"},
	{"to the home page", 200, OK,
	 "<script>window.location.href='/index.html'</script>", "",
	 "/a/t20260101_1.htm", "soft_404", "/index.html"},
	{"to the home page in full", 200, OK,
	 "<script>location='http://www.a.gov.cn/'</script>", "", "/a/1.htm",
	 "soft_404", "http://www.a.gov.cn/"},
	{"a folder that moved", 200, OK,
	 "<script>location='http://b.a.gov.cn/'</script>", "", "/b/",
	 "redirect_shell", "http://b.a.gov.cn/"},
	{"soft 404", 200, OK, "<p>抱歉，您访问的页面不存在",
	 "抱歉，您访问的页面不存在", "/a.html", "soft_404", NULL},
	{"soft 404 in other words", 200, OK,
	 "<p>您访问的页面找不到了，请返回首页", "您访问的页面找不到了，请返回首页",
	 "/a.html", "soft_404", NULL},
	{"soft 404 as taken down", 200, OK,
	 "<p>您访问的页面可能已经删除", "您访问的页面可能已经删除", "/a.html",
	 "removed", NULL},
	{"soft 404 amid menus", 200, OK,
	 "<title>404-青禾县人民政府</title>" LINKS "<p>" PARAGRAPH, PARAGRAPH,
	 "/a.html", "soft_404", NULL},
	{"article about a bus", 200, OK,
	 "<title>404路公交车停运</title>" LINKS "<p>" PARAGRAPH, PARAGRAPH,
	 "/a.html", "none", NULL},
	{"to the page for 404", 200, OK,
	 "<script>location.replace('/404.html')</script>", "",
	 "/a/t20260101_1.htm", "soft_404", "/404.html"},
	{"404 that leads home", 404, "HTTP/1.1 404 Not Found\r\n",
	 "<script>location='/'</script>", "", "/a/1.htm", "none", NULL},
	{"deleted", 200, OK, "<p>该信息已删除", "该信息已删除", "/a.html",
	 "removed", NULL},
	{"article with its words", 200, OK, "<p>页面不存在" LONG,
	 "页面不存在" LONG, "/a.html", "none", NULL},

	/* nothing */
	{"empty page", 200, OK, "<html><body></body></html>", "", "/a.html",
	 "blocked_empty", NULL},
	{"no byte", 200, OK, "", NULL, "/a.html", "blocked_empty", NULL},
	{"line feed", 200, OK, "\r\n", NULL, "/a.html", "blocked_empty", NULL},
	{"empty robots.txt", 200, OK, "", NULL, "/robots.txt", "none", NULL},
	{"small robots.txt", 200, OK, "User-agent: *\n", NULL, "/robots.txt",
	 "none", NULL},
	{"short text", 200, OK, "0", NULL, "/count", "none", NULL},
	{"short page", 200, OK, "<p>x", "x", "/a", "none", NULL},
	{"picture", 200, OK, "<img src=a.jpg>", "", "/a", "none", NULL},
	{"no content", 204, "HTTP/1.1 204 \r\n", "", NULL, "/a", "none", NULL},
};

static void table(void **state)
{
	bool bad = false;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct block_verdict got = block_classify(
			&(struct block_input){
				.status = rows[i].status,
				.head = slice_of(rows[i].head),
				.body = slice_of(rows[i].body),
				.text = slice_of(rows[i].text),
				.target = slice_of(rows[i].target),
			});
		struct slice want = slice_of(rows[i].redirect);

		if (!strcmp(block_name(got.class), rows[i].class) &&
		    slice_eq(got.redirect, want) && !got.redirect.p == !want.p)
			continue;
		print_error("%s: %.300s\n  got    %s «%.*s»\n"
			    "  wanted %s «%s»\n", rows[i].what, rows[i].body,
			    block_name(got.class), SLICE_ARG(got.redirect),
			    rows[i].class,
			    rows[i].redirect ? rows[i].redirect : "");
		bad = true;
	}
	assert_false(bad);
}

static bool within(struct slice part, const char *whole)
{
	return part.p >= whole && part.p + part.n <= whole + strlen(whole);
}

/* Evidence is a part of what was given, for every class that has some. */
static void evidence(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *head = rows[i].head ? rows[i].head : "";
		const char *text = rows[i].text ? rows[i].text : "";
		struct block_verdict v = block_classify(&(struct block_input){
			.status = rows[i].status,
			.head = slice_of(head),
			.body = slice_of(rows[i].body),
			.text = slice_of(rows[i].text),
			.target = slice_of(rows[i].target),
		});

		if (v.class == BLOCK_NONE) {
			assert_null(v.evidence.p);
			assert_null(v.sign);
			continue;
		}
		assert_non_null(v.sign);
		if (!within(v.evidence, head) && !within(v.evidence, text) &&
		    !within(v.evidence, rows[i].body))
			fail_msg("%s: evidence is from nowhere", rows[i].what);
	}
}

/* A sign is the same for the same thing, whatever a host puts into it. */
static void signs(void **state)
{
	static const char *const heads[] = {
		"HTTP/1.1 412 \r\nSet-Cookie: FaaBBIl1UgzbN7NS=6a; Path=/\r\n",
		"HTTP/1.1 412 Oh\r\nSet-Cookie: Qz8uGo2Yk1mAbO=77\r\n",
	};
	const char *first = NULL;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct block_verdict v = block_classify(&(struct block_input){
			.status = 412, .head = slice_of(heads[i]),
			.body = slice_of("<p>"), .text = {"", 0},
		});

		if (i > 0)
			assert_string_equal(v.sign, first);
		first = v.sign;
	}
}

static void names(void **state)
{
	(void)state;
#define X(suffix, name, host, sentence)					\
	assert_int_equal(block_from_name(name), BLOCK_##suffix);	\
	assert_string_equal(block_text(BLOCK_##suffix), sentence);
	BLOCK_TABLE(X)
#undef X
	assert_int_equal(block_from_name("blocked"), BLOCK_NONE);
	assert_int_equal(block_from_name(NULL), BLOCK_NONE);
}

static void host_wide(void **state)
{
	(void)state;
	assert_true(block_is_gone(BLOCK_REMOVED));
	assert_false(block_is_gone(BLOCK_EMPTY));
	assert_true(block_hides(BLOCK_EMPTY));
	assert_false(block_hides(BLOCK_SOFT_404));
	assert_false(block_hides(BLOCK_REDIRECT_SHELL));
	assert_false(block_is_host_wide(BLOCK_NONE));
	assert_true(block_is_host_wide(BLOCK_WAF));
	assert_true(block_is_host_wide(BLOCK_CHALLENGE_RUISHU));
	assert_false(block_is_host_wide(BLOCK_EMPTY));
	assert_false(block_is_host_wide(BLOCK_REMOVED));
	assert_string_equal(block_name(BLOCK_SOFT_404), "soft_404");
}

/* Bodies on which a careless search takes for ever. */
static void hostile(void **state)
{
	static const char *const units[] = {
		"<", "<meta ", "location", "location='", "<!--", "<a ",
		"location.href='/a'+", "http-equiv refresh content",
		"<title", "//location=\"a\"",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		struct buf body = BUF_INIT(4 << 20);

		while (body.len < 2 << 20)
			assert_int_equal(buf_adds(&body, units[i]), 0);
		(void)block_classify(&(struct block_input){
			.status = 200,
			.head = buf_slice(&body),
			.body = buf_slice(&body),
			.text = {"", 0},
		});
		(void)block_classify(&(struct block_input){
			.status = 200,
			.body = slice_sub(buf_slice(&body), 0, 4000),
			.text = {"", 0},
		});
		buf_free(&body);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(table),
		cmocka_unit_test(evidence),
		cmocka_unit_test(signs),
		cmocka_unit_test(names),
		cmocka_unit_test(host_wide),
		cmocka_unit_test(hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
