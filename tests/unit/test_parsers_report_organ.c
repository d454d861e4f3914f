/* SPDX-License-Identifier: Apache-2.0 */
/* The organ in full, from whatever the page says of it, and its kind. */
#include "parsers/report_private.h"
#include "tests/lib/reading.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct row {
	const char *title, *text, *signature, *publisher, *source;
	const char *site, *breadcrumb;
	const char *organ, *kind;	/* "": absent */
	uint32_t division;
} rows[] = {
	/* the county before a bare township: of the site's name, its code,
	 * the breadcrumb */
	{.title = "青荇镇", .site = "松萝县人民政府",
	 .organ = "松萝县青荇镇", .kind = "township"},
	{.title = "青荇镇", .site = "松萝县人民政府门户网站",
	 .organ = "松萝县青荇镇", .kind = "township"},
	{.title = "青荇镇", .site = "中国·松萝县",
	 .organ = "松萝县青荇镇", .kind = "township"},
	{.title = "青荇镇", .site = "松萝县政府网",
	 .organ = "松萝县青荇镇", .kind = "township"},
	{.title = "青荇镇", .site = "政府信息公开",
	 .organ = "青荇镇", .kind = "township"},
	{.title = "青荇镇", .site = "松萝县青荇镇人民政府",
	 .organ = "松萝县青荇镇", .kind = "township"},
	{.title = "大同乡", .division = 522628,
	 .organ = "锦屏县大同乡", .kind = "township"},
	{.title = "大同乡", .division = 522628200,
	 .organ = "锦屏县大同乡", .kind = "township"},
	{.title = "锦屏县大同乡", .division = 522628,
	 .organ = "锦屏县大同乡", .kind = "township"},
	{.title = "财政局", .division = 522628,
	 .organ = "锦屏县财政局", .kind = "department"},
	{.title = "县财政局", .division = 522628,
	 .organ = "锦屏县财政局", .kind = "department"},
	{.title = "财政局", .division = 350100,
	 .organ = "福州市财政局", .kind = "department"},
	{.title = "松山镇", .division = 350100,
	 .organ = "松山镇", .kind = "township"},
	{.title = "党政办公室", .division = 522628200,
	 .organ = "党政办公室", .kind = "department"},
	{.title = "财政局", .division = 522699,
	 .organ = "财政局", .kind = "department"},
	{.title = "锦屏县", .division = 522628,
	 .organ = "锦屏县", .kind = "government"},
	{.title = "锦屏县人民政府", .division = 522600,
	 .organ = "锦屏县人民政府", .kind = "government"},
	/* another county by its own name */
	{.title = "罗源县松山镇", .division = 522628,
	 .organ = "罗源县松山镇", .kind = "township"},
	{.title = "青荇镇", .breadcrumb = "首页 > 松萝县 > 乡镇 > 年报",
	 .organ = "松萝县青荇镇", .kind = "township"},
	{.title = "青荇镇",
	 .breadcrumb = "首页 > 松萝县人民政府 > 政府信息公开",
	 .organ = "松萝县青荇镇", .kind = "township"},
	{.title = "青荇镇", .breadcrumb = "首页 > 松萝县青荇镇 > 年报",
	 .organ = "松萝县青荇镇", .kind = "township"},
	{.title = "青荇镇", .breadcrumb = "首页 > 县直部门 > 城区 > 年报",
	 .organ = "青荇镇", .kind = "township"},
	/* a city is no county */
	{.title = "松山镇", .site = "福州市人民政府", .organ = "松山镇",
	 .kind = "township"},
	{.title = "财政局", .site = "福州市人民政府", .organ = "福州市财政局",
	 .kind = "department"},
	{.title = "虎门镇", .site = "东莞市人民政府", .organ = "东莞市虎门镇",
	 .kind = "township"},
	/* levels and words */
	{.title = "县财政局", .site = "福州市人民政府", .organ = "县财政局",
	 .kind = "department"},
	{.title = "市场监督管理局", .site = "松萝县人民政府",
	 .organ = "松萝县市场监督管理局", .kind = "department"},
	{.title = "市场监督管理局", .site = "松萝市人民政府",
	 .organ = "松萝市市场监督管理局", .kind = "department"},
	{.title = "市政府办公室", .site = "松萝市人民政府",
	 .organ = "松萝市政府办公室", .kind = "department"},
	{.title = "城市管理局", .site = "松萝县人民政府",
	 .organ = "松萝县城市管理局", .kind = "department"},
	{.title = "经济开发区管委会", .site = "松萝县人民政府",
	 .organ = "松萝县经济开发区管委会", .kind = "committee"},
	/* no organ in the title: the breadcrumb has it */
	{.title = "", .breadcrumb = "首页 > 政府信息公开 > 乡镇街道 > 青荇镇 > "
	 "政府信息公开年报", .site = "松萝县人民政府",
	 .organ = "松萝县青荇镇", .kind = "township"},
	{.title = "", .breadcrumb = "首页 > 县直部门 > 县财政局 > 年报",
	 .site = "松萝县人民政府",
	 .organ = "松萝县财政局", .kind = "department"},
	{.title = "", .breadcrumb = "首页 > 政府部门 > 年报",
	 .site = "松萝县人民政府",
	 .organ = "松萝县人民政府", .kind = "government"},
	{.title = "", .breadcrumb = "首页 > 各乡镇 > 街道办事处 > 年报",
	 .organ = "", .kind = ""},
	/* kinds */
	{.title = "松萝县青荇乡人民政府", .kind = "township"},
	{.title = "松萝县青荇民族乡", .kind = "township"},
	{.title = "松萝县青荇镇政府", .organ = "松萝县青荇镇人民政府",
	 .kind = "township"},
	{.title = "松萝区青荇街道", .kind = "subdistrict"},
	{.title = "松萝区青荇街道办事处", .kind = "subdistrict"},
	{.title = "松萝区青荇街道办", .kind = "subdistrict"},
	{.title = "松萝区人民政府青荇街道办事处", .kind = "subdistrict"},
	{.title = "松萝区青荇办事处", .kind = "subdistrict"},
	{.title = "松萝区青荇地区办事处", .kind = "subdistrict"},
	{.title = "松萝旗乌兰苏木人民政府", .kind = "township"},
	{.title = "松萝旗", .kind = "government"},
	{.title = "松萝自治县人民政府", .kind = "government"},
	{.title = "松萝地区行政公署", .kind = "government"},
	{.title = "松萝盟行署", .kind = "government"},
	{.title = "松萝县经济开发区管委会", .kind = "committee"},
	{.title = "松萝县高新区管理委员会", .kind = "committee"},
	{.title = "松萝县工业园区", .kind = "committee"},
	{.title = "松萝国际物流区", .kind = "committee"},
	{.title = "松萝片区管理局", .kind = "department"},
	{.title = "松萝县财政局", .kind = "department"},
	{.title = "松萝县政府办", .kind = "department"},
	{.title = "松萝县政府办公室", .kind = "department"},
	{.title = "松萝县人民政府办公室", .kind = "department"},
	{.title = "松萝县发改委", .kind = "department"},
	{.title = "松萝县卫生健康委员会", .kind = "department"},
	{.title = "松萝县公安局青荇派出所", .kind = "department"},
	{.title = "松萝县市场监督管理局", .kind = "department"},
	{.title = "松萝县国有青荇林场", .kind = "other"},
};

static void test_organ(void **state)
{
	struct arena *a = arena_new(1 << 20);
	unsigned failures = 0;

	(void)state;
	assert_non_null(a);
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *row = &rows[i];
		const struct organ_clues clues = {
			.title = slice_of(row->title),
			.text = slice_of(row->text ? row->text : ""),
			.signature = slice_of(row->signature),
			.published_by = slice_of(row->publisher),
			.source = slice_of(row->source),
			.site_name = slice_of(row->site),
			.breadcrumb = slice_of(row->breadcrumb),
			.division = row->division,
		};
		const char *wanted = row->organ ? row->organ : row->title;
		struct slice got = report_read_organ(&clues, a);
		const char *kind = got.p ? report_organ_kind(got) : "";

		if (slice_eqs(got.p ? got : slice_of(""), wanted) &&
		    !strcmp(kind, row->kind))
			continue;
		print_error("\"%s\" (site \"%s\", at \"%s\", %u): got %.*s "
			    "%s, wanted %s %s\n", row->title,
			    row->site ? row->site : "",
			    row->breadcrumb ? row->breadcrumb : "",
			    row->division, SLICE_ARG(got), kind, wanted,
			    row->kind);
		failures++;
	}
	arena_free(a);
	assert_int_equal(failures, 0);
}

/* --- divisions ------------------------------------------------------------ */

static const struct {
	const char *organ, *idcode;
	uint32_t given;
	const char *wanted;	/* NULL: absent */
} divisions[] = {
	{"锦屏县大同乡人民政府", "", 0, "522628200"},
	{"锦屏县大同乡人民政府", "5226280001", 0, "522628200"},
	{"大同乡人民政府", "5226280001", 0, "522628200"},
	{"大同乡人民政府", "52262800015226280001", 0, "522628200"},
	{"大同乡人民政府", "", 522628, "522628200"},
	{"大同乡人民政府", "", 0, NULL},
	{"大同镇人民政府", "5226280001", 0, NULL},
	{"财政局", "5226280001", 0, "522628"},
	/* the county's page on the site of its city */
	{"财政局", "5226280001", 522600, "522628"},
	{"财政局", "5226280001", 520000, "522628"},
	/* the city's page, a copied page */
	{"财政局", "5226000001", 522628, "522628"},
	{"财政局", "3501230001", 522628, "522628"},
	/* the text's own place */
	{"罗源县财政局", "5226280001", 522628, "350123"},
	/* no organ by its ending */
	{"锦屏县年鉴", "5226280001", 0, NULL},
	{"白杨市一六四团", "", 0, "659012504"},
	{"青禾县财政局", "5226280001", 0, NULL},
	{"青禾县财政局", "9901010001", 990101, NULL},
};

static void test_division(void **state)
{
	struct arena *a = arena_new(1 << 20);
	unsigned failures = 0;

	(void)state;
	assert_non_null(a);
	for (size_t i = 0; i < COUNT(divisions); i++) {
		const struct article article = {
			.site_idcode = slice_of(divisions[i].idcode),
			.division = divisions[i].given,
		};
		struct report r = {.organ = slice_of(divisions[i].organ)};
		const char *wanted = divisions[i].wanted;

		r.organ_kind = report_organ_kind(r.organ);
		assert_true(report_read_division(
			report_division_of_site(&article), a, &r));
		if (wanted ? slice_eqs(r.division, wanted) : !r.division.p)
			continue;
		print_error("%s (%s, %u): got \"%.*s\", wanted %s\n",
			    divisions[i].organ, divisions[i].idcode,
			    divisions[i].given, SLICE_ARG(r.division),
			    wanted ? wanted : "(absent)");
		failures++;
	}
	arena_free(a);
	assert_int_equal(failures, 0);
}

static void test_memory(void **state)
{
	struct arena *small = arena_new(1);
	struct report r = {.organ = SLICE_LIT("锦屏县"),
			   .organ_kind = "government"};

	(void)state;
	assert_non_null(small);
	assert_false(report_read_division(0, small, &r));
	assert_int_not_equal(arena_err(small), 0);
	arena_free(small);
}

/* Through the whole reading of a page. */
static void test_page(void **state)
{
	static const char page[] =
		"<html><head><title>大同乡2023年政府信息公开工作年度报告"
		"</title><meta name=\"SiteIDCode\" content=\"5226280001\">"
		"</head><body><h1>大同乡2023年政府信息公开工作年度报告</h1>"
		"<div id=\"zoom\"><h2>一、总体情况</h2><p>公开信息九条。</p>"
		"<h2>二、主动公开政府信息情况</h2><p>公开信息九条。</p>"
		"<h2>三、收到和处理政府信息公开申请情况</h2><p>没有。</p>"
		"<h2>四、政府信息公开行政复议、行政诉讼情况</h2><p>没有。</p>"
		"<h2>五、存在的主要问题及改进情况</h2><p>没有。</p>"
		"<h2>六、其他需要报告的事项</h2><p>没有。</p></div>"
		"</body></html>";
	const struct report *reports;
	struct html_doc *doc;
	uint32_t count;

	(void)state;
	assert_int_equal(reading_of((struct slice){
			page, sizeof(page) - 1}, &doc,
				    &reports, &count), 0);
	assert_int_equal(count, 1);
	assert_true(slice_eqs(reports->organ, "锦屏县大同乡"));
	assert_true(slice_eqs(reports->division, "522628200"));
	html_free(doc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_organ),
		cmocka_unit_test(test_division),
		cmocka_unit_test(test_memory),
		cmocka_unit_test(test_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
