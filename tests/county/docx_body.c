/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One pass over the tags of our own HTML.  rowspan becomes vMerge: a merged
 * cell needs a continuing cell in each row below, so the rows still to come
 * are counted per column.
 */
#include "tests/county/docx_body.h"

#include <stdint.h>
#include <stdlib.h>

enum { COLUMNS_MAX = 32, TEXT_MAX = 1 << 16 };

struct body {
	struct buf *out;
	struct buf text;	/* of the paragraph or cell being read */
	bool in_cell;
	unsigned column;	/* the next one of this row */
	struct {
		unsigned rows;	/* still to be continued */
		unsigned width;
	} merged[COLUMNS_MAX];
};

static void paragraph(struct body *k)
{
	(void)buf_adds(k->out, "<w:p>");
	if (k->text.len)
		(void)buf_addf(k->out, "<w:r><w:t xml:space=\"preserve\">%s"
			       "</w:t></w:r>", k->text.data);
	(void)buf_adds(k->out, "</w:p>\n");
	buf_clear(&k->text);
}

static void cell_head(struct body *k, unsigned width, const char *merge)
{
	(void)buf_adds(k->out, "<w:tc><w:tcPr>");
	if (width > 1)
		(void)buf_addf(k->out, "<w:gridSpan w:val=\"%u\"/>", width);
	(void)buf_addf(k->out, "%s</w:tcPr>", merge);
}

/* Cells that continue those above, from this column on. */
static void continue_cells(struct body *k)
{
	while (k->column < COLUMNS_MAX && k->merged[k->column].rows) {
		unsigned width = k->merged[k->column].width;

		k->merged[k->column].rows--;
		cell_head(k, width, "<w:vMerge/>");
		(void)buf_adds(k->out, "<w:p/></w:tc>");
		k->column += width;
	}
}

static unsigned span(struct slice tag, const char *name)
{
	size_t at = slice_finds(tag, name, 0);

	return at == SIZE_MAX ? 1
	       : (unsigned)strtoul(tag.p + at + strlen(name), NULL, 10);
}

static void open_cell(struct body *k, struct slice tag)
{
	unsigned width = span(tag, "colspan=\"");
	unsigned rows = span(tag, "rowspan=\"");

	continue_cells(k);
	cell_head(k, width, rows > 1 ? "<w:vMerge w:val=\"restart\"/>" : "");
	if (k->column < COLUMNS_MAX) {
		k->merged[k->column].rows = rows - 1;
		k->merged[k->column].width = width;
	}
	k->column += width;
	k->in_cell = true;
	buf_clear(&k->text);
}

static void close_cell(struct body *k)
{
	paragraph(k);
	(void)buf_adds(k->out, "</w:tc>");
	k->in_cell = false;
}

static void on_tag(struct body *k, struct slice tag)
{
	if (slice_starts(tag, "<table"))
		(void)buf_adds(k->out, "<w:tbl><w:tblPr/><w:tblGrid/>");
	else if (slice_starts(tag, "</table"))
		(void)buf_adds(k->out, "</w:tbl>");
	else if (slice_starts(tag, "<tr")) {
		(void)buf_adds(k->out, "<w:tr>");
		k->column = 0;
	} else if (slice_starts(tag, "</tr")) {
		continue_cells(k);
		(void)buf_adds(k->out, "</w:tr>\n");
	} else if (slice_starts(tag, "<td"))
		open_cell(k, tag);
	else if (slice_starts(tag, "</td"))
		close_cell(k);
	else if (!k->in_cell && slice_starts(tag, "</p"))
		paragraph(k);
}

static void on_text(struct body *k, struct slice text)
{
	text = slice_trim(text);
	if (!slice_eqs(text, "&nbsp;"))
		(void)buf_add_slice(&k->text, text);
}

void docx_body(struct buf *b, const char *html)
{
	struct body k = {.out = b, .text = BUF_INIT(TEXT_MAX)};
	struct slice rest = slice_of(html);

	while (rest.p && rest.n) {
		struct slice text = slice_cut(&rest, '<');
		size_t end = slice_findc(rest, '>', 0);

		on_text(&k, text);
		if (end == SIZE_MAX)
			break;
		/* The tag with its "<", which was cut off. */
		on_tag(&k, (struct slice){rest.p - 1, end + 2});
		rest = slice_sub(rest, end + 1, rest.n);
	}
	buf_free(&k.text);
}
