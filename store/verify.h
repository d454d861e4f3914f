/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Does the archive keep its promises?  Re-reads every WARC record, recomputes
 * every digest, follows every reference, and holds the catalog against them.
 * Every rule of warc.md §1 and §3 is checked.  Read-only; any thread.
 */
#ifndef NIANBAO_STORE_VERIFY_H
#define NIANBAO_STORE_VERIFY_H

#include "base/buf.h"

#include <stdint.h>

struct verify_finding {
	const char *rule;	/* short stable name: "payload-digest", ... */
	const char *file;	/* WARC file or "catalog.sqlite3" */
	uint64_t offset;	/* in file; 0 for the catalog */
	const char *detail;	/* what was found and what was expected */
};

struct verify_totals {
	uint64_t files, records, bytes, payloads, references, rows, findings;
	int64_t warcs_open;	/* files still ".open": checked up to the last
				 * commit */
};

struct verify_options {
	bool fast;		/* headers and places only, no digests */
	/* Both may be NULL. progress: bytes read of bytes in all. */
	void (*on_finding)(void *ctx, const struct verify_finding *f);
	void (*on_progress)(void *ctx, uint64_t done, uint64_t total);
	void *ctx;
};

/* 0 when the walk was made (findings are counted, not errors); ERR_NOTFOUND
 * (no archive), ERR_IO, ERR_NOMEM. */
int verify_archive(const char *dir, const struct verify_options *options,
		   struct verify_totals *ret_totals);
/* One WARC file alone, by the rules that need no catalog. */
int verify_file(const char *path, const struct verify_options *options,
		struct verify_totals *ret_totals);

#endif
