/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The coverage of a small site whose column lists one row of every kind: what
 * each row makes of the cell it names, and of the cells nobody names.
 */
#include "base/err.h"
#include "crawler/coverage_draw.h"
#include "crawler/why_not.h"
#include "tests/lib/dir.h"
#include "tests/lib/exchanges.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define FOLDER "http://a.test/nb/"
#define DAY_MS INT64_C(86400000)
#define NOW_MS INT64_C(1795500000000)	/* 24 November 2026 */

/* A URL, the text of the link to it, and how it ended. */
struct leaf {
	const char *url, *text;
	const char *title, *block, *redirect_to, *sniffed;
	int status;		/* 0: not asked */
	int outcome;
	const char *organ;	/* of the report it gives; NULL: none */
	int year;
	bool outside;		/* not in the frontier */
	bool hidden;		/* not in the column */
};

/* A list of leaves and what is known of the column. */
struct branch {
	const char *url, *name;
	const struct leaf *leaves;
	int64_t total;		/* declared; 0: as many as there are */
};

static const struct leaf leaves[] = {
	{.url = FOLDER "1", .text = "青禾县禾口镇2020年政府信息公开年报",
	 .status = 200, .organ = "青禾县禾口镇人民政府", .year = 2020},
	{.url = FOLDER "2", .text = "禾口镇2024年政府信息公开年报",
	 .status = 200, .organ = "禾口镇政府", .year = 2024},
	{.url = FOLDER "3", .text = "禾口镇2021年政府信息公开年报.pdf",
	 .status = 200, .sniffed = "application/pdf"},
	{.url = FOLDER "4", .text = "禾口镇2022年政府信息公开年报",
	 .status = 403, .block = "blocked_forbidden"},
	{.url = FOLDER "5", .text = "禾口镇2023年政府信息公开年报",
	 .status = 404},
	{.url = FOLDER "6", .text = "县财政局2020年政府信息公开年报",
	 .status = 302, .redirect_to = FOLDER "6b"},
	{.url = FOLDER "6b", .text = "", .status = 200, .hidden = true,
	 .organ = "青禾县财政局", .year = 2020},
	{.url = FOLDER "7", .text = "财政局2021年政府信息公开年报"},
	{.url = FOLDER "8", .text = "青禾县财政局2022年政府信息公开年报",
	 .outside = true},
	{.url = FOLDER "9", .text = "青禾县财政局2023年政府信息公开年报",
	 .outcome = ERR_ROBOTS},
	{.url = FOLDER "10", .text = "县财政局2024年政府信息公开年报",
	 .status = 500},
	{.url = FOLDER "11", .text = "关于做好2023年政府信息公开年报的通知",
	 .status = 200, .sniffed = "text/html"},
	{.url = FOLDER "12", .text = "2019年麦垄镇年报", .status = 200,
	 .organ = "", .year = 2019},
	/* no column lists it, but the organ is known */
	{.url = "http://a.test/x", .text = "麦垄镇2024年政府信息公开年报",
	 .status = 404, .hidden = true},
	{.url = NULL},
};

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
	char *dir;

	exchanges_close(x);
	dir = exchanges_free(x);
	dir_remove(dir);
	return 0;
}

static void queue(struct exchanges *x, const char *url, const char *anchor)
{
	struct store_url u = {
		.url = url, .host_key = "http://a.test:80", .site = x->site,
		.via_position = -1, .via_anchor = anchor,
	};

	assert_int_equal(store_frontier_add(x->store, &u, 1, NULL), 0);
}

static void commit(struct exchanges *x)
{
	assert_int_equal(exchanges_commit(x), 0);
	exchanges_clear(x);
}

static void put_leaf(struct exchanges *x, const struct leaf *leaf)
{
	struct report report = {
		.organ = slice_of(leaf->organ), .organ_kind = "other",
		.year = leaf->year, .generation = GENERATION_2021,
		.title = slice_of(leaf->text),
	};
	struct capture *c = &x->captures[0];

	if (!leaf->outside)
		queue(x, leaf->url, leaf->text);
	if (leaf->outside || (!leaf->status && !leaf->outcome))
		return;
	exchanges_add(x, leaf->url, leaf->url);
	c->status = leaf->status;
	c->block = leaf->block;
	c->outcome = leaf->outcome;
	c->redirect_to = leaf->redirect_to;
	c->sniffed = leaf->sniffed;
	c->title = leaf->title;
	if (leaf->organ) {
		x->items[0].reports = &report;
		x->items[0].report_count = 1;
	}
	commit(x);
}

enum { LEAVES_MAX = 20 };

static void put_branch(struct exchanges *x, const struct branch *b)
{
	const char *rows[LEAVES_MAX];
	struct store_link links[LEAVES_MAX];
	struct store_column column = {
		.name = b->name, .method = "links", .declared_pages = -1,
		.page = 1, .bytes = 2000, .rows = rows,
	};

	for (const struct leaf *leaf = b->leaves; leaf->url; leaf++) {
		put_leaf(x, leaf);
		if (leaf->hidden)
			continue;
		links[column.row_count] = (struct store_link){
			.url = leaf->url, .text = leaf->text, .kind = "a",
			.position = (uint32_t)column.row_count,
		};
		rows[column.row_count++] = leaf->url;
	}
	column.declared_total = b->total ? b->total :
				(int64_t)column.row_count;
	queue(x, b->url, NULL);
	exchanges_add(x, b->url, b->name);
	x->items[0].column = &column;
	x->items[0].links = links;
	x->items[0].link_count = column.row_count;
	commit(x);
}

struct asking {
	const struct conf_site *conf;
	int64_t now_ms;
	int from, to;
	const char *wanted;
};

static int on_site(void *ctx, const struct store_site_state *state)
{
	*(struct store_site_state *)ctx = *state;
	return 0;
}

static void add_cells(const struct coverage *cov, const struct asking *asking,
		      struct buf *out)
{
	struct buf words = BUF_INIT(1 << 16);

	for (size_t i = 0; i < cov->organ_count; i++) {
		const struct coverage_organ *organ = cov->organs[i];

		(void)buf_addf(out, "%.*s",
			       SLICE_ARG(organ->name.text));
		for (int y = asking->from; y <= asking->to; y++) {
			struct coverage_cell cell;

			coverage_cell(cov, organ, y, &cell);
			(void)buf_addf(out, " %s", coverage_state_name(
				cell.verdict.state));
			buf_clear(&words);
			assert_int_equal(coverage_detail(&cell, &words), 0);
			assert_true(words.len > 0);
		}
		(void)buf_addc(out, '\n');
	}
	buf_free(&words);
}

static void cells_are(struct exchanges *x, const char *what,
		      const struct asking *asking)
{
	struct buf out = BUF_INIT(1 << 20);
	struct arena *a = arena_new(1 << 24);
	const struct coverage *cov;
	struct store_site_state site = {.site.name = NULL};
	struct store_reader *r;

	assert_int_equal(store_reader_open(x->dir, &r), 0);
	assert_int_equal(store_each_site(r, on_site, &site), 0);
	site.site.name = "a.test";
	site.site.seed = FOLDER;
	assert_int_equal(coverage_read(r, &site, asking->conf,
				       asking->now_ms ? asking->now_ms :
				       NOW_MS, a, &cov), 0);
	add_cells(cov, asking, &out);
	if (strcmp(out.data ? out.data : "", asking->wanted) != 0)
		fail_msg("%s\ngot\n%swanted\n%s", what, out.data,
			 asking->wanted);
	buf_free(&out);
	arena_free(a);
	store_reader_close(r);
}

static const struct branch whole = {
	.url = FOLDER, .name = "政府信息公开年报", .leaves = leaves,
};

static void every_kind_of_row(void **state)
{
	put_branch(*state, &whole);
	cells_are(*state, "every kind of row", &(struct asking){
		.from = 2019, .to = 2024, .wanted =
		"青禾县财政局 missing archived unknown unknown blocked "
		"unknown\n"
		"青禾县禾口镇人民政府 missing archived unreadable blocked "
		"missing archived\n"
		"麦垄镇 archived missing missing missing missing missing\n",
	});
}

/* One row more is declared than was found. */
static void incomplete(void **state)
{
	struct branch b = whole;

	b.total = 20;
	put_branch(*state, &b);
	cells_are(*state, "incomplete", &(struct asking){
		.from = 2019, .to = 2024, .wanted =
		"青禾县财政局 unknown archived unknown unknown blocked "
		"unknown\n"
		"青禾县禾口镇人民政府 unknown archived unreadable blocked "
		"unknown archived\n"
		"麦垄镇 archived unknown unknown unknown unknown unknown\n",
	});
}

/* The column was read in November 2026; 2026 is due in 2027. */
static void dates(void **state)
{
	static const struct leaf few[] = {
		{.url = FOLDER "1", .text = "禾口镇2024年政府信息公开年报",
		 .status = 200, .organ = "禾口镇", .year = 2024},
		{.url = FOLDER "2", .text = "财政局2025年政府信息公开年报",
		 .status = 200, .organ = "财政局", .year = 2025},
		{.url = NULL},
	};
	struct branch b = whole;

	b.leaves = few;
	put_branch(*state, &b);
	cells_are(*state, "not due", &(struct asking){
		.from = 2024, .to = 2026, .wanted =
		"财政局 missing archived not-due\n"
		"禾口镇 archived missing not-due\n",
	});
	/* 10 February 2027: departments are due, but nobody looked again */
	cells_are(*state, "due, but not looked for",
		  &(struct asking){
		.now_ms = NOW_MS + 78 * DAY_MS, .from = 2025, .to = 2026,
		.wanted = "财政局 archived unknown\n"
			  "禾口镇 missing not-due\n",
	});
}

/* A row that does not say whose it is may be anybody's of its year. */
static void open_rows(void **state)
{
	static const struct leaf few[] = {
		{.url = FOLDER "1", .text = "禾口镇2023年政府信息公开年报",
		 .status = 200, .organ = "禾口镇", .year = 2023},
		{.url = FOLDER "2", .text = "麦垄镇2025年政府信息公开年报",
		 .status = 200, .organ = "麦垄镇", .year = 2025},
		{.url = FOLDER "3", .text = "2024年政府信息公开年报",
		 .status = 200, .sniffed = "application/pdf"},
		{.url = NULL},
	};
	static const struct leaf more[] = {
		{.url = FOLDER "9", .text = "下载", .status = 500},
		{.url = NULL},
	};
	struct branch b = {.url = FOLDER, .name = "政府信息公开年报",
			   .leaves = few};

	put_branch(*state, &b);
	cells_are(*state, "of one year", &(struct asking){
		.from = 2023, .to = 2025, .wanted =
		"禾口镇 archived unknown missing\n"
		"麦垄镇 missing unknown archived\n",
	});
	b.leaves = more;
	b.total = 4;
	put_branch(*state, &b);
	cells_are(*state, "of no year", &(struct asking){
		.from = 2023, .to = 2025, .wanted =
		"禾口镇 archived unknown unknown\n"
		"麦垄镇 unknown unknown archived\n",
	});
}

/* Years in columns of their own: the organs of a kind vouch for each other. */
static void tree(void **state)
{
	static const struct leaf first[] = {
		{.url = FOLDER "1", .text = "禾口镇", .status = 200,
		 .organ = "禾口镇", .year = 2023},
		{.url = FOLDER "2", .text = "麦垄镇", .status = 200,
		 .organ = "麦垄镇", .year = 2023},
		{.url = FOLDER "3", .text = "财政局", .status = 404},
		{.url = NULL},
	};
	static const struct leaf second[] = {
		{.url = FOLDER "4", .text = "禾口镇", .status = 200,
		 .organ = "禾口镇", .year = 2024},
		{.url = NULL},
	};
	struct branch b = {.url = FOLDER "2023/", .name = "2023年",
			   .leaves = first};

	put_branch(*state, &b);
	b = (struct branch){.url = FOLDER "2024/", .name = "2024年",
			    .leaves = second};
	put_branch(*state, &b);
	cells_are(*state, "a tree", &(struct asking){
		.from = 2023, .to = 2024, .wanted =
		"财政局 missing unknown\n"
		"禾口镇 archived archived\n"
		"麦垄镇 archived missing\n",
	});
}

/* A site that is only configured, and one whose pass has ended. */
static void configured(void **state)
{
	static const char *const organs[] = {
		"青禾县人民政府", "财政局", "县财政局", "云脚乡",
	};
	static const struct conf_site conf = {
		.name = "qinghe", .organs = organs, .organ_count = 4,
	};
	struct exchanges *x = *state;
	bool resumed;

	cells_are(x, "nothing yet", &(struct asking){
		.conf = &conf, .from = 2024, .to = 2024, .wanted =
		"青禾县人民政府 unknown\n县财政局 unknown\n"
		"云脚乡 unknown\n",
	});
	put_branch(x, &whole);
	assert_int_equal(store_pass_begin(x->store, x->site, 1, &resumed), 0);
	assert_int_equal(store_pass_end(x->store, x->site, 2), 0);
	/* of counties none is listed anywhere; a department and a township
	 * are, so that the column should list all of them */
	cells_are(x, "whole", &(struct asking){
		.conf = &conf, .from = 2020, .to = 2020, .wanted =
		"青禾县人民政府 unknown\n青禾县财政局 archived\n"
		"云脚乡 missing\n青禾县禾口镇人民政府 archived\n"
		"麦垄镇 missing\n",
	});
}

/* The townships of 锦屏县; of one of them there is a report. */
static void townships(void **state)
{
	static const struct conf_site conf = {
		.name = "jinping", .division = "522628",
	};
	static const struct leaf few[] = {
		{.url = FOLDER "1", .text = "大同乡2023年政府信息公开年报",
		 .status = 200, .organ = "大同乡人民政府", .year = 2023},
		{.url = NULL},
	};
	struct branch b = {.url = FOLDER, .name = "政府信息公开年报",
			   .leaves = few};
	struct arena *a = arena_new(1 << 24);
	struct store_site_state site = {.site.name = NULL};
	const struct coverage *cov;
	struct store_reader *r;
	bool found = false;

	put_branch(*state, &b);
	assert_int_equal(store_reader_open(((struct exchanges *)*state)->dir,
					   &r), 0);
	assert_int_equal(store_each_site(r, on_site, &site), 0);
	site.site.name = "a.test";
	site.site.seed = FOLDER;
	assert_int_equal(coverage_read(r, &site, &conf, NOW_MS, a, &cov), 0);
	assert_true(cov->organ_count > 10);
	for (size_t i = 0; i < cov->organ_count; i++) {
		const struct coverage_organ *o = cov->organs[i];

		assert_true(o->township && o->division);
		assert_int_equal(strlen(o->division), 9);
		if (o->archived) {
			assert_true(slice_eqs(o->name.text, "大同乡人民政府") ||
				    slice_eqs(o->name.text, "锦屏县大同乡"));
			assert_string_equal(o->division, "522628200");
			found = true;
		}
	}
	assert_true(found);
	arena_free(a);
	store_reader_close(r);
}

static void blocked_seed(void **state)
{
	static const char *const organs[] = {"财政局"};
	static const struct conf_site conf = {
		.name = "qinghe", .organs = organs, .organ_count = 1,
	};
	static const struct leaf seed = {
		.url = FOLDER, .text = "", .status = 403,
		.block = "blocked_waf",
	};

	put_leaf(*state, &seed);
	cells_are(*state, "the seed is blocked", &(struct asking){
		.conf = &conf, .from = 2025, .to = 2026,
		.wanted = "财政局 blocked not-due\n",
	});
}

/* The host of the column answers with challenges since: what is archived stays
 * so, what is queued or was never looked for is blocked. */
static void blocked_host(void **state)
{
	static const struct leaf few[] = {
		{.url = FOLDER "1", .text = "禾口镇2024年政府信息公开年报",
		 .status = 200, .organ = "禾口镇", .year = 2024},
		{.url = FOLDER "2", .text = "财政局2025年政府信息公开年报",
		 .status = 200, .organ = "财政局", .year = 2025},
		{.url = FOLDER "3", .text = "禾口镇2025年政府信息公开年报"},
		{.url = NULL},
	};
	static const int64_t ladder[] = {3600000};
	struct exchanges *x = *state;
	struct branch b = whole;
	struct store_host host;
	struct store_block_event event = {
		.class = "blocked_waf", .sign = "200 x", .ladder_ms = ladder,
		.rungs = 1,
	};

	b.leaves = few;
	put_branch(x, &b);
	assert_int_equal(store_host_get(x->store, "http://a.test:80",
					x->arena, &host), 0);
	exchanges_add(x, FOLDER "1", "a challenge");
	x->captures[0].block = "blocked_waf";
	x->items[0].host = &host;
	x->items[0].block = &event;
	commit(x);
	cells_are(x, "the host blocks", &(struct asking){
		.now_ms = NOW_MS + 78 * DAY_MS, .from = 2024, .to = 2026,
		.wanted = "财政局 missing archived blocked\n"
			  "禾口镇 archived blocked not-due\n",
	});
}

/* --- why not -------------------------------------------------------------- */

static const struct coverage_organ *organ_of(const struct coverage *cov,
					     const char *name)
{
	for (size_t i = 0; i < cov->organ_count; i++)
		if (slice_finds(cov->organs[i]->name.text, name, 0) !=
		    SIZE_MAX)
			return cov->organs[i];
	fail_msg("%s is not expected", name);
	return NULL;
}

/* A page of news with a link that the crawl did not follow, and one twice. */
static void put_news(struct exchanges *x)
{
	static const struct store_link links[] = {
		{.url = "http://b.test/9", .kind = "a", .position = 0,
		 .text = "青禾县禾口镇2019年政府信息公开工作年度报告"},
		{.url = "http://b.test/9", .kind = "a", .position = 1,
		 .text = "禾口镇2019年政府信息公开工作年度报告"},
		{.url = "http://b.test/8", .kind = "a", .position = 2,
		 .text = "禾口镇2018年政府信息公开工作年度报告"},
		{.url = FOLDER "7", .kind = "a", .position = 3,
		 .text = "禾口镇关于2019年政府信息公开工作情况的报告"},
	};

	exchanges_add(x, "http://a.test/news", "news");
	x->items[0].links = links;
	x->items[0].link_count = 4;
	commit(x);
}

static void why_not(void **state)
{
	struct exchanges *x = *state;
	struct arena *a = arena_new(1 << 24);
	struct store_site_state site = {.site.name = NULL};
	const struct coverage *cov;
	struct store_reader *r;
	struct why_not *w = arena_alloc(a, sizeof(*w));

	put_branch(x, &whole);
	put_news(x);
	assert_int_equal(store_reader_open(x->dir, &r), 0);
	assert_int_equal(store_each_site(r, on_site, &site), 0);
	site.site.name = "a.test";
	site.site.seed = FOLDER;
	assert_int_equal(coverage_read(r, &site, NULL, NOW_MS, a, &cov), 0);
	for (size_t i = 0; i < cov->organ_count; i++)
		for (int y = 2018; y <= 2027; y++) {
			struct buf next = BUF_INIT(1 << 16);

			assert_int_equal(why_not_ask(r, x->site, cov,
						     cov->organs[i], y, a, w),
					 0);
			assert_int_equal(why_not_next(w, &next), 0);
			assert_true(next.len > 0);
			buf_free(&next);
		}
	assert_int_equal(why_not_ask(r, x->site, cov,
				     organ_of(cov, "禾口镇"), 2019, a, w), 0);
	assert_int_equal(w->link_count, 2);
	assert_string_equal(w->links[0].link.url, "http://b.test/9");
	assert_string_equal(w->links[0].page, "http://a.test/news");
	assert_int_equal(w->links[0].link.end, COVERAGE_END_OUTSIDE);
	assert_string_equal(w->links[1].link.url, FOLDER "7");
	assert_int_equal(w->links[1].link.end, COVERAGE_END_WAITING);
	assert_int_equal(w->column_count, 1);
	assert_int_equal(why_not_ask(r, x->site, cov,
				     organ_of(cov, "禾口镇"), 2022, a, w), 0);
	assert_int_equal(w->link_count, 1);
	assert_int_equal(w->links[0].link.status, 403);
	assert_string_equal(w->links[0].link.block, "blocked_forbidden");
	assert_int_equal(w->cell.capture, w->links[0].link.capture);
	store_reader_close(r);
	arena_free(a);
}

/* Any limit of memory is told, none is fatal. */
static void limits(void **state)
{
	struct exchanges *x = *state;
	struct store_site_state site = {.site.name = NULL};
	struct store_reader *r;
	int err = ERR_NOMEM;

	put_branch(x, &whole);
	assert_int_equal(store_reader_open(x->dir, &r), 0);
	assert_int_equal(store_each_site(r, on_site, &site), 0);
	site.site.name = "a.test";
	site.site.seed = FOLDER;
	for (size_t limit = 64; err; limit += limit / 8) {
		struct arena *a = arena_new(limit);
		const struct coverage *cov;

		assert_true(limit < (1 << 22));
		err = coverage_read(r, &site, NULL, NOW_MS, a, &cov);
		if (err)
			assert_int_equal(err, ERR_TOOBIG);
		arena_free(a);
	}
	store_reader_close(r);
}

/* --- drawing -------------------------------------------------------------- */

static const struct store_column_state good_state = {
	.url = FOLDER, .name = "年报", .complete = true, .read_ms = NOW_MS,
};

static void drawing(void **state)
{
	struct coverage_column column = {
		.state = &good_state, .counts = true,
		.years = UINT64_MAX, .kinds = {[0] = UINT64_MAX},
	};
	struct coverage_organ county = {
		.name = {.text = SLICE_LIT("青禾县人民政府"),
			 .kind = "government"},
		.reports = {[24] = "0123456789abcdef"},
	};
	struct coverage_organ office = {
		.name = {.text = SLICE_LIT("青禾县某某局"),
			 .kind = "department"},
	};
	struct coverage_organ *organs[] = {&county, &office};
	const struct coverage cov = {
		.site = "a.test", .organs = organs, .organ_count = 2,
		.columns = &column, .crawled = true, .site_read = true,
		.now_ms = NOW_MS,
	};
	static const struct {
		int width, from, to;
		const char *wanted;
	} rows[] = {
		{0, 2023, 2026,
		 "a.test\n"
		 "               23 24 25 26\n"
		 "青禾县人民政府  -  #  -  .\n"
		 "青禾县某某局    ?  ?  ?  .\n"
		 "2 organs, 2023 to 2026: 1 archived, 2 missing, 3 unknown, "
		 "2 not due\n"},
		/* two years' digits one below the other */
		{23, 2022, 2025,
		 "a.test\n"
		 "               2 2 2 2\n"
		 "               2 3 4 5\n"
		 "青禾县人民政府 - - # -\n"
		 "青禾县某某局   ? ? ? ?\n"
		 "2 organs, 2022 to 2025: 1 archived, 3 missing, 4 unknown\n"},
		/* two grids */
		{20, 2022, 2025,
		 "a.test\n"
		 "               2 2 2\n"
		 "               2 3 4\n"
		 "青禾县人民政府 - - #\n"
		 "青禾县某某局   ? ? ?\n"
		 "               2\n"
		 "               5\n"
		 "青禾县人民政府 -\n"
		 "青禾县某某局   ?\n"
		 "2 organs, 2022 to 2025: 1 archived, 3 missing, 4 unknown\n"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct buf out = BUF_INIT(1 << 16);

		assert_int_equal(coverage_draw(&cov, rows[i].from, rows[i].to,
					       rows[i].width, false, &out), 0);
		if (strcmp(out.data, rows[i].wanted) != 0)
			fail_msg("width %d\ngot\n%swanted\n%s",
				 rows[i].width, out.data, rows[i].wanted);
		buf_free(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(every_kind_of_row, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(incomplete, set_up, tear_down),
		cmocka_unit_test_setup_teardown(dates, set_up, tear_down),
		cmocka_unit_test_setup_teardown(open_rows, set_up, tear_down),
		cmocka_unit_test_setup_teardown(tree, set_up, tear_down),
		cmocka_unit_test_setup_teardown(configured, set_up, tear_down),
		cmocka_unit_test_setup_teardown(townships, set_up, tear_down),
		cmocka_unit_test_setup_teardown(blocked_seed, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(blocked_host, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(why_not, set_up, tear_down),
		cmocka_unit_test_setup_teardown(limits, set_up, tear_down),
		cmocka_unit_test(drawing),
	};

	(void)setlocale(LC_ALL, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
