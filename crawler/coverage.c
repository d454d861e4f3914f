/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The order in which evidence counts:
 *
 *   a report                        archived
 *   a link that names the cell      unreadable, blocked, or unknown where it
 *                                   may still turn out to be the report
 *   the calendar                    not due
 *   the columns that should         missing, where each of them is a good
 *   list it                         witness; else blocked or unknown
 *
 * A link that answers "not found" is weaker than the calendar: it counts only
 * together with the columns.
 */
#include "crawler/coverage.h"

#include "base/err.h"
#include "crawler/verdict.h"
#include "parsers/httpdate.h"

#include <stdio.h>
#include <string.h>

#define HOUR_MS INT64_C(3600000)
#define DAY_MS (24 * HOUR_MS)
/* China has one time zone and no summer time. */
#define CHINA_MS (8 * HOUR_MS)

const char *coverage_state_name(enum coverage_state state)
{
	static const char *const names[] = {
		[COVERAGE_ARCHIVED] = "archived",
		[COVERAGE_UNREADABLE] = "unreadable",
		[COVERAGE_BLOCKED] = "blocked",
		[COVERAGE_MISSING] = "missing",
		[COVERAGE_UNKNOWN] = "unknown",
		[COVERAGE_NOT_DUE] = "not-due",
	};

	return names[state];
}

const char *coverage_end_name(enum coverage_end end)
{
	static const char *const names[] = {
		[COVERAGE_END_REPORT] = "report",
		[COVERAGE_END_KEPT] = "kept",
		[COVERAGE_END_BLOCKED] = "blocked",
		[COVERAGE_END_ROBOTS] = "robots",
		[COVERAGE_END_WAITING] = "waiting",
		[COVERAGE_END_FAILED] = "failed",
		[COVERAGE_END_OUTSIDE] = "outside",
		[COVERAGE_END_GONE] = "gone",
	};

	return names[end];
}

const char *coverage_witness_name(enum coverage_witness witness)
{
	static const char *const names[] = {
		[COVERAGE_WITNESS_GOOD] = "good",
		[COVERAGE_WITNESS_INCOMPLETE] = "incomplete",
		[COVERAGE_WITNESS_EARLY] = "early",
		[COVERAGE_WITNESS_OPEN] = "open",
		[COVERAGE_WITNESS_BLOCKED] = "blocked",
	};

	return names[witness];
}

/* --- the calendar --------------------------------------------------------- */

int64_t coverage_due_ms(const char *kind, int year)
{
	bool early = kind && strcmp(kind, "department") == 0;
	char text[32];
	int64_t ms = 0;

	(void)snprintf(text, sizeof(text), "%04d-%sT00:00:00Z", year + 1,
		       early ? "02-01" : "04-01");
	/* years of four digits make a date in any case */
	(void)httpdate_from_iso(slice_of(text), &ms);
	return ms - CHINA_MS;
}

int coverage_last_year(int64_t now_ms)
{
	int year = COVERAGE_YEAR_FIRST;

	while (year < COVERAGE_YEAR_MAX &&
	       coverage_due_ms("department", year + 1) <= now_ms)
		year++;
	return year;
}

/* --- links ---------------------------------------------------------------- */

static enum verdict_kind kind_of(const struct store_fate *fate)
{
	const struct verdict_input in = {
		.outcome = fate->capture->outcome,
		.status = fate->capture->status,
		.truncated = fate->capture->truncated,
		.block = block_from_name(fate->capture->block),
	};

	return verdict_of(&in).kind;
}

bool coverage_is_redirect(const struct store_fate *fate)
{
	return fate && fate->capture && fate->capture->redirect_to &&
	       !fate->reports;
}

enum coverage_end coverage_end_of(const struct store_fate *fate)
{
	bool waiting;

	if (!fate)
		return COVERAGE_END_OUTSIDE;
	if (fate->reports)
		return COVERAGE_END_REPORT;
	waiting = strcmp(fate->state, "done") != 0;
	if (!fate->capture)
		return waiting ? COVERAGE_END_WAITING : COVERAGE_END_OUTSIDE;
	switch (kind_of(fate)) {
	case VERDICT_GOOD:
		return COVERAGE_END_KEPT;
	case VERDICT_BLOCKED:
		return COVERAGE_END_BLOCKED;
	case VERDICT_ROBOTS:
		return COVERAGE_END_ROBOTS;
	case VERDICT_ABSENT:
		return COVERAGE_END_GONE;
	case VERDICT_REDIRECT:	/* it leads nowhere that is known */
	case VERDICT_OTHER:
	case VERDICT_BUSY:
	case VERDICT_BROKEN:
	case VERDICT_UNREACHABLE:
	case VERDICT_REFUSED:
		break;
	}
	return waiting ? COVERAGE_END_WAITING : COVERAGE_END_FAILED;
}

const char *coverage_end_words(enum coverage_end end)
{
	static const char *const words[] = {
		[COVERAGE_END_REPORT] =
			"it leads to the report of another organ or year",
		[COVERAGE_END_KEPT] =
			"kept, but no report was found in it",
		[COVERAGE_END_BLOCKED] = "the host answered with a block",
		[COVERAGE_END_ROBOTS] = "robots.txt forbids it",
		[COVERAGE_END_WAITING] = "still to be fetched",
		[COVERAGE_END_FAILED] = "every attempt failed",
		[COVERAGE_END_OUTSIDE] = "the crawl does not follow the link",
		[COVERAGE_END_GONE] = "listed, but the page is not found",
	};

	return words[end];
}

/* --- the decision --------------------------------------------------------- */

static struct coverage_verdict by_columns(const struct coverage_case *c)
{
	struct coverage_verdict v = {COVERAGE_UNKNOWN, COVERAGE_BY_COLUMN};

	if (!c->has_column) {
		v.reason = COVERAGE_BY_NOTHING;
		if (c->site_blocked || !c->site_read)
			v.reason = COVERAGE_BY_SITE;
		if (c->site_blocked)
			v.state = COVERAGE_BLOCKED;
	} else if (c->witness == COVERAGE_WITNESS_GOOD) {
		v.state = COVERAGE_MISSING;
		if (c->has_link)
			v.reason = COVERAGE_BY_LINK_AND_COLUMN;
	} else if (c->witness == COVERAGE_WITNESS_BLOCKED) {
		v.state = COVERAGE_BLOCKED;
	}
	return v;
}

struct coverage_verdict coverage_decide(const struct coverage_case *c)
{
	struct coverage_verdict v = {COVERAGE_UNKNOWN, COVERAGE_BY_LINK};

	if (c->report)
		return (struct coverage_verdict){COVERAGE_ARCHIVED,
						 COVERAGE_BY_REPORT};
	if (c->has_link && c->end == COVERAGE_END_KEPT)
		v.state = COVERAGE_UNREADABLE;
	if (c->has_link && (c->end == COVERAGE_END_BLOCKED ||
			    c->end == COVERAGE_END_ROBOTS))
		v.state = COVERAGE_BLOCKED;
	if (c->has_link && c->end != COVERAGE_END_GONE)
		return v;
	if (c->now_ms < c->due_ms)
		return (struct coverage_verdict){COVERAGE_NOT_DUE,
						 COVERAGE_BY_DATE};
	return by_columns(c);
}

static const char *witness_words(const struct coverage_case *c)
{
	static const char *const words[][2] = {
		[COVERAGE_WITNESS_GOOD] = {
			"the column that should list it is complete and does "
			"not",
			"every column of reports is complete and none lists "
			"it"},
		[COVERAGE_WITNESS_INCOMPLETE] = {
			"the column that should list it is not complete",
			"a column of reports is not complete"},
		[COVERAGE_WITNESS_EARLY] = {
			"the column that should list it was last read before "
			"it was due",
			"a column of reports was last read before it was due"},
		[COVERAGE_WITNESS_OPEN] = {
			"a row of the column that should list it may be it, "
			"but could not be read",
			"a row of a column of reports may be it, but could "
			"not be read"},
		[COVERAGE_WITNESS_BLOCKED] = {
			"the host of the column that should list it blocks us",
			"the host of a column of reports blocks us"},
	};

	return words[c->witness][c->any_column];
}

const char *coverage_words(const struct coverage_case *c,
			   const struct coverage_verdict *v)
{
	switch (v->reason) {
	case COVERAGE_BY_REPORT:
		return "the report is archived";
	case COVERAGE_BY_LINK:
		return coverage_end_words(c->end);
	case COVERAGE_BY_COLUMN:
		return witness_words(c);
	case COVERAGE_BY_LINK_AND_COLUMN:
		return "listed, but the page is not found, and nothing else "
		       "is listed";
	case COVERAGE_BY_SITE:
		return c->site_blocked ? "the site blocks us" :
		       "the site was not crawled to the end";
	case COVERAGE_BY_NOTHING:
		return "no column is known that should list it";
	case COVERAGE_BY_DATE:
		return "it is not due yet";
	}
	return "";
}
