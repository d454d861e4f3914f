/* SPDX-License-Identifier: Apache-2.0 */
#include "base/buf.h"
#include "base/err.h"
#include "conf/conf.h"
#include "conf/window.h"
#include "tests/lib/dir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <cmocka.h>

static void defaults_parse_and_print_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		const struct option_row *row = &option_rows[i];
		char text[64];
		int64_t value = -1, again = -1;

		assert_int_equal(row->id, i);
		assert_non_null(row->help);
		assert_ptr_equal(option_find(row->name), row);
		if (option_parse(row, row->standard, &value))
			fail_msg("%s: default \"%s\" does not parse", row->name,
				 row->standard);
		if (row->type == OPTION_TYPE_TEXT)
			continue;
		option_print(row, value, text, sizeof(text));
		if (option_parse(row, text, &again) || again != value)
			fail_msg("%s: \"%s\" does not come back", row->name,
				 text);
	}
}

static void values_are_read_in_their_units(void **state)
{
	static const struct {
		enum option_id id;
		const char *text;
		int err;
		int64_t wanted;
	} cases[] = {
		{OPTION_DELAY, "2 s", 0, 2000},
		{OPTION_DELAY, "2", 0, 2000},
		{OPTION_DELAY, "0.25", 0, 250},
		{OPTION_DELAY, "1500ms", 0, 1500},
		{OPTION_DELAY, "0", 0, 0},
		{OPTION_DELAY, "1 h", 0, 3600000},
		{OPTION_DELAY, "61 min", ERR_RANGE, 0},
		{OPTION_DELAY, "-1 s", ERR_INVALID, 0},
		{OPTION_DELAY, "s", ERR_INVALID, 0},
		{OPTION_DELAY, "", ERR_INVALID, 0},
		{OPTION_DELAY, "2 parsecs", ERR_INVALID, 0},
		{OPTION_DELAY, "0.1234", ERR_INVALID, 0},
		{OPTION_DELAY, "9999999999999999 s", ERR_INVALID, 0},
		{OPTION_DELAY, "999999999999999 d", ERR_RANGE, 0},
		{OPTION_BODY_MAX, "1.5 MiB", 0, 1572864},
		{OPTION_BODY_MAX, "2048", 0, 2048},
		{OPTION_BODY_MAX, "1 KiB", 0, 1024},
		{OPTION_BODY_MAX, "1023", ERR_RANGE, 0},
		{OPTION_BODY_MAX, "1 parsec", ERR_INVALID, 0},
		{OPTION_MAX_PAGES, "20000", 0, 20000},
		{OPTION_MAX_PAGES, "0", ERR_RANGE, 0},
		{OPTION_MAX_PAGES, "1e3", ERR_INVALID, 0},
		{OPTION_MAX_PAGES, "99999999999999999999", ERR_RANGE, 0},
		{OPTION_SCOPE, "site", 0, 1},
		{OPTION_SCOPE, "reports", 0, 0},
		{OPTION_SCOPE, "sites", ERR_INVALID, 0},
		{OPTION_REQUISITES, "YES", 0, 1},
		{OPTION_REQUISITES, "true", ERR_INVALID, 0},
		{OPTION_BUDGET, "0", 0, 0},
		{OPTION_DROP_PARAMETERS, "", 0, 0},
		{OPTION_DROP_PARAMETERS, " utm_*  sid? a[]*? ", 0, 0},
		{OPTION_DROP_PARAMETERS, "a *", ERR_INVALID, 0},
		{OPTION_DROP_PARAMETERS, "a ?", ERR_INVALID, 0},
		{OPTION_DROP_PARAMETERS, "a?*", ERR_INVALID, 0},
		{OPTION_DROP_PARAMETERS, "a,b", ERR_INVALID, 0},
		{OPTION_DROP_PARAMETERS, "a=1", ERR_INVALID, 0},
		{OPTION_WINDOW, "00:00-24:00", 0, 0},
		{OPTION_WINDOW, "06:00-06:00", ERR_RANGE, 0},
		{OPTION_TIME_ZONE, "Asia/Shanghai", 0, 480},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t got = 0;
		int err = option_parse(&option_rows[cases[i].id],
				       cases[i].text, &got);

		if (err != cases[i].err || got != cases[i].wanted)
			fail_msg("%s = \"%s\": got %s %lld, wanted %s %lld",
				 option_rows[cases[i].id].name, cases[i].text,
				 err_name(err), (long long)got,
				 err_name(cases[i].err),
				 (long long)cases[i].wanted);
	}
}

#define SITE "site \"a\" {\nseeds = {\"http://a/\"}\n"

/* A file's text, and what is said of it: "line: part of the message". */
static void mistakes_are_named_with_their_line(void **state)
{
	static const struct {
		const char *text;
		int line;
		const char *says;
	} cases[] = {
		{"delay = 3s\nfoo = 1\n", 2, "no such option 'foo'"},
		{"delay = \"5 parsecs\"\n", 1, "such as 2 s"},
		{"site \"a\" {\n\tseeds = {\"ftp://a/\"}\n}\n", 2, "http://"},
		{"site \"a\" {\n\tscope = site\n}\n", 0, "seeds is missing"},
		{"site \"a\" {\n\tseeds = {\"http://a/\"}\n\tfoo = 1\n}\n", 3,
		 "no such option 'foo'"},
		{"site \"a\" {\n\tseeds = {\"http://a/\"}\n", 0,
		 "ends inside a section"},
		{"site \"a\" {\nseeds = {\"http://a/\"}\nscope = all\n}\n", 3,
		 "reports site"},
		{"site \"a\" {\nseeds = {\"http://a/\"}\ndivision = x\n}\n", 3,
		 "division code"},
		{"site \"a\" {\nseeds = {\"http://a/\"}\ntls = off\n}\n", 3,
		 "verified or relaxed"},
		{"site \"a\" {\nseeds = {\"http://a/\"}\n"
		 "organs = {\"b\", \" \"}\n}\n", 3, "name of an organ"},
		{"site \"a\" {\nseeds = {\"http://a/\"}\n}\n"
		 "site \"a\" {\nseeds = {\"http://b/\"}\n}\n", 0, "duplicate"},
		{SITE "hosts = {\"b.test\", \"\"}\n}\n", 3,
		 "hosts: \"\" will not do; expected the name of a host"},
		{SITE "hosts = {\"http://b.test/\"}\n}\n", 3, "name:port"},
		{SITE "hosts = {\"b.test:x\"}\n}\n", 3, "name:port"},
		{SITE "resolve = {\"\"}\n}\n", 3, "name:port:address"},
		{SITE "resolve = {\"b.test:80\"}\n}\n", 3,
		 "name:port:address"},
		{SITE "resolve = {\"b.test:80:c.test\"}\n}\n", 3,
		 "name:port:address"},
		{SITE "resolve = {\"b.test:80:192.0.2.1,\"}\n}\n", 3,
		 "name:port:address"},
		{SITE "resolve = {\"b.test:0:192.0.2.1\"}\n}\n", 3,
		 "name:port:address"},
		{SITE "seeds = {\"\"}\n}\n", 3, "http://"},
		{SITE "division = \"\"\n}\n", 3, "6 to 12 digits"},
		{SITE "official = maybe\n}\n", 3, "yes or no"},
		{SITE "delay = soon\n}\n", 3,
		 "delay: \"soon\" will not do; expected a time from 0 ms"},
		{SITE "max_pages = 0\n}\n", 3, "a whole number from 1"},
		{SITE "max_bytes = 1\n}\n", 3, "a size from 1 KiB"},
		{SITE "max_time = \"31 d\"\n}\n", 3, "a time from 1 s"},
		{SITE "budget = -1\n}\n", 3, "a whole number from 0"},
		{SITE "budget = 1000001\n}\n", 3, "to 1000000"},
		{SITE "window = night\n}\n", 3,
		 "window: \"night\" will not do; expected hours of the day, "
		 "such as 22:00-06:00"},
		{SITE "window = \"22:00-25:00\"\n}\n", 3, "22:00-06:00"},
		{SITE "drop_parameters = \"*\"\n}\n", 3, "such as utm_* sid?"},
		{SITE "time_zone = UTC\n}\n", 3, "no such option"},
		{"time_zone = Europe/Berlin\n", 1, "UTC+08:00"},
		{"site \"\" {\nseeds = {\"http://a/\"}\n}\n", 0,
		 "a name between the quotes"},
		{"contact = \"unterminated\n\n", 0, "end of file"},
		{"\x01\xFF\xFE = 2\n", 1, ""},
	};
	char *dir = dir_make();
	char *path = dir_path(dir, "x.conf");

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct conf_problem problem;
		struct conf *c = conf_new();

		dir_write(path, cases[i].text, strlen(cases[i].text));
		assert_int_not_equal(conf_read(c, path, &problem), 0);
		assert_string_equal(problem.file, path);
		if ((cases[i].line && problem.line != cases[i].line) ||
		    !strstr(problem.text, cases[i].says))
			fail_msg("%s: got %d: %s; wanted %d: %s",
				 cases[i].text, problem.line, problem.text,
				 cases[i].line, cases[i].says);
		conf_free(c);
	}
	free(path);
	dir_remove(dir);
}

static void sites_come_from_the_folder_beside(void **state)
{
	static const char main_text[] = "delay = \"5 s\"\ncontact = \"a@b\"\n";
	static const char site_text[] =
		"site \"qinghe\" {\n"
		"\tseeds = {\"http://www.qinghe.test/\"}\n"
		"\thosts = {\"xxgk.qinghe.test\", \"1.2.3.4:8080\"}\n"
		"\torgans = {\"县财政局\", \"禾口镇\"}\n"
		"\tscope = site\n\tdivision = 990101\n\tofficial = yes\n"
		"\ttls = relaxed\n\tdelay = \"10 s\"\n\tmax_pages = 400\n"
		"\tresolve = {\"www.qinghe.test:80:127.0.0.1,[::1]\", "
		"\"[::1]:80:[::1]\"}\n"
		"\twindow = \"22:00-06:00\"\n\tbudget = 500\n"
		"\tdrop_parameters = \"\"\n}\n";
	char *dir = dir_make();
	char *sites = dir_path(dir, "sites.d");
	char *path = dir_path(dir, "nianbao.conf");
	char *site_path = dir_path(sites, "qinghe.conf");
	struct conf_snapshot *s;
	struct conf_problem problem;
	const struct conf_site *site;
	struct conf *c = conf_new();

	(void)state;
	assert_int_equal(mkdir(sites, 0700), 0);
	dir_write(path, main_text, strlen(main_text));
	dir_write(site_path, site_text, strlen(site_text));
	assert_int_equal(conf_read(c, path, &problem), 0);
	assert_int_equal(conf_set(c, "max_pages", "7", &problem), 0);
	assert_int_equal(conf_set(c, "nope", "7", &problem), ERR_NOTFOUND);
	assert_int_equal(conf_set(c, "delay", "x", &problem), ERR_INVALID);
	assert_int_equal(conf_freeze(c, &s), 0);
	conf_free(c);
	assert_int_equal(conf_number(s, OPTION_DELAY), 5000);
	assert_int_equal(conf_number(s, OPTION_MAX_PAGES), 7);
	assert_string_equal(conf_text(s, OPTION_CONTACT), "a@b");
	assert_string_equal(conf_text(s, OPTION_SCOPE), "reports");
	assert_null(conf_text(s, OPTION_USER_AGENT));
	site = conf_site_named(s, "qinghe");
	assert_non_null(site);
	assert_ptr_equal(site, conf_site(s, 0));
	assert_null(conf_site(s, 1));
	assert_int_equal(site->host_count, 2);
	assert_string_equal(site->hosts[1], "1.2.3.4:8080");
	assert_int_equal(site->organ_count, 2);
	assert_string_equal(site->organs[1], "禾口镇");
	assert_string_equal(site->division, "990101");
	assert_int_equal(site->official, 1);
	assert_true(site->tls_relaxed);
	assert_int_equal(site->delay_ms, 10000);
	assert_int_equal(site->max_pages, 400);
	assert_int_equal(site->max_bytes, -1);
	assert_int_equal(site->resolve_count, 2);
	assert_int_equal(window_of(site->window, 480).from, 22 * 60);
	assert_int_equal(site->budget, 500);
	assert_string_equal(site->drop_parameters, "");
	assert_int_equal(conf_number(s, OPTION_BUDGET), 0);
	conf_unref(conf_ref(s));
	conf_unref(s);
	free(site_path);
	free(path);
	free(sites);
	dir_remove(dir);
}

static void same_meaning_same_digest(void **state)
{
	static const char *const texts[] = {
		"delay = \"2 s\"", "delay = 2000ms  # as ever",
		"delay = \"3 s\"",
	};
	char digests[3][65];
	char *dir = dir_make();
	char *path = dir_path(dir, "x.conf");

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct conf *c = conf_new();
		struct conf_snapshot *s;
		struct conf_problem problem;

		dir_write(path, texts[i], strlen(texts[i]));
		assert_int_equal(conf_read(c, path, &problem), 0);
		assert_int_equal(conf_freeze(c, &s), 0);
		conf_free(c);
		(void)snprintf(digests[i], sizeof(digests[i]), "%s",
			       conf_sha256(s));
		conf_unref(s);
	}
	assert_string_equal(digests[0], digests[1]);
	assert_string_not_equal(digests[0], digests[2]);
	free(path);
	dir_remove(dir);
}

static void missing_files_are_not_found(void **state)
{
	struct conf *c = conf_new();
	struct conf_problem problem;

	(void)state;
	assert_int_equal(conf_read(c, "/no/such/file.conf", &problem),
			 ERR_NOTFOUND);
	assert_int_equal(conf_read(c, "/", &problem), ERR_INVALID);
	conf_free(c);
	conf_free(NULL);
	conf_unref(NULL);
}

/* "FILE:LINE " of each problem, without the folder. */
static void add_problem(void *ctx, const struct conf_problem *problem)
{
	const char *name = strrchr(problem->file, '/');

	(void)buf_addf(ctx, "%s:%d ", name ? name + 1 : problem->file,
		       problem->line);
}

static void each_file_tells_its_first_problem(void **state)
{
	static const struct {
		const char *name, *text;
	} files[] = {
		{"nianbao.conf", "delay = 1s\ndelay = never\nscope = x\n"},
		{"sites.d/a.conf",
		 "site \"a\" {\nseeds = {\"http://a.test/\"}\n}\n"},
		{"sites.d/b.conf", "site \"b\" {\nseed = \"http://b.test/\"\n"
		 "}\n"},
		{"sites.d/c.conf",
		 "site \"a\" {\nseeds = {\"http://c.test/\"}\n}\n"},
	};
	struct conf *c = conf_new();
	char *dir = dir_make();
	char *sites = dir_path(dir, "sites.d");
	char *main_file = dir_path(dir, "nianbao.conf");
	struct buf told = BUF_INIT(4096);

	(void)state;
	assert_int_equal(mkdir(sites, 0700), 0);
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		char *path = dir_path(dir, files[i].name);

		dir_write(path, files[i].text, strlen(files[i].text));
		free(path);
	}
	assert_int_equal(conf_read_all(c, main_file, add_problem, &told),
			 ERR_INVALID);
	assert_string_equal(told.data, "nianbao.conf:2 b.conf:2 c.conf:3 ");
	buf_clear(&told);
	assert_int_equal(conf_read_all(c, "/no/such", add_problem, &told),
			 ERR_NOTFOUND);
	assert_string_equal(told.data, "such:0 ");
	buf_free(&told);
	conf_free(c);
	free(main_file);
	free(sites);
	dir_remove(dir);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defaults_parse_and_print_back),
		cmocka_unit_test(values_are_read_in_their_units),
		cmocka_unit_test(each_file_tells_its_first_problem),
		cmocka_unit_test(mistakes_are_named_with_their_line),
		cmocka_unit_test(sites_come_from_the_folder_beside),
		cmocka_unit_test(same_meaning_same_digest),
		cmocka_unit_test(missing_files_are_not_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
