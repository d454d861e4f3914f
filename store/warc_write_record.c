/* SPDX-License-Identifier: Apache-2.0 */
/* Heads of WARC/1.1 records: names, order and spelling of their fields. */
#include "base/err.h"
#include "parsers/httpdate.h"
#include "store/warc_private.h"

#include <stdint.h>
#include <stdio.h>

int warc_make_id(const uint8_t seed[WARC_SEED_BYTES], unsigned counter,
		 char out[WARC_ID_SIZE])
{
	uint8_t in[WARC_SEED_BYTES + 1];
	uint8_t u[SHA256_BYTES];
	int err;

	memcpy(in, seed, WARC_SEED_BYTES);
	in[WARC_SEED_BYTES] = (uint8_t)counter;
	err = digest_sha256((struct slice){(const char *)in, sizeof(in)}, u);
	if (err)
		return err;
	u[6] = (uint8_t)((u[6] & 0x0F) | 0x40);	/* RFC 9562 §5.4: version */
	u[8] = (uint8_t)((u[8] & 0x3F) | 0x80);	/* and variant */
	(void)snprintf(out, WARC_ID_SIZE,
		       "<urn:uuid:%02x%02x%02x%02x-%02x%02x-%02x%02x-"
		       "%02x%02x-%02x%02x%02x%02x%02x%02x>",
		       u[0], u[1], u[2], u[3], u[4], u[5], u[6], u[7], u[8],
		       u[9], u[10], u[11], u[12], u[13], u[14], u[15]);
	return 0;	/* the length is fixed */
}

void warc_head_field(struct buf *head, const char *name, const char *value)
{
	if (!value)
		return;
	(void)buf_addf(head, "%s: ", name);	/* errors stick */
	for (; *value; value++) {
		unsigned char c = (unsigned char)*value;

		(void)buf_addc(head, c < 0x20 || c == 0x7F ? ' ' : *value);
	}
	(void)buf_adds(head, "\r\n");
}

void warc_head_begin(struct buf *head, const char *type, const char *id,
		     int64_t date_ms)
{
	char date[HTTPDATE_ISO_SIZE];

	httpdate_iso(date_ms, date);
	(void)buf_adds(head, "WARC/1.1\r\n");
	warc_head_field(head, "WARC-Type", type);
	warc_head_field(head, "WARC-Record-ID", id);
	warc_head_field(head, "WARC-Date", date);
}

/* Where the host of "scheme://host/" ends; 0 where there is none. */
static size_t host_end(struct slice uri)
{
	size_t at = slice_finds(uri, "://", 0);

	if (at == SIZE_MAX)
		return 0;
	for (at += 3; at < uri.n; at++)
		if (strchr("/?#", uri.p[at]))
			break;
	return at;
}

/* RFC 3986: brackets only around an IPv6 address, "%" only before two hex
 * digits; everything else from §2.2 and §2.3. */
static bool is_uri_byte(struct slice uri, size_t i, size_t path)
{
	char c = uri.p[i];

	if (c == '%')
		return uri.n - i > 2 && slice_hex_digit(uri.p[i + 1]) >= 0 &&
		       slice_hex_digit(uri.p[i + 2]) >= 0;
	if (c == '[' || c == ']')
		return i < path;
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	    (c >= '0' && c <= '9'))
		return true;
	return c && strchr("-._~:/?#@!$&'()*+,;=", c);
}

bool warc_is_uri(struct slice uri)
{
	size_t path = host_end(uri);
	size_t colon = slice_findc(uri, ':', 0);

	if (colon == SIZE_MAX || colon == 0)
		return false;
	for (size_t i = 0; i < uri.n; i++)
		if (!is_uri_byte(uri, i, path))
			return false;
	return true;
}

void warc_head_uri(struct buf *head, const char *name, const char *url)
{
	struct slice uri = slice_of(url);
	size_t path = host_end(uri);

	if (!url)
		return;
	(void)buf_addf(head, "%s: ", name);
	for (size_t i = 0; i < uri.n; i++) {
		if (is_uri_byte(uri, i, path))
			(void)buf_addc(head, uri.p[i]);
		else
			(void)buf_addf(head, "%%%02X",
				       (unsigned char)uri.p[i]);
	}
	(void)buf_adds(head, "\r\n");
}

void warc_head_digest(struct buf *head, const char *name,
		      const uint8_t sha256[SHA256_BYTES])
{
	char hex[SHA256_HEX_SIZE];

	digest_hex(sha256, hex);
	(void)buf_addf(head, "%s: sha256:%s\r\n", name, hex);
}

void warc_head_end(struct buf *head, const char *type, uint64_t length)
{
	warc_head_field(head, "Content-Type", type);
	(void)buf_addf(head, "Content-Length: %llu\r\n\r\n",
		       (unsigned long long)length);
}
