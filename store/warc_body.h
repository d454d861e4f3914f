/* SPDX-License-Identifier: Apache-2.0 */
/* A record's block as it streams by: kept, hashed, parted into head and
 * payload, chunking undone.  Only for store/warc_read*.c. */
#ifndef NIANBAO_STORE_WARC_BODY_H
#define NIANBAO_STORE_WARC_BODY_H

#include "base/buf.h"
#include "base/digest.h"
#include "store/warc_read.h"

/* A head of an http message longer than this is not looked into. */
enum { WARC_HTTP_HEAD_MAX = 256 * 1024 };

enum warc_payload {		/* what of the block is payload */
	WARC_PAYLOAD_NONE,	/* warcinfo, metadata */
	WARC_PAYLOAD_BLOCK,	/* resource, conversion, not HTTP */
	WARC_PAYLOAD_HTTP,	/* what comes behind the head */
	WARC_PAYLOAD_HEAD_ONLY,	/* a revisit */
};

enum warc_chunk {
	WARC_CHUNK_SIZE, WARC_CHUNK_EXTENSION, WARC_CHUNK_DATA,
	WARC_CHUNK_DATA_END, WARC_CHUNK_TRAILER, WARC_CHUNK_DONE,
	WARC_CHUNK_BAD,
};

/* SHA-256 always, SHA-1 where it is wanted; NULL: not wanted. */
struct warc_hashes {
	struct digest *sha256, *sha1;
};

struct warc_body {
	enum warc_payload payload;
	size_t max_block;
	struct buf kept;	/* first bytes of the block */
	struct buf plain;	/* first bytes of the payload, dechunked */
	struct warc_hashes block, raw, dechunked;
	bool hashing, want_sha1;
	uint64_t length;	/* of the block so far */
	uint64_t payload_length; /* as it stands in the block */
	/* the end of the head */
	bool head_done;
	size_t head_length;
	unsigned line_bytes;	/* of the line at hand, but for CR */
	/* chunking */
	bool chunked;
	enum warc_chunk chunk;
	uint64_t chunk_left;
	unsigned chunk_digits;
};

/* Readies b (zeroed, or used before: its memory is used again). ERR_NOMEM. */
int warc_body_begin(struct warc_body *b, enum warc_payload payload,
		    bool want_sha1);
/* ERR_NOMEM. */
int warc_body_add(struct warc_body *b, struct slice bytes);
/* Sets block, block_cut, digests, has_payload, http_head, payload, dechunked
 * of record; slices are lent from b. ERR_NOMEM. */
int warc_body_end(struct warc_body *b, struct warc_record *record);
void warc_body_free(struct warc_body *b);

#endif
