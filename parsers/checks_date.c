/* SPDX-License-Identifier: Apache-2.0 */
/*
 * V12: was the report published in its time?
 *
 * The 条例 of 2019 wants it of departments by 31 January and of governments by
 * 31 March of the year after (§49); that of 2008 of everybody by 31 March
 * (§31).  It names no townships, and whoever put an old report on a
 * new portal published it late: so this only warns.  A report from before the
 * end of its year cannot know all of it.
 *
 * Each term ends with a month, so a date that lacks its day is told as well.
 */
#include "parsers/checks_private.h"

enum { DAY_BYTES = 10, MONTH_BYTES = 7, FIRST_OF_2019 = 2019 };

/* Both are ISO dates; they are compared as far as the first one goes. */
static int compare(struct slice date, const char *with)
{
	size_t n = date.n < DAY_BYTES ? date.n : DAY_BYTES;

	return memcmp(date.p, with, n);
}

static bool is_date(struct slice date)
{
	if (date.n < MONTH_BYTES)
		return false;
	for (size_t i = 0; i < date.n && i < DAY_BYTES; i++)
		if ((i == 4 || i == 7) ? date.p[i] != '-'
				       : date.p[i] < '0' || date.p[i] > '9')
			return false;
	return true;
}

static bool is_kind(const struct report *r, const char *kind)
{
	return r->organ_kind && !strcmp(r->organ_kind, kind);
}

static void add(struct checker *c, enum check_result result,
		const char *words, const char *date)
{
	struct slice published = c->report->published;
	const char *detail = arena_printf(c->arena, "%.*s, %s %s",
		(int)(published.n < DAY_BYTES ? published.n : DAY_BYTES),
		published.p, words, date);

	check_add(c, "V12", result, slice_of("published"), slice_of(detail));
}

void check_v12(struct checker *c)
{
	const struct report *r = c->report;
	bool of_2019 = r->year >= FIRST_OF_2019;
	const char *end, *january, *march, *due;

	if (!r->year)
		return;
	if (!is_date(r->published)) {
		check_add(c, "V12", CHECK_UNCERTAIN, slice_of("published"),
			  slice_of("not stated"));
		return;
	}
	end = arena_printf(c->arena, "%04d-12-31", r->year);
	january = arena_printf(c->arena, "%04d-01-31", r->year + 1);
	march = arena_printf(c->arena, "%04d-03-31", r->year + 1);
	if (!end || !january || !march)
		return;		/* sticky */
	due = of_2019 && is_kind(r, "department") ? january : march;
	if (compare(r->published, end) < 0)
		add(c, CHECK_WARN, "before", end);
	else if (compare(r->published, due) > 0)
		add(c, CHECK_WARN, "due", due);
	else if (of_2019 && compare(r->published, january) > 0 &&
		 (!r->organ_kind || is_kind(r, "other")))
		add(c, CHECK_UNCERTAIN, "due", january);
	else
		add(c, CHECK_PASS, "due", due);
}
