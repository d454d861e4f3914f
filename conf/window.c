/* SPDX-License-Identifier: Apache-2.0 */
#include "conf/window.h"

#include "base/err.h"
#include "parsers/httpdate.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

enum {
	DAY = 24 * 60,			/* minutes */
	HOURS_BASE = DAY + 1,		/* of the packed number */
	ZONE_WEST = -12 * 60, ZONE_EAST = 14 * 60,
	SHANGHAI = 8 * 60,
	MINUTE_MS = 60 * 1000,
};

/* --- text ------------------------------------------------------------- */

/* One or two digits. */
static bool read_digits(struct slice s, int *ret_value)
{
	unsigned long long value;

	if (s.n < 1 || s.n > 2 || !slice_u64(s, 99, &value))
		return false;
	*ret_value = (int)value;
	return true;
}

/* "22:00"; the hours alone where may_be_short. */
static int read_clock(struct slice s, bool may_be_short, int *ret_minutes)
{
	size_t colon;
	int hours, minutes = 0;

	s = slice_trim(s);
	colon = slice_findc(s, ':', 0);
	if (colon == SIZE_MAX && !may_be_short)
		return ERR_INVALID;
	if (colon == SIZE_MAX)
		colon = s.n;
	else if (s.n != colon + 3 ||
		 !read_digits(slice_sub(s, colon + 1, s.n), &minutes))
		return ERR_INVALID;
	if (!read_digits(slice_sub(s, 0, colon), &hours))
		return ERR_INVALID;
	if (minutes > 59 || hours * 60 + minutes > DAY)
		return ERR_RANGE;
	*ret_minutes = hours * 60 + minutes;
	return 0;
}

int window_parse(struct slice text, int64_t *ret_hours)
{
	size_t dash = slice_findc(text, '-', 0);
	int from, to;
	int err;

	if (dash == SIZE_MAX)
		return ERR_INVALID;
	err = read_clock(slice_sub(text, 0, dash), false, &from);
	if (!err)
		err = read_clock(slice_sub(text, dash + 1, text.n), false,
				 &to);
	if (err)
		return err;
	if (from == to || from == DAY)
		return ERR_RANGE;	/* all day, or never? */
	*ret_hours = from == 0 && to == DAY ? 0 : from * HOURS_BASE + to;
	return 0;
}

struct window window_of(int64_t hours, int64_t zone)
{
	return (struct window){
		.from = (int)(hours / HOURS_BASE),
		.to = (int)(hours % HOURS_BASE),
		.zone = (int)zone,
	};
}

void window_print(int64_t hours, char *out, size_t size)
{
	struct window w = window_of(hours ? hours : DAY, 0);

	(void)snprintf(out, size, "%02d:%02d-%02d:%02d", w.from / 60,
		       w.from % 60, w.to / 60, w.to % 60);
}

int window_parse_zone(struct slice text, int64_t *ret_zone)
{
	struct slice s = slice_trim(text);
	int minutes = 0, zone, err;

	if (slice_ieqs(s, "Asia/Shanghai")) {
		*ret_zone = SHANGHAI;
		return 0;
	}
	if (s.n < 3 || !slice_ieqs(slice_sub(s, 0, 3), "UTC"))
		return ERR_INVALID;
	s = slice_sub(s, 3, s.n);
	if (s.n == 0) {
		*ret_zone = 0;
		return 0;
	}
	if (s.p[0] != '+' && s.p[0] != '-')
		return ERR_INVALID;
	err = read_clock(slice_sub(s, 1, s.n), true, &minutes);
	if (err)
		return err;
	zone = s.p[0] == '-' ? -minutes : minutes;
	if (zone < ZONE_WEST || zone > ZONE_EAST)
		return ERR_RANGE;
	*ret_zone = zone;
	return 0;
}

void window_print_zone(int64_t zone, char *out, size_t size)
{
	int minutes = abs((int)zone);

	(void)snprintf(out, size, "UTC%c%02d:%02d", zone < 0 ? '-' : '+',
		       minutes / 60, minutes % 60);
}

/* --- time ------------------------------------------------------------- */

/* Milliseconds since midnight there. */
static int64_t since_midnight(const struct window *w, int64_t ms)
{
	int64_t day = (int64_t)DAY * MINUTE_MS;
	int64_t at = (ms + (int64_t)w->zone * MINUTE_MS) % day;

	return at < 0 ? at + day : at;
}

/* How long after ms it is minute o'clock the next time; 0 only right then. */
static int64_t until(const struct window *w, int64_t ms, int minute)
{
	int64_t day = (int64_t)DAY * MINUTE_MS;
	int64_t wait = (int64_t)minute * MINUTE_MS - since_midnight(w, ms);

	return (wait + day) % day;
}

void window_time(const struct window *w, int64_t ms,
		 char out[WINDOW_TIME_SIZE])
{
	char iso[HTTPDATE_ISO_SIZE], zone[16];

	httpdate_iso(ms + (int64_t)w->zone * MINUTE_MS, iso);
	window_print_zone(w->zone, zone, sizeof(zone));
	(void)snprintf(out, WINDOW_TIME_SIZE, "%.10s %.5s (%s)", iso, iso + 11,
		       zone);
}

int64_t window_opens(const struct window *w, int64_t ms)
{
	int64_t opens = until(w, ms, w->from), shuts = until(w, ms, w->to);

	/* Open: it shuts before it opens.  Both at once cannot be. */
	if (w->from == w->to || opens == 0 || (shuts != 0 && shuts < opens))
		return ms;
	return ms + opens;
}

int64_t window_shuts(const struct window *w, int64_t ms)
{
	return w->from == w->to ? INT64_MAX : ms + until(w, ms, w->to);
}
