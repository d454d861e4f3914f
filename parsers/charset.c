/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The door of charset_*.c: which encoding, and who decodes it.
 *
 *   UTF-8            charset_utf8.c     exact
 *   gb18030, GBK     charset_gb.c       exact
 *   single-byte      charset_single.c   exact
 *   UTF-16, replacement                 exact, here
 *   Big5, EUC-*, ... charset_iconv.c    as the C library has them
 *
 * Tables of the exact ones are made by charset_tables.py.
 */
#include "parsers/charset.h"

#include "base/err.h"
#include "parsers/charset_private.h"

/* Bytes looked at to tell broken UTF-8 from GB18030: a few kB of text decide,
 * and a page may be many MB. */
enum { COMPARE = 1 << 18 };

const char *charset_from_name(enum charset_from from)
{
	static const char *const names[] = {
		[CHARSET_FROM_BOM] = "bom",
		[CHARSET_FROM_BYTES] = "bytes",
		[CHARSET_FROM_HEADER] = "header",
		[CHARSET_FROM_META] = "meta",
		[CHARSET_FROM_DEFAULT] = "default",
	};

	return names[from];
}

static const char *bom_name(struct slice bytes, size_t *length)
{
	*length = 3;
	if (slice_starts(bytes, "\xEF\xBB\xBF"))
		return "UTF-8";
	*length = 2;
	if (slice_starts(bytes, "\xFF\xFE"))
		return "UTF-16LE";
	if (slice_starts(bytes, "\xFE\xFF"))
		return "UTF-16BE";
	*length = 0;
	return NULL;
}

/* Valid as far as it goes: a transfer cut within a sequence does not make a
 * page anything else.  *ret_ascii: nothing but ASCII; *ret_valid: nothing was
 * cut either. */
static bool looks_utf8(struct slice bytes, bool *ret_ascii, bool *ret_valid)
{
	const uint8_t *p = (const uint8_t *)bytes.p;
	size_t at = charset_ascii_run(p, bytes.n);
	bool cut = false;
	bool looks;
	size_t used;

	*ret_ascii = at == bytes.n;
	for (size_t back = 1; back <= 3 && back <= bytes.n - at; back++) {
		const uint8_t *lead = p + bytes.n - back;

		if (*lead < 0xC0)
			continue;
		/* A cut sequence: malformed, and all the rest belongs to it */
		if (charset_utf8_step(lead, back, &used) == CHARSET_BAD &&
		    used == back && at < bytes.n - back) {
			bytes.n -= back;
			cut = true;
		}
		break;
	}
	looks = charset_is_utf8(slice_sub(bytes, at, bytes.n));
	*ret_valid = looks && !cut;
	return looks;
}

/* The declared encoding; a page that could be read so far is not UTF-16. */
static const char *declared(struct slice bytes, struct slice header,
			    enum charset_from *ret_from,
			    struct slice *ret_label)
{
	const char *name = charset_of_label(header);

	*ret_from = CHARSET_FROM_HEADER;
	*ret_label = header;
	if (name)
		return name;
	*ret_from = CHARSET_FROM_META;
	*ret_label = charset_meta_label(bytes);
	name = charset_of_label(*ret_label);
	/* HTML standard, prescan: a meta in ASCII bytes cannot mean these */
	if (name && !strncmp(name, "UTF-16", 6))
		return "UTF-8";
	if (name && !strcmp(name, "x-user-defined"))
		return "windows-1252";
	return name;
}

struct charset_guess charset_guess(struct slice bytes, struct slice header)
{
	struct charset_guess guess = {.from = CHARSET_FROM_BOM};
	struct slice head = slice_sub(bytes, 0, COMPARE);
	struct slice label;
	size_t length;
	bool ascii;
	bool utf8;

	guess.name = bom_name(bytes, &length);
	guess.query = "UTF-8";
	if (guess.name)
		return guess;
	utf8 = looks_utf8(bytes, &ascii, &guess.valid);
	guess.from = CHARSET_FROM_BYTES;
	guess.name = "UTF-8";
	if (utf8 && !ascii)
		return guess;
	guess.name = declared(bytes, header, &guess.from, &label);
	if (!guess.name) {
		guess.from = CHARSET_FROM_DEFAULT;
		guess.name = ascii ? "UTF-8" : "gb18030";
		label = SLICE_NONE;
	} else if (!strcmp(guess.name, "UTF-8") && !utf8 &&
		   charset_gb_errors(head) < charset_utf8_errors(head)) {
		guess.from = CHARSET_FROM_DEFAULT;
		guess.name = "gb18030";
		label = SLICE_NONE;
	}
	guess.query = guess.name;
	if (!strcmp(guess.name, "gb18030") &&
	    !slice_ieqs(slice_trim(label), "gb18030"))
		guess.query = "GBK";
	return guess;
}

static int utf16_decode(struct slice bytes, bool big, struct buf *out)
{
	const uint8_t *p = (const uint8_t *)bytes.p;
	struct sink sink = {.out = out};
	uint32_t lead = 0;	/* a high surrogate without its other half */

	for (size_t at = 0; at + 1 < bytes.n; at += 2) {
		uint32_t unit = big ? (uint32_t)p[at] << 8 | p[at + 1]
				    : (uint32_t)p[at + 1] << 8 | p[at];
		bool low = unit >= 0xDC00 && unit <= 0xDFFF;

		if (lead && low) {
			sink_add(&sink, 0x10000 + ((lead - 0xD800) << 10) +
						(unit - 0xDC00));
			lead = 0;
			continue;
		}
		if (lead)
			sink_add(&sink, CHARSET_BAD);
		lead = unit >= 0xD800 && unit <= 0xDBFF ? unit : 0;
		if (!lead)
			sink_add(&sink, low ? CHARSET_BAD : unit);
	}
	/* Half a unit and half a pair at the end are one error together. */
	if (lead || bytes.n % 2)
		sink_add(&sink, CHARSET_BAD);
	return sink_end(&sink);
}

static int single_decode(const uint16_t *upper, struct slice bytes,
			 struct buf *out)
{
	struct sink sink = {.out = out};

	for (size_t at = 0; at < bytes.n; at++) {
		uint8_t byte = (uint8_t)bytes.p[at];

		sink_add(&sink, byte < 0x80 ? byte : upper[byte - 0x80]);
	}
	return sink_end(&sink);
}

int charset_decode(const char *name, struct slice bytes, struct buf *out)
{
	size_t length;
	const char *bom = bom_name(bytes, &length);
	const uint16_t *upper;

	if (bom && !strcmp(bom, name))
		bytes = slice_sub(bytes, length, bytes.n);
	if (!strcmp(name, "UTF-8"))
		return charset_utf8_decode(bytes, out);
	if (!strcmp(name, "gb18030") || !strcmp(name, "GBK"))
		return charset_gb_decode(bytes, out);
	if (!strncmp(name, "UTF-16", 6))
		return utf16_decode(bytes, !strcmp(name, "UTF-16BE"), out);
	if (!strcmp(name, "replacement"))
		return bytes.n ? buf_add_utf8(out, 0xFFFD) : out->err;
	upper = charset_single_upper(name);
	if (upper)
		return single_decode(upper, bytes, out);
	return charset_iconv_decode(name, bytes, out);
}

int charset_add_escape(struct buf *out, uint32_t cp)
{
	return buf_addf(out, "%%26%%23%u%%3B", (unsigned)cp);
}

static size_t single_encode(const uint16_t *upper, uint32_t cp, uint8_t *out)
{
	out[0] = (uint8_t)cp;
	if (cp < 0x80)
		return 1;
	for (unsigned i = 0; i < 128; i++) {
		if (upper[i] != cp || cp == 0xFFFD)
			continue;
		out[0] = (uint8_t)(i + 0x80);
		return 1;
	}
	return 0;
}

/* gb18030, GBK (upper NULL) and the single-byte encodings. */
static int table_encode(const char *name, const uint16_t *upper,
			struct slice utf8, struct buf *out)
{
	bool gbk = !strcmp(name, "GBK");

	for (size_t at = 0, used; at < utf8.n; at += used) {
		uint32_t cp = charset_utf8_step((const uint8_t *)utf8.p + at,
						utf8.n - at, &used);
		uint8_t bytes[4];
		size_t n;

		if (cp == CHARSET_BAD)
			cp = 0xFFFD;
		n = upper ? single_encode(upper, cp, bytes)
			  : charset_gb_encode(cp, gbk, bytes);
		if (n)
			(void)buf_add(out, bytes, n);		/* sticky */
		else
			(void)charset_add_escape(out, cp);	/* sticky */
	}
	return out->err;
}

int charset_encode(const char *name, struct slice utf8, struct buf *out)
{
	const uint16_t *upper = charset_single_upper(name);

	/* "get an output encoding": these are never written */
	if (!strcmp(name, "UTF-8") || !strncmp(name, "UTF-16", 6) ||
	    !strcmp(name, "replacement"))
		return charset_utf8_decode(utf8, out);
	if (upper || !strcmp(name, "gb18030") || !strcmp(name, "GBK"))
		return table_encode(name, upper, utf8, out);
	return charset_iconv_encode(name, utf8, out);
}
