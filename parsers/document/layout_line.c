/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces of text in reading order, and where spaces belong between them. */
#include "parsers/document/layout_private.h"

#include "parsers/charset.h"

#include <stdlib.h>

static int compare_floats(float a, float b)
{
	return (a > b) - (a < b);
}

static float middle(const struct piece *p)
{
	return (p->y0 + p->y1) / 2;
}

static int compare_heights(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;
	int order = compare_floats(middle(x), middle(y));

	return order ? order : compare_floats(x->x0, y->x0);
}

static int compare_lefts(const void *a, const void *b)
{
	const struct piece *x = a, *y = b;

	return compare_floats(x->x0, y->x0);
}

static void close_line(struct layout_line *line)
{
	qsort(line->pieces, line->count, sizeof(*line->pieces), compare_lefts);
	line->x0 = line->pieces[0].x0;
	for (uint32_t i = 0; i < line->count; i++) {
		const struct piece *p = &line->pieces[i];

		line->x1 = p->x1 > line->x1 ? p->x1 : line->x1;
		line->y0 = p->y0 < line->y0 ? p->y0 : line->y0;
		line->y1 = p->y1 > line->y1 ? p->y1 : line->y1;
	}
}

int layout_lines(struct piece *pieces, uint32_t count, struct arena *a,
		 struct layout_line **ret_lines, uint32_t *ret_count)
{
	struct layout_line *lines = arena_array(a, count, sizeof(*lines));
	uint32_t n = 0;

	if (!lines)
		return arena_err(a);
	qsort(pieces, count, sizeof(*pieces), compare_heights);
	for (uint32_t i = 0; i < count; i++) {
		struct piece *p = &pieces[i];
		struct layout_line *line = n ? &lines[n - 1] : NULL;
		float height = p->y1 - p->y0;

		/* half of a low line's height apart: the next line */
		if (line && line->y1 - line->y0 < height)
			height = line->y1 - line->y0;
		if (line && middle(p) - middle(line->pieces) < height / 2) {
			line->count++;
			continue;
		}
		if (line)
			close_line(line);
		lines[n++] = (struct layout_line){
			.x0 = p->x0, .y0 = p->y0, .x1 = p->x1, .y1 = p->y1,
			.pieces = p, .count = 1,
		};
	}
	if (n)
		close_line(&lines[n - 1]);
	*ret_lines = lines;
	*ret_count = n;
	return 0;
}

static bool is_ascii(unsigned cp)
{
	return cp > ' ' && cp < 0x7F;
}

static bool is_number(unsigned cp)
{
	return (cp >= '0' && cp <= '9') || cp == '.' || cp == ',';
}

static unsigned first_char(struct slice s)
{
	size_t at = 0;

	return s.n ? charset_next(s, &at) : 0;
}

static unsigned last_char(struct slice s)
{
	size_t at = s.n ? s.n - 1 : 0;

	while (at > 0 && ((unsigned char)s.p[at] & 0xC0) == 0x80)
		at--;
	return s.n ? charset_next(s, &at) : 0;
}

/* Words in ASCII are set apart; between ideographs only a gap that somebody
 * could see is meant. */
static bool is_space_between(const struct piece *a, const struct piece *b)
{
	float em = layout_em(a->y0, a->y1);

	if (is_ascii(last_char(a->text)) && is_ascii(first_char(b->text)))
		return b->x0 - a->x1 > em * 0.05f;
	return b->x0 - a->x1 > em;
}

void layout_text(const struct piece *pieces, uint32_t count, struct buf *out)
{
	for (uint32_t i = 0; i < count; i++) {
		if (i && is_space_between(&pieces[i - 1], &pieces[i]))
			(void)buf_addc(out, ' ');	/* sticky */
		(void)buf_add_slice(out, pieces[i].text);
	}
}

/* A number that is too wide for its cell goes on in the next line. */
bool layout_wrap_space(struct slice before, struct slice after)
{
	unsigned last = last_char(before), first = first_char(after);

	return is_ascii(last) && is_ascii(first) &&
	       !(is_number(last) && is_number(first)) && last != '-';
}

struct slice layout_paragraph(const struct layout_line *lines, uint32_t count,
			      struct arena *a)
{
	struct buf text = {.max = 0};

	for (uint32_t i = 0; i < count; i++)
		for (uint32_t k = 0; k < lines[i].count; k++)
			text.max += lines[i].pieces[k].text.n + 1;
	text.cap = text.max + 1;
	text.data = arena_alloc(a, text.cap);
	if (!text.data)
		return SLICE_NONE;
	for (uint32_t i = 0; i < count; i++) {
		struct slice next = lines[i].pieces[0].text;

		if (i && layout_wrap_space(buf_slice(&text), next))
			(void)buf_addc(&text, ' ');	/* it has room */
		layout_text(lines[i].pieces, lines[i].count, &text);
	}
	return buf_slice(&text);
}
