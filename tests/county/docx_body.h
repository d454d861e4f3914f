/* SPDX-License-Identifier: Apache-2.0 */
/* WordprocessingML from the HTML of a report. */
#ifndef COUNTY_DOCX_BODY_H
#define COUNTY_DOCX_BODY_H

#include "base/buf.h"

/* Adds <w:p> and <w:tbl> for the paragraphs, headings and tables of html,
 * which is what report_text() makes: well-formed, no nested tables. */
void docx_body(struct buf *b, const char *html);

#endif
