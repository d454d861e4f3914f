/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Why a URL that pages link to was never queued.  No row says so: a run only
 * counts what it leaves out.  So the page that links to it is read again from
 * the archive, and its links are judged by the rules of its site as they are
 * configured now.
 */
#ifndef NIANBAO_CRAWLER_WHY_LINK_H
#define NIANBAO_CRAWLER_WHY_LINK_H

#include "conf/conf.h"
#include "store/store.h"

struct why_link {
	const char *url;	/* that was asked about */
	const char *reason;	/* a word: a stop_name() or one of off_site,
				 * scope, requisites, guesses, twin, gone_page,
				 * drop_parameters; NULL: none is known */
	const char *text;	/* of it, static; for people */
	const char *known_as;	/* the page is queued under this URL; NULL */
	const char *via;	/* page with a link to it; NULL */
	const char *via_anchor;	/* text of the link; NULL */
	int32_t via_position;	/* among the links of that page */
	int64_t via_capture;	/* of that page; 0 */
};

/* Memory from a.  url: canonical.  ERR_NOTFOUND: no page that was read links to
 * it, and it is not known under another URL either. */
int why_link_ask(struct store_reader *r, const struct conf_snapshot *conf,
		 const char *url, struct arena *a, struct why_link *ret_link);

#endif
