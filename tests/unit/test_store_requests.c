/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What pagers ask for by requests: keys, rows of the frontier, leases, passes,
 * and where a column ends.
 */
#include "base/err.h"
#include "store/store.h"
#include "tests/lib/dir.h"
#include "tests/lib/exchanges.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define HOST "http://a.test"
#define SEARCH HOST "/search"
#define COLUMN HOST "/nb/"
#define FORM "application/x-www-form-urlencoded"

static int set_up(void **state)
{
	struct store_recovery found;
	struct exchanges *x = exchanges_new(dir_make());

	exchanges_open(x, &found);
	*state = x;
	return 0;
}

static int tear_down(void **state)
{
	struct exchanges *x = *state;

	exchanges_close(x);
	dir_remove(exchanges_free(x));
	return 0;
}

static struct store_request request(struct arena *a, const char *body,
				    int64_t page)
{
	const struct pager_request from = {
		.method = body ? "POST" : "GET", .url = SLICE_LIT(SEARCH),
		.body = slice_of(body), .content_type = body ? FORM : NULL,
		.referer = SLICE_LIT(COLUMN), .family = "trs_dynamic",
		.page = page, .list = true,
	};
	struct store_request r;

	assert_int_equal(store_request_of(&from, a, &r), 0);
	return r;
}

/* --- the struct ----------------------------------------------------------- */

static void test_keys(void **state)
{
	struct exchanges *x = *state;
	struct store_request post = request(x->arena, "page=2", 2), copy;
	struct store_request get = request(x->arena, NULL, 1);
	struct store_request settings = request(x->arena, NULL, 0);
	struct pager_request back;
	char *longest = arena_alloc(x->arena, URL_MAX + 1);
	struct pager_request from;

	assert_string_equal(store_request_key(&post, SEARCH),
			    SEARCH "?__wb_method=POST&page=2");
	assert_string_equal(store_request_key(&get, SEARCH), SEARCH);
	assert_string_equal(store_request_key(NULL, SEARCH), SEARCH);
	assert_string_equal(store_request_key(&settings, SEARCH),
			    SEARCH "#" COLUMN);
	assert_true(store_request_is_post(&post));
	assert_false(store_request_is_post(&settings));
	assert_false(store_request_is_post(NULL));
	assert_true(store_request_is_special(&post));
	assert_true(store_request_is_special(&get));
	assert_false(store_request_is_special(NULL));
	assert_false(store_request_is_special(
		&(struct store_request){.method = "GET"}));
	assert_int_equal(store_request_copy(&post, x->arena, &copy), 0);
	back = store_request_pager(&copy, SEARCH);
	assert_string_equal(back.method, "POST");
	assert_true(slice_eqs(back.url, SEARCH));
	assert_true(slice_eqs(back.body, "page=2"));
	assert_string_equal(back.content_type, FORM);
	assert_true(slice_eqs(back.referer, COLUMN));
	assert_string_equal(back.family, "trs_dynamic");
	assert_int_equal(back.page, 2);
	assert_true(back.list && !back.overlaps && !back.probe);

	assert_non_null(longest);
	memset(longest, 'a', URL_MAX);
	from = back;
	from.url = (struct slice){longest, URL_MAX};
	assert_int_equal(store_request_of(&from, x->arena, &copy), ERR_TOOBIG);
}

/* --- the frontier --------------------------------------------------------- */

static bool add(struct exchanges *x, const char *url,
		const struct store_request *r)
{
	const struct store_url u = {
		.url = url, .host_key = HOST ":80", .site = x->site,
		.via_position = -1, .hops = "", .request = r,
		.column_page = r ? r->page : 0,
	};
	bool added;

	assert_int_equal(store_frontier_add(x->store, &u, 0, &added), 0);
	return added;
}

/* "METHOD url body" of each that can be leased, in that order. */
static void leases_are(struct exchanges *x, const char *wanted)
{
	const struct store_due *due;
	struct store_lease leases[8];
	struct buf got = BUF_INIT(1 << 16);
	size_t count = 0, hosts;

	assert_int_equal(store_due_hosts(x->store, &x->site, 1, x->arena,
					 &due, &hosts), 0);
	if (hosts)
		assert_int_equal(store_lease(x->store, x->run, due[0].host_id,
					     &x->site, 1, 1, 8, x->arena,
					     leases, &count), 0);
	(void)buf_adds(&got, "");
	for (size_t i = 0; i < count; i++) {
		const struct store_request *r = leases[i].url.request;

		(void)buf_addf(&got, "%s %s %.*s%s\n", r ? r->method : "GET",
			       leases[i].url.url,
			       r ? (int)r->body.n : 0, r ? r->body.p : "",
			       leases[i].etag ? leases[i].etag : "");
		assert_int_equal(store_lease_release(x->store, x->site,
						     leases[i].url_id, 0), 0);
	}
	if (!slice_eqs(buf_slice(&got), wanted))
		fail_msg("got\n%.*swanted\n%s", SLICE_ARG(buf_slice(&got)),
			 wanted);
	buf_free(&got);
}

/* Answers what was asked. */
static struct store_item *answer(struct exchanges *x, const char *url,
				 const struct store_request *r,
				 const char *body)
{
	struct store_item *item;

	exchanges_add(x, url, body);
	item = &x->items[x->count - 1];
	if (r)
		item->capture->asked = *r;
	return item;
}

static void commit(struct exchanges *x)
{
	assert_int_equal(exchanges_commit(x), 0);
	exchanges_clear(x);
}

static void test_rows(void **state)
{
	struct exchanges *x = *state;
	struct store_request two = request(x->arena, "page=2", 2);
	struct store_request three = request(x->arena, "page=3", 3);

	assert_true(add(x, SEARCH, &two));
	assert_true(add(x, SEARCH, &three));
	assert_false(add(x, SEARCH, &three));
	leases_are(x, "POST " SEARCH " page=2\nPOST " SEARCH " page=3\n");
	(void)answer(x, SEARCH, &two, "{}");
	commit(x);
	leases_are(x, "POST " SEARCH " page=3\n");
}

/* The state of a form is no part of its key; the latest is sent. */
static void test_state_of_a_form(void **state)
{
	struct exchanges *x = *state;
	struct store_request old = request(x->arena, "__VIEWSTATE=a&p=2", 2);
	struct store_request new = request(x->arena, "__VIEWSTATE=b&p=2", 2);

	assert_string_equal(old.key, new.key);
	assert_true(add(x, SEARCH, &old));
	assert_false(add(x, SEARCH, &new));
	leases_are(x, "POST " SEARCH " __VIEWSTATE=b&p=2\n");
}

static void test_passes(void **state)
{
	struct exchanges *x = *state;
	struct store_request list = request(x->arena, "page=2", 2);
	bool resumed;

	assert_int_equal(store_pass_begin(x->store, x->site, 1, &resumed), 0);
	(void)add(x, COLUMN, NULL);
	(void)add(x, SEARCH, &list);
	(void)answer(x, COLUMN, NULL, "<p>");
	(void)answer(x, SEARCH, &list, "{}");
	commit(x);
	assert_false(add(x, SEARCH, &list));
	leases_are(x, "");
	assert_int_equal(store_pass_end(x->store, x->site, 2), 0);
	assert_int_equal(store_pass_begin(x->store, x->site, 3, &resumed), 0);
	leases_are(x, "GET " COLUMN " \n");
	assert_true(add(x, SEARCH, &list));	/* its page says it again */
	leases_are(x, "GET " COLUMN " \nPOST " SEARCH " page=2\n");
}

/* --- columns -------------------------------------------------------------- */

static const char *const first_rows[] = {COLUMN "1.html", COLUMN "2.html"};

static struct store_column column_page(const struct store_column_page *asked,
				       size_t count)
{
	return (struct store_column){
		.name = "年报", .method = "trs_dynamic", .declared_total = 4,
		.declared_pages = -1, .page = 1, .endpoint = true,
		.bytes = 2000, .rows = first_rows, .row_count = 2,
		.pages = asked, .page_count = count,
	};
}

static struct store_column list_answer(int64_t page,
				       const char *const *rows, size_t count)
{
	return (struct store_column){
		.method = "trs_dynamic", .declared_total = -1,
		.declared_pages = -1, .page = page, .list = true,
		.endpoint = true, .referer = COLUMN, .rows = rows,
		.row_count = count,
	};
}

/* A column page that asks for pages 2, 3 and 4 of a list. */
static void ask_three(struct exchanges *x, struct store_request r[3])
{
	static const char *const bodies[] = {"page=2", "page=3", "page=4"};
	struct store_column_page asked[3];
	struct store_column column;
	struct store_item *item;

	(void)add(x, COLUMN, NULL);
	for (int i = 0; i < 3; i++) {
		r[i] = request(x->arena, bodies[i], i + 2);
		asked[i] = (struct store_column_page){SEARCH, i + 2, &r[i]};
		(void)add(x, SEARCH, &r[i]);
	}
	column = column_page(asked, 3);
	item = answer(x, COLUMN, NULL, "<p>list");
	item->column = &column;
	item->capture->etag = "e1";
	commit(x);
}

static int add_state(void *ctx, const struct store_column_state *k)
{
	return buf_addf(ctx, "%s %d/%d pages %d waiting %d failed %d%s%s%d "
			"%d", k->url, (int)k->found, (int)k->declared_total,
			(int)k->pages, (int)k->waiting, (int)k->failed,
			k->complete ? " complete " : " ",
			k->ended ? k->ended : "", (int)k->ended_page,
			k->ended_status);
}

static void column_is(struct exchanges *x, const char *wanted)
{
	struct buf got = BUF_INIT(1 << 12);
	struct store_reader *r;

	assert_int_equal(store_reader_open(x->dir, &r), 0);
	assert_int_equal(store_each_column(r, x->site, add_state, &got), 0);
	store_reader_close(r);
	if (!slice_eqs(buf_slice(&got), wanted))
		fail_msg("got    %s\nwanted %s", got.data, wanted);
	buf_free(&got);
}

/* What ends the column ends what was asked for behind it. */
static void test_end(void **state)
{
	struct exchanges *x = *state;
	struct store_column list = list_answer(2, first_rows, 2);
	struct store_request r[3];

	ask_three(x, r);
	column_is(x, COLUMN " 2/4 pages 1 waiting 3 failed 0 0 0");
	answer(x, SEARCH, &r[0], "{again}")->column = &list;
	commit(x);
	leases_are(x, "");
	column_is(x, COLUMN " 2/4 pages 1 waiting 0 failed 0 nothing_new2 "
		  "200");
}

/* The same page by two requests: that the second brings nothing is no end. */
static void test_two_ways(void **state)
{
	static const char *const rows[] = {COLUMN "3.html"};
	struct exchanges *x = *state;
	struct store_column list = list_answer(2, rows, 1);
	struct store_request r[3], zero;
	struct store_column_page asked;
	struct store_column first;

	ask_three(x, r);
	zero = request(x->arena, "page=0", 2);
	(void)add(x, SEARCH, &zero);
	asked = (struct store_column_page){SEARCH, 2, &zero};
	first = column_page(&asked, 1);
	answer(x, COLUMN, NULL, "<p>list again")->column = &first;
	answer(x, SEARCH, &r[0], "{new}")->column = &list;
	answer(x, SEARCH, &zero, "{the same}")->column = &list;
	commit(x);
	leases_are(x, "POST " SEARCH " page=3\nPOST " SEARCH " page=4\n");
	column_is(x, COLUMN " 3/4 pages 2 waiting 2 failed 0 0 0");
}

/* A server that is down may be up for the next page. */
static void test_broken_is_no_end(void **state)
{
	struct exchanges *x = *state;
	struct store_column list = list_answer(2, NULL, 0);
	struct store_request r[3];
	struct store_item *item;

	list.absent = true;
	ask_three(x, r);
	item = answer(x, SEARCH, &r[0], "oops");
	item->column = &list;
	item->capture->status = 500;
	commit(x);
	leases_are(x, "POST " SEARCH " page=3\nPOST " SEARCH " page=4\n");
	column_is(x, COLUMN " 2/4 pages 1 waiting 2 failed 0 status2 500");
}

static void test_full(void **state)
{
	static const char *const rows[] = {COLUMN "3.html", COLUMN "4.html"};
	struct exchanges *x = *state;
	struct store_column list = list_answer(2, rows, 2);
	struct store_request r[3], more;
	struct store_column_page asked;
	struct store_url found;
	struct store_item *item;

	ask_three(x, r);
	more = request(x->arena, "page=5", 5);
	asked = (struct store_column_page){SEARCH, 5, &more};
	found = (struct store_url){
		.url = SEARCH, .host_key = HOST ":80", .site = x->site,
		.via_position = -1, .request = &more, .column_page = 5,
	};
	list.pages = &asked;
	list.page_count = 1;
	item = answer(x, SEARCH, &r[0], "{new}");
	item->column = &list;
	item->found = &found;
	item->found_count = 1;
	commit(x);
	assert_int_equal(item->ret_found, 0);
	column_is(x, COLUMN " 4/4 pages 2 waiting 2 failed 0 0 0");
}

/* What its page asks with must be read again: a 304 would not say it. */
static void test_asking_pages_are_fetched_whole(void **state)
{
	struct exchanges *x = *state;
	struct store_request r[3];
	struct store_item *item;
	bool resumed;

	(void)add(x, HOST "/other", NULL);
	item = answer(x, HOST "/other", NULL, "<p>other");
	item->capture->etag = "e2";
	ask_three(x, r);
	assert_int_equal(store_pass_begin(x->store, x->site, 3, &resumed), 0);
	leases_are(x, "GET " HOST "/other e2\nGET " COLUMN " \n"
		   "POST " SEARCH " page=2\nPOST " SEARCH " page=3\n"
		   "POST " SEARCH " page=4\n");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(test_keys), TEST(test_rows), TEST(test_state_of_a_form),
		TEST(test_passes), TEST(test_end), TEST(test_two_ways),
		TEST(test_broken_is_no_end),
		TEST(test_full), TEST(test_asking_pages_are_fetched_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
