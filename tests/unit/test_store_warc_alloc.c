/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of building, writing, reading and verifying fails once. */
#include "base/err.h"
#include "store/verify.h"
#include "store/warc_read.h"
#include "store/warc_write.h"
#include "tests/lib/dir.h"
#include "tests/lib/fault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <libdeflate.h>
#include <openssl/crypto.h>

static char *dir, *folder;

/*
 * The libraries' allocations come from this program, so that they fail, too:
 * calls from inside a shared library are not wrapped.  OpenSSL gets over some
 * failures by itself, so its allocations have a sweep of their own, in which a
 * failure may go without an error.
 */
static bool crypto_fails;
void *__real_malloc(size_t n);
void *__real_realloc(void *p, size_t n);

static void *crypto_malloc(size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	return crypto_fails ? malloc(n) : __real_malloc(n);
}

static void check(int err, bool failed)
{
	if (!crypto_fails || err)
		assert_int_equal(err, failed ? ERR_NOMEM : 0);
}

static void *crypto_realloc(void *p, size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	return crypto_fails ? realloc(p, n) : __real_realloc(p, n);
}

static void crypto_free(void *p, const char *file, int line)
{
	(void)file;
	(void)line;
	free(p);
}

static void *deflate_malloc(size_t n)
{
	return malloc(n);
}

static int setup(void **state)
{
	uint8_t sha256[SHA256_BYTES];

	(void)state;
	dir = dir_make();
	folder = dir_path(dir, "warc");
	assert_int_equal(mkdir(folder, 0755), 0);
	libdeflate_set_memory_allocator(deflate_malloc, free);
	/* what OpenSSL makes once, on first use, is no part of the sweep */
	return digest_sha256(slice_of("x"), sha256);
}

static int teardown(void **state)
{
	(void)state;
	free(folder);
	dir_remove(dir);
	return 0;
}

static const struct warc_info info = {.software = "x", .hostname = "box"};

static int build(struct arena *a, size_t spool_above,
		 struct warc_bundle *ret_bundle)
{
	static const uint8_t seed[16] = "a seed";
	struct warc_build_options options = {
		.level = 1, .spool_dir = dir, .spool_above = spool_above,
		.uuid_seed = seed,
	};
	struct capture c = {
		.url = "http://www.qinghe.gov.cn/", .started_ms = 1,
		.via_position = -1, .has_payload = true, .via = "x\n",
	};
	struct exchange e = {
		SLICE_LIT("GET / HTTP/1.1\r\n\r\n"),
		SLICE_LIT("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked"
			  "\r\n\r\n"),
		SLICE_LIT("4\r\nbody\r\n0\r\n\r\n"), -1, 14,
	};
	int err = digest_sha256(slice_of("body"), c.sha256);

	return err ? err : warc_build(&c, &e, &options, a, ret_bundle);
}

static void building(void **state)
{
	(void)state;
	for (size_t above = 0; above <= 4096; above += 4096) {
		bool failed = true;

		for (int k = 1; failed; k++) {
			struct warc_bundle b = WARC_BUNDLE_NONE;
			struct arena *a = arena_new(1 << 20);
			int err;

			fault_arm(k);
			err = build(a, above, &b);
			failed = fault_disarm();
			check(err, failed);
			warc_bundle_free(&b);
			arena_free(a);
		}
	}
}

/* So that the next one begins anew. */
static void remove_file(int serial)
{
	char path[4096];

	for (int i = 0; i < 2; i++) {
		(void)snprintf(path, sizeof(path), "%s/nianbao-19700101000000-"
			       "%05d-box.warc.gz%s", folder, serial,
			       i ? ".open" : "");
		(void)unlink(path);	/* one of them is not there */
	}
}

static void writing(void **state)
{
	(void)state;
	for (size_t above = 0; above <= 4096; above += 4096) {
		struct warc_bundle b = WARC_BUNDLE_NONE;
		struct arena *a = arena_new(1 << 20);
		bool failed = true;

		assert_int_equal(build(a, above, &b), 0);
		for (int k = 1; failed; k++) {
			struct warc_file *file = NULL;
			uint64_t at;
			int err;

			fault_arm(k);
			err = warc_file_create(folder, 0,
					       above ? 1u : 2u, &info, &file);
			if (!err)
				err = warc_file_append(file, &b, &at);
			if (!err)
				err = warc_file_close(file);
			else if (file)
				(void)warc_file_close(file); /* err says it */
			failed = fault_disarm();
			check(err, failed);
			if (failed)
				remove_file(above ? 1 : 2);
		}
		warc_bundle_free(&b);
		arena_free(a);
	}
}

/* Reads the files written above. */
static void verifying(void **state)
{
	struct verify_options options = {0};
	bool failed = true;

	(void)state;
	for (int k = 1; failed; k++) {
		struct verify_totals totals = {0};
		int err;

		fault_arm(k);
		err = verify_archive(dir, &options, &totals);
		failed = fault_disarm();
		check(err, failed);
		if (!failed)
			assert_int_equal(totals.files, 2);
	}
}

static void with_openssl(void **state)
{
	remove_file(1);
	remove_file(2);
	crypto_fails = true;
	building(state);
	writing(state);
	verifying(state);
	crypto_fails = false;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(building),
		cmocka_unit_test(writing),
		cmocka_unit_test(verifying),
		cmocka_unit_test(with_openssl),
	};

	/* only before anything was allocated */
	if (!CRYPTO_set_mem_functions(crypto_malloc, crypto_realloc,
				      crypto_free))
		return 1;
	return cmocka_run_group_tests(tests, setup, teardown);
}
