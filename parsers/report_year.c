/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The year reported on: the title's, else that of the sentence that names the
 * report, of the period of its numbers, or the one it speaks of most.  A masked
 * year ("201*年") leaves only the signature: a report of a year is signed in
 * the next, or in its last weeks.
 */
#include "parsers/report_private.h"

enum {
	LAST_WEEKS = 11,	/* the month they begin with */
	PERIOD_DIGITS = 8,	/* of 20210101 */
};

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

/* The digits that end at `at`, 年 and 月 between them looked over; how many. */
static int digits_before(struct slice text, size_t at, char out[PERIOD_DIGITS])
{
	int n = 0;

	while (n < PERIOD_DIGITS && at > 0) {
		struct slice before = slice_sub(text, 0, at);

		if (before.p[at - 1] >= '0' && before.p[at - 1] <= '9')
			out[PERIOD_DIGITS - ++n] = before.p[--at];
		else if (slice_ends(before, "年") || slice_ends(before, "月"))
			at -= strlen("年");
		else
			break;
	}
	memmove(out, out + PERIOD_DIGITS - n, (size_t)n);
	return n;
}

/* "自202111日起": 年 and 月 may both be lost from the first of January. */
static int year_of_start(struct slice text)
{
	size_t at = 0;

	while ((at = slice_finds(text, "日起", at)) != SIZE_MAX) {
		char digits[PERIOD_DIGITS];
		struct slice all = {digits,
				    (size_t)digits_before(text, at, digits)};
		struct slice day = slice_sub(all, 4, all.n);
		struct written_date year;

		if ((slice_eqs(day, "11") || slice_eqs(day, "0101")) &&
		    report_find_year(slice_sub(all, 0, 4), 0, true, &year))
			return year.year;
		at++;
	}
	return 0;
}

/* "。2021年，…": what follows is told of that year. */
static bool opens_sentence(struct slice text, const struct written_date *year)
{
	static const char *const ends[] = {"。", "\n", "；", " ", NULL};
	struct slice before = slice_sub(text, 0, year->begin);
	struct slice after = slice_sub(text, year->end, text.n);

	if (!slice_starts(after, "，") && !slice_starts(after, ","))
		return false;
	for (int i = 0; ends[i]; i++)
		if (slice_ends(before, ends[i]))
			return true;
	return !before.n;
}

/* The year most often written as "2021年", the first of several; once is enough
 * where it opens a sentence. */
static int year_of_most(struct slice text)
{
	uint16_t counts[YEAR_LAST - YEAR_FIRST + 1] = {0};
	struct written_date year;
	size_t at = 0;
	int best = 0;

	while (report_find_year(text, at, false, &year)) {
		at = year.end;
		if (!year.year ||
		    counts[year.year - YEAR_FIRST] >= UINT16_MAX - 1)
			continue;
		counts[year.year - YEAR_FIRST] +=
			(uint16_t)(1 + opens_sentence(text, &year));
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
	if (!out->year)
		out->year = year_of_start(r->text);
	/* masked years leave only those of other papers */
	if (!out->year && !r->title.masked && !r->sentence.masked)
		out->year = year_of_most(r->text);
	out->year_stated = out->year != 0;
	if (!out->year && date->year)
		out->year = date->year - (date->month < LAST_WEEKS);
}
