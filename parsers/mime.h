/* SPDX-License-Identifier: Apache-2.0 */
/* What kind of bytes these are: Content-Type fields and magic numbers. */
#ifndef NIANBAO_PARSERS_MIME_H
#define NIANBAO_PARSERS_MIME_H

#include "base/slice.h"

enum mime_kind {
	MIME_UNKNOWN,
	MIME_HTML,
	MIME_XML,
	MIME_JSON,
	MIME_TEXT,
	MIME_SCRIPT,
	MIME_STYLE,
	MIME_IMAGE,
	MIME_PDF,
	MIME_DOC,	/* OLE2: doc, xls, wps, et; told apart by the reader */
	MIME_OOXML,	/* docx, xlsx, pptx */
	MIME_OFD,
	MIME_RTF,
	MIME_ZIP,
	MIME_RAR,
	MIME_7Z,
	MIME_GZIP,
	MIME_OTHER,	/* audio, video, fonts, programs */
};

/* The essence of a Content-Type field ("text/html"), trimmed, and its charset
 * parameter (unquoted; absent if none).  Lent from field. */
struct slice mime_essence(struct slice field);
struct slice mime_charset(struct slice field);

/*
 * From the bytes (magic numbers; the first 4 KiB are enough, but for zip the
 * whole local headers seen there decide docx/xlsx/ofd) and, only where they do
 * not tell, the declared Content-Type, then the name's extension.
 * A ".pdf" that holds HTML is MIME_HTML.  A claim to be a kind that its bytes
 * would show (MIME_PDF to MIME_GZIP) is not believed against them.
 */
enum mime_kind mime_sniff(struct slice head, struct slice content_type,
			  struct slice path);
/* "text/html", "application/pdf", ... for WARC-Identified-Payload-Type: only
 * kinds that bytes can prove, so NULL for MIME_UNKNOWN, MIME_OTHER, MIME_IMAGE
 * (which format is not known here), JSON, text, script and style. */
const char *mime_name(enum mime_kind kind);
/* pdf doc docx xls xlsx wps et ofd ceb rtf zip rar 7z: the extension (without
 * dot, lower case, static) that a link to an attachment has; NULL if none. */
const char *mime_attachment_extension(struct slice path);
/* parsers/document.h reads it, page_read() does not: MIME_PDF to MIME_7Z. */
bool mime_is_document(enum mime_kind kind);
/* gzip saves next to nothing on it: pdf, zip, images, ... (libraries.md 4). */
bool mime_is_compressed(enum mime_kind kind);

#endif
