/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hanweb's <datastore>: XML by name only.  Its records are CDATA sections of
 * HTML, with stray <table> and <ul> between them; it is scanned for its few
 * known elements, in one pass each.
 */
#include "parsers/pager/pager_private.h"

#include "base/err.h"

static const char cdata[] = "<![CDATA[";

/* What stands between <name> and the next "<". */
static int64_t element_number(struct slice s, const char *open)
{
	size_t at = slice_ifinds(s, open, 0);
	int64_t value;

	if (at == SIZE_MAX)
		return -1;
	at += strlen(open);
	if (slice_starts(slice_sub(s, at, s.n), cdata))
		at += strlen(cdata);
	while (at < s.n && strchr(" \t\r\n", s.p[at]) && s.p[at])
		at++;
	return scan_digits(s, &at, PAGER_TOTAL_MAX, &value) ? value : -1;
}

/* "&amp;" is the only entity that addresses here have. */
static struct slice plain_address(struct slice s, struct arena *a)
{
	char *to;
	size_t n = 0;

	if (slice_finds(s, "&amp;", 0) == SIZE_MAX)
		return s;
	to = arena_alloc(a, s.n + 1);
	if (!to)
		return SLICE_NONE;
	for (size_t i = 0; i < s.n; i++) {
		to[n++] = s.p[i];
		if (slice_starts(slice_sub(s, i, s.n), "&amp;"))
			i += 4;
	}
	return (struct slice){to, n};
}

static struct slice group_href(struct slice s, struct arena *a)
{
	size_t at = slice_ifinds(s, "<nextgroup", 0);
	size_t end;
	char quote;

	if (at == SIZE_MAX)
		return SLICE_NONE;
	s = slice_sub(s, at, slice_ifinds(s, "</nextgroup>", at));
	at = slice_ifinds(s, "href=", 0);
	if (at == SIZE_MAX || at + 6 >= s.n)
		return SLICE_NONE;
	at += strlen("href=");
	quote = s.p[at];
	if (quote != '"' && quote != '\'')
		return SLICE_NONE;
	end = slice_findc(s, quote, at + 1);
	s = slice_trim(slice_sub(s, at + 1, end));
	return end == SIZE_MAX || !s.n ? SLICE_NONE : plain_address(s, a);
}

static int64_t count_records(struct slice s)
{
	int64_t n = 0;
	size_t at = 0;

	while ((at = slice_ifinds(s, "<record>", at)) != SIZE_MAX) {
		n++;
		at += strlen("<record>");
	}
	return n;
}

struct pager_store pager_store_of(struct slice datastore, struct arena *a)
{
	return (struct pager_store){
		.nextgroup = group_href(datastore, a),
		.total = element_number(datastore, "<totalrecord>"),
		.pages = element_number(datastore, "<totalpage>"),
		.size = element_number(datastore, "<perpage>"),
		.rows = count_records(datastore),
	};
}

/* CDATA of the records, one behind the other. */
static size_t join(struct slice s, char *to)
{
	size_t at = 0;
	size_t n = 0;

	while ((at = slice_ifinds(s, "<record>", at)) != SIZE_MAX) {
		size_t from = slice_finds(s, cdata, at);
		size_t end;

		if (from == SIZE_MAX)
			break;
		from += strlen(cdata);
		end = slice_finds(s, "]]>", from);
		if (end == SIZE_MAX)
			end = s.n;
		memcpy(to + n, s.p + from, end - from);
		n += end - from;
		at = end;
	}
	return n;
}

int pager_read_datastore(struct slice text, struct pager_answer *to)
{
	struct pager_store s = pager_store_of(text, to->arena);
	char *html = arena_alloc(to->arena, text.n + 1);
	size_t n;

	if (!html)
		return arena_err(to->arena);
	to->nextgroup = s.nextgroup;
	n = join(text, html);
	to->totals = (struct pager_totals){.total = s.total, .pages = s.pages,
					   .size = s.size, .page = -1};
	return n ? pager_read_html((struct slice){html, n}, to) : 0;
}
