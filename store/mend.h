/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Repairs.  A plain mend does what opening does after a crash (adopt whole
 * records beyond the last commit, set torn tails aside) and says what it did.
 * --rebuild makes the catalog anew from the WARC files alone: captures,
 * contents, links, reports and facts come back identical; the old catalog is
 * kept beside it as catalog.sqlite3.before-mend.
 */
#ifndef NIANBAO_STORE_MEND_H
#define NIANBAO_STORE_MEND_H

#include "store/reading.h"

struct mend_options {
	bool rebuild;
	bool dry_run;		/* say, but change nothing */
	struct html_limits limits; /* for reading pages again */
	size_t max_text, max_links, max_payload;
	int64_t column_pages_max; /* struct reading_input's */
	reading_document_fn *read_document; /* NULL: documents are not read */
	size_t document_memory;	/* bytes one may take once it is read */
	void (*on_progress)(void *ctx, uint64_t done, uint64_t total);
	void (*on_note)(void *ctx, const char *what); /* a thing done */
	void *ctx;
};

struct mend_totals {
	uint64_t files, records, captures, contents, links, reports;
	struct store_recovery recovery;
};

/* Takes the archive's lock. Errors as store_open(). */
int mend_archive(const char *dir, const struct store_options *store_options,
		 const struct mend_options *options, int64_t now_ms,
		 struct mend_totals *ret_totals);

/* The comparable part of the catalog as text, sorted: captures, contents,
 * links, reports, facts, checks.  Row numbers are left out. */
int mend_dump(const char *dir, struct buf *out);

#endif
