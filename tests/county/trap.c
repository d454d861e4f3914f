/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses without end, as portals grow them by accident:
 *   /trap/loop/a/a/a/…            a relative link that forgot its slash
 *   /trap/calendar?year=&month=   always another month
 *   /trap/session/N.html;jsessionid=…   three pages, endless addresses
 * A crawler must come out of each by itself.
 */
#include "tests/county/page.h"

#include "tests/county/rng.h"

#include <stdio.h>
#include <string.h>

enum { SESSION_PAGES = 3 };

static void head(struct buf *b, const char *title)
{
	(void)buf_addf(b, "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head><meta "
		       "charset=\"utf-8\"><title>%s</title></head>\n<body>"
		       "<h1>%s</h1>\n", title, title);
}

static void foot(struct buf *b)
{
	(void)buf_adds(b, "</body></html>\n");
}

static void loop(struct buf *b)
{
	head(b, "办事指南");
	(void)buf_adds(b, "<p>请选择办事类别。</p><ul>"
		       "<li><a href=\"a/\">个人办事</a></li>"
		       "<li><a href=\"b/\">法人办事</a></li></ul>\n");
	foot(b);
}

static void calendar(struct buf *b, const char *query)
{
	int year = 2026, month = 3;
	int before, after;

	(void)sscanf(query, "?year=%d&month=%d", &year, &month);
	before = year * 12 + month - 2;
	after = year * 12 + month;
	head(b, "活动日历");
	(void)buf_addf(b, "<p>%d年%d月没有安排活动。</p>"
		       "<p><a href=\"/trap/calendar?year=%d&amp;month=%d\">"
		       "上一月</a> <a href=\"/trap/calendar?year=%d&amp;"
		       "month=%d\">下一月</a></p>\n", year, month, before / 12,
		       before % 12 + 1, after / 12, after % 12 + 1);
	foot(b);
}

/* The next session id is made from the whole address, so it never repeats. */
static void session(struct buf *b, const char *target)
{
	struct rng r = rng_of(1, target, 0);
	int page = target[strlen("/trap/session/")] - '0';
	int i;

	head(b, "在线服务");
	(void)buf_addf(b, "<p>服务事项第%d页。</p>\n", page);
	for (i = 0; i < SESSION_PAGES; i++)
		(void)buf_addf(b, "<p><a href=\"/trap/session/%d.html;"
			       "jsessionid=%016llX\">第%d页</a></p>\n", i,
			       (unsigned long long)rng_next(&r), i);
	(void)buf_addf(b, "<p><a href=\"/trap/session/%d.html?sid=%016llx\">"
		       "我的办件</a></p>\n", page,
		       (unsigned long long)rng_next(&r));
	foot(b);
}

bool trap_page(struct buf *b, const char *target)
{
	struct slice s = slice_of(target);

	if (slice_starts(s, "/trap/loop/"))
		loop(b);
	else if (slice_starts(s, "/trap/calendar"))
		calendar(b, target + strlen("/trap/calendar"));
	else if (slice_starts(s, "/trap/session/")
		 && target[strlen("/trap/session/")] >= '0'
		 && target[strlen("/trap/session/")] < '0' + SESSION_PAGES)
		session(b, target);
	else
		return false;
	return true;
}
