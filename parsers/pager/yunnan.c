/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Yunnan hides its pager (portals.md §1.9): <div id="pages"> holds base64 of
 * percent-encoded HTML that a script writes into the page.  Decoded, its links
 * are real links.
 */
#include "parsers/pager/pager_private.h"

#include "base/err.h"

enum {
	PAGER_BYTES = 64 << 10,	/* of such a pager, encoded */
	PARSE_MEMORY = 8 << 20,
	PARSE_NODES = 5000,
};

static int sextet(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Bytes written, 0 where it is no base64. */
static size_t undo_base64(struct slice s, char *to)
{
	unsigned bits = 0;
	int have = 0;
	size_t n = 0;

	for (size_t i = 0; i < s.n && s.p[i] != '='; i++) {
		int six = sextet(s.p[i]);

		if (six < 0 && !strchr(" \t\r\n", s.p[i]))
			return 0;
		if (six < 0)
			continue;
		bits = bits << 6 | (unsigned)six;
		have += 6;
		if (have >= 8) {
			have -= 8;
			to[n++] = (char)(bits >> have & 0xff);
		}
	}
	return n;
}

static size_t undo_percent(char *s, size_t n)
{
	size_t to = 0;

	for (size_t i = 0; i < n; i++) {
		if (s[i] == '%' && i + 2 < n &&
		    slice_hex_digit(s[i + 1]) >= 0 &&
		    slice_hex_digit(s[i + 2]) >= 0) {
			s[to++] = (char)(slice_hex_digit(s[i + 1]) << 4 |
					 slice_hex_digit(s[i + 2]));
			i += 2;
		} else {
			s[to++] = s[i] == '+' ? ' ' : s[i];
		}
	}
	return to;
}

static struct slice decode(struct pager_page *p, struct slice encoded)
{
	char *to = arena_alloc(p->arena, encoded.n + 1);
	size_t n;

	if (!to) {
		p->err = arena_err(p->arena);
		return SLICE_NONE;
	}
	n = undo_base64(encoded, to);
	n = undo_percent(to, n);
	return (struct slice){to, n};
}

bool pager_yunnan(struct pager_page *p, struct pager_found *f)
{
	const struct html_limits limits = {.memory = PARSE_MEMORY,
					   .nodes = PARSE_NODES};
	uint32_t box = html_by_id(p->html, "pages");
	struct pager_totals said;
	struct html_doc *doc;
	struct slice html;
	int err;

	if (box == p->html->count || p->html->nodes[box].end != box + 2 ||
	    p->html->nodes[box + 1].tag != HTML_TEXT ||
	    p->html->nodes[box + 1].text.n > PAGER_BYTES)
		return false;
	html = decode(p, slice_trim(p->html->nodes[box + 1].text));
	if (slice_finds(html, "<", 0) == SIZE_MAX)
		return false;
	err = html_parse(html, &limits, &doc);
	if (!err) {
		err = pager_totals_of(html_of(doc), &said);
		if (!err && p->said.pages < 0)
			p->said.pages = said.pages;
		if (!err)
			(void)pager_links(p, html_of(doc), f);
		html_free(doc);
	}
	if (err == ERR_NOMEM)
		p->err = err;
	return true;
}
