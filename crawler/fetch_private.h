/* SPDX-License-Identifier: Apache-2.0 */
/* What fetch*.c share; nobody else includes it. */
#ifndef NIANBAO_CRAWLER_FETCH_PRIVATE_H
#define NIANBAO_CRAWLER_FETCH_PRIVATE_H

#include "base/buf.h"
#include "base/digest.h"
#include "crawler/fetch.h"

#include <curl/curl.h>

struct fetch_jar {
	CURLSH *share;		/* cookies only */
};

struct fetch_tls {
	char version[16], cipher[64], chain_sha256[SHA256_HEX_SIZE];
	char needed[TLS_NEEDED_SIZE];
};

/* One exchange; its strings live as long as curl may look at them. */
struct fetch {
	struct fetcher *fetcher;
	uv_loop_t *loop;
	size_t *bytes;		/* the fetcher's count of bodies in memory */
	struct fetch *prev, *next;
	fetch_done_fn done;
	void *ctx;
	CURL *easy;
	struct fetch_limits limits;
	struct guard_policy guard;
	struct url url;
	struct buf where;	/* "http://host:port/", for curl */
	struct buf target;	/* path and query, byte for byte */
	struct curl_slist *headers, *pin;
	char *post_copy;	/* the body of a POST */
	struct slice post;
	struct buf request;	/* as sent */
	struct buf head;	/* as received, so far */
	size_t lines;		/* bytes of all that are like it: heads of
				 * 1xx answers, and trailers */
	bool head_done;		/* the final head is complete */
	bool body_begun;
	bool cancelled;
	bool is_paused;		/* its turn is over: in fetcher.paused */
	struct fetch *turn_prev, *turn_next;
	struct buf body;	/* in memory, … */
	int body_fd;		/* … or in a spool file; -1 */
	uint64_t body_length;
	struct digest *digest;
	struct fetch_tls tls;
	bool tls_relaxed;
	const char *ca_file;	/* lent; NULL */
	struct fetch_result *result; /* made beforehand: the end cannot fail */
	uint64_t started_ms, sent_ms, last_ms; /* loop time; sent 0: not yet */
	int refused;		/* ERR_*: why we want no more */
	const char *why;	/* static details; NULL: curl's */
	char error[CURL_ERROR_SIZE];
};

/* NULL when out of memory. *bytes must outlive it. */
struct fetch *fetch_make(uv_loop_t *loop, size_t *bytes,
			 const struct fetch_request *request);
void fetch_free(struct fetch *fetch);
/* Pauses it until a later turn of the loop where this one took too long;
 * callbacks of curl for what arrives call it. */
void fetch_end_turn(struct fetch *fetch);
/* The first reason stays. */
void fetch_refuse(struct fetch *fetch, int err, const char *why);
/* Once; moves head and body into the result. */
struct fetch_result *fetch_result_of(struct fetch *fetch, CURLcode code);
/* Which time limit is passed at loop time now? NULL: none. */
const char *fetch_time_is_up(const struct fetch *fetch, uint64_t now);

/* ERR_* of a curl code; os_error: CURLINFO_OS_ERRNO. */
int fetch_error_of(CURLcode code, int os_error);
/* ERR_TLS and ERR_TLS_CERT in more detail; verify: CURLINFO_SSL_VERIFYRESULT;
 * text: curl's, with OpenSSL's number in it; may be "". */
int fetch_tls_error(int err, long verify, const char *text);
/* Of what tls = relaxed takes; a handshake may still fail. */
bool fetch_tls_is_relaxable(int err);
/* Version, cipher, digest of the peer's chain, and why a certificate for the
 * name, or what was agreed on, would not be taken; ssl: an SSL *. */
void fetch_tls_note(void *ssl, struct slice name, struct fetch_tls *ret_tls);
/* CURLOPT_SSL_CTX_FUNCTION; ctx: an SSL_CTX *; fetch: a struct fetch *. */
CURLcode fetch_tls_setup(CURL *easy, void *ctx, void *fetch);

#endif
