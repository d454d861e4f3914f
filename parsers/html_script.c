/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Links that stand in script text.  Nothing is executed: a string literal is
 * taken if it looks like the whole path of a page or an attachment.  A literal
 * next to a "+" is a part of something and left alone.
 *
 * Comments are skipped: portals keep old addresses there.  A regular
 * expression with a quote in it may hide the rest of its line, not more.
 */
#include "parsers/html_private.h"
#include "parsers/pager/scan.h"

enum {
	PATH_MAX_BYTES = 1024,	/* a longer literal is no path */
	TITLE_REACH = 600,	/* bytes beside a path to look for a title */
};

/* A literal in script text: what is between the quotes, and where. */
struct literal {
	struct slice inner;
	size_t from;		/* of the opening quote */
	size_t to;		/* behind the closing quote */
};

static size_t skip_comment(struct slice s, size_t at)
{
	size_t end = SIZE_MAX;

	if (at + 1 < s.n && s.p[at + 1] == '*') {
		end = slice_finds(s, "*/", at + 2);
		return end == SIZE_MAX ? s.n : end + 2;
	}
	if (at + 1 < s.n && s.p[at + 1] == '/') {
		end = slice_findc(s, '\n', at);
		return end == SIZE_MAX ? s.n : end;
	}
	return at + 1;
}

/* The next literal at or after *at; *at moves behind it. */
static bool next_literal(struct slice s, size_t *at, struct literal *ret)
{
	while (*at < s.n) {
		char quote = s.p[*at];
		size_t from = *at;
		size_t i = from + 1;

		if (quote == '/') {
			*at = skip_comment(s, from);
			continue;
		}
		if (quote != '"' && quote != '\'' && quote != '`') {
			(*at)++;
			continue;
		}
		while (i < s.n && s.p[i] != quote && s.p[i] != '\n')
			i += s.p[i] == '\\' ? 2 : 1;
		*at = i < s.n ? i + 1 : s.n;
		if (i >= s.n || s.p[i] == '\n')
			continue;	/* not closed on its line */
		ret->from = from;
		ret->to = i + 1;
		ret->inner = slice_sub(s, from + 1, i);
		return true;
	}
	return false;
}

/* The text that a literal stands for; s itself if it has no escapes. */
static struct slice unescape(struct slice s, struct arena *a)
{
	struct buf out = {.max = s.n, .cap = s.n + 1};

	if (slice_findc(s, '\\', 0) == SIZE_MAX)
		return s;
	out.data = arena_alloc(a, out.cap);	/* no escape gets longer */
	if (!out.data)
		return SLICE_NONE;
	for (size_t i = 0; i < s.n; i++) {
		int unit;

		if (s.p[i] != '\\' || i + 1 == s.n) {
			(void)buf_addc(&out, s.p[i]);	/* has room */
			continue;
		}
		i++;
		unit = scan_unit(s, i);
		if (unit >= 0) {
			(void)buf_add_utf8(&out, (unsigned)unit); /* too */
			i += 4;
		} else {
			char c = s.p[i];

			if (c == 'n' || c == 'r' || c == 't')
				c = ' ';
			(void)buf_addc(&out, c);	/* too */
		}
	}
	return buf_slice(&out);
}

/* What the last dot of a path promises. */
enum extension { EXT_NONE, EXT_STATIC, EXT_PROGRAM };

static enum extension extension_of(struct slice path)
{
	static const char *const names[] = {
		"html", "shtml", "htm", "jhtml", "xhtml", "pdf", "doc", "docx",
		"xls", "xlsx", "wps", "et", "ofd", "ceb", "rtf", "zip", "rar",
		"7z", "aspx", "asp", "jsp", "jspx", "php", "do",
	};
	enum { STATICS = 18 };	/* those up to 7z */
	size_t dot = path.n;

	while (dot > 0 && path.p[dot - 1] != '.' && path.p[dot - 1] != '/')
		dot--;
	/* a name must stand before the dot: ".html" is a selector */
	if (dot < 2 || path.p[dot - 1] != '.' || path.p[dot - 2] == '/' ||
	    path.p[dot - 2] == '.')
		return EXT_NONE;
	path = slice_sub(path, dot, path.n);
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (slice_ieqs(path, names[i]))
			return i < STATICS ? EXT_STATIC : EXT_PROGRAM;
	return EXT_NONE;
}

/* Only what a URL may hold; Chinese file names occur. */
static bool has_path_bytes(struct slice s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c < ' ' || (c < 0x80 && strchr("<>\"'`{}|\\^[]$*", c)))
			return false;
		if (c == ' ' && i + 1 < s.n && s.p[i + 1] == ' ')
			return false;
	}
	return true;
}

static bool is_rooted(struct slice s)
{
	return slice_istarts(s, "http://") || slice_istarts(s, "https://") ||
	       slice_starts(s, "/") || slice_starts(s, "./") ||
	       slice_starts(s, "../");
}

static bool has_digit(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			return true;
	return false;
}

/* What the code beside a literal says of it. */
enum pointer {
	POINTS_NOWHERE,
	POINTS_SOMEHOW,		/* an address, perhaps of an interface */
	POINTS_ON,		/* where the browser would go */
};

static bool is_path(struct slice s, enum pointer pointer)
{
	struct slice path;
	enum extension extension;

	s = slice_trim(s);
	if (s.n < 2 || s.n > PATH_MAX_BYTES || !has_path_bytes(s) ||
	    s.p[0] == '#' || s.p[0] == '?')
		return false;
	path = slice_sub(s, 0, slice_findc(s, '#', 0));
	path = slice_sub(path, 0, slice_findc(path, '?', 0));
	if (!is_rooted(s) && slice_findc(path, ':', 0) != SIZE_MAX)
		return false;	/* mailto:, times, CSS */
	extension = extension_of(path);
	if (extension == EXT_STATIC)
		return pointer != POINTS_NOWHERE || has_digit(path) ||
		       slice_findc(path, '/', 0) != SIZE_MAX;
	/* Interfaces are not fetched unasked: «url: "/api/search.do"» */
	return pointer == POINTS_ON && path.n > 1 &&
	       (is_rooted(s) || extension == EXT_PROGRAM);
}

static bool is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '$';
}

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Index of the last byte before at that is no blank, or SIZE_MAX. */
static size_t before(struct slice s, size_t at)
{
	while (at > 0 && is_blank(s.p[at - 1]))
		at--;
	return at ? at - 1 : SIZE_MAX;
}

/* The name that the literal at from is given to: url in «url = "…"»,
 * «"url":"…"», «open("…"», else absent. */
static struct slice given_to(struct slice s, size_t from)
{
	size_t at = before(s, from);
	size_t end;

	if (at == SIZE_MAX || !strchr("=:(", s.p[at]))
		return SLICE_NONE;
	at = before(s, at);
	if (at != SIZE_MAX && (s.p[at] == '"' || s.p[at] == '\''))
		at = before(s, at);
	if (at == SIZE_MAX)
		return SLICE_NONE;
	end = at + 1;
	while (at > 0 && is_word(s.p[at - 1]))
		at--;
	return is_word(s.p[end - 1]) ? slice_sub(s, at, end) : SLICE_NONE;
}

static enum pointer pointer_of(struct slice name)
{
	static const struct {
		const char *end;
		enum pointer pointer;
	} ends[] = {
		{"href", POINTS_ON}, {"location", POINTS_ON},
		{"open", POINTS_ON}, {"location.replace", POINTS_ON},
		{"location.assign", POINTS_ON},
		{"url", POINTS_SOMEHOW}, {"link", POINTS_SOMEHOW},
		{"src", POINTS_SOMEHOW},
	};

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		size_t n = strlen(ends[i].end);

		if (name.n >= n &&
		    slice_ieqs(slice_sub(name, name.n - n, name.n),
			       ends[i].end))
			return ends[i].pointer;
	}
	return POINTS_NOWHERE;
}

/* Is joined with something else: "/a/" + id + ".html" */
static bool is_part(struct slice s, const struct literal *l)
{
	size_t at = before(s, l->from);
	size_t next = l->to;

	if (at != SIZE_MAX && s.p[at] == '+')
		return true;
	while (next < s.n && is_blank(s.p[next]))
		next++;
	return next < s.n && s.p[next] == '+';
}

static bool is_title(struct slice name)
{
	return slice_ifinds(name, "title", 0) != SIZE_MAX ||
	       slice_ieqs(name, "name") || slice_ieqs(name, "text");
}

/* The first title with words among the literals of a stretch of text; none
 * behind another path. */
static struct slice title_within(struct slice s, struct arena *a)
{
	size_t at = 0;
	struct literal l;

	while (next_literal(s, &at, &l)) {
		struct slice name = given_to(s, l.from);

		if (is_title(name) && slice_trim(l.inner).n)
			return html_fold_slice(unescape(l.inner, a),
					       HTML_LINK_TEXT, a);
		if (is_path(l.inner, pointer_of(name)))
			break;
	}
	return SLICE_NONE;
}

/* In «{"title":"…","url":"…","id":1}», or in what follows «url = "…"». */
static struct slice title_beside(struct slice s, const struct literal *l,
				 struct arena *a)
{
	size_t low = l->from > TITLE_REACH ? l->from - TITLE_REACH : 0;
	size_t high = s.n - l->to > TITLE_REACH ? l->to + TITLE_REACH : s.n;
	size_t open = l->from;
	size_t close = l->to;
	struct slice title = SLICE_NONE;
	int depth = 0;

	while (open > low && s.p[open] != '{' && s.p[open] != '}')
		open--;
	if (s.p[open] == '{')
		title = title_within(slice_sub(s, open, l->from), a);
	if (title.p)
		return title;
	for (; close < high && depth >= 0; close++)
		depth += (s.p[close] == '{') - (s.p[close] == '}');
	return title_within(slice_sub(s, l->to, close), a);
}

/* «document.write("<a href='./a.html'>")»: the attribute within. */
static struct slice inner_href(struct slice s)
{
	size_t at = slice_ifinds(s, "href=", 0);
	size_t end;

	if (at == SIZE_MAX)
		return SLICE_NONE;
	s = slice_sub(s, at + strlen("href="), s.n);
	while (s.n && (s.p[0] == '\\' || s.p[0] == '"' || s.p[0] == '\''))
		s = slice_sub(s, 1, s.n);
	for (end = 0; end < s.n && !strchr("\\\"' >", s.p[end]); end++)
		;
	return end < s.n ? slice_sub(s, 0, end) : SLICE_NONE;
}

void html_links_of_script(struct link_list *list, struct slice script,
			  const struct html_link *proto)
{
	size_t at = 0;
	struct literal l;

	if (slice_istarts(slice_trim(script), "javascript:"))
		script = slice_trim(script);
	while (!list->more && next_literal(script, &at, &l)) {
		struct html_link link = *proto;
		enum pointer pointer = pointer_of(given_to(script, l.from));

		if (slice_findc(l.inner, '<', 0) != SIZE_MAX) {
			l.inner = inner_href(l.inner);
			pointer = POINTS_ON;
		} else if (l.inner.n > PATH_MAX_BYTES || is_part(script, &l)) {
			continue;
		}
		link.raw = unescape(l.inner, list->arena);
		if (!link.raw.p || !is_path(link.raw, pointer))
			continue;
		if (!link.text.n && pointer == POINTS_SOMEHOW)
			link.text = title_beside(script, &l, list->arena);
		if (!link.text.p)
			link.text = slice_of("");
		html_link_add(list, &link);
	}
}

struct slice html_datastore(const struct html *h, uint32_t node)
{
	const struct html_node *at = &h->nodes[node];
	struct slice s = SLICE_NONE;
	size_t end;

	if (at->tag == HTML_SCRIPT && at->end > node + 1)
		s = h->nodes[node + 1].text;
	else if (at->tag == HTML_OTHER && at->offset != UINT32_MAX &&
		 slice_eqs(at->name, "datastore"))
		s = slice_sub(h->source, at->offset, h->source.n);
	s = slice_sub(s, slice_ifinds(s, "<datastore", 0), s.n);
	end = slice_ifinds(s, "</datastore>", 0);
	return s.n ? slice_sub(s, 0, end) : SLICE_NONE;
}

size_t html_join_records(struct slice store, char *to)
{
	static const char open[] = "<![CDATA[";
	size_t at = 0;
	size_t n = 0;

	for (;;) {
		size_t from;
		size_t end;

		at = slice_ifinds(store, "<record>", at);
		if (at == SIZE_MAX)
			return n;
		from = slice_finds(store, open, at);
		if (from == SIZE_MAX)
			return n;
		from += sizeof(open) - 1;
		end = slice_finds(store, "]]>", from);
		if (end == SIZE_MAX)
			end = store.n;
		memcpy(to + n, store.p + from, end - from);
		n += end - from;
		at = end;
	}
}
