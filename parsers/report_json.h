/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A report as the JSON object that cli.md fixes ("reports --json", "read").
 * Absent is absent: what is not known is left out, never guessed.
 */
#ifndef NIANBAO_PARSERS_REPORT_JSON_H
#define NIANBAO_PARSERS_REPORT_JSON_H

#include "base/buf.h"
#include "parsers/report.h"

/* What only the archive knows of an attachment. */
struct report_file {
	struct slice url, name, type;
	struct slice sha256;	/* hex; absent: not fetched */
	int64_t bytes;		/* -1: not fetched */
	bool has_text;
	bool read;		/* whether has_text is known */
};

/* Where a report came from; zeroed or absent fields are left out. */
struct report_origin {
	struct slice id;
	struct slice url;
	const struct slice *urls;
	size_t url_count;
	struct slice host;
	int official;		/* 1, 0; -1 not stated, but by the report */
	int mirror;		/* the same */
	struct slice original;	/* id of the report it is a copy of */
	int64_t capture;	/* 0: none */
	struct slice content;	/* SHA-256 hex */
	struct slice first_seen, last_seen; /* ISO 8601 */
	int versions;		/* 0: none */
	struct slice division;	/* absent: the report's own */
	const struct report_file *files; /* NULL: the report's own list */
	size_t file_count;
};

/* Adds one line, without line feed.  page_json (may be absent) is put in as
 * the value of "page".  Returns buf's errors. */
int report_json(const struct report *r, const struct report_origin *origin,
		struct slice page_json, struct buf *out);

/* What a page says of itself, the value of "page": title, published, source,
 * portal, text, charset (may be NULL), attachments.  Returns buf's errors. */
int report_page_json(const struct article *article, const char *charset,
		     struct buf *out);

#endif
