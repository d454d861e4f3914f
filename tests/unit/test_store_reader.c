/* SPDX-License-Identifier: Apache-2.0 */
/* What a reader answers about a small archive with every kind of capture. */
#include "base/err.h"
#include "store/store.h"
#include "tests/lib/archive.h"
#include "tests/lib/dir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { MAX = 8 << 20 };

#define A "http://www.qinghe.gov.cn/a.html"
#define B "http://www.qinghe.gov.cn/b.html"
#define GONE "http://gone.qinghe.gov.cn/"
#define HEAD "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
#define OLD "nian bao\n"
#define NEW "nian bao, corrected\n"

/* Ids, in order of time. */
static struct {
	int64_t old, copy, same, gone, cut, http09, new, empty;
} id;
static struct archive archive;
static struct store_reader *reader;
static struct arena *arena;

static struct capture_ref ref_of(const struct capture *c)
{
	return (struct capture_ref){c->record_id, c->url, c->started_ms};
}

static int make(void **state)
{
	struct capture old = {
		.url = A, .raw = "a.html\xff", .site = "qinghe", .status = 200,
		.official = true, .is_seed = true, .sniffed = "text/html",
		.etag = "\"1\"", .title = "\xe5\xb9\xb4\xe6\x8a\xa5",
		.queued_ms = 77,
	};
	struct capture copy = {.url = B, .kind = CAPTURE_REVISIT,
			       .status = 200, .via = A, .via_position = 3,
			       .site = "qinghe", .hops = "L"};
	struct capture same = {.url = A, .kind = CAPTURE_NOT_MODIFIED,
			       .status = 304, .site = "qinghe"};
	struct capture gone = {.url = GONE, .kind = CAPTURE_FAILED,
			       .outcome = ERR_TIMEOUT, .error = "slow"};
	struct capture cut = {.url = B, .status = 200,
			      .truncated = TRUNCATED_LENGTH};
	struct capture http09 = {.url = A "?9", .kind = CAPTURE_RESOURCE};
	struct capture new = {.url = A, .status = 200};
	struct capture refused = {.url = B, .kind = CAPTURE_FAILED,
				  .outcome = ERR_ROBOTS, .site = "qinghe"};
	struct capture empty = {.url = A "?e", .status = 404};
	struct slice first = SLICE_LIT(OLD);

	(void)state;
	archive_make(&archive);
	id.old = archive_add(&archive, &old, HEAD, first);
	copy.refers_to = same.refers_to = ref_of(&old);
	memcpy(same.sha256, old.sha256, SHA256_BYTES);
	id.copy = archive_add(&archive, &copy, HEAD, first);
	id.same = archive_add(&archive, &same,
			      "HTTP/1.1 304 Not Modified\r\n\r\n",
			      SLICE_NONE);
	id.gone = archive_add(&archive, &gone, NULL, SLICE_NONE);
	id.cut = archive_add(&archive, &cut, HEAD,
			     (struct slice)SLICE_LIT("first part"));
	id.http09 = archive_add(&archive, &http09, NULL,
				(struct slice)SLICE_LIT("no head"));
	id.new = archive_add(&archive, &new, HEAD,
			     (struct slice)SLICE_LIT(NEW));
	(void)archive_add(&archive, &refused, NULL, SLICE_NONE);
	id.empty = archive_add(&archive, &empty, HEAD, SLICE_NONE);
	arena = arena_new(MAX);
	assert_int_equal(store_reader_open(archive.dir, &reader), 0);
	return 0;
}

static int drop(void **state)
{
	(void)state;
	store_reader_close(reader);
	store_reader_close(NULL);
	arena_free(arena);
	archive_drop(&archive);
	return 0;
}

/* --- bytes ------------------------------------------------------------ */

static void payloads(void **state)
{
	const struct {
		int64_t capture;
		int err;
		const char *payload, *block;
	} cases[] = {
		{id.old, 0, OLD, HEAD OLD},
		{id.copy, 0, OLD, HEAD},
		{id.same, 0, OLD, "HTTP/1.1 304 Not Modified\r\n\r\n"},
		{id.gone, ERR_NOTFOUND, "", NULL},
		{id.cut, 0, "first part", HEAD "first part"},
		{id.http09, 0, "no head", "no head"},
		{id.new, 0, NEW, HEAD NEW},
		{id.empty, 0, "", HEAD},
		{4711, ERR_NOTFOUND, "", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct buf payload = BUF_INIT(MAX), block = BUF_INIT(MAX);
		struct capture c = {0};
		int err = store_payload(reader, cases[i].capture, arena,
					&payload, &c);

		if (err != cases[i].err ||
		    !slice_eqs(buf_slice(&payload), cases[i].payload))
			fail_msg("capture %lld: got %s \"%.*s\", wanted %s "
				 "\"%s\"", (long long)cases[i].capture,
				 err_name(err), SLICE_ARG(buf_slice(&payload)),
				 err_name(cases[i].err), cases[i].payload);
		if (!err)
			assert_int_equal(c.id, cases[i].capture);
		if (cases[i].block) {
			assert_int_equal(store_block(reader, cases[i].capture,
						     &block), 0);
			assert_string_equal(block.data, cases[i].block);
		}
		buf_free(&payload);
		buf_free(&block);
	}
}

static void too_long_for_the_buffer(void **state)
{
	struct buf out = BUF_INIT(sizeof(OLD) - 2);

	(void)state;
	assert_int_equal(store_payload(reader, id.old, arena, &out, NULL),
			 ERR_TOOBIG);
	assert_int_equal(store_block(reader, id.old, &out), ERR_TOOBIG);
	assert_int_equal(out.len, 0);
	out.max++;
	assert_int_equal(store_payload(reader, id.old, arena, &out, NULL), 0);
	buf_free(&out);
}

/* --- finding ---------------------------------------------------------- */

static void by_url(void **state)
{
	int64_t start = ARCHIVE_START_MS * 1000LL;
	const struct {
		const char *url;
		int64_t at_ms;
		bool any;
		int64_t wanted;	/* 0: ERR_NOTFOUND */
	} cases[] = {
		{A, 0, false, id.new},
		{A, start - 1, false, 0},
		{A, start, false, id.old},
		{A, start + 11999, false, id.same},
		{A, start + 12000, false, id.new},
		{GONE, 0, false, 0},
		{GONE, 0, true, id.gone},
		{A "#x", 0, true, 0},
		{"", 0, true, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct capture c = {0};
		int err = store_find_url(reader, cases[i].url, cases[i].at_ms,
					 cases[i].any, arena, &c);

		if (err != (cases[i].wanted ? 0 : ERR_NOTFOUND) ||
		    c.id != cases[i].wanted)
			fail_msg("case %zu: got %s, capture %lld, wanted %lld",
				 i, err_name(err), (long long)c.id,
				 (long long)cases[i].wanted);
	}
}

static void by_digest(void **state)
{
	const struct {
		const char *bytes;
		int64_t wanted;
		bool content;
	} cases[] = {
		{OLD, id.old, true}, {NEW, id.new, true},
		{"no head", id.http09, true}, {"first part", id.cut, false},
		{"", id.empty, false}, {"never seen", 0, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct capture_ref ref = {.record_id = NULL};
		struct capture c = {0};
		uint8_t sha256[SHA256_BYTES];

		assert_int_equal(digest_sha256(slice_of(cases[i].bytes),
					       sha256), 0);
		assert_int_equal(store_find_sha256(reader, sha256, arena, &c),
				 cases[i].wanted ? 0 : ERR_NOTFOUND);
		assert_int_equal(c.id, cases[i].wanted);
		assert_int_equal(store_content_find(reader, sha256, arena,
						    &ref),
				 cases[i].content ? 0 : ERR_NOTFOUND);
		if (!cases[i].content)
			continue;
		assert_string_equal(ref.record_id, c.record_id);
		assert_string_equal(ref.url, c.url);
		assert_int_equal(ref.date_ms, c.started_ms);
	}
}

/* What comes back is what went in, by the fields of the metadata record. */
static void every_field(void **state)
{
	struct buf back = BUF_INIT(MAX);
	struct capture c;

	(void)state;
	assert_int_equal(store_find_capture(reader, id.old, arena, &c), 0);
	assert_int_equal(capture_to_fields(&c, &back), 0);
	assert_non_null(strstr(back.data, "nianbao-url: " A "\r\n"));
	assert_non_null(strstr(back.data, "nianbao-url-raw: a.html%FF\r\n"));
	assert_non_null(strstr(back.data, "nianbao-site: qinghe\r\n"));
	assert_int_equal(c.queued_ms, 77);
	assert_int_equal(c.dns_ms, -1);
	assert_int_equal(c.total_ms, 40);
	assert_string_equal(c.etag, "\"1\"");
	assert_true(c.is_seed && c.official && c.has_payload);
	assert_true(c.main.length > 0 && c.request.length > 0);
	assert_int_equal(c.request.offset, c.main.offset + c.main.length);
	buf_free(&back);
	assert_int_equal(store_find_capture(reader, id.gone, arena, &c), 0);
	assert_int_equal(c.outcome, ERR_TIMEOUT);
	assert_string_equal(c.error, "slow");
	assert_int_equal(c.kind, CAPTURE_FAILED);
	assert_int_equal(store_find_capture(reader, id.copy, arena, &c), 0);
	assert_string_equal(c.refers_to.url, A);
	assert_int_equal(c.via_position, 3);
	assert_int_equal(store_find_capture(reader, 4711, arena, &c),
			 ERR_NOTFOUND);
}

/* --- walks ------------------------------------------------------------ */

struct walk {
	int64_t ids[16];
	int count, stop_at;
};

static int on_capture(void *ctx, const struct capture *c)
{
	struct walk *w = ctx;

	w->ids[w->count++] = c->id;
	return w->count == w->stop_at ? 7 : 0;
}

static void captures(void **state)
{
	struct walk all = {.count = 0}, of_url = {.count = 0},
		    some = {.stop_at = 2};

	(void)state;
	assert_int_equal(store_each_capture(reader, NULL, on_capture, &all),
			 0);
	assert_int_equal(all.count, 9);
	assert_int_equal(store_each_capture(reader, A, on_capture, &of_url),
			 0);
	assert_int_equal(of_url.count, 3);
	assert_int_equal(of_url.ids[0], id.old);
	assert_int_equal(of_url.ids[2], id.new);
	assert_int_equal(store_each_capture(reader, NULL, on_capture, &some),
			 7);
	assert_int_equal(some.count, 2);
}

static int on_site_id(void *ctx, const struct store_site_state *s)
{
	if (strcmp(s->site.name, "qinghe") == 0)
		*(int64_t *)ctx = s->site.id;
	return 0;
}

static void requests(void **state)
{
	int64_t times[8], site = 0;
	struct capture old, same;
	size_t count = 0;

	(void)state;
	assert_int_equal(store_each_site_row(reader, on_site_id, &site), 0);
	assert_int_equal(store_find_capture(reader, id.old, arena, &old), 0);
	assert_int_equal(store_find_capture(reader, id.same, arena, &same), 0);
	assert_int_equal(store_site_requests(reader, site, 0, times, 8,
					     &count), 0);
	assert_int_equal(count, 3);	/* not the one robots.txt forbade */
	assert_int_equal(times[0], same.started_ms);
	assert_int_equal(times[2], old.started_ms);
	assert_int_equal(store_site_requests(reader, site, same.started_ms,
					     times, 8, &count), 0);
	assert_int_equal(count, 1);
	assert_int_equal(store_site_requests(reader, site, 0, times, 2,
					     &count), 0);
	assert_int_equal(count, 2);
	assert_int_equal(times[0], same.started_ms);
	assert_int_equal(store_site_requests(reader, 4711, 0, times, 2,
					     &count), 0);
	assert_int_equal(count, 0);
}

static int on_link(void *ctx, const struct store_link *link)
{
	return buf_addf(ctx, "%u %s %s %s\n", link->position, link->kind,
			link->url, link->text ? link->text : "-");
}

static void put_links(int64_t capture, const struct store_link *links,
		      size_t count)
{
	struct capture c;

	assert_int_equal(store_find_capture(reader, capture, arena, &c), 0);
	catalog_begin(archive.catalog);
	rows_links(archive.catalog, &c, links, count);
	assert_int_equal(catalog_end(archive.catalog), 0);
}

static int64_t link_rows(void)
{
	return sql_number(archive.catalog, "SELECT count(*) FROM page_links");
}

static void links(void **state)
{
	const struct store_link given[] = {
		{B, "a \"link\"\n", html_link_kind_name(LINK_NAVIGATE), 0},
		{A, NULL, html_link_kind_name(LINK_NAVIGATE), 4},
	};
	struct buf out = BUF_INIT(MAX);
	struct store_link link;
	int64_t capture;

	(void)state;
	put_links(id.old, given, 2);
	/* of the same content at the same URL they are kept once */
	put_links(id.same, given, 1);
	assert_int_equal(link_rows(), 1);
	assert_int_equal(store_each_link(reader, id.old, on_link, &out), 0);
	assert_string_equal(out.data, "0 navigate " B " a \"link\"\n\n"
				      "4 navigate " A " -\n");
	buf_clear(&out);
	assert_int_equal(store_each_link(reader, id.same, on_link, &out), 0);
	assert_string_equal(out.data, "0 navigate " B " a \"link\"\n\n"
				      "4 navigate " A " -\n");
	buf_clear(&out);
	assert_int_equal(store_each_link(reader, id.copy, on_link, &out), 0);
	assert_int_equal(store_each_link(reader, id.new, on_link, &out), 0);
	assert_int_equal(out.len, 0);
	assert_int_equal(store_find_link(reader, B, arena, &capture, &link),
			 0);
	assert_int_equal(capture, id.old);
	assert_string_equal(link.text, "a \"link\"\n");
	assert_int_equal(link.position, 0);
	/* bytes that only stand within a longer URL are none */
	assert_int_equal(store_find_link(reader, "http://www.qinghe.gov.cn/",
					 arena, &capture, &link),
			 ERR_NOTFOUND);
	buf_free(&out);
}

static int on_site(void *ctx, const struct store_site_state *s)
{
	return buf_addf(ctx, "%s %s %d: %lld captures, %lld bytes, %lld "
			"urls\n", s->site.name, s->site.scope,
			s->site.official, (long long)s->captures,
			(long long)s->bytes, (long long)s->urls);
}

static int on_host(void *ctx, const struct store_host *h)
{
	return buf_addf(ctx, "%s %d %s\n", h->key, h->crawl_delay_ms,
			h->address ? h->address : "-");
}

static int on_run(void *ctx, const struct store_run_state *run)
{
	return buf_addf(ctx, "%s %lld %lld %s\n", run->command,
			(long long)run->started_ms, (long long)run->ended_ms,
			run->outcome ? run->outcome : "-");
}

static void other_rows(void **state)
{
	struct buf out = BUF_INIT(MAX);

	(void)state;
	catalog_begin(archive.catalog);
	catalog_exec(archive.catalog, "INSERT INTO run (command, program, "
		     "started_ms, ended_ms, outcome) VALUES "
		     "('crawl', 'x', 1, 2, 'done'), ('run', 'x', 3, NULL, "
		     "NULL)");
	assert_int_equal(catalog_end(archive.catalog), 0);
	assert_int_equal(store_each_site(reader, on_site, &out), 0);
	assert_int_equal(store_each_host(reader, on_host, &out), 0);
	assert_int_equal(store_each_run(reader, on_run, &out), 0);
	assert_string_equal(out.data,
			    "qinghe reports 1: 4 captures, 9 bytes, 0 urls\n"
			    "http://gone.qinghe.gov.cn:80 -1 -\n"
			    "http://www.qinghe.gov.cn:80 -1 -\n"
			    "run 3 0 -\n"
			    "crawl 1 2 done\n");
	buf_free(&out);
}

static int on_url(void *ctx, const struct store_url_state *u)
{
	return buf_addf(ctx, "%s %s %s %lld %d\n", u->url.url, u->state,
			u->site_name, (long long)u->last_capture,
			u->url.priority);
}

static void urls(void **state)
{
	struct store_url_state url;
	struct buf out = BUF_INIT(MAX);

	(void)state;
	catalog_begin(archive.catalog);
	catalog_exec(archive.catalog, "INSERT INTO frontier (url_id, site_id,"
		     " host_id, state, priority, depth, redirects, due_ms, "
		     "queued_ms, via) SELECT u.id, s.id, u.host_id, 2, 900, "
		     "1, 0, 5, 4, 'v' FROM url u, site s WHERE u.url = '" A
		     "'");
	assert_int_equal(catalog_end(archive.catalog), 0);
	assert_int_equal(store_url_state(reader, A, arena, &url), 0);
	assert_string_equal(url.url.url, A);
	assert_string_equal(url.url.host_key, "http://www.qinghe.gov.cn:80");
	assert_string_equal(url.url.via, "v");
	assert_int_equal(url.url.via_position, -1);
	assert_string_equal(url.state, "done");
	assert_int_equal(url.due_ms, 5);
	assert_int_equal(url.last_capture, id.new);
	assert_int_equal(store_url_state(reader, B, arena, &url),
			 ERR_NOTFOUND);
	assert_int_equal(store_each_url(reader, 0, on_url, &out), 0);
	assert_int_equal(store_each_url(reader, url.url.site, on_url, &out),
			 0);
	assert_int_equal(store_each_url(reader, 99, on_url, &out), 0);
	assert_string_equal(out.data, A " done qinghe 7 900\n"
				      A " done qinghe 7 900\n");
	buf_free(&out);
}

static void totals(void **state)
{
	struct store_totals t;

	(void)state;
	assert_int_equal(store_totals(reader, &t), 0);
	assert_int_equal(t.captures, 9);
	assert_int_equal(t.responses, 5);
	assert_int_equal(t.revisits, 1);
	assert_int_equal(t.not_modified, 1);
	assert_int_equal(t.failed, 2);
	assert_int_equal(t.contents, 3);
	assert_int_equal(t.payload_bytes, 9 + 10 + 7 + 20);
	assert_int_equal(t.warc_bytes, warc_file_size(archive.file));
	assert_int_equal(t.urls, 5);
	assert_int_equal(t.last_capture_ms,
			 ARCHIVE_START_MS * 1000LL + 16000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(payloads),
		cmocka_unit_test(too_long_for_the_buffer),
		cmocka_unit_test(by_url),
		cmocka_unit_test(by_digest),
		cmocka_unit_test(every_field),
		cmocka_unit_test(captures),
		cmocka_unit_test(requests),
		cmocka_unit_test(links),
		cmocka_unit_test(other_rows),
		cmocka_unit_test(urls),
		cmocka_unit_test(totals),
	};

	return cmocka_run_group_tests(tests, make, drop);
}
