/* SPDX-License-Identifier: Apache-2.0 */
#include "base/digest.h"
#include "base/err.h"
#include "store/warc_read.h"
#include "tests/lib/dir.h"
#include "tests/lib/gz.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

enum { MAX = 8 << 20 };

static char *dir;

static int make_dir(void **state)
{
	(void)state;
	dir = dir_make();
	return 0;
}

static int drop_dir(void **state)
{
	(void)state;
	dir_remove(dir);
	return 0;
}

/* A reader over these bytes; the file goes with the folder. */
static struct warc_reader *open_bytes(struct slice bytes, size_t max_block)
{
	char *path = dir_path(dir, "x.warc");
	struct warc_reader *r = NULL;

	dir_write(path, bytes.p, bytes.n);
	assert_int_equal(warc_open(path, max_block, &r), 0);
	free(path);
	return r;
}

static void add(struct buf *out, const struct buf *text, bool gzip)
{
	if (gzip)
		gz_add(out, buf_slice(text));
	else
		assert_int_equal(buf_add_slice(out, buf_slice(text)), 0);
}

/* A record: fields without Content-Length, and its block. */
static void add_record(struct buf *out, const char *fields, struct slice block)
{
	assert_int_equal(buf_addf(out, "WARC/1.1\r\n%sContent-Length: %zu"
				  "\r\n\r\n", fields, block.n), 0);
	assert_int_equal(buf_add_slice(out, block), 0);
	assert_int_equal(buf_adds(out, "\r\n\r\n"), 0);
}

#define RESPONSE "WARC-Type: response\r\nContent-Type: application/http\r\n"

static void says(const char *what, struct slice got, const char *wanted)
{
	if (!slice_eqs(got, wanted) || !got.p != !wanted)
		fail_msg("%s: got \"%.*s\", wanted \"%s\"", what,
			 SLICE_ARG(got), wanted ? wanted : "(absent)");
}

static void fields_and_types(void **state)
{
	static const struct {
		const char *head;
		unsigned odd;
		enum warc_type type;
		const char *value;	/* of X-A */
	} cases[] = {
		{"WARC-Type: warcinfo\r\nX-A: b\r\n", 0, WARC_INFO, "b"},
		{"warc-TYPE:Revisit\r\nx-a:   b c \t\r\n", 0, WARC_REVISIT,
		 "b c"},
		{"WARC-Type: strange\r\nX-A:\r\n", 0, WARC_OTHER, ""},
		{"WARC-Type: request\r\nX-A: b\r\n  c\r\n\td\r\nX-B: e\r\n",
		 WARC_ODD_FOLDED, WARC_REQUEST, "b    c  \td"},
		{"WARC-Type: metadata\nX-A: b\n", WARC_ODD_LINE_END,
		 WARC_METADATA, "b"},
		{"no field\r\nX-A: a:b\r\n: c\r\n", WARC_ODD_FIELD,
		 WARC_OTHER, "a:b"},
		{" begins folded\r\nX-A: b\r\n", WARC_ODD_FOLDED, WARC_OTHER,
		 "b"},
		{"X-A: first\r\nX-A: second\r\n", 0, WARC_OTHER, "first"},
		{"X-B: b\r\n", 0, WARC_OTHER, NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf text = BUF_INIT(MAX);
		struct warc_record record;
		struct warc_reader *r;

		add_record(&text, cases[i].head, slice_of("block"));
		r = open_bytes(buf_slice(&text), 100);
		assert_int_equal(warc_next(r, &record), 0);
		assert_int_equal(record.odd, cases[i].odd);
		assert_int_equal(record.type, cases[i].type);
		says(cases[i].head, warc_field(&record, "X-A"),
		     cases[i].value);
		says("block", record.block, "block");
		assert_int_equal(record.offset, 0);
		assert_int_equal(record.length, text.len);
		assert_int_equal(warc_next(r, &record), ERR_NOTFOUND);
		assert_int_equal(warc_next(r, &record), ERR_NOTFOUND);
		warc_close(r);
		buf_free(&text);
	}
}

static void old_target_uris(void **state)
{
	struct warc_field field = {SLICE_LIT("warc-target-uri"),
				   SLICE_LIT("<http://a/>")};
	struct warc_record record = {.fields = &field, .field_count = 1};

	(void)state;
	says("1.0", warc_target_uri(&record), "http://a/");
	field.value = slice_of("http://a/");
	says("1.1", warc_target_uri(&record), "http://a/");
	record.field_count = 0;
	says("none", warc_target_uri(&record), NULL);
}

/* Blocks and what of them is payload. */
static void payloads(void **state)
{
#define CHUNKED "HTTP/1.1 200 OK\r\ntransfer-Encoding:  Chunked\r\n\r\n"
#define PLAIN "HTTP/1.1 200 OK\r\n\r\n"
	static const struct {
		const char *fields, *block, *payload;
		bool dechunked, has_head;
	} cases[] = {
		{RESPONSE, PLAIN "body", "body", false, true},
		{RESPONSE, PLAIN, "", false, true},
		{RESPONSE, "HTTP/1.1 200 OK\n\nbody", "body", false, true},
		{RESPONSE, "HTTP/1.1 200 OK\r\nA: b\r\n", NULL, false, false},
		{RESPONSE, "", NULL, false, false},
		{RESPONSE, CHUNKED "4\r\nabcd\r\n00A;x=y\r\n0123456789\r\n"
		 "0\r\n\r\n", "abcd0123456789", true, true},
		{RESPONSE, CHUNKED "4\nabcd\n0\nTrailer: x\n\n", "abcd", true,
		 true},
		{RESPONSE, CHUNKED "0\r\n\r\n", "", true, true},
		/* cut inside a chunk */
		{RESPONSE, CHUNKED "8\r\nabcd", "abcd", true, true},
		/* said to be chunked, but no longer so */
		{RESPONSE, CHUNKED "body", "body", false, true},
		{RESPONSE, CHUNKED "4\r\nabcdX\r\n", "4\r\nabcdX\r\n", false,
		 true},
		{RESPONSE, CHUNKED "4\r\nabcd\r\n0\r\n\r\nmore",
		 "4\r\nabcd\r\n0\r\n\r\nmore", false, true},
		{RESPONSE, CHUNKED "1234567890123456\r\na",
		 "1234567890123456\r\na", false, true},
		{RESPONSE, CHUNKED "", "", false, true},
		{"WARC-Type: request\r\n", "GET / HTTP/1.1\r\n\r\n", NULL,
		 false, true},
		{"WARC-Type: request\r\n", "POST / HTTP/1.1\r\n\r\na=b", "a=b",
		 false, true},
		{"WARC-Type: response\r\nContent-Type: text/dns\r\n",
		 "192.0.2.1", "192.0.2.1", false, false},
		{"WARC-Type: resource\r\nContent-Type: text/html\r\n",
		 PLAIN, PLAIN, false, false},
		{"WARC-Type: revisit\r\n", PLAIN, NULL, false, true},
		{"WARC-Type: metadata\r\n", "a: b", NULL, false, false},
		{"WARC-Type: warcinfo\r\n", "a: b", NULL, false, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct slice block = slice_of(cases[i].block);
		struct buf text = BUF_INIT(MAX);
		struct warc_record record;
		struct warc_reader *r;
		uint8_t sha256[SHA256_BYTES];

		add_record(&text, cases[i].fields, block);
		r = open_bytes(buf_slice(&text), 1000);
		assert_int_equal(warc_next(r, &record), 0);
		says("block", record.block, cases[i].block);
		assert_int_equal(digest_sha256(block, sha256), 0);
		assert_memory_equal(sha256, record.block_sha256, 32);
		assert_int_equal(record.has_payload, !!cases[i].payload);
		says(cases[i].block, record.payload, cases[i].payload);
		assert_int_equal(record.dechunked, cases[i].dechunked);
		assert_int_equal(!!record.http_head.p, cases[i].has_head);
		if (cases[i].payload) {
			assert_int_equal(digest_sha256(
				slice_of(cases[i].payload), sha256), 0);
			assert_memory_equal(sha256, record.payload_sha256, 32);
		}
		warc_close(r);
		buf_free(&text);
	}
}

/* Blocks past the limit are cut, their digests are not. */
static void large_blocks(void **state)
{
	static const char head[] = "HTTP/1.1 200 OK\r\nX: y\r\n"
				   "Transfer-Encoding: chunked\r\n\r\n";
	enum { CHUNKS = 40, CHUNK = 10000 };
	struct buf text = BUF_INIT(MAX), block = BUF_INIT(MAX);
	struct buf body = BUF_INIT(MAX), gz = BUF_INIT(MAX);
	uint8_t sha256[SHA256_BYTES];

	(void)state;
	assert_int_equal(buf_adds(&block, head), 0);
	for (int i = 0; i < CHUNKS; i++) {
		char piece[CHUNK];

		for (int k = 0; k < CHUNK; k++)
			piece[k] = (char)(i * k >> 3);
		assert_int_equal(buf_addf(&block, "%x\r\n", CHUNK), 0);
		assert_int_equal(buf_add(&block, piece, CHUNK), 0);
		assert_int_equal(buf_add(&body, piece, CHUNK), 0);
		assert_int_equal(buf_adds(&block, "\r\n"), 0);
	}
	assert_int_equal(buf_adds(&block, "0\r\n\r\n"), 0);
	add_record(&text, RESPONSE, buf_slice(&block));
	gz_add(&gz, buf_slice(&text));
	for (int i = 0; i < 8; i++) {
		static const size_t limits[] = {0, 10, 100000, MAX};
		size_t max = limits[i / 2];
		struct slice file = buf_slice(i & 1 ? &gz : &text);
		struct warc_reader *r = open_bytes(file, max);
		struct warc_record record;

		assert_int_equal(warc_next(r, &record), 0);
		assert_int_equal(record.length, file.n);
		assert_int_equal(record.block_cut, max < block.len);
		assert_int_equal(record.block.n,
				 max < block.len ? max : block.len);
		says("head", record.http_head, head);
		assert_int_equal(record.payload.n,
				 max < body.len ? max : body.len);
		assert_memory_equal(record.payload.p, body.data,
				    record.payload.n);
		assert_int_equal(digest_sha256(buf_slice(&block), sha256), 0);
		assert_memory_equal(sha256, record.block_sha256, 32);
		assert_int_equal(digest_sha256(buf_slice(&body), sha256), 0);
		assert_memory_equal(sha256, record.payload_sha256, 32);
		/* and not when nobody wants them */
		assert_int_equal(warc_seek(r, 0), 0);
		warc_set_hashing(r, false);
		assert_int_equal(warc_next(r, &record), 0);
		memset(sha256, 0, sizeof(sha256));
		assert_memory_equal(sha256, record.block_sha256, 32);
		warc_close(r);
	}
	buf_free(&text);
	buf_free(&block);
	buf_free(&body);
	buf_free(&gz);
}

/* sha1 of "abc": RFC 3174 and its Base32 form. */
static void digests_of_others(void **state)
{
	static const struct {
		const char *value;
		int wanted;
	} cases[] = {
		{"sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5", 0},
		{"sha1:vgmt4nsha2awvor6evyxqugcnsonbwe5", 0},
		{"SHA1:a9993e364706816aba3e25717850c26c9cd0d89d", 0},
		{"sha-1:A9993E364706816ABA3E25717850C26C9CD0D89D", 0},
		{"sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE6", ERR_DAMAGED},
		{"sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE", ERR_DAMAGED},
		{"sha1:a9993e364706816aba3e25717850c26c9cd0d89e", ERR_DAMAGED},
		{"sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410"
		 "ff61f20015ad", 0},
		{"sha256:XJ4BNP4PAHH6UQKBIDPF3LRCEOYAGYNDSYLXVHFUCD7WD4QACWWQ"
		 "====", 0},
		{"sha256:XJ4BNP4PAHH6UQKBIDPF3LRCEOYAGYNDSYLXVHFUCD7WD4QACWWQ",
		 0},
		{"sha256:00", ERR_DAMAGED},
		{"md5:900150983cd24fb0d6963f7d28e17f72", ERR_UNSUPPORTED},
		{"sha256:", ERR_INVALID},
		{":00", ERR_INVALID},
		{"VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5", ERR_INVALID},
		{"", ERR_INVALID},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf text = BUF_INIT(MAX);
		struct warc_record record;
		struct warc_reader *r;
		char fields[300];
		int got;

		(void)snprintf(fields, sizeof(fields), "WARC-Type: resource"
			       "\r\nWARC-Payload-Digest: %s\r\n",
			       cases[i].value);
		add_record(&text, fields, slice_of("abc"));
		r = open_bytes(buf_slice(&text), 10);
		assert_int_equal(warc_next(r, &record), 0);
		got = warc_check_payload_digest(&record,
						slice_of(cases[i].value));
		if (got != cases[i].wanted)
			fail_msg("%s: got %s", cases[i].value, err_name(got));
		assert_int_equal(warc_check_block_digest(&record,
				 slice_of(cases[i].value)), cases[i].wanted);
		warc_close(r);
		buf_free(&text);
	}
}

/* Three records in each of the ways a file can hold them. */
static void ways_of_packing(void **state)
{
	static const char *const blocks[] = {"one", "", "three three"};

	(void)state;
	for (int way = 0; way < 4; way++) {
		struct buf file = BUF_INIT(MAX), all = BUF_INIT(MAX);
		struct warc_record record;
		struct warc_reader *r;
		uint64_t places[4] = {0};

		for (int i = 0; i < 3; i++) {
			struct buf text = BUF_INIT(MAX);

			add_record(&text, "WARC-Type: resource\r\n",
				   slice_of(blocks[i]));
			if (way == 3)	/* sloppy writers */
				assert_int_equal(buf_adds(&text, "\r\n\n"), 0);
			assert_int_equal(buf_add_slice(&all, buf_slice(&text)),
					 0);
			add(&file, &text, way == 0);
			places[i + 1] = file.len;
			buf_free(&text);
		}
		if (way == 2) {
			buf_clear(&file);
			gz_add(&file, buf_slice(&all));
		}
		r = open_bytes(buf_slice(&file), 100);
		for (int i = 0; i < 3; i++) {
			assert_int_equal(warc_next(r, &record), 0);
			says("block", record.block, blocks[i]);
			if (way == 2) {
				assert_int_equal(record.offset, 0);
				assert_int_equal(record.length, 0);
				assert_int_equal(record.odd,
						 WARC_ODD_SHARED);
				continue;
			}
			/* stray line ends belong to no record */
			assert_int_equal(record.offset, places[i]);
			assert_int_equal(record.length, places[i + 1] -
					 places[i] - (way == 3 ? 3 : 0));
			assert_int_equal(record.odd, 0);
		}
		assert_int_equal(warc_next(r, &record), ERR_NOTFOUND);
		/* by place, backwards */
		for (int i = 2; way != 2 && i >= 0; i--) {
			assert_int_equal(warc_seek(r, places[i]), 0);
			assert_int_equal(warc_next(r, &record), 0);
			says("block", record.block, blocks[i]);
		}
		warc_close(r);
		buf_free(&file);
		buf_free(&all);
	}
}

/* Cut at every byte: whole records, then the place of the torn one. */
static void torn_tails(void **state)
{
	(void)state;
	for (int gzip = 0; gzip < 2; gzip++) {
		struct buf file = BUF_INIT(MAX);
		uint64_t places[4] = {0};

		for (int i = 0; i < 3; i++) {
			struct buf text = BUF_INIT(MAX);

			add_record(&text, RESPONSE, slice_of(PLAIN "body"));
			add(&file, &text, gzip);
			places[i + 1] = file.len;
			buf_free(&text);
		}
		for (size_t n = 0; n <= file.len; n++) {
			struct warc_reader *r = open_bytes(
				slice_sub(buf_slice(&file), 0, n), 100);
			struct warc_record record;
			uint64_t at = 99;
			int whole = 0, want = 0, err;

			while (!(err = warc_next(r, &record)))
				whole++;
			(void)warc_problem(r, &at);
			/* in a plain file the line ends may be missing */
			while (want < 3 && n + (gzip ? 0 : 4) >=
			       places[want + 1])
				want++;
			assert_int_equal(whole, want);
			assert_int_equal(err, n <= places[whole] ?
					 ERR_NOTFOUND : ERR_EOF);
			if (err == ERR_EOF)
				assert_int_equal(at, places[whole]);
			warc_close(r);
		}
		buf_free(&file);
	}
}

/* What must be refused, and how it is said. */
static void damage(void **state)
{
	static const struct {
		const char *text;
		int wanted;
		const char *problem;
	} cases[] = {
		{"", ERR_NOTFOUND, ""},
		{"\r\n\r\n", ERR_NOTFOUND, ""},
		{"<html>\r\n\r\n", ERR_DAMAGED, "no WARC record"},
		{"WARC/2.0\r\nContent-Length: 0\r\n\r\n", ERR_DAMAGED,
		 "no WARC record"},
		{"WARC/1.1\r\nA: b\r\n\r\n", ERR_DAMAGED, "Content-Length"},
		{"WARC/1.1\r\nContent-Length: x\r\n\r\n", ERR_DAMAGED,
		 "Content-Length"},
		{"WARC/1.1\r\nContent-Length: -1\r\n\r\n", ERR_DAMAGED,
		 "Content-Length"},
		{"WARC/1.1\r\nContent-Length: 9223372036854775808\r\n\r\n",
		 ERR_DAMAGED, "Content-Length"},
		{"WARC/1.1\r\nContent-Length: 9223372036854775807\r\n\r\n",
		 ERR_EOF, "ends inside"},
		{"WARC/1.1\r\nContent-Length: 5\r\n\r\nabc", ERR_EOF,
		 "ends inside"},
		{"WARC/1.1\r\nContent-Len", ERR_EOF, "ends inside"},
		{"\x1F", ERR_EOF, "ends inside"},
		{"\x1F\x8B", ERR_EOF, "ends inside"},
		{"\x1F\x8B\x07----------------", ERR_DAMAGED, "gzip"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct warc_reader *r = open_bytes(slice_of(cases[i].text),
						   100);
		struct warc_record record;
		const char *problem;
		int err = warc_next(r, &record);

		problem = warc_problem(r, NULL);
		if (err != cases[i].wanted ||
		    !strstr(problem, cases[i].problem) ||
		    !problem[0] != !cases[i].problem[0])
			fail_msg("%s: got %s, \"%s\"", cases[i].text,
				 err_name(err), problem);
		warc_close(r);
	}
}

static void limits(void **state)
{
	static const struct {
		int fields, padding, wanted;
	} cases[] = {
		{255, 0, 0}, {256, 0, ERR_DAMAGED},	/* and the length */
		{1, 65485, 0}, {1, 65486, ERR_DAMAGED},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf text = BUF_INIT(MAX);
		struct warc_record record;
		struct warc_reader *r;

		assert_int_equal(buf_adds(&text, "WARC/1.1\r\n"), 0);
		for (int k = 0; k < cases[i].fields; k++)
			assert_int_equal(buf_addf(&text, "Some-Field-Name: v%*s"
						  "\r\n", cases[i].padding,
						  "."), 0);
		assert_int_equal(buf_adds(&text, "Content-Length: 3\r\n\r\n"
					  "abc\r\n\r\n"), 0);
		r = open_bytes(buf_slice(&text), 100);
		if (warc_next(r, &record) != cases[i].wanted)
			fail_msg("case %zu: %zu bytes, %s", i, text.len,
				 warc_problem(r, NULL));
		warc_close(r);
		buf_free(&text);
	}
}

static void odd_tails(void **state)
{
	static const char *const tails[] = {"", "\r\n", "\n\n", "\r\n\r"};

	(void)state;
	for (int i = 0; i < 8; i++) {
		struct buf text = BUF_INIT(MAX), file = BUF_INIT(MAX);
		struct warc_record record;
		struct warc_reader *r;

		assert_int_equal(buf_addf(&text, "WARC/1.1\r\nContent-Length: "
					  "3\r\n\r\nabc%s", tails[i / 2]), 0);
		add(&file, &text, i & 1);
		r = open_bytes(buf_slice(&file), 100);
		assert_int_equal(warc_next(r, &record), 0);
		assert_int_equal(record.odd, WARC_ODD_TAIL);
		assert_int_equal(record.length, file.len);
		assert_int_equal(warc_next(r, &record), ERR_NOTFOUND);
		warc_close(r);
		buf_free(&text);
		buf_free(&file);
	}
}

/* Bytes of the middle record are spoiled, one after the other: the third is
 * always found again. */
static void going_on_behind_damage(void **state)
{
	(void)state;
	for (int gzip = 0; gzip < 2; gzip++) {
		struct buf file = BUF_INIT(MAX);
		size_t from = 0, to = 0;

		for (int i = 0; i < 3; i++) {
			struct buf text = BUF_INIT(MAX);

			add_record(&text, i == 2 ? "X-Last: yes\r\n" : "",
				   slice_of("block"));
			add(&file, &text, gzip);
			from = i == 0 ? file.len : from;
			to = i == 1 ? file.len : to;
			buf_free(&text);
		}
		for (size_t at = from; at < to; at++) {
			bool last = false;
			struct warc_reader *r;
			struct warc_record record;

			file.data[at] ^= 0x55;
			r = open_bytes(buf_slice(&file), 100);
			for (;;) {
				int err = warc_next(r, &record);

				if (!err)
					last |= !!warc_field(&record,
							     "X-Last").p;
				else if (err == ERR_NOTFOUND ||
					 warc_resync(r))
					break;
			}
			if (!last && gzip)
				fail_msg("lost behind byte %zu", at);
			warc_close(r);
			file.data[at] ^= 0x55;
		}
		buf_free(&file);
	}
}

static void opening(void **state)
{
	struct warc_reader *r = NULL;

	(void)state;
	assert_int_equal(warc_open("/nonexistent/x", 1, &r), ERR_NOTFOUND);
	assert_int_equal(warc_open("/", 1, &r), ERR_IO);
	assert_null(r);
	warc_close(NULL);
	r = open_bytes(slice_of("x"), 1);
	assert_int_equal(warc_seek(r, UINT64_MAX), ERR_RANGE);
	warc_close(r);
	assert_string_equal(warc_type_name(WARC_INFO), "warcinfo");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_and_types),
		cmocka_unit_test(old_target_uris),
		cmocka_unit_test(payloads),
		cmocka_unit_test(large_blocks),
		cmocka_unit_test(digests_of_others),
		cmocka_unit_test(ways_of_packing),
		cmocka_unit_test(torn_tails),
		cmocka_unit_test(damage),
		cmocka_unit_test(limits),
		cmocka_unit_test(odd_tails),
		cmocka_unit_test(going_on_behind_damage),
		cmocka_unit_test(opening),
	};

	return cmocka_run_group_tests(tests, make_dir, drop_dir);
}
