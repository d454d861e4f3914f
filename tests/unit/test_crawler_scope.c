/* SPDX-License-Identifier: Apache-2.0 */
/* What belongs to a site, and how urgent its links are. */
#include "base/err.h"
#include "crawler/scope.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <cmocka.h>

static struct url parse(const char *text)
{
	struct url u;

	if (url_parse(slice_of(text), NULL, NULL, &u, NULL))
		fail_msg("%s does not parse", text);
	return u;
}

static void test_hosts(void **state)
{
	static const struct {
		const char *seed, *host, *url;
		bool in;
	} rows[] = {
		{"http://www.qinghe.gov.cn/", NULL,
		 "http://www.qinghe.gov.cn/a", true},
		{"http://www.qinghe.gov.cn/", NULL,
		 "https://www.qinghe.gov.cn/a", true},
		{"http://www.qinghe.gov.cn/", NULL,
		 "http://xxgk.qinghe.gov.cn:8080/", true},
		{"http://www.qinghe.gov.cn/", NULL, "http://qinghe.gov.cn/",
		 true},
		{"http://www.qinghe.gov.cn/", NULL,
		 "http://notqinghe.gov.cn/", false},
		{"http://www.qinghe.gov.cn/", NULL, "http://gov.cn/", false},
		{"http://www.qinghe.gov.cn/", NULL,
		 "http://www.other.gov.cn/", false},
		{"http://www.qinghe.gov.cn/", NULL,
		 "http://qinghe.gov.cn.evil.com/", false},
		{"http://127.0.0.1:8080/", NULL, "http://127.0.0.1:8080/x",
		 true},
		{"http://127.0.0.1:8080/", NULL, "http://127.0.0.1:8081/",
		 false},
		{"http://127.0.0.1:8080/", NULL, "http://127.0.0.2:8080/",
		 false},
		{"http://[::1]:8080/", NULL, "http://[::1]:8080/x", true},
		{"http://localhost:80/", NULL, "http://localhost/", true},
		{"http://localhost:80/", NULL, "http://x.localhost/", false},
		{"http://a.test/", "b.test", "http://b.test:99/", true},
		{"http://a.test/", "b.test:99", "http://b.test:99/", true},
		{"http://a.test/", "b.test:99", "http://b.test/", false},
		{"http://a.test/", "b.test", "http://c.b.test/", false},
		{"http://a.test/", "[::1]:99", "http://[::1]:99/", true},
		{"http://a.test/", "[::1]", "http://[::1]:98/", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct scope s = {.kind = SCOPE_SITE};
		struct url seed = parse(rows[i].seed), u = parse(rows[i].url);

		assert_int_equal(scope_add_seed(&s, &seed), 0);
		if (rows[i].host)
			assert_int_equal(scope_add_host(&s, rows[i].host), 0);
		if (scope_has(&s, &u) != rows[i].in)
			fail_msg("%s in scope of %s (%s): wanted %d",
				 rows[i].url, rows[i].seed,
				 rows[i].host ? rows[i].host : "-",
				 rows[i].in);
		url_free(&u);
		url_free(&seed);
		scope_clear(&s);
	}
}

static void test_gov(void **state)
{
	static const struct { const char *host; bool gov; } rows[] = {
		{"gov.cn", true}, {"www.qinghe.gov.cn", true},
		{"qinghe.gov.cn", true}, {"xgov.cn", false},
		{"gov.cn.example.com", false}, {"www.gov.cn.", false},
		{"www.qinghe.gov", false}, {"", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (scope_is_gov(slice_of(rows[i].host)) != rows[i].gov)
			fail_msg("%s: got %d", rows[i].host, !rows[i].gov);
}

static void test_bad_port(void **state)
{
	struct scope s = {.kind = SCOPE_SITE};

	(void)state;
	assert_int_equal(scope_add_host(&s, "a.test:65536"), ERR_INVALID);
	assert_int_equal(scope_add_host(&s, "a.test:x"), ERR_INVALID);
	scope_clear(&s);
}

static void test_priority(void **state)
{
	static const struct {
		const char *what;
		struct scope_link link;
		int reports, site;
	} rows[] = {
		{"nothing speaks", {.score = 100, .page_priority = 150},
		 -1, 100},
		{"something speaks", {.score = 700, .page_priority = 150},
		 700, 700},
		{"certainly not", {.score = 0, .page_priority = 900,
		 .same_folder = true}, -1, 880},
		{"a year in a column", {.score = 100, .row = true,
		 .page_annual = true, .page_priority = 700}, 700, 100},
		{"a row with a name", {.score = 50, .row = true,
		 .page_annual = true, .page_priority = 1000}, 930, 50},
		{"a row that is none", {.score = 0, .row = true,
		 .page_annual = true, .page_priority = 1000}, -1, 0},
		{"beside a list of reports", {.score = 100,
		 .same_folder = true, .page_annual = true,
		 .page_lists = true, .page_priority = 950}, -1, 930},
		{"no list, but the folder", {.score = 100, .same_folder = true,
		 .page_annual = true, .page_priority = 950},
		 PRIORITY_BESIDE, 930},
		{"below a seed", {.score = 100, .same_folder = true,
		 .page_is_seed = true, .page_priority = 500}, 480, 480},
		{"another page of reports", {.score = 100, .other_page = true,
		 .page_lists = true, .page_priority = 200}, 180, 100},
		{"another page of news", {.score = 100, .other_page = true,
		 .page_priority = 200}, -1, 100},
		{"a list near a door", {.score = 100, .list = true,
		 .same_folder = true, .page_priority = 600},
		 PRIORITY_GUESS, 580},
		{"an article near a door", {.score = 100,
		 .same_folder = true, .page_priority = 600}, -1, 580},
		{"a list beside the door itself", {.score = 100, .list = true,
		 .same_folder = true, .page_has_door = true,
		 .page_priority = 600}, -1, 580},
		{"another folder", {.score = 100, .page_priority = 700},
		 -1, 100},
		{"a frame", {.kind = LINK_FRAME, .score = 100,
		 .page_priority = 300}, 280, 280},
		{"attachment of a report", {.score = 100, .attachment = true,
		 .page_priority = 200, .page_has_report = true}, 200, 200},
		{"attachment of a notice", {.score = 100, .attachment = true,
		 .page_priority = 200}, -1, 100},
		{"another portal", {.score = 100, .home = true,
		 .page_priority = 200}, PRIORITY_PORTAL, 100},
		{"the mail of the county", {.score = 50, .home = true,
		 .page_priority = 200}, -1, 50},
		{"a picture", {.kind = LINK_IMAGE, .score = 900}, -1, -1},
		{"a picture of a report", {.kind = LINK_IMAGE, .score = 100,
		 .attachment = true, .page_priority = 500,
		 .page_has_report = true}, 500, 500},
		{"a style sheet", {.kind = LINK_STYLE, .score = 900}, -1, -1},
	};
	const struct scope reports = {.kind = SCOPE_REPORTS};
	const struct scope site = {.kind = SCOPE_SITE};
	const struct scope all = {.kind = SCOPE_SITE, .requisites = true};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int r = scope_priority(&reports, &rows[i].link);
		int s = scope_priority(&site, &rows[i].link);

		if (r != rows[i].reports || s != rows[i].site)
			fail_msg("%s: got %d and %d, wanted %d and %d",
				 rows[i].what, r, s, rows[i].reports,
				 rows[i].site);
	}
	assert_int_equal(scope_priority(&all, &(struct scope_link){
		.kind = LINK_STYLE}), PRIORITY_REQUISITE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hosts),
		cmocka_unit_test(test_gov),
		cmocka_unit_test(test_bad_port),
		cmocka_unit_test(test_priority),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
