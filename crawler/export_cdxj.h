/* SPDX-License-Identifier: Apache-2.0 */
/* `export cdxj`: the index of the archive's WARC files.  One thread. */
#ifndef NIANBAO_CRAWLER_EXPORT_CDXJ_H
#define NIANBAO_CRAWLER_EXPORT_CDXJ_H

#include "crawler/export_choice.h"
#include "crawler/export_single.h"

/*
 * Writes a line for each chosen capture that can be replayed, in order of
 * bytes, and counts them.  on_progress may be NULL.  Errors of the store,
 * of file, ERR_NOMEM.
 */
int export_cdxj(struct store_reader *reader,
		const struct export_choice *choice, struct export_single *file,
		void (*on_progress)(void *ctx, uint64_t count), void *ctx,
		uint64_t *ret_count);

#endif
