/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pieces of real pages, where NIANBAO_CASES names the folder that holds them
 * (cases/cms); skipped without.  What is expected was read from each excerpt
 * by a person.  Two files there are notes about pages, not pages, and have
 * nothing to be read: jpaas_unit_facts.txt, yunnan_base64_pager.txt.
 */
#include "base/buf.h"
#include "parsers/pager.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct html_limits limits = {.memory = 64 << 20,
					  .nodes = 100000};

struct page {
	const char *file, *url;
	const char *method;
	int64_t total, pages, size;
	bool incomplete;
	uint32_t count;			/* of requests */
	const char *first, *body;	/* the first of them */
};

static const struct page pages[] = {
	{"trs_fujian_pingtan_zfxxgknb_list.html",
	 "https://www.pingtan.gov.cn/zwgk/zfxxgk/zfxxgknb/",
	 "trs_dynamic", 20, 2, 10, true, 1,
	 "https://www.pingtan.gov.cn/fjdzapp/search",
	 "channelid=200210&classsql=chnlid%3D1813&sortfield=-docorderpri%2C"
	 "-docreltime&page=2&prepage=10&classcol=publishyear&classnum=100"
	 "&classsort=0&cache=true"},
	{"trs_fujian_pingtan_report_head.html",
	 "https://www.pingtan.gov.cn/zwgk/zfxxgk/zfxxgknb/202302/t1_80629.htm",
	 "none", -1, -1, -1, false, 0, NULL, NULL},
	{"trs_inline_countPage.html", "http://a.gov.cn/zwgk/",
	 "trs", -1, 17, -1, false, 16, "http://a.gov.cn/zwgk/index_1.html",
	 NULL},
	{"wuhan_js_list.html", "http://a.gov.cn/zwgk/zcwj/",
	 "trs", -1, 25, -1, false, 24,
	 "http://a.gov.cn/zwgk/zcwj/index_1.shtml", NULL},
	{"vsb_pager.html", "http://a.edu.cn/zcyzc.htm",
	 "vsb", -1, 31, -1, false, 30, "http://a.edu.cn/zcyzc/30.htm", NULL},
	{"easysite_pager.html",
	 "http://a.gov.cn/tiaofasi/144941/144957/index.html",
	 "easysite", -1, 6, -1, false, 5,
	 "http://a.gov.cn/tiaofasi/144941/144957/21892-2.html", NULL},
	{"hanweb_jpage_dingxi_datastore.html",
	 "http://a.gov.cn/col/col12377/index.html",
	 "hanweb", -1, -1, -1, true, 1,
	 "http://a.gov.cn/module/web/jpage/dataproxy.jsp?page=1&appid=1"
	 "&appid=1&webid=110&path=/&columnid=12377&unitid=38486&webname="
	 "%25E5%25AE%259A%25E8%25A5%25BF%25E5%25B8%2582%25E6%2594%25BF%25E5"
	 "%25BA%259C%25E4%25BF%25A1%25E6%2581%25AF%25E5%2585%25AC%25E5%25BC"
	 "%2580%25E5%25B9%25B3%25E5%258F%25B0&permissiontype=0", NULL},
	{"hanweb_jpage_nantong_old.html",
	 "http://a.gov.cn/col/col31685/index.html",
	 "hanweb", -1, -1, -1, true, 1,
	 "http://a.gov.cn/module/jslib/jquery/jpage/dataproxy.jsp?page=1"
	 "&appid=1&appid=1&webid=60&path=%27/%27&columnid=31685&unitid=80325"
	 "&webname=%27%E5%8D%97%E9%80%9A%E5%B8%82%E6%94%BF%E5%BA%9C%E9%87%87"
	 "%E8%B4%AD%E7%BD%91%27&permissiontype=0", NULL},
	{"hanweb_jpage_shandong_kjt.html",
	 "http://a.gov.cn/col/col103585/index.html",
	 "hanweb", -1, -1, -1, true, 1,
	 "http://a.gov.cn/module/web/jpage/dataproxy.jsp?page=1&webid=73"
	 "&columnid=103585&unitid=764752", NULL},
	{"challenge_jsl_521_stub.html", "http://a.gov.cn/zwgk/",
	 "none", -1, -1, -1, false, 0, NULL, NULL},
	{"challenge_ruishu_stub.html", "http://a.gov.cn/zwgk/",
	 "none", -1, -1, -1, false, 0, NULL, NULL},
	{"shell_meta_refresh_removed.html", "http://a.gov.cn/zwgk/",
	 "none", -1, -1, -1, false, 0, NULL, NULL},
};

/* The lines of createPageHTML_variants.txt that can be read as they stand. */
static const struct page calls[] = {
	{"createPageHTML(25, 0, \"index\", \"shtml\")", NULL,
	 "trs", -1, 25, -1, false, 24, "http://a.gov.cn/b/index_1.shtml", NULL},
	{"createPage(12, 0, \"index\", \"html\")", NULL,
	 "trs", -1, 12, -1, false, 11, "http://a.gov.cn/b/index_1.html", NULL},
	{"createPageHTML(3, 1, 'index', 'shtml')", NULL,
	 "trs", -1, 3, -1, false, 2, "http://a.gov.cn/b/index_2.shtml", NULL},
	{"createPageHTML('page_div',8, 1,'list','shtml',118)", NULL,
	 "ucap", 118, 8, 15, false, 7, "http://a.gov.cn/b/list_2.shtml", NULL},
	{"createPageHTML('page_div',10, 1,'xlist','shtml',189)", NULL,
	 "ucap", 189, 10, 20, false, 9, "http://a.gov.cn/b/xlist_2.shtml",
	 NULL},
	{"createPageHTML('page_div',5, 1,'fg','shtml',89)", NULL,
	 "ucap", 89, 5, 20, false, 4, "http://a.gov.cn/b/fg_2.shtml", NULL},
	{"createPageHTML('page_div',10, 1,'dezlist','shtml',149)", NULL,
	 "ucap", 149, 10, 15, false, 9, "http://a.gov.cn/b/dezlist_2.shtml",
	 NULL},
};

static char *folder;	/* of the excerpts, with a slash */

static struct buf read_case(const char *name)
{
	struct buf text = BUF_INIT(1 << 20);
	struct buf path = BUF_INIT(4096);
	char block[4096];
	size_t n;
	FILE *f;

	(void)buf_addf(&path, "%s%s", folder, name);
	f = fopen(path.data, "rb");
	if (!f)
		fail_msg("%s cannot be read", path.data);
	while ((n = fread(block, 1, sizeof(block), f)) > 0)
		(void)buf_add(&text, block, n);
	(void)fclose(f);
	buf_free(&path);
	return text;
}

static int check(const struct page *page, const char *at, struct slice html)
{
	struct arena *a = arena_new(64 << 20);
	struct pager p;
	struct html_doc *doc;
	struct slice url = SLICE_NONE;
	struct slice body = SLICE_NONE;
	struct url u;
	bool same;

	assert_int_equal(url_parse(slice_of(at), NULL, NULL, &u, NULL), 0);
	assert_int_equal(html_parse(html, &limits, &doc), 0);
	assert_int_equal(pager_find(&(struct pager_input){
		.html = html_of(doc), .url = &u}, a, &p), 0);
	if (p.next_count) {
		url = p.next[0].url;
		body = p.next[0].body;
	}
	same = !strcmp(p.method, page->method) &&
	       p.declared_total == page->total &&
	       p.declared_pages == page->pages && p.page_size == page->size &&
	       p.incomplete == page->incomplete &&
	       p.next_count == page->count &&
	       slice_eq(url, slice_of(page->first)) &&
	       slice_eq(body, slice_of(page->body));
	if (!same)
		print_error("%s\n  got    %s, %" PRId64 " rows, %" PRId64
			    " pages of %" PRId64 ", incomplete %d, next %u: "
			    "%.*s %.*s\n  wanted %s, %" PRId64 " rows, %"
			    PRId64 " pages of %" PRId64 ", incomplete %d, next "
			    "%u: %s %s\n", page->file, p.method,
			    p.declared_total, p.declared_pages, p.page_size,
			    p.incomplete, p.next_count, SLICE_ARG(url),
			    SLICE_ARG(body), page->method, page->total,
			    page->pages, page->size, page->incomplete,
			    page->count, page->first ? page->first : "",
			    page->body ? page->body : "");
	url_free(&u);
	html_free(doc);
	arena_free(a);
	return !same;
}

static void excerpts(void **state)
{
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++) {
		struct buf text = read_case(pages[i].file);

		wrong += check(&pages[i], pages[i].url, buf_slice(&text));
		buf_free(&text);
	}
	assert_int_equal(wrong, 0);
}

/* Each call stands in the file, and is read as it is there. */
static void variants(void **state)
{
	struct buf text = read_case("createPageHTML_variants.txt");
	int wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(calls) / sizeof(*calls); i++) {
		struct buf html = BUF_INIT(1000);

		if (slice_finds(buf_slice(&text), calls[i].file, 0) ==
		    SIZE_MAX)
			fail_msg("%s is not in the file", calls[i].file);
		(void)buf_addf(&html, "<script>%s</script>", calls[i].file);
		wrong += check(&calls[i], "http://a.gov.cn/b/",
			       buf_slice(&html));
		buf_free(&html);
	}
	assert_int_equal(wrong, 0);
	buf_free(&text);
}

static void gkmlpt_answer(void **state)
{
	struct pager_request request = {
		.method = "GET", .page = 1, .list = true, .family = "gkmlpt",
		.url = slice_of("https://www.zhaoqing.gov.cn/zqhjj/gkmlpt/api/"
				"all/21023?page=1&sid=758019"),
		.referer = slice_of("https://www.zhaoqing.gov.cn/zqhjj/gkmlpt/"
				    "index"),
	};
	struct buf text = read_case("gkmlpt_api_sample.json");
	struct arena *a = arena_new(1 << 20);
	struct pager_list list;

	(void)state;
	assert_int_equal(pager_read(&request, buf_slice(&text), &limits, a,
				    &list), 0);
	assert_int_equal(list.declared_total, 203);
	assert_int_equal(list.count, 1);
	assert_true(slice_eqs(list.rows[0].url, "https://www.zhaoqing.gov.cn/"
			      "zqhjj/gkmlpt/content/3/3255/post_3255421.html"));
	assert_true(slice_ends(list.rows[0].title, "项目受理公告"));
	assert_true(slice_eqs(list.rows[0].date, "2026-07-07"));
	assert_true(slice_eqs(list.next[0].url, "https://www.zhaoqing.gov.cn/"
			      "zqhjj/gkmlpt/api/all/21023?page=2&sid=758019"));
	buf_free(&text);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(excerpts),
		cmocka_unit_test(variants),
		cmocka_unit_test(gkmlpt_answer),
	};
	const char *cases = getenv("NIANBAO_CASES");
	struct buf path = BUF_INIT(4096);
	int failed;

	if (!cases)
		return 77;
	(void)buf_addf(&path, "%s/cases/cms/", cases);
	folder = buf_take(&path);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	free(folder);
	return failed;
}
