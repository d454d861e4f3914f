/* SPDX-License-Identifier: Apache-2.0 */
/* Records as text, by an inflate of our own and no reader of ours. */
#include "base/err.h"
#include "store/warc_write.h"
#include "tests/lib/dir.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>

enum { SMALL = 1 << 20 };

static const uint8_t seed[16] = "0123456789abcdef";

static const struct slice request = SLICE_LIT(
	"GET /nb/ HTTP/1.1\r\nHost: www.qinghe.gov.cn\r\n\r\n");
static const struct slice head = SLICE_LIT(
	"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n");
static const struct slice body = SLICE_LIT("<p>nian bao</p>");

/* One member inflated, NUL-terminated; owned by the caller. */
static char *inflate_member(const char *bytes, size_t n, size_t *ret_n)
{
	size_t max = 8 << 20;
	char *out = malloc(max + 1);
	z_stream z = {0};

	assert_non_null(out);
	assert_int_equal(inflateInit2(&z, 31), Z_OK);
	z.next_in = (unsigned char *)(uintptr_t)bytes;
	z.avail_in = (unsigned)n;
	z.next_out = (unsigned char *)out;
	z.avail_out = (unsigned)max;
	assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
	assert_int_equal(z.avail_in, 0);	/* exactly one member */
	out[z.total_out] = '\0';
	if (ret_n)
		*ret_n = z.total_out;
	(void)inflateEnd(&z);
	return out;
}

static struct capture sample(enum capture_kind kind)
{
	struct capture c = {
		.url = "http://www.qinghe.gov.cn/nb/", .kind = kind,
		.started_ms = 1795412345678, .via_position = -1,
		.dns_ms = -1, .connect_ms = -1, .tls_ms = -1,
		.first_byte_ms = -1, .total_ms = -1,
		.address = "192.0.2.7", .has_payload = true,
		.payload_length = body.n, .sniffed = "text/html",
		.hops = "L",
		.refers_to = {"<urn:uuid:1>", "http://a/\xE5|", 1000},
	};

	assert_int_equal(digest_sha256(body, c.sha256), 0);
	if (kind != CAPTURE_REVISIT && kind != CAPTURE_NOT_MODIFIED)
		c.refers_to = (struct capture_ref){0};
	return c;
}

static const struct warc_build_options options = {
	.level = 6, .spool_dir = "/nonexistent", .spool_above = SMALL,
	.uuid_seed = seed,
};

static char *member_text(const struct warc_bundle *b, struct warc_place place)
{
	return inflate_member(b->bytes.data + place.offset, place.length,
			      NULL);
}

static void check_text(const struct warc_bundle *b, struct warc_place place,
		       const char *wanted)
{
	char *text;

	if (!wanted) {
		assert_int_equal(place.length, 0);
		return;
	}
	text = member_text(b, place);
	assert_string_equal(text, wanted);
	free(text);
}


static void response_as_text(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct capture c = sample(CAPTURE_RESPONSE);
	struct exchange e = {request, head, body, -1, body.n};
	struct warc_bundle b = WARC_BUNDLE_NONE;
	char *text, *metadata;
	char want[2048], main_id[64], other[64], hex[SHA256_HEX_SIZE];
	char block_hex[SHA256_HEX_SIZE];
	uint8_t sha256[SHA256_BYTES];
	char whole[256];

	(void)state;
	c.tls_version = "TLSv1.3";
	c.tls_cipher = "TLS_AES_256_GCM_SHA384";
	c.truncated = TRUNCATED_TIME;
	assert_int_equal(warc_build(&c, &e, &options, a, &b), 0);
	text = member_text(&b, b.request);
	assert_int_equal(sscanf(strstr(text, "WARC-Record-ID: "),
				"WARC-Record-ID: %63s", main_id), 1);
	metadata = member_text(&b, b.metadata);
	assert_int_equal(sscanf(strstr(metadata, "WARC-Record-ID: "),
				"WARC-Record-ID: %63s", other), 1);
	digest_hex(c.sha256, hex);
	(void)snprintf(whole, sizeof(whole), "%s%s", head.p, body.p);
	assert_int_equal(digest_sha256(slice_of(whole), sha256), 0);
	digest_hex(sha256, block_hex);
	(void)snprintf(want, sizeof(want),
		       "WARC/1.1\r\n"
		       "WARC-Type: response\r\n"
		       "WARC-Record-ID: %s\r\n"
		       "WARC-Date: 2026-11-23T05:39:05.678Z\r\n"
		       "WARC-Target-URI: http://www.qinghe.gov.cn/nb/\r\n"
		       "WARC-Concurrent-To: %s\r\n"
		       "WARC-Concurrent-To: %s\r\n"
		       "WARC-IP-Address: 192.0.2.7\r\n"
		       "WARC-Protocol: tls/1.3\r\n"
		       "WARC-Cipher-Suite: TLS_AES_256_GCM_SHA384\r\n"
		       "WARC-Truncated: time\r\n"
		       "WARC-Payload-Digest: sha256:%s\r\n"
		       "WARC-Identified-Payload-Type: text/html\r\n"
		       "WARC-Block-Digest: sha256:%s\r\n"
		       "Content-Type: application/http;msgtype=response\r\n"
		       "Content-Length: %zu\r\n\r\n%s\r\n\r\n",
		       c.record_id, main_id, other, hex, block_hex,
		       head.n + body.n, whole);
	check_text(&b, b.main, want);
	assert_non_null(strstr(text, "WARC-Type: request\r\n"));
	assert_non_null(strstr(text, "msgtype=request\r\n"));
	assert_non_null(strstr(text, "\r\n\r\nGET /nb/ HTTP/1.1\r\n"));
	assert_null(strstr(text, "Payload"));
	assert_non_null(strstr(metadata, "WARC-Type: metadata\r\n"));
	assert_non_null(strstr(metadata, "hopsFromSeed: L\r\n"));
	assert_null(strstr(metadata, "Payload-Digest"));
	assert_null(strstr(metadata, "WARC-Protocol"));
	/* one after the other, nothing between */
	assert_int_equal(b.main.offset, 0);
	assert_int_equal(b.request.offset, b.main.length);
	assert_int_equal(b.metadata.offset, b.main.length + b.request.length);
	assert_int_equal(b.size, b.metadata.offset + b.metadata.length);
	assert_int_equal(b.size, b.bytes.len);
	assert_memory_equal(&c.metadata, &b.metadata, sizeof(b.metadata));
	free(text);
	free(metadata);
	warc_bundle_free(&b);
	arena_free(a);
}

/* Lines a main record must have and must not have, by kind. */
static void kinds(void **state)
{
	static const struct {
		enum capture_kind kind;
		bool has_head, has_request, has_payload;
		const char *with[6], *without[6];
	} cases[] = {
		{CAPTURE_REVISIT, true, true, true,
		 {"WARC-Type: revisit", "/revisit/identical-payload-digest",
		  "WARC-Truncated: length", "Payload-Digest: sha256:",
		  "WARC-Refers-To-Target-URI: http://a/%E5%7C\r\n",
		  "WARC-Refers-To-Date: 1970-01-01T00:00:01.000Z\r\n"},
		 {"nian bao", "Identified"}},
		{CAPTURE_REVISIT, false, true, true,
		 {"Content-Length: 0\r\n\r\n\r\n\r\n",
		  "WARC-Refers-To: <urn:uuid:1>\r\n"},
		 {"WARC-Truncated", "Content-Type"}},
		{CAPTURE_NOT_MODIFIED, true, true, false,
		 {"/revisit/server-not-modified", "WARC-Refers-To-Date",
		  "msgtype=response", "Payload-Digest: sha256:"},
		 {"WARC-Truncated"}},
		{CAPTURE_RESOURCE, false, true, true,
		 {"WARC-Type: resource", "Content-Type: text/html\r\n",
		  "nian bao", "Payload-Digest"}, {"HTTP/1.1"}},
		{CAPTURE_RESPONSE, true, false, false,
		 {"WARC-Type: response", "WARC-Concurrent-To"},
		 {"Payload-Digest", "Identified", "WARC-Protocol"}},
		{CAPTURE_FAILED, false, true, false,
		 {"WARC-Type: metadata", "nianbao-kind: failed",
		  "WARC-Target-URI: http://www.qinghe.gov.cn/nb/"},
		 {"Concurrent", "Payload-Digest"}},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena *a = arena_new(1 << 20);
		struct capture c = sample(cases[i].kind);
		struct exchange e = {.body = body, .body_fd = -1,
				     .body_length = body.n};
		struct warc_bundle b = WARC_BUNDLE_NONE;
		bool failed = cases[i].kind == CAPTURE_FAILED;
		char *text;

		if (cases[i].has_head)
			e.head = head;
		if (cases[i].has_request)
			e.request = request;
		c.has_payload = cases[i].has_payload;
		assert_int_equal(warc_build(&c, &e, &options, a, &b), 0);
		text = member_text(&b, b.main);
		for (int k = 0; k < 6; k++) {
			const char *with = cases[i].with[k];
			const char *without = cases[i].without[k];

			if (with && !strstr(text, with))
				fail_msg("%zu lacks %s in %s", i, with, text);
			if (without && strstr(text, without))
				fail_msg("%zu has %s in %s", i, without, text);
		}
		assert_non_null(strstr(text, c.record_id));
		assert_int_equal(b.request.length > 0,
				 cases[i].has_request && !failed);
		free(text);
		warc_bundle_free(&b);
		arena_free(a);
	}
}

static void target_uris(void **state)
{
	static const struct {
		const char *url, *wanted;
	} cases[] = {
		{"http://a/b?c=d&e#f", "http://a/b?c=d&e#f"},
		{"http://a/\xE5\xB9\xB4", "http://a/%E5%B9%B4"},
		{"http://a/b c|d^`{}\"<>\\", "http://a/b%20c%7Cd%5E%60%7B%7D"
					     "%22%3C%3E%5C"},
		{"http://[2001:db8::1]:81/[x]", "http://[2001:db8::1]:81/"
						"%5Bx%5D"},
		{"http://a/100%", "http://a/100%25"},
		{"http://a/%zz%E5", "http://a/%25zz%E5"},
		{"http://a?[", "http://a?%5B"},
		{"urn:x[", "urn:x%5B"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena *a = arena_new(1 << 20);
		struct capture c = sample(CAPTURE_FAILED);
		struct exchange e = {.body_fd = -1};
		struct warc_bundle b = WARC_BUNDLE_NONE;
		char got[256];
		char *text;

		c.url = cases[i].url;
		assert_int_equal(warc_build(&c, &e, &options, a, &b), 0);
		text = member_text(&b, b.metadata);
		assert_int_equal(sscanf(strstr(text, "WARC-Target-URI: "),
					"WARC-Target-URI: %255s", got), 1);
		assert_string_equal(got, cases[i].wanted);
		free(text);
		warc_bundle_free(&b);
		arena_free(a);
	}
}

static void tls_versions(void **state)
{
	static const char *const cases[][2] = {
		{"TLSv1.2", "tls/1.2"}, {"TLSv1", "tls/1.0"},
		{"tls/1.3", "tls/1.3"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena *a = arena_new(1 << 20);
		struct capture c = sample(CAPTURE_RESPONSE);
		struct exchange e = {request, head, body, -1, body.n};
		struct warc_bundle b = WARC_BUNDLE_NONE;
		char got[64];
		char *text;

		c.tls_version = cases[i][0];
		assert_int_equal(warc_build(&c, &e, &options, a, &b), 0);
		text = member_text(&b, b.main);
		assert_int_equal(sscanf(strstr(text, "WARC-Protocol: "),
					"WARC-Protocol: %63s", got), 1);
		assert_string_equal(got, cases[i][1]);
		free(text);
		warc_bundle_free(&b);
		arena_free(a);
	}
}

/* A body by descriptor, below and above the limit, gives the same records as
 * one in memory. */
static void spooled_bodies(void **state)
{
	static const size_t sizes[] = {0, 1, 65535, 65536, 65537, 300000};
	char *dir = dir_make();
	char *path = dir_path(dir, "body");

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(sizes) / sizeof(*sizes); i++) {
		size_t n = sizes[i / 2];
		bool store = i & 1;
		struct warc_build_options o = options;
		struct warc_bundle b[3] = {WARC_BUNDLE_NONE, WARC_BUNDLE_NONE,
					   WARC_BUNDLE_NONE};
		struct arena *a = arena_new(1 << 20);
		char *bytes = malloc(n + 1);
		char *text[3];
		FILE *file;

		assert_non_null(bytes);
		for (size_t k = 0; k < n; k++)
			bytes[k] = (char)(k * k >> 3);
		dir_write(path, bytes, n);
		file = fopen(path, "rb");
		assert_non_null(file);
		o.spool_dir = dir;
		o.store_only = store;
		for (int k = 0; k < 3; k++) {
			struct capture c = sample(CAPTURE_RESPONSE);
			struct exchange e = {request, head, {bytes, n}, -1, n};
			size_t member;
			char *raw;

			if (k > 0)
				e.body_fd = fileno(file);
			o.spool_above = k == 2 ? 0 : SMALL;
			assert_int_equal(warc_build(&c, &e, &o, a, &b[k]), 0);
			assert_int_equal(b[k].fd >= 0, k == 2 && n > 0);
			if (b[k].fd < 0) {
				text[k] = member_text(&b[k], b[k].main);
				continue;
			}
			member = b[k].main.length;
			raw = malloc(member);
			assert_non_null(raw);
			assert_int_equal(pread(b[k].fd, raw, member, 0),
					 (ssize_t)member);
			text[k] = inflate_member(raw, member, NULL);
			free(raw);
			assert_int_equal(lseek(b[k].fd, 0, SEEK_END),
					 (off_t)b[k].size);
		}
		/* the whole head says length and digests of the block */
		assert_string_equal(text[0], text[1]);
		assert_string_equal(text[0], text[2]);
		if (store)
			assert_true(b[0].main.length > n);
		for (int k = 0; k < 3; k++) {
			free(text[k]);
			warc_bundle_free(&b[k]);
		}
		free(bytes);
		(void)fclose(file);	/* read only */
		arena_free(a);
	}
	free(path);
	dir_remove(dir);
}

static void build_errors(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct arena *small = arena_new(32);
	struct capture c = sample(CAPTURE_RESPONSE);
	struct exchange e = {request, head, body, -1, body.n};
	struct warc_build_options o = options;
	struct warc_bundle b = WARC_BUNDLE_NONE;
	int fds[2];

	(void)state;
	assert_int_equal(warc_build(&c, &e, &o, small, &b), ERR_TOOBIG);
	o.spool_above = 1;
	assert_int_equal(warc_build(&c, &e, &o, a, &b), ERR_NOTFOUND);
	o.spool_above = SMALL;
	assert_int_equal(pipe(fds), 0);	/* pread() on it fails */
	e.body_fd = fds[0];
	assert_int_equal(warc_build(&c, &e, &o, a, &b), ERR_IO);
	(void)close(fds[0]);
	(void)close(fds[1]);
	assert_int_equal(b.fd, -1);
	arena_free(small);
	arena_free(a);
}

/* --- files ------------------------------------------------------------ */

static const struct warc_info info = {
	.software = "nianbao/0.1.0", .contact = "ops@qinghe.example",
	.user_agent = "nianbao/0.1.0 (+ops@qinghe.example)",
	.hostname = "archive one/\xE5", .robots = "obeyed",
	.description = "two\r\nlines",
};

static struct warc_bundle make_bundle(struct arena *a)
{
	struct capture c = sample(CAPTURE_RESPONSE);
	struct exchange e = {request, head, body, -1, body.n};
	struct warc_bundle b = WARC_BUNDLE_NONE;

	assert_int_equal(warc_build(&c, &e, &options, a, &b), 0);
	return b;
}

static bool exists(const char *dir, const char *name)
{
	char *path = dir_path(dir, name);
	bool found = access(path, F_OK) == 0;

	free(path);
	return found;
}

#define NAME "nianbao-20261123053905-00012-archive_one__.warc.gz"

static void file_life(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct warc_bundle b = make_bundle(a);
	struct warc_file *file = NULL, *second = NULL;
	char *dir = dir_make();
	uint64_t first, at;
	char *bytes, *text, *path;
	size_t n;

	(void)state;
	assert_int_equal(warc_file_create(dir, 1795412345678, 12, &info,
					  &file), 0);
	assert_string_equal(warc_file_name(file), NAME);
	assert_true(exists(dir, NAME ".open"));
	assert_int_equal(warc_file_create(dir, 1795412345678, 12, &info,
					  &second), ERR_EXISTS);
	first = warc_file_size(file);
	assert_int_equal(warc_file_append(file, &b, &at), 0);
	assert_int_equal(at, first);
	assert_int_equal(warc_file_append(file, &b, &at), 0);
	assert_int_equal(at, first + b.size);
	assert_int_equal(warc_file_cut(file, at + b.size + 1), ERR_RANGE);
	assert_int_equal(warc_file_cut(file, at), 0);
	assert_int_equal(warc_file_append(file, &b, &at), 0);
	assert_int_equal(at, first + b.size);
	assert_int_equal(warc_file_sync(file), 0);
	assert_int_equal(warc_file_size(file), first + 2 * b.size);
	assert_int_equal(warc_file_close(file), 0);
	assert_false(exists(dir, NAME ".open"));
	path = dir_path(dir, NAME);
	bytes = dir_read(path, &n);
	assert_int_equal(n, first + 2 * b.size);
	assert_memory_equal(bytes + at, b.bytes.data, b.size);
	text = inflate_member(bytes, first, NULL);
	assert_non_null(strstr(text, "WARC-Type: warcinfo\r\n"));
	assert_non_null(strstr(text, "\r\nWARC-Filename: " NAME "\r\n"));
	assert_non_null(strstr(text, "\r\nhostname: archive one/"));
	assert_non_null(strstr(text, "\r\ndescription: two  lines\r\n"));
	assert_null(strstr(text, "WARC-Target-URI"));
	/* a finished file is never written over */
	assert_int_equal(warc_file_create(dir, 1795412345678, 12, &info,
					  &second), ERR_EXISTS);
	assert_int_equal(warc_file_close(NULL), 0);
	free(text);
	free(bytes);
	free(path);
	warc_bundle_free(&b);
	arena_free(a);
	dir_remove(dir);
}

/* What the k-th call of a hook does. */
enum fault { FAULT_ENOSPC, FAULT_TEAR, FAULT_EINTR, FAULT_SHORT, FAULT_EROFS,
	     FAULT_ZERO };
static enum fault fault;
static int fault_at;		/* calls until it; 0: never */
static bool fault_cut;		/* truncate fails, too */

static ssize_t bad_write(int fd, const void *bytes, size_t n)
{
	if (fault_at == 0 || --fault_at > 0)
		return write(fd, bytes, n);
	switch (fault) {
	case FAULT_TEAR:	/* half of it, then the disk is full */
		(void)!write(fd, bytes, n / 2);
		errno = ENOSPC;
		return -1;
	case FAULT_SHORT:
		return write(fd, bytes, n > 1 ? n / 2 : n);
	case FAULT_ZERO:
		return 0;
	default:
		errno = fault == FAULT_EINTR ? EINTR :
			fault == FAULT_EROFS ? EROFS : ENOSPC;
		return -1;
	}
}

static int bad_sync(int fd)
{
	if (fault_at == 0 || --fault_at > 0)
		return fsync(fd);
	errno = EIO;
	return -1;
}

static int bad_rename(const char *from, const char *to)
{
	(void)from;
	(void)to;
	errno = EIO;
	return -1;
}

static int bad_truncate(int fd, off_t length)
{
	if (!fault_cut)
		return ftruncate(fd, length);
	errno = EIO;
	return -1;
}

static const struct warc_io real_io = {write, fsync, rename, ftruncate};

static void failed_writes_leave_whole_members(void **state)
{
	static const struct {
		enum fault fault;
		int wanted;
	} cases[] = {
		{FAULT_ENOSPC, ERR_NOSPACE}, {FAULT_TEAR, ERR_NOSPACE},
		{FAULT_EINTR, 0}, {FAULT_SHORT, 0},
		{FAULT_EROFS, ERR_READONLY}, {FAULT_ZERO, ERR_IO},
	};
	struct arena *a = arena_new(1 << 20);
	struct warc_bundle b = make_bundle(a);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char *dir = dir_make();
		char *path = dir_path(dir, NAME);
		struct warc_file *file = NULL;
		uint64_t at, size;
		struct stat st;
		int err;

		fault = cases[i].fault;
		warc_io.write = bad_write;
		/* the warcinfo record: no file stays behind */
		fault_at = 1;
		err = warc_file_create(dir, 1795412345678, 12, &info, &file);
		assert_int_equal(err, cases[i].wanted);
		assert_int_equal(exists(dir, NAME ".open"), err == 0);
		fault_at = 0;
		if (err)
			assert_int_equal(warc_file_create(dir, 1795412345678,
							  12, &info, &file), 0);
		assert_int_equal(warc_file_append(file, &b, &at), 0);
		size = warc_file_size(file);
		fault_at = 1;
		err = warc_file_append(file, &b, &at);
		assert_int_equal(err, cases[i].wanted);
		size += err ? 0 : b.size;
		assert_int_equal(warc_file_size(file), size);
		fault_at = 0;
		assert_int_equal(warc_file_append(file, &b, &at), 0);
		assert_int_equal(at, size);
		assert_int_equal(warc_file_close(file), 0);
		assert_int_equal(stat(path, &st), 0);
		assert_int_equal(st.st_size, (off_t)(size + b.size));
		free(path);
		dir_remove(dir);
	}
	warc_io = real_io;
	warc_bundle_free(&b);
	arena_free(a);
}

static void a_broken_file_stays_open(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct warc_bundle b = make_bundle(a);

	(void)state;
	for (int k = 0; k < 4; k++) {
		char *dir = dir_make();
		struct warc_file *file = NULL;
		uint64_t at;

		assert_int_equal(warc_file_create(dir, 1795412345678, 12,
						  &info, &file), 0);
		assert_int_equal(warc_file_append(file, &b, &at), 0);
		fault_at = 1;
		fault_cut = true;
		fault = FAULT_TEAR;
		warc_io = (struct warc_io){write, fsync, rename, ftruncate};
		if (k == 0) {		/* an append and its cutting back */
			warc_io.write = bad_write;
			warc_io.truncate = bad_truncate;
			assert_int_equal(warc_file_append(file, &b, &at),
					 ERR_NOSPACE);
		} else if (k == 1) {	/* a sync */
			warc_io.sync = bad_sync;
			assert_int_equal(warc_file_sync(file), ERR_IO);
		} else if (k == 2) {	/* a cut */
			warc_io.truncate = bad_truncate;
			assert_int_equal(warc_file_cut(file, at), ERR_IO);
		} else {
			warc_io.rename = bad_rename;
		}
		if (k < 3) {
			assert_int_equal(warc_file_append(file, &b, &at),
					 ERR_IO);
			assert_int_equal(warc_file_sync(file), ERR_IO);
			assert_int_equal(warc_file_cut(file, 0), ERR_IO);
		}
		assert_int_equal(warc_file_close(file), ERR_IO);
		assert_true(exists(dir, NAME ".open"));
		warc_io = real_io;
		fault_at = 0;
		fault_cut = false;
		/* the next start puts it right */
		assert_int_equal(warc_file_rename(dir, NAME), 0);
		assert_true(exists(dir, NAME));
		assert_int_equal(warc_file_rename(dir, NAME), ERR_EXISTS);
		assert_int_equal(warc_file_rename(dir, "other"),
				 ERR_NOTFOUND);
		dir_remove(dir);
	}
	warc_bundle_free(&b);
	arena_free(a);
}

/* Every sync of create and close fails once. */
static void failed_syncs(void **state)
{
	(void)state;
	for (int k = 1; k <= 4; k++) {
		char *dir = dir_make();
		struct warc_file *file = NULL;
		int err;

		warc_io.sync = bad_sync;
		fault_at = k;
		err = warc_file_create(dir, 1795412345678, 12, &info, &file);
		assert_int_equal(err, k <= 2 ? ERR_IO : 0);
		if (err)
			assert_false(exists(dir, NAME ".open"));
		else
			assert_int_equal(warc_file_close(file), ERR_IO);
		warc_io = real_io;
		fault_at = 0;
		dir_remove(dir);
	}
}

static void failed_spools(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct capture c = sample(CAPTURE_RESPONSE);
	struct exchange e = {request, head, body, -1, body.n};
	struct warc_build_options o = options;
	struct warc_bundle b = WARC_BUNDLE_NONE;
	struct warc_file *file = NULL;
	char *dir = dir_make();
	uint64_t at, size;
	int k, err;

	(void)state;
	o.spool_above = 1;
	o.spool_dir = dir;
	fault = FAULT_TEAR;
	for (k = 1;; k++) {
		warc_io.write = bad_write;
		fault_at = k;
		err = warc_build(&c, &e, &o, a, &b);
		warc_io = real_io;
		if (!err)
			break;
		assert_int_equal(err, ERR_NOSPACE);
		assert_int_equal(b.fd, -1);
	}
	assert_true(k > 3);
	assert_int_equal(warc_file_create(dir, 0, 1, &info, &file), 0);
	size = warc_file_size(file);
	warc_io.write = bad_write;
	fault_at = 1;
	assert_int_equal(warc_file_append(file, &b, &at), ERR_NOSPACE);
	warc_io = real_io;
	assert_int_equal(warc_file_append(file, &b, &at), 0);
	assert_int_equal(at, size);
	assert_int_equal(warc_file_close(file), 0);
	warc_bundle_free(&b);
	dir_remove(dir);
	arena_free(a);
}

static void folders_that_are_not_there(void **state)
{
	struct warc_file *file = NULL;

	(void)state;
	assert_int_equal(warc_file_create("/nonexistent", 0, 1, &info, &file),
			 ERR_NOTFOUND);
	assert_null(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(response_as_text),
		cmocka_unit_test(kinds),
		cmocka_unit_test(target_uris),
		cmocka_unit_test(tls_versions),
		cmocka_unit_test(spooled_bodies),
		cmocka_unit_test(build_errors),
		cmocka_unit_test(file_life),
		cmocka_unit_test(failed_writes_leave_whole_members),
		cmocka_unit_test(a_broken_file_stays_open),
		cmocka_unit_test(failed_syncs),
		cmocka_unit_test(failed_spools),
		cmocka_unit_test(folders_that_are_not_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
