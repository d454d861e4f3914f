/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which reader a document goes to.  Each format has a file of its own below
 * parsers/document/; all of them fill a builder (build.h), so that text, grids
 * and pages look the same wherever they came from.
 *
 *   bytes ─► magic ─► reader ─► build ─► struct document
 *                       │
 *                       ├ in our process: docx, xlsx, ofd, rtf, text, html
 *                       ├ by a tool: pdf, ole (doc, xls, wps, et)
 *                       └ archive: each member is a document again
 *
 * The depth of archives in archives is the only recursion; it ends at
 * DOCUMENT_DEPTH.
 */
#include "parsers/document.h"

#include "base/err.h"
#include "parsers/document/package.h"
#include "parsers/mime.h"

const struct document_limits document_limits_default = {
	.text = 16 << 20,
	.member = 64 << 20,
	.unpacked = 256 << 20,
	.members = 2000,
	.pages = 500,
	.grids = 1000,
	.tool_seconds = 40,
	.scratch = NULL,
};

const char *document_kind_name(enum document_kind kind)
{
	static const char *const names[DOCUMENT_KINDS] = {
		[DOCUMENT_UNKNOWN] = "unknown", [DOCUMENT_TEXT] = "text",
		[DOCUMENT_CSV] = "csv", [DOCUMENT_HTML] = "html",
		[DOCUMENT_RTF] = "rtf", [DOCUMENT_PDF] = "pdf",
		[DOCUMENT_DOCX] = "docx", [DOCUMENT_XLSX] = "xlsx",
		[DOCUMENT_DOC] = "doc", [DOCUMENT_XLS] = "xls",
		[DOCUMENT_OFD] = "ofd", [DOCUMENT_ZIP] = "zip",
		[DOCUMENT_RAR] = "rar", [DOCUMENT_7Z] = "7z",
	};

	return kind < DOCUMENT_KINDS ? names[kind] : "unknown";
}

uint32_t document_page(const struct document *d, uint32_t offset)
{
	uint32_t low = 0, high = d->page_count;

	while (low < high) {
		uint32_t mid = low + (high - low) / 2;

		if (d->pages[mid] <= offset)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/* --- which reader --------------------------------------------------------- */

static bool look_at_name(void *ctx, struct slice name)
{
	document_reader **reader = ctx;

	if (slice_istarts(name, "word/document"))
		*reader = document_docx;
	else if (slice_ieqs(name, "xl/workbook.xml"))
		*reader = document_xlsx;
	else if (slice_ieqs(name, "OFD.xml"))
		*reader = document_ofd;
	return false;	/* nothing is unpacked */
}

/* A zip is what the names of its members say. */
static document_reader *reader_of_zip(struct document_reading *r,
				      struct slice bytes)
{
	static const struct package_events events = {.wanted = look_at_name};
	document_reader *reader = document_archive;

	(void)package_walk(r, bytes, &events, &reader);	/* told by reading */
	return reader;
}

static document_reader *reader_of(struct document_reading *r,
				  struct slice bytes)
{
	switch (mime_sniff(bytes, SLICE_NONE, SLICE_NONE)) {
	case MIME_PDF:
		return document_pdf;
	case MIME_DOC:
		return document_ole;
	case MIME_OOXML:
	case MIME_OFD:
	case MIME_ZIP:
		return reader_of_zip(r, bytes);
	case MIME_RAR:
	case MIME_7Z:
		return document_archive;
	case MIME_RTF:
		return document_rtf;
	case MIME_HTML:
		return document_html;
	case MIME_XML:
		return document_xml;
	case MIME_TEXT:
	case MIME_UNKNOWN:
		return document_text;
	default:
		return NULL;
	}
}

/* --- reading -------------------------------------------------------------- */

/* Whether there is something to give in spite of an error. */
static bool is_worth(const struct document *d)
{
	return d->has_text || d->member_count;
}

static int read_one(struct document_reading *r, struct slice bytes,
		    struct document *d)
{
	document_reader *reader = reader_of(r, bytes);
	struct build *b;
	int err, end;

	d->tool = "built-in";
	d->text = (struct slice)SLICE_LIT("");	/* there, whatever happens */
	if (!reader)
		return ERR_UNSUPPORTED;
	b = build_new(r->limits, r->arena);
	if (!b)
		return ERR_NOMEM;
	err = reader(r, bytes, b, d);
	end = build_end(b, d);
	build_free(b);
	for (uint32_t i = 0; i < d->member_count; i++)
		d->has_text |= d->members[i]->has_text;
	return err ? err : end;
}

int document_read(struct slice bytes, const struct document_limits *limits,
		  struct arena *a, const struct document **ret_document)
{
	struct document_reading r = {.limits = limits, .arena = a};
	struct document *d = arena_alloc(a, sizeof(*d));
	int err;

	if (!d)
		return arena_err(a);
	err = read_one(&r, bytes, d);
	if (err == ERR_NOMEM || (err && !is_worth(d)))
		return err;
	d->err = err;
	*ret_document = d;
	return 0;
}

int document_member(struct document_reading *r, struct slice name,
		    struct slice bytes, const struct document **ret_document)
{
	struct document *d = arena_alloc(r->arena, sizeof(*d));

	if (!d)
		return arena_err(r->arena);
	d->name = arena_slice(r->arena, name);
	if (!d->name.p)
		return arena_err(r->arena);
	r->depth++;
	d->err = read_one(r, bytes, d);
	r->depth--;
	if (d->err == ERR_NOMEM || arena_err(r->arena))
		return d->err ? d->err : arena_err(r->arena);
	*ret_document = d;
	return 0;
}
