/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of the parser fails once; nothing leaks, nothing is
 * half done, and the error is ERR_NOMEM. */
#include "base/err.h"
#include "parsers/url.h"
#include "tests/lib/fault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

static int whole_path(const char *text, const struct url *base)
{
	struct buf out = BUF_INIT(URL_MAX * 2);
	struct url u = {0};
	struct url copy = {0};
	const char *why = "";
	int err;

	err = url_parse(slice_of(text), base, "gbk", &u, &why);
	if (err) {
		assert_null(u.href);
		assert_string_equal(why, "out of memory");
		return err;
	}
	err = url_copy(&u, &copy);
	if (!err)
		err = url_canonical(&copy, &out);
	if (!err)
		err = url_host_key(&copy, &out);
	if (!err)
		err = url_surt(&copy, &out);
	buf_free(&out);
	url_free(&copy);
	url_free(&u);
	return err;
}

static void sweeps(void **state)
{
	static const char *const inputs[] = {
		"a.html",
		"?\xE5\xB9\xB4=1&a=2",
		"http://u:p@\xE6\xB8\x85-\xE6\xB2\xB3.cn:81/\xE5\xB9\xB4#x",
		"//xn--fiqs8s/a?b#c",
		"http://1.2.3/",
		"http://[1::2]/",
	};
	struct url base;

	(void)state;
	assert_int_equal(url_parse(slice_of("http://h/a/b?c#d"), NULL, NULL,
				   &base, NULL), 0);
	for (size_t i = 0; i < sizeof(inputs) / sizeof(inputs[0]); i++) {
		for (int k = 1; fault_again(&k); k++) {
			bool failed;
			int err;

			fault_arm(k);
			err = whole_path(inputs[i], &base);
			failed = fault_disarm();
			if (err != (failed ? ERR_NOMEM : 0))
				fail_msg("%s, allocation %d: %s", inputs[i], k,
					 err_name(err));
		}
	}
	url_free(&base);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sweeps),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
