/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When is a URL that was answered to be asked for again?  Reports come from
 * January to April (条例 (国务院令711) 第四十九条: by 31 January and 31
 * March; townships often later), so columns are looked at weekly then and
 * monthly otherwise.  What never changes is asked for ever less often, what
 * changes more often.  Pure.
 */
#ifndef NIANBAO_STORE_DUE_H
#define NIANBAO_STORE_DUE_H

#include <stdbool.h>
#include <stdint.h>

enum due_kind {
	DUE_DOOR,		/* seeds, site maps, pages that lead to columns
				 * of reports */
	DUE_COLUMN,		/* a page of a column of reports */
	DUE_LIST,		/* a page of another column */
	DUE_REPORT,		/* a page with a report */
	DUE_FILE,		/* an attachment */
	DUE_PAGE,		/* any other page */
	DUE_ABSENT,		/* 404, 410, a page that says so */
	DUE_KINDS,
};
const char *due_kind_name(enum due_kind kind);	/* for people */

struct due_input {
	enum due_kind kind;
	int64_t now_ms;		/* when it was answered; wall clock */
	int32_t same;		/* answers in a row that changed nothing, this
				 * one included; 0: this one brought a change */
	int32_t changes;	/* changes in a row, this one included; 0 */
	bool failed;		/* it was no answer: nothing is known of it */
	uint64_t key;		/* of the URL: spreads those read together */
};

/* Wall clock, milliseconds; between a day and 400 days after now. */
int64_t due_next(const struct due_input *in);
/* January to April by the clock of China (UTC+8). */
bool due_in_season(int64_t now_ms);

#endif
