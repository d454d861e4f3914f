/* SPDX-License-Identifier: Apache-2.0 */
/*
 * UTF-8 as the WHATWG Encoding Standard decodes it: no surrogates, no
 * overlong forms, nothing past U+10FFFF; a malformed sequence is replaced by
 * one U+FFFD per maximal subpart (the longest prefix of some valid sequence).
 */
#include "parsers/charset.h"

#include "parsers/charset_private.h"

size_t charset_ascii_run(const uint8_t *p, size_t n)
{
	size_t at = 0;
	uint64_t eight;

	for (; at + sizeof(eight) <= n; at += sizeof(eight)) {
		memcpy(&eight, p + at, sizeof(eight));
		if (eight & 0x8080808080808080u)
			break;
	}
	while (at < n && p[at] < 0x80)
		at++;
	return at;
}

/* Bytes of well-formed characters of one or three bytes at the start of p. */
static size_t plain_run(const uint8_t *p, size_t n)
{
	size_t at = charset_ascii_run(p, n);

	while (at < n) {
		const char *rest = (const char *)p + at;
		size_t run = charset_han_run(rest, n - at);

		if (!run && charset_three(rest, n - at))
			run = 3;
		if (!run)
			break;
		at += run;
		if (at < n && p[at] < 0x80)
			at += charset_ascii_run(p + at, n - at);
	}
	return at;
}

/* Length by lead byte, and the range the second byte must lie in (the
 * standard's "lower boundary" and "upper boundary"). */
static size_t utf8_lead(uint8_t lead, uint8_t *low, uint8_t *high)
{
	*low = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
	*high = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
	if (lead >= 0xC2 && lead <= 0xDF)
		return 2;
	if (lead >= 0xE0 && lead <= 0xEF)
		return 3;
	if (lead >= 0xF0 && lead <= 0xF4)
		return 4;
	return 0;
}

uint32_t charset_utf8_step(const uint8_t *p, size_t n, size_t *used)
{
	uint8_t low;
	uint8_t high;
	size_t length;
	uint32_t cp;

	*used = 1;
	if (p[0] < 0x80)
		return p[0];
	length = utf8_lead(p[0], &low, &high);
	if (!length)
		return CHARSET_BAD;
	cp = p[0] & (0x7Fu >> length);
	while (*used < length) {
		if (*used == n || p[*used] < low || p[*used] > high)
			return CHARSET_BAD;
		cp = cp << 6 | (p[*used] & 0x3Fu);
		low = 0x80;
		high = 0xBF;
		(*used)++;
	}
	return cp;
}

int charset_utf8_decode(struct slice bytes, struct buf *out)
{
	const uint8_t *p = (const uint8_t *)bytes.p;
	size_t good = 0;	/* beginning of the run not yet added */
	size_t at = 0;
	size_t used;

	while (at < bytes.n) {
		at += plain_run(p + at, bytes.n - at);
		if (at == bytes.n)
			break;
		if (charset_utf8_step(p + at, bytes.n - at, &used) ==
		    CHARSET_BAD) {
			(void)buf_add(out, p + good, at - good); /* sticky */
			(void)buf_add_utf8(out, 0xFFFD);	 /* sticky */
			good = at + used;
		}
		at += used;
	}
	return buf_add(out, p + good, at - good);
}

size_t charset_utf8_errors(struct slice bytes)
{
	const uint8_t *p = (const uint8_t *)bytes.p;
	size_t errors = 0;
	size_t at = 0;
	size_t used;

	while (at < bytes.n) {
		if (charset_utf8_step(p + at, bytes.n - at, &used) ==
		    CHARSET_BAD)
			errors++;
		at += used;
	}
	return errors;
}

bool charset_is_utf8(struct slice bytes)
{
	const uint8_t *p = (const uint8_t *)bytes.p;
	size_t at = 0;
	size_t used;

	while (at < bytes.n) {
		at += plain_run(p + at, bytes.n - at);
		if (at == bytes.n)
			break;
		if (charset_utf8_step(p + at, bytes.n - at, &used) ==
		    CHARSET_BAD)
			return false;
		at += used;
	}
	return true;
}

unsigned charset_next_other(struct slice utf8, size_t *at)
{
	uint32_t cp;
	size_t used;

	cp = charset_utf8_step((const uint8_t *)utf8.p + *at, utf8.n - *at,
			       &used);
	if (cp == CHARSET_BAD) {
		(*at)++;
		return 0xFFFD;
	}
	*at += used;
	return cp;
}
