/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"
#include "parsers/httpdate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <time.h>

#include <cmocka.h>

static void iso(void **state)
{
	static const struct {
		int64_t ms;
		const char *wanted;
	} cases[] = {
		{0, "1970-01-01T00:00:00.000Z"},
		{-1, "1969-12-31T23:59:59.999Z"},
		{1795412345678, "2026-11-23T05:39:05.678Z"},
		{951782400000, "2000-02-29T00:00:00.000Z"},
		{INT64_C(253402300799999), "9999-12-31T23:59:59.999Z"},
		{INT64_MAX, "9999-12-31T23:59:59.999Z"},
		{INT64_MIN, "0000-01-01T00:00:00.000Z"},
	};
	char got[HTTPDATE_ISO_SIZE], stamp[18];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		httpdate_iso(cases[i].ms, got);
		assert_string_equal(got, cases[i].wanted);
	}
	httpdate_stamp17(1795412345678, stamp);
	assert_string_equal(stamp, "20261123053905678");
	httpdate_stamp14(1795412345678, stamp);
	assert_string_equal(stamp, "20261123053905");
}

/* Every day of four centuries, against the C library. */
static void every_day(void **state)
{
	(void)state;
	for (int64_t day = -150000; day < 150000; day++) {
		time_t t = (time_t)(day * 86400 + 3723);
		char got[HTTPDATE_ISO_SIZE], want[HTTPDATE_ISO_SIZE];
		int64_t back;
		struct tm tm;

		assert_non_null(gmtime_r(&t, &tm));
		(void)strftime(want, sizeof(want), "%Y-%m-%dT%H:%M:%S.042Z",
			       &tm);
		httpdate_iso((int64_t)t * 1000 + 42, got);
		assert_string_equal(got, want);
		assert_int_equal(httpdate_from_iso(slice_of(got), &back), 0);
		assert_int_equal(back, (int64_t)t * 1000 + 42);
	}
}

static void from_iso(void **state)
{
	static const struct {
		const char *text;
		int64_t wanted;	/* -1: ERR_INVALID */
	} cases[] = {
		{"1970-01-01T00:00:01Z", 1000},
		{"1970-01-01T00:00:01.5Z", 1500},
		{"1970-01-01T00:00:01.123456789Z", 1123},
		{"1970-01-01T00:00:01.1234567890Z", -1},
		{"1970-01-01T00:00:01.Z", -1},
		{"1970-01-01T00:00:01", -1},
		{"1970-01-01T00:00:01+00:00", -1},
		{"1970-01-01 00:00:01Z", -1},
		{"1970-02-29T00:00:01Z", -1},
		{"1972-02-29T00:00:00Z", INT64_C(68169600000)},
		{"1970-13-01T00:00:01Z", -1},
		{"1970-00-01T00:00:01Z", -1},
		{"1970-01-00T00:00:01Z", -1},
		{"1970-01-01T24:00:01Z", -1},
		{"1970-01-01T00:60:01Z", -1},
		{"1970-01-01T00:00:61Z", -1},
		{"1970-01-01T00:00:60Z", 60000},
		{"+970-01-01T00:00:01Z", -1},
		{"", -1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		int64_t got = -1;
		int err = httpdate_from_iso(slice_of(cases[i].text), &got);

		if (got != cases[i].wanted ||
		    err != (got == -1 ? ERR_INVALID : 0))
			fail_msg("%s: got %lld, wanted %lld", cases[i].text,
				 (long long)got, (long long)cases[i].wanted);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(iso),
		cmocka_unit_test(every_day),
		cmocka_unit_test(from_iso),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
