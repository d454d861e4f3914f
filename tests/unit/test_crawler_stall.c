/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/clock.h"
#include "crawler/stall.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

/* Microseconds. */
static int64_t clock_now;

static int64_t read_clock(void)
{
	return clock_now;
}

/* The clock stands still and is turned by what a callback "does", and an idle
 * handle leaves nothing to wait for: nothing of this depends on how fast the
 * machine is. */
struct turns {
	struct stall stall;
	const int64_t *steps;	/* ms of work, by turns, ended by -1 */
	int64_t now;		/* ms */
	bool runs;		/* the first turn is over */
	int closed;
};

static void work(struct turns *t, const char *place, int64_t ms)
{
	stall_at(&t->stall, place);
	t->now += ms;
	clock_now = t->now * 1000;
}

static void on_turn(uv_idle_t *idle)
{
	struct turns *t = idle->data;

	if (*t->steps < 0) {
		uv_close((uv_handle_t *)idle, NULL);
		return;
	}
	if (!t->runs) {
		t->runs = true;
		return;
	}
	work(t, "a", *t->steps);
	work(t, "b", 1);
	t->steps++;
}

static void on_closed(void *ctx)
{
	((struct turns *)ctx)->closed++;
}

static void the_longest_turn_is_kept(void **state)
{
	static const struct {
		const char *name;
		int64_t steps[6];
		int64_t wanted;	/* one more than the longest step */
	} cases[] = {
		{"nothing", {-1}, 0},
		{"one", {7, -1}, 8},
		{"the first", {40, 3, 2, -1}, 41},
		{"the last", {1, 3, 49, -1}, 50},
		{"long ones are told of", {1, 60, 90, 70, -1}, 91},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct turns t = {.steps = cases[i].steps, .now = 1000};
		uv_idle_t idle;
		uv_loop_t loop;

		clock_now = t.now * 1000;
		assert_int_equal(uv_loop_init(&loop), 0);
		stall_begin(&t.stall, &loop);
		t.stall.now_us = read_clock;
		/* before the loop runs nobody waits */
		work(&t, "making things", 5000);
		(void)uv_idle_init(&loop, &idle);
		idle.data = &t;
		(void)uv_idle_start(&idle, on_turn);
		(void)uv_run(&loop, UV_RUN_DEFAULT);
		if (stall_longest_ms(&t.stall) != cases[i].wanted)
			fail_msg("%s: got %lld, wanted %lld", cases[i].name,
				 (long long)stall_longest_ms(&t.stall),
				 (long long)cases[i].wanted);
		stall_end(&t.stall, on_closed, &t);
		(void)uv_run(&loop, UV_RUN_DEFAULT);
		assert_int_equal(t.closed, 1);
		assert_int_equal(uv_loop_close(&loop), 0);
	}
}

/* A test that turns the clock of the program makes no turn of the loop long. */
static void turned_clocks_do_not_count(void **state)
{
	int64_t before = clock_mono_us();

	(void)state;
	clock_set(INT64_C(1) << 50, INT64_C(1) << 50);
	assert_true(clock_mono_us() >= before);
	assert_true(clock_mono_us() < INT64_C(1) << 50);
	assert_int_equal(clock_mono_ms(), INT64_C(1) << 50);
	clock_release();
	assert_true(clock_mono_ms() < INT64_C(1) << 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_longest_turn_is_kept),
		cmocka_unit_test(turned_clocks_do_not_count),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
