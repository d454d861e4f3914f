/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is kept of the reading of a page, so that its bytes need not be read
 * again when they come again: what the loop would be told of them (traps,
 * stops) and under which rules they were read.  What they gave the store, rows
 * say.  Pure.
 */
#ifndef NIANBAO_CRAWLER_MEMO_H
#define NIANBAO_CRAWLER_MEMO_H

#include "base/arena.h"
#include "crawler/tally.h"

struct extract_settings;
struct job;

struct memo {
	uint64_t rules;		/* memo_rules() */
	uint64_t says, lists;	/* as struct job's */
	bool undated;		/* it says no date of its own */
	uint64_t stops[STOP_COUNT]; /* links left out by the page alone */
};

/*
 * All that the reading of a job's answer depends on besides the answer: the
 * program, the settings, the site's scope, and the place of the URL in the
 * frontier, as one number that is never 0.
 */
uint64_t memo_rules(const struct job *job,
		    const struct extract_settings *settings);
/* As bytes in the arena, STORE_MEMO_MAX at most; absent where it fails. */
struct slice memo_write(const struct memo *memo, struct arena *a);
/* false: they are none. */
bool memo_read(struct slice bytes, struct memo *ret_memo);

#endif
