/* SPDX-License-Identifier: Apache-2.0 */
/*
 * From file to bytes: 64 KiB in, 64 KiB out, whatever the size of a member.
 * A gzip file is a row of members, each usually one record; the reader opens
 * a member, takes bytes until it ends, and opens the next.
 */
#include "base/err.h"
#include "store/warc_source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

/* windowBits of zlib: 15 and a gzip wrapper, which must be there. */
enum { GZIP_WINDOW = 15 + 16 };

/* zlib by our own calloc, so that allocation sweeps reach it. */
static void *source_alloc(void *ctx, unsigned count, unsigned size)
{
	(void)ctx;
	return calloc(count, size);
}

static void source_free(void *ctx, void *p)
{
	(void)ctx;
	free(p);
}

/* 0 with *ret_n 0 at the end of the file. */
static int read_at(int fd, void *bytes, size_t n, uint64_t offset,
		   size_t *ret_n)
{
	ssize_t done;

	do
		done = pread(fd, bytes, n, (off_t)offset);
	while (done < 0 && errno == EINTR);
	if (done < 0)
		return ERR_IO;
	*ret_n = (size_t)done;
	return 0;
}

int warc_source_open(struct warc_source *s, const char *path)
{
	unsigned char first;
	size_t n;
	int err;

	s->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (s->fd < 0)
		return err_from_errno(errno);
	err = read_at(s->fd, &first, 1, 0, &n);
	if (err)
		goto close_source;
	s->gzip = n == 1 && first == 0x1F;
	s->z.zalloc = source_alloc;
	s->z.zfree = source_free;
	err = ERR_NOMEM;
	if (inflateInit2(&s->z, GZIP_WINDOW) != Z_OK)
		goto close_source;
	s->z_ready = true;
	return 0;
close_source:
	warc_source_close(s);
	return err;
}

void warc_source_close(struct warc_source *s)
{
	if (s->z_ready)
		(void)inflateEnd(&s->z);	/* only frees */
	if (s->fd >= 0)
		(void)close(s->fd);	/* read only */
	s->z_ready = false;
	s->fd = -1;
}

void warc_source_seek(struct warc_source *s, uint64_t offset)
{
	s->in_offset = offset;
	s->in_at = s->in_len = 0;
	s->out_at = s->out_len = 0;
	s->in_member = false;
}

/* At least one byte in in[], or none at the end of the file. */
static int fill(struct warc_source *s)
{
	size_t n;
	int err;

	if (s->in_at < s->in_len)
		return 0;
	err = read_at(s->fd, s->in, sizeof(s->in), s->in_offset, &n);
	if (err)
		return err;
	s->in_at = 0;
	s->in_len = n;
	return 0;
}

static void take_in(struct warc_source *s, size_t n)
{
	s->in_at += n;
	s->in_offset += n;
}

int warc_source_begin(struct warc_source *s)
{
	int err = fill(s);

	if (err)
		return err;
	if (s->in_at == s->in_len)
		return ERR_NOTFOUND;
	if (!s->gzip)
		return 0;
	s->member = s->in_offset;
	s->in_member = true;
	s->out_at = s->out_len = 0;
	(void)inflateReset(&s->z);	/* it was initialised */
	(void)inflateGetHeader(&s->z, &s->head);	/* for gzip it can */
	return 0;
}

/* libdeflate says 255 ("unknown") for the system and zlib 3 ("Unix"). */
bool warc_source_odd_head(const struct warc_source *s)
{
	const gz_header *h = &s->head;

	return h->time != 0 || (h->os != 3 && h->os != 255) ||
	       (h->xflags != 0 && h->xflags != 2 && h->xflags != 4);
}

/* Inflates until there is a byte, or the member ends. */
static int inflate_some(struct warc_source *s)
{
	while (s->in_member && s->out_len == 0) {
		int err = fill(s);
		int code;

		if (err)
			return err;
		s->z.next_in = s->in + s->in_at;
		s->z.avail_in = (unsigned)(s->in_len - s->in_at);
		s->z.next_out = s->out;
		s->z.avail_out = sizeof(s->out);
		code = inflate(&s->z, Z_NO_FLUSH);
		take_in(s, s->in_len - s->in_at - s->z.avail_in);
		s->out_len = sizeof(s->out) - s->z.avail_out;
		if (code == Z_STREAM_END)
			s->in_member = false;
		else if (code == Z_MEM_ERROR)
			return ERR_NOMEM;	/* its window is made late */
		else if (code == Z_BUF_ERROR && s->in_len == 0)
			return ERR_EOF;
		else if (code != Z_OK && code != Z_BUF_ERROR)
			return ERR_DAMAGED;
	}
	return 0;
}

static int peek_gzip(struct warc_source *s, struct slice *ret_bytes)
{
	int err = 0;

	if (s->out_at == s->out_len) {
		s->out_at = s->out_len = 0;
		err = inflate_some(s);
	}
	if (err)
		return err;
	if (s->out_len == 0)
		return ERR_NOTFOUND;
	*ret_bytes = (struct slice){(const char *)s->out + s->out_at,
				    s->out_len - s->out_at};
	return 0;
}

int warc_source_peek(struct warc_source *s, struct slice *ret_bytes)
{
	int err;

	if (s->gzip)
		return peek_gzip(s, ret_bytes);
	err = fill(s);
	if (err)
		return err;
	if (s->in_at == s->in_len)
		return ERR_NOTFOUND;
	*ret_bytes = (struct slice){(const char *)s->in + s->in_at,
				    s->in_len - s->in_at};
	return 0;
}

void warc_source_skip(struct warc_source *s, size_t n)
{
	if (s->gzip)
		s->out_at += n;
	else
		take_in(s, n);
}

uint64_t warc_source_offset(const struct warc_source *s)
{
	return s->in_offset;
}

/* --- looking for a place to go on ------------------------------------- */

/* The member at offset inflates to something that begins like a record. */
static int begins_record(struct warc_source *s, uint64_t offset, bool *ret_yes)
{
	struct slice bytes;
	int err;

	warc_source_seek(s, offset);
	err = warc_source_begin(s);
	if (!err)
		err = warc_source_peek(s, &bytes);
	*ret_yes = !err && slice_starts(bytes, "WARC/");
	return err == ERR_IO || err == ERR_NOMEM ? err : 0;
}

int warc_source_find(struct warc_source *s, uint64_t from,
		     uint64_t *ret_offset)
{
	/* magic and method of gzip; the start of a line in a plain file */
	struct slice mark = s->gzip ? (struct slice)SLICE_LIT("\x1F\x8B\x08") :
				      (struct slice)SLICE_LIT("\nWARC/1.");
	size_t before = s->gzip ? 0 : 1;
	char *bytes = malloc(WARC_SOURCE_CHUNK);
	bool found = false;
	int err = 0;

	if (!bytes)
		return ERR_NOMEM;
	while (!err && !found) {
		struct slice piece = {bytes, 0};
		size_t at = 0;

		err = read_at(s->fd, bytes, WARC_SOURCE_CHUNK, from, &piece.n);
		if (!err && piece.n < mark.n)
			err = ERR_NOTFOUND;
		while (!err && !found) {
			at = slice_find(piece, mark, at);
			if (at == SIZE_MAX)
				break;
			*ret_offset = from + at + before;
			err = begins_record(s, *ret_offset, &found);
			at++;
		}
		/* a mark may lie across the end of the piece */
		from += piece.n - mark.n + 1;
	}
	free(bytes);
	return err;
}
