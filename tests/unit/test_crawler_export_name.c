/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/export_name.h"

#include "parsers/charset.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#define TEN(s) s s s s s s s s s s
#define HAN "\xe5\xb9\xb4"	/* 年, three bytes */

static const struct {
	const char *what;
	struct slice in;
	size_t max;
	const char *wanted;
} cases[] = {
	{"plain", SLICE_LIT("2023年度报告.pdf"), 255, "2023年度报告.pdf"},
	{"up and away", SLICE_LIT("../../etc/passwd"), 255,
	 "_._.._etc_passwd"},
	{"absolute", SLICE_LIT("/etc/passwd"), 255, "_etc_passwd"},
	{"two dots", SLICE_LIT(".."), 255, "none"},
	{"a dot", SLICE_LIT("."), 255, "none"},
	{"backslashes and a drive", SLICE_LIT("C:\\a\\b.doc"), 255,
	 "C__a_b.doc"},
	{"NUL", SLICE_LIT("a\0b.pdf"), 255, "a_b.pdf"},
	{"empty", SLICE_LIT(""), 255, "none"},
	{"absent", {NULL, 0}, 255, "none"},
	{"white space only", SLICE_LIT(" \t\r\n\xe3\x80\x80"), 255, "none"},
	{"invisible only", SLICE_LIT("\xe2\x80\x8b\xef\xbb\xbf"), 255,
	 "none"},
	{"white space", SLICE_LIT("  a \n b\xe3\x80\x80" "c.doc \n"), 255,
	 "a b c.doc"},
	{"the direction of writing", SLICE_LIT("a\xe2\x80\xaegpj.exe"), 255,
	 "agpj.exe"},
	{"escape", SLICE_LIT("a\x1b[2J\x7f"), 255, "a_[2J_"},
	{"all that Windows forbids", SLICE_LIT("<>:\"/\\|?*"), 255,
	 "_________"},
	{"dots at the end", SLICE_LIT("a. . ."), 255, "a"},
	{"hidden", SLICE_LIT(".htaccess"), 255, "_htaccess"},
	{"an option", SLICE_LIT("-rf"), 255, "_rf"},
	{"no UTF-8", SLICE_LIT("a\xff\xfe" "b\xb9\xfa"), 255, "a__b__"},
	{"device", SLICE_LIT("CON"), 255, "_CON"},
	{"device, any case, extension", SLICE_LIT("nul.tar.gz"), 255,
	 "_nul.tar.gz"},
	{"numbered device", SLICE_LIT("com1.pdf"), 255, "_com1.pdf"},
	{"superscript", SLICE_LIT("LPT\xc2\xb2"), 255, "_LPT\xc2\xb2"},
	{"no device", SLICE_LIT("COM10"), 255, "COM10"},
	{"no device", SLICE_LIT("CONTENT.pdf"), 255, "CONTENT.pdf"},
	{"300 bytes", SLICE_LIT(TEN(TEN(HAN))), 255,
	 TEN(TEN("")) TEN(HAN) TEN(HAN) TEN(HAN) TEN(HAN) TEN(HAN) TEN(HAN)
	 TEN(HAN) TEN(HAN) HAN HAN HAN HAN HAN},
	{"between characters", SLICE_LIT(TEN(HAN) TEN(HAN) ".pdf"), 34,
	 TEN(HAN) ".pdf"},
	{"between characters", SLICE_LIT(TEN(HAN) TEN(HAN) ".pdf"), 36,
	 TEN(HAN) ".pdf"},
	{"between characters", SLICE_LIT(TEN(HAN) TEN(HAN) ".pdf"), 37,
	 TEN(HAN) HAN ".pdf"},
	{"just fits", SLICE_LIT(TEN("abc") "ab"), 32, TEN("abc") "ab"},
	{"one too many", SLICE_LIT(TEN("abc") "abc"), 32, TEN("abc") "ab"},
	{"a device is cut", SLICE_LIT("CON." TEN("abc")), 32,
	 "_CON." TEN("abc")},
	{"no extension", SLICE_LIT(TEN("abc") ".abcdefghijklmno"), 32,
	 TEN("abc") ".a"},
	{"cut behind a dot", SLICE_LIT(TEN("abc") "..aaa_"), 32, TEN("abc")},
	{"reserved for us", SLICE_LIT("\xef\xbf\xbe.pdf"), 255, "_.pdf"},
};

static void names(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf out = BUF_INIT(1024);
		const char *wanted = cases[i].wanted;

		assert_int_equal(export_name(cases[i].in, "none", cases[i].max,
					     &out), 0);
		if (strncmp(out.data, wanted, cases[i].max) ||
		    out.len > cases[i].max ||
		    !charset_is_utf8(buf_slice(&out)))
			fail_msg("%s (%zu): %.*s\n  got    %s\n  wanted %s",
				 cases[i].what, i, SLICE_ARG(cases[i].in),
				 out.data, wanted);
		buf_free(&out);
	}
}

static const struct {
	const char *folder, *name;
	bool is_file;
	const char *wanted;
} takes[] = {
	{"a", "x.pdf", true, "x.pdf"},
	{"a", "x.pdf", true, "x (2).pdf"},
	{"a", "X.PDF", true, "X (3).PDF"},
	{"b", "x.pdf", true, "x.pdf"},
	{"A", "x.pdf", true, "x (4).pdf"},
	{"a", "y (2).pdf", true, "y (2).pdf"},
	{"a", "y.pdf", true, "y.pdf"},
	{"a", "y.pdf", true, "y (3).pdf"},
	{"a", "2023", false, "2023"},
	{"a", "2023", false, "2023 (2)"},
	{"a", "v1.5", false, "v1.5"},
	{"a", "v1.5", false, "v1.5 (2)"},
	{"a", TEN(TEN("k")) TEN(TEN("k")) TEN("k") TEN("k") TEN("k") TEN("k")
	 TEN("k") "k.pdf", true, TEN(TEN("k")) TEN(TEN("k")) TEN("k") TEN("k")
	 TEN("k") TEN("k") TEN("k") "k.pdf"},
	{"a", TEN(TEN("k")) TEN(TEN("k")) TEN("k") TEN("k") TEN("k") TEN("k")
	 TEN("k") "k.pdf", true, TEN(TEN("k")) TEN(TEN("k")) TEN("k") TEN("k")
	 TEN("k") TEN("k") "kkkkkkk (2).pdf"},
};

static void twice(void **state)
{
	struct export_names *names_taken = export_names_new();

	(void)state;
	assert_non_null(names_taken);
	for (size_t i = 0; i < sizeof(takes) / sizeof(*takes); i++) {
		struct buf out = BUF_INIT(1024);

		assert_int_equal(export_names_take(
			names_taken, slice_of(takes[i].folder),
			slice_of(takes[i].name), takes[i].is_file, &out), 0);
		if (strcmp(out.data, takes[i].wanted) ||
		    out.len > EXPORT_NAME_MAX)
			fail_msg("%s/%s\n  got    %s\n  wanted %s",
				 takes[i].folder, takes[i].name, out.data,
				 takes[i].wanted);
		buf_free(&out);
	}
	export_names_free(names_taken);
	export_names_free(NULL);
}

/* Ten thousand of one name: each is looked for once, not ten thousand
 * times. */
static void many(void **state)
{
	struct export_names *names_taken = export_names_new();
	struct buf out = BUF_INIT(1024);

	(void)state;
	assert_non_null(names_taken);
	for (int i = 0; i < 10000; i++) {
		buf_clear(&out);
		assert_int_equal(export_names_take(names_taken, slice_of("f"),
						   slice_of("x"), true, &out),
				 0);
	}
	assert_string_equal(out.data, "x (10000)");
	buf_free(&out);
	export_names_free(names_taken);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names),
		cmocka_unit_test(twice),
		cmocka_unit_test(many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
