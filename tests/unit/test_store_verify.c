/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A good archive has no findings.  Each mutation of it breaks one rule, and
 * that rule must be among the findings.
 */
#include "base/err.h"
#include "store/verify.h"
#include "tests/lib/dir.h"
#include "tests/lib/gz.h"
#include "tests/lib/sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

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
	{VERIFY_DAMAGED, SAMPLE_REQUEST, SPOILED},
	{VERIFY_DAMAGED, SAMPLE_REQUEST, TEXT, "Content-Length: ",
	 "Content-Length: x"},
	{VERIFY_DAMAGED, SAMPLE_REQUEST, TEXT, "Content-Length: ",
	 "Content-Length: 9"},
	{VERIFY_TORN, SAMPLE_RESOURCE_METADATA, SHORT},
	{VERIFY_MEMBER, SAMPLE_REQUEST, PACKED},
	{VERIFY_FILE_SIZE, SAMPLE_REQUEST, PLAIN},
	{VERIFY_WARCINFO_FIRST, SAMPLE_INFO, DROPPED},
	{VERIFY_VERSION, SAMPLE_REQUEST, TEXT, "WARC/1.1", "WARC/1.0"},
	{VERIFY_RECORD_END, SAMPLE_REQUEST, TEXT, "\r\n\r\n\r\n\r\n",
	 "\r\n\r\n\r\n"},
	{VERIFY_LINE_END, SAMPLE_REQUEST, TEXT, "WARC-Type: request\r\n",
	 "WARC-Type: request\n"},
	{VERIFY_FOLDED, SAMPLE_REQUEST, TEXT, "application/http;",
	 "application/http;\r\n "},
	{VERIFY_HEAD_LINE, SAMPLE_REQUEST, TEXT, "WARC-Type",
	 "what\r\nWARC-Type"},
	{VERIFY_UTF8, SAMPLE_REQUEST, TEXT, "WARC-Type",
	 "X-A: \xC4\r\nWARC-Type"},
	{VERIFY_UTF8, SAMPLE_REQUEST, TEXT, "WARC-Type",
	 "X-A: =?UTF-8?Q?a?=\r\nWARC-Type"},
	{VERIFY_REPEATED, SAMPLE_REQUEST, TEXT, "WARC-Type",
	 "warc-ip-address: 192.0.2.1\r\nWARC-Type"},
	{VERIFY_MISSING, SAMPLE_REQUEST, TEXT, "WARC-Record-ID", "X-Record-ID"},
	{VERIFY_MISSING, SAMPLE_REQUEST, TEXT, "WARC-Date", "X-Date"},
	{VERIFY_MISSING, SAMPLE_REQUEST, TEXT, "WARC-Target-URI",
	 "X-Target-URI"},
	{VERIFY_MISSING, SAMPLE_RESPONSE, TEXT, "WARC-Target-URI",
	 "X-Target-URI"},
	{VERIFY_MISSING, SAMPLE_RESOURCE, TEXT, "WARC-Target-URI",
	 "X-Target-URI"},
	{VERIFY_MISSING, SAMPLE_REVISIT, TEXT, "WARC-Target-URI",
	 "X-Target-URI"},
	{VERIFY_MISSING, SAMPLE_REVISIT, TEXT, "WARC-Profile", "X-Profile"},
	{VERIFY_MISSING, SAMPLE_REQUEST, TEXT, "WARC-Type", "X-Type"},
	{VERIFY_FORBIDDEN, SAMPLE_INFO, TEXT, "WARC-Filename",
	 "WARC-Target-URI: http://a/\r\nWARC-Filename"},
	{VERIFY_FORBIDDEN, SAMPLE_INFO, TEXT, "WARC-Filename",
	 "WARC-Concurrent-To: " ID "\r\nWARC-Filename"},
	{VERIFY_FORBIDDEN, SAMPLE_INFO, TEXT, "WARC-Filename",
	 "WARC-IP-Address: 192.0.2.1\r\nWARC-Filename"},
	{VERIFY_FORBIDDEN, SAMPLE_INFO, TEXT, "WARC-Filename",
	 "WARC-Warcinfo-ID: " ID "\r\nWARC-Filename"},
	{VERIFY_FORBIDDEN, SAMPLE_INFO, TEXT, "WARC-Filename",
	 "WARC-Payload-Digest: " ZERO_DIGEST "\r\nWARC-Filename"},
	{VERIFY_FORBIDDEN, SAMPLE_METADATA, TEXT, "WARC-Date",
	 "WARC-Payload-Digest: " ZERO_DIGEST "\r\nWARC-Date"},
	{VERIFY_FORBIDDEN, SAMPLE_METADATA, TEXT, "WARC-Date",
	 "WARC-Identified-Payload-Type: text/html\r\nWARC-Date"},
	{VERIFY_FORBIDDEN, SAMPLE_RESPONSE, TEXT, "WARC-Date",
	 "WARC-Refers-To: " ID "\r\nWARC-Date"},
	{VERIFY_FORBIDDEN, SAMPLE_RESPONSE, TEXT, "WARC-Date",
	 "WARC-Refers-To-Target-URI: http://a/\r\nWARC-Date"},
	{VERIFY_FORBIDDEN, SAMPLE_RESPONSE, TEXT, "WARC-Date",
	 "WARC-Refers-To-Date: 2026-01-01T00:00:00Z\r\nWARC-Date"},
	{VERIFY_FORBIDDEN, SAMPLE_RESPONSE, TEXT, "WARC-Date",
	 "WARC-Filename: x\r\nWARC-Date"},
	{VERIFY_FORBIDDEN, SAMPLE_RESPONSE, TEXT, "WARC-Date",
	 "WARC-Profile: x\r\nWARC-Date"},
	{VERIFY_FORBIDDEN, SAMPLE_RESOURCE, TEXT, "WARC-Type: resource",
	 "WARC-Type: conversion"},
	{VERIFY_TYPE, SAMPLE_REQUEST, TEXT, "WARC-Type: request",
	 "WARC-Type: question"},
	{VERIFY_ID_FORM, SAMPLE_REQUEST, TEXT, "WARC-Record-ID: <urn:",
	 "WARC-Record-ID: urn:"},
	{VERIFY_ID_FORM, SAMPLE_REQUEST, TEXT, "WARC-Record-ID: <urn:",
	 "WARC-Record-ID: <u rn:"},
	{VERIFY_ID_FORM, SAMPLE_REQUEST, TEXT, "WARC-Concurrent-To: <urn:",
	 "WARC-Concurrent-To: urn:"},
	{VERIFY_DATE_FORM, SAMPLE_REQUEST, TEXT, "678Z", "678"},
	{VERIFY_DATE_FORM, SAMPLE_REQUEST, TEXT, "678Z", "6789012345Z"},
	{VERIFY_DATE_FORM, SAMPLE_REVISIT, TEXT, "WARC-Refers-To-Date: 2026",
	 "WARC-Refers-To-Date: 26"},
	{VERIFY_URI_FORM, SAMPLE_REQUEST, TEXT,
	 "https://www.qinghe.gov.cn/nb/2024.html",
	 "<https://www.qinghe.gov.cn/nb/2024.html>"},
	{VERIFY_URI_FORM, SAMPLE_REQUEST, TEXT, "2024.html",
	 "\xE5\xB9\xB4.html"},
	{VERIFY_URI_FORM, SAMPLE_REQUEST, TEXT, "2024.html", "20 24.html"},
	{VERIFY_URI_FORM, SAMPLE_REQUEST, TEXT, "2024.html", "%2.html"},
	{VERIFY_IP_FORM, SAMPLE_REQUEST, TEXT, "2001:db8::7",
	 "www.qinghe.gov.cn"},
	{VERIFY_IP_FORM, SAMPLE_REQUEST, TEXT, "2001:db8::7", "2001:0DB8::7"},
	{VERIFY_IP_FORM, SAMPLE_REQUEST, TEXT, "2001:db8::7", "[2001:db8::7]"},
	{VERIFY_DIGEST_FORM, SAMPLE_REQUEST, TEXT, "Digest: sha256:",
	 "Digest: "},
	{VERIFY_TRUNCATED_FORM, SAMPLE_CUT, TEXT, "Truncated: disconnect",
	 "Truncated: lost"},
	{VERIFY_PROFILE, SAMPLE_REVISIT, TEXT, "identical-payload-digest",
	 "same-payload"},
	{VERIFY_SEGMENT, SAMPLE_REQUEST, TEXT, "WARC-Type",
	 "WARC-Segment-Number: 1\r\nWARC-Type"},
	{VERIFY_SEGMENT, SAMPLE_REQUEST, TEXT, "WARC-Type",
	 "WARC-Segment-Origin-ID: " ID "\r\nWARC-Type"},
	{VERIFY_SEGMENT, SAMPLE_REQUEST, TEXT, "WARC-Type",
	 "WARC-Segment-Total-Length: 1\r\nWARC-Type"},
	{VERIFY_SEGMENT, SAMPLE_REQUEST, TEXT, "Type: request",
	 "Type: continuation"},
	{VERIFY_FILENAME, SAMPLE_INFO, TEXT, "Filename: nianbao",
	 "Filename: other"},
	{VERIFY_CONTENT_TYPE, SAMPLE_REQUEST, TEXT, "msgtype=request",
	 "msgtype=response"},
	{VERIFY_CONTENT_TYPE, SAMPLE_RESPONSE, TEXT, "application/http;",
	 "text/html;"},
	{VERIFY_CONTENT_TYPE, SAMPLE_METADATA, TEXT, "Content-Type", "X-Type"},
	{VERIFY_CONTENT_TYPE, SAMPLE_INFO, TEXT, "application/warc-fields",
	 "text/plain"},
	{VERIFY_BLOCK_DIGEST, SAMPLE_RESPONSE, TEXT, "nian bao", "nian BAO"},
	{VERIFY_BLOCK_DIGEST, SAMPLE_INFO, TEXT, "nianbao/0.1.0",
	 "nianbao/0.1.1"},
	{VERIFY_PAYLOAD_DIGEST, SAMPLE_RESPONSE, TEXT, "nian bao", "nian BAO"},
	{VERIFY_PAYLOAD_DIGEST, SAMPLE_RESOURCE, TEXT, "an answer",
	 "no answer"},
	{VERIFY_NO_PAYLOAD, SAMPLE_REQUEST, TEXT, "WARC-Date",
	 "WARC-Payload-Digest: " ZERO_DIGEST "\r\nWARC-Date"},
	{VERIFY_FIELDS, SAMPLE_METADATA, TEXT, "hopsFromSeed: L",
	 "hopsFromSeed= L"},
	{VERIFY_HTTP_HEAD, SAMPLE_RESPONSE, TEXT, "HTTP/1.1 200",
	 "HTTP/1.1 2OO"},
	{VERIFY_HTTP_HEAD, SAMPLE_RESPONSE, TEXT, "HTTP/1.1 200",
	 "HTTP/2.0 200"},
	{VERIFY_HTTP_HEAD, SAMPLE_RESPONSE, TEXT, " OK\r\n", " OK \n"},
	{VERIFY_HTTP_HEAD, SAMPLE_RESPONSE, TEXT, "9\r\n\r\n", "9xxxx"},
	{VERIFY_TRANSFER_CODING, SAMPLE_RESPONSE, TEXT,
	 "Content-Type: text/html\r\nContent-Length: 9",
	 "Content-X: text/\r\nTransfer-Encoding: chunked"},
	{VERIFY_TRUNCATED, SAMPLE_CUT, TEXT, "WARC-Truncated", "X-Truncated"},
	{VERIFY_TLS, SAMPLE_RESPONSE, TEXT, "WARC-Protocol", "X-Protocol"},
	{VERIFY_TLS, SAMPLE_UNCHANGED, TEXT, "WARC-Cipher-Suite", "X-Suite"},
	{VERIFY_REVISIT_DIGEST, SAMPLE_REVISIT, TEXT, "WARC-Payload-Digest",
	 "X-Payload-Digest"},
	{VERIFY_REVISIT_TRUNCATED, SAMPLE_REVISIT, TEXT,
	 "WARC-Truncated: length",
	 "X-Truncated: length"},
	{VERIFY_REVISIT_REFERS, SAMPLE_REVISIT, TEXT, "WARC-Refers-To:", "X:"},
	{VERIFY_REVISIT_REFERS, SAMPLE_UNCHANGED, TEXT, "WARC-Refers-To-Date",
	 "X-Date"},
	{VERIFY_REVISIT_REFERS, SAMPLE_UNCHANGED, TEXT,
	 "WARC-Refers-To-Target-URI",
	 "X-Target-URI"},
	{VERIFY_ID_UNIQUE, SAMPLE_REQUEST, DOUBLED},
	{VERIFY_DANGLING, SAMPLE_REVISIT, TEXT, "WARC-Refers-To: <urn:uuid:",
	 "WARC-Refers-To: <urn:uuid:f"},
	{VERIFY_DANGLING, SAMPLE_UNCHANGED, TEXT,
	 "WARC-Concurrent-To: <urn:uuid:",
	 "WARC-Concurrent-To: <urn:uuid:f"},
	{VERIFY_DANGLING, SAMPLE_REQUEST, DROPPED},
	{VERIFY_DANGLING, SAMPLE_METADATA, DROPPED},
	{VERIFY_DANGLING, SAMPLE_RESPONSE, DROPPED},
	{VERIFY_DANGLING, SAMPLE_REQUEST, TEXT, "WARC-Type",
	 "WARC-Warcinfo-ID: " ID "\r\nWARC-Type"},
	{VERIFY_ONE_SIDED, SAMPLE_REQUEST, TEXT, "WARC-Concurrent-To", "X"},
	{VERIFY_PAIR_DATE, SAMPLE_REQUEST, TEXT, "05.678Z", "05.679Z"},
	{VERIFY_PAIR_URI, SAMPLE_REQUEST, TEXT, "2024.html", "2023.html"},
	{VERIFY_REFERS_DIGEST, SAMPLE_REVISIT, TEXT, "Payload-Digest: sha256:",
	 "Payload-Digest: sha256:0"},
	{VERIFY_REFERS_URI, SAMPLE_REVISIT, TEXT, "2024.html", "2023.html"},
	{VERIFY_REFERS_DATE, SAMPLE_UNCHANGED, TEXT, "05.678Z", "05.679Z"},
	{VERIFY_CAPTURE, SAMPLE_METADATA, TEXT, "nianbao-capture: 1",
	 "nianbao-capture: x"},
	{VERIFY_CAPTURE, SAMPLE_METADATA, TEXT, "nianbao-capture: 1",
	 "notours-capture: 1"},
	{VERIFY_CAPTURE, SAMPLE_METADATA, TEXT, "nianbao-url:", "notours-url:"},
	{VERIFY_CAPTURE_RECORD, SAMPLE_METADATA, TEXT, "nianbao-url: https",
	 "nianbao-url: http:"},
	{VERIFY_CAPTURE_RECORD, SAMPLE_METADATA, TEXT, "kind: response",
	 "kind: resource"},
	{VERIFY_CAPTURE_RECORD, SAMPLE_METADATA, TEXT, "nianbao-started-ms: 17",
	 "nianbao-started-ms: 18"},
	{VERIFY_CAPTURE_RECORD, SAMPLE_METADATA, TEXT, "payload-sha256: ",
	 "payload-sha25x: "},
	{VERIFY_CAPTURE_RECORD, SAMPLE_CUT, TEXT, "Truncated: disconnect",
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
	struct slice was = buf_slice(&sample.texts[m->record]);
	size_t begin = file->len;

	switch (m->how) {
	case TEXT:
		add_replaced(&text, was, m->from, m->to);
		gz_add(file, buf_slice(&text));
		break;
	case PACKED:
		assert_int_equal(buf_add_slice(&text, was), 0);
		assert_int_equal(buf_add_slice(&text, buf_slice(
			&sample.texts[m->record + 1])), 0);
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

	for (int i = 0; i < SAMPLE_RECORDS; i++) {
		if (m->how == PLAIN) {
			assert_int_equal(buf_add_slice(&file, buf_slice(
				&sample.texts[i])), 0);
			assert_int_equal(buf_adds(&file, "\r\n"), 0);
		} else if (i == m->record) {
			add_mutated(&file, m);
			i += m->how == PACKED;
		} else {
			assert_int_equal(buf_add_slice(&file, buf_slice(
				&sample.members[i])), 0);
		}
	}
	dir_write(sample.path, file.data, file.len);
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
	return verify_archive(sample.dir, &options, totals);
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
		assert_int_equal(totals.records, SAMPLE_RECORDS);
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
		{VERIFY_WARCINFO_ID, SAMPLE_REQUEST, SAMPLE_RESPONSE,
		 "WARC-Warcinfo-ID: ", "\r\nWARC-Type"},
		{VERIFY_REFERS_BODY, SAMPLE_REVISIT, SAMPLE_REVISIT_REQUEST,
		 "X-Old: 1\r\nWARC-Refers-To: ", "\r\nWARC-Type"},
		{VERIFY_CAPTURE_RECORD, SAMPLE_METADATA, SAMPLE_CUT,
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

		id_of(&sample.texts[cases[i].target], id);
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
		found |= rule >= VERIFY_CATALOG; /* another test */
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
	struct verify_totals totals;
	size_t n;
	char *bytes;

	(void)state;
	sample_restore(&sample);
	bytes = dir_read(sample.path, &n);
	for (size_t i = 0; i < n; i += 3) {
		struct heard h = {0};

		bytes[i] ^= 1;
		dir_write(sample.path, bytes, n);
		assert_int_equal(run(&h, false, &totals), 0);
		bytes[i] ^= 1;
		if (totals.findings == 0 && !is_idle(bytes, i))
			fail_msg("byte %zu of %zu", i, n);
		buf_free(&h.all);
	}
	dir_write(sample.path, bytes, n);
	free(bytes);
}

/* One file alone: what it refers to may be elsewhere. */
static void one_file(void **state)
{
	struct mutation m = {.record = SAMPLE_REVISIT, .how = TEXT,
			     .from = "WARC-Refers-To: <urn:uuid:",
			     .to = "WARC-Refers-To: <urn:uuid:f"};
	struct verify_options options = {0};
	struct verify_totals totals;

	(void)state;
	write_mutated(&m);
	assert_int_equal(verify_file(sample.path, &options, &totals), 0);
	assert_int_equal(totals.findings, 0);
	assert_int_equal(totals.records, SAMPLE_RECORDS);
	sample_restore(&sample);
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
		cmocka_unit_test(every_rule_has_a_mutation),
		cmocka_unit_test(spoiled_bytes_are_found),
		cmocka_unit_test(one_file),
	};

	if (argc == 2) {
		sample_write(argv[1]);
		return 0;
	}
	return cmocka_run_group_tests(tests, make_sample, drop_sample);
}
