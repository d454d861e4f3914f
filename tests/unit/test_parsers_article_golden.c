/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whole pages against tests/golden/article/NAME.html → NAME.article: what the
 * page says, a line a field that is not absent; the attachments; a blank line;
 * the text.  With REGOLD set the files are written instead.
 */
#include "parsers/article.h"

#include "parsers/charset.h"
#include "tests/lib/dir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct html_limits limits = {.memory = 64 << 20,
					  .nodes = 100000};

static void print_field(struct buf *out, const char *name, struct slice value)
{
	if (value.p)
		(void)buf_addf(out, "%s: %.*s\n", name, SLICE_ARG(value));
}

static void print_article(const struct html *h, const struct article *a,
			  struct buf *out)
{
	print_field(out, "title", a->title);
	print_field(out, "published", a->published);
	print_field(out, "source", a->source);
	print_field(out, "author", a->author);
	print_field(out, "organ", a->organ);
	print_field(out, "site name", a->site_name);
	print_field(out, "site idcode", a->site_idcode);
	print_field(out, "column name", a->column_name);
	print_field(out, "column type", a->column_type);
	print_field(out, "breadcrumb", a->breadcrumb);
	print_field(out, "main", h->nodes[a->main].name);
	for (size_t i = 0; i < a->attachment_count; i++) {
		const struct article_attachment *f = &a->attachments[i];

		(void)buf_addf(out, "attachment: %s %u %.*s %.*s %.*s\n",
			       f->type, f->position, SLICE_ARG(f->raw),
			       SLICE_ARG(f->url), SLICE_ARG(f->name));
	}
	(void)buf_addf(out, "\n%.*s\n", SLICE_ARG(a->text));
	assert_int_equal(out->err, 0);
}

static void compare(const char *name, const struct buf *got)
{
	char path[1024];
	char *want;
	size_t n;

	(void)snprintf(path, sizeof(path), "%s/golden/article/%s.article",
		       TESTS_DIR, name);
	if (getenv("REGOLD"))
		dir_write(path, got->data, got->len);
	want = dir_read(path, &n);
	if (!slice_eq(buf_slice(got), (struct slice){want, n}))
		fail_msg("%s\ngot:\n%.*s\nwanted:\n%s", name,
			 SLICE_ARG(buf_slice(got)), want);
	free(want);
}

static void check(const char *name)
{
	struct buf text = BUF_INIT(1 << 20);
	struct buf out = BUF_INIT(1 << 20);
	struct charset_guess guess;
	struct article article;
	struct html_doc *doc;
	struct url base;
	char path[1024];
	char *page;
	size_t n;

	(void)snprintf(path, sizeof(path), "%s/golden/article/%s.html",
		       TESTS_DIR, name);
	page = dir_read(path, &n);
	guess = charset_guess((struct slice){page, n}, SLICE_NONE);
	assert_int_equal(charset_decode(guess.name, (struct slice){page, n},
					&text), 0);
	assert_int_equal(html_parse(buf_slice(&text), &limits, &doc), 0);
	assert_int_equal(url_parse(slice_of("http://www.qinghe.test/gk/nb/a"),
				   NULL, NULL, &base, NULL), 0);
	assert_int_equal(article_read(html_of(doc), &base, guess.query,
				      html_arena(doc), &article), 0);
	print_article(html_of(doc), &article, &out);
	compare(name, &out);
	buf_free(&out);
	url_free(&base);
	html_free(doc);
	buf_free(&text);
	free(page);
}

static void golden(void **state)
{
	static const char *const names[] = {
		"trs", "ucap", "vsb", "hanweb", "zoom", "epoint", "named",
		"fallback", "layout", "plain", "list", "shell",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		check(names[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(golden)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
