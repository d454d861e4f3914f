/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pages/pages.jsonl of a WACZ: where a reader may begin, with titles, the seeds
 * first and then the reports.  Only what is among the members, so that each
 * opens.  One thread.
 */
#ifndef NIANBAO_CRAWLER_EXPORT_PAGES_H
#define NIANBAO_CRAWLER_EXPORT_PAGES_H

#include "crawler/export_members.h"

struct export_pages;

int export_pages_new(struct export_pages **ret_pages); /* ERR_NOMEM */
void export_pages_free(struct export_pages *pages); /* NULL allowed */
/* A capture of a seed; the last one that has a title names it.  ERR_NOMEM. */
int export_pages_seed(struct export_pages *pages, const struct capture *c);
/*
 * Gives the lines, those of the reports that are like filter among them; title
 * is that of the list.  Errors of the store, of write, ERR_NOMEM.
 */
int export_pages_write(struct export_pages *pages, struct store_reader *reader,
		       const struct store_report_filter *filter,
		       const struct export_members *members,
		       struct slice title,
		       int (*write)(void *ctx, struct slice bytes), void *ctx);
/* After that, url and ts of the first page as members of a JSON object; empty
 * where there is no page.  Lent. */
struct slice export_pages_home(const struct export_pages *pages);

#endif
