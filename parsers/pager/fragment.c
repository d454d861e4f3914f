/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows in a piece of HTML: every link with a text that is no part of a pager,
 * and the date that stands beside it: the first one in the text between this
 * link and the next, else the last one between the link before and this.
 */
#include "parsers/pager/pager_private.h"

#include "base/buf.h"
#include "base/err.h"

enum {
	NEARBY = 40,		/* nodes on either side of a link */
	DATE_TEXT = 200,	/* bytes of a text that may be a date */
	LINK_NODES = 200,	/* of a link: nested ones are not all read */
};

/* Text of the link, folded into the arena; title="" where it says more: lists
 * cut long titles. */
static struct slice title_of(const struct html *h, uint32_t i,
			     struct pager_answer *to)
{
	struct slice title = slice_trim(html_attr(&h->nodes[i], "title"));
	struct buf text = BUF_INIT(HTML_LINK_TEXT);
	struct slice kept;
	struct slice one;

	if (html_text(h, i, &text) == ERR_NOMEM)
		to->err = ERR_NOMEM;
	one = slice_trim(buf_slice(&text));
	for (size_t k = 0; k < text.len; k++)
		if (text.data[k] == '\n' || text.data[k] == '\t')
			text.data[k] = ' ';
	if ((title.n > one.n || slice_ends(one, "…") ||
	     slice_ends(one, "...")) && title.n && title.n <= HTML_LINK_TEXT)
		one = title;
	kept = arena_slice(to->arena, one);
	buf_free(&text);
	return kept;
}

static struct slice date_in(const struct html *h, uint32_t node,
			    struct pager_answer *to)
{
	char date[11];

	if (h->nodes[node].tag != HTML_TEXT ||
	    !scan_date(slice_sub(h->nodes[node].text, 0, DATE_TEXT), date))
		return SLICE_NONE;
	return arena_slice(to->arena, slice_of(date));
}

static struct slice date_near(const struct html *h, uint32_t i,
			      struct pager_answer *to)
{
	uint32_t end = h->nodes[i].end;
	struct slice date = SLICE_NONE;

	for (uint32_t k = i; k < h->count && k < end + NEARBY; k++) {
		if (k > i && h->nodes[k].tag == HTML_A)
			break;
		date = date_in(h, k, to);
		if (date.p)
			return date;
	}
	for (uint32_t k = i; k > 0 && k + NEARBY > i; k--) {
		if (h->nodes[k - 1].tag == HTML_A)
			break;
		date = date_in(h, k - 1, to);
		if (date.p)
			return date;
	}
	return SLICE_NONE;
}

static bool is_pager_text(struct slice text)
{
	static const char *const words[] = {"首页", "上一页", "下一页", "尾页",
					    "末页", "上页", "下页", "跳转",
					    "转到", "GO"};
	size_t at = 0;
	int64_t number;

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (slice_eqs(text, words[i]))
			return true;
	return scan_digits(text, &at, INT32_MAX, &number) && at == text.n;
}

static void read_anchor(const struct html *h, uint32_t i,
			struct pager_answer *to)
{
	struct slice href = slice_trim(html_attr(&h->nodes[i], "href"));
	struct slice title;

	if (h->nodes[i].end - i > LINK_NODES || !href.n || href.p[0] == '#' ||
	    slice_istarts(href, "javascript:"))
		return;
	title = title_of(h, i, to);
	if (!title.n || is_pager_text(title))
		return;
	pager_add_row(to, href, title, date_near(h, i, to));
}

static void learn(int64_t *where, int64_t value)
{
	if (*where < 0)
		*where = value;
}

int pager_read_html(struct slice text, struct pager_answer *to)
{
	struct pager_totals t;
	struct html_doc *doc;
	const struct html *h;
	int err = html_parse(text, to->limits, &doc);

	if (err)
		return err;
	h = html_of(doc);
	for (uint32_t i = 0; i < h->count && !to->err && !to->cut; i++)
		if (h->nodes[i].tag == HTML_A)
			read_anchor(h, i, to);
	err = to->err ? to->err : pager_totals_of(h, &t);
	if (!err) {
		learn(&to->totals.total, t.total);
		learn(&to->totals.pages, t.pages);
		learn(&to->totals.size, t.size);
		err = arena_err(to->arena);
	}
	html_free(doc);
	return err;
}
