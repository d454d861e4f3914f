/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The links of a read page: all of them as kept with the capture, and those
 * that go into the frontier.  Pure; a worker.
 */
#ifndef NIANBAO_CRAWLER_HARVEST_H
#define NIANBAO_CRAWLER_HARVEST_H

#include "crawler/extract.h"
#include "parsers/robots.h"

/* Fills found and stops of the job from its reading.
 * ERR_NOMEM or arena_err(). */
int harvest_page(struct job *job, const struct extract_settings *settings);
/* What becomes of a link. */
enum harvest_fate {
	HARVEST_NONE,		/* the page has no such link */
	HARVEST_TAKEN,
	HARVEST_OFF_SITE,
	HARVEST_UNRELATED,	/* its scope does not follow it */
	HARVEST_GUESS,		/* a guess too many */
	HARVEST_TWIN,		/* the page itself, by another name */
	HARVEST_GONE,		/* the page says that it is gone */
	HARVEST_STOPPED,	/* counted: ret_stop */
};
/* What harvest_page() makes of the links of the page to url, canonical.  Does
 * what that does. */
int harvest_explain(struct job *job, const struct extract_settings *settings,
		    const char *url, enum harvest_fate *ret_fate,
		    enum stop *ret_stop);
/* The target of a redirect (Location, or a redirect shell's): one URL found,
 * and capture.redirect_to. */
int harvest_redirect(struct job *job, struct slice target,
		     const struct extract_settings *settings);
/* The sitemaps that a robots.txt names. */
int harvest_robots(struct job *job, const struct robots *rules);

#endif
