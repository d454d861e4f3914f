/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which captures an export is of: all, those of a site, or those of the pages
 * and attachments of chosen reports.
 */
#ifndef NIANBAO_CRAWLER_EXPORT_CHOICE_H
#define NIANBAO_CRAWLER_EXPORT_CHOICE_H

#include "crawler/seen.h"
#include "store/store.h"

struct export_choice {
	const char *site;	/* borrowed; NULL: any */
	bool reports;		/* only URLs of reports */
	struct seen urls;	/* … those */
};

/* By the filter: its site and, where it names organ or years, the URLs of the
 * reports that are like that.  Errors of store_each_report(), ERR_NOMEM. */
int export_choose(struct store_reader *reader,
		  const struct store_report_filter *filter,
		  struct export_choice *ret_choice);
/* One of those URLs, or what such a page shows: images, style sheets.  The
 * site is not looked at. */
bool export_is_chosen(const struct export_choice *choice,
		      const struct capture *c);
void export_choice_clear(struct export_choice *choice);

#endif
