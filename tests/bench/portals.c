/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/bench/portals.h"

#include "base/err.h"

#include <stdio.h>

enum {
	LINKS = 60,
	BODY_BYTES = 30000,
	PAGE_DIGITS = 8,
	NET = 127,
	A_NET = 250,		/* portals in one 127.x.y.0/24 */
};

static const char *const words[] = {
	"工作", "部门", "公开", "信息", "群众", "服务", "项目", "建设", "推进",
	"落实", "会议", "要求", "全县", "乡镇", "村庄", "道路", "水利", "农业",
	"教育", "医疗", "就业", "培训", "检查", "安全", "生产", "环境", "整治",
	"完成", "开展", "加强", "提高", "组织", "宣传", "活动", "代表", "干部",
};

uint64_t portal_number(uint64_t seed, uint64_t place)
{
	uint64_t x = seed * UINT64_C(0x9e3779b97f4a7c15) + place;

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

void portal_host(unsigned portal, char out[PORTAL_TEXT])
{
	(void)snprintf(out, PORTAL_TEXT, "www.p%05u.example", portal);
}

void portal_address(unsigned portal, char out[PORTAL_TEXT])
{
	(void)snprintf(out, PORTAL_TEXT, "%d.77.%u.%u", NET, portal / A_NET,
		       portal % A_NET + 1);
}

int portal_of_address(uint32_t address)
{
	unsigned last = address & 255, net = address >> 8 & 255;

	if (address >> 16 != (NET << 8 | 77) || last < 1 || last > A_NET)
		return -1;
	return (int)(net * A_NET + last - 1);
}

void portal_path(unsigned page, char out[PORTAL_TEXT])
{
	(void)snprintf(out, PORTAL_TEXT, "/t%0*u.html", PAGE_DIGITS, page);
}

int portal_page_of(struct slice path)
{
	unsigned long long page;

	if (!slice_starts(path, "/t") || path.n < 2 + PAGE_DIGITS ||
	    !slice_u64(slice_sub(path, 2, 2 + PAGE_DIGITS), PORTAL_PAGES_MAX,
		       &page))
		return -1;
	return (int)page;
}

enum portal_kind portal_kind(const struct portals *p, unsigned page)
{
	unsigned of_100 = (unsigned)(portal_number(1, page) % 100);

	if (page >= p->pages)
		return PORTAL_IS_SAME;
	if (of_100 < 45)
		return PORTAL_SAYS_SAME;
	return of_100 < 85 ? PORTAL_IS_SAME : PORTAL_CHANGED;
}

void portal_etag(unsigned page, char out[PORTAL_TEXT])
{
	(void)snprintf(out, PORTAL_TEXT, "\"page-%u\"", page);
}

/* The same prose in all pages: what the server sends costs it little. */
static struct slice prose(void)
{
	static char text[BODY_BYTES];
	static size_t length;
	struct buf b = BUF_INIT(BODY_BYTES);

	if (length)
		return (struct slice){text, length};
	for (uint64_t place = 0; b.len + 1000 < BODY_BYTES;) {
		(void)buf_adds(&b, "<p>");
		for (unsigned i = 0; i < 60; i++)
			(void)buf_adds(&b, words[portal_number(2, place++) %
				       (sizeof(words) / sizeof(*words))]);
		(void)buf_adds(&b, "。</p>\n");
	}
	for (size_t i = 0; i < b.len; i++)
		text[i] = b.data[i];
	length = b.len;
	buf_free(&b);
	return (struct slice){text, length};
}

static void add_link(struct buf *out, uint64_t page, unsigned i)
{
	char path[PORTAL_TEXT];

	portal_path((unsigned)page, path);
	(void)buf_addf(out, "<li><a href=\"%s\">有关%s的通知</a></li>\n", path,
		       words[i % (sizeof(words) / sizeof(*words))]);
}

static void add_links(const struct portals *p, unsigned page, uint64_t version,
		      struct buf *out)
{
	unsigned portal = page % p->count, each = p->pages / p->count;

	for (unsigned i = 0; i < LINKS; i++)
		add_link(out, portal + p->count *
			 (portal_number(3, page * 100ull + i) % each), i);
	if (version && version % 5 == 0)
		add_link(out, portal + p->count * (each + 1 + version), 0);
}

int portal_body(const struct portals *p, unsigned page, uint64_t version,
		struct buf *out)
{
	(void)buf_addf(out, "<!DOCTYPE html>\n<html lang=\"zh-CN\"><head>\n"
		       "<meta charset=\"utf-8\">\n<title>工作动态 %u</title>\n"
		       "<meta name=\"PubDate\" content=\"2025-03-%02u\">\n"
		       "</head><body>\n<h1>工作动态 %u</h1>\n"
		       "<div class=\"article\"><p>第 %llu 次会议</p>\n", page,
		       page % 28 + 1, page, (unsigned long long)version);
	(void)buf_add_slice(out, prose());
	(void)buf_adds(out, "</div><ul>\n");
	add_links(p, page, version, out);
	(void)buf_adds(out, "</ul></body></html>\n");
	return out->err;
}
