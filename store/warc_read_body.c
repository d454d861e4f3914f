/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The block of a record, piece by piece, in bounded memory.
 *
 * Bytes go three ways: into kept (up to the reader's limit), into the digest
 * of the block, and, behind the head of an http message, into the payload.
 * Where that head speaks of chunking the payload is hashed twice, as it stands
 * and dechunked: many crawlers store dechunked bodies under such a head, and
 * which it is shows only at the end.
 */
#include "base/err.h"
#include "store/warc_body.h"

/* --- hashes ----------------------------------------------------------- */

static void hashes_drop(struct warc_hashes *h)
{
	(void)digest_end(h->sha256, NULL);	/* thrown away */
	(void)digest_end(h->sha1, NULL);
	*h = (struct warc_hashes){0};
}

static int hashes_begin(struct warc_hashes *h, const struct warc_body *b)
{
	if (!b->hashing)
		return 0;
	h->sha256 = digest_new();
	if (b->want_sha1)
		h->sha1 = digest_new_sha1();
	return h->sha256 && (h->sha1 || !b->want_sha1) ? 0 : ERR_NOMEM;
}

static int hashes_add(struct warc_hashes *h, struct slice bytes)
{
	int err = 0;

	if (h->sha256)
		err = digest_add(h->sha256, bytes);
	if (!err && h->sha1)
		err = digest_add(h->sha1, bytes);
	return err;
}

static int hashes_end(struct warc_hashes *h, uint8_t sha256[SHA256_BYTES],
		      uint8_t sha1[SHA1_BYTES])
{
	uint8_t out[SHA256_BYTES] = {0};
	int err = 0;

	if (h->sha256)
		err = digest_end(h->sha256, sha256);
	if (h->sha1 && digest_end(h->sha1, out))
		err = ERR_NOMEM;
	memcpy(sha1, out, SHA1_BYTES);
	*h = (struct warc_hashes){0};
	return err;
}

/* --- chunking --------------------------------------------------------- */

static void chunk_size(struct warc_body *b, char c)
{
	int digit = slice_hex_digit(c);

	if (digit >= 0 && b->chunk_digits < 15) {
		b->chunk_left = b->chunk_left << 4 | (unsigned)digit;
		b->chunk_digits++;
		return;
	}
	b->chunk = WARC_CHUNK_BAD;
	if (b->chunk_digits == 0 || digit >= 0)
		return;
	if (c == ';' || c == ' ' || c == '\t' || c == '\r')
		b->chunk = WARC_CHUNK_EXTENSION;
	if (c == '\n')
		b->chunk = b->chunk_left ? WARC_CHUNK_DATA : WARC_CHUNK_TRAILER;
	b->line_bytes = 0;
}

/* The states that look at single bytes. */
static void chunk_byte(struct warc_body *b, char c)
{
	switch (b->chunk) {
	case WARC_CHUNK_SIZE:
		chunk_size(b, c);
		return;
	case WARC_CHUNK_EXTENSION:
		if (c == '\n')
			b->chunk = b->chunk_left ? WARC_CHUNK_DATA :
						   WARC_CHUNK_TRAILER;
		return;
	case WARC_CHUNK_DATA_END:
		if (c == '\n')
			b->chunk = WARC_CHUNK_SIZE;
		else if (c != '\r')
			b->chunk = WARC_CHUNK_BAD;
		b->chunk_digits = 0;
		return;
	case WARC_CHUNK_TRAILER:
		if (c == '\n' && b->line_bytes == 0)
			b->chunk = WARC_CHUNK_DONE;
		else if (c == '\n')
			b->line_bytes = 0;
		else if (c != '\r')
			b->line_bytes = 1;
		return;
	default:		/* bytes behind the last chunk */
		b->chunk = WARC_CHUNK_BAD;
		return;
	}
}

/* Only so much is kept as the reader asked for. */
static int keep(struct buf *kept, size_t max, struct slice bytes)
{
	size_t room = max > kept->len ? max - kept->len : 0;

	return buf_add_slice(kept, slice_sub(bytes, 0, room));
}

static int dechunk(struct warc_body *b, struct slice bytes)
{
	int err = 0;

	while (!err && bytes.n > 0 && b->chunk != WARC_CHUNK_BAD) {
		size_t n = bytes.n;
		struct slice piece;

		if (b->chunk != WARC_CHUNK_DATA) {
			chunk_byte(b, bytes.p[0]);
			bytes = slice_sub(bytes, 1, bytes.n);
			continue;
		}
		if (n > b->chunk_left)
			n = (size_t)b->chunk_left;
		piece = slice_sub(bytes, 0, n);
		err = hashes_add(&b->dechunked, piece);
		if (!err)
			err = keep(&b->plain, b->max_block, piece);
		bytes = slice_sub(bytes, n, bytes.n);
		b->chunk_left -= n;
		if (b->chunk_left == 0)
			b->chunk = WARC_CHUNK_DATA_END;
	}
	return err;
}

/* --- head and payload ------------------------------------------------- */

static bool says_chunked(struct slice head)
{
	static const char name[] = "transfer-encoding:";
	struct slice line;

	while ((line = slice_cut(&head, '\n')).p)
		if (slice_istarts(line, name) &&
		    slice_ifinds(line, "chunked", sizeof(name) - 1) !=
		    SIZE_MAX)
			return true;
	return false;
}

/* How many of these bytes still belong to the head. */
static size_t head_bytes(struct warc_body *b, struct slice bytes)
{
	for (size_t i = 0; i < bytes.n; i++) {
		b->head_length++;
		if (bytes.p[i] != '\n') {
			b->line_bytes += bytes.p[i] != '\r';
			continue;
		}
		if (b->line_bytes == 0) {
			b->head_done = true;
			return i + 1;
		}
		b->line_bytes = 0;
	}
	return bytes.n;
}

static int end_head(struct warc_body *b)
{
	b->line_bytes = 0;
	if (b->head_length > WARC_HTTP_HEAD_MAX)
		return 0;
	b->chunked = says_chunked((struct slice){b->kept.data,
						 b->head_length});
	return b->chunked ? hashes_begin(&b->dechunked, b) : 0;
}

static int add_payload(struct warc_body *b, struct slice bytes)
{
	int err;

	b->payload_length += bytes.n;
	err = hashes_add(&b->raw, bytes);
	if (!err && b->chunked)
		err = dechunk(b, bytes);
	return err;
}

int warc_body_add(struct warc_body *b, struct slice bytes)
{
	size_t max = b->max_block > WARC_HTTP_HEAD_MAX ? b->max_block :
							 WARC_HTTP_HEAD_MAX;
	int err;

	b->length += bytes.n;
	err = hashes_add(&b->block, bytes);
	if (!err)
		err = keep(&b->kept, max, bytes);
	if (err || b->payload == WARC_PAYLOAD_NONE)
		return err;
	if (b->payload != WARC_PAYLOAD_BLOCK && !b->head_done) {
		size_t n = head_bytes(b, bytes);

		bytes = slice_sub(bytes, n, bytes.n);
		if (b->head_done)
			err = end_head(b);
	}
	return err ? err : add_payload(b, bytes);
}

/* --- begin and end ---------------------------------------------------- */

int warc_body_begin(struct warc_body *b, enum warc_payload payload,
		    bool want_sha1)
{
	struct warc_body fresh = {
		.payload = payload, .max_block = b->max_block,
		.kept = b->kept, .plain = b->plain, .hashing = b->hashing,
		.want_sha1 = want_sha1,
	};
	int err;

	hashes_drop(&b->block);
	hashes_drop(&b->raw);
	hashes_drop(&b->dechunked);
	*b = fresh;
	b->kept.max = b->plain.max = SIZE_MAX / 2;	/* keep() limits */
	buf_clear(&b->kept);
	buf_clear(&b->plain);
	err = hashes_begin(&b->block, b);
	if (!err && payload != WARC_PAYLOAD_NONE)
		err = hashes_begin(&b->raw, b);
	return err;
}

/* Whether the chunks were real: at least one, and nothing wrong with any.  A
 * body cut inside a chunk still counts. */
static bool was_chunked(const struct warc_body *b)
{
	return b->chunked && b->chunk != WARC_CHUNK_BAD &&
	       b->payload_length > 0;
}

static void set_payload(struct warc_body *b, struct warc_record *record)
{
	bool http = b->payload == WARC_PAYLOAD_HTTP;

	if ((http || b->payload == WARC_PAYLOAD_HEAD_ONLY) && b->head_done &&
	    b->head_length <= WARC_HTTP_HEAD_MAX)
		record->http_head = slice_sub(buf_slice(&b->kept), 0,
					      b->head_length);
	record->has_payload = b->payload == WARC_PAYLOAD_BLOCK ||
			      (http && b->head_done);
	if (http && record->type == WARC_REQUEST && b->payload_length == 0)
		record->has_payload = false;	/* a GET */
	if (!record->has_payload)
		return;
	record->dechunked = was_chunked(b);
	record->payload = record->dechunked ? buf_slice(&b->plain) :
			  slice_sub(record->block, b->head_length,
				    record->block.n);
}

int warc_body_end(struct warc_body *b, struct warc_record *record)
{
	struct warc_hashes *payload;
	int err, err2 = 0;

	record->block = slice_sub(buf_slice(&b->kept), 0, b->max_block);
	record->block_cut = b->length > record->block.n;
	set_payload(b, record);
	err = hashes_end(&b->block, record->block_sha256, record->block_sha1);
	payload = record->dechunked ? &b->dechunked : &b->raw;
	if (record->has_payload)
		err2 = hashes_end(payload, record->payload_sha256,
				  record->payload_sha1);
	return err ? err : err2;
}

void warc_body_free(struct warc_body *b)
{
	hashes_drop(&b->block);
	hashes_drop(&b->raw);
	hashes_drop(&b->dechunked);
	buf_free(&b->kept);
	buf_free(&b->plain);
}
