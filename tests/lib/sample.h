/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A small archive in which everything is right: one WARC file with every kind
 * of capture, and as much of a catalog as verify asks for.  Only for tests of
 * store/ and above.  Failures end the test.
 */
#ifndef NIANBAO_TESTS_SAMPLE_H
#define NIANBAO_TESTS_SAMPLE_H

#include "base/buf.h"

#define SAMPLE_NAME "nianbao-20261123053905-00001-box.warc.gz"

/* Its records, in order. */
enum sample_record {
	SAMPLE_INFO,
	SAMPLE_RESPONSE, SAMPLE_REQUEST, SAMPLE_METADATA,
	SAMPLE_REVISIT, SAMPLE_REVISIT_REQUEST, SAMPLE_REVISIT_METADATA,
	SAMPLE_UNCHANGED, SAMPLE_UNCHANGED_REQUEST, SAMPLE_UNCHANGED_METADATA,
	SAMPLE_FAILED,
	SAMPLE_CUT, SAMPLE_CUT_REQUEST, SAMPLE_CUT_METADATA,
	SAMPLE_RESOURCE, SAMPLE_RESOURCE_REQUEST, SAMPLE_RESOURCE_METADATA,
	SAMPLE_RECORDS,
};

struct sample {
	char *dir, *path;	/* of the archive, of its WARC file; owned */
	struct buf texts[SAMPLE_RECORDS]; /* each record as text, */
	struct buf members[SAMPLE_RECORDS]; /* and as it is in the file */
};

/* Writes catalog.sqlite3 and warc/SAMPLE_NAME into an empty folder. */
void sample_write(const char *dir);
/* Writes one into a folder of its own, and reads it. */
void sample_make(struct sample *s);
void sample_drop(struct sample *s);
/* The file again as it was made. */
void sample_restore(const struct sample *s);

#endif
