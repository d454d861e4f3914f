/* SPDX-License-Identifier: Apache-2.0 */
/* What is said to one request, apart from anything that depends on when it
 * is asked.  Pure; any thread. */
#ifndef COUNTY_ANSWER_H
#define COUNTY_ANSWER_H

#include "tests/county/plan.h"

enum { ANSWER_MAX = 8 << 20, ETAG_SIZE = 24 };

struct answer {
	int status;
	const char *type;	/* Content-Type, or NULL */
	struct buf location;	/* absolute or relative; empty: none */
	struct buf body;
	bool gzip, chunked;
	char etag[ETAG_SIZE];	/* "" where there is none */
	struct buf modified;	/* Last-Modified; empty: none */
};

/* target: path and query as sent.  The caller frees by answer_free(). */
void answer_make(struct answer *a, const struct plan *plan,
		 enum host_id host, const char *target);
/* Turns a 200 into a 304 without body when the client's copy is good;
 * either may be NULL. */
void answer_condition(struct answer *a, const char *if_none_match,
		      const char *if_modified_since);
void answer_free(struct answer *a);

#endif
