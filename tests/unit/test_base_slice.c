/* SPDX-License-Identifier: Apache-2.0 */
#include "base/slice.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_hex_digit(void **state)
{
	static const char digits[] = "0123456789abcdefABCDEF";

	(void)state;
	for (int c = -128; c < 128; c++) {
		const char *at = c ? strchr(digits, (char)c) : NULL;
		int wanted = at ? (int)(at - digits) : -1;

		if (wanted > 15)
			wanted -= 6;	/* the upper-case ones */
		if (slice_hex_digit((char)c) != wanted)
			fail_msg("byte %d: got %d, wanted %d", c,
				 slice_hex_digit((char)c), wanted);
	}
}

static const struct {
	const char *text, *needle;
	size_t from, wanted;
} finds[] = {
	{"", "", 0, 0},
	{"", "a", 0, SIZE_MAX},
	{"abc", "", 3, 3},
	{"abc", "", 4, SIZE_MAX},
	{"abc", "C", 0, 2},
	{"abc", "abcd", 0, SIZE_MAX},
	{"<P><Pre>", "<pre", 0, 3},
	{"<P><Pre>", "<PRE", 4, SIZE_MAX},
	{"xxaAAb", "aab", 0, 3},
	{"@[`{", "`", 0, 2},	/* beside the letters */
	{"@[`{", "{", 0, 3},
	{"一二三", "三", 1, 6},
};

static void test_find_without_case(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(finds) / sizeof(*finds); i++) {
		size_t got = slice_ifinds(slice_of(finds[i].text),
					  finds[i].needle, finds[i].from);

		if (got != finds[i].wanted)
			fail_msg("«%s» in «%s» from %zu: got %zu, wanted %zu",
				 finds[i].needle, finds[i].text, finds[i].from,
				 got, finds[i].wanted);
	}
}

/* Over an alphabet of two, so that needles nearly fit everywhere; of all
 * lengths, short of what is sought as a word and beyond. */
static size_t find_slowly(struct slice s, struct slice needle, size_t from)
{
	for (size_t i = from; i <= s.n && needle.n <= s.n - i; i++)
		if (memcmp(s.p + i, needle.p, needle.n) == 0)
			return i;
	return SIZE_MAX;
}

static void test_find(void **state)
{
	uint32_t random = 1;
	char text[80];

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct slice s, needle;
		size_t from, got, wanted;

		for (size_t i = 0; i < sizeof(text); i++) {
			random = random * 1664525 + 1013904223;
			text[i] = random >> 28 ? 'a' : 'b';
		}
		s = (struct slice){text, (random >> 8) % sizeof(text)};
		needle = slice_sub((struct slice){text, sizeof(text)},
				   (random >> 16) % sizeof(text), SIZE_MAX);
		needle.n = needle.n < 40 ? needle.n : (random >> 4) % 40;
		from = (random >> 20) % (s.n + 2);
		got = slice_find(s, needle, from);
		wanted = find_slowly(s, needle, from);
		if (got != wanted)
			fail_msg("«%.*s» in «%.*s» from %zu: got %zu, "
				 "wanted %zu", SLICE_ARG(needle), SLICE_ARG(s),
				 from, got, wanted);
	}
}

static const struct {
	const char *text, *word;
	bool wanted;
} holds[] = {
	{"", "", true},
	{"", "a", true},	/* of a single byte nothing is known */
	{"", "ab", false},
	{"cab", "ca", true},
	{"cab", "abc", false},
	{"bcab", "abc", true},	/* where they stand is not looked at */
	{"2023年政府信息公开年报", "年报", true},
	{"年度报告", "年报", false},
};

static void test_pairs(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(holds) / sizeof(*holds); i++) {
		struct slice_pairs set = slice_pairs(slice_of(holds[i].text));
		bool got = slice_pairs_may_hold(&set, holds[i].word);

		if (got != holds[i].wanted)
			fail_msg("pairs of «%s» in «%s»: got %d, wanted %d",
				 holds[i].word, holds[i].text, got,
				 holds[i].wanted);
	}
}

static void test_words(void **state)
{
	static const struct {
		struct slice text;
		const char *word;
		bool same, starts, starts_any_case;
	} rows[] = {
		{SLICE_LIT(""), "", true, true, true},
		{{NULL, 0}, "", true, true, true},
		{{NULL, 0}, "a", false, false, false},
		{SLICE_LIT(""), "a", false, false, false},
		{SLICE_LIT("a"), "", false, true, true},
		{SLICE_LIT("Pdf"), "pDF", true, false, true},
		{SLICE_LIT("pdf"), "pdf", true, true, true},
		{SLICE_LIT("pd"), "pdf", false, false, false},
		{SLICE_LIT("pdfs"), "pdf", false, true, true},
		{SLICE_LIT("PDFs"), "pdf", false, false, true},
		{SLICE_LIT("[a"), "{a", false, false, false},
		{SLICE_LIT("年报"), "年", false, true, true},
		{SLICE_LIT("年"), "\xE5\xB9", false, true, true},
		{SLICE_LIT("\xE5\xB9"), "年", false, false, false},
		{SLICE_LIT("a\0"), "a", false, true, true},
		{SLICE_LIT("\0"), "", false, true, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct slice s = rows[i].text;
		bool same = slice_ieqs(s, rows[i].word);
		bool starts = slice_starts(s, rows[i].word);
		bool any_case = slice_istarts(s, rows[i].word);

		if (same != rows[i].same || starts != rows[i].starts ||
		    any_case != rows[i].starts_any_case)
			fail_msg("\"%.*s\", \"%s\": got %d %d %d",
				 SLICE_ARG(s), rows[i].word, same, starts,
				 any_case);
	}
	assert_true(slice_ieqs(SLICE_NONE, NULL));
	assert_false(slice_ieqs(slice_of("a"), NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hex_digit),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_find_without_case),
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
