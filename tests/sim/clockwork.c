/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/sim/clockwork.h"

#include "crawler/clock.h"
#include "crawler/engine_private.h"
#include "tests/sim/server.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <utlist.h>

#define MONO_BEGIN INT64_C(1000000)
/* libuv's own timers, so that its loop stays alive and they count as active. */
#define REAL_NEVER (UINT64_C(1) << 50)

enum { TIMERS_MAX = 64 };

struct timer {
	struct event event;
	uv_timer_t *handle;	/* NULL: this place is free */
	uv_timer_cb cb;
	uint64_t repeat;
};

static struct {
	const struct world *world;
	bool fast;
	struct ending ending;
	bool stopping;		/* the signal is sent */
	uint64_t turns;
	struct event *events;
	struct timer timers[TIMERS_MAX];
	const struct engine *engine;
} clockwork;

int64_t *clockwork_time;

int __real_uv_run(uv_loop_t *loop, uv_run_mode mode);
int __real_uv_timer_start(uv_timer_t *timer, uv_timer_cb cb, uint64_t timeout,
			  uint64_t repeat);
int __real_uv_timer_stop(uv_timer_t *timer);
void __real_uv_close(uv_handle_t *handle, uv_close_cb cb);
void __real_engine_begin(struct engine *e);

int __wrap_uv_run(uv_loop_t *loop, uv_run_mode mode);
int __wrap_uv_timer_start(uv_timer_t *timer, uv_timer_cb cb, uint64_t timeout,
			  uint64_t repeat);
int __wrap_uv_timer_stop(uv_timer_t *timer);
void __wrap_uv_close(uv_handle_t *handle, uv_close_cb cb);
void __wrap_engine_begin(struct engine *e);

/* --- time ------------------------------------------------------------- */

static void show(void)
{
	clock_set(world_wall(clockwork.world, *clockwork_time),
		  MONO_BEGIN + *clockwork_time);
}

void clockwork_begin(const struct world *w, bool fast,
		     const struct ending *ending)
{
	clockwork.world = w;
	clockwork.fast = fast;
	clockwork.ending = *ending;
	show();
}

int64_t clockwork_now(void)
{
	return *clockwork_time;
}

void clockwork_add(struct event *event)
{
	event->turn = clockwork.turns++;
	DL_APPEND(clockwork.events, event);
}

void clockwork_remove(struct event *event)
{
	DL_DELETE(clockwork.events, event);
}

static struct event *first_event(void)
{
	struct event *first = NULL, *event;

	DL_FOREACH(clockwork.events, event)
		if (!first || event->at < first->at ||
		    (event->at == first->at && event->turn < first->turn))
			first = event;
	return first;
}

static bool fire_due(void)
{
	struct event *event = first_event();

	if (!event || event->at > *clockwork_time)
		return false;
	clockwork_remove(event);
	event->fire(event);
	return true;
}

/* --- timers ----------------------------------------------------------- */

static void on_real_timer(uv_timer_t *handle)
{
	(void)handle;
	fprintf(stderr, "sim: 35,000 years have passed\n");
	abort();
}

static struct timer *timer_of(const uv_timer_t *handle)
{
	for (unsigned i = 0; i < TIMERS_MAX; i++)
		if (clockwork.timers[i].handle == handle)
			return &clockwork.timers[i];
	return NULL;
}

static void drop(struct timer *t)
{
	clockwork_remove(&t->event);
	t->handle = NULL;
}

static void fire_timer(struct event *event)
{
	struct timer *t = (struct timer *)event;
	uv_timer_t *handle = t->handle;
	uint64_t repeat = t->repeat;
	uv_timer_cb cb = t->cb;

	t->handle = NULL;
	(void)__real_uv_timer_stop(handle);
	if (repeat)
		(void)__wrap_uv_timer_start(handle, cb, repeat, repeat);
	cb(handle);
}

int __wrap_uv_timer_start(uv_timer_t *handle, uv_timer_cb cb, uint64_t timeout,
			  uint64_t repeat)
{
	struct timer *t = timer_of(handle);

	if (t)
		drop(t);
	t = timer_of(NULL);
	if (!t) {
		fprintf(stderr, "sim: too many timers\n");
		abort();
	}
	*t = (struct timer){
		.event = {.fire = fire_timer, .at = INT64_MAX},
		.handle = handle, .cb = cb, .repeat = repeat,
	};
	if (timeout < REAL_NEVER)
		t->event.at = *clockwork_time + (int64_t)timeout;
	clockwork_add(&t->event);
	return __real_uv_timer_start(handle, on_real_timer, REAL_NEVER, 0);
}

int __wrap_uv_timer_stop(uv_timer_t *handle)
{
	struct timer *t = timer_of(handle);

	if (t)
		drop(t);
	return __real_uv_timer_stop(handle);
}

void __wrap_uv_close(uv_handle_t *handle, uv_close_cb cb)
{
	struct timer *t = timer_of((const uv_timer_t *)handle);

	if (t)
		drop(t);
	__real_uv_close(handle, cb);
}

/* --- the loop --------------------------------------------------------- */

void __wrap_engine_begin(struct engine *e)
{
	clockwork.engine = e;
	__real_engine_begin(e);
}

/* Have the workers or the writer anything of ours? */
static bool in_hand(void)
{
	const struct engine *e = clockwork.engine;

	return e && (settings_busy(e) || e->asked ||
		     (e->writer && e->state != ENGINE_CLOSING &&
		      writer_queue(e->writer)));
}

static void maybe_die(void)
{
	struct ending *end = &clockwork.ending;

	if (!end->kill || *clockwork_time < end->at || end->steps-- > 0)
		return;
	for (volatile unsigned i = 0; i < end->spin; i++)
		;
	_exit(CLOCKWORK_KILLED);
}

static void maybe_stop(void)
{
	const struct ending *end = &clockwork.ending;

	if (end->kill || clockwork.stopping || *clockwork_time < end->at)
		return;
	clockwork.stopping = true;
	(void)raise(SIGTERM);
}

/* To the first event, but to each moment our clock is set, and the end. */
static bool go_on(void)
{
	const struct event *event = first_event();
	int64_t to = event ? event->at : INT64_MAX;
	int64_t jump = world_next_jump(clockwork.world, *clockwork_time);

	if (jump < to)
		to = jump;
	if (!clockwork.ending.kill && !clockwork.stopping &&
	    clockwork.ending.at < to)
		to = clockwork.ending.at;
	if (to == INT64_MAX)
		return false;
	server.totals->moments++;
	*clockwork_time = to > *clockwork_time ? to : *clockwork_time;
	show();
	return true;
}

/* Nothing of libuv's own is to be waited for: it would cost a system call. */
static bool is_at_rest(void)
{
	return clockwork.engine && !clockwork.stopping &&
	       clockwork.engine->state == ENGINE_RUNNING;
}

static bool turn(uv_loop_t *loop)
{
	if (in_hand()) {
		maybe_die();
		if (clockwork.fast && fire_due())
			(void)__real_uv_run(loop, UV_RUN_NOWAIT);
		else
			(void)__real_uv_run(loop, UV_RUN_ONCE);
		return true;
	}
	maybe_stop();
	if (!is_at_rest())
		(void)__real_uv_run(loop, UV_RUN_NOWAIT);
	if (in_hand() || fire_due())
		return true;
	if (!uv_loop_alive(loop))
		return false;
	if (clockwork.engine && clockwork.engine->state == ENGINE_CLOSING)
		return __real_uv_run(loop, UV_RUN_ONCE) || true;
	if (go_on())
		return true;
	fprintf(stderr, "sim: nothing will ever happen again\n");
	abort();
}

int __wrap_uv_run(uv_loop_t *loop, uv_run_mode mode)
{
	(void)mode;
	while (turn(loop))
		;
	clockwork.engine = NULL;
	return 0;
}
