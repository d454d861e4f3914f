/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Readers of the store, put back when they are not needed, so that there are
 * never more than threads and none is used by two at a time.  Any thread.
 */
#ifndef NIANBAO_CRAWLER_SHELF_H
#define NIANBAO_CRAWLER_SHELF_H

#include "store/store.h"

struct shelf;

/* Of the archive in dir, borrowed.  ERR_NOMEM. */
int shelf_new(const char *dir, struct shelf **ret_shelf);
/* Opens one where the shelf is empty, and fails as store_reader_open() does;
 * *ret_reader is NULL then. */
int shelf_take(struct shelf *shelf, struct store_reader **ret_reader);
/* NULL allowed. */
void shelf_put(struct shelf *shelf, struct store_reader *reader);
/* Closes those that were put back.  NULL allowed. */
void shelf_free(struct shelf *shelf);

#endif
