/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A turn of the loop goes from the return of one poll to the begin of the
 * next.  libuv runs the callbacks of descriptors inside its poll, so a check
 * handle comes too late to see when it returned; what libuv knows is how long
 * it waited in all (UV_METRICS_IDLE_TIME).  The time between two calls of a
 * prepare handle, less what was waited between them, is the turn.
 *
 * Callbacks that may take long say where they are (stall_at()); the place
 * that took most of a long turn is named in the log, with the processor time
 * of the whole turn: a loop that was merely not given the processor is told
 * from one that was at work.
 *
 * A warning is for a turn that is longer than any before, so that a slow
 * machine gets a few lines, not thousands; -v tells of each.
 */
#include "crawler/stall.h"

#include "crawler/clock.h"
#include "crawler/log.h"

static const char network[] = "the network";

/* Time of the turn up to here goes to the place it was spent in. */
static void account(struct stall *s)
{
	int64_t now = s->now_us();
	uint64_t idle = uv_metrics_idle_time(s->handle.loop);
	int64_t spent = now - s->since_us -
			(int64_t)(idle - s->idle_ns) / 1000;

	s->since_us = now;
	s->idle_ns = idle;
	s->turn_us += spent;
	if (spent <= s->worst_us)
		return;
	s->worst_us = spent;
	s->worst = s->place;
}

static void tell(struct stall *s, int64_t cpu_us)
{
	static const char format[] = "the loop stood still for %lld ms (%lld "
				     "ms of processor time), longest in %s";
	long long turn = s->turn_us / 1000;
	long long cpu = cpu_us / 1000;

	if (s->turn_us > s->longest_us)
		log_note(format, turn, cpu, s->worst);
	else
		log_detail(format, turn, cpu, s->worst);
}

static void note_turn(struct stall *s)
{
	int64_t cpu_us = clock_thread_us() - s->cpu_us;

	if (s->turn_us > STALL_LIMIT_MS * 1000)
		tell(s, cpu_us);
	if (s->turn_us > s->longest_us)
		s->longest_us = s->turn_us;
	if (cpu_us > s->longest_cpu_us)
		s->longest_cpu_us = cpu_us;
}

static void on_prepare(uv_prepare_t *handle)
{
	struct stall *s = handle->data;

	account(s);
	if (s->place)	/* what went on before the loop ran is no turn */
		note_turn(s);
	s->place = s->worst = network;
	s->turn_us = s->worst_us = 0;
	s->cpu_us = clock_thread_us();
}

void stall_begin(struct stall *s, uv_loop_t *loop)
{
	*s = (struct stall){.now_us = clock_mono_us};
	/* fails for an unknown option only; then waiting would count */
	(void)uv_loop_configure(loop, UV_METRICS_IDLE_TIME);
	(void)uv_prepare_init(loop, &s->handle);	/* cannot fail */
	s->handle.data = s;
	(void)uv_prepare_start(&s->handle, on_prepare);	/* cannot fail */
	uv_unref((uv_handle_t *)&s->handle);
}

void stall_at(struct stall *s, const char *place)
{
	if (!s->place)
		return;
	account(s);
	s->place = place;
}

int64_t stall_longest_ms(const struct stall *s)
{
	return s->longest_us / 1000;
}

static void on_closed(uv_handle_t *handle)
{
	struct stall *s = handle->data;

	s->closed(s->closed_ctx);
}

int64_t stall_longest_cpu_ms(const struct stall *s)
{
	return s->longest_cpu_us / 1000;
}

void stall_end(struct stall *s, void (*closed)(void *ctx), void *ctx)
{
	s->closed = closed;
	s->closed_ctx = ctx;
	uv_close((uv_handle_t *)&s->handle, on_closed);
}
