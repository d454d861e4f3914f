/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sitemaps (sitemaps.org): a list of a host's pages for crawlers, an index of
 * such lists, or plain text with an address a line; each as it is or gzipped.
 * Pure.
 */
#ifndef NIANBAO_PARSERS_SITEMAP_H
#define NIANBAO_PARSERS_SITEMAP_H

#include "base/arena.h"

enum {
	SITEMAP_URLS_MAX = 50000,	/* of the protocol; more are cut */
	SITEMAP_BYTES_MAX = 50 << 20,	/* likewise, once unpacked */
};

struct sitemap {
	bool found;		/* the bytes are one */
	bool index;		/* of other sitemaps */
	const struct slice *urls; /* as written, entities resolved, trimmed */
	size_t count;
	bool cut;		/* there were more, or the rest is damaged */
};

/*
 * text: plain text counts as a sitemap too, if it is addresses alone; else
 * only XML does.  Returns 0 (any bytes are some sitemap or none), ERR_NOMEM,
 * or arena_err(a).  URLs are in the arena.
 */
int sitemap_read(struct slice bytes, bool text, struct arena *a,
		 struct sitemap *ret_sitemap);

#endif
