/* SPDX-License-Identifier: Apache-2.0 */
#include "crawler/clock.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <time.h>

static atomic_bool stands;
static atomic_llong fixed_wall, fixed_mono;

static int64_t read_us(clockid_t id)
{
	struct timespec now;

	(void)clock_gettime(id, &now);	/* all ids always exist */
	return now.tv_sec * INT64_C(1000000) + now.tv_nsec / 1000;
}

int64_t clock_wall_ms(void)
{
	if (atomic_load(&stands))
		return atomic_load(&fixed_wall);
	return read_us(CLOCK_REALTIME) / 1000;
}

int64_t clock_mono_us(void)
{
	return read_us(CLOCK_MONOTONIC);
}

int64_t clock_thread_us(void)
{
	return read_us(CLOCK_THREAD_CPUTIME_ID);
}

int64_t clock_mono_ms(void)
{
	if (atomic_load(&stands))
		return atomic_load(&fixed_mono);
	return clock_mono_us() / 1000;
}

void clock_set(int64_t wall_ms, int64_t mono_ms)
{
	atomic_store(&fixed_wall, wall_ms);
	atomic_store(&fixed_mono, mono_ms);
	atomic_store(&stands, true);
}

void clock_release(void)
{
	atomic_store(&stands, false);
}
