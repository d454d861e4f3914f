/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does a report fit the one of the year before?  Rules of reports.md §2 that
 * need two reports of one organ:
 *
 *   V5  per applicant: 四 of last year = 二 of this year
 *   V6  per kind of rules, where both tables are those of 2021:
 *       现行有效 of last year + 制发 - 废止 = 现行有效
 *   V10 more than half of what 一 and 五 say was said last year: a warning
 *
 * As in checks.h a missing operand makes a rule uncertain, and nothing is
 * corrected.  Where either report lacks the table or the sections a rule is
 * about, the rule is not listed.
 *
 * The measure of V10: both sections without spaces, numbers and the sentences
 * that every report has (whose law it follows, the time it is about, whom to
 * call); of all runs of 8 characters within what is left, the share that
 * stands in last year's, too.  Texts with fewer than 200 such runs say too
 * little.  Real reports of different organs share 0 to 1 %.
 *
 * Pure; time is n log n in the length of the sections.
 */
#ifndef NIANBAO_PARSERS_CHECKS_YEARS_H
#define NIANBAO_PARSERS_CHECKS_YEARS_H

#include "parsers/report.h"

/*
 * previous: the report of current->year - 1.  previous_id is named in every
 * detail ("3 = 5, see <id> of 2022"); absent: it is not.
 * *ret_checks: current's checks and behind them those of two years.  Returns 0
 * or arena_err(a).
 */
int checks_years(const struct report *previous, struct slice previous_id,
		 const struct report *current, struct arena *a,
		 const struct report_check **ret_checks, uint32_t *ret_count);

#endif
