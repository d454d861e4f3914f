/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Undoing is driven from the output: a decoder is given room until it is at
 * its end, has no more input, or the buffer is full.  One byte beyond a full
 * buffer tells a stream that fits exactly from one that is too big, so that a
 * bomb costs the buffer's maximum and no more.
 */
#include "parsers/coding.h"

#include "base/err.h"

#include <brotli/decode.h>
#include <limits.h>
#include <zlib.h>

enum {
	ROOM = 64 * 1024,	/* asked of the buffer at a time */
	CODINGS_MAX = 4,	/* more than one is rare already */
};

enum coding { IDENTITY, GZIP, DEFLATE, BROTLI, UNKNOWN };

static enum coding coding_of(struct slice name)
{
	static const struct {
		const char *name;
		enum coding coding;
	} names[] = {
		{"gzip", GZIP}, {"x-gzip", GZIP}, {"deflate", DEFLATE},
		{"br", BROTLI}, {"identity", IDENTITY}, {"", IDENTITY},
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (slice_ieqs(name, names[i].name))
			return names[i].coding;
	return UNKNOWN;
}

bool coding_is_identity(struct slice coding)
{
	struct slice name;

	while ((name = slice_cut(&coding, ',')).p)
		if (coding_of(slice_trim(name)) != IDENTITY)
			return false;
	return true;
}

/* --- room for what comes out ---------------------------------------------- */

struct room {
	struct buf *out;
	unsigned char *p;	/* in out, or at spare */
	size_t n;
	unsigned char spare;
};

static int room_make(struct room *room)
{
	size_t left = room->out->max - room->out->len;
	int err;

	if (left == 0) {
		room->p = &room->spare;
		room->n = 1;
		return 0;
	}
	room->n = left < ROOM ? left : ROOM;
	err = buf_reserve(room->out, room->n);
	if (!err)
		room->p = (unsigned char *)room->out->data + room->out->len;
	return err;
}

/* unused: what of the room was not written to. */
static int room_take(struct room *room, size_t unused)
{
	size_t written = room->n - unused;

	if (room->p == &room->spare)
		return written ? ERR_TOOBIG : 0;
	room->out->len += written;
	room->out->data[room->out->len] = '\0';
	return 0;
}

/* --- gzip and deflate ----------------------------------------------------- */

static void more_input(z_stream *z, struct slice *rest)
{
	if (z->avail_in || rest->n == 0)
		return;
	z->avail_in = rest->n > UINT_MAX ? UINT_MAX : (unsigned)rest->n;
	z->next_in = (unsigned char *)(uintptr_t)rest->p; /* only read */
	*rest = slice_sub(*rest, z->avail_in, rest->n);
}

static int error_of(int code, bool input_left)
{
	switch (code) {
	case Z_OK:
		return 0;
	case Z_BUF_ERROR:
		return input_left ? ERR_INVALID : ERR_EOF;
	case Z_MEM_ERROR:
		return ERR_NOMEM;
	default:		/* damaged, or wants a dictionary */
		return ERR_INVALID;
	}
}

/* To the end of one stream. */
static int inflate_stream(z_stream *z, struct slice *rest, struct buf *out)
{
	struct room room = {.out = out};
	int code = Z_OK;
	int err = 0;

	while (!err && code != Z_STREAM_END) {
		err = room_make(&room);
		if (err)
			return err;
		more_input(z, rest);
		z->next_out = room.p;
		z->avail_out = (unsigned)room.n;
		code = inflate(z, Z_NO_FLUSH);
		err = room_take(&room, z->avail_out);
		if (!err && code != Z_STREAM_END)
			err = error_of(code, z->avail_in || rest->n);
	}
	return err;
}

static bool is_gzip(const z_stream *z)
{
	return z->avail_in >= 2 && z->next_in[0] == 0x1f &&
	       z->next_in[1] == 0x8b;
}

/* bits: as for inflateInit2().  A gzip file may have several members; what
 * else stands behind the stream is passed over, as browsers do. */
static int undo_zlib(struct slice payload, int bits, struct buf *out)
{
	struct slice rest = payload;
	z_stream z = {.zalloc = Z_NULL};
	int err;

	if (inflateInit2(&z, bits) != Z_OK)
		return ERR_NOMEM;
	err = inflate_stream(&z, &rest, out);
	while (!err && bits > MAX_WBITS && is_gzip(&z)) {
		if (inflateReset(&z) != Z_OK)
			break;
		err = inflate_stream(&z, &rest, out);
	}
	(void)inflateEnd(&z);
	return err;
}

/* RFC 9110 means zlib's format; some servers send the bare stream. */
static int undo_deflate(struct slice payload, struct buf *out)
{
	size_t from = out->len;
	const unsigned char *p = (const unsigned char *)payload.p;
	bool zlib = payload.n >= 2 && (p[0] & 0x0f) == 8 &&
		    (p[0] * 256 + p[1]) % 31 == 0;
	int err = zlib ? undo_zlib(payload, MAX_WBITS, out) : ERR_INVALID;

	if (err != ERR_INVALID || out->len > from)
		return err;
	return undo_zlib(payload, -MAX_WBITS, out);
}

/* --- brotli --------------------------------------------------------------- */

static bool is_brotli_nomem(BrotliDecoderErrorCode code)
{
	return code <= BROTLI_DECODER_ERROR_ALLOC_CONTEXT_MODES &&
	       code >= BROTLI_DECODER_ERROR_ALLOC_BLOCK_TYPE_TREES;
}

static int undo_brotli(struct slice payload, struct buf *out)
{
	BrotliDecoderState *state = BrotliDecoderCreateInstance(NULL, NULL,
								NULL);
	const uint8_t *in = (const uint8_t *)payload.p;
	size_t in_left = payload.n;
	BrotliDecoderResult result = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
	struct room room = {.out = out};
	int err = state ? 0 : ERR_NOMEM;

	while (!err && result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT) {
		uint8_t *next;
		size_t left;

		err = room_make(&room);
		if (err)
			break;
		next = room.p;
		left = room.n;
		result = BrotliDecoderDecompressStream(state, &in_left, &in,
						       &left, &next, NULL);
		err = room_take(&room, left);
	}
	if (!err && result == BROTLI_DECODER_RESULT_NEEDS_MORE_INPUT)
		err = ERR_EOF;
	else if (!err && result == BROTLI_DECODER_RESULT_ERROR)
		err = is_brotli_nomem(BrotliDecoderGetErrorCode(state)) ?
		      ERR_NOMEM : ERR_INVALID;
	BrotliDecoderDestroyInstance(state);
	return err;
}

/* --- the door ------------------------------------------------------------- */

static int undo_one(enum coding coding, struct slice payload, struct buf *out)
{
	if (payload.n == 0)
		return 0;	/* no body, whatever the head says */
	switch (coding) {
	case GZIP:
		return undo_zlib(payload, 16 + MAX_WBITS, out);
	case DEFLATE:
		return undo_deflate(payload, out);
	case BROTLI:
		return undo_brotli(payload, out);
	default:
		return buf_add_slice(out, payload);
	}
}

/* Codings that do something, in the order they were applied. */
static int read_list(struct slice list, enum coding codings[CODINGS_MAX],
		     unsigned *ret_count)
{
	unsigned count = 0;
	struct slice name;

	while ((name = slice_cut(&list, ',')).p) {
		enum coding coding = coding_of(slice_trim(name));

		if (coding == IDENTITY)
			continue;
		if (coding == UNKNOWN || count == CODINGS_MAX)
			return ERR_UNSUPPORTED;
		codings[count++] = coding;
	}
	*ret_count = count;
	return 0;
}

int coding_undo(struct slice coding, struct slice payload, struct buf *out)
{
	enum coding codings[CODINGS_MAX];
	struct buf between = BUF_INIT(0);
	unsigned count = 0;
	bool cut = false;
	int err = read_list(coding, codings, &count);

	if (!err && count == 0)
		return buf_add_slice(out, payload);
	/* the last one applied is the first one undone */
	while (!err && count-- > 0) {
		struct buf next = BUF_INIT(out->max);

		err = undo_one(codings[count], payload, count ? &next : out);
		if (err == ERR_EOF) {
			cut = true;
			err = 0;
		}
		buf_free(&between);
		between = next;
		payload = buf_slice(&between);
	}
	buf_free(&between);
	return err ? err : cut ? ERR_EOF : 0;
}
