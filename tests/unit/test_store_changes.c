/* SPDX-License-Identifier: Apache-2.0 */
/* What is told of a report that is captured again and again. */
#include "base/err.h"
#include "store/store.h"
#include "tests/lib/archive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define U1 "http://a.test/1"
#define U2 "http://a.test/2"
#define U3 "http://a.test/3"
#define PDF "http://a.test/1.pdf"
#define PDF2 "http://a.test/2.pdf"

enum { STEPS = 6, STEP_MS = 2000 };

/* A capture.  cell NULL: it gives no report. */
struct step {
	const char *url, *body, *cell, *title;
	int status;		/* 0: 200 */
	const char *text;	/* main text without noise; NULL: body */
	bool document;
	const char *block;	/* its class; NULL: none */
	enum capture_truncated cut;
	const char *to;		/* where it leads; NULL */
	int days;		/* later than the one before */
};

static const struct {
	const char *what;
	struct step steps[STEPS];
	int64_t since;		/* capture to begin with; 0: all */
	const char *wanted;	/* "KIND URL BEFORE>CAPTURE LABEL FROM>TO" */
} cases[] = {
	{"one", {{U1, "a", "3", "t"}}, 0, "new 1 0>1\n"},
	{"the same again", {{U1, "a", "3", "t"}, {U1, "a", "3", "t"}}, 0,
	 "new 1 0>1\n"},
	{"a correction", {{U1, "a", "3", "t"}, {U1, "b", "5", "t"}}, 0,
	 "new 1 0>1\ntext 1 1>2 自然人 3>5\n"},
	{"against what was there last",
	 {{U1, "a", "3", "t"}, {U1, "a", "3", "t"}, {U1, "b", "5", "t"}}, 0,
	 "new 1 0>1\ntext 1 2>3 自然人 3>5\n"},
	{"taken back",
	 {{U1, "a", "3", "t"}, {U1, "b", "5", "t"}, {U1, "a", "3", "t"}}, 0,
	 "new 1 0>1\ntext 1 1>2 自然人 3>5\ntext 1 2>3 自然人 5>3\n"},
	{"noise alone",
	 {{U1, "a", "3", "t", 0, "x"}, {U1, "b", "3", "t", 0, "x"},
	  {U1, "c", "5", "t", 0, "y"}, {U1, "d", "5", "t", 0, "y"},
	  {U1, "e", "3", "t", 0, "x"}}, 0,
	 "new 1 0>1\ntext 1 2>3 自然人 3>5\ntext 1 4>5 自然人 5>3\n"},
	{"since", {{U1, "a", "3", "t"}, {U1, "b", "5", "t"},
		   {U1, "c", "6", "t"}}, 3, "text 1 2>3 自然人 5>6\n"},
	{"since, at the very time", {{U1, "a", "3", "t"}}, 1, "new 1 0>1\n"},
	{"twice, the same bytes",
	 {{U1, "a", "3", "t"}, {U2, "a", "3", "t"}, {U2, "b", "5", "t"},
	  {U1, "b", "5", "t"}}, 0,
	 "new 1 0>1\ntext 2 2>3 自然人 3>5\n"},
	{"two places that word it in two ways",
	 {{U1, "a", "3", "t"}, {U2, "b", "3", "u"}, {U1, "a", "3", "t"},
	  {U2, "b", "3", "u"}}, 0, "new 1 0>1\n"},
	{"two places that give two numbers",
	 {{U1, "a", "3", "t"}, {U2, "b", "5", "u"}, {U1, "a", "3", "t"},
	  {U2, "c", "5", "v"}}, 0,
	 "new 1 0>1\ntext 2 1>2 自然人 3>5\ntext 2 2>4 title u>v\n"},
	{"one follows the other",
	 {{U1, "a", "3", "t"}, {U2, "b", "5", "u"}, {U1, "b", "5", "u"}}, 0,
	 "new 1 0>1\ntext 2 1>2 自然人 3>5\ntext 1 1>3 title t>u\n"
	 "text 1 1>3 自然人 3>5\n"},
	{"gone and back, otherwise",
	 {{U1, "a", "3", "t"}, {U1, "no", NULL, NULL, 404},
	  {U1, "no", NULL, NULL, 404}, {U1, "b", "5", "t"}}, 0,
	 "new 1 0>1\ngone 1 1>2\nback 1 1>4\ntext 1 1>4 自然人 3>5\n"},
	{"an error is not gone",
	 {{U1, "a", "3", "t"}, {U1, "no", NULL, NULL, 500},
	  {U1, "x", NULL, NULL, 200}}, 0, "new 1 0>1\n"},
	{"a challenge says nothing",
	 {{U1, "a", "3", "t"},
	  {U1, "no", NULL, NULL, 200, NULL, false, "blocked_challenge/ruishu"},
	  {U1, "no", NULL, NULL, 404, NULL, false, "blocked_waf"},
	  {U1, "a", "3", "t"}}, 0, "new 1 0>1\n"},
	{"a page that says that there is none",
	 {{U1, "a", "3", "t"},
	  {U1, "no", NULL, NULL, 200, NULL, false, "soft_404"},
	  {U1, "no", NULL, NULL, 200, NULL, false, "removed"},
	  {U1, "a", "3", "t"}}, 0, "new 1 0>1\ngone 1 1>2\nback 1 1>4\n"},
	{"a redirect to where it is now",
	 {{U1, "a", "3", "t"}, {U1, "", NULL, NULL, 301, .to = U2},
	  {U2, "a", "3", "t"}, {U1, "", NULL, NULL, 301, .to = U2}}, 0,
	 "new 1 0>1\nmoved 1 1>2 http://a.test/1>http://a.test/2\n"},
	{"redirects and a shell on the way",
	 {{U1, "a", "3", "t"}, {U1, "", NULL, NULL, 302, .to = U2},
	  {U2, "x", NULL, NULL, 200, .block = "redirect_shell", .to = U3},
	  {U3, "b", "5", "t"}}, 0,
	 "new 1 0>1\nmoved 1 1>2 http://a.test/1>http://a.test/3\n"
	 "text 3 1>4 自然人 3>5\n"},
	{"redirects that go round",
	 {{U1, "a", "3", "t"}, {U1, "", NULL, NULL, 302, .to = U2},
	  {U2, "", NULL, NULL, 302, .to = U3},
	  {U3, "", NULL, NULL, 302, .to = U2}}, 0, "new 1 0>1\n"},
	{"a redirect to another page",
	 {{U1, "a", "3", "t"}, {U1, "", NULL, NULL, 302, .to = U2},
	  {U2, "home", NULL, NULL}}, 0, "new 1 0>1\n"},
	{"a redirect to nowhere",
	 {{U1, "a", "3", "t"}, {U1, "", NULL, NULL, 302, .to = U2}}, 0,
	 "new 1 0>1\n"},
	{"a redirect to what is gone",
	 {{U1, "a", "3", "t"}, {U1, "", NULL, NULL, 302, .to = U2},
	  {U2, "no", NULL, NULL, 404}}, 0, "new 1 0>1\ngone 1 1>2\n"},
	{"a redirect to what it always was",
	 {{U1, "", NULL, NULL, 302, .to = U2}, {U2, "a", "3", "t"},
	  {U1, "", NULL, NULL, 302, .to = U2}}, 0, "new 2 0>2\n"},
	{"gone here, and later that night found there",
	 {{U1, "a", "3", "t"}, {U1, "no", NULL, NULL, 404},
	  {U2, "a", "3", "t"}}, 0,
	 "new 1 0>1\nmoved 1 1>2 http://a.test/1>http://a.test/2\n"},
	{"found there, and later gone here",
	 {{U1, "a", "3", "t"}, {U2, "a", "3", "t"},
	  {U1, "no", NULL, NULL, 404}}, 0,
	 "new 1 0>1\nmoved 1 1>3 http://a.test/1>http://a.test/2\n"},
	{"gone, and found elsewhere days later",
	 {{U1, "a", "3", "t"}, {U1, "no", NULL, NULL, 404},
	  {U2, "a", "3", "t", .days = 3}, {U3, "a", "3", "t"}}, 0,
	 "new 1 0>1\ngone 1 1>2\n"
	 "moved 2 1>3 http://a.test/1>http://a.test/2\n"},
	{"gone here, and there an error that night",
	 {{U1, "a", "3", "t"}, {U2, "a", "3", "t"},
	  {U2, "no", NULL, NULL, 502}, {U1, "no", NULL, NULL, 404}}, 0,
	 "new 1 0>1\nmoved 1 1>4 http://a.test/1>http://a.test/2\n"},
	{"gone everywhere",
	 {{U1, "a", "3", "t"}, {U2, "a", "3", "t"},
	  {U1, "no", NULL, NULL, 404}, {U2, "no", NULL, NULL, 410}}, 0,
	 "new 1 0>1\ngone 1 1>3\ngone 2 2>4\n"},
	{"moved and back",
	 {{U1, "a", "3", "t"}, {U1, "", NULL, NULL, 302, .to = U2},
	  {U2, "a", "3", "t"}, {U1, "a", "3", "t"}}, 0,
	 "new 1 0>1\nmoved 1 1>2 http://a.test/1>http://a.test/2\n"
	 "back 1 1>4\n"},
	{"what blocks says nothing of where it is",
	 {{U1, "a", "3", "t"}, {U2, "a", "3", "t"},
	  {U2, "no", NULL, NULL, 200, .block = "blocked_waf"},
	  {U1, "no", NULL, NULL, 404}}, 0,
	 "new 1 0>1\nmoved 1 1>4 http://a.test/1>http://a.test/2\n"},
	{"a page does not move to its document, nor that to a page",
	 {{U1, "a", "3", "t"}, {PDF, "p", "3", "t", 0, NULL, true},
	  {U1, "no", NULL, NULL, 404}, {U1, "a", "3", "t"},
	  {PDF, "no", NULL, NULL, 404}}, 0,
	 "new 1 0>1\ngone 1 1>3\nback 1 1>4\ngone 1.pdf 2>5\n"},
	{"a document moves",
	 {{U1, "a", "3", "t"}, {PDF, "p", "3", "t", 0, NULL, true},
	  {PDF, "no", NULL, NULL, 404},
	  {PDF2, "p", "3", "t", 0, NULL, true}}, 0,
	 "new 1 0>1\nmoved 1.pdf 2>3 http://a.test/1.pdf>"
	 "http://a.test/2.pdf\n"},
	{"a document is not held against a page",
	 {{U1, "a", "3", "t"}, {PDF, "p", "7", "u", 0, NULL, true},
	  {PDF, "q", "8", "u", 0, NULL, true}}, 0,
	 "new 1 0>1\ntext 1.pdf 2>3 自然人 7>8\nfile 1.pdf 2>3 148de>8e35c\n"},
	{"an attachment that is not read",
	 {{U1, "a", "3", "t"}, {PDF, "p", NULL, NULL}, {PDF, "p", NULL, NULL},
	  {PDF, "no", NULL, NULL, 404}, {PDF, "q", NULL, NULL}}, 0,
	 "new 1 0>1\nfile 1.pdf 3>5 148de>8e35c\n"},
	{"an answer that was cut off says nothing else",
	 {{U1, "ab", "3", "t"},
	  {U1, "a", "/", "t", .cut = TRUNCATED_DISCONNECT},
	  {U1, "ac", "5", "t"},
	  {U1, "ac", "/", "t", .cut = TRUNCATED_TIME}}, 0,
	 "new 1 0>1\ntext 1 1>3 自然人 3>5\n"},
	{"cut off at first", {{U1, "a", "/", "t", .cut = TRUNCATED_TIME},
			      {U1, "ab", "3", "t"}, {U1, "ac", "5", "t"}}, 0,
	 "new 1 0>1\ntext 1 2>3 自然人 3>5\n"},
	{"cut off by us, and so each time",
	 {{U1, "a", "3", "t", .cut = TRUNCATED_LENGTH},
	  {U1, "b", "5", "t", .cut = TRUNCATED_LENGTH}}, 0,
	 "new 1 0>1\ntext 1 1>2 自然人 3>5\n"},
	{"an attachment that was cut off",
	 {{U1, "a", "3", "t"}, {PDF, "pq", NULL, NULL},
	  {PDF, "p", NULL, NULL, .cut = TRUNCATED_DISCONNECT},
	  {PDF, "pq", NULL, NULL}}, 0, "new 1 0>1\n"},
};

static void add_step(struct archive *archive, const struct step *step)
{
	static const char head[] = "HTTP/1.1 200 OK\r\n\r\n";
	const struct article_attachment file = {
		.url = SLICE_LIT(PDF), .type = "pdf",
	};
	const struct store_document document = {.kind = "pdf"};
	struct report_cell cell = {
		.kind = CELL_NUMBER, .text = slice_of(step->cell),
		.value = slice_of(step->cell),
	};
	struct report_row row = {"一", &cell, 1};
	struct report report = {
		.organ = SLICE_LIT("Qinghe"), .year = 2023,
		.generation = GENERATION_2021, .title = slice_of(step->title),
		.applications = &row, .application_count = 1,
		.attachments = &file, .attachment_count = 1,
	};
	struct capture c = {
		.url = step->url, .site = "qinghe",
		.status = step->status ? step->status : 200,
		.block = step->block, .truncated = step->cut,
		.redirect_to = step->to,
	};
	uint8_t sha256[SHA256_BYTES];
	struct slice text = {(const char *)sha256, SHA256_BYTES};
	struct sql *q;

	archive->now_ms += step->days * INT64_C(86400000);
	(void)archive_add(archive, &c, head, slice_of(step->body));
	assert_int_equal(digest_sha256(slice_of(step->text ? step->text :
						step->body), sha256), 0);
	catalog_begin(archive->catalog);
	q = sql_of(archive->catalog,
		   "UPDATE capture SET text_sha256 = ?1 WHERE id = ?2");
	sql_put_blob(q, text);
	sql_put(q, c.id);
	sql_run(q);
	if (step->cell)
		(void)rows_reports(archive->catalog, &c, &report, 1, text,
				   step->document ? &document : NULL);
	if (catalog_end(archive->catalog))
		fail_msg("%s", catalog_problem(archive->catalog));
}

struct told {
	struct buf out;
	int64_t since_ms;
};

static int on_change(void *ctx, const struct store_change *c)
{
	static const char *const kinds[] = {
		[STORE_CHANGE_NEW] = "new", [STORE_CHANGE_TEXT] = "text",
		[STORE_CHANGE_FILE] = "file", [STORE_CHANGE_GONE] = "gone",
		[STORE_CHANGE_BACK] = "back", [STORE_CHANGE_MOVED] = "moved",
	};
	struct told *told = ctx;
	bool is_file = c->kind == STORE_CHANGE_FILE;
	struct slice label = c->change.heading.p ? c->change.heading :
			     c->change.label;

	assert_int_equal(c->year, 2023);
	assert_true(slice_eqs(c->organ, "Qinghe"));
	assert_string_equal(c->site, "qinghe");
	assert_int_equal(strlen(c->id), REPORT_ID_SIZE - 1);
	(void)buf_addf(&told->out, "%s %s %d>%d", kinds[c->kind],
		       strrchr(c->url, '/') + 1, (int)c->before,
		       (int)c->capture);
	if (label.p)
		(void)buf_addf(&told->out, " %.*s", SLICE_ARG(label));
	if (c->change.from.p || c->change.to.p)
		(void)buf_addf(&told->out, " %.*s>%.*s",
			       SLICE_ARG(slice_sub(c->change.from, 0,
						   is_file ? 5 : SIZE_MAX)),
			       SLICE_ARG(slice_sub(c->change.to, 0,
						   is_file ? 5 : SIZE_MAX)));
	return buf_addc(&told->out, '\n');
}

static void ask(const char *dir, const struct store_change_filter *filter,
		struct buf *out)
{
	struct told told = {.out = BUF_INIT(1 << 16)};
	struct store_reader *reader;
	int err;

	assert_int_equal(store_reader_open(dir, &reader), 0);
	assert_int_equal(buf_adds(&told.out, ""), 0);
	err = store_each_change(reader, filter, on_change, &told);
	if (err)
		fail_msg("%s: %s", err_name(err),
			 store_reader_problem(reader));
	store_reader_close(reader);
	*out = told.out;
}

static void histories(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		struct store_change_filter filter = {.site = NULL};
		struct archive archive;
		int64_t begin;
		struct buf out;

		archive_make(&archive);
		begin = archive.now_ms;
		for (int k = 0; k < STEPS && cases[i].steps[k].url; k++)
			add_step(&archive, &cases[i].steps[k]);
		if (cases[i].since)
			filter.since_ms = begin +
					  (cases[i].since - 1) * STEP_MS;
		ask(archive.dir, &filter, &out);
		if (strcmp(out.data, cases[i].wanted))
			fail_msg("%s\n  got\n%s  wanted\n%s", cases[i].what,
				 out.data, cases[i].wanted);
		buf_free(&out);
		archive_drop(&archive);
	}
}

static void filters(void **state)
{
	static const struct {
		struct store_change_filter filter;
		bool any;
	} asked[] = {
		{{.site = "qinghe"}, true}, {{.site = "qing"}, false},
		{{.organ = "ingh"}, true}, {{.organ = "Beihe"}, false},
		{{.year_from = 2023}, true}, {{.year_from = 2024}, false},
		{{.year_to = 2022}, false},
		{{.since_ms = INT64_MAX}, false},
	};
	struct archive archive;

	(void)state;
	archive_make(&archive);
	add_step(&archive, &cases[0].steps[0]);
	for (size_t i = 0; i < sizeof(asked) / sizeof(*asked); i++) {
		struct buf out;

		ask(archive.dir, &asked[i].filter, &out);
		if ((out.len > 0) != asked[i].any)
			fail_msg("case %zu: got %s", i, out.data);
		buf_free(&out);
	}
	archive_drop(&archive);
}

static int stop(void *ctx, const struct store_change *c)
{
	(void)c;
	++*(int *)ctx;
	return 7;
}

static void ends_early(void **state)
{
	const struct store_change_filter all = {.site = NULL};
	struct store_reader *reader;
	struct archive archive;
	int count = 0;

	(void)state;
	archive_make(&archive);
	for (int k = 0; cases[2].steps[k].url; k++)
		add_step(&archive, &cases[2].steps[k]);
	assert_int_equal(store_reader_open(archive.dir, &reader), 0);
	assert_int_equal(store_each_change(reader, &all, stop, &count), 7);
	assert_int_equal(count, 1);
	/* a row that makes no sense */
	catalog_exec(archive.catalog, "UPDATE fact SET kind = 'odd'");
	assert_int_equal(catalog_err(archive.catalog), 0);
	count = -1;
	assert_int_equal(store_each_change(
		reader, &(struct store_change_filter){
			.since_ms = archive.now_ms - STEP_MS}, stop, &count),
		ERR_DAMAGED);
	assert_int_equal(count, -1);
	store_reader_close(reader);
	archive_drop(&archive);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(histories),
		cmocka_unit_test(filters),
		cmocka_unit_test(ends_early),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
