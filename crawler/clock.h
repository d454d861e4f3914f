/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The only place that asks what time it is, so that tests turn the clock.
 * Any thread.
 */
#ifndef NIANBAO_CRAWLER_CLOCK_H
#define NIANBAO_CRAWLER_CLOCK_H

#include <stdint.h>

/* Milliseconds since 1970 UTC; may jump with the system clock. */
int64_t clock_wall_ms(void);
/* Milliseconds on a clock that never jumps, for durations and deadlines. */
int64_t clock_mono_ms(void);
/* Microseconds on the same clock, for measurements of this program; no test
 * turns it. */
int64_t clock_mono_us(void);
/* Microseconds of processor time of the calling thread; never stands still. */
int64_t clock_thread_us(void);

/* Tests: the clocks in milliseconds stand still at these values until
 * clock_set() again; clock_release() lets them run. */
void clock_set(int64_t wall_ms, int64_t mono_ms);
void clock_release(void);

#endif
