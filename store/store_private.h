/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the writing half share.  For store/ alone. */
#ifndef NIANBAO_STORE_STORE_PRIVATE_H
#define NIANBAO_STORE_STORE_PRIVATE_H

#include "store/catalog.h"
#include "store/rows.h"
#include "store/store.h"

enum { STORE_PROBLEM_SIZE = 768 };

/* Of a row of the frontier. */
enum frontier_state {
	FRONTIER_QUEUED, FRONTIER_LEASED, FRONTIER_DONE,
};

struct store {
	char *dir;		/* owned */
	char *warc_dir;		/* owned */
	int lock;		/* descriptor */
	struct store_options options;
	struct catalog *catalog;
	struct warc_file *file;	/* being written; NULL until needed */
	int64_t file_id;	/* its row */
	unsigned serial;	/* of the last file of this run */
	bool together;		/* within store_together() */
	char problem[STORE_PROBLEM_SIZE];
};

/* Sets store_open_problem() by a format with one "%s", and returns err. */
int store_open_say(int err, const char *format, const char *what);
/* ERR_DAMAGED, and says so, where WARC files stand in warc_dir but no catalog
 * at path; else 0. */
int store_open_lost(const char *path, const char *warc_dir);
/* The same with what the catalog (NULL allowed) says. */
int store_open_fail(int err, const struct catalog *c);
/* Keeps what the catalog says (or text, if given) as the store's problem and
 * returns err. */
int store_fail(struct store *s, int err, const char *text);

/*
 * A transaction of small things: atomic, but not waited for until the disk has
 * it.  What a power cut may undo of it is asked for again (a lease), or is at
 * most a moment old (a delay).  kill -9 undoes nothing.
 */
void store_begin(struct store *s);
/* One whose bytes are on the disk when store_end() returns; not within
 * store_together(). */
void store_begin_durable(struct store *s);
/* Commits, or undoes where anything failed; 0 or the error.  Within
 * store_together() both wait for its end. */
int store_end(struct store *s);

/* ERR_NOSPACE where less than the reserve would stay free after need bytes. */
int store_room(struct store *s, uint64_t need);

/* --- commit.c --------------------------------------------------------- */

/* The file being written gets its final name, then its row says so; the next
 * start puts right what may lie between. */
int store_close_file(struct store *s);

/* --- recover.c -------------------------------------------------------- */

/* What a dead run left is put right: see store_open(). */
int store_recover(struct store *s, struct store_recovery *ret_recovery);

/* --- frontier.c ------------------------------------------------------- */

/* Within a transaction: the row of url for its site, made or improved. */
bool store_frontier_put(struct store *s, const struct store_url *url,
			int64_t now_ms);
/* Within a transaction: the row of an item that was stored. */
void store_frontier_stored(struct store *s, const struct store_item *item);
/* Within a transaction: the capture ends its column, so what a pager asked for
 * behind it is not fetched. */
void store_frontier_end_column(struct store *s, const struct capture *c);
/* Is the site one of them?  They ascend. */
bool store_is_among(const int64_t *sites, size_t count, int64_t site);

/* --- sites.c ---------------------------------------------------------- */

/* Within a transaction: pagers of the site may ask again for what they asked
 * for before. */
void store_requests_forget(struct store *s, int64_t site);

/* --- refresh.c -------------------------------------------------------- */

/* Within a transaction, before store_frontier_stored(), when the rows of what
 * was read are there: when it is to be asked for again. */
void store_refresh_stored(struct store *s, const struct store_item *item);

/* --- hosts.c ---------------------------------------------------------- */

void store_host_write(struct store *s, const struct store_host *host);
/* The same for its block; sets event->ret_block, strings in a. */
void store_block_write(struct store *s, const struct store_host *host,
		       struct store_block_event *event, struct arena *a,
		       int64_t now_ms);
void store_address_write(struct store *s, const char *address,
			 int64_t next_ms);
/* Its key in a; NULL: there is no such host, or a failure (sticky). */
const char *store_host_key(struct store *s, int64_t host, struct arena *a);

#endif
