/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The door of the store: captures, contents, leases, hosts, sites and reports.
 * Nothing here speaks of SQL or of file names inside the archive, so that
 * another catalog and another place for WARC files can stand behind it.
 *
 * Two objects: struct store, the one writer (all mutations; one process by a
 * lock file, one thread), and struct store_reader, read-only, any number, each
 * confined to one thread.
 *
 * Bytes are durable before the row that names them: store_commit() appends all
 * records, syncs the WARC file, and only then commits one transaction.
 *
 * Time comes in as an argument: milliseconds since 1970 UTC.
 */
#ifndef NIANBAO_STORE_STORE_H
#define NIANBAO_STORE_STORE_H

#include "parsers/report.h"
#include "parsers/report_diff.h"
#include "store/capture.h"
#include "store/warc_write.h"

struct store;
struct store_reader;

/* --- opening ---------------------------------------------------------- */

struct store_options {
	uint64_t warc_max;	/* bytes after which a new file is begun */
	uint64_t disk_reserve;	/* bytes kept free; below: ERR_NOSPACE */
	struct warc_info info;	/* borrowed until store_close() */
	const char *program;	/* "nianbao/0.1.0" */
	const char *config_sha256;
	int64_t opened_ms;	/* wall clock */
	int64_t delay_ms;	/* the longest that a host has: nobody is asked
				 * for so long where a dead run may have asked
				 * until now; 0: none has */
};

/* What opening found and put right after a crash. */
struct store_recovery {
	unsigned adopted;	/* whole captures beyond the last commit */
	unsigned torn;		/* torn tails moved aside to *.torn */
	unsigned leases;	/* leases of dead runs given back */
	unsigned closed;	/* files left ".open" by a dead run, closed */
};

/*
 * Opens or makes the archive folder dir and takes its lock.
 * ERR_LOCKED (another process holds it), ERR_DAMAGED (the catalog cannot be
 * read: run mend), ERR_VERSION (made by a newer nianbao), ERR_READONLY,
 * ERR_NOSPACE, ERR_IO, ERR_NOMEM.  store_open_problem() says more.
 */
int store_open(const char *dir, const struct store_options *options,
	       struct store **ret_store,
	       struct store_recovery *ret_recovery);
/* What, where and what to do, for people; static per thread. */
const char *store_open_problem(void);
/* Other options from now on, borrowed as those before; the next capture goes
 * into a new WARC file, which says so.  Errors of closing the old one. */
int store_set_options(struct store *s, const struct store_options *options);
/* The WARC file gets its final name; the next capture begins another. */
int store_end_file(struct store *s);
/* Closes the WARC file under its final name, checkpoints, frees.  NULL ok. */
int store_close(struct store *s);
/* The last failure in words; empty if none. Lent until the next call. */
const char *store_problem(const struct store *s);

/* ERR_NOTFOUND: there is no archive in dir (WARC files without a catalog are
 * ERR_DAMAGED); else as store_open, no lock. */
int store_reader_open(const char *dir, struct store_reader **ret_reader);
void store_reader_close(struct store_reader *r);
/* Does a process hold the lock of the archive in dir?  Takes none.
 * ERR_NOTFOUND, ERR_IO. */
int store_is_held(const char *dir, bool *ret_held);
const char *store_reader_problem(const struct store_reader *r);

/*
 * What is done between these two is one transaction, which costs a tenth of
 * many.  Where any of it fails all of it is undone, and store_together_end()
 * says why; what is asked for behind a failure fails, too.  Not for
 * store_commit() and what begins or ends files.
 */
void store_together(struct store *s);
int store_together_end(struct store *s);

/* --- runs and sites --------------------------------------------------- */

/* command: "crawl", "refresh", "run". Returns the run's id by ret_run. */
int store_run_begin(struct store *s, const char *command, int64_t now_ms,
		    int64_t *ret_run);
int store_run_end(struct store *s, int64_t run, int64_t now_ms,
		  const char *outcome);

struct store_site {
	int64_t id;
	const char *name;	/* unique; as configured, or the host's */
	const char *seed;	/* first seed, canonical */
	const char *scope;	/* "reports" or "site" */
	bool official;		/* configured so, or a gov.cn host */
	int64_t pass_started_ms, pass_ended_ms; /* 0: not */
};

/* Adds or updates by name; sets id and the times of its pass. */
int store_site_put(struct store *s, struct store_site *site);
/*
 * Begins a pass over a site, or goes on with one that was not finished:
 * *ret_resumed.  A new pass makes every URL of the site due again that an
 * earlier pass found in scope, but for those with a request: the column page
 * says again what to ask.
 */
int store_pass_begin(struct store *s, int64_t site, int64_t now_ms,
		     bool *ret_resumed);
int store_pass_end(struct store *s, int64_t site, int64_t now_ms);
/*
 * Makes those URLs of the site due that are done and whose time has come
 * (due.h): *ret_count.  What is queued already stays so; the pass is not
 * touched.
 */
int store_refresh_begin(struct store *s, int64_t site, int64_t now_ms,
			int64_t *ret_count);
/*
 * The clock was ahead and is right again.  What was asked for in a time still
 * to come (by more than a day) is due tomorrow, since its own time may be years
 * off; likewise what waits longer than anything waits.
 */
int store_refresh_mend(struct store *s, int64_t now_ms);
/* When the first of them is due that has a time; INT64_MAX: none has. */
int store_refresh_next(struct store *s, int64_t site, int64_t *ret_ms);
/* Hosts found to belong to a site ("http://name:80" keys). */
int store_site_host_add(struct store *s, int64_t site, const char *host_key);
/* The host turned out not to be the site's: what is queued or done there is
 * forgotten, captures stay.  No lease of it may be out. */
int store_site_host_drop(struct store *s, int64_t site, const char *host_key);
/* The site was only looked at: no pass was begun, and the next one asks for all
 * that is known again, unconditionally, to read it under other rules. */
int store_pass_forget(struct store *s, int64_t site);

/* --- frontier --------------------------------------------------------- */

/* A URL to be fetched. */
struct store_url {
	const char *url;	/* canonical */
	const char *host_key;	/* url_host_key() */
	const char *raw, *via, *via_anchor, *hops;
	int32_t via_position;
	int64_t via_capture;
	int64_t site;
	int32_t priority;	/* higher first; 0…1000 */
	int32_t depth;		/* links from the seed */
	int32_t redirects;	/* redirects followed to get here */
	int32_t column_page;	/* found by the pager of a column alone: the
				 * number of that page; 0: by a link */
	bool is_seed, is_robots;
	int64_t due_ms;		/* not before */
	const struct store_request *request; /* how to ask; NULL: by a GET.
				 * Another key is another row. */
};

/*
 * Known URLs keep their first provenance; a higher priority is taken over.
 * *ret_added may be NULL. Robots URLs are made due again when added.  So are
 * those with a request, once in a pass: what it asks with may have changed.
 */
int store_frontier_add(struct store *s, const struct store_url *url,
		       int64_t now_ms, bool *ret_added);

enum { STORE_MEMO_MAX = 256 };	/* bytes */

/* What is known of a page whose bytes may come again. */
struct store_memory {
	struct slice memo;	/* store_item's; absent: nothing is known, the
				 * same bytes have to be read again */
	/* of the capture that brought them, and made them what they are */
	int status;
	const char *content_type, *content_encoding;
	const char *title, *sniffed;
	struct slice text_sha256; /* or absent */
};

/* A claim on a frontier row. Strings in the arena given to store_lease(). */
struct store_lease {
	int64_t url_id, site, host_id;
	struct store_url url;
	int64_t queued_ms;
	int32_t attempts;	/* failed tries so far in this pass */
	int64_t column_page;	/* number of the page where a column's pager
				 * asked for it; 0 */
	/* for a conditional request; NULL where there is nothing, and of pages
	 * whose column is asked for by requests: a 304 would not say them */
	const char *etag, *last_modified;
	int64_t last_capture;
	struct capture_ref last; /* the capture whose body is still current */
	uint8_t last_sha256[SHA256_BYTES];
	struct store_memory memory; /* of the reading of that body */
};

/*
 * Leases up to max due rows of one host, those of these sites only (their ids,
 * ascending), best first (robots, then priority, then depth, then age).  A
 * crash gives them back at the next start.  *ret_count may be 0.
 */
int store_lease(struct store *s, int64_t run, int64_t host_id,
		const int64_t *sites, size_t site_count,
		int64_t now_ms, size_t max, struct arena *a,
		struct store_lease *out, size_t *ret_count);
/* Back to the frontier untouched; due_ms 0 keeps the old due time. */
int store_lease_release(struct store *s, int64_t site, int64_t url_id,
			int64_t due_ms);
/* Done without being asked for, for this pass; stop says why.  A link that
 * gives it a higher priority brings it back. */
int store_lease_stop(struct store *s, int64_t site, int64_t url_id,
		     const char *stop);

/* Hosts with rows of these sites that are queued (due or not). */
struct store_due {
	int64_t host_id;
	const char *host_key;
	int64_t queued, leased;
	int64_t first_due_ms;	/* of the queued ones; 0: at once, or none */
};
int store_due_hosts(struct store *s, const int64_t *sites, size_t site_count,
		    struct arena *a, const struct store_due **ret_due,
		    size_t *ret_count);

/* How many rows are not done, site by site and host by host. */
struct store_left {
	int64_t site, host_id;
	int64_t queued, leased;
};
/* All sites; those with none are left out.  In the arena. */
int store_left(struct store *s, struct arena *a,
	       const struct store_left **ret_left, size_t *ret_count);

/* --- hosts ------------------------------------------------------------ */

/*
 * How a host is blocked.  Hosts that show the same class and sign are a group
 * where they have an address, a registered domain or a prefecture (the first
 * four digits of the division) in common: they rest together, and one probe
 * speaks for all of them.
 */
struct store_block {
	int64_t since_ms;	/* 0: it is not blocked */
	const char *class;	/* block_name(); NULL */
	const char *sign;	/* "412 cookie": status and block_verdict.sign;
				 * NULL */
	const char *group;	/* key of the host of the group that was blocked
				 * first; NULL */
	int32_t steps;		/* probes that were blocked, too */
	int64_t until_ms;	/* no probe before */
};

/* Politeness that survives restarts; one per host, and one per address. */
struct store_host {
	int64_t id;
	const char *key;	/* "http://name:80" */
	const char *address;	/* last used, numeric; NULL */
	int64_t next_ms;	/* no request before */
	int32_t last_response_ms;
	int32_t crawl_delay_ms;	/* from robots; -1 none */
	int64_t backoff_until_ms; /* Retry-After, failures; 0 none */
	int32_t backoff_steps;	/* doublings so far */
	struct store_block block; /* not written with the rest: see
				 * store_block_event */
	/* the last good robots answer */
	int64_t robots_capture;	/* 0: none */
	int64_t robots_at_ms;	/* when it was last confirmed */
	int robots_status;	/* HTTP status of it; 0: never fetched */
	const char *robots_record; /* its record id */
	/* the latest attempt at it */
	int64_t robots_tried_ms;
	int32_t failures;	/* in a row, network only */
};

/* What an answer says about the block of its host. */
struct store_block_event {
	bool is_over;		/* the host answers well: so does its group */
	const char *class, *sign; /* else this is what blocks it */
	uint32_t division;	/* of its site; 0: not known */
	const int64_t *ladder_ms; /* how long to rest: at first, then after
				 * each probe; the last one for all later */
	size_t rungs;
	/* set by the commit */
	struct store_block ret_block; /* of the host from now on; strings in
				 * the item's arena */
};

/* Makes the row if it is not there; strings in a. */
int store_host_get(struct store *s, const char *key, struct arena *a,
		   struct store_host *ret_host);
/* All but key and block. */
int store_host_put(struct store *s, const struct store_host *host);
/* The shared budget of an address; 0 where it is not known. */
int store_address_get(struct store *s, const char *address,
		      int64_t *ret_next_ms);
int store_address_put(struct store *s, const char *address, int64_t next_ms);

/* --- committing ------------------------------------------------------- */

/* One link of a page, as kept. */
struct store_link {
	const char *url;	/* canonical */
	const char *text;	/* may be NULL */
	const char *kind;	/* html_link_kind_name() or STORE_LINK_ROW;
				 * static */
	uint32_t position;
};
/* The kind of a row in the answer of a list endpoint. */
#define STORE_LINK_ROW "row"

/* A page that the pager of a column asks for. */
struct store_column_page {
	const char *url;	/* canonical */
	int64_t page;		/* from 1; 0: none */
	const struct store_request *request; /* NULL: a GET of a page */
};

/* What a page of a column says of it, or an answer of a list endpoint. */
struct store_column {
	const char *name;	/* may be NULL */
	const char *method;	/* struct pager's */
	int64_t declared_total, declared_pages; /* -1 unknown */
	int64_t page;		/* number of this page, from 1 */
	bool stuck;		/* struct pager's */
	bool endpoint;		/* rows come from an endpoint as well */
	bool left_out;		/* not all that its pager asks for is asked */
	bool list;		/* it is an answer of a list endpoint */
	bool overlaps;		/* it may bring nothing new */
	bool foreign;		/* struct pager_list's */
	bool absent;		/* no page and no answer: an error, a block */
	bool moved;		/* a redirect; `pages` has the target */
	const char *referer;	/* the column page, of a list; NULL */
	int64_t number;		/* as which page it was read; 0: as any */
	size_t bytes;		/* of the page, codings undone */
	const char *const *rows; /* canonical URLs */
	size_t row_count;
	const struct store_column_page *pages;
	size_t page_count;
};

/* What reading a document gave besides its reports. */
struct store_document {
	const char *kind;	/* document_kind_name(); NULL: could not be
				 * read */
	const char *tool;	/* what read it; NULL */
	int err;		/* why reading it stopped; 0: it did not */
	bool has_text;
	int64_t text_length;	/* bytes, of all members of an archive */
	int64_t pages;		/* 0: it has none */
	const char *page;	/* URL of the page whose title says that it is
				 * this report's; NULL */
};

/* Everything about one attempt; committed as one. All borrowed. */
struct store_item {
	struct capture *capture; /* kind, places, ids and refers_to are set */
	const struct exchange *exchange; /* for a late revisit */
	const struct warc_build_options *build;
	struct warc_bundle *bundle;
	struct arena *arena;	/* what warc_build may use */
	const struct store_link *links;	/* all links of the page */
	size_t link_count;
	const struct store_url *found; /* those to go into the frontier; a
				 * via_capture of 0 means this capture */
	size_t found_count;
	const struct report *reports;
	uint32_t report_count;
	struct slice text_sha256; /* 32 bytes over the main text; or absent */
	const struct store_document *document; /* NULL: not read as one */
	bool again;		/* the bytes that came from this URL before, and
				 * not read: what they gave then, they give
				 * now */
	struct slice memo;	/* what the crawler wants to be told when the
				 * same bytes come again, STORE_MEMO_MAX at
				 * most, opaque; absent: nothing.  Where not
				 * all that was found came into the frontier,
				 * it is not kept */
	const struct store_column *column; /* may be NULL.  Where it does not
				 * count as the page it was asked for
				 * (pager_accept()), what its pager alone
				 * found is left out of the frontier */
	struct store_host *host; /* new state; may be NULL */
	bool is_rules;		/* the capture is what robots.txt says for the
				 * host from now on: its row names it */
	struct store_block_event *block; /* of that host; may be NULL */
	const char *address;	/* with address_next_ms; may be NULL */
	int64_t address_next_ms;
	int64_t next_due_ms;	/* 0: done in this pass; else try again then */
	bool counts_as_attempt;	/* raises attempts */
	bool ret_revisit;	/* set: stored as a revisit */
	uint32_t ret_found;	/* set: how many of found were new */
	uint32_t ret_new_reports;
};

/*
 * The group commit: appends every bundle, syncs, one transaction for all.
 * Content that became known since the worker looked is rewritten as a revisit.
 * All or nothing: on failure no row is written (records already appended are
 * cut off again, or adopted at the next start).
 * ERR_NOSPACE, ERR_IO, ERR_NOMEM, ERR_DAMAGED.
 */
int store_commit(struct store *s, struct store_item *items, size_t count,
		 int64_t now_ms);

/* --- asking ----------------------------------------------------------- */

/* Payload already stored? 0 and the capture to refer to, or ERR_NOTFOUND.
 * Strings in a. Never for empty payloads. */
int store_content_find(struct store_reader *r,
		       const uint8_t sha256[SHA256_BYTES], struct arena *a,
		       struct capture_ref *ret_ref);

/* Payload of a capture (a revisit's is that of what it refers to), codings
 * kept, appended to out; ret_capture may be NULL, strings in a.
 * ERR_NOTFOUND, ERR_DAMAGED, ERR_TOOBIG. */
int store_payload(struct store_reader *r, int64_t capture, struct arena *a,
		  struct buf *out, struct capture *ret_capture);
/* What came: HTTP head and payload of a capture (a revisit's payload is that of
 * what it refers to), codings kept, each added to its buffer; *ret_payload
 * false: there is none, or it is longer than payload may grow.  Strings in a.
 * ERR_NOTFOUND: no such capture; ERR_DAMAGED. */
int store_answer(struct store_reader *r, int64_t capture, struct arena *a,
		 struct buf *head, struct buf *payload, bool *ret_payload,
		 struct capture *ret_capture);
/* The body that the request of c carried, in a; absent where it has none.
 * As store_answer(). */
int store_request_body(struct store_reader *r, const struct capture *c,
		       struct arena *a, struct slice *ret_body);
/* The block of the main record: head and payload as received. */
int store_block(struct store_reader *r, int64_t capture, struct buf *out);

/*
 * Records as they are kept, each a gzip member, for a copy elsewhere; file and
 * place are those of a capture, or a part of one.  A crawl may be writing the
 * file.  Where records are lost, all three are ERR_DAMAGED.
 */
/* The warcinfo at the head of the file. */
int store_warcinfo(struct store_reader *r, const char *file,
		   struct warc_place *ret_place);
/* Whole records fill the place, no more and no less; their digests are not
 * recomputed. */
int store_check_members(struct store_reader *r, const char *file,
			struct warc_place place);
/* Adds the bytes that stand there.  ERR_IO (also where the file ends before),
 * out's errors. */
int store_members(struct store_reader *r, const char *file,
		  struct warc_place place, struct buf *out);

/* The capture of url at or before at_ms (0: the latest) that has a payload, a
 * block only where there is nothing else (any: simply the latest, be it a
 * failure). ERR_NOTFOUND. */
int store_find_url(struct store_reader *r, const char *url, int64_t at_ms,
		   bool any, struct arena *a, struct capture *ret_capture);
int store_find_sha256(struct store_reader *r,
		      const uint8_t sha256[SHA256_BYTES], struct arena *a,
		      struct capture *ret_capture);
int store_find_capture(struct store_reader *r, int64_t id, struct arena *a,
		       struct capture *ret_capture);
/* By the id of its main record, which is what a revisit refers to. */
int store_find_record(struct store_reader *r, const char *record_id,
		      struct arena *a, struct capture *ret_capture);

/* Walks give each row to a function; a nonzero return ends the walk and is
 * returned.  What is lent lives for that call. */
typedef int (*store_capture_fn)(void *ctx, const struct capture *c);
int store_each_capture(struct store_reader *r, const char *url_or_null,
		       store_capture_fn fn, void *ctx);

/* Those of a site (NULL: of all) in the order of an index: by url_surt() of
 * the URL, as bytes, then by time. */
int store_each_indexed(struct store_reader *r, const char *site_or_null,
		       store_capture_fn fn, void *ctx);

struct store_url_state {
	struct store_url url;
	const char *state;	/* "queued", "leased", "done" */
	int64_t queued_ms, due_ms, last_capture;
	int32_t attempts;
	const char *site_name;
	const char *stop;	/* why it was left out, NULL: it was not */
	bool gave;		/* a report came of it */
};
int store_url_state(struct store_reader *r, const char *url, struct arena *a,
		    struct store_url_state *ret_state);
typedef int (*store_url_fn)(void *ctx, const struct store_url_state *u);
int store_each_url(struct store_reader *r, int64_t site_or_0,
		   store_url_fn fn, void *ctx);
/*
 * What became of the URLs of a site, for learning from it.  First, `listed`,
 * the pages that were the first to show a list of reports or a report (priority
 * 700 or more, as scope.c gives it), some of them often; then what was captured
 * and is neither seed nor robots.txt nor left out.
 */
struct store_outcome {
	bool listed;
	const char *url;	/* canonical */
	const char *via;	/* NULL: not known */
	bool gave;		/* a report came of it */
};
typedef int (*store_outcome_fn)(void *ctx, const struct store_outcome *o);
int store_each_outcome(struct store_reader *r, int64_t site,
		       store_outcome_fn fn, void *ctx);
/* The keys of what is known of the URL by another method than GET. */
typedef int (*store_key_fn)(void *ctx, const char *key);
int store_each_key(struct store_reader *r, const char *url, store_key_fn fn,
		   void *ctx);
typedef int (*store_link_fn)(void *ctx, const struct store_link *link);
/* Of the page as it was: where the URL had brought the same content before,
 * they are kept with that capture. */
int store_each_link(struct store_reader *r, int64_t capture,
		    store_link_fn fn, void *ctx);

/* The newest page with a link to the URL, which is lent, and the first such
 * link, its text in a; else a page of a column whose pager asks for the URL,
 * the link's position being UINT32_MAX.  Looks through the links of all pages.
 * ERR_NOTFOUND. */
int store_find_link(struct store_reader *r, const char *url, struct arena *a,
		    int64_t *ret_capture, struct store_link *ret_link);

struct store_site_state {
	struct store_site site;
	int64_t urls, queued, done, captures, reports, bytes;
};
typedef int (*store_site_fn)(void *ctx, const struct store_site_state *s);
int store_each_site(struct store_reader *r, store_site_fn fn, void *ctx);
/* Without the counts, which are 0: they take as long as there are rows of the
 * frontier and captures (3 million: 17 s). */
int store_each_site_row(struct store_reader *r, store_site_fn fn, void *ctx);
typedef int (*store_host_fn)(void *ctx, const struct store_host *h);
int store_each_host(struct store_reader *r, store_host_fn fn, void *ctx);

/* When the latest requests for a site were made, newest first, none before
 * since_ms, max at most; attempts that asked nobody (robots.txt forbids it, the
 * name is unknown) are none. */
int store_site_requests(struct store_reader *r, int64_t site,
			int64_t since_ms, int64_t *times, size_t max,
			size_t *ret_count);

struct store_run_state {
	int64_t id;
	const char *command;
	int64_t started_ms, ended_ms; /* ended 0: under way, or killed */
	const char *outcome;	/* NULL: not ended */
};
typedef int (*store_run_fn)(void *ctx, const struct store_run_state *run);
/* Newest first. */
int store_each_run(struct store_reader *r, store_run_fn fn, void *ctx);

/* A list page with its pager, and how much of it is known. */
struct store_column_state {
	int64_t id, site;
	const char *site_name;
	const char *url;	/* of its first page */
	const char *name;	/* may be NULL */
	const char *method;
	int64_t declared_total, declared_pages; /* -1 unknown */
	int64_t pages;		/* read */
	int64_t found;		/* distinct rows */
	int64_t reports;	/* rows that gave a report */
	int64_t read_ms;	/* when its first page was last read; 0 */
	bool stuck;
	bool left_out;		/* more is to be asked for than may be */
	int64_t waiting;	/* pages and requests not made yet, … */
	int64_t failed;		/* … and made without any answer */
	const char *ended;	/* pager_verdict_name() of what does not count
				 * as its next page; static; NULL: all does */
	int64_t ended_page;	/* its number */
	int ended_status;	/* the HTTP status it came with; 0 */
	bool complete;		/* by the rule in pager.h */
	bool annual;		/* name or address speak of reports, or its
				 * rows gave some */
};
/* The number of the page url (its row) in a column of the site that asked for
 * it; 0: none did, or a failure. */
int64_t store_column_page(struct store_reader *r, int64_t site, int64_t url);
typedef int (*store_column_fn)(void *ctx,
			       const struct store_column_state *column);
/* In order of site and URL. */
int store_each_column(struct store_reader *r, int64_t site_or_0,
		      store_column_fn fn, void *ctx);

/* The catalog as it is at one moment, written to path for anyone to open, where
 * there is nothing or an empty file (else ERR_EXISTS); nothing of a crawl that
 * goes on meanwhile is in it.  ERR_NOSPACE, ERR_IO, ERR_READONLY,
 * ERR_DAMAGED. */
int store_snapshot(struct store_reader *r, const char *path);

struct store_totals {
	int64_t captures, responses, revisits, not_modified, failed, contents,
		payload_bytes, warc_bytes, warc_files, urls, queued, reports,
		facts, sites, hosts;
	int64_t last_capture_ms; /* when the newest was started; 0: none */
};
int store_totals(struct store_reader *r, struct store_totals *ret_totals);

/* --- reports ---------------------------------------------------------- */

struct store_report_filter {
	const char *id, *site, *organ, *url; /* NULL: any; organ: substring */
	int year_from, year_to;	/* 0: any */
	bool failing;		/* only with a failing check */
	const char *words;	/* words that all stand in its text; NULL: any;
				 * ERR_INVALID where there is none in it */
};
struct store_report {
	struct report report;
	const char *id, *division;
	const char *url;	/* of the page it was first read from */
	const struct slice *urls; /* every URL that gave it */
	size_t url_count;
	const char *host, *site;
	int official;		/* 1, 0; -1 not stated */
	const char *original;	/* id of the report that this one, which is not
				 * official, is a copy of; NULL: none known */
	int64_t capture;
	char content[SHA256_HEX_SIZE];
	int64_t first_seen_ms, last_seen_ms;
	int versions;		/* what pages gave, corrections with it; or
				 * documents, where the report is of one */
	/* per attachment of report.attachments: content and length, if kept */
	const char *const *attachment_sha256; /* hex or NULL */
	const int64_t *attachment_bytes; /* -1 */
	const int8_t *attachment_text; /* 1: it has text; 0: pictures of pages,
				 * or it cannot be read; -1: not read */
};
typedef int (*store_report_fn)(void *ctx, const struct store_report *r);
/* In order of organ, year.  Its checks are those of its reading and, where the
 * same organ's report of the year before is archived, checks_years()'s, and
 * checks_copies()'s for each other address that gives it. */
int store_each_report(struct store_reader *r,
		      const struct store_report_filter *filter,
		      store_report_fn fn, void *ctx);

/* How many reports have a page or document that was asked for, for the site,
 * then or later. */
int store_reports_asked(struct store_reader *r, int64_t site, int64_t since_ms,
			int64_t *ret_count);

/* --- changes ---------------------------------------------------------- */

enum store_change_kind {
	STORE_CHANGE_NEW,	/* a report that was not known before */
	STORE_CHANGE_TEXT,	/* it says something else: change */
	STORE_CHANGE_FILE,	/* other bytes at the URL of an attachment:
				 * change.from and .to are their SHA-256 */
	STORE_CHANGE_GONE,	/* its page or document is there no more */
	STORE_CHANGE_BACK,	/* it is there again */
	STORE_CHANGE_MOVED,	/* it is at another URL and no more at this:
				 * change.from and .to */
};
struct store_change_filter {
	const char *site, *organ; /* NULL: any; organ: substring */
	int year_from, year_to;	/* 0: any */
	int64_t since_ms;	/* seen then or later */
};
struct store_change {
	enum store_change_kind kind;
	const char *id, *site;	/* of the report */
	struct slice organ;	/* or absent */
	int year;		/* 0 */
	const char *url;	/* where it was seen */
	int64_t at_ms;		/* when */
	int64_t capture;	/* by which */
	int64_t before;		/* capture of what it is compared with, or that
				 * was there last; 0 for NEW */
	struct report_change change; /* TEXT, FILE, MOVED */
};
typedef int (*store_change_fn)(void *ctx, const struct store_change *change);
/*
 * In order of organ, year and time, what files gave at the end.  What a URL
 * says is compared with what it said before.  A page that gives a report
 * which other pages gave already is compared with the one seen last, numbers
 * alone (cells, stated): two places word, date and attach in two ways.
 *
 * MOVED: a URL that gave the report leads to one that gives it now (redirects,
 * shells), or says that it is gone (404, 410, a page saying so) while another
 * gives it, a page for a page and a document for a document.  What leads to
 * something else is not told.
 */
int store_each_change(struct store_reader *r,
		      const struct store_change_filter *filter,
		      store_change_fn fn, void *ctx);

#endif
