/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"
#include "crawler/resolve.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

struct got {
	int calls;
	struct resolve_answer answer;
};

static void on_answer(void *ctx, const struct resolve_answer *answer)
{
	struct got *got = ctx;

	got->calls++;
	got->answer = *answer;
}

static void fixed_and_numeric_names_need_no_query(void **state)
{
	static const struct {
		const char *host;
		uint16_t port;
		const char *address;
	} cases[] = {
		{"www.qinghe.test", 8080, "127.0.20.1"},
		{"six.qinghe.test", 80, "::1"},
		{"127.0.0.9", 80, "127.0.0.9"},
		{"[2001:db8::5]", 80, "2001:db8::5"},
		{"10.0.0.1", 81, "127.0.0.2"},
	};
	uv_loop_t loop;
	struct resolver *r;

	(void)state;
	assert_int_equal(uv_loop_init(&loop), 0);
	r = resolve_new(&loop, 4, 3000);
	assert_non_null(r);
	assert_int_equal(resolve_fix(r, "www.qinghe.test:8080:127.0.0.1"), 0);
	/* the later entry counts */
	assert_int_equal(resolve_fix(r, "www.qinghe.test:8080:127.0.20.1"), 0);
	assert_int_equal(resolve_fix(r, "six.qinghe.test:80:[::1]"), 0);
	assert_int_equal(resolve_fix(r, "10.0.0.1:81:127.0.0.2"), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct got got = {.calls = 0};

		assert_int_equal(resolve_start(r, cases[i].host, cases[i].port,
					       on_answer, &got), 0);
		assert_int_equal(got.calls, 0);	/* never inside the call */
		(void)uv_run(&loop, UV_RUN_DEFAULT);
		assert_int_equal(got.calls, 1);
		assert_int_equal(got.answer.err, 0);
		assert_int_equal(got.answer.count, 1);
		assert_string_equal(got.answer.address[0], cases[i].address);
	}
	resolve_close(r, NULL, NULL);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
}

static void bad_entries_are_refused(void **state)
{
	static const char *const cases[] = {
		"", "host", "host:80", "host:80:", "host:x:127.0.0.1",
		"host:80:name", "host:65536:127.0.0.1", ":80:127.0.0.1",
		"host:80:[127.0.0.1", "[::1:80:127.0.0.1",
		"host:0:127.0.0.1", "host:80:127.0.0.1,", "host:80:,127.0.0.1",
		"host:80:10.0.0.1,10.0.0.2,10.0.0.3,10.0.0.4,10.0.0.5,"
		"10.0.0.6,10.0.0.7,10.0.0.8,10.0.0.9",
	};
	uv_loop_t loop;
	struct resolver *r;

	(void)state;
	assert_int_equal(uv_loop_init(&loop), 0);
	r = resolve_new(&loop, 4, 3000);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (resolve_fix(r, cases[i]) != ERR_INVALID)
			fail_msg("\"%s\" was taken", cases[i]);
	resolve_close(r, NULL, NULL);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
}

/* From the hosts file, which every Debian has; two askers, one entry. */
static void localhost_is_found_for_all_who_ask(void **state)
{
	struct got one = {.calls = 0}, two = {.calls = 0};
	uv_loop_t loop;
	struct resolver *r;

	(void)state;
	assert_int_equal(uv_loop_init(&loop), 0);
	r = resolve_new(&loop, 1, 3000);
	assert_int_equal(resolve_start(r, "localhost", 80, on_answer, &one), 0);
	assert_int_equal(resolve_start(r, "localhost", 81, on_answer, &two), 0);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(one.calls + two.calls, 2);
	assert_int_equal(one.answer.err, 0);
	assert_true(one.answer.count >= 1);
	assert_int_equal(two.answer.count, one.answer.count);
	resolve_close(r, NULL, NULL);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(uv_loop_close(&loop), 0);
}

static void closing_cancels_what_waits(void **state)
{
	struct got one = {.calls = 0}, two = {.calls = 0};
	uv_loop_t loop;
	struct resolver *r;

	(void)state;
	assert_int_equal(uv_loop_init(&loop), 0);
	r = resolve_new(&loop, 1, 60000);
	/* .invalid never exists (RFC 6761); nothing has run yet */
	assert_int_equal(resolve_start(r, "a.invalid", 80, on_answer, &one), 0);
	assert_int_equal(resolve_start(r, "b.invalid", 80, on_answer, &two), 0);
	resolve_close(r, NULL, NULL);
	(void)uv_run(&loop, UV_RUN_DEFAULT);
	assert_int_equal(one.calls, 1);
	assert_int_equal(two.calls, 1);
	assert_int_not_equal(two.answer.err, 0);
	assert_int_equal(uv_loop_close(&loop), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fixed_and_numeric_names_need_no_query),
		cmocka_unit_test(bad_entries_are_refused),
		cmocka_unit_test(localhost_is_found_for_all_who_ask),
		cmocka_unit_test(closing_cancels_what_waits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
