/* SPDX-License-Identifier: Apache-2.0 */
/* What is rewriting and what is not; rewriting undone; pages and documents. */
#include "parsers/mirror.h"

#include "base/err.h"
#include "parsers/mirror_private.h"
#include "tests/lib/dir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* --- characters that tell ---------------------------------------------- */

static void check_order(const char *list)
{
	size_t n = strlen(list);

	assert_int_equal(n % 3, 0);
	assert_true(n / 3 > 250);
	for (size_t i = 0; i < n; i += 3) {
		assert_int_equal(mirror_han(slice_of(list + i)), 3);
		if (i && memcmp(list + i - 3, list + i, 3) >= 0)
			fail_msg("%.6s: not in order", list + i - 3);
	}
}

/* In both lists of one script each, as OpenCC knows them. */
static void test_lists(void **state)
{
	struct buf out = BUF_INIT(1 << 16);
	struct opencc *o;

	(void)state;
	check_order(mirror_traditional);
	check_order(mirror_simplified);
	assert_int_equal(opencc_new(&o), 0);
	assert_int_equal(opencc_simplify(o, slice_of(mirror_simplified), &out),
			 0);
	assert_string_equal(out.data, mirror_simplified);
	for (const char *p = mirror_traditional; *p; p += 3) {
		buf_clear(&out);
		assert_int_equal(opencc_simplify(
			o, (struct slice){p, 3}, &out), 0);
		if (memcmp(out.data, p, 3) == 0)
			fail_msg("%.3s is no traditional character", p);
	}
	buf_free(&out);
	opencc_free(o);
}

/* --- sounds ------------------------------------------------------------ */

static const struct { const char *text; size_t length; } sounds[] = {
	{"(guó)", 6}, {"(zhuang)", 8}, {"(zhuàng)厅", 9}, {"（bào）告", 10},
	{"(gong)(gong)", 6}, {"( xìn )", 8}, {"(bao4)", 6}, {"(lǜ)", 5},
	{"(nv)", 4}, {"(ā)", 4}, {"(ɡuān)", 8}, {"(er)", 4}, {"(an)", 4},
	{"(jīng）", 9}, {"(xiàn)將", 7},
	{"(2019)", 0}, {"(一)", 0}, {"(WARC)", 0}, {"(以下简称本镇)", 0},
	{"（以下简称本镇）", 0}, {"(pdf)", 0}, {"(app)", 0}, {"(word)", 0},
	{"(a)", 0}, {"(b)", 0}, {"()", 0}, {"(", 0}, {"(guo", 0}, {"(guó", 0},
	{"guó)", 0}, {"(guóguó)", 0}, {"(zhuangg)", 0}, {"(guo, guo)", 0},
	{"（guó", 0}, {"(bao6)", 0}, {"(ing)", 0}, {"", 0}, {"(\xff)", 0},
};

static void test_sounds(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(sounds) / sizeof(*sounds); i++) {
		size_t got = mirror_sound(slice_of(sounds[i].text));

		if (got != sounds[i].length)
			fail_msg("%s: got %zu, wanted %zu", sounds[i].text,
				 got, sounds[i].length);
	}
}

/* --- undoing ----------------------------------------------------------- */

static const struct { const char *text, *wanted; } undone[] = {
	{"", ""},
	{"本報(bào)告由青荇鎮(zhèn)編(biān)制", "本报告由青荇镇编制"},
	{"辦公(gong)(gong)廳", "办公厅"},
	{"信（xìn）息公開（kāi）", "信息公开"},
	{"青荇鎮(2019)年(一)號(WARC)文件（以下簡稱本鎮）",
	 "青荇镇(2019)年(一)号(WARC)文件（以下简称本镇）"},
	{"已經(jing)完成?，F(xiàn)將情況報告", "已经完成。现将情况报告"},
	{"完成?,F(xiàn)將", "完成。现将"},
	{"是否完成?,現將", "是否完成?,现将"},
	{"A?，F級", "A?，F级"},
	{"本著便民的原則，著力、隨著、圍繞著",
	 "本着便民的原则，着力、随着、围绕着"},
	{"效果顯著，著名作家的著作和專著", "效果显著，著名作家的著作和专著"},
	{"製定全麵的制度", "制定全面的制度"},
	{"乾坤與干燥", "乾坤与干燥"},
	{"松萝县已经是简体", "松萝县已经是简体"},
	{"price (ai) of tea (an)", "price (ai) of tea (an)"},
	{"甲\xff乙\0", "甲\uFFFD乙"},
	{"一\t二\n\n三", "一\t二\n\n三"},
	{"\xe5\x9b", "\uFFFD\uFFFD"},
	{"?", "?"}, {"?，", "?，"}, {"?，F", "?，F"}, {"?,F(", "?,F("},
};

static void test_undo(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(undone) / sizeof(*undone); i++) {
		struct buf out = BUF_INIT(1 << 16);
		struct mirror *m;

		assert_int_equal(mirror_open(&m), 0);
		assert_int_equal(mirror_undo(m, slice_of(undone[i].text),
					     &out), 0);
		if (!slice_eqs(buf_slice(&out), undone[i].wanted))
			fail_msg("%s: got %s, wanted %s", undone[i].text,
				 out.data, undone[i].wanted);
		buf_free(&out);
		mirror_close(m);
	}
}

/* A text may be cut before a sound, and holds bytes that end no string. */
static void test_undo_goes_on(void **state)
{
	const struct slice nul = {"國\0國", 7};
	struct buf out = BUF_INIT(1 << 16);
	struct mirror *m;

	(void)state;
	assert_int_equal(mirror_open(&m), 0);
	assert_int_equal(mirror_undo(m, slice_of("辦"), &out), 0);
	assert_int_equal(mirror_undo(m, slice_of("(bàn)公"), &out), 0);
	assert_int_equal(mirror_undo(m, slice_of(" (gōng)"), &out), 0);
	assert_int_equal(mirror_undo(m, nul, &out), 0);
	assert_string_equal(out.data, "办公 (gōng)国\uFFFD国");
	buf_free(&out);
	mirror_close(m);
	mirror_close(NULL);
}

/* Long lines are cut between characters, and past the limit all stays. */
static void test_limit(void **state)
{
	enum { CHARS = MIRROR_TEXT_MAX / 3 + 1 };
	struct buf text = BUF_INIT(4 << 20);
	struct buf out = BUF_INIT(4 << 20);
	struct buf wanted = BUF_INIT(4 << 20);
	struct mirror *m;

	(void)state;
	for (size_t i = 0; i < CHARS; i++) {
		(void)buf_adds(&text, "國");
		(void)buf_adds(&wanted, i < MIRROR_TEXT_MAX / 3 ? "国" : "國");
	}
	assert_int_equal(mirror_open(&m), 0);
	assert_int_equal(mirror_undo(m, buf_slice(&text), &out), 0);
	assert_int_equal(mirror_undo(m, slice_of("國"), &out), 0);
	assert_int_equal(buf_adds(&wanted, "國"), 0);
	assert_true(slice_eq(buf_slice(&out), buf_slice(&wanted)));
	mirror_close(m);
	buf_free(&text);
	buf_free(&out);
	buf_free(&wanted);
}

/* --- signs ------------------------------------------------------------- */

#define SIMPLIFIED							     \
	"松萝县青荇镇严格执行政府信息公开条例，全年主动公开政府信息五十八条，"     \
	"没有收到公民、法人和其他组织的政府信息公开申请，没有发生行政复议和行政"   \
	"诉讼案件，各项工作进展顺利。"
#define TRADITIONAL							     \
	"松蘿縣青荇鎮嚴格執行政府信息公開條例，全年主動公開政府信息五十八條，"     \
	"沒有收到公民、法人和其他組織的政府信息公開申請，沒有發生行政復議和行政"   \
	"訴訟案件，各項工作進展順利。"
#define SOUNDED								     \
	"松蘿(luó)縣青荇鎮(zhèn)嚴格執(zhí)行政府信息公開(kāi)條(tiáo)例，全年"     \
	"主動(dòng)公開(kāi)政府信息五十八條(tiáo)，沒有收到公民、法人和其他組"       \
	"(zǔ)織(zhī)的政府信息公開(kāi)申請(qǐng)，沒有發(fā)生行政復(fù)議(yì)案件。"

static const struct { const char *name, *text; bool rewritten; } texts[] = {
	{"simplified", SIMPLIFIED, false},
	{"traditional", TRADITIONAL, true},
	{"with sounds", SOUNDED, true},
	{"sounds in simplified characters",
	 "政(zhèng)府(fǔ)信(xìn)息(xī)公(gong)开(kai)工(gong)作(zuo)年度报告"
	 SIMPLIFIED, true},
	{"with a simplified frame", "首页 新闻 政策 下载 联系我们 网站地图"
	 SOUNDED "版权所有 意见建议", true},
	{"a quotation", SIMPLIFIED "香港特區政府新聞公報：「政府會繼續與各界"
	 "保持聯繫，聽取意見。」" SIMPLIFIED, false},
	{"half a quotation", SIMPLIFIED TRADITIONAL, false},
	{"rare names explained", "青荇(xìng)镇位于亳(bó)水之滨，隶属松萝县"
	 "，辖珺(jùn)里等村。" SIMPLIFIED, false},
	{"things in brackets", "附件(pdf)目录(一)条例(2019)规定(WARC)申请(a)"
	 "决定(b)组织(app)" SIMPLIFIED, false},
	{"a title alone", "青荇鎮(zhèn)政府信息公開(kāi)報(bào)告", false},
	{"no Chinese", "Annual report of the county (an) (er)", false},
	{"", "", false},
};

static void test_signs(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct mirror_signs signs;

		mirror_signs_init(&signs);
		mirror_measure(&signs, slice_of(texts[i].text));
		if (mirror_is_rewritten(&signs) != texts[i].rewritten)
			fail_msg("%s: got %d with han %llu, sounds %llu, "
				 "traditional %llu, simplified %llu",
				 texts[i].name, !texts[i].rewritten,
				 (unsigned long long)signs.han,
				 (unsigned long long)signs.pairs,
				 (unsigned long long)signs.traditional,
				 (unsigned long long)signs.simplified);
	}
}

static const struct { const char *text; bool marks; } marked[] = {
	{"首页 > 政府信息公开年报", false},
	{"免责声明：本网转载的文章如有侵权，请联系及时删除", false},
	{"友情提示：本文给出的范例仅供参考 来源：网络整理", true},
	{"范文大全 免责声明", true},
	{"示范文本、规范文件汇编", false},
	{"扩展阅读：上年报告 由互联网用户整理提供", true},
	{"图片来自网络", false},
	{"", false},
};

static void test_marks(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(marked) / sizeof(*marked); i++)
		if (mirror_has_marks(slice_of(marked[i].text)) !=
		    marked[i].marks)
			fail_msg("%s: got %d", marked[i].text,
				 !marked[i].marks);
}

/* --- pages and documents ----------------------------------------------- */

static const struct html_limits limits = {.memory = 64 << 20, .nodes = 10000};

static const char page_text[] =
	"<!DOCTYPE html><title>青荇鎮(zhèn)報(bào)告</title>"
	"<meta name=ColumnName content='信息公開(kāi)'>"
	"<meta http-equiv=refresh content='9;url=/報(bào)告'>"
	"<script>var a = '報(bào)告';</script>"
	"<p>" SOUNDED "</p><p>辦<b>(bàn)公</b>廳</p>"
	"<a href='/報(bào)告' title='報(bào)告'>鏈(liàn)接</a>";

static void test_page(void **state)
{
	struct buf text = BUF_INIT(1 << 16);
	const struct html *h;
	struct html_doc *doc;
	uint32_t link, script;

	(void)state;
	assert_int_equal(html_parse(slice_of(page_text), &limits, &doc), 0);
	assert_int_equal(mirror_restore_page(doc), 0);
	h = html_of(doc);
	assert_true(h->mapped);
	assert_true(slice_eqs(html_title(h, html_arena(doc)), "青荇镇报告"));
	assert_true(slice_eqs(html_meta(h, "ColumnName"), "信息公开"));
	assert_true(slice_eqs(html_refresh(h), "/報(bào)告"));
	link = html_find(h, HTML_A, 0, h->count);
	assert_true(slice_eqs(html_attr(&h->nodes[link], "href"),
			      "/報(bào)告"));
	assert_true(slice_eqs(html_attr(&h->nodes[link], "title"), "报告"));
	script = html_find(h, HTML_SCRIPT, 0, h->count);
	assert_true(slice_finds(h->nodes[script + 1].text, "報(bào)告", 0) !=
		    SIZE_MAX);
	assert_int_equal(html_text(h, 0, &text), 0);
	assert_non_null(strstr(text.data, "没有发生行政复议案件"));
	assert_non_null(strstr(text.data, "\n办公厅\n链接"));
	assert_null(strchr(text.data, '('));
	/* places are those of the source */
	assert_memory_equal(page_text + h->nodes[link].offset, "<a href", 7);
	buf_free(&text);
	html_free(doc);
}

static void test_other_page(void **state)
{
	static const char page[] = "<p>" SIMPLIFIED "</p><p>青荇(xìng)</p>";
	struct html_doc *doc;

	(void)state;
	assert_int_equal(html_parse(slice_of(page), &limits, &doc), 0);
	assert_int_equal(mirror_restore_page(doc), 0);
	assert_false(html_of(doc)->mapped);
	html_free(doc);
}

static void test_document(void **state)
{
	struct grid_cell cells[] = {
		{.text = SLICE_LIT("規(guī)章"), .rowspan = 1, .colspan = 1,
		 .offset = 7, .length = 12, .node = UINT32_MAX},
		{.text = SLICE_LIT("12"), .col = 1, .rowspan = 1, .colspan = 1,
		 .node = UINT32_MAX},
	};
	struct arena *a = arena_new(1 << 20);
	const struct grid *grid = grid_of_cells(cells, 2, a);
	const struct document d = {
		.kind = DOCUMENT_TEXT, .text = SLICE_LIT(SOUNDED),
		.grids = &grid, .grid_count = 1,
	};
	const struct document *to;

	(void)state;
	assert_non_null(grid);
	assert_int_equal(mirror_restore_document(&d, a, &to), 0);
	assert_ptr_not_equal(to, &d);
	assert_true(slice_starts(to->text, "松萝县青荇镇严格执行政府信息"));
	assert_true(slice_eqs(grid_at(to->grids[0], 0, 0)->text, "规章"));
	assert_int_equal(grid_at(to->grids[0], 0, 0)->length, 12);
	assert_true(slice_eqs(grid_at(to->grids[0], 0, 1)->text, "12"));
	assert_ptr_equal(grid_at(to->grids[0], 0, 1), &to->grids[0]->cells[1]);
	assert_int_equal(mirror_restore_document(
		&(struct document){.text = SLICE_LIT(SIMPLIFIED)}, a, &to), 0);
	assert_true(slice_eqs(to->text, SIMPLIFIED));
	arena_free(a);
}

/* --- without dictionaries ---------------------------------------------- */

/* OpenCC looks into the working folder first, and what lies there is none. */
static void test_no_dictionary(void **state)
{
	char *dir = dir_make();
	char *back = realpath(".", NULL);
	struct html_doc *doc;
	struct mirror *m;

	(void)state;
	assert_non_null(back);
	assert_int_equal(chdir(dir), 0);
	dir_write("t2s.json", "{", 1);
	assert_int_equal(mirror_open(&m), ERR_UNSUPPORTED);
	assert_int_equal(html_parse(slice_of(page_text), &limits, &doc), 0);
	assert_int_equal(mirror_restore_page(doc), 0);
	assert_false(html_of(doc)->mapped);
	html_free(doc);
	assert_int_equal(chdir(back), 0);
	free(back);
	dir_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lists),
		cmocka_unit_test(test_sounds),
		cmocka_unit_test(test_undo),
		cmocka_unit_test(test_undo_goes_on),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_signs),
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_page),
		cmocka_unit_test(test_other_page),
		cmocka_unit_test(test_document),
		cmocka_unit_test(test_no_dictionary),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
