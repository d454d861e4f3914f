/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of warc_write share; not for use outside store/. */
#ifndef NIANBAO_STORE_WARC_PRIVATE_H
#define NIANBAO_STORE_WARC_PRIVATE_H

#include "store/warc_write.h"

/* "<urn:uuid:xxxxxxxx-xxxx-4xxx-xxxx-xxxxxxxxxxxx>" and its NUL. */
enum { WARC_ID_SIZE = 48, WARC_SEED_BYTES = 16 };

/* What an http record's fields are called as types. */
#define WARC_TYPE_RESPONSE "application/http;msgtype=response"
#define WARC_TYPE_REQUEST "application/http;msgtype=request"
#define WARC_TYPE_FIELDS "application/warc-fields"
/* "/identical-payload-digest" or "/server-not-modified" follows. */
#define WARC_PROFILES "http://netpreserve.org/warc/1.1/revisit"

/* --- warc_write_record.c: heads --------------------------------------- */

/* A version 4 UUID that depends on nothing but seed and counter. */
int warc_make_id(const uint8_t seed[WARC_SEED_BYTES], unsigned counter,
		 char out[WARC_ID_SIZE]);
/* Version line, type, id and date.  All below stick in head->err. */
void warc_head_begin(struct buf *head, const char *type, const char *id,
		     int64_t date_ms);
/* value NULL: nothing is added.  Control characters become blanks. */
void warc_head_field(struct buf *head, const char *name, const char *value);
/* The URL as RFC 3986 wants it: what may not stand there percent-encoded. */
void warc_head_uri(struct buf *head, const char *name, const char *url);
/* Nothing in it that RFC 3986 does not allow there, and a scheme. */
bool warc_is_uri(struct slice uri);
void warc_head_digest(struct buf *head, const char *name,
		      const uint8_t sha256[SHA256_BYTES]);
/* Content-Type (NULL for an empty block), Content-Length, the blank line. */
void warc_head_end(struct buf *head, const char *type, uint64_t length);

/* --- warc_write_gzip.c: members --------------------------------------- */

/* A block is a head in memory and a body in memory or in a file. */
struct warc_block {
	struct slice head, body;
	int body_fd;		/* -1: in memory */
	uint64_t body_length;
};
#define WARC_BLOCK_NONE {.body_fd = -1}

/* Compressors and scratch memory for a few members; zeroed at first. */
struct warc_packer {
	struct libdeflate_compressor *usual, *stored;
	struct buf raw;
};
void warc_packer_free(struct warc_packer *p);

/* SHA-256 of the whole block. ERR_NOMEM, ERR_IO. */
int warc_block_digest(const struct warc_block *block,
		      uint8_t out[SHA256_BYTES]);
/* One member (head, block, CR LF CR LF) added to out; the block's body is in
 * memory.  level 0 stores.  ERR_NOMEM, ERR_TOOBIG. */
int warc_pack(struct warc_packer *p, int level, struct slice head,
	      const struct warc_block *block, struct buf *out);
/* The same in bounded memory into fd; *ret_length gets the member's length.
 * ERR_NOMEM, ERR_IO, ERR_NOSPACE. */
int warc_pack_stream(int level, struct slice head,
		     const struct warc_block *block, int fd,
		     uint64_t *ret_length);

/* --- warc_write_file.c ------------------------------------------------ */

/* All of it by warc_io.write: short writes are gone on with, EINTR retried.
 * 0, ERR_NOSPACE, ERR_READONLY, ERR_IO. */
int warc_write_all(int fd, const void *bytes, size_t n);
/* What is in the folder, or the file, lasts when it returns 0.  ERR_IO,
 * ERR_NOSPACE, ERR_NOTFOUND, ERR_READONLY. */
int warc_sync_folder(const char *path);
int warc_sync_file(const char *path);
/* Exactly n bytes from offset; ERR_IO, also where the file ends before. */
int warc_pread_all(int fd, void *bytes, size_t n, uint64_t offset);

#endif
