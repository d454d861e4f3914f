/* SPDX-License-Identifier: Apache-2.0 */
/*
 * International domain names: UTS 46 with the options of the URL Standard, by
 * libidn2.  The library is asked label by label, because it departs from the
 * standard in ways that can be worked around only there (2.3.3, compared with
 * a browser over all code points):
 *
 *  - IDN2_NONTRANSITIONAL also applies IDNA 2008, which knows no symbols; so it
 *    would refuse names every browser opens.  IDN2_TRANSITIONAL is plain
 *    UTS 46, and differs from the other only in the four deviation characters
 *    and in checking neither direction nor joiners.  So it is used for every
 *    label without deviation or right-to-left characters.
 *  - It refuses hyphens at the ends or in third and fourth place.  They (and
 *    underscores) are sent as a digit that occurs nowhere else in the label,
 *    and put back in the answer: in Punycode the ASCII characters stand first,
 *    in their order, and what follows depends on their number alone.
 *
 * What remains refused: a label that needs more than 63 octets (it has no
 * place in the DNS anyway), symbols in right-to-left labels, other ASCII
 * punctuation next to non-ASCII letters, characters newer than the tables of
 * the library.
 */
#include "parsers/url_host.h"

#include "base/err.h"

#include <idn2.h>

/* Octets of a label as written.  One that can be encoded in 63 needs fewer,
 * unless it is padded with characters that UTS 46 ignores. */
enum { LABEL_MAX = 512 };

struct label {
	uint8_t text[LABEL_MAX + 1];	/* what the library is shown */
	size_t n;
	char hidden[LABEL_MAX];		/* hyphens taken out, in order */
	size_t hidden_n;
	bool rtl;		/* has right-to-left characters */
	bool deviates;		/* has a deviation character */
	bool european;		/* has digits that run with either script */
	bool arabic;		/* has digits of the Arabic script */
};

static int convert_domain(struct slice domain, struct buf *out);
static int add_label(struct slice label, struct buf *out);
static int add_alabel(struct slice label, struct buf *out);
static int add_ulabel(struct slice label, struct buf *out);

int url_idn_to_ascii(struct slice domain, struct buf *out)
{
	struct buf again = BUF_INIT(out->max);
	size_t start = out->len;
	struct slice ascii;
	int err;

	err = convert_domain(domain, out);
	if (err)
		return err;
	ascii = slice_sub(buf_slice(out), start, out->len);
	if (slice_eq(ascii, domain))
		return 0;
	/* What we answer must be accepted when it comes back. */
	err = convert_domain(ascii, &again);
	if (!err && !slice_eq(buf_slice(&again), ascii))
		err = ERR_INVALID;
	buf_free(&again);
	return err;
}

/* Length of the full stop at the head of s, one of the four that UTS 46
 * counts as such; 0 when there is none. */
static size_t dot_length(struct slice s)
{
	if (s.n && s.p[0] == '.')
		return 1;
	if (slice_starts(s, "\xE3\x80\x82") ||	/* U+3002 */
	    slice_starts(s, "\xEF\xBC\x8E") ||	/* U+FF0E */
	    slice_starts(s, "\xEF\xBD\xA1"))	/* U+FF61 */
		return 3;
	return 0;
}

static int convert_domain(struct slice domain, struct buf *out)
{
	size_t from = 0;

	for (size_t i = 0; i <= domain.n; i++) {
		size_t dot = dot_length(slice_sub(domain, i, domain.n));
		int err;

		if (!dot && i < domain.n)
			continue;
		err = add_label(slice_sub(domain, from, i), out);
		if (err)
			return err;
		if (!dot)
			break;
		if (buf_addc(out, '.'))
			return out->err;
		i += dot - 1;
		from = i + 1;
	}
	return out->err;
}

static bool is_ascii(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] > 0x7F)
			return false;
	return true;
}

static void add_lower(struct slice s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		(void)buf_addc(out, c >= 'A' && c <= 'Z' ? c + 32 : c);
	}
}

static int add_label(struct slice label, struct buf *out)
{
	if (!is_ascii(label))
		return add_ulabel(label, out);
	if (slice_istarts(label, "xn--"))
		return add_alabel(label, out);
	add_lower(label, out);
	return out->err;
}

static int map_error(int rc)
{
	return rc == IDN2_MALLOC ? ERR_NOMEM : ERR_INVALID;
}

/* "xn--…" is valid when it stands for a label with a non-ASCII character
 * that leads back to it. */
static int add_alabel(struct slice label, struct buf *out)
{
	size_t start = out->len;
	char text[LABEL_MAX + 1];
	char *unicode = NULL;
	struct slice lower;
	int rc;
	int err;

	if (label.n > LABEL_MAX)
		return ERR_INVALID;
	add_lower(label, out);
	if (out->err)
		return out->err;
	lower = slice_sub(buf_slice(out), start, out->len);
	memcpy(text, lower.p, lower.n);
	text[lower.n] = '\0';
	rc = idn2_to_unicode_8z8z(text, &unicode, 0);
	if (rc)
		return map_error(rc);
	buf_truncate(out, start);
	err = ERR_INVALID;
	if (!is_ascii(slice_of(unicode)))
		err = add_ulabel(slice_of(unicode), out);
	idn2_free(unicode);
	if (err)
		return err;
	lower = slice_sub(buf_slice(out), start, out->len);
	return slice_eqs(lower, text) ? 0 : ERR_INVALID;
}

/* One code point of valid UTF-8; *at moves on. */
static unsigned next_codepoint(struct slice s, size_t *at)
{
	unsigned char c = (unsigned char)s.p[(*at)++];
	unsigned n = c < 0xC0 ? 0 : c < 0xE0 ? 1 : c < 0xF0 ? 2 : 3;
	unsigned cp = n ? c & (0x3Fu >> n) : c;

	while (n-- && *at < s.n)
		cp = cp << 6 | ((unsigned char)s.p[(*at)++] & 0x3F);
	return cp;
}

/* Blocks of the scripts that run from right to left, with the symbols that
 * UTS 46 maps into them (2135..2138). */
static bool is_rtl(unsigned cp)
{
	return (cp >= 0x590 && cp <= 0x8FF) || cp == 0x200F ||
	       (cp >= 0x2135 && cp <= 0x2138) ||
	       (cp >= 0xFB1D && cp <= 0xFDFF) ||
	       (cp >= 0xFE70 && cp <= 0xFEFF) ||
	       (cp >= 0x10800 && cp <= 0x10FFF) ||
	       (cp >= 0x1E800 && cp <= 0x1EFFF);
}

static void look_at(struct slice label, struct label *l)
{
	*l = (struct label){0};
	for (size_t i = 0; i < label.n;) {
		unsigned cp = next_codepoint(label, &i);

		l->rtl |= is_rtl(cp);
		l->european |= (cp >= '0' && cp <= '9') ||
			       (cp >= 0x6F0 && cp <= 0x6F9);
		l->arabic |= cp >= 0x660 && cp <= 0x669;
		l->deviates |= cp == 0xDF || cp == 0x3C2 || cp == 0x200C ||
			       cp == 0x200D;
	}
}

/* Fills in the text, with stand_in for what the library would refuse. */
static void hide(struct slice label, char stand_in, struct label *l)
{
	l->n = 0;
	l->hidden_n = 0;
	for (size_t i = 0; i < label.n; i++) {
		unsigned char c = (unsigned char)label.p[i];

		/* the wide and the small hyphen are mapped to '-' */
		if (slice_starts(slice_sub(label, i, label.n),
				 "\xEF\xBC\x8D") ||
		    slice_starts(slice_sub(label, i, label.n),
				 "\xEF\xB9\xA3")) {
			c = '-';
			i += 2;
		}
		if ((c == '-' || c == '_') && !l->rtl) {
			l->hidden[l->hidden_n++] = (char)c;
			c = (unsigned char)stand_in;
		}
		l->text[l->n++] = c;
	}
	l->text[l->n] = '\0';
}

/* The part of the answer in which stand-ins can be. */
static struct slice basic_part(struct slice ascii)
{
	size_t end = ascii.n;

	if (!slice_starts(ascii, "xn--"))
		return ascii;
	while (end > 4 && ascii.p[end - 1] != '-')
		end--;
	return slice_sub(ascii, 4, end > 4 ? end - 1 : 4);
}

/* Puts the hyphens back.  false when the answer has more or fewer of the
 * stand-in than were sent. */
static bool unhide(const struct label *l, char stand_in, char *ascii)
{
	struct slice basic = basic_part(slice_of(ascii));
	char *at = ascii + (basic.p - ascii);
	size_t found = 0;

	for (size_t i = 0; i < basic.n; i++)
		found += basic.p[i] == stand_in;
	if (found != l->hidden_n)
		return l->hidden_n == 0;
	for (size_t i = 0, k = 0; i < basic.n; i++)
		if (at[i] == stand_in && k < l->hidden_n)
			at[i] = l->hidden[k++];
	return true;
}

static int add_ulabel(struct slice label, struct buf *out)
{
	struct label l;

	if (label.n > LABEL_MAX)
		return ERR_INVALID;
	look_at(label, &l);
	/* condition 4 of RFC 5893, section 2, which the library overlooks */
	if (l.rtl && l.european && l.arabic)
		return ERR_INVALID;
	for (char digit = '0'; digit <= '9'; digit++) {
		uint8_t *ascii = NULL;
		bool done, doubled;
		int rc;

		hide(label, digit, &l);
		rc = idn2_lookup_u8(l.text, &ascii, IDN2_NFC_INPUT |
				    (l.rtl || l.deviates ?
				     IDN2_NONTRANSITIONAL : IDN2_TRANSITIONAL));
		if (rc)
			return map_error(rc);
		done = unhide(&l, digit, (char *)ascii);
		doubled = slice_starts(slice_of((char *)ascii), "xn--xn--");
		if (done)
			(void)buf_adds(out, (char *)ascii);
		idn2_free(ascii);
		/* Punycode of what looks like Punycode */
		if (doubled && slice_istarts(label, "xn--"))
			return ERR_INVALID;
		if (done)
			return out->err;
	}
	return ERR_INVALID;	/* has a hyphen and all ten digits */
}
