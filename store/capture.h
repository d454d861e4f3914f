/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One capture: one attempt at one URL, successful or not, with all its
 * provenance (DESIGN.md, "Provenance of one capture").
 *
 * The same struct is what the crawler fills in, what the metadata record of
 * the exchange says (warc_build), what the catalog row holds, and what
 * `mend --rebuild` gets back from the WARC file (capture_from_fields): nothing
 * of it lives in the catalog alone.
 *
 * All strings are borrowed NUL-terminated UTF-8 (or plain bytes for raw), NULL
 * where not known; numbers are -1 (times) or 0 where not known, as each field
 * says.  Whoever makes the struct keeps the strings alive.
 */
#ifndef NIANBAO_STORE_CAPTURE_H
#define NIANBAO_STORE_CAPTURE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/digest.h"
#include "store/request.h"

#include <stdint.h>

/* How the capture stands in the WARC. */
enum capture_kind {
	CAPTURE_RESPONSE,	/* response + request + metadata */
	CAPTURE_REVISIT,	/* revisit, identical-payload-digest + ... */
	CAPTURE_NOT_MODIFIED,	/* revisit, server-not-modified + ... */
	CAPTURE_RESOURCE,	/* HTTP/0.9: the bytes as a resource record */
	CAPTURE_FAILED,		/* no bytes arrived: metadata alone */
};
/* "response", "revisit", "not_modified", "resource", "failed". */
const char *capture_kind_name(enum capture_kind kind);

enum capture_truncated {
	TRUNCATED_NO, TRUNCATED_LENGTH, TRUNCATED_TIME, TRUNCATED_DISCONNECT,
};
/* NULL for NO, else the WARC-Truncated word. */
const char *capture_truncated_name(enum capture_truncated truncated);

/* Where a record stands: its gzip member. */
struct warc_place {
	uint64_t offset;	/* bytes from the start of the file */
	uint64_t length;	/* of the member; 0: there is no such record */
};

/* The capture a revisit refers to. */
struct capture_ref {
	const char *record_id;	/* "<urn:uuid:…>" of its response record */
	const char *url;	/* its WARC-Target-URI */
	int64_t date_ms;	/* its WARC-Date */
};

struct capture {
	/* --- what was asked, and why --- */
	const char *url;	/* canonical; the WARC-Target-URI */
	const char *raw;	/* as written in the page; may be any bytes */
	const char *site;	/* name of the configured site */
	const char *via;	/* URL of the page the link stood on */
	const char *via_anchor;
	int32_t via_position;	/* among the links of that page; -1 */
	const char *hops;	/* "" for a seed, else L E R P X each hop */
	const char *robots_record; /* record id of the robots answer that
				 * allowed it; NULL: none there, or itself */
	struct store_request asked; /* method "GET" and nothing else, but for
				 * what the pager of a column asks for; its
				 * body is in the request record */
	bool is_seed, is_robots;
	bool official;		/* a gov.cn host, or its site says so */
	bool foreign;		/* its site says it is not, or it is none of
				 * those configured; neither: not stated */
	int32_t division;	/* of its site, as configured (division.h); 0 */
	int64_t queued_ms;	/* when it came into the frontier; 0 */

	/* --- how it went --- */
	int64_t started_ms;	/* UTC; the WARC-Date of all its records */
	int32_t dns_ms, connect_ms, tls_ms, first_byte_ms, total_ms; /* -1 */
	const char *address;	/* numeric, RFC 5952; NULL: never connected */
	uint16_t port;
	const char *tls_version, *tls_cipher;
	const char *tls_chain_sha256; /* hex, over the DER chain as sent */
	const char *tls_relaxed; /* "tls = relaxed; needed: expired" or "…; not
				 * needed" when not verified; NULL */
	int outcome;		/* 0 (an answer arrived) or ERR_* */
	const char *error;	/* the sentence, in full; NULL if outcome 0 */
	int status;		/* HTTP status; 0 where there was none */
	const char *block;	/* block_name(); NULL or "none" */
	const char *content_type; /* as declared */
	const char *sniffed;	/* mime_name(); NULL */
	const char *content_encoding; /* NULL: identity */
	const char *etag, *last_modified; /* as received */
	const char *redirect_to; /* canonical; NULL */
	uint8_t sha256[SHA256_BYTES]; /* of the payload (NOT_MODIFIED: of the
				 * one it still is, WARC 1.1 §6.7.3, zero
				 * where that is not known); else zero */
	bool has_payload;	/* a body arrived, be it empty; not with
				 * NOT_MODIFIED */
	uint64_t payload_length;
	enum capture_truncated truncated;
	const char *title;	/* of the page, for people; NULL */

	/* --- who did it --- */
	const char *program;	/* "nianbao/0.1.0" */
	const char *config_sha256; /* hex of the configuration in force */

	/* --- where it is kept: filled in by warc_build and the store --- */
	enum capture_kind kind;
	const char *record_id;	/* of the main record (response, revisit,
				 * resource, else metadata) */
	struct capture_ref refers_to; /* revisits only */
	const char *warc_file;	/* name without ".open" */
	struct warc_place main, request, metadata;

	/* --- rows: 0 until stored --- */
	int64_t id, url_id, site_id, run_id, via_capture, robots_capture,
		content_id;
};

/*
 * The fields of the metadata record (application/warc-fields: via,
 * hopsFromSeed, fetchTimeMs and ours), everything above but places and rows.
 * Control characters and bytes that are not UTF-8 are percent-encoded with
 * "%" itself as "%25" in our own fields.
 */
int capture_to_fields(const struct capture *c, struct buf *out);
/* The reverse; strings are copied into a.  Unknown fields are passed over.
 * ERR_INVALID where it is not one of ours (no "nianbao-capture" field) or one
 * of ours has a value that makes no sense; ERR_VERSION where a newer program
 * wrote it; arena_err(a).  Warc_file, places and rows are left zero. */
int capture_from_fields(struct slice fields, struct arena *a,
			struct capture *ret_capture);
/* sha256 says something: a payload came, or is known to be unchanged. */
bool capture_has_digest(const struct capture *c);
/* A copy with all strings in a. arena_err(a) on failure. */
int capture_copy(const struct capture *c, struct arena *a,
		 struct capture *ret_copy);

#endif
