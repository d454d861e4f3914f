/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Is this answer what was asked for, or a challenge, a shell, a soft 404?
 * Classes and evidence: portals.md §4 and §3.  Pure.
 */
#ifndef NIANBAO_PARSERS_BLOCK_H
#define NIANBAO_PARSERS_BLOCK_H

#include "base/slice.h"

/* X(SUFFIX, "name as printed and stored", blocks the host?, sentence) */
#define BLOCK_TABLE(X)							\
	X(NONE, "none", false, "what was asked for")			\
	X(CHALLENGE_JIASULE, "blocked_challenge/jiasule", true,		\
	  "a challenge that only a browser's script answers")		\
	X(CHALLENGE_RUISHU, "blocked_challenge/ruishu", true,		\
	  "a challenge that only a browser's script answers")		\
	X(WAF, "blocked_waf", true, "a firewall refuses us")		\
	X(EMPTY, "blocked_empty", false, "an answer with nothing in it") \
	X(FORBIDDEN, "blocked_forbidden", true,				\
	  "refused: for our User-Agent or for where we are, which cannot " \
	  "be told apart")						\
	X(RATE_LIMITED, "rate_limited", true, "we are asked to slow down") \
	X(REDIRECT_SHELL, "redirect_shell", false,			\
	  "nothing but the way to another page")			\
	X(REMOVED, "removed", false, "taken down")			\
	X(SOFT_404, "soft_404", false,					\
	  "a page that says that there is no such page")

enum block_class {
#define X(suffix, name, host, sentence) BLOCK_##suffix,
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
	const char *sign;	/* what told, the same wherever the same thing
				 * blocks: static; NULL for NONE */
};

struct block_verdict block_classify(const struct block_input *in);
const char *block_name(enum block_class class);
/* The class with this name; NONE: there is none, or name is NULL. */
enum block_class block_from_name(const char *name);
/* What it means, without capital and full stop. */
const char *block_text(enum block_class class);
/* The class speaks about the host, not just about this URL. */
bool block_is_host_wide(enum block_class class);
/* Says that the page is there no more, as 404 does. */
bool block_is_gone(enum block_class class);
/* The answer is not the page and says nothing about it: what was kept of the
 * page before stands. */
bool block_hides(enum block_class class);

#endif
