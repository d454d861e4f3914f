/* SPDX-License-Identifier: Apache-2.0 */
/*
 * WordprocessingML (ECMA-376 part 1, 17).  One walk over word/document.xml:
 * paragraphs are lines, runs are glued, tables give cells with gridSpan,
 * gridBefore and vMerge.  What Word does not show is left out: deletions, text
 * moved away, instructions of fields, and the fallback of a text box, which
 * repeats it.
 */
#include "base/err.h"
#include "parsers/document/package.h"
#include "parsers/document/xml.h"

#include <stdint.h>
#include <strings.h>

struct docx {
	struct build *b;
	unsigned skip;		/* depth within an element that is left out */
	bool in_text;		/* within <w:t> */
};

static bool is_left_out(const char *name)
{
	static const char *const names[] = {
		"Fallback", "del", "moveFrom", "instrText", "delText",
		"pPrChange", "rPrChange", "tblPrChange", "trPrChange",
		"tcPrChange", "sectPrChange",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* Properties of the open cell. */
static void read_property(struct docx *d, const char *name, const char **attrs)
{
	struct build_cell *cell = build_cell(d->b);

	if (!cell)
		return;
	if (strcmp(name, "gridSpan") == 0)
		cell->colspan = (uint32_t)xml_number(attrs, "val",
						     GRID_MAX_COLS, 1);
	else if (strcasecmp(name, "vMerge") == 0)
		cell->continues = !slice_eqs(xml_attr(attrs, "val"),
					     "restart");
}

static void read_mark(struct docx *d, const char *name)
{
	if (strcmp(name, "tab") == 0 || strcmp(name, "ptab") == 0)
		build_text(d->b, (struct slice)SLICE_LIT(" "));
	else if (strcmp(name, "br") == 0 || strcmp(name, "cr") == 0)
		build_line(d->b);
	else if (strcmp(name, "noBreakHyphen") == 0)
		build_text(d->b, (struct slice)SLICE_LIT("-"));
}

static void on_open(void *ctx, const char *name, const char **attrs)
{
	struct docx *d = ctx;

	if (d->skip || is_left_out(name)) {
		d->skip++;
		return;
	}
	if (strcmp(name, "t") == 0)
		d->in_text = true;
	else if (strcmp(name, "tbl") == 0)
		build_table_open(d->b);
	else if (strcmp(name, "tr") == 0)
		build_row_open(d->b);
	else if (strcmp(name, "tc") == 0)
		build_cell_open(d->b);
	else if (strcmp(name, "gridBefore") == 0)
		build_skip(d->b, (uint32_t)xml_number(attrs, "val",
						      GRID_MAX_COLS, 0));
	else if (strcmp(name, "gridSpan") == 0 ||
		 strcasecmp(name, "vMerge") == 0)
		read_property(d, name, attrs);
	else
		read_mark(d, name);
}

static void on_close(void *ctx, const char *name)
{
	struct docx *d = ctx;

	if (d->skip) {
		d->skip--;
		return;
	}
	if (strcmp(name, "t") == 0)
		d->in_text = false;
	else if (strcmp(name, "p") == 0)
		build_line(d->b);
	else if (strcmp(name, "tc") == 0)
		build_cell_close(d->b);
	else if (strcmp(name, "tbl") == 0)
		build_table_close(d->b);
}

static void on_text(void *ctx, struct slice text)
{
	struct docx *d = ctx;

	if (d->in_text && !d->skip)
		build_text(d->b, text);
}

static int on_event_done(void *ctx)
{
	struct docx *d = ctx;

	return build_err(d->b);
}

/* The main part; some programs number it ("word/document2.xml"). */
static bool wanted(void *ctx, struct slice name)
{
	(void)ctx;
	return slice_istarts(name, "word/document") &&
	       slice_ends(name, ".xml");
}

static int take(void *ctx, struct slice name, struct slice content, int err)
{
	static const struct xml_events events = {
		.open = on_open, .close = on_close, .text = on_text,
	};
	int xml_err = xml_read(content, &events, on_event_done, ctx);

	(void)name;
	return err ? err : xml_err;
}

int document_docx(struct document_reading *r, struct slice bytes,
		  struct build *b, struct document *d)
{
	static const struct package_events events = {
		.wanted = wanted, .take = take,
	};
	struct docx docx = {.b = b};

	d->kind = DOCUMENT_DOCX;
	return package_walk(r, bytes, &events, &docx);
}

/* Word 2003 saves one XML file of nearly the same elements. */
int document_xml(struct document_reading *r, struct slice bytes,
		 struct build *b, struct document *d)
{
	struct docx docx = {.b = b};

	(void)r;
	if (slice_finds(slice_sub(bytes, 0, 4096), "wordDocument", 0) ==
	    SIZE_MAX)
		return ERR_UNSUPPORTED;
	d->kind = DOCUMENT_DOCX;
	return take(&docx, SLICE_NONE, bytes, 0);
}
