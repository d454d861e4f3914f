/* SPDX-License-Identifier: Apache-2.0 */
/* room: store */
/*
 * Whatever the bytes: the reader ends, every record lies inside the file and
 * behind the one before, one that can be cut out reads the same from its
 * place, what a metadata record says survives being written again, and verify
 * gets through.
 */
#include "base/err.h"
#include "store/capture.h"
#include "store/verify.h"
#include "store/warc_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { MAX_BLOCK = 4096, MAX_RECORDS = 64 };

static void must(bool ok)
{
	if (!ok)
		abort();
}

static void check_fields(struct slice block)
{
	struct arena *a = arena_new(1 << 20);
	struct buf once = BUF_INIT(1 << 20), twice = BUF_INIT(1 << 20);
	struct capture c;

	if (a && !capture_from_fields(block, a, &c)) {
		must(capture_to_fields(&c, &once) == 0);
		must(capture_from_fields(buf_slice(&once), a, &c) == 0);
		must(capture_to_fields(&c, &twice) == 0);
		must(slice_eq(buf_slice(&once), buf_slice(&twice)));
	}
	buf_free(&once);
	buf_free(&twice);
	arena_free(a);
}

static void check_again(const char *path, const struct warc_record *first)
{
	struct warc_reader *r;
	struct warc_record again;

	must(warc_open(path, MAX_BLOCK, &r) == 0);
	must(warc_seek(r, first->offset) == 0);
	must(warc_next(r, &again) == 0);
	must(again.length == first->length);
	must(memcmp(again.block_sha256, first->block_sha256, 32) == 0);
	must(memcmp(again.payload_sha256, first->payload_sha256, 32) == 0);
	warc_close(r);
}

static void read_all(const char *path, size_t size)
{
	struct warc_reader *r;
	struct warc_record record;
	uint64_t end = 0;
	int err;

	must(warc_open(path, MAX_BLOCK, &r) == 0);
	for (int i = 0; i < MAX_RECORDS; i++) {
		err = warc_next(r, &record);
		if (err == ERR_NOTFOUND)
			break;
		if (err && warc_resync(r))
			break;
		if (err) {
			end = 0;	/* anything may follow */
			continue;
		}
		must(record.block.n <= MAX_BLOCK);
		must(record.payload.n <= MAX_BLOCK);
		must(record.offset >= end || record.length == 0);
		must(record.offset + record.length <= size);
		end = record.offset + record.length;
		if (record.length)
			check_again(path, &record);
		if (record.type == WARC_METADATA)
			check_fields(record.block);
	}
	warc_close(r);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("warc", MFD_CLOEXEC);
	struct verify_options options = {0};
	struct verify_totals totals;
	char path[64];

	must(fd >= 0);
	must(write(fd, data, size) == (ssize_t)size);
	(void)snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	read_all(path, size);
	must(verify_file(path, &options, &totals) == 0);
	(void)close(fd);
	return 0;
}
