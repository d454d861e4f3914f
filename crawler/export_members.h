/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Records for copies of WARC files: those of chosen captures, each copy with
 * the warcinfo of its file before them, in the order they have there.  Records
 * are gzip members and are copied as they are.  32 bytes a capture.  One
 * thread.
 */
#ifndef NIANBAO_CRAWLER_EXPORT_MEMBERS_H
#define NIANBAO_CRAWLER_EXPORT_MEMBERS_H

#include "store/store.h"

struct export_members;

int export_members_new(struct export_members **ret_members); /* ERR_NOMEM */
void export_members_free(struct export_members *m); /* NULL allowed */

/* All records of the capture; once, also where it is added again.
 * ERR_NOMEM. */
int export_members_add(struct export_members *m, const struct capture *c);
/*
 * After the last add: looks at every record, forgets captures that are not
 * whole in the archive, counts them (a warcinfo is one) and settles places.
 * on_step is called for each capture; a nonzero return ends it and is
 * returned.  Errors of the store other than ERR_DAMAGED.
 */
int export_members_settle(struct export_members *m,
			  struct store_reader *reader,
			  int (*on_step)(void *ctx, uint64_t count), void *ctx,
			  uint64_t *ret_damaged);

/* After that. */
/* Where the capture's main record stands in the copy; false: it does not. */
bool export_members_find(const struct export_members *m,
			 const struct capture *c,
			 struct warc_place *ret_place);
/* The next copy that has any capture, from *at on, which begins at 0 and is
 * moved behind it; false: no more.  *ret_name is lent. */
bool export_members_next(const struct export_members *m, size_t *at,
			 const char **ret_name, uint64_t *ret_bytes);
/* Gives its bytes piece by piece.  Errors of the store, of write. */
int export_members_copy(const struct export_members *m, const char *name,
			struct store_reader *reader,
			int (*write)(void *ctx, struct slice bytes),
			void *ctx);

#endif
