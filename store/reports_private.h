/* SPDX-License-Identifier: Apache-2.0 */
/* What reports.c and reports_reading.c share.  Nobody else includes it. */
#ifndef NIANBAO_STORE_REPORTS_PRIVATE_H
#define NIANBAO_STORE_REPORTS_PRIVATE_H

#include "store/rows.h"

/* What reports come from: names of the page or document they stand in. */
struct reports_source {
	struct slice domain, host;
	struct slice text_sha256;	/* or absent */
	const struct store_document *document; /* NULL: a page */
};

/* The row of what was read from the content as the report, made where there is
 * none, and none that noise alone tells from it. */
int64_t reports_reading(struct catalog *c, int64_t report,
			const struct capture *capture, uint32_t ordinal,
			const struct report *r,
			const struct reports_source *source);

#endif
