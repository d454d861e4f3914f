/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The multi-byte encodings nobody in this trade uses (no Big5 page was ever
 * seen, portals.md §3), by the C library's iconv.  Its tables are close to the
 * standard's but not equal; malformed input becomes U+FFFD all the same.
 */
#include "parsers/charset_private.h"

#include "base/err.h"

#include <errno.h>
#include <iconv.h>

static const struct { const char *name, *iconv; } iconv_names[] = {
	{"Big5", "BIG5-HKSCS"},
	{"EUC-JP", "EUC-JP-MS"},
	{"EUC-KR", "UHC"},
	{"ISO-2022-JP", "ISO-2022-JP"},
	{"Shift_JIS", "CP932"},
};

static const char *iconv_name(const char *name)
{
	for (size_t i = 0; i < sizeof(iconv_names) / sizeof(*iconv_names); i++)
		if (!strcmp(iconv_names[i].name, name))
			return iconv_names[i].iconv;
	return NULL;
}

/* Opens a converter; 0, ERR_UNSUPPORTED or ERR_NOMEM. */
static int iconv_start(const char *to, const char *from, iconv_t *ret_cd)
{
	iconv_t cd;

	if (!to || !from)
		return ERR_UNSUPPORTED;
	cd = iconv_open(to, from);
	if (cd == (iconv_t)-1)
		return errno == ENOMEM ? ERR_NOMEM : ERR_UNSUPPORTED;
	*ret_cd = cd;
	return 0;
}

/* Bytes that one U+FFFD stands for: a lead byte takes a trail that is not
 * ASCII with it, as the standard's multi-byte decoders do. */
static size_t bad_length(const char *p, size_t n)
{
	if (n > 1 && (uint8_t)p[0] >= 0x80 && (uint8_t)p[1] >= 0x80)
		return 2;
	return 1;
}

int charset_iconv_decode(const char *name, struct slice bytes,
			 struct buf *out)
{
	char *in = (char *)bytes.p;	/* iconv does not write there */
	size_t left = bytes.n;
	char piece[4096];
	iconv_t cd;
	int err = iconv_start("UTF-8", iconv_name(name), &cd);

	if (err)
		return err;
	while (left) {
		char *to = piece;
		size_t room = sizeof(piece);
		size_t done = iconv(cd, &in, &left, &to, &room);
		int why = errno;

		(void)buf_add(out, piece, (size_t)(to - piece)); /* sticky */
		if (done != (size_t)-1 || why == E2BIG)
			continue;
		(void)buf_add_utf8(out, 0xFFFD);		 /* sticky */
		/* EINVAL: cut at the end.  UHC may also complain when it has
		 * taken all (glibc 2.36). */
		if (why != EILSEQ || !left)
			break;
		done = bad_length(in, left);
		in += done;
		left -= done;
	}
	(void)iconv_close(cd);	/* fails only for what is no descriptor */
	return out->err;
}

/* One code point; a stateful encoding is brought back to ASCII at once. */
static void encode_one(iconv_t cd, struct slice utf8, uint32_t cp,
		       struct buf *out)
{
	char *in = (char *)utf8.p;	/* iconv does not write there */
	size_t left = utf8.n;
	char piece[32];
	char *to = piece;
	size_t room = sizeof(piece);

	if (iconv(cd, &in, &left, &to, &room) != 0 ||
	    iconv(cd, NULL, NULL, &to, &room) == (size_t)-1) {
		(void)iconv(cd, NULL, NULL, NULL, NULL); /* forget the state */
		(void)charset_add_escape(out, cp);	 /* sticky */
		return;
	}
	(void)buf_add(out, piece, (size_t)(to - piece)); /* sticky */
}

int charset_iconv_encode(const char *name, struct slice utf8, struct buf *out)
{
	size_t at = 0;
	iconv_t cd;
	int err = iconv_start(iconv_name(name), "UTF-8", &cd);

	if (err)
		return err;
	while (at < utf8.n) {
		size_t used;
		uint32_t cp = charset_utf8_step((const uint8_t *)utf8.p + at,
						utf8.n - at, &used);

		if (cp == CHARSET_BAD)
			(void)charset_add_escape(out, 0xFFFD); /* sticky */
		else
			encode_one(cd, slice_sub(utf8, at, at + used), cp,
				   out);
		at += used;
	}
	(void)iconv_close(cd);	/* fails only for what is no descriptor */
	return out->err;
}
