/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A good archive has no findings.  Each mutation of it breaks one rule, and
 * that rule must be among the findings.
 */
#include "base/err.h"
#include "store/verify.h"
#include "store/warc_read.h"
#include "store/warc_write.h"
#include "tests/lib/dir.h"
#include "tests/lib/gz.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

enum { MAX = 8 << 20 };

#define NAME "nianbao-20261123053905-00001-box.warc.gz"

/* Records of the good file, in order. */
enum {
	INFO,
	RESPONSE, REQUEST, METADATA,
	REVISIT, REVISIT_REQUEST, REVISIT_METADATA,
	UNCHANGED, UNCHANGED_REQUEST, UNCHANGED_METADATA,
	FAILED,
	CUT, CUT_REQUEST, CUT_METADATA,
	RESOURCE, RESOURCE_REQUEST, RESOURCE_METADATA,
	RECORDS,
};

static char *dir, *path;	/* of the archive, of its file */
static sqlite3 *db;		/* its catalog */
static struct buf good[RECORDS]; /* the text of each record */
static struct buf members[RECORDS]; /* and its bytes in the file */

/* --- the good file ---------------------------------------------------- */

#define SMALL_HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"

static const struct {
	enum capture_kind kind;
	const char *url, *head, *body;
	enum capture_truncated truncated;
} exchanges[] = {
	{CAPTURE_RESPONSE, "https://www.qinghe.gov.cn/nb/2024.html",
	 SMALL_HEAD "Content-Length: 9\r\n\r\n", "nian bao\n", 0},
	{CAPTURE_REVISIT, "http://www.qinghe.gov.cn/copy.html",
	 SMALL_HEAD "\r\n", "", 0},
	{CAPTURE_NOT_MODIFIED, "https://www.qinghe.gov.cn/nb/2024.html",
	 "HTTP/1.1 304 Not Modified\r\n\r\n", "", 0},
	{CAPTURE_FAILED, "http://gone.qinghe.gov.cn/", NULL, "", 0},
	{CAPTURE_RESPONSE, "http://www.qinghe.gov.cn/big.pdf",
	 "HTTP/1.0 200 OK\r\nContent-Length: 1000\r\n\r\n", "first part",
	 TRUNCATED_DISCONNECT},
	{CAPTURE_RESOURCE, "http://www.qinghe.gov.cn/old", NULL,
	 "an answer without head", 0},
};

/* The columns of store/schema.sql that verify asks for. */
static const char schema[] =
	"CREATE TABLE url (id INTEGER PRIMARY KEY, url TEXT);"
	"CREATE TABLE warc_file (id INTEGER PRIMARY KEY, name TEXT, "
	"size INTEGER, closed INTEGER);"
	"CREATE TABLE content (id INTEGER PRIMARY KEY, sha256 BLOB, "
	"length INTEGER, capture_id INTEGER);"
	"CREATE TABLE capture (id INTEGER PRIMARY KEY, "
	"url_id INTEGER REFERENCES url, warc_id INTEGER, kind INTEGER, "
	"record_id TEXT, started_ms INTEGER, has_payload INTEGER, "
	"sha256 BLOB, content_id INTEGER, payload_length INTEGER, "
	"truncated INTEGER, main_offset INTEGER, main_length INTEGER, "
	"request_offset INTEGER, request_length INTEGER, "
	"metadata_offset INTEGER, metadata_length INTEGER);";

static void sql(const char *text)
{
	char *problem = NULL;

	if (sqlite3_exec(db, text, NULL, NULL, &problem) != SQLITE_OK)
		fail_msg("%s: %s", text, problem);
}

static void add_row(const struct capture *c)
{
	char hex[SHA256_HEX_SIZE], text[1024];
	bool kept = c->kind <= CAPTURE_NOT_MODIFIED && !c->truncated;

	digest_hex(c->sha256, hex);
	(void)snprintf(text, sizeof(text),
		       "INSERT INTO url VALUES (%d, '%s');"
		       "INSERT INTO capture VALUES (%d, %d, 1, %d, '%s', %lld,"
		       " %d, x'%s', %s, %d, %d, %d, %d, %d, %d, %d, %d)",
		       (int)c->id, c->url, (int)c->id, (int)c->id,
		       (int)c->kind, c->record_id, (long long)c->started_ms,
		       c->has_payload, hex, kept ? "1" : "NULL",
		       (int)c->payload_length, (int)c->truncated,
		       (int)c->main.offset, (int)c->main.length,
		       (int)c->request.offset, (int)c->request.length,
		       (int)c->metadata.offset, (int)c->metadata.length);
	sql(text);
	if (c->id != 1)
		return;
	(void)snprintf(text, sizeof(text), "INSERT INTO content VALUES "
		       "(1, x'%s', %d, 1)", hex, (int)c->payload_length);
	sql(text);
}

static void append(struct warc_file *file, size_t i, struct arena *a,
		   struct capture_ref *ref, uint8_t sha256[SHA256_BYTES])
{
	static const char request[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
	uint8_t seed[16] = {(uint8_t)i};
	struct warc_build_options options = {
		.level = 6, .spool_dir = "/nonexistent", .spool_above = MAX,
		.uuid_seed = seed,
	};
	struct capture c = {
		.url = exchanges[i].url, .kind = exchanges[i].kind,
		.started_ms = 1795412345678 + (int64_t)i * 1000,
		.id = (int64_t)i + 1,
		.via_position = -1, .dns_ms = -1, .connect_ms = -1,
		.tls_ms = -1, .first_byte_ms = -1, .total_ms = 40,
		.address = "2001:db8::7", .sniffed = "text/html",
		.has_payload = exchanges[i].kind != CAPTURE_FAILED,
		.truncated = exchanges[i].truncated, .hops = "L",
		.payload_length = strlen(exchanges[i].body),
	};
	struct exchange e = {
		.request = slice_of(request),
		.head = slice_of(exchanges[i].head),
		.body = slice_of(exchanges[i].body), .body_fd = -1,
		.body_length = strlen(exchanges[i].body),
	};
	struct warc_bundle b = WARC_BUNDLE_NONE;
	uint64_t at;

	if (strncmp(c.url, "https", 5) == 0) {
		c.tls_version = "TLSv1.3";
		c.tls_cipher = "TLS_AES_128_GCM_SHA256";
	}
	assert_int_equal(digest_sha256(e.body, c.sha256), 0);
	if (c.kind == CAPTURE_REVISIT || c.kind == CAPTURE_NOT_MODIFIED) {
		c.refers_to = *ref;
		memcpy(c.sha256, sha256, SHA256_BYTES);
	}
	assert_int_equal(warc_build(&c, &e, &options, a, &b), 0);
	assert_int_equal(warc_file_append(file, &b, &at), 0);
	c.main.offset += at;
	c.request.offset += c.request.length ? at : 0;
	c.metadata.offset += at;
	add_row(&c);
	if (i == 0) {
		*ref = (struct capture_ref){c.record_id, c.url, c.started_ms};
		memcpy(sha256, c.sha256, SHA256_BYTES);
	}
	warc_bundle_free(&b);
}

static void read_good(void)
{
	struct warc_record record;
	struct warc_reader *r;
	size_t n;
	char *bytes = dir_read(path, &n);

	assert_int_equal(warc_open(path, MAX, &r), 0);
	for (int i = 0; i < RECORDS; i++) {
		assert_int_equal(warc_next(r, &record), 0);
		buf_init(&good[i], MAX);
		buf_init(&members[i], MAX);
		assert_int_equal(buf_add(&members[i], bytes + record.offset,
					 record.length), 0);
		gz_undo(buf_slice(&members[i]), &good[i]);
		assert_int_equal(buf_adds(&good[i], ""), 0);
	}
	assert_int_equal(warc_next(r, &record), ERR_NOTFOUND);
	warc_close(r);
	free(bytes);
}

/* Makes dir/warc and the good file in it. */
static void write_good(void)
{
	struct warc_info info = {.software = "nianbao/0.1.0",
				 .hostname = "box"};
	struct arena *a = arena_new(MAX);
	uint8_t sha256[SHA256_BYTES] = {0};
	struct capture_ref ref = {0};
	struct warc_file *file;
	char *folder = dir_path(dir, "warc");
	char *catalog = dir_path(dir, "catalog.sqlite3");
	char text[256];

	assert_int_equal(sqlite3_open(catalog, &db), SQLITE_OK);
	sql(schema);
	assert_int_equal(mkdir(folder, 0755), 0);
	path = dir_path(folder, NAME);
	assert_int_equal(warc_file_create(folder, 1795412345678, 1, &info,
					  &file), 0);
	for (size_t i = 0; i < sizeof(exchanges) / sizeof(*exchanges); i++)
		append(file, i, a, &ref, sha256);
	(void)snprintf(text, sizeof(text), "INSERT INTO warc_file VALUES "
		       "(1, '" NAME "', %d, 1)", (int)warc_file_size(file));
	sql(text);
	assert_int_equal(warc_file_close(file), 0);
	free(catalog);
	free(folder);
	arena_free(a);
}

static int make_good(void **state)
{
	(void)state;
	dir = dir_make();
	write_good();
	read_good();
	return 0;
}

static int drop_good(void **state)
{
	(void)state;
	for (int i = 0; i < RECORDS; i++) {
		buf_free(&good[i]);
		buf_free(&members[i]);
	}
	free(path);
	(void)sqlite3_close(db);	/* nothing is open any more */
	dir_remove(dir);
	return 0;
}

/* --- mutations -------------------------------------------------------- */

enum how {
	TEXT,		/* one text of one record becomes another */
	PACKED,		/* two records in one member */
	PLAIN,		/* no gzip, and a stray line end */
	SPOILED,	/* a byte of the member */
	SHORT,		/* the file's last bytes are gone */
	DOUBLED,	/* a record stands twice */
	DROPPED,	/* a record is left out */
};

#define ID "<urn:uuid:00000000-0000-4000-8000-000000000000>"
#define ZERO_DIGEST "sha256:00000000000000000000000000000000000000000000000" \
		    "00000000000000000"

static const struct mutation {
	enum verify_rule rule;
	int record;
	enum how how;
	const char *from, *to;
} mutations[] = {
	{VERIFY_DAMAGED, REQUEST, SPOILED},
	{VERIFY_DAMAGED, REQUEST, TEXT, "Content-Length: ",
	 "Content-Length: x"},
	{VERIFY_DAMAGED, REQUEST, TEXT, "Content-Length: ",
	 "Content-Length: 9"},
	{VERIFY_TORN, RESOURCE_METADATA, SHORT},
	{VERIFY_MEMBER, REQUEST, PACKED},
	{VERIFY_FILE_SIZE, REQUEST, PLAIN},
	{VERIFY_WARCINFO_FIRST, INFO, DROPPED},
	{VERIFY_VERSION, REQUEST, TEXT, "WARC/1.1", "WARC/1.0"},
	{VERIFY_RECORD_END, REQUEST, TEXT, "\r\n\r\n\r\n\r\n",
	 "\r\n\r\n\r\n"},
	{VERIFY_LINE_END, REQUEST, TEXT, "WARC-Type: request\r\n",
	 "WARC-Type: request\n"},
	{VERIFY_FOLDED, REQUEST, TEXT, "application/http;",
	 "application/http;\r\n "},
	{VERIFY_HEAD_LINE, REQUEST, TEXT, "WARC-Type", "what\r\nWARC-Type"},
	{VERIFY_UTF8, REQUEST, TEXT, "WARC-Type", "X-A: \xC4\r\nWARC-Type"},
	{VERIFY_UTF8, REQUEST, TEXT, "WARC-Type",
	 "X-A: =?UTF-8?Q?a?=\r\nWARC-Type"},
	{VERIFY_REPEATED, REQUEST, TEXT, "WARC-Type",
	 "warc-ip-address: 192.0.2.1\r\nWARC-Type"},
	{VERIFY_MISSING, REQUEST, TEXT, "WARC-Record-ID", "X-Record-ID"},
	{VERIFY_MISSING, REQUEST, TEXT, "WARC-Date", "X-Date"},
	{VERIFY_MISSING, REQUEST, TEXT, "WARC-Target-URI", "X-Target-URI"},
	{VERIFY_MISSING, RESPONSE, TEXT, "WARC-Target-URI", "X-Target-URI"},
	{VERIFY_MISSING, RESOURCE, TEXT, "WARC-Target-URI", "X-Target-URI"},
	{VERIFY_MISSING, REVISIT, TEXT, "WARC-Target-URI", "X-Target-URI"},
	{VERIFY_MISSING, REVISIT, TEXT, "WARC-Profile", "X-Profile"},
	{VERIFY_MISSING, REQUEST, TEXT, "WARC-Type", "X-Type"},
	{VERIFY_FORBIDDEN, INFO, TEXT, "WARC-Filename",
	 "WARC-Target-URI: http://a/\r\nWARC-Filename"},
	{VERIFY_FORBIDDEN, INFO, TEXT, "WARC-Filename",
	 "WARC-Concurrent-To: " ID "\r\nWARC-Filename"},
	{VERIFY_FORBIDDEN, INFO, TEXT, "WARC-Filename",
	 "WARC-IP-Address: 192.0.2.1\r\nWARC-Filename"},
	{VERIFY_FORBIDDEN, INFO, TEXT, "WARC-Filename",
	 "WARC-Warcinfo-ID: " ID "\r\nWARC-Filename"},
	{VERIFY_FORBIDDEN, INFO, TEXT, "WARC-Filename",
	 "WARC-Payload-Digest: " ZERO_DIGEST "\r\nWARC-Filename"},
	{VERIFY_FORBIDDEN, METADATA, TEXT, "WARC-Date",
	 "WARC-Payload-Digest: " ZERO_DIGEST "\r\nWARC-Date"},
	{VERIFY_FORBIDDEN, METADATA, TEXT, "WARC-Date",
	 "WARC-Identified-Payload-Type: text/html\r\nWARC-Date"},
	{VERIFY_FORBIDDEN, RESPONSE, TEXT, "WARC-Date",
	 "WARC-Refers-To: " ID "\r\nWARC-Date"},
	{VERIFY_FORBIDDEN, RESPONSE, TEXT, "WARC-Date",
	 "WARC-Refers-To-Target-URI: http://a/\r\nWARC-Date"},
	{VERIFY_FORBIDDEN, RESPONSE, TEXT, "WARC-Date",
	 "WARC-Refers-To-Date: 2026-01-01T00:00:00Z\r\nWARC-Date"},
	{VERIFY_FORBIDDEN, RESPONSE, TEXT, "WARC-Date",
	 "WARC-Filename: x\r\nWARC-Date"},
	{VERIFY_FORBIDDEN, RESPONSE, TEXT, "WARC-Date",
	 "WARC-Profile: x\r\nWARC-Date"},
	{VERIFY_FORBIDDEN, RESOURCE, TEXT, "WARC-Type: resource",
	 "WARC-Type: conversion"},
	{VERIFY_TYPE, REQUEST, TEXT, "WARC-Type: request",
	 "WARC-Type: question"},
	{VERIFY_ID_FORM, REQUEST, TEXT, "WARC-Record-ID: <urn:",
	 "WARC-Record-ID: urn:"},
	{VERIFY_ID_FORM, REQUEST, TEXT, "WARC-Record-ID: <urn:",
	 "WARC-Record-ID: <u rn:"},
	{VERIFY_ID_FORM, REQUEST, TEXT, "WARC-Concurrent-To: <urn:",
	 "WARC-Concurrent-To: urn:"},
	{VERIFY_DATE_FORM, REQUEST, TEXT, "678Z", "678"},
	{VERIFY_DATE_FORM, REQUEST, TEXT, "678Z", "6789012345Z"},
	{VERIFY_DATE_FORM, REVISIT, TEXT, "WARC-Refers-To-Date: 2026",
	 "WARC-Refers-To-Date: 26"},
	{VERIFY_URI_FORM, REQUEST, TEXT,
	 "https://www.qinghe.gov.cn/nb/2024.html",
	 "<https://www.qinghe.gov.cn/nb/2024.html>"},
	{VERIFY_URI_FORM, REQUEST, TEXT, "2024.html",
	 "\xE5\xB9\xB4.html"},
	{VERIFY_URI_FORM, REQUEST, TEXT, "2024.html", "20 24.html"},
	{VERIFY_URI_FORM, REQUEST, TEXT, "2024.html", "%2.html"},
	{VERIFY_IP_FORM, REQUEST, TEXT, "2001:db8::7", "www.qinghe.gov.cn"},
	{VERIFY_IP_FORM, REQUEST, TEXT, "2001:db8::7", "2001:0DB8::7"},
	{VERIFY_IP_FORM, REQUEST, TEXT, "2001:db8::7", "[2001:db8::7]"},
	{VERIFY_DIGEST_FORM, REQUEST, TEXT, "Digest: sha256:", "Digest: "},
	{VERIFY_TRUNCATED_FORM, CUT, TEXT, "Truncated: disconnect",
	 "Truncated: lost"},
	{VERIFY_PROFILE, REVISIT, TEXT, "identical-payload-digest",
	 "same-payload"},
	{VERIFY_SEGMENT, REQUEST, TEXT, "WARC-Type",
	 "WARC-Segment-Number: 1\r\nWARC-Type"},
	{VERIFY_SEGMENT, REQUEST, TEXT, "WARC-Type",
	 "WARC-Segment-Origin-ID: " ID "\r\nWARC-Type"},
	{VERIFY_SEGMENT, REQUEST, TEXT, "WARC-Type",
	 "WARC-Segment-Total-Length: 1\r\nWARC-Type"},
	{VERIFY_SEGMENT, REQUEST, TEXT, "Type: request",
	 "Type: continuation"},
	{VERIFY_FILENAME, INFO, TEXT, "Filename: nianbao", "Filename: other"},
	{VERIFY_CONTENT_TYPE, REQUEST, TEXT, "msgtype=request",
	 "msgtype=response"},
	{VERIFY_CONTENT_TYPE, RESPONSE, TEXT, "application/http;",
	 "text/html;"},
	{VERIFY_CONTENT_TYPE, METADATA, TEXT, "Content-Type", "X-Type"},
	{VERIFY_CONTENT_TYPE, INFO, TEXT, "application/warc-fields",
	 "text/plain"},
	{VERIFY_BLOCK_DIGEST, RESPONSE, TEXT, "nian bao", "nian BAO"},
	{VERIFY_BLOCK_DIGEST, INFO, TEXT, "nianbao/0.1.0", "nianbao/0.1.1"},
	{VERIFY_PAYLOAD_DIGEST, RESPONSE, TEXT, "nian bao", "nian BAO"},
	{VERIFY_PAYLOAD_DIGEST, RESOURCE, TEXT, "an answer", "no answer"},
	{VERIFY_NO_PAYLOAD, REQUEST, TEXT, "WARC-Date",
	 "WARC-Payload-Digest: " ZERO_DIGEST "\r\nWARC-Date"},
	{VERIFY_FIELDS, METADATA, TEXT, "hopsFromSeed: L", "hopsFromSeed= L"},
	{VERIFY_HTTP_HEAD, RESPONSE, TEXT, "HTTP/1.1 200", "HTTP/1.1 2OO"},
	{VERIFY_HTTP_HEAD, RESPONSE, TEXT, "HTTP/1.1 200", "HTTP/2.0 200"},
	{VERIFY_HTTP_HEAD, RESPONSE, TEXT, " OK\r\n", " OK \n"},
	{VERIFY_HTTP_HEAD, RESPONSE, TEXT, "9\r\n\r\n", "9xxxx"},
	{VERIFY_TRANSFER_CODING, RESPONSE, TEXT,
	 "Content-Type: text/html\r\nContent-Length: 9",
	 "Content-X: text/\r\nTransfer-Encoding: chunked"},
	{VERIFY_TRUNCATED, CUT, TEXT, "WARC-Truncated", "X-Truncated"},
	{VERIFY_TLS, RESPONSE, TEXT, "WARC-Protocol", "X-Protocol"},
	{VERIFY_TLS, UNCHANGED, TEXT, "WARC-Cipher-Suite", "X-Suite"},
	{VERIFY_REVISIT_DIGEST, REVISIT, TEXT, "WARC-Payload-Digest",
	 "X-Payload-Digest"},
	{VERIFY_REVISIT_TRUNCATED, REVISIT, TEXT, "WARC-Truncated: length",
	 "X-Truncated: length"},
	{VERIFY_REVISIT_REFERS, REVISIT, TEXT, "WARC-Refers-To:", "X:"},
	{VERIFY_REVISIT_REFERS, UNCHANGED, TEXT, "WARC-Refers-To-Date",
	 "X-Date"},
	{VERIFY_REVISIT_REFERS, UNCHANGED, TEXT, "WARC-Refers-To-Target-URI",
	 "X-Target-URI"},
	{VERIFY_ID_UNIQUE, REQUEST, DOUBLED},
	{VERIFY_DANGLING, REVISIT, TEXT, "WARC-Refers-To: <urn:uuid:",
	 "WARC-Refers-To: <urn:uuid:f"},
	{VERIFY_DANGLING, UNCHANGED, TEXT, "WARC-Concurrent-To: <urn:uuid:",
	 "WARC-Concurrent-To: <urn:uuid:f"},
	{VERIFY_DANGLING, REQUEST, DROPPED},
	{VERIFY_DANGLING, METADATA, DROPPED},
	{VERIFY_DANGLING, RESPONSE, DROPPED},
	{VERIFY_DANGLING, REQUEST, TEXT, "WARC-Type",
	 "WARC-Warcinfo-ID: " ID "\r\nWARC-Type"},
	{VERIFY_ONE_SIDED, REQUEST, TEXT, "WARC-Concurrent-To", "X"},
	{VERIFY_PAIR_DATE, REQUEST, TEXT, "05.678Z", "05.679Z"},
	{VERIFY_PAIR_URI, REQUEST, TEXT, "2024.html", "2023.html"},
	{VERIFY_REFERS_DIGEST, REVISIT, TEXT, "Payload-Digest: sha256:",
	 "Payload-Digest: sha256:0"},
	{VERIFY_REFERS_URI, REVISIT, TEXT, "2024.html", "2023.html"},
	{VERIFY_REFERS_DATE, UNCHANGED, TEXT, "05.678Z", "05.679Z"},
	{VERIFY_CAPTURE, METADATA, TEXT, "nianbao-capture: 1",
	 "nianbao-capture: x"},
	{VERIFY_CAPTURE, METADATA, TEXT, "nianbao-capture: 1",
	 "notours-capture: 1"},
	{VERIFY_CAPTURE, METADATA, TEXT, "nianbao-url:", "notours-url:"},
	{VERIFY_CAPTURE_RECORD, METADATA, TEXT, "nianbao-url: https",
	 "nianbao-url: http:"},
	{VERIFY_CAPTURE_RECORD, METADATA, TEXT, "kind: response",
	 "kind: resource"},
	{VERIFY_CAPTURE_RECORD, METADATA, TEXT, "nianbao-started-ms: 17",
	 "nianbao-started-ms: 18"},
	{VERIFY_CAPTURE_RECORD, METADATA, TEXT, "payload-sha256: ",
	 "payload-sha25x: "},
	{VERIFY_CAPTURE_RECORD, CUT, TEXT, "Truncated: disconnect",
	 "Truncated: length"},
};

/* The id of a record, from its text. */
static void id_of(const struct buf *record, char id[80])
{
	const char *at = strstr(record->data, "WARC-Record-ID: ");

	assert_non_null(at);
	assert_int_equal(sscanf(at, "WARC-Record-ID: %79s", id), 1);
}

static void add_replaced(struct buf *out, struct slice text, const char *from,
			 const char *to)
{
	size_t at = slice_finds(text, from, 0);

	if (at == SIZE_MAX)
		fail_msg("no \"%s\" in %.*s", from, SLICE_ARG(text));
	assert_int_equal(buf_add_slice(out, slice_sub(text, 0, at)), 0);
	assert_int_equal(buf_adds(out, to), 0);
	assert_int_equal(buf_add_slice(out, slice_sub(text, at + strlen(from),
						      text.n)), 0);
}

static void add_mutated(struct buf *file, const struct mutation *m)
{
	struct buf text = BUF_INIT(MAX);
	struct slice was = buf_slice(&good[m->record]);
	size_t begin = file->len;

	switch (m->how) {
	case TEXT:
		add_replaced(&text, was, m->from, m->to);
		gz_add(file, buf_slice(&text));
		break;
	case PACKED:
		assert_int_equal(buf_add_slice(&text, was), 0);
		assert_int_equal(buf_add_slice(&text, buf_slice(
			&good[m->record + 1])), 0);
		gz_add(file, buf_slice(&text));
		break;
	case SPOILED:
		gz_add(file, was);
		file->data[begin + (file->len - begin) / 2] ^= 0x55;
		break;
	case SHORT:
		gz_add(file, was);
		buf_truncate(file, file->len - 1);
		break;
	case DOUBLED:
		gz_add(file, was);
		gz_add(file, was);
		break;
	case PLAIN:
	case DROPPED:
		break;
	}
	buf_free(&text);
}

static void write_mutated(const struct mutation *m)
{
	struct buf file = BUF_INIT(MAX);

	for (int i = 0; i < RECORDS; i++) {
		if (m->how == PLAIN) {
			assert_int_equal(buf_add_slice(&file, buf_slice(
				&good[i])), 0);
			assert_int_equal(buf_adds(&file, "\r\n"), 0);
		} else if (i == m->record) {
			add_mutated(&file, m);
			i += m->how == PACKED;
		} else {
			assert_int_equal(buf_add_slice(&file, buf_slice(
				&members[i])), 0);
		}
	}
	dir_write(path, file.data, file.len);
	buf_free(&file);
}

/* --- findings --------------------------------------------------------- */

struct heard {
	const char *wanted;
	bool found;
	struct buf all;		/* for the message of a failing test */
	uint64_t last;		/* progress */
};

static void on_finding(void *ctx, const struct verify_finding *f)
{
	struct heard *h = ctx;

	if (h->wanted && strcmp(f->rule, h->wanted) == 0)
		h->found = true;
	(void)buf_addf(&h->all, "%s at %llu of %s: %s\n", f->rule,
		       (unsigned long long)f->offset, f->file, f->detail);
}

static void on_progress(void *ctx, uint64_t done, uint64_t total)
{
	struct heard *h = ctx;

	assert_true(done >= h->last && done <= total);
	h->last = done;
}

static int run(struct heard *h, bool fast, struct verify_totals *totals)
{
	struct verify_options options = {
		.fast = fast, .on_finding = on_finding,
		.on_progress = on_progress, .ctx = h,
	};

	buf_init(&h->all, MAX);
	return verify_archive(dir, &options, totals);
}

static void a_good_archive_has_no_findings(void **state)
{
	struct verify_totals totals;
	struct heard h = {0};

	(void)state;
	for (int fast = 0; fast < 2; fast++) {
		h.last = 0;
		assert_int_equal(run(&h, fast, &totals), 0);
		if (h.all.len)
			fail_msg("%s", h.all.data);
		assert_int_equal(totals.findings, 0);
		assert_int_equal(totals.files, 1);
		assert_int_equal(totals.records, RECORDS);
		assert_int_equal(totals.payloads, fast ? 0 : 3);
		/* 5 exchanges of 3, 6 captures and their main, 2 revisits */
		assert_int_equal(totals.references, 5 * 6 + 6 + 2);
		assert_int_equal(totals.rows, 1 + 6 + 1);
		assert_int_equal(totals.warcs_open, 0);
		assert_int_equal(h.last, totals.bytes);
		buf_free(&h.all);
	}
}

static void every_rule_is_kept(void **state)
{
	size_t count = sizeof(mutations) / sizeof(*mutations);
	struct verify_totals totals;

	(void)state;
	for (size_t i = 0; i < count; i++) {
		const struct mutation *m = &mutations[i];
		struct heard h = {.wanted = verify_rule_name(m->rule)};

		write_mutated(m);
		assert_int_equal(run(&h, false, &totals), 0);
		if (!h.found)
			fail_msg("%s not found with \"%s\" as \"%s\":\n%s",
				 h.wanted, m->from ? m->from : "",
				 m->to ? m->to : "",
				 h.all.len ? h.all.data : "nothing");
		assert_true(totals.findings > 0);
		buf_free(&h.all);
	}
}

/* References that need ids of the file at hand. */
static void references_to_the_wrong_record(void **state)
{
	static const struct {
		enum verify_rule rule;
		int record, target;
		const char *before;	/* the id comes between these */
		const char *after;
	} cases[] = {
		{VERIFY_WARCINFO_ID, REQUEST, RESPONSE,
		 "WARC-Warcinfo-ID: ", "\r\nWARC-Type"},
		{VERIFY_REFERS_BODY, REVISIT, REVISIT_REQUEST,
		 "X-Old: 1\r\nWARC-Refers-To: ", "\r\nWARC-Type"},
		{VERIFY_CAPTURE_RECORD, METADATA, CUT,
		 "nianbao-x: 1\r\nnianbao-record-id: ",
		 "\r\nnianbao-capture"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct heard h = {.wanted = verify_rule_name(cases[i].rule)};
		struct buf to = BUF_INIT(MAX);
		struct verify_totals totals;
		struct mutation m = {.record = cases[i].record, .how = TEXT};
		char id[80];

		id_of(&good[cases[i].target], id);
		assert_int_equal(buf_addf(&to, "%s%s%s", cases[i].before, id,
					  cases[i].after), 0);
		m.from = strrchr(cases[i].after, '\n') + 1;
		m.to = to.data;
		write_mutated(&m);
		assert_int_equal(run(&h, false, &totals), 0);
		if (!h.found)
			fail_msg("%s not found:\n%s", h.wanted, h.all.data);
		buf_free(&h.all);
		buf_free(&to);
	}
}

/* Mutations of the catalog. */
static const struct {
	enum verify_rule rule;
	const char *sql;
} catalog_mutations[] = {
	{VERIFY_CATALOG, "DROP TABLE content"},
	{VERIFY_CATALOG, "DROP TABLE warc_file"},
	{VERIFY_CATALOG, "UPDATE capture SET url_id = 77 WHERE id = 1"},
	{VERIFY_CATALOG_FILE, "UPDATE warc_file SET name = 'x.warc.gz'"},
	{VERIFY_CATALOG_FILE, "UPDATE warc_file SET size = size + 1"},
	{VERIFY_CATALOG_FILE, "UPDATE warc_file SET size = size - 1"},
	{VERIFY_CATALOG_FILE, "DELETE FROM warc_file"},
	{VERIFY_CATALOG_FILE, "INSERT INTO warc_file VALUES (2, 'y', 1, 1)"},
	{VERIFY_CATALOG_PLACE,
	 "UPDATE capture SET main_offset = main_offset + 1 WHERE id = 1"},
	{VERIFY_CATALOG_PLACE,
	 "UPDATE capture SET main_length = main_length + 1 WHERE id = 1"},
	{VERIFY_CATALOG_PLACE,
	 "UPDATE capture SET request_offset = main_offset WHERE id = 1"},
	{VERIFY_CATALOG_PLACE,
	 "UPDATE capture SET metadata_length = 1 WHERE id = 4"},
	{VERIFY_CATALOG_PLACE, "UPDATE capture SET kind = 1 WHERE id = 1"},
	{VERIFY_CATALOG_ROW, "UPDATE capture SET kind = 9 WHERE id = 1"},
	{VERIFY_CATALOG_ROW, "UPDATE capture SET warc_id = 9 WHERE id = 1"},
	{VERIFY_CATALOG_ROW, "UPDATE capture SET record_id = '<urn:uuid:1>'"},
	{VERIFY_CATALOG_ROW, "UPDATE capture SET started_ms = 1 WHERE id = 2"},
	{VERIFY_CATALOG_ROW, "UPDATE url SET url = 'http://b/' WHERE id = 4"},
	{VERIFY_CATALOG_ROW,
	 "UPDATE capture SET sha256 = zeroblob(32) WHERE id = 5"},
	{VERIFY_CATALOG_MISSING, "DELETE FROM capture WHERE id = 3"},
	{VERIFY_CATALOG_CONTENT, "UPDATE content SET length = 1"},
	{VERIFY_CATALOG_CONTENT, "UPDATE content SET capture_id = 2"},
	{VERIFY_CATALOG_CONTENT, "UPDATE content SET capture_id = 0"},
	{VERIFY_CATALOG_CONTENT, "UPDATE content SET sha256 = zeroblob(32)"},
	{VERIFY_CATALOG_CONTENT, "DELETE FROM content"},
};

/* Puts the catalog back after each; what is dropped comes back, too. */
static void every_rule_of_the_catalog_is_kept(void **state)
{
	size_t count = sizeof(catalog_mutations) / sizeof(*catalog_mutations);
	char *catalog = dir_path(dir, "catalog.sqlite3");
	struct mutation none = {.record = -1};
	struct verify_totals totals;
	size_t n;
	char *bytes;

	(void)state;
	write_mutated(&none);
	bytes = dir_read(catalog, &n);
	for (size_t i = 0; i < count; i++) {
		struct heard h = {
			.wanted = verify_rule_name(catalog_mutations[i].rule),
		};

		sql(catalog_mutations[i].sql);
		assert_int_equal(run(&h, false, &totals), 0);
		if (!h.found)
			fail_msg("%s not found by %s:\n%s", h.wanted,
				 catalog_mutations[i].sql,
				 h.all.len ? h.all.data : "nothing");
		buf_free(&h.all);
		(void)sqlite3_close(db);
		dir_write(catalog, bytes, n);
		assert_int_equal(sqlite3_open(catalog, &db), SQLITE_OK);
	}
	free(bytes);
	free(catalog);
}

/* No catalog, no database, none that may be written to. */
static void catalogs_that_cannot_be_read(void **state)
{
	char *catalog = dir_path(dir, "catalog.sqlite3");
	char *aside = dir_path(dir, "aside");
	struct verify_totals totals;

	(void)state;
	assert_int_equal(rename(catalog, aside), 0);
	for (int i = 0; i < 2; i++) {
		struct heard h = {.wanted = verify_rule_name(VERIFY_CATALOG)};

		if (i)
			dir_write(catalog, "no database at all, but bytes", 29);
		assert_int_equal(run(&h, false, &totals), 0);
		assert_true(h.found);
		assert_int_equal(totals.findings, 1);
		buf_free(&h.all);
	}
	assert_int_equal(rename(aside, catalog), 0);
	free(catalog);
	free(aside);
}

/* Every rule but those of the test above has a mutation. */
static void every_rule_has_a_mutation(void **state)
{
	size_t count = sizeof(mutations) / sizeof(*mutations);

	(void)state;
	for (int rule = 0; rule < VERIFY_RULE_COUNT; rule++) {
		bool found = rule == VERIFY_WARCINFO_ID ||
			     rule == VERIFY_REFERS_BODY;

		for (size_t i = 0; i < count; i++)
			found |= mutations[i].rule == (enum verify_rule)rule;
		found |= rule >= VERIFY_CATALOG;	/* see above */
		if (!found)
			fail_msg("%s has none", verify_rule_name(
						(enum verify_rule)rule));
		assert_true(strlen(verify_rule_text((enum verify_rule)rule)) >
			    0);
	}
}

/* Flags, time and system in a gzip head: nobody looks at them. */
static bool is_idle(const char *bytes, size_t i)
{
	for (size_t back = 3; back < 10 && back <= i; back++)
		if (memcmp(bytes + i - back, "\x1F\x8B\x08", 3) == 0)
			return true;
	return false;
}

/* Damage to any byte (every third) is found, and ends nothing.  (Bit 0: the
 * high ones of a deflate stream's last byte may be padding.) */
static void spoiled_bytes_are_found(void **state)
{
	struct mutation none = {.record = -1};
	struct verify_totals totals;
	size_t n;
	char *bytes;

	(void)state;
	write_mutated(&none);
	bytes = dir_read(path, &n);
	for (size_t i = 0; i < n; i += 3) {
		struct heard h = {0};

		bytes[i] ^= 1;
		dir_write(path, bytes, n);
		assert_int_equal(run(&h, false, &totals), 0);
		bytes[i] ^= 1;
		if (totals.findings == 0 && !is_idle(bytes, i))
			fail_msg("byte %zu of %zu", i, n);
		buf_free(&h.all);
	}
	dir_write(path, bytes, n);
	free(bytes);
}

/* What lies beyond the last commit is still being written, and may end
 * anywhere; what lies before it may not. */
static void open_files(void **state)
{
	struct mutation none = {.record = -1};
	struct verify_totals totals;
	char open_path[4096];
	size_t committed = 0;

	(void)state;
	for (int i = INFO; i <= METADATA; i++)
		committed += members[i].len;
	(void)snprintf(open_path, sizeof(open_path), "%s.open", path);
	sql("BEGIN");
	sql("DELETE FROM capture WHERE id > 1");
	sql("UPDATE warc_file SET closed = 0, size = (SELECT metadata_offset + "
	    "metadata_length FROM capture)");
	sql("COMMIT");
	for (size_t cut = committed - 100; cut < committed + 900; cut += 50) {
		struct heard h = {.wanted = "torn"};

		write_mutated(&none);
		assert_int_equal(truncate(path, (off_t)cut), 0);
		assert_int_equal(rename(path, open_path), 0);
		assert_int_equal(run(&h, false, &totals), 0);
		assert_int_equal(totals.warcs_open, 1);
		assert_int_equal(h.found, cut < committed);
		if (cut >= committed && totals.findings)
			fail_msg("cut at %zu: %s", cut, h.all.data);
		buf_free(&h.all);
		assert_int_equal(rename(open_path, path), 0);
	}
	write_mutated(&none);
}

/* One file alone: what it refers to may be elsewhere. */
static void one_file(void **state)
{
	struct mutation m = {.record = REVISIT, .how = TEXT,
			     .from = "WARC-Refers-To: <urn:uuid:",
			     .to = "WARC-Refers-To: <urn:uuid:f"};
	struct verify_options options = {0};
	struct verify_totals totals;

	(void)state;
	write_mutated(&m);
	assert_int_equal(verify_file(path, &options, &totals), 0);
	assert_int_equal(totals.findings, 0);
	assert_int_equal(totals.records, RECORDS);
	m.record = -1;
	write_mutated(&m);
	assert_int_equal(verify_file("/nonexistent", &options, &totals),
			 ERR_NOTFOUND);
	assert_int_equal(verify_file("/", &options, &totals), ERR_IO);
	assert_int_equal(verify_archive("/nonexistent", &options, &totals),
			 ERR_NOTFOUND);
}

/* With a folder: only writes the good archive there, for other programs to
 * read (tests/check/warc_readers.sh). */
int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_good_archive_has_no_findings),
		cmocka_unit_test(every_rule_is_kept),
		cmocka_unit_test(references_to_the_wrong_record),
		cmocka_unit_test(every_rule_of_the_catalog_is_kept),
		cmocka_unit_test(catalogs_that_cannot_be_read),
		cmocka_unit_test(every_rule_has_a_mutation),
		cmocka_unit_test(spoiled_bytes_are_found),
		cmocka_unit_test(one_file),
		cmocka_unit_test(open_files),
	};

	if (argc == 2) {
		dir = argv[1];
		write_good();
		(void)sqlite3_close(db);
		free(path);
		return 0;
	}
	return cmocka_run_group_tests(tests, make_good, drop_good);
}
