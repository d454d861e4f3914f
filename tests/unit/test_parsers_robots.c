/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/robots.h"
#include "parsers/url.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#define FOR_US "User-agent: nianbao\n"
#define FOR_ALL "User-agent: *\n"
#define NO_ROOT "Disallow: /\n"

struct row {
	struct slice file;
	const char *target;
	bool allowed;
	unsigned line;		/* of the rule; 0: none */
};

static void check_rows(const struct row *rows, size_t count)
{
	int wrong = 0;

	for (size_t i = 0; i < count; i++) {
		struct robots *r = robots_parse(rows[i].file);
		struct robots_verdict got;

		assert_non_null(r);
		got = robots_check(r, "nianbao", slice_of(rows[i].target));
		if (got.allowed != rows[i].allowed ||
		    got.line != rows[i].line ||
		    (got.rule.p != NULL) != (got.line != 0)) {
			wrong++;
			print_error("row %zu\n%.*s\n%s: got %s, line %u\n", i,
				    SLICE_ARG(rows[i].file), rows[i].target,
				    got.allowed ? "allowed" : "disallowed",
				    got.line);
		}
		robots_free(r);
	}
	assert_int_equal(wrong, 0);
}

#define CHECK(rows) check_rows(rows, sizeof(rows) / sizeof((rows)[0]))
#define F(text) SLICE_LIT(text)

static void groups(void **state)
{
	static const struct row rows[] = {
		{F(""), "/a", true, 0},
		{F(FOR_ALL NO_ROOT), "/a", false, 2},
		{F(FOR_US NO_ROOT), "/a", false, 2},
		{F("user-AGENT:NianBao\ndisALLOW:/"), "/a", false, 2},
		{F("  User-agent \t:  nianbao \n\t Disallow : / "), "/a",
		 false, 2},
		{F("User-agent: nianbao/1.0\n" NO_ROOT), "/a", false, 2},
		{F("user-agent:nianbao/1.0\n" NO_ROOT), "/a", false, 2},
		{F("User-agent: nianbao 2 beta\n" NO_ROOT), "/a", false, 2},
		{F("User-agent: nianbao-images\n" NO_ROOT), "/a", true, 0},
		{F("User-agent: nian\n" NO_ROOT), "/a", true, 0},
		{F("User-agent: Mozilla/5.0 (compatible; nianbao)\n" NO_ROOT),
		 "/a", true, 0},
		{F("User-agent:\n" NO_ROOT), "/a", true, 0},
		{F("User-agent: 360\n" NO_ROOT), "/a", true, 0},
		{F("User-agent: * everyone\n" NO_ROOT), "/a", false, 2},
		{F("User-agent: *bot\n" NO_ROOT), "/a", true, 0},
		/* our own group keeps us from the others' */
		{F(FOR_ALL NO_ROOT FOR_US "Disallow: /b"), "/a", true, 0},
		{F(FOR_US "Disallow: /b\n" FOR_ALL NO_ROOT), "/a", true, 0},
		{F(FOR_US "\n" FOR_ALL NO_ROOT), "/a", false, 4},
		{F(FOR_ALL NO_ROOT FOR_US), "/a", true, 0},
		/* groups of one name are one */
		{F(FOR_US "Disallow: /a\n" FOR_ALL NO_ROOT FOR_US
		   "Disallow: /b"), "/a", false, 2},
		{F(FOR_US "Disallow: /a\n" FOR_ALL NO_ROOT FOR_US
		   "Disallow: /b"), "/b", false, 6},
		{F(FOR_ALL "Disallow: /a\n" FOR_ALL "Disallow: /b"), "/b",
		 false, 4},
		/* lists of agents */
		{F(FOR_US "User-agent: other\n" NO_ROOT), "/a", false, 3},
		{F("User-agent: other\n" FOR_US NO_ROOT), "/a", false, 3},
		/* rules before any group are of no one */
		{F(NO_ROOT FOR_US "Disallow: /b"), "/a", true, 0},
		/* what does not end a group or its list */
		{F(FOR_US "\n\n" NO_ROOT), "/a", false, 4},
		{F(FOR_US "Disallow: /b\n\n" NO_ROOT), "/a", false, 4},
		{F(FOR_US "Sitemap: /s\nUser-agent: x\n" NO_ROOT), "/a", false,
		 4},
		{F(FOR_US "Host: h\nUser-agent: x\n" NO_ROOT), "/a", false, 4},
		{F(FOR_US "Crawl-delay: 1\nUser-agent: x\n" NO_ROOT), "/a",
		 false, 4},
		{F(FOR_US "nonsense\n" NO_ROOT), "/a", false, 3},
		/* what does: a rule, also an empty one */
		{F(FOR_US "Disallow:\nUser-agent: x\n" NO_ROOT), "/a", true, 0},
		{F("User-agent: x\nAllow:\n" FOR_US NO_ROOT), "/a", false, 4},
	};

	(void)state;
	CHECK(rows);
}

static void lines(void **state)
{
	static const struct row rows[] = {
		{F("User-agent: *\rDisallow: /"), "/a", false, 2},
		{F("User-agent: *\r\nDisallow: /\r\n"), "/a", false, 2},
		{F("User-agent: *\r\r\nDisallow: /"), "/a", false, 3},
		{F("\xEF\xBB\xBFUser-agent: *\nDisallow: /"), "/a", false, 2},
		{F("\xEF\xBB\xBF\xEF\xBB\xBFUser-agent: *\nDisallow: /"), "/a",
		 true, 0},
		{F("# x\n" FOR_ALL "Disallow: /a # Disallow: /b\n"), "/a",
		 false, 3},
		{F("# x\n" FOR_ALL "Disallow: /a # Disallow: /b\n"), "/b",
		 true, 0},
		{F(FOR_ALL "Disallow: /a#b"), "/a", false, 2},
		{F(FOR_ALL "Disallow: #/"), "/", true, 0},
		{F("User-agent: * # all\nDisallow: /"), "/", false, 2},
		/* misspelt is unknown */
		{F(FOR_ALL "Dissallow: /\nDisallow /\nDisallow\n"), "/", true,
		 0},
		{F("User agent: *\nUseragent: *\n" NO_ROOT), "/", true, 0},
		{F(FOR_ALL "Disallow: /a:b"), "/a:b", false, 2},
		{F(FOR_ALL "\0\0\n" NO_ROOT), "/", false, 3},
		{F(FOR_ALL "Disallow: /\0\n"), "/%00", false, 2},
		{F(FOR_ALL "Disallow: /\0\n"), "/a", true, 0},
		{F("<html><body>404</body></html>"), "/a", true, 0},
		{F(":\n::\n:a\n" FOR_ALL ":/\n" NO_ROOT), "/a", false, 6},
	};

	(void)state;
	CHECK(rows);
}

static void longest_match(void **state)
{
	static const struct row rows[] = {
		{F(FOR_ALL "Disallow: /a\nAllow: /a/b"), "/a/b/c", true, 3},
		{F(FOR_ALL "Allow: /a/b\nDisallow: /a"), "/a/b/c", true, 2},
		{F(FOR_ALL "Disallow: /a\nAllow: /a/b"), "/a/c", false, 2},
		{F(FOR_ALL "Allow: /a\nDisallow: /a"), "/a", true, 2},
		{F(FOR_ALL "Disallow: /a\nAllow: /a"), "/a", true, 3},
		{F(FOR_ALL "Allow: /\nDisallow: /*.do"), "/x.do", false, 3},
		{F(FOR_ALL "Allow: /$\nDisallow: /"), "/", true, 2},
		{F(FOR_ALL "Allow: /$\nDisallow: /"), "/a", false, 3},
		{F(FOR_ALL "Allow: /page\nDisallow: /*.htm"), "/page.htm",
		 false, 3},
		{F(FOR_ALL "Allow: /page\nDisallow: /*.ph"), "/page.php",
		 true, 2},
		{F(FOR_ALL "Disallow: /a\nAllow:\n"), "/a", false, 2},
		{F(FOR_ALL "Disallow:"), "/a", true, 0},
		{F(FOR_ALL "Disallow: /A"), "/a", true, 0},
		{F(FOR_ALL NO_ROOT), "/robots.txt", true, 0},
		{F(FOR_ALL NO_ROOT), "/robots.txt2", false, 2},
		{F(FOR_ALL "Disallow: /a?b"), "/a?b=1", false, 2},
		{F(FOR_ALL "Disallow: /a?b"), "/a", true, 0},
		{F(FOR_ALL "Disallow: a"), "/a", true, 0},
		{F(FOR_ALL "Disallow: *a"), "/xa", false, 2},
		{F(FOR_ALL "Disallow: *"), "/", false, 2},
		{F(FOR_ALL "Disallow: $"), "/", true, 0},
	};

	(void)state;
	CHECK(rows);
}

static void wildcards(void **state)
{
	static const struct {
		const char *pattern, *target;
		bool matches;
	} cases[] = {
		{"/fish", "/fish.html", true},
		{"/fish", "/Fish", false},
		{"/fish*", "/fish", true},
		{"/fish/", "/fish", false},
		{"/*.php", "/a/b.php?c", true},
		{"/*.php", "/windows.PHP", false},
		{"/*.php$", "/a.php", true},
		{"/*.php$", "/a.php?x", false},
		{"/*.php$", "/a.php.php", true},
		{"/fish*.php", "/fishheads/cat.php?x", true},
		{"/fish*.php", "/fis.php", false},
		{"/a*b*c$", "/aXbXbXc", true},
		{"/a*b*c$", "/aXcXb", false},
		{"/a**b", "/ab", true},
		{"/a*$", "/abc", true},
		{"/a*aa$", "/aa", false},
		{"/a*aa$", "/aaa", true},
		{"/a$b", "/a$b", true},
		{"/a$b", "/a", false},
		{"/a$$", "/a$", true},
		{"/a%24", "/a$", true},
		{"/a%24", "/a", false},
		{"/a%2A", "/a*", true},
		{"/a%2A", "/ab", false},
		{"/a*", "/a%2A", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char file[128];
		struct robots *r;

		(void)snprintf(file, sizeof(file), FOR_ALL "Disallow: %s",
			       cases[i].pattern);
		r = robots_parse(slice_of(file));
		assert_non_null(r);
		if (robots_check(r, "x", slice_of(cases[i].target)).allowed ==
		    cases[i].matches)
			fail_msg("%s against %s", cases[i].pattern,
				 cases[i].target);
		robots_free(r);
	}
}

static void percent_encoding(void **state)
{
	static const struct row rows[] = {
		{F(FOR_ALL "Disallow: /\xE5\xB9\xB4"), "/%E5%B9%B4", false, 2},
		{F(FOR_ALL "Disallow: /\xE5\xB9\xB4"), "/%e5%b9%b4", false, 2},
		{F(FOR_ALL "Disallow: /%e5%b9%b4"), "/\xE5\xB9\xB4", false, 2},
		{F(FOR_ALL "Disallow: /%7Ea"), "/~a", false, 2},
		{F(FOR_ALL "Disallow: /~a"), "/%7ea", false, 2},
		{F(FOR_ALL "Disallow: /%61%62"), "/ab", false, 2},
		{F(FOR_ALL "Disallow: /a%2Fb"), "/a/b", true, 0},
		{F(FOR_ALL "Disallow: /a/b"), "/a%2Fb", true, 0},
		{F(FOR_ALL "Disallow: /a%2fb"), "/a%2Fb", false, 2},
		{F(FOR_ALL "Disallow: /a b"), "/a%20b", false, 2},
		{F(FOR_ALL "Disallow: /a%3Fb"), "/a?b", true, 0},
		{F(FOR_ALL "Disallow: /100%"), "/100%", false, 2},
		{F(FOR_ALL "Disallow: /%zz"), "/%zz", false, 2},
		/* the form compared is the form counted */
		{F(FOR_ALL "Disallow: /%61%61%61\nAllow: /aaaa"), "/aaaa",
		 true, 3},
	};

	(void)state;
	CHECK(rows);
}

static void verdicts_quote_the_line(void **state)
{
	struct robots *r = robots_parse(slice_of(
		FOR_ALL "\n  disallow : /a/*  # why\n"));
	struct robots_verdict got;

	(void)state;
	assert_non_null(r);
	got = robots_check(r, "nianbao/0.1 (+mailto:x)", slice_of("/a/b"));
	assert_false(got.allowed);
	assert_int_equal(got.line, 3);
	assert_true(slice_eqs(got.rule, "disallow : /a/*"));
	robots_free(r);
	robots_free(NULL);
}

static void delays(void **state)
{
	static const struct {
		const char *file;
		long wanted;
	} cases[] = {
		{"", -1},
		{FOR_ALL "Crawl-delay: 10", 10000},
		{FOR_ALL "crawl-DELAY:1.5", 1500},
		{FOR_ALL "Crawl-delay: .25", 250},
		{FOR_ALL "Crawl-delay: 2.0009", 2000},
		{FOR_ALL "Crawl-delay: 3s", 3000},
		{FOR_ALL "Crawl-delay: 0", 0},
		{FOR_ALL "Crawl-delay: 61", 60000},
		{FOR_ALL "Crawl-delay: 99999999999999999999", 60000},
		{FOR_ALL "Crawl-delay: -1", -1},
		{FOR_ALL "Crawl-delay: .", -1},
		{FOR_ALL "Crawl-delay: ten", -1},
		{FOR_ALL "Crawl-delay:", -1},
		{"Crawl-delay: 5\n" FOR_ALL, -1},
		/* the list of agents runs on, but the delay was before us */
		{FOR_ALL "Crawl-delay: 5\n" FOR_US "Disallow: /a", -1},
		{FOR_ALL NO_ROOT "Crawl-delay: 5\n" FOR_US "Disallow:", -1},
		{FOR_US "Crawl-delay: 5\n" FOR_ALL NO_ROOT, 5000},
		{"User-agent: x\nCrawl-delay: 5\n" FOR_US NO_ROOT, -1},
		{"User-agent: x\n" FOR_US "Crawl-delay: 5\n" NO_ROOT, 5000},
		{FOR_US "Crawl-delay: 5\nCrawl-delay: 7\nCrawl-delay: 6",
		 7000},
		{FOR_US NO_ROOT "Crawl-delay: 5\n" FOR_US "Crawl-delay: 3",
		 5000},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct robots *r = robots_parse(slice_of(cases[i].file));
		long got;

		assert_non_null(r);
		got = robots_delay_ms(r, "nianbao", 60000);
		if (got != cases[i].wanted)
			fail_msg("%s: got %ld", cases[i].file, got);
		robots_free(r);
	}
}

static void sitemaps(void **state)
{
	struct robots *r = robots_parse(slice_of(
		"Sitemap: http://h/a.xml # first\nSITEMAP:/b\nSitemap:\n"
		FOR_ALL NO_ROOT "sitemap : http://h/c"));
	const struct slice *got;
	size_t count;

	(void)state;
	assert_non_null(r);
	got = robots_sitemaps(r, &count);
	assert_int_equal(count, 3);
	assert_true(slice_eqs(got[0], "http://h/a.xml"));
	assert_true(slice_eqs(got[1], "/b"));
	assert_true(slice_eqs(got[2], "http://h/c"));
	robots_free(r);
	r = robots_parse(SLICE_NONE);
	assert_non_null(r);
	(void)robots_sitemaps(r, &count);
	assert_int_equal(count, 0);
	robots_free(r);
}

/* A file of n bytes: head, filler up to the last bytes, tail. */
static struct robots *filled(size_t n, const char *head, char filler,
			     const char *tail)
{
	char *text = malloc(n + 1);
	struct robots *r;

	assert_non_null(text);
	memset(text, filler, n);
	memcpy(text, head, strlen(head));
	memcpy(text + n - strlen(tail), tail, strlen(tail));
	r = robots_parse((struct slice){text, n});
	free(text);
	assert_non_null(r);
	return r;
}

static bool allows(const struct robots *r, const char *target)
{
	return robots_check(r, "nianbao", slice_of(target)).allowed;
}

static void reads_no_further_than_its_limit(void **state)
{
	struct robots *r;

	(void)state;
	r = filled(ROBOTS_MAX_BYTES, FOR_ALL, '\n', "Disallow: /a");
	assert_false(allows(r, "/a"));
	robots_free(r);
	/* one byte more: the line is cut, and so not read */
	r = filled(ROBOTS_MAX_BYTES + 1, FOR_ALL, '\n', "Disallow: /a");
	assert_true(allows(r, "/a"));
	robots_free(r);
	/* a line counts up to 16 KiB */
	r = filled(40000, FOR_ALL "Disallow: /", 'x', "\nDisallow: /a");
	assert_false(allows(r, "/a"));
	robots_free(r);
}

static void long_targets_are_refused(void **state)
{
	struct robots *r = filled(100, FOR_ALL "Allow: /\n", '\n', "\n");
	char *target = malloc(URL_MAX + 1);

	(void)state;
	assert_non_null(target);
	memset(target, '/', URL_MAX + 1);
	assert_true(robots_check(r, "x", (struct slice){target, URL_MAX})
		    .allowed);
	assert_false(robots_check(r, "x", (struct slice){target, URL_MAX + 1})
		     .allowed);
	free(target);
	robots_free(r);
}

/* Backtracking over this pattern would not end within a lifetime. */
static void many_stars_cost_little(void **state)
{
	char pattern[4096] = FOR_ALL "Disallow: /";
	char target[URL_MAX];
	struct robots *r;

	(void)state;
	for (size_t n = strlen(pattern); n + 4 < sizeof(pattern); n += 3)
		memcpy(pattern + n, "*aa", 4);
	pattern[strlen(pattern) - 1] = 'b';
	memset(target, 'a', sizeof(target));
	target[0] = '/';
	r = robots_parse(slice_of(pattern));
	assert_non_null(r);
	assert_true(robots_check(r, "x", (struct slice){target, sizeof(target)})
		    .allowed);
	robots_free(r);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(groups),
		cmocka_unit_test(lines),
		cmocka_unit_test(longest_match),
		cmocka_unit_test(wildcards),
		cmocka_unit_test(percent_encoding),
		cmocka_unit_test(verdicts_quote_the_line),
		cmocka_unit_test(delays),
		cmocka_unit_test(sitemaps),
		cmocka_unit_test(reads_no_further_than_its_limit),
		cmocka_unit_test(long_targets_are_refused),
		cmocka_unit_test(many_stars_cost_little),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
