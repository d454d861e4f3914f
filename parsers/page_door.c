/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The door to the reports.  国办公开办函〔2019〕61号 gives every disclosure
 * platform the same four parts, and portals show them side by side:
 *
 *   政府信息公开指南   政府信息公开制度   法定主动公开内容   政府信息公开年报
 *
 * Where three of them stand in one small block, its 年报 leads to the reports,
 * whatever address it has; guide and rules then lead to none.  "In one block"
 * is read from the tree: a few elements up from the 年报 anchor, one holds the
 * others, too.  Menus hang whole columns under a part, so their distance in
 * the text says nothing.  What must be published of one's own accord (法定主动
 * 公开内容) holds the reports in some portals, so it is looked at late.
 */
#include "parsers/page_private.h"

#include "base/err.h"
#include "parsers/charset.h"
#include "parsers/html_private.h"

enum {
	PARTS_MAX = 256,	/* anchors of a page that are looked at */
	CLIMB = 6,		/* elements above the anchor */
	PARTS_LEAST = 3,	/* kinds in one block */
	NAME_BYTES = 48,	/* sixteen characters: the name of a part */
	/* Scores, as relevance.c gives them. */
	DOOR = 1000, DUTY = 200, NEUTRAL = 100,
};

enum part {
	PART_GUIDE = 1 << 0,
	PART_RULES = 1 << 1,
	PART_DUTY = 1 << 2,
	PART_REPORTS = 1 << 3,
};

struct part_name {
	const char *word;
	unsigned part;
};

/* What their names end in: "信息公开指南", "政府信息公开工作年度报告". */
static const struct part_name names[] = {
	{"公开指南", PART_GUIDE}, {"公开制度", PART_RULES},
	{"公开规定", PART_RULES}, {"主动公开内容", PART_DUTY},
	{"主动公开", PART_DUTY}, {"公开年报", PART_REPORTS},
	{"公开年度报告", PART_REPORTS}, {"公开工作年度报告", PART_REPORTS},
	{"公开工作年报", PART_REPORTS}, {"公开报告", PART_REPORTS},
};

/* By itself, and with others of them beside it. */
static const struct part_name whole_names[] = {
	{"指南", PART_GUIDE}, {"制度", PART_RULES}, {"年报", PART_REPORTS},
	{"年度报告", PART_REPORTS},
};

struct seen_part {
	struct page_link *link;
	unsigned part;
};

/* Without white space; absent where it is too long for a name. */
static struct slice unspaced(struct slice s, char out[NAME_BYTES])
{
	size_t at = 0;
	size_t n = 0;

	while (at < s.n) {
		size_t from = at;
		unsigned cp = charset_next(s, &at);

		if (html_is_space(cp) || html_is_empty(cp))
			continue;
		if (n + (at - from) > NAME_BYTES)
			return SLICE_NONE;
		memcpy(out + n, s.p + from, at - from);
		n += at - from;
	}
	return (struct slice){out, n};
}

static unsigned part_of(struct slice text)
{
	char bytes[NAME_BYTES];
	struct slice s = unspaced(text, bytes);

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (slice_ends(s, names[i].word))
			return names[i].part;
	for (size_t i = 0; i < sizeof(whole_names) / sizeof(*whole_names); i++)
		if (slice_eqs(s, whole_names[i].word))
			return whole_names[i].part;
	return 0;
}

/* What its text does not say, its title may: pictures, cut names. */
static unsigned part_of_link(const struct page_link *link)
{
	unsigned part = part_of(link->text);

	return part || !link->title.p ? part : part_of(link->title);
}

static size_t find_parts(struct page_link *links, size_t count,
			 struct seen_part seen[PARTS_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < count && n < PARTS_MAX; i++) {
		struct page_link *link = &links[i];
		unsigned part;

		if (!link->node || link->score == 0)
			continue;
		part = part_of_link(link);
		if (part)
			seen[n++] = (struct seen_part){link, part};
	}
	return n;
}

/* The parts within a subtree. */
static unsigned parts_within(const struct html *h, uint32_t node,
			     const struct seen_part *seen, size_t count)
{
	unsigned parts = 0;

	for (size_t i = 0; i < count; i++)
		if (seen[i].link->node >= node &&
		    seen[i].link->node < h->nodes[node].end)
			parts |= seen[i].part;
	return parts;
}

static unsigned how_many(unsigned parts)
{
	unsigned n = 0;

	for (; parts; parts &= parts - 1)
		n++;
	return n;
}

static bool has_door(const struct html *h, uint32_t node,
		     const struct seen_part *seen, size_t count)
{
	for (int i = 0; i < CLIMB; i++) {
		node = h->nodes[node].parent;
		if (!node || h->nodes[node].tag == HTML_BODY)
			return false;
		if (how_many(parts_within(h, node, seen, count)) >=
		    PARTS_LEAST)
			return true;
	}
	return false;
}

/* Whether the page has a door at all. */
static bool open_doors(const struct html *h, const struct seen_part *seen,
		       size_t count)
{
	bool any = false;

	for (size_t i = 0; i < count; i++) {
		if (seen[i].part != PART_REPORTS ||
		    !has_door(h, seen[i].link->node, seen, count))
			continue;
		seen[i].link->door = true;
		seen[i].link->score = DOOR;
		any = true;
	}
	return any;
}

void page_find_doors(const struct html *h, struct page_link *links,
		     size_t count)
{
	struct seen_part seen[PARTS_MAX];
	size_t n = find_parts(links, count, seen);

	if (!open_doors(h, seen, n))
		return;
	for (size_t i = 0; i < n; i++) {
		int most = seen[i].part == PART_DUTY ? DUTY : NEUTRAL;

		if (seen[i].part != PART_REPORTS &&
		    seen[i].link->score > most)
			seen[i].link->score = most;
	}
}
