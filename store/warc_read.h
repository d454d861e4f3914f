/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads WARC/1.0 and 1.1 files, gzipped by record, gzipped as a whole, or
 * plain, made by anybody.  Used by cat, verify, mend and `nianbao read`.
 * Pure but for the file; one thread a reader.
 */
#ifndef NIANBAO_STORE_WARC_READ_H
#define NIANBAO_STORE_WARC_READ_H

#include "base/arena.h"
#include "base/buf.h"

#include <stdint.h>

enum warc_type {
	WARC_OTHER, WARC_INFO, WARC_RESPONSE, WARC_REQUEST, WARC_REVISIT,
	WARC_METADATA, WARC_RESOURCE, WARC_CONVERSION, WARC_CONTINUATION,
};

struct warc_field {
	struct slice name, value;
};

/* One record; slices live until the next warc_next() or the close. */
struct warc_record {
	enum warc_type type;
	uint64_t offset;	/* of its member (or of itself, if plain) */
	uint64_t length;	/* bytes it takes in the file */
	struct slice version;	/* "WARC/1.1" */
	const struct warc_field *fields;
	size_t field_count;
	struct slice block;	/* whole block (up to the reader's max_block;
				 * then block_cut is true) */
	uint64_t block_length;	/* Content-Length */
	bool block_cut;
	uint8_t block_sha256[32], payload_sha256[32]; /* recomputed */
	bool has_payload;
	struct slice http_head;	/* of application/http; else absent */
	struct slice payload;	/* of the kept block: after the head, chunking
				 * undone where it is still there */
	bool dechunked;		/* transfer-coding was still in the block */
};

struct warc_reader;

/* max_block: bytes of a block kept in memory; longer ones are still hashed. */
int warc_open(const char *path, size_t max_block,
	      struct warc_reader **ret_reader);
void warc_close(struct warc_reader *r);
/* To the record that begins at offset (a member boundary). */
int warc_seek(struct warc_reader *r, uint64_t offset);
/*
 * The next record.  0; ERR_NOTFOUND at the clean end of the file; ERR_EOF:
 * the file ends inside a record (a torn tail: warc_problem() says where it
 * begins); ERR_DAMAGED (bad gzip, bad header …); ERR_NOMEM; ERR_IO.
 */
int warc_next(struct warc_reader *r, struct warc_record *ret_record);
/* After an error: what was wrong, in words, and the offset it began at. */
const char *warc_problem(const struct warc_reader *r, uint64_t *ret_offset);
/* First field of the name (ASCII without case); absent if there is none. */
struct slice warc_field(const struct warc_record *record, const char *name);
const char *warc_type_name(enum warc_type type);

#endif
