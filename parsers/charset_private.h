/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the charset_*.c files share.  Nobody else includes it.
 */
#ifndef NIANBAO_PARSERS_CHARSET_PRIVATE_H
#define NIANBAO_PARSERS_CHARSET_PRIVATE_H

#include "base/buf.h"

#include <stdint.h>

/* What a step function returns for malformed input. */
#define CHARSET_BAD UINT32_MAX

/* Collects decoded text on the stack and hands it on in pieces, so that a
 * buffer near its maximum is not asked for the worst case.  The buffer's
 * error sticks, so it is looked at once, in sink_end(). */
struct sink {
	struct buf *out;
	size_t n;
	char bytes[4096];
};

static inline void sink_flush(struct sink *s)
{
	(void)buf_add(s->out, s->bytes, s->n);	/* sticky, see sink_end() */
	s->n = 0;
}

/* CHARSET_BAD becomes U+FFFD. */
static inline void sink_add(struct sink *s, uint32_t cp)
{
	char *at;

	if (s->n > sizeof(s->bytes) - 4)
		sink_flush(s);
	at = s->bytes + s->n;
	if (cp == CHARSET_BAD)
		cp = 0xFFFD;
	if (cp < 0x80) {
		at[0] = (char)cp;
		s->n += 1;
	} else if (cp < 0x800) {
		at[0] = (char)(0xC0 | cp >> 6);
		at[1] = (char)(0x80 | (cp & 0x3F));
		s->n += 2;
	} else if (cp < 0x10000) {
		at[0] = (char)(0xE0 | cp >> 12);
		at[1] = (char)(0x80 | (cp >> 6 & 0x3F));
		at[2] = (char)(0x80 | (cp & 0x3F));
		s->n += 3;
	} else {
		at[0] = (char)(0xF0 | cp >> 18);
		at[1] = (char)(0x80 | (cp >> 12 & 0x3F));
		at[2] = (char)(0x80 | (cp >> 6 & 0x3F));
		at[3] = (char)(0x80 | (cp & 0x3F));
		s->n += 4;
	}
}

static inline void sink_ascii(struct sink *s, const uint8_t *p, size_t n)
{
	while (n) {
		size_t room = sizeof(s->bytes) - s->n;
		size_t part = n < room ? n : room;

		memcpy(s->bytes + s->n, p, part);
		s->n += part;
		p += part;
		n -= part;
		if (n)
			sink_flush(s);
	}
}

static inline int sink_end(struct sink *s)
{
	sink_flush(s);
	return s->out->err;
}

/* Bytes below 0x80 at the start of p. */
size_t charset_ascii_run(const uint8_t *p, size_t n);

/* One code point of n ≥ 1 bytes, or CHARSET_BAD; *used bytes belong to it
 * (of malformed UTF-8: the maximal subpart). */
uint32_t charset_utf8_step(const uint8_t *p, size_t n, size_t *used);
int charset_utf8_decode(struct slice bytes, struct buf *out);
/* Malformed sequences. */
size_t charset_utf8_errors(struct slice bytes);

int charset_gb_decode(struct slice bytes, struct buf *out);
size_t charset_gb_errors(struct slice bytes);
/* Bytes of one code point into out[4]; 0 when it has none.  gbk: without the
 * four-byte codes, U+20AC as 0x80. */
size_t charset_gb_encode(uint32_t cp, bool gbk, uint8_t *out);

/* Code points of the bytes 0x80..0xFF, U+FFFD where undefined; NULL when name
 * is no single-byte encoding. */
const uint16_t *charset_single_upper(const char *name);

/* By iconv; ERR_UNSUPPORTED when name is none of its or not installed. */
int charset_iconv_decode(const char *name, struct slice bytes,
			 struct buf *out);
int charset_iconv_encode(const char *name, struct slice utf8,
			 struct buf *out);

/* The escape for a character an encoding lacks, see charset_encode(). */
int charset_add_escape(struct buf *out, uint32_t cp);

/* The label that the first 4096 bytes declare: <meta charset>, <meta
 * http-equiv=content-type>, else <?xml encoding?>; absent if none. */
struct slice charset_meta_label(struct slice bytes);

#endif
