/* SPDX-License-Identifier: Apache-2.0 */
/* Words of texts, and questions that find them. */
#include "base/err.h"
#include "parsers/bigrams.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { MAX = 4096 };

static const struct {
	const char *text, *words;
} texts[] = {
	{"", ""},
	{"。", ""},
	{"诉", "诉 "},
	{"诉讼", "诉讼 讼 "},
	{"行政诉讼", "行政 政诉 诉讼 讼 "},
	{"行政，诉讼", "行政 政 诉讼 讼 "},
	{"2023年", "2023 年 "},
	{"PDF文件", "pdf 文件 件 "},
	{"ＰＤＦ　２", "pdf 2 "},
	{"申请12件", "申请 请 12 件 "},
	{"a-b", "a b "},
	{"\xff诉\xe8", "诉 "},
};

static const struct {
	const char *words, *query;
	int err;
} questions[] = {
	{"诉讼", "\"诉讼\"", 0},
	{"诉讼案", "\"诉讼 讼案\"", 0},
	{"诉", "\"诉\"*", 0},
	{"行政 诉讼", "\"行政\" \"诉讼\"", 0},
	{"行政　诉讼", "\"行政\" \"诉讼\"", 0},
	{"行政，诉讼", "\"行政 政 诉讼\"", 0},
	{"2023年", "\"2023 年\"*", 0},
	{"pdf", "\"pdf\"", 0},
	{"  ", "", ERR_INVALID},
	{"", "", ERR_INVALID},
	{"\"*", "", ERR_INVALID},
	{"NOT \"x\" OR y*", "\"not\" \"x\" \"or\" \"y\"", 0},
};

static void words_of_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		struct buf out = BUF_INIT(MAX);

		assert_int_equal(buf_adds(&out, ""), 0);
		assert_int_equal(bigrams_add(slice_of(texts[i].text), &out),
				 0);
		if (strcmp(out.data, texts[i].words) != 0)
			fail_msg("%s: got \"%s\", wanted \"%s\"",
				 texts[i].text, out.data, texts[i].words);
		buf_free(&out);
	}
}

static void questions_of_people(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(questions) / sizeof(*questions); i++) {
		struct buf out = BUF_INIT(MAX);
		int err = bigrams_query(slice_of(questions[i].words), &out);
		const char *got = out.data ? out.data : "";

		if (err != questions[i].err ||
		    strcmp(got, questions[i].query) != 0)
			fail_msg("%s: got %s and %s, wanted %s",
				 questions[i].words, err_name(err), got,
				 questions[i].query);
		buf_free(&out);
	}
}

static void too_long(void **state)
{
	struct buf out = BUF_INIT(4);

	(void)state;
	assert_int_equal(bigrams_add(slice_of("行政"), &out), ERR_TOOBIG);
	buf_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_of_texts),
		cmocka_unit_test(questions_of_people),
		cmocka_unit_test(too_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
