/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The year reported on: the title's, else that of the sentence that names the
 * report, of the period of its numbers, or the one it speaks of most.  A masked
 * year ("201*年") leaves only the signature: a report of a year is signed in
 * the next, or in its last weeks.
 */
#include "parsers/report_private.h"

enum { LAST_WEEKS = 11 };	/* the month they begin with */

/* The year of "2021年1月1日" (of the period reported on); 年 may be lost. */
static int year_of_period(struct slice text)
{
	size_t at = 0;

	while ((at = slice_finds(text, "1月1日", at)) != SIZE_MAX) {
		size_t from = at > 12 ? at - 12 : 0;
		struct slice before = slice_sub(text, 0, at);
		struct written_date year;
		int found = 0;

		while (report_find_year(before, from, true, &year)) {
			found = year.end == at ? year.year : 0;
			from = year.end;
		}
		if (found)
			return found;
		at++;
	}
	return 0;
}

/* The year most often written as "2021年", the first of several. */
static int year_of_most(struct slice text)
{
	uint16_t counts[YEAR_LAST - YEAR_FIRST + 1] = {0};
	struct written_date year;
	size_t at = 0;
	int best = 0;

	while (report_find_year(text, at, false, &year)) {
		at = year.end;
		if (!year.year || counts[year.year - YEAR_FIRST] == UINT16_MAX)
			continue;
		counts[year.year - YEAR_FIRST]++;
		if (!best || counts[year.year - YEAR_FIRST] >
			     counts[best - YEAR_FIRST])
			best = year.year;
	}
	return best && counts[best - YEAR_FIRST] > 1 ? best : 0;
}

void report_read_year(const struct reading *r, struct report *out)
{
	const struct written_date *date = &r->signed_on;

	out->year = r->title.year;
	if (!out->year)
		out->year = r->sentence.year;
	if (!out->year)
		out->year = year_of_period(r->text);
	/* masked years leave only those of other papers */
	if (!out->year && !r->title.masked && !r->sentence.masked)
		out->year = year_of_most(r->text);
	out->year_stated = out->year != 0;
	if (!out->year && date->year)
		out->year = date->year - (date->month < LAST_WEEKS);
}
