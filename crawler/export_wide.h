/* SPDX-License-Identifier: Apache-2.0 */
/* The tables of one report as CSV that looks like the tables.  Pure. */
#ifndef NIANBAO_CRAWLER_EXPORT_WIDE_H
#define NIANBAO_CRAWLER_EXPORT_WIDE_H

#include "base/buf.h"
#include "parsers/report.h"

/* Adds all tables, one below the other with an empty line between, each row
 * with its label, below the headings of its columns; cells as published, those
 * that were solved by their value.  buf's errors. */
int export_wide(const struct report *r, struct buf *out);

#endif
