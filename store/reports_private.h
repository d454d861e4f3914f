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

/* Two names a report has: by its division, where that is known, and by the
 * registered domain it stands on. */
struct reports_keys {
	char own[REPORT_ID_SIZE], domain[REPORT_ID_SIZE];
};
/* sha256: of the content, where the year is not known. ERR_NOMEM. */
int reports_keys(const struct report *r, struct slice domain,
		 struct slice sha256, struct reports_keys *ret_keys);
/* Its row, or 0.  Where one page tells the division and another does not, they
 * are one report by the domain. */
int64_t reports_find(struct catalog *c, const struct reports_keys *keys,
		     struct slice division);

/* The row of what was read from the content as the report, made where there is
 * none, and none that noise alone tells from it. */
int64_t reports_reading(struct catalog *c, int64_t report,
			const struct capture *capture, uint32_t ordinal,
			const struct report *r,
			const struct reports_source *source);

#endif
