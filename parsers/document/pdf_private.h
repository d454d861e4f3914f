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
