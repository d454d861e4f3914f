/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The main list of a read page, seen as a list of reports or not.  Pure; a
 * worker.
 */
#ifndef NIANBAO_CRAWLER_ROWS_H
#define NIANBAO_CRAWLER_ROWS_H

#include "crawler/seen.h"
#include "store/reading.h"

struct rows {
	struct seen urls;	/* of the rows, and of pages asked for */
	bool annual;		/* the page belongs to a column of reports */
	bool listed;		/* it has rows to be followed */
	bool speaks;		/* a row of it speaks of reports */
	bool has_door;		/* the page shows the door to the reports */
};

/* What a URL is to the list. */
enum row_kind {
	ROW_NONE,
	ROW_ITEM,		/* of a list of something */
	ROW_FOLLOWED,		/* of a list of reports, years or organs */
	ROW_PAGE,		/* another page of the list */
};

/* led: what led to the page was a link to a list of reports, or to a report.
 * ERR_NOMEM. */
int rows_read(const struct reading *r, const char *via_anchor, bool led,
	      struct rows *ret_rows);
enum row_kind rows_kind(struct rows *rows, struct slice url);
void rows_free(struct rows *rows);

#endif
