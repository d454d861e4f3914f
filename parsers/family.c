/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A mark that only one vendor's pages have weighs STRONG; a form of address
 * that others may use, too, WEAK, and needs company: one WEAK mark alone names
 * no family.  Each mark counts once, however often it stands there.
 */
#include "parsers/family.h"

#include <stdbool.h>
#include <stdint.h>

enum { WEAK = 1, STRONG = 3, ENOUGH = 2 };

enum name {
	TRS, UCAP, HANWEB, JPAAS, VSB, LONSUN, OPENNESS, GKMLPT, NFCMS, EPOINT,
	EASYSITE, JEECMS, HEBEI, SITEFACTORY, NAMES,
};

static const struct {
	const char *name, *title;
} families[NAMES] = {
	[TRS] = {"trs", "TRS WCM / 海云 (拓尔思)"},
	[UCAP] = {"ucap", "UCAP / 集约化 (开普)"},
	[HANWEB] = {"hanweb", "Hanweb jcms (大汉)"},
	[JPAAS] = {"jpaas", "Hanweb jpaas-publish-server (大汉)"},
	[VSB] = {"vsb", "VisualSiteBuilder (博达)"},
	[LONSUN] = {"lonsun", "Lonsun (龙讯)"},
	[OPENNESS] = {"openness", "Openness (龙讯)"},
	[GKMLPT] = {"gkmlpt", "gkmlpt (广东)"},
	[NFCMS] = {"nfcms", "NFCMS (广东)"},
	[EPOINT] = {"epoint", "Epoint / EWB (新点)"},
	[EASYSITE] = {"easysite", "easysite / eportal (中科汇联)"},
	[JEECMS] = {"jeecms", "JEECMS"},
	[HEBEI] = {"hebei", "/columns/ of uuids (河北)"},
	[SITEFACTORY] = {"sitefactory", "SiteFactory"},
};

/* '#' stands for one digit or more, '@' for 32 hexadecimal digits; letters
 * without case. */
static const struct mark {
	enum name family;
	int weight;
	const char *pattern;
} marks[] = {
	{TRS, STRONG, "trs_editor"}, {TRS, STRONG, "trs_paper_default"},
	{TRS, STRONG, "trsapi"}, {TRS, STRONG, "/t20#_#.htm"},
	{TRS, STRONG, "/t20#_#.shtml"}, {TRS, STRONG, "/igs/front/"},
	{TRS, STRONG, "/was5/web/"}, {TRS, WEAK, "createPageHTML(#"},
	{UCAP, STRONG, "ucap-content"}, {UCAP, STRONG, "<ucapcontent"},
	{UCAP, STRONG, "createPageHTML('page_div'"},
	{UCAP, STRONG, "/@.shtml"}, {UCAP, STRONG, "/u/channel/tree"},
	{UCAP, WEAK, "/common_list.shtml"}, {UCAP, WEAK, "/xxgk_list.shtml"},
	{HANWEB, STRONG, "/col/col#"}, {HANWEB, STRONG, "/art_#_#.htm"},
	{HANWEB, STRONG, "jpage"}, {HANWEB, STRONG, "/jslib/hanweb"},
	{HANWEB, STRONG, "<nextgroup>"}, {HANWEB, STRONG, "/module/xxgk/"},
	{JPAAS, 2 * STRONG, "jpaas-publish-server"},
	{JPAAS, STRONG, "unitbuild.js"},
	{VSB, STRONG, "_showDynClick"}, {VSB, STRONG, "vsb_content"},
	{VSB, STRONG, "/system/resource/js/"}, {VSB, STRONG, "v_news_content"},
	{VSB, STRONG, "info/#/#.htm"},
	{LONSUN, STRONG, "/public/column/#"},
	{LONSUN, STRONG, "/content/column/#"},
	{LONSUN, STRONG, "/site/label/8888"},
	{OPENNESS, 2 * STRONG, "OpennessContent/show"},
	{GKMLPT, STRONG, "/gkmlpt/"},
	{NFCMS, STRONG, "NFCMS_SITE_ID"}, {NFCMS, WEAK, "content/post_#.html"},
	{NFCMS, WEAK, "nfw-cms-attachment"},
	{EPOINT, STRONG, "EWB-FRONT"}, {EPOINT, STRONG, "webBuilderCommon.js"},
	{EPOINT, WEAK, "ewb-"},
	{EASYSITE, STRONG, "/eportal/ui?"},
	{EASYSITE, STRONG, "queryArticleByCondition("},
	{EASYSITE, STRONG, "article_paging_list_hidden"},
	{JEECMS, STRONG, ".jhtml"}, {JEECMS, STRONG, ".jspx?channelId"},
	{HEBEI, STRONG, "/columns/#-#"},
	{SITEFACTORY, STRONG, "/Category_#/Index"},
};

enum { MARKS = sizeof(marks) / sizeof(marks[0]), UUID_RUN = 32 };

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Bytes of a run of digits, or of exactly 32 hexadecimal digits; 0: none. */
static size_t run_of(struct slice s, size_t at, bool hex)
{
	size_t n = 0;

	while (at + n < s.n && n <= UUID_RUN &&
	       (hex ? slice_hex_digit(s.p[at + n]) >= 0 :
		is_digit(s.p[at + n])))
		n++;
	return !hex || n == UUID_RUN ? n : 0;
}

static bool matches(struct slice s, size_t at, const char *pattern)
{
	for (; *pattern; pattern++) {
		if (*pattern == '#' || *pattern == '@') {
			size_t n = run_of(s, at, *pattern == '@');

			if (n == 0)
				return false;
			at += n;
		} else if (at < s.n && lower(s.p[at]) == lower(*pattern)) {
			at++;
		} else {
			return false;
		}
	}
	return true;
}

/* One walk over the page for all marks: by the first byte it is decided which
 * of them may begin there. */
static void look(struct slice s, bool *found)
{
	bool begins[256] = {false};

	for (size_t m = 0; m < MARKS; m++)
		begins[(unsigned char)lower(marks[m].pattern[0])] = true;
	for (size_t i = 0; i < s.n; i++) {
		char first = lower(s.p[i]);

		if (!begins[(unsigned char)first])
			continue;
		for (size_t m = 0; m < MARKS; m++)
			if (!found[m] && lower(marks[m].pattern[0]) == first &&
			    matches(s, i, marks[m].pattern))
				found[m] = true;
	}
}

struct family family_find(struct slice source)
{
	bool found[MARKS] = {false};
	int weights[NAMES] = {0};
	struct family f = {.name = NULL};
	size_t best = 0;

	look(slice_sub(source, 0, FAMILY_TEXT), found);
	for (size_t m = 0; m < MARKS; m++)
		weights[marks[m].family] += found[m] ? marks[m].weight : 0;
	for (size_t i = 1; i < NAMES; i++)
		if (weights[i] > weights[best])
			best = i;
	if (weights[best] < ENOUGH)
		return f;
	f.name = families[best].name;
	f.title = families[best].title;
	for (size_t m = 0; m < MARKS && f.mark_count < FAMILY_MARKS; m++)
		if (found[m] && marks[m].family == best)
			f.marks[f.mark_count++] = marks[m].pattern;
	return f;
}
