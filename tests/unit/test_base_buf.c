/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

static void grows_up_to_its_maximum(void **state)
{
	struct buf b = BUF_INIT(5);

	(void)state;
	assert_int_equal(buf_adds(&b, "abc"), 0);
	assert_int_equal(buf_adds(&b, "de"), 0);
	assert_string_equal(b.data, "abcde");
	assert_int_equal(buf_addc(&b, 'f'), ERR_TOOBIG);
	assert_int_equal(b.len, 5);
	/* the error sticks until the buffer is cleared */
	assert_int_equal(buf_add(&b, "", 0), ERR_TOOBIG);
	buf_clear(&b);
	assert_int_equal(buf_addf(&b, "%d", 12345), 0);
	assert_int_equal(buf_addf(&b, "%d", 6), ERR_TOOBIG);
	buf_free(&b);
}

static void writes_numbers(void **state)
{
	static const uint64_t numbers[] = {
		0, 7, 10, 65535, 1234567890, UINT64_MAX,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct buf b = BUF_INIT(20);
		struct buf wanted = BUF_INIT(20);

		assert_int_equal(buf_addu(&b, numbers[i]), 0);
		assert_int_equal(buf_addf(&wanted, "%" PRIu64, numbers[i]), 0);
		assert_string_equal(b.data, wanted.data);
		buf_free(&b);
		buf_free(&wanted);
	}
}

static void a_number_is_added_whole_or_not_at_all(void **state)
{
	struct buf b = BUF_INIT(4);

	(void)state;
	assert_int_equal(buf_addu(&b, 12345), ERR_TOOBIG);
	assert_int_equal(b.len, 0);
	buf_free(&b);
}

static void encodes_utf8(void **state)
{
	static const struct {
		unsigned cp;
		const char *wanted;
	} cases[] = {
		{0x41, "A"},		{0xE9, "\xC3\xA9"},
		{0x5E74, "\xE5\xB9\xB4"}, {0x20BB7, "\xF0\xA0\xAE\xB7"},
		{0xD800, "\xEF\xBF\xBD"}, {0x110000, "\xEF\xBF\xBD"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf b = BUF_INIT(8);

		assert_int_equal(buf_add_utf8(&b, cases[i].cp), 0);
		assert_string_equal(b.data, cases[i].wanted);
		buf_free(&b);
	}
}

static void taking_an_empty_buffer_gives_a_string(void **state)
{
	struct buf b = BUF_INIT(4);
	char *text = buf_take(&b);

	(void)state;
	assert_string_equal(text, "");
	free(text);
}

static void slices(void **state)
{
	struct slice rest = SLICE_LIT("a,b,,c");
	unsigned long long n = 7;

	(void)state;
	assert_true(slice_eqs(slice_cut(&rest, ','), "a"));
	assert_true(slice_eqs(slice_cut(&rest, ','), "b"));
	assert_true(slice_eqs(slice_cut(&rest, ','), ""));
	assert_true(slice_eqs(slice_cut(&rest, ','), "c"));
	assert_null(slice_cut(&rest, ',').p);
	assert_true(slice_ieqs(slice_of("Content-TYPE"), "content-type"));
	assert_false(slice_ieqs(slice_of("\xC3\x89"), "\xC3\xA9"));
	assert_int_equal(slice_ifinds(slice_of("xxABCx"), "abc", 0), 2);
	assert_true(slice_u64(slice_of("65535"), 65535, &n) && n == 65535);
	assert_false(slice_u64(slice_of("65536"), 65535, &n));
	assert_false(slice_u64(slice_of(""), 65535, &n));
	assert_false(slice_u64(slice_of("-1"), 65535, &n));
	assert_true(slice_u64(slice_of("18446744073709551615"), UINT64_MAX,
			      &n) && n == UINT64_MAX);
	assert_false(slice_u64(slice_of("18446744073709551616"), UINT64_MAX,
			       &n));
}

static bool always(void *ctx)
{
	(void)ctx;
	return true;
}

static void arena_stops_at_its_limit(void **state)
{
	struct arena *a = arena_new(10000);

	(void)state;
	while (arena_alloc(a, 100))
		;
	assert_int_equal(arena_err(a), ERR_TOOBIG);
	assert_true(arena_used(a) <= 10000 && arena_used(a) > 8000);
	assert_null(arena_alloc(a, 0));
	arena_free(a);
	a = arena_new(SIZE_MAX);
	assert_null(arena_array(a, SIZE_MAX / 2, 3));
	assert_int_equal(arena_err(a), ERR_TOOBIG);
	arena_free(a);
}

static void arena_stops_when_time_is_up(void **state)
{
	struct arena *a = arena_new(1 << 20);
	int given = 0;

	(void)state;
	arena_set_expired(a, always, NULL);
	while (arena_alloc(a, 1))
		given++;
	assert_int_equal(arena_err(a), ERR_EXPIRED);
	assert_int_equal(given, ARENA_CHECK_EVERY - 1);
	arena_free(a);
}

static void json_strings(void **state)
{
	static const struct {
		struct slice text;
		const char *wanted;
	} rows[] = {
		{{NULL, 0}, "\"\""},
		{SLICE_LIT("年报"), "\"年报\""},
		{SLICE_LIT("a\"b\\c"), "\"a\\\"b\\\\c\""},
		{SLICE_LIT("a\nb\x01"), "\"a\\u000ab\\u0001\""},
	};
	struct buf small = BUF_INIT(4);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf b = BUF_INIT(100);

		assert_int_equal(buf_add_json(&b, rows[i].text), 0);
		assert_string_equal(b.data, rows[i].wanted);
		buf_free(&b);
	}
	assert_int_equal(buf_add_json(&small, slice_of("abc")), ERR_TOOBIG);
	assert_int_equal(small.len, 0);
	buf_free(&small);
}

static void every_error_has_a_name(void **state)
{
	(void)state;
	assert_string_equal(err_name(ERR_TIMEOUT), "timeout");
	assert_int_equal(err_from_name("timeout"), ERR_TIMEOUT);
	assert_int_equal(err_from_name("no such name"), 0);
	assert_string_equal(err_name(-9999), "unknown");
	assert_string_equal(err_text(0), "done");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grows_up_to_its_maximum),
		cmocka_unit_test(writes_numbers),
		cmocka_unit_test(a_number_is_added_whole_or_not_at_all),
		cmocka_unit_test(encodes_utf8),
		cmocka_unit_test(taking_an_empty_buffer_gives_a_string),
		cmocka_unit_test(json_strings),
		cmocka_unit_test(slices),
		cmocka_unit_test(arena_stops_at_its_limit),
		cmocka_unit_test(arena_stops_when_time_is_up),
		cmocka_unit_test(every_error_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
