/* SPDX-License-Identifier: Apache-2.0 */
/*
 * HTML that is called a document: "Excel" downloads of portals are tables in
 * HTML.  Text and grids are those of a page.
 */
#include "base/err.h"
#include "parsers/charset.h"
#include "parsers/document/document_private.h"

enum { NODES_MAX = 1000000, MEMORY_MAX = 512 << 20 };

/* The grid without what belongs to the page it came from. */
static const struct grid *copy_grid(const struct grid *grid, struct arena *a)
{
	struct grid_cell *cells;

	if (!grid)
		return NULL;
	cells = arena_array(a, grid->cell_count, sizeof(*cells));
	if (!cells)
		return NULL;
	for (uint32_t i = 0; i < grid->cell_count; i++) {
		cells[i] = grid->cells[i];
		cells[i].text = arena_slice(a, cells[i].text);
		cells[i].node = UINT32_MAX;
		cells[i].offset = cells[i].length = 0;
	}
	return grid_of_cells(cells, grid->cell_count, a);
}

static void add_line(struct build *b, struct slice line)
{
	while (line.p) {
		build_text(b, slice_cut(&line, '\t'));
		build_tab(b);
	}
	build_line(b);
}

static int read_page(struct document_reading *r, struct html_doc *doc,
		     struct build *b)
{
	const struct html *h = html_of(doc);
	struct buf text = BUF_INIT(r->limits->text);
	int err = html_text(h, 0, &text);
	struct slice rest = buf_slice(&text);

	while (rest.p && !build_err(b))
		add_line(b, slice_cut(&rest, '\n'));
	buf_free(&text);
	for (uint32_t i = 0; i < h->count && !build_err(b); i++)
		if (h->nodes[i].tag == HTML_TABLE && !h->nodes[i].invisible)
			build_grid(b, copy_grid(grid_of_table(
				h, i, html_arena(doc)), r->arena));
	return err ? err : arena_err(html_arena(doc));
}

int document_html(struct document_reading *r, struct slice bytes,
		  struct build *b, struct document *d)
{
	const struct html_limits limits = {
		.memory = MEMORY_MAX, .nodes = NODES_MAX,
	};
	struct buf text = BUF_INIT(r->limits->text);
	struct html_doc *doc = NULL;
	int err = charset_decode(charset_guess(bytes, SLICE_NONE).name, bytes,
				 &text);

	d->kind = DOCUMENT_HTML;
	if (!err)
		err = html_parse(buf_slice(&text), &limits, &doc);
	if (!err)
		err = read_page(r, doc, b);
	html_free(doc);
	buf_free(&text);
	return err;
}
