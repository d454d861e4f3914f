/* SPDX-License-Identifier: Apache-2.0 */
/* What a correct crawl and a correct reading would find. */
#ifndef COUNTY_TRUTH_H
#define COUNTY_TRUTH_H

#include "tests/county/plan.h"

#include <stdio.h>

/* Totals, then one object a report, in the format of `reports --json`.
 * false when out could not be written. */
bool truth_print(const struct plan *plan, FILE *out);
/* Parts of such an object: organ, year, generation and title, without a comma
 * before; and sections with all cells, with one. */
void truth_add_name(struct buf *b, const struct report *report);
void truth_add_facts(struct buf *b, const struct plan *plan,
		     const struct report *report);
/* "URL TAB status TAB kind" of all that a complete polite crawl fetches. */
bool list_print(const struct plan *plan, FILE *out);

#endif
