/* SPDX-License-Identifier: Apache-2.0 */
/* How the plan is built up; only plan*.c includes this. */
#ifndef COUNTY_PLAN_MAKE_H
#define COUNTY_PLAN_MAKE_H

#include "tests/county/plan.h"

#include <stddef.h>

/* All of these end the program when there is no memory: a fixture that is
 * not whole must not be served. */
void *make_array(void *old, size_t count, size_t size);
/* printf into owned memory. */
char *make_string(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* Adds an address; e.path is moved in.  Returns its number. */
unsigned make_entry(struct plan *plan, struct entry e);
unsigned make_column(struct plan *plan, struct column c);
/* The next entry of a column; lists are newest first. */
void make_item(struct plan *plan, unsigned column, unsigned entry);
/* Adds the addresses of all pages of every column. */
void make_lists(struct plan *plan);

/* Columns of reports, reports, their attachments and second addresses. */
void make_reports(struct plan *plan);
/* Everything else with a fixed place. */
void make_fixed(struct plan *plan);
/* The title of notice number. */
const char *make_notice_title(unsigned number);
/* The column that a news item's text names, whichever lists it. */
unsigned make_news_column(const struct plan *plan, unsigned number);
/* plan->pages filler articles. */
void make_news(struct plan *plan);

#endif
