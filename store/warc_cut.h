/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Single records cut out of the WARC files of an archive, by their place.
 * Keeps a few files open, because what is asked for together mostly stands
 * together.  One thread each.  Not for use outside store/.
 */
#ifndef NIANBAO_STORE_WARC_CUT_H
#define NIANBAO_STORE_WARC_CUT_H

#include "store/capture.h"
#include "store/warc_read.h"

struct warc_cutter;

/* Of the archive in dir, which need not be there.  ERR_NOMEM. */
int warc_cutter_new(const char *dir, struct warc_cutter **ret_cutter);
void warc_cutter_free(struct warc_cutter *c);	/* NULL allowed */
/* The last failure: file, offset and what was found there.  Lent until the
 * next cut; empty if none failed. */
const char *warc_cutter_problem(const struct warc_cutter *c);

/*
 * The one record that is the gzip member at place of the file (its name with
 * or without ".open", whichever there is), lent until the next cut; of its
 * block up to max_block bytes are kept, and all of it is hashed.
 * ERR_DAMAGED: there is no such file or not exactly this record.
 * ERR_READONLY (no permission), ERR_IO, ERR_NOMEM.
 */
int warc_cut(struct warc_cutter *c, const char *file, struct warc_place place,
	     size_t max_block, struct warc_record *ret_record);
/* The same of the first record of the file, which is not hashed. */
int warc_cut_first(struct warc_cutter *c, const char *file,
		   struct warc_record *ret_record);
/* Whether nothing but whole records, each a gzip member, fills the place;
 * digests are not looked at.  Errors as warc_cut(). */
int warc_cut_check(struct warc_cutter *c, const char *file,
		   struct warc_place place);
/* Adds what stands at the place, as it is.  Errors as warc_cut(), out's. */
int warc_cut_bytes(struct warc_cutter *c, const char *file,
		   struct warc_place place, struct buf *out);

#endif
