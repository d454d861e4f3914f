/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Pages that only say where each word and each line is drawn (PDF, OFD), as
 * paragraphs and tables.  Units are points, y grows downwards.
 */
#ifndef NIANBAO_PARSERS_DOCUMENT_LAYOUT_H
#define NIANBAO_PARSERS_DOCUMENT_LAYOUT_H

#include "parsers/document/document_private.h"

struct layout_word {
	float x0, y0, x1, y1;	/* box */
	struct slice text;	/* not empty */
};

/* A ruling line: x0 == x1 or y0 == y1, and the first end is the smaller. */
struct layout_rule {
	float x0, y0, x1, y1;
};

struct layout_page {
	float width, height;
	const struct layout_word *words;
	uint32_t word_count;
	const struct layout_rule *rules;
	uint32_t rule_count;
};

/* More on one page is no table that anybody draws. */
enum { LAYOUT_RULES_MAX = 8000, LAYOUT_WORDS_MAX = 200000 };

struct layout;
/* Both borrowed.  NULL when out of memory. */
struct layout *layout_new(struct build *b);
void layout_free(struct layout *l);	/* NULL allowed */

/* The next page.  Returns 0, ERR_NOMEM, ERR_TOOBIG or build_err(). */
int layout_add(struct layout *l, const struct layout_page *page);

#endif
