/* SPDX-License-Identifier: Apache-2.0 */
#include "store/cdxj.h"

#include "base/err.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define DIGEST "\"sha256:" \
	"0102030000000000000000000000000000000000000000000000000000000000\""

struct line_case {
	const char *what;
	struct capture capture;
	const char *wanted;
};

/* All began at 2026-11-22 05:39:38.500. */
static const struct line_case cases[] = {
	{.what = "a page",
	 .capture = {.url = "http://www.Qinghe.test/zwgk/?b=2&a=1",
		     .status = 200, .has_payload = true,
		     .content_type = "Text/HTML; charset=utf-8"},
	 .wanted = "test,qinghe)/zwgk?a=1&b=2 20261122053938 {\"url\": "
		   "\"http://www.Qinghe.test/zwgk/?b=2&a=1\", \"mime\": "
		   "\"text/html\", \"status\": \"200\", \"digest\": " DIGEST
		   ", \"length\": \"70\", \"offset\": \"4000\", \"filename\": "
		   "\"a.warc.gz\"}\n"},
	{.what = "a port, and what JSON escapes",
	 .capture = {.url = "http://a.test:8080/x?y=\\", .status = 404,
		     .has_payload = true, .content_type = "image/png"},
	 .wanted = "test,a:8080)/x?y=\\ 20261122053938 {\"url\": "
		   "\"http://a.test:8080/x?y=\\\\\", \"mime\": \"image/png\", "
		   "\"status\": \"404\", \"digest\": " DIGEST ", \"length\": "
		   "\"70\", \"offset\": \"4000\", \"filename\": "
		   "\"a.warc.gz\"}\n"},
	{.what = "a POST stands under its key",
	 .capture = {.url = "http://a.test/search", .status = 200,
		     .asked = {.key = "http://a.test/search?__wb_method=POST"
			       "&page=2&a=b", .method = "POST"}},
	 .wanted = "test,a)/search?__wb_method=post&a=b&page=2 "
		   "20261122053938 {\"url\": \"http://a.test/search\", "
		   "\"mime\": \"unk\", \"status\": \"200\", "
		   "\"method\": \"POST\", \"length\": \"70\", \"offset\": "
		   "\"4000\", \"filename\": \"a.warc.gz\"}\n"},
	{.what = "the same bytes again",
	 .capture = {.url = "http://a.test/", .status = 200,
		     .kind = CAPTURE_REVISIT, .has_payload = true,
		     .content_type = "text/html"},
	 .wanted = "test,a)/ 20261122053938 {\"url\": \"http://a.test/\", "
		   "\"mime\": \"warc/revisit\", \"status\": \"200\", "
		   "\"digest\": " DIGEST ", \"length\": \"70\", \"offset\": "
		   "\"4000\", \"filename\": \"a.warc.gz\"}\n"},
	{.what = "not modified, of what is not known; a type that is none",
	 .capture = {.url = "http://a.test/", .status = 304,
		     .kind = CAPTURE_NOT_MODIFIED, .content_type = "\"}"},
	 .wanted = "test,a)/ 20261122053938 {\"url\": \"http://a.test/\", "
		   "\"mime\": \"warc/revisit\", \"status\": \"304\", "
		   "\"digest\": " DIGEST ", \"length\": \"70\", \"offset\": "
		   "\"4000\", \"filename\": \"a.warc.gz\"}\n"},
	{.what = "no type, and one that would break the line",
	 .capture = {.url = "http://a.test/", .status = 200,
		     .content_type = "a/b\"}"},
	 .wanted = "test,a)/ 20261122053938 {\"url\": \"http://a.test/\", "
		   "\"mime\": \"unk\", \"status\": \"200\", "
		   "\"length\": \"70\", \"offset\": \"4000\", "
		   "\"filename\": \"a.warc.gz\"}\n"},
	{.what = "HTTP/0.9",
	 .capture = {.url = "http://a.test/", .kind = CAPTURE_RESOURCE,
		     .has_payload = true},
	 .wanted = "test,a)/ 20261122053938 {\"url\": \"http://a.test/\", "
		   "\"mime\": \"unk\", \"status\": \"200\", \"digest\": " DIGEST
		   ", \"length\": \"70\", \"offset\": \"4000\", \"filename\": "
		   "\"a.warc.gz\"}\n"},
};

static void lines(void **state)
{
	const struct warc_place place = {.offset = 4000, .length = 70};
	unsigned failed = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct capture c = cases[i].capture;
		struct buf out = BUF_INIT(1 << 16);

		c.started_ms = INT64_C(1795325978500);
		memcpy(c.sha256, "\1\2\3", 3);
		assert_int_equal(cdxj_line(&c, "a.warc.gz", place, &out), 0);
		if (!slice_eqs(buf_slice(&out), cases[i].wanted)) {
			print_error("%s:\n  got    %.*s  wanted %s",
				    cases[i].what, (int)out.len, out.data,
				    cases[i].wanted);
			failed++;
		}
		buf_free(&out);
	}
	assert_int_equal(failed, 0);
}

static void what_fails(void **state)
{
	const struct warc_place place = {.length = 1};
	struct capture c = {.url = "no address", .status = 200};
	struct buf out = BUF_INIT(1 << 16), small = BUF_INIT(100);

	(void)state;
	assert_true(cdxj_has(&c));
	assert_int_equal(cdxj_line(&c, "a", place, &out), ERR_INVALID);
	c.url = "http://a.test/";
	assert_int_equal(cdxj_line(&c, "a", place, &small), ERR_TOOBIG);
	c.kind = CAPTURE_FAILED;
	assert_false(cdxj_has(&c));
	buf_free(&out);
	buf_free(&small);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines),
		cmocka_unit_test(what_fails),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
