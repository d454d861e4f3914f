/* SPDX-License-Identifier: Apache-2.0 */
/* The two conversions follow H. Hinnant, "chrono-compatible low-level date
 * algorithms": a year is counted from March, an era is 400 years. */
#include "tests/county/date.h"

enum { ERA_DAYS = 146097, EPOCH = 719468, EAST = 8 * 60, DAY = 24 * 60 };

long date_days(struct date d)
{
	long y = d.month <= 2 ? d.year - 1 : d.year;
	long era = y / 400;
	long yoe = y - era * 400;
	long doy = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5
		   + d.day - 1;
	long doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * ERA_DAYS + doe - EPOCH;
}

struct date date_of_days(long days)
{
	long z = days + EPOCH;
	long era = z / ERA_DAYS;
	long doe = z - era * ERA_DAYS;
	long yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	long doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	long mp = (5 * doy + 2) / 153;
	int month = (int)(mp < 10 ? mp + 3 : mp - 9);

	return (struct date){
		.year = (int)(yoe + era * 400 + (month <= 2)),
		.month = month,
		.day = (int)(doy - (153 * mp + 2) / 5 + 1),
	};
}

struct date date_plus(struct date d, long days)
{
	struct date sum = date_of_days(date_days(d) + days);

	sum.minutes = d.minutes;
	return sum;
}

int date_cmp(struct date a, struct date b)
{
	long x = date_days(a) * DAY + a.minutes;
	long y = date_days(b) * DAY + b.minutes;

	return (x > y) - (x < y);
}

void date_add_day(struct buf *b, struct date d)
{
	(void)buf_addf(b, "%04d-%02d-%02d", d.year, d.month, d.day);
}

void date_add_minute(struct buf *b, struct date d)
{
	(void)buf_addf(b, "%04d-%02d-%02d %02d:%02d", d.year, d.month, d.day,
		       d.minutes / 60, d.minutes % 60);
}

void date_add_http(struct buf *b, struct date d)
{
	static const char days[][4] = {"Thu", "Fri", "Sat", "Sun", "Mon",
				       "Tue", "Wed"};
	static const char months[][4] = {"Jan", "Feb", "Mar", "Apr", "May",
					 "Jun", "Jul", "Aug", "Sep", "Oct",
					 "Nov", "Dec"};
	int minutes = d.minutes - EAST;

	if (minutes < 0) {
		d = date_plus(d, -1);
		minutes += DAY;
	}
	(void)buf_addf(b, "%s, %02d %s %04d %02d:%02d:00 GMT",
		       days[date_days(d) % 7], d.day, months[d.month - 1],
		       d.year, minutes / 60, minutes % 60);
}
