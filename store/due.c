/* SPDX-License-Identifier: Apache-2.0 */
#include "store/due.h"

#include "parsers/httpdate.h"

#include <stdio.h>

#define DAY (INT64_C(24) * 3600 * 1000)

enum {
	CHINA_MS = 8 * 3600 * 1000,
	SEASON_MONTHS = 4,
	SPREAD = 10,		/* percent of a wait, each way */
};

/* Days to wait.  Columns are never left longer than the plan says, however
 * quiet they are; the others are. */
static const struct rule {
	const char *name;
	int32_t season, usual;	/* at first */
	int32_t least;		/* after many changes */
	int32_t times;		/* of that, after many answers alike */
} rules[DUE_KINDS] = {
	[DUE_DOOR] = {.name = "door", .season = 7, .usual = 30, .least = 1,
		      .times = 1},
	[DUE_COLUMN] = {.name = "column of reports", .season = 7, .usual = 30,
			.least = 1, .times = 1},
	[DUE_LIST] = {.name = "list", .season = 30, .usual = 60, .least = 7,
		      .times = 4},
	[DUE_REPORT] = {.name = "report", .season = 30, .usual = 60,
			.least = 7, .times = 4},
	[DUE_FILE] = {.name = "attachment", .season = 60, .usual = 90,
		      .least = 7, .times = 4},
	[DUE_PAGE] = {.name = "page", .season = 90, .usual = 90, .least = 7,
		      .times = 4},
	[DUE_ABSENT] = {.name = "absent", .season = 30, .usual = 60,
			.least = 30, .times = 4},
};

const char *due_kind_name(enum due_kind kind)
{
	return rules[kind].name;
}

/* Year and month in China. */
static int64_t month_of(int64_t now_ms, int64_t *ret_year)
{
	char iso[HTTPDATE_ISO_SIZE];
	unsigned long long year = 1970, month = 1;

	httpdate_iso(now_ms + CHINA_MS, iso);
	(void)slice_u64((struct slice){iso, 4}, 9999, &year);
	(void)slice_u64((struct slice){iso + 5, 2}, 12, &month);
	*ret_year = (int64_t)year;
	return (int64_t)month;
}

bool due_in_season(int64_t now_ms)
{
	int64_t year;

	return month_of(now_ms, &year) <= SEASON_MONTHS;
}

/* Half again as long with each answer that is like the one before, half as
 * long with each change after the first. */
static int64_t adapted(const struct due_input *in, int64_t days)
{
	const struct rule *rule = &rules[in->kind];
	int64_t most = days * rule->times * DAY, least = rule->least * DAY;
	int64_t wait = days * DAY;

	if (in->failed)
		return least;	/* a bad night is no reason to wait longer */
	for (int32_t i = 1; i < in->same && wait < most; i++)
		wait += wait / 2;
	for (int32_t i = 1; i < in->changes && wait > least; i++)
		wait /= 2;
	if (wait > most)
		wait = most;
	return wait < least ? least : wait;
}

/* Not all that was read in one night comes back in one. */
static int64_t spread(uint64_t key, int64_t wait)
{
	int64_t range = wait * SPREAD / 100;

	return wait - range + (int64_t)(key % (uint64_t)(2 * range + 1));
}

/* A wait that leads into the season ends as one that began with it. */
static int64_t first_in_season(const struct due_input *in)
{
	char iso[HTTPDATE_ISO_SIZE];
	int64_t year, begin;

	(void)month_of(in->now_ms, &year);
	(void)snprintf(iso, sizeof(iso), "%04d-01-01T00:00:00Z",
		       (int)(year + 1) % 10000);
	if (httpdate_from_iso(slice_of(iso), &begin))
		return INT64_MAX;	/* past the year 9999 */
	return begin - CHINA_MS +
	       spread(in->key, rules[in->kind].season * DAY);
}

int64_t due_next(const struct due_input *in)
{
	const struct rule *rule = &rules[in->kind];
	bool season = due_in_season(in->now_ms);
	int64_t due = in->now_ms +
		      spread(in->key, adapted(in, season ? rule->season :
					      rule->usual));
	int64_t first;

	if (season || rule->times > 1)
		return due;
	first = first_in_season(in);
	return first < due && first > in->now_ms + rule->least * DAY ? first :
	       due;
}
