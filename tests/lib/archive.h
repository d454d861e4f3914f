/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Small archives whose captures a test gives one by one: real WARC records and
 * the rows the store makes of them.  Only for tests of store/ and above.
 * Failures end the test.
 */
#ifndef NIANBAO_TESTS_ARCHIVE_H
#define NIANBAO_TESTS_ARCHIVE_H

#include "store/rows.h"
#include "store/warc_write.h"

struct archive {
	char *dir;		/* owned */
	struct catalog *catalog;
	struct warc_file *file;	/* ".open" until archive_close() */
	const char *name;	/* of the file, without ".open" */
	int64_t file_row;
	struct arena *arena;
	int64_t now_ms;		/* started_ms of the next capture */
	unsigned count;		/* of captures so far */
};

enum { ARCHIVE_START_MS = 1795412345 };	/* times 1000 */

void archive_make(struct archive *a);
/* A capture with these fields; what is left zero is filled in as a crawler
 * would.  head and body as received; NULL: none.  Returns its id. */
int64_t archive_add(struct archive *a, struct capture *c, const char *head,
		    struct slice body);
/* The WARC file gets its name, the catalog is closed. */
void archive_close(struct archive *a);
/* Closes if that was not done, removes the folder. */
void archive_drop(struct archive *a);

#endif
