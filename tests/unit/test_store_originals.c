/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a report is official, and what a copy was made from. */
#include "base/err.h"
#include "store/store.h"
#include "tests/lib/archive.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

enum { FOREIGN, OFFICIAL, UNSTATED };

/* One report of a page on a host of its own. */
struct posted {
	const char *organ;	/* NULL: none */
	int year;
	int host;
	bool rewritten, marked;
	uint64_t simhash;
	const char *division;	/* NULL: not known */
};

#define HASH UINT64_C(0x8123456789abcdef)
#define TOWN "松萝县青荇镇"

static struct archive archive;
static struct store_reader *reader;

static int set_up(void **state)
{
	(void)state;
	archive_make(&archive);
	assert_int_equal(store_reader_open(archive.dir, &reader), 0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	store_reader_close(reader);
	archive_drop(&archive);
	return 0;
}

/* At http://host/path. */
static void add_at(const char *url, const struct posted *p)
{
	const struct report r = {
		.organ = slice_of(p->organ), .year = p->year,
		.rewritten = p->rewritten, .marked = p->marked,
		.simhash = p->simhash, .organ_kind = "township",
		.division = slice_of(p->division),
	};
	struct capture c = {
		.url = url, .status = 200, .official = p->host == OFFICIAL,
		.foreign = p->host == FOREIGN,
	};

	(void)archive_add(&archive, &c, "HTTP/1.1 200 OK\r\n\r\n",
			  slice_of(url));
	catalog_begin(archive.catalog);
	(void)rows_reports(archive.catalog, &c, &r, 1, SLICE_NONE, NULL);
	if (catalog_end(archive.catalog))
		fail_msg("%s", catalog_problem(archive.catalog));
}

static void add(unsigned site, const struct posted *p)
{
	char url[64];

	(void)snprintf(url, sizeof(url), "http://www.site%u.test/a", site);
	add_at(url, p);
}

/* --- what the archive says of a site's report --------------------------- */

struct answer {
	char id[REPORT_ID_SIZE], original[REPORT_ID_SIZE];
	int official, count;
};

static int on_report(void *ctx, const struct store_report *s)
{
	struct answer *answer = ctx;

	answer->count++;
	answer->official = s->official;
	(void)snprintf(answer->id, sizeof(answer->id), "%s", s->id);
	(void)snprintf(answer->original, sizeof(answer->original), "%s",
		       s->original ? s->original : "");
	return 0;
}

static struct answer ask(const char *url)
{
	struct answer answer = {.count = 0};
	int err = store_each_report(reader, &(struct store_report_filter){
		.url = url}, on_report, &answer);

	if (err)
		fail_msg("%s: %s", err_name(err), store_reader_problem(reader));
	assert_int_equal(answer.count, 1);
	return answer;
}

/* --- official ----------------------------------------------------------- */

static const struct { struct posted page; int official; } stated[] = {
	{{"甲镇", 2020, OFFICIAL, false, false, 0}, 1},
	{{"甲镇", 2020, OFFICIAL, true, false, 0}, 1},
	{{"甲镇", 2020, OFFICIAL, false, true, 0}, 1},
	{{"甲镇", 2020, UNSTATED, false, false, 0}, -1},
	{{"甲镇", 2020, UNSTATED, true, false, 0}, 0},
	{{"甲镇", 2020, UNSTATED, false, true, 0}, 0},
	{{"甲镇", 2020, FOREIGN, false, false, 0}, 0},
};

static void test_official(void **state)
{
	(void)state;
	for (unsigned i = 0; i < sizeof(stated) / sizeof(*stated); i++) {
		char url[64];
		int got;

		add(i, &stated[i].page);
		(void)snprintf(url, sizeof(url), "http://www.site%u.test/a",
			       i);
		got = ask(url).official;
		if (got != stated[i].official)
			fail_msg("row %u: got %d, wanted %d", i, got,
				 stated[i].official);
	}
}

/* What other pages of one domain say of one report: the best of them counts,
 * in whatever order they come. */
static void test_best_page(void **state)
{
	static const struct posted rewritten = {"甲镇", 2020, UNSTATED, true,
					      false, 0};
	static const struct posted plain = {"甲镇", 2020, UNSTATED, false,
					  false, 0};
	static const struct posted official = {"甲镇", 2020, OFFICIAL, false,
					     false, 0};

	(void)state;
	add_at("http://www.county.test/1", &rewritten);
	assert_int_equal(ask("http://www.county.test/1").official, 0);
	add_at("http://www.county.test/2", &official);
	assert_int_equal(ask("http://www.county.test/1").official, 1);
	add_at("http://www.county.test/3", &plain);
	assert_int_equal(ask("http://www.county.test/3").official, 1);
	add_at("http://www.other.test/1", &plain);
	add_at("http://www.other.test/2", &rewritten);
	assert_int_equal(ask("http://www.other.test/2").official, -1);
}

/* --- originals ---------------------------------------------------------- */

/* Site 0 has the original, site 1 the copy. */
static const struct {
	const char *name;
	struct posted original, copy;
	bool found;
} pairs[] = {
	{"the same text", {TOWN, 2020, OFFICIAL, false, false, HASH},
	 {TOWN, 2020, FOREIGN, false, false, HASH}, true},
	{"not known whether the original is official",
	 {TOWN, 2020, UNSTATED, false, false, HASH},
	 {TOWN, 2020, UNSTATED, true, false, HASH}, true},
	{"the copy names its organ short",
	 {TOWN "人民政府", 2020, OFFICIAL, false, false, HASH},
	 {"青荇镇", 2020, FOREIGN, false, false, HASH}, true},
	{"no organ, no year", {TOWN, 2020, OFFICIAL, false, false, HASH},
	 {NULL, 0, FOREIGN, false, false, HASH}, true},
	{"three bits in one quarter",
	 {TOWN, 2020, OFFICIAL, false, false, HASH},
	 {NULL, 0, FOREIGN, false, false, HASH ^ 7}, true},
	{"three bits in three quarters",
	 {TOWN, 2020, OFFICIAL, false, false, HASH},
	 {NULL, 0, FOREIGN, false, false,
	  HASH ^ UINT64_C(0x8000000100010000)}, true},
	{"four bits", {TOWN, 2020, OFFICIAL, false, false, HASH},
	 {NULL, 0, FOREIGN, false, false, HASH ^ 15}, false},
	{"too short to tell", {TOWN, 2020, OFFICIAL, false, false, 0},
	 {NULL, 0, FOREIGN, false, false, 0}, false},
	{"another town", {TOWN, 2020, OFFICIAL, false, false, HASH},
	 {"松萝县麦垄镇", 2020, FOREIGN, false, false, HASH}, false},
	{"another year", {TOWN, 2020, OFFICIAL, false, false, HASH},
	 {TOWN, 2019, FOREIGN, false, false, HASH}, false},
	{"other words, but whose and which is the same",
	 {TOWN "人民政府", 2020, OFFICIAL, false, false, HASH},
	 {TOWN, 2020, UNSTATED, false, true, ~HASH}, true},
	{"two copies", {TOWN, 2020, FOREIGN, false, false, HASH},
	 {TOWN, 2020, FOREIGN, true, false, HASH}, false},
	{"two official ones", {TOWN, 2020, OFFICIAL, false, false, HASH},
	 {TOWN, 2020, OFFICIAL, false, false, HASH}, false},
};

static void test_pairs(void **state)
{
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		for (unsigned last = 0; last < 2; last++) {
			struct answer original, copy;

			assert_int_equal(set_up(state), 0);
			add(last, last ? &pairs[i].copy : &pairs[i].original);
			add(!last, last ? &pairs[i].original : &pairs[i].copy);
			original = ask("http://www.site0.test/a");
			copy = ask("http://www.site1.test/a");
			if (strcmp(copy.original,
				   pairs[i].found ? original.id : "") ||
			    original.original[0])
				fail_msg("%s: got %s, original is %s",
					 pairs[i].name, copy.original,
					 original.id);
			assert_int_equal(tear_down(state), 0);
		}
}

/* Knowing of which division they are does not make one report of them: what a
 * copy says would stand beside what the organ published. */
static void test_division(void **state)
{
	static const struct {
		const char *name;
		struct posted copy;
		bool apart;
	} rows[] = {
		{"foreign", {TOWN, 2020, FOREIGN, false, false, HASH,
			     "350121104"}, true},
		{"rewritten", {TOWN, 2020, UNSTATED, true, false, HASH,
			       "350121104"}, true},
		{"marked", {TOWN, 2020, UNSTATED, false, true, HASH,
			    "350121104"}, true},
		{"rewritten by an official portal",
		 {TOWN, 2020, OFFICIAL, true, false, HASH, "350121104"},
		 false},
		{"nothing speaks against it",
		 {TOWN, 2020, UNSTATED, false, false, HASH, "350121104"},
		 false},
	};
	const struct posted original = {TOWN, 2020, OFFICIAL, false, false,
					HASH, "350121104"};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		for (unsigned last = 0; last < 2; last++) {
			struct answer first, copy;

			assert_int_equal(set_up(state), 0);
			add(last, last ? &rows[i].copy : &original);
			add(!last, last ? &original : &rows[i].copy);
			first = ask("http://www.site0.test/a");
			copy = ask("http://www.site1.test/a");
			if ((strcmp(first.id, copy.id) != 0) != rows[i].apart ||
			    strcmp(copy.original,
				   rows[i].apart ? first.id : "") ||
			    first.official != 1)
				fail_msg("%s: got %s of %s, original is %s, "
					 "official %d", rows[i].name, copy.id,
					 copy.original, first.id,
					 first.official);
			assert_int_equal(tear_down(state), 0);
		}
}

/* The nearest one, and of two the official one. */
static void test_choice(void **state)
{
	const struct posted copy = {NULL, 0, FOREIGN, false, false, HASH};

	(void)state;
	add(1, &copy);
	add(2, &(struct posted){TOWN, 2020, OFFICIAL, false, false, HASH ^ 3});
	assert_string_equal(ask("http://www.site1.test/a").original,
			    ask("http://www.site2.test/a").id);
	add(3, &(struct posted){TOWN, 2020, UNSTATED, false, false, HASH ^ 1});
	assert_string_equal(ask("http://www.site1.test/a").original,
			    ask("http://www.site3.test/a").id);
	add(4, &(struct posted){TOWN, 2020, OFFICIAL, false, false,
			      HASH ^ UINT64_C(1) << 63});
	assert_string_equal(ask("http://www.site1.test/a").original,
			    ask("http://www.site4.test/a").id);
}

/* --- the indexes -------------------------------------------------------- */

/* Each quarter has its index, which the question uses. */
static void test_indexes(void **state)
{
	static const char *const plans[] = {
		"EXPLAIN QUERY PLAN SELECT id FROM reading d WHERE "
		"d.simhash IS NOT NULL AND d.simhash & 65535 = 1",
		"EXPLAIN QUERY PLAN SELECT id FROM reading d WHERE "
		"d.simhash IS NOT NULL AND d.simhash >> 16 & 65535 = 1",
		"EXPLAIN QUERY PLAN SELECT id FROM reading d WHERE "
		"d.simhash IS NOT NULL AND d.simhash >> 32 & 65535 = 1",
		"EXPLAIN QUERY PLAN SELECT id FROM reading d WHERE "
		"d.simhash IS NOT NULL AND d.simhash >> 48 & 65535 = 1",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(plans) / sizeof(*plans); i++) {
		struct sql *q = sql_of(archive.catalog, plans[i]);
		char wanted[32];

		(void)snprintf(wanted, sizeof(wanted), "reading_simhash_%zu",
			       i);
		assert_true(sql_step(q));
		if (!strstr(sql_get_text(q, 3), wanted))
			fail_msg("got %s", sql_get_text(q, 3));
		sql_done(q);
	}
}

#define WITH_ARCHIVE(test) \
	cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH_ARCHIVE(test_official),
		WITH_ARCHIVE(test_best_page),
		cmocka_unit_test(test_pairs),
		cmocka_unit_test(test_division),
		WITH_ARCHIVE(test_choice),
		WITH_ARCHIVE(test_indexes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
