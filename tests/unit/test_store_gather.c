/* SPDX-License-Identifier: Apache-2.0 */
/* Captures out of a WARC file, whole and with each record damaged in turn. */
#include "base/err.h"
#include "store/gather.h"
#include "store/warc_write.h"
#include "tests/lib/dir.h"
#include "tests/lib/sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { MAX = 8 << 20 };

static struct sample sample;

static int make_sample(void **state)
{
	(void)state;
	sample_make(&sample);
	return 0;
}

static int drop_sample(void **state)
{
	(void)state;
	sample_drop(&sample);
	return 0;
}

/* Each capture as a line, each note as one. */
struct heard {
	struct buf captures, notes;
	unsigned count;
};

static int on_capture(void *ctx, const struct gathered *g)
{
	struct heard *h = ctx;
	const struct capture *c = &g->capture;

	h->count++;
	return buf_addf(&h->captures, "%s %s %d %zu %s%s%s\n",
			capture_kind_name(c->kind), c->url,
			c->request.length > 0, g->head.n,
			g->payload_cut ? "cut" : g->payload.p ? "" : "none",
			g->payload.p ? g->payload.p : "", c->warc_file);
}

static void on_note(void *ctx, uint64_t offset, const char *what)
{
	struct heard *h = ctx;

	(void)buf_addf(&h->notes, "%llu: %s\n", (unsigned long long)offset,
		       what);
}

static void gather(struct heard *h, uint64_t from, size_t max_payload,
		   struct gather_totals *totals)
{
	const struct gather_options options = {
		.from = from, .max_payload = max_payload,
		.on_capture = on_capture, .on_note = on_note, .ctx = h,
	};

	*h = (struct heard){.captures = BUF_INIT(MAX), .notes = BUF_INIT(MAX)};
	assert_int_equal(buf_adds(&h->captures, ""), 0);
	assert_int_equal(buf_adds(&h->notes, ""), 0);
	assert_int_equal(gather_file(sample.path, " w", &options, totals), 0);
}

static void heard_free(struct heard *h)
{
	buf_free(&h->captures);
	buf_free(&h->notes);
}

static size_t offset_of(enum sample_record record)
{
	size_t offset = 0;

	for (int i = 0; i < (int)record; i++)
		offset += sample.members[i].len;
	return offset;
}

static const char whole[] =
	"response https://www.qinghe.gov.cn/nb/2024.html 1 63 nian bao\n w\n"
	"revisit http://www.qinghe.gov.cn/copy.html 1 44 none w\n"
	"not_modified https://www.qinghe.gov.cn/nb/2024.html 1 29 none w\n"
	"failed http://gone.qinghe.gov.cn/ 0 0 none w\n"
	"response http://www.qinghe.gov.cn/big.pdf 1 41 first part w\n"
	"resource http://www.qinghe.gov.cn/old 1 0 "
	"an answer without head w\n";

static void all_of_a_file(void **state)
{
	struct gather_totals totals;
	struct heard h;

	(void)state;
	gather(&h, 0, MAX, &totals);
	assert_string_equal(h.captures.data, whole);
	assert_string_equal(h.notes.data, "");
	assert_int_equal(totals.records, SAMPLE_RECORDS);
	assert_int_equal(totals.captures, 6);
	assert_int_equal(totals.end, offset_of(SAMPLE_RECORDS));
	assert_false(totals.torn);
	heard_free(&h);
	gather(&h, offset_of(SAMPLE_FAILED), MAX, &totals);
	assert_int_equal(h.count, 3);
	heard_free(&h);
}

/* A byte in the middle of each record turned over: who is left? */
static void damage(void **state)
{
	static const struct {
		enum sample_record record;
		unsigned captures;
		const char *note;
	} cases[] = {
		{SAMPLE_INFO, 6, "passed over"},
		{SAMPLE_RESPONSE, 5, "main record of the capture is damaged"},
		{SAMPLE_REQUEST, 6, "passed over"},
		{SAMPLE_METADATA, 5, "has no metadata record"},
		{SAMPLE_REVISIT, 5, "main record of the capture is damaged"},
		{SAMPLE_REVISIT_METADATA, 5, "has no metadata record"},
		{SAMPLE_UNCHANGED_METADATA, 5, "has no metadata record"},
		{SAMPLE_FAILED, 5, "passed over"},
		{SAMPLE_RESOURCE_METADATA, 5, "has no metadata record"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf *member = &sample.members[cases[i].record];
		char *byte = &member->data[member->len / 2];
		struct gather_totals totals;
		struct heard h;

		*byte ^= 0x55;
		sample_restore(&sample);
		gather(&h, 0, MAX, &totals);
		if (h.count != cases[i].captures ||
		    !strstr(h.notes.data, cases[i].note))
			fail_msg("record %d: got %u, wanted %u and \"%s\":\n"
				 "%s%s", (int)cases[i].record, h.count,
				 cases[i].captures, cases[i].note,
				 h.captures.data, h.notes.data);
		heard_free(&h);
		*byte ^= 0x55;
	}
	sample_restore(&sample);
}

static void torn_tails(void **state)
{
	size_t end = offset_of(SAMPLE_CUT);

	(void)state;
	for (size_t cut = end; cut < end + 600; cut += 37) {
		struct gather_totals totals;
		struct heard h;

		assert_int_equal(truncate(sample.path, (off_t)cut), 0);
		gather(&h, 0, MAX, &totals);
		assert_int_equal(h.count, 4);
		assert_int_equal(totals.torn, cut != totals.end);
		assert_true(totals.end >= end && totals.end <= cut);
		heard_free(&h);
		sample_restore(&sample);
	}
}

/* One capture with a body of n bytes in a file of its own. */
static void write_long(const char *path, size_t n)
{
	static const char head[] = "HTTP/1.1 200 OK\r\n\r\n";
	static const uint8_t seed[16];
	const struct warc_build_options options = {
		.level = 1, .spool_dir = "/nonexistent", .spool_above = MAX,
		.uuid_seed = seed,
	};
	struct capture c = {
		.url = "http://a/", .hops = "", .has_payload = true,
		.payload_length = n, .total_ms = 1,
	};
	struct buf body = BUF_INIT(MAX);
	struct exchange e = {.head = slice_of(head), .body_fd = -1,
			     .body_length = n};
	struct warc_bundle b = WARC_BUNDLE_NONE;
	struct arena *a = arena_new(MAX);

	assert_int_equal(buf_reserve(&body, n), 0);
	memset(body.data, 'x', n);
	body.len = n;
	e.body = buf_slice(&body);
	assert_int_equal(digest_sha256(e.body, c.sha256), 0);
	assert_int_equal(warc_build(&c, &e, &options, a, &b), 0);
	dir_write(path, b.bytes.data, b.bytes.len);
	warc_bundle_free(&b);
	arena_free(a);
	buf_free(&body);
}

static int see_payload(void *ctx, const struct gathered *g)
{
	size_t *seen = ctx;

	*seen = g->payload_cut ? SIZE_MAX : g->payload.n;
	return 0;
}

static void a_long_payload_is_left_out(void **state)
{
	char *path = dir_path(sample.dir, "long.warc.gz");

	(void)state;
	for (int i = 0; i < 2; i++) {
		size_t n = i ? 3 << 20 : 2 << 20, seen = 0;
		const struct gather_options options = {
			.max_payload = 2 << 20, .on_capture = see_payload,
			.ctx = &seen,
		};
		struct gather_totals totals;

		write_long(path, n);
		assert_int_equal(gather_file(path, "w", &options, &totals), 0);
		assert_true(seen == (i ? SIZE_MAX : n));
	}
	free(path);
}

static int stop(void *ctx, const struct gathered *g)
{
	(void)ctx;
	return g->capture.kind == CAPTURE_NOT_MODIFIED ? 7 : 0;
}

static void ends_early(void **state)
{
	const struct gather_options options = {
		.max_payload = MAX, .on_capture = stop,
	};
	struct gather_totals totals = {.records = 99};

	(void)state;
	assert_int_equal(gather_file(sample.path, "w", &options, &totals), 7);
	assert_int_equal(gather_file("/nonexistent", "w", &options, &totals),
			 ERR_NOTFOUND);
	assert_int_equal(totals.records, 99);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_of_a_file),
		cmocka_unit_test(damage),
		cmocka_unit_test(torn_tails),
		cmocka_unit_test(a_long_payload_is_left_out),
		cmocka_unit_test(ends_early),
	};

	return cmocka_run_group_tests(tests, make_sample, drop_sample);
}
