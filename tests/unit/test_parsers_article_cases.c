/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Real pages, outside the project: NIANBAO_CASES names the folder that holds
 * cases/pages (original bytes, hand-made truth for text, date and author) and
 * seeds (plain text of reports).  Skipped without.
 *
 * The text is measured by F1 over character 4-grams as multisets, white space
 * left out; a line a page, then the mean.
 */
#include "parsers/article.h"

#include "parsers/charset.h"
#include "parsers/html_private.h"
#include "tests/lib/dir.h"

#include <jansson.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct html_limits limits = {.memory = 512 << 20,
					  .nodes = 1000000};

enum { SKIPPED = 77, GRAM = 4, PAGES = 18 };

struct reading {
	struct buf utf8;
	struct html_doc *doc;
	struct url base;
	struct article article;
};

/* Adds the file, decoded. */
static void decode_file(const char *path, struct buf *out, const char **query)
{
	struct charset_guess guess;
	char *bytes;
	size_t n;

	bytes = dir_read(path, &n);
	guess = charset_guess((struct slice){bytes, n}, SLICE_NONE);
	assert_int_equal(charset_decode(guess.name, (struct slice){bytes, n},
					out), 0);
	if (query)
		*query = guess.query;
	free(bytes);
}

static void read_text(struct reading *r, const char *query)
{
	assert_int_equal(html_parse(buf_slice(&r->utf8), &limits, &r->doc), 0);
	assert_int_equal(url_parse(slice_of("http://a.test/b.html"), NULL,
				   NULL, &r->base, NULL), 0);
	assert_int_equal(article_read(html_of(r->doc), &r->base, query,
				      html_arena(r->doc), &r->article), 0);
}

static void drop(struct reading *r)
{
	url_free(&r->base);
	html_free(r->doc);
	buf_free(&r->utf8);
}

/* --- 4-grams --- */

struct grams {
	uint64_t (*list)[2];	/* GRAM code points of 32 bits each, sorted */
	size_t count;
};

static int compare(const void *a, const void *b)
{
	return memcmp(a, b, 2 * sizeof(uint64_t));
}

static struct grams grams_of(struct slice s)
{
	struct grams g = {.list = calloc(s.n + 1, sizeof(*g.list))};
	uint64_t high = 0, low = 0;
	size_t at = 0;
	size_t n = 0;

	assert_non_null(g.list);
	while (at < s.n) {
		unsigned cp = charset_next(s, &at);

		if (html_is_space(cp) || html_is_empty(cp))
			continue;
		high = high << 32 | low >> 32;
		low = low << 32 | cp;
		if (++n < GRAM)
			continue;
		g.list[g.count][0] = high;
		g.list[g.count++][1] = low;
	}
	qsort(g.list, g.count, sizeof(*g.list), compare);
	return g;
}

static double f1(struct slice got, struct slice want)
{
	struct grams a = grams_of(got);
	struct grams b = grams_of(want);
	size_t total = a.count + b.count;
	size_t common = 0;

	for (size_t i = 0, k = 0; i < a.count && k < b.count;) {
		int order = compare(a.list[i], b.list[k]);

		common += !order;
		i += order <= 0;
		k += order >= 0;
	}
	free(a.list);
	free(b.list);
	return total ? 2.0 * (double)common / (double)total : 0;
}

/* --- cases/pages --- */

/* "2005-5-7 21:23" and "2005-05-07T21:23:00+08:00" as the same numbers. */
static int numbers_of(struct slice s, long out[6])
{
	int n = 0;

	for (size_t i = 0; i < s.n && n < 6;) {
		char *end;

		if (s.p[i] < '0' || s.p[i] > '9') {
			i++;
			continue;
		}
		out[n++] = strtol(s.p + i, &end, 10);
		i = (size_t)(end - s.p);
	}
	return n;
}

/* As far as the truth goes; "UNKNOWN" wants none. */
static bool same_date(struct slice got, struct slice want)
{
	long a[6], b[6];
	int have, need;

	if (slice_starts(want, "UNKNOWN"))
		return !got.p;
	have = numbers_of(got, a);
	need = numbers_of(want, b);
	for (int i = 0; i < need; i++)
		if (i >= have || a[i] != b[i])
			return false;
	return true;
}

static bool same_author(struct slice got, struct slice want)
{
	struct buf a = BUF_INIT(1000), b = BUF_INIT(1000);
	bool same;

	if (slice_starts(want, "UNKNOWN"))
		return !got.n;
	for (size_t i = 0; i < got.n; i++)
		if (got.p[i] != ' ')
			(void)buf_addc(&a, got.p[i]);
	for (size_t i = 0; i < want.n; i++)
		if (!strchr(" \r\n", want.p[i]))
			(void)buf_addc(&b, want.p[i]);
	same = slice_eq(buf_slice(&a), buf_slice(&b));
	buf_free(&a);
	buf_free(&b);
	return same;
}

struct score {
	double f1;
	bool date, author;
};

static struct score score_page(const char *root, const char *name)
{
	static const char *const kinds[] = {"text", "date", "author"};
	struct buf truth[3];
	struct reading r = {.utf8 = BUF_INIT(8 << 20)};
	struct score score;
	const char *query;
	char path[1200];

	(void)snprintf(path, sizeof(path), "%s/original/%s.html", root, name);
	decode_file(path, &r.utf8, &query);
	read_text(&r, query);
	for (int i = 0; i < 3; i++) {
		(void)snprintf(path, sizeof(path), "%s/%s/%s.txt", root,
			       kinds[i], name);
		buf_init(&truth[i], 8 << 20);
		decode_file(path, &truth[i], NULL);
	}
	score.f1 = f1(r.article.text, buf_slice(&truth[0]));
	score.date = same_date(r.article.published, buf_slice(&truth[1]));
	score.author = same_author(r.article.author, buf_slice(&truth[2]));
	printf("%.8s  F1 %.4f  date %s  author %s\n", name, score.f1,
	       score.date ? "right" : "wrong",
	       score.author ? "right" : "wrong");
	for (int i = 0; i < 3; i++)
		buf_free(&truth[i]);
	drop(&r);
	return score;
}

static void pages(void **state)
{
	const char *cases = *state;
	double sum = 0;
	int dates = 0, authors = 0;
	char root[1024], path[1100];
	struct slice rest;
	char *list;
	size_t n, count = 0;

	(void)snprintf(root, sizeof(root), "%s/cases/pages", cases);
	(void)snprintf(path, sizeof(path), "%s/encodings.tsv", root);
	list = dir_read(path, &n);
	rest = (struct slice){list, n};
	while (rest.n) {
		struct slice line = slice_cut(&rest, '\n');
		struct slice name = slice_cut(&line, '.');
		struct score score;
		char *text;

		if (!name.n)
			continue;
		text = slice_dup(name);
		assert_non_null(text);
		score = score_page(root, text);
		free(text);
		sum += score.f1;
		dates += score.date;
		authors += score.author;
		count++;
	}
	free(list);
	printf("mean F1 %.4f of %zu pages, dates right %d, authors right %d\n",
	       sum / (double)count, count, dates, authors);
	assert_int_equal(count, PAGES);
	assert_true(sum / (double)count >= 0.95);
}

/* --- seeds --- */

static const char *const seeds[] = {
	"0-anle-township-and-kechuang-park-2011",
	"1-kecheng-district-2020", "2-songshan-town-2019",
	"3-datong-township-2024", "4-shangjie-town-2014-mirror",
};

/* The plain text as a page that is one <pre>. */
static void wrap(const char *path, struct buf *out)
{
	struct buf text = BUF_INIT(1 << 20);

	decode_file(path, &text, NULL);
	(void)buf_adds(out, "<html><meta charset=utf-8><body><pre>\n");
	for (size_t i = 0; i < text.len; i++) {
		char c = text.data[i];

		if (c == '<')
			(void)buf_adds(out, "&lt;");
		else if (c == '&')
			(void)buf_adds(out, "&amp;");
		else
			(void)buf_addc(out, c);
	}
	(void)buf_adds(out, "</pre></body></html>");
	assert_int_equal(out->err, 0);
	buf_free(&text);
}

/* What expected.json says; a field that is not there is not asked. */
static void expect_field(const char *seed, const json_t *page,
			 const char *field, struct slice got)
{
	const json_t *want = json_object_get(page, field);
	const char *text = json_string_value(want);

	if (!want || (json_is_null(want) && !got.p) ||
	    (text && slice_eqs(got, text)))
		return;
	fail_msg("%s: %s\ngot    «%.*s»%s\nwanted «%s»", seed, field,
		 SLICE_ARG(got), got.p ? "" : " (absent)",
		 text ? text : "(absent)");
}

static void check_seed(const char *cases, const char *seed,
		       const json_t *page)
{
	struct reading r = {.utf8 = BUF_INIT(8 << 20)};
	const json_t *lacks = json_object_get(page, "not_body");
	char path[1100];

	(void)snprintf(path, sizeof(path), "%s/seeds/%s.txt", cases, seed);
	wrap(path, &r.utf8);
	read_text(&r, "UTF-8");
	expect_field(seed, page, "title", r.article.title);
	expect_field(seed, page, "published", r.article.published);
	expect_field(seed, page, "source", r.article.source);
	for (size_t i = 0; i < json_array_size(lacks); i++) {
		const char *s = json_string_value(json_array_get(lacks, i));

		if (slice_finds(r.article.text, s, 0) != SIZE_MAX)
			fail_msg("%s: «%s» is in the text", seed, s);
	}
	/* headings and little else go: most of the bytes are the report */
	assert_true(r.article.text.n * 10 > r.utf8.len * 8);
	drop(&r);
}

static void plain(void **state)
{
	const char *cases = *state;
	char path[1100], key[8];
	json_t *root;

	(void)snprintf(path, sizeof(path), "%s/seeds/expected.json", cases);
	root = json_load_file(path, 0, NULL);
	assert_non_null(root);
	for (size_t i = 0; i < sizeof(seeds) / sizeof(*seeds); i++) {
		(void)snprintf(key, sizeof(key), "%zu", i);
		check_seed(cases, seeds[i],
			   json_object_get(json_object_get(root, key),
					   "page"));
	}
	json_decref(root);
}

int main(void)
{
	char *cases = getenv("NIANBAO_CASES");
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(pages, cases),
		cmocka_unit_test_prestate(plain, cases),
	};

	if (!cases)
		return SKIPPED;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
