/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is a page a list of a column, and what does it list?  Its pager, and its
 * rows: the links that stand in it as a list, not its navigation.  Pure.
 */
#ifndef NIANBAO_PARSERS_COLUMN_H
#define NIANBAO_PARSERS_COLUMN_H

#include "parsers/page.h"
#include "parsers/pager.h"

struct column_input {
	const struct page *page;
	const struct url *url;	/* of the page */
	int64_t number;		/* of the page, where its request said so; 0 */
	struct slice anchor;	/* of the link that led here; may be absent */
};

struct column {
	bool found;		/* the page is one */
	bool annual;		/* it says of itself that it belongs to one of
				 * annual reports, and it is no article; may
				 * be so, and have rows, without found */
	struct slice name;	/* as the page says, else title or anchor */
	struct pager pager;
	const struct slice *rows; /* canonical URLs, each once, in order */
	size_t row_count;
	/* Of the lists that would fit into a column of annual reports, being
	 * mostly years, organs or reports; rows may be among them. */
	const struct slice *likes;
	size_t like_count;
};

/*
 * Returns 0, or arena_err(a), or ERR_NOMEM.  Rows and likes point into the
 * page, the rest into page or arena.  A page that was taken for something else
 * (an article, a report, a frameset) is no column.
 */
int column_read(const struct column_input *in, struct arena *a,
		struct column *ret_column);

/* Do name and address speak of annual reports? */
bool column_is_annual(struct slice name, struct slice path);

#endif
