/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Do the numbers of a report fit each other?  Rules of reports.md §2 that need
 * only the one report (checks_years.h has those that need two):
 *
 *   V1  per applicant: 一 + 二 = （七） + 四
 *   V2  per applicant: all outcomes = （七）
 *   V3  per row: six applicants = 总计 (not where 总计 is blank)
 *   V4  per block of 行政复议、行政诉讼: four outcomes = 总计
 *   V7  counts are non-negative integers, 本年增/减 may be negative, money may
 *       have a fraction (only what breaks it is listed, else one pass)
 *   V8  what the prose states = the table (新收, 办理, 复议, 诉讼): else a warning
 *   V9  per applicant: （六） = its three parts, where a report gives both; in
 *       the prose the parts of 主动公开 and 咨询 = the whole, else a warning
 *   V10 a fee was charged, yet 六 has nothing to report; 五 is empty: a warning
 *   V11 a township or department with 规章: a warning; an organ not stated:
 *       uncertain
 *   V12 published after its term or before the end of its year: a warning
 *
 * An operand that is blank, "/" or unread makes a rule uncertain, never
 * failed: blank is not 0.  Nothing is corrected.  Pure.
 */
#ifndef NIANBAO_PARSERS_CHECKS_H
#define NIANBAO_PARSERS_CHECKS_H

#include "parsers/report.h"

/* The checks of r's tables, in the order of the rules.  organ_kind may be
 * NULL.  Returns 0 or arena_err(a). */
int checks_run(const struct report *r, struct arena *a,
	       const struct report_check **ret_checks, uint32_t *ret_count);

/* The value in millionths; false where the cell has none (blank, text, unread)
 * or one that does not fit. */
bool check_millionths(const struct report_cell *cell, int64_t *ret_value);

#endif
