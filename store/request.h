/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How a URL is asked for where that is more than a GET of it: what the pager
 * of a column asks for by a request of its own (parsers/pager.h).  It goes
 * with the URL through frontier, lease, capture and metadata record, for
 * without it the answer cannot be read.
 *
 * Everything in the catalog is found by a key: the URL itself, or
 *
 *   of a POST           post_key() of POST_KEY_CATALOG, so that the same URL
 *                       with another body is another row;
 *   of a GET of page 0  URL#REFERER: the answer is not a page of the list but
 *                       what each column asks by (Epoint's script with the
 *                       number of the site), and what comes next differs.
 *
 * WARC-Target-URI and all that is printed are the URL itself.
 */
#ifndef NIANBAO_STORE_REQUEST_H
#define NIANBAO_STORE_REQUEST_H

#include "base/arena.h"
#include "parsers/pager.h"

struct store_request {
	const char *key;	/* as above; NULL: the URL is its own */
	const char *method;	/* "GET", "POST" */
	struct slice body;	/* of a POST; absent: none, or not at hand */
	const char *content_type; /* of it; NULL */
	const char *referer;	/* the column page; NULL */
	const char *family;	/* struct pager_request's; NULL: no pager asks
				 * for it */
	int32_t page;		/* of the column; 0: none */
	bool list;		/* the answer is for pager_read() */
	bool overlaps, probe;	/* struct pager_request's */
};

/* Is it more than a GET of a URL? NULL is not. */
bool store_request_is_special(const struct store_request *r);
/* Is it asked for with a body?  NULL is not. */
bool store_request_is_post(const struct store_request *r);
/* Key in the catalog of url asked for by r, which may be NULL; lent. */
const char *store_request_key(const struct store_request *r, const char *url);

/* Of a pager's request that is a POST, for pager_read(), or both.  Strings in
 * a.  arena_err(a); ERR_TOOBIG: its URL is too long for a key. */
int store_request_of(const struct pager_request *from, struct arena *a,
		     struct store_request *ret_request);
/* The reverse; borrows. */
struct pager_request store_request_pager(const struct store_request *r,
					 const char *url);
/* A copy with all strings in a. arena_err(a). */
int store_request_copy(const struct store_request *r, struct arena *a,
		       struct store_request *ret_copy);

#endif
