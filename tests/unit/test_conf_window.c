/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"
#include "conf/window.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static void hours_are_read_and_printed(void **state)
{
	static const struct {
		const char *text;
		int err;
		const char *printed;
	} cases[] = {
		{"22:00-06:00", 0, "22:00-06:00"},
		{" 9:30 - 17:05 ", 0, "09:30-17:05"},
		{"00:00-24:00", 0, "00:00-24:00"},
		{"0:00-6:00", 0, "00:00-06:00"},
		{"18:00-24:00", 0, "18:00-24:00"},
		{"23:59-00:00", 0, "23:59-00:00"},
		{"22-06", ERR_INVALID, NULL},
		{"22:00", ERR_INVALID, NULL},
		{"22:00-", ERR_INVALID, NULL},
		{"-06:00", ERR_INVALID, NULL},
		{"", ERR_INVALID, NULL},
		{"22:0-06:00", ERR_INVALID, NULL},
		{"22:000-06:00", ERR_INVALID, NULL},
		{"22:00-06:00-08:00", ERR_INVALID, NULL},
		{"a:00-06:00", ERR_INVALID, NULL},
		{"122:00-06:00", ERR_INVALID, NULL},
		{"22:60-06:00", ERR_RANGE, NULL},
		{"22:00-24:01", ERR_RANGE, NULL},
		{"24:00-06:00", ERR_RANGE, NULL},
		{"06:00-06:00", ERR_RANGE, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t hours = -7;
		int err = window_parse(slice_of(cases[i].text), &hours);
		char text[32] = "";

		if (!err)
			window_print(hours, text, sizeof(text));
		if (err != cases[i].err || (err && hours != -7) ||
		    (!err && strcmp(text, cases[i].printed)))
			fail_msg("%s: got %s %s, wanted %s %s", cases[i].text,
				 err_name(err), text, err_name(cases[i].err),
				 cases[i].printed);
	}
}

static void zones_are_fixed_offsets(void **state)
{
	static const struct {
		const char *text;
		int err;
		int64_t zone;
		const char *printed;
	} cases[] = {
		{"Asia/Shanghai", 0, 480, "UTC+08:00"},
		{"asia/shanghai", 0, 480, "UTC+08:00"},
		{"UTC", 0, 0, "UTC+00:00"},
		{"UTC+8", 0, 480, "UTC+08:00"},
		{"utc-3:30", 0, -210, "UTC-03:30"},
		{"UTC+14:00", 0, 840, "UTC+14:00"},
		{"UTC-12", 0, -720, "UTC-12:00"},
		{"UTC+14:01", ERR_RANGE, 0, NULL},
		{"UTC-12:01", ERR_RANGE, 0, NULL},
		{"UTC8", ERR_INVALID, 0, NULL},
		{"UTC+", ERR_INVALID, 0, NULL},
		{"+8", ERR_INVALID, 0, NULL},
		{"Europe/Berlin", ERR_INVALID, 0, NULL},
		{"", ERR_INVALID, 0, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t zone = 0;
		int err = window_parse_zone(slice_of(cases[i].text), &zone);
		char text[32] = "";

		if (!err)
			window_print_zone(zone, text, sizeof(text));
		if (err != cases[i].err || zone != cases[i].zone ||
		    (!err && strcmp(text, cases[i].printed)))
			fail_msg("%s: got %s %lld %s, wanted %s %lld",
				 cases[i].text, err_name(err), (long long)zone,
				 text, err_name(cases[i].err),
				 (long long)cases[i].zone);
	}
}

/* now, opens and shuts: since midnight UTC of some day; -1: never. */
static void a_window_opens_and_shuts(void **state)
{
	static const struct {
		const char *hours;
		int zone;
		int64_t now, opens, shuts;
	} cases[] = {
		{"00:00-24:00", 480, 5 * HOUR, 5 * HOUR, -1},
		/* over midnight, in UTC */
		{"22:00-06:00", 0, 12 * HOUR, 22 * HOUR, 30 * HOUR},
		{"22:00-06:00", 0, 22 * HOUR, 22 * HOUR, 30 * HOUR},
		{"22:00-06:00", 0, 22 * HOUR - 1, 22 * HOUR, 30 * HOUR},
		{"22:00-06:00", 0, 23 * HOUR, 23 * HOUR, 30 * HOUR},
		{"22:00-06:00", 0, 2 * HOUR, 2 * HOUR, 6 * HOUR},
		{"22:00-06:00", 0, 6 * HOUR - 1, 6 * HOUR - 1, 6 * HOUR},
		{"22:00-06:00", 0, 6 * HOUR, 22 * HOUR, 30 * HOUR},
		/* by day */
		{"09:00-17:30", 0, 8 * HOUR, 9 * HOUR, 17 * HOUR + 30 * MINUTE},
		{"09:00-17:30", 0, 18 * HOUR, 33 * HOUR,
		 41 * HOUR + 30 * MINUTE},
		{"18:00-24:00", 0, 23 * HOUR, 23 * HOUR, 24 * HOUR},
		{"18:00-24:00", 0, 24 * HOUR, 42 * HOUR, 48 * HOUR},
		{"00:00-06:00", 0, 23 * HOUR, 24 * HOUR, 30 * HOUR},
		/* in Shanghai it is 22:00 when it is 14:00 UTC */
		{"22:00-06:00", 480, 13 * HOUR, 14 * HOUR, 22 * HOUR},
		{"22:00-06:00", 480, 20 * HOUR, 20 * HOUR, 22 * HOUR},
		{"22:00-06:00", -210, 12 * HOUR, 25 * HOUR + 30 * MINUTE,
		 33 * HOUR + 30 * MINUTE},
	};
	static const int64_t days[] = {0, 20783 * DAY, -3 * DAY};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		for (size_t d = 0; d < sizeof(days) / sizeof(days[0]); d++) {
			int64_t hours = 0, opens, shuts;
			struct window w;

			assert_int_equal(window_parse(
				slice_of(cases[i].hours), &hours), 0);
			w = window_of(hours, cases[i].zone);
			opens = window_opens(&w, days[d] + cases[i].now);
			shuts = window_shuts(&w, opens);
			shuts = shuts == INT64_MAX ? -1 : shuts - days[d];
			if (opens - days[d] != cases[i].opens ||
			    shuts != cases[i].shuts)
				fail_msg("case %zu, %s: got %lld %lld, wanted "
					 "%lld %lld", i, cases[i].hours,
					 (long long)(opens - days[d]),
					 (long long)shuts,
					 (long long)cases[i].opens,
					 (long long)cases[i].shuts);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hours_are_read_and_printed),
		cmocka_unit_test(zones_are_fixed_offsets),
		cmocka_unit_test(a_window_opens_and_shuts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
