/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hours of the day in which a site may be asked: "22:00-06:00", in a time zone
 * that is a fixed offset from UTC.  Pure: time comes in as an argument.
 */
#ifndef NIANBAO_CONF_WINDOW_H
#define NIANBAO_CONF_WINDOW_H

#include "base/slice.h"

#include <stddef.h>
#include <stdint.h>

struct window {
	int from, to;	/* minutes after midnight, from included, to not; to
			 * below from goes over midnight; equal: all day */
	int zone;	/* minutes east of UTC */
};

/*
 * The hours as one number, as an option keeps them; 0: all day.
 * "HH:MM-HH:MM"; 24:00 may end them.  ERR_INVALID; ERR_RANGE ("25:00-06:00",
 * and "06:00-06:00", which may mean all or nothing).
 */
int window_parse(struct slice text, int64_t *ret_hours);
/* As window_parse() reads it. */
void window_print(int64_t hours, char *out, size_t size);
struct window window_of(int64_t hours, int64_t zone);

/*
 * Minutes east of UTC: "Asia/Shanghai", which has had no summer time since
 * 1991; "UTC"; "UTC+8", "UTC-03:30".  ERR_INVALID (other names have rules
 * that change with the year), ERR_RANGE.
 */
int window_parse_zone(struct slice text, int64_t *ret_zone);
void window_print_zone(int64_t zone, char *out, size_t size);

/* For people, in that zone: "2026-11-26 22:00 (UTC+08:00)". */
enum { WINDOW_TIME_SIZE = 40 };
void window_time(const struct window *w, int64_t ms,
		 char out[WINDOW_TIME_SIZE]);

/* ms where it is open then, else when it opens next. ms: since 1970 UTC. */
int64_t window_opens(const struct window *w, int64_t ms);
/* When it shuts, seen from ms within it; INT64_MAX: never. */
int64_t window_shuts(const struct window *w, int64_t ms);

#endif
