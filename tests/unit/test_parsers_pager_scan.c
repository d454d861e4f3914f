/* SPDX-License-Identifier: Apache-2.0 */
/* The small scanner of JavaScript under the pagers. */
#include "base/buf.h"
#include "parsers/pager/scan.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

struct pair {
	const char *in, *name, *wanted;	/* wanted NULL: absent */
};

static void compare(const struct pair *row, struct slice got)
{
	if (row->wanted ? !slice_eqs(got, row->wanted) : got.p != NULL)
		fail_msg("%s, %s: got «%.*s», wanted «%s»", row->in,
			 row->name ? row->name : "", SLICE_ARG(got),
			 row->wanted ? row->wanted : "nothing");
}

static void strip(void **state)
{
	static const struct pair rows[] = {
		{"a//b\nc", NULL, "a   \nc"},
		{"a/*b\n*/c", NULL, "a      c"},
		{"a/*b", NULL, "a   "},
		{"'http://a' // b", NULL, "'http://a'     "},
		{"\"a\\\"//b\"//c", NULL, "\"a\\\"//b\"   "},
		{"<!-- a\nb\n --> c", NULL, "      \nb\n      "},
		{"a --> b", NULL, "a --> b"},
		{"it's // a\nb // c", NULL, "it's // a\nb     "},
		{"", NULL, ""},
	};
	struct arena *a = arena_new(1 << 20);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		compare(&rows[i], scan_strip(slice_of(rows[i].in), a));
	arena_free(a);
}

static void calls(void **state)
{
	static const struct {
		const char *in;
		bool found;
		size_t count;
		const char *first, *last;
	} rows[] = {
		{"f(1, 2)", true, 2, "1", "2"},
		{"f()", true, 0, NULL, NULL},
		{"f ( g(1,2), [3,4], {a:5,b:6} )", true, 3, "g(1,2)",
		 "{a:5,b:6}"},
		{"f('a,b', \")\")", true, 2, "'a,b'", "\")\""},
		{"o.f(1)", true, 1, "1", "1"},
		{"ff(1) gf(2) f(3)", true, 1, "3", "3"},
		{"function f(a,b) {} f(4)", true, 1, "4", "4"},
		{"f(1", false, 0, NULL, NULL},
		{"f", false, 0, NULL, NULL},
		{"f(1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17)", true,
		 SCAN_ARGS_MAX, "1", "16"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct scan_call c = {.count = 0};
		size_t at = 0;
		bool found = scan_call(slice_of(rows[i].in), "f", true, &at,
				       &c);

		if (found != rows[i].found || c.count != rows[i].count ||
		    (rows[i].first &&
		     (!slice_eqs(c.args[0], rows[i].first) ||
		      !slice_eqs(c.args[c.count - 1], rows[i].last))))
			fail_msg("%s: found %d, %zu arguments", rows[i].in,
				 found, c.count);
	}
}

struct offers {
	size_t count, take_at;
};

static bool offer(void *ctx, const struct scan_call *c)
{
	struct offers *o = ctx;

	assert_int_equal(c->count, 1);
	return ++o->count == o->take_at;
}

/* Each call that is looked at may search the whole script for its names: what
 * is looked at must not grow with the page.  1 MB of calls that nobody takes
 * cost 24 s before there was a limit. */
static void first_calls(void **state)
{
	static const struct {
		size_t calls, take_at, offered;
		bool taken;
	} rows[] = {
		{0, 1, 0, false},
		{1, 1, 1, true},
		{5, 3, 3, true},
		{SCAN_TRIES, SCAN_TRIES, SCAN_TRIES, true},
		{SCAN_TRIES + 1, SCAN_TRIES + 1, SCAN_TRIES, false},
		{20000, 0, SCAN_TRIES, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct offers o = {.take_at = rows[i].take_at};
		struct buf s = BUF_INIT(1 << 20);
		bool taken;

		for (size_t k = 0; k < rows[i].calls; k++)
			(void)buf_addf(&s, "f(q%zu);", k);
		taken = scan_first(buf_slice(&s), "f", true, offer, &o);
		if (o.count != rows[i].offered || taken != rows[i].taken)
			fail_msg("%zu calls: %zu offered, wanted %zu",
				 rows[i].calls, o.count, rows[i].offered);
		buf_free(&s);
	}
}

static void fields(void **state)
{
	static const struct pair rows[] = {
		{"{a:1,b:'x'}", "b", "'x'"},
		{"{'a':1,\"b\" : {c:2} }", "b", "{c:2}"},
		{"{a:{b:1},b:2}", "b", "2"},
		{"{a:x ? 1 : 2, b:3}", "b", "3"},
		{"{a:1}", "b", NULL},
		{"", "b", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		compare(&rows[i], scan_field(slice_of(rows[i].in),
					     rows[i].name));
}

static void given(void **state)
{
	static const struct pair rows[] = {
		{"var a = 5; var b = 6;", "b", "6"},
		{"a == 5; a = 7", "a", "7"},
		{"var a = 5\nvar b = 6", "a", "5"},
		{"{\"a\": \"x\", b: 1}", "a", "\"x\""},
		{"ba = 1; a.b = 2", "a", NULL},
		{"f(a)", "a", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		compare(&rows[i], scan_given(slice_of(rows[i].in),
					     rows[i].name));
}

static void texts(void **state)
{
	static const struct pair rows[] = {
		{"", "'a' + \"b\" + 5", "ab5"},
		{"", "\"\" || \"x\"", "x"},
		{"", "'a' || 'b'", "a"},
		{"var s = {id: 7};", "s.id", "7"},
		{"var x = y; var y = 'z';", "x", "z"},
		{"var x = x;", "x", ""},
		{"", "unknown + 'a'", "a"},
		{"", "encodeURIComponent('a')", "a"},
		{"", "'\\u4e2d\\x\\n\\/'", "中x\n/"},
		{"", "", ""},
	};
	struct arena *a = arena_new(1 << 20);

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		compare(&rows[i], scan_text(slice_of(rows[i].in),
					    slice_of(rows[i].name), a));
	arena_free(a);
}

static void numbers(void **state)
{
	static const struct {
		const char *script, *expr;
		int64_t wanted;
	} rows[] = {
		{"", "12", 12}, {"", " '7' ", 7}, {"", "parseInt('5',10)", 5},
		{"var n = 9;", "n", 9}, {"", "n", -1}, {"", "-3", -1},
		{"", "1.5", -1}, {"", "100", 100}, {"", "101", -1},
		{"", "99999999999999999999", -1}, {"", "", -1},
		{"", "1+2", -1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int64_t got = scan_int(slice_of(rows[i].script),
				       slice_of(rows[i].expr), 100);

		if (got != rows[i].wanted)
			fail_msg("%s: got %" PRId64 ", wanted %" PRId64,
				 rows[i].expr, got, rows[i].wanted);
	}
}

static void dates(void **state)
{
	static const struct pair rows[] = {
		{"[2017-04-24]", NULL, "2017-04-24"},
		{"2024年1月5日", NULL, "2024-01-05"},
		{"a 2024/1/5 b", NULL, "2024-01-05"},
		{"2024.12.31", NULL, "2024-12-31"},
		{"12024-01-05", NULL, NULL},
		{"2024-13-05", NULL, NULL},
		{"2024-01-32", NULL, NULL},
		{"2024-00-05", NULL, NULL},
		{"1989-01-05", NULL, NULL},
		{"20240105", NULL, NULL},
		{"2024-01-", NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		char day[11];
		bool found = scan_date(slice_of(rows[i].in), day);

		compare(&rows[i], found ? slice_of(day) : SLICE_NONE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(strip),
		cmocka_unit_test(calls),
		cmocka_unit_test(first_calls),
		cmocka_unit_test(fields),
		cmocka_unit_test(given),
		cmocka_unit_test(texts),
		cmocka_unit_test(numbers),
		cmocka_unit_test(dates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
