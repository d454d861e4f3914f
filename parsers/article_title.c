/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The title of the article: meta ArticleTitle; else the headline that <title>
 * confirms; else <title> without the site's name, unless it is nothing but the
 * site's name; else a headline by its tag or class; else, in plain text, the
 * first short line.
 */
#include "parsers/article_private.h"

#include "parsers/html_private.h"

enum {
	TITLE_BYTES = 600,
	TITLE_CHARS_MIN = 4,
	TITLE_CHARS_MAX = 100,
	HEAD_PARAS = 60,	/* looked at over the article */
	FIRST_LINES = 12,	/* of plain text */
	FIRST_CHARS = 60,
	SHORT_TITLE = 8,	/* a <title> like 信息详情 */
	CELL_DEPTH = 8,		/* from a para to its table */
};

/* Ratings of a headline; they add up. */
enum { BY_TITLE = 8, BY_H1 = 3, BY_H2 = 1, BY_CLASS = 2 };

static const char *const title_names[] = {
	"title", "tit", "bt", "biaoti", "headline", "arti", "articletitle",
	"ucaptitle", "contitle", "wztitle",
};

struct headline {
	struct slice text;
	int rating;
};

int article_fold_title(struct article_reader *r)
{
	struct slice title = html_title(r->h, r->a);
	char *squeezed = arena_alloc(r->a, ARTICLE_LINE);
	size_t chars;

	if (arena_err(r->a))
		return arena_err(r->a);
	r->page_title = article_squeeze(title, squeezed, &chars, NULL);
	return 0;
}

bool article_is_title(const struct article_reader *r, struct slice line)
{
	char bytes[ARTICLE_LINE];
	size_t chars;
	struct slice s = article_squeeze(line, bytes, &chars, NULL);

	return chars >= TITLE_CHARS_MIN &&
	       s.n * 10 >= r->page_title.n * 3 &&
	       slice_find(r->page_title, s, 0) != SIZE_MAX;
}

static bool is_word_end(char c)
{
	return c == ' ' || c == '_' || c == '-';
}

static bool has_title_name(struct slice names)
{
	size_t at = 0;

	while (at < names.n) {
		size_t from = at;
		struct slice word;

		while (at < names.n && !is_word_end(names.p[at]))
			at++;
		word = slice_sub(names, from, at++);
		for (size_t i = 0;
		     i < sizeof(title_names) / sizeof(*title_names); i++)
			if (slice_ieqs(word, title_names[i]))
				return true;
	}
	return false;
}

static int rate_element(const struct html_node *node)
{
	int rating = 0;

	if (node->tag == HTML_H1)
		rating += BY_H1;
	else if (node->tag == HTML_H2 || node->tag == HTML_H3)
		rating += BY_H2;
	if (slice_eqs(node->name, "ucaptitle") ||
	    (node->attr_count && (has_title_name(html_attr(node, "class")) ||
				  has_title_name(html_attr(node, "id")))))
		rating += BY_CLASS;
	return rating;
}

static bool has_title_length(struct slice s)
{
	size_t n = article_length(s);

	return n >= TITLE_CHARS_MIN && n <= TITLE_CHARS_MAX;
}

/* However short: a name of two characters has its <h1>.  Not at the end, where
 * the site's name is. */
static bool begins_page_title(const struct article_reader *r, struct slice text)
{
	char bytes[ARTICLE_LINE];
	size_t chars;
	struct slice s = article_squeeze(text, bytes, &chars, NULL);

	return chars >= 2 && slice_find(r->page_title, s, 0) == 0;
}

static void offer(const struct article_reader *r, struct headline *best,
		  struct slice text, int rating)
{
	bool confirmed;

	text = article_trim(text);
	confirmed = article_is_title(r, text) ||
		    (rating >= BY_H1 && begins_page_title(r, text));
	if ((!confirmed && !has_title_length(text)) ||
	    article_is_noise(text) || article_is_byline(text) ||
	    article_is_date(text))
		return;
	if (confirmed)
		rating += BY_TITLE;
	if (!rating || rating < best->rating)
		return;
	/* the nearer to the article the better, but not a part of itself */
	if (rating == best->rating && text.n < best->text.n &&
	    slice_find(best->text, text, 0) != SIZE_MAX)
		return;
	*best = (struct headline){text, rating};
}

/* The last node that may be part of a headline. */
static uint32_t head_end(const struct article_reader *r)
{
	uint32_t i = r->from + 4 < r->to ? r->from + 4 : r->to;

	if (!i)
		return r->h->count;
	return r->paras[i - 1].first;
}

/* A headline that <br> breaks is one line: no space between Han characters. */
static struct slice headline_text(const struct article_reader *r, uint32_t node)
{
	const struct html *h = r->h;
	struct slice s = html_fold(h, node, TITLE_BYTES, r->a);
	uint32_t end = h->nodes[node].end;
	char *to = arena_alloc(r->a, s.n + 1);
	size_t n = 0;

	if (!to || html_find(h, HTML_BR, node, end) == end)
		return s;
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] != ' ' || !i || i + 1 == s.n ||
		    !(s.p[i - 1] & 0x80) || !(s.p[i + 1] & 0x80))
			to[n++] = s.p[i];
	return (struct slice){to, n};
}

static struct headline find_headline(const struct article_reader *r)
{
	struct headline best = {SLICE_NONE, 0};
	uint32_t end = head_end(r);
	uint32_t last = article_para_at(r, end);
	uint32_t i = last > HEAD_PARAS ? last - HEAD_PARAS : 0;

	for (; i < last; i++)
		offer(r, &best, r->paras[i].text, 0);
	/* an element begins before its first para, hence the few nodes more */
	i = i < last ? r->paras[i].block : 1;
	for (i = i > 8 ? i - 8 : 1; i < end; i++) {
		const struct html_node *node = &r->h->nodes[i];
		int rating;

		if (node->tag == HTML_TEXT || node->invisible ||
		    !r->sums[i].chars || r->sums[i].chars > TITLE_CHARS_MAX ||
		    r->sums[i].links > 1)
			continue;
		rating = rate_element(node);
		if (rating)
			offer(r, &best, headline_text(r, i), rating);
	}
	return best;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Where the site's name is parted off; s.n where it is not. */
static size_t title_cut(struct slice s)
{
	static const char *const signs[] = {"_", "|", "-", "－", "—", "–", ">",
					    "::", "·"};

	for (size_t i = 1; i < s.n; i++) {
		if (s.p[i] == '-' && is_digit(s.p[i - 1]) && i + 1 < s.n &&
		    is_digit(s.p[i + 1]))
			continue;
		for (size_t k = 0; k < sizeof(signs) / sizeof(*signs); k++)
			if (slice_starts(slice_sub(s, i, s.n), signs[k]) &&
			    article_length(slice_sub(s, 0, i)) >=
				    TITLE_CHARS_MIN)
				return i;
	}
	return s.n;
}

static bool is_site_name(const struct article_reader *r, struct slice s)
{
	static const char *const ends[] = {"政府", "网", "网站", "门户",
					   "首页", "站", "平台"};

	static const char *const greetings[] = {"欢迎", "访问", "光临",
						"无标题", "首页"};

	if (slice_eq(s, article_trim(r->out->site_name)))
		return true;
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		if (slice_ends(s, ends[i]))
			return true;
	for (size_t i = 0; i < sizeof(greetings) / sizeof(*greetings); i++)
		if (slice_finds(s, greetings[i], 0) != SIZE_MAX)
			return true;
	return false;
}

/* The headline, which <title> does not confirm, says more than it. */
static bool is_better(const struct article_reader *r,
		      const struct headline *headline, struct slice part)
{
	return headline->rating &&
	       (is_site_name(r, part) ||
		(headline->rating >= BY_H2 + BY_CLASS &&
		 article_length(part) < SHORT_TITLE));
}

static struct slice without_bars(struct slice s)
{
	s = article_trim(s);
	while (s.n && s.p[s.n - 1] == '|')
		s = article_trim(slice_sub(s, 0, s.n - 1));
	while (s.n && s.p[0] == '|')
		s = article_trim(slice_sub(s, 1, s.n));
	return s;
}

/* In a table of data or a list of labels. */
static bool is_metadata(const struct article_reader *r, const struct para *p)
{
	const struct html_node *nodes = r->h->nodes;
	uint32_t i = p->block;

	if (article_is_label(p->text))
		return true;
	for (int n = 0; n < CELL_DEPTH && i; n++, i = nodes[i].parent)
		if (nodes[i].tag == HTML_TABLE)
			return article_is_data_table(r, i);
	return false;
}

/* "三、…": the heading of a section, in a text without a title. */
static bool is_section(struct slice line)
{
	static const char *const numerals[] = {"一、", "二、", "三、", "四、",
					       "五、", "六、", "七、", "八、"};

	for (size_t i = 0; i < sizeof(numerals) / sizeof(*numerals); i++)
		if (article_starts(line, numerals[i]))
			return true;
	return false;
}

/* Plain text has no other headline than its first line. */
static struct slice first_line(const struct article_reader *r)
{
	uint32_t i = r->from > FIRST_LINES ? r->from - FIRST_LINES : 0;
	uint32_t end = i + FIRST_LINES;

	for (; i < end && i < r->para_count; i++) {
		const struct para *p = &r->paras[i];
		struct slice s = without_bars(p->text);

		if (!s.n || article_is_noise(s) || article_is_byline(s) ||
		    article_is_date(s) ||
		    p->link_chars || is_metadata(r, p))
			continue;
		if (article_length(s) > FIRST_CHARS || p->marks ||
		    is_section(s) || i >= r->to)
			return SLICE_NONE;
		if (has_title_length(s))
			return s;
	}
	return SLICE_NONE;
}

int article_read_title(struct article_reader *r)
{
	struct slice meta = article_trim(html_meta(r->h, "ArticleTitle"));
	struct slice page = html_title(r->h, r->a);
	struct headline headline = find_headline(r);
	struct slice part = article_trim(slice_sub(page, 0, title_cut(page)));
	struct slice line = SLICE_NONE;

	if (!headline.rating && r->to)
		line = first_line(r);
	if (meta.n)
		r->out->title = meta;
	else if (headline.rating >= BY_TITLE)
		r->out->title = headline.text;
	else if (part.n && !line.n && !is_better(r, &headline, part))
		r->out->title = part;
	else if (headline.rating)
		r->out->title = headline.text;
	else if (line.n)
		r->out->title = line;
	return arena_err(r->a);
}
