/* SPDX-License-Identifier: Apache-2.0 */
/* The version of the catalog's schema. */
#ifndef NIANBAO_STORE_MIGRATE_H
#define NIANBAO_STORE_MIGRATE_H

#include "store/catalog.h"

/* PRAGMA application_id of a catalog ("nbao"), and the schema this program
 * writes. */
enum { MIGRATE_APPLICATION = 0x6e62616f, MIGRATE_VERSION = 6 };

/*
 * Makes the schema in an empty file, where that is allowed.  Leaves a sticky
 * error: ERR_VERSION (a newer program made it, or an older one: its catalog is
 * made anew from the WARC files, which need no migrating), ERR_DAMAGED (another
 * program's file, or one without a schema), and catalog.h's.
 */
void migrate(struct catalog *c, bool may_write);

#endif
