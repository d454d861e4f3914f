/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/checks_years.h"

#include "base/err.h"
#include "tests/lib/facts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* Rows as text (tests/lib/facts.h) of last year and this one. */
static const struct {
	const char *what, *rule, *before, *now;
	enum report_generation before_generation, now_generation;
	const char *wanted;
} cases[] = {
	{.what = "V5 holds", .rule = "V5",
	 .before = "25: 119 1 0 0 0 1 121\n",
	 .now = "0: 0 0 0 0 0 0 0\n1: 119 1 0 0 0 1 121\n",
	 .wanted = "pass 自然人 119 = 119, see ID of 2023\n"
	 "pass 商业企业 1 = 1, see ID of 2023\n"
	 "pass 科研机构 0 = 0, see ID of 2023\n"
	 "pass 社会公益组织 0 = 0, see ID of 2023\n"
	 "pass 法律服务机构 0 = 0, see ID of 2023\n"
	 "pass 其他 1 = 1, see ID of 2023\n"
	 "pass 总计 121 = 121, see ID of 2023\n"},
	{.what = "V5 from 23 rows to 25", .rule = "V5",
	 .before_generation = GENERATION_2019,
	 .before = "0: 3 0 0 0 0 0 3\n20: 0 0 0 0 0 0 0\n"
		   "25: 3 _ / 0 0 0 3\n",
	 .now = "1: 2 0 0 _ 无 0 3\n21: 0 0 0 0 0 0 0\n22: 0 0 0 0 0 0 0\n"
		"23: 0 0 0 0 0 0 0\n",
	 .wanted = "fail 自然人 3 = 2, see ID of 2023\n"
	 "uncertain 商业企业 blank = 0, see ID of 2023\n"
	 "uncertain 科研机构 / = 0, see ID of 2023\n"
	 "uncertain 社会公益组织 0 = blank, see ID of 2023\n"
	 "uncertain 法律服务机构 0 = 无, see ID of 2023\n"
	 "pass 其他 0 = 0, see ID of 2023\n"
	 "pass 总计 3 = 3, see ID of 2023\n"},
	{.what = "V5 without its row", .rule = "V5",
	 .before = "24: 0 0 0 0 0 0 0\n", .now = "1: 1 0 0 0 0 0 1\n",
	 .wanted = "uncertain 自然人 absent = 1, see ID of 2023\n"
	 "uncertain 商业企业 absent = 0, see ID of 2023\n"
	 "uncertain 科研机构 absent = 0, see ID of 2023\n"
	 "uncertain 社会公益组织 absent = 0, see ID of 2023\n"
	 "uncertain 法律服务机构 absent = 0, see ID of 2023\n"
	 "uncertain 其他 absent = 0, see ID of 2023\n"
	 "uncertain 总计 absent = 1, see ID of 2023\n"},
	{.what = "V5 without a table", .rule = "V5", .before = "",
	 .now = "1: 1 0 0 0 0 0 1\n", .wanted = ""},
};

static const struct {
	const char *what, *before, *now;
	enum report_generation before_generation, now_generation;
	const char *wanted;
} rules[] = {
	{"V6 holds", "0: 3 0 11\n1: 40 2 597\n", "0: 2 1 12\n1: 50 227 420\n",
	 GENERATION_2021, GENERATION_2021,
	 "pass 规章 11 + 2 - 1 = 12, see ID of 2023\n"
	 "pass 行政规范性文件 597 + 50 - 227 = 420, see ID of 2023\n"},
	{"V6 fails", "1: 1 0 5\n", "1: 3 0 9\n",
	 GENERATION_2021, GENERATION_2021,
	 "fail 行政规范性文件 5 + 3 - 0 = 9, see ID of 2023\n"},
	{"V6 with a blank", "1: 1 0 5\n", "1: 3 _ 8\n",
	 GENERATION_2021, GENERATION_2021,
	 "uncertain 行政规范性文件 5 + 3 - blank = 8, see ID of 2023\n"},
	{"V6 without last year's row", "2: 7\n", "1: 3 0 8\n",
	 GENERATION_2021, GENERATION_2021,
	 "uncertain 行政规范性文件 absent + 3 - 0 = 8, see ID of 2023\n"},
	{"V6 without this year's row", "1: 3 0 8\n", "2: 7\n",
	 GENERATION_2021, GENERATION_2021,
	 "uncertain 行政规范性文件 8 + absent - absent = absent, "
	 "see ID of 2023\n"},
	{"tables of 2019 count something else", "1: 1 1 5\n", "1: 3 0 9\n",
	 GENERATION_2019, GENERATION_2021, ""},
	{"the other way round", "1: 1 1 5\n", "1: 3 0 9\n",
	 GENERATION_2021, GENERATION_2019, ""},
	{"no table", "", "1: 3 0 9\n", GENERATION_2021, GENERATION_2021, ""},
};

static void try(const struct report *before, struct report *now,
		const char *what, const char *rule, const char *wanted)
{
	static const struct report_check own = {.rule = "V1"};
	const struct slice id = SLICE_LIT("ID");
	const struct report_check *checks;
	struct arena *a = arena_new(1 << 22);
	struct buf out = BUF_INIT(1 << 16);
	uint32_t count;

	assert_non_null(a);
	now->year = 2024;
	now->checks = &own;
	now->check_count = 1;
	assert_int_equal(checks_years(before, id, now, a, &checks, &count), 0);
	assert_true(count >= 1);
	assert_string_equal(checks[0].rule, "V1");
	facts_print(checks, count, rule, &out);
	if (!slice_eqs(buf_slice(&out), wanted))
		fail_msg("%s\ngot:\n%.*s\nwanted:\n%s", what,
			 SLICE_ARG(buf_slice(&out)), wanted);
	buf_free(&out);
	arena_free(a);
}

static void applications(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct report_row p[FACTS_ROWS], q[FACTS_ROWS];
		struct arena *a = arena_new(1 << 20);
		struct report before = {
			.generation = cases[i].before_generation,
			.applications = p,
		};
		struct report now = {
			.generation = cases[i].now_generation,
			.applications = q,
		};

		assert_non_null(a);
		before.application_count = facts_rows(cases[i].before, 'p', a,
						      p);
		now.application_count = facts_rows(cases[i].now, 'p', a, q);
		try(&before, &now, cases[i].what, cases[i].rule,
		    cases[i].wanted);
		arena_free(a);
	}
}

static void rules_in_force(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) {
		struct report_row p[FACTS_ROWS], q[FACTS_ROWS];
		struct arena *a = arena_new(1 << 20);
		struct report before = {
			.generation = rules[i].before_generation, .active = p,
		};
		struct report now = {
			.generation = rules[i].now_generation, .active = q,
		};

		assert_non_null(a);
		before.active_count = facts_rows(rules[i].before, 'a', a, p);
		now.active_count = facts_rows(rules[i].now, 'a', a, q);
		try(&before, &now, rules[i].what, "V6", rules[i].wanted);
		arena_free(a);
	}
}

/* --- repeated text -------------------------------------------------------- */

/* Sentences of text, each with its own characters: no run of one is in
 * another. */
static void add_sentences(struct buf *out, unsigned from, unsigned to)
{
	for (unsigned i = from; i < to; i++) {
		for (unsigned k = 0; k < 32; k++)
			(void)buf_add_utf8(out, 0x4E00 + 32 * i + k);
		(void)buf_adds(out, "。");
	}
	assert_int_equal(out->err, 0);
}

static const char template[] =
	"根据《中华人民共和国政府信息公开条例》和有关规定编制并公布二〇二三年度情况。"
	"本报告所列数据的统计期限为当年一月一日到十二月三十一日。"
	"对内容有疑问的请与办公室联系，联系电话：000-0000000。\n";

/* Of ten sentences of this year, how many are of last year. */
static const struct {
	const char *what;
	unsigned same;
	bool template, digits;
	const char *wanted;
} repeats[] = {
	{"nothing", 0, false, false,
	 "pass 一、五 0 % as last year, see ID of 2023\n"},
	{"half", 5, false, false,
	 "pass 一、五 50 % as last year, see ID of 2023\n"},
	{"more than half", 6, false, false,
	 "warn 一、五 60 % as last year, see ID of 2023\n"},
	{"all but the numbers", 10, false, true,
	 "warn 一、五 100 % as last year, see ID of 2023\n"},
	{"what every report has", 0, true, false,
	 "pass 一、五 0 % as last year, see ID of 2023\n"},
};

static void make_sections(struct buf *text, unsigned from, bool template_too,
			  const char *number,
			  struct report_section sections[2])
{
	size_t middle;

	for (int i = 0; template_too && i < 10; i++)
		(void)buf_adds(text, template);
	add_sentences(text, from, from + 5);
	middle = text->len;
	(void)buf_adds(text, number);
	add_sentences(text, from + 5, from + 10);
	sections[0] = (struct report_section){
		.heading = SLICE_LIT("总体情况"),
		.text = slice_sub(buf_slice(text), 0, middle),
	};
	sections[1] = (struct report_section){
		.heading = SLICE_LIT("存在的主要问题及改进情况"),
		.text = slice_sub(buf_slice(text), middle, text->len),
	};
}

static void repeated_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(repeats) / sizeof(*repeats); i++) {
		struct buf before_text = BUF_INIT(1 << 16);
		struct buf now_text = BUF_INIT(1 << 16);
		struct report_section p[2], q[2];
		struct report before = {.sections = p, .section_count = 2};
		struct report now = {.sections = q, .section_count = 2};
		const char *number = repeats[i].digits ? "2024 " : "";

		make_sections(&before_text, 0, repeats[i].template, "2023 ",
			      p);
		make_sections(&now_text, 10 - repeats[i].same,
			      repeats[i].template, number, q);
		try(&before, &now, repeats[i].what, "V10", repeats[i].wanted);
		buf_free(&before_text);
		buf_free(&now_text);
	}
}

static void too_little_text(void **state)
{
	const struct report_section same[] = {
		{SLICE_LIT("概述"), SLICE_LIT("同一句话。")},
		{SLICE_LIT("存在问题"), SLICE_NONE},
	};
	const struct report before = {.sections = same, .section_count = 2};
	struct report now = before, none = {.section_count = 0};

	(void)state;
	try(&before, &now, "few words", "V10", "");
	try(&before, &none, "no sections", "V10", "");
}

/* Nothing that a section may hold takes long or too much. */
static void long_text(void **state)
{
	struct buf text = BUF_INIT(8 << 20);
	struct report_section section = {.heading = SLICE_LIT("概述")};
	const struct report before = {.sections = &section,
				      .section_count = 1};
	struct report now = before;

	(void)state;
	for (int i = 0; i < 300; i++)
		add_sentences(&text, 0, 200);
	section.text = buf_slice(&text);
	try(&before, &now, "long", "V10",
	    "warn 一、五 100 % as last year, see ID of 2023\n");
	buf_free(&text);
}

static void no_memory(void **state)
{
	const struct report_section section = {SLICE_LIT("概述"),
					       SLICE_LIT("一")};
	const struct report r = {.year = 2024, .sections = &section,
				 .section_count = 1};
	const struct report_check *checks;
	struct arena *a = arena_new(16);
	uint32_t count;

	(void)state;
	assert_non_null(a);
	assert_int_equal(checks_years(&r, SLICE_NONE, &r, a, &checks, &count),
			 ERR_TOOBIG);
	arena_free(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(applications),
		cmocka_unit_test(rules_in_force),
		cmocka_unit_test(repeated_text),
		cmocka_unit_test(too_little_text),
		cmocka_unit_test(long_text),
		cmocka_unit_test(no_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
