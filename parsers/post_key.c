/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The body becomes a query as cdxj-indexer and pywb make it, quirks and all,
 * for the key must be the one they look up with: a form is unquoted as a
 * whole, so that a "%26" in a value becomes an "&"; of JSON only the last
 * names are left, values as Python prints them (True, None, 1.0); a query is
 * cut at 4096 characters.
 *
 *   body ──► query (text) ──► cut ──► what a URL cannot hold is encoded
 */
#include "parsers/post_key.h"

#include "base/digest.h"
#include "base/err.h"
#include "parsers/charset.h"
#include "parsers/post_key_private.h"
#include "parsers/url.h"

enum {
	BODY_MAX = 1 << 20,	/* above PAGER_BODY_MAX; the rest is cut */
	QUERY_MAX = 4 * BODY_MAX,
};

/* --- a form --------------------------------------------------------------- */

/* What a server gave for one answer alone: ASP.NET's state of a page. */
static bool is_state(struct slice field)
{
	static const char *const names[] = {
		"__VIEWSTATE", "__EVENTVALIDATION", "__PREVIOUSPAGE",
		"__RequestVerificationToken",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (slice_starts(field, names[i]))
			return true;
	return false;
}

static void add_unquoted(struct slice s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		int high = -1, low = -1;

		if (s.p[i] == '%' && s.n - i > 2) {
			high = slice_hex_digit(s.p[i + 1]);
			low = slice_hex_digit(s.p[i + 2]);
		}
		if (high < 0 || low < 0) {
			(void)buf_addc(out, s.p[i] == '+' ? ' ' : s.p[i]);
			continue;
		}
		(void)buf_addc(out, (char)(high << 4 | low));
		i += 2;
	}
}

static void add_form(struct slice body, bool stable, struct buf *out)
{
	bool first = true;

	while (body.p) {
		struct slice field = slice_cut(&body, '&');

		if (stable && is_state(field))
			continue;
		if (!first)
			(void)buf_addc(out, '&');
		first = false;
		add_unquoted(field, out);
	}
}

/* --- anything ------------------------------------------------------------- */

static void add_base64(struct slice s, struct buf *out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";

	(void)buf_adds(out, "__wb_post_data=");
	for (size_t i = 0; i < s.n; i += 3) {
		unsigned bits = (unsigned)(unsigned char)s.p[i] << 16;

		if (s.n - i > 1)
			bits |= (unsigned)(unsigned char)s.p[i + 1] << 8;
		if (s.n - i > 2)
			bits |= (unsigned char)s.p[i + 2];
		(void)buf_addc(out, digits[bits >> 18]);
		(void)buf_addc(out, digits[bits >> 12 & 63]);
		(void)buf_addc(out, s.n - i > 1 ? digits[bits >> 6 & 63] : '=');
		(void)buf_addc(out, s.n - i > 2 ? digits[bits & 63] : '=');
	}
}

/* --- the key -------------------------------------------------------------- */

static bool is_text(struct slice s)
{
	for (size_t at = 0; at < s.n;) {
		size_t from = at;

		if (charset_next(s, &at) == 0xFFFD && at - from == 1)
			return false;
	}
	return true;
}

static void add_query(enum post_key_use use, struct slice type,
		      struct slice body, struct buf *out)
{
	if (slice_istarts(type, "application/x-www-form-urlencoded")) {
		if (is_text(body))
			add_form(body, use == POST_KEY_CATALOG, out);
		else
			add_base64(body, out);
	} else if (slice_istarts(type, "application/json")) {
		(void)post_key_json(body, out);	/* else: nothing */
	} else if (!slice_istarts(type, "text/plain") ||
		   !post_key_json(body, out)) {
		add_base64(body, out);
	}
}

/* The first n characters. */
static struct slice cut(struct slice s, size_t n)
{
	size_t at = 0;

	while (at < s.n && n-- > 0)
		(void)charset_next(s, &at);
	return slice_sub(s, 0, at);
}

/* What a query of a URL cannot hold as it is. */
static void add_encoded(struct slice s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c <= ' ' || c >= 0x7F || strchr("\"#<>'", c))
			(void)buf_addf(out, "%%%02X", c);
		else
			(void)buf_addc(out, s.p[i]);
	}
}

static int add_digest(struct slice query, struct buf *out)
{
	uint8_t sha256[SHA256_BYTES];
	char hex[SHA256_HEX_SIZE];
	int err = digest_sha256(query, sha256);

	if (err)
		return err;
	digest_hex(sha256, hex);
	return buf_addf(out, "&__wb_post_sha256=%s", hex);
}

static int add_all(enum post_key_use use, struct slice url,
		   struct slice query, struct buf *out)
{
	struct slice short_query = cut(query, POST_KEY_MAX);
	bool long_one = short_query.n < query.n;
	size_t from = out->len;

	(void)buf_add_slice(out, url);
	(void)buf_adds(out, slice_findc(url, '?', 0) == SIZE_MAX ?
		       "?__wb_method=POST" : "&__wb_method=POST");
	if (short_query.n && !(use == POST_KEY_CATALOG && long_one)) {
		(void)buf_addc(out, '&');
		add_encoded(short_query, out);
	}
	if (use == POST_KEY_CATALOG && !out->err &&
	    (long_one || out->len - from > URL_MAX)) {
		buf_truncate(out, from + url.n + strlen("?__wb_method=POST"));
		return add_digest(query, out);
	}
	return out->err;
}

int post_key(enum post_key_use use, struct slice url,
	     struct slice content_type, struct slice body, struct buf *out)
{
	struct buf query = BUF_INIT(QUERY_MAX);
	int err;

	add_query(use, content_type, slice_sub(body, 0, BODY_MAX), &query);
	err = query.err ? query.err :
	      add_all(use, url, buf_slice(&query), out);
	buf_free(&query);
	return err;
}
