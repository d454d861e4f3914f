/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report of the archive in the forms that more than one command prints.
 * Pure.
 */
#ifndef NIANBAO_CRAWLER_REPORT_LINE_H
#define NIANBAO_CRAWLER_REPORT_LINE_H

#include "base/buf.h"
#include "store/store.h"

/* The object of `reports --json`, added without line feed.  buf's errors. */
int report_line_json(const struct store_report *s, struct buf *out);
/* It is a copy: 1, or -1 where nothing says so. */
int report_line_mirror(const struct store_report *s);
/* The worst result and the rules it concerns, "fail V1 V4"; "pass"; nothing
 * without checks.  buf's errors. */
int report_line_checks(const struct report *r, struct buf *out);

#endif
