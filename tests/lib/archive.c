/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/archive.h"

#include "tests/lib/dir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

enum { MAX = 64 << 20 };

void archive_make(struct archive *a)
{
	const struct warc_info info = {.software = "nianbao/0.1.0",
				       .hostname = "box"};
	char *folder, *path;

	*a = (struct archive){
		.dir = dir_make(), .arena = arena_new(MAX),
		.now_ms = ARCHIVE_START_MS * 1000LL,
	};
	folder = dir_path(a->dir, "warc");
	path = dir_path(a->dir, CATALOG_NAME);
	assert_int_equal(mkdir(folder, 0755), 0);
	assert_int_equal(catalog_open(path, CATALOG_WRITE, &a->catalog), 0);
	assert_int_equal(warc_file_create(folder, a->now_ms, 1, &info,
					  &a->file), 0);
	a->name = arena_strndup(a->arena, warc_file_name(a->file),
				strlen(warc_file_name(a->file)));
	catalog_begin(a->catalog);
	a->file_row = rows_warc_file(a->catalog, a->name);
	rows_warc_size(a->catalog, a->file_row, warc_file_size(a->file),
		       false);
	assert_int_equal(catalog_end(a->catalog), 0);
	free(folder);
	free(path);
}

static void fill_in(struct archive *a, struct capture *c, struct slice body)
{
	c->started_ms = c->started_ms ? c->started_ms : a->now_ms;
	a->now_ms = c->started_ms + 2000;
	c->hops = c->hops ? c->hops : "";
	c->asked.method = c->asked.method ? c->asked.method : "GET";
	c->program = "nianbao/0.1.0";
	c->via_position = c->via ? c->via_position : -1;
	c->dns_ms = c->connect_ms = c->tls_ms = c->first_byte_ms = -1;
	c->total_ms = 40;
	if (c->kind > CAPTURE_NOT_MODIFIED)
		c->has_payload = c->kind == CAPTURE_RESOURCE;
	else
		c->has_payload = c->kind != CAPTURE_NOT_MODIFIED;
	if (c->kind == CAPTURE_FAILED || c->kind == CAPTURE_NOT_MODIFIED)
		return;
	c->payload_length = body.n;
	assert_int_equal(digest_sha256(body, c->sha256), 0);
}

static void move(struct warc_place *place, uint64_t by)
{
	place->offset += place->length ? by : 0;
}

int64_t archive_add(struct archive *a, struct capture *c, const char *head,
		    struct slice body)
{
	static const char request[] = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
	uint8_t seed[16] = {(uint8_t)a->count, (uint8_t)(a->count >> 8)};
	const struct warc_build_options options = {
		.level = 6, .spool_dir = "/nonexistent", .spool_above = MAX,
		.uuid_seed = seed,
	};
	struct exchange e = {
		.request = slice_of(request), .head = slice_of(head),
		.body = body.p ? body : (struct slice){"", 0}, .body_fd = -1,
		.body_length = body.n,
	};
	struct warc_bundle bundle = WARC_BUNDLE_NONE;
	uint64_t at;

	a->count++;
	fill_in(a, c, body);
	assert_int_equal(warc_build(c, &e, &options, a->arena, &bundle), 0);
	assert_int_equal(warc_file_append(a->file, &bundle, &at), 0);
	warc_bundle_free(&bundle);
	move(&c->main, at);
	move(&c->request, at);
	move(&c->metadata, at);
	c->warc_file = a->name;
	catalog_begin(a->catalog);
	rows_capture(a->catalog, c, a->file_row, SLICE_NONE);
	rows_warc_size(a->catalog, a->file_row, warc_file_size(a->file),
		       false);
	if (catalog_end(a->catalog))
		fail_msg("%s", catalog_problem(a->catalog));
	return c->id;
}

void archive_close(struct archive *a)
{
	if (!a->file)
		return;
	catalog_begin(a->catalog);
	rows_warc_size(a->catalog, a->file_row, warc_file_size(a->file), true);
	assert_int_equal(catalog_end(a->catalog), 0);
	assert_int_equal(warc_file_close(a->file), 0);
	a->file = NULL;
	catalog_close(a->catalog);
	a->catalog = NULL;
}

void archive_drop(struct archive *a)
{
	archive_close(a);
	arena_free(a->arena);
	dir_remove(a->dir);
}
