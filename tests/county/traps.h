/* SPDX-License-Identifier: Apache-2.0 */
/* What the home page of the portal of traps leads to besides its columns. */
#ifndef COUNTY_TRAPS_H
#define COUNTY_TRAPS_H

#include "base/buf.h"

/* Items of a list. */
void traps_add_links(struct buf *b);

#endif
