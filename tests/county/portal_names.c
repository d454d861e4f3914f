/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the neighbouring counties are called.  All names are invented, made of
 * two lists of characters so that no two places share one.
 */
#include "tests/county/portal_names.h"

#include <stdio.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof(*(a)))

static const char *const counties[] = {
	"砚汀", "枕霞", "蓑坪", "鹭垭", "笠泽", "簪花", "檐溪", "砧坞",
	"榛湾", "棠陂", "桤岭", "椴坝", "柘圩", "楸畈", "蓼渚", "荻垸",
	"苇埠", "芷崖", "蕨坑", "葵塬", "萱坡", "莼浦", "菰塘", "薜洲",
	"琥岗", "珞滩", "玳屿", "琅峪", "璞垄", "瑶沱", "珂堰", "琚澜",
	"茯畲", "苓磴", "蒟梁", "蘅隘", "荇浔", "蒹皋", "葭濑", "茅墟",
};

/* Places of 青禾县 and the second character of what replaces them. */
static const struct {
	const char *from, *second;
} places[] = {
	{"禾口", "渡"}, {"麦垄", "坳"}, {"云脚", "峁"}, {"青石滩", "石桥"},
	{"东禾", "城"}, {"雾溪", "岬"},
};

static const char *const firsts[] = {
	"鸢", "鹂", "鹭", "雁", "鹤", "鸥", "鹃", "鸬", "隼", "鹞", "鸫", "鹳",
	"鲈", "鲤", "鲫", "鳜", "鲢", "鳙", "鲂", "鳊", "鲩", "鳅", "鲶", "鲟",
	"麂", "獐", "狸", "貉", "獾", "麋", "犀", "猊",
};

static void add_rename(struct portal *p, unsigned i, const char *from,
		       const char *first, const char *second)
{
	(void)snprintf(p->names[i], sizeof(p->names[i]), "%s%s", first,
		       second);
	p->renames[i] = (struct rename){.from = from, .to = p->names[i]};
}

void portal_name(struct portal *p, unsigned number)
{
	unsigned i;

	(void)snprintf(p->host, sizeof(p->host), "www.%s.test",
		       p->family->name);
	(void)snprintf(p->address, sizeof(p->address), "127.0.21.%u",
		       number + 1);
	(void)snprintf(p->county, sizeof(p->county), "%s县",
		       counties[number % COUNT(counties)]);
	(void)snprintf(p->code, sizeof(p->code), "9905%02u0001", number + 1);
	add_rename(p, 0, "青禾", counties[number % COUNT(counties)], "");
	for (i = 0; i < COUNT(places); i++)
		add_rename(p, i + 1, places[i].from,
			   firsts[(number + i * 5) % COUNT(firsts)],
			   places[i].second);
	p->plan.renames = p->renames;
}

void portal_rename(const struct portal *p, const char *text, char *to,
		   size_t size)
{
	struct buf b = BUF_INIT(PORTAL_TITLE);

	(void)buf_adds(&b, text);
	rename_all(&b, 0, p->renames);
	(void)snprintf(to, size, "%s", b.data ? b.data : "");
	buf_free(&b);
}
