/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/wording.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void wanted(const char *input, const char *got, const char *wanted)
{
	if (strcmp(got, wanted))
		fail_msg("%s\n  got    %s\n  wanted %s", input, got, wanted);
}

static void clean_text(void **state)
{
	static const struct {
		const char *in, *out;
	} cases[] = {
		{"", ""},
		{"青禾县 2024", "青禾县 2024"},
		{"a\x1b[31mred", "a [31mred"},
		{"a\r\n\tb", "a   b"},
		{"\x7f\xc2\x9b" "1m", "  1m"},
		{"\xe2\x80\xae" "fdp.exe", " fdp.exe"},
		{"\xe2\x81\xa6x", " x"},
		{"\xb1\xa8", "\xef\xbf\xbd\xef\xbf\xbd"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = BUF_INIT(100);

		assert_int_equal(wording_clean(slice_of(cases[i].in), &out),
				 0);
		wanted(cases[i].in, out.data ? out.data : "", cases[i].out);
		buf_free(&out);
	}
}

static void clean_lines(void **state)
{
	struct buf out = BUF_INIT(100);

	(void)state;
	assert_int_equal(wording_lines(slice_of("a\r\n\x1b[2J\n\nb"), &out),
			 0);
	wanted("lines", out.data, "a \n [2J\n\nb");
	buf_free(&out);
}

static void times(void **state)
{
	char text[WORDING_TIME_SIZE];

	(void)state;
	wording_time(0, text);
	wanted("0", text, "-");
	wording_time(1795325978123, text);
	wanted("1795325978123", text, "2026-11-22 05:39:38");
}

static void spans(void **state)
{
	static const struct {
		int64_t ms;
		const char *out;
	} cases[] = {
		{0, "0 ms"}, {999, "999 ms"}, {1000, "1 s"}, {59999, "59 s"},
		{60000, "1 min"}, {3599999, "59 min"}, {3600000, "1 h"},
		{172799999, "47 h"}, {172800000, "2 d"},
		{INT64_MAX, "106751991167 d"},
	};
	char text[WORDING_SPAN_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		wording_span(cases[i].ms, text);
		wanted("span", text, cases[i].out);
	}
}

static void counts(void **state)
{
	static const struct {
		uint64_t n;
		const char *out;
	} cases[] = {
		{0, "0 files"}, {1, "1 file"}, {2, "2 files"},
		{999, "999 files"}, {1000, "1,000 files"},
		{12345678, "12,345,678 files"},
		{UINT64_MAX, "18,446,744,073,709,551,615 files"},
	};
	char text[WORDING_COUNT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		wording_count(cases[i].n, "file", "files", text);
		wanted("count", text, cases[i].out);
	}
}

static void bytes(void **state)
{
	char text[WORDING_BYTES_SIZE];

	(void)state;
	wording_bytes(0, text);
	wanted("0", text, "0 B");
	wording_bytes(UINT64_MAX, text);
	wanted("all", text, "16777216.0 TiB");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(clean_text),
		cmocka_unit_test(clean_lines),
		cmocka_unit_test(times),
		cmocka_unit_test(spans),
		cmocka_unit_test(counts),
		cmocka_unit_test(bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
