/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report as people read it: what it is, its sections with their prose, its
 * tables drawn as tables in the section they belong to, and the checks that
 * failed, with their operands and a mark beside the rows they are about.
 * Shared by `nianbao read` and `nianbao show`.
 */
#ifndef NIANBAO_CRAWLER_REPORT_DRAW_H
#define NIANBAO_CRAWLER_REPORT_DRAW_H

#include "base/buf.h"
#include "parsers/report.h"

/* width: columns of the terminal, 0 for as wide as it takes.  A cell that
 * could not be read is shown as "?", one that was solved with "*" behind.
 * Adds to out; buf's errors. */
int report_draw(const struct report *r, int width, struct buf *out);

#endif
