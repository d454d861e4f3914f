/* SPDX-License-Identifier: Apache-2.0 */
/*
 * WARC/1.1 records and files (warc.md; ISO 28500).
 *
 * warc_build() is pure and runs on a worker: it makes the gzip members of one
 * exchange before anybody knows which file they go to, so a record holds no
 * WARC-Warcinfo-ID.  struct warc_file belongs to the store's one thread.
 */
#ifndef NIANBAO_STORE_WARC_WRITE_H
#define NIANBAO_STORE_WARC_WRITE_H

#include "store/capture.h"

#include <sys/types.h>

/* What went over the wire. Borrowed. */
struct exchange {
	struct slice request;	/* head, and body of a POST, as sent; absent:
				 * nothing was sent */
	struct slice head;	/* status line to blank line, as received, but
				 * lines end in CRLF and Transfer-Encoding is
				 * renamed X-Crawler-Transfer-Encoding; absent:
				 * HTTP/0.9 or no answer */
	struct slice body;	/* de-chunked, codings kept; in memory … */
	int body_fd;		/* … or, if >= 0, in this file from 0 */
	uint64_t body_length;	/* in either case */
};

/* The members of one exchange, to be appended as they are. */
struct warc_bundle {
	struct buf bytes;	/* all members one after the other, … */
	int fd;			/* … or, if >= 0, a spool file (owned) */
	uint64_t size;		/* bytes in all */
	struct warc_place main, request, metadata; /* from 0; main is metadata
				 * where that is all there is */
};

struct warc_build_options {
	int level;		/* gzip level 0…12 (libdeflate), 4 usual */
	bool store_only;	/* payload is compressed already: level 0 */
	const char *spool_dir;	/* where members past spool_above go */
	size_t spool_above;	/* bytes of body kept in memory at most */
	const uint8_t *uuid_seed; /* 16 bytes of randomness for record ids */
};

/*
 * Makes the records capture->kind asks for, all with WARC-Date started_ms and
 * WARC-Concurrent-To each other, and the metadata record last.  Sets
 * capture->record_id (memory from a), main, request, metadata (relative).
 * Returns 0, ERR_NOMEM, ERR_IO, ERR_NOSPACE (spool).
 */
int warc_build(struct capture *capture, const struct exchange *exchange,
	       const struct warc_build_options *options, struct arena *a,
	       struct warc_bundle *ret_bundle);
/* Frees bytes, closes the spool file.  Zeroed with fd -1 is allowed. */
void warc_bundle_free(struct warc_bundle *bundle);
#define WARC_BUNDLE_NONE {.fd = -1}

/* --- files: ARCHIVE/warc/nianbao-STAMP14-SERIAL-HOST.warc.gz[.open] --- */

struct warc_info {		/* fields of warcinfo; NULL: left out */
	const char *software;	/* "nianbao/0.1.0 libcurl/7.88.1 …" */
	const char *user_agent, *contact, *hostname, *robots, *description;
};

struct warc_file;

/*
 * Makes "<name>.open" in dir and writes the warcinfo record; the folder is
 * fsynced.  serial from 1.  Owned by the caller: warc_file_close().
 * ERR_IO, ERR_NOSPACE, ERR_EXISTS, ERR_READONLY, ERR_NOMEM.
 */
int warc_file_create(const char *dir, int64_t now_ms, unsigned serial,
		     const struct warc_info *info, struct warc_file **ret_file);
/*
 * Appends one bundle at the end.  On failure the file is cut back to where it
 * was (or, if that fails too, is marked broken and every later call fails).
 */
int warc_file_append(struct warc_file *file, const struct warc_bundle *bundle,
		     uint64_t *ret_offset);
/*
 * What was appended before is durable when it returns 0.  After a failure the
 * kernel may have dropped pages, so the file is broken: every later call fails,
 * and closing leaves it ".open" for the next start to look at.
 */
int warc_file_sync(struct warc_file *file);
/* Takes back what was appended past size (a commit that failed later on).
 * 0, ERR_RANGE (longer than the file), ERR_IO (and the file is broken). */
int warc_file_cut(struct warc_file *file, uint64_t size);
uint64_t warc_file_size(const struct warc_file *file);
/* Without ".open". */
const char *warc_file_name(const struct warc_file *file);
/* Syncs, drops ".open" (rename, fsync of the folder), frees, whatever comes
 * of it.  NULL allowed.  ERR_IO, ERR_NOSPACE, ERR_EXISTS. */
int warc_file_close(struct warc_file *file);
/* Frees, and leaves the file ".open" for the next start to look at. */
void warc_file_abandon(struct warc_file *file);
/* The last step of it for a file a dead run left: "<name>.open" in dir becomes
 * "<name>", durably; never over another file.  ERR_EXISTS, ERR_NOTFOUND,
 * ERR_IO, ERR_NOSPACE, ERR_READONLY, ERR_NOMEM. */
int warc_file_rename(const char *dir, const char *name);

/* Every write, sync, rename of the store goes through these, so that tests can
 * make the k-th fail or tear.  Not for use outside store/. */
struct warc_io {
	ssize_t (*write)(int fd, const void *bytes, size_t n);
	int (*sync)(int fd);
	int (*rename)(const char *from, const char *to);
	int (*truncate)(int fd, off_t length);
};
extern struct warc_io warc_io;

#endif
