/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Dates: the three forms HTTP has, and the two our own files use.  Days are
 * counted in the Gregorian calendar from 1970 by arithmetic; the C library's
 * functions depend on locale and time zone.
 */
#include "parsers/httpdate.h"

#include "base/err.h"

enum { YEAR_MAX = 9999 };

#define DAY_SECONDS INT64_C(86400)

struct date {
	int year;
	int month;	/* 1..12 */
	int day;	/* 1..31 */
	int hour;
	int minute;
	int second;	/* 60 is a leap second, counted as the next */
};

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Days from 1970-01-01, for years from 0. */
static int64_t days_of(int year, int month, int day)
{
	/* years begin in March, so that the leap day is their last */
	int64_t y = month > 2 ? year : year - 1;
	int64_t m = month > 2 ? month - 3 : month + 9;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t in_era = y - era * 400;
	int64_t days = (153 * m + 2) / 5 + day - 1;

	days += in_era * 365 + in_era / 4 - in_era / 100;
	return era * 146097 + days - 719468;
}

static void date_of(int64_t days, struct date *d)
{
	int64_t shifted = days + 719468;
	int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
	int64_t in_era = shifted - era * 146097;
	int64_t year = (in_era - in_era / 1460 + in_era / 36524 -
			in_era / 146096) / 365;
	int64_t day = in_era - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * day + 2) / 153;

	d->day = (int)(day - (153 * month + 2) / 5 + 1);
	d->month = (int)(month < 10 ? month + 3 : month - 9);
	d->year = (int)(year + era * 400 + (d->month <= 2));
}

static int month_days(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30,
				   31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

static int to_ms(const struct date *d, int64_t *ret_ms)
{
	if (d->month < 1 || d->month > 12 || d->day < 1 ||
	    d->day > month_days(d->year, d->month) || d->hour > 23 ||
	    d->minute > 59 || d->second > 60)
		return ERR_INVALID;
	*ret_ms = 1000 * (days_of(d->year, d->month, d->day) * DAY_SECONDS +
			  d->hour * 3600 + d->minute * 60 + d->second);
	return 0;
}

/* What follows take_*() the head of s, which they move on.  They return false
 * when it stands not there. */
static bool take(struct slice *s, const char *text)
{
	if (!slice_istarts(*s, text))
		return false;
	*s = slice_sub(*s, strlen(text), s->n);
	return true;
}

/* Exactly n digits. */
static bool take_number(struct slice *s, size_t n, int *ret_value)
{
	int value = 0;

	if (s->n < n)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!is_digit(s->p[i]))
			return false;
		value = value * 10 + (s->p[i] - '0');
	}
	*s = slice_sub(*s, n, s->n);
	*ret_value = value;
	return true;
}

static bool take_month(struct slice *s, int *ret_month)
{
	static const char *const names[] = {
		"jan", "feb", "mar", "apr", "may", "jun",
		"jul", "aug", "sep", "oct", "nov", "dec",
	};

	for (int i = 0; i < 12; i++) {
		if (!take(s, names[i]))
			continue;
		*ret_month = i + 1;
		return true;
	}
	return false;
}

static bool take_time(struct slice *s, struct date *d)
{
	return take_number(s, 2, &d->hour) && take(s, ":") &&
	       take_number(s, 2, &d->minute) && take(s, ":") &&
	       take_number(s, 2, &d->second);
}

/* The name of a day, whichever it says. */
static void take_weekday(struct slice *s)
{
	size_t n = 0;

	while (n < s->n && ((s->p[n] >= 'a' && s->p[n] <= 'z') ||
			    (s->p[n] >= 'A' && s->p[n] <= 'Z')))
		n++;
	*s = slice_sub(*s, n, s->n);
}

/* "22 Nov 2026 05:39:38 GMT" */
static bool imf_fixdate(struct slice s, struct date *d)
{
	return take_number(&s, 2, &d->day) && take(&s, " ") &&
	       take_month(&s, &d->month) && take(&s, " ") &&
	       take_number(&s, 4, &d->year) && take(&s, " ") &&
	       take_time(&s, d) && take(&s, " gmt") && !s.n;
}

static int year_of(int64_t ms)
{
	struct date d;
	int64_t days = ms / 1000 / DAY_SECONDS;

	date_of(days, &d);
	return d.year;
}

/* "22-Nov-26 05:39:38 GMT": of the years with these digits, the latest that is
 * no more than 50 years ahead. */
static bool rfc850(struct slice s, int64_t now_ms, struct date *d)
{
	int now = year_of(now_ms);
	int digits;

	if (!take_number(&s, 2, &d->day) || !take(&s, "-") ||
	    !take_month(&s, &d->month) || !take(&s, "-") ||
	    !take_number(&s, 2, &digits) || !take(&s, " ") ||
	    !take_time(&s, d) || !take(&s, " gmt") || s.n)
		return false;
	d->year = now + 50 - (now + 50 - digits) % 100;
	return true;
}

/* "Nov 22 05:39:38 2026", "Nov  2 ..." */
static bool asctime_date(struct slice s, struct date *d)
{
	if (!take_month(&s, &d->month) || !take(&s, " "))
		return false;
	if (take(&s, " ")) {
		if (!take_number(&s, 1, &d->day))
			return false;
	} else if (!take_number(&s, 2, &d->day)) {
		return false;
	}
	return take(&s, " ") && take_time(&s, d) && take(&s, " ") &&
	       take_number(&s, 4, &d->year) && !s.n;
}

int httpdate_parse(struct slice s, int64_t now_ms, int64_t *ret_ms)
{
	struct date d = {0};

	s = slice_trim(s);
	take_weekday(&s);
	if (take(&s, ", ") ? !imf_fixdate(s, &d) && !rfc850(s, now_ms, &d)
			   : !take(&s, " ") || !asctime_date(s, &d))
		return ERR_INVALID;
	return to_ms(&d, ret_ms);
}

static bool all_digits(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_digit(s.p[i]))
			return false;
	return s.n > 0;
}

int httpdate_retry_after(struct slice s, int64_t now_ms, int64_t max_ms,
			 int64_t *ret_wait_ms)
{
	unsigned long long seconds;
	int64_t wait = max_ms;
	int64_t at;

	s = slice_trim(s);
	if (all_digits(s)) {
		/* more digits than fit are a long time, too */
		if (slice_u64(s, (unsigned long long)max_ms / 1000, &seconds))
			wait = (int64_t)seconds * 1000;
	} else {
		int err = httpdate_parse(s, now_ms, &at);

		if (err)
			return err;
		wait = at > now_ms ? at - now_ms : 0;
	}
	*ret_wait_ms = wait > max_ms ? max_ms : wait;
	return 0;
}

/* Date and time of ms; times outside the years 0 to 9999, which no archive
 * holds, give the nearest that can be written.  Returns the milliseconds. */
static int split_time(int64_t ms, struct date *d)
{
	int64_t last = days_of(YEAR_MAX + 1, 1, 1) * DAY_SECONDS * 1000 - 1;
	int64_t first = days_of(0, 1, 1) * DAY_SECONDS * 1000;
	int64_t days, second;

	ms = ms < first ? first : ms > last ? last : ms;
	ms -= first;	/* so that the divisions round down */
	days = ms / 1000 / DAY_SECONDS;
	second = ms / 1000 % DAY_SECONDS;
	date_of(days + days_of(0, 1, 1), d);
	d->hour = (int)(second / 3600);
	d->minute = (int)(second / 60 % 60);
	d->second = (int)(second % 60);
	return (int)(ms % 1000);
}

/* n decimal digits of value; the caller's room is counted. */
static char *put(char *at, int value, int n)
{
	for (int i = n - 1; i >= 0; i--) {
		at[i] = (char)('0' + value % 10);
		value /= 10;
	}
	return at + n;
}

void httpdate_iso(int64_t ms, char out[HTTPDATE_ISO_SIZE])
{
	struct date d;
	int millis = split_time(ms, &d);

	out = put(out, d.year, 4);
	*out++ = '-';
	out = put(out, d.month, 2);
	*out++ = '-';
	out = put(out, d.day, 2);
	*out++ = 'T';
	out = put(out, d.hour, 2);
	*out++ = ':';
	out = put(out, d.minute, 2);
	*out++ = ':';
	out = put(out, d.second, 2);
	*out++ = '.';
	out = put(out, millis, 3);
	*out++ = 'Z';
	*out = '\0';
}

int httpdate_from_iso(struct slice s, int64_t *ret_ms)
{
	struct date d = {0};
	int64_t ms = 0;
	int err;

	if (!take_number(&s, 4, &d.year) || !take(&s, "-") ||
	    !take_number(&s, 2, &d.month) || !take(&s, "-") ||
	    !take_number(&s, 2, &d.day) || !take(&s, "T") ||
	    !take_time(&s, &d))
		return ERR_INVALID;
	if (take(&s, ".")) {
		size_t n = 0;

		for (int unit = 100; n < s.n && is_digit(s.p[n]); n++) {
			ms += unit * (s.p[n] - '0');
			unit /= 10;
		}
		if (!n || n > 9)
			return ERR_INVALID;
		s = slice_sub(s, n, s.n);
	}
	if (!take(&s, "Z") || s.n)
		return ERR_INVALID;
	err = to_ms(&d, ret_ms);
	if (!err)
		*ret_ms += ms;
	return err;
}

static char *put_stamp(char *out, const struct date *d)
{
	out = put(out, d->year, 4);
	out = put(out, d->month, 2);
	out = put(out, d->day, 2);
	out = put(out, d->hour, 2);
	out = put(out, d->minute, 2);
	return put(out, d->second, 2);
}

void httpdate_stamp14(int64_t ms, char out[15])
{
	struct date d;

	(void)split_time(ms, &d);	/* the milliseconds are not shown */
	*put_stamp(out, &d) = '\0';
}

void httpdate_stamp17(int64_t ms, char out[18])
{
	struct date d;
	int millis = split_time(ms, &d);

	*put(put_stamp(out, &d), millis, 3) = '\0';
}
