/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"
#include "parsers/httpdate.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

/* Sun, 22 Nov 2026 05:39:38 GMT */
#define NOW INT64_C(1795325978000)
#define BAD INT64_MIN
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct row {
	const char *text;
	int64_t wanted;		/* milliseconds, or BAD */
};

static void http_dates(void **state)
{
	static const struct row rows[] = {
		{"Sun, 22 Nov 2026 05:39:38 GMT", NOW},
		{"  sun, 22 nov 2026 05:39:38 gmt ", NOW},
		/* the weekday is not checked */
		{"Mon, 22 Nov 2026 05:39:38 GMT", NOW},
		{"Sunday, 22-Nov-26 05:39:38 GMT", NOW},
		{"Sun Nov 22 05:39:38 2026", NOW},
		{"Thu, 01 Jan 1970 00:00:00 GMT", 0},
		{"Wed, 31 Dec 1969 23:59:59 GMT", -1000},
		{"Sun Nov  6 08:49:37 1994", INT64_C(784111777000)},
		{"Sun, 06 Nov 1994 08:49:37 GMT", INT64_C(784111777000)},
		{"Sunday, 06-Nov-94 08:49:37 GMT", INT64_C(784111777000)},
		{"Tue, 29 Feb 2000 00:00:00 GMT", INT64_C(951782400000)},
		{"Thu, 29 Feb 2024 12:00:00 GMT", INT64_C(1709208000000)},
		{"Wed, 01 Mar 2000 00:00:00 GMT", INT64_C(951868800000)},
		{"Fri, 31 Dec 9999 23:59:59 GMT", INT64_C(253402300799000)},
		{"Sat, 31 Dec 2016 23:59:60 GMT", INT64_C(1483228800000)},
		/* two digits: up to 50 years from now, else the past */
		{"Tuesday, 01-Jan-76 00:00:00 GMT", INT64_C(3345062400000)},
		{"Saturday, 01-Jan-77 00:00:00 GMT", INT64_C(220924800000)},
		{"Thu, 29 Feb 2023 00:00:00 GMT", BAD},
		{"Thu, 29 Feb 1900 00:00:00 GMT", BAD},
		{"Sun, 31 Apr 2026 00:00:00 GMT", BAD},
		{"Sun, 00 Nov 2026 00:00:00 GMT", BAD},
		{"Sun, 32 Dec 2026 00:00:00 GMT", BAD},
		{"Sun, 22 Nov 2026 24:00:00 GMT", BAD},
		{"Sun, 22 Nov 2026 00:60:00 GMT", BAD},
		{"Sun, 22 Nov 2026 00:00:61 GMT", BAD},
		{"Sun, 22 Nov 2026 05:39:38", BAD},
		{"Sun, 22 Nov 2026 05:39:38 GMTx", BAD},
		{"Sun, 22 Nov 2026 05:39:38 +0800", BAD},
		{"Sun, 22 Nov 26 05:39:38 GMT", BAD},
		{"Sun, 2 Nov 2026 05:39:38 GMT", BAD},
		{"Sun 22 Nov 2026 05:39:38 GMT", BAD},
		{"Sun, 22 Nox 2026 05:39:38 GMT", BAD},
		{"Sun, 22-Nov-2026 05:39:38 GMT", BAD},
		{"Sun Nov 6 08:49:37 1994", BAD},
		{"Sun Nov  6 08:49:37 1994 GMT", BAD},
		{"Sun, ", BAD},
		{"Sun", BAD},
		{"0", BAD},
		{"", BAD},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t got = BAD;
		int err = httpdate_parse(slice_of(rows[i].text), NOW, &got);

		if (got != rows[i].wanted ||
		    err != (rows[i].wanted == BAD ? ERR_INVALID : 0))
			fail_msg("%s: got %lld, %s", rows[i].text,
				 (long long)got, err_name(err));
	}
}

static void retry_after(void **state)
{
	static const struct row rows[] = {
		{"0", 0},
		{"120", 120000},
		{" 7 ", 7000},
		{"604800", 604800000},
		{"604801", 604800000},
		{"99999999999999999999999999", 604800000},
		{"Sun, 22 Nov 2026 05:40:38 GMT", 60000},
		{"Sun, 22 Nov 2026 05:39:38 GMT", 0},
		{"Sun, 22 Nov 2020 05:39:38 GMT", 0},
		{"Sun, 22 Nov 2099 05:39:38 GMT", 604800000},
		{"-1", BAD},
		{"+1", BAD},
		{"1.5", BAD},
		{"1s", BAD},
		{"soon", BAD},
		{"", BAD},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t got = BAD;
		int err = httpdate_retry_after(slice_of(rows[i].text), NOW,
					       604800000, &got);

		if (got != rows[i].wanted ||
		    err != (rows[i].wanted == BAD ? ERR_INVALID : 0))
			fail_msg("%s: got %lld, %s", rows[i].text,
				 (long long)got, err_name(err));
	}
}

static void iso_forms(void **state)
{
	static const struct {
		int64_t ms;
		const char *iso, *stamp14, *stamp17;
	} cases[] = {
		{NOW + 123, "2026-11-22T05:39:38.123Z", "20261122053938",
		 "20261122053938123"},
		{0, "1970-01-01T00:00:00.000Z", "19700101000000",
		 "19700101000000000"},
		{-1, "1969-12-31T23:59:59.999Z", "19691231235959",
		 "19691231235959999"},
		{INT64_C(951827696000), "2000-02-29T12:34:56.000Z",
		 "20000229123456", "20000229123456000"},
		{INT64_C(4107542400000), "2100-03-01T00:00:00.000Z",
		 "21000301000000", "21000301000000000"},
		{INT64_C(253402300799999), "9999-12-31T23:59:59.999Z",
		 "99991231235959", "99991231235959999"},
		{INT64_C(-62167219200000), "0000-01-01T00:00:00.000Z",
		 "00000101000000", "00000101000000000"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char iso[HTTPDATE_ISO_SIZE], stamp14[15], stamp17[18];
		int64_t back;

		httpdate_iso(cases[i].ms, iso);
		httpdate_stamp14(cases[i].ms, stamp14);
		httpdate_stamp17(cases[i].ms, stamp17);
		assert_string_equal(iso, cases[i].iso);
		assert_string_equal(stamp14, cases[i].stamp14);
		assert_string_equal(stamp17, cases[i].stamp17);
		assert_int_equal(httpdate_from_iso(slice_of(iso), &back), 0);
		assert_true(back == cases[i].ms);
	}
}

static void times_out_of_range_stay_in_their_room(void **state)
{
	char iso[HTTPDATE_ISO_SIZE];

	(void)state;
	httpdate_iso(INT64_MAX, iso);
	assert_string_equal(iso, "9999-12-31T23:59:59.999Z");
	httpdate_iso(INT64_MIN, iso);
	assert_string_equal(iso, "0000-01-01T00:00:00.000Z");
}

static void every_day_comes_back(void **state)
{
	(void)state;
	for (int64_t day = -800; day < 60000; day++) {
		int64_t ms = day * INT64_C(86400000) + 1;
		char iso[HTTPDATE_ISO_SIZE];
		int64_t back = BAD;

		httpdate_iso(ms, iso);
		if (httpdate_from_iso(slice_of(iso), &back) || back != ms)
			fail_msg("%lld became %s", (long long)ms, iso);
	}
}

static void from_iso(void **state)
{
	static const struct row rows[] = {
		{"2026-11-22T05:39:38Z", NOW},
		{"2026-11-22T05:39:38.1Z", NOW + 100},
		{"2026-11-22T05:39:38.12Z", NOW + 120},
		{"2026-11-22T05:39:38.123456789Z", NOW + 123},
		{"2026-11-22T05:39:38.1234567890Z", BAD},
		{"2026-11-22T05:39:38.Z", BAD},
		{"2026-11-22T05:39:38", BAD},
		{"2026-11-22T05:39:38+00:00", BAD},
		{"2026-11-22 05:39:38Z", BAD},
		{"2026-11-22T05:39:38Zx", BAD},
		{"2026-13-22T05:39:38Z", BAD},
		{"2026-00-22T05:39:38Z", BAD},
		{"2026-02-29T05:39:38Z", BAD},
		{"2026-1-22T05:39:38Z", BAD},
		{"2026-11-22", BAD},
		{"", BAD},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		int64_t got = BAD;
		int err = httpdate_from_iso(slice_of(rows[i].text), &got);

		if (got != rows[i].wanted ||
		    err != (rows[i].wanted == BAD ? ERR_INVALID : 0))
			fail_msg("%s: got %lld, %s", rows[i].text,
				 (long long)got, err_name(err));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(http_dates),
		cmocka_unit_test(retry_after),
		cmocka_unit_test(iso_forms),
		cmocka_unit_test(times_out_of_range_stay_in_their_room),
		cmocka_unit_test(every_day_comes_back),
		cmocka_unit_test(from_iso),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
