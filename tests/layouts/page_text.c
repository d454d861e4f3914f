/* SPDX-License-Identifier: Apache-2.0 */
/* Sheets as text that lost its layout. */
#include "tests/layouts/layout.h"

#include <stdio.h>

struct pen {
	struct layout *l;
	struct buf *out;
	unsigned page;		/* the number of the next one */
};

static void add_text(struct pen *p, const char *text)
{
	while (*text) {
		size_t n = 1;

		while (((unsigned char)text[n] & 0xC0) == 0x80)
			n++;
		if (p->l->has[TRAIT_HALF_BRACKETS] && !strncmp(text, "（", n))
			(void)buf_addc(p->out, '(');
		else if (p->l->has[TRAIT_HALF_BRACKETS] &&
			 !strncmp(text, "）", n))
			(void)buf_addc(p->out, ')');
		else
			(void)buf_add(p->out, text, n);
		text += n;
	}
}

static bool is_data(const struct sheet_row *row)
{
	return row->count && row->cells[row->count - 1].kind == SHEET_VALUE;
}

/* "-3-" between two rows. */
static void add_page(struct pen *p, const struct sheet_row *row)
{
	if (!p->l->has[TRAIT_TEXT_PAGES] || !is_data(row) ||
	    !rng_chance(&p->l->rng, 15))
		return;
	(void)buf_addf(p->out, rng_chance(&p->l->rng, 50)
		       ? "-%u-\n" : "— %u —\n", p->page++);
}

/* One cell a line; blank ones are blank lines. */
static void add_lines(struct pen *p, const struct sheet_row *row)
{
	for (unsigned i = 0; i < row->count; i++) {
		add_text(p, row->cells[i].text);
		(void)buf_adds(p->out, p->l->has[TRAIT_TEXT_SPACED] ? "\n\n"
								    : "\n");
	}
}

/* Cells with spaces between; TEXT_WRAPPED: the values below; TEXT_GLUED:
 * values without spaces. */
static void add_words(struct pen *p, const struct sheet_row *row)
{
	bool glued = p->l->has[TRAIT_TEXT_GLUED] && is_data(row);
	bool wrapped = p->l->has[TRAIT_TEXT_WRAPPED];

	for (unsigned i = 0; i < row->count; i++) {
		const struct sheet_cell *cell = &row->cells[i];
		bool value = cell->kind == SHEET_VALUE;
		bool after = i && row->cells[i - 1].kind == SHEET_VALUE;

		if (value && i && !after && wrapped)
			(void)buf_addc(p->out, '\n');
		else if (i && !(glued && value))
			(void)buf_addc(p->out, ' ');
		add_text(p, cell->text);
	}
	(void)buf_addc(p->out, '\n');
}

/* Every cell ends with "|". */
static void add_pipes(struct pen *p, const struct sheet_row *row)
{
	bool ragged = p->l->has[TRAIT_TEXT_RAGGED];

	if (p->l->has[TRAIT_TEXT_LEADERS])
		(void)buf_adds(p->out, "|\n");
	for (unsigned i = 0; i < row->count; i++) {
		if (ragged && i && rng_chance(&p->l->rng, 30))
			(void)buf_addc(p->out, '\n');
		else if (i)
			(void)buf_addc(p->out, ' ');
		add_text(p, row->cells[i].text);
		if (ragged && rng_chance(&p->l->rng, 15))
			(void)buf_addc(p->out, '\n');
		(void)buf_adds(p->out, " |");
	}
	(void)buf_addc(p->out, '\n');
}

void page_add_text(struct layout *l, const struct sheet *sheet,
		   struct buf *out)
{
	struct pen p = {.l = l, .out = out, .page = 2};

	for (unsigned i = 0; i < sheet->count; i++) {
		const struct sheet_row *row = &sheet->rows[i];

		add_page(&p, row);
		if (l->has[TRAIT_TEXT_PIPES] || l->has[TRAIT_TEXT_RAGGED] ||
		    l->has[TRAIT_TEXT_LEADERS])
			add_pipes(&p, row);
		else if (l->has[TRAIT_TEXT_WORDS] || l->has[TRAIT_TEXT_GLUED])
			add_words(&p, row);
		else
			add_lines(&p, row);
	}
}
