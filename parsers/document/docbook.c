/* SPDX-License-Identifier: Apache-2.0 */
/*
 * antiword 0.37 closes elements of the chapter in the right order but writes
 * what a document's properties say in Latin-1; that part is left out.
 */
#include "parsers/document/docbook.h"

#include "parsers/document/xml.h"

struct docbook {
	struct build *b;
	unsigned skip;		/* depth within what is left out */
	unsigned depth;
};

static void on_open(void *ctx, const char *name, const char **attrs)
{
	struct docbook *d = ctx;

	(void)attrs;
	d->depth++;
	if (d->skip || strcmp(name, "bookinfo") == 0 ||
	    (d->depth == 2 && strcmp(name, "title") == 0)) {
		d->skip++;
		return;
	}
	if (strcmp(name, "informaltable") == 0)
		build_table_open(d->b);
	else if (strcmp(name, "row") == 0)
		build_row_open(d->b);
	else if (strcmp(name, "entry") == 0)
		build_cell_open(d->b);
}

static void on_close(void *ctx, const char *name)
{
	struct docbook *d = ctx;

	d->depth--;
	if (d->skip) {
		d->skip--;
		return;
	}
	if (strcmp(name, "informaltable") == 0)
		build_table_close(d->b);
	else if (strcmp(name, "entry") == 0)
		build_cell_close(d->b);
	else if (strcmp(name, "para") == 0 || strcmp(name, "title") == 0 ||
		 strcmp(name, "listitem") == 0)
		build_line(d->b);
}

static void on_text(void *ctx, struct slice text)
{
	struct docbook *d = ctx;

	if (!d->skip)
		build_text(d->b, text);
}

static int on_event_done(void *ctx)
{
	return build_err(((struct docbook *)ctx)->b);
}

int docbook_read(struct slice xml, struct build *b)
{
	static const struct xml_events events = {
		.open = on_open, .close = on_close, .text = on_text,
	};
	struct docbook d = {.b = b};

	return xml_read(xml, &events, on_event_done, &d);
}
