/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/coding.h"

#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include <cmocka.h>

enum { MAX = 1 << 20 };

static const char hello[] = "hello world";
/* "hello world" as one uncompressed metablock (RFC 7932 §9.2) */
static const struct slice brotli =
	SLICE_LIT("\x0b\x05\x80hello world\x03");

/* bits as for deflateInit2(): 31 gzip, 15 zlib, -15 bare. Owned by caller. */
static struct slice packed(struct slice bytes, int bits)
{
	z_stream z = {.zalloc = Z_NULL};
	size_t size = bytes.n + 1024;
	char *p = malloc(size);

	assert_non_null(p);
	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, bits, 8,
				      Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (unsigned char *)(uintptr_t)bytes.p;
	z.avail_in = (unsigned)bytes.n;
	z.next_out = (unsigned char *)p;
	z.avail_out = (unsigned)size;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	size -= z.avail_out;
	assert_int_equal(deflateEnd(&z), Z_OK);
	return (struct slice){p, size};
}

static void gives(const char *coding, struct slice payload, size_t max,
		  int wanted_err, struct slice wanted)
{
	struct buf out = BUF_INIT(max);
	int err = coding_undo(slice_of(coding), payload, &out);

	if (err != wanted_err || !slice_eq(buf_slice(&out), wanted))
		fail_msg("\"%s\" of %zu bytes, at most %zu\n"
			 "  got    %s, %zu bytes\n  wanted %s, %zu bytes",
			 coding, payload.n, max, err_name(err), out.len,
			 err_name(wanted_err), wanted.n);
	buf_free(&out);
}

static void each_coding(void **state)
{
	static const struct {
		const char *name;
		int bits;
	} cases[] = {
		{"gzip", 31}, {"x-gzip", 31}, {"GZip", 31}, {" gzip ", 31},
		{"identity, gzip", 31}, {"gzip,identity", 31}, {",gzip,", 31},
		{"deflate", 15}, {"deflate", -15},
	};
	struct slice text = slice_of(hello);

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct slice p = packed(text, cases[i].bits);

		assert_false(coding_is_identity(slice_of(cases[i].name)));
		gives(cases[i].name, p, MAX, 0, text);
		gives(cases[i].name, p, text.n, 0, text);
		gives(cases[i].name, p, text.n - 1, ERR_TOOBIG,
		      slice_sub(text, 0, text.n - 1));
		gives(cases[i].name, slice_of(""), MAX, 0, slice_of(""));
		free((void *)(uintptr_t)p.p);
	}
	gives("br", brotli, MAX, 0, text);
	gives("br", brotli, text.n, 0, text);
	gives("br", brotli, text.n - 1, ERR_TOOBIG,
	      slice_sub(text, 0, text.n - 1));
}

static void no_coding(void **state)
{
	static const char *const names[] = {
		"", "identity", "Identity", " identity , ", "identity,identity",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		assert_true(coding_is_identity(slice_of(names[i])));
		gives(names[i], slice_of(hello), MAX, 0, slice_of(hello));
		gives(names[i], slice_of(hello), 3, ERR_TOOBIG, slice_of(""));
	}
	assert_true(coding_is_identity(SLICE_NONE));
}

static void lists(void **state)
{
	struct slice once = packed(slice_of(hello), 31);
	struct slice twice = packed(once, 15);
	struct slice br = packed(brotli, 31);

	(void)state;
	gives("gzip, deflate", twice, MAX, 0, slice_of(hello));
	gives("br, gzip", br, MAX, 0, slice_of(hello));
	gives("deflate, gzip", twice, MAX, ERR_INVALID, slice_of(""));
	gives("gzip, deflate", twice, once.n - 1, ERR_TOOBIG, slice_of(""));
	gives("gzip,gzip,gzip,gzip,gzip", once, MAX, ERR_UNSUPPORTED,
	      slice_of(""));
	gives("compress", once, MAX, ERR_UNSUPPORTED, slice_of(""));
	gives("gzip, zstd", once, MAX, ERR_UNSUPPORTED, slice_of(""));
	free((void *)(uintptr_t)once.p);
	free((void *)(uintptr_t)twice.p);
	free((void *)(uintptr_t)br.p);
}

/* Whatever is cut off, what came before is there. */
static void cut(void **state)
{
	struct slice whole = packed(slice_of(hello), 31);

	(void)state;
	for (size_t n = 1; n < whole.n; n++) {
		struct buf out = BUF_INIT(MAX);

		assert_int_equal(coding_undo(slice_of("gzip"),
					     slice_sub(whole, 0, n), &out),
				 ERR_EOF);
		assert_true(slice_starts(slice_of(hello),
					 out.data ? out.data : ""));
		buf_free(&out);
	}
	gives("gzip", slice_sub(whole, 0, whole.n - 8), MAX, ERR_EOF,
	      slice_of(hello));
	gives("br", slice_sub(brotli, 0, brotli.n - 1), MAX, ERR_EOF,
	      slice_of(hello));
	free((void *)(uintptr_t)whole.p);
}

static void damaged(void **state)
{
	struct slice p = packed(slice_of(hello), 31);
	char *bytes = (char *)(uintptr_t)p.p;

	(void)state;
	gives("gzip", slice_of("<html>"), MAX, ERR_INVALID, slice_of(""));
	gives("deflate", slice_of("<html>"), MAX, ERR_INVALID, slice_of(""));
	gives("br", slice_of("\xff\xff\xff"), MAX, ERR_INVALID, slice_of(""));
	bytes[p.n - 6] ^= 1;	/* of the CRC */
	gives("gzip", p, MAX, ERR_INVALID, slice_of(hello));
	free(bytes);
}

static void members_and_what_follows(void **state)
{
	struct slice p = packed(slice_of(hello), 31);
	struct buf two = BUF_INIT(MAX);

	(void)state;
	assert_int_equal(buf_add_slice(&two, p), 0);
	assert_int_equal(buf_add_slice(&two, p), 0);
	gives("gzip", buf_slice(&two), MAX, 0,
	      slice_of("hello worldhello world"));
	buf_truncate(&two, p.n);
	assert_int_equal(buf_adds(&two, "\r\n\r\n"), 0);
	gives("gzip", buf_slice(&two), MAX, 0, slice_of(hello));
	buf_free(&two);
	free((void *)(uintptr_t)p.p);
}

/* 16 MiB of zeros in 16 KiB cost no more than the maximum. */
static void bomb(void **state)
{
	size_t n = 16 << 20;
	char *zeros = calloc(1, n);
	struct slice p = packed((struct slice){zeros, n}, 31);
	struct buf out = BUF_INIT(100000);

	(void)state;
	assert_int_equal(coding_undo(slice_of("gzip"), p, &out), ERR_TOOBIG);
	assert_int_equal(out.len, 100000);
	assert_true(out.cap <= 200002);
	buf_free(&out);
	gives("gzip", p, n, 0, (struct slice){zeros, n});
	free((void *)(uintptr_t)p.p);
	free(zeros);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_coding),
		cmocka_unit_test(no_coding),
		cmocka_unit_test(lists),
		cmocka_unit_test(cut),
		cmocka_unit_test(damaged),
		cmocka_unit_test(members_and_what_follows),
		cmocka_unit_test(bomb),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
