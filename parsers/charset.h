/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which encoding a page is in, and its text as UTF-8.  Decoders follow the
 * WHATWG Encoding Standard (https://encoding.spec.whatwg.org) exactly; the
 * labels gb2312, gbk and gb18030 all mean its GB18030 decoder, including
 * FE10-FE19, 1E3F and A3A0 (libraries.md).  Malformed input becomes U+FFFD,
 * never an error.  Pure; any thread.
 */
#ifndef NIANBAO_PARSERS_CHARSET_H
#define NIANBAO_PARSERS_CHARSET_H

#include "base/buf.h"

enum charset_from {
	CHARSET_FROM_BOM,
	CHARSET_FROM_BYTES,	/* valid UTF-8 with a multibyte sequence */
	CHARSET_FROM_HEADER,
	CHARSET_FROM_META,
	CHARSET_FROM_DEFAULT,	/* nothing said: GB18030 unless all ASCII */
};

struct charset_guess {
	const char *name;	/* WHATWG name: "UTF-8", "gb18030", "Big5",
				 * "windows-1252", "UTF-16LE", ...; static */
	enum charset_from from;
	bool valid;		/* charset_is_utf8() of all bytes; not asked
				 * (false) where there is a BOM */
	const char *query;	/* for charset_encode(): as name, but "GBK" for
				 * a gb18030 page not labelled gb18030 itself
				 * (no four-byte codes in its queries), and
				 * "UTF-8" for UTF-16; static */
};

/* "bom", "bytes", "header", "meta", "default". */
const char *charset_from_name(enum charset_from from);

/* The WHATWG name of a label ("GB2312" → "gb18030"), NULL when unknown. gbk
 * and gb2312 are folded into gb18030; decoding does not differ.  Encoding
 * does: "GBK" is a name too for charset_decode() and charset_encode(). */
const char *charset_of_label(struct slice label);

/*
 * The rule of portals.md §3: a BOM; else valid UTF-8 with at least one
 * multibyte sequence (a sequence cut at the very end still counts as valid),
 * whatever is declared; else the declared one: header, then meta; gb2312, gbk
 * or nothing declared → gb18030.  Where UTF-8 is declared and the bytes are not
 * UTF-8: gb18030 if they decode as GB18030 with fewer errors.
 * header: the charset parameter, meta: what <meta charset> or http-equiv in the
 * first 4096 bytes says, or <?xml encoding?> (found here, from raw bytes).
 */
struct charset_guess charset_guess(struct slice bytes, struct slice header);

/*
 * Adds the text as UTF-8 to out; a BOM of that encoding is dropped.  name as
 * in charset_guess.
 * Returns 0, ERR_TOOBIG, ERR_NOMEM, or ERR_UNSUPPORTED for a name this build
 * cannot decode.
 */
int charset_decode(const char *name, struct slice bytes, struct buf *out);
/*
 * UTF-8 → the encoding, for the query of a URL (WHATWG "percent-encode after
 * encoding": a character it lacks becomes %26%23NNN%3B).  The bytes, not yet
 * percent-encoded, are added to out, but for that escape which is added as it
 * is.  ERR_UNSUPPORTED as above.
 */
int charset_encode(const char *name, struct slice utf8, struct buf *out);

/* The bytes are valid UTF-8 (WHATWG: no surrogates, no overlong forms). */
bool charset_is_utf8(struct slice bytes);
/* The code point of the n bytes at p if it is one of three bytes, as nearly all
 * Chinese characters are; else 0. */
static inline unsigned charset_three(const char *p, size_t n)
{
	const unsigned char *b = (const unsigned char *)p;
	unsigned cp;

	if (n < 3 || (b[0] & 0xF0) != 0xE0 || (b[1] & 0xC0) != 0x80 ||
	    (b[2] & 0xC0) != 0x80)
		return 0;
	cp = (b[0] & 0xFu) << 12 | (b[1] & 0x3Fu) << 6 | (b[2] & 0x3Fu);
	return cp < 0x800 || (cp >= 0xD800 && cp <= 0xDFFF) ? 0 : cp;
}

/* The bytes at the front of p that are Chinese characters (U+4000 to U+9FFF),
 * three each.  None of them is white space, a mark or a letter: a reader of
 * text may take them all at once. */
static inline size_t charset_han_run(const char *p, size_t n)
{
	/* signed, all bytes of a character but the first are below -64 */
	const signed char *b = (const signed char *)p;
	size_t at = 0;

	while (at + 2 < n && b[at] >= (signed char)0xE4 &&
	       b[at] <= (signed char)0xE9 && b[at + 1] < -64 &&
	       b[at + 2] < -64)
		at += 3;
	return at;
}

/* The same, and ASCII that is seen ('!' to '~'). */
static inline size_t charset_seen_run(const char *p, size_t n)
{
	size_t at = 0;

	for (;;) {
		size_t run = charset_han_run(p + at, n - at);

		at += run;
		for (; at < n && p[at] > ' ' && p[at] < 0x7F; at++)
			run++;
		if (!run)
			return at;
	}
}

/* What is neither ASCII nor of three bytes. */
unsigned charset_next_other(struct slice utf8, size_t *at);

/* Decodes one code point of valid UTF-8 at *at, moves *at on; FFFD and one
 * byte on malformed input; 0 at the end, and for a NUL (*at tells).  Here
 * because readers of text spend most of their time in it. */
static inline unsigned charset_next(struct slice utf8, size_t *at)
{
	unsigned cp;

	if (*at >= utf8.n)
		return 0;
	cp = (unsigned char)utf8.p[*at];
	if (cp < 0x80) {
		(*at)++;
		return cp;
	}
	cp = charset_three(utf8.p + *at, utf8.n - *at);
	if (!cp)
		return charset_next_other(utf8, at);
	*at += 3;
	return cp;
}

#endif
