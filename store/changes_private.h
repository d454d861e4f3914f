/* SPDX-License-Identifier: Apache-2.0 */
/* What changes.c and changes_moved.c share; not for use outside them. */
#ifndef NIANBAO_STORE_CHANGES_PRIVATE_H
#define NIANBAO_STORE_CHANGES_PRIVATE_H

#include "parsers/block.h"
#include "store/reader_private.h"

/* What is known of one URL of the report so far. */
struct place {
	int64_t url_id;
	int64_t reading;	/* the latest; 0: none yet */
	int64_t capture;	/* that gave it, or gave it again */
	bool is_document;	/* the reading is */
	bool gone;		/* gone or moved */
};

/* One report under way. */
struct history {
	struct catalog *catalog;
	const struct store_change_filter *filter;
	store_change_fn fn;
	void *ctx;
	int64_t report;		/* its row */
	struct store_change head; /* what all of its changes have */
	struct arena *arena;	/* of places */
	struct place *places;	/* ascending by url_id */
	size_t place_count;
	bool known;		/* NEW was told */
	int64_t told;		/* reading that was told in full last */
	int64_t page, page_capture; /* the latest that a page gave; 0 */
	const struct place *lost; /* told GONE, and nothing gave the report
				 * since; NULL */
};

/* One capture of one of its URLs. */
struct seen {
	int64_t capture, at_ms, url_id, reading;
	bool is_gone;		/* it says that it is there no more */
	bool is_document;
	bool is_cut;		/* the answer ended before it was whole */
	const char *url;	/* lent by the walk */
	const char *to;		/* canonical, where it leads; lent; NULL */
};

/* Tells it, if it is not older than what is asked for.  change: NULL: none. */
int changes_tell(const struct history *h, const struct seen *seen,
		 enum store_change_kind kind, int64_t before,
		 const struct report_change *change);

/* An answer of this class says something about the page. */
bool changes_says(enum block_class block);
bool changes_is_gone(int64_t status, enum block_class block);
/* place gave the report, and seen says that it is gone or leads elsewhere:
 * tells MOVED, GONE, or nothing where the way ends at another page. */
int changes_left(struct history *h, struct place *place,
		 const struct seen *seen);
/* seen is a new place of a report whose last one, h->lost, was told to be
 * gone: tells MOVED if they are of a kind. */
int changes_found_again(struct history *h, const struct seen *seen);

#endif
