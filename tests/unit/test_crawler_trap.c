/* SPDX-License-Identifier: Apache-2.0 */
/* Traps, session ids, keys seen before. */
#include "conf/options.h"
#include "crawler/session.h"
#include "crawler/trap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static struct url parse(const char *text)
{
	struct url u;

	if (url_parse(slice_of(text), NULL, NULL, &u, NULL))
		fail_msg("%s does not parse", text);
	return u;
}

static void test_shape(void **state)
{
	static const struct {
		const char *path;
		enum stop stop;
	} rows[] = {
		{"/", STOP_COUNT},
		{"/zwgk/zfxxgk/zfxxgknb/202603/t20260323_105148.html",
		 STOP_COUNT},
		{"/2011/11/11/11/11/11.html", STOP_COUNT},
		{"/a/b/a/b/", STOP_COUNT},
		{"/a/b/a/b/a/", STOP_REPEATED},
		{"/list/list/list/", STOP_REPEATED},
		{"/list/list/?a=/list/", STOP_COUNT},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char text[512];
		struct url u;

		(void)snprintf(text, sizeof(text), "http://a.test%s",
			       rows[i].path);
		u = parse(text);
		if (trap_shape(&u) != rows[i].stop)
			fail_msg("%s: got %d, wanted %d", text,
				 (int)trap_shape(&u), (int)rows[i].stop);
		url_free(&u);
	}
}

static void test_length(void **state)
{
	char text[TRAP_URL_LENGTH + 2];
	struct url u;

	(void)state;
	for (size_t n = TRAP_URL_LENGTH; n <= TRAP_URL_LENGTH + 1; n++) {
		memset(text, 'x', n);
		memcpy(text, "http://a.test/", 14);
		text[n] = '\0';
		u = parse(text);
		assert_int_equal(trap_shape(&u), n > TRAP_URL_LENGTH ?
				 STOP_LENGTH : STOP_COUNT);
		url_free(&u);
	}
}

static void test_queries(void **state)
{
	struct traps t = {.same = {.slots = NULL}};

	(void)state;
	for (int i = 0; i < 2 * TRAP_QUERIES + 2; i++) {
		bool article = i % 2;	/* does not count */
		char text[128];
		struct url u;
		enum stop stop;

		(void)snprintf(text, sizeof(text),
			       "http://a.test/calendar?month=%d", i);
		u = parse(text);
		stop = traps_check(&t, &u);
		assert_int_equal(stop, i < 2 * TRAP_QUERIES - 1 ? STOP_COUNT :
				 STOP_QUERIES);
		if (!article)
			traps_query(&t, &u);
		url_free(&u);
	}
	traps_free(&t);
}

static void test_same_content(void **state)
{
	struct traps t = {.same = {.slots = NULL}};
	struct url u = parse("http://a.test/page12/3.html?x=1");
	struct url twin = parse("http://a.test/page7/99.html");
	struct url other = parse("http://a.test/other/99.html");

	(void)state;
	for (int i = 1; i < TRAP_SAME; i++)
		traps_same(&t, &u);
	assert_int_equal(traps_check(&t, &twin), STOP_COUNT);
	traps_new(&t, &twin);
	for (int i = 0; i < TRAP_SAME; i++)
		traps_same(&t, &u);
	assert_int_equal(traps_check(&t, &twin), STOP_SAME_CONTENT);
	assert_int_equal(traps_check(&t, &twin), STOP_SAME_CONTENT);
	assert_int_equal(traps_check(&t, &other), STOP_COUNT);
	url_free(&u);
	url_free(&twin);
	url_free(&other);
	traps_free(&t);
}

/* The names are those of drop_parameters' default, unless a row has others. */
static void test_session(void **state)
{
	static const struct {
		const char *in, *out, *names;
	} rows[] = {
		{"http://a.test/x?utm_source=a&id=3", "http://a.test/x"
		 "?utm_source=a&id=3", ""},
		{"http://a.test/x;jsessionid=0?sid=0123456789abcdef",
		 "http://a.test/x?sid=0123456789abcdef", ""},
		{"http://a.test/x?Tok=1&t=2&token=3&a=4",
		 "http://a.test/x?t=2&a=4", " tok* "},
		{"http://a.test/x?v1=0123456789abcdef&v=9&v2=1",
		 "http://a.test/x?v=9&v2=1", "b v*?"},
		{"http://a.test/x?v&v=&=v&vv=1", "http://a.test/x?=v&vv=1",
		 "v"},
		{"http://a.test/x?v&w=1", "http://a.test/x?v&w=1", "v? w?"},
		{"http://a.test/x.html", "http://a.test/x.html"},
		{"http://a.test/x.html?id=7", "http://a.test/x.html?id=7"},
		{"http://a.test/x.html;jsessionid=0123456789ABCDEF",
		 "http://a.test/x.html"},
		{"http://a.test/x.html;JSESSIONID=1.node2?id=7",
		 "http://a.test/x.html?id=7"},
		{"http://a.test/x?sid=0123456789abcdef", "http://a.test/x"},
		{"http://a.test/x?a=1&sid=0123456789abcdef&b=2",
		 "http://a.test/x?a=1&b=2"},
		{"http://a.test/x?sid=12", "http://a.test/x?sid=12"},
		{"http://a.test/x?sid=abcdefghijklmnopq",
		 "http://a.test/x?sid=abcdefghijklmnopq"},
		{"http://a.test/x?ASPSESSIONIDQQ=A&y", "http://a.test/x?y"},
		{"http://a.test/x?", "http://a.test/x?"},
		{"http://a.test/x?utm_source=a&id=3&spm=1.2.3",
		 "http://a.test/x?id=3"},
		{"http://a.test/x?gclid=1", "http://a.test/x"},
		{"http://a.test/x?utm=1&from=2&page=3&channelid=4&spmx=5",
		 "http://a.test/x?utm=1&from=2&page=3&channelid=4&spmx=5"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf out = BUF_INIT(512);
		const char *names = rows[i].names ? rows[i].names :
			option_rows[OPTION_DROP_PARAMETERS].standard;
		bool stripped = session_strip(slice_of(rows[i].in),
					      slice_of(names), &out);

		if (strcmp(out.data, rows[i].out) != 0 ||
		    stripped != (strcmp(rows[i].in, rows[i].out) != 0))
			fail_msg("%s: got %s, wanted %s", rows[i].in,
				 out.data, rows[i].out);
		buf_free(&out);
	}
}

static void test_seen(void **state)
{
	struct seen s = {.slots = NULL};

	(void)state;
	for (uint32_t round = 0; round < 2; round++)
		for (uint32_t i = 0; i < 10000; i++) {
			struct slice key = {(const char *)&i, sizeof(i)};
			uint32_t *value = seen_at(&s, seen_hash(key, 9));

			assert_non_null(value);
			assert_int_equal(*value, round ? i + 1 : 0);
			*value = i + 1;
		}
	assert_int_equal(s.count, 10000);
	seen_free(&s);
}

static uint64_t page_of(const char *url)
{
	return trap_page(slice_of(url), 7);
}

static void test_page(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} rows[] = {
		{"http://a/?a=1&b=2", "http://a/?b=2&a=1", true},
		{"http://a/?c=&a=1&b=2", "http://a/?a=1&b=2&c=", true},
		{"http://a/?a=1&b=2", "http://a/?a=2&b=1", false},
		{"http://a/?a=1&a=2", "http://a/?a=2&a=1", false},
		{"http://a/?b=&a=1&a=2", "http://a/?a=1&b=&a=2", true},
		{"http://a/?1&2", "http://a/?2&1", false},
		{"http://a/?a=1&2", "http://a/?2&a=1", false},
		{"http://a/?ab=1&a=1", "http://a/?a=1&ab=1", true},
		{"http://a/x?a=1&b=2", "http://a/y?a=1&b=2", false},
		{"http://a/?a=1&b=2", "http://a/?a=1&b=2&", false},
		{"http://a/?a=1&b=2", "http://a/?a=1&b=2&b=2", false},
		{"http://a/x", "http://a/x?", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if ((page_of(rows[i].a) == page_of(rows[i].b)) != rows[i].same)
			fail_msg("%s and %s: wanted %s", rows[i].a, rows[i].b,
				 rows[i].same ? "one page" : "two");
	assert_int_not_equal(trap_page(slice_of(rows[0].a), 1),
			     trap_page(slice_of(rows[0].a), 2));
}

/* n arguments in order, or turned round. */
static uint64_t page_with(int n, bool round)
{
	struct buf url = BUF_INIT(8192);
	uint64_t page;

	for (int i = 0; i < n; i++)
		(void)buf_addf(&url, "%c%d=1", i ? '&' : '?',
			       round ? n - i : i + 1);
	page = trap_page(buf_slice(&url), 0);
	buf_free(&url);
	return page;
}

static void test_page_limit(void **state)
{
	(void)state;
	assert_int_equal(page_with(TRAP_ARGUMENTS, false),
			 page_with(TRAP_ARGUMENTS, true));
	assert_int_not_equal(page_with(TRAP_ARGUMENTS + 1, false),
			     page_with(TRAP_ARGUMENTS + 1, true));
}

static void test_spelled(void **state)
{
	struct slice one = SLICE_LIT("http://a/?a=1&b=2");
	struct slice two = SLICE_LIT("http://a/?b=2&a=1");
	struct slice plain = SLICE_LIT("http://a/");
	uint64_t page = trap_page(one, 0);
	struct traps t = {0};

	(void)state;
	assert_false(traps_spelled(&t, page, one, true));
	assert_true(traps_spelled(&t, page, two, false));
	assert_false(traps_spelled(&t, page, two, true));	/* better */
	assert_false(traps_ask(&t, page, one));
	assert_true(traps_ask(&t, page, two));
	assert_true(traps_ask(&t, page, two));			/* again */
	assert_true(traps_spelled(&t, page, one, true));	/* too late */
	traps_respell(&t, page, one);
	assert_true(traps_ask(&t, page, one));
	assert_false(traps_ask(&t, page, two));
	assert_false(traps_spelled(&t, 9, plain, false));
	assert_true(traps_ask(&t, 9, plain));
	assert_int_equal(t.spellings.count, 1);
	traps_free(&t);
}

static void test_echoes(void **state)
{
	struct slice first = SLICE_LIT("http://a/l/");
	struct slice none = SLICE_NONE;
	char url[64] = "http://a/l/", via[64];
	struct traps t = {0};

	(void)state;
	assert_false(traps_read(&t, first, none, 4711, false));
	for (int i = 1; i <= TRAP_ECHOES + 1; i++) {
		memcpy(via, url, sizeof(via));
		(void)snprintf(url, sizeof(url), "http://a/l/%d", i);
		assert_int_equal(traps_read(&t, slice_of(url), slice_of(via),
					    4711, false), i >= TRAP_ECHOES);
	}
	assert_true(traps_is_echo(&t, slice_of(url)));
	assert_false(traps_is_echo(&t, first));
	assert_false(traps_is_echo(&t, none));
	/* whatever led there; but not where the site begins */
	assert_true(traps_read(&t, (struct slice)SLICE_LIT("http://a/x"), none,
			       4711, false));
	assert_false(traps_read(&t, (struct slice)SLICE_LIT("http://a/"), none,
				4711, true));
	assert_false(traps_is_echo(&t, (struct slice)SLICE_LIT("http://a/")));
	/* says something else, or nothing */
	assert_false(traps_read(&t, slice_of(via), slice_of(url), 8, false));
	assert_false(traps_read(&t, slice_of(via), slice_of(url), 0, false));
	traps_free(&t);
}

static void test_turned(void **state)
{
	struct slice one = SLICE_LIT("http://a/1");
	struct slice two = SLICE_LIT("http://a/2"), none = SLICE_NONE;
	struct traps t = {0};

	(void)state;
	assert_false(traps_turned(&t, two, one, 9));	/* not read yet */
	assert_false(traps_turned(&t, one, none, 9));
	assert_true(traps_turned(&t, two, one, 9));
	assert_false(traps_turned(&t, two, one, 10));
	assert_false(traps_turned(&t, two, one, 0));
	traps_free(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_shape),
		cmocka_unit_test(test_length),
		cmocka_unit_test(test_queries),
		cmocka_unit_test(test_same_content),
		cmocka_unit_test(test_session),
		cmocka_unit_test(test_seen),
		cmocka_unit_test(test_page),
		cmocka_unit_test(test_page_limit),
		cmocka_unit_test(test_spelled),
		cmocka_unit_test(test_echoes),
		cmocka_unit_test(test_turned),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
