/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What changed between two readings of one report.  Pure.
 *
 * Rows, columns, headings, names and attachments find each other by what they
 * are called, the second of a name by the second, so that a row put in between
 * changes no other.  A number that is only written in another way ("1,000",
 * "1000") did not change, nor did a sentence that only moved within its
 * section.
 */
#ifndef NIANBAO_PARSERS_REPORT_DIFF_H
#define NIANBAO_PARSERS_REPORT_DIFF_H

#include "parsers/report_cells.h"

enum report_change_kind {
	CHANGE_FIELD,		/* label: generation, title, published,
				 * signed, source */
	CHANGE_SENTENCE,	/* label: heading of the section; one that is
				 * new or is gone */
	CHANGE_TABLE,		/* a whole part came or went; from, to: absent,
				 * or how many rows */
	CHANGE_CELL,		/* label: of the row; heading: of the column */
	CHANGE_STATED,		/* label: the name */
	CHANGE_ATTACHMENT,	/* label: its name; from, to: the URL */
	CHANGE_KINDS
};
/* "field", "sentence", "table", "cell", "stated", "attachment". */
const char *report_change_kind_name(enum report_change_kind kind);

struct report_change {
	enum report_change_kind kind;
	enum report_part part;	/* TABLE, CELL */
	struct slice label, heading;
	/* As published; absent: was not there, is not there any more.  Empty
	 * for a blank cell. */
	struct slice from, to;
	/* CELL, where there is one: cell_kind_name() */
	const char *from_kind, *to_kind;
};

/* Changes in the order of the enum; within a kind as the newer report has
 * them, then what is gone.  Slices lend from before, after and a.
 * Returns 0 or arena_err(a). */
int report_diff(const struct report *before, const struct report *after,
		struct arena *a, const struct report_change **ret_changes,
		uint32_t *ret_count);

#endif
