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
/* The target of a redirect (Location, or a redirect shell's): one URL found,
 * and capture.redirect_to. */
int harvest_redirect(struct job *job, struct slice target,
		     const struct extract_settings *settings);
/* The sitemaps that a robots.txt names. */
int harvest_robots(struct job *job, const struct robots *rules);

#endif
