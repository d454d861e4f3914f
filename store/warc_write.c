/* SPDX-License-Identifier: Apache-2.0 */
/*
 * warc_build(): the records of one exchange.
 *
 *   main       response, revisit or resource; none when the attempt failed
 *   request    as sent; none when nothing was sent, or when it failed
 *   metadata   always, and last: a reader that finds it whole knows that the
 *              whole exchange is there
 *
 * All carry the same WARC-Date and name each other in WARC-Concurrent-To.
 * Record ids come from the seed and the record's number, so that building the
 * same exchange again (the store does, when a response becomes a revisit)
 * gives the same ids.
 *
 * Where the body is small the members are built in memory.  Past
 * options->spool_above they are streamed into an unlinked file of the spool
 * folder, and memory stays bounded.
 */
#include "store/warc_write.h"

#include "base/err.h"
#include "parsers/httpdate.h"
#include "store/warc_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* More than any fields need: their strings are bounded by whoever made them
 * (URLs, titles, header values). */
enum { FIELDS_MAX = 16 * 1024 * 1024 };

enum { MAIN, REQUEST, METADATA, RECORDS };

struct build {
	struct capture *capture;
	const struct exchange *exchange;
	const struct warc_build_options *options;
	struct warc_bundle *bundle;
	struct warc_packer packer;
	struct buf head;	/* of the record at hand */
	struct buf body;	/* read from body_fd, if it is small */
	const char *ids[RECORDS]; /* NULL: there is no such record */
};

/* --- one record ------------------------------------------------------- */

static void add_concurrent(struct build *b, int self)
{
	for (int i = 0; i < RECORDS; i++)
		if (i != self)
			warc_head_field(&b->head, "WARC-Concurrent-To",
					b->ids[i]);
}

/* "TLSv1.3" → "tls/1.3"; the registry of WARC-Protocol has 1.0, not 1. */
static void add_tls(struct build *b)
{
	const char *version = b->capture->tls_version;
	char word[16];

	if (!version)
		return;
	if (slice_istarts(slice_of(version), "TLSv")) {
		(void)snprintf(word, sizeof(word), "tls/%s%s", version + 4,
			       strchr(version, '.') ? "" : ".0");
		version = word;	/* longer ones do not exist */
	}
	warc_head_field(&b->head, "WARC-Protocol", version);
	warc_head_field(&b->head, "WARC-Cipher-Suite", b->capture->tls_cipher);
}

static void begin(struct build *b, int which, const char *type)
{
	const struct capture *c = b->capture;

	buf_clear(&b->head);
	warc_head_begin(&b->head, type, b->ids[which], c->started_ms);
	warc_head_uri(&b->head, "WARC-Target-URI", c->url);
	add_concurrent(b, which);
	warc_head_field(&b->head, "WARC-IP-Address", c->address);
}

static int add_to_spool(struct build *b, int level,
			const struct warc_block *block, uint64_t *ret_length)
{
	return warc_pack_stream(level, buf_slice(&b->head), block,
				b->bundle->fd, ret_length);
}

/* Ends the head and adds the member to the bundle. */
static int end(struct build *b, const char *type,
	       const struct warc_block *block, int level,
	       struct warc_place *place)
{
	struct warc_bundle *bundle = b->bundle;
	uint64_t length = block->head.n + block->body_length;
	uint8_t sha256[SHA256_BYTES];
	uint64_t member = 0;
	int err;

	err = warc_block_digest(block, sha256);
	if (err)
		return err;
	warc_head_digest(&b->head, "WARC-Block-Digest", sha256);
	warc_head_end(&b->head, length ? type : NULL, length);
	err = b->head.err;
	if (!err && bundle->fd >= 0)
		err = add_to_spool(b, level, block, &member);
	else if (!err)
		err = warc_pack(&b->packer, level, buf_slice(&b->head), block,
				&bundle->bytes);
	if (err)
		return err;
	if (bundle->fd < 0)
		member = bundle->bytes.len - bundle->size;
	*place = (struct warc_place){bundle->size, member};
	bundle->size += member;
	return 0;
}

/* --- the three kinds of main record ----------------------------------- */

static void add_payload_fields(struct build *b)
{
	const struct capture *c = b->capture;

	warc_head_field(&b->head, "WARC-Truncated",
			capture_truncated_name(c->truncated));
	if (!c->has_payload)
		return;
	warc_head_digest(&b->head, "WARC-Payload-Digest", c->sha256);
	warc_head_field(&b->head, "WARC-Identified-Payload-Type", c->sniffed);
}

static struct warc_block body_block(const struct build *b, struct slice head)
{
	const struct exchange *e = b->exchange;
	struct warc_block block = {.head = head, .body = e->body,
				   .body_fd = e->body_fd,
				   .body_length = e->body_length};

	if (b->body.data) {
		block.body = buf_slice(&b->body);
		block.body_fd = -1;
	}
	if (block.body_fd >= 0)
		block.body = SLICE_NONE;
	else
		block.body.n = (size_t)e->body_length;
	return block;
}

static int add_response(struct build *b)
{
	const struct warc_build_options *o = b->options;
	struct warc_block block = body_block(b, b->exchange->head);

	begin(b, MAIN, "response");
	add_tls(b);
	add_payload_fields(b);
	return end(b, WARC_TYPE_RESPONSE, &block,
		   o->store_only ? 0 : o->level, &b->bundle->main);
}

/* HTTP/0.9 has no head: the bytes are the resource (warc.md §3.3). */
static int add_resource(struct build *b)
{
	const struct warc_build_options *o = b->options;
	const char *sniffed = b->capture->sniffed;
	struct warc_block block = body_block(b, SLICE_NONE);

	begin(b, MAIN, "resource");
	add_tls(b);
	add_payload_fields(b);
	return end(b, sniffed ? sniffed : "application/octet-stream", &block,
		   o->store_only ? 0 : o->level, &b->bundle->main);
}

/*
 * Both profiles keep the head that came.  Under identical-payload-digest the
 * block is then a response cut behind its head and must say so; a 304 is
 * whole as it is.  Its payload is the one it confirms (WARC 1.1 §6.7.3), whose
 * digest is given where the caller knows it.
 */
static int add_revisit(struct build *b)
{
	const struct capture *c = b->capture;
	bool same = c->kind == CAPTURE_REVISIT;
	struct warc_block block = {.head = b->exchange->head, .body_fd = -1};
	char date[HTTPDATE_ISO_SIZE];

	begin(b, MAIN, "revisit");
	add_tls(b);
	warc_head_field(&b->head, "WARC-Profile", same ?
			WARC_PROFILES "/identical-payload-digest" :
			WARC_PROFILES "/server-not-modified");
	warc_head_field(&b->head, "WARC-Refers-To", c->refers_to.record_id);
	warc_head_uri(&b->head, "WARC-Refers-To-Target-URI",
		      c->refers_to.url);
	if (c->refers_to.record_id) {
		httpdate_iso(c->refers_to.date_ms, date);
		warc_head_field(&b->head, "WARC-Refers-To-Date", date);
	}
	if (same && block.head.n > 0)
		warc_head_field(&b->head, "WARC-Truncated", "length");
	if (capture_has_digest(c))
		warc_head_digest(&b->head, "WARC-Payload-Digest", c->sha256);
	return end(b, WARC_TYPE_RESPONSE, &block, b->options->level,
		   &b->bundle->main);
}

static int add_main(struct build *b)
{
	switch (b->capture->kind) {
	case CAPTURE_RESPONSE:
		return add_response(b);
	case CAPTURE_RESOURCE:
		return add_resource(b);
	case CAPTURE_REVISIT:
	case CAPTURE_NOT_MODIFIED:
		return add_revisit(b);
	case CAPTURE_FAILED:
		break;
	}
	return 0;
}

/* --- the other two ---------------------------------------------------- */

static int add_request(struct build *b)
{
	struct warc_block block = {.head = b->exchange->request,
				   .body_fd = -1};

	if (!b->ids[REQUEST])
		return 0;
	begin(b, REQUEST, "request");
	add_tls(b);
	return end(b, WARC_TYPE_REQUEST, &block, b->options->level,
		   &b->bundle->request);
}

static int add_metadata(struct build *b)
{
	struct buf fields = BUF_INIT(FIELDS_MAX);
	struct warc_block block = WARC_BLOCK_NONE;
	int err;

	err = capture_to_fields(b->capture, &fields);
	if (err)
		goto free_fields;
	begin(b, METADATA, "metadata");
	block.head = buf_slice(&fields);
	err = end(b, WARC_TYPE_FIELDS, &block, b->options->level,
		  &b->bundle->metadata);
free_fields:
	buf_free(&fields);
	return err;
}

/* --- the whole -------------------------------------------------------- */

static int make_ids(struct build *b, struct arena *a)
{
	bool failed = b->capture->kind == CAPTURE_FAILED;
	char id[WARC_ID_SIZE];

	for (int i = 0; i < RECORDS; i++) {
		int err;

		if (i == MAIN && failed)
			continue;
		if (i == REQUEST && (failed || !b->exchange->request.p))
			continue;
		err = warc_make_id(b->options->uuid_seed, (unsigned)i, id);
		if (err)
			return err;
		b->ids[i] = arena_strndup(a, id, strlen(id));
		if (!b->ids[i])
			return arena_err(a);
	}
	b->capture->record_id = b->ids[failed ? METADATA : MAIN];
	return 0;
}

/* An unlinked file, so that a crash leaves nothing behind. */
static int open_spool(const char *dir, int *ret_fd)
{
	int fd = open(dir, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
	char path[4096];

	if (fd >= 0) {
		*ret_fd = fd;
		return 0;
	}
	if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)
		return err_from_errno(errno);
	/* UNTESTED: file systems without O_TMPFILE (NFS, old overlayfs) */
	if (snprintf(path, sizeof(path), "%s/members-XXXXXX", dir) >=
	    (int)sizeof(path))
		return ERR_IO;
	fd = mkostemp(path, O_CLOEXEC);
	if (fd < 0)
		return err_from_errno(errno);
	(void)unlink(path);	/* left behind at worst */
	*ret_fd = fd;
	return 0;
}

/* Decides where the members go and brings a small body into memory. */
static int prepare(struct build *b)
{
	const struct exchange *e = b->exchange;
	bool has_body = b->capture->kind == CAPTURE_RESPONSE ||
			b->capture->kind == CAPTURE_RESOURCE;
	int err;

	if (has_body && e->body_length > b->options->spool_above)
		return open_spool(b->options->spool_dir, &b->bundle->fd);
	if (!has_body || e->body_fd < 0 || e->body_length == 0)
		return 0;
	err = buf_reserve(&b->body, (size_t)e->body_length);
	if (!err)
		err = warc_pread_all(e->body_fd, b->body.data,
				     (size_t)e->body_length, 0);
	if (!err)
		b->body.len = (size_t)e->body_length;
	return err;
}

int warc_build(struct capture *capture, const struct exchange *exchange,
	       const struct warc_build_options *options, struct arena *a,
	       struct warc_bundle *ret_bundle)
{
	struct warc_bundle bundle = {
		.bytes = BUF_INIT(SIZE_MAX / 2), /* parts are bounded */
		.fd = -1,
	};
	struct build b = {
		.capture = capture, .exchange = exchange, .options = options,
		.bundle = &bundle, .head = BUF_INIT(FIELDS_MAX),
		.body = BUF_INIT(options->spool_above),
	};
	int err;

	err = make_ids(&b, a);
	if (!err)
		err = prepare(&b);
	if (!err)
		err = add_main(&b);
	if (!err)
		err = add_request(&b);
	if (!err)
		err = add_metadata(&b);
	warc_packer_free(&b.packer);
	buf_free(&b.head);
	buf_free(&b.body);
	if (err) {
		warc_bundle_free(&bundle);
		return err;
	}
	if (capture->kind == CAPTURE_FAILED)
		bundle.main = bundle.metadata;
	capture->main = bundle.main;
	capture->request = bundle.request;
	capture->metadata = bundle.metadata;
	*ret_bundle = bundle;
	return 0;
}

void warc_bundle_free(struct warc_bundle *bundle)
{
	buf_free(&bundle->bytes);
	if (bundle->fd >= 0)
		(void)close(bundle->fd);	/* unlinked: nothing to lose */
	*bundle = (struct warc_bundle)WARC_BUNDLE_NONE;
}
