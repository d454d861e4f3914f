/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an attempt means for its URL: done, again later, given up.  Pure.
 */
#ifndef NIANBAO_CRAWLER_VERDICT_H
#define NIANBAO_CRAWLER_VERDICT_H

#include "parsers/block.h"
#include "store/capture.h"

enum verdict_kind {
	VERDICT_GOOD,		/* 2xx, 304: as asked for */
	VERDICT_REDIRECT,	/* 3xx */
	VERDICT_ABSENT,		/* 404, 410 and pages that say so */
	VERDICT_OTHER,		/* another 4xx: an answer, nothing to do */
	VERDICT_ROBOTS,		/* robots.txt refuses; nothing was asked */
	VERDICT_BLOCKED,	/* challenge, ban, nothing in it */
	VERDICT_BUSY,		/* 429, 503: the host asks to wait */
	VERDICT_BROKEN,		/* 5xx, or cut off: this URL, later */
	VERDICT_UNREACHABLE,	/* name, connection, time: the host, later */
	VERDICT_REFUSED,	/* TLS, protocol, forbidden address: for good */
};

struct verdict_input {
	int outcome;		/* 0 or ERR_* */
	int status;
	enum capture_truncated truncated;
	enum block_class block;
	int32_t attempts;	/* failed ones before this */
	int32_t attempts_max;
};

struct verdict {
	enum verdict_kind kind;
	bool again;		/* the URL is tried again later */
};

struct verdict verdict_of(const struct verdict_input *in);
/* A try that failed, however the URL goes on. */
bool verdict_is_failure(enum verdict_kind kind);

#endif
