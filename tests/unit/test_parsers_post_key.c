/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Keys of POSTs, a row for each family that asks by one.  What POST_KEY_INDEX
 * is to give was worked out with Python's unquote_plus() and urlencode(),
 * which cdxj-indexer and pywb call, then encoded as a URL.
 */
#include "base/err.h"
#include "parsers/post_key.h"
#include "parsers/url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#define FORM "application/x-www-form-urlencoded; charset=UTF-8"
#define JSON "application/json; charset=UTF-8"
#define URL "http://www.a.gov.cn/search"

struct row {
	enum post_key_use use;
	const char *url, *type, *body, *key;
};

static const struct row rows[] = {
	/* TRS 动静结合 */
	{POST_KEY_INDEX, URL, FORM,
	 "channelid=200210&classsql=chnlid%3D1813&page=2&prepage=10",
	 URL "?__wb_method=POST&channelid=200210&classsql=chnlid=1813&page=2"
	 "&prepage=10"},
	/* Hanweb: a query of its own, names encoded twice */
	{POST_KEY_INDEX, "http://a.cn/dataproxy.jsp?startrecord=1&endrecord=45",
	 FORM, "col=1&webname=%25E5%25BF%25AB&path=%2F",
	 "http://a.cn/dataproxy.jsp?startrecord=1&endrecord=45"
	 "&__wb_method=POST&col=1&webname=%E5%BF%AB&path=/"},
	/* Epoint */
	{POST_KEY_INDEX, URL, JSON, "{\"deptcode\":\"\",\"categorynum\":"
	 "\"003002\",\"pageIndex\":2,\"pageSize\":15,\"siteGuid\":\"7e-b\"}",
	 URL "?__wb_method=POST&deptcode=&categorynum=003002&pageIndex=2"
	 "&pageSize=15&siteGuid=7e-b"},
	{POST_KEY_INDEX, URL, JSON,
	 "{\"a\":{\"page\":1,\"x\":true},\"list\":[{\"page\":2},3,null],"
	 "\"page\":1.50,\"名\":\"a b&c\"}",
	 URL "?__wb_method=POST&page=1&x=True&page.2_=2&list=3&list.2_=None"
	 "&page.3_=1.5&%E5%90%8D=a+b%26c"},
	{POST_KEY_INDEX, URL, JSON,
	 "{\"v\":2.0,\"w\":1e22,\"x\":1e-7,\"y\":100.0}", URL
	 "?__wb_method=POST&v=2.0&w=1e%2B22&x=1e-07&y=100.0"},
	{POST_KEY_INDEX, URL, JSON, "{", URL "?__wb_method=POST"},
	{POST_KEY_INDEX, URL, "text/plain", "{\"page\":2}",
	 URL "?__wb_method=POST&page=2"},
	{POST_KEY_INDEX, URL, "text/plain", "page",
	 URL "?__wb_method=POST&__wb_post_data=cGFnZQ=="},
	{POST_KEY_INDEX, URL, "text/xml", "<a/>",
	 URL "?__wb_method=POST&__wb_post_data=PGEvPg=="},
	{POST_KEY_INDEX, URL, FORM, "a=\xb4\xf3",
	 URL "?__wb_method=POST&__wb_post_data=YT208w=="},
	{POST_KEY_INDEX, URL, FORM, "t=a+b%0A%23%3C%27",
	 URL "?__wb_method=POST&t=a%20b%0A%23%3C%27"},
	{POST_KEY_INDEX, URL, FORM, "", URL "?__wb_method=POST"},
	{POST_KEY_INDEX, URL, NULL, "x",
	 URL "?__wb_method=POST&__wb_post_data=eA=="},
	/* ASP.NET: the state is in the index's key, not in the catalog's */
	{POST_KEY_INDEX, URL, FORM, "__VIEWSTATE=%2FwE&__EVENTTARGET=p"
	 "&__EVENTARGUMENT=2&__VIEWSTATEGENERATOR=C7",
	 URL "?__wb_method=POST&__VIEWSTATE=/wE&__EVENTTARGET=p"
	 "&__EVENTARGUMENT=2&__VIEWSTATEGENERATOR=C7"},
	{POST_KEY_CATALOG, URL, FORM, "__VIEWSTATE=%2FwE&__EVENTTARGET=p"
	 "&__EVENTARGUMENT=2&__VIEWSTATEGENERATOR=C7",
	 URL "?__wb_method=POST&__EVENTTARGET=p&__EVENTARGUMENT=2"},
	{POST_KEY_CATALOG, URL, JSON, "{\"page\":2}",
	 URL "?__wb_method=POST&page=2"},
};

static void test_rows(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct row *row = &rows[i];
		struct buf key = BUF_INIT(1 << 20);
		struct buf again = BUF_INIT(URL_MAX);
		struct url u;

		assert_int_equal(post_key(row->use, slice_of(row->url),
					  slice_of(row->type),
					  slice_of(row->body), &key), 0);
		if (!slice_eqs(buf_slice(&key), row->key))
			fail_msg("%s %s\n got:    %s\n wanted: %s", row->url,
				 row->body, key.data, row->key);
		/* it is a URL, and stays as it is when parsed */
		assert_int_equal(url_parse(buf_slice(&key), NULL, NULL, &u,
					   NULL), 0);
		assert_int_equal(url_canonical(&u, &again), 0);
		if (!slice_eq(buf_slice(&key), buf_slice(&again)))
			fail_msg("parsed: %s\n wanted: %s", again.data,
				 key.data);
		url_free(&u);
		buf_free(&again);
		buf_free(&key);
	}
}

static void make_long(struct buf *body, size_t n)
{
	(void)buf_adds(body, "a=");
	for (size_t i = 2; i < n; i++)
		(void)buf_addc(body, 'x');
}

static size_t length_of(enum post_key_use use, size_t n, const char *end)
{
	struct buf body = BUF_INIT(1 << 20), key = BUF_INIT(1 << 20);
	size_t length;

	make_long(&body, n);
	(void)buf_adds(&body, end);
	assert_int_equal(post_key(use, slice_of(URL), slice_of(FORM),
				  buf_slice(&body), &key), 0);
	length = key.len - strlen(URL "?__wb_method=POST&");
	if (use == POST_KEY_CATALOG && n > POST_KEY_MAX)
		assert_true(slice_finds(buf_slice(&key), "__wb_post_sha256=",
					0) != SIZE_MAX);
	buf_free(&body);
	buf_free(&key);
	return length;
}

static void test_limits(void **state)
{
	(void)state;
	assert_int_equal(length_of(POST_KEY_INDEX, POST_KEY_MAX, ""),
			 POST_KEY_MAX);
	assert_int_equal(length_of(POST_KEY_INDEX, POST_KEY_MAX + 1, ""),
			 POST_KEY_MAX);
	assert_int_equal(length_of(POST_KEY_CATALOG, POST_KEY_MAX, ""),
			 POST_KEY_MAX);
	assert_int_equal(length_of(POST_KEY_CATALOG, POST_KEY_MAX + 1, ""),
			 strlen("__wb_post_sha256=") + 64);
}

static void test_too_big(void **state)
{
	struct buf key = BUF_INIT(8);

	(void)state;
	assert_int_equal(post_key(POST_KEY_INDEX, slice_of(URL), SLICE_NONE,
				  SLICE_NONE, &key), ERR_TOOBIG);
	buf_free(&key);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_too_big),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
