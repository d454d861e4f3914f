/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The text of the article: html_text() of its node without what was dropped,
 * then without lines that are noise, and without the byline at its head.
 * Blank lines of a <pre> stay: there they are cells of a table that was lost.
 */
#include "parsers/article_private.h"

#include "base/err.h"
#include "parsers/html_private.h"

/* Only lines before the first sentence can be a byline. */
enum { BODY_LINE = 40, HEAD_LINES = 6 };

/* Everything html_text() may write: the text, a line break at each block, a
 * TAB at each cell. */
static size_t text_limit(const struct article_reader *r)
{
	size_t n = 16 + 2 * (size_t)r->h->count;

	for (uint32_t i = 0; i < r->h->count; i++)
		n += r->h->nodes[i].text.n;
	return n;
}

static bool blank(struct slice line)
{
	line = article_trim(line);
	while (line.n && line.p[0] == '|')
		line = article_trim(slice_sub(line, 1, line.n));
	return !line.n;
}

/* The verdict on a para is taken where the line is one.  *at: the para that
 * comes next; where a line is none (a row of cells, a line of a <pre>) it waits
 * behind those that the line begins with. */
static bool is_noise(const struct article_reader *r, struct slice line,
		     uint32_t *at)
{
	struct slice rest = line;

	for (; *at < r->to; (*at)++) {
		struct para *p = &r->paras[*at];

		if (r->drop[p->first])
			continue;
		if (!slice_eq(slice_sub(rest, 0, p->text.n), p->text))
			break;
		if (p->text.n == line.n) {
			(*at)++;
			return article_para_is_noise(p);
		}
		rest = article_trim(slice_sub(rest, p->text.n, rest.n));
	}
	return article_is_noise(line);
}

/* Copies the lines that stay to to; returns how many bytes. */
static size_t keep_lines(const struct article_reader *r, struct slice text,
			 char *to)
{
	struct slice rest = text;
	uint32_t para = r->from;
	unsigned head = 0;	/* lines seen while in the head */
	size_t n = 0;

	while (rest.p) {
		struct slice line = slice_cut(&rest, '\n');
		bool noise = is_noise(r, line, &para);

		if (head < HEAD_LINES && !blank(line)) {
			head++;
			if (article_is_byline(line))
				continue;
			if (article_length(line) >= BODY_LINE ||
			    slice_finds(line, "。", 0) != SIZE_MAX)
				head = HEAD_LINES;
		}
		if (!n && blank(line))
			continue;
		if (noise)
			continue;
		memcpy(to + n, line.p, line.n);
		n += line.n;
		to[n++] = '\n';
	}
	while (n && (to[n - 1] == '\n' || to[n - 1] == ' '))
		n--;
	return n;
}

int article_make_text(struct article_reader *r)
{
	struct buf out = BUF_INIT(text_limit(r));
	char *to;
	int err;

	if (!r->to && !r->out->main)
		return 0;
	err = html_text_without(r->h, r->out->main, r->drop, &out);
	if (err)
		goto out_buf;
	to = arena_alloc(r->a, out.len + 1);
	if (!to) {
		err = arena_err(r->a);
		goto out_buf;
	}
	r->out->text = (struct slice){to, keep_lines(r, buf_slice(&out), to)};
out_buf:
	buf_free(&out);
	return err;
}
