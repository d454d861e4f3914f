/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Made-up exchanges for tests of the store: an archive with a run and a site,
 * and a group of answers to be committed.  Only for tests that link store.
 */
#ifndef NIANBAO_TESTS_EXCHANGES_H
#define NIANBAO_TESTS_EXCHANGES_H

#include "store/store.h"

enum { EXCHANGES_MAX = 16 };

struct exchanges {
	char *dir;		/* owned until exchanges_free() gives it back */
	struct store_options options;
	struct store *store;	/* NULL: closed */
	struct arena *arena;
	int64_t run, site;
	/* the group at hand */
	size_t count;
	unsigned made;		/* in all; makes ids and dates differ */
	struct capture captures[EXCHANGES_MAX];
	struct exchange exchanges[EXCHANGES_MAX];
	struct warc_build_options builds[EXCHANGES_MAX];
	struct warc_bundle bundles[EXCHANGES_MAX];
	struct store_item items[EXCHANGES_MAX];
	uint8_t seeds[EXCHANGES_MAX][16];
};

/* Takes over dir. */
struct exchanges *exchanges_new(char *dir);
char *exchanges_free(struct exchanges *x);
/* Opens (a failure ends the test), and makes run and site. */
void exchanges_open(struct exchanges *x,
		    struct store_recovery *ret_found);
void exchanges_close(struct exchanges *x);
/* A 200 with that body, captured at url. */
void exchanges_add(struct exchanges *x, const char *url,
		   const char *body);
int exchanges_commit(struct exchanges *x);
/* Forgets the group. */
void exchanges_clear(struct exchanges *x);
/* verify_archive() finds nothing. */
void exchanges_verify(struct exchanges *x);

#endif
