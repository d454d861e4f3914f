/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/lib/exchanges.h"

#include "base/err.h"
#include "store/verify.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

struct exchanges *exchanges_new(char *dir)
{
	struct exchanges *x = calloc(1, sizeof(*x));

	assert_non_null(x);
	x->dir = dir;
	x->options = (struct store_options){
		.warc_max = 1 << 30, .program = "nianbao/test",
		.config_sha256 = "00",
		.info = {.software = "nianbao/test"},
	};
	x->arena = arena_new(64 << 20);
	assert_non_null(x->arena);
	return x;
}

void exchanges_clear(struct exchanges *x)
{
	for (size_t i = 0; i < x->count; i++)
		warc_bundle_free(&x->bundles[i]);
	x->count = 0;
}

char *exchanges_free(struct exchanges *x)
{
	char *dir = x->dir;

	exchanges_clear(x);
	(void)store_close(x->store);
	arena_free(x->arena);
	free(x);
	return dir;
}

void exchanges_open(struct exchanges *x,
		    struct store_recovery *ret_found)
{
	struct store_site site = {
		.name = "a.test", .seed = "http://a.test/", .scope = "site",
	};
	int err = store_open(x->dir, &x->options, &x->store, ret_found);

	if (err)
		fail_msg("store_open: %s: %s", err_name(err),
			 store_open_problem());
	assert_int_equal(store_run_begin(x->store, "crawl", 1, &x->run), 0);
	assert_int_equal(store_site_put(x->store, &site), 0);
	x->site = site.id;
}

void exchanges_close(struct exchanges *x)
{
	exchanges_clear(x);
	assert_int_equal(store_close(x->store), 0);
	x->store = NULL;
}

void exchanges_add(struct exchanges *x, const char *url,
		   const char *body)
{
	size_t i = x->count++;
	char head[] = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n";
	char *kept = arena_strndup(x->arena, head, sizeof(head) - 1);

	assert_true(i < EXCHANGES_MAX);
	x->made++;
	memcpy(x->seeds[i], &x->made, sizeof(x->made));
	x->captures[i] = (struct capture){
		.url = url, .site = "a.test", .site_id = x->site,
		.run_id = x->run, .via_position = -1, .hops = "",
		.asked.method = "GET", .started_ms = 1795412345000 + x->made,
		.dns_ms = 1, .connect_ms = 2, .tls_ms = -1,
		.first_byte_ms = 3, .total_ms = 4, .address = "127.0.0.1",
		.port = 80, .status = 200, .content_type = "text/html",
		.has_payload = true, .payload_length = strlen(body),
		.kind = CAPTURE_RESPONSE, .program = "nianbao/test",
	};
	assert_int_equal(digest_sha256(slice_of(body),
				       x->captures[i].sha256), 0);
	x->exchanges[i] = (struct exchange){
		.request = SLICE_LIT("GET / HTTP/1.1\r\nHost: a.test\r\n\r\n"),
		.head = {kept, sizeof(head) - 1}, .body = slice_of(body),
		.body_fd = -1, .body_length = strlen(body),
	};
	x->builds[i] = (struct warc_build_options){
		.level = 1, .spool_dir = x->dir, .spool_above = 1 << 20,
		.uuid_seed = x->seeds[i],
	};
	x->bundles[i] = (struct warc_bundle)WARC_BUNDLE_NONE;
	assert_int_equal(warc_build(&x->captures[i], &x->exchanges[i],
				    &x->builds[i], x->arena, &x->bundles[i]),
			 0);
	x->items[i] = (struct store_item){
		.capture = &x->captures[i], .exchange = &x->exchanges[i],
		.build = &x->builds[i], .bundle = &x->bundles[i],
		.arena = x->arena,
	};
}

int exchanges_commit(struct exchanges *x)
{
	return store_commit(x->store, x->items, x->count, 2);
}

static void on_finding(void *ctx, const struct verify_finding *f)
{
	(void)ctx;
	fprintf(stderr, "%s: %s at %llu: %s\n", f->rule, f->file,
		(unsigned long long)f->offset, f->detail);
}

void exchanges_verify(struct exchanges *x)
{
	struct verify_options options = {.on_finding = on_finding};
	struct verify_totals totals;

	assert_int_equal(verify_archive(x->dir, &options, &totals), 0);
	assert_int_equal(totals.findings, 0);
}
