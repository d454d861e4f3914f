/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a person sees of a running crawl, and what is printed at its end.
 * Pure: makes text; the engine knows when, log.h where to.
 */
#ifndef NIANBAO_CRAWLER_PROGRESS_H
#define NIANBAO_CRAWLER_PROGRESS_H

#include "base/buf.h"
#include "crawler/tally.h"
#include "store/store.h"

enum {
	PROGRESS_REDRAW_MS = 250,	/* on a terminal */
	PROGRESS_LINE_MS = 10000,	/* elsewhere */
};

struct progress {
	const struct tally *tally;
	uint64_t queue;		/* URLs waiting, on disk and in memory */
	unsigned running;	/* exchanges under way */
	unsigned hosts, hosts_waiting, hosts_blocked;
	int64_t elapsed_ms;
	const char *state;	/* "disk full, waiting"; NULL: just crawling */
};

/* One line without line feed, at most columns wide (0: any). */
int progress_line(const struct progress *p, unsigned columns, struct buf *out);

/* "1.4 MiB", "312 B". */
int progress_bytes(uint64_t bytes, struct buf *out);
/* "3:07", "1:02:03". */
int progress_time(int64_t ms, struct buf *out);

struct progress_site {
	const char *name;
	const struct tally *tally;
	uint64_t left;		/* URLs still queued */
	const char *remark;	/* "blocked", "cannot be reached"; NULL */
};

/* What a run saw of reports that were known, and what it found. */
struct progress_reports {
	uint64_t fresh, changed, gone, moved, unchanged;
};

struct progress_end {
	int64_t run;
	const struct progress_site *sites;
	size_t site_count;
	const struct store_column_state *columns; /* of these sites */
	size_t column_count;
	int64_t elapsed_ms;
	int64_t stall_ms;	/* longest the loop stood still, and the … */
	int64_t stall_cpu_ms;	/* … most processor time it did so for */
	bool resumed;		/* an unfinished pass was gone on with */
	bool interrupted;
	const struct progress_reports *reports; /* of a refresh; NULL */
	const char *archive;
};

/* The closing table. */
int progress_table(const struct progress_end *end, struct buf *out);
/* cli.md's last line of `crawl --json`, without line feed. */
int progress_json(const struct progress_end *end, struct buf *out);

/* --- progress_columns.c ----------------------------------------------- */

enum { PROGRESS_WIDTH = 80 };	/* what the closing table fits into */

/* "28 of 28", "3" where the total is not known. */
int progress_found(const struct store_column_state *column, struct buf *out);
/* Why it is not complete, in a few words without a dot; nothing where it
 * is. */
int progress_reason(const struct store_column_state *column, struct buf *out);
/* Those that look like columns of reports, for people. */
int progress_columns_table(const struct progress_end *end, struct buf *out);
/* All, as a JSON array. */
int progress_columns_json(const struct progress_end *end, struct buf *out);

#endif
