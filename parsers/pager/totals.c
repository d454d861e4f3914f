/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a page says of its totals outside of scripts: in attributes
 * (totalpage="6", count="386" rows="15") and in the line that people read
 * («共31页», «共 120 条 第 2/8 页», «每页 15 条»).  Sentences of articles hold such
 * words too: a line counts only if it is short and no sentence.
 */
#include "parsers/pager/pager_private.h"

#include "base/buf.h"
#include "base/err.h"

enum { LINE_MAX_BYTES = 300 };

void pager_set_pages(struct pager *out, int64_t pages)
{
	if (pages < 0)
		return;
	out->capped = pages > PAGER_PAGES_MAX;
	out->declared_pages = out->capped ? PAGER_PAGES_MAX : pages;
}

int64_t pager_pages_of(int64_t total, int64_t size)
{
	return total < 0 || size <= 0 ? -1 : (total + size - 1) / size;
}

/* --- attributes ----------------------------------------------------------- */

static void learn(int64_t *where, int64_t value)
{
	if (*where < 0)
		*where = value;
}

static int64_t number(struct slice s)
{
	size_t at = 0;
	int64_t value;

	s = slice_trim(s);
	if (!scan_digits(s, &at, PAGER_TOTAL_MAX, &value) || at != s.n)
		return -1;
	return value;
}

static bool is_one_of(struct slice name, const char *const *names)
{
	for (; *names; names++)
		if (slice_ieqs(name, *names))
			return true;
	return false;
}

static const char *const page_names[] = {
	"totalpage", "totalpages", "pagecount", "data-totalpage",
	"data-pagecount", "pagetotal", NULL,
};
static const char *const total_names[] = {
	"totalrecord", "totalrecords", "recordcount", "totalcount",
	"data-recordcount", "data-totalcount", NULL,
};

static void learn_named(struct pager_totals *t, struct slice name,
			struct slice value)
{
	/* nearly all attributes are shorter than all of these names */
	if (name.n < strlen("totalpage"))
		return;
	if (is_one_of(name, page_names))
		learn(&t->pages, number(value));
	else if (is_one_of(name, total_names))
		learn(&t->total, number(value));
}

static void read_element(const struct html_node *node, struct pager_totals *t)
{
	struct slice count = html_attr(node, "count");
	struct slice rows = html_attr(node, "rows");

	for (uint32_t i = 0; i < node->attr_count; i++)
		learn_named(t, node->attrs[i].name, node->attrs[i].value);
	if (count.p && rows.p && node->tag != HTML_TEXTAREA) {
		learn(&t->total, number(count));
		learn(&t->size, number(rows));
		learn(&t->page, number(html_attr(node, "pageno")));
	}
	if (node->tag != HTML_INPUT)
		return;
	learn_named(t, html_attr(node, "name"), html_attr(node, "value"));
	learn_named(t, html_attr(node, "id"), html_attr(node, "value"));
}

/* --- text ----------------------------------------------------------------- */

/* Past blanks and what may stand between a word and its number. */
static size_t skip(struct slice s, size_t at)
{
	static const char *const fillers[] = {" ", "\t", "有", "计", ":", "：",
					      "为", "到", "[", "【"};
	bool again = true;

	while (again && at < s.n) {
		again = false;
		for (size_t i = 0; i < sizeof(fillers) / sizeof(*fillers); i++)
			if (slice_starts(slice_sub(s, at, s.n), fillers[i])) {
				at += strlen(fillers[i]);
				again = true;
			}
	}
	return at;
}

static bool follows(struct slice s, size_t at, const char *word)
{
	while (at < s.n && (s.p[at] == ' ' || s.p[at] == '\t' ||
			    s.p[at] == ']'))
		at++;
	return slice_starts(slice_sub(s, at, s.n), word);
}

/* «2/8» at *at: page and pages; no part of a date. */
static bool fraction(struct slice s, size_t *at, struct pager_totals *t)
{
	size_t i = *at;
	int64_t page, pages;

	if (!scan_digits(s, &i, PAGER_TOTAL_MAX, &page))
		return false;
	while (i < s.n && s.p[i] == ' ')
		i++;
	if (i == s.n || s.p[i] != '/')
		return false;
	i++;
	while (i < s.n && s.p[i] == ' ')
		i++;
	if (!scan_digits(s, &i, PAGER_TOTAL_MAX, &pages) || pages < page ||
	    page < 1 || (i < s.n && (s.p[i] == '/' || s.p[i] == '-')))
		return false;
	learn(&t->page, page);
	learn(&t->pages, pages);
	*at = i;
	return true;
}

/* The words before numbers, and what the number is by the word behind. */
static void number_behind(struct slice s, const char *word, size_t at,
			  struct pager_totals *t)
{
	int64_t value;

	at = skip(s, at);
	if (!strcmp(word, "第") && fraction(s, &at, t))
		return;
	if (!scan_digits(s, &at, PAGER_TOTAL_MAX, &value))
		return;
	if (!strcmp(word, "每页"))
		learn(&t->size, value);
	else if (!strcmp(word, "总页数"))
		learn(&t->pages, value);
	else if (!strcmp(word, "总记录数") || !strcmp(word, "记录总数"))
		learn(&t->total, value);
	else if (!strcmp(word, "第") && follows(s, at, "页"))
		learn(&t->page, value);
	else if (strcmp(word, "共") != 0)
		return;
	else if (follows(s, at, "页"))
		learn(&t->pages, value);
	else if (follows(s, at, "条") || follows(s, at, "篇"))
		learn(&t->total, value);
}

static bool has_digit(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			return true;
	return false;
}

static void read_line(struct slice line, struct pager_totals *t)
{
	static const char *const words[] = {"总页数", "总记录数", "记录总数",
					    "共", "每页", "第"};
	bool pager_like;

	if (line.n > LINE_MAX_BYTES || !has_digit(line) ||
	    slice_finds(line, "。", 0) != SIZE_MAX)
		return;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		size_t at = 0;

		while ((at = slice_finds(line, words[i], at)) != SIZE_MAX) {
			at += strlen(words[i]);
			number_behind(line, words[i], at, t);
		}
	}
	pager_like = slice_finds(line, "共", 0) != SIZE_MAX ||
		     slice_finds(line, "页", 0) != SIZE_MAX;
	for (size_t at = 0; pager_like && at < line.n; at++) {
		bool begins = line.p[at] >= '0' && line.p[at] <= '9' &&
			      (at == 0 || !strchr("0123456789/-.",
						  line.p[at - 1]));

		if (begins && fraction(line, &at, t))
			break;
	}
}

void pager_totals_in(const struct html *h, struct slice text,
		     struct pager_totals *ret_totals)
{
	struct pager_totals t = {.total = -1, .pages = -1, .page = -1,
				 .size = -1};

	for (uint32_t i = 0; i < h->count; i++)
		if (h->nodes[i].attr_count)
			read_element(&h->nodes[i], &t);
	while (text.p)
		read_line(slice_cut(&text, '\n'), &t);
	*ret_totals = t;
}

int pager_totals_of(const struct html *h, struct pager_totals *ret_totals)
{
	struct buf text = BUF_INIT(h->source.n + 1);
	int err = html_text(h, 0, &text);

	pager_totals_in(h, buf_slice(&text), ret_totals);
	buf_free(&text);
	return err == ERR_NOMEM ? err : 0;	/* a cut text says less */
}
