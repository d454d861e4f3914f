/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The coverage of a site as people look at it: a grid of organs and years with
 * a mark a cell, and a summary.  Pure.
 */
#ifndef NIANBAO_CRAWLER_COVERAGE_DRAW_H
#define NIANBAO_CRAWLER_COVERAGE_DRAW_H

#include "crawler/coverage_site.h"

/*
 * Years from … to.  width: columns of the terminal, 0 for as wide as it takes;
 * where the years do not fit beside the organs they go into several grids.
 * Adds to out; buf's errors.
 */
int coverage_draw(const struct coverage *cov, int from, int to, int width,
		  bool colour, struct buf *out);
/* What the marks mean, on a line or two. */
int coverage_draw_legend(int width, bool colour, struct buf *out);

/* "5 archived, 2 missing". counts: by state. */
int coverage_draw_counts(const unsigned counts[COVERAGE_STATES],
			 struct buf *out);

#endif
