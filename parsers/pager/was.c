/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The old search back ends of TRS (portals.md §1.1): a list that a script
 * fetches from /was5/web/search (XML with <RECORDCOUNT> and <REC>s, or JSON of
 * a template) or from /igs/front/search (JSON).  The page has their address;
 * how many rows there are only the answer tells.
 */
#include "parsers/pager/pager_private.h"

#include "base/err.h"

enum { ELEMENT_NAME = 40 };

/* Address with the page it asks for; absent where it lacks what it needs. */
static struct slice address(struct pager_page *p)
{
	static const char *const parts[] = {"/was5/web/search",
					    "/igs/front/search"};
	static const char *const counters[] = {"page", "pageNumber"};

	for (size_t i = 0; i < 2; i++) {
		struct slice s = scan_address(p->script, parts[i], p->arena);
		size_t mark = slice_findc(s, '?', 0);
		struct slice query, page;

		if (mark == SIZE_MAX)
			continue;	/* where is asked is not said */
		query = slice_sub(s, mark + 1, s.n);
		page = pager_field(query, counters[i]);
		if (page.n)
			return s;
		if (!page.p)
			return pager_print(p, "%.*s&%s=1", SLICE_ARG(s),
					   counters[i]);
		/* "…&page=" + n + "&x=y": the number is put in */
		mark = (size_t)(page.p - s.p);
		return pager_print(p, "%.*s1%.*s", (int)mark, s.p,
				   (int)(s.n - mark), s.p + mark);
	}
	return SLICE_NONE;
}

bool pager_was(struct pager_page *p, struct pager_found *f)
{
	struct slice url = address(p);

	if (p->err || !url.p ||
	    !pager_add_list(p, f, &(struct pager_request){.url = url,
							  .page = 1}))
		return false;
	f->out.page = 1;
	f->out.incomplete = true;
	f->out.step = PAGER_BY_ENDPOINT;
	return true;
}

/* --- answers -------------------------------------------------------------- */

struct element {
	struct slice name, text;
	bool leaf;		/* has text and no elements */
};

static struct slice without_cdata(struct slice s)
{
	s = slice_trim(s);
	if (slice_starts(s, "<![CDATA[") && slice_ends(s, "]]>"))
		s = slice_trim(slice_sub(s, 9, s.n - 3));
	return s;
}

/* The next start tag at or after *at, and its text where it is a leaf. */
static bool next_element(struct slice s, size_t *at, struct element *ret)
{
	while ((*at = slice_findc(s, '<', *at)) != SIZE_MAX) {
		size_t from = ++*at;
		size_t end = from;
		size_t close;

		while (end < s.n && end - from < ELEMENT_NAME &&
		       ((s.p[end] | 0x20) != ' ' && s.p[end] != '>' &&
			s.p[end] != '/'))
			end++;
		ret->name = slice_sub(s, from, end);
		if (end >= s.n || s.p[end] != '>' || !ret->name.n)
			continue;
		end++;
		close = end;
		if (slice_starts(slice_sub(s, end, s.n), "<![CDATA["))
			close = slice_finds(s, "]]>", end);
		close = close == SIZE_MAX ? s.n : slice_findc(s, '<', close);
		ret->text = slice_sub(s, end, close);
		ret->leaf = slice_starts(slice_sub(s, ret->text.n + end, s.n),
					 "</");
		*at = close == SIZE_MAX ? s.n : close;
		return true;
	}
	*at = s.n;
	return false;
}

struct record {
	struct slice values[KEY_NONE];
	unsigned ranks[KEY_NONE];
};

static void end_record(struct record *r, struct pager_answer *to)
{
	struct slice date = SLICE_NONE;
	char day[11];

	if (scan_date(slice_sub(r->values[KEY_DATE], 0, 64), day))
		date = arena_slice(to->arena, slice_of(day));
	if (r->values[KEY_URL].n)
		pager_add_row(to, r->values[KEY_URL],
			      arena_slice(to->arena, r->values[KEY_TITLE]),
			      date);
	*r = (struct record){.ranks = {0}};
}

static void take(struct record *r, const struct element *e,
		 struct pager_answer *to)
{
	struct slice text = without_cdata(e->text);
	unsigned rank;
	enum pager_key key = pager_key_of(e->name, &rank);
	size_t at = 0;
	int64_t value;

	if (key == KEY_TOTAL && to->totals.total < 0 &&
	    scan_digits(text, &at, PAGER_TOTAL_MAX, &value))
		to->totals.total = value;
	if (key == KEY_PAGES && to->totals.pages < 0 &&
	    scan_digits(text, &at, PAGER_TOTAL_MAX, &value))
		to->totals.pages = value;
	if (key >= KEY_TOTAL || !text.n)
		return;
	if (!r->values[key].n || rank < r->ranks[key]) {
		r->values[key] = text;
		r->ranks[key] = rank;
	}
}

int pager_read_was(struct slice text, struct pager_answer *to)
{
	struct record r = {.ranks = {0}};
	struct element e;
	size_t at = 0;

	while (!to->err && !to->cut && next_element(text, &at, &e)) {
		if (slice_ieqs(e.name, "rec"))
			end_record(&r, to);
		else if (e.leaf)
			take(&r, &e, to);
	}
	end_record(&r, to);
	return to->err ? to->err : arena_err(to->arena);
}
