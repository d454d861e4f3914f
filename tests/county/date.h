/* SPDX-License-Identifier: Apache-2.0 */
/* Days of the proleptic Gregorian calendar, without any clock. */
#ifndef COUNTY_DATE_H
#define COUNTY_DATE_H

#include "base/buf.h"

struct date {
	int year;
	int month;	/* 1 … 12 */
	int day;	/* 1 … 31 */
	int minutes;	/* since midnight, local time (UTC+8) */
};

/* Days since 1970-01-01. */
long date_days(struct date d);
struct date date_of_days(long days);
/* The date so many days later (earlier when negative); same time of day. */
struct date date_plus(struct date d, long days);
/* Negative, 0 or positive like memcmp(). */
int date_cmp(struct date a, struct date b);
/* "2026-03-13" */
void date_add_day(struct buf *b, struct date d);
/* "2026-03-13 09:30" */
void date_add_minute(struct buf *b, struct date d);
/* "Fri, 13 Mar 2026 01:30:00 GMT" for HTTP heads. */
void date_add_http(struct buf *b, struct date d);

#endif
