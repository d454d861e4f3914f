/* SPDX-License-Identifier: Apache-2.0 */
/* The bytes of a WARC file, gzip undone.  Only for store/warc_read*.c. */
#ifndef NIANBAO_STORE_WARC_SOURCE_H
#define NIANBAO_STORE_WARC_SOURCE_H

#include "base/slice.h"

#include <stdint.h>
#include <zlib.h>

enum { WARC_SOURCE_CHUNK = 64 * 1024 };

struct warc_source {
	int fd;
	bool gzip;
	bool in_member;		/* between its first byte and its end */
	bool z_ready;
	uint64_t member;	/* offset of the gzip member at hand */
	uint64_t in_offset;	/* file offset of in[in_at] */
	size_t in_at, in_len;
	size_t out_at, out_len;	/* gzip only */
	z_stream z;
	gz_header head;		/* of the member */
	unsigned char in[WARC_SOURCE_CHUNK], out[WARC_SOURCE_CHUNK];
};

/* s is zeroed, and not copied afterwards.  Errors as warc_open(). */
int warc_source_open(struct warc_source *s, const char *path);
/* Allowed after an open that failed, too. */
void warc_source_close(struct warc_source *s);
void warc_source_seek(struct warc_source *s, uint64_t offset);

/* Opens the gzip member at the file position; nothing in a plain file.
 * ERR_NOTFOUND at the end of the file, ERR_IO. */
int warc_source_begin(struct warc_source *s);
/* Does the head of the member say what nothing needs, a time or a flag? */
bool warc_source_odd_head(const struct warc_source *s);
/*
 * Bytes that come next, at least one; taken by warc_source_skip().
 * ERR_NOTFOUND: the member (in a plain file: the file) ends here, and its
 * checksum is right.  ERR_EOF: the file ends inside the member.
 * ERR_DAMAGED; ERR_NOMEM; ERR_IO.
 */
int warc_source_peek(struct warc_source *s, struct slice *ret_bytes);
void warc_source_skip(struct warc_source *s, size_t n);
/* File offset behind what was taken (gzip: of the end of a finished member). */
uint64_t warc_source_offset(const struct warc_source *s);
/* The first offset at or behind from where a member or record seems to begin.
 * ERR_NOTFOUND, ERR_IO, ERR_NOMEM. */
int warc_source_find(struct warc_source *s, uint64_t from,
		     uint64_t *ret_offset);

#endif
