/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An attachment as text and grids: PDF, DOCX, XLSX, old DOC, XLS, WPS and ET,
 * OFD, RTF, plain text, CSV, HTML in disguise, and archives of those.  What it
 * is, its bytes say; a name or a Content-Type is never asked.
 *
 * Meant to run in the converter child (crawler/convert.h): the libraries and
 * tools used here have crashed and hung on hostile files before.  Everything a
 * document decides has a limit in struct document_limits.
 *
 * Some kinds need a tool (pdftotext and pdftoppm of poppler-utils; antiword,
 * catdoc or xls2csv, or LibreOffice).  Tools are started only where a scratch
 * folder is given.  One thread at a time.
 */
#ifndef NIANBAO_PARSERS_DOCUMENT_H
#define NIANBAO_PARSERS_DOCUMENT_H

#include "base/arena.h"
#include "base/buf.h"
#include "parsers/grid.h"

enum document_kind {
	DOCUMENT_UNKNOWN,
	DOCUMENT_TEXT,
	DOCUMENT_CSV,
	DOCUMENT_HTML,
	DOCUMENT_RTF,
	DOCUMENT_PDF,
	DOCUMENT_DOCX,
	DOCUMENT_XLSX,
	DOCUMENT_DOC,		/* Word 6 to 2003, and WPS */
	DOCUMENT_XLS,		/* Excel 5 to 2003, and ET */
	DOCUMENT_OFD,
	DOCUMENT_ZIP,
	DOCUMENT_RAR,
	DOCUMENT_7Z,
	DOCUMENT_KINDS
};
/* "pdf", "docx", ...; "unknown".  Static. */
const char *document_kind_name(enum document_kind kind);

struct document_limits {
	size_t text;		/* bytes of UTF-8 of one document */
	size_t member;		/* bytes one member of a package unpacks to */
	size_t unpacked;	/* bytes of all members together */
	uint32_t members;	/* in one archive, or in a package */
	uint32_t pages;		/* further ones are not read */
	uint32_t grids;
	unsigned tool_seconds;	/* processor time of one tool */
	const char *scratch;	/* an empty folder for tools; NULL: none run */
};
extern const struct document_limits document_limits_default;

struct document {
	enum document_kind kind;
	const char *tool;	/* what read it: "pdftotext", "antiword", or
				 * "built-in"; static or of the arena */
	struct slice name;	/* as a member of an archive, with its folders,
				 * UTF-8; else absent */
	int err;		/* 0, or why reading stopped (ERR_TOOBIG,
				 * ERR_DAMAGED, ...): what is there is right */
	bool has_text;		/* a letter or a digit at least; false for
				 * scanned pages */
	/* As html_text() gives it: one paragraph a line, white space folded,
	 * a TAB between the cells of a row. */
	struct slice text;
	const struct grid *const *grids; /* in the order of the text; cells
				 * have offset and length in it, or 0 and 0
				 * (tables within tables) */
	uint32_t grid_count;
	const uint32_t *pages;	/* offset in text where each page begins */
	uint32_t page_count;	/* 0 where there are no pages */
	const struct document *const *members; /* of an archive */
	uint32_t member_count;
};

/* Archives in archives in archives are not opened. */
enum { DOCUMENT_DEPTH = 2 };

/*
 * Memory of the result from the arena.  Returns 0 and a document (look at its
 * err, too), or
 * ERR_UNSUPPORTED  a kind not listed above, encrypted, or its tool is missing
 * ERR_DAMAGED      not well-formed, and nothing could be read
 * ERR_TOOBIG       past a limit, and nothing could be read
 * ERR_NOMEM, ERR_IO.
 */
int document_read(struct slice bytes, const struct document_limits *limits,
		  struct arena *a, const struct document **ret_document);

/* Page (1, 2, ...) in which the byte of the text stands; 0: no pages. */
uint32_t document_page(const struct document *d, uint32_t offset);

/*
 * A document as bytes and back, to cross from the converter child.  The reader
 * trusts nothing: ERR_DAMAGED where the bytes are not what document_write()
 * makes, ERR_NOMEM, ERR_TOOBIG for the arena.  Texts are copied.
 */
int document_write(const struct document *d, struct buf *out);
int document_parse(struct slice bytes, struct arena *a,
		   const struct document **ret_document);

#endif
