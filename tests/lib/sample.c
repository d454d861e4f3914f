/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/sample.h"

#include "base/err.h"
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

#include <cmocka.h>
#include <sqlite3.h>

enum { MAX = 8 << 20 };

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
	"CREATE TABLE url (id INTEGER PRIMARY KEY, url TEXT, target TEXT);"
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

static void sql(sqlite3 *db, const char *text)
{
	char *problem = NULL;

	if (sqlite3_exec(db, text, NULL, NULL, &problem) != SQLITE_OK)
		fail_msg("%s: %s", text, problem);
}

static void add_row(sqlite3 *db, const struct capture *c)
{
	char hex[SHA256_HEX_SIZE], text[1024];
	bool kept = c->kind <= CAPTURE_NOT_MODIFIED && !c->truncated;

	digest_hex(c->sha256, hex);
	(void)snprintf(text, sizeof(text),
		       "INSERT INTO url VALUES (%d, '%s', NULL);"
		       "INSERT INTO capture VALUES (%d, %d, 1, %d, '%s', %lld,"
		       " %d, x'%s', %s, %d, %d, %d, %d, %d, %d, %d, %d)",
		       (int)c->id, c->url, (int)c->id, (int)c->id,
		       (int)c->kind, c->record_id, (long long)c->started_ms,
		       c->has_payload, hex, kept ? "1" : "NULL",
		       (int)c->payload_length, (int)c->truncated,
		       (int)c->main.offset, (int)c->main.length,
		       (int)c->request.offset, (int)c->request.length,
		       (int)c->metadata.offset, (int)c->metadata.length);
	sql(db, text);
	if (c->id != 1)
		return;
	(void)snprintf(text, sizeof(text), "INSERT INTO content VALUES "
		       "(1, x'%s', %d, 1)", hex, (int)c->payload_length);
	sql(db, text);
}

static void append(struct warc_file *file, sqlite3 *db, size_t i,
		   struct arena *a, struct capture_ref *ref,
		   uint8_t sha256[SHA256_BYTES])
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
		.has_payload = exchanges[i].kind != CAPTURE_FAILED &&
			       exchanges[i].kind != CAPTURE_NOT_MODIFIED,
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
	add_row(db, &c);
	if (i == 0) {
		*ref = (struct capture_ref){c.record_id, c.url, c.started_ms};
		memcpy(sha256, c.sha256, SHA256_BYTES);
	}
	warc_bundle_free(&b);
}

void sample_write(const char *dir)
{
	struct warc_info info = {.software = "nianbao/0.1.0",
				 .hostname = "box"};
	struct arena *a = arena_new(MAX);
	uint8_t sha256[SHA256_BYTES] = {0};
	struct capture_ref ref = {0};
	struct warc_file *file;
	sqlite3 *db;
	char *folder = dir_path(dir, "warc");
	char *catalog = dir_path(dir, "catalog.sqlite3");
	char text[256];

	assert_int_equal(sqlite3_open(catalog, &db), SQLITE_OK);
	sql(db, schema);
	assert_int_equal(mkdir(folder, 0755), 0);
	assert_int_equal(warc_file_create(folder, 1795412345678, 1, &info,
					  &file), 0);
	for (size_t i = 0; i < sizeof(exchanges) / sizeof(*exchanges); i++)
		append(file, db, i, a, &ref, sha256);
	(void)snprintf(text, sizeof(text), "INSERT INTO warc_file VALUES "
		       "(1, '" SAMPLE_NAME "', %d, 1)",
		       (int)warc_file_size(file));
	sql(db, text);
	assert_int_equal(warc_file_close(file), 0);
	assert_int_equal(sqlite3_close(db), SQLITE_OK);
	free(catalog);
	free(folder);
	arena_free(a);
}

static void read_sample(struct sample *s)
{
	struct warc_record record;
	struct warc_reader *r;
	size_t n;
	char *bytes = dir_read(s->path, &n);

	assert_int_equal(warc_open(s->path, MAX, &r), 0);
	for (int i = 0; i < SAMPLE_RECORDS; i++) {
		assert_int_equal(warc_next(r, &record), 0);
		buf_init(&s->texts[i], MAX);
		buf_init(&s->members[i], MAX);
		assert_int_equal(buf_add(&s->members[i], bytes + record.offset,
					 record.length), 0);
		gz_undo(buf_slice(&s->members[i]), &s->texts[i]);
		assert_int_equal(buf_adds(&s->texts[i], ""), 0);
	}
	assert_int_equal(warc_next(r, &record), ERR_NOTFOUND);
	warc_close(r);
	free(bytes);
}

void sample_make(struct sample *s)
{
	s->dir = dir_make();
	s->path = dir_path(s->dir, "warc/" SAMPLE_NAME);
	sample_write(s->dir);
	read_sample(s);
}

void sample_drop(struct sample *s)
{
	for (int i = 0; i < SAMPLE_RECORDS; i++) {
		buf_free(&s->texts[i]);
		buf_free(&s->members[i]);
	}
	free(s->path);
	dir_remove(s->dir);
}

void sample_restore(const struct sample *s)
{
	struct buf file = BUF_INIT(MAX);

	for (int i = 0; i < SAMPLE_RECORDS; i++)
		assert_int_equal(buf_add_slice(&file,
					       buf_slice(&s->members[i])), 0);
	dir_write(s->path, file.data, file.len);
	buf_free(&file);
}
