/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `export wacz`: captures as one file that replays in a browser (WACZ 1.1.1,
 * with the home of 1.2.0).  One thread.
 */
#ifndef NIANBAO_CRAWLER_EXPORT_WACZ_H
#define NIANBAO_CRAWLER_EXPORT_WACZ_H

#include "crawler/export_choice.h"
#include "crawler/export_single.h"

struct export_wacz {
	const struct store_report_filter *filter; /* what was asked for */
	const struct export_choice *choice; /* made by it */
	struct export_single *file; /* where it is written to */
	int64_t now_ms;
	void (*on_progress)(void *ctx, uint64_t count); /* may be NULL */
	void *ctx;

	uint64_t ret_captures;	/* set: those in it that can be replayed */
	uint64_t ret_damaged;	/* set: left out, lost in the archive */
};

/* ERR_CANCELLED, errors of the store (a damaged record is none) and of file,
 * ERR_NOMEM. */
int export_wacz(struct store_reader *reader, struct export_wacz *wacz);

#endif
