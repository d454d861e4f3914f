/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of the reader share; not for use outside them. */
#ifndef NIANBAO_STORE_READER_PRIVATE_H
#define NIANBAO_STORE_READER_PRIVATE_H

#include "store/catalog.h"
#include "store/store.h"
#include "store/warc_cut.h"

enum { READER_PROBLEM_SIZE = 640 };

struct store_reader {
	struct catalog *catalog; /* owned */
	struct warc_cutter *cutter; /* owned */
	char problem[READER_PROBLEM_SIZE];
};

/* What every question begins with: the last failure is forgotten. */
struct catalog *reader_ask(struct store_reader *r);
/* What it ends with: err, or else the catalog's; the problem is kept. */
int reader_end(struct store_reader *r, int err);
/* The same of a walk: what its function returned comes first. */
int reader_end_walk(struct store_reader *r, int err);
/* Sets the problem and returns err. */
int reader_fail(struct store_reader *r, int err, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* --- reader_capture.c ------------------------------------------------- */

/* "SELECT <these> FROM <those> WHERE c...." is a row of a capture. */
#define READER_CAPTURE_SELECT						 \
	"SELECT c.id, c.url_id, c.site_id, c.run_id, c.via_capture, "	 \
	"c.robots_capture, c.content_id, c.kind, "			 \
	"coalesce(u.target, u.url), c.raw, s.name, "			 \
	"c.via, c.via_anchor, c.via_position, c.hops, c.robots_record, " \
	"c.method, c.seed, c.robots, c.official, c.division, "		 \
	"c.queued_ms, "							 \
	"c.started_ms, c.dns_ms, c.connect_ms, c.tls_ms, "		 \
	"c.first_byte_ms, c.total_ms, c.address, c.port, "		 \
	"c.tls_version, c.tls_cipher, c.tls_chain_sha256, "		 \
	"c.tls_relaxed, c.outcome, c.error, c.status, c.block, "	 \
	"c.content_type, c.sniffed, c.content_encoding, c.etag, "	 \
	"c.last_modified, c.redirect_to, c.has_payload, c.sha256, "	 \
	"c.payload_length, c.truncated, c.title, c.program, "		 \
	"c.config_sha256, c.record_id, c.refers_to, c.refers_to_url, "	 \
	"c.refers_to_ms, w.name, c.main_offset, c.main_length, "	 \
	"c.request_offset, c.request_length, c.metadata_offset, "	 \
	"c.metadata_length, iif(u.target IS NULL, NULL, u.url), "	 \
	"a.content_type, a.referer, a.family, a.page, a.list, "		 \
	"a.overlaps, a.probe "						 \
	"FROM capture c JOIN url u ON u.id = c.url_id "			 \
	"LEFT JOIN capture_request a ON a.capture_id = c.id "		 \
	"JOIN warc_file w ON w.id = c.warc_id "				 \
	"LEFT JOIN site s ON s.id = c.site_id "

/* The row as a capture; strings are lent until the next step.  What makes no
 * sense is ERR_DAMAGED in the catalog. */
void reader_capture(struct catalog *c, struct sql *row,
		    struct capture *ret_capture);
/* The only row of the statement, strings in a. ERR_NOTFOUND: there is none. */
int reader_one_capture(struct store_reader *r, struct sql *row,
		       struct arena *a, struct capture *ret_capture);

/* --- reports_read.c --------------------------------------------------- */

/* What that reading says: a report without organ and year.  All in a; failures
 * stick in the catalog. */
void reader_reading(struct catalog *c, int64_t reading, struct arena *a,
		    struct report *ret_report);

/* --- reader_copies.c -------------------------------------------------- */

/* Adds to r's checks those that hold it against what other addresses of the
 * report give now.  report, reading: the rows of r.  All in a; failures stick
 * in the catalog. */
void reader_copies(struct catalog *c, int64_t report, int64_t reading,
		   struct arena *a, struct report *r);

/* --- reader_years.c --------------------------------------------------- */

/* Adds to r's checks those that hold it against last year's report, where that
 * is archived.  url: of a page of r.  All in a; failures stick in the
 * catalog. */
void reader_years(struct catalog *c, const char *url, struct arena *a,
		  struct report *r);

#endif
