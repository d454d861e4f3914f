/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/operand.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct command test = {.name = "test", .usage = "OPERAND"};

static void urls(void **state)
{
	static const struct {
		const char *in, *out;	/* out NULL: refused */
	} cases[] = {
		{"http://www.qinghe.test/a#b", "http://www.qinghe.test/a"},
		{"www.qinghe.test", "http://www.qinghe.test/"},
		{"HTTPS://WWW.qinghe.test:443/年报",
		 "https://www.qinghe.test/%E5%B9%B4%E6%8A%A5"},
		{"www.qinghe.test:8421/a?u=http://b/",
		 "http://www.qinghe.test:8421/a?u=http://b/"},
		{"www.qinghe.test/?u=b", "http://www.qinghe.test/?u=b"},
		{"ftp://www.qinghe.test/", NULL},
		{"", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = BUF_INIT(1 << 14);
		int code = operand_url(&test, cases[i].in, &out);
		int wanted = cases[i].out ? -1 : EXIT_USAGE;

		if (code != wanted || (cases[i].out &&
				       strcmp(out.data, cases[i].out)))
			fail_msg("%s\n  got    %d %s\n  wanted %d %s",
				 cases[i].in, code, out.data ? out.data : "",
				 wanted, cases[i].out ? cases[i].out : "");
		buf_free(&out);
	}
}

static void years(void **state)
{
	static const struct {
		const char *in;
		int from, to;		/* 0: refused */
	} cases[] = {
		{"2024", 2024, 2024}, {"2021-2024", 2021, 2024},
		{"2024-2024", 2024, 2024}, {"1990", 1990, 1990},
		{"2999", 2999, 2999}, {"1989", 0, 0}, {"3000", 0, 0},
		{"2024-2021", 0, 0}, {"2024-", 0, 0}, {"-2024", 0, 0},
		{"2021-2022-2023", 0, 0}, {"24", 0, 0}, {"", 0, 0},
		{"2024年", 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int from = 0, to = 0;
		int code = operand_years(&test, cases[i].in, &from, &to);

		if (code != (cases[i].from ? -1 : EXIT_USAGE) ||
		    from != cases[i].from || to != cases[i].to)
			fail_msg("%s\n  got    %d %d-%d\n  wanted %d-%d",
				 cases[i].in, code, from, to, cases[i].from,
				 cases[i].to);
	}
}

static void times(void **state)
{
	static const struct {
		const char *in;
		int64_t ms;		/* 0: refused */
	} cases[] = {
		{"2026-11-22", 1795391999999},
		{"2026-11-22T05:39:38Z", 1795325978999},
		{"2026-11-22T05:39:38", 1795325978999},
		{"2026-11-22 05:39:38", 1795325978999},
		{"2026-11-22T05:39:38.123Z", 1795325978123},
		{"20261122053938", 1795325978999},
		{" 2026-11-22 ", 1795391999999},
		{"2026-11-31", 0}, {"2026-11", 0}, {"2026", 0}, {"", 0},
		{"2026-11-22T05:39:38+08:00", 0}, {"now", 0},
		{"2026-11-22T05:39:38.1234567890123Z", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t ms = 0;
		int code = operand_time(&test, cases[i].in, &ms);

		if (code != (cases[i].ms ? -1 : EXIT_USAGE) ||
		    ms != cases[i].ms)
			fail_msg("%s\n  got    %d %lld\n  wanted %lld",
				 cases[i].in, code, (long long)ms,
				 (long long)cases[i].ms);
	}
}

static void begins(void **state)
{
	static const struct {
		const char *in;
		int64_t ms;		/* 0: refused */
	} cases[] = {
		{"2026-11-22", 1795305600000},
		{" 2026-11-22 ", 1795305600000},
		{"2026-11-22T05:39:38Z", 1795325978000},
		{"2026-11-22T05:39:38.123Z", 1795325978123},
		{"20261122053938", 1795325978000},
		{"22.11.2026", 0}, {"", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t ms = 0;
		int code = operand_since(&test, cases[i].in, &ms);

		if (code != (cases[i].ms ? -1 : EXIT_USAGE) ||
		    ms != cases[i].ms)
			fail_msg("%s\n  got    %d %lld\n  wanted %lld",
				 cases[i].in, code, (long long)ms,
				 (long long)cases[i].ms);
	}
}

static void formats(void **state)
{
	enum listing_format format;

	(void)state;
	assert_int_equal(operand_format(&test, false, false, &format), -1);
	assert_int_equal(format, LISTING_TABLE);
	assert_int_equal(operand_format(&test, true, false, &format), -1);
	assert_int_equal(format, LISTING_JSON);
	assert_int_equal(operand_format(&test, false, true, &format), -1);
	assert_int_equal(format, LISTING_CSV);
	assert_int_equal(operand_format(&test, true, true, &format),
			 EXIT_USAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(urls),
		cmocka_unit_test(years),
		cmocka_unit_test(times),
		cmocka_unit_test(begins),
		cmocka_unit_test(formats),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
