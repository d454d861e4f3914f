/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of a report written as text, and its checks printed as text. */
#ifndef NIANBAO_TESTS_LIB_FACTS_H
#define NIANBAO_TESTS_LIB_FACTS_H

#include "base/buf.h"
#include "parsers/report.h"

enum { FACTS_ROWS = 30 };

/* Rows from lines "ID: cell cell ...", "_" a blank cell.  which: 'p' of 申请 (ID
 * is an enum application_row), 'r' of 复议诉讼, 'a' of 主动公开.  Returns how
 * many; a line that makes no sense fails the test. */
uint32_t facts_rows(const char *text, char which, struct arena *a,
		    struct report_row rows[FACTS_ROWS]);
/* The checks of one rule, a line "result where detail" each. */
void facts_print(const struct report_check *checks, uint32_t count,
		 const char *rule, struct buf *out);

#endif
