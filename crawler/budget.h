/* SPDX-License-Identifier: Apache-2.0 */
/*
 * So many requests in any 24 hours: a ring of the times of the latest ones.
 * Pure; time comes in.
 */
#ifndef NIANBAO_CRAWLER_BUDGET_H
#define NIANBAO_CRAWLER_BUDGET_H

#include <stddef.h>
#include <stdint.h>

enum { BUDGET_DAY_MS = 24 * 3600 * 1000 };

struct budget {
	size_t max;		/* 0: no limit */
	int64_t *times;		/* owned; wall; the latest max of them */
	size_t count, next;	/* in use; where the next one goes */
};

/* max 0: no limit.  ERR_NOMEM. */
int budget_init(struct budget *b, size_t max);
void budget_clear(struct budget *b);
/* A request was made at ms; in order of time. */
void budget_note(struct budget *b, int64_t ms);
/* Notes those of another budget, oldest first; b has none, or older ones. */
void budget_add(struct budget *b, const struct budget *more);
/* now where a request may be made, else when the next one may. */
int64_t budget_free_at(const struct budget *b, int64_t now);
/* How many may be made now; SIZE_MAX: no limit. */
size_t budget_left(const struct budget *b, int64_t now);

#endif
