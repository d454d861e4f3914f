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

/* X(SUFFIX, "name", what is asked for).  Names are stable. */
#define VERIFY_RULES(X)							 \
	/* files */							 \
	X(DAMAGED, "damaged", "gzip data and record heads can be read")	 \
	X(TORN, "torn", "no file ends inside a record")			 \
	X(MEMBER, "member", "each record is a gzip member of its own")	 \
	X(FILE_SIZE, "file-size", "the records fill the file")		 \
	X(WARCINFO_FIRST, "warcinfo-first",				 \
	  "a file begins with a warcinfo record")			 \
	/* the form of a record */					 \
	X(VERSION, "version", "records begin with WARC/1.1")		 \
	X(RECORD_END, "record-end", "CR LF CR LF follows the block")	 \
	X(LINE_END, "line-end", "lines of a head end in CR LF")		 \
	X(FOLDED, "folded", "no field goes on in the next line")	 \
	X(HEAD_LINE, "head-line", "lines of a head are name: value")	 \
	X(UTF8, "utf8", "values are UTF-8, and no encoded-words")	 \
	X(REPEATED, "repeated", "only WARC-Concurrent-To is repeated")	 \
	X(MISSING, "missing", "mandatory fields are there")		 \
	X(FORBIDDEN, "forbidden",					 \
	  "fields stand only on records that may have them")		 \
	X(TYPE, "type", "WARC-Type is one of the eight")		 \
	X(ID_FORM, "id-form", "record ids are <uri>")			 \
	X(DATE_FORM, "date-form", "dates are W3CDTF in UTC")		 \
	X(URI_FORM, "uri-form", "URIs are RFC 3986, without brackets")	 \
	X(IP_FORM, "ip-form", "addresses are numeric, RFC 5952")	 \
	X(DIGEST_FORM, "digest-form", "digests are algorithm:value")	 \
	X(TRUNCATED_FORM, "truncated-form",				 \
	  "WARC-Truncated is one of the four words")			 \
	X(PROFILE, "profile", "the profile of a revisit is known")	 \
	X(SEGMENT, "segment", "records are not segmented")		 \
	X(FILENAME, "filename", "WARC-Filename is the file's name")	 \
	X(CONTENT_TYPE, "content-type", "Content-Type suits the record") \
	/* blocks */							 \
	X(BLOCK_DIGEST, "block-digest", "the block has its digest")	 \
	X(PAYLOAD_DIGEST, "payload-digest",				 \
	  "the payload has its digest")					 \
	X(NO_PAYLOAD, "no-payload",					 \
	  "payload fields only where there is a payload")		 \
	X(FIELDS, "fields", "warc-fields are lines of name: value")	 \
	X(HTTP_HEAD, "http-head", "HTTP heads are whole, lines CR LF")	 \
	X(TRANSFER_CODING, "transfer-coding",				 \
	  "bodies are stored without transfer-coding")			 \
	X(TRUNCATED, "truncated", "a cut response says so")		 \
	X(TLS, "tls", "TLS exchanges say protocol and cipher suite")	 \
	/* revisits */							 \
	X(REVISIT_DIGEST, "revisit-digest",				 \
	  "identical-payload-digest has a payload digest")		 \
	X(REVISIT_TRUNCATED, "revisit-truncated",			 \
	  "a head kept in such a revisit is marked as cut")		 \
	X(REVISIT_REFERS, "revisit-refers",				 \
	  "revisits say which record, URI and date they refer to")	 \
	/* between records */						 \
	X(ID_UNIQUE, "id-unique", "no two records have one id")		 \
	X(DANGLING, "dangling", "every reference finds its record")	 \
	X(ONE_SIDED, "one-sided",					 \
	  "concurrent records name each other")				 \
	X(PAIR_DATE, "pair-date", "concurrent records share their date") \
	X(PAIR_URI, "pair-uri", "concurrent records share their URI")	 \
	X(REFERS_DIGEST, "refers-digest",				 \
	  "a revisit and what it refers to share the payload digest")	 \
	X(REFERS_URI, "refers-uri",					 \
	  "WARC-Refers-To-Target-URI is that record's URI")		 \
	X(REFERS_DATE, "refers-date",					 \
	  "WARC-Refers-To-Date is that record's date")			 \
	X(REFERS_BODY, "refers-body",					 \
	  "revisits refer to a record that holds the body")		 \
	X(WARCINFO_ID, "warcinfo-id",					 \
	  "WARC-Warcinfo-ID names a warcinfo record")			 \
	/* what we promise beyond the standard */			 \
	X(CAPTURE, "capture", "metadata records say the whole capture")	 \
	X(CAPTURE_RECORD, "capture-record",				 \
	  "capture and main record say the same")			 \
	/* the catalog */						 \
	X(CATALOG, "catalog", "the catalog is there and can be read")	 \
	X(CATALOG_SEAL, "catalog-seal",					 \
	  "the catalog is as nianbao closed it")			 \
	X(CATALOG_FILE, "catalog-file",					 \
	  "catalog and folder have the same WARC files")		 \
	X(CATALOG_PLACE, "catalog-place",				 \
	  "offset and length of a row cut exactly one record")		 \
	X(CATALOG_ROW, "catalog-row", "a row says what its record says") \
	X(CATALOG_MISSING, "catalog-missing",				 \
	  "every capture in the WARC files has a row")			 \
	X(CATALOG_CONTENT, "catalog-content",				 \
	  "a content's capture holds its bytes")

enum verify_rule {
#define X(suffix, name, sentence) VERIFY_##suffix,
	VERIFY_RULES(X)
#undef X
	VERIFY_RULE_COUNT,
};
const char *verify_rule_name(enum verify_rule rule);
/* What it asks for, as a sentence without full stop. */
const char *verify_rule_text(enum verify_rule rule);

struct verify_finding {
	const char *rule;	/* verify_rule_name() */
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
