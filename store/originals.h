/* SPDX-License-Identifier: Apache-2.0 */
/* Which report is a copy of which.  Within store/ only. */
#ifndef NIANBAO_STORE_ORIGINALS_H
#define NIANBAO_STORE_ORIGINALS_H

#include "store/catalog.h"
#include "store/store.h"

/* The id of the report that copy, which is not official, was made from: one
 * that is not known for a copy itself.  In the arena; NULL: none, or a
 * failure, which sticks to the catalog. */
const char *originals_find(struct catalog *c, const struct store_report *copy,
			   struct arena *a);

#endif
