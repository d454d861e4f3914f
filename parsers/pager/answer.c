/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One answer of a list endpoint: what it is shows its first bytes; rows and
 * totals come from the reader of that form; what to ask next follows from the
 * request and the totals alone.
 */
#include "parsers/pager/pager_private.h"

#include "base/err.h"
#include "parsers/httpdate.h"

enum { FIRST_ROWS = 32, HEAD_BYTES = 4096 };

/* --- names ---------------------------------------------------------------- */

/* The better name first. */
static const char *const url_keys[] = {
	"url", "docpuburl", "chnldocurl", "infourl", "linkurl", "link",
	"href", "puburl", "articleurl", "visiturl", "contenturl", "post_url",
	"docurl", "htmlurl", NULL,
};
static const char *const title_keys[] = {
	"title", "doctitle", "realtitle", "infotitle", "showtitle", "titleo",
	"subject", "name", NULL,
};
static const char *const date_keys[] = {
	"docreltime", "display_publish_time", "publishedtimestr",
	"publishedtime", "pubdate", "publishdate", "publishtime", "infodate",
	"date", "releasetime", "docpubtime", "createdate", "crtime",
	"trs_time", "created_at", NULL,
};
static const char *const total_keys[] = {
	"total", "post_count", "totalcount", "total_count", "recordcount",
	"totalrecord", "totalrecords", "rowcount", "totalnum",
	"totalelements", "count", NULL,
};
static const char *const pages_keys[] = {
	"pagecount", "totalpage", "totalpages", "pagetotal", "pages", NULL,
};
static const char *const size_keys[] = {
	"pagesize", "perpage", "prepage", "_pagesize", NULL,
};

enum pager_key pager_key_of(struct slice name, unsigned *ret_rank)
{
	static const char *const *const lists[] = {
		[KEY_URL] = url_keys, [KEY_TITLE] = title_keys,
		[KEY_DATE] = date_keys, [KEY_TOTAL] = total_keys,
		[KEY_PAGES] = pages_keys, [KEY_SIZE] = size_keys,
	};

	for (unsigned key = 0; key < KEY_NONE; key++)
		for (unsigned i = 0; lists[key][i]; i++)
			if (slice_ieqs(name, lists[key][i])) {
				*ret_rank = i;
				return (enum pager_key)key;
			}
	return KEY_NONE;
}

struct slice pager_day(int64_t stamp, struct arena *a)
{
	const int64_t china_ms = 8 * 3600 * 1000;
	char iso[HTTPDATE_ISO_SIZE];

	if (stamp > 0 && stamp < 4102444800)	/* seconds up to 2100 */
		stamp *= 1000;
	/* 1990 to 2100, as scan_date() */
	if (stamp < 631152000000 || stamp >= 4102444800000)
		return SLICE_NONE;
	httpdate_iso(stamp + china_ms, iso);
	return arena_slice(a, (struct slice){iso, 10});
}

/* --- rows ----------------------------------------------------------------- */

static bool make_room(struct pager_answer *to)
{
	uint32_t cap = to->cap ? to->cap * 2 : FIRST_ROWS;
	struct pager_row *rows;

	if (to->count < to->cap)
		return true;
	rows = arena_array(to->arena, cap, sizeof(*rows));
	if (!rows)
		return false;
	if (to->count)
		memcpy(rows, to->rows, to->count * sizeof(*rows));
	to->rows = rows;
	to->cap = cap;
	return true;
}

/* Canonical, in the arena; absent where it is no address. */
static struct slice canonical(struct pager_answer *to, struct slice raw)
{
	struct buf out = BUF_INIT(URL_MAX);
	struct slice kept = SLICE_NONE;
	struct url u;
	int err = url_parse(slice_trim(raw), to->base, NULL, &u, NULL);

	if (!err) {
		err = url_canonical(&u, &out);
		url_free(&u);
	}
	if (!err)
		kept = arena_slice(to->arena, buf_slice(&out));
	if (err == ERR_NOMEM)
		to->err = err;
	buf_free(&out);
	return kept;
}

void pager_add_row(struct pager_answer *to, struct slice url,
		   struct slice title, struct slice date)
{
	if (to->err)
		return;
	if (to->count == PAGER_ROWS_MAX) {
		to->cut = true;
		return;
	}
	url = canonical(to, url);
	if (!url.p || !make_room(to))
		return;
	to->rows[to->count++] = (struct pager_row){
		.url = url,
		.title = title.p ? slice_trim(title) : slice_of(""),
		.date = date,
	};
}

/* --- forms ---------------------------------------------------------------- */

static bool is_call(struct slice s)
{
	size_t at = 0;

	while (at < s.n && at < 128 &&
	       ((s.p[at] >= '0' && s.p[at] <= '9') || s.p[at] == '_' ||
		s.p[at] == '$' || s.p[at] == '.' || s.p[at] == ' ' ||
		(s.p[at] >= 'a' && s.p[at] <= 'z') ||
		(s.p[at] >= 'A' && s.p[at] <= 'Z')))
		at++;
	return at > 0 && at < s.n && s.p[at] == '(';
}

static struct slice without_bom(struct slice s)
{
	if (slice_starts(s, "\xEF\xBB\xBF"))
		s = slice_sub(s, 3, s.n);
	return slice_trim(s);
}

static int read_markup(struct slice s, struct pager_answer *to)
{
	struct slice head = slice_sub(s, 0, HEAD_BYTES);

	if (slice_ifinds(head, "<datastore", 0) != SIZE_MAX)
		return pager_read_datastore(s, to);
	if (slice_ifinds(head, "<recordcount>", 0) != SIZE_MAX ||
	    slice_ifinds(head, "<rec>", 0) != SIZE_MAX)
		return pager_read_was(s, to);
	return pager_read_html(s, to);
}

static int read_any(struct slice s, struct pager_answer *to)
{
	int err;

	s = without_bom(s);
	if (!s.n)
		return 0;	/* nothing is an answer without rows */
	if (s.p[0] == '<')
		return read_markup(s, to);
	if (s.p[0] != '{' && s.p[0] != '[' && !is_call(s))
		return slice_ifinds(s, "<a ", 0) != SIZE_MAX ?
		       pager_read_html(s, to) : ERR_INVALID;
	err = pager_read_json(s, to);
	if (!err && to->inner.p)
		err = read_markup(slice_trim(to->inner), to);
	return err;
}

/* --- what follows --------------------------------------------------------- */

static int64_t end_record(const struct pager_request *r)
{
	size_t at = slice_findc(r->url, '?', 0);
	struct slice value = SLICE_NONE;
	int64_t end;

	if (at != SIZE_MAX)
		value = pager_field(slice_sub(r->url, at + 1, r->url.n),
				    "endrecord");
	if (!value.p)
		value = pager_field(r->body, "endrecord");
	at = 0;
	return value.n && scan_digits(value, &at, PAGER_TOTAL_MAX, &end) ? end
									 : -1;
}

/* How many requests may follow this one. */
static int64_t left_of(const struct pager_request *r,
		       const struct pager_list *list)
{
	int64_t end = end_record(r);

	if (!list->count || r->page >= PAGER_PAGES_MAX)
		return 0;
	if (end >= 0)
		return list->declared_total < 0 || end < list->declared_total;
	if (list->declared_pages < 0)
		return 1;
	return list->declared_pages > r->page ? list->declared_pages - r->page
					      : 0;
}

static bool next_group(const struct pager_request *r, struct pager_answer *to,
		       struct pager_request *ret)
{
	struct slice url;

	if (!to->nextgroup.p || r->body.p || !to->count)
		return false;
	url = canonical(to, to->nextgroup);
	if (!url.p || slice_eq(url, r->url))
		return false;
	*ret = *r;
	ret->url = url;
	ret->page = r->page + 1;
	ret->overlaps = false;
	return true;
}

static int add_next(const struct pager_request *r, struct pager_answer *to,
		    struct pager_list *list)
{
	struct pager_request *next = arena_array(to->arena, PAGER_NEXT_MAX,
						 sizeof(*next));
	struct pager_request from = *r;
	int64_t left = left_of(r, list);

	if (!next)
		return arena_err(to->arena);
	list->next = next;
	from.probe = false;
	if (left > 0 && next_group(r, to, &next[0])) {
		list->next_count = 1;
		return to->err;
	}
	for (; left > 0 && list->next_count < PAGER_NEXT_MAX; left--) {
		if (!pager_turn(&from, 1, to->arena, &next[list->next_count]))
			break;
		from = next[list->next_count++];
	}
	list->stuck = left > 0 && list->next_count == 0;
	return to->err ? to->err : arena_err(to->arena);
}

static void set_totals(const struct pager_request *r,
		       const struct pager_answer *from,
		       struct pager_list *list)
{
	struct pager totals = {.declared_pages = -1};
	int64_t size = from->totals.size;

	/* Without a word of it a page is as long as this one: but for the
	 * last of them. */
	if (size <= 0 && r->page <= 1)
		size = from->count;
	pager_set_pages(&totals, from->totals.pages >= 0 ? from->totals.pages :
			pager_pages_of(from->totals.total, size));
	list->declared_total = from->totals.total;
	list->declared_pages = totals.declared_pages;
	list->capped = totals.capped;
	list->page_size = from->totals.size;
	list->rows = from->rows;
	list->count = from->count;
	list->cut = from->cut;
}

static int read_settings(const struct pager_request *r, struct slice text,
			 struct arena *a, struct pager_list *list)
{
	struct pager_request *next = arena_array(a, 2, sizeof(*next));

	if (!next)
		return arena_err(a);
	if (!pager_epoint_settings(text, r, a, &next[0])) {
		list->stuck = true;
		return arena_err(a);
	}
	list->next = next;
	list->next_count = 1;
	if (pager_turn(&next[0], 1, a, &next[1])) {
		next[1].page = 1;	/* whichever is answered first */
		next[0].overlaps = next[1].overlaps = true;
		list->next_count = 2;
	}
	return arena_err(a);
}

/* A whole page where a list was asked for; some endpoints answer so. */
static bool is_foreign(const struct pager_request *r, struct slice text)
{
	static const char *const pages[] = {"hanweb_xxgk", "lonsun"};
	struct slice head = slice_sub(without_bom(text), 0, HEAD_BYTES);

	for (size_t i = 0; i < sizeof(pages) / sizeof(*pages); i++)
		if (slice_eqs(slice_of(r->family), pages[i]))
			return false;
	return slice_starts(head, "<") &&
	       (slice_ifinds(head, "<html", 0) != SIZE_MAX ||
		slice_ifinds(head, "<!doctype html", 0) != SIZE_MAX);
}

int pager_read(const struct pager_request *request, struct slice text,
	       const struct html_limits *limits, struct arena *a,
	       struct pager_list *ret_list)
{
	struct pager_list list = {.declared_total = -1, .declared_pages = -1,
				  .page_size = -1};
	struct pager_answer to = {
		.arena = a, .limits = limits,
		.totals = {.total = -1, .pages = -1, .page = -1, .size = -1},
	};
	struct url base;
	int err = url_parse(request->referer.n ? request->referer
					       : request->url, NULL, NULL,
			    &base, NULL);

	if (err)
		return err;
	to.base = &base;
	if (request->page == 0) {
		err = read_settings(request, text, a, &list);
	} else {
		list.foreign = is_foreign(request, text);
		err = read_any(text, &to);
		err = err ? err : to.err;
		if (!err) {
			set_totals(request, &to, &list);
			err = add_next(request, &to, &list);
		}
	}
	url_free(&base);
	if (!err)
		err = arena_err(a);
	if (!err)
		*ret_list = list;
	return err;
}
