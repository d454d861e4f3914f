/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a POST is known by: replay tools (pywb, cdxj-indexer, warcio.js) put
 * the body behind the URL as if it were a query,
 *
 *   http://a.cn/search?__wb_method=POST&page=2&prepage=10
 *
 * and look it up so.  The catalog's key is the same, less what a server made
 * up for one answer alone.  Pure.
 */
#ifndef NIANBAO_PARSERS_POST_KEY_H
#define NIANBAO_PARSERS_POST_KEY_H

#include "base/buf.h"

enum post_key_use {
	/* As those tools make it: the body's query cut at POST_KEY_MAX. */
	POST_KEY_INDEX,
	/* State of a form (__VIEWSTATE and its like) is left out, so that the
	 * same question asked again tomorrow has the same key; what is longer
	 * than POST_KEY_MAX ends in a digest of the whole. */
	POST_KEY_CATALOG,
};

enum { POST_KEY_MAX = 4096 };	/* characters of the body's query */

/*
 * url: canonical.  content_type: as sent with the body; may be absent.  A form
 * is unquoted, JSON flattened to its last names ("a=1&a.2_=2" where a name
 * comes twice), anything else is base64.  The key is ASCII and a URL that
 * parses to itself.  ERR_NOMEM, ERR_TOOBIG (of out).
 */
int post_key(enum post_key_use use, struct slice url,
	     struct slice content_type, struct slice body, struct buf *out);

#endif
