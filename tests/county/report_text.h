/* SPDX-License-Identifier: Apache-2.0 */
/* The main text of a report: its sections, prose and tables. */
#ifndef COUNTY_REPORT_TEXT_H
#define COUNTY_REPORT_TEXT_H

#include "tests/county/facts.h"

enum { SECTIONS_MAX = 6 };

/* Headings without numbers, as `reports --json` has them; sets *ret_count. */
const char *const *report_sections(enum generation generation,
				   unsigned *ret_count);

/* How a page writes a paragraph and a table. */
struct report_style {
	const char *open, *close;		/* of a paragraph */
	const char *open_heading, *close_heading;
};

void report_text(struct buf *b, const struct plan *plan,
		 const struct report *report,
		 const struct report_style *style);
/* The same text without tables and markup, a line a paragraph. */
void report_plain(struct buf *b, const struct plan *plan,
		  const struct report *report);

#endif
