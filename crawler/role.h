/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which thread is this?  Each says so once at its start; functions that
 * belong to one thread ask (STYLE §9).
 */
#ifndef NIANBAO_CRAWLER_ROLE_H
#define NIANBAO_CRAWLER_ROLE_H

enum role {
	ROLE_NONE,	/* not said: tests of single modules */
	ROLE_LOOP,
	ROLE_WORKER,
	ROLE_WRITER,
};

void role_set(enum role role);
/* Aborts when the calling thread has said it is another. */
void role_assert(enum role role);

#endif
