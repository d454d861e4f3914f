/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every option and every limit, one row each (options.c): name, type, unit,
 * range, default, help.  Everything whose size a stranger decides stands here.
 * nianbao.conf(5), the sample and --help are held against it by tests/lint.
 */
#ifndef NIANBAO_CONF_OPTIONS_H
#define NIANBAO_CONF_OPTIONS_H

#include "base/slice.h"

#include <stddef.h>
#include <stdint.h>

enum option_id {
	/* who we are and where things are */
	OPTION_ARCHIVE, OPTION_CONTACT, OPTION_USER_AGENT, OPTION_CA_FILE,
	/* politeness */
	OPTION_DELAY, OPTION_CONNECTIONS, OPTION_CRAWL_DELAY_MAX,
	OPTION_RETRY_AFTER_MAX, OPTION_BACKOFF_FIRST,
	OPTION_BLOCK_FIRST, OPTION_BLOCK_SECOND, OPTION_BLOCK_LAST,
	OPTION_ROBOTS_TTL, OPTION_ROBOTS_STALE_MAX, OPTION_WINDOW,
	OPTION_TIME_ZONE, OPTION_BUDGET,
	/* bounds of a run */
	OPTION_SCOPE, OPTION_MAX_PAGES, OPTION_MAX_BYTES, OPTION_MAX_TIME,
	OPTION_MAX_DEPTH, OPTION_MAX_REDIRECTS, OPTION_MAX_ATTEMPTS,
	OPTION_DROP_PARAMETERS,
	/* one exchange */
	OPTION_DNS_TIMEOUT, OPTION_CONNECT_TIMEOUT, OPTION_FIRST_BYTE_TIMEOUT,
	OPTION_STALL_TIMEOUT, OPTION_TOTAL_TIMEOUT, OPTION_HEAD_MAX,
	OPTION_BODY_MAX, OPTION_SPOOL_ABOVE,
	/* reading */
	OPTION_TEXT_MAX, OPTION_LINKS_MAX, OPTION_COLUMN_PAGES,
	OPTION_HTML_MEMORY,
	OPTION_HTML_NODES, OPTION_HTML_TIME, OPTION_DOCUMENT_TIME,
	OPTION_DOCUMENT_MEMORY, OPTION_DOCUMENT_UNPACKED,
	OPTION_DOCUMENT_MEMBERS, OPTION_DOCUMENT_PAGES, OPTION_REQUISITES,
	/* the machine */
	OPTION_PARALLEL, OPTION_BYTES_IN_FLIGHT, OPTION_WRITER_QUEUE,
	OPTION_COMMIT_JOBS, OPTION_COMMIT_TIME, OPTION_GZIP_LEVEL,
	OPTION_WARC_MAX, OPTION_DISK_RESERVE, OPTION_DISK_WAIT,
	OPTION_STOP_GRACE, OPTION_CONTROL_CLIENTS, OPTION_CONTROL_REQUEST,
	OPTION_COUNT,
};

enum option_type {
	OPTION_TYPE_TEXT,
	OPTION_TYPE_BOOL,	/* "yes" or "no" */
	OPTION_TYPE_NUMBER,	/* a count */
	OPTION_TYPE_BYTES,	/* "64 MiB": B, KiB, MiB, GiB */
	OPTION_TYPE_TIME,	/* "2 s": ms, s, min, h, d; kept in ms */
	OPTION_TYPE_CHOICE,	/* one of the words in choices */
	OPTION_TYPE_WINDOW,	/* "22:00-06:00": window.h's hours */
	OPTION_TYPE_ZONE,	/* "Asia/Shanghai": window.h's zone */
	OPTION_TYPE_PARAMETERS,	/* "utm_* sid?": names with blanks between; '*'
				 * for any end, '?' for a random value only */
};

struct option_row {
	enum option_id id;
	const char *name;	/* "max_pages" */
	enum option_type type;
	int64_t min, max;	/* in the unit kept */
	const char *standard;	/* the default, as text */
	const char *choices;	/* "reports site" */
	const char *help;	/* one or two sentences */
	const char *flag;	/* "--max-pages" of crawl; NULL: none */
};

extern const struct option_row option_rows[OPTION_COUNT];

const struct option_row *option_find(const char *name);
/*
 * Text to the value kept: TEXT and PARAMETERS give 0, BOOL 0 or 1, CHOICE the
 * index of the word, the others their number.  ERR_INVALID (not of the type)
 * or ERR_RANGE; option_expects() says what would have been right.
 */
int option_parse(const struct option_row *row, const char *text,
		 int64_t *ret_value);
/* What the row accepts, e.g. "a duration from 0 ms to 1 h, such as 2 s". */
void option_expects(const struct option_row *row, char *out, size_t size);
/* The words of a CHOICE: the index-th; SLICE_NONE past the last. */
struct slice option_choice(const struct option_row *row, size_t index);
/* The value as people write it, shortest exact unit: "2 s", "64 MiB", "yes".
 * TEXT and PARAMETERS have none and give "". */
void option_print(const struct option_row *row, int64_t value, char *out,
		  size_t size);

#endif
