/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/family.h"
#include "tests/lib/dir.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void marks_name_a_family(void **state)
{
	static const struct {
		const char *source, *name;
	} cases[] = {
		{"", NULL},
		{"<html><p>青禾县</p></html>", NULL},
		{"<div class=\"TRS_Editor\">", "trs"},
		{"<a href=\"./202603/t20260313_105587.html\">", "trs"},
		{"<a href=\"./202603/t2026_.html\">", NULL},
		{"<script>createPageHTML(25, 0, \"index\", \"shtml\")", NULL},
		{"createPageHTML('page_div',8, 1,'list','shtml',118)", "ucap"},
		{"/c108371/202108/0123456789abcdef0123456789ABCDEF.shtml",
		 "ucap"},
		{"/c108371/0123456789abcdef0123456789ABCDE.shtml", NULL},
		{"/c108371/0123456789abcdef0123456789ABCDEF0.shtml", NULL},
		{"/art/2021/1/28/art_1229_123.html", "hanweb"},
		{"/col/col1229/index.html", "hanweb"},
		{"/api-gateway/jpaas-publish-server/front /col/col1/", "jpaas"},
		{"_showDynClicks(\"wbnews\")", "vsb"},
		{"<a href=info/1012/3456.htm>", "vsb"},
		{"/public/column/6616?type=4", "lonsun"},
		{"/BranchOpennessContent/showList/645", "openness"},
		{"http://a.test/gkmlpt/index", "gkmlpt"},
		{"content/post_1.html", NULL},
		{"content/post_1.html class=nfw-cms-attachment", "nfcms"},
		{"/EWB-FRONT/rest/", "epoint"},
		{"/eportal/ui?pageId=1", "easysite"},
		{"/index_2.JHTML", "jeecms"},
		/* the heavier one */
		{"/gkmlpt/ trs_editor trs_paper_default", "trs"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct family f = family_find(slice_of(cases[i].source));
		const char *got = f.name ? f.name : "none";
		const char *wanted = cases[i].name ? cases[i].name : "none";

		if (strcmp(got, wanted) || !f.name != (f.mark_count == 0))
			fail_msg("%s: got %s, wanted %s", cases[i].source, got,
				 wanted);
	}
}

/* Samples of real pages, where they are at hand. */
static void samples(void **state)
{
	static const struct {
		const char *file, *name;
	} cases[] = {
		{"hanweb_jpage_dingxi_datastore.html", "hanweb"},
		{"hanweb_jpage_nantong_old.html", "hanweb"},
		{"hanweb_jpage_shandong_kjt.html", "hanweb"},
		{"trs_fujian_pingtan_report_head.html", "trs"},
		{"trs_fujian_pingtan_zfxxgknb_list.html", "trs"},
		{"vsb_pager.html", "vsb"},
		{"easysite_pager.html", "easysite"},
		{"wuhan_js_list.html", "trs"},
	};
	const char *root = getenv("NIANBAO_CASES");

	(void)state;
	if (!root)
		skip();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		char path[512];
		char *text;
		size_t n;
		struct family f;

		(void)snprintf(path, sizeof(path), "%s/cases/cms/%s", root,
			       cases[i].file);
		text = dir_read(path, &n);
		f = family_find((struct slice){text, n});
		free(text);
		if (!f.name || strcmp(f.name, cases[i].name))
			fail_msg("%s: got %s, wanted %s", cases[i].file,
				 f.name ? f.name : "none", cases[i].name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks_name_a_family),
		cmocka_unit_test(samples),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
