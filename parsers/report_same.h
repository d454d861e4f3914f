/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which names mean one organ?  A portal calls its organs 青禾县财政局,
 * 县财政局 and 财政局, its townships 禾口镇人民政府, 禾口镇政府 and 禾口镇.
 * Within one portal these are the same; between portals nothing follows from
 * a name that lacks its county.  Pure.
 */
#ifndef NIANBAO_PARSERS_REPORT_SAME_H
#define NIANBAO_PARSERS_REPORT_SAME_H

#include "base/arena.h"

struct organ_name {
	struct slice text;	/* as given, white space gone */
	struct slice core;	/* the place governed, as in report_id(), and
				 * long forms made short */
	const char *kind;	/* as in struct report; static */
};

enum { ORGAN_NAME_MAX = 300 };	/* bytes of a name; longer ones are cut */

/* Memory from a; returns 0 or arena_err(a). */
int organ_name_read(struct slice organ, struct arena *a,
		    struct organ_name *ret_name);
/*
 * One is the other with its county, or with more of its county, before it.
 * Never so where the kinds of place differ: 大同镇 is not 大同乡.
 */
bool organ_name_same(const struct organ_name *x, const struct organ_name *y);
/* The last two characters of the core, which names of one organ share; its
 * only one where it has no more. */
struct slice organ_name_tail(const struct organ_name *name);
/* The core without its county: 禾口镇 of 青禾县禾口镇; as a word to look for. */
struct slice organ_name_short(const struct organ_name *name);

#endif
