/* SPDX-License-Identifier: Apache-2.0 */
/* Spellings of one organ, and of two that look alike. */
#include "parsers/report_same.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct {
	const char *x, *y;
	bool same;
} pairs[] = {
	{"青禾县财政局", "青禾县财政局", true},
	{"青禾县财政局", "县财政局", true},
	{"青禾县财政局", "财政局", true},
	{"县财政局", "财政局", true},
	{"青禾县 财政局", "青禾县财政局", true},
	{"青禾县禾口镇人民政府", "禾口镇", true},
	{"禾口镇政府", "禾口镇人民政府", true},
	{"青禾县东禾街道办事处", "东禾街道", true},
	{"东禾街道办", "青禾县东禾街道", true},
	{"青禾县人民政府", "青禾县", true},
	{"青禾县人民政府", "县政府", true},
	{"青禾县人民政府办公室", "县政府办公室", true},
	{"青禾县人民政府办公室", "县政府办", true},
	{"雾溪片区管理委员会", "青禾县雾溪片区管委会", true},
	{"东原市河东区财政局", "河东区财政局", true},
	{"青禾县市场监督管理局", "市场监督管理局", true},
	{"大同镇", "大同乡", false},
	{"大同镇", "同镇", false},
	{"东大同镇", "大同镇", false},
	{"青禾县财政局", "红石县财政局", false},
	{"东原市财政局", "东原市河东区财政局", false},
	{"青禾县人民政府", "青禾县财政局", false},
	{"青禾县人民政府办公室", "青禾县人民政府", false},
	{"青禾县教育局", "青禾县体育局", false},
	{"", "青禾县", false},
};

static void test_pairs(void **state)
{
	struct arena *a = arena_new(1 << 20);

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++) {
		struct organ_name x, y;
		bool tails;

		assert_int_equal(organ_name_read(slice_of(pairs[i].x), a, &x),
				 0);
		assert_int_equal(organ_name_read(slice_of(pairs[i].y), a, &y),
				 0);
		if (organ_name_same(&x, &y) != pairs[i].same ||
		    organ_name_same(&y, &x) != pairs[i].same)
			fail_msg("%s and %s are %sthe same", pairs[i].x,
				 pairs[i].y, pairs[i].same ? "not " : "");
		tails = slice_eq(organ_name_tail(&x), organ_name_tail(&y));
		if (pairs[i].same && !tails && x.core.n > 3 && y.core.n > 3)
			fail_msg("%s and %s have other tails", pairs[i].x,
				 pairs[i].y);
	}
	arena_free(a);
}

static void test_kinds(void **state)
{
	static const struct {
		const char *name, *kind;
	} rows[] = {
		{"青禾县财政局", "department"}, {"禾口镇", "township"},
		{"东禾街道", "subdistrict"}, {"青禾县人民政府", "government"},
		{"县政府", "government"},
	};
	struct arena *a = arena_new(1 << 20);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct organ_name n;

		assert_int_equal(organ_name_read(slice_of(rows[i].name), a,
						 &n), 0);
		if (strcmp(n.kind, rows[i].kind) != 0)
			fail_msg("%s: got %s, wanted %s", rows[i].name, n.kind,
				 rows[i].kind);
	}
	arena_free(a);
}

static void test_short(void **state)
{
	static const struct {
		const char *name, *wanted;
	} rows[] = {
		{"青禾县禾口镇人民政府", "禾口镇"}, {"禾口镇", "禾口镇"},
		{"青禾县财政局", "财政局"}, {"青禾县人民政府", "青禾县"},
		{"东原市河东区财政局", "财政局"},
		{"青禾县东禾街道办事处", "东禾街道"}, {"", ""},
	};
	struct arena *a = arena_new(1 << 20);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct organ_name n;
		struct slice got;

		assert_int_equal(organ_name_read(slice_of(rows[i].name), a,
						 &n), 0);
		got = organ_name_short(&n);
		if (!slice_eqs(got, rows[i].wanted))
			fail_msg("%s: got %.*s, wanted %s", rows[i].name,
				 SLICE_ARG(got), rows[i].wanted);
	}
	arena_free(a);
}

static void test_edges(void **state)
{
	char text[ORGAN_NAME_MAX + 10];
	struct arena *a = arena_new(1 << 20);
	struct arena *small = arena_new(1);
	struct organ_name n;

	(void)state;
	/* 100 characters of three bytes fit, the next is cut off whole */
	for (size_t i = 0; i + 3 <= ORGAN_NAME_MAX + 3; i += 3)
		memcpy(text + i, "镇", 3);
	assert_int_equal(organ_name_read((struct slice){text,
							ORGAN_NAME_MAX + 3},
					 a, &n), 0);
	assert_int_equal(n.text.n, ORGAN_NAME_MAX);
	assert_int_equal(organ_name_read((struct slice){text,
							ORGAN_NAME_MAX + 1},
					 a, &n), 0);
	assert_int_equal(n.text.n, ORGAN_NAME_MAX);
	assert_int_not_equal(organ_name_read(slice_of("青禾县"), small, &n),
			     0);
	arena_free(small);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pairs), cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_short),
		cmocka_unit_test(test_edges),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
