/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is no article, told by three signs: the names that templates give
 * their blocks, blocks that are mostly links, and the fixed words of tool bars
 * and footers.  The first two mark nodes, the third speaks of lines.
 */
#include "parsers/article_private.h"

#include "parsers/charset.h"
#include "parsers/html_private.h"

enum {
	DENSE_LINKS = 3,	/* a list has at least so many */
	DENSE_SHARE = 55,	/* percent of its text that is in links */
	NAMED_SHARE = 30,	/* percent of all marks that a block may hold
				 * and still be noise by its name */
};

/* Words of class and id, as they begin ("share" is "sharebox" too). */
static const char *const noise_names[] = {
	"share", "bdshare", "bshare", "jiathis", "print", "toolbar",
	"fontsize", "crumb", "breadcrumb", "foot", "copyright", "nav",
	"menu", "sidebar", "related", "xgxx", "xgwz", "xglj", "xgyd",
	"recommend", "comment", "pinglun", "qrcode", "ewm", "erweima",
	"login", "pagination", "promo", "newsletter", "subscribe",
	"dqwz", "weizhi", "location",
};

/* Words that are a whole part of class or id. */
static const char *const noise_words[] = {
	"ad", "ads", "adv", "banner", "search", "pager", "page", "prev",
	"next", "tools", "tool",
};

enum {
	NOISE_CHARS = 400,	/* the longest line of noise */
	BYLINE_CHARS = 90,
};

struct phrase {
	const char *text;
	bool anywhere;		/* else at the beginning */
	unsigned max;		/* chars a line may have, white space apart */
};

static const struct phrase noise_phrases[] = {
	{"打印", false, 24}, {"【打印", false, 40}, {"[打印", false, 40},
	{"关闭窗口", false, 12}, {"【关闭", false, 40}, {"[关闭", false, 40},
	{"关闭", false, 6}, {"【字", false, 40}, {"[字", false, 40},
	{"字号", false, 24}, {"字体", false, 24}, {"大中小", false, 20},
	{"分享到", false, 40}, {"分享", false, 8}, {"收藏", false, 6},
	{"上一篇", false, 80}, {"下一篇", false, 80}, {"上一条", false, 80},
	{"下一条", false, 80}, {"上一页", false, 20}, {"下一页", false, 20},
	{"扫一扫", false, 40}, {"掃一掃", false, 60},
	{"返回顶部", false, 8}, {"返回", false, 6}, {"【返回", false, 20},
	{"浏览次数", false, 20}, {"浏览量", false, 20}, {"访问量", false, 20},
	{"访问次数", false, 20}, {"点击数", false, 20}, {"点击率", false, 20},
	{"点击次数", false, 20}, {"阅读次数", false, 20},
	{"责任编辑", false, 40}, {"责编", false, 40}, {"编辑：", false, 30},
	{"编辑:", false, 30}, {"(责任编辑", false, 40},
	{"（责任编辑", false, 40}, {"【责任编辑", false, 40},
	{"相关链接", false, 8}, {"相关阅读", false, 8}, {"相关新闻", false, 8},
	{"相关文章", false, 8}, {"相关信息", false, 8}, {"相关报道", false, 8},
	{"相关专题", false, 8}, {"相关附件", false, 6}, {"相关内容", false, 8},
	{"延伸阅读", false, 8}, {"推荐阅读", false, 8}, {"推荐专题", false, 8},
	{"扩展阅读", false, 60}, {"热门", false, 8}, {"最近更新", false, 8},
	{"最新更新", false, 8}, {"猜你喜欢", false, 8},
	{"当前位置", false, 200}, {"您的位置", false, 200},
	{"您当前", false, 200}, {"您现在的位置", false, 200},
	{"你现在的位置", false, 200}, {"所在位置", false, 200},
	{"现在位置", false, 200}, {"位置：", false, 120},
	{"附件下载", false, 6}, {"附件下載", false, 9},
	{"文件下载", false, 6}, {"版权所有", true, 200},
	{"allrightsreserved", true, 200}, {"copyright", true, 200},
	{"主办单位", false, 80}, {"承办单位", false, 80},
	{"网站标识码", true, 120}, {"icp备", true, 200},
	{"公网安备", true, 120}, {"网站地图", false, 60},
	{"友情提示", false, 300}, {"免责声明", true, 200},
	{"特别声明", false, 300}, {"版权声明", false, 300},
	{"纠错", false, 6}, {"我要纠错", false, 10}, {"发表评论", false, 20},
	{"我来说两句", false, 20}, {"加入收藏", false, 20},
	{"设为首页", false, 20}, {"首页", true, 12}, {"转载分享请保留", true, 60},
	{"凡本网", true, 400}, {"凡注明", true, 400}, {"本网注明", true, 400},
	{"版权和其它问题", true, 400}, {"版权和其他问题", true, 400},
	{"不代表本网", true, 400}, {"不代表本站", true, 400},
};

/* What a byline begins with, or has beside a date. */
static const char *const byline_words[] = {
	"来源", "稿源", "作者", "发布时间", "发布日期", "时间", "日期",
	"发布", "浏览", "点击", "阅读", "访问", "字号", "字体", "编辑",
	"网站", "发表于", "信息来源", "文章来源", "更新时间", "【字",
	"录入", "人气", "点击数",
};

static const char *const label_words[] = {
	"索引号", "主题分类", "发布机构", "发文机关", "发文机构", "成文日期",
	"文号", "发文字号", "发布日期", "发布时间", "有效性", "时效性",
	"信息分类", "生成日期", "主题词", "公开方式", "公开时限", "信息名称",
	"内容概述", "发布文号", "公开范围", "组配分类", "体裁分类",
	"关键词", "名称", "标题", "所属机构", "公开日期", "有效期",
};

static bool starts_any(struct slice s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (article_starts(s, words[i]))
			return true;
	return false;
}

#define STARTS_ANY(s, list) \
	starts_any(s, list, sizeof(list) / sizeof(*(list)))

/* More bytes than so many characters and the space around them may have. */
static bool is_longer(struct slice line, size_t chars)
{
	return line.n > chars * 4 + 64;
}

/* False: no character of the line is the first of text. */
static bool may_hold(const struct article_kinds *kinds, const char *text)
{
	bool ascii = !(text[0] & 0x80);		/* else of three bytes */
	int high = ascii ? text[0] / 64 : text[1] & 63;
	int low = (ascii ? text[0] : text[2]) & 63;

	return kinds->bits[high] >> low & 1;
}

bool article_is_noise(struct slice line)
{
	struct article_kinds kinds = {.bits = {0}};
	char bytes[ARTICLE_LINE];
	struct slice s;
	size_t chars;

	line = article_trim(line);
	if (!line.n || is_longer(line, NOISE_CHARS))
		return false;
	s = article_squeeze(line, bytes, &chars, &kinds);
	if (!s.n)
		return false;
	for (size_t i = 0; i < sizeof(noise_phrases) / sizeof(*noise_phrases);
	     i++) {
		const struct phrase *p = &noise_phrases[i];

		if (chars > p->max || !may_hold(&kinds, p->text))
			continue;
		if (p->anywhere ? slice_finds(s, p->text, 0) != SIZE_MAX
				: slice_starts(s, p->text))
			return true;
	}
	return false;
}

bool article_is_byline(struct slice line)
{
	struct article_date date;
	size_t at = 0;
	char bytes[ARTICLE_LINE];
	struct slice s;
	size_t chars;

	if (is_longer(line, BYLINE_CHARS))
		return false;
	s = article_squeeze(line, bytes, &chars, NULL);
	if (!chars || chars > BYLINE_CHARS ||
	    slice_finds(s, "。", 0) != SIZE_MAX)
		return false;
	if (STARTS_ANY(s, byline_words) &&
	    (chars < 40 || slice_finds(s, "：", 0) < 40 ||
	     slice_finds(s, ":", 0) < 40))
		return true;
	if (!article_date_find(line, &at, &date) || !date.day)
		return false;
	if (date.hour >= 0)
		return true;
	for (size_t i = 0; i < sizeof(byline_words) / sizeof(*byline_words);
	     i++)
		if (slice_finds(s, byline_words[i], 0) != SIZE_MAX)
			return true;
	return false;
}

bool article_is_date(struct slice line)
{
	struct article_date date;
	size_t at = 0;

	line = article_trim(line);
	return article_date_at(line, &at, &date) &&
	       !article_trim(slice_sub(line, at, line.n)).n;
}

bool article_is_label(struct slice line)
{
	return STARTS_ANY(line, label_words) && article_length(line) < 60;
}

static bool is_separator(char c)
{
	return c == ' ' || c == '-' || c == '_' || (c >= '\t' && c <= '\r');
}

static bool is_noise_word(struct slice word)
{
	for (size_t i = 0; i < sizeof(noise_names) / sizeof(*noise_names); i++)
		if (slice_istarts(word, noise_names[i]))
			return true;
	for (size_t i = 0; i < sizeof(noise_words) / sizeof(*noise_words); i++)
		if (slice_ieqs(word, noise_words[i]))
			return true;
	return false;
}

static bool has_noise_name(struct slice names)
{
	size_t at = 0;

	while (at < names.n) {
		size_t from;

		while (at < names.n && is_separator(names.p[at]))
			at++;
		from = at;
		while (at < names.n && !is_separator(names.p[at]))
			at++;
		if (from < at && is_noise_word(slice_sub(names, from, at)))
			return true;
	}
	return false;
}

static bool lists_documents(const struct article_sum *sum)
{
	return sum->documents && sum->documents * 2 >= sum->links;
}

static bool is_noise_by_name(const struct article_reader *r, uint32_t i)
{
	const struct html_node *node = &r->h->nodes[i];

	if (node->tag == HTML_BODY || node->tag == HTML_HTML)
		return false;
	if (r->sums[i].marks * 100 > r->sums[0].marks * NAMED_SHARE)
		return false;
	switch (node->tag) {
	case HTML_NAV:
	case HTML_FOOTER:
	case HTML_SELECT:
	case HTML_BUTTON:
	case HTML_TEXTAREA:
	case HTML_OPTION:
		return true;
	default:
		/* "related" may hold the attachments */
		return node->attr_count && !lists_documents(&r->sums[i]) &&
		       (has_noise_name(html_attr(node, "class")) ||
			has_noise_name(html_attr(node, "id")));
	}
}

static bool may_be_list(enum html_tag tag)
{
	switch (tag) {
	case HTML_DIV:
	case HTML_UL:
	case HTML_OL:
	case HTML_DL:
	case HTML_TABLE:
	case HTML_TBODY:
	case HTML_TR:
	case HTML_TD:
	case HTML_SECTION:
	case HTML_ASIDE:
	case HTML_P:
	case HTML_CENTER:
		return true;
	default:
		return false;
	}
}

static bool is_link_list(const struct article_reader *r, uint32_t i)
{
	const struct article_sum *sum = &r->sums[i];

	return may_be_list(r->h->nodes[i].tag) && sum->links >= DENSE_LINKS &&
	       !lists_documents(sum) &&
	       (uint64_t)sum->link_chars * 100 >
		       (uint64_t)sum->chars * DENSE_SHARE;
}

int article_drop_noise(struct article_reader *r)
{
	const struct html_node *nodes = r->h->nodes;

	for (uint32_t i = 1; i < r->h->count; i++) {
		if (r->drop[nodes[i].parent])
			r->drop[i] = 1;
		else if (nodes[i].tag != HTML_TEXT &&
			 (is_noise_by_name(r, i) || is_link_list(r, i)))
			r->drop[i] = 1;
	}
	return 0;
}
