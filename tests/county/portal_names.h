/* SPDX-License-Identifier: Apache-2.0 */
#ifndef COUNTY_PORTAL_NAMES_H
#define COUNTY_PORTAL_NAMES_H

#include "tests/county/portal.h"

/* Names, host and address of portal number, counted from 0. */
void portal_name(struct portal *p, unsigned number);
/* "青禾县财政局" as this county calls it; to has room for size bytes. */
void portal_rename(const struct portal *p, const char *text, char *to,
		   size_t size);

#endif
