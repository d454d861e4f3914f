/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A neighbouring county is 青禾县 under other names: every place that its texts
 * mention has another name of the same length.
 */
#ifndef COUNTY_RENAME_H
#define COUNTY_RENAME_H

#include "base/buf.h"

struct rename {
	const char *from, *to;	/* of the same length */
};

/* Every from in what stands behind at becomes its to; the list ends with a
 * from of NULL, and NULL is an empty list. */
void rename_all(struct buf *b, size_t at, const struct rename *renames);

#endif
