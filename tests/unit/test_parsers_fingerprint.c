/* SPDX-License-Identifier: Apache-2.0 */
/* What is noise and what is a change; near-copies are near. */
#include "base/err.h"
#include "parsers/fingerprint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void test_normalise(void **state)
{
	static const struct {
		const char *text, *wanted;
	} rows[] = {
		{"", ""},
		{"\n \n", ""},
		{"全年公开信息 514 条", "全年公开信息 514 条\n"},
		{"一、总体情况\n\n\n\t二、", "一、总体情况\n二、\n"},
		{"Ａ１：（甲）", "A1:(甲)\n"},
		{"甲\u3000\u00a0乙\u200b丙", "甲 乙丙\n"},
		{"1\t2", "1\t2\n"},
		{"1 \t 2", "1\t2\n"},
		/* counters */
		{"浏览次数：123", "浏览次数:#\n"},
		{"浏览次数： 123 次", "浏览次数: # 次\n"},
		{"【点击率:1,024】", "|点击率:#,#|\n"},
		{"来源：县府办 访问量：9人次 【打印】",
		 "来源:县府办 访问量:#人次 |打印|\n"},
		{"您是第88位访客", "您是第#位访客\n"},
		{"Views:77", "Views:#\n"},
		/* facts that only look like counters */
		{"网站总访问量达8335人次", "网站总访问量达8335人次\n"},
		{"访问量8335人次，比上年增长", "访问量8335人次,比上年增长\n"},
		{"浏览次数 123", "浏览次数 123\n"},
		{"网站访问量\t人次\t8335", "网站访问量\t人次\t8335\n"},
		/* clocks */
		{"今天是2026年11月26日 10:20:30", "今天是#年#月#日 #:#:#\n"},
		{"发布时间：2026-11-26 10:20", "发布时间:2026-11-26 10:20\n"},
		/* tokens */
		{"_csrf 5f2c9a7e5f2c9a7e5f2c9a7e", "_csrf #\n"},
		{"5f2c9a7e5f2c9a7e5f2c9a7", "5f2c9a7e5f2c9a7e5f2c9a7\n"},
		{"123456789012345678901234", "123456789012345678901234\n"},
		{"abcdefghijklmnopqrstuvwx", "abcdefghijklmnopqrstuvwx\n"},
		/* bytes that are no text */
		{"\xff甲", "\uFFFD甲\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf out = BUF_INIT(1 << 16);
		int err = fingerprint_normalise(slice_of(rows[i].text), &out);

		if (err || !slice_eqs(buf_slice(&out), rows[i].wanted))
			fail_msg("\"%s\": got %d \"%s\", wanted \"%s\"",
				 rows[i].text, err, out.data ? out.data : "",
				 rows[i].wanted);
		buf_free(&out);
	}
}

static void test_limit(void **state)
{
	struct buf out = BUF_INIT(8);

	(void)state;
	assert_int_equal(fingerprint_normalise(slice_of("1234567"), &out), 0);
	assert_int_equal(fingerprint_normalise(slice_of("8"), &out),
			 ERR_TOOBIG);
	buf_free(&out);
}

static bool same_digest(const char *a, const char *b)
{
	uint8_t x[SHA256_BYTES], y[SHA256_BYTES];

	assert_int_equal(fingerprint_digest(slice_of(a), x), 0);
	assert_int_equal(fingerprint_digest(slice_of(b), y), 0);
	return memcmp(x, y, sizeof(x)) == 0;
}

static void test_digest(void **state)
{
	(void)state;
	assert_true(same_digest("点击：1\n受理申请 3 件",
				"点击：22\n\n受理申请 3 件"));
	assert_false(same_digest("受理申请 3 件", "受理申请 4 件"));
	assert_false(same_digest("1\t2", "12\t"));
}

/* Sentences with numbers, of which `edited` carry another. */
static void make_text(struct buf *out, unsigned sentences, unsigned edited)
{
	for (unsigned i = 0; i < sentences; i++)
		(void)buf_addf(out, "第%u项工作由%u个科室在%u月办结。", i,
			       i * 7 % 5, i < edited ? 99 : i % 12);
}

static unsigned distance_of(unsigned sentences, unsigned edited)
{
	struct buf a = BUF_INIT(1 << 20), b = BUF_INIT(1 << 20);
	unsigned distance;

	make_text(&a, sentences, 0);
	make_text(&b, sentences, edited);
	distance = fingerprint_distance(fingerprint_simhash(buf_slice(&a)),
					fingerprint_simhash(buf_slice(&b)));
	buf_free(&a);
	buf_free(&b);
	return distance;
}

static void test_simhash(void **state)
{
	(void)state;
	assert_int_equal(fingerprint_simhash(slice_of("太短")), 0);
	assert_int_equal(distance_of(200, 0), 0);
	assert_in_range(distance_of(200, 1), 0, 3);
	assert_true(distance_of(200, 200) > distance_of(200, 1));
	assert_int_equal(fingerprint_distance(0, UINT64_MAX), 64);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_normalise),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_digest),
		cmocka_unit_test(test_simhash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
