/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Addresses and requests.  A list endpoint is asked for its first page by its
 * family's own words; every further page is the same request with its page
 * parameter raised (pager_turn()), so that an answer in an old archive leads
 * on as well as a page of today.
 */
#include "parsers/pager/pager_private.h"

#include "base/buf.h"
#include "base/err.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

const char pager_form[] = "application/x-www-form-urlencoded; charset=UTF-8";
const char pager_json[] = "application/json; charset=UTF-8";

enum { NUMBER_MAX = 1 << 30 };	/* of a page parameter */

/* --- addresses ------------------------------------------------------------ */

static void note(struct pager_page *p, int err)
{
	if (err && !p->err)
		p->err = err;
}

static struct slice keep_canonical(struct pager_page *p, const struct url *u)
{
	struct buf out = BUF_INIT(URL_MAX);
	struct slice kept = SLICE_NONE;
	int err = url_canonical(u, &out);

	if (!err) {
		kept = arena_slice(p->arena, buf_slice(&out));
		err = arena_err(p->arena);
	}
	note(p, err);
	buf_free(&out);
	return kept;
}

bool pager_resolve(struct pager_page *p, struct slice raw,
		   struct pager_target *ret_target)
{
	struct pager_target t = {.url = SLICE_NONE};
	struct url u;
	int err;

	raw = slice_trim(raw);
	if (p->err || !raw.n || raw.p[0] == '#' ||
	    slice_istarts(raw, "javascript:"))
		return false;
	err = url_parse(raw, p->base, p->charset, &u, NULL);
	if (err) {
		note(p, err == ERR_NOMEM ? err : 0);	/* else: no address */
		return false;
	}
	t.url = keep_canonical(p, &u);
	t.same_host = url_same_host(&u, p->url);
	if (t.url.p) {
		size_t at = (size_t)(u.path.p - u.href);

		t.path = slice_sub(t.url, at, at + u.path.n);
		if (u.query.p) {
			at = (size_t)(u.query.p - u.href);
			t.query = slice_sub(t.url, at, at + u.query.n);
		}
	}
	url_free(&u);
	if (!t.url.p)
		return false;
	*ret_target = t;
	return true;
}

struct slice pager_print(struct pager_page *p, const char *format, ...)
{
	struct buf out = BUF_INIT(PAGER_BODY_MAX);
	struct slice kept = SLICE_NONE;
	va_list args;

	va_start(args, format);
	if (!p->err)
		note(p, buf_addv(&out, format, args) == ERR_NOMEM ? ERR_NOMEM
								  : 0);
	va_end(args);
	if (!p->err && !out.err) {
		kept = arena_slice(p->arena, buf_slice(&out));
		note(p, arena_err(p->arena));
	}
	buf_free(&out);
	return kept;
}

static bool is_plain(unsigned char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' ||
	       c == '*';
}

struct slice pager_escape(struct pager_page *p, struct slice s)
{
	static const char digits[] = "0123456789ABCDEF";
	char *to;
	size_t n = 0;

	if (s.n > PAGER_BODY_MAX)
		s.n = 0;
	to = arena_alloc(p->arena, 3 * s.n + 1);
	if (!to) {
		note(p, arena_err(p->arena));
		return (struct slice){"", 0};
	}
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (is_plain(c)) {
			to[n++] = (char)c;
			continue;
		}
		to[n++] = '%';
		to[n++] = digits[c >> 4];
		to[n++] = digits[c & 15];
	}
	return (struct slice){to, n};
}

struct slice pager_field(struct slice query, const char *name)
{
	while (query.p) {
		struct slice value = slice_cut(&query, '&');
		struct slice key;

		if (slice_starts(value, "amp;"))
			value = slice_sub(value, 4, value.n);
		key = slice_cut(&value, '=');
		if (slice_eqs(key, name) && value.p)
			return value;
	}
	return SLICE_NONE;
}

struct slice pager_folder(struct slice path)
{
	while (path.n > 0 && path.p[path.n - 1] != '/')
		path.n--;
	return path;
}

struct pager_name pager_name_of(struct slice path)
{
	struct pager_name name = {.number = -1};
	size_t from = pager_folder(path).n;
	size_t dot = path.n;
	size_t i;

	path = slice_sub(path, from, path.n);
	dot -= from;
	for (i = dot; i > 0; i--)
		if (path.p[i - 1] == '.') {
			dot = i - 1;
			break;
		}
	name.ext = slice_sub(path, dot, path.n);
	name.stem = slice_sub(path, 0, dot);
	i = dot;
	while (i > 0 && path.p[i - 1] >= '0' && path.p[i - 1] <= '9')
		i--;
	if (i > 0 && i < dot && path.p[i - 1] == '_') {
		size_t at = i;

		if (scan_digits(path, &at, NUMBER_MAX, &name.number))
			name.stem.n = i - 1;
		else
			name.number = -1;
	}
	return name;
}

/* --- requests ------------------------------------------------------------- */

static bool add(struct pager_page *p, struct pager_found *f,
		const struct pager_request *request)
{
	if (p->err || f->count == PAGER_NEXT_MAX || !request->url.p)
		return false;
	for (uint32_t i = 0; i < f->count; i++)
		if (slice_eq(f->next[i].url, request->url) &&
		    slice_eq(f->next[i].body, request->body))
			return false;
	f->next[f->count] = *request;
	f->next[f->count].family = f->out.method;
	f->next[f->count].referer = p->self;
	f->count++;
	return true;
}

bool pager_add_page(struct pager_page *p, struct pager_found *f,
		    struct slice raw, int64_t page)
{
	struct pager_target t;

	if (!pager_resolve(p, raw, &t) || !t.same_host ||
	    slice_eq(t.url, p->self))
		return false;
	return add(p, f, &(struct pager_request){
		.method = "GET", .url = t.url, .page = page,
	});
}

bool pager_add_list(struct pager_page *p, struct pager_found *f,
		    const struct pager_request *request)
{
	struct pager_request r = *request;
	struct pager_target t;

	if (!pager_resolve(p, request->url, &t) ||
	    request->body.n > PAGER_BODY_MAX)
		return false;
	r.url = t.url;
	r.list = true;
	r.method = request->body.p ? "POST" : "GET";
	if (!request->body.p)
		r.content_type = NULL;
	return add(p, f, &r);
}

/* --- the page after it ---------------------------------------------------- */

/* Parameters that count pages. */
static const char *const counters[] = {
	"page", "pageNo", "pageno", "pageNum", "pageNumber", "pageIndex",
	"pageindex", "currpage", "curpage", "cur_page", "currentPage",
	"currentpage", "page_num",
};

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_';
}

static bool is_counter(struct slice name)
{
	for (size_t i = 0; i < sizeof(counters) / sizeof(*counters); i++)
		if (slice_eqs(name, counters[i]))
			return true;
	return false;
}

/* Behind «=», «":», «%22%3A» after a name, and an opening quote; 0 if none. */
static size_t assignment(struct slice s)
{
	static const char *const forms[] = {
		"=", "\":\"", "\":", "':'", "':", "%22%3A%22", "%22%3A",
		"%22:%22", "%22:",
	};

	for (size_t i = 0; i < sizeof(forms) / sizeof(*forms); i++)
		if (slice_starts(s, forms[i]))
			return strlen(forms[i]);
	return 0;
}

struct turn {
	int64_t pages;		/* to go on by */
	int64_t span;		/* records of a page, 0: no such parameters */
	bool turned;
};

/* How much the parameter is raised by. */
static int64_t step_of(const struct turn *turn, struct slice name)
{
	if (slice_eqs(name, "startrecord") || slice_eqs(name, "endrecord"))
		return turn->span * turn->pages;
	return is_counter(name) ? turn->pages : 0;
}

/* Copies s with its counters raised; linear. */
static void add_turned(struct buf *out, struct slice s, struct turn *turn)
{
	size_t at = 0;
	size_t done = 0;

	while (at < s.n) {
		size_t from = at;
		size_t digits;
		int64_t value, step;

		if (!is_word(s.p[at])) {
			/* "%22pageNo": the escape is no part of the name */
			at += s.p[at] == '%' && at + 2 < s.n ? 3 : 1;
			continue;
		}
		while (at < s.n && is_word(s.p[at]))
			at++;
		step = step_of(turn, slice_sub(s, from, at));
		digits = at + assignment(slice_sub(s, at, s.n));
		if (!step || digits == at ||
		    !scan_digits(s, &digits, NUMBER_MAX, &value))
			continue;
		from = digits;
		while (from > 0 && s.p[from - 1] >= '0' && s.p[from - 1] <= '9')
			from--;
		(void)buf_add_slice(out, slice_sub(s, done, from));
		(void)buf_addf(out, "%" PRId64, value + step);	/* sticky */
		at = done = digits;
		turn->turned = true;
	}
	(void)buf_add_slice(out, slice_sub(s, done, s.n));	/* sticky */
}

static int64_t number_of(struct slice s, const char *name)
{
	struct slice value = pager_field(s, name);
	size_t at = 0;
	int64_t number;

	return value.n && scan_digits(value, &at, NUMBER_MAX, &number) &&
	       at == value.n ? number : -1;
}

static int64_t span_of(struct slice s)
{
	int64_t start = number_of(s, "startrecord");
	int64_t end = number_of(s, "endrecord");

	return start > 0 && end >= start ? end - start + 1 : 0;
}

static struct slice turned_copy(struct slice s, struct turn *turn,
				struct arena *a)
{
	/* A number of one digit behind the shortest name, "page=1&", becomes
	 * at most 20: within four times the length. */
	struct buf out = {.max = 4 * s.n + 32, .cap = 4 * s.n + 33};

	out.data = arena_alloc(a, out.cap);
	if (!out.data)
		return SLICE_NONE;
	add_turned(&out, s, turn);
	return buf_slice(&out);
}

bool pager_turn(const struct pager_request *from, int64_t n, struct arena *a,
		struct pager_request *ret_request)
{
	struct pager_request r = *from;
	size_t mark = slice_findc(r.url, '?', 0);
	struct slice query = mark == SIZE_MAX ? SLICE_NONE :
			     slice_sub(r.url, mark + 1, r.url.n);
	struct turn turn = {.pages = n, .span = span_of(query)};

	if (!turn.span)
		turn.span = span_of(r.body);
	if (query.p) {
		struct slice head = slice_sub(r.url, 0, mark + 1);
		struct slice tail = turned_copy(query, &turn, a);
		char *whole = arena_alloc(a, head.n + tail.n + 1);

		if (!tail.p || !whole)
			return false;
		memcpy(whole, head.p, head.n);
		memcpy(whole + head.n, tail.p, tail.n);
		r.url = (struct slice){whole, head.n + tail.n};
	}
	if (r.body.p)
		r.body = turned_copy(r.body, &turn, a);
	if (from->body.p && !r.body.p)
		return false;
	if (!turn.turned)
		return false;
	r.page = from->page + n;
	r.overlaps = false;
	*ret_request = r;
	return true;
}

void pager_add_turns(struct pager_page *p, struct pager_found *f, int64_t last)
{
	while (f->count && f->count < PAGER_NEXT_MAX && !p->err &&
	       f->next[f->count - 1].page < last) {
		struct pager_request r;

		if (!pager_turn(&f->next[f->count - 1], 1, p->arena, &r))
			break;
		if (!add(p, f, &r))
			break;
	}
	note(p, arena_err(p->arena));
}
