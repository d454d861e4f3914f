/* SPDX-License-Identifier: Apache-2.0 */
/* A document for people and for comparing: its text, grids and members. */
#ifndef NIANBAO_TESTS_DOCUMENT_SHOW_H
#define NIANBAO_TESTS_DOCUMENT_SHOW_H

#include "base/buf.h"
#include "parsers/document.h"

/* Cells between bars, "^" where a spanning cell goes on, "~" where none is. */
void document_show(const struct document *d, struct buf *out);

#endif
