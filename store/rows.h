/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rows that a commit, the start after a crash, and mend put into the catalog
 * in the same way.  All within a transaction of the caller's; failures stick
 * in the catalog.  For store/ alone.
 */
#ifndef NIANBAO_STORE_ROWS_H
#define NIANBAO_STORE_ROWS_H

#include "store/catalog.h"
#include "store/reading.h"
#include "store/store.h"

/* The row of that name, made where there is none; 0 after a failure. */
int64_t rows_host(struct catalog *c, const char *key);
int64_t rows_url(struct catalog *c, const char *url, const char *host_key);
/* host_key NULL: taken from the URL. */
/* The row of the URL as it is asked for; r may be NULL. */
int64_t rows_request_url(struct catalog *c, const char *url,
			 const char *host_key, const struct store_request *r);
int64_t rows_site(struct catalog *c, const char *name, bool official);
int64_t rows_warc_file(struct catalog *c, const char *name);
/* What rows vouch for of the file from now on. */
void rows_warc_size(struct catalog *c, int64_t file, uint64_t size,
		    bool closed);

/* A payload that is stored once and may be referred to: it came, whole, and is
 * not empty. */
bool rows_has_content(const struct capture *capture);
/* Its body is what the URL gives from then on: a later request may ask about
 * it conditionally.  A block, or a page that says that there is none, is no
 * such body. */
bool rows_is_current(const struct capture *capture);
/* A capture with this main record has its row. */
bool rows_knows_record(struct catalog *c, const char *record_id);
/*
 * The capture's row: url_id and site_id are filled in by url and site where
 * they are 0, content_id where the content is known or (RESPONSE, RESOURCE)
 * becomes so.  Sets capture->id.  file: its warc_file's row.
 */
void rows_capture(struct catalog *c, struct capture *capture, int64_t file,
		  struct slice text_sha256);
/* The links of the capture, which has its rows; none are written where the
 * newest row of its URL is of the same content. */
void rows_links(struct catalog *c, const struct capture *capture,
		const struct store_link *links, size_t count);

/* All that reading the capture's answer gave: links, column, document,
 * reports; capture has its rows.  As a commit puts it. */
void rows_reading(struct catalog *c, const struct capture *capture,
		  const struct reading *reading);
/* Takes all that away, of every capture. */
void rows_forget_readings(struct catalog *c);

/* --- requests.c ------------------------------------------------------- */

/* Columns of a statement with "url u" and "LEFT JOIN request r". */
#define ROWS_REQUEST							 \
	"iif(u.target IS NULL, NULL, u.url), r.method, r.body, "	 \
	"r.content_type, r.referer, r.family, r.page, r.list, "		 \
	"r.overlaps, r.probe"
/* The request in the columns from `first` on, lent until the next step; false:
 * it has none. */
bool rows_get_request(struct sql *row, int first, struct store_request *ret);
/* Puts it with the row of the frontier, as asked for in this pass or not.
 * Returns whether it was asked for in this pass before: then only its body is
 * taken over. */
bool rows_put_request(struct catalog *c, int64_t frontier,
		      const struct store_request *r, bool asked);

/* --- columns.c -------------------------------------------------------- */

enum rows_column_end {
	ROWS_COLUMN_GOES_ON,	/* it counts as a page of the column */
	ROWS_COLUMN_FULL,	/* and with it all that was declared is found:
				 * what it asks for next is not needed */
	ROWS_COLUMN_REFUSED,	/* it does not count, nor do rows of a list */
};
/* What a captured page says of its column; capture has its rows. */
enum rows_column_end rows_column(struct catalog *c,
				 const struct capture *capture,
				 const struct store_column *column);
/* The number of the page url (of rows_url()) in a column that asked for it;
 * 0: none did. */
int64_t rows_column_page(struct catalog *c, int64_t site, int64_t url);
/* The page is of a column of which something is asked for by a request. */
bool rows_column_asks(struct catalog *c, int64_t site, int64_t url);

/* --- reports.c -------------------------------------------------------- */

/* The reports of a captured page or, with document, of a document, in their
 * order; capture has its rows.  Returns how many were not known before. */
uint32_t rows_reports(struct catalog *c, const struct capture *capture,
		      const struct report *reports, uint32_t count,
		      struct slice text_sha256,
		      const struct store_document *document);
/* The bytes are those that the same URL had before. */
void rows_reports_again(struct catalog *c, const struct capture *capture);
void rows_document(struct catalog *c, const struct capture *capture,
		   const struct store_document *document);

#endif
