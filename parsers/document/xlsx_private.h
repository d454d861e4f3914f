/* SPDX-License-Identifier: Apache-2.0 */
/* What the xlsx*.c files share.  Nobody else includes it. */
#ifndef NIANBAO_PARSERS_DOCUMENT_XLSX_PRIVATE_H
#define NIANBAO_PARSERS_DOCUMENT_XLSX_PRIVATE_H

#include "parsers/document/document_private.h"

struct xlsx_strings {
	const struct slice *at;	/* arena */
	uint32_t count;
};

/* The shared strings; none where xml is absent. */
int xlsx_strings_read(struct document_reading *r, struct slice xml,
		      struct xlsx_strings *ret_strings);
/* One sheet as one table. */
int xlsx_sheet(struct document_reading *r, struct slice xml,
	       const struct xlsx_strings *strings, struct build *b);

#endif
