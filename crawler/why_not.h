/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Everything the archive knows of a report that is not there: the columns that
 * should list it, the links that name it, and what to do next.
 */
#ifndef NIANBAO_CRAWLER_WHY_NOT_H
#define NIANBAO_CRAWLER_WHY_NOT_H

#include "crawler/coverage_site.h"

enum { WHY_NOT_LIST_MAX = 50 };	/* columns, links, each */

struct why_not_column {
	const struct coverage_column *column;
	enum coverage_witness witness;
};

struct why_not_link {
	struct coverage_link link;
	const char *page;	/* where it stands; NULL: see why URL */
};

struct why_not {
	const struct coverage *cov;
	struct coverage_cell cell;
	struct why_not_column columns[WHY_NOT_LIST_MAX];
	size_t column_count;
	struct why_not_link links[WHY_NOT_LIST_MAX];
	size_t link_count;
	bool cut;		/* there are more of either */
};

/*
 * site: its id in the archive, 0 where there is none.  *ret_why_not lends from
 * cov and a.
 */
int why_not_ask(struct store_reader *r, int64_t site,
		const struct coverage *cov, const struct coverage_organ *organ,
		int year, struct arena *a, struct why_not *ret_why_not);
/* "incomplete", "read before it was due"; static. */
const char *why_not_witness_words(enum coverage_witness witness);
/* What a person can do about it, a sentence or two. buf's errors. */
int why_not_next(const struct why_not *w, struct buf *out);

#endif
