/* SPDX-License-Identifier: Apache-2.0 */
#include "base/err.h"
#include "store/capture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

/* Every text field of the struct, but warc_file. */
#define TEXTS(X)							\
	X(url) X(raw) X(site) X(via) X(via_anchor) X(hops)		\
	X(robots_record) X(asked.method) X(asked.key)			\
	X(asked.content_type) X(asked.referer) X(asked.family)		\
	X(address) X(tls_version)					\
	X(tls_cipher) X(tls_chain_sha256) X(tls_relaxed) X(error)	\
	X(block) X(content_type) X(sniffed) X(content_encoding) X(etag)	\
	X(last_modified) X(redirect_to) X(title) X(program)		\
	X(config_sha256) X(record_id) X(refers_to.record_id)		\
	X(refers_to.url)
#define NUMBERS(X)							\
	X(via_position) X(is_seed) X(is_robots) X(official)		\
	X(foreign) X(asked.page) X(asked.list) X(asked.overlaps)	\
	X(asked.probe)							\
	X(queued_ms) X(started_ms) X(dns_ms) X(connect_ms) X(tls_ms)	\
	X(first_byte_ms) X(total_ms) X(port) X(outcome) X(status)	\
	X(has_payload) X(payload_length) X(truncated) X(kind)		\
	X(refers_to.date_ms)

static void check_same(const struct capture *got, const struct capture *want)
{
#define X(field)							 \
	if (!got->field || !want->field)				 \
		assert_ptr_equal(got->field, want->field);		 \
	else								 \
		assert_string_equal(got->field, want->field);
	TEXTS(X)
#undef X
#define X(field) assert_int_equal(got->field, want->field);
	NUMBERS(X)
#undef X
	assert_memory_equal(got->sha256, want->sha256, SHA256_BYTES);
}

static void round_trip(const struct capture *c)
{
	struct buf out = BUF_INIT(1 << 20);
	struct arena *a = arena_new(1 << 20);
	struct capture back;

	assert_int_equal(capture_to_fields(c, &out), 0);
	/* nothing in a value may end its line */
	for (size_t i = 0; i < out.len; i++) {
		unsigned char byte = (unsigned char)out.data[i];

		if (byte == '\r')
			assert_int_equal(out.data[++i], '\n');
		else if (byte < 0x20 || byte == 0x7F)
			fail_msg("byte %02x in %s", byte, out.data);
	}
	assert_int_equal(capture_from_fields(buf_slice(&out), a, &back), 0);
	check_same(&back, c);
	buf_free(&out);
	arena_free(a);
}

static const struct capture empty = {
	.via_position = -1, .dns_ms = -1, .connect_ms = -1, .tls_ms = -1,
	.first_byte_ms = -1, .total_ms = -1,
};

static void every_field_comes_back(void **state)
{
	static const char *const texts[] = {
		"plain", "", " ", "  two at the ends  ", "100%", "%41",
		"line\r\nX-Fake: 1", "\n", "\x01\x1F\x7F\t",
		"\xE5\xB9\xB4\xE6\x8A\xA5", "\xC4\xEA\xB1\xA8", "\xFF",
		"\xC2\x85 next line", "\xEF\xBF\xBD", "\xED\xA0\x80",
		"a: b", "http://www.qinghe.gov.cn/%E5%B9%B4?a=%",
	};
	size_t count = sizeof(texts) / sizeof(*texts);
	struct capture c;

	(void)state;
	round_trip(&empty);
	for (size_t i = 0; i < count; i++) {
		size_t k = i;

		c = empty;
		/* each field gets another text, so that none is mixed up */
#define X(field) c.field = texts[k++ % count];
		TEXTS(X)
#undef X
		round_trip(&c);
	}
	c = empty;
	/* started, queued and so on are told apart by their values */
	int n = 1;
#define X(field) c.field = n++;
	NUMBERS(X)
#undef X
	c.truncated = TRUNCATED_DISCONNECT;
	c.kind = CAPTURE_REVISIT;
	c.payload_length = UINT64_MAX;
	c.queued_ms = INT64_MAX;
	memset(c.sha256, 0xA5, sizeof(c.sha256));
	for (int err = -40; err <= 0; err++) {
		c.outcome = err;
		round_trip(&c);
	}
	c.via_position = INT32_MIN;
	c.total_ms = 0;
	round_trip(&c);
	for (int kind = 0; kind <= CAPTURE_FAILED; kind++) {
		c.kind = (enum capture_kind)kind;
		c.has_payload = kind != CAPTURE_NOT_MODIFIED;
		round_trip(&c);
	}
	for (int cut = 0; cut <= TRUNCATED_DISCONNECT; cut++) {
		c.truncated = (enum capture_truncated)cut;
		round_trip(&c);
	}
}

static void standard_fields_are_plain(void **state)
{
	struct buf out = BUF_INIT(1 << 20);
	struct capture c = empty;

	(void)state;
	c.via = "http://www.qinghe.gov.cn/a%20b";
	c.hops = "LLR";
	c.total_ms = 815;
	assert_int_equal(capture_to_fields(&c, &out), 0);
	assert_non_null(strstr(out.data, "\r\nvia: http://www.qinghe.gov.cn"
			       "/a%20b\r\n"));
	assert_non_null(strstr(out.data, "\r\nhopsFromSeed: LLR\r\n"));
	assert_non_null(strstr(out.data, "\r\nfetchTimeMs: 815\r\n"));
	buf_free(&out);
}

static void reads_what_others_wrote(void **state)
{
	static const struct {
		const char *fields;
		int wanted;
	} cases[] = {
		{"", ERR_INVALID},
		{"via: http://a/\r\nfetchTimeMs: 3\r\n", ERR_INVALID},
		{"nianbao-capture: 1\r\n", 0},
		{"NIANBAO-Capture:1\nno colon here\nx-new: y\n", 0},
		{"nianbao-capture: 2\r\n", ERR_VERSION},
		{"nianbao-capture: 0\r\n", ERR_INVALID},
		{"nianbao-capture: x\r\n", ERR_INVALID},
		{"nianbao-capture: 1\r\nnianbao-site: %4\r\n", ERR_INVALID},
		{"nianbao-capture: 1\r\nnianbao-site: %00\r\n", ERR_INVALID},
		{"nianbao-capture: 1\r\nnianbao-site: %zz\r\n", ERR_INVALID},
		{"nianbao-capture: 1\r\nnianbao-port: 65535\r\n", 0},
		{"nianbao-capture: 1\r\nnianbao-port: 65536\r\n",
		 ERR_INVALID},
		{"nianbao-capture: 1\r\nnianbao-dns-ms: 2147483648\r\n",
		 ERR_INVALID},
		{"nianbao-capture: 1\r\nnianbao-queued-ms: \r\n",
		 ERR_INVALID},
		{"nianbao-capture: 1\r\nnianbao-kind: page\r\n", ERR_INVALID},
		{"nianbao-capture: 1\r\nnianbao-truncated: no\r\n",
		 ERR_INVALID},
		{"nianbao-capture: 1\r\nnianbao-outcome: tired\r\n",
		 ERR_INVALID},
		{"nianbao-capture: 1\r\nnianbao-payload-sha256: 00\r\n",
		 ERR_INVALID},
		{"nianbao-capture: 1\r\nnianbao-payload-length: -1\r\n",
		 ERR_INVALID},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct arena *a = arena_new(1 << 20);
		struct capture c;
		int err = capture_from_fields(slice_of(cases[i].fields), a, &c);

		if (err != cases[i].wanted)
			fail_msg("%s: got %s, wanted %s", cases[i].fields,
				 err_name(err), err_name(cases[i].wanted));
		arena_free(a);
	}
}

static void copies_stand_alone(void **state)
{
	struct arena *a = arena_new(1 << 20);
	struct arena *small = arena_new(64);
	char text[] = "text";
	struct capture c = empty;
	struct capture copy;

	(void)state;
#define X(field) c.field = text;
	TEXTS(X)
#undef X
	c.warc_file = text;
	c.id = 7;
	assert_int_equal(capture_copy(&c, a, &copy), 0);
	memset(text, 'x', 4);
#define X(field) assert_string_equal(copy.field, "text");
	TEXTS(X)
#undef X
	assert_string_equal(copy.warc_file, "text");
	assert_int_equal(copy.id, 7);
	assert_int_equal(capture_copy(&c, small, &copy), ERR_TOOBIG);
	assert_int_equal(capture_from_fields(
		slice_of("nianbao-capture: 1\nnianbao-url: long enough\n"),
		small, &copy), ERR_TOOBIG);
	arena_free(small);
	arena_free(a);
}

static void too_much_is_an_error(void **state)
{
	struct buf out = BUF_INIT(40);
	struct capture c = empty;

	(void)state;
	c.url = "http://www.qinghe.gov.cn/";
	assert_int_equal(capture_to_fields(&c, &out), ERR_TOOBIG);
	buf_free(&out);
}

static void names(void **state)
{
	(void)state;
	assert_string_equal(capture_kind_name(CAPTURE_NOT_MODIFIED),
			    "not_modified");
	assert_string_equal(capture_truncated_name(TRUNCATED_TIME), "time");
	assert_null(capture_truncated_name(TRUNCATED_NO));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_comes_back),
		cmocka_unit_test(standard_fields_are_plain),
		cmocka_unit_test(reads_what_others_wrote),
		cmocka_unit_test(copies_stand_alone),
		cmocka_unit_test(too_much_is_an_error),
		cmocka_unit_test(names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
