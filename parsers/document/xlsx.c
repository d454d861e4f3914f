/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SpreadsheetML (ECMA-376 part 1, 18).  Sheets come in the order of the
 * workbook, hidden ones not at all.  Each sheet is one table (sheet.h).
 */
#include "parsers/document/xlsx_private.h"

#include "base/err.h"
#include "parsers/document/package.h"
#include "parsers/document/xml.h"

#include <stdlib.h>

enum { SHEETS_MAX = 200 };

struct sheet {
	struct slice id;	/* r:id of the workbook's list; arena */
	struct slice path;	/* of the member; arena */
};

struct workbook {
	struct document_reading *r;
	struct sheet sheets[SHEETS_MAX];
	uint32_t count;
};

static bool wanted(void *ctx, struct slice name)
{
	(void)ctx;
	return slice_istarts(name, "xl/worksheets/") ||
	       slice_ieqs(name, "xl/sharedStrings.xml") ||
	       slice_ieqs(name, "xl/workbook.xml") ||
	       slice_ieqs(name, "xl/_rels/workbook.xml.rels");
}

static void on_workbook(void *ctx, const char *name, const char **attrs)
{
	struct workbook *w = ctx;
	struct slice state = xml_attr(attrs, "state");

	if (strcmp(name, "sheet") != 0 || w->count == SHEETS_MAX ||
	    slice_eqs(state, "hidden") || slice_eqs(state, "veryHidden"))
		return;
	/* sheetId is another attribute: "id" is r:id */
	w->sheets[w->count].id = arena_slice(w->r->arena,
					     xml_attr(attrs, "id"));
	if (w->sheets[w->count].id.p)
		w->count++;
}

static void on_relation(void *ctx, const char *name, const char **attrs)
{
	struct workbook *w = ctx;
	struct slice id = xml_attr(attrs, "Id");
	struct slice target = xml_attr(attrs, "Target");

	if (strcmp(name, "Relationship") != 0 || !target.n)
		return;
	for (uint32_t i = 0; i < w->count; i++) {
		const char *path;

		if (!slice_eq(w->sheets[i].id, id))
			continue;
		path = target.p[0] == '/'
			? arena_printf(w->r->arena, "%.*s",
				       SLICE_ARG(slice_sub(target, 1,
							   target.n)))
			: arena_printf(w->r->arena, "xl/%.*s",
				       SLICE_ARG(target));
		w->sheets[i].path = slice_of(path);
	}
}

static int on_workbook_done(void *ctx)
{
	struct workbook *w = ctx;

	return arena_err(w->r->arena);
}

static int read_workbook(struct workbook *w, const struct package *p)
{
	static const struct xml_events sheets = {.open = on_workbook};
	static const struct xml_events relations = {.open = on_relation};
	int err = xml_read(package_find(p, slice_of("xl/workbook.xml")),
			   &sheets, on_workbook_done, w);

	if (err)
		return err;
	return xml_read(package_find(p,
				     slice_of("xl/_rels/workbook.xml.rels")),
			&relations, on_workbook_done, w);
}

/* Sheets as they come, where the workbook is damaged or says nothing. */
static void guess_sheets(struct workbook *w, const struct package *p)
{
	w->count = 0;
	for (uint32_t i = 0; i < p->count && w->count < SHEETS_MAX; i++)
		if (slice_istarts(p->members[i].name, "xl/worksheets/sheet") &&
		    slice_ends(p->members[i].name, ".xml"))
			w->sheets[w->count++].path = p->members[i].name;
}

static int read_sheets(struct workbook *w, const struct package *p,
		       const struct xlsx_strings *strings, struct build *b)
{
	int err = 0;

	for (uint32_t i = 0; i < w->count && !err && !build_err(b); i++) {
		struct slice xml = package_find(p, w->sheets[i].path);

		if (xml.p)
			err = xlsx_sheet(w->r, xml, strings, b);
	}
	return err;
}

int document_xlsx(struct document_reading *r, struct slice bytes,
		  struct build *b, struct document *d)
{
	struct workbook *w = arena_alloc(r->arena, sizeof(*w));
	struct xlsx_strings strings = {NULL, 0};
	struct package p;
	int err;

	d->kind = DOCUMENT_XLSX;
	if (!w)
		return arena_err(r->arena);
	w->r = r;
	err = package_load(r, bytes, wanted, &p);
	if (err)
		return err;
	if (read_workbook(w, &p) || !w->count)
		guess_sheets(w, &p);
	err = xlsx_strings_read(r, package_find(
		&p, slice_of("xl/sharedStrings.xml")), &strings);
	if (!err)
		err = read_sheets(w, &p, &strings, b);
	package_free(&p);
	return err;
}
