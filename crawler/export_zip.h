/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A ZIP whose files are stored as they are, not compressed, so that readers
 * may take any part out of it.  ZIP64 where sizes need it.  The fence of
 * libarchive's writing half.  One thread.
 */
#ifndef NIANBAO_CRAWLER_EXPORT_ZIP_H
#define NIANBAO_CRAWLER_EXPORT_ZIP_H

#include "base/digest.h"
#include "crawler/export_single.h"

struct export_zip;

/* What a file became. */
struct export_zipped {
	uint64_t bytes;
	char sha256[SHA256_HEX_SIZE];
};

/* Into file, which is borrowed; now_ms is the time that entries bear.
 * ERR_NOMEM. */
int export_zip_open(struct export_single *file, int64_t now_ms,
		    struct export_zip **ret_zip);
/*
 * The first failure sticks and is returned by all that follow: those of
 * export_single_add(), ERR_NOMEM.
 *
 * One file after the other: begin, add …, end.  path is ASCII; size is what
 * will be added, -1 where that is not known.
 */
int export_zip_begin(struct export_zip *zip, const char *path, int64_t size);
int export_zip_add(struct export_zip *zip, struct slice bytes);
int export_zip_end(struct export_zip *zip, struct export_zipped *ret_zipped);
/* Writes the directory, and frees, whatever comes of it. */
int export_zip_finish(struct export_zip *zip);
/* Frees without it.  NULL allowed. */
void export_zip_close(struct export_zip *zip);

#endif
