/* SPDX-License-Identifier: Apache-2.0 */
/* What the readers of documents share.  Nobody else includes it. */
#ifndef NIANBAO_PARSERS_DOCUMENT_DOCUMENT_PRIVATE_H
#define NIANBAO_PARSERS_DOCUMENT_DOCUMENT_PRIVATE_H

#include "parsers/document/build.h"

/* One call of document_read(), members of archives included. */
struct document_reading {
	const struct document_limits *limits;
	struct arena *arena;
	size_t unpacked;	/* bytes of members so far */
	unsigned depth;		/* archives we are in */
	unsigned tools;		/* started so far: names of scratch files */
};

/*
 * A reader of one format.  Puts what it finds into b and sets d->tool.
 * Returns 0 or ERR_*; what is in b by then is kept.
 */
typedef int document_reader(struct document_reading *r, struct slice bytes,
			    struct build *b, struct document *d);
document_reader document_text, document_html, document_rtf, document_pdf,
	document_docx, document_xlsx, document_ole, document_xls, document_ofd,
	document_xml, document_archive;

/* Rows of fields as one table. */
void document_csv(struct build *b, struct slice text, char separator);

/* A member of an archive: reads it one level deeper.  bytes as for
 * document_read(); gives a document also where reading failed. */
int document_member(struct document_reading *r, struct slice name,
		    struct slice bytes, const struct document **ret_document);

#endif
