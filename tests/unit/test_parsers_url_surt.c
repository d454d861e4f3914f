/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"
#include "parsers/url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

#define ID32 "0123456789abcdef0123456789ABCDEF"

static struct url parse(const char *text)
{
	struct url u;

	if (url_parse(slice_of(text), NULL, NULL, &u, NULL))
		fail_msg("%s does not parse", text);
	return u;
}

struct pair {
	const char *input;
	const char *wanted;
};

static void check(const struct pair *pairs, size_t count,
		  int (*add)(const struct url *, struct buf *))
{
	for (size_t i = 0; i < count; i++) {
		struct url u = parse(pairs[i].input);
		struct buf out = BUF_INIT(URL_MAX * 2);

		assert_int_equal(add(&u, &out), 0);
		if (strcmp(out.data, pairs[i].wanted))
			fail_msg("%s: got %s, wanted %s", pairs[i].input,
				 out.data, pairs[i].wanted);
		buf_free(&out);
		url_free(&u);
	}
}

#define CHECK(pairs, add) check(pairs, sizeof(pairs) / sizeof((pairs)[0]), add)

static void surts(void **state)
{
	static const struct pair pairs[] = {
		{"http://qinghe.gov.cn", "cn,gov,qinghe)/"},
		{"https://www.Qinghe.gov.cn:443/A/B.html#x",
		 "cn,gov,qinghe)/a/b.html"},
		{"http://www2.qinghe.gov.cn/a/", "cn,gov,qinghe)/a"},
		{"http://www.cn/", "cn)/"},
		{"http://wwwx.cn/", "cn,wwwx)/"},
		{"http://www/", "www)/"},
		{"http://www./", "www)/"},
		{"http://www.qinghe.gov.cn./", "cn,gov,qinghe)/"},
		{"http://u:p@qinghe.gov.cn:8080/a//",
		 "cn,gov,qinghe:8080)/a/"},
		{"https://qinghe.gov.cn:80/", "cn,gov,qinghe:80)/"},
		{"http://127.0.0.1:8080/a", "127.0.0.1:8080)/a"},
		{"http://[2001:db8::1]/a", "[2001:db8::1])/a"},
		{"http://h/a?", "h)/a"},
		{"http://h/a?b=2&a=1&B=1", "h)/a?a=1&b=1&b=2"},
		/* by name, then by value */
		{"http://h/?a!=1&a=2&a&a=", "h)/?a&a=&a=2&a!=1"},
		{"http://h/?%E5=1", "h)/?%e5=1"},
		{"http://h/a;jsessionid=" ID32, "h)/a"},
		{"http://h/a;JSESSIONID=" ID32 "?b", "h)/a?b"},
		{"http://h/a.do;jsessionid=" ID32 "/c", "h)/a.do/c"},
		{"http://h/a;jsessionid=short", "h)/a;jsessionid=short"},
		{"http://h/?jsessionid=" ID32, "h)/"},
		{"http://h/?a=1&phpsessid=" ID32, "h)/?a=1"},
		{"http://h/?sid=" ID32 "&a=1", "h)/?a=1"},
		{"http://h/?sid=7&a=1", "h)/?a=1&sid=7"},
		{"http://h/?sid=" ID32 "0",
		 "h)/?sid=0123456789abcdef0123456789abcdef0"},
		{"http://h/?ASPSESSIONIDABCDEFGH=ABCDEFGHIJKLMNOPQRSTUVWX&z",
		 "h)/?z"},
		{"http://h/?aspsessionid=7", "h)/?aspsessionid=7"},
	};

	(void)state;
	CHECK(pairs, url_surt);
}

static void host_keys(void **state)
{
	static const struct pair pairs[] = {
		{"http://WWW.qinghe.gov.cn/a", "http://www.qinghe.gov.cn:80"},
		{"https://u@h/", "https://h:443"},
		{"http://h:443/", "http://h:443"},
		{"http://[::1]:8/", "http://[::1]:8"},
	};

	(void)state;
	CHECK(pairs, url_host_key);
}

static void canonical_forms(void **state)
{
	static const struct pair pairs[] = {
		{"HTTP://H:80/a/../b?#x", "http://h/b?"},
		{"http://h/#", "http://h/"},
		{"http://h", "http://h/"},
	};

	(void)state;
	CHECK(pairs, url_canonical);
}

static void full_buffers_say_so(void **state)
{
	struct url u = parse("http://www.qinghe.gov.cn/aa?b=1&a=2");

	(void)state;
	for (size_t max = 0; max < 24; max++) {
		struct buf out = BUF_INIT(max);

		assert_int_equal(url_surt(&u, &out), ERR_TOOBIG);
		assert_int_equal(url_surt(&u, &out), ERR_TOOBIG);
		buf_clear(&out);
		assert_int_equal(url_host_key(&u, &out), ERR_TOOBIG);
		buf_clear(&out);
		assert_int_equal(url_canonical(&u, &out), ERR_TOOBIG);
		buf_free(&out);
	}
	url_free(&u);
}

static void hosts_compare(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} cases[] = {
		{"http://h/a", "http://H:80/b", true},
		{"http://h/", "https://h/", false},
		{"http://h:443/", "https://h/", false},
		{"http://h/", "http://h:81/", false},
		{"http://h/", "http://h./", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct url a = parse(cases[i].a);
		struct url b = parse(cases[i].b);

		assert_int_equal(url_same_host(&a, &b), cases[i].same);
		url_free(&a);
		url_free(&b);
	}
}

static void domains(void **state)
{
	static const struct {
		const char *input;
		bool address;
		const char *domain;
	} cases[] = {
		{"http://www.qinghe.gov.cn/", false, "qinghe.gov.cn"},
		{"http://a.b.qinghe.gov.cn./", false, "qinghe.gov.cn."},
		{"http://qinghe.gov.cn/", false, "qinghe.gov.cn"},
		{"http://gov.cn/", false, "gov.cn"},
		{"http://cn/", false, "cn"},
		{"http://localhost/", false, "localhost"},
		{"http://./", false, "."},
		{"http://a.b.xn--fiqs8s/", false, "b.xn--fiqs8s"},
		{"http://a.b.c.github.io/", false, "c.github.io"},
		{"http://10.0.0.1/", true, "10.0.0.1"},
		{"http://[::1]/", true, "[::1]"},
		{"http://a1/", false, "a1"},
		{"http://h.a1/", false, "h.a1"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct url u = parse(cases[i].input);
		struct slice got = url_registered_domain(&u);

		if (!slice_eqs(got, cases[i].domain))
			fail_msg("%s: got %.*s", cases[i].input,
				 SLICE_ARG(got));
		assert_int_equal(url_host_is_address(&u), cases[i].address);
		url_free(&u);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(surts),
		cmocka_unit_test(host_keys),
		cmocka_unit_test(canonical_forms),
		cmocka_unit_test(full_buffers_say_so),
		cmocka_unit_test(hosts_compare),
		cmocka_unit_test(domains),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
