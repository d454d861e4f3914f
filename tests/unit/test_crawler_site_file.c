/* SPDX-License-Identifier: Apache-2.0 */
/* From pages of a portal to its file, which must be a configuration. */
#include "base/err.h"
#include "conf/conf.h"
#include "crawler/site_file.h"
#include "tests/lib/dir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define META(name, content) "<meta name=\"" name "\" content=\"" content "\">"
#define WORDS "<p>全县各部门认真做好政府信息公开工作，及时发布信息。</p>"

static const struct row {
	const char *name, *seed, *html;
	struct site_file file;
	const char *has[6];	/* parts of the text */
	const char *lacks;	/* no part of it; NULL */
	const char *division;	/* as the configuration reads it; NULL */
	const char *first_seed;	/* the same */
} rows[] = {
	{.name = "name and SiteIDCode agree",
	 .seed = "http://www.jinping.gov.cn/",
	 .html = META("SiteName", "锦屏县人民政府网") META("siteidcode",
		"5226280001") "<title>锦屏县人民政府</title>"
		"<a href=http://xxgk.jinping.gov.cn/>政府信息公开</a>"
		"<a href=/zwgk/>政务公开</a>" WORDS,
	 .has = {"#   SiteName: 锦屏县人民政府网\n",
		 "#   SiteIDCode: 5226280001\n",
		 "贵州省黔东南苗族侗族自治州锦屏县, by \"锦屏县人民政府网\" and "
		 "SiteIDCode.\n", "A hint, not proof",
		 "#   xxgk.jinping.gov.cn  1, perhaps to reports\n",
		 "#   www.jinping.gov.cn  1"},
	 .division = "522628", .first_seed = "http://www.jinping.gov.cn/"},
	{.name = "a SiteIDCode alone is left to be taken in",
	 .seed = "http://www.a.gov.cn/",
	 .html = "<p>网站标识码： 5226280001　主办单位：县政府</p>" WORDS,
	 .has = {"锦屏县, by SiteIDCode alone.\n",
		 "\t#division = \"522628\"\n", "主办单位: 县政府\n"},
	 .first_seed = "http://www.a.gov.cn/"},
	{.name = "name and SiteIDCode differ",
	 .seed = "http://www.jinping.gov.cn/",
	 .html = META("SiteName", "贵州省锦屏县人民政府") META("SiteIDCode",
		"5226270001") WORDS,
	 .has = {"SiteIDCode says 522627.\n"}, .division = "522628",
	 .first_seed = "http://www.jinping.gov.cn/"},
	{.name = "a government host elsewhere that leads to reports",
	 .seed = "http://www.jinping.gov.cn/",
	 .html = "<a href=http://www.qdn.gov.cn/jp/nb/>政府信息公开年报</a>"
		 "<a href=http://www.mirror.com/nb/>政府信息公开年报</a>" WORDS,
	 .has = {"\t#hosts = {\"www.qdn.gov.cn\"}\n"}, .lacks = "mirror.com",
	 .first_seed = "http://www.jinping.gov.cn/"},
	{.name = "texts of strangers stay remarks",
	 .seed = "http://a.test/?a=%22&b=${HOME}&c=\\n#x",
	 .html = META("SiteName", "a&#10;}&#10;contact = "
		"&quot;evil&quot;&#10;{")
		 WORDS,
	 .has = {"#   SiteName: a } contact = \"evil\" {\n",
		 "%24{HOME}&c=%5Cn"},
	 .first_seed = "http://a.test/?a=%22&b=%24{HOME}&c=%5Cn#x"},
	{.name = "https came second to nothing, then http",
	 .seed = "http://a.test/", .html = WORDS,
	 .file = {.https_failed = true, .https_error = "refused"},
	 .has = {"# https was tried first: refused.\n"},
	 .first_seed = "http://a.test/"},
	{.name = "blocked", .seed = "http://a.test/", .html = NULL,
	 .file = {.state = SITE_BLOCKED}, .has = {"# IT BLOCKED US"},
	 .first_seed = "http://a.test/"},
	{.name = "not reached, for want of TLS", .seed = "https://a.test/",
	 .html = NULL,
	 .file = {.state = SITE_UNREACHABLE, .tls_error = true},
	 .has = {"# IT COULD NOT BE REACHED", "\t#tls = \"relaxed\"\n"},
	 .lacks = "was verified", .first_seed = "https://a.test/"},
	{.name = "verified", .seed = "https://a.test/", .html = WORDS,
	 .has = {"# Its certificate was verified.\n"},
	 .first_seed = "https://a.test/"},
};

static void take(struct look *look, const struct url *seed,
		 const char *html)
{
	struct page *page;
	struct page_input in = {
		.status = 200, .body = slice_of(html), .url = seed,
		.content_type = SLICE_LIT("text/html; charset=utf-8"),
		.limits = {.memory = 64 << 20, .nodes = 10000},
		.max_text = 1 << 20, .max_links = 100,
	};

	assert_int_equal(page_read(&in, &page), 0);
	assert_int_equal(look_take(look, page, true), 0);
	page_free(page);
}

/* What the file means to whoever reads the configuration. */
static void check_conf(const struct row *row, const struct buf *text)
{
	char *dir = dir_make();
	char *path = dir_path(dir, "x.conf");
	struct conf *conf = conf_new();
	struct conf_snapshot *snapshot;
	struct conf_problem problem;
	const struct conf_site *site;

	dir_write(path, text->data, text->len);
	if (conf_read(conf, path, &problem))
		fail_msg("%s: line %d: %s\n%s", row->name, problem.line,
			 problem.text, text->data);
	assert_int_equal(conf_freeze(conf, &snapshot), 0);
	site = conf_site(snapshot, 0);
	assert_int_equal(conf_site_count(snapshot), 1);
	assert_string_equal(site->name, "qinghe");
	assert_string_equal(site->seeds[0], row->first_seed);
	if (!row->division != !site->division ||
	    (row->division && strcmp(row->division, site->division)))
		fail_msg("%s: division %s", row->name, site->division ?
			 site->division : "none");
	assert_null(conf_text(snapshot, OPTION_CONTACT));
	conf_unref(snapshot);
	conf_free(conf);
	free(path);
	dir_remove(dir);
}

static void run(const struct row *row)
{
	struct buf text = BUF_INIT(1 << 20);
	struct site_file file = row->file;
	struct look look;
	struct url seed;

	assert_int_equal(url_parse(slice_of(row->seed), NULL, NULL, &seed,
				   NULL), 0);
	assert_int_equal(look_init(&look, &seed), 0);
	if (row->html)
		take(&look, &seed, row->html);
	file.name = "qinghe";
	file.date = "2026-11-26";
	assert_int_equal(site_file_write(&file, &look, &text), 0);
	for (size_t i = 0; i < 6 && row->has[i]; i++)
		if (!strstr(text.data, row->has[i]))
			fail_msg("%s: no \"%s\" in\n%s", row->name,
				 row->has[i], text.data);
	if (row->lacks && strstr(text.data, row->lacks))
		fail_msg("%s: \"%s\" in\n%s", row->name, row->lacks,
			 text.data);
	check_conf(row, &text);
	look_clear(&look);
	url_free(&seed);
	buf_free(&text);
}

static void files_are_configurations(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		run(&rows[i]);
}

static void names_come_from_domains(void **state)
{
	static const char *const cases[][2] = {
		{"http://www.qinghe.gov.cn/", "qinghe"},
		{"https://xxgk.qinghe.gov.cn/a", "qinghe"},
		{"http://www.qinghe.test:8421/", "qinghe"},
		{"http://localhost:80/", "localhost"},
		{"http://192.0.2.7/", "192.0.2.7"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf name = BUF_INIT(512);
		struct url seed;

		assert_int_equal(url_parse(slice_of(cases[i][0]), NULL, NULL,
					   &seed, NULL), 0);
		assert_int_equal(site_file_name(&seed, &name), 0);
		assert_string_equal(name.data, cases[i][1]);
		url_free(&seed);
		buf_free(&name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_configurations),
		cmocka_unit_test(names_come_from_domains),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
