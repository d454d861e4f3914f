/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is this answer what was asked for, or a challenge, a shell, a soft 404?
 * Classes and evidence: portals.md §4 and §3.  Pure.
 */
#ifndef NIANBAO_PARSERS_BLOCK_H
#define NIANBAO_PARSERS_BLOCK_H

#include "base/slice.h"

/* X(SUFFIX, "name as printed and stored", blocks the host?) */
#define BLOCK_TABLE(X)							\
	X(NONE, "none", false)						\
	X(CHALLENGE_JIASULE, "blocked_challenge/jiasule", true)		\
	X(CHALLENGE_RUISHU, "blocked_challenge/ruishu", true)		\
	X(WAF, "blocked_waf", true)					\
	X(EMPTY, "blocked_empty", false)				\
	X(FORBIDDEN, "blocked_forbidden", true)				\
	X(RATE_LIMITED, "rate_limited", true)				\
	X(REDIRECT_SHELL, "redirect_shell", false)			\
	X(REMOVED, "removed", false)					\
	X(SOFT_404, "soft_404", false)

enum block_class {
#define X(suffix, name, host) BLOCK_##suffix,
	BLOCK_TABLE(X)
#undef X
};

struct block_input {
	int status;		/* HTTP status; 0 counts as 200 */
	struct slice head;	/* response head, raw */
	struct slice body;	/* content-coding undone; as UTF-8 where it is
				 * HTML, for phrases are sought in it */
	struct slice text;	/* visible text as UTF-8; absent if not HTML */
	struct slice target;	/* path of the request, "/" for a home page */
};

struct block_verdict {
	enum block_class class;
	struct slice evidence;	/* the bytes of body, text or head that
				 * told */
	struct slice redirect;	/* literal target of a redirect shell */
};

struct block_verdict block_classify(const struct block_input *in);
const char *block_name(enum block_class class);
/* The class speaks about the host, not just about this URL. */
bool block_is_host_wide(enum block_class class);

#endif
