/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The reader: one record after the other, each read to its end before it is
 * handed out, so that its place, its digests and whether it is whole are known.
 *
 *   gzip    begin member · head · block · line ends · end of the member?
 *           no: the next record is in the same member (WARC_ODD_SHARED)
 *   plain   line ends · head · block · line ends
 *
 * Lenient where other writers are sloppy and nothing is lost (enum warc_odd);
 * strict about lengths, for a wrong one loses the rest of the file.
 */
#include "store/warc_read.h"

#include "base/err.h"
#include "store/warc_body.h"
#include "store/warc_private.h"
#include "store/warc_source.h"

#include <stdio.h>
#include <stdlib.h>

/* Of one record's head; ours have about 1 KB and 20 fields. */
enum { HEAD_MAX = 64 * 1024, FIELDS_MAX = 256 };
enum { PROBLEM_SIZE = 160 };

struct warc_reader {
	struct warc_source source;
	struct warc_body body;
	struct buf head;
	struct warc_field fields[FIELDS_MAX];
	uint64_t start;		/* of the record at hand, or its member */
	bool shared;		/* the member at hand has more records */
	int err;		/* sticks until a seek */
	char problem[PROBLEM_SIZE];
};

static const char *const types[] = {
	[WARC_OTHER] = "other",
	[WARC_INFO] = "warcinfo",
	[WARC_RESPONSE] = "response",
	[WARC_REQUEST] = "request",
	[WARC_REVISIT] = "revisit",
	[WARC_METADATA] = "metadata",
	[WARC_RESOURCE] = "resource",
	[WARC_CONVERSION] = "conversion",
	[WARC_CONTINUATION] = "continuation",
};

/* --- what a record says ----------------------------------------------- */

const char *warc_type_name(enum warc_type type)
{
	return types[type];
}

struct slice warc_field(const struct warc_record *record, const char *name)
{
	for (size_t i = 0; i < record->field_count; i++)
		if (slice_ieqs(record->fields[i].name, name))
			return record->fields[i].value;
	return SLICE_NONE;
}

struct slice warc_target_uri(const struct warc_record *record)
{
	struct slice uri = warc_field(record, "WARC-Target-URI");

	if (uri.n >= 2 && uri.p[0] == '<' && uri.p[uri.n - 1] == '>')
		return slice_sub(uri, 1, uri.n - 1);
	return uri;
}

static int check_digest(struct slice value, const uint8_t sha256[SHA256_BYTES],
			const uint8_t sha1[SHA1_BYTES])
{
	struct slice text = value;
	struct slice algorithm = slice_cut(&text, ':');
	const uint8_t *bytes = sha256;
	size_t n = SHA256_BYTES;

	if (!text.p || text.n == 0 || algorithm.n == 0)
		return ERR_INVALID;
	if (slice_ieqs(algorithm, "sha1") || slice_ieqs(algorithm, "sha-1")) {
		bytes = sha1;
		n = SHA1_BYTES;
	} else if (!slice_ieqs(algorithm, "sha256") &&
		   !slice_ieqs(algorithm, "sha-256")) {
		return ERR_UNSUPPORTED;
	}
	return digest_is_spelled(bytes, n, text) ? 0 : ERR_DAMAGED;
}

int warc_check_block_digest(const struct warc_record *record,
			    struct slice value)
{
	return check_digest(value, record->block_sha256, record->block_sha1);
}

int warc_check_payload_digest(const struct warc_record *record,
			      struct slice value)
{
	return check_digest(value, record->payload_sha256,
			    record->payload_sha1);
}

/* --- open, close, seek ------------------------------------------------ */

int warc_open(const char *path, size_t max_block,
	      struct warc_reader **ret_reader)
{
	struct warc_reader *r = malloc(sizeof(*r));
	int err;

	if (!r)
		return ERR_NOMEM;
	memset(r, 0, sizeof(*r));
	err = warc_source_open(&r->source, path);
	if (err) {
		free(r);
		return err;
	}
	r->body.max_block = max_block;
	r->body.hashing = true;
	buf_init(&r->head, HEAD_MAX);
	*ret_reader = r;
	return 0;
}

void warc_close(struct warc_reader *r)
{
	if (!r)
		return;
	warc_source_close(&r->source);
	warc_body_free(&r->body);
	buf_free(&r->head);
	free(r);
}

int warc_bytes(struct warc_reader *r, uint64_t offset, void *bytes, size_t n)
{
	return warc_pread_all(r->source.fd, bytes, n, offset);
}

int warc_seek(struct warc_reader *r, uint64_t offset)
{
	if (offset > INT64_MAX)
		return ERR_RANGE;
	warc_source_seek(&r->source, offset);
	r->shared = false;
	r->err = 0;
	return 0;
}

void warc_set_hashing(struct warc_reader *r, bool on)
{
	r->body.hashing = on;
}

void warc_set_max_block(struct warc_reader *r, size_t max_block)
{
	r->body.max_block = max_block;
}

const char *warc_problem(const struct warc_reader *r, uint64_t *ret_offset)
{
	if (ret_offset)
		*ret_offset = r->start;
	return r->problem;
}

int warc_resync(struct warc_reader *r)
{
	uint64_t offset;
	int err = warc_source_find(&r->source, r->start + 1, &offset);

	return err ? err : warc_seek(r, offset);
}

static int fail(struct warc_reader *r, int err, const char *problem)
{
	(void)snprintf(r->problem, sizeof(r->problem), "%s", problem);
	return err;	/* our texts fit */
}

/* --- the head --------------------------------------------------------- */

/* Bytes for a record that has begun: an end of any kind is too early. */
static int peek_inside(struct warc_reader *r, struct slice *ret_bytes)
{
	int err = warc_source_peek(&r->source, ret_bytes);

	if (err == ERR_NOTFOUND && r->source.gzip)
		return fail(r, ERR_DAMAGED,
			    "the record is longer than its gzip member");
	if (err == ERR_NOTFOUND || err == ERR_EOF)
		return fail(r, ERR_EOF, "the file ends inside a record");
	if (err == ERR_DAMAGED)
		return fail(r, err, "the gzip data are damaged");
	return err ? fail(r, err, err_text(err)) : 0;
}

/* Everything up to and with the blank line goes into r->head. */
static int read_head(struct warc_reader *r)
{
	size_t line = 0;	/* bytes of the line at hand, but for CR */
	bool done = false;

	buf_clear(&r->head);
	while (!done) {
		struct slice bytes;
		size_t n = 0;
		int err = peek_inside(r, &bytes);

		if (err)
			return err;
		while (n < bytes.n && !done) {
			char c = bytes.p[n++];

			done = c == '\n' && line == 0;
			if (c == '\n')
				line = 0;
			else
				line += c != '\r';
		}
		err = buf_add(&r->head, bytes.p, n);
		if (err == ERR_TOOBIG)
			return fail(r, ERR_DAMAGED,
				    "the head of the record is too long");
		if (err)
			return fail(r, err, err_text(err));
		warc_source_skip(&r->source, n);
		if (r->head.len >= 5 && memcmp(r->head.data, "WARC/", 5) != 0)
			return fail(r, ERR_DAMAGED,
				    "there is no WARC record here");
	}
	return 0;
}

/* The next line without its end; absent behind the last one. */
static struct slice next_line(struct slice *rest, unsigned *odd)
{
	struct slice line = slice_cut(rest, '\n');

	if (rest->p && (line.n == 0 || line.p[line.n - 1] != '\r'))
		*odd |= WARC_ODD_LINE_END;
	if (line.n > 0 && line.p[line.n - 1] == '\r')
		line.n--;
	return line;
}

/* Joins a folded line to the value before it: what lies between becomes
 * blanks, in the reader's own buffer. */
static void unfold(struct warc_reader *r, struct slice *value,
		   struct slice line)
{
	size_t from = (size_t)(value->p - r->head.data);
	size_t to = (size_t)(line.p + line.n - r->head.data);

	for (size_t i = from + value->n; i < to; i++)
		if (r->head.data[i] == '\r' || r->head.data[i] == '\n')
			r->head.data[i] = ' ';
	*value = slice_trim((struct slice){r->head.data + from, to - from});
}

static int parse_fields(struct warc_reader *r, struct slice rest,
			struct warc_record *record)
{
	struct slice line;

	while ((line = next_line(&rest, &record->odd)).p && line.n > 0) {
		struct slice value = line;
		struct slice name = slice_cut(&value, ':');

		if (line.p[0] == ' ' || line.p[0] == '\t') {
			record->odd |= WARC_ODD_FOLDED;
			if (record->field_count > 0)
				unfold(r, &r->fields[record->field_count -
				       1].value, line);
			continue;
		}
		if (!value.p || name.n == 0) {
			record->odd |= WARC_ODD_FIELD;
			continue;
		}
		if (record->field_count == FIELDS_MAX)
			return fail(r, ERR_DAMAGED,
				    "the record has too many fields");
		r->fields[record->field_count++] = (struct warc_field){
			slice_trim(name), slice_trim(value)};
	}
	return 0;
}

static enum warc_type type_of(struct slice name)
{
	for (int i = WARC_OTHER + 1; i <= WARC_CONTINUATION; i++)
		if (slice_ieqs(name, types[i]))
			return (enum warc_type)i;
	return WARC_OTHER;
}

static int parse_head(struct warc_reader *r, struct warc_record *record)
{
	struct slice rest = buf_slice(&r->head);
	unsigned long long length;
	int err;

	record->fields = r->fields;
	record->version = next_line(&rest, &record->odd);
	if (!slice_starts(record->version, "WARC/1.") &&
	    !slice_starts(record->version, "WARC/0."))
		return fail(r, ERR_DAMAGED, "there is no WARC record here");
	err = parse_fields(r, rest, record);
	if (err)
		return err;
	record->type = type_of(warc_field(record, "WARC-Type"));
	if (!slice_u64(warc_field(record, "Content-Length"), INT64_MAX,
		       &length))
		return fail(r, ERR_DAMAGED,
			    "the record has no proper Content-Length");
	record->block_length = length;
	return 0;
}

/* --- the block -------------------------------------------------------- */

static enum warc_payload payload_of(const struct warc_record *record)
{
	struct slice type = warc_field(record, "Content-Type");
	bool http = !type.p || slice_istarts(type, "application/http") ||
		    slice_istarts(type, "message/http");

	switch (record->type) {
	case WARC_INFO:
	case WARC_METADATA:
		return WARC_PAYLOAD_NONE;
	case WARC_RESPONSE:
	case WARC_REQUEST:	/* a dns answer may be a response */
		return http ? WARC_PAYLOAD_HTTP : WARC_PAYLOAD_BLOCK;
	case WARC_REVISIT:
		return http ? WARC_PAYLOAD_HEAD_ONLY : WARC_PAYLOAD_NONE;
	default:
		return WARC_PAYLOAD_BLOCK;
	}
}

static bool says_sha1(const struct warc_record *record, const char *name)
{
	return slice_istarts(warc_field(record, name), "sha1:") ||
	       slice_istarts(warc_field(record, name), "sha-1:");
}

static int read_block(struct warc_reader *r, struct warc_record *record)
{
	uint64_t left = record->block_length;
	int err = warc_body_begin(&r->body, payload_of(record),
				  says_sha1(record, "WARC-Block-Digest") ||
				  says_sha1(record, "WARC-Payload-Digest"));

	if (err)
		return fail(r, err, err_text(err));
	while (left > 0) {
		struct slice bytes;

		err = peek_inside(r, &bytes);
		if (err)
			return err;
		if (bytes.n > left)
			bytes.n = (size_t)left;
		err = warc_body_add(&r->body, bytes);
		if (err)
			return fail(r, err, err_text(err));
		warc_source_skip(&r->source, bytes.n);
		left -= bytes.n;
	}
	err = warc_body_end(&r->body, record);
	return err ? fail(r, err, err_text(err)) : 0;
}

/* --- the end ---------------------------------------------------------- */

/* Takes line ends, at most max of them; *ret_text gets the first four. */
static int skip_line_ends(struct warc_reader *r, size_t max, char ret_text[5])
{
	size_t n = 0;
	int err = 0;

	memset(ret_text, 0, 5);
	while (n < max) {
		struct slice bytes;

		err = warc_source_peek(&r->source, &bytes);
		if (err || (bytes.p[0] != '\r' && bytes.p[0] != '\n'))
			break;
		if (n < 4)
			ret_text[n] = bytes.p[0];
		n++;
		warc_source_skip(&r->source, 1);
	}
	return err;
}

/* Behind the block: line ends, then in a gzip file the end of the member,
 * whose checksum is read and right then, or another record. */
static int read_end(struct warc_reader *r, struct warc_record *record)
{
	bool gzip = r->source.gzip;
	bool was_shared = r->shared;
	struct slice bytes;
	char text[5];
	int err;

	err = skip_line_ends(r, gzip ? SIZE_MAX : 4, text);
	if (!err && gzip)
		err = warc_source_peek(&r->source, &bytes);
	if (strcmp(text, "\r\n\r\n") != 0)
		record->odd |= WARC_ODD_TAIL;
	if (err == ERR_EOF || err == ERR_DAMAGED)
		return peek_inside(r, &bytes);
	if (err && err != ERR_NOTFOUND)
		return fail(r, err, err_text(err));
	r->shared = gzip && !err;
	record->offset = r->start;
	if (gzip && warc_source_odd_head(&r->source))
		record->odd |= WARC_ODD_MEMBER;
	if (was_shared || r->shared)
		record->odd |= WARC_ODD_SHARED;
	else
		record->length = warc_source_offset(&r->source) - r->start;
	return 0;
}

/* To the first byte of a record. ERR_NOTFOUND at the end of the file. */
static int begin_record(struct warc_reader *r)
{
	char text[5];
	int err;

	if (r->shared)
		return 0;
	r->start = warc_source_offset(&r->source);
	err = warc_source_begin(&r->source);
	if (!err && !r->source.gzip) {
		err = skip_line_ends(r, SIZE_MAX, text);
		r->start = warc_source_offset(&r->source);
	}
	return err;
}

int warc_next(struct warc_reader *r, struct warc_record *ret_record)
{
	struct warc_record record = {0};

	if (r->err)
		return r->err;
	r->problem[0] = '\0';
	r->err = begin_record(r);
	if (r->err)
		return r->err == ERR_NOTFOUND ? r->err :
			fail(r, r->err, err_text(r->err));
	r->err = read_head(r);
	if (!r->err)
		r->err = parse_head(r, &record);
	if (!r->err)
		r->err = read_block(r, &record);
	if (!r->err)
		r->err = read_end(r, &record);
	if (!r->err)
		*ret_record = record;
	return r->err;
}
