/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the article stands.
 *
 * A container that a family of portals is known by (portals.md §3) is taken at
 * its word, unless the page has a text elsewhere that dwarfs it.
 *
 * Without one, every paragraph gets a score: its length where it reads like a
 * sentence, something below zero where it is a link, a label or noise, nought
 * in a table of data; and a step between paragraphs costs what lies between
 * them in the tree.  The article is the run of paragraphs with the highest
 * sum (Kadane's algorithm, one pass).  Short lines that belong to it, a first
 * heading or the signature, are then taken in from both ends.  A report also
 * takes in all of its headings.
 */
#include "parsers/article_private.h"

enum {
	GOOD_CHARS = 28,	/* a line that long is text without marks */
	GOOD_WITH_MARK = 10,	/* and so long with one */
	SHORT_COST = 8,
	NOISE_COST = 60,
	DROPPED_COST = 3,	/* what lies on both sides counts more */
	STEP_COST = 8,		/* for each level beyond STEP_FREE */
	STEP_FREE = 4,
	STEP_MAX = 40,		/* levels looked at */
	ARTICLE_MIN = 60,	/* a run that scores less is no article */
	DWARF = 200,		/* chars; see container_rank() */
	TAKE_IN = 12,		/* short lines at each end */
	ENOUGH = 150,		/* chars of text that may be a whole article */
	BYLINE_CHARS = 60,
};

struct container {
	const char *class, *id, *element;	/* one of them */
	int rank;		/* the lower the more trusted */
};

static const struct container containers[] = {
	{.class = "TRS_Editor", .rank = 1},
	{.class = "trs_editor_view", .rank = 1},
	{.class = "TRS_UEDITOR", .rank = 1},
	{.class = "trs_paper_default", .rank = 1},
	{.class = "Custom_UnionStyle", .rank = 1},
	{.id = "UCAP-CONTENT", .rank = 2},
	{.element = "ucapcontent", .rank = 2},
	{.id = "vsb_content", .rank = 3},
	{.class = "v_news_content", .rank = 3},
	{.id = "zoom", .rank = 5},
	{.id = "zoomcon", .rank = 5},
	{.class = "bt_content", .rank = 5},
	{.class = "main-txt", .rank = 5},
	{.id = "ivs_content", .rank = 6},
	{.class = "article-content", .rank = 7},
	{.class = "article_content", .rank = 7},
	{.class = "pages_content", .rank = 7},
	{.class = "xxgk-tt-content", .rank = 7},
	{.class = "m-txt-article", .rank = 7},
	{.class = "conTxt", .rank = 7},
	{.class = "wz_con", .rank = 7},
	{.class = "contentxxgk", .rank = 7},
	{.class = "detail-content", .rank = 7},
	{.class = "news_cont_d_wrap", .rank = 7},
};

enum { RANK_MARKERS = 4, RANK_NONE = 100 };

/* The headings of an annual report, as far as they never change, and words that
 * only its tables have: a page cut short may hold a table and little else. */
static const char *const headings[] = {
	"总体情况", "主动公开", "收到和处理", "行政复议", "存在的主要问题",
	"其他需要报告", "第二十条第", "本年处理决定", "行政事业性收费",
	"勾稽关系", "予以公开", "结转下年度", "复议后起诉", "尚未审结",
};

enum { HEADINGS_MIN = 3, HEADING_CHARS = 40 };

struct run {
	uint32_t from, to;
	long score;
};

/* "vsb_content" is "vsb_content_2" too: one of several articles of a page */
static bool is_id(struct slice id, const char *want)
{
	size_t n = strlen(want);

	return slice_ieqs(id, want) ||
	       (slice_istarts(id, want) && id.p[n] == '_' &&
		!strcmp(want, "vsb_content"));
}

static int container_rank(const struct html_node *node)
{
	struct slice id = html_attr(node, "id");
	bool class = html_attr(node, "class").p != NULL;

	for (size_t i = 0; i < sizeof(containers) / sizeof(*containers); i++) {
		const struct container *c = &containers[i];

		if ((c->class && class && html_has_class(node, c->class)) ||
		    (c->id && id.p && is_id(id, c->id)) ||
		    (c->element && slice_eqs(node->name, c->element)))
			return c->rank;
	}
	return RANK_NONE;
}

static uint32_t own_chars(const struct article_reader *r, uint32_t node)
{
	return r->sums[node].chars - r->sums[node].link_chars;
}

static bool holds_something(const struct article_reader *r, uint32_t node)
{
	const struct article_sum *sum = &r->sums[node];

	return sum->chars > sum->link_chars || sum->images || sum->documents;
}

/* The most trusted container; of equals the one with the most text. 0: none. */
static uint32_t find_container(const struct article_reader *r)
{
	int best_rank = RANK_NONE;
	uint32_t best = 0;

	for (uint32_t i = 1; i < r->h->count; i++) {
		int rank;

		if (r->h->nodes[i].tag == HTML_TEXT ||
		    r->h->nodes[i].invisible || !holds_something(r, i))
			continue;
		rank = container_rank(&r->h->nodes[i]);
		if (rank == RANK_NONE || rank > best_rank)
			continue;
		if (rank < best_rank || own_chars(r, i) > own_chars(r, best)) {
			best_rank = rank;
			best = i;
		}
	}
	return best;
}

static bool is_marker(const struct html_node *node, const char *name)
{
	return node->tag == HTML_META &&
	       slice_ieqs(html_attr(node, "name"), name);
}

/* <meta name="ContentStart"/>…<meta name="ContentEnd"/> in the body. */
static struct run find_markers(const struct article_reader *r)
{
	const struct html *h = r->h;
	struct run none = {0};
	uint32_t from, to;

	for (from = 0; from < h->count; from++)
		if (is_marker(&h->nodes[from], "ContentStart"))
			break;
	if (from == h->count)
		return none;
	for (to = from; to < h->count; to++)
		if (is_marker(&h->nodes[to], "ContentEnd"))
			break;
	if (to == h->count)
		to = h->nodes[h->nodes[from].parent].end;
	return (struct run){article_para_at(r, from), article_para_at(r, to),
			    0};
}

/* How many levels lie between two blocks, as far as anyone cares. */
static long distance(const struct html *h, uint32_t a, uint32_t b)
{
	long n = 0;

	while (a != b && n < STEP_MAX) {
		if (a > b)
			a = h->nodes[a].parent;
		else
			b = h->nodes[b].parent;
		n++;
	}
	return n;
}

static bool reads_well(const struct para *p)
{
	return p->link_chars * 2 < p->chars &&
	       (p->chars >= GOOD_CHARS ||
		(p->marks && p->chars >= GOOD_WITH_MARK));
}

/* Nodes that lie in tables of data, one bit a node; NULL when the arena
 * failed. */
static uint8_t *mark_data_tables(const struct article_reader *r)
{
	const struct html_node *nodes = r->h->nodes;
	uint8_t *in = arena_alloc(r->a, r->h->count);

	for (uint32_t i = 1; in && i < r->h->count; i++)
		in[i] = in[nodes[i].parent] || article_is_data_table(r, i);
	return in;
}

static long score(const struct article_reader *r, const uint8_t *data,
		  struct para *p)
{
	if (r->drop[p->first])
		return -DROPPED_COST;
	if (article_para_is_noise(p) ||
	    (p->chars <= BYLINE_CHARS && article_is_byline(p->text)))
		return -NOISE_COST;
	if (reads_well(p))
		return p->chars - p->link_chars;
	if (p->link_chars * 2 >= p->chars)
		return -SHORT_COST - (long)p->chars / 2;
	return data[p->first] ? 0 : -SHORT_COST;
}

static int find_run(const struct article_reader *r, struct run *ret_run)
{
	const uint8_t *data = mark_data_tables(r);
	struct run best = {0};
	struct run run = {0};
	uint32_t last = 0;	/* block of the para before */

	if (!data)
		return arena_err(r->a);
	for (uint32_t i = 0; i < r->para_count; i++) {
		struct para *p = &r->paras[i];
		long step = last ? distance(r->h, last, p->block) : 0;

		if (!r->drop[p->first]) {
			if (step > STEP_FREE)
				run.score -= (step - STEP_FREE) * STEP_COST;
			last = p->block;
		}
		if (run.score <= 0)
			run = (struct run){.from = i};
		run.score += score(r, data, p);
		run.to = i + 1;
		if (run.score > best.score)
			best = run;
	}
	if (best.score < ARTICLE_MIN)
		best = (struct run){0};
	*ret_run = best;
	return 0;
}

/* Which of the headings the para is; -1 for none. */
static int heading_of(const struct para *p)
{
	if (p->chars > HEADING_CHARS || p->link_chars)
		return -1;
	for (size_t i = 0; i < sizeof(headings) / sizeof(*headings); i++)
		if (article_may_hold(p, headings[i]) &&
		    slice_finds(p->text, headings[i], 0) != SIZE_MAX)
			return (int)i;
	return -1;
}

/* A page with enough of the headings has all of its report between them. */
static void take_in_headings(const struct article_reader *r, struct run *run)
{
	uint32_t from = r->para_count;
	uint32_t to = 0;
	unsigned seen = 0;
	int n = 0;

	for (uint32_t i = 0; i < r->para_count; i++) {
		int k = r->drop[r->paras[i].first] ? -1
						   : heading_of(&r->paras[i]);

		if (k < 0)
			continue;
		n += !(seen >> k & 1);
		seen |= 1u << k;
		if (from > i)
			from = i;
		to = i + 1;
	}
	if (n < HEADINGS_MIN || (run->to && (to < run->from ||
					     from > run->to)))
		return;
	if (!run->to || from < run->from)
		run->from = from;
	if (to > run->to)
		run->to = to;
}

/* para i may be a short line of the article whose edge is at para edge. */
static bool belongs(const struct article_reader *r, uint32_t i, uint32_t edge)
{
	struct para *p = &r->paras[i];

	return !r->drop[p->first] && p->link_chars * 2 < p->chars &&
	       !article_para_is_noise(p) && !article_is_byline(p->text) &&
	       !article_is_label(p->text) &&
	       distance(r->h, p->block, r->paras[edge].block) <= 2;
}

static void take_in(const struct article_reader *r, struct run *run)
{
	for (int n = 0; n < TAKE_IN && run->from &&
			belongs(r, run->from - 1, run->from) &&
			!article_is_date(r->paras[run->from - 1].text); n++)
		run->from--;
	for (int n = 0; n < TAKE_IN && run->to < r->para_count &&
			belongs(r, run->to, run->to - 1); n++)
		run->to++;
}

/* A line with a day and a time behind enough of text is the foot of an article
 * or the head of the next: a page of several (a forum, a column of one author)
 * is read up to there. */
static void cut_at_byline(const struct article_reader *r, struct run *run)
{
	long chars = 0;

	for (uint32_t i = run->from; i < run->to; i++) {
		const struct para *p = &r->paras[i];
		struct article_date date;
		size_t at = 0;

		if (reads_well(p) && !article_is_byline(p->text)) {
			chars += p->chars;
			continue;
		}
		if (chars < ENOUGH || r->drop[p->first] ||
		    p->chars > BYLINE_CHARS ||
		    !article_date_find(p->text, &at, &date) || date.hour < 0)
			continue;
		run->to = i;
		return;
	}
}

static uint32_t common_ancestor(const struct html *h, uint32_t a, uint32_t b)
{
	while (a != b) {
		if (a > b)
			a = h->nodes[a].parent;
		else
			b = h->nodes[b].parent;
	}
	return a;
}

static void drop_paras(struct article_reader *r, uint32_t from, uint32_t to)
{
	uint32_t first = r->paras[r->from].first;
	uint32_t last = r->paras[r->to - 1].last;

	/* a line of <pre> outside the run may share its node */
	for (uint32_t i = from; i < to; i++)
		for (uint32_t k = r->paras[i].first; k <= r->paras[i].last; k++)
			if (r->h->nodes[k].tag == HTML_TEXT &&
			    (k < first || k > last))
				r->drop[k] = 1;
}

/* main is the inmost node around the run; what else is in it is dropped. */
static void set_run(struct article_reader *r, struct run run)
{
	uint32_t main;

	r->from = run.from;
	r->to = run.to;
	main = common_ancestor(r->h, r->paras[run.from].block,
			       r->paras[run.to - 1].block);
	r->out->main = main;
	drop_paras(r, article_para_at(r, main), run.from);
	drop_paras(r, run.to, article_para_at(r, r->h->nodes[main].end));
}

static void set_container(struct article_reader *r, uint32_t node)
{
	const struct html_node *nodes = r->h->nodes;

	/* a container may stand in a block with the name of noise */
	if (r->drop[node])
		memset(r->drop + node, 0, nodes[node].end - node);
	r->out->main = node;
	r->from = article_para_at(r, node);
	r->to = article_para_at(r, nodes[node].end);
}

static uint32_t run_chars(const struct article_reader *r, struct run run)
{
	uint32_t n = 0;

	for (uint32_t i = run.from; i < run.to; i++)
		if (reads_well(&r->paras[i]))
			n += r->paras[i].chars;
	return n;
}

/* <main> where the run misses half of its text, else 0: lists and tables with
 * short lines, as an encyclopedia has them, are no run. */
static uint32_t find_semantic(const struct article_reader *r, struct run run)
{
	uint32_t node, from, to;
	uint32_t chars = 0;

	for (node = 1; node < r->h->count; node++)
		if (r->h->nodes[node].tag == HTML_MAIN ||
		    slice_ieqs(html_attr(&r->h->nodes[node], "role"), "main"))
			break;
	if (!run.to || node == r->h->count)
		return 0;
	from = article_para_at(r, node);
	to = article_para_at(r, r->h->nodes[node].end);
	if (run.from < from || run.to > to)
		return 0;
	for (uint32_t i = from; i < to; i++)
		if (!r->drop[r->paras[i].first])
			chars += r->paras[i].chars;
	return run_chars(r, run) < chars / 2 ? node : 0;
}

/* Some pages close their container early: what belongs to the report and
 * stands behind it is taken in. */
static void set_trusted(struct article_reader *r, uint32_t node)
{
	struct run inner = {.from = article_para_at(r, node),
			    .to = article_para_at(r, r->h->nodes[node].end)};
	struct run run = inner;

	if (inner.to > inner.from)
		take_in_headings(r, &run);
	if (run.from == inner.from && run.to == inner.to)
		set_container(r, node);
	else
		set_run(r, run);
}

static void set_found_run(struct article_reader *r, struct run run)
{
	uint32_t node = find_semantic(r, run);

	if (node) {
		set_container(r, node);
		return;
	}
	cut_at_byline(r, &run);
	take_in_headings(r, &run);
	if (!run.to)
		return;
	take_in(r, &run);
	set_run(r, run);
}

int article_find_main(struct article_reader *r)
{
	uint32_t node = find_container(r);
	struct run markers = find_markers(r);
	struct run run;
	uint32_t chars;
	int err = find_run(r, &run);

	if (err)
		return err;
	chars = run_chars(r, run);
	if (chars < DWARF)
		chars = 0;
	if (node && container_rank(&r->h->nodes[node]) < RANK_MARKERS &&
	    own_chars(r, node) >= chars / 4) {
		set_trusted(r, node);
	} else if (markers.to > markers.from &&
		   run_chars(r, markers) >= chars / 4) {
		set_run(r, markers);
	} else if (node && own_chars(r, node) >= chars / 4) {
		set_trusted(r, node);
	} else {
		set_found_run(r, run);
	}
	return 0;
}
