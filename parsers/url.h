/* SPDX-License-Identifier: Apache-2.0 */
/*
 * URLs as browsers read them: the WHATWG URL Standard
 * (https://url.spec.whatwg.org), parser and serialiser, for the schemes a
 * crawler meets.  http and https are complete: backslashes, tabs, newlines,
 * dot segments, IPv4 in every form, IPv6, IDN by UTS 46 (libidn2), raw
 * non-ASCII in the path as UTF-8 and in the query in the page's charset.
 * Pure; any thread.
 */
#ifndef NIANBAO_PARSERS_URL_H
#define NIANBAO_PARSERS_URL_H

#include "base/buf.h"
#include "base/slice.h"

#include <stdint.h>

/* A parsed http or https URL.  All slices point into href. */
struct url {
	char *href;		/* owned; the serialisation, NUL-terminated */
	struct slice scheme;	/* "http" or "https" */
	struct slice userinfo;	/* "user:pass" without '@'; absent if none */
	struct slice host;	/* lower case, punycode; IPv6 with brackets */
	struct slice path;	/* begins with '/' */
	struct slice query;	/* without '?'; absent if there is none */
	struct slice fragment;	/* without '#'; absent if there is none */
	uint16_t port;		/* the effective one: 80 or 443 by default */
};

/* Longest input and longest serialisation accepted, in bytes. */
enum { URL_MAX = 8192 };

/*
 * Reads in (raw bytes as they stand in the page, already UTF-8) against base
 * (NULL: must be absolute).  charset names the encoding the query of a
 * non-UTF-8 page is written in (a WHATWG label; NULL or unknown: UTF-8).
 *
 * Returns 0; ERR_UNSUPPORTED for a well-formed URL of another scheme
 * (mailto:, javascript:, ftp: ...); ERR_INVALID; ERR_TOOBIG; ERR_NOMEM.
 * *ret_why (may be NULL) is set on failure to a static sentence.
 * On success *ret_url is owned by the caller: url_free().
 */
int url_parse(struct slice in, const struct url *base, const char *charset,
	      struct url *ret_url, const char **ret_why);
/* Frees and zeroes; NULL and zeroed are allowed. */
void url_free(struct url *u);
int url_copy(const struct url *u, struct url *ret_url);

/*
 * The canonical form, under which the frontier knows the URL: the
 * serialisation without fragment.  Adds to out; returns buf's errors.
 */
int url_canonical(const struct url *u, struct buf *out);
/*
 * SURT as CDXJ wants it (warc.md §2): "cn,gov,qinghe)/path?query": scheme,
 * userinfo, a leading "www." or "wwwN.", a trailing dot of the host and the
 * default port dropped, host reversed by commas (IP addresses not), other
 * ports as ":8080" before ")", path and query lower-cased, query arguments
 * sorted, session ids (jsessionid, phpsessid, sid of 32 letters and digits,
 * aspsessionid) removed, an empty query dropped, a trailing slash of a
 * non-root path dropped.
 */
int url_surt(const struct url *u, struct buf *out);
/* "http://www.qinghe.gov.cn:80": the key of a host, port always spelled. */
int url_host_key(const struct url *u, struct buf *out);
/* Path and query as they go into the request line. */
struct slice url_target(const struct url *u);

/* Same scheme, host and port. */
bool url_same_host(const struct url *a, const struct url *b);
/* The host is an IPv4 or IPv6 literal. */
bool url_host_is_address(const struct url *u);
/* The registered domain ("qinghe.gov.cn" of "www.qinghe.gov.cn") by the
 * public-suffix list; the host itself for addresses, single labels and hosts
 * that are public suffixes.  Lends from u. */
struct slice url_registered_domain(const struct url *u);

#endif
