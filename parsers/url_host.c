/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Hosts by the URL Standard, section "Host parsing": percent-decoding, domain
 * names, IPv4 numbers in any base and any number of parts, IPv6.  A plain
 * lower-case name, which nearly every host is, is copied in one pass.
 */
#include "parsers/url_host.h"

#include "base/err.h"
#include "parsers/charset.h"
#include "parsers/url.h"

#include <stdint.h>

static int parse_domain(struct slice in, struct buf *out, const char **ret_why);
static int parse_ipv6(struct slice in, struct buf *out, const char **ret_why);
static int parse_ipv4(struct slice in, struct buf *out, const char **ret_why);

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "forbidden host code point" of the standard. */
static bool is_forbidden(char c)
{
	return c == '\0' || (c && strchr("\t\n\r #/:<>?@[\\]^|", c));
}

static bool is_forbidden_in_domain(char c)
{
	return is_forbidden(c) || c == '%' || (unsigned char)c <= 0x1F ||
	       c == 0x7F;
}

static int check_opaque(struct slice in, struct buf *out, const char **ret_why)
{
	for (size_t i = 0; i < in.n; i++) {
		if (!is_forbidden(in.p[i]))
			continue;
		*ret_why = "the host has a character that no host may have";
		return ERR_INVALID;
	}
	return buf_add_slice(out, in);
}

int url_host_parse(struct slice in, bool special, struct buf *out,
		   const char **ret_why)
{
	if (in.p[0] != '[') {
		if (!special)
			return check_opaque(in, out, ret_why);
		return parse_domain(in, out, ret_why);
	}
	*ret_why = "the bracket before the IPv6 address is not closed";
	if (in.p[in.n - 1] != ']')
		return ERR_INVALID;
	return parse_ipv6(slice_sub(in, 1, in.n - 1), out, ret_why);
}

/* Lower-case letters, digits, '-', '_' and '.' only, and nothing that
 * could be Punycode: the name is already what it becomes. */
static bool is_plain(struct slice in)
{
	for (size_t i = 0; i < in.n; i++) {
		char c = in.p[i];

		if ((c < 'a' || c > 'z') && !is_digit(c) && c != '.' &&
		    c != '-' && c != '_')
			return false;
		if (c == 'x' && slice_starts(slice_sub(in, i, in.n), "xn--"))
			return false;
	}
	return true;
}

/* Percent-decodes into text, which has room for URL_MAX bytes. */
static struct slice decode(struct slice in, char *text)
{
	size_t n = 0;

	for (size_t i = 0; i < in.n && n < URL_MAX; i++) {
		if (in.p[i] == '%' && i + 2 < in.n &&
		    slice_hex_digit(in.p[i + 1]) >= 0 &&
		    slice_hex_digit(in.p[i + 2]) >= 0) {
			text[n++] = (char)(slice_hex_digit(in.p[i + 1]) << 4 |
					   slice_hex_digit(in.p[i + 2]));
			i += 2;
			continue;
		}
		text[n++] = in.p[i];
	}
	return (struct slice){text, n};
}

/* Valid UTF-8 without U+FFFD, which no domain may hold, and without NUL. */
static bool is_text(struct slice s)
{
	return charset_is_utf8(s) && !memchr(s.p, '\0', s.n) &&
	       slice_finds(s, "\xEF\xBF\xBD", 0) >= s.n;
}

/* Drops the last part when it is empty ("1.2.3.4."). */
static struct slice without_last_dot(struct slice host)
{
	return slice_ends(host, ".") ? slice_sub(host, 0, host.n - 1) : host;
}

/* One part of an IPv4 address: decimal, 0octal or 0xhex; false when it is
 * none.  Too large a number stops at UINT64_MAX / 16. */
static bool ipv4_number(struct slice part, uint64_t *ret_value)
{
	uint64_t value = 0;
	uint64_t base = 10;

	if (!part.n)
		return false;
	if (slice_istarts(part, "0x")) {
		base = 16;
		part = slice_sub(part, 2, part.n);
	} else if (part.n > 1 && part.p[0] == '0') {
		base = 8;
	}
	for (size_t i = 0; i < part.n; i++) {
		int digit = slice_hex_digit(part.p[i]);

		if (digit < 0 || (uint64_t)digit >= base)
			return false;
		value = value * base + (uint64_t)digit;
		if (value > UINT64_MAX / 32)
			value = UINT64_MAX / 32;
	}
	*ret_value = value;
	return true;
}

/* "ends in a number checker" of the standard. */
static bool ends_in_number(struct slice host)
{
	struct slice last = without_last_dot(host);
	uint64_t value;
	size_t from = last.n;

	while (from && last.p[from - 1] != '.')
		from--;
	last = slice_sub(last, from, last.n);
	if (!last.n || !is_digit(last.p[0]))
		return false;
	for (size_t i = 0; is_digit(last.p[i]);)
		if (++i == last.n)
			return true;
	return ipv4_number(last, &value);
}

static int finish_domain(struct buf *out, size_t start, const char **ret_why)
{
	struct slice host = slice_sub(buf_slice(out), start, out->len);
	char text[URL_MAX];

	if (!host.n) {
		*ret_why = "there is no host";
		return ERR_INVALID;
	}
	for (size_t i = 0; i < host.n; i++) {
		if (!is_forbidden_in_domain(host.p[i]))
			continue;
		*ret_why = "the host has a character that no domain may have";
		return ERR_INVALID;
	}
	if (!ends_in_number(host))
		return 0;
	if (host.n > sizeof(text))
		return ERR_TOOBIG;
	memcpy(text, host.p, host.n);
	buf_truncate(out, start);
	return parse_ipv4((struct slice){text, host.n}, out, ret_why);
}

static int parse_domain(struct slice in, struct buf *out, const char **ret_why)
{
	size_t start = out->len;
	char text[URL_MAX];
	int err;

	if (is_plain(in))
		return ends_in_number(in) ? parse_ipv4(in, out, ret_why)
					  : buf_add_slice(out, in);
	*ret_why = "the host is not valid UTF-8";
	in = decode(in, text);
	if (!is_text(in))
		return ERR_INVALID;
	*ret_why = "the host is no valid international domain name";
	err = url_idn_to_ascii(in, out);
	if (err)
		return err;
	return finish_domain(out, start, ret_why);
}

static int parse_ipv4(struct slice in, struct buf *out, const char **ret_why)
{
	struct slice rest = without_last_dot(in);
	uint64_t numbers[4] = {0};
	uint64_t address;
	size_t count = 0;

	*ret_why = "the host ends in a number but is no IPv4 address";
	while (rest.p) {
		struct slice part = slice_cut(&rest, '.');

		if (count == 4 || !ipv4_number(part, &numbers[count]))
			return ERR_INVALID;
		count++;
	}
	for (size_t i = 0; i + 1 < count; i++)
		if (numbers[i] > 255)
			return ERR_INVALID;
	if (numbers[count - 1] >= UINT64_C(1) << (8 * (5 - count)))
		return ERR_INVALID;
	address = numbers[count - 1];
	for (size_t i = 0; i + 1 < count; i++)
		address += numbers[i] << (8 * (3 - i));
	for (int shift = 24; shift >= 0; shift -= 8) {
		(void)buf_addu(out, address >> shift & 255);
		if (shift)
			(void)buf_addc(out, '.');
	}
	return out->err;
}

/* The dotted end of an IPv6 address: exactly four numbers up to 255 without
 * leading zeros. */
static bool ipv4_tail(struct slice in, uint16_t pieces[2])
{
	unsigned numbers[4];

	for (int i = 0; i < 4; i++) {
		struct slice part = slice_cut(&in, '.');
		unsigned long long value;

		if (!part.n || part.n > 3 || (part.n > 1 && *part.p == '0') ||
		    !slice_u64(part, 255, &value))
			return false;
		numbers[i] = (unsigned)value;
	}
	pieces[0] = (uint16_t)(numbers[0] << 8 | numbers[1]);
	pieces[1] = (uint16_t)(numbers[2] << 8 | numbers[3]);
	return !in.p;
}

/* Reads the groups; -1 or the place of "::" goes to *ret_gap. */
static bool ipv6_pieces(struct slice in, uint16_t pieces[8], int *ret_gap,
			int *ret_count)
{
	int gap = -1;
	int n = 0;
	size_t i = 0;

	if (slice_starts(in, "::")) {
		i = 2;
		gap = 0;
	}
	while (i < in.n) {
		unsigned value = 0;
		size_t from = i;

		if (n == 8)
			return false;
		if (in.p[i] == ':' && gap < 0 && n > 0) {
			gap = n;
			i++;
			continue;
		}
		while (i < in.n && i - from < 4 &&
		       slice_hex_digit(in.p[i]) >= 0)
			value = value << 4 |
				(unsigned)slice_hex_digit(in.p[i++]);
		if (i < in.n && in.p[i] == '.' && i > from) {
			if (n > 6 || !ipv4_tail(slice_sub(in, from, in.n),
						pieces + n))
				return false;
			n += 2;
			break;
		}
		if (i == from || (i < in.n && in.p[i] != ':') ||
		    (i + 1 == in.n))
			return false;
		pieces[n++] = (uint16_t)value;
		i++;
	}
	*ret_gap = gap;
	*ret_count = n;
	return gap >= 0 ? n < 8 : n == 8;
}

/* The first of the longest runs of two or more zero groups. */
static int longest_zeros(const uint16_t pieces[8], int *ret_length)
{
	int best = -1;

	*ret_length = 1;
	for (int i = 0; i < 8; i++) {
		int n = 0;

		while (i + n < 8 && !pieces[i + n])
			n++;
		if (n > *ret_length) {
			best = i;
			*ret_length = n;
		}
		i += n;
	}
	return best;
}

static int parse_ipv6(struct slice in, struct buf *out, const char **ret_why)
{
	uint16_t read[8] = {0};
	uint16_t pieces[8] = {0};
	int gap, count, zeros, length;

	*ret_why = "the IPv6 address is not well-formed";
	if (!ipv6_pieces(in, read, &gap, &count))
		return ERR_INVALID;
	if (gap < 0)
		gap = count;
	for (int i = 0; i < count; i++)
		pieces[i < gap ? i : 8 - count + i] = read[i];
	zeros = longest_zeros(pieces, &length);
	(void)buf_addc(out, '[');	/* the error is sticky */
	for (int i = 0; i < 8; i++) {
		if (i == zeros) {
			(void)buf_adds(out, i ? ":" : "::");
			i += length - 1;
			continue;
		}
		(void)buf_addf(out, i < 7 ? "%x:" : "%x", pieces[i]);
	}
	return buf_addc(out, ']');
}
