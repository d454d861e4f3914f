/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One HTTP exchange: libcurl's multi interface on the libuv loop.  The only
 * file that sees curl.h is fetch.c (and fetch_*.c).  Loop thread only.
 *
 * What goes out and comes in is kept as it was on the wire, in the form the
 * WARC wants (struct exchange): request head as sent; response head as
 * received, with Transfer-Encoding renamed X-Crawler-Transfer-Encoding; body
 * de-chunked, content-codings kept.  HTTP/1.1, redirects never followed,
 * "Accept-Encoding: identity".  The connection goes to the address given and
 * nowhere else; the real one is checked again when the socket is opened.
 */
#ifndef NIANBAO_CRAWLER_FETCH_H
#define NIANBAO_CRAWLER_FETCH_H

#include "crawler/guard.h"
#include "parsers/url.h"
#include "store/warc_write.h"

#include <uv.h>

struct fetcher;
struct fetch;		/* one exchange under way */
struct fetch_jar;	/* cookies of one host, for one run, in memory */

enum { TLS_NEEDED_SIZE = 128 };

struct fetch_limits {
	int32_t dns_ms;		/* unused here: see resolve.h */
	int32_t connect_ms;	/* TCP and TLS */
	int32_t first_byte_ms;	/* from the request to the first byte */
	int32_t stall_ms;	/* no byte for so long ends it */
	int32_t total_ms;
	size_t head_max;	/* bytes of the response head */
	uint64_t body_max;	/* more is cut: TRUNCATED_LENGTH */
	size_t spool_above;	/* body bytes kept in memory; the rest goes to
				 * a file in spool_dir */
	const char *spool_dir;
};

struct fetch_request {
	const struct url *url;		/* borrowed until done */
	const char *address;		/* numeric; where to connect */
	const char *method;		/* "GET" or "POST" */
	struct slice body;		/* of a POST */
	const char *content_type;	/* of it */
	const char *user_agent;
	const char *from;		/* From: contact if it is an address */
	const char *referer;		/* NULL: none */
	const char *if_none_match, *if_modified_since; /* NULL: none */
	struct fetch_jar *jar;		/* NULL: no cookies */
	bool tls_relaxed;		/* do not verify, and take what is old
					 * and weak; the result says what of it
					 * was needed */
	const char *ca_file;		/* authorities besides the system's;
					 * NULL; outlives the exchange */
	struct guard_policy guard;
	const struct fetch_limits *limits;
};

/* How it ended.  Owned by the callback's receiver: fetch_result_free(). */
struct fetch_result {
	int outcome;		/* 0: an answer arrived, maybe truncated;
				 * ERR_CONNECT_…, ERR_TIMEOUT, ERR_TLS…,
				 * ERR_CLOSED, ERR_PROTOCOL, ERR_HEAD_TOOBIG,
				 * ERR_FORBIDDEN_ADDRESS, ERR_NETWORK,
				 * ERR_CANCELLED, ERR_NOMEM, ERR_NOSPACE */
	char *error;		/* a sentence with the details; NULL if 0 */
	int status;		/* 0: none (HTTP/0.9 too) */
	bool http09;
	char *request;		/* as sent; NULL if nothing was sent */
	size_t request_length;
	char *head;		/* NULL if none */
	size_t head_length;
	char *body;		/* in memory, or NULL with … */
	int body_fd;		/* … a spool file (unlinked), else -1 */
	uint64_t body_length;
	enum capture_truncated truncated;
	uint8_t body_sha256[SHA256_BYTES]; /* of what is kept of the body */
	int32_t connect_ms, tls_ms, first_byte_ms, total_ms; /* -1: n/a */
	char address[46];	/* really connected; "" if never */
	uint16_t port;
	bool no_route;		/* there is none to addresses of that family */
	char tls_version[16], tls_cipher[64]; /* "" without TLS */
	char tls_needed[TLS_NEEDED_SIZE]; /* why it would not have been taken
				 * without tls_relaxed: "expired
				 * name_mismatch"; "": it would */
	char tls_chain_sha256[SHA256_HEX_SIZE];
};

typedef void (*fetch_done_fn)(void *ctx, struct fetch_result *result);

/* Once per process, before any other; returns 0 or ERR_NOMEM. */
int fetch_global_init(void);
/* "libcurl/7.88.1 OpenSSL/3.0.17 …"; static. */
const char *fetch_versions(void);

struct fetcher *fetch_new(uv_loop_t *loop);
/*
 * Starts; done is called once, never inside this call.  On failure (ERR_NOMEM)
 * done is not called.  A body that ends early (fewer bytes than declared,
 * connection lost, time up after the head) is an answer with `truncated` set;
 * before the head is complete it is a failure.  Two unequal Content-Length or
 * two different Location fields: ERR_PROTOCOL (libraries.md 5).
 */
int fetch_start(struct fetcher *f, const struct fetch_request *request,
		fetch_done_fn done, void *ctx, struct fetch **ret_fetch);
/* done comes soon with ERR_CANCELLED. */
void fetch_cancel(struct fetch *fetch);
unsigned fetch_running(const struct fetcher *f);
/* Bytes of bodies held in memory by running fetches. */
size_t fetch_bytes(const struct fetcher *f);
/* Cancels all, closes handles, frees, then calls closed (may be NULL). */
void fetch_close(struct fetcher *f, void (*closed)(void *ctx), void *ctx);

void fetch_result_free(struct fetch_result *result);	/* NULL ok */
struct fetch_jar *fetch_jar_new(void);
void fetch_jar_free(struct fetch_jar *jar);

#endif
