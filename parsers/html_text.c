/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text as a person reads it.  Nodes are visited in document order; what
 * separates two pieces of text is collected first and written only when text
 * follows, so that nothing blank is written at all.
 *
 * In a row, cells are separated by TABs.  Block boundaries at the edges of a
 * cell do not count: <td><p>a</p></td><td><p>b</p></td> is "a TAB b".
 */
#include "parsers/charset.h"
#include "parsers/html.h"

#include "base/err.h"
#include "parsers/html_private.h"

struct writer {
	const struct html *h;
	struct buf *out;
	const uint8_t *drop;	/* nodes left out; NULL: none */
	size_t begin;		/* length of out before us */
	uint32_t pre_end;	/* nodes before this one are in a <pre> */
	uint32_t row;		/* parent of the cell seen last */
	uint32_t tabs;		/* waiting */
	bool newline;		/* waiting */
	bool space;		/* waiting */
	bool row_has_text;
	bool cell_fresh;	/* in a cell that has no text so far */
	bool one_line;		/* all separators become a space */
};

static bool is_blank(unsigned cp)
{
	return html_is_space(cp) || html_is_empty(cp);
}

/* Where the last character begins; of malformed bytes, the last one. */
static size_t last_character(struct slice s)
{
	for (size_t back = 1; back <= 4 && back <= s.n; back++) {
		size_t at = s.n - back;
		bool lead = ((unsigned char)s.p[at] & 0xC0) != 0x80;

		if (!lead)
			continue;
		(void)charset_next(s, &at);
		return at == s.n ? s.n - back : s.n - 1;
	}
	return s.n - 1;
}

struct slice html_trim(struct slice s)
{
	size_t next = 0;

	while (s.n && is_blank(charset_next(s, &next))) {
		s = slice_sub(s, next, s.n);
		next = 0;
	}
	while (s.n) {
		size_t last = last_character(s);

		next = last;
		if (!is_blank(charset_next(s, &next)))
			break;
		s.n = last;
	}
	return s;
}

/* Writes what was waiting. */
static void separate(struct writer *w)
{
	bool first = w->out->len == w->begin;

	if (w->one_line) {
		if (!first && (w->newline || w->tabs || w->space))
			(void)buf_addc(w->out, ' ');		/* sticky */
	} else if (w->newline || w->tabs) {
		if (w->newline && !first &&
		    w->out->data[w->out->len - 1] != '\n')
			(void)buf_addc(w->out, '\n');		/* sticky */
		for (; w->tabs; w->tabs--)
			(void)buf_addc(w->out, '\t');		/* sticky */
	} else if (w->space && !first) {
		(void)buf_addc(w->out, ' ');			/* sticky */
	}
	w->newline = w->space = false;
	w->tabs = 0;
	w->row_has_text = true;
	w->cell_fresh = false;
}

static bool waiting(const struct writer *w)
{
	return w->newline || w->tabs || w->space || w->cell_fresh ||
	       !w->row_has_text;
}

static void write_text(struct writer *w, struct slice s)
{
	size_t at = 0;
	size_t from = 0;	/* of the run of plain text not yet written */

	while (at < s.n) {
		size_t here;
		unsigned cp;

		if (!waiting(w))
			at += charset_seen_run(s.p + at, s.n - at);
		if (at == s.n)
			break;
		here = at;
		cp = charset_next(s, &at);
		if (html_is_space(cp) || html_is_empty(cp)) {
			(void)buf_add(w->out, s.p + from, here - from);
			from = at;
			w->space |= html_is_space(cp);
		} else if (waiting(w)) {
			separate(w);
			from = here;
		}
	}
	(void)buf_add(w->out, s.p + from, s.n - from);	/* sticky */
}

static void write_pre(struct writer *w, struct slice s)
{
	if (!s.n)
		return;
	separate(w);
	(void)buf_add_slice(w->out, s);		/* sticky */
}

static bool is_cell(enum html_tag tag)
{
	return tag == HTML_TD || tag == HTML_TH;
}

static void open_node(struct writer *w, uint32_t i)
{
	const struct html_node *node = &w->h->nodes[i];

	if (node->tag == HTML_TR) {
		w->newline |= !w->cell_fresh;
		w->row_has_text = false;
		w->cell_fresh = false;
		w->row = i;
		w->tabs = 0;
	} else if (is_cell(node->tag)) {
		if (w->row == node->parent) {
			w->row = UINT32_MAX;	/* the first cell */
		} else {
			w->newline &= !w->row_has_text;
			w->tabs++;
		}
		w->cell_fresh = true;
	} else if (html_is_block(node->tag)) {
		w->newline |= !w->cell_fresh;
		if (node->tag == HTML_PRE && !w->one_line &&
		    node->end > w->pre_end)
			w->pre_end = node->end;
	}
}

static void close_node(struct writer *w, enum html_tag tag)
{
	if (tag == HTML_TR || tag == HTML_TABLE) {
		w->cell_fresh = false;
		w->newline = true;
		w->tabs = 0;
		w->row_has_text = true;	/* text after a table is in no row */
	} else if (html_is_block(tag)) {
		w->newline |= !w->cell_fresh;
	}
}

static int write_tree(struct writer *w, uint32_t root)
{
	const struct html_node *nodes = w->h->nodes;
	uint32_t end = nodes[root].end;
	uint32_t i = root;

	w->begin = w->out->len;
	w->row = UINT32_MAX;
	w->row_has_text = true;
	while (i < end && !w->out->err) {
		uint32_t up = i;
		uint32_t next = i + 1;

		if (i != root && (nodes[i].hides || (w->drop && w->drop[i]))) {
			next = nodes[i].end;
			up = nodes[i].parent;
		} else if (nodes[i].tag != HTML_TEXT) {
			if (i != root)
				open_node(w, i);
		} else if (i < w->pre_end) {
			write_pre(w, nodes[i].text);
		} else {
			write_text(w, nodes[i].text);
		}
		/* Everything that ends before the next node, inmost first. */
		while (up > root && nodes[up].end == next) {
			close_node(w, nodes[up].tag);
			up = nodes[up].parent;
		}
		i = next;
	}
	return w->out->err;
}

int html_text(const struct html *h, uint32_t node, struct buf *out)
{
	return html_text_without(h, node, NULL, out);
}

int html_text_without(const struct html *h, uint32_t node, const uint8_t *drop,
		      struct buf *out)
{
	struct writer w = {.h = h, .out = out, .drop = drop};

	if (h->nodes[node].tag == HTML_PRE)
		w.pre_end = h->nodes[node].end;
	return write_tree(&w, node);
}

int html_line(const struct html *h, uint32_t node, struct buf *out)
{
	struct writer w = {.h = h, .out = out, .one_line = true};

	return write_tree(&w, node);
}

/* Folds s behind what to holds already; false when max is reached. */
static bool fold_more(struct slice s, size_t max, char *to, size_t *n,
		      bool *space)
{
	size_t at = 0;

	while (at < s.n) {
		size_t from = at;
		size_t run = charset_seen_run(s.p + at, s.n - at);
		unsigned cp = 0;

		if (run && *n + run + 2 <= max)
			at += run;
		else
			cp = charset_next(s, &at);
		if (html_is_space(cp)) {
			*space = true;
			continue;
		}
		if (html_is_empty(cp))
			continue;
		if (*n + 1 + (at - from) > max)
			return false;
		if (*space && *n)
			to[(*n)++] = ' ';
		*space = false;
		memcpy(to + *n, s.p + from, at - from);
		*n += at - from;
	}
	return true;
}

/* Nodes of an anchor that are looked at: nested anchors may not make us read
 * the same thousand again and again. */
enum { FOLD_NODES = 1000 };

struct slice html_fold(const struct html *h, uint32_t node, size_t max,
		       struct arena *a)
{
	uint32_t end = h->nodes[node].end;
	size_t total = 0;
	size_t n = 0;
	bool space = false;
	char *to;

	if (end - node > FOLD_NODES)
		end = node + FOLD_NODES;
	for (uint32_t i = node; i < end && total < max; i++)
		total += h->nodes[i].text.n + 1;
	to = arena_alloc(a, (total < max ? total : max) + 1);
	if (!to)
		return SLICE_NONE;
	for (uint32_t i = node; i < end; i++) {
		const struct html_node *at = &h->nodes[i];

		if (at->tag == HTML_SCRIPT || at->tag == HTML_STYLE)
			i = at->end - 1;
		else if (html_is_block(at->tag) || is_cell(at->tag))
			space = true;
		else if (at->tag == HTML_TEXT &&
			 !fold_more(at->text, max, to, &n, &space))
			break;
	}
	return (struct slice){to, n};
}

struct slice html_fold_slice(struct slice s, size_t max, struct arena *a)
{
	bool space = false;
	size_t n = 0;
	char *to = arena_alloc(a, (s.n < max ? s.n : max) + 1);

	if (!to)
		return SLICE_NONE;
	(void)fold_more(s, max, to, &n, &space);	/* cut is fine */
	return (struct slice){to, n};
}
