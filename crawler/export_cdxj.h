/* SPDX-License-Identifier: Apache-2.0 */
/* An index of WARC files: lines in order.  One thread. */
#ifndef NIANBAO_CRAWLER_EXPORT_CDXJ_H
#define NIANBAO_CRAWLER_EXPORT_CDXJ_H

#include "store/store.h"

struct export_cdxj {
	const char *site;	/* only its captures; NULL: any */
	/* Is it in the index, and where does its main record stand?  Only asked
	 * for what can be replayed.  *place is where it is in the archive. */
	bool (*find)(void *ctx, const struct capture *c,
		     struct warc_place *place);
	int (*write)(void *ctx, struct slice line);
	void *ctx;
};

/* Gives a line for each capture that is in the index, in order of bytes.
 * Errors of the store, of write, ERR_NOMEM. */
int export_cdxj(struct store_reader *reader, const struct export_cdxj *how);

#endif
