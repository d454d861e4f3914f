/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What became of the pages a crawl of scope `reports` tried, so that it stops
 * trying more of the same.  Pure; loop thread.
 */
#ifndef NIANBAO_CRAWLER_LEARN_H
#define NIANBAO_CRAWLER_LEARN_H

#include "crawler/seen.h"

#include <stdbool.h>

enum {
	LEARN_ALIKE = 8,	/* URLs of one pattern that gave nothing */
	LEARN_BESIDE = 20,	/* links of one page likewise */
};

struct learnt {
	struct seen asked;	/* group → pages read */
	struct seen gave;	/* group → of them those that led on */
};

/* A page was read.  via: the page it was found on, NULL for none; gave: it is
 * a report, or leads to reports.  Out of memory it learns nothing. */
void learn_outcome(struct learnt *l, const char *url, const char *via,
		   bool gave);
/* Is it not worth asking for, by what its like gave? */
bool learn_gives_up(struct learnt *l, const char *url, const char *via,
		    int priority);
/* l knows what more knows, too. */
void learn_add(struct learnt *l, const struct learnt *more);
void learn_free(struct learnt *l);

#endif
