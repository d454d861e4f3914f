/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whose report of which year does a link speak of, before anybody has read
 * what it leads to?  A list of annual reports may say it in full, or only
 * "禾口镇" in the column "2023年".  Pure.
 */
#ifndef NIANBAO_PARSERS_REPORT_LINK_H
#define NIANBAO_PARSERS_REPORT_LINK_H

#include "base/arena.h"

enum report_link_kind {
	REPORT_LINK_NONE,	/* nothing speaks of a report */
	REPORT_LINK_REPORT,	/* a report */
	REPORT_LINK_OTHER,	/* something that is none: a notice about
				 * reports, a budget */
};

struct report_link {
	enum report_link_kind kind;
	struct slice organ;	/* absent where it is not said */
	int year;		/* 0 likewise */
};

/*
 * text: of the link, the name of an attachment, or the title of a page;
 * column: name of the column of annual reports that lists it, absent where
 * none does.  What the text leaves open the column's name may say.
 * Returns 0 or arena_err(a).
 */
int report_link_read(struct slice text, struct slice column, struct arena *a,
		     struct report_link *ret_link);

#endif
