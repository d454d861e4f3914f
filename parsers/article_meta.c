/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the page says about its article: the metas of 国办发〔2017〕47号, the
 * table of metadata (索引号, 发布机构, ...), the byline, the breadcrumb.
 */
#include "parsers/article_private.h"

#include "parsers/charset.h"
#include "parsers/html_private.h"

enum {
	NEAR = 60,		/* paras before and behind the article */
	LABEL_CHARS = 300,	/* a longer para has no labels */
	SOURCE_CHARS = 40,
	AUTHOR_CHARS = 24,
	REPORTER_CHARS = 24,
	ORGAN_CHARS = 40,
	CRUMB_BYTES = 600,
	CRUMB_PARAS = 16,
	CRUMB_CHARS = 80,
};

/* Where a value ends: the next label of the line. */
static const char *const ends[] = {
	"作者", "来源", "时间", "日期", "发布", "浏览", "点击", "阅读",
	"访问", "字号", "字体", "编辑", "责编", "打印", "关闭", "分享",
	"审核", "录入", "人气", "评论", "记者：", "我要", "免责", "【", "[", "|", "｜",
	"（", "(", "&nbsp", "　　　",
};

static const char *const crumb_labels[] = {
	"当前位置", "您的位置", "您现在的位置", "你现在的位置", "您当前的位置",
	"您当前位置", "您所在的位置", "当前所在位置", "所在位置", "现在位置",
	"你的位置", "您当前所在位置", "位置：", "位置:",
};

static struct slice skip_colon(struct slice s)
{
	static const char *const colons[] = {":", "：", "】", "]", "︰"};

	s = article_trim(s);
	for (size_t i = 0; i < sizeof(colons) / sizeof(*colons); i++)
		if (slice_starts(s, colons[i]))
			return article_trim(slice_sub(s, strlen(colons[i]),
						      s.n));
	return s;
}

/* Broken markup leaves pieces of itself behind a label. */
static bool is_name(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] && strchr("=\"<>{};", s.p[i]))
			return false;
	return true;
}

static bool has_han(struct slice s)
{
	size_t at = 0;

	while (at < s.n) {
		unsigned cp = charset_next(s, &at);

		if (cp >= 0x4E00 && cp <= 0x9FFF)
			return true;
	}
	return false;
}

/* Up to the next label, or to a date; absent where that leaves nothing or more
 * than max characters. */
static struct slice value_of(struct slice s, size_t max)
{
	struct article_date date;
	size_t to = s.n;

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		size_t at = slice_finds(s, ends[i], 0);

		if (at < to)
			to = at;
	}
	for (size_t i = 0; i < to; i++) {
		size_t at = i;

		if (article_date_at(s, &at, &date)) {
			to = i;
			break;
		}
	}
	s = article_trim(slice_sub(s, 0, to));
	if (!s.n || article_length(s) > max || !is_name(s))
		return SLICE_NONE;
	return s;
}

/* What stands behind the label in para i, or in the para behind it. */
static struct slice label_value(const struct article_reader *r, uint32_t i,
				const char *label, size_t max)
{
	const struct para *p = &r->paras[i];
	struct slice s = p->text;
	struct slice rest;
	size_t at;

	if (p->chars > LABEL_CHARS || !article_may_hold(p, label))
		return SLICE_NONE;
	at = article_starts(s, label);
	if (!at) {
		at = slice_finds(s, label, 0);
		if (at == SIZE_MAX)
			return SLICE_NONE;
		at += strlen(label);
	}
	rest = slice_sub(s, at, s.n);
	s = skip_colon(rest);
	if (s.n && s.p == article_trim(rest).p)
		return SLICE_NONE;	/* no colon: a word of a sentence */
	if (!s.n && i + 1 < r->para_count)
		s = r->paras[i + 1].text;
	return value_of(s, max);
}

static struct slice find_label(const struct article_reader *r,
			       const char *const *labels, size_t count,
			       size_t max)
{
	uint32_t first = r->from > NEAR ? r->from - NEAR : 0;
	uint32_t last = r->to + NEAR;

	for (size_t k = 0; k < count; k++) {
		for (uint32_t i = first; i < last && i < r->para_count; i++) {
			struct slice s;

			/* the body speaks of sources and authors too */
			if (i >= r->from + 3 && i + 3 < r->to)
				continue;
			s = label_value(r, i, labels[k], max);
			if (s.n)
				return s;
		}
	}
	return SLICE_NONE;
}

/* "本报记者 甲 乙" on a line of its own, at the head or the end. */
static struct slice find_reporter(const struct article_reader *r)
{
	static const char word[] = "记者";

	for (uint32_t i = r->from; i < r->to; i++) {
		struct slice s = r->paras[i].text;
		size_t at;

		if (i >= r->from + 4 && i + 4 < r->to)
			continue;
		if (r->paras[i].chars > REPORTER_CHARS || r->paras[i].marks)
			continue;
		at = slice_finds(s, word, 0);
		if (at == SIZE_MAX)
			continue;
		s = article_trim(slice_sub(s, at + strlen(word), s.n));
		if (s.n && is_name(s) && article_length(s) >= 2)
			return s;
	}
	return SLICE_NONE;
}

/* "2023-01-12 16:20 云脚乡人民政府 点击：…": a name behind the date. */
static struct slice unlabelled_source(const struct article_reader *r)
{
	struct article_date date;
	struct slice s;
	size_t at;
	uint32_t i = article_byline(r, &at, &date);

	if (!r->out->text.n || i == r->para_count)
		return SLICE_NONE;
	s = value_of(slice_sub(r->paras[i].text, at, r->paras[i].text.n),
		     SOURCE_CHARS);
	if (!has_han(s) || article_length(s) < 2 ||
	    article_starts(s, "星期") || article_starts(s, "更新"))
		return SLICE_NONE;
	return s;
}

static void read_byline(struct article_reader *r)
{
	static const char *const sources[] = {"来源", "稿源"};
	static const char *const authors[] = {"作者"};
	static const char *const organs[] = {"发布机构", "发文机关",
					     "发文机构", "发布单位"};
	struct article *out = r->out;

	out->source = article_trim(html_meta(r->h, "ContentSource"));
	if (!out->source.n)
		out->source = find_label(r, sources, 2, SOURCE_CHARS);
	if (!out->source.n)
		out->source = unlabelled_source(r);
	out->author = find_label(r, authors, 1, AUTHOR_CHARS);
	if (!out->author.n)
		out->author = find_reporter(r);
	if (!out->author.n) {
		/* templates name their maker or a user id there */
		struct slice s = article_trim(html_meta(r->h, "Author"));

		if (has_han(s))
			out->author = s;
	}
	out->organ = find_label(r, organs, 4, ORGAN_CHARS);
}

/* Adds the names in s, parted by '>' and its like. */
static void add_crumbs(struct slice s, char *to, size_t *n)
{
	size_t at = 0;
	bool fresh = true;	/* at the beginning of a name */

	while (at < s.n && *n + 8 < CRUMB_BYTES) {
		size_t from = at;
		unsigned cp = charset_next(s, &at);

		if (cp == '>' || cp == 0xBB || cp == 0x203A || cp == 0xFF1E ||
		    cp == 0x2192 || cp == '/' || cp == '|') {
			fresh = true;
			while (*n && to[*n - 1] == ' ')
				(*n)--;
			continue;
		}
		if (html_is_space(cp) && fresh)
			continue;
		if (fresh && *n) {
			memcpy(to + *n, " > ", 3);
			*n += 3;
		}
		fresh = false;
		memcpy(to + *n, s.p + from, at - from);
		*n += at - from;
	}
}

static size_t crumb_label(struct slice s)
{
	for (size_t k = 0; k < sizeof(crumb_labels) / sizeof(*crumb_labels);
	     k++) {
		size_t at = article_starts(s, crumb_labels[k]);

		if (at)
			return at;
	}
	return 0;
}

static bool is_crumb_node(const struct html_node *node)
{
	struct slice class = html_attr(node, "class");

	return slice_ifinds(class, "crumb", 0) != SIZE_MAX;
}

/* "目录 > 年度报告": links with signs between them, without label or class. */
static bool is_crumb_line(const struct para *p)
{
	static const char *const signs[] = {" > ", "\xC2\xBB",
					    "\xEF\xBC\x9E"};

	if (p->link_chars * 2 <= p->chars || p->chars >= CRUMB_CHARS)
		return false;
	for (size_t i = 0; i < sizeof(signs) / sizeof(*signs); i++)
		if (article_may_hold(p, signs[i]) &&
		    slice_finds(p->text, signs[i], 0) != SIZE_MAX)
			return true;
	return false;
}

/* The paras of the breadcrumb, found by its label, its class or its signs. */
static void find_crumbs(const struct article_reader *r, uint32_t *from,
			uint32_t *to)
{
	const struct html_node *nodes = r->h->nodes;
	uint32_t node = 0;

	for (uint32_t i = 0; i < r->para_count && !node; i++) {
		size_t at;

		if (r->paras[i].chars > LABEL_CHARS)
			continue;
		at = crumb_label(r->paras[i].text);
		if (!at)
			continue;
		node = r->paras[i].block;
		/* the label alone: the names are its siblings */
		if (r->paras[i].text.n - at <= sizeof("："))
			node = nodes[node].parent;
		*from = i;
		if (r->sums[node].chars > LABEL_CHARS) {
			*to = i + 1;
			return;
		}
	}
	for (uint32_t i = 1; i < r->h->count && !node; i++)
		if (nodes[i].attr_count && is_crumb_node(&nodes[i]) &&
		    r->sums[i].chars && r->sums[i].chars < LABEL_CHARS) {
			node = i;
			*from = article_para_at(r, i);
		}
	if (!node) {
		for (uint32_t i = 0; i < r->para_count; i++)
			if (is_crumb_line(&r->paras[i])) {
				*from = i;
				*to = i + 1;
				return;
			}
		return;
	}
	*to = article_para_at(r, nodes[node].end);
	if (*to > *from + CRUMB_PARAS)
		*to = *from + CRUMB_PARAS;
}

static int read_breadcrumb(struct article_reader *r)
{
	uint32_t from = 0;
	uint32_t to = 0;
	size_t n = 0;
	char *text;

	find_crumbs(r, &from, &to);
	if (from >= to)
		return 0;
	text = arena_alloc(r->a, CRUMB_BYTES);
	if (!text)
		return arena_err(r->a);
	for (uint32_t i = from; i < to; i++) {
		struct slice s = r->paras[i].text;

		s = skip_colon(slice_sub(s, crumb_label(s), s.n));
		add_crumbs(s, text, &n);
	}
	if (n)
		r->out->breadcrumb = article_trim((struct slice){text, n});
	return 0;
}

int article_read_meta(struct article_reader *r)
{
	struct article *out = r->out;

	out->site_name = html_meta(r->h, "SiteName");
	out->site_idcode = html_meta(r->h, "SiteIDCode");
	out->column_name = html_meta(r->h, "ColumnName");
	out->column_type = html_meta(r->h, "ColumnType");
	read_byline(r);
	return read_breadcrumb(r);
}
