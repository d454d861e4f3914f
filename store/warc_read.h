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

/* What a reader forgives and verify does not. */
enum warc_odd {
	WARC_ODD_TAIL = 1,	/* no CR LF CR LF behind the block */
	WARC_ODD_LINE_END = 2,	/* a line of the head ends in LF alone */
	WARC_ODD_FOLDED = 4,	/* a field goes on in the next line */
	WARC_ODD_FIELD = 8,	/* a line of the head that is no field */
	WARC_ODD_SHARED = 16,	/* other records are in its gzip member */
	WARC_ODD_MEMBER = 32,	/* its gzip member has a time or a flag that
				 * this program writes to none */
};

/* One record; slices live until the next warc_next() or the close. */
struct warc_record {
	enum warc_type type;
	uint64_t offset;	/* of its member (or of itself, if plain) */
	uint64_t length;	/* bytes it takes in the file; 0: it cannot be
				 * cut out (WARC_ODD_SHARED) */
	unsigned odd;		/* WARC_ODD_* */
	struct slice version;	/* "WARC/1.1" */
	const struct warc_field *fields;
	size_t field_count;
	struct slice block;	/* whole block (up to the reader's max_block;
				 * then block_cut is true) */
	uint64_t block_length;	/* Content-Length */
	bool block_cut;
	uint8_t block_sha256[32], payload_sha256[32]; /* recomputed */
	uint8_t block_sha1[20], payload_sha1[20]; /* only where a digest field
				 * of the record says sha1 */
	bool has_payload;
	struct slice http_head;	/* of application/http, with its blank line;
				 * absent without one, or past 256 KiB */
	struct slice payload;	/* of the kept block: after the head, chunking
				 * undone where it is still there */
	bool dechunked;		/* transfer-coding was still in the block */
};

struct warc_reader;

/* max_block: bytes of a block kept in memory; longer ones are still hashed.
 * ERR_NOTFOUND, ERR_READONLY (no permission), ERR_IO, ERR_NOMEM. */
int warc_open(const char *path, size_t max_block,
	      struct warc_reader **ret_reader);
void warc_close(struct warc_reader *r);
/* To the record that begins at offset (a member boundary). */
int warc_seek(struct warc_reader *r, uint64_t offset);
/* Digests are not computed (zero in the record) from now on, or are again. */
void warc_set_hashing(struct warc_reader *r, bool on);
/* As in warc_open(), from the next record on. */
void warc_set_max_block(struct warc_reader *r, size_t max_block);
/* Exactly n bytes of the file as they are, from offset; what warc_next() gives
 * is not changed by it.  ERR_IO, also where the file ends before. */
int warc_bytes(struct warc_reader *r, uint64_t offset, void *bytes, size_t n);
/*
 * The next record.  0; ERR_NOTFOUND at the clean end of the file; ERR_EOF:
 * the file ends inside a record (a torn tail: warc_problem() says where it
 * begins); ERR_DAMAGED (bad gzip, bad header …); ERR_NOMEM; ERR_IO.
 * Errors stick until warc_seek() or warc_resync().
 */
int warc_next(struct warc_reader *r, struct warc_record *ret_record);
/* After an error: to the next place behind it where a record seems to begin.
 * ERR_NOTFOUND: there is none.  ERR_NOMEM; ERR_IO. */
int warc_resync(struct warc_reader *r);
/* After an error: what was wrong, in words, and the offset it began at. */
const char *warc_problem(const struct warc_reader *r, uint64_t *ret_offset);
/* First field of the name (ASCII without case); absent if there is none. */
struct slice warc_field(const struct warc_record *record, const char *name);
const char *warc_type_name(enum warc_type type);
/* WARC-Target-URI without the brackets of WARC/1.0; absent if there is none. */
struct slice warc_target_uri(const struct warc_record *record);
/*
 * Holds a digest field's value ("sha256:…", "sha1:…") against the recomputed
 * ones.  0 it is right, ERR_DAMAGED it is wrong, ERR_UNSUPPORTED for another
 * algorithm, ERR_INVALID where it is no digest at all.
 */
int warc_check_block_digest(const struct warc_record *record,
			    struct slice value);
int warc_check_payload_digest(const struct warc_record *record,
			      struct slice value);

#endif
