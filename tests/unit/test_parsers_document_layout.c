/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages as words and ruling lines.  A page is written as a list: "x y text" is
 * a word in letters of 10 points, "- x y length" a level line, "| x y length"
 * an upright one.
 */
#include "parsers/document/layout.h"
#include "parsers/document/pdf_private.h"

#include "base/err.h"
#include "parsers/charset.h"
#include "tests/lib/document_show.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

enum { MEMORY = 16 << 20, WORDS = 100, PAGES = 3 };

struct written {
	struct layout_word words[WORDS];
	struct layout_rule rules[WORDS];
	struct layout_page page;
};

static float width_of(struct slice text)
{
	float width = 0;

	for (size_t at = 0; at < text.n;)
		width += charset_next(text, &at) >= 0x1100 ? 10 : 5;
	return width;
}

static void add_line(struct written *w, struct slice line)
{
	char kind = line.p[0];
	bool rule = kind == '-' || kind == '|';
	float x, y, length = 0;
	int n = 0;

	if (sscanf(line.p + 2 * rule, "%f %f %n", &x, &y, &n) != 2)
		fail_msg("%.*s", SLICE_ARG(line));
	line = slice_sub(line, (size_t)n + 2 * rule, line.n);
	if (rule) {
		length = strtof(line.p, NULL);
		w->rules[w->page.rule_count++] = (struct layout_rule){
			x, y, kind == '-' ? x + length : x,
			kind == '-' ? y : y + length,
		};
		return;
	}
	w->words[w->page.word_count++] = (struct layout_word){
		x, y, x + width_of(line), y + 13, line,
	};
}

static void write_page(struct written *w, const char *lines)
{
	struct slice rest = slice_of(lines);

	memset(w, 0, sizeof(*w));
	w->page = (struct layout_page){
		.width = 600, .height = 800, .words = w->words,
		.rules = w->rules,
	};
	while (rest.n)
		add_line(w, slice_cut(&rest, '\n'));
}

static const struct {
	const char *what;
	const char *pages[PAGES];
	const char *shown;
} cases[] = {
	{"lines of a paragraph, an indent, a page number",
	 {"120 100 一段文字直到右边的界线为止一段文字直到右边的界线为止一段文字直到\n"
	  "100 120 下一行短\n"
	  "120 140 新的一段\n"
	  "290 760 -3-\n"},
	 "一段文字直到右边的界线为止一段文字直到右边的界线为止一段文字直到下一行短\n"
	 "新的一段\n"},
	{"a paragraph over a page break, English words",
	 {"120 100 一段文字直到右边的界线为止一段文字直到右边的界线为止一段文字到end\n",
	  "100 100 of it\n120 120 新的一段\n"},
	 "一段文字直到右边的界线为止一段文字直到右边的界线为止一段文字到end of it\n"
	 "新的一段\n"},
	{"words of a line come in any order; gaps",
	 {"150 100 二\n100 100 一\n200 100 ab\n212 100 cd\n164 100 三\n"},
	 "一 二三 ab cd\n"},
	{"a drawn table: spans, blanks, wrapped labels",
	 {"- 100 100 300\n- 100 130 300\n- 200 160 200\n- 100 190 300\n"
	  "| 100 100 90\n| 400 100 90\n| 200 100 90\n| 300 130 60\n"
	  "110 105 长的标\n110 117 签\n210 110 横跨\n110 150 竖跨\n"
	  "310 140 12\n210 170 3.\n230 170 x\n"},
	 "长的标签\t横跨\n竖跨\t\t12\n3. x\n"
	 "grid 3x3 page 1\n长的标签|横跨|^\n竖跨||12\n^|3. x|\n"},
	{"a word over a border is cut there",
	 {"- 100 100 60\n- 100 120 60\n| 100 100 20\n| 130 100 20\n"
	  "| 160 100 20\n115 103 123456\n"},
	 "123\t456\ngrid 1x2 page 1\n123|456\n"},
	{"an open table: no lines at its sides",
	 {"- 100 100 200\n- 100 130 200\n- 100 160 200\n| 200 100 60\n"
	  "110 110 甲\n210 110 1\n110 140 乙\n210 140 2\n"},
	 "甲\t1\n乙\t2\ngrid 2x2 page 1\n甲|1\n乙|2\n"},
	{"a table over a page break, its page number between",
	 {"- 100 700 200\n- 100 720 200\n| 100 700 20\n| 200 700 20\n"
	  "| 300 700 20\n110 703 甲\n210 703 1\n290 760 第 1 页\n",
	  "- 100 50 200\n- 100 70 200\n- 100 90 200\n| 100 50 40\n"
	  "| 200 50 20\n| 300 50 40\n110 53 乙\n210 53 2\n110 73 合\n"},
	 "甲\t1\n乙\t2\n合\ngrid 3x2 page 1\n甲|1\n乙|2\n合|^\n"},
	{"another table on the next page",
	 {"- 100 700 200\n- 100 720 200\n| 100 700 20\n| 200 700 20\n"
	  "| 300 700 20\n110 703 甲\n210 703 1\n",
	  "- 100 50 250\n- 100 70 250\n| 100 50 20\n| 250 50 20\n"
	  "| 350 50 20\n110 53 乙\n260 53 2\n"},
	 "甲\t1\n乙\t2\ngrid 1x2 page 1\n甲|1\ngrid 1x2 page 2\n乙|2\n"},
	{"a frame around text and an underlined word are no tables",
	 {"- 50 50 500\n- 50 300 500\n| 50 50 250\n| 550 50 250\n"
	  "100 100 正文\n- 100 114 60\n| 105 102 12\n"},
	 "正文\n"},
	{"columns that nobody drew, a wrapped label",
	 {"100 100 名称\n250 100 本年度\n350 100 累计\n"
	  "100 120 主动公开的政府\n255 127 12\n355 127 34\n100 134 信息数量\n"
	  "100 160 收费\n255 160 0\n360 160 5\n"
	  "100 300 完\n"},
	 "名称\t本年度\t累计\n主动公开的政府信息数量\t12\t34\n收费\t0\t5\n完\n"
	 "grid 3x3 page 1\n名称|本年度|累计\n主动公开的政府信息数量|12|34\n"
	 "收费|0|5\n"},
	{"two columns in two lines are prose",
	 {"100 100 联系人\n250 100 电话\n100 120 张\n250 120 123\n"},
	 "联系人 电话\n张 123\n"},
	{"nothing", {""}, ""},
};

static void test_cases(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena *a = arena_new(MEMORY);
		struct build *b = build_new(&document_limits_default, a);
		struct layout *l = layout_new(b);
		struct document d = {.tool = "test"};
		struct buf shown = BUF_INIT(MEMORY);
		struct slice got;

		for (int p = 0; p < PAGES && cases[i].pages[p]; p++) {
			struct written *w = malloc(sizeof(*w));

			assert_non_null(w);
			write_page(w, cases[i].pages[p]);
			assert_int_equal(layout_add(l, &w->page), 0);
			free(w);
		}
		assert_int_equal(build_end(b, &d), 0);
		document_show(&d, &shown);
		got = buf_slice(&shown);
		(void)slice_cut(&got, '\n');	/* kind and tool */
		if (!slice_eqs(got, cases[i].shown))
			fail_msg("%s\n--- got\n%.*s\n--- wanted\n%s",
				 cases[i].what, SLICE_ARG(got),
				 cases[i].shown);
		layout_free(l);
		build_free(b);
		buf_free(&shown);
		arena_free(a);
	}
}

/* More words and lines than anybody draws end in time. */
static void test_many(void **state)
{
	enum { MANY = 20000 };
	struct arena *a = arena_new(MEMORY * 4);
	struct build *b = build_new(&document_limits_default, a);
	struct layout *l = layout_new(b);
	struct layout_word *words = calloc(MANY, sizeof(*words));
	struct layout_rule *rules = calloc(MANY, sizeof(*rules));
	struct layout_page page = {
		.width = 600, .height = 800, .words = words,
		.word_count = MANY, .rules = rules, .rule_count = MANY,
	};
	struct document d = {.tool = "test"};
	int err;

	(void)state;
	for (uint32_t i = 0; i < MANY; i++) {
		float x = (float)(i % 200) * 3, y = (float)(i / 200) * 8;

		words[i] = (struct layout_word){x, y, x + 3, y + 5,
						SLICE_LIT("x")};
		rules[i] = i % 2 ? (struct layout_rule){x, 0, x, 800}
				 : (struct layout_rule){0, y, 600, y};
	}
	err = layout_add(l, &page);
	assert_true(err == 0 || err == ERR_TOOBIG);
	(void)build_end(b, &d);	/* either is well */
	layout_free(l);
	build_free(b);
	arena_free(a);
	free(words);
	free(rules);
}

/* --- lines in pictures ---------------------------------------------------- */

enum { WIDE = 100, HIGH = 60 };

static void fill(uint8_t *grey, int x0, int y0, int x1, int y1, uint8_t value)
{
	for (int y = y0; y < y1; y++)
		memset(grey + y * WIDE + x0, value, (size_t)(x1 - x0));
}

/* Whether a rule near these ends is there. */
static bool has_rule(const struct layout_rule *rules, uint32_t count, float x0,
		     float y0, float x1, float y1)
{
	for (uint32_t i = 0; i < count; i++) {
		const struct layout_rule *r = &rules[i];
		float off = r->x0 - x0, worst = off < 0 ? -off : off;

		off = r->y0 - y0;
		worst = (off < 0 ? -off : off) > worst ? off : worst;
		off = r->x1 - x1;
		worst = (off < 0 ? -off : off) > worst ? off : worst;
		off = r->y1 - y1;
		worst = (off < 0 ? -off : off) > worst ? off : worst;
		if ((worst < 0 ? -worst : worst) <= 4)
			return true;
	}
	return false;
}

static void test_pictures(void **state)
{
	static uint8_t grey[WIDE * HIGH];
	const struct pdf_page page = {.width = WIDE, .height = HIGH};
	struct layout_rule rules[200];
	uint32_t n;

	(void)state;
	memset(grey, 255, sizeof(grey));
	fill(grey, 10, 5, 90, 6, 0);		/* a hair line */
	fill(grey, 10, 20, 90, 23, 120);	/* a thick grey one */
	fill(grey, 10, 24, 90, 50, 215);	/* a shaded row ... */
	fill(grey, 10, 36, 90, 37, 100);	/* ... with a line in it */
	fill(grey, 50, 5, 52, 50, 0);		/* upright */
	fill(grey, 70, 8, 71, 18, 0);		/* a stroke of a letter */
	fill(grey, 20, 10, 35, 11, 0);		/* another */
	n = pdf_find_rules(grey, WIDE, HIGH, &page, rules, 200);
	assert_true(has_rule(rules, n, 10, 5, 90, 5));
	assert_true(has_rule(rules, n, 10, 21, 90, 21));
	assert_true(has_rule(rules, n, 10, 36, 90, 36));
	assert_true(has_rule(rules, n, 50, 5, 50, 50));
	assert_false(has_rule(rules, n, 70, 8, 70, 18));
	assert_false(has_rule(rules, n, 20, 10, 35, 10));
	assert_int_equal(pdf_find_rules(grey, WIDE, HIGH, &page, rules, 3), 3);
}

/* Words of one line each, as pdftotext -tsv gives them. */
static void test_may_report(void **state)
{
	static const struct {
		const char *words;
		bool may;
	} rows[] = {
		{"", false},
		{"预算 公开 说明", false},
		{"关于公开招标的公告", false},
		{"政府信息公开工作年度报告", true},
		{"政 府 信 息 公 开 工 作", true},
		{"政府信息 公开", true},
		{"主动公开政府信息情况", true},
		{"1.予以公开", true},
		{"2011年政务公开工作总结", true},
		{"政府信息公開", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct slice rest = slice_of(rows[i].words);
		struct buf tsv = BUF_INIT(4096);
		bool may;

		(void)buf_adds(&tsv, "1\t1\t0\t0\t0\t0\t0\t0\t595\t842"
				     "\t-1\t###PAGE###\n");
		while (rest.n) {
			struct slice word = slice_cut(&rest, ' ');

			(void)buf_addf(&tsv, "5\t1\t0\t0\t0\t0\t9\t9\t9"
				       "\t9\t100\t%.*s\n", SLICE_ARG(word));
		}
		assert_int_equal(0, pdf_may_report(buf_slice(&tsv), &may));
		if (may != rows[i].may)
			fail_msg("%s: got %d, wanted %d", rows[i].words, may,
				 rows[i].may);
		buf_free(&tsv);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cases),
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_pictures),
		cmocka_unit_test(test_may_report),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
