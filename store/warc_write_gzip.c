/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Gzip members.  What fits into memory goes through libdeflate in one call
 * (twice as fast as zlib, libraries.md); what does not is streamed by zlib.
 */
#include "base/err.h"
#include "store/warc_private.h"

#include <libdeflate.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

enum { CHUNK = 64 * 1024 };

/* windowBits of zlib: 15 and a gzip wrapper. */
enum { GZIP_WINDOW = 15 + 16 };

static const struct slice record_end = SLICE_LIT("\r\n\r\n");

void warc_packer_free(struct warc_packer *p)
{
	libdeflate_free_compressor(p->usual);	/* NULL is allowed */
	libdeflate_free_compressor(p->stored);
	buf_free(&p->raw);
}

static struct libdeflate_compressor *compressor(struct warc_packer *p,
						int level)
{
	struct libdeflate_compressor **which = level ? &p->usual : &p->stored;

	if (!*which)
		*which = libdeflate_alloc_compressor(level);
	return *which;
}

int warc_pack(struct warc_packer *p, int level, struct slice head,
	      const struct warc_block *block, struct buf *out)
{
	struct libdeflate_compressor *c = compressor(p, level);
	size_t size;
	int err;

	if (!c)
		return ERR_NOMEM;
	p->raw.max = SIZE_MAX / 2;	/* the parts are bounded already */
	buf_clear(&p->raw);
	err = buf_reserve(&p->raw, head.n + block->head.n + block->body.n +
			  record_end.n);
	if (err)
		return err;
	(void)buf_add_slice(&p->raw, head);	/* reserved above */
	(void)buf_add_slice(&p->raw, block->head);
	(void)buf_add_slice(&p->raw, block->body);
	(void)buf_add_slice(&p->raw, record_end);
	size = libdeflate_gzip_compress_bound(c, p->raw.len);
	err = buf_reserve(out, size);
	if (err)
		return err;
	out->len += libdeflate_gzip_compress(c, p->raw.data, p->raw.len,
					     out->data + out->len, size);
	out->data[out->len] = '\0';
	return 0;
}

/* --- streams ---------------------------------------------------------- */

/* Gives each piece of the block's body to fn, in order. */
static int each_piece(const struct warc_block *block,
		      int (*fn)(void *ctx, struct slice piece), void *ctx)
{
	char *bytes;
	int err = 0;

	if (block->body_fd < 0)
		return fn(ctx, block->body);
	bytes = malloc(CHUNK);
	if (!bytes)
		return ERR_NOMEM;
	for (uint64_t at = 0; !err && at < block->body_length;) {
		uint64_t left = block->body_length - at;
		size_t n = left < CHUNK ? (size_t)left : CHUNK;

		err = warc_pread_all(block->body_fd, bytes, n, at);
		if (!err)
			err = fn(ctx, (struct slice){bytes, n});
		at += n;
	}
	free(bytes);
	return err;
}

static int add_to_digest(void *ctx, struct slice piece)
{
	return digest_add(ctx, piece);
}

int warc_block_digest(const struct warc_block *block,
		      uint8_t out[SHA256_BYTES])
{
	struct digest *d = digest_new();
	int err;

	if (!d)
		return ERR_NOMEM;
	err = digest_add(d, block->head);
	if (!err)
		err = each_piece(block, add_to_digest, d);
	if (!err)
		return digest_end(d, out);
	(void)digest_end(d, NULL);	/* thrown away */
	return err;
}

struct stream {
	z_stream z;
	int fd;
	uint64_t written;
	unsigned char out[CHUNK];
};

/* zlib by our own calloc, so that allocation sweeps reach it. */
static void *stream_alloc(void *ctx, unsigned count, unsigned size)
{
	(void)ctx;
	return calloc(count, size);
}

static void stream_free(void *ctx, void *p)
{
	(void)ctx;
	free(p);
}

static int stream_run(struct stream *s, int flush)
{
	do {
		size_t n;
		int err;

		s->z.next_out = s->out;
		s->z.avail_out = sizeof(s->out);
		(void)deflate(&s->z, flush);	/* fails on misuse only */
		n = sizeof(s->out) - s->z.avail_out;
		err = warc_write_all(s->fd, s->out, n);
		if (err)
			return err;
		s->written += n;
	} while (s->z.avail_out == 0);
	return 0;
}

static int add_to_stream(void *ctx, struct slice piece)
{
	struct stream *s = ctx;
	int err = 0;

	/* avail_in is 32 bits wide, a piece in memory need not be */
	while (!err && piece.n > 0) {
		size_t n = piece.n < CHUNK ? piece.n : CHUNK;

		s->z.next_in = (unsigned char *)(uintptr_t)piece.p;
		s->z.avail_in = (unsigned)n;
		err = stream_run(s, Z_NO_FLUSH);
		piece = slice_sub(piece, n, piece.n);
	}
	return err;
}

int warc_pack_stream(int level, struct slice head,
		     const struct warc_block *block, int fd,
		     uint64_t *ret_length)
{
	struct stream *s = calloc(1, sizeof(*s));
	int err;

	if (!s)
		return ERR_NOMEM;
	s->fd = fd;
	s->z.zalloc = stream_alloc;
	s->z.zfree = stream_free;
	/* libdeflate has levels up to 12, zlib up to 9 */
	if (deflateInit2(&s->z, level < 9 ? level : 9, Z_DEFLATED, GZIP_WINDOW,
			 8, Z_DEFAULT_STRATEGY) != Z_OK) {
		free(s);
		return ERR_NOMEM;
	}
	err = add_to_stream(s, head);
	if (!err)
		err = add_to_stream(s, block->head);
	if (!err)
		err = each_piece(block, add_to_stream, s);
	if (!err)
		err = add_to_stream(s, record_end);
	if (!err)
		err = stream_run(s, Z_FINISH);
	if (!err)
		*ret_length = s->written;
	(void)deflateEnd(&s->z);	/* says only that we left early */
	free(s);
	return err;
}
