/* SPDX-License-Identifier: Apache-2.0 */
/* Dates as the archive writes them: W3CDTF and the stamps of indexes.  Days
 * are counted by the civil calendar, as no libc call does it without locale
 * or time zone. */
#include "base/err.h"
#include "parsers/httpdate.h"

#include <stdio.h>

enum { DAY_MS = 24 * 60 * 60 * 1000, DAYS_TO_1970 = 719468 };

/* The last millisecond of the year 9999, and the first of the year 0: what
 * four digits can say. */
static const int64_t last_ms = INT64_C(253402300799999);
static const int64_t first_ms = INT64_C(-62167219200000);

struct civil {
	int year, month, day, hour, minute, second, ms;
};

/* Years begin in March here, so that the leap day is the last one; 400 years
 * have 146097 days. */
static struct civil civil_of(int64_t ms)
{
	struct civil c;
	int64_t days;
	int in_era, in_year, month, era, year, rest;

	if (ms > last_ms)
		ms = last_ms;
	if (ms < first_ms)
		ms = first_ms;
	days = (ms - first_ms) / DAY_MS + DAYS_TO_1970 - 719528;
	rest = (int)((ms - first_ms) % DAY_MS);
	days += 146097;		/* one era on: never negative */
	era = (int)(days / 146097) - 1;
	in_era = (int)(days % 146097);
	year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) /
	       365;
	in_year = in_era - (365 * year + year / 4 - year / 100);
	month = (5 * in_year + 2) / 153;
	c.day = in_year - (153 * month + 2) / 5 + 1;
	c.month = month < 10 ? month + 3 : month - 9;
	c.year = year + era * 400 + (c.month <= 2);
	c.hour = rest / 3600000;
	c.minute = rest / 60000 % 60;
	c.second = rest / 1000 % 60;
	c.ms = rest % 1000;
	return c;
}

static int64_t ms_of(const struct civil *c)
{
	int64_t year = c->year - (c->month <= 2) + 400; /* never negative */
	int64_t era = year / 400;
	int in_era = (int)(year % 400);
	int month = c->month > 2 ? c->month - 3 : c->month + 9;
	int in_year = (153 * month + 2) / 5 + c->day - 1;
	int64_t days = (era - 1) * 146097 + in_era * 365 + in_era / 4 -
		       in_era / 100 + in_year - DAYS_TO_1970;

	return days * DAY_MS + c->hour * 3600000 + c->minute * 60000 +
	       c->second * 1000 + c->ms;
}

/* Every number is within its width; the remainders say so to the compiler. */
static void print(const struct civil *c, const char *format, char *out,
		  size_t size)
{
	(void)snprintf(out, size, format, c->year % 10000, c->month % 100,
		       c->day % 100, c->hour % 100, c->minute % 100,
		       c->second % 100, c->ms % 1000);
}

void httpdate_iso(int64_t ms, char out[HTTPDATE_ISO_SIZE])
{
	struct civil c = civil_of(ms);

	print(&c, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", out,
	      HTTPDATE_ISO_SIZE);
}

void httpdate_stamp17(int64_t ms, char out[18])
{
	struct civil c = civil_of(ms);

	print(&c, "%04d%02d%02d%02d%02d%02d%03d", out, 18);
}

void httpdate_stamp14(int64_t ms, char out[15])
{
	char stamp[18];

	httpdate_stamp17(ms, stamp);
	memcpy(out, stamp, 14);
	out[14] = '\0';
}

static bool read_digits(struct slice s, size_t from, size_t n, int *ret)
{
	unsigned long long value;

	if (from + n > s.n ||
	    !slice_u64(slice_sub(s, from, from + n), 9999, &value))
		return false;
	*ret = (int)value;
	return true;
}

static int days_in(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30,
				   31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return month == 2 && leap ? 29 : days[month - 1];
}

/* ".123456Z" or "Z"; what is finer than a millisecond is cut off. */
static bool read_fraction(struct slice s, int *ret_ms)
{
	int ms = 0;

	if (slice_eqs(s, "Z")) {
		*ret_ms = 0;
		return true;
	}
	if (s.n < 3 || s.n > 11 || s.p[0] != '.' || s.p[s.n - 1] != 'Z')
		return false;
	for (size_t i = 1; i + 1 < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	for (size_t i = 1; i < 4; i++)
		ms = ms * 10 + (i + 1 < s.n ? s.p[i] - '0' : 0);
	*ret_ms = ms;
	return true;
}

int httpdate_from_iso(struct slice s, int64_t *ret_ms)
{
	struct civil c;

	if (s.n < 20 || s.p[4] != '-' || s.p[7] != '-' || s.p[10] != 'T' ||
	    s.p[13] != ':' || s.p[16] != ':')
		return ERR_INVALID;
	if (!read_digits(s, 0, 4, &c.year) ||
	    !read_digits(s, 5, 2, &c.month) || !read_digits(s, 8, 2, &c.day) ||
	    !read_digits(s, 11, 2, &c.hour) ||
	    !read_digits(s, 14, 2, &c.minute) ||
	    !read_digits(s, 17, 2, &c.second) ||
	    !read_fraction(slice_sub(s, 19, s.n), &c.ms))
		return ERR_INVALID;
	/* a leap second is read as the first of the next minute */
	if (c.month < 1 || c.month > 12 || c.day < 1 ||
	    c.day > days_in(c.year, c.month) || c.hour > 23 ||
	    c.minute > 59 || c.second > 60)
		return ERR_INVALID;
	*ret_ms = ms_of(&c);
	return 0;
}
