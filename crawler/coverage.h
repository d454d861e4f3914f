/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Coverage: is an organ's report of a year archived, and if not, why?  The
 * rule of DESIGN.md, "Coverage", on evidence that others gathered
 * (coverage_site.h).  Pure.
 */
#ifndef NIANBAO_CRAWLER_COVERAGE_H
#define NIANBAO_CRAWLER_COVERAGE_H

#include "base/buf.h"
#include "store/coverage.h"

enum coverage_state {
	COVERAGE_ARCHIVED,
	COVERAGE_UNREADABLE,	/* kept, but no report was found in it */
	COVERAGE_BLOCKED,	/* its host, or robots.txt, refuses */
	COVERAGE_MISSING,	/* the columns that should list it are
				 * complete and lead to none */
	COVERAGE_UNKNOWN,
	COVERAGE_NOT_DUE,
};
enum { COVERAGE_STATES = COVERAGE_NOT_DUE + 1 };

/* "archived", …, "not-due"; static. */
const char *coverage_state_name(enum coverage_state state);

/* Years are kept as bits. */
enum {
	COVERAGE_YEAR_FIRST = 2008,	/* of the duty to report */
	COVERAGE_YEAR_MIN = 2000,
	COVERAGE_YEAR_MAX = COVERAGE_YEAR_MIN + 63,
};

/*
 * The first moment at which the report of a year is overdue: after 31 January
 * of the next year for a department, after 31 March for all others (regulation
 * of 2019, articles 49 and 50), by the clock of China.  kind: as in struct
 * report.
 */
int64_t coverage_due_ms(const char *kind, int year);
/* The last year whose report is due of anybody. */
int coverage_last_year(int64_t now_ms);

/* What became of a link, the most telling for its cell first. */
enum coverage_end {
	COVERAGE_END_REPORT,	/* it gave a report */
	COVERAGE_END_KEPT,	/* it is kept, no report was found in it */
	COVERAGE_END_BLOCKED,	/* the host answered with a block */
	COVERAGE_END_ROBOTS,	/* robots.txt forbids it */
	COVERAGE_END_WAITING,	/* not asked yet, or to be asked again */
	COVERAGE_END_FAILED,	/* the network, the server; given up */
	COVERAGE_END_OUTSIDE,	/* the crawl does not follow it */
	COVERAGE_END_GONE,	/* answered "not found" */
};
/* fate NULL: the URL never came into the frontier.  A redirect is not an end:
 * the caller goes to where it leads first. */
enum coverage_end coverage_end_of(const struct store_fate *fate);
bool coverage_is_redirect(const struct store_fate *fate);

/* Is a column a witness against a report of a year? */
enum coverage_witness {
	COVERAGE_WITNESS_GOOD,
	COVERAGE_WITNESS_INCOMPLETE, /* more is there, or may be */
	COVERAGE_WITNESS_EARLY,	/* it was read before the report was due */
	COVERAGE_WITNESS_OPEN,	/* a row may be the report: it was not read,
				 * and does not say whose it is */
	COVERAGE_WITNESS_BLOCKED, /* incomplete, and its host blocks us */
};

/* The evidence about one cell. */
struct coverage_case {
	const char *report;	/* id; NULL: none is archived */
	bool has_link;		/* a link names organ and year */
	enum coverage_end end;	/* of the most telling of them */
	bool has_column;	/* a column is known that should list it */
	bool any_column;	/* all that list such reports, for want of one
				 * that should list this one */
	enum coverage_witness witness; /* the worst of those */
	bool site_blocked;	/* not even the seed could be read */
	bool site_read;		/* a pass over the site has ended */
	int64_t due_ms, now_ms;
};

enum coverage_reason {
	COVERAGE_BY_REPORT,
	COVERAGE_BY_LINK,	/* end says which */
	COVERAGE_BY_COLUMN,	/* witness says which */
	COVERAGE_BY_LINK_AND_COLUMN, /* not found, and the columns are good */
	COVERAGE_BY_SITE,	/* blocked, or not read to the end */
	COVERAGE_BY_NOTHING,	/* no column is known that should list it */
	COVERAGE_BY_DATE,
};

struct coverage_verdict {
	enum coverage_state state;
	enum coverage_reason reason;
};
struct coverage_verdict coverage_decide(const struct coverage_case *c);

/* "report", "kept", …; "good", "incomplete", …: for programs; static. */
const char *coverage_end_name(enum coverage_end end);
const char *coverage_witness_name(enum coverage_witness witness);
/* Why, in some words: "the column is complete and does not list it". Static. */
const char *coverage_words(const struct coverage_case *c,
			   const struct coverage_verdict *v);
/* The same of a link: "kept, but no report was found in it". */
const char *coverage_end_words(enum coverage_end end);

#endif
