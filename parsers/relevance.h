/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How likely does a link lead to an annual report, or to a list of them?
 * Words, path tokens and negatives: portals.md §2.  Pure.
 */
#ifndef NIANBAO_PARSERS_RELEVANCE_H
#define NIANBAO_PARSERS_RELEVANCE_H

#include "base/slice.h"

/* What the words of a link say, wherever it stands. */
struct relevance_words {
	unsigned text, title;	/* notions: relevance.c */
	bool named;		/* one of them is not empty */
};

struct relevance_words relevance_read(struct slice text, struct slice title);
/* column: ColumnName/ColumnType and breadcrumb of the page the link stands on;
 * whether that is a column of annual reports. */
bool relevance_is_annual(struct slice column);
/* As relevance_score().  path may be absent: then the words alone count. */
int relevance_weigh(const struct relevance_words *said, bool in_annual,
		    struct slice path);
/* 0 (certainly not) … 1000 (the report itself); 100 for a link about which
 * nothing speaks; between, one that has a name for something else.  text,
 * title: of the anchor; column: ColumnName/ColumnType and breadcrumb of the
 * page it stands on; path: of the target. */
int relevance_score(struct slice text, struct slice title,
		    struct slice column, struct slice path);

/* The path of a folder, or of a file of the names that lists have. */
bool relevance_is_list(struct slice path);

#endif
