/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which content-management family made a page: by what its source mentions
 * (scripts, containers, forms of addresses; portals.md §1).  A hint, never a
 * proof: families are copied, and portals are moved from one to another.
 * Pure.
 */
#ifndef NIANBAO_PARSERS_FAMILY_H
#define NIANBAO_PARSERS_FAMILY_H

#include "base/slice.h"

#include <stddef.h>

enum { FAMILY_MARKS = 8, FAMILY_TEXT = 1 << 20 };

struct family {
	const char *name;	/* "trs", "ucap", ...; NULL: none is known */
	const char *title;	/* "TRS WCM / 海云" */
	const char *marks[FAMILY_MARKS]; /* what told, as patterns: # is a
				 * number, @ 32 hexadecimal digits */
	size_t mark_count;
};

/* source: the page as UTF-8, of which FAMILY_TEXT bytes are looked at.  Of
 * several families that with the most weight of marks. */
struct family family_find(struct slice source);

#endif
