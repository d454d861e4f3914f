/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The index.html of `export folder`: a table of organs and years for each
 * region, each report a link to its folder.  Pure.
 */
#ifndef NIANBAO_CRAWLER_EXPORT_INDEX_H
#define NIANBAO_CRAWLER_EXPORT_INDEX_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdint.h>

struct export_index;

/* NULL: no memory. */
struct export_index *export_index_new(void);
void export_index_free(struct export_index *index); /* NULL allowed */

struct export_entry {
	struct slice region, organ, title;
	int year;		/* 0: not known */
	struct slice path;	/* of the folder, relative, not encoded */
	bool failing;		/* a check fails */
};
/* Copies what entry points to. ERR_NOMEM, ERR_TOOBIG. */
int export_index_add(struct export_index *index,
		     const struct export_entry *entry);
/* The page, in order of region, organ, year.  buf's errors, ERR_NOMEM. */
int export_index_page(const struct export_index *index, struct buf *out);

#endif
