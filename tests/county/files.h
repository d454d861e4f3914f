/* SPDX-License-Identifier: Apache-2.0 */
/* Attachments and pictures: small, valid, the same every time. */
#ifndef COUNTY_FILES_H
#define COUNTY_FILES_H

#include "tests/county/plan.h"

/* A PDF with the report's prose, in a font that viewers supply. */
void file_pdf(struct buf *b, const struct plan *plan,
	      const struct report *report);
/* A Word document with the report and its tables; stored entries. */
void file_docx(struct buf *b, const struct plan *plan,
	       const struct report *report);
/* A landscape of 480x270. */
void file_png(struct buf *b, uint64_t seed, unsigned number);
/* The buffer as one gzip member without a time. */
void file_gzip(struct buf *b);

#endif
