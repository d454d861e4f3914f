/* SPDX-License-Identifier: Apache-2.0 */
/* Every allocation of asking and of mending fails once, SQLite's too. */
#include "base/err.h"
#include "store/mend.h"
#include "store/reading.h"
#include "tests/lib/dir.h"
#include "tests/lib/exchanges.h"
#include "tests/lib/fault.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>
#include <sqlite3.h>

enum { MAX = 8 << 20 };

#define PAGE "http://a.test/1"

static struct exchanges *x;
static char *before;		/* the dump, as it was made */

/* --- SQLite's memory -------------------------------------------------- */

/* It comes from here, and fails, too, where a sweep wants it: of its thousands
 * of allocations some. */
static bool sql_fails;
void *__real_malloc(size_t n);
void *__real_realloc(void *p, size_t n);

union block {
	size_t n;
	max_align_t align;
};

static void *sql_malloc(int n)
{
	size_t size = sizeof(union block) + (size_t)n;
	union block *b = sql_fails ? malloc(size) : __real_malloc(size);

	if (!b)
		return NULL;
	b->n = (size_t)n;
	return b + 1;
}

static void sql_free(void *p)
{
	if (p)
		free((union block *)p - 1);
}

static void *sql_realloc(void *p, int n)
{
	size_t size = sizeof(union block) + (size_t)n;
	union block *b = (union block *)p - 1;

	b = sql_fails ? realloc(b, size) : __real_realloc(b, size);

	if (!b)
		return NULL;
	b->n = (size_t)n;
	return b + 1;
}

static int sql_size(void *p)
{
	return p ? (int)((union block *)p - 1)->n : 0;
}

static int sql_roundup(int n)
{
	return (n + 7) & ~7;
}

static int sql_init(void *ctx)
{
	(void)ctx;
	return SQLITE_OK;
}

static void sql_shutdown(void *ctx)
{
	(void)ctx;
}

/* --- a page for everybody --------------------------------------------- */

int page_read(const struct page_input *in, struct page **ret_page)
{
	static const struct report_section section = {
		.heading = SLICE_LIT("one"), .text = SLICE_LIT("text"),
	};
	static const struct report_cell cell = {
		.kind = CELL_NUMBER, .text = SLICE_LIT("3"),
		.value = SLICE_LIT("3"),
	};
	static const struct report_row row = {"row", &cell, 1};
	static const struct report_check check = {"V1", CHECK_PASS,
						  {NULL, 0}, {NULL, 0}};
	static const struct report report = {
		.organ = SLICE_LIT("Qinghe"), .year = 2023,
		.generation = GENERATION_2021, .sections = &section,
		.section_count = 1, .active = &row, .active_count = 1,
		.checks = &check, .check_count = 1,
	};
	static const struct page_link link = {
		.url = SLICE_LIT("http://a.test/2"), .text = SLICE_LIT("two"),
	};
	struct page *p = calloc(1, sizeof(*p));

	if (!p)
		return ERR_NOMEM;
	p->article.text = in->body;
	p->links = &link;
	p->link_count = 1;
	p->reports = &report;
	p->report_count = 1;
	*ret_page = p;
	return 0;
}

void page_free(struct page *page)
{
	free(page);
}

/* --- the archive ------------------------------------------------------ */

static void add(const char *url, const char *body)
{
	struct store_item *item;
	struct reading r;
	struct reading_input in = {.max_text = MAX, .max_links = 10};

	exchanges_add(x, url, body);
	item = &x->items[0];
	in.capture = item->capture;
	in.head = item->exchange->head;
	in.payload = item->exchange->body;
	assert_int_equal(reading_make(&in, x->arena, &r), 0);
	item->links = r.links;
	item->link_count = r.link_count;
	item->reports = r.reports;
	item->report_count = r.report_count;
	item->text_sha256 = r.text_sha256;
	assert_int_equal(exchanges_commit(x), 0);
	exchanges_clear(x);
	reading_free(&r);
}

static char *dump(void)
{
	struct buf out = BUF_INIT(MAX);

	assert_int_equal(mend_dump(x->dir, &out), 0);
	return buf_take(&out);
}

static int set_up(void **state)
{
	static const sqlite3_mem_methods methods = {
		sql_malloc, sql_free, sql_realloc, sql_size, sql_roundup,
		sql_init, sql_shutdown, NULL,
	};
	struct store_recovery found;

	(void)state;
	assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &methods),
			 SQLITE_OK);
	x = exchanges_new(dir_make());
	exchanges_open(x, &found);
	add(PAGE, "one");
	add("http://a.test/copy", "one");
	exchanges_close(x);
	before = dump();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	free(before);
	dir_remove(exchanges_free(x));
	return 0;
}

/* --- asking ----------------------------------------------------------- */

static int on_report(void *ctx, const struct store_report *r)
{
	*(int *)ctx += r->report.section_count == 1 && r->url_count == 2;
	return 0;
}

static int on_link(void *ctx, const struct store_link *link)
{
	(void)link;
	++*(int *)ctx;
	return 0;
}

static int ask(struct store_reader *reader, struct arena *a)
{
	const struct store_report_filter all = {.id = NULL};
	struct buf out = BUF_INIT(MAX);
	struct store_totals totals;
	struct capture c;
	struct store_link link;
	int64_t page;
	int links = 0, reports = 0;
	int err = store_find_url(reader, "http://a.test/copy", 0, false, a,
				 &c);

	if (!err)
		err = store_payload(reader, c.id, a, &out, NULL);
	if (!err)
		err = store_each_link(reader, c.id, on_link, &links);
	if (!err)
		err = store_find_link(reader, "http://a.test/2", a, &page,
				      &link);
	if (!err)
		err = store_each_report(reader, &all, on_report, &reports);
	if (!err)
		err = store_totals(reader, &totals);
	if (!err) {
		assert_string_equal(out.data, "one");
		assert_int_equal(links, 1);
		assert_string_equal(link.text, "two");
		assert_int_equal(reports, 1);
	}
	buf_free(&out);
	return err;
}

/* SQLite gets over some failures by itself. */
static void asking(void **state)
{
	unsigned failures = 0;

	sql_fails = *state == &sql_fails;
	for (int k = 1; fault_again(&k); k += sql_fails ? 5 : 1) {
		struct store_reader *reader = NULL;
		struct arena *a = arena_new(MAX);
		bool failed;
		int err;

		fault_arm(k);
		err = store_reader_open(x->dir, &reader);
		if (!err)
			err = ask(reader, a);
		failed = fault_disarm();
		if (err != 0 && (!failed || err != ERR_NOMEM))
			fail_msg("allocation %d: %s (%s)", k, err_name(err),
				 reader ? store_reader_problem(reader) :
				 store_open_problem());
		failures += err != 0;
		arena_free(a);
		/* the reader is as good as new */
		a = arena_new(MAX);
		if (reader)
			assert_int_equal(ask(reader, a), 0);
		store_reader_close(reader);
		arena_free(a);
	}
	assert_true(failures > 10);
}

/* --- mending ---------------------------------------------------------- */

static void compare(int k, const char *after)
{
	size_t i = 0, line = 0;

	while (after[i] && after[i] == before[i])
		line = after[i++] == '\n' ? i : line;
	if (after[i] != before[i])
		fail_msg("allocation %d: got\n%.300s\nwanted\n%.300s", k,
			 after + line, before + line);
}

static void rebuilding(void **state)
{
	const struct mend_options options = {
		.rebuild = true, .max_text = MAX, .max_links = 10,
		.max_payload = MAX,
	};
	unsigned failures = 0;

	sql_fails = *state == &sql_fails;
	for (int k = 1; fault_again(&k); k += sql_fails ? 47 : 1) {
		struct mend_totals totals;
		char *after;
		bool failed;
		int err;

		fault_arm(k);
		err = mend_archive(x->dir, &x->options, &options, 9, &totals);
		failed = fault_disarm();
		if (err != 0 && (!failed || err != ERR_NOMEM))
			fail_msg("allocation %d: %s (%s)", k, err_name(err),
				 store_open_problem());
		failures += err != 0;
		after = dump();
		compare(k, after);
		free(after);
	}
	assert_true(failures > 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(asking),
		cmocka_unit_test_prestate(asking, &sql_fails),
		cmocka_unit_test(rebuilding),
		cmocka_unit_test_prestate(rebuilding, &sql_fails),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
