/* SPDX-License-Identifier: Apache-2.0 */
/* Sheets as HTML tables. */
#include "tests/layouts/layout.h"

#include <stdio.h>

enum { PHANTOMS_MAX = 9 };

struct pen {
	struct layout *l;
	struct buf *out;
	unsigned phantoms;	/* the same in all rows */
	unsigned wide;		/* which value cell spans two, counted from 1 */
};

/* One character, as the editor typed it. */
static size_t add_character(struct pen *p, const char *text)
{
	size_t n = 1;

	while (((unsigned char)text[n] & 0xC0) == 0x80)
		n++;
	if (p->l->has[TRAIT_HALF_BRACKETS] && !strncmp(text, "（", n))
		(void)buf_adds(p->out, "(");
	else if (p->l->has[TRAIT_HALF_BRACKETS] && !strncmp(text, "）", n))
		(void)buf_adds(p->out, ")");
	else if (p->l->has[TRAIT_HALF_BRACKETS] && !strncmp(text, "、", n))
		(void)buf_adds(p->out, ".");
	else
		(void)buf_add(p->out, text, n);
	return n;
}

/* What stands between two characters; i counts them from 1, of n. */
static void add_between(struct pen *p, unsigned i, unsigned n, unsigned at)
{
	if (p->l->has[TRAIT_LABEL_COLUMN] && n <= 30)
		(void)buf_adds(p->out, "<br>");
	else if (p->l->has[TRAIT_LABEL_BREAKS] && i % 7 == 0)
		(void)buf_adds(p->out, "<br/>\n");
	else if (p->l->has[TRAIT_LABEL_PARAGRAPHS] && i == at)
		(void)buf_adds(p->out, "</p><p>");
	else if (p->l->has[TRAIT_LABEL_SPANS] && i % 3 == 0)
		(void)buf_adds(p->out, "</span><span>");
	else if (p->l->has[TRAIT_SPACED_LABELS] && i % 4 == 0)
		(void)buf_adds(p->out, i % 8 ? " " : "　");
}

static void add_label(struct pen *p, const char *text)
{
	unsigned n = 0, at;

	for (const char *c = text; *c; c++)
		n += ((unsigned char)*c & 0xC0) != 0x80;
	at = n > 3 ? (unsigned)rng_between(&p->l->rng, 2, (int)n - 2) : 0;
	(void)buf_adds(p->out, p->l->has[TRAIT_LABEL_PARAGRAPHS] ? "<p>"
		       : p->l->has[TRAIT_LABEL_SPANS] ? "<span>" : "");
	for (unsigned i = 1; *text; i++) {
		text += add_character(p, text);
		if (*text)
			add_between(p, i, n, at);
	}
	(void)buf_adds(p->out, p->l->has[TRAIT_LABEL_PARAGRAPHS] ? "</p>"
		       : p->l->has[TRAIT_LABEL_SPANS] ? "</span>" : "");
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static void add_value(struct pen *p, const char *text)
{
	bool office = p->l->has[TRAIT_OFFICE];

	(void)buf_adds(p->out, office ? "<p class=MsoNormal><span>" : "");
	if (!*text)
		(void)buf_adds(p->out, p->l->has[TRAIT_NBSP] ? "&nbsp;" : "");
	if (p->l->has[TRAIT_SPLIT_DIGITS] && is_digit(text[0]) &&
	    text[1])
		(void)buf_addf(p->out, "<span>%c</span><span>%s</span>",
			       text[0], text + 1);
	else
		(void)buf_adds(p->out, text);
	(void)buf_adds(p->out, office ? "<o:p>&nbsp;</o:p></span></p>" : "");
}

static void add_cell(struct pen *p, const struct sheet_cell *cell,
		     unsigned colspan)
{
	(void)buf_adds(p->out, "<td");
	if (colspan > 1)
		(void)buf_addf(p->out, " colspan=\"%u\"", colspan);
	if (cell->rowspan > 1)
		(void)buf_addf(p->out, " rowspan=\"%u\"", cell->rowspan);
	(void)buf_addc(p->out, '>');
	if (cell->kind == SHEET_VALUE)
		add_value(p, cell->text);
	else
		add_label(p, cell->text);
	(void)buf_adds(p->out, "</td>");
}

static void add_row(struct pen *p, const struct sheet_row *row)
{
	unsigned values = 0;

	(void)buf_adds(p->out, "<tr>");
	for (unsigned i = 0; i < row->count; i++) {
		const struct sheet_cell *cell = &row->cells[i];

		values += cell->kind == SHEET_VALUE;
		add_cell(p, cell, cell->colspan +
			 (cell->kind == SHEET_VALUE && values == p->wide));
	}
	for (unsigned i = 0; i < p->phantoms; i++)
		(void)buf_adds(p->out, p->l->has[TRAIT_NBSP]
					? "<td>&nbsp;</td>" : "<td></td>");
	(void)buf_adds(p->out, "</tr>\n");
}

void page_add_html(struct layout *l, const struct sheet *sheet, bool opens,
		   bool closes, struct buf *out)
{
	struct pen p = {
		.l = l, .out = out,
		.phantoms = l->has[TRAIT_PHANTOM]
			? (unsigned)rng_between(&l->rng, 2, PHANTOMS_MAX) : 0,
		.wide = l->has[TRAIT_SPANS_DIFFER]
			? (unsigned)rng_between(&l->rng, 1, TRUTH_CELLS) : 0,
	};
	const char *table = "<table border=\"1\"><tbody>\n";

	(void)buf_adds(out, opens ? table : "");
	for (unsigned i = 0; i < sheet->count; i++) {
		if (sheet->rows[i].breaks)
			(void)buf_addf(out, "</tbody></table>\n%s", table);
		add_row(&p, &sheet->rows[i]);
	}
	(void)buf_adds(out, closes ? "</tbody></table>\n" : "");
}
