/* SPDX-License-Identifier: Apache-2.0 */
/* Which division an organ belongs to. */
#include "parsers/division.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const struct row {
	const char *organ;
	uint32_t context, wanted;
} rows[] = {
	/* counties: government, office, department */
	{"锦屏县", 0, 522628},
	{"锦屏县人民政府", 0, 522628},
	{"锦屏县政府", 0, 522628},
	{"锦屏县人民政府办公室", 0, 522628},
	{"锦屏县财政局", 0, 522628},
	{"贵州省锦屏县财政局", 0, 522628},
	{"贵州省黔东南苗族侗族自治州锦屏县财政局", 0, 522628},
	{"黔东南州锦屏县财政局", 0, 522628},
	{"贵州锦屏县财政局", 0, 522628},
	{"财政局", 522628, 522628},
	{"县财政局", 522628, 522628},
	{"县人民政府办公室", 522628, 522628},
	{"国家税务总局罗源县税务局", 0, 350123},
	{"中共锦屏县委办公室", 0, 522628},
	{"国家税务总局", 0, 0},
	/* a place of that name above it is not above it */
	{"湖南省锦屏县财政局", 0, 430000},
	/* cities and provinces */
	{"福州市财政局", 0, 350100},
	{"福建省福州市人民政府", 0, 350100},
	{"福建省财政厅", 0, 350000},
	{"上海市人民政府办公厅", 0, 310000},
	{"内蒙古自治区财政厅", 0, 150000},
	{"吉林市财政局", 0, 220200}, {"吉林省财政厅", 0, 220000},
	{"吉林省吉林市财政局", 0, 220200},
	{"吉林财政局", 220200, 220200},
	{"海南省财政厅", 0, 460000},
	{"海南藏族自治州财政局", 0, 632500},
	{"阿里地区行署办公室", 0, 542500},
	{"兴安盟财政局", 0, 152200},
	{"财政局", 350100, 350100},
	{"福州市财政局", 350123, 350100},
	/* their short forms, in their context only */
	{"黔东南州财政局", 0, 0},
	{"黔东南州财政局", 522628, 522600},
	{"玉屏侗族自治县财政局", 0, 520622},
	{"玉屏县财政局", 0, 0}, {"玉屏县财政局", 520622, 520622},
	{"罗源财政局", 0, 0}, {"罗源财政局", 350123, 350123},
	{"罗源松山镇", 0, 0}, {"罗源松山镇", 350123, 350123101},
	{"福州罗源松山镇人民政府", 350123, 350123101},
	{"福州市罗源松山镇", 350123, 350123101},
	/* townships, in the county named or known */
	{"锦屏县大同乡人民政府", 0, 522628200},
	{"锦屏县大同乡政府", 0, 522628200},
	{"锦屏县大同乡", 0, 522628200},
	{"锦屏县大同乡人民政府办公室", 0, 522628200},
	{"大同乡人民政府", 522628, 522628200},
	{"大同乡", 522628, 522628200},
	{"大同乡", 522628201, 522628200},
	{"党政办公室", 522628200, 522628200},
	{"大同乡", 0, 0},
	{"大同乡", 522600, 0},
	/* another county than the context's, where it is the only one */
	{"锦屏县大同乡", 350123, 522628200},
	{"锦屏县财政局", 350123, 522628},
	/* a city's name before it leaves the context's county */
	{"黔东南州大同乡", 522628, 522628200},
	/* after an upgrade it is another one */
	{"锦屏县大同镇", 0, 0}, {"大同镇人民政府", 522628, 0},
	{"锦屏县锦屏镇", 0, 0},
	/* names that several counties have */
	{"鼓楼区财政局", 0, 0},
	{"鼓楼区东街街道办事处", 0, 0},
	{"鼓楼区财政局", 350102, 350102},
	{"鼓楼区财政局", 350100, 350102},
	{"鼓楼区财政局", 350123, 350102},
	{"鼓楼区财政局", 320000, 0},	/* 南京 and 徐州 */
	{"鼓楼区财政局", 522628, 0},
	{"福州市鼓楼区财政局", 0, 350102},
	{"福州鼓楼区财政局", 0, 350102},
	{"江苏省鼓楼区财政局", 0, 0},
	{"朝阳区财政局", 110105, 110105},
	{"通州区财政局", 310000, 0},
	/* names that are words, too */
	{"矿区财政局", 0, 0}, {"矿区财政局", 140303, 140303},
	{"矿区财政局", 140300, 140303}, {"阳泉市矿区财政局", 0, 140303},
	{"矿区管委会", 522628, 522628},
	{"港口区财政局", 0, 0}, {"防城港市港口区财政局", 0, 450602},
	{"乐山市市中区财政局", 0, 511102},
	{"市中区财政局", 511102, 511102},
	/* 街道办事处, 街道, 办事处 */
	{"福州市鼓楼区东街街道办事处", 0, 350102004},
	{"鼓楼区东街街道", 350102, 350102004},
	{"东街街道办", 350102, 350102004},
	{"东街办事处", 350102, 350102004},
	{"东街镇", 350102, 0}, {"东街", 350102, 350102},
	{"库伦旗库伦街道", 0, 150524400},	/* 办事处 in the table */
	{"宁武县居民办事处", 0, 140925401},
	{"南京市江宁区人民政府禄口街道办事处", 0, 320115005},
	{"朝阳区南磨房地区办事处", 110105, 110105021},
	{"北京市朝阳区南磨房乡人民政府", 0, 0},
	/* peoples in names of townships */
	{"罗源县霍口畲族乡人民政府", 0, 350123203},
	{"罗源县霍口乡人民政府", 0, 350123203},
	{"罗源县霍口民族乡", 0, 350123203},
	{"罗源县霍口镇", 0, 0},
	{"海拉尔区民族乡", 0, 0},
	/* 苏木, 旗, 团, a committee that is one of the table's */
	{"阿鲁科尔沁旗巴拉奇如德苏木", 0, 150421204},
	{"白杨市一六四团", 0, 659012504},
	{"可克达拉市财政局", 0, 659008},
	{"泗县黑塔镇", 0, 341324109},
	{"铅山县青溪办事处", 0, 361124407},
	/* cities without counties, counties without a city */
	{"东莞市东城街道办事处", 0, 441900003},
	{"东莞市财政局", 0, 441900},
	{"东城街道", 441900, 441900003},
	{"嘉峪关市财政局", 0, 620200},
	{"嘉峪关市峪泉镇", 0, 620201101},
	{"济源市人民政府", 0, 419001},
	{"河南省济源市人民政府", 0, 419001},
	{"上海市黄浦区南京东路街道办事处", 0, 310101002},
	/* places that the table lacks */
	{"青禾县财政局", 0, 0}, {"青禾县财政局", 522628, 0},
	/* its own former name */
	{"海门市财政局", 320614, 320614}, {"海门市财政局", 522628, 0},
	{"海门市三厂镇", 320614, 0},
	{"青禾县大同乡", 522628, 0},
	/* the level of another place */
	{"县财政局", 350100, 0}, {"区财政局", 522628, 0},
	{"市财政局", 522628, 0}, {"市财政局", 350100, 350100},
	{"省财政厅", 522628, 0}, {"市政府办公室", 522628, 0},
	{"区人民政府办公室", 350102, 350102}, {"县人民政府", 350123, 350123},
	/* words with 市 and 区 in them */
	{"市场监督管理局", 522628, 522628},
	{"城市管理局", 522628, 522628},
	{"农贸市场服务中心", 522628, 522628},
	{"经济开发区管委会", 522628, 522628},
	{"住房和城乡建设局", 522628, 522628},
	{"风景名胜区管理处", 522628, 522628},
	/* contexts that the table lacks */
	{"财政局", 990101, 0}, {"财政局", 522699, 0},
	{"海门市财政局", 0, 0}, {"鼓楼区财政局", 350199, 350102},
	{"大同乡", 522628999, 522628200},
	/* nothing */
	{"财政局", 0, 0}, {"", 0, 0}, {"", 522628, 0}, {"乡", 522628, 0},
	{"街道办事处", 522628, 0}, {"人民政府", 0, 0},
	{"\xff\xfe\xe9", 0, 0}, {"\xe9\x94", 0, 0},
};

static void test_find(void **state)
{
	unsigned failures = 0;

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		const struct row *r = &rows[i];
		uint32_t got = division_find(slice_of(r->organ), r->context);

		if (got == r->wanted)
			continue;
		print_error("\"%s\" in %" PRIu32 ": got %" PRIu32
			    ", wanted %" PRIu32 "\n", r->organ, r->context, got,
			    r->wanted);
		failures++;
	}
	assert_int_equal(failures, 0);
	assert_int_equal(division_find(SLICE_NONE, 522628), 0);
}

/* Every township of the country is found by its full name, but where two of a
 * county come to the same, and never another one. */
static void test_every_township(void **state)
{
	uint32_t found = 0, other = 0;

	(void)state;
	for (uint32_t county = 110000; county <= 999999; county++) {
		struct division_walk w = division_townships(county);

		if (!division_name(county).p)
			continue;
		while (division_next(&w)) {
			uint32_t code;

			if (w.code / 1000 != county)
				continue;
			code = division_find(w.name, county);
			found += code == w.code;
			if (code != w.code && code)
				print_error("%.*s (%" PRIu32 "): %" PRIu32 "\n",
					    SLICE_ARG(w.name), w.code, code);
			other += code != w.code && code;
		}
	}
	print_message("%" PRIu32 " of 41352 found\n", found);
	assert_int_equal(other, 0);
	assert_true(found > 41300);
}

static void test_head(void **state)
{
	static const struct {
		const char *organ;
		uint32_t context, code;
		bool ambiguous;
		size_t length;
	} cases[] = {
		{"锦屏县大同乡", 0, 522628, false, strlen("锦屏县")},
		{"锦屏大同乡", 0, 0, false, 0},
		{"锦屏大同乡", 522628, 522628, false, strlen("锦屏")},
		{"鼓楼区东街街道", 0, 0, true, strlen("鼓楼区")},
		{"鼓楼区东街街道", 350102, 350102, false, strlen("鼓楼区")},
		{"财政局", 522628, 0, false, 0},
		{"", 522628, 0, false, 0},
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct division_head got = division_head(
			slice_of(cases[i].organ), cases[i].context);

		if (got.code == cases[i].code &&
		    got.ambiguous == cases[i].ambiguous &&
		    got.length == cases[i].length)
			continue;
		print_error("\"%s\": got %" PRIu32 ", %d, %zu\n",
			    cases[i].organ, got.code, got.ambiguous,
			    got.length);
		fail();
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_every_township),
		cmocka_unit_test(test_head),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
