/* SPDX-License-Identifier: Apache-2.0 */
/* What the pdf*.c files share.  Nobody else includes it. */
#ifndef NIANBAO_PARSERS_DOCUMENT_PDF_PRIVATE_H
#define NIANBAO_PARSERS_DOCUMENT_PDF_PRIVATE_H

#include "parsers/document/layout.h"

struct pdf_page {
	float width, height;	/* points */
	const struct layout_rule *rules; /* arena */
	uint32_t count;
};

struct pdf_rules {
	struct pdf_page *pages;	/* arena */
	uint32_t page_count;
};

/* The boxes of the pages that `pdftotext -tsv` tells of, up to the limit; their
 * lines are still to be found.  0 or arena_err(). */
int pdf_measure(struct document_reading *r, struct slice tsv,
		struct pdf_rules *ret_rules);
/* Whether its words may be those of a report; else nobody needs its lines.
 * Returns 0, ERR_NOMEM or ERR_TOOBIG. */
int pdf_may_report(struct slice tsv, bool *ret_may);
/* Words and lines of all pages as paragraphs and tables.  Returns 0, ERR_NOMEM,
 * ERR_TOOBIG or build_err(). */
int pdf_lay_out(struct slice tsv, const struct pdf_rules *rules,
		struct build *b);

/* Fills in the ruling lines of the pages of the file, as far as pdftoppm gets;
 * its failure is none of ours.  Returns 0, ERR_NOMEM or ERR_TOOBIG. */
int pdf_rules(struct document_reading *r, const char *path,
	      struct pdf_rules *rules);

/* The lines of one picture, for tests.  grey: width * height bytes, 0 is
 * black; scaled to the page.  Returns how many, max at most. */
uint32_t pdf_find_rules(const uint8_t *grey, uint32_t width, uint32_t height,
			const struct pdf_page *page, struct layout_rule *rules,
			uint32_t max);

#endif
