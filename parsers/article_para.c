/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The paragraphs of a page and the sums over its tree.  Both are made in one
 * walk in document order; sums are then added up from the last node to the
 * first, since a parent always stands before its children.
 */
#include "parsers/article_private.h"

#include "parsers/charset.h"
#include "parsers/html_private.h"
#include "parsers/mime.h"

/* The walk that makes paragraphs. */
struct builder {
	struct article_reader *r;
	char *flat;		/* the text of all paragraphs */
	size_t used;
	size_t begin;		/* of the open paragraph in flat */
	struct para para;	/* the open one; chars == 0: none is */
	bool space;		/* waiting */
	uint32_t pre_end;	/* nodes before it are in a <pre> */
	uint32_t link_end;	/* nodes before it are in an <a href> */
};

static bool is_cell(enum html_tag tag)
{
	return tag == HTML_TD || tag == HTML_TH;
}

/* 。，；：！？、and their ASCII fellows but the full stop, which is in every
 * date and number. */
static bool is_mark(unsigned cp)
{
	return cp == 0x3002 || cp == 0xFF0C || cp == 0xFF1B || cp == 0xFF01 ||
	       cp == 0xFF1F || cp == 0x3001 || cp == ',' || cp == ';' ||
	       cp == '!' || cp == '?';
}

static void close_para(struct builder *b)
{
	struct article_reader *r = b->r;

	b->space = false;
	if (!b->para.chars)
		return;
	b->para.text = (struct slice){b->flat + b->begin, b->used - b->begin};
	r->paras[r->para_count++] = b->para;
	b->begin = b->used;
	b->para = (struct para){0};
}

/* Adds characters that are no white space, of which some are marks. */
static void add_shown(struct builder *b, uint32_t node, struct slice bytes,
		      uint32_t chars, uint32_t marks)
{
	struct article_sum *sum = &b->r->sums[node];

	if (!b->para.chars) {
		b->para.first = node;
		b->para.block = b->r->blocks[node];
	} else if (b->space) {
		b->flat[b->used++] = ' ';
	}
	b->space = false;
	memcpy(b->flat + b->used, bytes.p, bytes.n);
	b->used += bytes.n;
	b->para.last = node;
	b->para.chars += chars;
	sum->chars += chars;
	if (node < b->link_end) {
		b->para.link_chars += chars;
		sum->link_chars += chars;
	}
	b->para.marks += marks;
	sum->marks += marks;
}

/* Of characters of three bytes each, whose third has the last six bits. */
static uint64_t kinds_of(struct slice han)
{
	uint64_t kinds = 0;

	for (size_t i = 2; i < han.n; i += 3)
		kinds |= UINT64_C(1) << (han.p[i] & 63);
	return kinds;
}

static void add_text(struct builder *b, uint32_t node)
{
	struct slice s = b->r->h->nodes[node].text;
	bool pre = node < b->pre_end;
	size_t at = 0;

	if (b->para.chars && b->para.block != b->r->blocks[node])
		close_para(b);
	while (at < s.n) {
		struct slice rest = {s.p + at, s.n - at};
		unsigned cp;

		rest.n = charset_han_run(rest.p, rest.n);
		if (rest.n) {
			at += rest.n;
			add_shown(b, node, rest, (uint32_t)(rest.n / 3), 0);
			b->para.kinds |= kinds_of(rest);
			continue;
		}
		cp = charset_next(s, &at);
		rest.n = (size_t)(s.p + at - rest.p);
		if (cp == '\n' && pre) {
			close_para(b);
		} else if (html_is_space(cp)) {
			b->space = true;
		} else if (!html_is_empty(cp)) {
			add_shown(b, node, rest, 1, is_mark(cp));
			b->para.kinds |= UINT64_C(1) << cp % 64;
		}
	}
}

static void add_element(struct builder *b, uint32_t i)
{
	const struct html_node *node = &b->r->h->nodes[i];
	struct article_sum *sum = &b->r->sums[i];
	struct slice href;

	if (html_is_block(node->tag) || is_cell(node->tag))
		close_para(b);
	if (node->tag == HTML_PRE && node->end > b->pre_end)
		b->pre_end = node->end;
	else if (node->tag == HTML_TABLE)
		sum->tables = 1;
	else if (node->tag == HTML_IMG)
		sum->images = 1;
	else if (is_cell(node->tag))
		sum->cells = 1;
	if (node->tag != HTML_A)
		return;
	href = html_attr(node, "href");
	if (!href.n)
		return;
	sum->links = 1;
	sum->documents = mime_attachment_extension(href) != NULL;
	if (node->end > b->link_end)
		b->link_end = node->end;
}

static void set_block(struct article_reader *r, uint32_t i)
{
	enum html_tag tag = r->h->nodes[i].tag;
	bool own = is_cell(tag) || (html_is_block(tag) && tag != HTML_BR);

	r->blocks[i] = own || !i ? i : r->blocks[r->h->nodes[i].parent];
}

static void walk(struct builder *b)
{
	const struct html *h = b->r->h;

	for (uint32_t i = 0; i < h->count; i++) {
		set_block(b->r, i);
		if (h->nodes[i].invisible)
			continue;
		if (h->nodes[i].tag == HTML_TEXT)
			add_text(b, i);
		else
			add_element(b, i);
	}
	close_para(b);
}

static void add_up(struct article_reader *r)
{
	const struct html_node *nodes = r->h->nodes;

	for (uint32_t i = r->h->count; i-- > 1;) {
		struct article_sum *sum = &r->sums[i];
		struct article_sum *up = &r->sums[nodes[i].parent];

		if (is_cell(nodes[i].tag) && sum->chars > sum->cell_max)
			sum->cell_max = sum->chars;
		up->chars += sum->chars;
		up->link_chars += sum->link_chars;
		up->marks += sum->marks;
		up->links += sum->links;
		up->documents += sum->documents;
		up->images += sum->images;
		up->tables += sum->tables;
		up->cells += sum->cells;
		if (sum->cell_max > up->cell_max)
			up->cell_max = sum->cell_max;
	}
}

/* At most one para a text node, and one more a line feed in <pre>. */
static size_t para_limit(const struct html *h, size_t *ret_bytes)
{
	size_t bytes = 1;
	size_t n = 1;

	for (uint32_t i = 0; i < h->count; i++) {
		struct slice s = h->nodes[i].text;

		if (h->nodes[i].invisible || h->nodes[i].tag != HTML_TEXT)
			continue;
		n++;
		bytes += s.n + 1;
		for (size_t at = slice_findc(s, '\n', 0); at < s.n;
		     at = slice_findc(s, '\n', at + 1))
			n++;
	}
	*ret_bytes = bytes;
	return n;
}

int article_read_paras(struct article_reader *r)
{
	struct builder b = {.r = r};
	size_t bytes;

	r->paras = arena_array(r->a, para_limit(r->h, &bytes),
			       sizeof(*r->paras));
	r->sums = arena_array(r->a, r->h->count, sizeof(*r->sums));
	r->blocks = arena_array(r->a, r->h->count, sizeof(*r->blocks));
	r->drop = arena_alloc(r->a, r->h->count);
	b.flat = arena_alloc(r->a, bytes);
	if (arena_err(r->a))
		return arena_err(r->a);
	walk(&b);
	add_up(r);
	return 0;
}

uint32_t article_para_at(const struct article_reader *r, uint32_t node)
{
	uint32_t low = 0;
	uint32_t high = r->para_count;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (r->paras[mid].first < node)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

bool article_may_hold(const struct para *p, const char *word)
{
	struct slice s = slice_of(word);
	size_t at = 0;

	while (at < s.n) {
		unsigned cp = charset_next(s, &at);

		if (!html_is_space(cp) && !(p->kinds >> cp % 64 & 1))
			return false;
	}
	return true;
}

bool article_para_is_noise(struct para *p)
{
	if (!p->judged)
		p->noise = article_is_noise(p->text);
	p->judged = true;
	return p->noise;
}

bool article_is_data_table(const struct article_reader *r, uint32_t node)
{
	const struct article_sum *sum = &r->sums[node];

	return r->h->nodes[node].tag == HTML_TABLE && sum->tables == 1 &&
	       sum->cells >= 4 && sum->cell_max * 2 < sum->chars + 8 &&
	       sum->link_chars * 3 <= sum->chars;
}

static void add_kind(struct article_kinds *kinds, unsigned cp)
{
	kinds->bits[cp / 64 % 64] |= UINT64_C(1) << cp % 64;
}

/* Of three bytes each: the second and the third have six bits of it each. */
static void add_kinds(struct article_kinds *kinds, const char *han, size_t n)
{
	for (size_t i = 0; i < n; i += 3)
		kinds->bits[han[i + 1] & 63] |= UINT64_C(1)
						<< (han[i + 2] & 63);
}

struct slice article_squeeze(struct slice line, char out[ARTICLE_LINE],
			     size_t *ret_chars, struct article_kinds *kinds)
{
	size_t at = 0;
	size_t n = 0;
	size_t chars = 0;

	while (at < line.n && n + 4 < ARTICLE_LINE) {
		size_t from = at;
		size_t room = ARTICLE_LINE - 4 - n + 2;	/* for the last one */
		size_t left = line.n - at;
		size_t run = charset_han_run(line.p + at,
					     left < room ? left : room);
		unsigned cp;

		if (run) {
			memcpy(out + n, line.p + at, run);
			if (kinds)
				add_kinds(kinds, line.p + at, run);
			n += run;
			at += run;
			chars += run / 3;
			continue;
		}
		cp = charset_next(line, &at);
		if (html_is_space(cp) || html_is_empty(cp) || cp == '|')
			continue;
		chars++;
		if (cp >= 'A' && cp <= 'Z')
			cp += 'a' - 'A';
		if (kinds)
			add_kind(kinds, cp);
		if (cp < 0x80) {
			out[n++] = (char)cp;
			continue;
		}
		memcpy(out + n, line.p + from, at - from);
		n += at - from;
	}
	*ret_chars = chars;
	return (struct slice){out, n};
}

size_t article_length(struct slice s)
{
	size_t at = 0;
	size_t n = 0;

	while (at < s.n) {
		size_t run = charset_han_run(s.p + at, s.n - at);
		unsigned cp;

		at += run;
		n += run / 3;
		if (at == s.n)
			break;
		cp = charset_next(s, &at);
		n += !html_is_space(cp) && !html_is_empty(cp);
	}
	return n;
}

/* The first character of s is a Chinese one, hence no white space, and not the
 * first of word. */
static bool starts_otherwise(struct slice s, const char *word)
{
	return charset_han_run(s.p, s.n < 3 ? s.n : 3) &&
	       (s.p[0] != word[0] || s.p[1] != word[1] || s.p[2] != word[2]);
}

size_t article_starts(struct slice s, const char *word)
{
	struct slice w;
	size_t at = 0;
	size_t done = 0;

	if (starts_otherwise(s, word))
		return 0;
	w = slice_of(word);
	while (done < w.n) {
		size_t next = done;
		unsigned want = charset_next(w, &next);
		unsigned cp;

		if (at >= s.n)
			return 0;
		cp = charset_next(s, &at);
		if (html_is_space(cp) || html_is_empty(cp))
			continue;
		if (cp != want)
			return 0;
		done = next;
	}
	return at;
}

/* Of the first character that is no white space, s.n if there is none. */
static size_t first_shown(struct slice s)
{
	size_t at = 0;

	while (at < s.n) {
		size_t here = at;
		unsigned cp = charset_next(s, &at);

		if (!html_is_space(cp) && !html_is_empty(cp))
			return here;
	}
	return s.n;
}

/* Where the last character begins. */
static size_t last_begin(struct slice s)
{
	size_t at = s.n - 1;

	while (at && s.n - at < 4 && ((unsigned char)s.p[at] & 0xC0) == 0x80)
		at--;
	return at;
}

struct slice article_trim(struct slice s)
{
	s = slice_sub(s, first_shown(s), s.n);
	while (s.n) {
		size_t at = last_begin(s);
		size_t next = at;
		unsigned cp = charset_next(s, &next);

		if (!html_is_space(cp) && !html_is_empty(cp))
			break;
		s.n = at;
	}
	return s;
}
